"""The button that tries a mailbox, on real servers: taken in, turned down, a token given; no secret is ever shown."""

from __future__ import annotations

import re

import pytest
from formulaires_remplis import changer
from serveurs.dovecot import COMPTE, autorite, dovecot, dovecot_commun
from serveurs.jetons import fabrique_guichet
from serveurs.smtp import fabrique_smtp
from visiteur import Visiteur

from metier.roles import Role

__all__ = ["autorite", "dovecot", "dovecot_commun", "fabrique_guichet", "fabrique_smtp"]

pytestmark = pytest.mark.reseau
PAGE = "/reglages/boites"
SECRET = "m0t-de-passe-é"


@pytest.fixture
def responsable(installation):
    return Visiteur(role=Role.RESPONSABLE)


def regler(visiteur, liaison, **champs):
    assert changer(visiteur, PAGE, f"{PAGE}/{liaison}", **champs).status_code == 303


def essayer(visiteur, liaison):
    """What the page says after the button, in ordinary spaces."""
    reponse = visiteur.poster(f"{PAGE}/{liaison}/essai")
    assert reponse.headers["location"] == f"{PAGE}#{liaison}"
    page = visiteur.voir(PAGE)
    assert SECRET not in page.text
    return visiteur.mots(page.select_one(".annonce"))


def test_the_sending_server_says_whether_it_takes_the_password(responsable, fabrique_smtp, caplog):
    """Nothing leaves; the refusal is the server's own words."""
    serveur = fabrique_smtp(comptes={"relais": SECRET})
    ici = {"hote": "127.0.0.1", "securite": "clair", "port": str(serveur.port), "utilisateur": "relais"}
    regler(responsable, "smtp", **ici, secret=SECRET)
    dit = essayer(responsable, "smtp")
    assert dit == (
        f"Fait. Serveur d’envoi : 127.0.0.1:{serveur.port} (sans chiffrement) répond et accepte l’identifiant relais ; "
        "rien n’a été envoyé."
    )
    regler(responsable, "smtp", **ici, secret="un-autre")
    dit = essayer(responsable, "smtp")
    assert re.match(rf"Attention\. Serveur d’envoi : 127\.0\.0\.1:{serveur.port} : 535 ", dit)
    assert serveur.facteur.recus == []
    assert SECRET not in caplog.text


def test_the_mailbox_opens_or_says_why_not(responsable, dovecot):
    """A real IMAP server: a good password, a bad one, a folder that does not exist."""
    ici = {"hote": "127.0.0.1", "securite": "clair", "port": str(dovecot.port), "utilisateur": COMPTE}
    regler(responsable, "imap", **ici, secret=dovecot.comptes[COMPTE])
    assert "le dossier INBOX s’ouvre, rien n’a été lu" in essayer(responsable, "imap")
    regler(responsable, "imap", dossier="Nulle part")
    assert essayer(responsable, "imap").startswith("Attention. Boîte de réception :")
    regler(responsable, "imap", dossier="", secret=SECRET)
    dit = essayer(responsable, "imap")
    assert dit.startswith("Attention. Boîte de réception :")
    assert dovecot.comptes[COMPTE] not in dit


def test_the_provider_gives_a_token_or_its_refusal_is_told_without_the_secret(responsable, fabrique_guichet):
    """It repeats the secret in its refusal; the page does not."""
    guichet = fabrique_guichet("relais")
    regler(responsable, "oauth", token_url=guichet.url, client_id="application", client_secret=SECRET)
    assert essayer(responsable, "oauth").endswith(f"127.0.0.1:{guichet.port} donne un jeton.")
    guichet.refuser = "invalid_client"
    assert essayer(responsable, "oauth").startswith("Attention. Fournisseur de jetons :")
