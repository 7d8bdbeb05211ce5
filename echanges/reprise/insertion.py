"""The people of an operation, their contracts and hours, as the rows of a spreadsheet add them to a dossier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from echanges.heures.ecriture import simple
from echanges.reprise.ebauche import Ebauche, Refus, Valeurs
from echanges.reprise.notions import Notion
from echanges.reprise.resultat import Suite
from formats.dates import date_courte, de_mois, mois_long
from formats.nombres import heures as heures_lisibles
from metier.contrats import TypeContrat
from metier.periodes import Mois
from metier.publics import Categorie
from sqlmodel_store.depots.personnes import Identite, identite

DIRECTS = frozenset(
    {
        TypeContrat.CDI,
        TypeContrat.CDD,
        TypeContrat.PROFESSIONNALISATION,
        TypeContrat.APPRENTISSAGE,
    }
)
"""Contracts signed by the company of the lot itself when no other employer is written (domaine, modalités)."""
EN_PARCOURS = frozenset(
    {
        TypeContrat.CDDI_EI,
        TypeContrat.CDDI_ACI,
        TypeContrat.CDDI_REGIE,
        TypeContrat.MAD_AI,
        TypeContrat.CTT_ETTI,
        TypeContrat.EITI,
    }
)
"""Contracts that only people in an IAE course have."""


@dataclass(frozen=True, kw_only=True)
class Personne:
    """Who a row is about; what is not on it may be on another sheet."""

    nom: str
    prenom: str
    naissance: date
    attributs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def identite(self) -> Identite:
        return identite(self.nom, self.prenom, self.naissance)


class Insertion:
    """The people, contracts and hours of one draft."""

    def __init__(self, ebauche: Ebauche) -> None:
        self.ebauche = ebauche
        self.brut = ebauche.brut
        self._personnes = {
            identite(un["nom"], un["prenom"], date.fromisoformat(un["naissance"])): un
            for un in self.brut["beneficiaires"]
        }
        self._contrats: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for un in self.brut["contrats"]:
            self._contrats[un["beneficiaire"]].append(un)
        self._heures = {
            (une["contrat"], une["mois"]): une
            for une in self.brut["heures"]
            if une.get("declarant", "employeur") == "employeur"
        }
        self._du_fichier: dict[tuple[str, str], Suite] = {}
        self._codes = {un["id"] for liste in ("beneficiaires", "contrats") for un in self.brut[liste]}
        self._rangs = {"b": 0, "k": 0}

    def nommees(self, nom: str, prenom: str) -> list[date]:
        """The births of the people of that name that the dossier holds."""
        voulu = identite(nom, prenom, date.min)[:2]
        return [qui.naissance for qui in self._personnes if qui[:2] == voulu]

    def personne(self, qui: Personne, categorie: Categorie | None, suite: Suite) -> dict[str, Any]:
        """The beneficiary, added if need be. Raises Refus when the category is unknown."""
        connue = self._personnes.get(qui.identite)
        if connue is None:
            if categorie is None:
                raise Refus("critère d’éligibilité absent : écrivez-le, ou donnez-en un pour toute la feuille")
            connue = {
                "id": self._code("b"),
                "nom": qui.nom,
                "prenom": qui.prenom,
                "naissance": qui.naissance.isoformat(),
                "categorie": categorie.value,
                "eligibilite": None,
            }
            self._ajouter("beneficiaires", connue, suite)
            self._personnes[qui.identite] = connue
            self.ebauche.compte.personnes += 1
            suite.ajouts.append(f"{qui.prenom} {qui.nom}")
        for cle in ("sexe", "commune"):
            self.ebauche.poser(connue, cle, qui.attributs.get(cle), cle, suite)
        return connue

    def contrat(
        self, beneficiaire: Mapping[str, Any], lot: int, lues: Valeurs, mois: Sequence[Mois], suite: Suite
    ) -> dict[str, Any] | None:
        """The contract that the row means, added if need be; None when it says nothing of one. Raises Refus."""
        debut = lues.get(Notion.DEBUT)
        siens = [un for un in self._contrats[beneficiaire["id"]] if un["lot"] == lot]
        if debut is not None:
            trouve = next((un for un in siens if un["debut"] == debut.isoformat()), None)
            trouve = trouve or self._nouveau(beneficiaire, lot, lues, suite)
            self.ebauche.poser(trouve, "fin", lues.get(Notion.FIN), "fin du contrat", suite)
            return trouve
        if not mois and not siens:
            if lues.get(Notion.TYPE_CONTRAT) is None and lues.get(Notion.EMPLOYEUR) is None:
                return None
            raise Refus("début du contrat absent : écrivez-le")
        couvrants = [un for un in siens if all(_couvre(un, une) for une in mois)]
        employeur = lues.get(Notion.EMPLOYEUR)
        if len(couvrants) > 1 and employeur:
            couvrants = [un for un in couvrants if simple(un["employeur"]) == simple(employeur)]
        if len(couvrants) != 1:
            quoi = (
                "plusieurs contrats possibles" if couvrants else "début du contrat absent et aucun contrat ce mois-là"
            )
            raise Refus(f"{quoi} : écrivez la date de début du contrat")
        return couvrants[0]

    def _nouveau(self, beneficiaire: Mapping[str, Any], lot: int, lues: Valeurs, suite: Suite) -> dict[str, Any]:
        sorte, employeur, debut = lues.get(Notion.TYPE_CONTRAT), lues.get(Notion.EMPLOYEUR), lues[Notion.DEBUT]
        if sorte is None:
            raise Refus("type de contrat absent : écrivez-le, ou donnez-en un pour toute la feuille")
        if employeur is None and sorte in DIRECTS:
            employeur = lues.get(Notion.ENTREPRISE) or self._attributaire(lot)
        if employeur is None:
            raise Refus("employeur absent : écrivez-le")
        fin = lues.get(Notion.FIN)
        contrat = {
            "id": self._code("k"),
            "beneficiaire": beneficiaire["id"],
            "lot": lot,
            "type": sorte.value,
            "employeur": employeur,
            "debut": debut.isoformat(),
            "fin": fin.isoformat() if fin else None,
        }
        self._ajouter("contrats", contrat, suite)
        self._contrats[beneficiaire["id"]].append(contrat)
        self.ebauche.compte.contrats += 1
        suite.ajouts.append(f"contrat chez {employeur} depuis le {date_courte(debut)} ({sorte.libelle})")
        return contrat

    def _attributaire(self, lot: int) -> str | None:
        noms = [une["entreprise"]["nom"] for une in self.ebauche.attributions if une["lot"] == lot]
        return noms[0] if len(noms) == 1 else None

    def heures(self, contrat: Mapping[str, Any], mois: Mois, faites: Decimal, lues: Valeurs, suite: Suite) -> None:
        """The hours of a month, where none are known. Raises Refus."""
        formation = lues.get(Notion.FORMATION) or Decimal(0)
        if formation > faites:
            raise Refus(f"{heures_lisibles(formation)} de formation pour {heures_lisibles(faites)} en tout")
        if not _couvre(contrat, mois):
            raise Refus(f"heures {de_mois(mois)} hors du contrat commencé le {contrat['debut']}")
        cle = (str(contrat["id"]), str(mois))
        connue = self._heures.get(cle)
        if connue is not None:
            self._deja(cle, connue, faites, mois, suite)
            return
        etat = lues.get(Notion.ETAT_HEURES)
        ligne = {
            "contrat": cle[0],
            "mois": cle[1],
            "heures": str(faites),
            "dont_formation": str(formation),
            "etat": etat.value if etat else "declaree",
        }
        self._ajouter("heures", ligne, suite)
        self._heures[cle], self._du_fichier[cle] = ligne, suite
        self.ebauche.compte.heures += 1
        suite.ajouts.append(f"{heures_lisibles(faites)} en {mois_long(mois)}")

    def _deja(self, cle: tuple[str, str], connue: Mapping[str, Any], faites: Decimal, mois: Mois, suite: Suite) -> None:
        ici = self._du_fichier.get(cle)
        if ici is not None and ici is not suite:
            if ici.refus is not None:
                return
            raise Refus(f"heures {de_mois(mois)} déjà écrites, {ici.lieu[:1].lower()}{ici.lieu[1:]}")
        if Decimal(str(connue["heures"])) != faites:
            gardees = heures_lisibles(Decimal(str(connue["heures"])))
            dites = heures_lisibles(faites)
            suite.remarques.append(f"{mois_long(mois)} : {gardees} déjà là, gardées ; {dites} écrites ici")

    def _ajouter(self, liste: str, element: dict[str, Any], suite: Suite) -> None:
        self.ebauche.lieux[f"{liste}[{len(self.brut[liste])}]"] = suite
        self.brut[liste].append(element)
        self.ebauche.changee = True

    def _code(self, lettre: str) -> str:
        while True:
            self._rangs[lettre] += 1
            code = f"{lettre}{self._rangs[lettre]}"
            if code not in self._codes:
                self._codes.add(code)
                return code


def _couvre(contrat: Mapping[str, Any], mois: Mois) -> bool:
    debut, fin = contrat["debut"][:7], contrat["fin"][:7] if contrat.get("fin") else None
    return bool(debut <= str(mois) and (fin is None or str(mois) <= fin))


def categorie_selon(sorte: TypeContrat | None) -> Categorie | None:
    """The criterion that a contract implies by itself: an IAE course, a GEIQ."""
    if sorte in EN_PARCOURS:
        return Categorie.IAE
    return Categorie.GEIQ if sorte is TypeContrat.GEIQ else None


def separer(nom_complet: str) -> tuple[str, str] | None:
    """Name and first name of one cell: « DUPONT Marie », « Marie DUPONT », « Dupont, Marie », else two plain words."""
    avant, virgule, apres = nom_complet.partition(",")
    if virgule and avant.strip() and apres.strip():
        return avant.strip(), apres.strip()
    mots = [mot for mot in nom_complet.split() if simple(mot) not in {"m", "mr", "mme", "mlle", "monsieur", "madame"}]
    grands = [mot for mot in mots if mot.isupper() and len(mot) > 1]
    petits = [mot for mot in mots if mot not in grands]
    if grands and petits and (mots in (grands + petits, petits + grands)):
        return " ".join(grands), " ".join(petits)
    return (mots[0], mots[1]) if len(mots) == 2 and len(grands) != 1 else None  # noqa: PLR2004 - a name, a first name
