"""Links for people without an account: signed with the installation's secret, for one use, expiring, revocable.

A link is the HMAC of what it is for, so that two runs write the same one; it says nothing of whose it is, and the
database keeps a hash of it only. It lives `RELAIS_JETON_JOURS` after the last mail that carries it.
"""

from __future__ import annotations

import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from config.horloge import aujourdhui
from config.paths import Paths
from config.settings import get_settings
from formats.fichiers import creer_prive
from metier.enumeration import Enumeration
from metier.periodes import Mois
from sqlmodel_store.depots import jetons
from sqlmodel_store.depots.jetons import Usage
from sqlmodel_store.modeles.suivi import Jeton

DECLARATION, CHOIX = "declaration", "choix"
TOUS_LES_MOIS = ""
FICHIER = "liens"
OCTETS = 24  # of the signature that a link shows: 32 characters


class EtatLien(Enumeration):
    INCONNU = "inconnu", "inconnu"
    REVOQUE = "revoque", "révoqué"
    EXPIRE = "expire", "expiré"


class LienMort(Exception):
    """A link that opens nothing (any more); `etat` says why."""

    def __init__(self, etat: EtatLien) -> None:
        super().__init__(etat.value)
        self.etat = etat


@dataclass(frozen=True, kw_only=True)
class Lien:
    """What a living link opens: the hours of one recipient in one month."""

    destinataire: str
    mois: Mois


def lien_de_declaration(session: Session, destinataire: str, mois: Mois) -> str:
    """The address at which a company or structure declares its hours of a month; good for another `jeton_jours`.

    To be called in the transaction that posts the mail: the link is written down with it.
    """
    return _emettre(session, Usage(objet=DECLARATION, destinataire=destinataire.casefold(), mois=str(mois)))


def lien_de_choix(session: Session, destinataire: str) -> str:
    """The address at which a company chooses its modalities and names its referent, for all its lots; as above."""
    return _emettre(session, Usage(objet=CHOIX, destinataire=destinataire.casefold(), mois=TOUS_LES_MOIS))


def _emettre(session: Session, usage: Usage) -> str:
    jeton = _signer(usage, jetons.revoques(session, usage))
    expire_le = aujourdhui() + timedelta(days=get_settings().jeton_jours)
    jetons.retenir(session, _empreinte(jeton), usage, expire_le=expire_le)
    return f"{get_settings().adresse_portail.rstrip('/')}/{usage.objet}/{jeton}"


def ouvrir(session: Session, jeton: str) -> Lien:
    """Whose link it is. Raises LienMort for one that is unknown, of another use, revoked or expired."""
    connu = _vivant(session, jeton, DECLARATION)
    return Lien(destinataire=connu.destinataire, mois=Mois.lire(str(connu.mois)))


def ouvrir_choix(session: Session, jeton: str) -> str:
    """The address of the company whose link it is. Raises LienMort as `ouvrir`."""
    return _vivant(session, jeton, CHOIX).destinataire


def _vivant(session: Session, jeton: str, objet: str) -> Jeton:
    connu = jetons.par_empreinte(session, _empreinte(jeton))
    if connu is None or connu.objet != objet:
        raise LienMort(EtatLien.INCONNU)
    if connu.revoque_le is not None:
        raise LienMort(EtatLien.REVOQUE)
    if connu.expire_le < aujourdhui():
        raise LienMort(EtatLien.EXPIRE)
    return connu


def revoquer(session: Session, destinataire: str, mois: Mois | None = None) -> bool:
    """End the links of a recipient, of a month or of all; the next mail carries another one."""
    qui, jour = destinataire.casefold(), aujourdhui()
    if mois is not None:
        return jetons.revoquer(session, DECLARATION, qui, jour=jour, mois=str(mois))
    finis = [jetons.revoquer(session, objet, qui, jour=jour) for objet in (DECLARATION, CHOIX)]
    return any(finis)


def _signer(usage: Usage, rang: int) -> str:
    """The same for the same use; another after each revocation, which `rang` counts."""
    parties = "\0".join((usage.objet, usage.destinataire, usage.mois, str(rang)))
    signature = hmac.digest(secret_installation(), parties.encode(), "sha256")
    return urlsafe_b64encode(signature[:OCTETS]).decode("ascii")


def _empreinte(jeton: str) -> str:
    return sha256(jeton.encode("utf-8", "surrogatepass")).hexdigest()


def secret_installation() -> bytes:
    """The key that signs links and addresses, made once in the home, mode 0600, whole or not at all."""
    fichier = Paths(get_settings().home).secrets / FICHIER
    if not fichier.is_file():
        _ecrire_une_fois(fichier, secrets.token_urlsafe(48))
    return fichier.read_bytes().strip()


def _ecrire_une_fois(fichier: Path, contenu: str) -> None:
    """Of several processes one wins: the file appears by a link, with all its content."""
    creer_prive(fichier.parent)
    brouillon = fichier.with_name(f".{fichier.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descripteur = os.open(brouillon, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descripteur, "w", encoding="ascii") as sortie:
        sortie.write(f"{contenu}\n")
        sortie.flush()
        os.fsync(sortie.fileno())
    try:
        os.link(brouillon, fichier)
    except FileExistsError:
        pass
    finally:
        brouillon.unlink()
