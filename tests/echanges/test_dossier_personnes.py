"""The people of dossiers: one however many dossiers name them, of an age to work, gone with the last one."""

from __future__ import annotations

from datetime import date

import pytest
from dossiers_lus import FICHIERS, charger, donnees, export
from sqlalchemy import func, text
from sqlmodel import select

from metier.eligibilite import a_l_age_de_travailler
from metier.fautes import FautesDeSaisie
from sqlmodel_store.modeles.insertion import Personne
from sqlmodel_store.session import lecture


def test_one_person_in_two_dossiers_is_one_person(base):
    """Moussa Taverneau works in two operations: twelve people, whatever the case and the accents of one dossier."""
    ecole, region = donnees(FICHIERS[0]), donnees(FICHIERS[2])
    region["beneficiaires"][1].update(nom="TAVERNEAU", prenom="Moüssa")
    charger(base, ecole, region)
    with lecture(base) as session:
        avec_contrat_ou_formation = session.execute(
            text(
                "SELECT count(DISTINCT personne_id) FROM beneficiaire WHERE id IN (SELECT beneficiaire_id FROM contrat)"
                " OR id IN (SELECT beneficiaire_id FROM participation)"
            )
        ).scalar()
        assert avec_contrat_ou_formation == 12
        assert session.exec(select(func.count()).select_from(Personne)).one() == 13
    assert export(base, "2025-RGA-021")["beneficiaires"][1]["prenom"] == "Moüssa"


def test_a_person_whom_no_dossier_holds_any_more_is_gone(base):
    """Nothing is kept of a candidate taken out of the only dossier that named them."""
    brut = donnees(FICHIERS[0])
    charger(base, brut)
    brut["beneficiaires"].pop()
    charger(base, brut)
    with lecture(base) as session:
        assert not session.exec(select(Personne).where(Personne.nom == "laubrecy")).all()


@pytest.mark.parametrize(
    ("naissance", "dit"), [("2010-10-14", "14 ans"), ("1944-10-13", "81 ans"), ("2026-01-01", "née")]
)
def test_an_age_that_cannot_be_at_the_start_of_a_contract_is_refused(base_sqlite, naissance, dit):
    """One sentence with the age, never the date of birth; fifteen and eighty years pass."""
    brut = donnees(FICHIERS[0])
    brut["beneficiaires"][0]["naissance"] = naissance
    with pytest.raises(FautesDeSaisie) as refus:
        charger(base_sqlite, brut)
    assert refus.value.champ == "beneficiaires[0].naissance"
    assert dit in refus.value.phrase
    assert "13/10/2025" in refus.value.phrase
    assert naissance not in refus.value.phrase


@pytest.mark.parametrize(("naissance", "passe"), [("2011-01-05", True), ("2011-01-06", False), ("1945-01-06", True)])
def test_fifteen_and_eighty_years_are_reckoned_on_the_day(naissance, passe):
    assert a_l_age_de_travailler(date.fromisoformat(naissance), date(2026, 1, 5)) is passe
