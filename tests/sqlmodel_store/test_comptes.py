"""Accounts in the store, on each engine: sessions that end, attempts counted one by one, links that serve once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from metier.droits import Droit
from metier.roles import Role
from sqlmodel_store.depots import comptes, essais_connexion, relais
from sqlmodel_store.depots.essais_connexion import Frein, sujet
from sqlmodel_store.modeles.comptes import JetonCompte, SessionOuverte
from sqlmodel_store.session import unit_of_work

UNE_HEURE = timedelta(hours=1)
FREIN = Frein(libres=5, premiere=timedelta(seconds=30), plafond=timedelta(minutes=15))


def ouvrir(base, role=Role.FACILITATEUR, codes=("nord",)):
    with unit_of_work(base) as session:
        numeros = [relais.retenir(session, code).id for code in codes]
        return comptes.ecrire(session, "Marie@relais.example", role, nom=None, relais=numeros, mot_de_passe="x").id


def test_an_access_carries_the_role_and_the_relays_of_the_account(base):
    """An address is found whatever its case; who belongs to no relay sees them all."""
    ouvrir(base, codes=("nord", "sud"))
    with unit_of_work(base) as session:
        acces = comptes.acces_de(session, comptes.par_courriel(session, " MARIE@relais.example"))
        nord, autre = relais.retenir(session, "nord").id, relais.retenir(session, "est").id
    assert (acces.nom, acces.peut(Droit.CONDUIRE), acces.peut(Droit.REGLER)) == ("marie@relais.example", True, False)
    assert (acces.voit(nord), acces.voit(autre)) == (True, False)
    ouvrir(base, role=Role.ANIMATEUR, codes=())
    with unit_of_work(base) as session:
        acces = comptes.acces_de(session, comptes.par_courriel(session, "marie@relais.example"))
    assert (acces.voit(nord), acces.voit(autre), acces.peut(Droit.CONDUIRE)) == (True, True, False)


def test_a_session_lives_until_it_is_idle_over_or_its_account_ended(base):
    """And what it has to say is said once."""
    compte = ouvrir(base)
    with unit_of_work(base) as session:
        comptes.ouvrir_session(session, compte, "a", duree=UNE_HEURE)
    with unit_of_work(base) as session:
        vivante = comptes.session_vivante(session, "a", inactivite=UNE_HEURE)
        assert comptes.session_vivante(session, "b", inactivite=UNE_HEURE) is None
        assert comptes.session_vivante(session, "a", inactivite=timedelta(0)) is None
        comptes.annoncer(session, vivante.id, {"ton": "fait", "texte": "Voilà"})
        comptes.annoncer(session, vivante.id, {"ton": "fait", "texte": "Encore"})
    with unit_of_work(base) as session:
        assert comptes.session_vivante(session, "a", inactivite=UNE_HEURE).annonces.count("texte") == 2
        comptes.prendre_annonces(session, vivante.id)
    with unit_of_work(base) as session:
        assert comptes.session_vivante(session, "a", inactivite=UNE_HEURE).annonces is None
        comptes.desactiver(session, compte)
    with unit_of_work(base) as session:
        assert list(session.scalars(select(SessionOuverte))) == []


def test_attempts_made_at_once_are_counted_one_by_one(base):
    """Twenty at the same time: five are judged, no more."""

    def tenter(_rang):
        with unit_of_work(base) as session:
            return essais_connexion.essayer(session, sujet("compte", "marie"), FREIN)

    with ThreadPoolExecutor(8) as fils:
        refus = list(fils.map(tenter, range(20)))
    assert refus.count(None) == 5


@pytest.mark.parametrize(("essais", "secondes"), [(4, 0), (5, 30), (6, 60), (9, 480), (10, 900), (60, 900)])
def test_each_attempt_more_makes_the_next_wait_twice_longer_up_to_a_quarter_of_an_hour(essais, secondes):
    assert FREIN.attente(essais) == timedelta(seconds=secondes)


def test_a_link_serves_once_and_the_next_replaces_it(base):
    compte = ouvrir(base)
    with unit_of_work(base) as session:
        comptes.emettre_jeton(session, compte, "un", duree=UNE_HEURE)
    with unit_of_work(base) as session:
        comptes.emettre_jeton(session, compte, "deux", duree=UNE_HEURE)
    with unit_of_work(base) as session:
        assert comptes.compte_du_jeton(session, "un") is None
        assert comptes.compte_du_jeton(session, "deux").id == compte
        assert [comptes.utiliser_jeton(session, "deux") for _ in range(2)] == [True, False]
        assert comptes.compte_du_jeton(session, "deux") is None
        comptes.changer_mot_de_passe(session, compte, "y")
        assert list(session.scalars(select(JetonCompte))) == []
