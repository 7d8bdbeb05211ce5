"""Mail without a server: `.eml` and `.msg` files dropped in a folder are a mailbox, outgoing mail goes to another."""

from __future__ import annotations

import logging
import re
import threading
import unicodedata
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import compat32
from hashlib import file_digest, sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from courrier.boite import ENTETES_MAX, ClassementRefuse, MessageAbsent
from courrier.depot import deposer, ecrire
from courrier.issues import Envoye, Issue
from formats.fichiers import motif

journal = logging.getLogger(__name__)

PARTIE = 1_000_000
SUFFIXES = {".eml", ".msg"}
_FIN_ENTETES = re.compile(rb"\r?\n\r?\n")
_HORS_NOM = re.compile(r"[^A-Za-z0-9._-]+")
_SOUS_DOSSIERS = {"Traités": "traites"}


class BoiteLocale:
    """The folder where `.eml` and `.msg` files are dropped, read like an IMAP mailbox.

    A message is identified by its content: `uid` is the first 63 bits of its sha256, the same file dropped twice has
    one uid, and `uidvalidity` never changes. With `patience`, a file counts once it no longer changes from one look to
    the next: it may be under copy.
    """

    nom = "dossier local"
    uidvalidity = 1

    def __init__(self, dossier: Path, *, patience: bool = False) -> None:
        self._dossier = dossier
        self._patience = patience
        self._vus: dict[Path, tuple[int, int]] = {}
        self._fichiers: dict[int, Path] = {}

    def nouveaux(self, uidvalidity: int | None = None, dernier_uid: int = 0) -> list[int]:  # noqa: ARG002 - as Boite
        """The uids of the files waiting, oldest name first; a treated file has left, so that no cursor is needed."""
        self._fichiers = {uid: fichier for fichier in self._poses() if (uid := _uid(fichier)) is not None}
        return list(self._fichiers)

    @property
    def vide(self) -> bool:
        """Whether no file waits."""
        return not self._en_attente()

    def lire(self, uid: int) -> bytes:
        """The raw message. Raises MessageAbsent when the file has left."""
        return b"".join(self.parties(uid))

    def deposer(self, uid: int, dossier: Path) -> Path:
        """The raw message copied in `dossier` under its sha256, durably. Raises MessageAbsent, OSError."""
        return deposer(self.parties(uid), dossier, self._fichier(uid).suffix.lower())

    def entetes(self, uid: int) -> bytes:
        """The first bytes of a message that is not read whole, its header. Raises MessageAbsent."""
        debut = next(self.parties(uid), b"")[:ENTETES_MAX]
        return _FIN_ENTETES.split(debut, maxsplit=1)[0] + b"\r\n\r\n"

    def parties(self, uid: int) -> Iterator[bytes]:
        """The raw message by parts of 1 MB. Raises MessageAbsent."""
        try:
            with self._fichier(uid).open("rb") as fichier:
                while morceau := fichier.read(PARTIE):
                    yield morceau
        except FileNotFoundError:
            raise MessageAbsent(uid) from None

    def taille(self, uid: int) -> int:
        """Bytes of the raw message. Raises MessageAbsent."""
        try:
            return self._fichier(uid).stat().st_size
        except FileNotFoundError:
            raise MessageAbsent(uid) from None

    def classer(self, uid: int, dossier: str) -> None:
        """Move the file to a sub-folder (`Traités` → `traites`), beside any other of the same name."""
        cible = self._dossier / _SOUS_DOSSIERS.get(dossier, nom_ascii(dossier).lower())
        try:
            source = self._fichier(uid)
            if _uid(source) == uid:  # else it was still being written when it was read: it comes again, whole
                cible.mkdir(parents=True, exist_ok=True)
                source.replace(_libre(cible / source.name, uid))
        except (FileNotFoundError, MessageAbsent):
            return
        except OSError as faute:
            phrase = f"Un fichier de {self._dossier} ne peut pas être classé ({motif(faute)})."
            raise ClassementRefuse(phrase) from faute

    def chercher_message_id(self, message_id: str) -> list[int]:
        """The uids of the waiting files that bear that Message-ID."""
        return [uid for uid in self.nouveaux() if _entete(self.lire(uid), "Message-ID") == message_id]

    def attendre(self, delai: float, arret: threading.Event) -> None:
        """Return after `delai` seconds or at `arret`."""
        arret.wait(delai)

    def fermer(self) -> None:
        """Nothing to close."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, faute: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fermer()

    def _en_attente(self) -> list[Path]:
        """A leading dot or another suffix is a file being written."""
        if not self._dossier.is_dir():
            return []
        fichiers = (f for f in self._dossier.iterdir() if f.suffix.lower() in SUFFIXES and not f.name.startswith("."))
        return sorted(fichier for fichier in fichiers if fichier.is_file())

    def _poses(self) -> list[Path]:
        """The files waiting, without those that changed since the last look."""
        presents = self._en_attente()
        if not self._patience:
            return presents
        avant, self._vus = self._vus, {fichier: etat for fichier in presents if (etat := _etat(fichier))}
        return [fichier for fichier in presents if fichier in self._vus and avant.get(fichier) == self._vus[fichier]]

    def _fichier(self, uid: int) -> Path:
        if uid not in self._fichiers:
            self.nouveaux()
        if uid not in self._fichiers:
            raise MessageAbsent(uid)
        return self._fichiers[uid]


class DepartLocal:
    """Outgoing mail written as `.eml` files, one per message; the same bytes are written once."""

    def __init__(self, dossier: Path) -> None:
        self._dossier = dossier

    def envoyer(self, octets: bytes, expediteur: str, destinataire: str, *, suite: bytes = b"") -> Issue:  # noqa: ARG002 - as Expediteur
        """Write the message, `suite` after `octets`; the answer is the name of the file. Raises OSError."""
        entier = octets + suite
        chemin = ecrire(entier, self._dossier / _nom_sortant(entier))
        return Envoye(reponse=chemin.name)

    def fermer(self) -> None:
        """Nothing to close."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, faute: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fermer()


