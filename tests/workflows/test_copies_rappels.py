"""The copy that each reminder of commitments announces: one mail to a maître d’ouvrage, for all its companies."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy

import pytest
from operations_attribuees import ATTRIBUTIONS, OPERATION, REFERENCE, attribuer, territoire
from operations_en_base import ACHETEUR, courriels_de

from courrier.messages import PieceJointe
from metier.relances import Prochaine
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes.effets import PieceEnvoyee
from workflows.actes.relances.copies import EnRetard, Envoi, copie_de
from workflows.actes.relances.retards import Attente, Objet
from workflows.actes.sujets import faire_le_jour

JOUR = date(2026, 9, 8)


def copies():
    return [un for un in courriels_de(REFERENCE) if un.cle.startswith("copie_rappels:")]


@pytest.fixture
def attribuees(sur_sqlite):
    territoire()
    for reference in (REFERENCE, "2026-CVB-032"):
        attribuer(reference, etape="attribution")


def test_a_buyer_has_one_mail_for_all_its_operations_and_companies_once(attribuees):
    """The letters themselves, each named after its company; another day, nothing."""
    for jour in (JOUR, JOUR, date(2026, 9, 20)):
        faire_le_jour(jour)
    (un,) = copies()
    assert un.destinataire == ACHETEUR["courriel"]
    noms = [piece.get_filename() for piece in message_from_bytes(un.octets, policy=policy.default).iter_attachments()]
    assert len(noms) == 4
    assert noms[0] == "E1_rappel_demarrage-2026-CVB-031-lot-1-peintures-du-val.pdf"


def test_thirty_lots_are_one_mail_in_the_order_of_their_numbers(sur_sqlite):
    """In the words and in what is attached: 1, 2, 10, not 1, 10, 2."""
    lots = [OPERATION["lots"][0] | {"numero": numero, "intitule": f"Lot {numero}"} for numero in (1, 2, 10)]
    tenus = [ATTRIBUTIONS[0] | {"lot": un["numero"], "entreprise": {"nom": f"Bâti {un['numero']}"}} for un in lots]
    territoire()
    attribuer(etape="attribution", operation=OPERATION | {"lots": lots}, attributions=tenus)
    faire_le_jour(JOUR)
    (un,) = copies()
    lu = message_from_bytes(un.octets, policy=policy.default)
    mots = lu.get_body(("plain",)).get_content().replace("\xa0", " ").splitlines()
    assert [dit.removeprefix(" - ") for dit in mots if " Lot " in dit] == [
        "Lot 1 : Bâti 1",
        "Lot 2 : Bâti 2",
        "Lot 10 : Bâti 10",
    ]
    noms = [piece.get_filename().rpartition("-lot-")[2].split("-")[0] for piece in lu.iter_attachments()]
    assert noms == ["1", "2", "10"]


def test_the_copy_of_reminders_follows_operations_and_lots_whatever_the_order_of_recipients(sur_sqlite):
    def en_retard(reference, lot):
        un = Attente(
            demande_le=JOUR,
            relancable_le=JOUR,
            objet=Objet.CHOIX,
            reference=reference,
            lot=lot,
            organisation=f"Bâti {lot}",
            attendu_le=JOUR,
            operation_id=int(reference[-1]),
        )
        operation = Operation(id=int(reference[-1]), reference=reference, intitule="Gymnase")
        lettre = PieceEnvoyee(produites=(), jointes=(PieceJointe(nom=f"E3_{lot}.pdf", octets=b""),))
        return EnRetard(operation=operation, attentes=(un,), lettre=lettre, acheteur="a@val.example")

    recues = [en_retard("R-2", 1), en_retard("R-1", 10), en_retard("R-1", 2), en_retard("R-1", 1)]
    envoi = Envoi(
        destinataire="b@bati.example", prochaine=Prochaine(rang=2, niveau=2, precedente=None), jour=JOUR, operations=()
    )
    with lecture() as session:
        copie = copie_de(session, "a@val.example", [(envoi, [une]) for une in recues])
    assert [une.operation.reference for une in copie.operations] == ["R-1", "R-2"]
    assert [dit.split("lot\xa0")[1].split(",")[0] for dit in copie.operations[0].manques] == ["1", "2", "10"]
    assert [une.nom for une in copie.lettres] == ["E3_1_R-1.pdf", "E3_2_R-1.pdf", "E3_10_R-1.pdf", "E3_1_R-2.pdf"]


def test_without_an_address_nothing_is_copied(sur_sqlite):
    territoire()
    attribuer(etape="attribution", contacts=[])
    faire_le_jour(JOUR)
    assert copies() == []
