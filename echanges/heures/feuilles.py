"""The sheets of a file, row after row: kept, refused, or passed over with a remark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from echanges.heures import ecriture, phrases
from echanges.heures.classeur import Feuille
from echanges.heures.colonnes import Colonnes, reconnaitre, trouver
from echanges.heures.contrats import du_mois, jours, lot_designe, principal, retenir
from echanges.heures.lignes import Lue, est_un_pied, lire
from echanges.heures.personnes import Personnes
from echanges.heures.resultat import LectureHeures, LigneAcceptee, LigneRefusee, RaisonLigne
from echanges.heures.titres import mois_annonce, titres
from formats.typographie import typographier
from metier.periodes import Mois
from metier.releve import HEURES_MAXIMUM
from metier.suivi import Beneficiaire, Contrat, Suivi

HEURES_PAR_JOUR = 24


@dataclass(frozen=True, kw_only=True)
class _Retenue:
    """A row kept, and the contracts of one lot that it may belong to."""

    personne: Beneficiaire
    contrats: tuple[Contrat, ...]
    lue: Lue
    heures: Decimal
    feuille: str


class _Refus(Exception):
    def __init__(self, raison: RaisonLigne, phrase: str) -> None:
        super().__init__(raison.value)
        self.raison, self.phrase = raison, phrase


class Depouillement:
    """Goes through the sheets of one file for a month of an operation."""

    def __init__(self, suivi: Suivi, mois: Mois) -> None:
        self._suivi, self._mois = suivi, mois
        self._personnes = Personnes(suivi.beneficiaires)
        self._retenues: list[_Retenue] = []
        self._refusees: list[LigneRefusee] = []
        self._remarques: list[str] = []
        self._feuilles: list[str] = []
        self._vues: dict[tuple[object, ...], str] = {}
        self._totaux: dict[str, Decimal] = defaultdict(Decimal)

    def laisser(self, feuilles: Sequence[Feuille]) -> None:
        """Say that these sheets, of other months, are not read."""
        self._remarques += [phrases.autre_feuille(une.nom) for une in feuilles]

    def parcourir(self, feuille: Feuille) -> bool:
        """Read the rows of a sheet; False when it has no headings, and nothing is read."""
        entete = trouver(feuille.rangees, self._mois)
        if entete is None:
            return False
        self._feuilles.append(feuille.nom)
        au_dessus = titres(feuille, entete.rang)
        page = _Page(
            feuille=feuille,
            titres=au_dessus,
            annonce=mois_annonce(feuille.rangees[: entete.rang], feuille.nom, self._mois),
        )
        colonnes, sommes = entete.colonnes, _Sommes()
        for rang in range(entete.suite, len(feuille.rangees)):
            if nouvelles := reconnaitre(feuille.rangees[rang], self._mois):
                colonnes, sommes = nouvelles, _Sommes()
                continue
            page.lire(rang, colonnes, self._mois)
            personnes = self._personnes.trouver(page.lue.nom, page.lue.naissance)
            if personnes or not sommes.est_un_total(page.lue):
                sommes.ajouter(page.lue)
                self._traiter(page, personnes)
        return True

    def _traiter(self, page: _Page, personnes: Sequence[Beneficiaire]) -> None:
        lue = page.lue
        if not personnes and self._est_a_passer(lue):
            return
        if len(personnes) == 1 and lue.heures is None and not lue.illisible and not lue.formule:
            self._remarques.append(f"{page.ou} : {phrases.aucune_heure(personnes[0])}")
            return
        try:
            self._retenues.append(self._juger(page, personnes))
        except _Refus as refus:
            self._refuser(page, personnes, refus)

    def _est_a_passer(self, lue: Lue) -> bool:
        """Blank rows, what is written below the table, names of nobody we know without hours."""
        if est_un_pied(lue):
            return True
        if lue.nom_en_formule:
            return False
        return lue.heures is None and (lue.sans_nom or not (lue.illisible or lue.formule))

    def _juger(self, page: _Page, personnes: Sequence[Beneficiaire]) -> _Retenue:
        """The row, kept. Raises _Refus."""
        lue = page.lue
        personne = self._une_personne(lue, personnes)
        if lue.formule:
            raise _Refus(RaisonLigne.FORMULE, phrases.formule(lue.formule))
        if page.mois != self._mois:
            raise _Refus(RaisonLigne.MOIS, phrases.autre_mois(page.mois, str(lue.periode), self._mois))
        heures = _heures(lue)
        contrats = self._contrats(page, personne)
        cle = (personne.id, contrats[0].lot, heures, lue.jalon)
        if cle in self._vues:
            raise _Refus(RaisonLigne.DOUBLON, phrases.doublon(self._vues[cle]))
        self._controler_le_total(personne, contrats, heures)
        self._vues[cle] = page.ou_dans_la_phrase
        self._totaux[personne.id] += heures
        return _Retenue(personne=personne, contrats=contrats, lue=lue, heures=heures, feuille=page.feuille.nom)

    def _une_personne(self, lue: Lue, personnes: Sequence[Beneficiaire]) -> Beneficiaire:
        if len(personnes) == 1:
            return personnes[0]
        if personnes:
            raise _Refus(RaisonLigne.AMBIGUE, phrases.HOMONYMES)
        if lue.sans_nom and not lue.nom_en_formule:
            raise _Refus(RaisonLigne.INCONNUE, phrases.sans_nom(lue.heures or Decimal(0)))
        if self._personnes.porteurs(lue.nom):
            raise _Refus(RaisonLigne.AMBIGUE, phrases.SANS_PRENOM)
        raise _Refus(RaisonLigne.INCONNUE, phrases.inconnue(lue.nom_en_formule))

    def _contrats(self, page: _Page, personne: Beneficiaire) -> tuple[Contrat, ...]:
        """Those of one lot that the row may mean."""
        indices = page.lue.indices
        retenus = retenir(self._suivi, du_mois(self._suivi, personne.id, self._mois), indices)
        if not retenus:
            lot = lot_designe(self._suivi, indices.lot)
            raise _Refus(RaisonLigne.HORS_CONTRAT, phrases.hors_contrat(self._mois, lot))
        lots = sorted({un.lot for un in retenus})
        if len(lots) > 1:
            raise _Refus(RaisonLigne.AMBIGUE, phrases.plusieurs_lots(lots))
        return tuple(retenus)

    def _controler_le_total(self, personne: Beneficiaire, contrats: Sequence[Contrat], heures: Decimal) -> None:
        total = self._totaux[personne.id] + heures
        possibles = sum(jours(un, self._mois) for un in contrats)
        if heures > possibles * HEURES_PAR_JOUR:
            raise _Refus(RaisonLigne.EXCESSIVES, phrases.trop_pour_les_jours(heures, possibles))
        if total > HEURES_MAXIMUM:
            raise _Refus(RaisonLigne.EXCESSIVES, phrases.excessives(total))

    def _refuser(self, page: _Page, personnes: Sequence[Beneficiaire], refus: _Refus) -> None:
        seule = personnes[0] if len(personnes) == 1 else None
        self._refusees.append(
            LigneRefusee(
                feuille=page.feuille.nom,
                ligne=page.lue.numero,
                nom=seule.nom if seule else page.lue.nom.nom,
                prenom=seule.prenom if seule else page.lue.nom.prenom,
                raison=refus.raison,
                phrase=typographier(f"{refus.phrase}."),
            )
        )

    def conclure(self, vide: LectureHeures) -> LectureHeures:
        """The whole file, each row under its contract."""
        par_lot: dict[tuple[str, int], list[_Retenue]] = defaultdict(list)
        for retenue in self._retenues:
            par_lot[retenue.personne.id, retenue.contrats[0].lot].append(retenue)
        return replace(
            vide,
            acceptees=tuple(self._acceptee(une, par_lot) for une in self._retenues),
            refusees=tuple(self._refusees),
            remarques=tuple(typographier(une) for une in self._remarques),
            feuilles=tuple(self._feuilles),
        )

    def _acceptee(self, retenue: _Retenue, par_lot: dict[tuple[str, int], list[_Retenue]]) -> LigneAcceptee:
        semblables = par_lot[retenue.personne.id, retenue.contrats[0].lot]
        contrat = principal(retenue.contrats, self._mois)
        if len(semblables) == len(retenue.contrats):
            contrat = retenue.contrats[semblables.index(retenue)]
        if len(retenue.contrats) > 1:
            ou = phrases.ou(retenue.feuille, retenue.lue.numero)
            self._remarques.append(f"{ou} : {phrases.plusieurs_contrats(len(retenue.contrats), contrat)}")
        return LigneAcceptee(
            contrat=contrat.id,
            nom=retenue.personne.nom,
            prenom=retenue.personne.prenom,
            mois=self._mois,
            heures=retenue.heures,
            dont_formation=retenue.lue.dont_formation,
            lot=contrat.lot,
            feuille=retenue.feuille,
            ligne=retenue.lue.numero,
        )


class _Sommes:
    """What the rows above add up to, so that a total that nobody called so is known."""

    def __init__(self) -> None:
        self._depuis_le_dernier = self._en_tout = Decimal(0)

    def est_un_total(self, lue: Lue) -> bool:
        """Whether the row says it is a total, or has no name and the hours of those above."""
        muet = lue.sans_nom and lue.heures is not None and lue.heures in {self._depuis_le_dernier, self._en_tout}
        if muet or lue.dite_total:
            self._depuis_le_dernier = Decimal(0)
        return muet or lue.dite_total

    def ajouter(self, lue: Lue) -> None:
        self._depuis_le_dernier += lue.heures or 0
        self._en_tout += lue.heures or 0


class _Page:
    """A sheet being read: its row, and the month that stands for it."""

    def __init__(self, *, feuille: Feuille, titres: Sequence[str], annonce: Mois | None) -> None:
        self.feuille, self._titres, self._annonce = feuille, titres, annonce
        self._dernier: Mois | None = None

    def lire(self, rang: int, colonnes: Colonnes, mois: Mois) -> None:
        """Go to that row; a month that is not written again is the one above, else the one of the headings."""
        self.lue = lire(self.feuille, rang, colonnes, mois, self._titres)
        if self.lue.periode is not None:
            self.mois = self._dernier = self.lue.mois
        else:
            self.mois = self._dernier or colonnes.annonce or self._annonce or mois

    @property
    def ou(self) -> str:
        return phrases.ou(self.feuille.nom, self.lue.numero)

    @property
    def ou_dans_la_phrase(self) -> str:
        ou = f"ligne {self.lue.numero}"
        return f"{ou} de la feuille « {self.feuille.nom} »" if self.feuille.nom else ou


def _heures(lue: Lue) -> Decimal:
    if lue.illisible is not None and ecriture.demesuree(lue.illisible):
        raise _Refus(RaisonLigne.EXCESSIVES, phrases.demesurees(lue.illisible))
    if lue.illisible is not None or lue.heures is None:
        raise _Refus(RaisonLigne.ILLISIBLES, phrases.illisibles(lue.illisible or "rien"))
    if lue.heures < 0:
        raise _Refus(RaisonLigne.NEGATIVES, phrases.negatives(lue.heures))
    if not 0 <= lue.dont_formation <= lue.heures:
        raise _Refus(RaisonLigne.ILLISIBLES, phrases.formation(lue.dont_formation, lue.heures))
    return lue.heures
