"""Login by OAuth 2.0, against a real provider on loopback, Dovecot and an SMTP server that ask it whose a token is."""

from __future__ import annotations

import base64
import json
import stat
import threading
import time
from urllib.parse import quote

import pytest
from serveurs.jetons import fabrique_guichet
from serveurs.ports import port_libre

from config.settings import get_settings
from courrier import oauth
from courrier.adresses import lire_url
from courrier.boite import Boite
from courrier.issues import ConfigurationEnFaute, Envoye, ServeurIndisponible
from courrier.smtp import Expediteur
from metier.fautes import FauteDeSaisie, PanneExterne

__all__ = ["fabrique_guichet"]

pytestmark = pytest.mark.reseau

COMPTE, SECRET = "clauses@relais.example", "Secret-4242"
MESSAGE = b"Message-ID: <1@relais.example>\r\nSubject: essai\r\n\r\nBonjour\r\n"


@pytest.fixture
def regler(monkeypatch):
    """The provider of the settings; no token is known yet."""

    def regler(**cles: str) -> None:
        for cle, valeur in cles.items():
            monkeypatch.setenv(f"RELAIS_OAUTH__{cle}", valeur)
        get_settings.cache_clear()
        oauth.oublier()

    return regler


@pytest.fixture
def guichet(fabrique_guichet, regler):
    """A provider that knows our mailbox, and the settings that name it."""
    fournisseur = fabrique_guichet(COMPTE)
    regler(TOKEN_URL=fournisseur.url, CLIENT_ID="relais", CLIENT_SECRET=SECRET)
    return fournisseur


class Facteur:
    """Takes mail from whoever shows a token that the provider knows; `defi` tells the error by a challenge first."""

    def __init__(self, guichet, *, defi: bool = False) -> None:
        self.guichet, self.defi, self.recus, self.presentes = guichet, defi, [], []
        self.couper = False

    async def auth_XOAUTH2(self, serveur, arguments):  # noqa: N802 - named by aiosmtpd
        from aiosmtpd.smtp import AuthResult

        lu = base64.b64decode(arguments[1]).decode()
        compte, _, jeton = lu.removeprefix("user=").rstrip("\1").partition("\1auth=Bearer ")
        self.presentes.append(jeton)
        if self.couper:
            serveur.transport.close()
            return AuthResult(success=False, handled=True)
        bon = compte == COMPTE and jeton in self.guichet.valides
        if not bon and self.defi:
            await serveur.challenge_auth(base64.b64encode(b'{"status":"401"}').decode(), encode_to_b64=False)
        return AuthResult(success=bon, handled=False, auth_data=compte)

    async def handle_DATA(self, serveur, session, enveloppe):  # noqa: N802
        assert session.authenticated
        self.recus.append(enveloppe.original_content)
        return "250 2.0.0 queued"


@pytest.fixture
def smtp(guichet):
    """A server on loopback that offers XOAUTH2."""
    from aiosmtpd.controller import Controller

    facteur = Facteur(guichet)
    controleur = Controller(facteur, hostname="127.0.0.1", port=port_libre(), auth_require_tls=False)
    controleur.start()
    facteur.url = f"smtp://{quote(COMPTE)}@127.0.0.1:{controleur.port}"
    yield facteur
    controleur.stop(no_assert=True)


@pytest.fixture
def boite_par_jeton(fabrique_dovecot, guichet):
    """A Dovecot that asks the provider; the address of our mailbox there, without a password."""
    serveur = fabrique_dovecot(jetons=guichet.controle)
    return f"imap://{quote(COMPTE, safe='')}@127.0.0.1:{serveur.port}/INBOX"


def envoyer(url: str):
    with Expediteur(url, mode="essai") as expediteur:
        return expediteur.envoyer(MESSAGE, COMPTE, "achats@ville.example")


def test_the_mailbox_opens_with_a_token_of_the_application(boite_par_jeton, guichet):
    """Client credentials, what Microsoft 365 asks of a service; one token serves several connections."""
    for _ in range(2):
        with Boite.ouvrir(boite_par_jeton, mode="essai") as boite:
            assert boite.nouveaux(None, 0) == []
    (demande,) = guichet.demandes
    assert demande == {"grant_type": "client_credentials", "client_id": "relais", "client_secret": SECRET}


def test_a_token_turned_down_by_the_mailbox_is_renewed_once(boite_par_jeton, guichet):
    """The provider withdrew it before its end."""
    oauth.jeton()
    guichet.valides.clear()
    with Boite.ouvrir(boite_par_jeton, mode="essai") as boite:
        assert boite.nouveaux(None, 0) == []
    assert len(guichet.demandes) == 2


def test_a_mailbox_that_refuses_every_token_is_told_without_it(boite_par_jeton, guichet, capfd):
    """The application has no right to that mailbox: two tokens, not more, then a sentence."""
    guichet.compte = "autre@relais.example"
    with pytest.raises(
        PanneExterne, match=r"refuse le jeton OAuth 2.0, même renouvelé ; vérifiez RELAIS_IMAP_URL"
    ) as p:
        Boite.ouvrir(boite_par_jeton, mode="essai")
    assert len(guichet.demandes) == 2
    assert "jeton-" not in str(p.value)
    assert capfd.readouterr().err == ""


