"""The life cycle of an operation, as one table: which step a transition leaves, where it leads, what it needs.

Source: contract §6; branches by missions, domaine §10.1 (an operation of the Région has no upstream part).
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from metier.enumeration import Enumeration
from metier.operation import Mission
from metier.roles import CONDUISENT, Role


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

AVAL = frozenset({Mission.AVAL_SUIVI, Mission.BILAN})


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

    @property
    def a_un_aval(self) -> bool:
        return bool(AVAL & self.missions)


@dataclass(frozen=True, kw_only=True)
class Regle:
    """One line of the table: the steps it starts from, the step it leads to, the data it may and must receive.

    `garde`: what the situation must be beside its step; `roles`: who may trigger it. With `corrige` the data may also
    complete or correct any field of the operation.
    """

    depuis: frozenset[Etape]
    vers: Callable[[Situation], Etape]
    garde: Callable[[Situation], bool] = lambda _situation: True
    obligatoires: tuple[str, ...] = ()
    facultatives: tuple[str, ...] = ()
    produit: tuple[str, ...] = ()
    roles: frozenset[Role] = CONDUISENT
    corrige: bool = False

    def admet(self, situation: Situation) -> bool:
        return situation.etape in self.depuis and self.garde(situation)


def _vers(etape: Etape) -> Callable[[Situation], Etape]:
    return lambda _situation: etape


def _apres_acceptation(situation: Situation) -> Etape:
    return Etape.CALIBRAGE if situation.a_un_amont else Etape.ATTRIBUTION


def _etape_quittee(situation: Situation) -> Etape:
    return situation.etape_quittee or Etape.SIGNALEE


def _aval(situation: Situation) -> bool:
    """Nothing follows the publication where the relay has no downstream part."""
    return situation.a_un_aval


def _fin(situation: Situation) -> bool:
    """The final report first; a buyer who only wanted the upstream part is done with once the DCE is written."""
    return situation.etape is Etape.BILAN or not situation.a_un_aval


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
        garde=_aval,
        obligatoires=("attributions",),
    ),
    Transition.DEMARRER: Regle(
        depuis=frozenset({Etape.ATTRIBUTION}),
        vers=_vers(Etape.DEMARRAGE),
        facultatives=("reunion",),
        produit=("D1", "D3"),
    ),
    Transition.METTRE_EN_OEUVRE: Regle(
        depuis=frozenset({Etape.DEMARRAGE}),
        vers=_vers(Etape.MISE_EN_OEUVRE),
        facultatives=("modalites",),
        produit=("G1",),
    ),
    Transition.SUIVRE: Regle(depuis=frozenset({Etape.MISE_EN_OEUVRE}), vers=_vers(Etape.SUIVI)),
    Transition.CONCLURE: Regle(
        depuis=frozenset({Etape.SUIVI}),
        vers=_vers(Etape.BILAN),
        facultatives=("signataire", "analyse"),
        produit=("I1", "I2"),
    ),
    Transition.CLORE: Regle(depuis=frozenset({Etape.BILAN, Etape.CONSULTATION}), vers=_vers(Etape.CLOSE), garde=_fin),
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
    """What a step waits for, and from whom; `delai` names the setting of its working days (`[echeances]`)."""

    libelle: str
    qui: Responsable
    delai: str


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
        libelle="Publier la consultation et prévenir le relais",
        qui=Responsable.MAITRE_OUVRAGE,
        delai="publication_sans_nouvelle",
    ),
    Etape.ATTRIBUTION: Attente(
        libelle="Communiquer les attributaires et la réunion de démarrage",
        qui=Responsable.MAITRE_OUVRAGE,
        delai="reunion_demarrage",
    ),
    Etape.DEMARRAGE: Attente(
        libelle="Choisir les modalités de réalisation", qui=Responsable.ENTREPRISE, delai="choix_modalites"
    ),
    Etape.MISE_EN_OEUVRE: Attente(
        libelle="Recruter ou faire mettre à disposition", qui=Responsable.ENTREPRISE, delai="mise_en_oeuvre"
    ),
    Etape.SUIVI: Attente(libelle="Déclarer les heures du mois", qui=Responsable.EMPLOYEUR, delai="demande_heures"),
    Etape.BILAN: Attente(
        libelle="Recueillir les observations sur le bilan, puis clore", qui=Responsable.FACILITATEUR, delai="bilan"
    ),
    Etape.SUSPENDUE: Attente(
        libelle="Reprendre ou classer l’opération", qui=Responsable.FACILITATEUR, delai="suspension"
    ),
}


PUBLIEE = Attente(
    libelle="Communiquer les attributaires de chaque lot", qui=Responsable.MAITRE_OUVRAGE, delai="attributaires"
)
SANS_SUITE_AVAL = Attente(
    libelle="Clore l’opération : le relais n’en a pas le suivi", qui=Responsable.FACILITATEUR, delai="bilan"
)


def attente(situation: Situation, *, publiee: bool = False) -> Attente | None:
    """What a step waits for; once the consultation is published, its outcome. None when nothing is awaited."""
    if publiee and situation.etape is Etape.CONSULTATION:
        return PUBLIEE if situation.a_un_aval else SANS_SUITE_AVAL
    return ATTENTES.get(situation.etape)


def transitions_possibles(situation: Situation) -> list[Transition]:
    """The transitions that the present step allows, in the order of the table."""
    return [transition for transition, regle in REGLES.items() if regle.admet(situation)]


def arrivee(situation: Situation, transition: Transition) -> Etape | None:
    """The step the transition leads to, or None when the present step does not allow it."""
    regle = REGLES[transition]
    return regle.vers(situation) if regle.admet(situation) else None
