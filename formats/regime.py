"""The legal regime of an operation, in words."""

from __future__ import annotations

from formats.dates import date_longue
from formats.lots import nommer_lots
from formats.nombres import euros_ht
from formats.typographie import typographier
from metier.regime import CodeRegime, Exclusion, Regime


def phrases_regime(regime: Regime) -> list[str]:
    """The regime, then the value against the threshold, then what it means; it never speaks of compulsory hours."""
    return [typographier(phrase) for phrase in (_titre(regime), _valeur(regime), _sens(regime))]


def nom_regime(regime: Regime) -> str:
    """The regime in a few words; « indéterminé » where an absent amount decides it."""
    return "indéterminé, montant inconnu" if regime.indetermine else regime.code.libelle


def _titre(regime: Regime) -> str:
    return f"Régime : {nom_regime(regime)}."


def _valeur(regime: Regime) -> str:
    if regime.valeur_inconnue:
        connus = f" (montants connus : {euros_ht(regime.valeur_estimee)})" if regime.valeur_estimee else ""
        return (
            f"La valeur estimée de l’opération n’est pas connue, faute du montant ({nommer_lots(regime.sans_montant)})"
            f"{connus} ; le seuil européen est de {euros_ht(regime.seuil)} (avis du {date_longue(regime.date_avis)})."
        )
    position = "atteint" if regime.seuil_atteint else "n’atteint pas"
    return (
        f"La valeur estimée de l’opération, {euros_ht(regime.valeur_estimee)}, {position} le seuil européen de "
        f"{euros_ht(regime.seuil)} (avis du {date_longue(regime.date_avis)})."
    )


def _sens(regime: Regime) -> str:
    if regime.indetermine:
        return _INDETERMINE
    if regime.code is CodeRegime.VOLONTAIRE and (regime.seuil_atteint or regime.valeur_inconnue):
        return _exclusion(regime)
    if regime.code is CodeRegime.VOLONTAIRE:
        article = "L3114-2" if regime.concession else "L2112-2"
        return f"Aucune considération sociale n’est imposée : la clause reste un choix ({article})."
    return _SENS[regime.code]


def _exclusion(regime: Regime) -> str:
    if regime.exclusion is Exclusion.DEFENSE:
        return "L’obligation ne vise pas les marchés de défense ou de sécurité (L2312-1-1)."
    jour = date_longue(regime.entree_en_vigueur)
    return f"L’obligation ne vise que les consultations engagées à partir du {jour} : la clause reste un choix."


_INDETERMINE = (
    "Si la valeur de tous les lots atteint ce seuil, une considération sociale est obligatoire (L2112-2-1, ou "
    "L3114-2-1 pour une concession) ; sinon, la clause reste un choix. Renseignez les montants qui manquent, ou le "
    "maximum de l’accord-cadre."
)
_SENS = {
    CodeRegime.OBLIGATOIRE: (
        "Une considération sociale est obligatoire (L2112-2-1, ou L3114-2-1 pour une concession) ; l’opération la "
        "prévoit, la clause d’insertion en est un moyen."
    ),
    CodeRegime.DISPENSE_MOTIVEE: (
        "Aucune considération sociale n’est prévue, un cas de dispense est invoqué et motivé : le motif se consigne "
        "au dossier du marché."
    ),
    CodeRegime.MARCHE_RESERVE: (
        "Le marché est réservé : l’article et la proportion d’au moins 50 % s’annoncent dans l’avis ou, sans avis, "
        "dans les documents de consultation (R2113-7)."
    ),
    CodeRegime.SERVICE_INSERTION: (
        "L’insertion est l’objet même du marché : procédure adaptée quel que soit le montant (R2123-1, 3°), "
        "rattachement à la liste annexée à valider par le relais."
    ),
    CodeRegime.A_REGULARISER: (
        "Une considération sociale est obligatoire (L2112-2-1, ou L3114-2-1 pour une concession) ; l’opération n’en "
        "prévoit pas et n’en est pas dispensée."
    ),
}
