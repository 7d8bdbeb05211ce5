"""The runs in French: what, about which operation, when, how it ended, what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.paths import Paths
from config.settings import get_settings
from formats.dates import mois_long
from formats.typographie import INSECABLE
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.depots import demandes_vues, operations_vues
from sqlmodel_store.modeles.journal import Demande, EtatDemande
from sqlmodel_store.session import lecture
from workflows import deroulements
from workflows.deroulements import EN_ROUTE, EtatRun, Run
from workflows.service_prefect import lire_etat

QUOI = {
    "reception": "Lecture d’un courriel reçu",
    "nouvelle_operation": "Ouverture d’une opération",
    "faisabilite": "Réponse\u00a0: le relais prend-il l’opération\u00a0?",
    "calibrage": "Calibrage",
    "redaction": "Rédaction des pièces de marché",
    "demarrage": "Démarrage",
    "mise_en_oeuvre": "Mise en œuvre des modalités",
    "bilan_final": "Bilan final",
    "geste": "Action sur une opération",
    "echeances": "Échéances du jour",
    "consolidation": "Consolidation",
    "tableaux_de_bord": "Tableaux de bord",
    "expedition": "Envoi du courrier",
    "rapprochement": "Reprise de ce qui est dû",
}
REMEDES = {
    "FauteDeSaisie": "Corrigez ce que dit cette phrase, puis refaites l’action depuis la page de l’opération.",
    "FautesDeSaisie": "Corrigez ce que dit cette phrase, puis refaites l’action depuis la page de l’opération.",
    "PanneExterne": "Relais réessaie toutes les cinq minutes\u00a0; si cela dure, vérifiez le serveur en cause.",
    "ErreurInterne": "Transmettez cette référence à la personne qui administre Relais.",
}
INTERROMPU = "Le traitement s’est arrêté en route. Relais le reprend de lui-même dans les cinq minutes."
INCONNU = "L’erreur est dans le suivi technique\u00a0: demandez à la personne qui administre Relais."
SECONDES_PAR_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class LigneRun:
    """A run as the page shows it; `suite` what to do of a failure, `relancable` whether a button asks for it again."""

    id: str
    quoi: str
    reference: str | None
    liee: bool
    etat: EtatRun
    debut: datetime | None
    duree: str
    rate: bool
    en_route: bool
    phrase: str
    suite: str
    relancable: bool


@dataclass(frozen=True, kw_only=True)
class LigneDemande:
    """A request of the journal: what is known where no server answers."""

    id: int
    quoi: str
    reference: str
    etat: EtatDemande
    demandee_le: datetime
    faite_le: datetime | None


@dataclass(frozen=True, kw_only=True)
class PageRuns:
    """`runs` None where no server answers; `interface`: the server's own pages, for who rules the installation."""

    runs: tuple[LigneRun, ...] | None
    demandes: tuple[LigneDemande, ...]
    tous: bool
    caches: int
    interface: str | None

    @property
    def en_route(self) -> bool:
        return any(un.en_route for un in self.runs or ())


def lire_page(acces: Acces, *, tous: bool) -> PageRuns:
    """The latest runs that the account may see; the regular ones that went well only if `tous`."""
    lus = deroulements.derniers()
    with lecture() as session:
        vues = {une.reference for une in operations_vues.reperes(session, acces)}
        recentes = demandes_vues.dernieres(session, acces, 50) if lus is None else []
    visibles = [un for un in lus or () if _visible(acces, un, vues)]
    montres = [un for un in visibles if tous or un.flux != "rapprochement" or un.rate]
    etat = lire_etat(Paths(get_settings().home))
    return PageRuns(
        runs=None if lus is None else tuple(_ligne(acces, un, vues) for un in montres),
        demandes=tuple(_demande(une, reference) for une, reference in recentes),
        tous=tous,
        caches=len(visibles) - len(montres),
        interface=etat.prefect if etat and lus is not None and acces.peut(Droit.REGLER) else None,
    )


def peut_relancer(acces: Acces, run: Run) -> bool:
    """Whether the account may ask for it again: an act takes who drives its operation, dashboards who rules."""
    with lecture() as session:
        vues = {une.reference for une in operations_vues.reperes(session, acces)}
    return _peut(acces, run) and _visible(acces, run, vues) and deroulements.relancable(run)


def _peut(acces: Acces, run: Run) -> bool:
    return acces.peut(Droit.REGLER if run.flux in {"tableaux_de_bord", "rapprochement"} else Droit.CONDUIRE)


def _visible(acces: Acces, run: Run, vues: set[str]) -> bool:
    """Those about an operation seen, or about none; all of them for who only looks after the installation."""
    return run.reference is None or run.reference in vues or not acces.peut(Droit.LIRE)


def _ligne(acces: Acces, run: Run, vues: set[str]) -> LigneRun:
    return LigneRun(
        id=run.id,
        quoi=_quoi(run),
        reference=run.reference,
        liee=run.reference in vues,
        etat=run.etat,
        debut=run.debut,
        duree=_duree(run.duree),
        rate=run.rate,
        en_route=run.etat in EN_ROUTE,
        phrase=run.erreur[1] if run.erreur else "",
        suite=_suite(run),
        relancable=run.rate and _peut(acces, run) and deroulements.relancable(run),
    )


def _quoi(run: Run) -> str:
    dit = QUOI.get(run.flux, run.flux.replace("_", " ").capitalize() or "Traitement")
    if run.mois:
        try:
            return f"{dit}, {mois_long(Mois.lire(run.mois))}"
        except FauteDeSaisie:
            return dit
    return f"{dit}, n°{INSECABLE}{run.courrier}" if run.courrier is not None else dit


def _suite(run: Run) -> str:
    if not run.rate:
        return ""
    if run.erreur:
        return REMEDES[run.erreur[0]]
    return INTERROMPU if run.etat is EtatRun.CRASHED else INCONNU


def _duree(duree: timedelta) -> str:
    secondes = duree.total_seconds()
    if secondes < 1:
        return f"moins d’une{INSECABLE}seconde"
    if secondes < SECONDES_PAR_MINUTE:
        return f"{secondes:.0f}{INSECABLE}s"
    return f"{int(secondes // SECONDES_PAR_MINUTE)}{INSECABLE}min {int(secondes % SECONDES_PAR_MINUTE):02}{INSECABLE}s"


def _demande(une: Demande, reference: str) -> LigneDemande:
    libelle = une.acte.libelle
    return LigneDemande(
        id=une.id,
        quoi=libelle[:1].upper() + libelle[1:],
        reference=reference,
        etat=une.etat,
        demandee_le=une.demandee_le,
        faite_le=une.faite_le,
    )
