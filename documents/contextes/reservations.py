"""Reserved contracts: the exact articles, who may apply, the half of the staff, in one place for A1, A2 and A3."""

from __future__ import annotations

from config.droit import Reservation, get_droit
from documents.contextes.communs import clause_basis, words
from documents.contextes.demande import DemandePack, articles, enumerate_
from documents.manques import Manque, Texte
from formats.typographie import INSECABLE, typographier
from metier.fautes import FauteDeSaisie
from metier.operation import Montage

PROPORTION = f"50{INSECABLE}%"
HANDICAP, INSERTION, ENSEMBLE, PENITENTIAIRE = "L2113-12", "L2113-13", "L2113-14", "L2113-13-1"
ARTICLE_MANQUANT = Manque(
    "articles_reservation", f"article de la réservation ({HANDICAP}, {INSERTION}, {PENITENTIAIRE} ou {ENSEMBLE})"
)


def basis(demande: DemandePack) -> Texte:
    """The sentence on which the montage stands: clause, reservation, or services of insertion."""
    if demande.reserve:
        return reservation_sentence(demande)
    if demande.operation.montage is not Montage.MARCHE_INSERTION:
        return clause_basis(demande)
    return demande.nuancer(
        "Il est passé selon une procédure adaptée en application du 3° de l’article R2123-1 du code de la commande "
        "publique.",
        "rattachement de l’insertion aux services sociaux et spécifiques (R2123-1, 3°) : avis annexé à vérifier",
        verifie=False,
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


def reservations(demande: DemandePack) -> tuple[Reservation, ...]:
    """Those declared, in the order of the code; FauteDeSaisie for a cumulation that a concession forbids (L3113-3)."""
    declares = _declares(demande)
    if not demande.fondements.cumul and {HANDICAP, INSERTION} <= declares:
        raise FauteDeSaisie(
            "articles_reservation",
            "articles_reservation : une concession ne peut être réservée à la fois aux entreprises adaptées ou ESAT et "
            "aux structures d’insertion (L3113-3) ; gardez un seul de ces articles.",
        )
    return tuple(reservation for article, reservation in get_droit().reservations.items() if article in declares)


def cited_articles(demande: DemandePack) -> tuple[str, ...]:
    """The articles of the reservation in the order of the code, then the one that fixes the proportion."""
    declares, fondements = _declares(demande), demande.fondements
    if demande.concession:
        return (*(r.concession for r in reservations(demande)), fondements.proportion)
    ensemble = (fondements.cumul,) if fondements.cumul and {HANDICAP, INSERTION} <= declares else ()
    connus = get_droit().reservations
    return (*(article for article in connus if article in declares), *ensemble, fondements.proportion)


def reservation_alerts(demande: DemandePack) -> tuple[str, ...]:
    """What a declared article has no text for: reservations to the social economy, and numbers that are none."""
    connues = get_droit().reservations
    connus = {ENSEMBLE, *connues, *(une.concession for une in connues.values())}
    return tuple(
        typographier(
            f"articles_reservation : {article} n'a pas de modèle ici (économie sociale et solidaire, ou article "
            "inconnu) ; le texte est à établir avec le service juridique de l'acheteur"
        )
        for article in demande.operation.articles_reservation
        if article not in connus
    )


def _declares(demande: DemandePack) -> frozenset[str]:
    """The articles declared, as those of marchés; L2113-14 stands for both families."""
    depuis_concession = {une.concession: article for article, une in get_droit().reservations.items()}
    declares = {depuis_concession.get(article, article) for article in demande.operation.articles_reservation}
    return frozenset(declares | {HANDICAP, INSERTION} if ENSEMBLE in declares else declares)


def _objet(demande: DemandePack) -> str:
    vises = demande.lots_vises
    if len(vises) == len(demande.operation.lots):
        return f"Le présent {words(demande).contrat} est réservé"
    if len(vises) == 1:
        return f"Le lot {vises[0].numero} est réservé"
    return f"Les lots {enumerate_(tuple(str(lot.numero) for lot in vises))} sont réservés"
