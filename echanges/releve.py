"""A monthly statement that comes back: whose it is, and its hours, or why it is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias, cast

from python_calamine import CalamineError, CalamineWorkbook

from formats.lecture import lire_heures
from formats.releve import (
    CLES,
    LISTES,
    RELEVE,
    SCHEMA,
    VISA_EMPLOYEUR,
    VISA_UTILISATRICE,
    Colonne,
    Plan,
    empreinte,
    entete,
)
from formats.typographie import typographier
from metier.arrondi import arrondir
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from metier.periodes import Mois
from metier.releve import HEURES_MAXIMUM, IdentiteReleve, LigneReleve, Observation, Releve, Visa

Cellule: TypeAlias = object
Rangees: TypeAlias = Sequence[Sequence[Cellule]]

OCTETS_MAXIMUM = 20_000_000  # once unpacked; a statement of a thousand lines takes a tenth of it


def lire_releve(octets: bytes) -> Releve:
    """The statement of a file made by `documents.releve`, as the employer filled it in.

    Raises FauteDeSaisie when it is no such file or when what identifies it was changed, FautesDeSaisie with every cell
    that cannot be read, named as the spreadsheet names it.
    """
    feuilles = _ouvrir(octets)
    identite, plan = _identifier(feuilles[LISTES], feuilles[RELEVE])
    rangees = feuilles[RELEVE]
    fautes: list[FauteDeSaisie] = []
    lignes = [_ligne(rangees, rang, fautes) for rang in range(plan.premiere, plan.total)]
    employeur, utilisatrice = (_visa(rangees, plan, col, fautes) for col in (VISA_EMPLOYEUR, VISA_UTILISATRICE))
    if fautes:
        raise FautesDeSaisie(fautes)
    return Releve(identite=identite, lignes=tuple(lignes), visa_employeur=employeur, visa_utilisatrice=utilisatrice)


def identifier_releve(octets: bytes) -> IdentiteReleve:
    """Whose statement a file is, whatever its cells hold. Raises FauteDeSaisie as `lire_releve`."""
    feuilles = _ouvrir(octets)
    return _identifier(feuilles[LISTES], feuilles[RELEVE])[0]


def _ouvrir(octets: bytes) -> dict[str, Rangees]:
    """The two sheets that matter, as rows of cells from A1."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            if sum(membre.file_size for membre in archive.infolist()) > OCTETS_MAXIMUM:
                raise _refus("fichier trop volumineux une fois décompressé ; un relevé tient en quelques kilo-octets")
        livre = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    except (zipfile.BadZipFile, CalamineError) as erreur:
        raise _refus("ce n’est pas un classeur .xlsx lisible ; renvoyez le fichier reçu, une fois rempli") from erreur
    if not {RELEVE, LISTES} <= set(livre.sheet_names):
        raise _refus("ce n’est pas un relevé préparé par le relais ; remplissez le fichier reçu, sans le recopier")
    return {nom: livre.get_sheet_by_name(nom).to_python(skip_empty_area=False) for nom in (RELEVE, LISTES)}


def _identifier(listes: Rangees, rangees: Rangees) -> tuple[IdentiteReleve, Plan]:
    """Whose statement it is, once the hidden sheet, the fingerprint and what is seen agree."""
    lues = {cle: str(_cellule(listes, rang, 1)) for rang, cle in enumerate(CLES)}
    if lues["schema_version"] != SCHEMA:
        raise _refus(f"version « {lues['schema_version'][:40]} » du relevé, « {SCHEMA} » attendue")
    try:
        identite = IdentiteReleve(
            operation=lues["operation"],
            lot=int(lues["lot"]),
            employeur=lues["employeur"],
            mois=Mois.lire(lues["mois"]),
        )
        plan = Plan(int(lues["lignes"]))
    except (ValueError, FauteDeSaisie) as erreur:
        raise _refus(ALTERE) from erreur
    contrats = [_texte(rangees, rang, Colonne.CONTRAT) for rang in range(plan.premiere, plan.total)]
    if lues["empreinte"] != empreinte(identite, [un or "" for un in contrats]):
        raise _refus(ALTERE)
    _comparer_l_entete(identite, rangees)
    return identite, plan


def _comparer_l_entete(identite: IdentiteReleve, rangees: Rangees) -> None:
    """Nothing when what the sheet shows is what the file is; a copy made for another month is told apart here."""
    attendus = (identite.operation, None, *entete(identite))
    for rang, attendu in enumerate(attendus, start=Plan.ENTETE):
        vu = _texte(rangees, rang, Colonne.PRENOM)
        if attendu is not None and _lisible(vu or "") != _lisible(attendu):
            raise _refus(
                f"la feuille « {RELEVE} » annonce « {vu or ''} », le fichier est celui de « {attendu} » ; "
                "demandez le relevé qui convient au facilitateur"
            )


