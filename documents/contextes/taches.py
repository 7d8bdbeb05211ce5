"""The twenty tasks of C1 and who does each, from the missions given to the relay (documents.md §7).

Each task has exactly one A. The formal notice and the certificate are the maître d’ouvrage's alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metier.enumeration import Enumeration
from metier.operation import Mission, Montage
from metier.suivi import Suivi

CODES_VIDES = "–"


class Acteur(Enumeration):
    ACHETEUR = "acheteur", "maître d’ouvrage"
    RELAIS = "relais", "relais"
    MAITRE_OEUVRE = "maitre_oeuvre", "maître d’œuvre"
    ENTREPRISE = "entreprise", "entreprise"
    SIAE = "siae", "SIAE"
    SPE = "spe", "service public de l’emploi"


MOA, RELAIS, MOE, ENTREPRISE, SIAE, SPE = Acteur


@dataclass(frozen=True, kw_only=True)
class Tache:
    """A task. `parametre` names the setting whose value `echeance` prints as `{valeur}`."""

    libelle: str
    echeance: str
    codes: Mapping[Acteur, str]
    parametre: str | None = None


def taches(suivi: Suivi, *, region: bool) -> tuple[Tache, ...]:
    """The tasks in the order of an operation's life."""
    return (*_amont(suivi, region=region), *_passation(suivi), *_aval(suivi), *_cloture(suivi))


def _amont(suivi: Suivi, *, region: bool) -> tuple[Tache, ...]:
    """Upstream: the relay does what it has the mission of; for a Région it is consulted or informed."""

    def roles(mission: Mission, autrement: str) -> Mapping[Acteur, str]:
        confiee = mission in suivi.missions and not region
        return {MOA: "A", RELAIS: "R"} if confiee else {MOA: "R/A", RELAIS: autrement}

    identification, calcul, redaction = Mission.AMONT_IDENTIFICATION, Mission.AMONT_CALCUL, Mission.AMONT_REDACTION
    return (
        Tache(libelle="Étude d’opportunité", echeance="programme", codes=roles(identification, "C")),
        Tache(libelle="Choix des lots", echeance="avant calcul", codes={MOA: "R/A", RELAIS: "C", MOE: "C"}),
        Tache(libelle="Calcul des heures", echeance="avant rédaction", codes=roles(calcul, "I")),
        Tache(libelle="Rédaction de la clause", echeance="avant publication", codes=roles(redaction, "I")),
    )


def _passation(suivi: Suivi) -> tuple[Tache, ...]:
    analyse = {MOA: "R/A", MOE: "C"}
    if suivi.montage is Montage.EXECUTION_CRITERE:
        analyse[RELAIS] = "C"
    return (
        Tache(
            libelle="Insertion au dossier de consultation, relais prévenu",
            echeance="avant publication",
            codes={MOA: "R/A", RELAIS: "I"},
        ),
        Tache(libelle="Réponses aux candidats", echeance="consultation", codes={MOA: "R/A", RELAIS: "C"}),
        Tache(libelle="Analyse des offres", echeance="consultation", codes=analyse),
        Tache(
            libelle="Attributaires transmis au relais",
            echeance="notification + 5 j ouvrés",
            codes={MOA: "R/A", RELAIS: "I", ENTREPRISE: "I"},
        ),
        Tache(
            libelle="Réunion de démarrage",
            echeance="avant exécution",
            codes={MOA: "A", RELAIS: "C", MOE: "R", ENTREPRISE: "C"},
        ),
    )


def _aval(suivi: Suivi) -> tuple[Tache, ...]:
    """Follow-up: the relay answers for it where it has the mission, else the maître d’ouvrage."""
    confiee = Mission.AVAL_SUIVI in suivi.missions

    def suivies(**autres: str) -> Mapping[Acteur, str]:
        porteur = {RELAIS: "R/A", MOA: "I"} if confiee else {MOA: "R/A"}
        return porteur | {Acteur(nom): code for nom, code in autres.items()}

    return (
        Tache(
            libelle="Rappel des engagements",
            echeance="notification + 5 j ouvrés",
            codes=suivies(entreprise="I"),
        ),
        Tache(
            libelle="Choix des modalités",
            echeance="démarrage",
            codes={ENTREPRISE: "R/A", SIAE: "C", MOA: "I"} | ({RELAIS: "C"} if confiee else {}),
        ),
        Tache(
            libelle="Fiche de poste et diffusion de l’offre",
            echeance="avant chaque accueil",
            codes=suivies(entreprise="R", siae="C", spe="C"),
        ),
        Tache(
            libelle="Validation des éligibilités",
            echeance="{valeur} h ouvrées",
            parametre="delai_validation_h",
            codes=suivies(entreprise="I", siae="C", spe="C"),
        ),
        Tache(
            libelle="Relevés mensuels d’heures",
            echeance="le {valeur} du mois",
            parametre="jour_limite",
            codes={ENTREPRISE: "R/A", SIAE: "R"} | ({RELAIS: "I"} if confiee else {MOA: "I"}),
        ),
        Tache(libelle="Tableaux de bord", echeance="chaque mois", codes=suivies(entreprise="I", siae="I")),
        Tache(libelle="Relances", echeance="dès l’écart", codes=suivies(entreprise="I")),
    )


def _cloture(suivi: Suivi) -> tuple[Tache, ...]:
    seul = {MOA: "R/A", RELAIS: "C", ENTREPRISE: "I"}
    bilan = {RELAIS: "R/A", MOA: "C"} if Mission.BILAN in suivi.missions else {MOA: "R/A", RELAIS: "C"}
    return (
        Tache(libelle="Mise en demeure, pénalités", echeance="s’il y a lieu", codes=seul),
        Tache(
            libelle="Bilan final",
            echeance="fin + {valeur} j",
            parametre="delai_bilan_j",
            codes=bilan | {ENTREPRISE: "C", SIAE: "C", SPE: "I"},
        ),
        Tache(libelle="Attestation de réalisation", echeance="fin du lot", codes=seul),
        Tache(libelle="Archivage", echeance="clôture", codes={MOA: "R/A", RELAIS: "R"}),
    )
