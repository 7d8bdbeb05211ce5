"""What a buyer typed → an operation of the contract, or a sentence at each field; nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config.horloge import aujourdhui
from echanges.format_operation import LectureOperation, OperationPartielle, lire_operation
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from metier.operation import Ccag, Forme, Montage, Nature, TypeMaitreOuvrage
from portail.clauses.lecture import (
    Illisible,
    lire_date,
    lire_entier,
    lire_heures,
    lire_mois,
    lire_montant,
    lire_part,
    lire_ponderation,
)

LOTS_MAX = 100
TEXTE_MAX = 500
SEUL_LOT = "Marché non alloti"
REFERENCE = "PROJET"
CRITERE = "Performance en matière d’insertion professionnelle"
OUI = "oui"
CADRE = {
    "nature": Nature.TRAVAUX.value,
    "maitre_ouvrage.type": TypeMaitreOuvrage.COLLECTIVITE.value,
    "date_avis": "",
    "duree_mois": "",
    "forme": Forme.ORDINAIRE.value,
    "valeur_maximale_ht": "",
    "montage": Montage.EXECUTION.value,
    "ponderation": "",
    "reserve_handicap": "",
    "reserve_insertion": "",
    "dispense.cas": "",
    "taux_insertion": "",
}
"""The fields of the market and what each says at first: what the hours and the regime are made from."""
PENALITES = ("penalites.heure", "penalites.jour_document")
DES_PIECES = ("intitule", "maitre_ouvrage.nom", "reference", "lieu.commune", "dispense.motif", "ccag", *PENALITES)
"""What only the pieces print: it is asked for last, and stays out of links."""
DU_LOT = ("intitule", "montant_ht", "part_main_oeuvre", "duree_mois", "heures_mensuelles_reprises", "sans_clause")
LISTES = {"nature": Nature, "forme": Forme, "montage": Montage, "maitre_ouvrage.type": TypeMaitreOuvrage, "ccag": Ccag}
"""The fields whose value is chosen in a list."""
_LOT = re.compile(r"lots\.([0-9]{1,3})\.([a-z_]+)")


@dataclass(frozen=True, kw_only=True)
class Saisie:
    """The fields as they were typed, by name; `lots` the rows that say something, or one empty row."""

    cadre: Mapping[str, str] = field(default_factory=lambda: dict(CADRE))
    pieces: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(DES_PIECES, ""))
    lots: tuple[Mapping[str, str], ...] = ({},)

    @property
    def vierge(self) -> bool:
        """Whether nobody has described anything yet."""
        return not any(lot.get("montant_ht") or lot.get("intitule") for lot in self.lots)


def lire(champs: Mapping[str, str]) -> Saisie:
    """What was typed, bounded; a field that is not of the page is passed over."""
    propres = {nom: " ".join(dit.replace("\x00", "").split())[:TEXTE_MAX] for nom, dit in champs.items()}
    rangs: dict[int, dict[str, str]] = {}
    for nom, dit in propres.items():
        if (trouve := _LOT.fullmatch(nom)) and trouve[2] in DU_LOT and dit:
            rangs.setdefault(int(trouve[1]), {})[trouve[2]] = dit
    lots = tuple(rangs[rang] for rang in sorted(rangs))[:LOTS_MAX]
    return Saisie(
        cadre={nom: propres.get(nom, defaut) for nom, defaut in CADRE.items()},
        pieces={nom: propres.get(nom, "") for nom in DES_PIECES},
        lots=lots or ({},),
    )


def vierge() -> Saisie:
    """The page as it opens: the notice dated today."""
    return Saisie(cadre={**CADRE, "date_avis": aujourdhui().isoformat()})


def operation(saisie: Saisie, *, pour_pieces: bool = False) -> LectureOperation:
    """The operation described. Raises FautesDeSaisie with every fault, each naming its field as the contract does.

    `pour_pieces`: what pieces print is then required too.
    """
    lecteur = _Lecteur()
    brut = lecteur.operation(saisie, pour_pieces=pour_pieces)
    try:
        lue = lire_operation(brut)
    except FauteDeSaisie as faute:
        autres = faute.fautes if isinstance(faute, FautesDeSaisie) else [faute]
        deja = {une.champ for une in lecteur.fautes}
        raise FautesDeSaisie([*lecteur.fautes, *(une for une in autres if une.champ not in deja)]) from faute
    if lecteur.fautes:
        raise FautesDeSaisie(lecteur.fautes)
    return lue


def marche(saisie: Saisie, lecture: LectureOperation) -> OperationPartielle:
    """The operation described, as data to keep: the reference that the buyer gave is the buyer's, absent if none."""
    reference = saisie.pieces.get("reference")
    donnees = {"reference": REFERENCE} | ({"reference_acheteur": reference} if reference else {})
    return lecture.format.model_copy(update=donnees)


