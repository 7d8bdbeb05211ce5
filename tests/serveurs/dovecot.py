"""Debian's Dovecot as a private instance: its own folder, loopback ports, users; nothing of the system's is touched."""

from __future__ import annotations

import contextlib
import getpass
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from serveurs.certificats import Autorite, creer_autorite
from serveurs.ports import attendre_port, port_libre

CHEMIN = "/usr/sbin/dovecot"
COMPTE, MOT_DE_PASSE = "clauses@relais.example", "secret"

CONFIGURATION = """
base_dir = {dossier}/run
state_dir = {dossier}/state
log_path = {dossier}/dovecot.log
{comptes_internes}
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
auth_mechanisms = {mecanismes}
auth_username_chars =
auth_failure_delay = 0
mail_location = maildir:{dossier}/boites/%u
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <{certificat}
ssl_key = <{cle}
imap_capability = {capacites}
namespace inbox {{
  inbox = yes
  separator = {separateur}
  prefix = {prefixe}
}}
{jetons}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u {dossier}/comptes
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dossier}/boites/%u
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {port_tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


JETONS = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {dossier}/jetons.conf
}}
"""


def courriel(numero: int = 1, corps: bytes = b"bonjour\r\n") -> bytes:
    """A message, told from the others by its number."""
    return b"Message-ID: <m%d@x.example>\r\nFrom: a@x.example\r\nSubject: essai\r\n\r\n%s" % (numero, corps)


@dataclass
class Dovecot:
    """A running server; `capacites` replaces what it announces, `prefixe` is that of its folders.

    `jetons`: where it asks whose a token is; XOAUTH2 is then offered.
    """

    autorite: Autorite
    comptes: dict[str, str] = field(default_factory=lambda: {COMPTE: MOT_DE_PASSE})
    capacites: str = ""
    prefixe: str = ""
    jetons: str = ""
    port: int = field(default_factory=port_libre)
    port_tls: int = field(default_factory=port_libre)
    dossier: Path = field(init=False)
    _processus: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.dossier = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.dossier.chmod(0o755)  # its own users must pass through
        (self.dossier / "boites").mkdir()
        os.chown(self.dossier / "boites", *_proprietaire())
        self._configurer()

    def demarrer(self) -> None:
        """Start, and return when it listens."""
        commande = [CHEMIN, "-F", "-c", str(self.dossier / "dovecot.conf")]
        self._processus = subprocess.Popen(commande, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        attendre_port(self.port)

    def arreter(self) -> None:
        """Stop with every session; the mail stays."""
        if self._processus is not None:
            self._processus.send_signal(signal.SIGTERM)
            self._processus.wait(timeout=20)
            self._processus = None

    def detruire(self) -> None:
        self.arreter()
        shutil.rmtree(self.dossier, ignore_errors=True)

    def url(self, compte: str = COMPTE, boite: str = "INBOX", *, schema: str = "imap", hote: str = "127.0.0.1") -> str:
        """The address of a mailbox, as the settings hold it."""
        port = self.port_tls if schema == "imaps" else self.port
        secret = quote(self.comptes[compte], safe="")
        return f"{schema}://{quote(compte, safe='')}:{secret}@{hote}:{port}/{quote(boite)}"

    def livrer(self, octets: bytes, compte: str = COMPTE) -> None:
        """A message delivered at once, as a mail server does: written aside, then moved into `new`."""
        maildir = self.maildir(compte)
        nom = f"{time.time_ns()}.{os.urandom(4).hex()}.test"
        (maildir / "tmp" / nom).write_bytes(octets)
        os.chown(maildir / "tmp" / nom, *_proprietaire())
        (maildir / "tmp" / nom).rename(maildir / "new" / nom)

    def maildir(self, compte: str = COMPTE) -> Path:
        racine = self.dossier / "boites" / compte
        for nom in ("", "cur", "new", "tmp"):
            (racine / nom).mkdir(exist_ok=True)
            os.chown(racine / nom, *_proprietaire())
        return racine

    def vider(self) -> None:
        """Every mailbox as new."""
        for racine in (self.dossier / "boites").iterdir():
            shutil.rmtree(racine)

    def _configurer(self) -> None:
        uid, gid = _proprietaire()
        (self.dossier / "comptes").write_text(
            "".join(f"{nom}:{secret}\n" for nom, secret in self.comptes.items()), encoding="utf-8"
        )
        (self.dossier / "jetons.conf").write_text(
            f"introspection_url = {self.jetons}\nintrospection_mode = get\nusername_attribute = email\n"
        )
        texte = CONFIGURATION.format(
            mecanismes=f"plain login{' xoauth2' if self.jetons else ''}",
            jetons=JETONS.format(dossier=self.dossier) if self.jetons else "",
            dossier=self.dossier,
            comptes_internes=_comptes_internes(),
            uid=uid,
            gid=gid,
            certificat=self.autorite.certificat,
            cle=self.autorite.cle,
            capacites=self.capacites,
            prefixe=self.prefixe,
            separateur="." if self.prefixe else "/",
            port=self.port,
            port_tls=self.port_tls,
        )
        (self.dossier / "dovecot.conf").write_text(texte, encoding="utf-8")


def absence() -> str | None:
    """Why the server cannot be started here, or None."""
    if shutil.which(CHEMIN) is None:
        return "Dovecot absent (paquet dovecot-imapd)"
    version = subprocess.run([CHEMIN, "--version"], capture_output=True, text=True, check=True).stdout
    return None if version.startswith("2.3.") else f"Dovecot 2.3 attendu, {version.split()[0]} trouvé"


@pytest.fixture(scope="session")
def autorite(tmp_path_factory):
    """A CA and a certificate for 127.0.0.1, not for localhost."""
    return creer_autorite(tmp_path_factory.mktemp("autorite"), "IP:127.0.0.1")


@pytest.fixture(scope="session")
def dovecot_commun(autorite):
    """One server for the whole run."""
    if raison := absence():
        pytest.skip(raison)
    serveur = Dovecot(autorite)
    serveur.demarrer()
    yield serveur
    serveur.detruire()


@pytest.fixture
def dovecot(dovecot_commun):
    """The common server, its mailboxes empty, running."""
    if dovecot_commun._processus is None:
        dovecot_commun.demarrer()
    dovecot_commun.vider()
    return dovecot_commun


@pytest.fixture
def fabrique_dovecot(autorite):
    """Servers of one test: other users, other capabilities, a prefix."""
    if raison := absence():
        pytest.skip(raison)
    with contextlib.ExitStack() as pile:

        def creer(**options):
            serveur = Dovecot(autorite, **options)
            pile.callback(serveur.detruire)
            serveur.demarrer()
            return serveur

        yield creer


def _proprietaire() -> tuple[int, int]:
    """Who owns the mail: nobody when root, who may not; else oneself."""
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        return nobody.pw_uid, nobody.pw_gid
    return os.getuid(), os.getgid()


def _comptes_internes() -> str:
    if os.getuid() == 0:
        return ""
    moi = getpass.getuser()
    return f"default_internal_user = {moi}\ndefault_login_user = {moi}\ndefault_internal_group = {os.getgid()}"
