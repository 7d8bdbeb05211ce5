"""The columns of the sheets « Lots » and « Opérations » of the consolidation; those of « Lots » are also the CSV's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from documents.classeur import Titre, Valeur
from documents.nettoyage import on_one_line
from metier.consolidation import Consolidation, LigneConsolidee, SuiviRelais, Synthese, synthese
from metier.contrats import TypeContrat
from metier.enumeration import Enumeration
from metier.realisation import NUL, etp
from metier.suivi import Suivi

NR = "nr"
SECRET = "s"  # noqa: S105 - statistical secrecy, no password
Ligne = TypeVar("Ligne")

FAMILLES: Mapping[str, tuple[TypeContrat, ...]] = {
    "AI": (TypeContrat.MAD_AI,),
    "ETTI": (TypeContrat.CTT_ETTI,),
    "EI": (TypeContrat.CDDI_EI,),
    "ACI": (TypeContrat.CDDI_ACI,),
    "régies": (TypeContrat.CDDI_REGIE,),
    "GEIQ": (TypeContrat.GEIQ,),
    "EA et ESAT": (TypeContrat.EA, TypeContrat.EATT, TypeContrat.ESAT),
    "embauche directe": (
        TypeContrat.CDI,
        TypeContrat.CDD,
        TypeContrat.PROFESSIONNALISATION,
        TypeContrat.APPRENTISSAGE,
    ),
    "autres": (TypeContrat.CDI_INCLUSION, TypeContrat.CTT, TypeContrat.EITI),
}


@dataclass(frozen=True)
class Colonne(Generic[Ligne]):
    """A column: its name in the CSV, its heading, what it says of a line and of the whole."""

    cle: str
    titre: Titre
    valeur: Callable[[Ligne], Valeur]
    total: Callable[[Consolidation], Valeur] = lambda _: ""


def texte(valeur: object) -> str:
    """A value as a text, « nr » where it is not known: never an empty cell."""
    if valeur is None or valeur == "":
        return NR
    return valeur.libelle if isinstance(valeur, Enumeration) else on_one_line(str(valeur))


def nr(valeur: Valeur) -> Valeur:
    """A number or a date, « nr » where it is not known: zero is something else."""
    return NR if valeur is None else valeur


def departement(suivi: Suivi) -> str:
    """The first digits of the commune's code, « nr » where it has none."""
    insee = suivi.lieu.insee if suivi.lieu else None
    if not insee:
        return NR
    return insee[:3] if insee.startswith("97") else insee[:2]


def _somme(lignes: Iterable[LigneConsolidee], lire: Callable[[LigneConsolidee], Decimal]) -> Decimal:
    return sum((lire(ligne) for ligne in lignes), NUL)


def colonnes_lots(consolidation: Consolidation) -> list[Colonne[LigneConsolidee]]:
    """The columns of « Lots »: one line per relay, year, operation, lot and attribution."""
    return [*_identite(), *_heures(consolidation), *_personnes(), *_non_renseignees()]


def _identite() -> list[Colonne[LigneConsolidee]]:
    return [
        Colonne("relais", Titre("Relais", 24), lambda x: texte(x.relais), lambda _: "TOTAL"),
        Colonne("annee", Titre("Année", 7), lambda x: str(x.annee)),
        Colonne("operation", Titre("Opération", 15), lambda x: x.suivi.reference),
        Colonne("maitre_ouvrage", Titre("Maître d’ouvrage", 26), lambda x: acheteur(x.suivi)),
        Colonne("departement", Titre("Département", 10), lambda x: departement(x.suivi)),
        Colonne("nature", Titre("Nature", 12), lambda x: texte(x.suivi.nature)),
        Colonne("montage", Titre("Montage", 16), lambda x: texte(x.suivi.montage)),
        Colonne("lot", Titre("Lot", 6, "entier"), lambda x: x.lot.numero),
        Colonne("intitule_lot", Titre("Intitulé du lot", 26), lambda x: texte(x.lot.intitule)),
        Colonne("entreprise", Titre("Entreprise", 24), lambda x: texte(x.attribution and x.attribution.entreprise)),
        Colonne("siret", Titre("SIRET", 16), lambda x: texte(x.attribution and x.attribution.siret)),
        Colonne("role", Titre("Rôle", 12), lambda x: texte(x.attribution and x.attribution.role)),
        Colonne(
            "date_notification",
            Titre("Notification", 11, "date"),
            lambda x: nr(x.attribution.date_notification if x.attribution else None),
        ),
    ]


