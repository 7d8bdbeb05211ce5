"""A mailbox as it comes: announcements, answers, statements of hours, bounces, automatic mail, what has no place."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from operations_en_base import ACHETEUR, JOUR, REFERENCE, Annonce

from cli.histoire import CHARGEE_DE_MISSION

FEUILLE = (Path(__file__).parent / "donnees" / "heures" / "01-entete-ligne-4.xlsx").read_bytes()
TABLEUR = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
MELANGE = (
    "annonce",
    "annonce",
    "reponse",
    "annonce",
    "releve",
    "rejet",
    "annonce",
    "absence",
    "lettre",
    "inconnu",
    "abime",
)
"""Four announcements out of eleven; then one of each other kind."""


def melange(nombre: int) -> dict[str, bytes]:
    """That many different mails by their Message-ID, the same each time."""
    return dict(_un(rang, MELANGE[rang % len(MELANGE)]) for rang in range(nombre))


def references(nombre: int) -> list[str]:
    """What the announcements among them open."""
    return sorted(
        Annonce(JOUR, rang + 1).reference for rang in range(nombre) if MELANGE[rang % len(MELANGE)] == "annonce"
    )


def remis(octets: bytes, passage: int) -> bytes:
    """The same mail, delivered again by another way."""
    return (
        b"Delivered-To: clauses@relais.example\r\nReceived: from mx%d.example; Tue, 1 Sep 2026 08:00:00 +0200\r\n%s"
        % (
            passage,
            octets,
        )
    )


def _un(rang: int, genre: str) -> tuple[str, bytes]:
    identifiant = f"<{genre}-{rang}@val-de-brielle.example>"
    return identifiant, _GENRES[genre](rang, identifiant)


def _annonce(rang: int, identifiant: str) -> bytes:
    tete, _, suite = Annonce(JOUR, rang + 1).octets().partition(b"Message-ID: ")
    return tete + b"Message-ID: " + identifiant.encode() + b"\r\n" + suite.partition(b"\n")[2]


def _courriel(rang: int, identifiant: str, *, de: str = ACHETEUR["courriel"], **entetes: str) -> EmailMessage:
    courriel = EmailMessage(policy=SMTP)
    courriel["From"] = de
    courriel["To"] = "clauses@relais-brielle.example"
    courriel["Date"] = f"Tue, 01 Sep 2026 08:{rang // 60 % 60:02d}:{rang % 60:02d} +0200"
    courriel["Message-ID"] = identifiant
    for nom, valeur in entetes.items():
        courriel[nom.replace("_", "-")] = valeur
    courriel.set_content(f"Bonjour, ceci est le message n° {rang}.")
    return courriel


def _reponse(rang: int, identifiant: str) -> bytes:
    return _courriel(rang, identifiant, Subject=f"RE: [Clause insertion][{REFERENCE}] point du mois").as_bytes()


def _releve(rang: int, identifiant: str) -> bytes:
    courriel = _courriel(rang, identifiant, Subject="Relevé d’heures de septembre")
    courriel.add_attachment(FEUILLE, maintype=TABLEUR[0], subtype=TABLEUR[1], filename="heures.xlsx")
    return courriel.as_bytes()


def _rejet(rang: int, identifiant: str) -> bytes:
    return (
        f"From: postmaster@mx.example\r\nReturn-Path: <>\r\nMessage-ID: {identifiant}\r\nSubject: Echec\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\nMessage {rang} non remis\r\n--b\r\n"
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; x{rang}@y.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    ).encode()


def _absence(rang: int, identifiant: str) -> bytes:
    return _courriel(rang, identifiant, Subject="Absence du bureau", Auto_Submitted="auto-replied").as_bytes()


def _lettre(rang: int, identifiant: str) -> bytes:
    marques = {
        "List_Unsubscribe": "<mailto:stop@annonces.example>",
        "List_Id": "<annonces.example>",
        "Precedence": "bulk",
    }
    return _courriel(rang, identifiant, de="promo@annonces.example", Subject="Soldes !", **marques).as_bytes()


def _inconnu(rang: int, identifiant: str) -> bytes:
    return _courriel(rang, identifiant, de=f"p{rang}@ailleurs.example", Subject="Question").as_bytes()


def _abime(rang: int, identifiant: str) -> bytes:
    """More parts than are ever opened."""
    parties = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 210
    tete = f"From: {CHARGEE_DE_MISSION['courriel']}\r\nMessage-ID: {identifiant}\r\nSubject: {rang}\r\n"
    return (
        tete.encode()
        + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + parties
        + b"--b--\r\n"
    )


_GENRES = {
    "annonce": _annonce,
    "reponse": _reponse,
    "releve": _releve,
    "rejet": _rejet,
    "absence": _absence,
    "lettre": _lettre,
    "inconnu": _inconnu,
    "abime": _abime,
}
