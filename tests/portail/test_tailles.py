"""What a request may send is counted while it is read: nothing too large is ever kept."""

from __future__ import annotations

import asyncio

import pytest
from starlette.datastructures import Headers
from visiteur import application

from portail.tailles import FICHIERS_MAX, FORMULAIRE_MAX

MORCEAU = 100_000
FORMULAIRE, FICHIERS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
DEBUTS = {
    FORMULAIRE: b"&a=",
    FICHIERS: b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n',
}


def demande(chemin, genre, **entetes):
    """A POST as the server hands it over."""
    tous = {"host": "127.0.0.1:8000", "content-type": genre} | entetes
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": chemin, "raw_path": chemin.encode(), "query_string": b"", "root_path": "",
        "headers": [(nom.encode(), dit.encode()) for nom, dit in tous.items()],
        "client": ("127.0.0.1", 5000), "server": ("127.0.0.1", 8000),
    }  # fmt: skip


def envoyer(chemin, genre, taille, *, annonce=None):
    """A body sent by pieces, whatever length it says; returns the status and how much was read of it."""
    lus, recus = 0, []

    async def recevoir():
        nonlocal lus
        debut = DEBUTS[genre] if not lus or genre == FORMULAIRE else b""
        lus += MORCEAU
        return {"type": "http.request", "body": debut.ljust(MORCEAU, b"x"), "more_body": lus < taille}

    async def repondre(message):
        recus.append(message)

    entetes = {} if annonce is None else {"content-length": str(annonce)}
    asyncio.run(application()(demande(chemin, genre, **entetes), recevoir, repondre))
    assert Headers(raw=recus[0]["headers"])["content-type"].startswith("text/html")
    return recus[0]["status"], lus


@pytest.mark.parametrize(
    ("genre", "limite"), [(FORMULAIRE, FORMULAIRE_MAX), (FICHIERS, FICHIERS_MAX)], ids=["a form", "files"]
)
@pytest.mark.parametrize("annonce", [None, 10], ids=["no length", "a false length"])
def test_a_body_that_grows_too_large_is_dropped_on_the_way(installation, genre, limite, annonce):
    """413 at the limit, whatever it says of its length."""
    statut, lus = envoyer("/connexion", genre, 2 * limite, annonce=annonce)
    assert statut == 413
    assert lus <= limite + 2 * MORCEAU


def test_a_body_that_says_it_is_too_large_is_not_read_at_all(installation):
    assert envoyer("/connexion", FORMULAIRE, MORCEAU, annonce=FORMULAIRE_MAX + 1) == (413, 0)


def test_a_stranger_s_body_is_not_read_where_an_account_is_needed(installation):
    """The way in is shown before a byte of it is looked at."""
    recus = []

    async def jamais():
        raise AssertionError

    async def repondre(message):
        recus.append(message)

    asyncio.run(application()(demande("/operations/nouvelle", FICHIERS), jamais, repondre))
    assert recus[0]["status"] == 303
