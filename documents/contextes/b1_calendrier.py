"""B1: when the relay and the buyer meet again, from the note to the final report."""

from __future__ import annotations

from dataclasses import dataclass

from config.clauses import Parametre
from config.jours_ouvres import feries
from documents.contextes.demande import DemandePack
from documents.manques import Texte
from formats.dates import date_longue
from formats.typographie import INSECABLE
from metier.echeances import apres
from metier.operation import Mission

REMISE_DES_PIECES = 5  # working days before the notice is sent (documents §5, A1)


@dataclass(frozen=True, kw_only=True)
class Jalon:
    """A step of the calendar: when, what, who."""

    quand: Texte
    quoi: str
    qui: str


def jalons(demande: DemandePack) -> tuple[Jalon, ...]:
    """The steps that the missions of this operation leave to the relay, in order."""
    operation = demande.operation
    aval = Mission.AVAL_SUIVI in operation.missions
    bilan = Mission.BILAN in operation.missions
    return (*_amont(demande), *(_aval(demande) if aval else ()), *(_bilan(demande) if bilan else ()))


def _amont(demande: DemandePack) -> tuple[Jalon, ...]:
    avis = demande.operation.date_avis
    remise = apres(avis, -REMISE_DES_PIECES, feries())
    redaction = Mission.AMONT_REDACTION in demande.operation.missions
    pieces = (
        Jalon(
            quand=f"au plus tard le {date_longue(remise)}", quoi="pièces remises au service des marchés", qui="relais"
        ),
    )
    return (
        *(pieces if redaction else ()),
        Jalon(
            quand=date_longue(avis), quoi="envoi de l’avis\u00a0; le relais en est informé le jour même", qui="acheteur"
        ),
    )


def _aval(demande: DemandePack) -> tuple[Jalon, ...]:
    p = demande.parametres.parametres
    return (
        Jalon(quand="à la notification", quoi="liste des attributaires transmise au relais", qui="acheteur"),
        Jalon(quand="notification + 5 jours", quoi="rappel de l’engagement aux titulaires", qui="relais"),
        Jalon(
            quand="au démarrage",
            quoi="réunion de démarrage\u00a0: heures, modalités, référents",
            qui="acheteur, relais",
        ),
        Jalon(
            quand=demande.a_valider(f"chaque mois, le {p.jour_limite.valeur}", p.jour_limite),
            quoi="relevés d’heures, puis tableau de bord mensuel",
            qui="titulaires, relais",
        ),
    )


def _bilan(demande: DemandePack) -> tuple[Jalon, ...]:
    delai: Parametre = demande.parametres.parametres.delai_bilan_j
    quand = demande.a_valider(f"fin d’exécution + {delai.valeur}{INSECABLE}jours", delai)
    return (Jalon(quand=quand, quoi="bilan final et attestation de réalisation", qui="relais, acheteur"),)
