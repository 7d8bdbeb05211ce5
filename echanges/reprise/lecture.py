"""The bytes of a spreadsheet → its sheets and the mapping of their columns."""

from __future__ import annotations

from dataclasses import dataclass

from echanges.heures.classeur import Feuille, FichierRefuse, ouvrir
from echanges.reprise import lignes
from echanges.reprise.colonnes import proposer
from echanges.reprise.lignes import Ligne
from echanges.reprise.modele import Modele
from echanges.reprise.notions import D_OPERATION
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie

RANGEES_MAX = 60_000


@dataclass(frozen=True, kw_only=True)
class Tableur:
    """A file that was opened, and the mapping that its headings suggest."""

    nom: str
    feuilles: tuple[Feuille, ...]
    propose: Modele

    def lignes(self, modele: Modele) -> list[Ligne]:
        """Every row that says something, sheet by sheet. Raises FauteDeSaisie for a mapping of other sheets."""
        par_nom = {une.nom: une for une in self.feuilles}
        lues: list[Ligne] = []
        for une in modele.feuilles:
            if une.nom not in par_nom:
                raise _faute(self.nom, f"feuille « {une.nom} » du modèle absente du fichier ; retirez-la du modèle")
            lues += lignes.lire(par_nom[une.nom], une)
        return lues

    def laissees(self, modele: Modele) -> list[str]:
        """The sheets that the mapping does not take."""
        prises = {une.nom for une in modele.feuilles}
        return [une.nom for une in self.feuilles if une.nom not in prises]

    def masquee(self, nom: str) -> bool:
        """Whether the spreadsheet hides that sheet."""
        return any(une.cachee for une in self.feuilles if une.nom == nom)


def ouvrir_tableur(octets: bytes, nom: str) -> Tableur:
    """The sheets of a file. Raises FauteDeSaisie when nothing can be read of it."""
    try:
        feuilles = tuple(ouvrir(octets, nom, RANGEES_MAX))
    except FichierRefuse as refus:
        raise _faute(nom, f"{refus.raison.libelle} ; un tableur .xlsx, .ods, .xls ou .csv est attendu") from refus
    return Tableur(nom=nom, feuilles=feuilles, propose=proposer(feuilles, nom))


def exiger_une_operation(tableur: Tableur, modele: Modele) -> None:
    """Raises FauteDeSaisie when no column names operations."""
    if not modele.feuilles:
        raise _faute(tableur.nom, "aucune ligne de titres reconnue ; une ligne de titres de colonnes est attendue")
    if not any(une.porte(*D_OPERATION) for une in modele.feuilles):
        raise _faute(
            tableur.nom,
            "aucune colonne ne nomme l’opération ; une référence ou un intitulé est attendu, "
            "sinon écrivez-le sous [feuilles.constantes] du modèle",
        )


def _faute(nom: str, raison: str) -> FauteDeSaisie:
    return FauteDeSaisie(nom, typographier(f"{nom} : {raison}."))
