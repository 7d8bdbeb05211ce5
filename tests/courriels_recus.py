"""Mails that partners send: answers in the thread of ours, statements attached, reports of non-delivery."""

from __future__ import annotations

import io
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import xlsxwriter
from boite_d_envoi import entiers
from mois_a_declarer import TREMPLIN
from operations_en_base import RELAIS

from sqlmodel_store.depots import courriers_entrants, courriers_sortants
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.session import lecture, unit_of_work

SERVEUR = "mx.relais.example"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def courriel(
    texte: str = "Bonjour,",
    *,
    de: str = TREMPLIN,
    repond_a: str | None = None,
    pieces: dict[str, bytes] | None = None,
    authentifie: bool = True,
    **entetes: str,
) -> bytes:
    """A mail of a partner to the relay, vouched for by the relay's own server unless told."""
    message = EmailMessage()
    message["From"] = de
    message["To"] = RELAIS
    message["Subject"] = entetes.pop("objet", "RE: Heures")
    message["Message-ID"] = entetes.pop(
        "message_id", f"<{abs(hash((texte, de, repond_a, *(pieces or {}))))}@x.example>"
    )
    if authentifie:
        message["Authentication-Results"] = f"{SERVEUR}; dmarc=pass header.from={de.rpartition('@')[2]}"
    if repond_a:
        message["In-Reply-To"] = repond_a
    for nom, valeur in entetes.items():
        message[nom.replace("_", "-")] = valeur
    message.set_content(texte)
    for nom, octets in (pieces or {}).items():
        principal, _, secondaire = (XLSX if nom.endswith(".xlsx") else "application/octet-stream").partition("/")
        message.add_attachment(octets, maintype=principal, subtype=secondaire, filename=nom)
    return message.as_bytes(policy=SMTP)


def classeur(*lignes: tuple[Any, ...], titres: tuple[str, ...] = ("Nom", "Prénom", "Heures")) -> bytes:
    """An .xlsx of hours."""
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as livre:
        page = livre.add_worksheet("Heures")
        for rang, ligne in enumerate([titres, *lignes]):
            page.write_row(rang, 0, ligne)
    return tampon.getvalue()


def tableau(*lignes: tuple[Any, ...], titres: tuple[str, ...] = ("Nom", "Prénom", "Heures")) -> bytes:
    """The same as a CSV, which is read without another process."""
    return "\r\n".join(";".join(str(case) for case in ligne) for ligne in (titres, *lignes)).encode()


def rejet(sortant: CourrierSortant, *, action: str = "failed", statut: str = "5.1.1", **autres: str) -> bytes:
    """What a receiving server sends back of a mail of ours (RFC 3464); `message_id`, `adresse`, `diagnostic` to lie."""
    adresse = autres.get("adresse", sortant.destinataire)
    identifiant = autres.get("message_id", sortant.message_id)
    diagnostic = autres.get("diagnostic", f"smtp; 550 {statut} <{adresse}>: User unknown")
    return (
        "From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nTo: clauses@relais-brielle.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <b1@mx.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {adresse}\r\nAction: {action}\r\nStatus: {statut}\r\n"
        f"Diagnostic-Code: {diagnostic}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: essai\r\nMessage-ID: {identifiant}\r\n\r\n--b--\r\n"
    ).encode()


def sortant(cle: str) -> CourrierSortant:
    with lecture() as session:
        return next(un for un in entiers(session) if un.cle == cle)


def marquer_partis() -> None:
    """Every mail of the outbox has left."""
    with unit_of_work() as session:
        for un in courriers_sortants.lister(session, etats=[EtatSortant.A_ENVOYER]):
            ligne = session.get_one(CourrierSortant, un.id)
            ligne.etat, ligne.envoye_le = EtatSortant.ENVOYE, ligne.cree_le


def entrant(courrier_id: int) -> Any:
    with lecture() as session:
        return next(un for un in courriers_entrants.lister(session) if un.id == courrier_id)
