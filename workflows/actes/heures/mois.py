"""The hours of a month of an operation: as they stand, and changed all at once or not at all.

What an act asks is first a `Plan`, worked out from what is there, then written in one transaction: the same act made
twice plans nothing the second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from config.horloge import aujourdhui
from echanges.fautes_format import faute
from formats.dates import date_courte, mois_long
from formats.nombres import heures as heures_lisibles
from formats.typographie import typographier
from metier.cycle import TERMINEES
from metier.heures import Declarant
from metier.mois_travaille import HEURES_POSSIBLES, ContratDuMois, LigneDuMois
from metier.periodes import Mois
from metier.releve import HEURES_MAXIMUM
from sqlmodel_store.depots import heures, journal, operations
from sqlmodel_store.depots.heures import CleLigne
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import Rectification
from sqlmodel_store.session import unit_of_work, verrouiller


@dataclass(frozen=True, kw_only=True)
class MoisSuivi:
    """The contracts of an operation that meet a month, with what is said of them; `clos` once it is settled."""

    operation: Operation
    mois: Mois
    clos: bool
    contrats: tuple[ContratDuMois, ...]

    def exiger(self, code: str, champ: str) -> ContratDuMois:
        """The contract of that code. Raises FauteDeSaisie naming `champ` when it does not meet the month."""
        trouve = next((un for un in self.contrats if un.contrat == code), None)
        if trouve is None:
            raison = (
                f"aucun contrat « {code[:40]} » dans l’opération {self.operation.reference} en {mois_long(self.mois)}"
            )
            raise faute(champ, f"{raison} ; vérifiez ses dates, ou ajoutez-le au dossier")
        return trouve

    def de(self, employeur: str | None, lots: Collection[int] | None = None) -> list[ContratDuMois]:
        """The contracts of an employer, of all by default, on these lots. Raises FauteDeSaisie when there is none."""
        siens = [
            un
            for un in self.contrats
            if (employeur is None or un.employeur == employeur) and (lots is None or un.lot in lots)
        ]
        if siens:
            return siens
        connus = ", ".join(sorted({un.employeur for un in self.contrats})) or "aucun"
        qui = f" de « {employeur[:60]} »" if employeur else ""
        raise faute("employeur", f"aucun contrat{qui} en {mois_long(self.mois)} ; employeurs de ce mois : {connus}")

    def exiger_commence(self) -> None:
        """Raises FauteDeSaisie for a month to come: nobody has worked in it."""
        if aujourdhui() < self.mois.debut:
            raison = f"{mois_long(self.mois)} n’a pas commencé"
            raise faute("mois", f"{raison} ; ses heures se déclarent à partir du {date_courte(self.mois.debut)}")

    def exiger_termine(self) -> None:
        """Raises FauteDeSaisie before the last day of the month: its hours may still change."""
        if aujourdhui() < self.mois.fin:
            raison = f"{mois_long(self.mois)} n’est pas terminé"
            raise faute("mois", f"{raison} ; ses heures se valident à partir du {date_courte(self.mois.fin)}")


@dataclass(frozen=True, kw_only=True)
class Changement:
    """What one party's line of a contract becomes; None: it is removed."""

    contrat: ContratDuMois
    apres: LigneDuMois | None
    declarant: Declarant = Declarant.EMPLOYEUR

    @property
    def avant(self) -> LigneDuMois | None:
        return self.contrat.dite if self.declarant is Declarant.EMPLOYEUR else self.contrat.recoupee

    @property
    def difference(self) -> Decimal:
        return (self.apres.heures if self.apres else Decimal(0)) - (self.avant.heures if self.avant else Decimal(0))

    @property
    def remplace(self) -> bool:
        """Whether hours that the employer had said give place to others."""
        if self.declarant is not Declarant.EMPLOYEUR or self.avant is None or self.apres is None:
            return False
        return not self.apres.dit_comme(self.avant)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an act changes; `motif` makes each change an amendment, `clore` settles the month."""

    changements: tuple[Changement, ...] = ()
    alertes: tuple[str, ...] = ()
    motif: str | None = None
    clore: bool = False

    @property
    def change(self) -> bool:
        return bool(self.changements) or self.clore


@dataclass(frozen=True, kw_only=True)
class Issue:
    """What came of an act: the codes of the contracts whose hours changed, those validated, what to know about it."""

    contrats: tuple[str, ...] = ()
    validees: tuple[str, ...] = ()
    alertes: tuple[str, ...] = ()


VERROU = "dossiers"
"""What whatever writes hours waits for."""
Preparation = Callable[[MoisSuivi], Plan]


def lire(session: Session, operation: Operation, mois: Mois) -> MoisSuivi:
    """A month of an operation as it stands."""
    return MoisSuivi(
        operation=operation,
        mois=mois,
        clos=heures.est_clos(session, operation.id, mois),
        contrats=tuple(heures.du_mois(session, mois, [operation.id])),
    )


def faire(reference: str, mois: Mois, preparer: Preparation, *, evenement: str, par: str, essai: bool = False) -> Issue:
    """Do an act on a month, in one transaction; the journal tells what changed, nothing when nothing did.

    With `essai` all is checked and nothing is written. Raises FauteDeSaisie.
    """
    with unit_of_work(essai=essai) as session:
        operation = operations.exiger(session, reference)
        return executer(session, operation, mois, preparer, evenement=evenement, par=par)


def executer(
    session: Session, operation: Operation, mois: Mois, preparer: Preparation, *, evenement: str | None, par: str
) -> Issue:
    """The same inside a transaction; without `evenement` the caller keeps the journal. Raises FauteDeSaisie.

    Whatever else writes hours waits for the end of the transaction: a person's are added up over all operations.
    """
    verrouiller(session, VERROU)
    suivi = lire(session, operation, mois)
    plan = preparer(suivi)
    alertes = (*plan.alertes, *controler(session, suivi, plan))
    _ecrire(session, suivi, plan, par)
    touches = tuple(dict.fromkeys(un.contrat.contrat for un in plan.changements))
    _noter_les_remplacees(session, suivi, plan, par, evenement)
    if plan.change and evenement:
        journal.noter(
            session,
            evenement,
            acteur=par,
            operation_id=operation.id,
            mois=str(mois),
            contrats=touches,
            motif=plan.motif,
        )
    return Issue(contrats=touches, alertes=alertes)


def _noter_les_remplacees(session: Session, suivi: MoisSuivi, plan: Plan, par: str, geste: str | None) -> None:
    """The figures before and after, in the journal, how and when the former came; an amendment keeps its own."""
    remplacees = [
        {
            "contrat": un.contrat.contrat,
            "avant": un.avant.heures,
            "apres": un.apres.heures,
            "origine": un.avant.origine and un.avant.origine.value,
            "declaree_le": un.avant.declaree_le,
        }
        for un in plan.changements
        if un.remplace and un.avant and un.apres
    ]
    if remplacees and plan.motif is None:
        journal.noter(
            session,
            "heures_remplacees",
            acteur=par,
            operation_id=suivi.operation.id,
            mois=str(suivi.mois),
            jour=aujourdhui(),
            geste=geste,
            remplacees=remplacees,
        )


def controler(session: Session, suivi: MoisSuivi, plan: Plan) -> tuple[str, ...]:
    """The sentences on the people whose month, all their contracts together, exceeds what a statement admits.

    Raises FauteDeSaisie where the changes would break what the database holds, or the operation is ended.
    """
    if plan.change and suivi.operation.etape in TERMINEES:
        raison = f"l’opération {suivi.operation.reference} est {suivi.operation.etape.libelle}"
        raise faute("mois", f"{raison} ; ses heures ne changent plus")
    dites = [un for un in plan.changements if un.declarant is Declarant.EMPLOYEUR]
    if not dites:
        return ()
    differences: dict[int, Decimal] = defaultdict(Decimal)
    for un in dites:
        differences[un.contrat.personne_id] += un.difference
    sommes = heures.sommes_des_personnes(session, list(differences), suivi.mois)
    totaux = {qui: sommes.get(qui, Decimal(0)) + difference for qui, difference in differences.items()}
    for un in dites:
        if differences[un.contrat.personne_id] > 0:
            _exiger_possible(suivi.mois, un, totaux[un.contrat.personne_id])
    _exiger_couvertes(session, suivi, dites)
    return tuple(_a_verifier(dites, totaux))


def _exiger_possible(mois: Mois, un: Changement, total: Decimal) -> None:
    if total > HEURES_POSSIBLES:
        raison = (
            f"la personne du contrat « {un.contrat.contrat} » aurait {heures_lisibles(total)} en "
            f"{mois_long(mois)}, tous contrats et toutes opérations comptés ; un mois en permet "
            f"{heures_lisibles(HEURES_POSSIBLES)} au plus"
        )
        raise faute("heures", raison)


def _a_verifier(dites: Sequence[Changement], totaux: Mapping[int, Decimal]) -> Iterator[str]:
    """« Plus de 220 h dans le mois pour une personne, tous contrats comptés, à vérifier : k1, k4 (240 h). »"""
    touches: dict[int, list[str]] = defaultdict(list)
    for un in dites:
        if un.apres and un.apres.heures and not un.apres.dit_comme(un.avant):
            touches[un.contrat.personne_id].append(un.contrat.contrat)
    for qui, codes in touches.items():
        if totaux[qui] > HEURES_MAXIMUM:
            quoi = f"Plus de {heures_lisibles(HEURES_MAXIMUM)} dans le mois pour une personne, tous contrats comptés"
            yield typographier(f"{quoi}, à vérifier : {', '.join(codes)} ({heures_lisibles(totaux[qui])}).")


def _exiger_couvertes(session: Session, suivi: MoisSuivi, dites: Sequence[Changement]) -> None:
    if all(un.difference >= 0 for un in dites):
        return
    affectees = heures.affectees(session, suivi.operation.id, suivi.mois)
    for un in dites:
        reste = un.apres.heures if un.apres else Decimal(0)
        prises = affectees.get(un.contrat.contrat, Decimal(0))
        if prises > reste:
            raison = (
                f"{heures_lisibles(prises)} du contrat « {un.contrat.contrat} » sont comptées sur d’autres opérations "
                f"en {mois_long(suivi.mois)}, {heures_lisibles(reste)} resteraient ; retirez d’abord ces affectations"
            )
            raise faute("heures", raison)


def _ecrire(session: Session, suivi: MoisSuivi, plan: Plan, par: str) -> None:
    """Hours that go down first: no moment of it exceeds what the database allows."""
    for un in sorted(plan.changements, key=lambda changement: changement.difference):
        cle = CleLigne(contrat_id=un.contrat.contrat_id, mois=suivi.mois, declarant=un.declarant)
        heures.ecrire(session, suivi.operation.id, cle, un.apres)
        if plan.motif is not None:
            heures.noter_rectification(session, _rectification(suivi, un, plan.motif, par))
    if plan.clore:
        heures.clore(session, suivi.operation.id, suivi.mois, par=par, jour=aujourdhui())


def _rectification(suivi: MoisSuivi, un: Changement, motif: str, par: str) -> Rectification:
    return Rectification(
        operation_id=suivi.operation.id,
        contrat=un.contrat.contrat,
        mois=str(suivi.mois),
        declarant=un.declarant,
        heures_avant=un.avant.heures if un.avant else None,
        formation_avant=un.avant.dont_formation if un.avant else None,
        etat_avant=un.avant.etat if un.avant else None,
        heures_apres=un.apres.heures if un.apres else None,
        formation_apres=un.apres.dont_formation if un.apres else None,
        etat_apres=un.apres.etat if un.apres else None,
        motif=motif,
        par=par,
        jour=aujourdhui(),
    )
