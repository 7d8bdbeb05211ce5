"""The lots of a letter: hours due, validated, left, the article of the contract, the place in a group."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from documents.contextes.courrier import DemandeCourrier, lots_named
from documents.contextes.demande import enumerate_
from documents.contextes.garde import shorten
from documents.manques import Manque, Texte
from documents.nettoyage import on_one_line
from formats.nombres import euros_ht, heures
from formats.typographie import INSECABLE
from metier.acteurs import RoleAttributaire
from metier.operation import Forme, Lot
from metier.suivi import Attribution, Suivi

LONGUEUR_INTITULE = 90  # a letter holds on one page
_EN_GROUPE = (RoleAttributaire.MANDATAIRE, RoleAttributaire.COTRAITANT)


@dataclass(frozen=True, kw_only=True)
class LigneHeures:
    """A lot in the small table of a letter."""

    numero: str
    intitule: str
    engagees: Texte
    base: str
    dues: Texte
    validees: str
    en_attente: str
    restantes: Texte


def hours_rows(demande: DemandeCourrier) -> tuple[LigneHeures, ...]:
    """One row per attribution of the company, in the order of the lots."""
    return tuple(_ligne(demande, une) for une in sorted(demande.attributions, key=lambda une: une.lot))


def remaining(demande: DemandeCourrier, attribution: Attribution) -> Decimal | None:
    """Hours due minus validated hours, never under zero; None where what is due is not known."""
    dues = demande.dues(attribution)
    return None if dues is None else max(Decimal(0), dues - demande.volumes(attribution).validees)


def total_remaining(demande: DemandeCourrier) -> Decimal | None:
    """The sum of what each lot lacks: an excess on one lot does not pay for another; None where one is unknown."""
    restes = [remaining(demande, une) for une in demande.attributions]
    connus = [reste for reste in restes if reste is not None]
    return sum(connus, Decimal(0)) if len(connus) == len(restes) else None


def article(demande: DemandeCourrier) -> Texte:
    """« CCAP, article 9.1 », of each lot concerned; the gap where a lot does not say it."""
    trouves = []
    for une in demande.attributions:
        lot = demande.lot(une)
        if lot is None or not lot.article_ccap:
            return Manque("operation.lots[].article_ccap", "article du CCAP relatif à l’action d’insertion")
        trouves.append(on_one_line(lot.article_ccap))
    return enumerate_(tuple(dict.fromkeys(trouves)))


def known_article(demande: DemandeCourrier) -> str | None:
    """The same, None where it is not known."""
    trouve = article(demande)
    return trouve if isinstance(trouve, str) else None


def company_attributions(suivi: Suivi, attribution: Attribution) -> tuple[Attribution, ...]:
    """All the attributions of the company of this one, by SIRET where it has one, else by name."""
    return tuple(une for une in suivi.attributions if _cle(une) == _cle(attribution))


def _cle(attribution: Attribution) -> str:
    return attribution.siret or attribution.entreprise.casefold().strip()


def group_leader(demande: DemandeCourrier) -> str | None:
    """The mandataire of the group a cotraitant belongs to, None for anyone else or where it is unknown."""
    lots = {une.lot for une in demande.attributions if une.role is RoleAttributaire.COTRAITANT}
    return next(
        (
            shorten(une.entreprise)
            for une in demande.suivi.attributions
            if une.lot in lots and une.role is RoleAttributaire.MANDATAIRE
        ),
        None,
    )


def grouped_lots(demande: DemandeCourrier) -> str | None:
    """« Lot 2 »: those that the company carries out in a group, None without any."""
    en_groupe = tuple(une for une in demande.attributions if une.role in _EN_GROUPE)
    return lots_named(en_groupe) if en_groupe else None


def _ligne(demande: DemandeCourrier, attribution: Attribution) -> LigneHeures:
    lot, faites = demande.lot(attribution), demande.volumes(attribution)
    engagees = attribution.heures_dues if attribution.heures_engagees is not None else None
    return LigneHeures(
        numero=str(attribution.lot),
        intitule=shorten(lot.intitule, LONGUEUR_INTITULE) if lot else "",
        engagees=_heures(demande, attribution, engagees),
        base=_base(demande, lot),
        dues=_heures(demande, attribution, demande.dues(attribution)),
        validees=heures(faites.validees),
        en_attente=heures(faites.declarees),
        restantes=_heures(demande, attribution, remaining(demande, attribution)),
    )


def _heures(demande: DemandeCourrier, attribution: Attribution, valeur: Decimal | None) -> Texte:
    if valeur is not None:
        return heures(valeur)
    return Manque(demande.chemin(attribution, "heures_engagees"), f"heures dues au titre du lot {attribution.lot}")


def _base(demande: DemandeCourrier, lot: Lot | None) -> str:
    """What the hours are counted on where orders decide."""
    if demande.suivi.forme is not Forme.BONS_DE_COMMANDE:
        return ""
    if lot is None or lot.euros_par_heure is None:
        return "maximum, pour la totalité des commandes possibles"
    ratio = f"1{INSECABLE}heure par tranche de {euros_ht(lot.euros_par_heure)} facturés"
    if lot.seuil_declenchement_ht is None:
        return f"maximum{INSECABLE}; {ratio}"
    return f"maximum{INSECABLE}; {ratio}, au-delà de {euros_ht(lot.seuil_declenchement_ht)}"
