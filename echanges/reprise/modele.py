"""The mapping of a spreadsheet: what each column holds, sheet by sheet, written in TOML to be corrected by hand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from echanges.reprise.notions import CONSTANTES, HABITUDES, Notion
from echanges.reprise.valeurs import ANNEES, SANS_ANNEE
from formats.dates import MOIS
from formats.toml import TomlIllisible, lire_toml
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois

Colonne = Notion | Mois
"""What a column holds: a notion, or the hours of a month."""
LETTRES = 26
EN_TETE = (
    "# Ce que contient chaque colonne. Corrigez après le signe égal ; « » laisse la colonne de côté.\n"
    "# Valeurs admises : {notions} ; ou « heures AAAA-MM » pour les heures d’un mois,\n"
    "# « heures janvier » où annee dit l’année.\n"
    "# Sous [feuilles.constantes], ce qui vaut pour toutes les lignes où la colonne manque ou est vide.\n"
)
_HEURES_DU_MOIS = re.compile(r"heures (\d{4}-\d{2})")


@dataclass(frozen=True, kw_only=True)
class ModeleFeuille:
    """One sheet: its headings end before row `suite`, from 0; columns from 0; `annee` for months that give none."""

    nom: str
    entete: int
    suite: int
    titres: tuple[str, ...]
    colonnes: Mapping[int, Colonne]
    constantes: Mapping[Notion, str] = field(default_factory=dict)
    annee: int | None = None

    def porte(self, *notions: Notion) -> bool:
        """Whether a column or a constant gives one of these."""
        donnees = {*self.colonnes.values(), *self.constantes}
        return any(une in donnees for une in notions)

    @property
    def mois(self) -> dict[int, Mois]:
        """The columns of months, each with its year where one is known."""
        return {
            rang: un if un.annee != SANS_ANNEE or self.annee is None else Mois(self.annee, un.numero)
            for rang, un in self.colonnes.items()
            if isinstance(un, Mois)
        }


@dataclass(frozen=True, kw_only=True)
class Modele:
    """The sheets that are taken over, in the order of the file."""

    feuilles: tuple[ModeleFeuille, ...]

    @property
    def empreinte(self) -> str:
        """What files of the same headings share, whatever their sheets are called."""
        titres = "\n".join("\t".join(une.titres) for une in self.feuilles)
        return hashlib.sha256(titres.encode()).hexdigest()[:16]

    def selon(self, retenu: Modele) -> Modele:
        """The same reading, with the columns and habits that were settled for one of the same headings.

        What named that very file (its operation, its company, its year) is not carried over.
        """
        reunies = [
            replace(
                ici,
                colonnes=la.colonnes,
                constantes={une: la.constantes[une] for une in HABITUDES & set(la.constantes)},
            )
            for ici, la in zip(self.feuilles, retenu.feuilles, strict=True)
        ]
        return Modele(feuilles=tuple(reunies))


def lettre(rang: int) -> str:
    """« A » for 0, « AB » for 27."""
    haut, bas = divmod(rang, LETTRES)
    return (lettre(haut - 1) if haut else "") + chr(ord("A") + bas)


def rang(lettres: str) -> int:
    """The inverse of `lettre`."""
    numero = 0
    for une in lettres.upper():
        numero = numero * LETTRES + ord(une) - ord("A") + 1
    return numero - 1


def ecrire(modele: Modele) -> str:
    """The mapping as a TOML file that says how to correct it."""
    blocs = [EN_TETE.format(notions=", ".join(Notion))]
    for feuille in modele.feuilles:
        lignes = ["[[feuilles]]", f"nom = {_chaine(feuille.nom)}", f"ligne_des_titres = {feuille.entete + 1}"]
        lignes += [f"premiere_ligne = {feuille.suite + 1}"]
        lignes += [f"annee = {feuille.annee}" if feuille.annee else "# annee = 2026"]
        lignes.append("[feuilles.colonnes]")
        lignes += [
            f"{lettre(place)} = {_chaine(mot(feuille.colonnes.get(place)))}  # {_commentaire(titre)}"
            for place, titre in enumerate(feuille.titres)
            if titre or place in feuille.colonnes
        ]
        lignes.append("[feuilles.constantes]")
        lignes += [f"{une} = {_chaine(feuille.constantes.get(une, ''))}" for une in CONSTANTES]
        blocs.append("\n".join(lignes) + "\n")
    return "\n".join(blocs)


def mot(colonne: Colonne | None) -> str:
    """What a column holds, as the mapping writes it."""
    if not isinstance(colonne, Mois):
        return colonne or ""
    sans_annee = colonne.annee == SANS_ANNEE
    return f"heures {MOIS[colonne.numero - 1] if sans_annee else f'{colonne.annee:04d}-{colonne.numero:02d}'}"


def _chaine(texte: str) -> str:
    """A TOML basic string."""
    sures = (f"\\u{ord(signe):04x}" if signe < " " or signe == "\x7f" else signe for signe in texte)
    return '"' + "".join(sures).replace('"', '\\"') + '"' if "\\" not in texte else _chaine(texte.replace("\\", "/"))


def _commentaire(titre: str) -> str:
    return "".join(signe if signe.isprintable() else " " for signe in titre)


def lire(ecrit: str, nom: str, propose: Modele) -> Modele:
    """The mapping that a TOML file holds, for the sheets of a file that was read. Raises FauteDeSaisie."""
    try:
        lu = lire_toml(ecrit.encode())
    except TomlIllisible as erreur:
        raise _faute(nom, f"TOML illisible ({erreur})", "gardez la forme écrite par la première lecture") from erreur
    feuilles = lu.get("feuilles")
    if not isinstance(feuilles, list) or not all(isinstance(une, dict) for une in feuilles):
        raise _faute(nom, "aucun bloc [[feuilles]]", "gardez la forme écrite par la première lecture")
    return Modele(feuilles=tuple(_feuille(une, nom, propose.feuilles) for une in feuilles))


def _feuille(brut: dict[str, Any], nom: str, proposees: Sequence[ModeleFeuille]) -> ModeleFeuille:
    titre = brut.get("nom", "")
    connue = next((une for une in proposees if une.nom == titre), None)
    entete = _entier(brut.get("ligne_des_titres", connue.entete + 1 if connue else None), nom, "ligne_des_titres") - 1
    suite = _entier(brut.get("premiere_ligne", entete + 2), nom, "premiere_ligne") - 1
    return ModeleFeuille(
        nom=titre,
        entete=entete,
        suite=max(suite, entete + 1),
        titres=connue.titres if connue else (),
        colonnes=_colonnes(brut.get("colonnes", {}), nom),
        constantes=_constantes(brut.get("constantes", {}), nom),
        annee=_annee(brut.get("annee"), nom),
    )


def _entier(valeur: object, nom: str, cle: str) -> int:
    if isinstance(valeur, bool) or not isinstance(valeur, int) or valeur < 1:
        raise _faute(nom, f"{cle} : {valeur}", "un numéro de ligne, à partir de 1, est attendu")
    return valeur


def _annee(valeur: object, nom: str) -> int | None:
    if valeur is None or (isinstance(valeur, int) and valeur in ANNEES):
        return valeur
    raise _faute(nom, f"annee : {valeur}", "une année est attendue, comme 2026")


def _colonnes(brut: object, nom: str) -> dict[int, Colonne]:
    if not isinstance(brut, dict):
        raise _faute(nom, "feuilles.colonnes", 'une colonne par ligne est attendue, comme A = "reference"')
    colonnes: dict[int, Colonne] = {}
    for lettres, mot in brut.items():
        if not re.fullmatch(r"[A-Za-z]{1,3}", lettres):
            raise _faute(nom, f"colonne « {lettres} »", "une lettre de colonne est attendue, comme A")
        if mot:
            colonnes[rang(lettres)] = lire_colonne(mot, f"{nom}, colonne {lettres.upper()}")
    return colonnes


def lire_colonne(mot: object, lieu: str) -> Colonne:
    """The notion, or the month, that a word of the mapping names. Raises FauteDeSaisie."""
    if isinstance(mot, str) and (trouve := _HEURES_DU_MOIS.fullmatch(mot)) and not mot.endswith("-00"):
        numero = int(trouve[1][5:])
        if 1 <= numero <= 12:  # noqa: PLR2004 - months of a year
            return Mois(int(trouve[1][:4]), numero)
    if isinstance(mot, str) and mot.startswith("heures ") and mot.removeprefix("heures ") in MOIS:
        return Mois(SANS_ANNEE, MOIS.index(mot.removeprefix("heures ")) + 1)
    if isinstance(mot, str) and mot in set(Notion):
        return Notion(mot)
    raise _faute(lieu, f"« {mot} »", "une des valeurs admises est attendue, comme reference ou heures 2026-01")


def _constantes(brut: object, nom: str) -> dict[Notion, str]:
    if not isinstance(brut, dict):
        raise _faute(nom, "feuilles.constantes", "une valeur par ligne est attendue")
    for cle in brut:
        if cle not in CONSTANTES:
            raise _faute(nom, f"constante « {cle} »", f"une de ces valeurs est attendue : {', '.join(CONSTANTES)}")
    return {Notion(cle): str(valeur).strip() for cle, valeur in brut.items() if str(valeur).strip()}


def _faute(lieu: str, trouve: str, attendu: str) -> FauteDeSaisie:
    return FauteDeSaisie(lieu, typographier(f"{lieu} : {trouve} reçu ; {attendu}."))
