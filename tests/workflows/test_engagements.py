"""The reminder of commitments: five working days after the notification, once, to each company, with its pack."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy

import pytest
from operations_attribuees import ATTRIBUTIONS, PEINTURES, REFERENCE, attribuer, territoire
from operations_en_base import courriels_de, documents_de, evenements, inscrire, operation

from documents.lecture_word import read_paragraphs
from echanges.dossier import exporter
from sqlmodel_store.session import lecture
from workflows.actes import engagements
from workflows.actes.expedition import expedier
from workflows.actes.sujets import attentes, faire_le_jour

VEILLE, JOUR = date(2026, 9, 7), date(2026, 9, 8)  # notified on a Tuesday: five working days lead to the next one
IDENTITE = {"RELAIS__ADRESSE": "1 quai du Port, 57100 Thionville", "RELAIS__TELEPHONE": "03 82 00 00 00"}


def rappeler(jour=JOUR):
    with lecture() as session:
        cles = engagements.dues(session, jour)
    engagements.faire(cles, jour)
    return cles


def rappels(reference=REFERENCE):
    return [un for un in courriels_de(reference) if un.cle.startswith("demarrage_entreprise:")]


def actions(reference=REFERENCE):
    with lecture() as session:
        return [une.libelle for une in attentes(session, [operation(reference)])]


@pytest.fixture
def attribuee(installation):
    territoire()
    return attribuer(etape="attribution")


def test_it_leaves_on_the_fifth_working_day_and_once(attribuee, regler):
    """Nothing the day before; a second round, and one much later, send nothing more."""
    assert rappeler(VEILLE) == []
    assert len(rappeler()) == 2
    assert rappeler() == []
    assert rappeler(date(2026, 12, 1)) == []
    assert sorted(un.destinataire for un in rappels()) == ["insertion@bati-rombelle.example", PEINTURES]
    codes = [un.code for un in documents_de(attribuee).values()]
    assert (codes.count("E1"), codes.count("E2")) == (4, 4)


def test_the_company_really_receives_its_letters_with_every_structure_in_alphabetical_order(par_smtp, regler):
    regler(**IDENTITE)
    territoire()
    attribuer(etape="attribution", attributions=ATTRIBUTIONS[:1])
    rappeler()
    expedier()
    (recu,) = par_smtp.facteur.recus
    courriel = message_from_bytes(recu.octets, policy=policy.default)
    pieces = {piece.get_filename(): piece.get_content() for piece in courriel.iter_attachments()}
    assert {nom.partition("_")[0] for nom in pieces} == {"E1", "E2", "G1", "contacts.txt"}
    assert [nom for nom in pieces if nom[:2] in {"E1", "E2"}] == [
        "E1_rappel.pdf",
        "E2_modalites.pdf",
        "E2_modalites.docx",
    ]
    lettre = read_paragraphs(pieces["E2_modalites.docx"])
    noms = ["Coup de Main", "Éclat Services", "GEIQ Bâtir", "Tremplin de la Brielle"]
    assert [ligne for ligne in lettre if ligne in noms] == noms
    corps = courriel.get_body(("plain",)).get_content()
    assert "Lot 1 – Peinture\u00a0: 140\u00a0h" in corps
    assert "sous-traitance ou cotraitance, seules ou combinées" in corps
    assert courriel["Subject"].startswith(f"[Clause insertion][{REFERENCE}]")


def test_a_company_notified_of_several_operations_has_one_mail_for_all(sur_sqlite):
    """Lots of both named, attachments told apart by the reference."""
    territoire()
    for reference in (REFERENCE, "2026-CVB-032"):
        attribuer(reference, etape="attribution", attributions=ATTRIBUTIONS[:1])
    assert len(rappeler()) == 1
    (un,) = rappels()
    assert [autre.cle for autre in rappels("2026-CVB-032")] == [un.cle]
    courriel = message_from_bytes(un.octets, policy=policy.default)
    noms = [piece.get_filename() for piece in courriel.iter_attachments()]
    assert sum(nom.startswith("2026-CVB-032_E1") for nom in noms) == 1
    assert len(documents_de("2026-CVB-032")) == len(documents_de(REFERENCE)) == 7


def test_all_the_lots_of_a_company_make_one_pack(sur_sqlite):
    """A lot notified two days later is in it."""
    territoire()
    second = ATTRIBUTIONS[0] | {"lot": 2, "date_notification": "2026-09-03"}
    attribuer(etape="attribution", attributions=[ATTRIBUTIONS[0], second])
    rappeler()
    assert rappeler(date(2026, 9, 30)) == []
    (un,) = rappels()
    assert ":1+2:" in un.cle


@pytest.mark.parametrize(
    ("changement", "attendu"),
    [
        pytest.param({"courriel": None, "referent": None}, "Donner l’adresse de l’entreprise, lot 1", id="no address"),
        pytest.param({"date_notification": None}, "date de notification du lot 1", id="no date of notification"),
    ],
)
def test_what_keeps_it_from_leaving_is_an_action_never_silence(sur_sqlite, changement, attendu):
    territoire()
    lot = {cle: valeur for cle, valeur in (ATTRIBUTIONS[0] | changement).items() if valeur is not None}
    attribuer(etape="attribution", attributions=[lot])
    assert rappeler() == []
    assert any(attendu in libelle for libelle in actions())


def test_it_leaves_as_soon_as_the_address_is_given(sur_sqlite):
    territoire()
    sans = {cle: valeur for cle, valeur in ATTRIBUTIONS[0].items() if cle != "courriel"}
    attribuer(etape="attribution", attributions=[sans])
    assert rappeler() == []
    attribuer(etape="attribution", attributions=ATTRIBUTIONS[:1])
    rappeler(date(2026, 9, 15))
    assert [un.destinataire for un in rappels()] == [PEINTURES]
    assert not any("adresse" in libelle for libelle in actions())


def test_an_import_of_the_same_award_sends_nothing_again(attribuee):
    """Attributions are other rows, the companies and the lots are the same."""
    rappeler()
    with lecture() as session:
        attributions = exporter(session, attribuee)["attributions"]
    attributions[0]["heures_engagees"] = "150"
    attribuer(attribuee, etape="attribution", attributions=attributions)
    assert rappeler(date(2026, 9, 20)) == []


@pytest.mark.parametrize(
    ("etape", "changement"),
    [
        pytest.param("bilan", {}, id="it is over"),
        pytest.param("attribution", {"heures_engagees": 0}, id="no hours are due"),
        pytest.param("attribution", {"date_notification": "2026-10-01"}, id="it is not notified yet"),
    ],
)
def test_nothing_is_recalled_where_nothing_is_due(sur_sqlite, etape, changement):
    attribuer(etape=etape, attributions=[ATTRIBUTIONS[0] | changement])
    assert rappeler() == []


def test_an_operation_that_the_relay_does_not_follow_downstream_is_left_alone(sur_sqlite):
    attribuer(
        etape="attribution",
        operation={"reference": REFERENCE, "missions": ["amont_redaction"], "lots": [{"numero": 1}, {"numero": 2}]},
    )
    assert rappeler() == []


def test_what_was_under_way_when_it_was_taken_over_is_not_recalled(sur_sqlite, regler):
    """Months after the notification, someone at work: a reminder to begin would make no sense."""
    regler(DATE="2027-03-01")
    personne = {"id": "b1", "nom": "Lorval", "prenom": "Ana", "naissance": "1990-05-02", "categorie": "rsa"}
    contrat = {
        "id": "k1",
        "beneficiaire": "b1",
        "lot": 1,
        "type": "cdd",
        "employeur": "Peintures du Val",
        "debut": "2026-10-05",
    }
    attribuer(etape="suivi", attributions=ATTRIBUTIONS[:1], beneficiaires=[personne], contrats=[contrat])
    assert rappeler(date(2027, 3, 1)) == []
    assert not any("E1" in libelle for libelle in actions())


def test_the_structures_that_no_list_can_show_are_told(sur_sqlite):
    """Their kind is not in the annuaire: the list would not be complete."""
    territoire()
    inscrire({"organisation": "Atelier des Rives", "courriel": "contact@atelier-rives.example", "role": "siae"})
    attribuer(etape="attribution")
    assert any("type de 1 structure(s)" in libelle for libelle in actions())


SIAE_SANS_TYPE = {"organisation": "Atelier des Rives", "courriel": "contact@atelier-rives.example", "role": "siae"}


def test_structures_of_an_unknown_kind_hold_no_letter_up(sur_sqlite, regler):
    """The dossier names them in its contacts, which have no kind: E2 lists them without it."""
    regler(MAIL_MODE="reel", DATE=JOUR.isoformat(), **IDENTITE)
    attribuer(etape="attribution", attributions=ATTRIBUTIONS[:1], contacts=[SIAE_SANS_TYPE])
    assert faire_le_jour(JOUR).empechees == []
    assert len(rappels()) == 1
    with lecture() as session:
        (listee,) = engagements.structures_listees(session, operation(REFERENCE))
    assert (listee.nom, listee.type) == ("Atelier des Rives", None)


def test_a_kind_that_any_dossier_gives_is_taken(sur_sqlite):
    inscrire(SIAE_SANS_TYPE)
    attribuer(etape="attribution")
    assert any("relais annuaire importer" in libelle for libelle in actions())
    choisie = {"type": "sous_traitance", "structure": {"nom": "ATELIER des Rives", "type": "EI"}, "heures": 10}
    attribuer("AUTRE-1", etape="mise_en_oeuvre", attributions=[ATTRIBUTIONS[0] | {"modalites": [choisie]}])
    with lecture() as session:
        (listee,) = engagements.structures_listees(session, operation(REFERENCE))
    assert listee.type == "EI"
    assert not any("type de" in libelle for libelle in actions())


def test_a_gap_that_mail_may_not_carry_stops_the_reminder_and_is_told(sur_sqlite, regler):
    """Where mail reaches people the list of structures may not be missing."""
    regler(MAIL_MODE="reel", DATE=JOUR.isoformat(), **IDENTITE)
    attribuer(etape="attribution", attributions=ATTRIBUTIONS[:1])
    bilan = faire_le_jour(JOUR)
    assert rappels() == []
    (phrase,) = bilan.empechees
    assert phrase.startswith(f"{REFERENCE}, rappel des engagements (E1), lot 1")
    assert "structures" in phrase
    assert "relais annuaire importer" in phrase
    faire_le_jour(JOUR)
    assert len(evenements(genre="echeance_empechee")) == 1
    regler(DATE="2026-09-10")
    (dite,) = [libelle for libelle in actions() if "non parti, lot 1" in libelle]
    assert "structures" in dite
    assert dite.endswith("relais annuaire importer (role siae, type de la structure), puis relais echeances")
