"""The five ways to reach the hours of a lot, exactly, with each step (domaine §3.1 to §3.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from metier.alertes import Alerte, CodeAlerte, Valeur, alerter
from metier.enumeration import Enumeration
from metier.operation import Lot, Mode

Entrees = Mapping[str, Fraction]


class CodeEtape(Enumeration):
    MAIN_OEUVRE = "main_oeuvre", "montant de main-d’œuvre"
    HEURES_MAIN_OEUVRE = "heures_main_oeuvre", "heures de main-d’œuvre"
    HEURES_INSERTION = "heures_insertion", "heures d’insertion"
    PART_DES_HEURES = "part_des_heures", "part des heures travaillées"
    RATIO = "ratio", "une heure par tranche"
    TRANCHES = "tranches", "tranches entières"
    HEURES_PRESTATION = "heures_prestation", "heures de la prestation"
    HEURES_REPRISES = "heures_reprises", "heures du personnel repris"
    POTENTIEL = "potentiel", "heures à pourvoir"
    BORNE = "borne", "résultat négatif ramené à zéro"
    AU_MARCHE = "au_marche", "heures inscrites au marché"
    ARRONDI = "arrondi", "arrondi"
    RETENUES = "retenues", "heures retenues"
    CONVERSION = "conversion", "jours et équivalent temps plein"


@dataclass(frozen=True, kw_only=True)
class EtapeCalcul:
    """One line of the explanation; `formats.calcul` writes it in French."""

    code: CodeEtape
    valeurs: Mapping[str, Valeur]


def etape(code: CodeEtape, **valeurs: Valeur) -> EtapeCalcul:
    """A step with the values its line shows."""
    return EtapeCalcul(code=code, valeurs=valeurs)


@dataclass(frozen=True, kw_only=True)
class Volume:
    """The exact hours of a lot before rounding, how they were reached, what to look at."""

    heures: Fraction
    etapes: tuple[EtapeCalcul, ...]
    alertes: tuple[Alerte, ...] = field(default=())


def volume(lot: Lot, entrees: Entrees) -> Volume:
    """The exact hours of a lot from its resolved inputs, never negative."""
    return FORMULES[lot.mode](lot, entrees)


def _generique(_lot: Lot, entrees: Entrees) -> Volume:
    """Hours: heures = montant_ht × part_main_oeuvre × taux_insertion / cout_horaire (domaine §3.1)."""
    montant, part = entrees["montant_ht"], entrees["part_main_oeuvre"]
    main_oeuvre = montant * part
    heures = main_oeuvre / entrees["cout_horaire"]
    return Volume(
        heures=heures * entrees["taux_insertion"],
        etapes=(
            etape(CodeEtape.MAIN_OEUVRE, montant=montant, part=part, resultat=main_oeuvre),
            etape(CodeEtape.HEURES_MAIN_OEUVRE, montant=main_oeuvre, cout=entrees["cout_horaire"], resultat=heures),
            _insertion(heures, entrees["taux_insertion"]),
        ),
    )


def _heures_travaillees(_lot: Lot, entrees: Entrees) -> Volume:
    """Hours: heures = taux_insertion × heures_totales (domaine §3.4)."""
    heures, taux = entrees["heures_totales"], entrees["taux_insertion"]
    ligne = etape(CodeEtape.PART_DES_HEURES, heures=heures, taux=taux, resultat=heures * taux)
    return Volume(heures=heures * taux, etapes=(ligne,))


def _ratio_euros(lot: Lot, entrees: Entrees) -> Volume:
    """One hour per slice; with a threshold, whole slices beyond it only (domaine §3.5, contract §4)."""
    montant, euros = entrees["montant_ht"], entrees["euros_par_heure"]
    if lot.seuil_declenchement_ht is None:
        ligne = etape(CodeEtape.RATIO, montant=montant, euros=euros, resultat=montant / euros)
        return Volume(heures=montant / euros, etapes=(ligne,))
    seuil = entrees["seuil_declenchement_ht"]
    exact = max(Fraction(0), (montant - seuil) / euros)
    heures = Fraction(exact.__floor__())
    ligne = etape(CodeEtape.TRANCHES, montant=montant, seuil=seuil, euros=euros, tranches=exact, resultat=heures)
    return Volume(heures=heures, etapes=(ligne,))


def _proprete(lot: Lot, entrees: Entrees) -> Volume:
    """I = P × (A / C) × T with P = 1 − S × C / (A / N), written (A / C − S × N) × T (domaine §3.3)."""
    total = entrees["montant_ht"] / entrees["ca_par_heure"]
    reprises = entrees["heures_mensuelles_reprises"] * entrees["duree_mois"]
    heures = (total - reprises) * entrees["taux_insertion"]
    etapes = _etapes_proprete(entrees, total, reprises)
    if heures > 0:
        return Volume(heures=heures, etapes=etapes)
    alerte = alerter(CodeAlerte.REPRISE_EXCEDENTAIRE, lot.numero, total=total, reprises=reprises)
    borne = etape(CodeEtape.BORNE, calcule=heures)
    return Volume(heures=Fraction(0), etapes=(*etapes, borne) if heures < 0 else etapes, alertes=(alerte,))


def _etapes_proprete(entrees: Entrees, total: Fraction, reprises: Fraction) -> tuple[EtapeCalcul, ...]:
    return (
        etape(
            CodeEtape.HEURES_PRESTATION,
            montant=entrees["montant_ht"],
            ca_par_heure=entrees["ca_par_heure"],
            resultat=total,
        ),
        etape(
            CodeEtape.HEURES_REPRISES,
            heures=entrees["heures_mensuelles_reprises"],
            duree_mois=entrees["duree_mois"],
            resultat=reprises,
        ),
        etape(CodeEtape.POTENTIEL, total=total, reprises=reprises, resultat=total - reprises),
        _insertion(total - reprises, entrees["taux_insertion"]),
    )


def _heures_au_marche(lot: Lot, entrees: Entrees) -> Volume:
    ligne = etape(CodeEtape.AU_MARCHE, heures=entrees["heures"], article=lot.article_ccap or "")
    return Volume(heures=entrees["heures"], etapes=(ligne,))


def _insertion(heures: Fraction, taux: Fraction) -> EtapeCalcul:
    return etape(CodeEtape.HEURES_INSERTION, heures=heures, taux=taux, resultat=heures * taux)


FORMULES: dict[Mode, Callable[[Lot, Entrees], Volume]] = {
    Mode.GENERIQUE: _generique,
    Mode.HEURES_TRAVAILLEES: _heures_travaillees,
    Mode.RATIO_EUROS: _ratio_euros,
    Mode.PROPRETE: _proprete,
    Mode.HEURES_AU_MARCHE: _heures_au_marche,
}
