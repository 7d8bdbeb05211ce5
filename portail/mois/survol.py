"""All the lines of a month in few words: where each stands, in order, those that answer what is looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from sqlmodel import Session

from config.settings import get_settings
from metier import releves_attendus
from metier.droits import Acces
from metier.eligibilite import compte
from metier.heures import EtatHeures
from metier.periodes import Mois
from portail.mois.vue import Situation, Vue
from sqlmodel_store.depots import heures, mois_leger
from sqlmodel_store.depots.mois_leger import Cadre, LigneLegere
from sqlmodel_store.depots.unicite import normaliser
from workflows.actes.heures.grille import est_a_regler

COMPTEES = (EtatHeures.DECLAREE, EtatHeures.VALIDEE)
"""What is contested is told apart."""


class Situee(NamedTuple):
    """A line and where it stands; `entreprise`: the company it serves, read only where something asks for it."""

    ligne: LigneLegere
    situation: Situation
    entreprise: str | None


@dataclass(frozen=True)
class Survol:
    """The lines of the month that an account sees, in order; their operations by id; those whose month is closed."""

    mois: Mois
    cadres: Mapping[int, Cadre]
    clos: Collection[int]
    lignes: tuple[Situee, ...]

    @cached_property
    def compte(self) -> Counter[Situation]:
        return Counter(une.situation for une in self.lignes)

    @cached_property
    def employeurs(self) -> tuple[str, ...]:
        return tuple(sorted({une.ligne.employeur for une in self.lignes}))

    @cached_property
    def attendus(self) -> frozenset[tuple[int, int, str]]:
        """The statements that the month calls for, of one employer on one lot."""
        return frozenset(_releve(une) for une in self.lignes if une.situation is not Situation.HORS_SUIVI)

    @cached_property
    def manquants(self) -> frozenset[tuple[int, int, str]]:
        """Those of them that are not whole."""
        return frozenset(_releve(une) for une in self.lignes if une.situation is Situation.MANQUE)

    def somme(self, *etats: EtatHeures, lignes: Iterable[Situee] | None = None) -> Decimal:
        """Hours of people whose eligibility is valid in that month, as employers say them, in these states.

        `lignes`: these only, in place of all.
        """
        voulus = {etat.value for etat in etats}
        dites = (une.ligne for une in (self.lignes if lignes is None else lignes) if une.ligne.etat in voulus)
        return heures.en_heures(sum(un.centiemes for un in dites if un.centiemes and self._est_comptee(un)))

    def _est_comptee(self, un: LigneLegere) -> bool:
        return compte(un.validee_le, un.motif_tardif, un.debut, self.mois)

    def trouver(self, vue: Vue) -> list[Situee]:
        """The lines that answer what is looked for, in order."""
        mots = normaliser(vue.mots).split()
        trouvees: Iterator[Situee] = (
            une
            for une in self.lignes
            if (vue.situation is None or une.situation is vue.situation)
            and (not vue.employeur or une.ligne.employeur == vue.employeur)
        )
        if not mots:
            return list(trouvees)
        dits = _Dits(self.cadres)
        return [une for une in trouvees if all(mot in dits.de(une) for mot in mots)]


class _Dits:
    """The words of a line, without accents or case; what many lines share is read once."""

    def __init__(self, cadres: Mapping[int, Cadre]) -> None:
        self._cadres = cadres
        self._lus: dict[str, str] = {}

    def de(self, une: Situee) -> str:
        un, cadre = une.ligne, self._cadres[une.ligne.operation_id]
        textes = (cadre.reference, cadre.intitule, un.employeur, une.entreprise, un.nom, un.prenom, un.contrat)
        return " ".join(self._lu(texte) for texte in textes if texte)

    def _lu(self, texte: str) -> str:
        if texte not in self._lus:
            self._lus[texte] = normaliser(texte)
        return self._lus[texte]


def lire(session: Session, acces: Acces, mois: Mois, *, avec_entreprises: bool = False) -> Survol:
    """The month of the operations that the account sees; three statements, or five with the companies."""
    cadres = mois_leger.cadres(session, acces, mois)
    clos = heures.closes_en(session, mois)
    lues = [une for une in mois_leger.lignes(session, mois) if une.operation_id in cadres]
    servies: dict[tuple[int, str], str] = {}
    if avec_entreprises or get_settings().heures.double_declaration:
        servies = mois_leger.entreprises(session, mois, {(une.lot_id, une.employeur) for une in lues})
    lues.sort(key=lambda un: (cadres[un.operation_id].reference, un[3:9]))
    placer = _Placement(mois, cadres, clos)
    return Survol(mois, cadres, clos, tuple(placer.situer(un, servies.get((un.lot_id, un.employeur))) for un in lues))


class _Placement:
    """Where lines stand, what depends on their operation alone being reckoned once."""

    def __init__(self, mois: Mois, cadres: Mapping[int, Cadre], clos: Collection[int]) -> None:
        self._appelees = {un.id for un in cadres.values() if _cadre(un, mois, clos=un.id in clos).appelle(mois)}

    def situer(self, un: LigneLegere, entreprise: str | None) -> Situee:
        return Situee(un, self._situation(un, entreprise), entreprise)

    def _situation(self, un: LigneLegere, entreprise: str | None) -> Situation:
        if un.centiemes is None or un.etat is None:
            return Situation.MANQUE if un.clause and un.operation_id in self._appelees else Situation.HORS_SUIVI
        if un.etat == EtatHeures.VALIDEE.value:
            return Situation.VALIDEE
        ecart = None if un.recoupes is None else heures.en_heures(un.recoupes - un.centiemes)
        seule = entreprise not in (None, un.employeur) and un.recoupes is None
        regler = est_a_regler(EtatHeures(un.etat), ecart, seule=seule)
        return Situation.CONTESTEE if regler else Situation.A_VALIDER


def _cadre(cadre: Cadre, mois: Mois, *, clos: bool) -> releves_attendus.Cadre:
    """What the operation says of the statements of that month."""
    return releves_attendus.Cadre(
        etape=cadre.etape, depuis=cadre.releves_depuis, clos=frozenset([mois] if clos else [])
    )


def _releve(une: Situee) -> tuple[int, int, str]:
    return une.ligne.operation_id, une.ligne.lot, une.ligne.employeur
