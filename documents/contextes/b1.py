"""The context of B1, the calibration note: what the buyer decides on, with the assumptions behind each figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.droit import mention_lecture
from documents.colonnes_b2 import LigneB2, lignes_b2, montant_total
from documents.contextes.b1_calendrier import Jalon, jalons
from documents.contextes.b1_hypotheses import LigneSensibilite, ratio_equivalent, sensibilite
from documents.contextes.demande import DemandePack, cover
from documents.contextes.garde import Garde, complete
from documents.manques import Texte
from documents.nettoyage import on_one_line
from formats.calcul import phrase_alerte, phrase_etape
from formats.dates import date_courte, date_longue
from formats.nombres import euros_ht, heures, nombre, nombre_court
from formats.regime import phrases_regime
from formats.typographie import INSECABLE, typographier
from metier.alertes import Alerte
from metier.operation import Forme, Mode, Montage


@dataclass(frozen=True, kw_only=True)
class Avis:
    """What only the facilitateur can say; where it is None, the note leaves the place to write it."""

    structures: str | None = None
    publics: str | None = None
    formation: str | None = None
    recommandation: str | None = None
    conclusion: str | None = None
    date: str | None = None


@dataclass(frozen=True, kw_only=True)
class LotRetenu:
    """A claused lot: its hours in words, in days, in ETP, and how many people they take."""

    numero: str
    intitule: str
    heures: str
    jours: str
    etp: str
    personnes: str
    ratio: str | None
    etapes: tuple[str, ...]
    alertes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LotEcarte:
    numero: str
    intitule: str
    montant: str
    motif: str


@dataclass(frozen=True, kw_only=True)
class Echelon:
    """A rung of the ladder of montages: when it fits, and whether it is the one of this operation."""

    montage: str
    quand: str
    retenu: str


@dataclass(frozen=True, kw_only=True)
class BaremeEmploye:
    nom: str
    version: str
    date: str
    source: str
    diviseurs: str


@dataclass(frozen=True, kw_only=True)
class NoteCalibrage:
    """B1. Estimates are printed: the note is confidential and never joins the consultation file."""

    modele: ClassVar[str] = "marches/b1_note_calibrage.docx"

    garde: Garde
    acheteur: str
    nature: str
    forme: str
    montage: str
    lieu: str | None
    montant: str
    duree: str | None
    date_avis: str
    regime: tuple[str, ...]
    lecture: str
    retenus: tuple[LotRetenu, ...]
    ecartes: tuple[LotEcarte, ...]
    total: str
    total_jours: str
    total_etp: str
    sensibilite: tuple[LigneSensibilite, ...]
    alertes: tuple[str, ...]
    avis: Avis
    bons_de_commande: bool
    proprete: bool
    penalites: str | None
    echelle: tuple[Echelon, ...]
    jalons: tuple[Jalon, ...]
    bareme: BaremeEmploye
    auteur: Texte


def note_calibrage(demande: DemandePack, avis: Avis | None = None) -> NoteCalibrage:
    """The context of B1 for this request."""
    operation, calibrage = demande.operation, demande.calibrage
    lignes = lignes_b2(operation, calibrage)
    montant = montant_total(operation, calibrage)
    return complete(
        NoteCalibrage(
            garde=cover(demande),
            acheteur=f"{on_one_line(operation.maitre_ouvrage.nom)} ({operation.maitre_ouvrage.type.libelle})",
            nature=operation.nature.libelle,
            forme=operation.forme.libelle,
            montage=operation.montage.libelle,
            lieu=operation.lieu.commune if operation.lieu else None,
            montant=euros_ht(montant)
            if montant is not None
            else "incomplet\u00a0: le montant d’un lot n’est pas connu",
            duree=f"{operation.duree_mois}{INSECABLE}mois" if operation.duree_mois else None,
            date_avis=date_longue(operation.date_avis),
            regime=tuple(phrases_regime(demande.regime)),
            lecture=mention_lecture(demande.regime.lus_le),
            retenus=tuple(_retenu(demande, ligne) for ligne in lignes if ligne.resultat),
            ecartes=tuple(_ecarte(ligne) for ligne in lignes if not ligne.resultat),
            total=heures(calibrage.total_heures),
            total_jours=nombre(calibrage.total_jours, 1),
            total_etp=nombre(calibrage.total_etp, 2),
            sensibilite=sensibilite(operation, calibrage),
            alertes=_phrases((*calibrage.alertes, *demande.regime.alertes)),
            avis=avis or Avis(),
            bons_de_commande=operation.forme is Forme.BONS_DE_COMMANDE,
            proprete=any(lot.mode is Mode.PROPRETE for lot in operation.lots_clauses),
            penalites=_penalites(demande),
            echelle=_echelle(operation.montage, partiel=not all(ligne.resultat for ligne in lignes)),
            jalons=jalons(demande),
            bareme=_bareme(demande),
            auteur=_auteur(demande),
        )
    )


def _retenu(demande: DemandePack, ligne: LigneB2) -> LotRetenu:
    resultat = ligne.resultat
    assert resultat is not None
    return LotRetenu(
        numero=str(ligne.lot.numero),
        intitule=on_one_line(ligne.lot.intitule),
        heures=heures(resultat.heures),
        jours=nombre(resultat.jours, 1),
        etp=nombre(resultat.etp, 2),
        personnes=_personnes(ligne),
        ratio=ratio_equivalent(demande.operation, resultat),
        etapes=tuple(phrase_etape(etape) for etape in resultat.etapes),
        alertes=_phrases(resultat.alertes),
    )


def _personnes(ligne: LigneB2) -> str:
    if ligne.personnes is None:
        return "durée inconnue"
    return f"{ligne.personnes} ({ligne.duree}{INSECABLE}mois)"


def _ecarte(ligne: LigneB2) -> LotEcarte:
    lot = ligne.lot
    motifs = [on_one_line(texte) for texte in (lot.motif_non_clause, lot.autre_consideration) if texte]
    return LotEcarte(
        numero=str(lot.numero),
        intitule=on_one_line(lot.intitule),
        montant=euros_ht(lot.montant_ht) if lot.montant_ht is not None else "inconnu",
        motif=" ".join(motifs) or "motif à consigner au dossier",
    )


def _phrases(alertes: tuple[Alerte, ...]) -> tuple[str, ...]:
    phrases = (phrase_alerte(alerte) for alerte in alertes)
    return tuple(phrase[:1].upper() + phrase[1:] for phrase in phrases)


def _penalites(demande: DemandePack) -> str | None:
    heure = demande.operation.penalites.heure
    return f"{nombre_court(heure)}{INSECABLE}€ par heure non réalisée" if heure is not None else None


def _bareme(demande: DemandePack) -> BaremeEmploye:
    bareme = demande.calibrage.bareme
    jour, etp = nombre_court(bareme.heures_par_jour), nombre_court(bareme.heures_par_etp)
    return BaremeEmploye(
        nom=bareme.nom,
        version=bareme.version,
        date=date_courte(bareme.date),
        source=bareme.source,
        diviseurs=typographier(f"Jours = heures ÷ {jour} ; ETP = heures ÷ {etp}"),
    )


def _auteur(demande: DemandePack) -> str:
    personne, relais = demande.facilitateur, demande.relais
    return ", ".join(filter(None, (personne.nom, personne.fonction or "facilitateur des clauses sociales", relais.nom)))


ECHELLE = (
    ("Réservation de tout le marché", "offre inclusive locale large et peu dépendante de l’acheteur"),
    ("Réservation d’un lot", "plusieurs structures inclusives peuvent répondre à ce lot"),
    ("Clause d’exécution", "la main-d’œuvre s’y prête\u00a0; quelques structures peuvent accompagner"),
    ("Clause et critère d’attribution", "la qualité de l’insertion départage les offres"),
    ("Aucune clause, sourcing", "aucune offre inclusive\u00a0: la faire connaître avant d’imposer"),
)


def _echelle(montage: Montage, *, partiel: bool) -> tuple[Echelon, ...]:
    """The five rungs; a reserved contract of which some lots are open stands on the second."""
    rangs = {Montage.RESERVE: 1 if partiel else 0, Montage.EXECUTION: 2, Montage.EXECUTION_CRITERE: 3, Montage.AUCUN: 4}
    retenu = rangs.get(montage)
    return tuple(
        Echelon(montage=nom, quand=quand, retenu="retenu" if rang == retenu else "")
        for rang, (nom, quand) in enumerate(ECHELLE)
    )
