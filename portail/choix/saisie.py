"""What was typed on the page of choices → proposals, or what is to be corrected at each field; nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from formats.lecture import lire_heures
from formats.nombres import heures as ecrire_heures
from formats.nombres import nombre_court
from formats.typographie import typographier
from metier.acteurs import TypeStructure
from metier.modalites import TypeModalite
from metier.suivi import StructureListee
from portail.choix.referent import ReferentSaisi, deja_nomme, nommer
from sqlmodel_store.depots.unicite import normaliser
from workflows.actes.choix_entreprise.lots import LotAChoisir, LotsDuDestinataire
from workflows.actes.choix_entreprise.proposition import ChoixDit

TEXTE_MAXIMUM = 40
COMMENTAIRE_MAXIMUM = 1000
HEURES_MAXIMUM = Decimal(1_000_000)
LIGNES_MAXIMUM = 12
SANS_HEURES = "Écrivez combien d’heures."


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """A modality of a lot, its hours as they were typed, the structure chosen by its name."""

    type: TypeModalite
    rang: int
    ecrit: str = ""
    heures: Decimal | None = None
    structure: str = ""
    faute: str | None = None


@dataclass(frozen=True, kw_only=True)
class LotSaisi:
    """A lot and its lines: at least one for each modality, in the same order for everyone."""

    lot: LotAChoisir
    lignes: tuple[Ligne, ...]

    @property
    def choisies(self) -> tuple[Ligne, ...]:
        return tuple(une for une in self.lignes if une.heures)

    @property
    def total(self) -> Decimal:
        return sum((une.heures or Decimal(0) for une in self.lignes), Decimal(0))

    @property
    def ecart(self) -> str | None:
        """What is not as due, which is told and never refused."""
        due = self.lot.heures
        if due is None or not self.choisies or self.total == due:
            return None
        return typographier(f"{ecrire_heures(self.total)} choisies pour {ecrire_heures(due)} dues")


@dataclass(frozen=True, kw_only=True)
class Groupe:
    """The lots of one company in one operation; `cle` names its referent and its words."""

    cle: str
    lots: tuple[LotSaisi, ...]
    referent: ReferentSaisi
    commentaire: str = ""
    structures: tuple[StructureListee, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class Saisie:
    groupes: tuple[Groupe, ...]

    @property
    def fautes(self) -> int:
        lignes = (une for groupe in self.groupes for lot in groupe.lots for une in lot.lignes)
        return sum(bool(une.faute) for une in lignes) + sum(len(un.referent.fautes) for un in self.groupes)


def deja_dite(lots: LotsDuDestinataire) -> Saisie:
    """The page as it opens: what the company proposed, else what was written down, else nothing at all."""
    return Saisie(
        groupes=tuple(
            Groupe(
                cle=siens[0].cle,
                lots=tuple(LotSaisi(lot=un, lignes=_completer(_connues(un))) for un in siens),
                referent=deja_nomme(_connu(siens[0])),
                commentaire=_attend(siens[0], "commentaire") or "",
                structures=_structures(lots, siens),
            )
            for siens in _grouper(lots)
        )
    )


def _grouper(lots: LotsDuDestinataire) -> list[list[LotAChoisir]]:
    ranges = sorted(lots.lots, key=lambda un: (un.operation.reference, un.entreprise, un.lot))
    return [list(siens) for _, siens in groupby(ranges, key=lambda un: (un.operation.reference, un.entreprise))]


def _structures(lots: LotsDuDestinataire, siens: Sequence[LotAChoisir]) -> tuple[StructureListee, ...]:
    """Those of the territory, and those that were chosen though the territory does not list them."""
    listees = {une.nom: une for une in lots.structures[siens[0].operation.id]}
    for une in (dite["structure"] for lot in siens for dite in lot.retenues if "structure" in dite):
        if une["nom"] not in listees and "type" in une:
            genre = TypeStructure(une["type"])
            listees[une["nom"]] = StructureListee(nom=une["nom"], type=genre, courriel=une.get("courriel"))
    return tuple(sorted(listees.values(), key=lambda une: normaliser(une.nom)))


def _attend(lot: LotAChoisir, champ: str) -> Any:  # noqa: ANN401 - a field of the proposal
    return getattr(lot.proposition, champ) if lot.attend else None


def _connu(lot: LotAChoisir) -> dict[str, str] | None:
    return _attend(lot, "referent") or lot.referent


def _connues(lot: LotAChoisir) -> list[Ligne]:
    dites: Sequence[dict[str, Any]] = (_attend(lot, "modalites") if lot.attend else None) or lot.retenues
    lignes: list[Ligne] = []
    for dite in dites:
        genre, combien = TypeModalite(dite["type"]), Decimal(dite["heures"])
        rang = sum(une.type is genre for une in lignes)
        structure = (dite.get("structure") or {}).get("nom", "")
        ecrit = nombre_court(combien)
        lignes.append(Ligne(type=genre, rang=rang, ecrit=ecrit, heures=combien, structure=structure))
    return lignes


def _completer(lignes: Sequence[Ligne], plus: TypeModalite | None = None) -> tuple[Ligne, ...]:
    """The lines by modality, one that is blank where there is none, one more where it is asked for."""
    toutes: list[Ligne] = []
    for genre in TypeModalite:
        siennes = [une for une in lignes if une.type is genre]
        if not siennes or (genre is plus and len(siennes) < LIGNES_MAXIMUM):
            siennes.append(Ligne(type=genre, rang=len(siennes)))
        toutes += siennes
    return tuple(toutes)


def lire(lots: LotsDuDestinataire, champs: Mapping[str, str]) -> Saisie:
    """What was typed; a field that is not of the page is passed over."""
    return Saisie(groupes=tuple(_groupe(un, champs) for un in deja_dite(lots).groupes))


def _groupe(groupe: Groupe, champs: Mapping[str, str]) -> Groupe:
    connues = {une.nom for une in groupe.structures}
    commentaire = " ".join(champs.get(f"co:{groupe.cle}", "").split())[:COMMENTAIRE_MAXIMUM]
    return replace(
        groupe,
        lots=tuple(_lot(un.lot, champs, connues) for un in groupe.lots),
        referent=nommer(groupe.cle, champs),
        commentaire=commentaire,
    )


def _lot(lot: LotAChoisir, champs: Mapping[str, str], connues: set[str]) -> LotSaisi:
    plus = next((genre for genre in TypeModalite if champs.get("action") == f"plus|{lot.cle}|{genre.value}"), None)
    lignes = [
        _ligne(genre, rang, lot.cle, champs, connues)
        for genre in TypeModalite
        for rang in range(_combien(lot.cle, genre, champs))
    ]
    return LotSaisi(lot=lot, lignes=_completer(lignes, plus))


def _combien(cle: str, genre: TypeModalite, champs: Mapping[str, str]) -> int:
    debut = re.compile(rf"[hs]:{re.escape(cle)}:{genre.value}:([0-9]{{1,2}})", re.ASCII)
    rangs = [int(trouve[1]) for nom in champs if (trouve := debut.fullmatch(nom))]
    return min(max(rangs, default=-1) + 1, LIGNES_MAXIMUM)


def _ligne(genre: TypeModalite, rang: int, cle: str, champs: Mapping[str, str], connues: set[str]) -> Ligne:
    ou = f"{cle}:{genre.value}:{rang}"
    ecrit = champs.get(f"h:{ou}", "").strip()[:TEXTE_MAXIMUM]
    structure = champs.get(f"s:{ou}", "")
    ligne = Ligne(type=genre, rang=rang, ecrit=ecrit, structure=structure if structure in connues else "")
    if not ecrit:
        return replace(ligne, faute=SANS_HEURES if ligne.structure else None)
    combien = lire_heures(ecrit)
    if combien is None or combien > HEURES_MAXIMUM:
        phrase = f"« {ecrit} » : écrivez des heures, comme 140 ou 92,5."
        return replace(ligne, faute=typographier(phrase))
    return replace(ligne, heures=combien)


def a_proposer(saisie: Saisie) -> list[ChoixDit]:
    """The proposals of the lots of which something is said."""
    return [
        ChoixDit(
            cle=lot.lot.cle,
            modalites=tuple(_modalite(une, groupe.structures) for une in lot.choisies),
            referent=groupe.referent.en_donnees(),
            commentaire=groupe.commentaire or None,
        )
        for groupe in saisie.groupes
        for lot in groupe.lots
        if lot.choisies or groupe.referent.rempli or groupe.commentaire
    ]


def _modalite(ligne: Ligne, structures: Sequence[StructureListee]) -> dict[str, Any]:
    dite: dict[str, Any] = {"type": ligne.type.value, "heures": format((ligne.heures or Decimal(0)).normalize(), "f")}
    choisie = next((une for une in structures if une.nom == ligne.structure), None)
    if choisie is not None and choisie.type is not None:
        connue = {"nom": choisie.nom, "type": choisie.type.value, "courriel": choisie.courriel}
        dite["structure"] = {nom: dit for nom, dit in connue.items() if dit}
    return dite
