"""A dossier being completed: what is there stays as it is, what the spreadsheet adds is written beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from echanges.heures.ecriture import numero_de_lot, simple
from echanges.reprise import valeurs
from echanges.reprise.notions import Notion
from echanges.reprise.resultat import Compte, Suite
from formats.nombres import heures as heures_lisibles

Valeurs = Mapping[Notion, Any]
NUMERO = re.compile(r"^\s*(lot)?\s*(n°|nº|no|num[ée]ro)?\s*0*\d+\s*[-–—:.)]*\s*", re.IGNORECASE)
UNIQUE = frozenset({"lot unique", "unique", "sans objet"})
VIDE: dict[str, Any] = {"contacts": [], "attributions": [], "beneficiaires": [], "contrats": [], "heures": []}


class Refus(Exception):
    """A row, or a part of it, cannot be taken; `str()` says why in French."""


class Ebauche:
    """One operation: its dossier as it is in the store, or a new one, and the rows that add to it.

    `lieux`: the row that gave each element, by its path in the dossier.
    """

    def __init__(self, reference: str, present: dict[str, Any] | None, compte: Compte) -> None:
        self.neuve = present is None
        self.brut: dict[str, Any] = present or {"format": "relais-dossier/1", "operation": {"reference": reference}}
        for cle, liste in VIDE.items():
            self.brut.setdefault(cle, list(liste))
        self.operation: dict[str, Any] = self.brut["operation"]
        self.operation["lots"] = self.operation.get("lots") or []
        self.compte = compte
        self.changee = self.neuve
        self.lieux: dict[str, Suite] = {}
        self._lots_neufs: set[int] = set()
        self._par_lot: dict[int, list[dict[str, Any]]] = {}
        for une in self.attributions:
            self._par_lot.setdefault(une["lot"], []).append(une)

    @property
    def reference(self) -> str:
        return str(self.operation["reference"])

    @property
    def lots(self) -> list[dict[str, Any]]:
        return list(self.operation["lots"])

    @property
    def attributions(self) -> list[dict[str, Any]]:
        return list(self.brut["attributions"])

    def poser(self, objet: dict[str, Any], cle: str, valeur: object, quoi: str, suite: Suite) -> bool:
        """Writes what was not known; says what differs and is kept. Returns whether something was added."""
        if valeur is None:
            return False
        ecrite = valeurs.code(valeur)
        connue = objet.get(cle)
        if connue in (None, "", []):
            objet[cle] = ecrite
            self.changee = True
            return True
        if _comparable(connue) != _comparable(ecrite):
            suite.remarques.append(f"{quoi} : « {connue} » gardé, « {ecrite} » écrit ici")
        return False

    def decrire(self, lues: Valeurs, suite: Suite, type_connu: str | None = None) -> None:
        """The operation's own fields; `type_connu`: the kind of buyer that the annuaire gives."""
        if self.neuve and not self.lieux:
            self.compte.operations += 1
            self.lieux["operation"] = suite
            suite.ajouts.append(f"opération {self.reference} créée")
        champs = [(Notion.INTITULE, "intitule"), (Notion.NATURE, "nature")]
        ecrite = lues.get(Notion.REFERENCE)
        if ecrite and ecrite != self.reference:
            self.poser(self.operation, "reference_acheteur", ecrite, "référence de l’acheteur", suite)
        for notion, cle in champs:
            self.poser(self.operation, cle, lues.get(notion), notion.libelle, suite)
        if commune := lues.get(Notion.COMMUNE):
            lieu = self.operation.get("lieu") or {}
            self.poser(lieu, "commune", commune, Notion.COMMUNE.libelle, suite)
            self.operation["lieu"] = lieu
        if nom := lues.get(Notion.MAITRE_OUVRAGE):
            self._acheteur(nom, lues.get(Notion.TYPE_MAITRE_OUVRAGE), type_connu, suite)
        if self.neuve:
            self.poser(self.brut, "etape", lues.get(Notion.ETAPE), Notion.ETAPE.libelle, suite)

    def _acheteur(self, nom: str, sorte: object, type_connu: str | None, suite: Suite) -> None:
        connu = self.operation.get("maitre_ouvrage")
        if connu:
            self.poser(connu, "nom", nom, Notion.MAITRE_OUVRAGE.libelle, suite)
            return
        sorte = sorte or type_connu or valeurs.maitre_ouvrage_selon(nom)
        if sorte is not None:
            self.operation["maitre_ouvrage"] = {"nom": nom, "type": valeurs.code(sorte)}
            self.changee = True
        elif not any(simple(un.get("organisation")) == simple(nom) for un in self.brut["contacts"]):
            self.brut["contacts"].append({"organisation": nom, "role": "maitre_ouvrage"})
            self.changee = True
            suite.remarques.append(f"type du maître d’ouvrage inconnu : « {nom} » est gardé parmi les contacts")

    def lot(self, lues: Valeurs, suite: Suite) -> int | None:
        """The number of the row's lot, added if need be; None when the row is about none. Raises Refus."""
        ecrit = lues.get(Notion.LOT)
        entreprise = lues.get(Notion.ENTREPRISE)
        numero = numero_de_lot(ecrit) if ecrit is not None else None
        intitule = lues.get(Notion.INTITULE_LOT) or (NUMERO.sub("", ecrit) if isinstance(ecrit, str) else None) or None
        if numero is None and intitule:
            numero = self._par_intitule(intitule, suite)
        if numero is None:
            numero = self._sans_numero(entreprise, lues, suite)
        if numero is None:
            return None
        lot = next((un for un in self.operation["lots"] if un["numero"] == numero), None)
        if lot is None:
            lot = self._nouveau_lot(numero, suite)
        self.poser(lot, "intitule", intitule, "intitulé du lot", suite)
        self.poser(lot, "montant_ht", lues.get(Notion.MONTANT_HT), "montant du lot", suite)
        if entreprise is None and numero in self._lots_neufs:
            self._heures_du_lot(lot, lues.get(Notion.HEURES_ENGAGEES), suite)
        return numero

    def _nouveau_lot(self, numero: int, suite: Suite) -> dict[str, Any]:
        lot: dict[str, Any] = {"numero": numero}
        self.lieux[f"operation.lots[{len(self.operation['lots'])}]"] = suite
        self.operation["lots"].append(lot)
        self._lots_neufs.add(numero)
        self.compte.lots += 1
        self.changee = True
        suite.ajouts.append(f"lot {numero}")
        return lot

    def _par_intitule(self, intitule: str, suite: Suite) -> int:
        connu = next((un for un in self.lots if simple(un.get("intitule")) == simple(intitule)), None)
        if connu is not None:
            return int(connu["numero"])
        if simple(intitule) in UNIQUE:
            return 1
        numero = max((int(un["numero"]) for un in self.lots), default=0) + 1
        suite.remarques.append(f"lot « {intitule} » sans numéro : numéroté {numero}, à vérifier")
        return numero

    def _sans_numero(self, entreprise: str | None, lues: Valeurs, suite: Suite) -> int | None:
        """The lot of a row that names none: that of its company, else the only one, else the first of all."""
        siens = {une["lot"] for une in self.attributions if entreprise and self._meme(une, entreprise, None)}
        if len(siens) == 1:
            return int(siens.pop())
        du_lot = entreprise or any(
            lues.get(une) is not None for une in (Notion.HEURES_ENGAGEES, Notion.MONTANT_HT, Notion.PRENOM)
        )
        if not du_lot:
            return None
        if len(self.lots) > 1 or (entreprise and self.attributions):
            raise Refus("plusieurs lots ou entreprises pour cette opération : écrivez le numéro du lot")
        if not self.lots:
            suite.remarques.append("lot non écrit : rangé au lot 1")
            return 1
        return int(self.lots[0]["numero"])

    def _heures_du_lot(self, lot: dict[str, Any], engagees: Decimal | None, suite: Suite) -> None:
        """The hours of the contract of a lot that this import adds."""
        if engagees is None or engagees != int(engagees):
            return
        if self.poser(lot, "heures", int(engagees), "heures du lot", suite):
            lot |= {"mode": "heures_au_marche", "clause": True}

    def attribuer(self, lot: int, lues: Valeurs, suite: Suite) -> None:
        """The company of a lot, and what it owes."""
        nom, siret = lues.get(Notion.ENTREPRISE), lues.get(Notion.SIRET)
        if nom is None:
            if siret is not None:
                suite.remarques.append("SIRET sans nom d’entreprise : laissé de côté")
            return
        attribution = next((une for une in self._par_lot.get(lot, ()) if self._meme(une, nom, siret)), None)
        if attribution is None:
            attribution = {"lot": lot, "entreprise": {"nom": nom}, "modalites": []}
            self.lieux[f"attributions[{len(self.brut['attributions'])}]"] = suite
            self.brut["attributions"].append(attribution)
            self._par_lot.setdefault(lot, []).append(attribution)
            self.compte.entreprises += 1
            self.changee = True
            suite.ajouts.append(f"{nom} sur le lot {lot}")
        entreprise = attribution["entreprise"]
        self.poser(entreprise, "siret", siret, f"SIRET de {nom}", suite)
        self.poser(attribution, "courriel", lues.get(Notion.COURRIEL), f"courriel de {nom}", suite)
        self.poser(attribution, "date_notification", lues.get(Notion.DATE_NOTIFICATION), "date de notification", suite)
        engagees: Decimal | None = lues.get(Notion.HEURES_ENGAGEES)
        entieres = int(engagees) if engagees is not None and engagees == int(engagees) else engagees
        if self.poser(attribution, "heures_engagees", entieres, "heures engagées", suite) and engagees is not None:
            suite.ajouts.append(f"{heures_lisibles(engagees)} engagées")

    @staticmethod
    def _meme(attribution: Mapping[str, Any], nom: str, siret: str | None) -> bool:
        """Whether it is that company: the same SIRET where both have one, else the same name."""
        connue = attribution["entreprise"]
        if siret and connue.get("siret"):
            return bool(connue["siret"] == siret)
        return simple(connue["nom"]) == simple(nom)

    def achever(self) -> None:
        """What only the whole of the rows tells: the hours of new lots, the step of a new operation."""
        for lot in self.operation["lots"]:
            dues = [une.get("heures_engagees") for une in self._par_lot.get(lot["numero"], ())]
            entieres = [Decimal(str(une)) for une in dues if une is not None]
            somme = sum(entieres, Decimal(0))
            if lot["numero"] in self._lots_neufs and entieres and somme == int(somme) and lot.get("heures") is None:
                lot |= {"mode": "heures_au_marche", "clause": True, "heures": int(somme)}
        if self.neuve and "etape" not in self.brut:
            if self.brut["contrats"]:
                self.brut["etape"] = "suivi"
            elif self.attributions:
                self.brut["etape"] = "attribution"


def _comparable(valeur: object) -> object:
    """Numbers by their value, texts by their letters."""
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return Decimal(repr(valeur))
    if isinstance(valeur, str):
        return Decimal(valeur) if re.fullmatch(r"\d+(\.\d+)?", valeur) else simple(valeur)
    return valeur
