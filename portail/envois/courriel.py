"""One mail: what its receiver saw, its source, its attachments, what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256

from sqlmodel import Session

from courrier.lecture import demontage
from courrier.lecture.archives import PieceIllisible
from courrier.lecture.limites import LimiteDepassee
from courrier.lecture.mime import Courriel as Demonte
from courrier.lecture.mime import Piece
from metier.droits import Acces
from portail.envois.assaini import assainir
from portail.envois.listes import LigneEnvoi, ligne
from portail.fiche.journal import phrase_du_courriel
from portail.fiche.journal_mots import ACTEURS
from portail.tailles_dites import taille_dite
from sqlmodel_store.depots import adresses_en_cause, envois_vus, registre
from sqlmodel_store.depots.envois_vus import EnvoiVu
from sqlmodel_store.modeles.envois import AdresseEnCause

SOURCE_MAX = 60_000
NOMS = {"From": "De", "To": "À", "Reply-To": "Répondre à", "Subject": "Objet"}


@dataclass(frozen=True, kw_only=True)
class Jointe:
    rang: int
    nom: str
    taille: str


@dataclass(frozen=True, kw_only=True)
class Passage:
    """What happened to the mail, when, by whom."""

    instant: datetime
    acteur: str
    phrase: str


@dataclass(frozen=True, kw_only=True)
class Contenu:
    """What was written; `source` cut after so many characters, which `coupee` says."""

    entetes: tuple[tuple[str, str], ...]
    date: datetime | None
    texte: str
    html: bool
    jointes: tuple[Jointe, ...]
    source: str
    coupee: bool
    taille: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class CourrielEnvoye:
    """A mail on its page; `contenu` None for who may not read it, or once its bytes were dropped."""

    ligne: LigneEnvoi
    passages: tuple[Passage, ...]
    en_cause: AdresseEnCause | None
    montrable: bool
    contenu: Contenu | None


def lire_courriel(session: Session, acces: Acces, numero: int) -> CourrielEnvoye | None:
    """The mail of that number; None for one that the account does not see."""
    trouves = envois_vus.trouver(session, acces, [numero])
    if not trouves:
        return None
    vu, en_cause = trouves[0], adresses_en_cause.toutes(session)
    citees = envois_vus.references(session, acces, trouves)
    octets = contenu_de(session, acces, numero)
    return CourrielEnvoye(
        ligne=ligne(acces, vu, citees.get(numero, ()), en_cause),
        passages=_passages(session, vu),
        en_cause=en_cause.get(vu.destinataire.lower()),
        montrable=octets is not None,
        contenu=_contenu(octets) if octets else None,
    )


def contenu_de(session: Session, acces: Acces, numero: int) -> bytes | None:
    """The exact bytes, empty once dropped; None for a mail whose content the account may not read."""
    if not envois_vus.trouver(session, acces, [numero]) or not envois_vus.montrable(session, acces, numero):
        return None
    return registre.octets(session, numero)


def page_du_courriel(octets: bytes) -> str | None:
    """The HTML body as a page that can do no harm; None for a mail that has none."""
    ouvert = _ouvrir(octets)
    html = next((corps.html for corps in ouvert.corps if corps.html), None) if ouvert else None
    return assainir(html, ouvert.entete("Subject") if ouvert else "") if html else None


def piece_jointe(octets: bytes, rang: int) -> Piece | None:
    """The attachment of that rank."""
    ouvert = _ouvrir(octets)
    return ouvert.pieces[rang] if ouvert and 0 <= rang < len(ouvert.pieces) else None


def _ouvrir(octets: bytes) -> Demonte | None:
    try:
        return demontage.ouvrir(octets)
    except (LimiteDepassee, PieceIllisible):
        return None


def _contenu(octets: bytes) -> Contenu:
    ouvert = _ouvrir(octets)
    source = octets[:SOURCE_MAX].decode("utf-8", errors="replace").replace("\r\n", "\n")
    corps = ouvert.corps if ouvert else ()
    return Contenu(
        entetes=tuple((dit, valeur) for nom, dit in NOMS.items() if ouvert and (valeur := ouvert.entete(nom))),
        date=_date(ouvert.entete("Date")) if ouvert else None,
        texte=next((un.texte for un in corps if un.texte), ""),
        html=any(un.html for un in corps),
        jointes=_jointes(ouvert.pieces if ouvert else ()),
        source=source,
        coupee=len(octets) > SOURCE_MAX,
        taille=taille_dite(len(octets)),
        sha256=sha256(octets).hexdigest(),
    )


def _date(entete: str) -> datetime | None:
    try:
        return parsedate_to_datetime(entete)
    except ValueError:
        return None


def _jointes(pieces: Sequence[Piece]) -> tuple[Jointe, ...]:
    return tuple(
        Jointe(
            rang=rang,
            nom=" ".join(une.nom.split())[:120] or f"pièce {rang + 1}",
            taille=taille_dite(len(une.octets)),
        )
        for rang, une in enumerate(pieces)
    )


def _passages(session: Session, vu: EnvoiVu) -> tuple[Passage, ...]:
    """The lines of the journal that name the mail, oldest first."""
    return tuple(
        Passage(instant=un.instant, acteur=ACTEURS.get(un.acteur, un.acteur), phrase=phrase_du_courriel(un.evenement))
        for un in envois_vus.passages(session, vu)
    )
