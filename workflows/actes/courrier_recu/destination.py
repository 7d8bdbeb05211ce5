"""Where the hours of a file go: exactly one month of one operation, or a person says which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from echanges import suivi as dossiers
from echanges.heures.lecture import FichierOuvert
from echanges.heures.resultat import LectureHeures
from echanges.releve import identifier_releve
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from metier.suivi import Suivi
from workflows.actes.courrier_recu.cibles import Cible, du_mois, mois_nommes

ESSAIS_MAX = 40
AUTRE_IDENTITE = (
    "Le relevé joint est celui d’une autre opération, d’un autre employeur ou d’un mois qui n’est pas demandé à cet "
    "expéditeur : une personne vérifie, rien n’est enregistré."
)
AUTRE_MOIS = (
    "Un relevé d’heures est joint pour un mois qui n’est pas demandé à cet expéditeur : une personne dit où il va, "
    "rien n’est enregistré."
)
PLUSIEURS = (
    "Un relevé d’heures est joint et plusieurs opérations ou plusieurs mois lui conviennent : une personne dit où il "
    "va, rien n’est enregistré."
)
AUTRE_OPERATION = (
    "Un relevé d’heures est joint pour une opération dont les heures ne sont pas demandées à cet expéditeur : une "
    "personne dit où il va, rien n’est enregistré."
)

A_DIRE = (AUTRE_IDENTITE, AUTRE_MOIS, PLUSIEURS, AUTRE_OPERATION)
"""The reasons for which a person says where hours go."""


class ADecider(Exception):
    """A person says where hours go; `str()` is the French reason."""


class ReleveAltere(Exception):
    """What identifies a statement of the relay was changed; `str()` is the French sentence for its sender."""


@dataclass
class Lecteur:
    """Files read for operations, each of which is loaded once."""

    session: Session
    _suivis: dict[int, Suivi] = field(default_factory=dict)

    def lire(self, fichier: FichierOuvert, cible: Cible) -> LectureHeures:
        """The file as it reads there; people of other employers are unknown."""
        return fichier.lire(_restreint(self._suivi(cible), cible), cible.mois)

    def _suivi(self, cible: Cible) -> Suivi:
        numero = cible.operation.id
        if numero not in self._suivis:
            self._suivis[numero] = dossiers.charger(self.session, cible.operation.reference)
        return self._suivis[numero]


def _restreint(suivi: Suivi, cible: Cible) -> Suivi:
    if cible.employeurs is None:
        return suivi
    contrats = tuple(un for un in suivi.contrats if un.employeur in cible.employeurs)
    personnes = {un.beneficiaire for un in contrats}
    return replace(
        suivi, contrats=contrats, beneficiaires=tuple(une for une in suivi.beneficiaires if une.id in personnes)
    )


@dataclass(frozen=True, kw_only=True)
class Indices:
    """What the mail says: the operation it belongs to, its words, the month asked for in the mail it answers."""

    reference: str | None
    texte: str
    mois: Mois | None
    dernier: Mois


def choisir(fichier: FichierOuvert, cibles: Sequence[Cible], indices: Indices, lecteur: Lecteur) -> Cible:
    """The only place a file may go. Raises ADecider, ReleveAltere."""
    if fichier.est_un_releve:
        return _selon_son_identite(fichier, cibles)
    possibles = _de_l_operation(cibles, indices.reference)
    possibles = _du_mois(possibles, fichier.nom, indices)
    return possibles[0] if len(possibles) == 1 else _a_l_essai(fichier, possibles[:ESSAIS_MAX], lecteur)


def _selon_son_identite(fichier: FichierOuvert, cibles: Sequence[Cible]) -> Cible:
    """A statement made by the relay says whose it is."""
    try:
        identite = identifier_releve(fichier.octets)
    except FauteDeSaisie as faute:
        raise ReleveAltere(faute.phrase) from faute
    for cible in cibles:
        ici = (cible.operation.reference, cible.mois) == (identite.operation, identite.mois)
        if ici and (cible.employeurs is None or identite.employeur in cible.employeurs):
            return replace(cible, employeurs=frozenset({identite.employeur}))
    raise ADecider(AUTRE_IDENTITE)


def _de_l_operation(cibles: Sequence[Cible], reference: str | None) -> list[Cible]:
    if reference is None:
        return list(cibles)
    siennes = [une for une in cibles if reference in (une.operation.reference, une.operation.reference_acheteur)]
    if not siennes:
        raise ADecider(AUTRE_OPERATION)
    return siennes


def _du_mois(cibles: Sequence[Cible], nom: str, indices: Indices) -> list[Cible]:
    """The month of the name of the file, else of the mail's own words, else of the request it answers.

    One that is not asked for yet has to be named.
    """
    for texte in (nom, indices.texte):
        nommes = mois_nommes(texte, indices.dernier)
        if len(nommes) == 1:
            siennes = du_mois(cibles, nommes)
            if not siennes:
                raise ADecider(AUTRE_MOIS)
            return siennes
    demandees = [une for une in cibles if une.demandee]
    if not demandees:
        raise ADecider(AUTRE_MOIS)
    return du_mois(demandees, [indices.mois]) or demandees if indices.mois else demandees


def _a_l_essai(fichier: FichierOuvert, cibles: Sequence[Cible], lecteur: Lecteur) -> Cible:
    """The only one where its rows are those of people at work; where none is, the latest month of one operation."""
    lues = [(cible, lecteur.lire(fichier, cible)) for cible in cibles]
    entieres = [cible for cible, lue in lues if lue.entierement_lue]
    partielles = [cible for cible, lue in lues if lue.acceptees]
    for retenues in (entieres, [une for une in entieres if une.manque], partielles):
        if len(retenues) == 1:
            return retenues[0]
    if not partielles and len({cible.operation.id for cible in cibles}) == 1:
        return cibles[0]
    raise ADecider(PLUSIEURS)