def test_a_server_without_xoauth2_is_told(dovecot, guichet):
    """Another way in is to be given."""
    with pytest.raises(PanneExterne, match="ne propose pas OAuth 2"):
        Boite.ouvrir(dovecot.url().replace(":secret@", "@"), mode="essai")
    assert guichet.demandes == []


def test_a_password_in_the_address_wins(dovecot, guichet):
    """The servers of one relay need not be of one provider."""
    with Boite.ouvrir(dovecot.url(), mode="essai") as boite:
        assert boite.nouveaux(None, 0) == []
    assert guichet.demandes == []


@pytest.mark.parametrize("defi", [False, True], ids=["refused at once", "refused after a challenge"])
def test_mail_leaves_with_a_token_renewed_when_turned_down(smtp, guichet, defi):
    """535 once, then a new token on the same connection."""
    smtp.defi = defi
    oauth.jeton()
    guichet.valides.clear()
    assert envoyer(smtp.url) == Envoye(reponse="250 2.0.0 queued")
    assert smtp.recus == [MESSAGE]
    assert smtp.presentes == ["jeton-1", "jeton-2"]


def test_a_link_cut_at_the_login_is_not_tried_with_the_same_token(smtp, guichet):
    """Some servers refuse by leaving."""
    smtp.couper = True
    assert isinstance(envoyer(smtp.url), ServeurIndisponible)
    smtp.couper = False
    assert isinstance(envoyer(smtp.url), Envoye)
    assert smtp.presentes == ["jeton-1", "jeton-2"]


def test_a_sending_server_that_refuses_every_token_is_our_configuration(smtp, guichet):
    """Nothing is marked refused: the mail waits."""
    guichet.connaitre = lambda _: (401, {})
    smtp.guichet = type("Personne", (), {"valides": ()})
    assert isinstance(envoyer(smtp.url), ConfigurationEnFaute)
    assert len(smtp.presentes) == 2


@pytest.mark.parametrize(
    ("refus", "dit", "issue"),
    [
        (("invalid_client", 401), "vérifier oauth.client_id et oauth.client_secret", ConfigurationEnFaute),
        (("invalid_grant", 400), "l’autorisation a expiré ou a été retirée", ConfigurationEnFaute),
        (("invalid_scope", 400), "vérifier oauth.scope", ConfigurationEnFaute),
        ((f"mauvais {SECRET}", 400), "refuse la demande (code 400)", ConfigurationEnFaute),
        (("temporarily_unavailable", 503), "ne peut pas répondre maintenant (code 503)", ServeurIndisponible),
    ],
)
def test_a_provider_that_says_no_is_a_french_sentence_without_secret(smtp, guichet, refus, dit, issue):
    """Ours to mend, or its state: both keep the mail."""
    guichet.refuser, guichet.code = refus
    with pytest.raises(PanneExterne) as panne:
        oauth.jeton()
    assert dit in panne.value.phrase
    assert f"127.0.0.1:{guichet.port}" in panne.value.phrase
    assert SECRET not in panne.value.phrase
    assert isinstance(envoyer(smtp.url), issue)
    assert smtp.recus == []


def test_a_provider_that_is_not_there_is_the_state_of_a_server(smtp, guichet, regler):
    """Tried again later."""
    regler(TOKEN_URL=f"http://127.0.0.1:{port_libre()}/jetons")
    assert isinstance(envoyer(smtp.url), ServeurIndisponible)
    with pytest.raises(PanneExterne, match=r"Le serveur de jetons 127.0.0.1:\d+ ne répond pas \(connexion refusée\)"):
        oauth.jeton()


def test_a_secret_is_not_carried_to_another_address(guichet, fabrique_guichet):
    """A redirection is a refusal."""
    ailleurs = fabrique_guichet(COMPTE)
    guichet.renvoyer = ailleurs.url
    with pytest.raises(PanneExterne, match="code 302"):
        oauth.jeton()
    assert ailleurs.demandes == []


def test_an_answer_that_is_no_token_is_told(guichet):
    """A page of a captive portal, say."""
    for reponse in ({}, {"access_token": "a\r\nb"}, {"access_token": 3}):
        guichet.repondre = lambda _, lu=reponse: (200, lu)
        with pytest.raises(PanneExterne, match="sans jeton lisible"):
            oauth.jeton()


def test_a_token_is_kept_until_shortly_before_it_expires(guichet):
    """Two minutes, or half of a short life."""
    guichet.duree = 3600
    assert oauth.jeton() == oauth.jeton()
    (connu,) = oauth._jetons.values()
    assert 3600 - 130 < connu.jusqua - time.monotonic() < 3600 - 110
    oauth.oublier()
    guichet.duree = 1
    premier = oauth.jeton()
    time.sleep(0.6)
    assert oauth.jeton() != premier


