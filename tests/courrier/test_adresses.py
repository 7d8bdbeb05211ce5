"""Server addresses as settings hold them, and what each mail mode allows."""

from __future__ import annotations

import pytest

from courrier.adresses import Securite, lire_url, verifier_mode
from metier.fautes import FauteDeSaisie


@pytest.mark.parametrize(
    ("url", "attendu"),
    [
        ("imap://127.0.0.1", (Securite.CLAIR, "127.0.0.1", 143, None, None, "INBOX")),
        ("imaps://a%40b.example:p@h.example", (Securite.TLS, "h.example", 993, "a@b.example", "p", "INBOX")),
        ("imap+starttls://u:p@h:1143/", (Securite.STARTTLS, "h", 1143, "u", "p", "INBOX")),
        ("imaps://u:s%C3%A9%2F%22%40@h/Bo%C3%AEte%20A/B", (Securite.TLS, "h", 993, "u", 'sé/"@', "Boîte A/B")),
        ("imap://u:p@[::1]:1143/INBOX", (Securite.CLAIR, "::1", 1143, "u", "p", "INBOX")),
    ],
)
def test_each_part_of_an_imap_address_is_read(url, attendu):
    """User, password and mailbox are percent-decoded as UTF-8."""
    lue = lire_url(url, "RELAIS_IMAP_URL")
    assert (lue.securite, lue.hote, lue.port, lue.utilisateur, lue.mot_de_passe, lue.boite) == attendu


@pytest.mark.parametrize(
    ("url", "port"), [("smtp://h", 25), ("smtp+starttls://h", 587), ("smtps://h", 465), ("smtp://h:2525", 2525)]
)
def test_smtp_ports_are_the_usual_ones(url, port):
    """Unless the address says otherwise."""
    assert lire_url(url, "RELAIS_SMTP_URL").port == port


@pytest.mark.parametrize(
    "url",
    [
        "",
        "imaps://",
        "http://h/INBOX",
        "smtp://u:Intrus-4242@h",
        "imaps://u:Intrus-4242/x@h/INBOX",
        "imaps://u:Intrus-4242[@h",
        "imaps://u:Intrus-4242@h:abc/",
        "imaps://u:Intrus-4242@h:99999/",
        "imaps://u:Intrus-4242%FF@h/",
        "imaps://u:Intrus-4242%0D%0A@h/",
        "imaps://u:Intrus-4242@h/INBOX?x=1",
        "imaps://u:Intrus-4242#@h/INBOX",
    ],
)
def test_an_unreadable_address_names_the_setting_and_hides_the_password(url):
    """One sentence; neither it nor the chained fault repeats the address."""
    with pytest.raises(FauteDeSaisie) as faute:
        lire_url(url, "RELAIS_IMAP_URL")
    assert faute.value.champ == "RELAIS_IMAP_URL"
    assert faute.value.phrase.startswith("RELAIS_IMAP_URL : ")
    assert "Intrus" not in faute.value.phrase
    assert faute.value.__suppress_context__ or faute.value.__context__ is None


@pytest.mark.parametrize("hote", ["127.0.0.1", "127.8.9.10", "localhost", "LOCALHOST", "[::1]"])
@pytest.mark.parametrize("mode", ["essai", "reel"])
def test_a_loopback_server_is_allowed_in_both_modes(hote, mode):
    """The demo and the tests write to it."""
    assert verifier_mode(f"smtp://{hote}:2525", mode).port == 2525


@pytest.mark.parametrize(
    "hote",
    ["smtp.example", "10.0.0.1", "0.0.0.0", "localhost.example", "127.0.0.1.example", "[2001:db8::1]"],
)
def test_a_remote_server_is_refused_in_trial_mode_only(hote):
    """Contract §3; a name is never looked up, whatever it might resolve to."""
    with pytest.raises(FauteDeSaisie, match="RELAIS_MAIL_MODE"):
        verifier_mode(f"smtp://{hote}", "essai")
    assert verifier_mode(f"smtp://{hote}", "reel").port == 25


def test_the_password_shows_in_no_representation():
    """Tracebacks print values."""
    assert "Intrus" not in repr(lire_url("imaps://u:Intrus-4242@h/", "RELAIS_IMAP_URL"))
