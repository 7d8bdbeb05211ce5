"""The territory of the demo: dossiers that Relais takes, months that fit whatever the day, nobody who exists."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from cli.demo_suivi import territoire
from cli.demo_suivi.calendrier import DERNIER, Calendrier, J
from cli.demo_suivi.heures import CLOTURE, EN_RETARD, LAISSE, VALIDATION, _des_desaccords, _validations
from cli.demo_suivi.rejeu import Rejeu
from config.settings import get_settings
from echanges.format_dossier import lire_dossier
from metier.acteurs import TypeStructure
from metier.cycle import Transition
from metier.periodes import Mois
from workflows.actes.mensuel.calendrier import depart

JOURS = [
    pytest.param(date(2026, 11, 29), id="a Sunday at the end of a month"),
    pytest.param(date(2027, 1, 1), id="new year"),
    pytest.param(date(2027, 5, 17), id="in the month that has the most days off"),
    pytest.param(date(2028, 2, 29), id="leap day"),
]
FICTIF = re.compile(r"03 (?:00 55|53 01) \d\d \d\d")


@pytest.mark.parametrize("jour", JOURS)
def test_each_dossier_is_one_that_relais_takes_without_a_word(jour, monkeypatch):
    monkeypatch.setenv("RELAIS_DATE", jour.isoformat())
    get_settings.cache_clear()
    rejeu = Rejeu(jour)
    for suivie in rejeu.operations():
        lue = lire_dossier(rejeu.calendrier.dater(suivie.importe()))
        assert lue.alertes == ()
        assert lue.dossier.operation.reference == suivie.reference


def test_whatever_the_day_the_same_story_is_behind_it():
    """Every day of two years: the last dashboards have left, the report is made, nothing is told of tomorrow."""
    attendus = {Transition.CONCLURE.value, Transition.CLORE.value}
    for rang in range(730):
        jour = date(2026, 7, 1) + timedelta(days=rang)
        calendrier = Calendrier(jour)
        assert depart(calendrier.mois(DERNIER)) <= jour < depart(calendrier.mois(DERNIER).suivant)
        rejeu = Rejeu(jour)
        creche = rejeu.operations()[0]
        fins = [calendrier.le(un.le) for un in creche.evenements if un.acte in attendus]
        assert len(fins) == 2
        assert max(fins) <= jour


@pytest.mark.parametrize("jour", JOURS)
def test_the_days_that_matter_end_today(jour):
    rejeu = Rejeu(jour)
    actes = rejeu.actes()
    jours = rejeu.jours(actes)
    assert jours == sorted(set(jours))
    assert jours[-1] == jour
    assert {un.jour for un in actes} <= set(jours)
    assert Mois.de(jours[0]) == rejeu.calendrier.mois(0)


def test_contracts_bear_the_codes_that_relais_gives_them_as_they_begin():
    for suivie in Rejeu(date(2026, 11, 29)).operations():
        assert [un.code for un in suivie.contrats] == [f"k{rang + 1}" for rang in range(len(suivie.contrats))]
        debuts = [un.debut for un in suivie.contrats]
        assert debuts == sorted(debuts)


def test_hours_are_worked_within_contracts_by_people_validated_before_their_first_day():
    for suivie in Rejeu(date(2026, 11, 29)).operations():
        validees = {une.id: une.validee_le for une in suivie.personnes}
        for un in suivie.contrats:
            assert all(un.rencontre(rang) for rang in un.heures)
            assert validees[un.personne] < un.debut


def test_the_late_statements_and_the_disagreements_are_of_months_that_were_worked():
    suivies = Rejeu(date(2026, 11, 29)).operations()
    contrats = [un for suivie in suivies for un in suivie.contrats]
    for nom, rang in EN_RETARD:
        assert any(un.employeur.nom == nom and rang in un.heures for un in contrats)
    creche = suivies[0]
    for un in creche.desaccords:
        contrat = next(autre for autre in creche.contrats if autre.code == un.contrat)
        assert float(un.contestees) < float(contrat.heures[un.rang]) < float(contrat.annoncees[un.rang])


def test_a_disagreement_of_the_last_month_is_left_to_settle():
    """What the two sides say differs; nobody settles it in the story."""
    proprete = Rejeu(date(2026, 11, 29)).operations()[2]
    (un,) = proprete.desaccords
    contrat = next(autre for autre in proprete.contrats if autre.code == un.contrat)
    assert un.rang == LAISSE
    assert un.contestees != contrat.annoncees[LAISSE] == contrat.heures[LAISSE]
    assert un.entreprise != contrat.employeur
    actes = [acte.dit for acte in _des_desaccords(proprete, Calendrier(date(2026, 11, 29)), LAISSE)]
    assert actes == ["Propreté Clairelle conteste : 21 h, et non 28 h"]


def test_the_last_month_is_left_to_whoever_looks():
    """Settled but for one late statement, that waits for its validation; the months before are closed."""
    rejeu = Rejeu(date(2026, 11, 29))
    actes = [acte for suivie in rejeu.operations() for acte in _validations(suivie, rejeu.calendrier, LAISSE)]
    avant = [acte for suivie in rejeu.operations() for acte in _validations(suivie, rejeu.calendrier, LAISSE - 1)]
    assert {acte.jour for acte in actes} == {rejeu.calendrier.le(J(LAISSE + 1, VALIDATION))}
    assert rejeu.calendrier.le(J(LAISSE, CLOTURE)) in {acte.jour for acte in avant}
    assert any(rang == LAISSE for _, rang in EN_RETARD)


def test_nobody_of_the_territory_exists():
    """Addresses that cannot be, numbers of the ranges kept for fiction, one SIRET and one address each."""
    for une in territoire.ORGANISATIONS:
        assert une.courriel.endswith(".example")
        assert une.telephone is None or FICTIF.fullmatch(une.telephone)
    adresses = [une.courriel for une in territoire.ORGANISATIONS]
    sirets = [une.siret for une in territoire.ORGANISATIONS if une.siret]
    assert len(set(adresses)) == len(adresses)
    assert len(set(sirets)) == len(sirets)
    assert all(siret.startswith("00000") for siret in sirets)
    assert {une.type for une in territoire.STRUCTURES} <= {un.value for un in TypeStructure}


def test_months_have_the_working_days_that_the_story_uses():
    """The latest working day used in a month is still of that month, any year."""
    for mois in Mois(2026, 1).jusqu_a(Mois(2031, 12)):
        calendrier = Calendrier(mois.fin)
        rang = next(un for un in calendrier.rangs() if calendrier.mois(un) == mois)
        assert calendrier.le(J(rang, 16)) in mois