def _heures(consolidation: Consolidation) -> list[Colonne[LigneConsolidee]]:
    return [
        Colonne("heures_engagees_annee", Titre("Engagées, année (h)", 11, "heures"), lambda x: nr(x.engagees_annee)),
        Colonne("heures_engagees", Titre("Engagées en tout (h)", 11, "heures"), lambda x: x.engagees),
        _volume("heures_validees_annee", "Validées, année (h)", lambda x: x.annuelles.validees),
        _volume("heures_en_attente", "En attente (h)", lambda x: x.annuelles.declarees),
        _volume("heures_contestees", "Contestées (h)", lambda x: x.annuelles.contestees),
        _volume("heures_non_comptees", "Non comptées (h)", lambda x: x.annuelles.non_comptees),
        _volume("heures_formation", "dont formation (h)", lambda x: x.annuelles.dont_formation),
        Colonne("heures_cumul", Titre("Cumul validé (h)", 11, "heures"), lambda x: x.cumul),
        Colonne("taux_realisation", Titre("Taux de réalisation (%)", 11, "jours"), lambda x: nr(x.taux)),
        Colonne("heures_restantes", Titre("Restantes (h)", 11, "heures"), lambda x: max(NUL, x.engagees - x.cumul)),
        *(_famille(nom, types) for nom, types in FAMILLES.items()),
        Colonne(
            "etp",
            Titre(f"ETP de l’année ({consolidation.par_etp} h)", 10, "heures"),
            lambda x: etp(x.annuelles.validees, consolidation.par_etp),
        ),
    ]


def _volume(cle: str, titre: str, lire: Callable[[LigneConsolidee], Decimal]) -> Colonne[LigneConsolidee]:
    return Colonne(cle, Titre(titre, 11, "heures"), lire, lambda tout: _somme(tout.lignes, lire))


def _famille(nom: str, types: tuple[TypeContrat, ...]) -> Colonne[LigneConsolidee]:
    def lire(ligne: LigneConsolidee) -> Decimal:
        return sum((ligne.par_type[un].validees for un in types if un in ligne.par_type), NUL)

    cle = "heures_" + nom.lower().replace("é", "e").replace(", ", "_").replace(" ", "_")
    return _volume(cle, f"dont {nom} (h)", lire)


def _personnes() -> list[Colonne[LigneConsolidee]]:
    return [
        Colonne("personnes", Titre("Personnes distinctes", 10, "entier"), lambda x: x.effectifs.personnes),
        Colonne(
            "personnes_travail", Titre("dont ayant travaillé", 10, "entier"), lambda x: x.effectifs.ayant_travaille
        ),
        Colonne("contrats", Titre("Contrats", 9, "entier"), lambda x: x.effectifs.contrats),
        *(_contrats(un) for un in TypeContrat),
    ]


def _contrats(type_: TypeContrat) -> Colonne[LigneConsolidee]:
    titre = Titre(f"Contrats : {type_.libelle}".replace(" :", "\u00a0:"), 14, "entier")
    return Colonne(f"contrats_{type_.value}", titre, lambda x: x.effectifs.contrats_par_type.get(type_, 0))


def _non_renseignees() -> list[Colonne[LigneConsolidee]]:
    """What the national and regional tables ask for and follow-up does not know: said, never left blank."""
    demandees = {
        "subvention_region": "Subventionné par la Région",
        "epci": "EPCI",
        "taille_entreprise": "Taille de l’entreprise",
        "secteur_naf": "Secteur (NAF)",
        "penalites_appliquees": "Pénalités appliquées (€)",
    }
    return [Colonne(cle, Titre(titre, 12), lambda _: NR) for cle, titre in demandees.items()]


