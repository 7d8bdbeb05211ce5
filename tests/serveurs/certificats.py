"""A certificate authority of one's own, made with openssl in a folder."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Autorite:
    """A CA and the key and certificate of one server, for the names it was made for."""

    dossier: Path

    @property
    def ca(self) -> Path:
        return self.dossier / "ca.pem"

    @property
    def certificat(self) -> Path:
        return self.dossier / "serveur.pem"

    @property
    def cle(self) -> Path:
        return self.dossier / "serveur.key"

    def contexte(self) -> ssl.SSLContext:
        """A client context that trusts this authority only."""
        return ssl.create_default_context(cafile=str(self.ca))

    def contexte_serveur(self) -> ssl.SSLContext:
        contexte = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        contexte.load_cert_chain(self.certificat, self.cle)
        return contexte


def creer_autorite(dossier: Path, *noms: str) -> Autorite:
    """An authority and a server certificate for these names (`IP:127.0.0.1`, `DNS:localhost`)."""
    dossier.mkdir(parents=True, exist_ok=True)
    autorite = Autorite(dossier)
    ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    _openssl(
        "req", "-x509", *ec, "-subj", "/CN=Autorite de test", "-keyout", str(dossier / "ca.key"),
        "-out", str(autorite.ca), "-addext", "keyUsage=critical,keyCertSign",
    )  # fmt: skip
    _openssl(
        "req", "-x509", *ec, "-subj", "/CN=serveur", "-keyout", str(autorite.cle), "-out", str(autorite.certificat),
        "-CA", str(autorite.ca), "-CAkey", str(dossier / "ca.key"),
        "-addext", f"subjectAltName={','.join(noms)}", "-addext", "basicConstraints=critical,CA:FALSE",
    )  # fmt: skip
    return autorite


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
