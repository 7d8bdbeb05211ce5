"""A spreadsheet taken over again, or tried: what is known is completed, never degraded nor doubled."""

from __future__ import annotations

import itertools
import time

import pytest
from tableaux_a_reprendre import classeur, en_csv, reprise
from tableaux_repris import base, exporte, personne_mois, references

from echanges import dossier
from sqlmodel_store.depots import journal
from sqlmodel_store.session import lecture
from workflows.actes.reprise import Demande

__all__ = ["base"]


def faits_notes():
    with lecture() as session:
        return [un.evenement for un in journal.lister(session)]


def test_the_same_file_twice_changes_nothing():
    octets = classeur({"Suivi": personne_mois()})
    reprise(octets)
    avant, notes = exporte("2026-VAL-1"), faits_notes()
    encore = reprise(octets)
    assert (encore.compte.rien, encore.compte.inchangees) == (True, 1)
    assert (exporte("2026-VAL-1"), faits_notes()) == (avant, notes)
    assert notes == ["dossier_importe", "tableur_repris"]


def test_a_given_reference_stays_even_when_the_title_was_corrected_since():
    rangees = [
        ["Opération", "Maître d’ouvrage", "Lot", "Heures dues"],
        ["École des Tilleuls", "Ville de Valmeuse", 1, 292],
    ]
    reprise(classeur({"Suivi": rangees}))
    corrige = exporte("R-2026-0001")
    corrige["operation"]["intitule"] = "Groupe scolaire des Tilleuls"
    rejouer(corrige)
    reprise(classeur({"Suivi": [*rangees, ["Halle des sports", "Ville de Valmeuse", 1, 80]]}))
    assert references() == ["R-2026-0001", "R-2026-0002"]
    assert exporte("R-2026-0001")["operation"]["intitule"] == "Groupe scolaire des Tilleuls"


def rejouer(brut):
    from echanges.format_dossier import lire_dossier
    from sqlmodel_store.session import unit_of_work

    with unit_of_work() as session:
        dossier.importer(session, [lire_dossier(brut)], acteur="essai")


def test_what_is_known_is_completed_and_never_degraded():
    reprise(classeur({"Suivi": personne_mois()[:2]}))
    valide = exporte("2026-VAL-1")
    valide["heures"][0] |= {"etat": "validee", "heures": "120.00"}
    valide["beneficiaires"][0]["eligibilite"] = {"validee_le": "2026-01-20"}
    rejouer(valide)
    faite = reprise(classeur({"Suivi": personne_mois()}))
    lu = exporte("2026-VAL-1")
    assert lu["heures"][0] == valide["heures"][0]
    assert lu["beneficiaires"] == valide["beneficiaires"]
    assert [une["mois"] for une in lu["heures"]] == ["2026-02", "2026-03", "2026-04"]
    assert any("120" in dite and "gardées" in dite for une in faite.suites.lignes for dite in une.remarques)


def test_a_trial_writes_nothing():
    faite = reprise(classeur({"Suivi": personne_mois()}), demande=Demande(par="essai", essai=True))
    assert faite.compte.operations == 1
    assert references() == []


@pytest.mark.long
def test_fifty_thousand_rows_are_tried_in_bounded_time():
    debut = time.process_time()
    faite = reprise(en_csv([personne_mois()[0], *nombreuses()]), "suivi.csv", Demande(par="essai", essai=True))
    assert (faite.compte.personnes, faite.compte.heures) == (2_000, 50_000)
    assert time.process_time() - debut < 120


def nombreuses():
    """200 operations of ten people, twenty-five months each."""
    mois = [f"{1 + rang % 12:02d}/{2024 + rang // 12}" for rang in range(25)]
    for operation, personne, un in itertools.product(range(200), range(10), mois):
        nom = f"NOM{chr(65 + operation % 26)}{chr(65 + personne)}"
        naissance = f"{1 + operation % 28:02d}/0{1 + personne % 9}/1990"
        yield [
            f"OP-{operation}",
            1,
            "Bâti Lorraine",
            nom,
            f"P{operation}",
            naissance,
            "F",
            "DELD",
            "CDD",
            None,
            "01/01/2024",
            None,
            un,
            "35,5",
            None,
        ]
