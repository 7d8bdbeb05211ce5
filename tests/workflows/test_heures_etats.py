"""No sequence of acts, of imports and of raw SQL makes hours impossible, or changes validated hours in silence."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from mois_d_heures import BATI, COULEURS, OCTOBRE, SEPTEMBRE, TREMPLIN, A, B, affecter, dossier, ecrire, lignes
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from echanges.dossier import exporter
from metier.fautes import FauteDeSaisie
from metier.heures import OrigineHeures
from metier.periodes import Mois
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.heures import contradictoire, declaration, validation

MOIS = st.sampled_from([SEPTEMBRE, OCTOBRE, Mois(2026, 11)])
OPERATIONS = st.sampled_from([A, B])
CONTRATS = st.sampled_from(["k1", "k2", "k3", "k4"])
HEURES = st.sampled_from(["0", "7", "35.5", "140", "200", "220"])
DITES = st.dictionaries(CONTRATS, HEURES, min_size=1, max_size=3)
EMPLOYEURS = st.sampled_from([TREMPLIN, BATI])
UTILISATRICES = st.sampled_from([BATI, COULEURS])
ORIGINES = st.sampled_from([OrigineHeures.LIEN, OrigineHeures.SAISIE])
VIDER = ("affectation", "convention", "rectification", "mois_clos", "evenement", "demande", "operation", "personne")

IMPOSSIBLES = {
    "a line said twice": "SELECT 1 FROM heures GROUP BY contrat_id, mois, declarant HAVING count(*) > 1",
    "hours out of their contract": "SELECT 1 FROM heures h JOIN contrat c ON c.id = h.contrat_id"
    " WHERE h.mois < substr(CAST(c.debut AS TEXT), 1, 7) OR h.mois > substr(CAST(c.fin AS TEXT), 1, 7)",
    "more than a month allows": "SELECT 1 FROM heures h JOIN contrat c ON c.id = h.contrat_id"
    " JOIN beneficiaire b ON b.id = c.beneficiaire_id WHERE h.declarant = 'employeur'"
    " GROUP BY b.personne_id, h.mois HAVING sum(CAST(h.heures AS NUMERIC)) > 400",
    "more allocated than worked": """
        SELECT 1 FROM (
            SELECT operation_id, contrat, mois, sum(CAST(heures AS NUMERIC)) AS prises FROM affectation
            GROUP BY operation_id, contrat, mois
        ) a
        LEFT JOIN contrat c ON c.operation_id = a.operation_id AND c.code = a.contrat
        LEFT JOIN heures h ON h.contrat_id = c.id AND h.mois = a.mois AND h.declarant = 'employeur'
        WHERE a.prises > coalesce(CAST(h.heures AS NUMERIC), 0)""",
}
SQL = st.sampled_from(
    [
        "UPDATE heures SET heures = '{h}' WHERE id IN (SELECT min(id) FROM heures)",
        "UPDATE heures SET heures = '{h}' WHERE mois = '{mois}' AND declarant = 'employeur'",
        "UPDATE heures SET mois = '{mois}' WHERE id IN (SELECT max(id) FROM heures)",
        "UPDATE heures SET declarant = 'employeur' WHERE mois = '{mois}'",
        "UPDATE heures SET contrat_id = (SELECT min(id) FROM contrat) WHERE id IN (SELECT max(id) FROM heures)",
        "DELETE FROM heures WHERE id IN (SELECT min(id) FROM heures)",
        "DELETE FROM contrat WHERE id IN (SELECT max(id) FROM contrat)",
        "UPDATE contrat SET debut = '2026-10-02' WHERE code = '{contrat}'",
        "UPDATE contrat SET fin = '2026-10-31' WHERE code = '{contrat}'",
        (
            "UPDATE contrat SET beneficiaire_id = (SELECT min(b.id) FROM beneficiaire b "
            "WHERE b.operation_id = contrat.operation_id) WHERE code = '{contrat}'"
        ),
        "UPDATE beneficiaire SET personne_id = (SELECT min(id) FROM personne)",
        "UPDATE affectation SET heures = '{h}'",
        "UPDATE affectation SET mois = '{mois}'",
        (
            "INSERT INTO heures (contrat_id, rang, mois, declarant, heures, dont_formation, etat) "
            "SELECT id, 99, '{mois}', 'employeur', '{h}', '0', 'declaree' FROM contrat WHERE code = '{contrat}'"
        ),
    ]
)


def impossibles():
    """What the database holds that cannot be."""
    with lecture() as session:
        return [quoi for quoi, requete in IMPOSSIBLES.items() if session.execute(text(requete)).first()]


class MoisDHeures(RuleBasedStateMachine):
    """Two operations, eight contracts, three people, three months; whoever acts, in any order."""

    @initialize()
    def partir(self):
        with unit_of_work() as session:
            for table in VIDER:
                session.execute(text(f"DELETE FROM {table}"))
        ecrire(dossier(A), dossier(B))

    @rule(reference=OPERATIONS, mois=MOIS, dites=DITES, origine=ORIGINES)
    def declarer(self, reference, mois, dites, origine):
        self._agir(declaration.declarer, reference, mois=mois, lignes=lignes(**dites), origine=origine, par="essai")

    @rule(reference=OPERATIONS, mois=MOIS, employeur=EMPLOYEURS, acte=st.sampled_from(["declarer_aucune", "reprendre"]))
    def d_un_mot(self, reference, mois, employeur, acte):
        self._agir(
            getattr(declaration, acte),
            reference,
            mois=mois,
            employeur=employeur,
            origine=OrigineHeures.LIEN,
            par="essai",
        )

    @rule(mois=MOIS, ici=DITES, la=DITES)
    def saisir(self, mois, ici, la):
        self._agir(declaration.saisir, mois, {A: lignes(**ici), B: lignes(**la)}, par="essai")

    @rule(reference=OPERATIONS, mois=MOIS, entreprise=UTILISATRICES, dites=DITES)
    def contester(self, reference, mois, entreprise, dites):
        self._agir(
            contradictoire.contester,
            reference,
            mois=mois,
            entreprise=entreprise,
            lignes=lignes(**dites),
            origine=OrigineHeures.LIEN,
            par="essai",
        )

    @rule(reference=OPERATIONS, mois=MOIS, entreprise=UTILISATRICES)
    def confirmer(self, reference, mois, entreprise):
        self._agir(
            contradictoire.confirmer,
            reference,
            mois=mois,
            entreprise=entreprise,
            origine=OrigineHeures.LIEN,
            par="essai",
        )

    @rule(reference=OPERATIONS, mois=MOIS, contrat=CONTRATS, combien=HEURES)
    def accorder(self, reference, mois, contrat, combien):
        (ligne,) = lignes(**{contrat: combien})
        self._agir(contradictoire.accorder, reference, mois=mois, ligne=ligne, par="essai")

    @rule(reference=OPERATIONS, mois=MOIS, employeur=st.none() | EMPLOYEURS)
    def valider(self, reference, mois, employeur):
        choix = validation.Choix(employeur=employeur)
        self._agir(validation.valider, reference, mois=mois, par="essai", choix=choix)

    @rule(reference=OPERATIONS, mois=MOIS)
    def clore(self, reference, mois):
        self._agir(validation.clore, reference, mois=mois, par="essai")

    @rule(reference=OPERATIONS, mois=MOIS, contrat=CONTRATS, combien=st.none() | HEURES)
    def rectifier(self, reference, mois, contrat, combien):
        """The only act that changes validated hours, and it tells what they were."""
        avant, comptees = self._validees(), self._combien("rectification")
        heures = None if combien is None else Decimal(combien)
        correction = validation.Correction(contrat=contrat, motif="essai", heures=heures)
        with suppress(FauteDeSaisie):
            validation.rectifier(reference, mois=mois, correction=correction, par="essai")
        perdues = avant - self._validees()
        assert self._combien("rectification") - comptees >= len(perdues)

    @rule(contrat=CONTRATS, mois=MOIS, combien=HEURES, lot=st.integers(1, 3))
    def affecter(self, contrat, mois, combien, lot):
        with suppress(IntegrityError):
            affecter(contrat, combien, mois, lot)

    @rule(reference=OPERATIONS, contrat=CONTRATS, combien=HEURES, mois=MOIS)
    def importer(self, reference, contrat, combien, mois):
        """The dossier as it is, with another figure on a line or one more line."""
        with lecture() as session:
            brut = exporter(session, reference)
        autres = [une for une in brut["heures"] if (une["contrat"], une["mois"]) != (contrat, str(mois))]
        brut["heures"] = [*autres, {"contrat": contrat, "mois": str(mois), "heures": combien, "etat": "declaree"}]
        with suppress(FauteDeSaisie):
            ecrire(brut)

    @rule(ordre=SQL, mois=MOIS, combien=HEURES, contrat=CONTRATS)
    def sql(self, ordre, mois, combien, contrat):
        with suppress(IntegrityError), unit_of_work() as session:
            session.execute(text(ordre.format(mois=mois, h=combien, contrat=contrat)))

    @invariant()
    def rien_d_impossible(self):
        assert impossibles() == []

    def _agir(self, acte, *arguments, **nommes):
        """An act is done, or refused in French, never by the database; validated hours stay; again, nothing changes."""
        avant = self._validees()
        try:
            acte(*arguments, **nommes)
        except FauteDeSaisie:
            assert self._validees() == avant
            return
        assert avant <= self._validees()
        notees = self._combien("evenement")
        with suppress(FauteDeSaisie):
            acte(*arguments, **nommes)
        assert self._combien("evenement") == notees

    def _validees(self):
        with lecture() as session:
            requete = "SELECT contrat_id, mois, declarant, heures FROM heures WHERE etat = 'validee'"
            return {tuple(une) for une in session.execute(text(requete))}

    def _combien(self, table):
        with lecture() as session:
            return session.execute(text(f"SELECT count(*) FROM {table}")).scalar()


def _jouer(exemples):
    run_state_machine_as_test(
        MoisDHeures,
        settings=settings(
            max_examples=exemples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )


def test_no_sequence_breaks_an_invariant(installation, regler):
    regler(DATE="2026-11-30")
    _jouer(5)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_no_long_sequence_breaks_an_invariant(installation, regler):
    regler(DATE="2026-11-30")
    _jouer(200)


def test_the_checks_see_what_is_impossible(sur_sqlite):
    """Each of them, where the database is made to let it through."""
    ecrire(dossier(A), dossier(B))
    with unit_of_work() as session:
        declencheurs = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for nom in declencheurs:
            session.execute(text(f"DROP TRIGGER {nom}"))
        for contrat, mois in ((1, "2026-10"), (5, "2026-10"), (1, "2026-01")):
            session.execute(
                text(
                    "INSERT INTO heures (contrat_id, rang, mois, declarant, heures, dont_formation, etat)"
                    f" VALUES ({contrat}, 0, '{mois}', 'employeur', '201', '0', 'declaree')"
                )
            )
    affecter("k2", 1)
    assert impossibles() == list(IMPOSSIBLES)[1:]
