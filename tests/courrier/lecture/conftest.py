"""Fictional mails, built as real clients build them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
import xlsxwriter
from docx import Document

from courrier.lecture import Contexte, Expediteur

ANNUAIRE = {
    "faudune": ("Camille Faudune", "c.faudune@region-austrasie.example", "Région Austrasie", "region"),
    "sauvichay": ("Loïc Sauvichay", "l.sauvichay@region-austrasie.example", "Région Austrasie", "region"),
    "marches": ("Service marchés", "marches@valmeuse.example", "Ville de Valmeuse", "collectivite"),
    "direction": ("Direction du relais", "direction@relais-brielle.example", "Relais", "relais"),
}
PARTAGE = Path(__file__).parents[3].parent / "shared" / "data" / "notifications"


def expediteur(code: str) -> str:
    if code not in ANNUAIRE:
        return code
    nom, courriel, *_ = ANNUAIRE[code]
    return f"{nom} <{courriel}>"


def docx(paragraphes: list[str], rangees: list[list[str]] = ()) -> bytes:
    document, sortie = Document(), io.BytesIO()
    for paragraphe in paragraphes:
        document.add_paragraph(paragraphe)
    tableau = document.add_table(rows=0, cols=len(rangees[0])) if rangees else None
    for rangee in rangees:
        for cellule, texte in zip(tableau.add_row().cells, rangee, strict=True):
            cellule.text = texte
    document.save(sortie)
    return sortie.getvalue()


def xlsx(rangees: list[list[object]]) -> bytes:
    sortie = io.BytesIO()
    with xlsxwriter.Workbook(sortie, {"in_memory": True}) as classeur:
        feuille = classeur.add_worksheet("Feuille")
        for rang, rangee in enumerate(rangees):
            feuille.write_row(rang, 0, rangee)
    return sortie.getvalue()


def archive(fichiers: dict[str, bytes]) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as fermee:
        for nom, octets in fichiers.items():
            fermee.writestr(f"pièces/{nom}", octets)
    return sortie.getvalue()


def composer_courriel(cas: dict) -> bytes:
    """The raw bytes of a described mail: sender, subject, headers, bodies, attachments."""
    message = EmailMessage()
    entetes = {
        "From": expediteur(cas.get("expediteur", "faudune")),
        "To": "clauses@relais-brielle.example",
        "Date": "Mon, 14 Sep 2026 09:12:44 +0200",
        "Message-ID": "<essai.1@region-austrasie.example>",
        "Subject": cas.get("objet", ""),
        **cas.get("entetes", {}),
    }
    for nom, valeur in entetes.items():
        message[nom] = valeur
    charset = cas.get("charset", "utf-8")
    if "texte" in cas:
        message.set_content(cas["texte"].lstrip("\n"), charset=charset, cte=cas.get("cte"))
    if "html" in cas and "texte" in cas:
        message.add_alternative(cas["html"], subtype="html", charset=charset)
    elif "html" in cas:
        message.set_content(cas["html"], subtype="html", charset=charset, cte=cas.get("cte"))
    _attach(message, cas)
    return message.as_bytes(policy=SMTP)


def _attach(message: EmailMessage, cas: dict) -> None:
    joints = [("note.docx", docx(cas["docx"], cas.get("docx_tableau", [])))] if "docx" in cas else []
    joints += [("lots.xlsx", xlsx(cas["xlsx"]))] if "xlsx" in cas else []
    if "fichier" in cas:
        contenu = cas["fichier"]["contenu"]
        joints.append((cas["fichier"]["nom"], contenu if isinstance(contenu, bytes) else contenu.encode()))
    if "archive" in cas:
        joints = [(cas["archive"], archive(dict(joints)))]
    for nom, octets in joints:
        message.add_attachment(octets, maintype="application", subtype="octet-stream", filename=nom)


@pytest.fixture
def composer() -> Callable[..., bytes]:
    return lambda **cas: composer_courriel(cas)


@pytest.fixture
def adresse() -> Callable[[str], str]:
    return expediteur


@pytest.fixture
def contexte() -> Contexte:
    """A relay that knows four senders, one operation, and one message it sent."""
    connus = {c: Expediteur(nom=n, organisation=o, type=t) for n, c, o, t in ANNUAIRE.values()}
    return Contexte(
        expediteurs=connus,
        references_connues=frozenset({"RA-2026-0117"}),
        message_ids_envoyes=frozenset({"<connu-1@relais-brielle.example>"}),
        boite="clauses@relais-brielle.example",
    )


@pytest.fixture(scope="session")
def partage() -> Path:
    if not PARTAGE.is_dir():
        pytest.skip("les exemples partagés (shared/data/notifications) ne sont pas là")
    return PARTAGE
