"""All the rows of a spreadsheet → the dossiers they make, over those of the store; who refuses what, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from echanges.heures.ecriture import simple
from echanges.reprise import valeurs
from echanges.reprise.cases import Lue, lire_les_cases, vu
from echanges.reprise.ebauche import Ebauche, Refus
from echanges.reprise.insertion import Insertion, categorie_selon
from echanges.reprise.lignes import Ligne
from echanges.reprise.nommees import Ambigue, Nommees
from echanges.reprise.notions import PREMIER_MOIS, Notion
from echanges.reprise.registre import Registre, SansNaissance
from echanges.reprise.resultat import Compte, Suites
from formats.dates import de_mois, mois_long
from formats.nombres import heures as heures_lisibles
from metier.mois_travaille import HEURES_POSSIBLES
from metier.periodes import Mois

SANS_NAISSANCE = (
    "Aucune colonne de date de naissance : les personnes, leurs contrats et leurs heures ne sont pas repris ; "
    "sans elle deux homonymes seraient confondus."
)
SANS_MOIS = "Des heures réalisées sont écrites sans mois : elles ne sont pas reprises ; ajoutez une colonne « Mois »."
DEUX_FOIS = (
    "Des heures réalisées sont écrites dans les colonnes de mois et dans une autre, qui n’est pas leur total : "
    "seules celles des mois sont reprises. Si ce sont les heures du contrat, dites-le de cette colonne."
)
SANS_PERSONNE = "Des heures réalisées sont écrites sans personne : elles ne sont pas reprises."


@dataclass(kw_only=True)
class Assemblage:
    """The rows that were read and what they make; `presents`: the dossiers of the store, by reference."""

    nommees: Nommees
    suites: Suites = field(default_factory=Suites)
    compte: Compte = field(default_factory=Compte)
    lues: list[Lue] = field(default_factory=list)
    ebauches: dict[str, Ebauche] = field(default_factory=dict)

    def lire(self, lignes: Sequence[Ligne]) -> None:
        """Reads every cell, and which operation each row names."""
        self.nommees.apprendre(lignes)
        for ligne in lignes:
            lue = Lue(ligne=ligne, suite=self.suites.de(ligne.feuille, ligne.numero), valeurs={})
            self.lues.append(lue)
            lire_les_cases(lue)
            self._nommer(lue)
            self._mois(lue)
        self._ecrites: dict[int, dict[Notion, Any]] = {id(lue): dict(lue.valeurs) for lue in self.lues}
        self._dites: dict[int, list[str]] = {id(lue): list(lue.suite.remarques) for lue in self.lues}
        self._du_tout: list[str] = list(self.suites.remarques)

    def _nommer(self, lue: Lue) -> None:
        try:
            lue.cle = self.nommees.cle(lue.ligne)
            if lue.cle is not None:
                self.nommees.reference(lue.cle)
        except Ambigue as ambigue:
            lue.suite.refuser(ambigue.raison)

    def _mois(self, lue: Lue) -> None:
        """The hours of the row, month by month."""
        ligne, suite = lue.ligne, lue.suite
        for mois, case in ligne.mois.items():
            faites = valeurs.heures(case)
            if mois.annee == valeurs.SANS_ANNEE:
                suite.refuser("l’année des colonnes de mois n’est écrite nulle part : donnez-la (« annee »)")
            elif faites is None:
                suite.refuser(f"heures {de_mois(mois)} : « {vu(case)} » reçu, des heures sont attendues, comme 151,67")
            elif faites:
                _compter(lue, mois, faites)
        ecrites = lue.valeurs.get(Notion.HEURES)
        if ecrites is not None and ligne.mois:
            if ecrites != sum(des_mois for _, des_mois in lue.mois):
                self.suites.remarquer(DEUX_FOIS)
        elif ecrites is not None:
            self._du_mois_ecrit(lue, ecrites)

    def _du_mois_ecrit(self, lue: Lue, faites: Decimal) -> None:
        """The hours of a column, in the month of another."""
        ligne, suite = lue.ligne, lue.suite
        ecrit = ligne.case(Notion.MOIS)
        if ecrit is None:
            self.suites.remarquer(SANS_MOIS)
            return
        mois_lu = valeurs.mois(ecrit, ligne.annee)
        if mois_lu is None:
            suite.refuser(f"mois : « {vu(ecrit)} » reçu, un mois et son année sont attendus, comme 02/2026")
        else:
            _compter(lue, mois_lu, faites)

    def assembler(
        self, presents: Mapping[str, dict[str, Any]], relais: str | None, type_acheteur: Callable[[str], str | None]
    ) -> None:
        """Builds the dossiers; the people of one sheet are known to the others.

        Done again once a row is refused, it leaves out all that this row gave.
        """
        self._recommencer()
        registre = Registre(self.lues)
        entreprises = _entreprises(self.lues)
        self._a_dater()
        self._feuilles |= {lue.ligne.feuille for lue in self.lues if lue.cle is not None}
        for lue in self.lues:
            if lue.cle is None:
                self._sans_operation(lue)
                continue
            reference = self.nommees.reference(lue.cle)
            if lue.suite.refus is not None or reference is None:
                continue
            ebauche = self._ebauche(reference, presents, relais)
            try:
                self._operation_et_lot(lue, ebauche, entreprises, type_acheteur)
            except Refus as refus:
                lue.suite.refuser(str(refus))
        self._inserer(registre)
        for ebauche in self.ebauches.values():
            ebauche.achever()
            if not ebauche.neuve:
                self.compte.completees += ebauche.changee
                self.compte.inchangees += not ebauche.changee

    def _recommencer(self) -> None:
        """Forgets what was built; what was read stays."""
        self.compte = Compte()
        for propres in (self.ebauches, self._insertions, self._lots):
            propres.clear()
        self.suites.remarques[:] = self._du_tout
        for lue in self.lues:
            lue.valeurs = dict(self._ecrites[id(lue)])
            lue.suite.ajouts.clear()
            lue.suite.remarques[:] = self._dites[id(lue)]

    def _sans_operation(self, lue: Lue) -> None:
        """A row of people or companies only serves the others; one of hours or lots must name its operation."""
        if (
            lue.ligne.feuille in self._feuilles
            or lue.mois
            or lue.valeurs.get(Notion.HEURES_ENGAGEES) is not None
            or lue.ligne.case(Notion.LOT) is not None
        ):
            lue.suite.refuser("opération absente : écrivez sa référence ou son intitulé")

    def _ebauche(self, reference: str, presents: Mapping[str, dict[str, Any]], relais: str | None) -> Ebauche:
        if reference not in self.ebauches:
            ebauche = Ebauche(reference, presents.get(reference), self.compte)
            if ebauche.neuve and relais is not None:
                ebauche.operation["relais"] = relais
            self.ebauches[reference] = ebauche
            self._insertions[reference] = Insertion(ebauche)
        return self.ebauches[reference]

    def _operation_et_lot(
        self,
        lue: Lue,
        ebauche: Ebauche,
        entreprises: Mapping[str, dict[Notion, Any]],
        type_acheteur: Callable[[str], str | None],
    ) -> None:
        nom = lue.valeurs.get(Notion.ENTREPRISE)
        for notion, valeur in entreprises.get(simple(nom), {}).items():
            lue.valeurs.setdefault(notion, valeur)
        acheteur = lue.valeurs.get(Notion.MAITRE_OUVRAGE)
        ebauche.decrire(lue.valeurs, lue.suite, type_acheteur(acheteur) if acheteur else None)
        lot = ebauche.lot(lue.valeurs, lue.suite)
        if lot is not None:
            ebauche.attribuer(lot, lue.valeurs, lue.suite)
            self._lots[id(lue)] = lot

    def _inserer(self, registre: Registre) -> None:
        """The people, contracts that give their start, then everything that relies on a contract."""
        en_attente = [lue for lue in self.lues if lue.nom and lue.cle and lue.suite.refus is None]
        en_attente.sort(key=lambda lue: lue.valeurs.get(Notion.DEBUT) is None)
        for lue in en_attente:
            reference = self.nommees.reference(lue.cle) if lue.cle else None
            if reference is None:
                continue
            try:
                self._inserer_une(lue, self._insertions[reference], registre)
            except SansNaissance as refus:
                if registre.complet:
                    lue.suite.refuser(str(refus))
                else:
                    self.suites.remarquer(SANS_NAISSANCE)
            except Refus as refus:
                lue.suite.refuser(str(refus))
        if any(lue.mois and lue.nom is None and lue.suite.refus is None for lue in self.lues):
            self.suites.remarquer(SANS_PERSONNE)

    def _inserer_une(self, lue: Lue, insertion: Insertion, registre: Registre) -> None:
        qui = registre.personne(lue, insertion)
        lue.suite.sujet = (insertion.ebauche.reference, f"{qui.prenom} {qui.nom}")
        sorte = lue.valeurs.get(Notion.TYPE_CONTRAT)
        categorie = registre.categorie(qui) or categorie_selon(sorte)
        personne = insertion.personne(qui, categorie, lue.suite)
        lot = self._lots.get(id(lue)) or self._seul_lot(insertion.ebauche, personne, lue)
        if lot is None:
            return
        contrat = insertion.contrat(personne, lot, lue.valeurs, [mois for mois, _ in lue.mois], lue.suite)
        for mois, faites in lue.mois:
            if contrat is not None:
                insertion.heures(contrat, mois, faites, lue.valeurs, lue.suite)

    @staticmethod
    def _seul_lot(ebauche: Ebauche, personne: Mapping[str, Any], lue: Lue) -> int | None:
        """The lot of a row that names none: that of the person's contracts, else the only one."""
        siens = {un["lot"] for un in ebauche.brut["contrats"] if un["beneficiaire"] == personne["id"]}
        lots = siens or {un["numero"] for un in ebauche.lots}
        if len(lots) == 1:
            return int(lots.pop())
        if lue.mois or lue.valeurs.get(Notion.DEBUT):
            raise Refus("lot absent : écrivez son numéro")
        return None

    def _a_dater(self) -> None:
        """Where the mapping says so, a contract starts with the first month that has hours."""
        premiers: dict[tuple[object, ...], Mois] = {}
        a_dater = [lue for lue in self.lues if _a_dater(lue)]
        for lue in a_dater:
            cle = _du_meme_contrat(lue)
            premiers[cle] = min([mois for mois, _ in lue.mois] + ([premiers[cle]] if cle in premiers else []))
        for lue in a_dater:
            if Notion.DEBUT not in lue.valeurs:
                lue.valeurs[Notion.DEBUT] = premiers[_du_meme_contrat(lue)].debut

    def __post_init__(self) -> None:
        self._insertions: dict[str, Insertion] = {}
        self._lots: dict[int, int] = {}
        self._feuilles: set[str] = set()


