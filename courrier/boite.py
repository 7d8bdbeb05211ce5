"""A mailbox as the intake sees it: what is new, the raw mail, the folder it goes to.

Folders are display: the database is the truth, and neither unread marks nor keywords are relied on.
"""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from config.horloge import maintenant
from courrier.adresses import AdresseServeur, Securite, verifier_mode
from courrier.connexion import Connexion, citer, nom_de_dossier
from courrier.depot import deposer
from courrier.lecture.limites import OCTETS_MAX
from courrier.pannes import motif
from metier.fautes import PanneExterne

PARTIE = 1_000_000
ENTETES_MAX = 200_000
REPRISE = timedelta(days=30)

_CORPS = re.compile(rb'BODY\[(?:HEADER)?\](?:<\d+>)? (?:"((?:[^"\\]|\\.)*)"|NIL)', re.DOTALL)
_LITTERAL = re.compile(rb"BODY\[(?:HEADER)?\](?:<\d+>)? \{\d+\}$")
_TAILLE = re.compile(rb"RFC822\.SIZE (\d+)")
_PREFIXE = re.compile(rb'^\(\("([^"]*)" (?:"(.)"|NIL)')
_MOIS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class MessageAbsent(LookupError):
    """The message left the mailbox: someone moved or deleted it."""


class MessageRefuse(PanneExterne):
    """The message is in the mailbox, and the server does not give it."""


class ClassementRefuse(PanneExterne):
    """The server does not let messages be moved to that folder."""


