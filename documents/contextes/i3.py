"""I3, the annual report of a relay or of a region: aggregated figures, and how they were counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from documents.consolidation import DemandeConsolidation, csv_lots, nom_fichier
from documents.contextes.g2 import Ligne
from documents.contextes.garde import shorten
from documents.contextes.i3_tableaux import (
    Coupe,
    acheteurs,
    coupes,
    definitions_i3,
    evolution,
    familles,
    methode,
    modalites,
    sorties_ensemble,
    types,
)
from documents.contextes.profil import Parcours, Profil, parcours, profil
from documents.contextes.rapports import (
    LONGUEUR_NOM,
    Chiffre,
    Definition,
    Emission,
    Page,
    Tableau,
    combien,
    heures_ecrites,
    taux_ecrit,
)
from documents.graphiques import Barres
from documents.nettoyage import clean, on_one_line
from documents.pdf import DonneesJointes
from formats.dates import date_longue
from formats.nombres import heures, nombre, nombre_court
from formats.typographie import INSECABLE
from metier.consolidation import Consolidation
from metier.fautes import FauteDeSaisie
from metier.ventilations import Axe, ventiler

AXES = (Axe.SEXE, Axe.AGE, Axe.NIVEAU, Axe.CATEGORIE)


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """A story told with the written agreement of who tells it; no name is needed."""

    titre: str
    recit: str
    accord_du: date | None


@dataclass(frozen=True, kw_only=True)
class DemandeBilanAnnuel:
    """The consolidation of the year, who issues it, what is told beside the figures."""

    consolidation: DemandeConsolidation
    emission: Emission
    editorial: str | None = None
    portraits: tuple[Portrait, ...] = ()
    perspectives: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PortraitEcrit:
    titre: str
    recit: str


@dataclass(frozen=True, kw_only=True)
class BilanAnnuel:
    """I3, six to ten pages; `donnees` are attached to the archived file."""

    modele: ClassVar[str] = "rapports/i3_annuel.html"

    page: Page
    produit_le: date
    couverture: tuple[Ligne, ...]
    chiffres: tuple[Chiffre, ...]
    autres_chiffres: tuple[Chiffre, ...]
    editorial: str | None
    evolution: Tableau
    barres_annees: tuple[Barres, ...]
    coupes: tuple[Coupe, ...]
    acheteurs: Tableau
    profil: Profil
    types: Tableau
    familles: Tableau
    barres_familles: tuple[Barres, ...]
    modalites: Tableau
    parcours: Parcours | None
    portraits: tuple[PortraitEcrit, ...]
    perspectives: tuple[str, ...]
    methode: tuple[str, ...]
    definitions: tuple[Definition, ...]
    donnees: tuple[DonneesJointes, ...]


def bilan_annuel(demande: DemandeBilanAnnuel) -> BilanAnnuel:
    """The context of I3. Raises FauteDeSaisie naming `portraits` for one told without written agreement."""
    tout = demande.consolidation.consolidation
    suivis = [une.suivi for une in tout.retenues]
    par_famille, barres_familles = familles(tout)
    par_annee, barres_annees = evolution(tout)
    return BilanAnnuel(
        page=_page(demande),
        produit_le=demande.emission.produit_le,
        couverture=_couverture(demande),
        chiffres=_chiffres(tout),
        autres_chiffres=_autres_chiffres(tout),
        editorial=clean(demande.editorial).strip() if demande.editorial else None,
        evolution=par_annee,
        barres_annees=barres_annees,
        coupes=coupes(tout),
        acheteurs=acheteurs(tout),
        profil=profil([ventiler(suivis, axe, tout.portee, groupes=tout.par_relais) for axe in AXES]),
        types=types(tout),
        familles=par_famille,
        barres_familles=barres_familles,
        modalites=modalites(tout),
        parcours=parcours(sorties_ensemble(tout)),
        portraits=tuple(map(_portrait, demande.portraits)),
        perspectives=tuple(on_one_line(une) for une in demande.perspectives if une.strip()),
        methode=methode(tout),
        definitions=definitions_i3(tout),
        donnees=(_donnees(demande.consolidation),),
    )


def _page(demande: DemandeBilanAnnuel) -> Page:
    emission, une = demande.emission, demande.consolidation
    return Page(
        titre=f"Bilan {une.periode} des clauses d’insertion",
        reference=une.periode,
        intitule=shorten(une.perimetre, LONGUEUR_NOM),
        sous_titre=une.periode,
        emetteur=emission.emetteur,
        logo=emission.logo,
        sujet="Bilan annuel des clauses d’insertion",
        pied=f"Bilan {une.periode} · {emission.pied}",
        date_iso=emission.produit_le.isoformat(),
    )


def _couverture(demande: DemandeBilanAnnuel) -> tuple[Ligne, ...]:
    emission = demande.emission
    return (
        Ligne(terme="Période", valeur=demande.consolidation.periode),
        Ligne(terme="Établi par", valeur=emission.emetteur),
        Ligne(terme="Édition", valeur=f"n°{INSECABLE}{emission.edition}, du {date_longue(emission.produit_le)}"),
        Ligne(terme="Données arrêtées au", valeur=date_longue(demande.consolidation.arretee_le)),
    )


def _chiffres(tout: Consolidation) -> tuple[Chiffre, ...]:
    une = tout.synthese
    par_etp = nombre_court(tout.par_etp)
    return (
        Chiffre(nom="Heures validées", valeur=heures(une.volumes.validees), precision="dans la période"),
        Chiffre(nom="ETP", valeur=nombre(une.etp, 2), precision=f"heures validées ÷ {par_etp}"),
        Chiffre(
            nom="Personnes",
            valeur=nombre(une.effectifs.personnes),
            precision=f"distinctes, {combien(une.effectifs.formees, 'formée')}",
        ),
        Chiffre(nom="Contrats", valeur=nombre(une.effectifs.contrats), precision="missions comprises"),
        Chiffre(
            nom="Opérations", valeur=nombre(une.operations), precision=combien(une.lots, "lot suivi", "lots suivis")
        ),
    )


def _autres_chiffres(tout: Consolidation) -> tuple[Chiffre, ...]:
    une = tout.synthese
    return (
        Chiffre(nom="Maîtres d’ouvrage", valeur=nombre(une.maitres_ouvrage), precision="avec une opération suivie"),
        Chiffre(nom="Structures d’insertion", valeur=nombre(une.structures), precision="annoncées ou mobilisées"),
        Chiffre(nom="Heures engagées", valeur=heures(une.engagees), precision="pour toute la durée"),
        Chiffre(nom="Taux de réalisation", valeur=taux_ecrit(une.taux), precision="cumul validé ÷ engagées"),
        Chiffre(
            nom="Heures par personne",
            valeur=heures_ecrites(une.heures_par_personne),
            precision="parmi celles qui ont travaillé",
        ),
    )


def _portrait(portrait: Portrait) -> PortraitEcrit:
    if portrait.accord_du is None:
        raise FauteDeSaisie(
            "portraits",
            "portraits\u00a0: un portrait est donné sans accord écrit\u00a0; donnez la date de l’accord de la personne "
            "ou retirez ce portrait.",
        )
    return PortraitEcrit(titre=on_one_line(portrait.titre), recit=clean(portrait.recit).strip())


def _donnees(consolidation: DemandeConsolidation) -> DonneesJointes:
    return DonneesJointes(
        nom=nom_fichier(consolidation.consolidation, "csv"),
        octets=csv_lots(consolidation),
        description=f"Lots de la consolidation {consolidation.periode}",
    )
