"""A statement made by the relay comes back: read by its own reader, told like any file of hours."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl  # type: ignore[import-untyped]
from heures_de_test import refus
from suivis import OCTOBRE, suivi

from documents.releve import DemandeReleve, releve_mensuel
from echanges.heures.lecture import lire_heures
from echanges.heures.reponse import reponse_par_ligne
from echanges.heures.resultat import LectureHeures
from formats.releve import LISTES, RELEVE, Colonne, Plan
from metier.releve import IdentiteReleve, contrats_du_releve
from metier.suivi import Suivi

LYCEE = suivi("03-region-aval")
ETTI = IdentiteReleve(operation=LYCEE.reference, lot=2, employeur="Tremplin de la Brielle", mois=OCTOBRE)
CONTRATS = [un.id for un in contrats_du_releve(LYCEE, ETTI)]
PREMIERE = Plan(len(CONTRATS)).premiere


def rempli(*heures: object, ailleurs: dict[tuple[str, int, int], object] | None = None) -> bytes:
    """The statement of October with these hours, one per line, and these cells (sheet, row, column) changed."""
    livre = openpyxl.load_workbook(
        io.BytesIO(releve_mensuel(DemandeReleve(suivi=LYCEE, identite=ETTI, retour_le=date(2026, 11, 5))))
    )
    for rang, valeur in enumerate(heures):
        livre[RELEVE].cell(PREMIERE + rang + 1, Colonne.HEURES + 1).value = valeur
    for (feuille, rang, colonne), valeur in (ailleurs or {}).items():
        livre[feuille].cell(rang + 1, colonne + 1).value = valeur
    tampon = io.BytesIO()
    livre.save(tampon)
    return tampon.getvalue()


def lu(octets: bytes, vu: Suivi = LYCEE, mois=OCTOBRE) -> LectureHeures:
    return lire_heures(octets, "releve.xlsx", vu, mois)


def test_each_line_is_of_its_contract():
    lecture = lu(rempli(70.25, "35h30"))
    assert [(une.contrat, str(une.heures)) for une in lecture.acceptees] == list(
        zip(CONTRATS, ("70.25", "35.50"), strict=True)
    )
    assert {une.lot for une in lecture.acceptees} == {2}
    assert reponse_par_ligne(lecture)[0].startswith(f"Feuille «\u00a0Relevé\u00a0», ligne {PREMIERE + 1}\u00a0: ")


def test_training_comes_with_the_hours():
    lecture = lu(rempli(70, 10, ailleurs={(RELEVE, PREMIERE, Colonne.FORMATION): 7}))
    assert [str(une.dont_formation) for une in lecture.acceptees] == ["7.00", "0"]


def test_a_line_left_empty_is_no_zero():
    lecture = lu(rempli(70))
    assert [une.contrat for une in lecture.acceptees] == CONTRATS[:1]
    assert "aucune heure écrite" in lecture.remarques[0]


def test_a_faulty_cell_refuses_its_row_alone():
    lecture = lu(rempli("beaucoup", 35))
    assert refus(lecture) == [(PREMIERE + 1, "heures_illisibles")]
    assert [une.contrat for une in lecture.acceptees] == CONTRATS[1:]
    assert refus(lu(rempli(300, 35))) == [(PREMIERE + 1, "heures_excessives")]
    assert refus(lu(rempli(-1, 35))) == [(PREMIERE + 1, "heures_negatives")]


def test_a_statement_of_another_month_is_refused_row_by_row():
    lecture = lu(rempli(70, 35), mois=OCTOBRE.suivant)
    assert {raison for _, raison in refus(lecture)} == {"mois_different"}
    assert len(lecture.refusees) == 2


def test_a_statement_of_another_operation_is_refused_whole():
    lecture = lu(rempli(70, 35), replace(LYCEE, reference="2026-AUTRE"))
    assert lecture.fichier_refuse is not None
    assert "2026-AUTRE" in lecture.phrase


def test_what_identifies_the_file_may_not_change():
    lecture = lu(rempli(70, 35, ailleurs={(LISTES, 2, 1): "3"}))
    assert lecture.fichier_refuse.value == "fichier_illisible"
    assert "a été modifié" in lecture.phrase


def test_a_contract_that_is_gone_is_out_of_contract():
    sans = replace(LYCEE, contrats=tuple(un for un in LYCEE.contrats if un.id != CONTRATS[0]))
    assert refus(lu(rempli(70, 35), sans)) == [(PREMIERE + 1, "hors_contrat")]


def test_of_the_statement_what_is_noted_beside_the_hours_is_told():
    """What the relay itself printed is not."""
    assert lu(rempli(70.25, 35)).non_lues == ()
    note = {(RELEVE, PREMIERE, Colonne.OBSERVATION): "absente le 12"}
    (titre,) = lu(rempli(70.25, 35, ailleurs=note)).non_lues
    assert titre.startswith("Observation")
    ajoutee = {(RELEVE, Plan.TITRES, Colonne.OBSERVATION + 1): "Paniers", (RELEVE, PREMIERE, 13): 4}
    assert lu(rempli(70.25, 35, ailleurs=ajoutee)).non_lues == ("Paniers",)
