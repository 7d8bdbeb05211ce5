"""The columns of the calculation table (B2), the same in the spreadsheet and in its CSV (documents §6, §18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from documents.classeur import Titre, Valeur
from formats.calcul import phrase_alerte
from metier.arrondi import arrondir
from metier.calibrage import HEURES_PAR_MOIS, Calibrage, ResultatLot
from metier.formules import CodeEtape
from metier.operation import Lot, Mode, Operation


@dataclass(frozen=True, kw_only=True)
class LigneB2:
    """A lot of the operation and its result, None when it carries no clause; `duree` in months."""

    lot: Lot
    resultat: ResultatLot | None
    duree: int | None

    @property
    def clause(self) -> str:
        return "oui" if self.resultat else "non"

    @property
    def personnes(self) -> int | None:
        """The least number of people at 35 h a week who do these hours within the length of the lot."""
        if not self.resultat or not self.duree:
            return None
        return -(-Fraction(self.resultat.heures) // (self.duree * HEURES_PAR_MOIS))

    @property
    def observations(self) -> str:
        if self.resultat is None:
            return " ".join(filter(None, (self.lot.motif_non_clause, self.lot.autre_consideration))) or "sans clause"
        motif = [f"Heures retenues\u00a0: {self.lot.motif}"] if self.lot.heures_retenues is not None else []
        alertes = [phrase_alerte(alerte) for alerte in self.resultat.alertes]
        return "\n".join([*motif, *(alerte[:1].upper() + alerte[1:] for alerte in alertes)])

    def entree(self, champ: str, decimales: int = 2) -> Decimal | None:
        """An input used by the calculation."""
        valeur = self.resultat.entrees.get(champ) if self.resultat else None
        return None if valeur is None else exact(valeur, decimales)

    def etape(self, code: CodeEtape) -> Decimal | None:
        """The result of a step, to 0.01."""
        etape = self.resultat.etape(code) if self.resultat else None
        if etape is None:
            return None
        resultat = etape.valeurs["resultat"]
        assert isinstance(resultat, Fraction | Decimal | int)
        return arrondir(resultat, 2)


@dataclass(frozen=True, kw_only=True)
class Colonne:
    """A column: `modes` are those that need it (empty: all), `total` what the last row shows of it."""

    titre: Titre
    cle: str
    valeur: Callable[[LigneB2], Valeur]
    modes: frozenset[Mode] = field(default_factory=frozenset)
    total: Callable[[Operation, Calibrage], Valeur] = lambda _operation, _calibrage: None
    si_plusieurs_modes: bool = False


def exact(valeur: Fraction, decimales: int) -> Decimal:
    """The value with at least `decimales` decimals, and as many as it needs to stay what was entered."""
    for longueur in range(decimales, 9):
        if Fraction(arrondi := arrondir(valeur, longueur)) == valeur:
            return arrondi
    return arrondir(valeur, 8)


def lignes_b2(operation: Operation, calibrage: Calibrage) -> tuple[LigneB2, ...]:
    """Every lot of the operation in its order, the lots without clause included."""
    resultats: Mapping[int, ResultatLot] = {resultat.numero: resultat for resultat in calibrage.lots}
    return tuple(
        LigneB2(lot=lot, resultat=resultats.get(lot.numero), duree=lot.duree_mois or operation.duree_mois)
        for lot in operation.lots
    )


def colonnes_b2(calibrage: Calibrage) -> tuple[Colonne, ...]:
    """The columns that these lots need, in the order of the catalogue."""
    presents = {resultat.mode for resultat in calibrage.lots}
    return tuple(colonne for colonne in COLONNES if _utile(colonne, presents))


def _utile(colonne: Colonne, presents: set[Mode]) -> bool:
    if colonne.si_plusieurs_modes:
        return presents != {Mode.GENERIQUE}
    return not colonne.modes or bool(colonne.modes & presents)


def montant_total(operation: Operation, _calibrage: Calibrage) -> Decimal | None:
    """The sum of the estimates of all lots, None when one is unknown."""
    montants = [lot.montant_ht for lot in operation.lots]
    connus = [montant for montant in montants if montant is not None]
    return sum(connus, Decimal(0)) if len(connus) == len(montants) else None


_GENERIQUE = frozenset({Mode.GENERIQUE})
_PROPRETE = frozenset({Mode.PROPRETE})
_RATIO = frozenset({Mode.RATIO_EUROS})
_TRAVAILLEES = frozenset({Mode.HEURES_TRAVAILLEES})
_TAUX = frozenset({Mode.GENERIQUE, Mode.PROPRETE, Mode.HEURES_TRAVAILLEES})

COLONNES = (
    Colonne(
        titre=Titre("N°", 5, "entier"),
        cle="lot",
        valeur=lambda ligne: ligne.lot.numero,
    ),
    Colonne(
        titre=Titre("Intitulé", 26),
        cle="intitule",
        valeur=lambda ligne: ligne.lot.intitule,
        total=lambda *_: "TOTAL",
    ),
    Colonne(titre=Titre("Métiers (ROME)", 8), cle="metiers_rome", valeur=lambda ligne: ", ".join(ligne.lot.metiers)),
    Colonne(titre=Titre("Clausé", 7), cle="clause", valeur=lambda ligne: ligne.clause),
    Colonne(
        titre=Titre("Mode de calcul", 13),
        cle="mode",
        valeur=lambda ligne: ligne.resultat.mode.libelle if ligne.resultat else None,
        si_plusieurs_modes=True,
    ),
    Colonne(
        titre=Titre("Montant estimé HT", 13.5, "euros"),
        cle="montant_ht",
        valeur=lambda ligne: ligne.lot.montant_ht,
        total=montant_total,
    ),
    Colonne(
        titre=Titre("Part de main-d’œuvre", 9, "part"),
        cle="part_main_oeuvre",
        valeur=lambda ligne: ligne.entree("part_main_oeuvre"),
        modes=_GENERIQUE,
    ),
    Colonne(
        titre=Titre("Montant de main-d’œuvre", 13.5, "euros"),
        cle="montant_main_oeuvre",
        valeur=lambda ligne: ligne.etape(CodeEtape.MAIN_OEUVRE),
        modes=_GENERIQUE,
    ),
    Colonne(
        titre=Titre("Coût horaire chargé", 8, "euros"),
        cle="cout_horaire",
        valeur=lambda ligne: ligne.entree("cout_horaire"),
        modes=_GENERIQUE,
    ),
    Colonne(
        titre=Titre("Heures de main-d’œuvre", 10, "heures"),
        cle="heures_main_oeuvre",
        valeur=lambda ligne: ligne.etape(CodeEtape.HEURES_MAIN_OEUVRE),
        modes=_GENERIQUE,
    ),
    Colonne(
        titre=Titre("Chiffre d’affaires par heure", 9, "euros"),
        cle="ca_par_heure",
        valeur=lambda ligne: ligne.entree("ca_par_heure"),
        modes=_PROPRETE,
    ),
    Colonne(
        titre=Titre("Heures de la prestation", 10, "heures"),
        cle="heures_prestation",
        valeur=lambda ligne: ligne.etape(CodeEtape.HEURES_PRESTATION),
        modes=_PROPRETE,
    ),
    Colonne(
        titre=Titre("Heures reprises par mois", 9, "heures"),
        cle="heures_mensuelles_reprises",
        valeur=lambda ligne: ligne.entree("heures_mensuelles_reprises"),
        modes=_PROPRETE,
    ),
    Colonne(
        titre=Titre("Heures à pourvoir", 10, "heures"),
        cle="heures_a_pourvoir",
        valeur=lambda ligne: ligne.etape(CodeEtape.POTENTIEL),
        modes=_PROPRETE,
    ),
    Colonne(
        titre=Titre("Heures travaillées", 10, "heures"),
        cle="heures_totales",
        valeur=lambda ligne: ligne.entree("heures_totales"),
        modes=_TRAVAILLEES,
    ),
    Colonne(
        titre=Titre("Euros par heure d’insertion", 11, "euros"),
        cle="euros_par_heure",
        valeur=lambda ligne: ligne.entree("euros_par_heure"),
        modes=_RATIO,
    ),
    Colonne(
        titre=Titre("Seuil de déclenchement HT", 13.5, "euros"),
        cle="seuil_declenchement_ht",
        valeur=lambda ligne: ligne.entree("seuil_declenchement_ht"),
        modes=_RATIO,
    ),
    Colonne(
        titre=Titre("Taux d’insertion", 9, "part"),
        cle="taux_insertion",
        valeur=lambda ligne: ligne.entree("taux_insertion"),
        modes=_TAUX,
    ),
    Colonne(
        titre=Titre("Heures calculées", 10, "heures"),
        cle="heures_calculees",
        valeur=lambda ligne: ligne.resultat.heures_calculees if ligne.resultat else None,
    ),
    Colonne(
        titre=Titre("Heures retenues", 9, "entier"),
        cle="heures",
        valeur=lambda ligne: ligne.resultat.heures if ligne.resultat else None,
        total=lambda _, calibrage: calibrage.total_heures,
    ),
    Colonne(
        titre=Titre("Jours", 7, "jours"),
        cle="jours",
        valeur=lambda ligne: ligne.resultat.jours if ligne.resultat else None,
        total=lambda _, calibrage: calibrage.total_jours,
    ),
    Colonne(
        titre=Titre("ETP", 7, "heures"),
        cle="etp",
        valeur=lambda ligne: ligne.resultat.etp if ligne.resultat else None,
        total=lambda _, calibrage: calibrage.total_etp,
    ),
    Colonne(titre=Titre("Durée (mois)", 7, "entier"), cle="duree_mois", valeur=lambda ligne: ligne.duree),
    Colonne(
        titre=Titre("Personnes à la fois, au moins", 10, "entier"),
        cle="personnes",
        valeur=lambda ligne: ligne.personnes,
    ),
    Colonne(titre=Titre("Motif et alertes", 36), cle="observations", valeur=lambda ligne: ligne.observations),
)
