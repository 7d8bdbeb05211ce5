"""I1, the final report of an operation, or of one lot: what was due and done, by whom, what became of the persons."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, TypedDict

from documents.contextes.attestations import Visa, visa_facilitateur
from documents.contextes.barres_lots import barres_d_une_page, barres_des_lots
from documents.contextes.cumuls import Part, cumuls, dessin, tableaux
from documents.contextes.demande import enumerate_
from documents.contextes.g2 import Ligne
from documents.contextes.garde import shorten
from documents.contextes.i1_analyse import (
    Analyse,
    constats,
    decision_ecrite,
    rapport_concession,
    textes,
    verbatim_ecrit,
)
from documents.contextes.i1_donnees import csv_lots, json_bilan
from documents.contextes.i1_tableaux import (
    avenants,
    employeurs,
    engagements,
    etats,
    modalites,
    realisation,
    sessions,
    types,
)
from documents.contextes.profil import Parcours, Profil, parcours, profil
from documents.contextes.rapports import (
    INCONNU,
    LONGUEUR_INTITULE,
    LONGUEUR_NOM,
    TIRET,
    Chiffre,
    Definition,
    Emission,
    Page,
    Tableau,
    definitions,
    du_mois,
    heures_rondes,
    intitule,
    lot_court,
    maitre_ouvrage,
    taux_ecrit,
)
from documents.contextes.vues import vue_lot
from documents.graphiques import Barres, Courbe
from documents.nettoyage import clean, on_one_line
from documents.pdf import DonneesJointes
from formats.dates import date_longue, mois_long
from formats.nombres import heures, nombre
from formats.typographie import INSECABLE, typographier
from metier.effectifs import sorties
from metier.fautes import FauteDeSaisie
from metier.indicateurs import Indicateurs, Regles, indicateurs
from metier.operation import Mission
from metier.periodes import Mois
from metier.portee import TOUT
from metier.suivi import Suivi
from metier.ventilations import Axe, ventiler

AXES = (Axe.SEXE, Axe.AGE, Axe.NIVEAU, Axe.CATEGORIE)


@dataclass(frozen=True, kw_only=True)
class DemandeBilan:
    """The operation at the end of the month `au`; `lot` for the extract of one lot."""

    suivi: Suivi
    au: Mois
    regles: Regles
    emission: Emission
    analyse: Analyse = field(default_factory=Analyse)
    lot: int | None = None


@dataclass(frozen=True, kw_only=True)
class BilanFinal:
    """I1. No person, in the text or in the files attached; `profil` None in the extract of a lot."""

    modele: ClassVar[str] = "rapports/i1_bilan.html"

    page: Page
    produit_le: date
    titre_couverture: str
    couverture: tuple[Ligne, ...]
    chiffres: tuple[Chiffre, ...]
    constats: tuple[str, ...]
    synthese: str | None
    identite: tuple[Ligne, ...]
    engagements: Tableau
    avenants: tuple[str, ...]
    realisation: Tableau
    barres_synthese: tuple[Barres, ...]
    barres: tuple[Barres, ...]
    modalites: Tableau
    barres_modalites: tuple[Barres, ...]
    types: Tableau
    courbe: Courbe | None
    mois: tuple[Tableau, ...]
    profil: Profil | None
    parcours: Parcours | None
    formation: Tableau
    employeurs: Tableau
    freins: tuple[str, ...]
    reussites: tuple[str, ...]
    verbatims: tuple[str, ...]
    decisions: tuple[str, ...]
    preconisations: tuple[str, ...]
    concession: tuple[str, ...]
    annexe: Tableau
    definitions: tuple[Definition, ...]
    visa: Visa
    donnees: tuple[DonneesJointes, ...]


def bilan_final(demande: DemandeBilan) -> BilanFinal:
    """The context of I1.

    Raises FauteDeSaisie: `lot` when the operation has no such lot, `verbatims` for words printed without agreement.
    """
    suivi = _perimetre(demande)
    chiffres = indicateurs(suivi, demande.au, demande.regles)
    return BilanFinal(
        page=_page(demande, suivi),
        produit_le=demande.emission.produit_le,
        titre_couverture=_titre(demande),
        couverture=_couverture(demande, suivi),
        chiffres=_bandeau(chiffres, demande),
        constats=constats(suivi, chiffres),
        identite=_identite(suivi),
        engagements=engagements(suivi),
        avenants=avenants(suivi),
        realisation=realisation(suivi, chiffres),
        types=types(suivi, chiffres),
        profil=_profil(demande, suivi),
        parcours=parcours(sorties(suivi)) if demande.lot is None else None,
        formation=sessions(suivi),
        employeurs=employeurs(suivi),
        concession=rapport_concession(suivi, chiffres),
        annexe=etats(suivi, chiffres),
        definitions=definitions(demande.regles, *TERMES),
        visa=visa_facilitateur(demande.emission),
        donnees=(csv_lots(suivi, chiffres), json_bilan(suivi, chiffres)),
        **_figures(demande, suivi, chiffres),
        **_mots(demande.analyse),
    )


TERMES = ("Heures dues", "Heures validées", "Taux de réalisation", "Heures attendues", "Personnes", "ETP")


class _Figures(TypedDict):
    barres_synthese: tuple[Barres, ...]
    barres: tuple[Barres, ...]
    modalites: Tableau
    barres_modalites: tuple[Barres, ...]
    courbe: Courbe | None
    mois: tuple[Tableau, ...]


def _figures(demande: DemandeBilan, suivi: Suivi, chiffres: Indicateurs) -> _Figures:
    """What is drawn, and the tables that say the same in figures."""
    par_modalite, barres_modalites = modalites(suivi)
    cumul = cumuls(suivi, [Part(lot=un.lot) for un in chiffres.lots], demande.au, portee=TOUT)
    return {
        "barres_synthese": barres_d_une_page(chiffres, "Ensemble des lots"),
        "barres": barres_des_lots(chiffres),
        "modalites": par_modalite,
        "barres_modalites": barres_modalites,
        "courbe": dessin(cumul, _resume_courbe(chiffres)),
        "mois": tableaux(cumul) if chiffres.lots else (),
    }


class _Mots(TypedDict):
    synthese: str | None
    freins: tuple[str, ...]
    reussites: tuple[str, ...]
    verbatims: tuple[str, ...]
    decisions: tuple[str, ...]
    preconisations: tuple[str, ...]


def _mots(analyse: Analyse) -> _Mots:
    """What the facilitateur wrote of the operation."""
    return {
        "synthese": clean(analyse.synthese).strip() if analyse.synthese else None,
        "freins": textes(analyse.freins),
        "reussites": textes(analyse.reussites),
        "verbatims": tuple(map(verbatim_ecrit, analyse.verbatims)),
        "decisions": tuple(map(decision_ecrite, analyse.decisions)),
        "preconisations": textes(analyse.preconisations),
    }


def _perimetre(demande: DemandeBilan) -> Suivi:
    if demande.lot is None:
        return demande.suivi
    if demande.lot not in {lot.numero for lot in demande.suivi.lots}:
        raise FauteDeSaisie(
            "lot", f"lot : l’opération {demande.suivi.reference} n’a pas de lot {demande.lot} ; donnez un de ses lots."
        )
    return vue_lot(demande.suivi, demande.lot)


def _titre(demande: DemandeBilan) -> str:
    reste = "" if demande.lot is None else f", {lot_court(demande.lot).lower()}"
    return f"Bilan final de la clause d’insertion{reste}"


def _page(demande: DemandeBilan, suivi: Suivi) -> Page:
    emission = demande.emission
    return Page(
        titre=_titre(demande),
        reference=suivi.reference,
        intitule=shorten(intitule(suivi), LONGUEUR_INTITULE),
        sous_titre=f"{suivi.reference} · {shorten(maitre_ouvrage(suivi), LONGUEUR_NOM)}",
        emetteur=emission.emetteur,
        logo=emission.logo,
        sujet="Bilan des heures d’insertion",
        pied=f"{suivi.reference} · Bilan final · {emission.pied}",
        date_iso=emission.produit_le.isoformat(),
    )


def _couverture(demande: DemandeBilan, suivi: Suivi) -> tuple[Ligne, ...]:
    emission = demande.emission
    return (
        Ligne(terme="Maître d’ouvrage", valeur=shorten(maitre_ouvrage(suivi), LONGUEUR_INTITULE)),
        Ligne(terme="Référence", valeur=suivi.reference),
        Ligne(terme="Période", valeur=f"jusqu’à {mois_long(demande.au)}"),
        Ligne(terme="Établi par", valeur=emission.emetteur),
        Ligne(terme="Édition", valeur=f"n°{INSECABLE}{emission.edition}, du {date_longue(emission.produit_le)}"),
        Ligne(terme="Données arrêtées au", valeur=date_longue(emission.arrete_le)),
    )


def _bandeau(chiffres: Indicateurs, demande: DemandeBilan) -> tuple[Chiffre, ...]:
    comptes = chiffres.effectifs
    formees = f"dont {nombre(comptes.formees)} formées" if comptes.formees else "distinctes"
    return (
        Chiffre(nom="Heures dues", valeur=heures(chiffres.dues), precision="avenants compris"),
        Chiffre(nom="Heures validées", valeur=heures(chiffres.cumul.validees), precision="depuis le début"),
        Chiffre(nom="Taux de réalisation", valeur=taux_ecrit(chiffres.taux), precision="validées ÷ dues"),
        Chiffre(nom="Personnes", valeur=nombre(comptes.personnes), precision=formees),
        Chiffre(
            nom="ETP",
            valeur=nombre(chiffres.etp, 2),
            precision=f"heures validées ÷ {nombre(demande.regles.heures_par_etp)}",
        ),
    )


def _identite(suivi: Suivi) -> tuple[Ligne, ...]:
    lieu = suivi.lieu.commune if suivi.lieu else None
    type_acheteur = suivi.maitre_ouvrage.type if suivi.maitre_ouvrage else None
    lignes = (
        ("Opération", shorten(intitule(suivi), LONGUEUR_INTITULE)),
        ("Maître d’ouvrage", shorten(maitre_ouvrage(suivi), LONGUEUR_INTITULE)),
        ("Type de maître d’ouvrage", type_acheteur.libelle if type_acheteur else None),
        ("Nature", suivi.nature.libelle if suivi.nature else None),
        ("Forme", suivi.forme.libelle),
        ("Montage", suivi.montage.libelle),
        ("CCAG", suivi.ccag.libelle if suivi.ccag else None),
        ("Lieu d’exécution", lieu),
        ("Date de l’avis", date_longue(suivi.date_avis) if suivi.date_avis else None),
        ("Durée", f"{suivi.duree_mois}{INSECABLE}mois" if suivi.duree_mois else None),
        ("Lots", f"{len(suivi.lots)}, dont {sum(lot.clause for lot in suivi.lots)} avec une clause d’insertion"),
        ("Missions du relais", enumerate_(tuple(une.libelle for une in Mission if une in suivi.missions)) or TIRET),
    )
    return tuple(Ligne(terme=terme, valeur=on_one_line(valeur or INCONNU)) for terme, valeur in lignes)


def _resume_courbe(chiffres: Indicateurs) -> str:
    attendu = "" if chiffres.attendu is None else f" pour {heures_rondes(chiffres.attendu)} attendues"
    return typographier(
        f"Courbe : {heures(chiffres.cumul.validees)} validées à la fin {du_mois(chiffres.mois)}{attendu}, valeurs "
        "dans le tableau des mois."
    )


def _profil(demande: DemandeBilan, suivi: Suivi) -> Profil | None:
    """For whole operations only: a lot's figures and the whole's would give the rest by subtraction."""
    return profil([ventiler(suivi, axe) for axe in AXES]) if demande.lot is None else None
