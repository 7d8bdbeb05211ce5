"""The context of D3, the few lines that the maître d’œuvre takes into the minutes of a site meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from documents.contextes.garde import Garde, complete, shorten
from documents.contextes.reunions import NOM_COURT, BlocRelais, DemandeReunion, refuse_beneficiaries, relay
from documents.manques import Manque, Texte, collect_manques, require_complete
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.nombres import heures, pourcentage
from formats.typographie import typographier
from metier.reunion import LotEnReunion


@dataclass(frozen=True, kw_only=True)
class LigneEncart:
    """A lot in the box: hours due, done at the last statement, done since the meeting before, share done."""

    lot: str
    entreprise: str
    dues: str
    realisees: str
    depuis: str
    part: str
    pieces: tuple[str, ...]
    question: str | None


@dataclass(frozen=True, kw_only=True)
class EncartCompteRendu:
    """D3. No list of staff, no name: the minutes of a site go to every company."""

    modele: ClassVar[str] = "convocations/d3_encart_cr.docx"

    garde: Garde
    arrete_au: Texte
    lots: tuple[LigneEncart, ...]
    relais: BlocRelais


def encart(demande: DemandeReunion) -> EncartCompteRendu:
    """The context of D3; FauteDeSaisie naming the field where a beneficiary is named."""
    refuse_beneficiaries(demande.suivi, _libres(demande))
    return complete(
        EncartCompteRendu(
            garde=demande.garde,
            arrete_au=_jour(demande.arrete_au),
            lots=tuple(map(_ligne, demande.lots)),
            relais=relay(demande),
        )
    )


def as_text(contexte: EncartCompteRendu) -> str:
    """The same box as plain lines, for minutes kept in a mail; raises FauteDeSaisie naming what is missing."""
    require_complete(collect_manques(contexte))
    lignes = [f"Action d’insertion – heures validées au {contexte.arrete_au}"]
    for lot in contexte.lots:
        lignes.append(
            f"Lot {lot.lot} ({lot.entreprise}) : {lot.realisees} sur {lot.dues} ({lot.part}), dont {lot.depuis} depuis "
            "la dernière réunion"
        )
        lignes += [f"  Pièce attendue : {piece}" for piece in lot.pieces]
        lignes += [f"  Question : {lot.question}"] if lot.question else []
    relais = contexte.relais
    lignes.append(f"Facilitateur : {relais.structure}, {relais.courriel}, {relais.telephone}")
    return "\n".join(map(typographier, lignes))


def _libres(demande: DemandeReunion) -> Iterator[tuple[str, str]]:
    for rang, lot in enumerate(demande.lots):
        yield f"lots[{rang}].question", lot.question or ""
        for piece in lot.pieces_manquantes:
            yield f"lots[{rang}].pieces_manquantes", piece


def _jour(jour: date | None) -> Texte:
    return date_longue(jour) if jour else Manque("arrete_au", "date d’arrêt des heures")


def _ligne(lot: LotEnReunion) -> LigneEncart:
    return LigneEncart(
        lot=f"{lot.lot} – {on_one_line(lot.intitule)}",
        entreprise=shorten(lot.entreprise, NOM_COURT),
        dues=heures(lot.dues),
        realisees=heures(lot.validees),
        depuis=heures(lot.depuis) if lot.depuis is not None else "–",
        part=pourcentage(lot.validees / lot.dues, 1) if lot.dues else "–",
        pieces=tuple(map(on_one_line, lot.pieces_manquantes)),
        question=on_one_line(lot.question) if lot.question else None,
    )
