"""The market that a buyer described on the public page: data behind the mail that tells it, carried when it opens."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

from sqlmodel import Session

from config.settings import get_settings
from courrier.lecture import ChampsLus, ContactLu, DatesLues, Lecture, LotLu, OperationLue
from courrier.politique import POLITIQUE
from echanges.dossier import completer
from echanges.format_operation import LotPartiel, OperationPartielle, lire_partielle
from formats.calcul import valeur_de_champ
from formats.champs import libelle
from formats.dates import date_longue
from formats.nombres import euros, euros_ht, nombre_court
from formats.typographie import typographier
from metier.courriers import NatureCourrier
from metier.fautes import FauteDeSaisie
from metier.operation import TypeMaitreOuvrage
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.annonce import AVAL

BOITE = "page-clauses"
"""The place of these mails in the ledger: what comes by a mailbox never has it."""
FICHIER = "marche.json"
LU = typographier("Marché décrit sur la page « /clauses ».")
VERIFIES = frozenset({"reference", "reference_acheteur", "relais", "intitule", "lieu", "date_avis"})
"""What a person verified, or the opening wrote: never written over."""
DU_LOT_VERIFIES = frozenset({"numero", "intitule", "montant_ht"})
DU_CALCUL = ("part_main_oeuvre", "taux_insertion", "duree_mois", "heures_mensuelles_reprises")


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """One line of the mail: `champ` the field it gives (`lots[1]`: the lot n° 1), `titre` and `valeur` its words."""

    champ: str
    titre: str
    valeur: str

    @property
    def texte(self) -> str:
        return typographier(f"{self.titre} : {self.valeur}")


def lignes(marche: OperationPartielle) -> list[Ligne]:
    """Everything that was described, in words; what was not is left out."""
    dites = (
        *_cadre(marche),
        *(ligne for lot in marche.lots or () for ligne in _lot(lot, f"lots[{lot.numero}]")),
    )
    return [ligne for ligne in dites if ligne.valeur]


def _cadre(marche: OperationPartielle) -> tuple[Ligne, ...]:
    acheteur, criteres, penalites = marche.maitre_ouvrage, marche.criteres or (), marche.penalites
    dits = {
        "intitule": ("Opération", marche.intitule),
        "reference": ("Référence", marche.reference_acheteur),
        "maitre_ouvrage": ("Maître d’ouvrage", acheteur.nom if acheteur else None),
        "type": ("Type d’acheteur", acheteur.type.libelle if acheteur and acheteur.type else None),
        "nature": ("Nature", marche.nature.libelle if marche.nature else None),
        "commune": ("Commune", marche.lieu.commune if marche.lieu else None),
        "dates.date_avis": ("Publication de l’avis", date_longue(marche.date_avis) if marche.date_avis else None),
        "forme": ("Forme", marche.forme.libelle if marche.forme else None),
        "duree_mois": ("Durée", f"{marche.duree_mois} mois" if marche.duree_mois else None),
        "valeur_maximale_ht": ("Maximum de l’accord-cadre", _euros_ht(marche.valeur_maximale_ht)),
        "montage": ("Montage", marche.montage.libelle if marche.montage else None),
        "criteres": (
            "Critère d’insertion",
            " ; ".join(f"{un.intitule}, {nombre_court(un.ponderation)} %" for un in criteres),
        ),
        "articles_reservation": ("Réservation", ", ".join(marche.articles_reservation or ())),
        "dispense": ("Dispense", f"cas {marche.dispense.cas}°" if marche.dispense else None),
        "dispense.motif": ("Motif de la dispense", marche.dispense.motif if marche.dispense else None),
        "ccag": ("CCAG", marche.ccag.libelle if marche.ccag else None),
        "penalites.heure": ("Pénalité par heure non faite", _euros(penalites.heure if penalites else None)),
        "penalites.jour_document": (
            "Pénalité par jour et document",
            _euros(penalites.jour_document if penalites else None),
        ),
    }
    return tuple(Ligne(champ=champ, titre=titre, valeur=valeur or "") for champ, (titre, valeur) in dits.items())


def _lot(lot: LotPartiel, chemin: str) -> Iterator[Ligne]:
    montant = f" – {euros_ht(lot.montant_ht)}" if lot.montant_ht is not None else ""
    yield Ligne(champ=chemin, titre=f"Lot {lot.numero}", valeur=f"{lot.intitule or ''}{montant}")
    dits = [
        f"{libelle(champ)} {valeur_de_champ(champ, valeur)}"
        for champ in DU_CALCUL
        if (valeur := getattr(lot, champ)) is not None
    ]
    if lot.clause is False:
        dits.append("sans clause d’insertion")
    yield Ligne(champ=f"{chemin}.calcul", titre=f"Précisions du lot {lot.numero}", valeur=", ".join(dits))


def _euros(montant: Any) -> str:  # noqa: ANN401 - an amount, or none
    return "" if montant is None else euros(montant)


def _euros_ht(montant: Any) -> str:  # noqa: ANN401 - an amount, or none
    return "" if montant is None else euros_ht(montant)


def joindre(courriel: EmailMessage, marche: OperationPartielle) -> None:
    """Puts the market in the mail, as data."""
    octets = json.dumps(marche.en_json(), ensure_ascii=False, sort_keys=True, indent=1).encode()
    courriel.add_attachment(octets, maintype="application", subtype="json", filename=FICHIER)


def de(session: Session, courrier_id: int) -> OperationPartielle | None:
    """The market behind that mail; None for one that no buyer left on the page, or whose file is gone or damaged."""
    ligne = session.get(CourrierEntrant, courrier_id)
    if ligne is None or ligne.boite != BOITE:
        return None
    try:
        courriel = message_from_bytes((get_settings().home / ligne.chemin).read_bytes(), policy=POLITIQUE)
        for piece in courriel.walk():
            if piece.get_filename() == FICHIER:
                return lire_partielle(json.loads(bytes(piece.get_payload(decode=True)))).format
    except (OSError, ValueError, TypeError, FauteDeSaisie):
        return None
    return None


def relire(lu: Lecture, marche: OperationPartielle) -> Lecture:
    """The reading of that mail, its operation taken from the data and not from the sentences."""
    return replace(lu, nature=NatureCourrier.NOTIFICATION, raison=LU, operations=(lue(marche, lu.expediteur),))


def lue(marche: OperationPartielle, courriel: str | None) -> OperationLue:
    """The market as a mail announces an operation, each field beside the line that says it."""
    champs = ChampsLus(
        intitule=marche.intitule,
        reference=marche.reference_acheteur,
        maitre_ouvrage=marche.maitre_ouvrage.nom if marche.maitre_ouvrage else None,
        commune=marche.lieu.commune if marche.lieu else None,
        lots=tuple(
            LotLu(numero=lot.numero, intitule=lot.intitule, montant_ht=lot.montant_ht) for lot in marche.lots or ()
        ),
        dates=DatesLues(date_avis=marche.date_avis),
        contact=ContactLu(courriel=courriel),
    )
    phrases = {ligne.champ: ligne.texte for ligne in lignes(marche)}
    for lot in champs.lots:
        chemin = f"lots[{lot.numero}]"
        phrases |= {f"{chemin}.{nom}": phrases[chemin] for nom in ("intitule", "montant_ht")}
    return OperationLue(champs=champs, preuves=phrases)


def reporter(session: Session, operation: Operation, marche: OperationPartielle, *, verifiee: bool) -> None:
    """Writes in the operation that the mail opened what the buyer described besides.

    `verifiee`: a person verified the buyer and the nature in a form, and says them next. A lot that the person left
    out stays out.
    """
    decrit: dict[str, Any] = marche.en_json()
    connus = {lot.numero for lot in operations.lots(session, operation.id)}
    tus = VERIFIES | {"maitre_ouvrage", "nature"} if verifiee else VERIFIES
    objet = {nom: valeur for nom, valeur in decrit.items() if nom not in tus}
    objet["lots"] = [_sans(lot, DU_LOT_VERIFIES) for lot in decrit.get("lots", []) if lot["numero"] in connus]
    completer(session, operation, lire_partielle(objet | {"reference": operation.reference}).format)
    if operation.maitre_ouvrage_type is TypeMaitreOuvrage.REGION:
        operation.missions = AVAL


def _sans(lot: Mapping[str, Any], tus: frozenset[str]) -> dict[str, Any]:
    return {"numero": lot["numero"]} | {nom: valeur for nom, valeur in lot.items() if nom not in tus}
