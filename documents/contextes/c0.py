"""The context of C0, the relay's answer to whoever signalled an operation: yes, yes provided that, or no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from config.jours_ouvres import feries
from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.demande import text
from documents.contextes.garde import Garde, complete, shorten
from documents.logo import word_logo
from documents.manques import Manque, Texte
from documents.moteur.insertions import Image
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.typographie import INSECABLE, clore
from metier.echeances import entre
from metier.fautes import FauteDeSaisie


@dataclass(frozen=True, kw_only=True)
class DejaDit:
    """What whoever signalled the operation already gave, and that the answer does not ask for again.

    `estimations`, `durees` and `heures` are those of every lot; `suivi` is a person who follows the contract.
    """

    estimations: bool = False
    durees: bool = False
    date_avis: bool = False
    suivi: bool = False
    heures: bool = False


def pieces_amont(dit: DejaDit) -> tuple[str, ...]:
    """What the relay needs to start before the consultation, beyond what it was told."""
    lots = {
        (False, False): "estimation hors taxes de chaque lot et sa durée",
        (True, False): "durée de chaque lot",
        (False, True): "estimation hors taxes de chaque lot",
    }
    marche = {
        (False, False): "date prévue de l’avis et personne qui suit le marché",
        (True, False): "personne qui suit le marché",
        (False, True): "date prévue de l’avis",
    }
    restent = (lots.get((dit.estimations, dit.durees)), marche.get((dit.date_avis, dit.suivi)))
    return ("programme ou description de l’opération, par lot", *filter(None, restent))


def pieces_aval(dit: DejaDit) -> tuple[str, ...]:
    """What the relay needs to follow the execution, beyond what it was told."""
    return (
        "dossier de consultation publié, avec l’article d’insertion du CCAP",
        "planning prévisionnel d’exécution",
        "liste des attributaires par lot, avec leurs contacts, dès la notification",
        *(() if dit.heures else ("nombre d’heures d’insertion inscrit à chaque lot",)),
    )


@dataclass(frozen=True, kw_only=True)
class DemandeReponse:
    """What the answer is made from. `motif` is needed to refuse; `reserves` turn a yes into a yes provided that.

    `alerte` is the sender's own reference or subject, `amont` whether the relay takes part before the consultation.
    """

    reference: str
    relais: IdentiteRelais
    facilitateur: Facilitateur
    recue_le: date
    repondue_le: date
    accepte: bool
    amont: bool = False
    intitule: str | None = None
    maitre_ouvrage: str | None = None
    commune: str | None = None
    destinataire: str | None = None
    alerte: str | None = None
    reserves: tuple[str, ...] = ()
    motif: str | None = None
    relais_propose: str | None = None
    disponibilites: tuple[str, ...] = ()
    pieces: tuple[str, ...] | None = None
    deja_dit: DejaDit = DejaDit()
    definitif: bool = False
    dossier_modeles: Path | None = None


@dataclass(frozen=True, kw_only=True)
class ReponsePriseEnCharge:
    """C0. `reponse` is the sense of the answer in one line."""

    modele: ClassVar[str] = "marches/c0_reponse.docx"

    garde: Garde
    logo: Image | None
    structure: Texte
    statut: str | None
    adresse: Texte
    courriel: Texte
    telephone: Texte
    destinataire: str
    date: str
    alerte: str
    delai: str
    maitre_ouvrage: str | None
    commune: str | None
    reponse: str
    accepte: bool
    amont: bool
    reserves: tuple[str, ...]
    motif: str | None
    relais_propose: str | None
    facilitateur: str
    suppleant: str | None
    disponibilites: tuple[str, ...]
    pieces: tuple[str, ...]


def reponse(demande: DemandeReponse) -> ReponsePriseEnCharge:
    """The context of C0. Raises FauteDeSaisie naming `motif` when a refusal gives no reason."""
    if not demande.accepte and not (demande.motif and demande.motif.strip()):
        raise FauteDeSaisie("motif", "motif : absent ; un refus de prise en charge se motive, en une phrase.")
    relais, personne = demande.relais, demande.facilitateur
    return complete(
        ReponsePriseEnCharge(
            garde=_garde(demande),
            logo=word_logo(relais),
            structure=text(relais.nom, Manque("relais.nom", "nom de la structure du facilitateur")),
            statut=relais.statut,
            adresse=text(relais.adresse, Manque("relais.adresse", "adresse de la structure")),
            courriel=text(personne.courriel or relais.courriel, Manque("relais.courriel", "courriel du facilitateur")),
            telephone=text(personne.telephone or relais.telephone, Manque("relais.telephone", "téléphone du relais")),
            destinataire=on_one_line(demande.destinataire or demande.maitre_ouvrage or "l’auteur de l’alerte"),
            date=date_longue(demande.repondue_le),
            alerte=_alerte(demande),
            delai=_delai(demande),
            maitre_ouvrage=_ligne(demande.maitre_ouvrage),
            commune=_ligne(demande.commune),
            reponse=_reponse(demande),
            accepte=demande.accepte,
            amont=demande.amont,
            reserves=tuple(map(on_one_line, demande.reserves)) if demande.accepte else (),
            motif=clore(on_one_line(demande.motif)) if demande.motif else None,
            relais_propose=None if demande.accepte else _ligne(demande.relais_propose),
            facilitateur=_facilitateur(personne),
            suppleant=_ligne(personne.suppleant),
            disponibilites=tuple(map(on_one_line, demande.disponibilites)),
            pieces=tuple(map(on_one_line, _pieces(demande))),
        )
    )


def _garde(demande: DemandeReponse) -> Garde:
    intitule = on_one_line(demande.intitule or "opération signalée")
    return Garde(
        reference=demande.reference,
        intitule=intitule,
        intitule_court=shorten(intitule),
        maitre_ouvrage=on_one_line(demande.maitre_ouvrage or ""),
        consultation="",
        regime="",
        bareme="",
        etat="édition définitive" if demande.definitif else "projet",
    )


def _ligne(texte: str | None) -> str | None:
    return on_one_line(texte) if texte and texte.strip() else None


def _alerte(demande: DemandeReponse) -> str:
    recue = f"reçue le {date_longue(demande.recue_le)}"
    return f"{on_one_line(demande.alerte)}, {recue}" if demande.alerte else recue


def _delai(demande: DemandeReponse) -> str:
    jours = entre(demande.recue_le, demande.repondue_le, feries())
    if jours <= 0:
        return "réponse le jour même"
    return f"réponse en {jours}{INSECABLE}jour{'s' if jours > 1 else ''} ouvré{'s' if jours > 1 else ''}"


def _reponse(demande: DemandeReponse) -> str:
    if not demande.accepte:
        return "Non, le relais ne peut pas prendre en charge cette opération."
    if demande.reserves:
        return "Oui, sous réserve, le relais peut prendre en charge cette opération."
    return "Oui, le relais prend en charge cette opération."


def _facilitateur(personne: Facilitateur) -> str:
    fonction = personne.fonction or "facilitateur des clauses sociales"
    return f"{personne.nom}, {fonction}" if personne.nom else fonction


def _pieces(demande: DemandeReponse) -> tuple[str, ...]:
    if not demande.accepte:
        return ()
    if demande.pieces is not None:
        return demande.pieces
    return pieces_amont(demande.deja_dit) if demande.amont else pieces_aval(demande.deja_dit)