class Boite:
    """An open IMAP mailbox, used by one thread. Every method raises PanneExterne when the server fails."""

    def __init__(self, connexion: Connexion, adresse: AdresseServeur) -> None:
        self._connexion = connexion
        self._adresse = adresse
        self.uidvalidity = self._ouvrir()
        self._prefixe = self._lire_prefixe()

    @classmethod
    def ouvrir(
        cls, url: str, *, mode: str, reglage: str = "RELAIS_IMAP_URL", contexte: ssl.SSLContext | None = None
    ) -> Self:
        """Connect, log in and select. Raises FauteDeSaisie (address, mode) before anything is sent, PanneExterne."""
        adresse = verifier_mode(url, mode, reglage)
        with _pannes(adresse):
            connexion = Connexion(adresse, contexte)
            try:
                connexion.identifier_compte()
                return cls(connexion, adresse)
            except BaseException:
                connexion.kill()
                raise

    @property
    def nom(self) -> str:
        """What identifies the mailbox from one day to the next, without the password."""
        return f"{self._adresse.utilisateur or ''}@{self._adresse.point}/{self._adresse.boite}"

    def nouveaux(self, uidvalidity: int | None, dernier_uid: int) -> list[int]:
        """UIDs above the cursor, in order. An unknown UIDVALIDITY: all; a changed one: those of the last 30 days."""
        if uidvalidity is None:
            return self._chercher("ALL")
        if uidvalidity != self.uidvalidity:
            return self._chercher(f"SINCE {_il_y_a_trente_jours()}")
        trouves = self._chercher(f"UID {dernier_uid + 1}:*")
        return [uid for uid in trouves if uid > dernier_uid]  # « n:* » always answers the last message

    def chercher_message_id(self, message_id: str) -> list[int]:
        """UIDs of the messages that bear that Message-ID."""
        if not message_id.isascii() or not message_id.isprintable():
            return []
        return self._chercher(f"HEADER Message-ID {citer(message_id)}")

    def taille(self, uid: int) -> int:
        """Bytes of the raw message, as the server counts them. Raises MessageAbsent, MessageRefuse."""
        trouve = _TAILLE.search(b" ".join(_plates(self._lire_fetch(uid, "(RFC822.SIZE)"))))
        if trouve is None:
            raise self._sans_reponse(uid)
        return int(trouve[1])

    def entetes(self, uid: int) -> bytes:
        """The first bytes of the header of a message that is not fetched whole. Raises MessageAbsent, MessageRefuse."""
        return self._lire_corps(uid, f"BODY.PEEK[HEADER]<0.{ENTETES_MAX}>")

    def lire(self, uid: int) -> bytes:
        """The raw message, unread marks untouched. Raises MessageAbsent, MessageRefuse."""
        return b"".join(self.parties(uid))

    def deposer(self, uid: int, dossier: Path) -> Path:
        """The raw message written in `dossier` under its sha256, by parts, durably.

        Raises MessageAbsent, MessageRefuse, OSError.
        """
        return deposer(self.parties(uid), dossier)

    def parties(self, uid: int) -> Iterator[bytes]:
        """The raw message by parts of 1 MB at most, so that 30 MB never stand in memory.

        The size that a server announces may be wrong: a short part ends a message only from that size on, and nothing
        is asked for beyond what is ever read. Raises MessageAbsent, MessageRefuse.
        """
        taille = self.taille(uid)
        if taille <= PARTIE:
            yield self._lire_corps(uid, "BODY.PEEK[]")
            return
        debut = 0
        while debut <= OCTETS_MAX and (morceau := self._lire_corps(uid, f"BODY.PEEK[]<{debut}.{PARTIE}>")):
            yield morceau
            debut += len(morceau)
            if len(morceau) < PARTIE and debut >= taille:
                return

    def classer(self, uid: int, dossier: str) -> None:
        """Move a message to a folder, created where it lacks; nothing when the message has already left.

        Raises ClassementRefuse.
        """
        nom = nom_de_dossier(self._prefixe + dossier)
        if not self._deplacer(uid, nom):
            self._creer(nom)
            if not self._deplacer(uid, nom):
                raise ClassementRefuse(
                    f"Le serveur IMAP {self._adresse.point} refuse de classer un message dans « {dossier} »."
                )

    def attendre(self, delai: float, arret: threading.Event) -> None:
        """Return when something may be new, after `delai` seconds, or soon after `arret`."""
        with _pannes(self._adresse):
            if "IDLE" in self._connexion.capabilities:
                self._connexion.attendre(delai, arret)
            else:
                arret.wait(delai)

    def fermer(self) -> None:
        """Abandon the connection; never blocks, never raises."""
        self._connexion.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, faute: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fermer()

    def _ouvrir(self) -> int:
        """Select the mailbox; its UIDVALIDITY."""
        etat, _ = self._connexion.select(nom_de_dossier(self._adresse.boite))
        if etat != "OK":
            raise PanneExterne(
                f"Le dossier « {self._adresse.boite} » n’existe pas sur le serveur IMAP {self._adresse.point} ; "
                f"vérifiez {self._adresse.reglage}."
            )
        return int(self._connexion.response("UIDVALIDITY")[1][0])

    def _lire_prefixe(self) -> str:
        """What the server wants before the names of one's own folders: `INBOX.` on some."""
        if "NAMESPACE" not in self._connexion.capabilities:
            return ""
        reponse = self._connexion.namespace()[1][0] or b""
        trouve = _PREFIXE.match(reponse)
        return trouve[1].decode("ascii") if trouve else ""

    def _chercher(self, critere: str) -> list[int]:
        _, reponse = self._commander("SEARCH", critere)
        return sorted(int(uid) for ligne in reponse if ligne for uid in ligne.split())

    def _lire_fetch(self, uid: int, quoi: str) -> list[Any]:
        etat, reponse = self._commander("FETCH", str(uid), quoi)
        if etat != "OK" or reponse == [None]:
            raise self._sans_reponse(uid)
        return list(reponse)

    def _sans_reponse(self, uid: int) -> MessageAbsent | MessageRefuse:
        """Why nothing was given: a message that is still listed is not one that left."""
        with _pannes(self._adresse):
            self._connexion.noop()
        if self._chercher(f"UID {uid}") != [uid]:
            return MessageAbsent(uid)
        return MessageRefuse(
            f"Le serveur IMAP {self._adresse.point} annonce un message et ne le donne pas ; il est redemandé."
        )

    def _lire_corps(self, uid: int, quoi: str) -> bytes:
        for element in self._lire_fetch(uid, f"({quoi})"):
            if isinstance(element, tuple) and _LITTERAL.search(element[0]):
                return bytes(element[1])
            if isinstance(element, bytes) and (trouve := _CORPS.search(element)):
                return re.sub(rb"\\(.)", rb"\1", trouve[1] or b"")
        raise self._sans_reponse(uid)

    def _deplacer(self, uid: int, nom: str) -> bool:
        if "MOVE" in self._connexion.capabilities:
            return self._commander("MOVE", str(uid), nom)[0] == "OK"
        if self._commander("COPY", str(uid), nom)[0] != "OK":
            return False
        self._commander("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._connexion.capabilities:  # a bare EXPUNGE would take what others have marked
            self._commander("EXPUNGE", str(uid))
        return True

    def _creer(self, nom: str) -> None:
        with _pannes(self._adresse):
            self._connexion.create(nom)
            self._connexion.subscribe(nom)

    def _commander(self, *parties: str) -> tuple[str, list[Any]]:
        with _pannes(self._adresse):
            etat, reponse = self._connexion.uid(*parties)
            return etat, reponse


@contextmanager
def _pannes(adresse: AdresseServeur) -> Iterator[None]:
    """Faults of the network and of the protocol, in French; nothing of the exchange is repeated."""
    try:
        yield
    except ssl.SSLCertVerificationError as faute:
        raise PanneExterne(
            f"Le certificat du serveur IMAP {adresse.point} est refusé ({faute.verify_message}) ; rien n’a été envoyé."
        ) from None
    except OSError as faute:
        raise PanneExterne(f"Le serveur IMAP {adresse.point} ne répond pas ({motif(faute)}).") from None
    except Connexion.abort:
        raise PanneExterne(f"La liaison avec le serveur IMAP {adresse.point} est coupée{_piste(adresse)}.") from None
    except Connexion.error:
        raise PanneExterne(f"Le serveur IMAP {adresse.point} n’a pas compris une demande.") from None


def _piste(adresse: AdresseServeur) -> str:
    return " ou STARTTLS n’y est pas proposé" if adresse.securite is Securite.STARTTLS else ""


def _plates(elements: list[Any]) -> Iterator[bytes]:
    for element in elements:
        yield element[0] if isinstance(element, tuple) else element


def _il_y_a_trente_jours() -> str:
    """RFC 3501 date: the month is English whatever the locale."""
    jour = maintenant() - REPRISE
    return f"{jour.day}-{_MOIS[jour.month - 1]}-{jour.year}"
