"""The company that borrows people sees what is declared, confirms or contests."""

from __future__ import annotations

from decimal import Decimal

import pytest
from declarant import NOVEMBRE, Declarant, chemin, dites, en_decembre, mots, regler, saisir
from mois_a_declarer import BATI, charger, contrat, dossier, heures, numero, partis

from metier.heures import EtatHeures
from sqlmodel_store.depots import heures as depot_heures
from sqlmodel_store.session import lecture
from workflows.actes.heures.validation import valider

__all__ = ["en_decembre"]


class TestEntrepriseUtilisatrice:
    """The company that borrows people sees what is declared, confirms or contests."""

    @pytest.fixture
    def bati(self):
        charger(
            dossier(
                contrats=[contrat("k1"), contrat("k2", "Bâti", 2)],
                heures=[heures("k1", "2026-11", "121.50")],
            )
        )
        return Declarant(chemin(BATI))

    def test_it_sees_the_hours_of_people_lent_to_it(self, bati):
        dit = mots(bati.ouvrir())
        assert "Personnes mises à votre disposition" in dit
        assert "Élodie Q. (contrat k1) depuis le 02/11/2026 121,50 h déclarées" in dit
        assert "Quermeur" not in dit

    def test_it_confirms(self, bati):
        reponse = bati.envoyer(**{"a:2026-ECO-001:k1": "accord"})
        assert reponse.headers["location"].endswith("?merci=avis")
        assert self.recoupee() == Decimal("121.50")
        assert dites()["k1"][2] is EtatHeures.DECLAREE

    def test_it_contests_within_its_delay_what_was_validated_sooner(self):
        charger(dossier(contrats=[contrat("k1"), contrat("k2", "Bâti", 2)]))
        Declarant(chemin()).envoyer(**saisir(k1="70"))
        valider("2026-ECO-001", mois=NOVEMBRE, par="essai")
        assert dites()["k1"][2] is EtatHeures.VALIDEE
        champs = {"a:2026-ECO-001:k1": "desaccord", "u:2026-ECO-001:k1": "62", "m:2026-ECO-001:k1": "Arrêt le 20"}
        Declarant(chemin(BATI)).envoyer(**champs)
        assert dites()["k1"][2] is EtatHeures.CONTESTEE

    def test_it_contests_with_hours_and_a_reason_that_the_facilitateur_reads(self, bati, monkeypatch):
        regler(monkeypatch, FACILITATEUR__COURRIEL="j.fressac@relais.example")
        champs = {"a:2026-ECO-001:k1": "desaccord", "u:2026-ECO-001:k1": "98", "m:2026-ECO-001:k1": "Arrêt le 20"}
        bati.envoyer(**champs)
        bati.envoyer(**champs)
        assert self.recoupee() == 98
        assert dites()["k1"][2] is EtatHeures.CONTESTEE
        (mail,) = partis("heures_contestees:")
        assert mail.destinataire == "j.fressac@relais.example"
        assert b"Quermeur" not in mail.octets

    def test_an_opinion_of_hours_that_changed_since_the_page_was_opened_is_asked_again(self, bati):
        """Whether the employer declared others, or the company said otherwise in another page."""
        accord, vues = {"a:2026-ECO-001:k1": "accord"}, "v:2026-ECO-001:k1"
        ouverte = {vues: bati.champ(bati.ouvrir(), vues)}
        Declarant(chemin()).envoyer(**saisir(k1="130"))
        dit = mots(bati.envoyer(**accord, **ouverte))
        assert "changé entre-temps : 130 h déclarées, votre page en montrait 121,50 h" in dit
        assert self.recoupee() is None
        relue = {vues: bati.champ(bati.ouvrir(), vues)}
        bati.envoyer(**{"a:2026-ECO-001:k1": "desaccord", "u:2026-ECO-001:k1": "98", "m:2026-ECO-001:k1": "Arrêt"})
        for action in ("relire", "declarer"):
            reponse = bati.envoyer(action, **accord, **relue)
            assert "98 h déjà dites de votre part" in mots(reponse)
        vue = {un: bati.champ(reponse, un) for un in (vues, "e:2026-ECO-001:k1")}
        assert bati.envoyer("garder", **accord, **vue).headers["location"] == bati.lien
        assert self.recoupee() == 98
        bati.envoyer(**accord, **{vues: bati.champ(reponse, vues)})
        assert self.recoupee() == 130

    @pytest.mark.parametrize("manque", ["u:2026-ECO-001:k1", "m:2026-ECO-001:k1"])
    def test_a_contest_needs_hours_and_a_reason(self, bati, manque):
        champs = {"a:2026-ECO-001:k1": "desaccord", "u:2026-ECO-001:k1": "98", "m:2026-ECO-001:k1": "Arrêt le 20"}
        reponse = bati.envoyer(**champs | {manque: ""})
        assert reponse.status_code == 422
        assert self.recoupee() is None

    def test_once_the_delay_is_over_it_may_no_longer_contest(self, monkeypatch):
        """Five working days from the declaration of 3 December."""
        charger(dossier(contrats=[contrat("k1")]))
        Declarant(chemin()).envoyer(**saisir(k1="121,5"))
        regler(monkeypatch, DATE="2026-12-11")
        reponse = Declarant(chemin(BATI)).ouvrir()
        assert "délai de réponse passé" in mots(reponse)
        assert 'type="radio"' not in reponse.text

    def recoupee(self):
        with lecture() as session:
            contrats = depot_heures.du_mois(session, NOVEMBRE, [numero("2026-ECO-001")])
        return next((un.recoupee.heures for un in contrats if un.contrat == "k1" and un.recoupee), None)
