"""Reserved contracts: the exact articles, who may apply, the half of the staff, in one place for A1, A2 and A3."""

from __future__ import annotations

from config.clauses import Reservation
from documents.contextes.communs import words
from documents.contextes.demande import DemandePack, articles, enumerate_
from documents.manques import Manque, Texte
from formats.typographie import INSECABLE
from metier.fautes import FauteDeSaisie
from metier.regime import RESERVATIONS_HANDICAP, RESERVATIONS_INSERTION

PROPORTION = f"50{INSECABLE}%"
ESS = frozenset({"L2113-15", "L2113-16"})
ARTICLE_MANQUANT = Manque(
    "articles_reservation", "article de la réservation (L2113-12, L2113-13, L2113-13-1 ou L2113-14)"
)


def reservation_sentence(demande: DemandePack) -> Texte:
    """« Le présent marché est réservé, en application de …, aux … » ; the gap when no article is declared."""
    declarees = reservations(demande)
    if not declarees:
        return ARTICLE_MANQUANT
    beneficiaires = " et aux ".join(reservation.beneficiaires for reservation in declarees)
    salaries = " ou de ".join(reservation.salaries for reservation in declarees)
    return (
        f"{_objet(demande)}, en application {articles(cited_articles(demande))} du code de la commande publique, aux "
        f"{beneficiaires}, dont au moins {PROPORTION} de l’effectif concerné est composé de {salaries}."
    )


def _objet(demande: DemandePack) -> str:
    vises = demande.lots_vises
    if len(vises) == len(demande.operation.lots):
        return f"Le présent {words(demande).contrat} est réservé"
    if len(vises) == 1:
        return f"Le lot {vises[0].numero} est réservé"
    return f"Les lots {enumerate_(tuple(str(lot.numero) for lot in vises))} sont réservés"


def reservations(demande: DemandePack) -> tuple[Reservation, ...]:
    """Those of the articles declared, in their order; FauteDeSaisie for a cumulation that a concession forbids."""
    require_lawful(demande)
    declares = demande.operation.articles_reservation
    retenus = ("L2113-12", "L2113-13") if "L2113-14" in declares else declares
    connues = demande.parametres.reservations
    return tuple(connues[article] for article in retenus if article in connues)


def require_lawful(demande: DemandePack) -> None:
    """L3113-3: a concession is not reserved to both families at once (L2113-14 allows it in a marché)."""
    declares = set(demande.operation.articles_reservation)
    cumul = "L2113-14" in declares or (declares & RESERVATIONS_HANDICAP and declares & RESERVATIONS_INSERTION)
    if demande.concession and cumul:
        raise FauteDeSaisie(
            "articles_reservation",
            "articles_reservation : une concession ne peut être réservée à la fois aux entreprises adaptées ou ESAT et "
            "aux structures d’insertion (L3113-3) ; gardez un seul de ces articles.",
        )


def cited_articles(demande: DemandePack) -> tuple[str, ...]:
    """The articles of the reservation in the order of the code, and the one that fixes the proportion."""
    declares = set(demande.operation.articles_reservation) - ESS
    if "L2113-14" in declares or {"L2113-12", "L2113-13"} <= declares:
        declares |= {"L2113-12", "L2113-13", "L2113-14"}
    if not demande.concession:
        return (*sorted(declares), "R2113-7")
    connues = demande.parametres.reservations
    return (*sorted(connues[article].concession for article in declares if article in connues), "R3113-1")
