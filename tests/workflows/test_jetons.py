"""Links for people without an account: the same for the same use, of no other, until they end."""

from __future__ import annotations

import stat
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from config.paths import Paths
from metier.periodes import Mois
from sqlmodel_store.modeles.suivi import Jeton
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import jetons
from workflows.actes.jetons import EtatLien, Lien, LienMort, lien_de_declaration

NOVEMBRE = Mois(2026, 11)
QUI = "agence@tremplin.example"


def lien(qui=QUI, mois=NOVEMBRE):
    with unit_of_work() as session:
        return lien_de_declaration(session, qui, mois)


def ouvert(adresse):
    """What the link opens, or why it opens nothing."""
    try:
        with lecture() as session:
            return jetons.ouvrir(session, adresse.rpartition("/")[2])
    except LienMort as mort:
        return mort.etat


def revoquer(qui=QUI, mois=None):
    with unit_of_work() as session:
        return jetons.revoquer(session, qui, mois)


def test_the_same_recipient_and_month_have_the_same_link(installation, regler):
    """Two runs write the same mail; case aside, an address is one recipient."""
    regler(PORTAIL_URL="https://relais.example/")
    assert lien() == lien() == lien(QUI.upper())
    assert lien().startswith("https://relais.example/declaration/")
    assert ouvert(lien()) == Lien(destinataire=QUI, mois=NOVEMBRE)


def test_another_recipient_or_month_has_another_link(sur_sqlite):
    assert len({lien(), lien("x@tremplin.example"), lien(mois=Mois(2026, 12))}) == 3


def test_a_link_says_nothing_and_the_database_does_not_hold_it(sur_sqlite):
    """Neither address nor month in it, only a hash of it in the row."""
    jeton = lien().rpartition("/")[2]
    with lecture() as session:
        (ligne,) = session.exec(select(Jeton))
    assert len(jeton) == 32
    assert jeton not in repr(ligne)


@pytest.mark.parametrize(
    ("jour", "etat"),
    [
        pytest.param("2027-01-15", Lien(destinataire=QUI, mois=NOVEMBRE), id="its last day"),
        pytest.param("2027-01-16", EtatLien.EXPIRE, id="the day after"),
    ],
)
def test_a_link_lives_for_the_days_of_the_settings(sur_sqlite, regler, jour, etat):
    regler(DATE="2026-12-01")
    adresse = lien()
    regler(DATE=jour)
    assert ouvert(adresse) == etat


def test_each_mail_that_carries_a_link_makes_it_last_longer(sur_sqlite, regler):
    """Never less, were the clock set back."""
    for jour in ("2026-12-01", "2027-01-10", "2026-12-02"):
        regler(DATE=jour)
        adresse = lien()
    regler(DATE="2027-02-24")
    assert ouvert(adresse) == Lien(destinataire=QUI, mois=NOVEMBRE)


def test_a_revoked_link_is_dead_and_the_next_one_is_another(installation):
    autre_mois = lien(mois=Mois(2026, 12))
    ancien = lien()
    assert revoquer(mois=NOVEMBRE)
    nouveau = lien()
    assert nouveau != ancien
    assert ouvert(ancien) is EtatLien.REVOQUE
    assert ouvert(nouveau) == Lien(destinataire=QUI, mois=NOVEMBRE)
    assert ouvert(autre_mois) == Lien(destinataire=QUI, mois=Mois(2026, 12))
    assert revoquer()
    assert ouvert(autre_mois) is ouvert(nouveau) is EtatLien.REVOQUE
    assert not revoquer()


@given(st.text(max_size=80))
def test_what_is_no_link_opens_nothing(texte):
    """Neither emptiness nor any text."""

    class Vide:
        def exec(self, _requete):
            return self

        def one_or_none(self):
            return None

    with pytest.raises(LienMort) as mort:
        jetons.ouvrir(Vide(), texte)
    assert mort.value.etat is EtatLien.INCONNU


@pytest.mark.parametrize("rang", [0, 15, 31])
def test_a_link_with_one_letter_changed_opens_nothing(sur_sqlite, rang):
    adresse = lien()
    debut, jeton = adresse[:-32], adresse[-32:]
    autre = "A" if jeton[rang] != "A" else "B"
    assert ouvert(f"{debut}{jeton[:rang]}{autre}{jeton[rang + 1 :]}") is EtatLien.INCONNU


def test_another_installation_makes_other_links(sur_sqlite, tmp_path):
    """The secret is made once, for its owner only."""
    premier = lien()
    secret = Paths(sur_sqlite).secrets / "liens"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert lien() == premier
    secret.unlink()
    assert lien() != premier


def test_processes_that_start_together_keep_one_secret(sur_sqlite):
    lus = []
    fils = [Thread(target=lambda: lus.append(jetons.secret_installation())) for _ in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(set(lus)) == 1
    assert [un.name for un in Paths(sur_sqlite).secrets.iterdir()] == ["liens"]
