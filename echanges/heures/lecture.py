"""A file of hours made by a company → the hours of each contract, row by row. Nothing is stored, nothing is raised."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from echanges.heures.classeur import Feuille, FichierRefuse, ouvrir, texte_nomme_classeur
from echanges.heures.feuilles import Depouillement
from echanges.heures.non_lues import colonnes_du_releve_non_lues, colonnes_non_lues
from echanges.heures.phrases import PHRASES_FICHIER
from echanges.heures.releves import du_releve, est_un_releve, refus_du_releve
from echanges.heures.resultat import LectureHeures, RaisonFichier
from echanges.heures.titres import mois_de_la_feuille
from echanges.releve import lire_releve
from formats.releve import RELEVE
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from metier.periodes import Mois
from metier.suivi import Suivi

_JOURNAL = logging.getLogger(__name__)


def lire_heures(octets: bytes, nom: str, suivi: Suivi, mois: Mois) -> LectureHeures:
    """What a file (.xlsx, .xls, .ods, .csv) declares for a month of an operation; never raises, whatever the bytes.

    `nom` is the name the file came under: it serves in sentences, the format is told from the bytes. A statement made
    by the relay (G3) is recognised and read by its own reader. Which contract hours go to: the lot written on the row,
    else the only lot the person works on that month, else the one that the sheet is named after, else the row is
    refused. Of successive contracts of one person on one lot, rows as many as contracts go to them in order of dates;
    otherwise all hours go to the contract that covers most days of the month.
    """
    return ouvrir_fichier(octets, nom).lire(suivi, mois)


@dataclass(frozen=True, kw_only=True)
class FichierOuvert:
    """A file opened once, to be read for one operation or another; `feuilles` None where nothing can be had of it."""

    nom: str
    octets: bytes = field(repr=False)
    feuilles: tuple[Feuille, ...] | None = field(repr=False)
    refus: RaisonFichier | None = None

    @property
    def est_un_releve(self) -> bool:
        """Whether it is a statement made by the relay, its identity intact or not."""
        return self.feuilles is not None and est_un_releve(self.feuilles)

    def lire(self, suivi: Suivi, mois: Mois) -> LectureHeures:
        """As `lire_heures`."""
        vide = LectureHeures(fichier=self.nom, mois=mois)
        if self.feuilles is None:
            return _refuser(vide, self.refus or RaisonFichier.ILLISIBLE)
        lue = _lire_sans_faute(self.octets, list(self.feuilles), vide, suivi)
        return lue if lue.fichier_refuse is not None else replace(lue, non_lues=self.non_lues(mois))

    def non_lues(self, mois: Mois) -> tuple[str, ...]:
        """The headings of the columns that are not read for that month; none where the file cannot be."""
        if self.feuilles is None:
            return ()
        if self.est_un_releve:
            return colonnes_du_releve_non_lues(next(une for une in self.feuilles if une.nom == RELEVE))
        return colonnes_non_lues(_du_mois(_visibles(self.feuilles), mois), mois)


def ouvrir_fichier(octets: bytes, nom: str) -> FichierOuvert:
    """The sheets of a file; never raises, whatever the bytes."""
    try:
        return FichierOuvert(nom=nom, octets=octets, feuilles=tuple(ouvrir(octets, nom)))
    except FichierRefuse as refus:
        return FichierOuvert(nom=nom, octets=octets, feuilles=None, refus=refus.raison)
    except Exception as erreur:  # noqa: BLE001 - a file from outside never stops the one who received it
        _JOURNAL.warning("lecture d’un fichier d’heures interrompue par %s", type(erreur).__name__)
        return FichierOuvert(nom=nom, octets=octets, feuilles=None, refus=RaisonFichier.ILLISIBLE)


def _lire_sans_faute(octets: bytes, feuilles: list[Feuille], vide: LectureHeures, suivi: Suivi) -> LectureHeures:
    try:
        return _lire(octets, feuilles, vide, suivi)
    except FichierRefuse as refus:
        return _refuser(vide, refus.raison)
    except Exception as erreur:  # noqa: BLE001 - a file from outside never stops the one who received it
        _JOURNAL.warning("lecture d’un fichier d’heures interrompue par %s", type(erreur).__name__)
        return _refuser(vide, RaisonFichier.ILLISIBLE)


def _lire(octets: bytes, feuilles: list[Feuille], vide: LectureHeures, suivi: Suivi) -> LectureHeures:
    if est_un_releve(feuilles):
        return _releve(octets, feuilles, vide, suivi)
    visibles = _visibles(feuilles)
    if not any(case is not None for une in visibles for rangee in une.rangees for case in rangee):
        raise FichierRefuse(RaisonFichier.ILLISIBLE)
    return _depouiller(visibles, vide, suivi)


def _releve(octets: bytes, feuilles: list[Feuille], vide: LectureHeures, suivi: Suivi) -> LectureHeures:
    """A statement of the relay; where some of its cells are faulty, its rows are read one by one like any other's."""
    try:
        return du_releve(lire_releve(octets), vide, suivi)
    except FautesDeSaisie:
        return _depouiller([une for une in feuilles if une.nom == RELEVE], vide, suivi)
    except FauteDeSaisie as faute:
        return refus_du_releve(faute, vide)


def _depouiller(feuilles: list[Feuille], vide: LectureHeures, suivi: Suivi) -> LectureHeures:
    """The rows of these sheets; where each month has its own, those of the others are left.

    Raises FichierRefuse when none has headings; a text under the name of a spreadsheet is then no known format.
    """
    depouillement = Depouillement(suivi, vide.mois)
    du_mois = _du_mois(feuilles, vide.mois)
    depouillement.laisser([une for une in feuilles if une not in du_mois])
    lues = [une for une in du_mois if depouillement.parcourir(une)]
    if not lues:
        raise FichierRefuse(
            RaisonFichier.FORMAT if texte_nomme_classeur(du_mois, vide.fichier) else RaisonFichier.COLONNES
        )
    return depouillement.conclure(vide)


def _visibles(feuilles: Sequence[Feuille]) -> list[Feuille]:
    return [une for une in feuilles if not une.cachee]


def _du_mois(feuilles: Sequence[Feuille], mois: Mois) -> list[Feuille]:
    """Those of the month where one is named after it, all of them elsewhere."""
    siennes = [une for une in feuilles if mois_de_la_feuille(une.nom, mois) in {None, mois}]
    return siennes if any(mois_de_la_feuille(une.nom, mois) for une in siennes) else list(feuilles)


def _refuser(vide: LectureHeures, raison: RaisonFichier) -> LectureHeures:
    return replace(vide, fichier_refuse=raison, phrase=PHRASES_FICHIER[raison])
