"""What the page shows: the fields, their faults, the answer in French."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from config.droit import mention_lecture
from config.settings import get_settings
from formats.calcul import phrase_alerte, phrase_etape
from formats.champs import libelle
from formats.dates import date_courte
from formats.nombres import euros, euros_par_heure, heures, heures_entre, nombre_court, pourcentage
from formats.regime import phrases_regime
from formats.typographie import typographier
from metier.alertes import CodeAlerte
from metier.bareme import Bareme
from metier.calibrage import HEURES_PAR_MOIS
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from metier.operation import Mode
from metier.sensibilite import Variante
from portail.clauses import choix
from portail.clauses.calcul import EffetTaux, LotCalcule, Resultat
from portail.clauses.lien import lien
from portail.clauses.metiers import MetierPossible, metiers_possibles
from portail.clauses.pieces import PieceAnnoncee, annoncees
from portail.clauses.saisie import Saisie

LIBELLES = {
    "intitule": "objet du marché",
    "maitre_ouvrage.nom": "nom de l’acheteur",
    "maitre_ouvrage.type": "acheteur",
    "date_avis": "envoi de l’avis",
    "valeur_maximale_ht": "maximum de l’accord-cadre",
    "ponderation": "poids du critère",
    "articles_reservation": "réservation",
    "dispense.cas": "dispense",
    "dispense.motif": "motif de la dispense",
    "lieu.commune": "commune",
    "reference": "référence",
    "courriel": "adresse de courriel",
    "lots": "lots",
    "ccag": "CCAG",
    "penalites.heure": "pénalité par heure",
    "penalites.jour_document": "pénalité par jour et document",
}
DU_LOT = {"intitule": "intitulé", "montant_ht": "montant"}
_RANG = re.compile(r"\[([0-9]+)\]")
_PARTAGES = {"criteres.0.ponderation": "ponderation", "criteres": "ponderation"}


@dataclass(frozen=True, kw_only=True)
class LotVu:
    """A lot in words; `etapes_haut` the other end of a range, empty where there is none."""

    numero: int
    intitule: str
    volume: str
    duree: str
    hypotheses: tuple[str, ...]
    etapes: tuple[str, ...]
    etapes_haut: tuple[str, ...]
    alertes: tuple[str, ...]
    metiers: tuple[MetierPossible, ...]


@dataclass(frozen=True, kw_only=True)
class EffetVu:
    """The hours at a rate; `part` their length on the drawing, in percent of the longest."""

    taux: str
    volume: str
    part: int
    retenu: bool


@dataclass(frozen=True, kw_only=True)
class ResultatVu:
    """The answer in words; `basse` are the hours that the pieces carry where the total is a range, else empty."""

    regime: tuple[str, ...]
    code: str
    droit: str
    bareme: str
    bases: str
    total: str
    duree: str
    basse: str
    lots: tuple[LotVu, ...]
    sans_clause: tuple[str, ...]
    effets: tuple[EffetVu, ...]
    variantes: tuple[str, ...]
    alertes: tuple[str, ...]
    pieces: tuple[PieceAnnoncee, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """The whole page; `fautes` the sentence of each field by its name in the form."""

    saisie: Saisie
    contact: Mapping[str, str] = field(default_factory=dict)
    resultat: ResultatVu | None = None
    fautes: Mapping[str, str] = field(default_factory=dict)

    def contexte(self) -> dict[str, Any]:
        """The names that the template reads."""
        reglages = get_settings()
        return {
            "v": {**self.saisie.cadre, **self.saisie.pieces, **self.contact},
            "lots": self.saisie.lots,
            "r": self.resultat,
            "fautes": self.fautes,
            "ou": ou,
            "lien": lien(self.saisie),
            "choix": choix,
            "relais": reglages.relais,
            "facilitateur": reglages.facilitateur,
        }


def fautes_par_champ(faute: FauteDeSaisie) -> dict[str, str]:
    """The sentence of each field, by its name in the form; the first one where a field has several."""
    dites: dict[str, str] = {}
    for une in faute.fautes if isinstance(faute, FautesDeSaisie) else [faute]:
        dites.setdefault(nom_du_champ(une.champ), _sans_chemin(une))
    return dites


def nom_du_champ(champ: str) -> str:
    """`lots[0].montant_ht` is `lots.0.montant_ht`; the rate is one for all lots."""
    nom = _RANG.sub(r".\1", champ)
    if nom.endswith(".taux_insertion"):
        return "taux_insertion"
    return _PARTAGES.get(nom, nom)


def ou(nom: str) -> str:
    """What a field is called, with its lot: « lot 2, montant »."""
    trouve = re.fullmatch(r"lots\.([0-9]+)\.([a-z_]+)", nom)
    if trouve:
        return f"Lot {int(trouve[1]) + 1}, {DU_LOT.get(trouve[2], libelle(trouve[2]))}"
    return LIBELLES.get(nom, libelle(nom)).capitalize()


def _sans_chemin(faute: FauteDeSaisie) -> str:
    phrase = faute.phrase.removeprefix(faute.champ).lstrip("\u00a0 :")
    return phrase[:1].upper() + phrase[1:]


def montrer(resultat: Resultat) -> ResultatVu:
    """The answer in words."""
    operation, encadrement = resultat.operation, resultat.encadrement
    bas, haut, bareme = encadrement.bas, encadrement.haut, encadrement.bas.bareme
    return ResultatVu(
        regime=tuple(phrases_regime(resultat.regime)),
        code=resultat.regime.code.value,
        droit=mention_lecture(resultat.regime.lus_le),
        bareme=typographier(
            f"Barème : {bareme.nom}, version {bareme.version} du {date_courte(bareme.date)}. {bareme.source}."
        ),
        bases=typographier(
            f"Un mois à temps plein : {nombre_court(HEURES_PAR_MOIS)}\u00a0h, à 35 h par semaine ; un équivalent temps "
            f"plein des bilans, sur un an : {nombre_court(bareme.heures_par_etp)}\u00a0h."
        ),
        total=heures_entre(bas.total_heures, haut.total_heures),
        duree=duree(bas.total_heures, haut.total_heures, bareme.heures_par_jour),
        basse=heures(bas.total_heures) if bas.total_heures != haut.total_heures else "",
        lots=tuple(_lot(lot, bareme) for lot in resultat.lots),
        sans_clause=tuple(
            typographier(f"Lot {lot.numero} : {lot.intitule}") for lot in operation.lots if not lot.clause
        ),
        effets=_effets(resultat),
        variantes=tuple(map(_variante, resultat.variantes)),
        alertes=tuple(map(phrase_alerte, resultat.alertes)),
        pieces=annoncees(resultat),
    )


def duree(bas: int, haut: int, par_jour: Decimal) -> str:
    """« 41,7 jours de travail, soit 1,9 mois d’une personne à temps plein »."""
    jours = _entre(bas / Fraction(par_jour), haut / Fraction(par_jour))
    mois = _entre(bas / HEURES_PAR_MOIS, haut / HEURES_PAR_MOIS)
    return typographier(f"{jours} jours de travail, soit {mois} mois d’une personne à temps plein")


def _entre(bas: Fraction, haut: Fraction) -> str:
    gauche, droite = nombre_court(bas, 1), nombre_court(haut, 1)
    return gauche if gauche == droite else f"{gauche} à {droite}"


def _lot(lot: LotCalcule, bareme: Bareme) -> LotVu:
    bas, haut = lot.bas, lot.haut
    return LotVu(
        numero=bas.numero,
        intitule=bas.intitule,
        volume=heures_entre(bas.heures, haut.heures),
        duree=duree(bas.heures, haut.heures, bareme.heures_par_jour),
        hypotheses=_hypotheses(lot),
        etapes=tuple(map(phrase_etape, bas.etapes)),
        etapes_haut=tuple(map(phrase_etape, haut.etapes)) if lot.bornes else (),
        alertes=tuple(_alertes(lot)),
        metiers=metiers_possibles(bas.intitule, bareme) if lot.bornes else (),
    )


def _alertes(lot: LotCalcule) -> list[str]:
    """What to look at in a lot; a range is told by its assumptions."""
    dites = [phrase_alerte(une) for une in lot.bas.alertes if une.code is not CodeAlerte.PART_NON_PUBLIEE]
    return [_reprise(lot), *dites] if lot.reprise_tue else dites


def _reprise(lot: LotCalcule) -> str:
    """Why the hours of cleaning are not settled while nobody says which staff is taken over (domaine §3.3)."""
    entrees, generale, proprete = lot.bas.entrees, "la formule générale, qui ne connaît pas la reprise du personnel", ""
    if lot.bornes is None and lot.bas.mode is Mode.GENERIQUE:
        cout, part = entrees["cout_horaire"], entrees["part_main_oeuvre"]
        generale += (
            f" : {euros(cout / part)} de marché par heure travaillée ({euros_par_heure(cout)} de coût, "
            f"{pourcentage(part)} de main-d’œuvre)"
        )
    if lot.sans_reprise:
        proprete = (
            f"La formule de la propreté, {euros(lot.sans_reprise.entrees['ca_par_heure'])} de marché par heure, donne "
            f"{heures(lot.sans_reprise.heures)} si personne n’est repris, et moins à mesure des heures reprises. "
        )
    return typographier(
        f"Nettoyage : ce volume suit {generale}. {proprete}La reprise décide donc du volume : écrivez sous "
        "« Préciser » les heures par mois du personnel repris (0 si personne ne l’est) et la durée, avant de retenir "
        "un nombre"
    )


def _hypotheses(lot: LotCalcule) -> tuple[str, ...]:
    if lot.bornes is None:
        return ()
    bornes = ((lot.bas, lot.bornes.basse), (lot.haut, lot.bornes.haute))
    return tuple(
        typographier(
            f"{heures(resultat.heures)} si la main-d’œuvre fait {pourcentage(une.valeur)} du montant : {une.source}"
        )
        for resultat, une in bornes
    )


def _effets(resultat: Resultat) -> tuple[EffetVu, ...]:
    plus = max((effet.haut for effet in resultat.taux), default=0)
    retenus = {lot.bas.entrees.get("taux_insertion") for lot in resultat.lots}
    return tuple(_effet(effet, plus, retenu=Fraction(effet.taux) in retenus) for effet in resultat.taux)


def _effet(effet: EffetTaux, plus: int, *, retenu: bool) -> EffetVu:
    return EffetVu(
        taux=pourcentage(effet.taux),
        volume=heures_entre(effet.bas, effet.haut),
        part=round(100 * effet.haut / plus) if plus else 0,
        retenu=retenu,
    )


def _variante(variante: Variante) -> str:
    champ, ecart = variante.hypothese.champ, variante.hypothese.ecart
    plus = "de plus" if ecart > 0 else "de moins"
    pas = f"{euros(abs(ecart))}" if champ == "cout_horaire" else f"{nombre_court(abs(ecart) * 100)} point(s)"
    pas = pas.replace("point(s)", "points" if abs(ecart) * 100 > 1 else "point")
    signe = "+" if variante.difference >= 0 else "−"
    return typographier(
        f"{libelle(champ).capitalize()}, {pas} {plus} : {heures(variante.total_heures)} "
        f"({signe}{heures(abs(variante.difference))})"
    )