def _a_dater(lue: Lue) -> bool:
    return lue.suite.refus is None and lue.ligne.constantes.get(Notion.DEBUT) == PREMIER_MOIS and bool(lue.mois)


def _du_meme_contrat(lue: Lue) -> tuple[object, ...]:
    return lue.cle, lue.nom, simple(lue.valeurs.get(Notion.LOT)), simple(lue.valeurs.get(Notion.EMPLOYEUR))


def _entreprises(lues: Iterable[Lue]) -> dict[str, dict[Notion, Any]]:
    """What a sheet of companies says of each, by its name."""
    connues: dict[str, dict[Notion, Any]] = defaultdict(dict)
    for lue in lues:
        if lue.cle is None and lue.suite.refus is None and (nom := lue.valeurs.get(Notion.ENTREPRISE)):
            for notion in (Notion.SIRET, Notion.COURRIEL):
                if notion in lue.valeurs:
                    connues[simple(nom)].setdefault(notion, lue.valeurs[notion])
    return connues


def _compter(lue: Lue, mois: Mois, faites: Decimal) -> None:
    """Hours that a month can hold join those of the row; more refuse it."""
    if faites > HEURES_POSSIBLES:
        lue.suite.refuser(f"{heures_lisibles(faites)} en {mois_long(mois)} : {HEURES_POSSIBLES} au plus")
    else:
        lue.mois.append((mois, faites))