def _ligne(rangees: Rangees, rang: int, fautes: list[FauteDeSaisie]) -> LigneReleve:
    heures = _heures(rangees, rang, Colonne.HEURES, fautes)
    formation = _heures(rangees, rang, Colonne.FORMATION, fautes) or Decimal(0)
    if formation > max(heures or 0, 0):
        fautes.append(_faute(rang, Colonne.FORMATION, f"{formation} h de formation pour {heures or 0} h du mois"))
    return LigneReleve(
        contrat=_texte(rangees, rang, Colonne.CONTRAT) or "",
        heures=heures,
        dont_formation=formation,
        poste=_texte(rangees, rang, Colonne.POSTE),
        observation=_observation(rangees, rang, fautes),
    )


def _heures(rangees: Rangees, rang: int, colonne: Colonne, fautes: list[FauteDeSaisie]) -> Decimal | None:
    """Hours to 0.01; a number, a duration, or hours written as people do; None for an empty cell."""
    valeur = _cellule(rangees, rang, colonne)
    if valeur in ("", None):
        return None
    heures = _nombre_d_heures(valeur)
    if heures is None:
        fautes.append(_faute(rang, colonne, f"« {str(valeur)[:30]} » reçu, des heures sont attendues, comme 151,67"))
    elif not 0 <= heures <= HEURES_MAXIMUM:
        fautes.append(_faute(rang, colonne, f"{heures} h reçues, de 0 à {HEURES_MAXIMUM} sont attendues"))
    return heures


def _nombre_d_heures(valeur: Cellule) -> Decimal | None:
    if isinstance(valeur, bool):
        return None
    if isinstance(valeur, int | float):
        return arrondir(Decimal(repr(valeur)), 2)
    if isinstance(valeur, timedelta):
        return arrondir(Decimal(round(valeur.total_seconds())) / 3600, 2)
    return lire_heures(valeur) if isinstance(valeur, str) else None


def _observation(rangees: Rangees, rang: int, fautes: list[FauteDeSaisie]) -> Observation | None:
    lu = _texte(rangees, rang, Colonne.OBSERVATION)
    if lu is None:
        return None
    connues = {une.libelle: une for une in Observation}
    if lu not in connues:
        fautes.append(_faute(rang, Colonne.OBSERVATION, f"« {lu[:40]} » n’est pas dans la liste des observations"))
    return connues.get(lu)


def _visa(rangees: Rangees, plan: Plan, colonne: int, fautes: list[FauteDeSaisie]) -> Visa:
    quand = _cellule(rangees, plan.visas + 3, colonne)
    if isinstance(quand, datetime):
        quand = quand.date()
    if quand not in ("", None) and not isinstance(quand, date):
        fautes.append(_faute(plan.visas + 3, colonne, f"« {str(quand)[:30]} » reçu, une date est attendue"))
        quand = None
    return Visa(
        nom=_texte(rangees, plan.visas + 1, colonne),
        qualite=_texte(rangees, plan.visas + 2, colonne),
        le=cast("date | None", quand or None),
    )


def _cellule(rangees: Rangees, rang: int, colonne: int) -> Cellule:
    return rangees[rang][colonne] if rang < len(rangees) and colonne < len(rangees[rang]) else ""


def _texte(rangees: Rangees, rang: int, colonne: int) -> str | None:
    return str(_cellule(rangees, rang, colonne)).strip() or None


def _lisible(texte: str) -> str:
    """What is left of a text once control characters and spaces, which a sheet may not show, are gone."""
    return "".join(signe for signe in texte if signe.isprintable() and not signe.isspace())


def _faute(rang: int, colonne: int, raison: str) -> FauteDeSaisie:
    cellule = f"{chr(ord('A') + colonne)}{rang + 1}"
    return FauteDeSaisie(f"{RELEVE}!{cellule}", typographier(f"feuille « {RELEVE} », cellule {cellule} : {raison}."))


def _refus(raison: str) -> FauteDeSaisie:
    return FauteDeSaisie("releve", typographier(f"relevé : {raison}."))


ALTERE = (
    "ce qui identifie le fichier (opération, lot, employeur, mois, contrats) a été modifié ; "
    "demandez un nouveau relevé au facilitateur"
)
