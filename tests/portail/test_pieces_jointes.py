"""A heavy attachment is downloaded from its link by anyone who has it, and nothing else is."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from boite_d_envoi import sortants
from bs4 import BeautifulSoup
from operations_en_base import JOUR

from config.paths import Paths
from config.settings import get_settings
from courrier.allegement import REPERE
from courrier.messages import Message, PieceJointe
from portail import debit
from sqlmodel_store.session import unit_of_work
from workflows.actes import pieces_liees
from workflows.actes.production import poster

PLANS = PieceJointe(nom="plans-2026-THI-014.pdf", octets=b"%PDF-" + bytes(1_200_000))
QUI = "achats@ville.example"


@pytest.fixture
def lien(installation, monkeypatch):
    """The path of a living link."""
    monkeypatch.setenv("RELAIS_COURRIER__PIECES_JOINTES_MAX_MO", "1")
    get_settings.cache_clear()
    html = f"<p>Bonjour</p>{REPERE}"
    message = Message(
        cle="essai:1", destinataire=QUI, objet="Essai", texte="Bonjour\n", html=html, pieces_jointes=(PLANS,)
    )
    with unit_of_work() as session:
        poster(session, message)
    (sortant,) = sortants()
    texte = message_from_bytes(sortant.octets, policy=policy.default).get_body(("plain",)).get_content()
    (trouve,) = re.findall(r"(/pieces/[^>\s]+)", texte)
    return trouve


def titre(reponse):
    return BeautifulSoup(reponse.text, "html.parser").find("h1").get_text()


def test_a_stranger_with_the_link_downloads_the_file(lien, etranger):
    """The exact bytes under their name, saved and never shown in place, kept by no cache, told to no other site."""
    reponse = etranger.get(lien)
    assert reponse.status_code == 200
    assert reponse.content == PLANS.octets
    assert reponse.headers["Content-Type"] == "application/pdf"
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="plans-2026-THI-014.pdf"'
    assert reponse.headers["Cache-Control"] == "no-store"
    assert reponse.headers["Referrer-Policy"] == "no-referrer"
    assert reponse.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in reponse.headers


@pytest.mark.parametrize("jeton", ["x", "..%2f..%2frelais.db", "A" * 400, "%E9", "%00"])
def test_a_link_that_was_not_given_opens_nothing(lien, etranger, jeton):
    reponse = etranger.get(f"/pieces/{jeton}")
    assert reponse.status_code == 404
    assert reponse.content != PLANS.octets


def test_a_link_neither_writes_nor_deletes(lien, etranger):
    """Reading is all that it does."""
    for verbe in ("post", "put", "delete"):
        assert getattr(etranger.client, verbe)(lien).status_code in {403, 405}
    assert etranger.get(lien).status_code == 200


def test_an_ended_link_says_whom_to_ask(lien, etranger, monkeypatch):
    """Expired: gone, with a sentence."""
    monkeypatch.setenv("RELAIS_DATE", (JOUR + timedelta(days=91)).isoformat())
    get_settings.cache_clear()
    reponse = etranger.get(lien)
    assert (reponse.status_code, titre(reponse)) == (410, "Ce lien a expiré")
    assert "Répondez au courriel" in reponse.text


def test_a_revoked_link_opens_nothing_more(lien, etranger):
    with unit_of_work() as session:
        pieces_liees.revoquer(session, QUI)
    reponse = etranger.get(lien)
    assert (reponse.status_code, titre(reponse)) == (410, "Ce lien a été retiré")


def test_a_file_that_disappeared_is_told(lien, etranger, installation):
    """Removed from the disk by hand: a page, never a traceback."""
    for fichier in Paths(installation).pieces_liees.iterdir():
        fichier.unlink()
    reponse = etranger.get(lien)
    assert (reponse.status_code, titre(reponse)) == (410, "Ce fichier n’est plus là")


def test_links_are_not_tried_by_the_thousand(lien, etranger, monkeypatch):
    """The limit of public pages."""
    monkeypatch.setenv("RELAIS_PORTAIL_DEBIT", "3")
    get_settings.cache_clear()
    monkeypatch.setattr(debit, "_DEBIT", debit.Debit())
    assert [etranger.get(f"/pieces/{rang}").status_code for rang in range(4)] == [404, 404, 404, 429]
