"""What a reader must look at before relying on a result; nothing here stops the calculation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from metier.enumeration import Enumeration

Valeur: TypeAlias = "Decimal | Fraction | int | str | date | tuple[int, ...]"


class CodeAlerte(Enumeration):
    VALEUR_DU_BAREME = "valeur_du_bareme", "valeur prise dans le barème"
    PART_NON_PUBLIEE = "part_non_publiee", "part de main-d’œuvre non publiée"
    CLE_IGNOREE = "cle_ignoree", "donnée d’un autre mode"
    SOUS_PLANCHER = "sous_plancher", "volume sous le plancher"
    SOUS_PLANCHER_PROPRETE = "sous_plancher_proprete", "volume sous le plancher de la propreté"
    SOUS_CONSEIL = "sous_conseil", "volume trop faible pour une ligne"
    AUCUNE_HEURE = "aucune_heure", "aucune heure"
    REPRISE_EXCEDENTAIRE = "reprise_excedentaire", "personnel repris au-delà du potentiel"
    DUREE_COURTE = "duree_courte", "durée courte pour le volume"
    RETENUES_ELOIGNEES = "retenues_eloignees", "heures retenues loin du calcul"
    DATE_A_TRANCHER = "date_a_trancher", "date charnière"
    TABLE_NON_DATEE = "table_non_datee", "seuils d’une autre période"
    UN_LOT_SUFFIT = "un_lot_suffit", "lots sans considération sociale"
    A_REGULARISER = "a_regulariser", "considération sociale à prévoir"
    DISPENSE_HORS_CAS = "dispense_hors_cas", "dispense hors de son cas"
    DISPENSE_SANS_MOTIF = "dispense_sans_motif", "dispense sans motif"
    DISPENSE_SANS_DUREE = "dispense_sans_duree", "durée inconnue"
    DISPENSE_SANS_OBJET = "dispense_sans_objet", "dispense sans objet"
    MAXIMUM_ABSENT = "maximum_absent", "maximum de l’accord-cadre inconnu"
    MAXIMUM_SANS_OBJET = "maximum_sans_objet", "maximum sans accord-cadre"
    MAXIMUM_DEPASSE = "maximum_depasse", "maximum de l’accord-cadre inférieur aux lots"
    MONTANT_INCONNU = "montant_inconnu", "montant inconnu"
    MONTAGE_SANS_CLAUSE = "montage_sans_clause", "lots clausés dans un montage sans clause"
    CLAUSE_ABSENTE = "clause_absente", "aucun lot clausé"
    CUMUL_EN_CONCESSION = "cumul_en_concession", "réservations cumulées en concession"
    RESERVATION_SANS_ARTICLE = "reservation_sans_article", "marché réservé sans article"
    CARACTERES_RETIRES = "caracteres_retires", "caractères retirés"
    ELIGIBILITE_TARDIVE = "eligibilite_tardive", "éligibilité validée après le premier jour"


@dataclass(frozen=True, kw_only=True)
class Alerte:
    """`lot` is the number of the lot concerned, None for the whole operation; `formats.calcul` writes the sentence."""

    code: CodeAlerte
    lot: int | None = None
    valeurs: Mapping[str, Valeur] = field(default_factory=dict)


def alerter(code: CodeAlerte, lot: int | None = None, **valeurs: Valeur) -> Alerte:
    """An alert with the values its sentence needs."""
    return Alerte(code=code, lot=lot, valeurs=valeurs)