def test_threads_that_want_a_token_at_once_ask_for_one(guichet):
    """The watcher and the sender of one process."""
    recus: list[str] = []
    fils = [threading.Thread(target=lambda: recus.append(oauth.jeton())) for _ in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert recus == ["jeton-1"] * 8


def test_a_refresh_token_that_turns_is_kept_in_the_home_for_us_only(guichet, regler, home):
    """Some providers give a new one at each use and revoke the former: a restart must not lose the authorisation."""
    guichet.tourner = True
    regler(REFRESH_TOKEN="renouvellement-0", SCOPE="https://outlook.office.com/SMTP.Send")
    oauth.jeton()
    oauth.oublier()
    oauth.jeton()
    assert [une["refresh_token"] for une in guichet.demandes] == ["renouvellement-0", "renouvellement-1"]
    assert {une["scope"] for une in guichet.demandes} == {"https://outlook.office.com/SMTP.Send"}
    fichier = home / "secrets" / "oauth.json"
    assert stat.S_IMODE(fichier.stat().st_mode) == 0o600
    assert json.loads(fichier.read_text())["refresh_token"] == "renouvellement-2"


def test_an_authorisation_given_again_wins_over_the_one_kept(guichet, regler):
    """A person renewed it after a withdrawal."""
    guichet.tourner = True
    regler(REFRESH_TOKEN="renouvellement-0")
    oauth.jeton()
    guichet.renouvellement = "tout-neuf"
    regler(REFRESH_TOKEN="tout-neuf")
    oauth.jeton()
    assert guichet.demandes[-1]["refresh_token"] == "tout-neuf"


def test_secrets_may_come_from_files(guichet, regler, monkeypatch, tmp_path):
    """As every secret of the settings."""
    for nom, valeur in (("CLIENT_SECRET", "du-fichier"), ("REFRESH_TOKEN", "renouvellement-0")):
        monkeypatch.delenv(f"RELAIS_OAUTH__{nom}", raising=False)
        (tmp_path / nom).write_text(f"{valeur}\n")
        monkeypatch.setenv(f"RELAIS_OAUTH__{nom}_FILE", str(tmp_path / nom))
    regler()
    oauth.jeton()
    assert (guichet.demandes[0]["client_secret"], guichet.demandes[0]["refresh_token"]) == (
        "du-fichier",
        "renouvellement-0",
    )


@pytest.mark.parametrize(
    ("cles", "dit"),
    [
        ({"TOKEN_URL": "http://jetons.example/t", "MODE": "reel"}, "une adresse https est attendue"),
        ({"TOKEN_URL": "http://127.0.0.1:1/t", "MODE": "reel"}, "une adresse https est attendue"),
        (
            {"TOKEN_URL": "https://jetons.example/t", "MODE": "essai"},
            "distant alors que RELAIS_MAIL_MODE",
        ),
        ({"TOKEN_URL": "jetons", "MODE": "essai"}, "RELAIS_OAUTH__TOKEN_URL (ou oauth.token_url dans relais.toml)"),
        ({"CLIENT_ID": "", "MODE": "essai"}, "RELAIS_OAUTH__CLIENT_ID"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_anything_is_sent(guichet, regler, monkeypatch, cles, dit):
    """Never a secret in clear text on the network, nothing outside while trying."""
    monkeypatch.setenv("RELAIS_MAIL_MODE", cles["MODE"])
    regler(**{cle: valeur for cle, valeur in cles.items() if cle != "MODE"})
    with pytest.raises(FauteDeSaisie) as faute:
        oauth.jeton()
    assert dit in faute.value.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert guichet.demandes == []


def test_without_secret_nor_refresh_token_nothing_is_asked(fabrique_guichet, regler):
    """The application could not be told from another."""
    regler(TOKEN_URL=fabrique_guichet(COMPTE).url, CLIENT_ID="relais")
    with pytest.raises(FauteDeSaisie, match="RELAIS_OAUTH__CLIENT_SECRET"):
        oauth.verifier_reglages()


def test_a_token_never_travels_in_clear_text():
    """To another machine, TLS is a must."""
    with pytest.raises(PanneExterne, match="ne part que chiffré"):
        oauth.xoauth2(lire_url("imap://a%40b.example@imap.example/INBOX", "RELAIS_IMAP_URL"), "jeton")
    assert oauth.xoauth2(lire_url("imaps://a%40b.example@imap.example/INBOX", "RELAIS_IMAP_URL"), "j") == (
        b"user=a@b.example\1auth=Bearer j\1\1"
    )


def test_the_diagnostic_tells_whether_a_token_is_given(guichet, regler):
    """And what to mend, without a secret."""
    from cli.verifications.constat import Etat
    from cli.verifications.liaisons import jetons

    assert jetons(get_settings()).etat is Etat.OK
    guichet.refuser = "invalid_client"
    oauth.oublier()
    constat = jetons(get_settings())
    assert constat.etat is Etat.A_CORRIGER
    assert "oauth.client_secret" in constat.detail
    assert SECRET not in constat.detail