class _Lecteur:
    """Fields → values of the contract; what cannot be read is noted, and given a harmless value meanwhile."""

    def __init__(self) -> None:
        self.fautes: list[FauteDeSaisie] = []

    def operation(self, saisie: Saisie, *, pour_pieces: bool) -> dict[str, Any]:
        cadre, pieces = saisie.cadre, saisie.pieces
        if not pour_pieces:  # what only pieces print cannot stop the calculation
            pieces = {**pieces, **dict.fromkeys(("reference", "lieu.commune", "ccag", *PENALITES), "")}
        self._exiger(pieces, pour_pieces=pour_pieces)
        self._exiger_de_la_liste({**cadre, **pieces})
        objet: dict[str, Any] = {
            "reference": pieces.get("reference") or REFERENCE,
            "intitule": pieces.get("intitule") or "Marché à décrire",
            "maitre_ouvrage": {
                "nom": pieces.get("maitre_ouvrage.nom") or "Acheteur",
                "type": cadre["maitre_ouvrage.type"],
            },
            "nature": cadre["nature"],
            "forme": cadre["forme"],
            "montage": cadre["montage"],
            "date_avis": self._lu("date_avis", cadre["date_avis"], lire_date, "2026-12-01"),
            "lots": [self._lot(saisie, rang) for rang in range(len(saisie.lots))],
        }
        for nom, lire_un in (("duree_mois", lire_mois), ("valeur_maximale_ht", lire_montant)):
            if cadre[nom]:
                objet[nom] = self._lu(nom, cadre[nom], lire_un, 1)
        if pieces.get("lieu.commune"):
            objet["lieu"] = {"commune": pieces["lieu.commune"]}
        if pieces.get("ccag"):
            objet["ccag"] = pieces["ccag"]
        penalites = {
            nom.partition(".")[2]: self._lu(nom, pieces[nom], lire_montant, 1) for nom in PENALITES if pieces.get(nom)
        }
        if penalites:
            objet["penalites"] = penalites
        return {**objet, **self._montage(saisie)}

    def _exiger(self, pieces: Mapping[str, str], *, pour_pieces: bool) -> None:
        attendus = (
            ("intitule", "Écrivez l’objet du marché\u00a0: il est imprimé sur chaque pièce."),
            ("maitre_ouvrage.nom", "Écrivez le nom de l’acheteur\u00a0: il est imprimé sur chaque pièce."),
        )
        self.fautes += [FauteDeSaisie(nom, dit) for nom, dit in attendus if pour_pieces and not pieces.get(nom)]

    def _exiger_de_la_liste(self, dits: Mapping[str, str]) -> None:
        """The page offers lists: a value of none of them comes from an address, or from a form that is not ours."""
        for nom, valeurs in LISTES.items():
            dit = dits.get(nom, "")
            if dit not in set(valeurs) and (dit or nom in CADRE):
                vu = f"«\u00a0{dit[:40]}\u00a0»\u00a0: c" if dit else "C"
                self.fautes.append(FauteDeSaisie(nom, f"{vu}hoisissez une valeur de la liste."))

    def _montage(self, saisie: Saisie) -> dict[str, Any]:
        cadre = saisie.cadre
        if cadre["montage"] == Montage.EXECUTION_CRITERE:
            poids = self._lu("ponderation", cadre["ponderation"], lire_ponderation, 10)
            return {"criteres": [{"intitule": CRITERE, "ponderation": poids}]}
        if cadre["montage"] == Montage.RESERVE:
            articles = {"reserve_handicap": "L2113-12", "reserve_insertion": "L2113-13"}
            choisis = [article for nom, article in articles.items() if cadre[nom] == OUI]
            return {"articles_reservation": choisis} if choisis else {}
        if cadre["montage"] == Montage.AUCUN and cadre["dispense.cas"]:
            cas = self._lu("dispense.cas", cadre["dispense.cas"], lire_entier, 1)
            return {"dispense": {"cas": cas, "motif": saisie.pieces.get("dispense.motif") or None}}
        return {}

    def _lot(self, saisie: Saisie, rang: int) -> dict[str, Any]:
        dit, chemin = saisie.lots[rang], f"lots[{rang}]"
        seul = len(saisie.lots) == 1
        intitule = dit.get("intitule") or (saisie.pieces.get("intitule") or SEUL_LOT if seul else "")
        if not intitule:
            self.fautes.append(
                FauteDeSaisie(f"{chemin}.intitule", "Donnez un intitulé à ce lot\u00a0: le métier s’y lit.")
            )
        sans_clause = dit.get("sans_clause") == OUI or saisie.cadre["montage"] == Montage.AUCUN
        lot: dict[str, Any] = {"numero": rang + 1, "intitule": intitule or "Lot", "clause": not sans_clause}
        montant = dit.get("montant_ht", "")
        lot["montant_ht"] = self._lu(f"{chemin}.montant_ht", montant, lire_montant, 0)
        if dit.get("duree_mois"):
            lot["duree_mois"] = self._lu(f"{chemin}.duree_mois", dit["duree_mois"], lire_mois, 1)
        if not sans_clause:
            lot |= self._calcul(saisie, dit, chemin)
        return lot

    def _calcul(self, saisie: Saisie, dit: Mapping[str, str], chemin: str) -> dict[str, Any]:
        calcul: dict[str, Any] = {}
        if saisie.cadre["taux_insertion"]:
            calcul["taux_insertion"] = self._lu("taux_insertion", saisie.cadre["taux_insertion"], lire_part, "0.05")
        if dit.get("part_main_oeuvre"):
            calcul["part_main_oeuvre"] = self._lu(f"{chemin}.part_main_oeuvre", dit["part_main_oeuvre"], lire_part, 1)
        if dit.get("heures_mensuelles_reprises"):
            nom = f"{chemin}.heures_mensuelles_reprises"
            calcul |= {
                "mode": "proprete",
                "heures_mensuelles_reprises": self._lu(nom, dit[nom.rpartition(".")[2]], lire_heures, 0),
            }
            calcul.pop("part_main_oeuvre", None)
            calcul.setdefault("taux_insertion", "0.05")
            if not dit.get("duree_mois") and saisie.cadre["duree_mois"]:
                calcul["duree_mois"] = self._lu("duree_mois", saisie.cadre["duree_mois"], lire_mois, 1)
        return calcul

    def _lu(self, champ: str, ecrit: str, lire_un: Any, sinon: object) -> Any:  # noqa: ANN401 - a value of JSON
        try:
            return lire_un(ecrit)
        except Illisible as faute:
            if champ not in {une.champ for une in self.fautes}:
                self.fautes.append(FauteDeSaisie(champ, faute.phrase))
            return sinon
