"""A file of hours made by a company: read row by row, declared all at once."""

from __future__ import annotations

from dataclasses import dataclass

from echanges.heures.classeur import ouvrir
from echanges.heures.lecture import lire_heures
from echanges.heures.releves import est_un_releve
from echanges.heures.resultat import LectureHeures
from echanges.suivi import charger
from formats.releve import RELEVE
from metier.heures import OrigineHeures
from metier.periodes import Mois
from sqlmodel_store.session import lecture
from workflows.actes.heures.declaration import LigneDite, declarer
from workflows.actes.heures.mois import Issue


@dataclass(frozen=True, kw_only=True)
class Importation:
    """What was read of a file, and what became of it; `issue` None when nothing is to be kept of it."""

    lecture: LectureHeures
    issue: Issue | None = None


def importer(
    octets: bytes, nom: str, *, reference: str, mois: Mois, par: str, partiel: bool = False, essai: bool = False
) -> Importation:
    """Declares the hours of a file; the same file again changes nothing.

    A refused row keeps the whole file out, unless `partiel`; with `essai` nothing is written. Raises FauteDeSaisie for
    an unknown operation, and where the hours that were read cannot be declared.
    """
    with lecture() as session:
        suivi = charger(session, reference)
    lue = lire_heures(octets, nom, suivi, mois)
    if lue.fichier_refuse is not None or not lue.acceptees or (lue.refusees and not partiel):
        return Importation(lecture=lue)
    origine = _origine(octets, nom, lue)
    issue = declarer(reference, mois=mois, lignes=lignes_lues(lue), origine=origine, par=par, essai=essai)
    return Importation(lecture=lue, issue=issue)


def lignes_lues(lue: LectureHeures) -> list[LigneDite]:
    """What a file declares, a line per contract."""
    return [
        LigneDite(contrat=contrat, heures=une.heures, dont_formation=une.dont_formation)
        for contrat, une in lue.par_contrat().items()
    ]


def _origine(octets: bytes, nom: str, lue: LectureHeures) -> OrigineHeures:
    """The relay's own statement (G3), or a file of the company; only a sheet of that name is looked into again."""
    releve = lue.feuilles == (RELEVE,) and est_un_releve(ouvrir(octets, nom))
    return OrigineHeures.RELEVE if releve else OrigineHeures.FICHIER
