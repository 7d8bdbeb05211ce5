"""The legal regime of an operation on the date of its notice (domaine §1.3, code de la commande publique).

Sources: L2112-2-1 (marchés) and L3114-2-1 (concessions), in force on 22 August 2026; R2121-1, R2121-5, R2121-8 for
the value, tested on the whole operation and never on a lot. The law dates and thresholds are parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from metier.alertes import Alerte, CodeAlerte, alerter
from metier.enumeration import Enumeration
from metier.operation import Forme, Lot, Montage, Nature, Operation, TypeMaitreOuvrage

DUREE_TRAVAUX_COURTS = 6  # months: II, 4° of L2112-2-1
CAS_CONCESSION = frozenset({2, 3})  # L3114-2-1
CAS_TRAVAUX_COURTS = 4
AVEC_CLAUSE = frozenset({Montage.EXECUTION, Montage.EXECUTION_CRITERE})
RESERVATIONS_HANDICAP = frozenset({"L2113-12", "L3113-1"})
RESERVATIONS_INSERTION = frozenset({"L2113-13", "L3113-2"})


class CodeRegime(Enumeration):
    OBLIGATOIRE = "obligatoire", "considération sociale obligatoire, prévue"
    VOLONTAIRE = "volontaire", "considération sociale volontaire"
    DISPENSE_MOTIVEE = "dispense_motivee", "dispense motivée"
    MARCHE_RESERVE = "marche_reserve", "marché réservé"
    SERVICE_INSERTION = "service_insertion", "marché de services d’insertion"
    A_REGULARISER = "a_regulariser", "à régulariser"


class Exclusion(Enumeration):
    """Why an operation above the threshold is not submitted to the obligation."""

    DEFENSE = "defense", "marché de défense ou de sécurité"
    AVIS_ANTERIEUR = "avis_anterieur", "avis antérieur à l’entrée en vigueur"


@dataclass(frozen=True, kw_only=True)
class TableSeuils:
    """The European thresholds of a period, in euros excluding tax; `fin` is its last day."""

    debut: date
    fin: date
    fournitures_services: Mapping[TypeMaitreOuvrage, Decimal]
    travaux_concessions: Decimal

    def seuil(self, operation: Operation) -> Decimal:
        if operation.nature is Nature.TRAVAUX or operation.forme is Forme.CONCESSION:
            return self.travaux_concessions
        return self.fournitures_services[operation.maitre_ouvrage.type]


@dataclass(frozen=True, kw_only=True)
class Seuils:
    """The dated tables in order, the day the obligation starts, the day left to a person, the day the law was read."""

    tables: tuple[TableSeuils, ...]
    entree_en_vigueur: date
    a_trancher: date
    lus_le: date
    source: str

    def table(self, jour: date) -> tuple[TableSeuils, bool]:
        """The table in force that day; the last one and False where none is dated so."""
        trouvee = next((table for table in self.tables if table.debut <= jour <= table.fin), None)
        return (trouvee, True) if trouvee else (self.tables[-1], False)


@dataclass(frozen=True, kw_only=True)
class Regime:
    """The regime, the value tested and the threshold it met; `lus_le` is the day the law was read.

    `exclusion` says what keeps the operation out of the obligation whatever its value; `sans_montant` are the lots
    that the value lacks.
    """

    code: CodeRegime
    seuil: Decimal
    table: TableSeuils
    valeur_estimee: Decimal
    date_avis: date
    entree_en_vigueur: date
    lus_le: date
    exclusion: Exclusion | None = None
    sans_montant: tuple[int, ...] = ()
    concession: bool = False
    alertes: tuple[Alerte, ...] = field(default=())

    @property
    def seuil_atteint(self) -> bool:
        return self.valeur_estimee >= self.seuil

    @property
    def valeur_inconnue(self) -> bool:
        """Whether the amounts that are absent could still carry the value to the threshold."""
        return bool(self.sans_montant) and not self.seuil_atteint

    @property
    def indetermine(self) -> bool:
        """Whether nobody can say yet if the obligation holds: `code` is then what the known amounts alone give."""
        return self.code is CodeRegime.VOLONTAIRE and self.exclusion is None and self.valeur_inconnue


def determiner(operation: Operation, seuils: Seuils) -> Regime:
    """The regime of the whole operation, all lots, on the date of its notice, with what a person must look at."""
    table, datee = seuils.table(operation.date_avis)
    valeur, seuil = valeur_estimee(operation), table.seuil(operation)
    exclusion = _exclusion(operation, seuils)
    code = _code(operation, soumise=valeur >= seuil and exclusion is None)
    return Regime(
        code=code,
        seuil=seuil,
        table=table,
        valeur_estimee=valeur,
        date_avis=operation.date_avis,
        entree_en_vigueur=seuils.entree_en_vigueur,
        lus_le=seuils.lus_le,
        exclusion=exclusion,
        sans_montant=sans_montant(operation),
        concession=operation.forme is Forme.CONCESSION,
        alertes=(
            *_alertes_date(operation, seuils, datee=datee),
            *_alertes_valeur(operation, sous_seuil=valeur < seuil),
            *_alertes_montage(operation),
            *_alertes_code(operation, code, connue=valeur >= seuil or not sans_montant(operation)),
        ),
    )


def valeur_estimee(operation: Operation) -> Decimal:
    """The value tested: the maximum of a framework agreement where it is given, else the sum of all lots (R2121-1)."""
    maximum = _maximum(operation)
    return _somme(operation) if maximum is None else maximum


def sans_montant(operation: Operation) -> tuple[int, ...]:
    """The lots that the value tested lacks; none where the maximum of a framework agreement is given."""
    if _maximum(operation) is not None:
        return ()
    return tuple(lot.numero for lot in operation.lots if lot.montant_ht is None)


def _maximum(operation: Operation) -> Decimal | None:
    """That of a framework agreement (R2121-8); the one that another form gives bounds nothing."""
    return operation.valeur_maximale_ht if operation.forme is Forme.BONS_DE_COMMANDE else None


def _somme(operation: Operation) -> Decimal:
    return sum((lot.montant_ht for lot in operation.lots if lot.montant_ht is not None), Decimal(0))


def a_consideration_sociale(lot: Lot) -> bool:
    """Whether the lot carries a clause or another social consideration."""
    return lot.clause or bool(lot.autre_consideration and lot.autre_consideration.strip())


def _exclusion(operation: Operation, seuils: Seuils) -> Exclusion | None:
    """Defence contracts (L2312-1-1), then notices sent before the obligation started."""
    if operation.defense:
        return Exclusion.DEFENSE
    return Exclusion.AVIS_ANTERIEUR if operation.date_avis < seuils.entree_en_vigueur else None


def _code(operation: Operation, *, soumise: bool) -> CodeRegime:
    par_montage = {Montage.RESERVE: CodeRegime.MARCHE_RESERVE, Montage.MARCHE_INSERTION: CodeRegime.SERVICE_INSERTION}
    if operation.montage in par_montage:
        return par_montage[operation.montage]
    if not soumise:
        return CodeRegime.VOLONTAIRE
    if any(a_consideration_sociale(lot) for lot in operation.lots):
        return CodeRegime.OBLIGATOIRE
    return CodeRegime.A_REGULARISER if _refus_dispense(operation) else CodeRegime.DISPENSE_MOTIVEE


def _refus_dispense(operation: Operation) -> Alerte | None:
    """Why the waiver invoked does not hold, None when it does."""
    dispense = operation.dispense
    if dispense is None:
        return alerter(CodeAlerte.A_REGULARISER)
    if not _cas_admis(operation, dispense.cas):
        return _hors_cas(operation, dispense.cas)
    if not dispense.motif.strip():
        return alerter(CodeAlerte.DISPENSE_SANS_MOTIF, cas=dispense.cas)
    return None


def _cas_admis(operation: Operation, cas: int) -> bool:
    if operation.forme is Forme.CONCESSION:
        return cas in CAS_CONCESSION
    if cas != CAS_TRAVAUX_COURTS:
        return True
    courte = operation.duree_mois is not None and operation.duree_mois < DUREE_TRAVAUX_COURTS
    return operation.nature is Nature.TRAVAUX and courte


def _hors_cas(operation: Operation, cas: int) -> Alerte:
    travaux = operation.nature is Nature.TRAVAUX and operation.forme is not Forme.CONCESSION
    if travaux and operation.duree_mois is None:
        return alerter(CodeAlerte.DISPENSE_SANS_DUREE, cas=cas)
    return alerter(
        CodeAlerte.DISPENSE_HORS_CAS, cas=cas, forme=operation.forme.value, duree_mois=operation.duree_mois or 0
    )


def _alertes_date(operation: Operation, seuils: Seuils, *, datee: bool) -> list[Alerte]:
    alertes = []
    if operation.date_avis == seuils.a_trancher:
        alertes.append(alerter(CodeAlerte.DATE_A_TRANCHER, date=operation.date_avis))
    if not datee:
        derniere = seuils.tables[-1]
        jour, debut, fin = operation.date_avis, derniere.debut, derniere.fin
        alertes.append(alerter(CodeAlerte.TABLE_NON_DATEE, date=jour, debut=debut, fin=fin))
    return alertes


def _alertes_valeur(operation: Operation, *, sous_seuil: bool) -> list[Alerte]:
    alertes = _alertes_maximum(operation)
    if not sous_seuil or _maximum(operation) is not None:
        return alertes
    if inconnus := sans_montant(operation):
        alertes.append(alerter(CodeAlerte.MONTANT_INCONNU, lots=inconnus))
    if operation.forme is Forme.BONS_DE_COMMANDE:
        alertes.append(alerter(CodeAlerte.MAXIMUM_ABSENT))
    return alertes


def _alertes_maximum(operation: Operation) -> list[Alerte]:
    """A maximum that bounds nothing, or less than what it bounds."""
    dit, maximum, somme = operation.valeur_maximale_ht, _maximum(operation), _somme(operation)
    if dit is not None and maximum is None:
        return [alerter(CodeAlerte.MAXIMUM_SANS_OBJET, maximum=dit, forme=operation.forme.libelle)]
    if maximum is not None and maximum < somme:
        return [alerter(CodeAlerte.MAXIMUM_DEPASSE, maximum=maximum, somme=somme)]
    return []


def _alertes_montage(operation: Operation) -> list[Alerte]:
    alertes = []
    if operation.montage is Montage.AUCUN and operation.lots_clauses:
        numeros = tuple(lot.numero for lot in operation.lots_clauses)
        alertes.append(alerter(CodeAlerte.MONTAGE_SANS_CLAUSE, lots=numeros))
    if operation.montage in AVEC_CLAUSE and not operation.lots_clauses:
        alertes.append(alerter(CodeAlerte.CLAUSE_ABSENTE))
    if operation.montage is Montage.RESERVE and not operation.articles_reservation:
        alertes.append(alerter(CodeAlerte.RESERVATION_SANS_ARTICLE))
    if operation.forme is Forme.CONCESSION and _cumule(operation):
        alertes.append(alerter(CodeAlerte.CUMUL_EN_CONCESSION))
    return alertes


def _cumule(operation: Operation) -> bool:
    """Both reservations at once: allowed in a marché (L2113-14), not in a concession (L3113-3)."""
    articles = set(operation.articles_reservation)
    return "L2113-14" in articles or bool(articles & RESERVATIONS_HANDICAP and articles & RESERVATIONS_INSERTION)


def _alertes_code(operation: Operation, code: CodeRegime, *, connue: bool) -> list[Alerte]:
    if code is CodeRegime.OBLIGATOIRE:
        sans = tuple(lot for lot in operation.lots if not a_consideration_sociale(lot))
        muets = tuple(lot.numero for lot in sans if not (lot.motif_non_clause and lot.motif_non_clause.strip()))
        numeros = tuple(lot.numero for lot in sans)
        return [alerter(CodeAlerte.UN_LOT_SUFFIT, lots=numeros, sans_motif=muets)] if sans else []
    if code is CodeRegime.A_REGULARISER:
        refus = _refus_dispense(operation)
        return [refus] if refus else []
    if code is CodeRegime.VOLONTAIRE and operation.dispense is not None and connue:
        return [alerter(CodeAlerte.DISPENSE_SANS_OBJET)]
    return []
