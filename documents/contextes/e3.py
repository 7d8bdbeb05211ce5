"""The context of E3, the facilitateur's reminder to a company: hours, statements, or nobody who answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from config.jours_ouvres import feries
from documents.contextes.courrier import Courrier, DemandeCourrier, dated, letter, letter_cover, require_attributions
from documents.contextes.courrier_lots import LigneHeures, hours_rows, known_article, total_remaining
from documents.contextes.demande import enumerate_
from documents.contextes.garde import Garde, complete
from documents.manques import Manque, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_longue, mois_long
from formats.nombres import heures
from metier.echeances import apres
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie
from metier.operation import Forme
from metier.periodes import Mois

SEMAINE = 7
PLAN_DE_RATTRAPAGE = 2


class MotifRelance(Enumeration):
    HEURES = "heures", "heures à réaliser"
    PIECES = "pieces", "relevés manquants"
    CONTACT = "contact", "interlocuteur sans réponse"


@dataclass(frozen=True, kw_only=True)
class DemandeRelance(DemandeCourrier):
    """E3. `niveau` 1 or 2; `precedentes`: the days of the letters already sent; `delai`: working days to answer."""

    motif: MotifRelance
    niveau: int = 1
    releves_manquants: tuple[Mois, ...] = ()
    precedentes: tuple[date, ...] = ()
    creneaux: tuple[str, ...] = ()
    delai: int = 10


@dataclass(frozen=True, kw_only=True)
class Relance:
    """E3. Booleans choose the variants; no penalty, the buyer's matter; `article` empty where unknown."""

    modele: ClassVar[str] = "lettres/e3_relance.docx"

    garde: Garde
    courrier: Courrier
    heures: bool
    pieces: bool
    second: bool
    sans_modalite: bool
    sans_referent: bool
    bons_de_commande: bool
    releves: str
    precedentes: str | None
    arretees: str
    restantes: Texte
    lignes: tuple[LigneHeures, ...]
    article: str
    echeance: str
    creneaux: tuple[str, ...]


def relance(demande: DemandeRelance) -> Relance:
    """The context of E3.

    Raises FauteDeSaisie: `attributions` without any, `releves_manquants` where statements are asked for and none is
    named, `precedentes` when the last reminder is less than a week old.
    """
    premiere = require_attributions(demande)
    _require(demande)
    return complete(
        Relance(
            garde=letter_cover(demande),
            courrier=letter(demande),
            heures=demande.motif is MotifRelance.HEURES,
            pieces=demande.motif is MotifRelance.PIECES,
            second=demande.niveau >= PLAN_DE_RATTRAPAGE,
            sans_modalite=not any(une.modalites for une in demande.attributions),
            sans_referent=premiere.referent is None,
            bons_de_commande=demande.suivi.forme is Forme.BONS_DE_COMMANDE,
            releves=enumerate_(tuple(map(mois_long, demande.releves_manquants))),
            precedentes=dated(demande.precedentes),
            arretees=demande.arretees,
            restantes=_restantes(demande),
            lignes=hours_rows(demande),
            article=(known_article(demande) or "") if demande.niveau >= PLAN_DE_RATTRAPAGE else "",
            echeance=date_longue(apres(demande.date, demande.delai, feries())),
            creneaux=tuple(map(on_one_line, demande.creneaux)),
        )
    )


def _require(demande: DemandeRelance) -> None:
    if demande.motif is MotifRelance.PIECES and not demande.releves_manquants:
        raise FauteDeSaisie(
            "releves_manquants",
            "releves_manquants : aucun mois ; une relance sur les relevés nomme ceux qui manquent.",
        )
    recentes = [jour for jour in demande.precedentes if (demande.date - jour).days < SEMAINE]
    if recentes:
        raise FauteDeSaisie(
            "precedentes",
            f"precedentes : une relance est partie le {date_longue(max(recentes))} ; attendez une semaine entre deux "
            "relances.",
        )


def _restantes(demande: DemandeRelance) -> Texte:
    reste = total_remaining(demande)
    return heures(reste) if reste is not None else Manque("attributions[].heures_engagees", "heures dues")
