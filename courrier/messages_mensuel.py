"""The mails of the month: dashboards to each recipient, what will leave and what left to the facilitateur."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from config.settings import IdentiteRelais
from courrier.messages import Liste, Message, PieceJointe, Suite, ecrire

TABLEAU_DE_BORD = "tableau_de_bord"
PREAVIS = "preavis_tableaux_de_bord"
RECAPITULATIF = "recapitulatif_tableaux_de_bord"
DETAILLEES = 12
LISTE = Liste(code="tableaux-de-bord", fin="Ne plus recevoir les tableaux de bord")


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One more figure of an operation: its name, its value with the unit."""

    nom: str
    valeur: str


@dataclass(frozen=True, kw_only=True)
class LigneTableau:
    """An operation in the table of a mail; `ton` of the status is `bon`, `moyen`, `mauvais` or `neutre`."""

    reference: str
    intitule: str
    precision: str
    heures: str
    du_mois: str
    statut: str
    ton: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SectionTableau:
    """The operations in which the recipient has the same part."""

    titre: str
    lignes: tuple[LigneTableau, ...]


@dataclass(frozen=True, kw_only=True)
class ReleveAFournir:
    """A statement that the recipient still owes: « Relevé d’avril 2026 », of whom, where, and where it is declared."""

    libelle: str
    precision: str
    lien: str


@dataclass(frozen=True, kw_only=True)
class TableauDeBord:
    """The dashboards of a month for one recipient; `mois` is AAAA-MM, `periode` as it is written: « octobre 2026 ».

    `classeurs`: whether figures come as workbooks too; `lien`: where the recipient declares its hours of the month;
    `manquants`: the statements of that month and of those before that it still owes, the oldest first;
    `detaillees`: how many operations of a section have all their figures, the others a line.
    """

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    mois: str
    periode: str
    de_la_periode: str
    arrete_au: date
    sections: tuple[SectionTableau, ...]
    pieces: tuple[PieceJointe, ...]
    classeurs: bool = False
    lien: str | None = None
    manquants: tuple[ReleveAFournir, ...] = ()
    detaillees: int = DETAILLEES

    @property
    def lignes(self) -> tuple[LigneTableau, ...]:
        return tuple(ligne for section in self.sections for ligne in section.lignes)


@dataclass(frozen=True, kw_only=True)
class OperationAnnoncee:
    """An operation whose dashboards will leave: to whom, and what changed since the last ones."""

    reference: str
    intitule: str
    destinataires: str
    differences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PreavisTableauxDeBord:
    """To the facilitateur, the working day before; `quand` is « demain, mardi 17 novembre 2026 ».

    `autres`: how many operations there was no room for.
    """

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    mois: str
    de_la_periode: str
    quand: str
    courriels: int
    operations: tuple[OperationAnnoncee, ...]
    tous_retenus: bool = False
    autres: int = 0
    inchanges: int = 0
    sans_adresse: tuple[str, ...] = ()
    retenus: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecapitulatifTableauxDeBord:
    """To the facilitateur, once they left: to whom, what is held back, what no address or no document hinders."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    mois: str
    de_la_periode: str
    courriels: int
    documents: int
    operations: int
    inchanges: int
    envois: tuple[str, ...]
    autres: int = 0
    retenus: tuple[str, ...] = ()
    sans_adresse: tuple[str, ...] = ()
    empeches: tuple[str, ...] = ()


def cle_tableau_de_bord(mois: str, destinataire: str) -> str:
    """The key of the one mail of a recipient for a month."""
    return f"{TABLEAU_DE_BORD}:{mois}:{destinataire}"


def tableau_de_bord(tableau: TableauDeBord) -> Message:
    """All the dashboards of a recipient for a month, a PDF for each operation."""
    lignes = tableau.lignes
    message = ecrire(
        TABLEAU_DE_BORD,
        tableau,
        cle=cle_tableau_de_bord(tableau.mois, tableau.destinataire),
        operation=lignes[0].reference if len({ligne.reference for ligne in lignes}) == 1 else None,
        pieces_jointes=tableau.pieces,
    )
    return replace(message, liste=LISTE)


def preavis_tableaux_de_bord(preavis: PreavisTableauxDeBord) -> Message:
    """What leaves the next working day, unless it is held back."""
    return ecrire(PREAVIS, preavis, cle=f"{PREAVIS}:{preavis.mois}:{preavis.destinataire}")


def recapitulatif_tableaux_de_bord(recapitulatif: RecapitulatifTableauxDeBord) -> Message:
    """What left."""
    cle = f"{RECAPITULATIF}:{recapitulatif.mois}:{recapitulatif.destinataire}"
    return ecrire(RECAPITULATIF, recapitulatif, cle=cle)