def nom_ascii(texte: str) -> str:
    """A name that every file system and mail program takes: ASCII letters, digits, dot, dash, underscore."""
    sans_accents = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "OE"))
    return _HORS_NOM.sub("-", sans_accents.encode("ascii", "ignore").decode("ascii")).strip("-.") or "sans-nom"


def _uid(fichier: Path) -> int | None:
    """From the content; None for a file that left, or that may not be read."""
    try:
        with fichier.open("rb") as flux:
            return int.from_bytes(file_digest(flux, "sha256").digest()[:8]) >> 1
    except FileNotFoundError:
        return None
    except OSError as faute:
        journal.warning("Un fichier du dossier %s ne peut pas être lu (%s).", fichier.parent, motif(faute))
        return None


def _etat(fichier: Path) -> tuple[int, int] | None:
    try:
        lu = fichier.stat()
    except OSError:
        return None
    return lu.st_size, lu.st_mtime_ns


def _libre(chemin: Path, uid: int) -> Path:
    """The path, or one made distinct by the content when another file already bears that name."""
    return chemin.with_stem(f"{chemin.stem}-{uid:016x}") if chemin.exists() else chemin


def _nom_sortant(octets: bytes) -> str:
    """The business key without its addresses, and the content: no person is named."""
    cle = _entete(octets, "X-Relais-Cle") or "courriel"
    lisible = nom_ascii(":".join(partie for partie in cle.split(":") if "@" not in partie))
    return f"{lisible[:80]}-{sha256(octets).hexdigest()[:8]}.eml"


def _entete(octets: bytes, nom: str) -> str | None:
    entetes = message_from_bytes(octets.partition(b"\r\n\r\n")[0], policy=compat32)
    valeur = entetes[nom]
    return str(valeur).strip() if valeur is not None else None
