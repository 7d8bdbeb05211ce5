"""The mailbox, against a real Dovecot."""

from __future__ import annotations

import pytest

from courrier.boite import Boite

pytestmark = pytest.mark.reseau


def courriel(n: int = 1, corps: bytes = b"bonjour\r\n") -> bytes:
    return b"Message-ID: <m%d@x.example>\r\nFrom: a@x.example\r\nSubject: essai\r\n\r\n%s" % (n, corps)


def test_a_delivered_message_is_new_and_reads_identical(dovecot):
    """The raw bytes come back as delivered, and the cursor then hides the message."""
    dovecot.livrer(courriel())
    with Boite.ouvrir(dovecot.url(), mode="essai") as boite:
        (uid,) = boite.nouveaux(None, 0)
        assert boite.lire(uid) == courriel()
        assert boite.nouveaux(boite.uidvalidity, uid) == []
