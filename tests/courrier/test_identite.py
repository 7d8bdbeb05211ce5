"""The same mail is the same whatever way it came; another one is another."""

from __future__ import annotations

import pytest
from serveurs.dovecot import courriel

from courrier.identite import identifier


@pytest.fixture
def lire(tmp_path):
    def lire(octets: bytes):
        (tmp_path / "brut.eml").write_bytes(octets)
        return identifier(tmp_path / "brut.eml")

    return lire


def test_the_marks_of_the_way_and_the_line_ends_change_nothing(lire):
    """Received lines, a copy through an alias, a server that writes line ends its own way, a folded subject."""
    base = lire(courriel())
    for autre in (
        b"Received: from a.example; Tue, 1 Sep 2026 08:00 +0200\r\nDelivered-To: b@x.example\r\n" + courriel(),
        courriel().replace(b"\r\n", b"\n"),
        courriel() + b"\r\n",
        courriel().replace(b"Subject: essai", b"Subject:\r\n essai"),
    ):
        lue = lire(autre)
        assert (lue.message_id, lue.empreinte) == (base.message_id, base.empreinte)
        assert lue.sha256 != base.sha256


@pytest.mark.parametrize(
    ("avant", "apres"),
    [(b"bonjour", b"bonsoir"), (b"essai", b"autre"), (b"a@x.example", b"b@x.example"), (b"<m1@", b"<m2@")],
)
def test_what_the_sender_wrote_tells(lire, avant, apres):
    """Body, subject, sender, identifier."""
    assert lire(courriel()).empreinte != lire(courriel().replace(avant, apres)).empreinte


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1abime"


@pytest.mark.parametrize(
    "octets", [b"", b"\r\n", b"\x00\xff", b"Subject: r\xe9union\r\n\r\n\xe9", b"Message-ID: \r\n\r\n", OLE]
)
def test_what_is_no_mail_has_an_identity_too(lire, octets):
    """Nothing raises: it is stored, and told when it is read."""
    lue = lire(octets)
    assert lue.message_id is None
    assert len(lue.empreinte) == 64


def test_what_is_no_mail_is_itself_only(lire):
    """Empty files and garbage have no header that tells them apart: their bytes do."""
    lues = [lire(octets) for octets in (b"", b"\n", b"\r\n", b"\x00\xff\x01", b"Bonjour", b"X-Trace: 1\r\n\r\n")]
    assert len({lue.empreinte for lue in lues}) == len(lues)


def test_an_identifier_is_one_line_that_a_database_takes(lire):
    """No line end, no NUL, no end."""
    assert lire(b"Message-ID: <a\x00b@x.example>\r\n\r\n").message_id == "<ab@x.example>"
    assert lire(b"Message-ID:\r\n <a@x.example>\r\n\r\n").message_id == "<a@x.example>"
    assert len(lire(b"Message-ID: <" + b"a" * 5000 + b">\r\n\r\n").message_id) == 998
