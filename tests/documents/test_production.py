"""A document of the follow-up goes through its checks before anybody has it."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from courriers_exemple import CRENEAUX, REGION, donnees
from demandes import FACILITATEUR, RELAIS
from demandes_rapports import demande as mensuel
from demandes_rapports import operations
from packs_exemple import STRUCTURES
from rapports_produits import i1
from reunions_exemple import reunion
from suivis import OCTOBRE, suivi
from tous_les_documents import attendues, dossiers, marque

from documents.contextes.d2 import DemandeCompteRendu, compte_rendu
from documents.contextes.e1 import DemandeRappel, rappel
from documents.contextes.e2 import DemandeModalites, modalites
from documents.contextes.h1 import tableau_de_bord_moa
from documents.contextes.lots_en_reunion import lots_en_reunion
from documents.contextes.reunions import DemandeReunion
from documents.fabrique import e1
from documents.piece import Attendue, produire
from documents.production import make_followup_piece
from documents.sommes import printed_sums
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.reunion import Point, TypeReunion
from metier.suivi import Suivi

SUIVIS = {nom: marque(suivie) for nom, suivie in dossiers().items()}
EN_WORD = [
    pytest.param(nom, une, id=f"{nom} {une.nom}")
    for nom, suivie in SUIVIS.items()
    for une in attendues(suivie)
    if une.contexte.modele.endswith(".docx") and une.code[0] in "DEFG"
]


def minutes(suivie: Suivi, decision: str) -> Attendue:
    demande = DemandeReunion(
        suivi=suivie,
        reunion=reunion(TypeReunion.CHANTIER),
        relais=RELAIS,
        facilitateur=FACILITATEUR,
        date=date(2026, 9, 25),
        lots=lots_en_reunion(suivie, OCTOBRE, OCTOBRE.precedent),
        arrete_au=OCTOBRE.fin,
    )
    points = (Point(sujet="Postes ouverts", decision=decision),)
    contexte = compte_rendu(DemandeCompteRendu(demande=demande, points=points))
    return Attendue(code=CodeDocument.D2, contexte=contexte)


@pytest.mark.parametrize(("nom", "attendue"), EN_WORD)
def test_every_word_document_of_the_follow_up_passes(nom, attendue):
    """Made as it would be without checks: nothing is added to it."""
    cites = (reunion(TypeReunion.CHANTIER).participants,)
    faite = make_followup_piece(attendue, SUIVIS[nom], RELAIS, FACILITATEUR, cites=cites)
    assert faite.piece == produire(attendue)


def test_a_dashboard_that_names_a_person_is_not_made():
    """The facilitateur's own words are read too."""
    suivie = suivi(REGION)
    nom = suivie.beneficiaires[0].nom
    for commentaire, refuse in (("Le rythme est bon.", False), (f"M. {nom} est en formation.", True)):
        contexte = tableau_de_bord_moa(mensuel(suivie, commentaire=commentaire))
        attendue = Attendue(code=CodeDocument.H1, contexte=contexte)
        if refuse:
            with pytest.raises(FauteDeSaisie, match="contrôle 17"):
                make_followup_piece(attendue, suivie, RELAIS, FACILITATEUR)
        else:
            assert make_followup_piece(attendue, suivie, RELAIS, FACILITATEUR).piece.octets.startswith(b"%PDF")


def test_minutes_that_give_a_first_name_are_not_made():
    """Unless it is that of someone at the meeting."""
    suivie = suivi(REGION)
    attendue = minutes(suivie, f"{suivie.beneficiaires[0].prenom} attend ses chaussures.")
    with pytest.raises(FauteDeSaisie, match="prénom d’une personne bénéficiaire"):
        make_followup_piece(attendue, suivie, RELAIS, FACILITATEUR)
    homonyme = dataclasses.replace(
        reunion(TypeReunion.CHANTIER).participants[0], nom=f"{suivie.beneficiaires[0].prenom} Vernet"
    )
    assert make_followup_piece(attendue, suivie, RELAIS, FACILITATEUR, cites=((homonyme,),)).piece.octets


