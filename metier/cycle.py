"""The life cycle of an operation, as one table: which step a transition leaves, where it leads, what it needs.

Source: contract §6; branches by missions, domaine §10.1 (an operation of the Région has no upstream part).
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from metier.enumeration import Enumeration
from metier.operation import Mission


class Etape(Enumeration):
    SIGNALEE = "signalee", "signalée"
    FAISABILITE = "faisabilite", "faisabilité"
    CALIBRAGE = "calibrage", "calibrage"
    REDACTION = "redaction", "rédaction"
    CONSULTATION = "consultation", "consultation"
    ATTRIBUTION = "attribution", "attribution"
    DEMARRAGE = "demarrage", "démarrage"
    MISE_EN_OEUVRE = "mise_en_oeuvre", "mise en œuvre"
    SUIVI = "suivi", "suivi"
    BILAN = "bilan", "bilan"
    CLOSE = "close", "close"
    REFUSEE = "refusee", "refusée"
    ABANDONNEE = "abandonnee", "abandonnée"
    SANS_SUITE = "sans_suite", "sans suite"
    SUSPENDUE = "suspendue", "suspendue"


TERMINEES = frozenset({Etape.CLOSE, Etape.REFUSEE, Etape.ABANDONNEE, Etape.SANS_SUITE})
OUVERTES = frozenset(Etape) - TERMINEES - {Etape.SUSPENDUE}
ETAPES_AVAL = frozenset({Etape.ATTRIBUTION, Etape.DEMARRAGE, Etape.MISE_EN_OEUVRE, Etape.SUIVI, Etape.BILAN})
AMONT = frozenset({Mission.AMONT_IDENTIFICATION, Mission.AMONT_CALCUL, Mission.AMONT_REDACTION})


class Transition(Enumeration):
    INSTRUIRE = "instruire", "instruire"
    ACCEPTER = "accepter", "accepter"
    REFUSER = "refuser", "refuser"
    CALIBRER = "calibrer", "calibrer"
    REDIGER = "rediger", "rédiger"
    PUBLIER = "publier", "publier"
    ATTRIBUER = "attribuer", "attribuer"
    DEMARRER = "demarrer", "démarrer"
    METTRE_EN_OEUVRE = "mettre_en_oeuvre", "mettre en œuvre"
    SUIVRE = "suivre", "suivre"
    CONCLURE = "conclure", "conclure"
    CLORE = "clore", "clore"
    ABANDONNER = "abandonner", "abandonner"
    CLASSER = "classer", "classer sans suite"
    SUSPENDRE = "suspendre", "suspendre"
    REPRENDRE = "reprendre", "reprendre"


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What the table reads of an operation: its step, the step it left when suspended, its missions."""

    etape: Etape
    etape_quittee: Etape | None
    missions: AbstractSet[Mission]

    @property
    def a_un_amont(self) -> bool:
        return bool(AMONT & self.missions)


@dataclass(frozen=True, kw_only=True)
class Regle:
    """One line of the table: the steps it starts from, the step it leads to, the data it may and must receive.

    With `corrige` the data may also complete or correct any field of the operation.
    """

    depuis: frozenset[Etape]
    vers: Callable[[Situation], Etape]
    obligatoires: tuple[str, ...] = ()
    facultatives: tuple[str, ...] = ()
    produit: tuple[str, ...] = ()
    corrige: bool = False


def _vers(etape: Etape) -> Callable[[Situation], Etape]:
    return lambda _situation: etape


def _apres_acceptation(situation: Situation) -> Etape:
    return Etape.CALIBRAGE if situation.a_un_amont else Etape.ATTRIBUTION


def _etape_quittee(situation: Situation) -> Etape:
    return situation.etape_quittee or Etape.SIGNALEE


