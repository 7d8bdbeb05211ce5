"""Any sequence of acts and days: the steps stay those of the table, every open action has an owner and a date."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from operations_en_base import demander_de, evenements, operation, semer
from serveurs import bases

from config.settings import get_settings
from metier.cycle import OUVERTES, REGLES, TERMINEES, Etape, Transition, arrivee
from metier.fautes import FauteDeSaisie
from metier.gestes import GESTES, Geste
from metier.operation import Mission
from sqlmodel_store.depots import operations
from sqlmodel_store.session import lecture
from workflows.actes.demandes import Appel, demander, executer
from workflows.actes.sujets import attentes, faire_le_jour

DEPART = date(2026, 9, 7)
MISSIONS = {
    "toutes": [mission.value for mission in Mission],
    "aval": ["aval_suivi", "bilan"],
    "amont": ["amont_identification", "amont_calcul", "amont_redaction"],
}
ATTRIBUTION = {
    "lot": 1,
    "entreprise": {"nom": "Bâti Rombelle"},
    "courriel": "insertion@bati-rombelle.example",
    "date_notification": "2026-09-08",
    "heures_engagees": 292,
}
DONNEES = {
    Transition.REFUSER: {"motif": "Hors du territoire"},
    Transition.PUBLIER: {"date_publication": "2026-09-04"},
    Transition.ATTRIBUER: {"attributions": [ATTRIBUTION]},
    Transition.REDIGER: {"penalites": {"heure": "60.00", "jour_document": "50.00"}},
    Transition.ABANDONNER: {"motif": "Budget retiré"},
    Transition.CLASSER: {"motif": "Infructueux"},
    Transition.SUSPENDRE: {"motif": "Chantier arrêté"},
}
GESTES_DITS = {
    Geste.NOTER_AVENANT: {"lot": 1, "date": "2026-10-01", "heures": "-12"},
    Geste.NOTER_PLANNING: {"lot": 1, "debut": "2026-10-01", "fin": "2027-03-31"},
    Geste.NOTER_ORDRE_SERVICE: {"date": "2026-10-01"},
    Geste.NOTER_DCE_DEFINITIF: {"date": "2026-10-01"},
    Geste.NOTER_CONTACT: {"role": "siae", "organisation": "Tremplin", "courriel": "agence@tremplin.example"},
    Geste.CONVOQUER: {"type": "rdv_entreprise", "date": "2026-10-20", "lieu": "Mairie"},
}


class VieDUneOperation(RuleBasedStateMachine):
    """One operation, people who do whatever they want in any order, days that pass."""

    @initialize(etape=st.sampled_from(sorted(Etape)), missions=st.sampled_from(sorted(MISSIONS)))
    def ouvrir(self, etape, missions):
        self.dossier = TemporaryDirectory()
        os.environ["RELAIS_HOME"] = self.dossier.name
        self.jour = DEPART
        self._regler()
        copyfile(bases._modele_sqlite(), Path(self.dossier.name) / "relais.db")
        attributions = () if etape in AVANT_ATTRIBUTION else (ATTRIBUTION,)
        self.reference = semer(etape, missions=MISSIONS[missions], attributions=attributions)

    def _regler(self):
        os.environ["RELAIS_DATE"] = self.jour.isoformat()
        get_settings.cache_clear()

    def teardown(self):
        os.environ.pop("RELAIS_DATE", None)
        get_settings.cache_clear()
        if hasattr(self, "dossier"):
            self.dossier.cleanup()

    @rule(transition=st.sampled_from(sorted(Transition)))
    def avancer(self, transition):
        """Whatever the step: done where the table allows it, refused with a sentence elsewhere."""
        avant = operations.situation(operation(self.reference))
        attendue = arrivee(avant, transition)
        try:
            fait = executer(demander_de(self.reference, transition, **DONNEES.get(transition, {})))
        except FauteDeSaisie:
            assert operation(self.reference).etape is avant.etape
        else:
            assert attendue is not None
            assert operation(self.reference).etape.value == fait.etape == attendue.value

    @rule(geste=st.sampled_from(sorted(GESTES_DITS)))
    def faire(self, geste):
        """A geste never moves the operation."""
        avant = operation(self.reference).etape
        appel = Appel(reference=self.reference, transition=geste, donnees=GESTES_DITS[geste], par="essai")
        try:
            executer(demander(appel))
        except FauteDeSaisie:
            pass
        else:
            assert avant in GESTES[geste].depuis
        assert operation(self.reference).etape is avant

    @rule(jours=st.integers(1, 45))
    def attendre(self, jours):
        """The machine does what is due, once: the same day again has nothing left."""
        self.jour += timedelta(days=jours)
        self._regler()
        faire_le_jour()
        assert faire_le_jour().faites == {}

    @precondition(lambda self: hasattr(self, "reference"))
    @invariant()
    def every_open_action_has_an_owner_and_a_date(self):
        presente = operation(self.reference)
        with lecture() as session:
            actions = attentes(session, [presente])
        assert all(action.qui and action.libelle and action.avant_le for action in actions)
        if presente.etape in OUVERTES | {Etape.SUSPENDUE}:
            assert actions
        if presente.etape in TERMINEES - {Etape.CLOSE}:
            assert actions == []

    @precondition(lambda self: hasattr(self, "reference"))
    @invariant()
    def the_journal_holds_only_moves_of_the_table(self):
        for ligne in evenements(self.reference, "transition"):
            dit = json.loads(ligne.donnees)
            assert Etape(dit["depuis"]) in REGLES[Transition(dit["transition"])].depuis
            assert Etape(dit["vers"]) in set(Etape)


AVANT_ATTRIBUTION = {
    Etape.SIGNALEE,
    Etape.FAISABILITE,
    Etape.CALIBRAGE,
    Etape.REDACTION,
    Etape.CONSULTATION,
    Etape.REFUSEE,
}


@pytest.mark.parametrize(
    ("exemples", "pas"),
    [pytest.param(6, 10), pytest.param(60, 25, marks=[pytest.mark.long, pytest.mark.timeout(7200)])],
)
def test_no_sequence_breaks_the_life_of_an_operation(exemples, pas, monkeypatch):
    monkeypatch.setenv("RELAIS_RELAIS__COURRIEL", "clauses@relais-brielle.example")
    reglages = settings(
        max_examples=exemples,
        stateful_step_count=pas,
        deadline=None,
        derandomize=pas < 20,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(VieDUneOperation, settings=reglages)
