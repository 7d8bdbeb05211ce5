"""What each mode reads of a lot, and what a barème may supply in its place (contract §4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from metier.alertes import Alerte, CodeAlerte, alerter
from metier.bareme import Bareme, ValeurSourcee
from metier.fautes import FauteDeSaisie
from metier.operation import Lot, Mode

REQUISES: dict[Mode, tuple[str, ...]] = {
    Mode.GENERIQUE: ("montant_ht", "part_main_oeuvre", "cout_horaire", "taux_insertion"),
    Mode.HEURES_TRAVAILLEES: ("heures_totales", "taux_insertion"),
    Mode.RATIO_EUROS: ("montant_ht", "euros_par_heure"),
    Mode.PROPRETE: ("montant_ht", "duree_mois", "taux_insertion", "heures_mensuelles_reprises", "ca_par_heure"),
    Mode.HEURES_AU_MARCHE: ("heures",),
}
FACULTATIVES: dict[Mode, tuple[str, ...]] = {Mode.RATIO_EUROS: ("seuil_declenchement_ht",)}
AU_BAREME: dict[Mode, frozenset[str]] = {
    Mode.GENERIQUE: frozenset({"part_main_oeuvre", "cout_horaire", "taux_insertion"}),
    Mode.PROPRETE: frozenset({"ca_par_heure"}),
}
TOUJOURS_ADMISES = frozenset({"montant_ht", "duree_mois"})
SANS_ALERTE = frozenset({"ca_par_heure"})  # contract §4: « 25 by default »


@dataclass(frozen=True, kw_only=True)
class EntreesResolues:
    """The inputs actually used, by the name of their field, and the alerts about where they came from."""

    valeurs: dict[str, Fraction]
    alertes: tuple[Alerte, ...]


def resoudre(lot: Lot, rang: int, bareme: Bareme) -> EntreesResolues:
    """The inputs of a lot's mode, completed by the barème where it has them.

    `rang` is the position of the lot in the operation, for the path of the field. Raises FauteDeSaisie naming the
    input that neither the lot nor the barème gives.
    """
    valeurs: dict[str, Fraction] = {}
    alertes: list[Alerte] = []
    for champ in (*REQUISES[lot.mode], *FACULTATIVES.get(lot.mode, ())):
        saisie = getattr(lot, champ)
        if saisie is not None:
            valeurs[champ] = Fraction(saisie)
        elif champ in REQUISES[lot.mode]:
            publiee = _du_bareme(lot, champ, rang, bareme)
            valeurs[champ] = Fraction(publiee.valeur)
            alertes += _alerte_bareme(lot, champ, publiee)
    return EntreesResolues(valeurs=valeurs, alertes=(*alertes, *_ignorees(lot)))


def _du_bareme(lot: Lot, champ: str, rang: int, bareme: Bareme) -> ValeurSourcee:
    trouvee: ValeurSourcee | None = None
    if champ in AU_BAREME.get(lot.mode, ()):
        trouvee = _ratio(lot, rang, bareme) if champ == "part_main_oeuvre" else getattr(bareme, champ)
    if trouvee is None:
        raise _absente(lot, champ, rang, bareme)
    return trouvee


def _ratio(lot: Lot, rang: int, bareme: Bareme) -> ValeurSourcee | None:
    ratios = bareme.ratios_de(lot.intitule)
    if len({ratio.part_main_oeuvre.valeur for ratio in ratios}) > 1:
        metiers = ", ".join(ratio.libelle for ratio in ratios)
        raise _faute(
            rang,
            "part_main_oeuvre",
            f"le lot {lot.numero} réunit plusieurs métiers dont le barème {bareme.nom} donne des parts "
            f"différentes ({metiers})\u00a0; indiquez la part de main-d’œuvre, par exemple 0.50 pour 50\u00a0%.",
        )
    return ratios[0].part_main_oeuvre if ratios else None


def _absente(lot: Lot, champ: str, rang: int, bareme: Bareme) -> FauteDeSaisie:
    if champ == "part_main_oeuvre":
        return _faute(
            rang,
            champ,
            f"absente, et le barème {bareme.nom} ne contient aucun ratio publié pour "
            f"«\u00a0{lot.intitule}\u00a0»\u00a0; "
            "indiquez la part de main-d’œuvre du lot, par exemple 0.50 pour 50\u00a0%.",
        )
    au_bareme = champ in AU_BAREME.get(lot.mode, ())
    ajout = f", et le barème {bareme.nom} n’en donne pas" if au_bareme else ""
    return _faute(rang, champ, f"donnée absente{ajout}\u00a0; le lot {lot.numero} l’exige ({lot.mode.libelle}).")


def _faute(rang: int, champ: str, phrase: str) -> FauteDeSaisie:
    chemin = f"lots[{rang}].{champ}"
    return FauteDeSaisie(chemin, f"{chemin}\u00a0: {phrase}")


def _alerte_bareme(lot: Lot, champ: str, publiee: ValeurSourcee) -> list[Alerte]:
    if champ in SANS_ALERTE:
        return []
    valeur, source = publiee.valeur, publiee.source
    return [alerter(CodeAlerte.VALEUR_DU_BAREME, lot.numero, champ=champ, valeur=valeur, source=source)]


def _ignorees(lot: Lot) -> list[Alerte]:
    """One alert for each input that belongs to other modes only."""
    lues = {*REQUISES[lot.mode], *FACULTATIVES.get(lot.mode, ()), *TOUJOURS_ADMISES}
    ailleurs = {champ for champs in (*REQUISES.values(), *FACULTATIVES.values()) for champ in champs} - lues
    return [
        alerter(CodeAlerte.CLE_IGNOREE, lot.numero, champ=champ, mode=lot.mode)
        for champ in sorted(ailleurs)
        if getattr(lot, champ) is not None
    ]