def colonnes_operations(consolidation: Consolidation) -> list[Colonne[SuiviRelais]]:
    """The columns of « Opérations »; persons of the total are distinct, not added."""
    syntheses = {
        une.suivi.reference: synthese([une.suivi], consolidation.portee, consolidation.par_etp)
        for une in consolidation.retenues
    }
    return [
        Colonne("relais", Titre("Relais", 24), lambda x: texte(x.relais), lambda _: "TOTAL"),
        Colonne("operation", Titre("Opération", 15), lambda x: x.suivi.reference),
        Colonne("intitule", Titre("Intitulé", 36), lambda x: texte(x.suivi.intitule)),
        Colonne("maitre_ouvrage", Titre("Maître d’ouvrage", 28), lambda x: acheteur(x.suivi)),
        Colonne("type", Titre("Type", 16), lambda x: texte(x.suivi.maitre_ouvrage and x.suivi.maitre_ouvrage.type)),
        Colonne("commune", Titre("Commune", 14), lambda x: texte(x.suivi.lieu and x.suivi.lieu.commune)),
        Colonne("departement", Titre("Département", 10), lambda x: departement(x.suivi)),
        Colonne("nature", Titre("Nature", 12), lambda x: texte(x.suivi.nature)),
        Colonne("forme", Titre("Forme", 16), lambda x: texte(x.suivi.forme)),
        Colonne("montage", Titre("Montage", 16), lambda x: texte(x.suivi.montage)),
        Colonne("etape", Titre("Étape", 14), lambda x: texte(x.suivi.etape)),
        Colonne("date_avis", Titre("Date de l’avis", 11, "date"), lambda x: nr(x.suivi.date_avis)),
        *(_mesure(cle, titre, lire, syntheses) for cle, titre, lire in MESURES),
    ]


def _mesure(
    cle: str, titre: Titre, lire: Callable[[Synthese], Valeur], syntheses: Mapping[str, Synthese]
) -> Colonne[SuiviRelais]:
    return Colonne(cle, titre, lambda x: lire(syntheses[x.suivi.reference]), lambda tout: lire(tout.synthese))


MESURES: tuple[tuple[str, Titre, Callable[[Synthese], Valeur]], ...] = (
    ("lots", Titre("Lots suivis", 8, "entier"), lambda x: x.lots),
    ("heures_engagees", Titre("Heures engagées (h)", 12, "heures"), lambda x: x.engagees),
    ("heures_validees", Titre("Heures validées, période (h)", 12, "heures"), lambda x: x.volumes.validees),
    ("heures_en_attente", Titre("En attente (h)", 11, "heures"), lambda x: x.volumes.declarees),
    ("heures_contestees", Titre("Contestées (h)", 11, "heures"), lambda x: x.volumes.contestees),
    ("heures_non_comptees", Titre("Non comptées (h)", 11, "heures"), lambda x: x.volumes.non_comptees),
    ("heures_cumul", Titre("Cumul validé (h)", 12, "heures"), lambda x: x.cumul),
    ("taux_realisation", Titre("Taux de réalisation (%)", 11, "jours"), lambda x: nr(x.taux)),
    ("contrats", Titre("Contrats", 9, "entier"), lambda x: x.effectifs.contrats),
    ("personnes", Titre("Personnes distinctes", 10, "entier"), lambda x: x.effectifs.personnes),
    ("personnes_travail", Titre("dont ayant travaillé", 10, "entier"), lambda x: x.effectifs.ayant_travaille),
    ("personnes_formees", Titre("dont formées", 10, "entier"), lambda x: x.effectifs.formees),
    ("formation", Titre("Formation, sessions (h)", 11, "heures"), lambda x: x.effectifs.heures_de_formation),
    ("etp", Titre("ETP de la période", 10, "heures"), lambda x: x.etp),
    ("heures_par_personne", Titre("Heures par personne (h)", 10, "heures"), lambda x: nr(x.heures_par_personne)),
    ("duree_moyenne", Titre("Durée moyenne des contrats (jours)", 12, "jours"), lambda x: nr(x.duree_moyenne)),
)


def acheteur(suivi: Suivi) -> str:
    """The buyer's name, « nr » where it is not known."""
    return texte(suivi.maitre_ouvrage and suivi.maitre_ouvrage.nom)
