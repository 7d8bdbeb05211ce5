"""The context of C1, who does what on an operation: twenty tasks, six actors, one of them answerable for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.clauses import Clauses
from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.courrier import bare_cover, buyer
from documents.contextes.demande import text
from documents.contextes.garde import Garde, complete
from documents.contextes.taches import CODES_VIDES, Acteur, Tache, taches
from documents.manques import AValider, Manque, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.typographie import INSECABLE
from metier.operation import Mission, TypeMaitreOuvrage
from metier.suivi import Contact, Suivi

NON_COMMUNIQUE = "non communiqué"


@dataclass(frozen=True, kw_only=True)
class DemandeFicheRoles:
    """C1. The operation gives the missions, hence the roles; `canal` and `echanges` say how data travel."""

    suivi: Suivi
    relais: IdentiteRelais
    facilitateur: Facilitateur
    parametres: Clauses
    canal: str = "espace protégé du relais ; aucun nom par courriel"
    echanges: str = "tableaux de bord agrégés par lot, bilan, attestation"
    definitif: bool = False


@dataclass(frozen=True, kw_only=True)
class LigneTache:
    """A task: a code per actor (R does, A answers, C is consulted, I is informed), and when."""

    libelle: str
    acheteur: str
    relais: str
    maitre_oeuvre: str
    entreprise: str
    siae: str
    spe: str
    echeance: Texte


@dataclass(frozen=True, kw_only=True)
class LigneContact:
    role: str
    organisation: str
    nom: str
    courriel: str


@dataclass(frozen=True, kw_only=True)
class FicheRoles:
    """C1, on two pages, signed by the buyer and the relay before the consultation."""

    modele: ClassVar[str] = "marches/c1_fiche_roles.docx"

    garde: Garde
    region: bool
    acheteur: Texte
    structure: Texte
    facilitateur: Texte
    nature: str
    lots: str
    missions: tuple[str, ...]
    taches: tuple[LigneTache, ...]
    calendrier: str
    contacts: tuple[LigneContact, ...]
    canal: str
    echanges: str


def fiche_roles(demande: DemandeFicheRoles) -> FicheRoles:
    """The context of C1."""
    suivi, relais = demande.suivi, demande.relais
    return complete(
        FicheRoles(
            garde=bare_cover(suivi, definitif=demande.definitif),
            region=is_region(suivi),
            acheteur=buyer(suivi),
            structure=text(relais.nom, Manque("relais.nom", "nom de la structure du facilitateur")),
            facilitateur=text(
                demande.facilitateur.nom or demande.facilitateur.fonction,
                Manque("facilitateur.nom", "facilitateur désigné"),
            ),
            nature=suivi.nature.libelle if suivi.nature else NON_COMMUNIQUE,
            lots=_lots(suivi),
            missions=tuple(une.libelle for une in Mission if une in suivi.missions),
            taches=tuple(_ligne(demande, une) for une in taches(suivi, region=is_region(suivi))),
            calendrier=_calendrier(suivi),
            contacts=tuple(map(_contact, suivi.contacts)),
            canal=on_one_line(demande.canal),
            echanges=on_one_line(demande.echanges),
        )
    )


def is_region(suivi: Suivi) -> bool:
    """Whether the buyer is a Région, which identifies, calculates and writes by itself."""
    return suivi.maitre_ouvrage is not None and suivi.maitre_ouvrage.type is TypeMaitreOuvrage.REGION


def _ligne(demande: DemandeFicheRoles, tache: Tache) -> LigneTache:
    codes = {acteur: tache.codes.get(acteur, CODES_VIDES) for acteur in Acteur}
    return LigneTache(
        libelle=tache.libelle, echeance=_echeance(demande, tache), **{a.value: c for a, c in codes.items()}
    )


def _echeance(demande: DemandeFicheRoles, tache: Tache) -> Texte:
    if tache.parametre is None:
        return tache.echeance
    parametre = getattr(demande.parametres.parametres, tache.parametre)
    texte = tache.echeance.format(valeur=parametre.valeur)
    return texte if parametre.verifie else AValider(texte, parametre.libelle, ombre=not demande.definitif)


def _lots(suivi: Suivi) -> str:
    clauses = [f"{lot.numero} – {on_one_line(lot.intitule)}" for lot in suivi.lots if lot.clause]
    return f"{INSECABLE}; ".join(clauses) or NON_COMMUNIQUE


def _calendrier(suivi: Suivi) -> str:
    avis = f"avis du {date_longue(suivi.date_avis)}" if suivi.date_avis else "date de l’avis non communiquée"
    duree = f"durée prévue{INSECABLE}: {suivi.duree_mois}{INSECABLE}mois"
    return f"{avis}{INSECABLE}; {duree}" if suivi.duree_mois else avis


def _contact(contact: Contact) -> LigneContact:
    return LigneContact(
        role=contact.role.libelle,
        organisation=on_one_line(contact.organisation or "–"),
        nom=on_one_line(contact.nom or "–"),
        courriel=on_one_line(contact.courriel or "–"),
    )