REGLES: dict[Transition, Regle] = {
    Transition.INSTRUIRE: Regle(depuis=frozenset({Etape.SIGNALEE}), vers=_vers(Etape.FAISABILITE), corrige=True),
    Transition.ACCEPTER: Regle(
        depuis=frozenset({Etape.FAISABILITE}), vers=_apres_acceptation, facultatives=("reserves",), produit=("C0",)
    ),
    Transition.REFUSER: Regle(
        depuis=frozenset({Etape.FAISABILITE}),
        vers=_vers(Etape.REFUSEE),
        obligatoires=("motif",),
        facultatives=("relais_propose",),
        produit=("C0",),
    ),
    Transition.CALIBRER: Regle(
        depuis=frozenset({Etape.CALIBRAGE}),
        vers=_vers(Etape.REDACTION),
        facultatives=("lots",),
        corrige=True,
        produit=("B1", "B2"),
    ),
    Transition.REDIGER: Regle(
        depuis=frozenset({Etape.REDACTION}),
        vers=_vers(Etape.CONSULTATION),
        facultatives=("date_publication_prevue",),
        corrige=True,
        produit=("A1", "A2", "A3", "A7", "A8", "A9", "A10", "A11"),
    ),
    Transition.PUBLIER: Regle(
        depuis=frozenset({Etape.CONSULTATION}),
        vers=_vers(Etape.CONSULTATION),
        obligatoires=("date_publication",),
    ),
    Transition.ATTRIBUER: Regle(
        depuis=frozenset({Etape.CONSULTATION}),
        vers=_vers(Etape.ATTRIBUTION),
        obligatoires=("attributions",),
    ),
    Transition.DEMARRER: Regle(
        depuis=frozenset({Etape.ATTRIBUTION}),
        vers=_vers(Etape.DEMARRAGE),
        facultatives=("reunion",),
    ),
    Transition.METTRE_EN_OEUVRE: Regle(
        depuis=frozenset({Etape.DEMARRAGE}), vers=_vers(Etape.MISE_EN_OEUVRE), facultatives=("modalites",)
    ),
    Transition.SUIVRE: Regle(depuis=frozenset({Etape.MISE_EN_OEUVRE}), vers=_vers(Etape.SUIVI)),
    Transition.CONCLURE: Regle(depuis=frozenset({Etape.SUIVI}), vers=_vers(Etape.BILAN)),
    Transition.CLORE: Regle(depuis=frozenset({Etape.BILAN}), vers=_vers(Etape.CLOSE)),
    Transition.ABANDONNER: Regle(
        depuis=OUVERTES | {Etape.SUSPENDUE}, vers=_vers(Etape.ABANDONNEE), obligatoires=("motif",)
    ),
    Transition.CLASSER: Regle(
        depuis=OUVERTES | {Etape.SUSPENDUE}, vers=_vers(Etape.SANS_SUITE), obligatoires=("motif",)
    ),
    Transition.SUSPENDRE: Regle(depuis=OUVERTES, vers=_vers(Etape.SUSPENDUE), obligatoires=("motif",)),
    Transition.REPRENDRE: Regle(depuis=frozenset({Etape.SUSPENDUE}), vers=_etape_quittee, facultatives=("motif",)),
}


class Responsable(Enumeration):
    FACILITATEUR = "facilitateur", "facilitateur"
    MAITRE_OUVRAGE = "maitre_ouvrage", "maître d’ouvrage"
    ENTREPRISE = "entreprise", "entreprise attributaire"
    EMPLOYEUR = "employeur", "employeur"


@dataclass(frozen=True, kw_only=True)
class Attente:
    """What a step waits for, and from whom; `delai` names the setting of its working days, None when no date binds."""

    libelle: str
    qui: Responsable
    delai: str | None = None


ATTENTES: dict[Etape, Attente] = {
    Etape.SIGNALEE: Attente(
        libelle="Vérifier l’annonce et compléter ce qui manque",
        qui=Responsable.FACILITATEUR,
        delai="reponse_faisabilite",
    ),
    Etape.FAISABILITE: Attente(
        libelle="Répondre : le relais peut-il prendre l’opération ?",
        qui=Responsable.FACILITATEUR,
        delai="reponse_faisabilite",
    ),
    Etape.CALIBRAGE: Attente(libelle="Retenir les lots et les heures", qui=Responsable.FACILITATEUR, delai="calibrage"),
    Etape.REDACTION: Attente(libelle="Rédiger les pièces de marché", qui=Responsable.FACILITATEUR, delai="redaction"),
    Etape.CONSULTATION: Attente(
        libelle="Publier la consultation et prévenir le relais", qui=Responsable.MAITRE_OUVRAGE
    ),
    Etape.ATTRIBUTION: Attente(
        libelle="Communiquer les attributaires et la réunion de démarrage", qui=Responsable.MAITRE_OUVRAGE
    ),
    Etape.DEMARRAGE: Attente(libelle="Choisir les modalités de réalisation", qui=Responsable.ENTREPRISE),
    Etape.MISE_EN_OEUVRE: Attente(libelle="Recruter ou faire mettre à disposition", qui=Responsable.ENTREPRISE),
    Etape.SUIVI: Attente(libelle="Déclarer les heures du mois", qui=Responsable.EMPLOYEUR),
    Etape.BILAN: Attente(libelle="Établir le bilan final", qui=Responsable.FACILITATEUR),
    Etape.SUSPENDUE: Attente(libelle="Reprendre ou classer l’opération", qui=Responsable.FACILITATEUR),
}


PUBLIEE = Attente(libelle="Communiquer les attributaires de chaque lot", qui=Responsable.MAITRE_OUVRAGE)


def attente(etape: Etape, *, publiee: bool = False) -> Attente | None:
    """What a step waits for; once the consultation is published, its outcome. None when nothing is awaited."""
    return PUBLIEE if publiee and etape is Etape.CONSULTATION else ATTENTES.get(etape)


def transitions_possibles(situation: Situation) -> list[Transition]:
    """The transitions that the present step allows, in the order of the table."""
    return [transition for transition, regle in REGLES.items() if situation.etape in regle.depuis]


def arrivee(situation: Situation, transition: Transition) -> Etape | None:
    """The step the transition leads to, or None when the present step does not allow it."""
    regle = REGLES[transition]
    return regle.vers(situation) if situation.etape in regle.depuis else None