def test_a_part_of_the_structures_is_not_sent():
    """The letter lists those of its context: all of the territory, or it is refused."""
    suivie = suivi(REGION)
    contexte = modalites(DemandeModalites(**donnees(suivie), structures=STRUCTURES))
    attendue = Attendue(code=CodeDocument.E2, contexte=contexte)
    assert make_followup_piece(attendue, suivie, RELAIS, FACILITATEUR, structures=STRUCTURES).piece
    oubliee = dataclasses.replace(STRUCTURES[0], nom="Régie de quartier Sainte-Brielle")
    with pytest.raises(FauteDeSaisie, match="sélection de structures"):
        make_followup_piece(attendue, suivie, RELAIS, FACILITATEUR, structures=(*STRUCTURES, oubliee))


def test_a_template_of_the_relay_that_breaks_the_law_is_not_used(tmp_path):
    """The piece and the check are named."""
    modele = e1.ecrire()
    modele.paragraphe("Les heures sont réalisées exclusivement par une ETTI.")
    (tmp_path / modele.identite.fichier.split("/")[1]).write_bytes(modele.octets())
    suivie = suivi(REGION)
    lettre = rappel(DemandeRappel(**donnees(suivie), creneaux=CRENEAUX))
    attendue = Attendue(code=CodeDocument.E1, contexte=lettre)
    with pytest.raises(FauteDeSaisie, match="E1, contrôle 10"):
        make_followup_piece(attendue, suivie, RELAIS, FACILITATEUR, dossier_modeles=tmp_path)


REPORTS = [
    pytest.param(nom, une, id=f"{nom} {une.nom}")
    for nom, suivie in SUIVIS.items()
    for une in attendues(suivie)
    if une.code in {CodeDocument.H1, CodeDocument.I1}
]


@pytest.mark.parametrize(("nom", "attendue"), REPORTS)
def test_the_totals_of_a_report_are_the_sums_of_their_lines(nom, attendue):
    """Check 20 on what is printed: hours due, validated, by lot, modality and type of contract."""
    sommes = printed_sums(attendue.contexte)
    assert len(sommes) >= (1 if attendue.code == "H1" else 4)
    for somme in sommes:
        assert sum(somme.parties) == somme.total, somme.nom


@pytest.mark.parametrize("nom", operations())
def test_whatever_the_operation_the_totals_hold(nom):
    """No lot, one, thirty, long names."""
    for contexte in (tableau_de_bord_moa(mensuel(operations()[nom])), i1(operations()[nom])):
        for somme in printed_sums(contexte):
            assert sum(somme.parties) == somme.total, somme.nom


def test_a_total_that_is_not_the_sum_stops_the_report():
    """The table and the column are named."""
    suivie = suivi(REGION)
    contexte = tableau_de_bord_moa(mensuel(suivie))
    faux = dataclasses.replace(contexte.lots, total=(*contexte.lots.total[:3], "1\u00a0h", *contexte.lots.total[4:]))
    attendue = Attendue(code=CodeDocument.H1, contexte=dataclasses.replace(contexte, lots=faux))
    with pytest.raises(FauteDeSaisie, match="« Validées »"):
        make_followup_piece(attendue, suivie, RELAIS, FACILITATEUR)


def test_a_mandate_that_ends_before_the_lots_is_pointed_at():
    """Check 13, from the setting `facilitateur.fin_mandat`."""
    suivie = suivi(REGION)
    attendue = Attendue(code=CodeDocument.E1, contexte=rappel(DemandeRappel(**donnees(suivie), creneaux=CRENEAUX)))
    for fin, attendu in ((date(2026, 3, 1), {13}), (date(2040, 1, 1), set())):
        personne = FACILITATEUR.model_copy(update={"fin_mandat": fin})
        constats = make_followup_piece(attendue, suivie, RELAIS, personne).constats
        assert {un.controle for un in constats} & {13} == attendu
