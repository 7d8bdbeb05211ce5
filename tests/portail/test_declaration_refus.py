"""Links that open nothing, calls beyond the limit, bodies that are no form: refused, with what to do."""

from __future__ import annotations

import re
from datetime import date

import pytest
from declarant import dites, en_decembre, mots, regler, saisir, tremplin
from mois_a_declarer import TREMPLIN, numero

from portail.debit import Debit
from sqlmodel_store.modeles.suivi import MoisClos
from sqlmodel_store.session import unit_of_work
from workflows.actes import jetons

__all__ = ["en_decembre", "tremplin"]


@pytest.mark.parametrize(
    ("faire", "statut", "titre"),
    [
        pytest.param(
            lambda lien: lien[:-1] + ("A" if lien[-1] != "A" else "B"), 404, "n’ouvre rien", id="cut or false"
        ),
        pytest.param(lambda lien: lien, 410, "a été retiré", id="revoked"),
    ],
)
def test_a_dead_link_says_what_to_do_and_whom_to_call(tremplin, faire, statut, titre):
    if statut == 410:
        with unit_of_work() as session:
            jetons.revoquer(session, TREMPLIN)
    tremplin.lien = faire(tremplin.lien)
    for reponse in (tremplin.ouvrir(), tremplin.envoyer(**saisir(k1="7"))):
        assert reponse.status_code == statut
        assert titre in mots(reponse)
        assert "Jeanne Fressac, 03 00 55 10 04" in mots(reponse)
    assert dites() == {}


def test_an_expired_link_and_a_closed_month_say_so(tremplin, monkeypatch):
    regler(monkeypatch, DATE="2027-01-18")
    assert "Ce lien a expiré" in mots(tremplin.ouvrir())
    regler(monkeypatch, DATE="2026-12-21")
    with unit_of_work() as session:
        session.add(
            MoisClos(operation_id=numero("2026-ECO-001"), mois="2026-11", clos_le=date(2026, 12, 21), par="essai")
        )
    reponse = tremplin.envoyer(**saisir(k1="7"))
    assert reponse.status_code == 410
    assert "Ce mois est clos" in mots(reponse)
    assert dites() == {}


def test_the_public_page_is_limited_by_address(tremplin, monkeypatch):
    regler(monkeypatch, PORTAIL_DEBIT="3")
    statuts = [tremplin.ouvrir().status_code for _ in range(5)]
    assert statuts == [200, 200, 200, 429, 429]
    assert "Attendez une minute" in mots(tremplin.ouvrir())


def test_the_limit_forgets_calls_older_than_a_minute_and_tells_addresses_apart():
    limite = Debit()
    assert [limite.admet("a", 2, instant) for instant in (0, 1, 2, 59.9, 60.1)] == [True, True, False, False, True]
    assert limite.admet("b", 2, 2)
    assert all(limite.admet("c", 0, 0) for _ in range(100))


@pytest.mark.parametrize(
    ("octets", "genre", "statut"),
    [
        pytest.param(b"x" * 1_100_000, "application/x-www-form-urlencoded", 413, id="too long"),
        pytest.param(b'{"action": "declarer"}', "application/json", 415, id="no form"),
        pytest.param(b"&".join(b"a=1" for _ in range(7_000)), "application/x-www-form-urlencoded", 422, id="too many"),
        pytest.param(b"a=\xff\xfe", "application/x-www-form-urlencoded", 422, id="not UTF-8"),
    ],
)
def test_what_is_not_the_form_is_refused(tremplin, octets, genre, statut):
    """With a reference to dictate, in the answer's own kind."""
    reponse = tremplin.client.post(tremplin.lien, content=octets, headers={"content-type": genre})
    assert reponse.status_code == statut
    assert re.search("Référence|reference", mots(reponse))
