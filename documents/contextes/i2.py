"""I2, the attestation of hours carried out on one lot by one company; refused while a statement is not validated."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from documents.contextes.alertes_suivi import mois_cites
from documents.contextes.attestations import EnTete, Visa, en_tete, fait_le, require_numero
from documents.contextes.g2 import Ligne
from documents.contextes.garde import shorten
from documents.contextes.rapports import (
    LONGUEUR_INTITULE,
    LONGUEUR_NOM,
    Colonne,
    Emission,
    Page,
    Tableau,
    du_mois,
    intitule,
    lot_court,
    maitre_ouvrage,
    nom_lot,
)
from documents.contextes.vues import vue_entreprise, vue_lot
from documents.nettoyage import on_one_line
from documents.pdf import DonneesJointes
from formats.dates import date_longue, mois_long
from formats.nombres import heures, nombre
from formats.typographie import INSECABLE, typographier
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie
from metier.heures import EtatHeures
from metier.indicateurs import lots_suivis
from metier.operation import Lot
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import Volumes, heures_dues, lignes_comptees, par_modalite, par_mois, taux, volumes
from metier.releves_attendus import releves_jamais_recus
from metier.rythme import dues_sur_factures
from metier.suivi import Suivi

PRESQUE = Decimal("99.9")


class Mention(Enumeration):
    TOTALE = "totale", "réalisation totale"
    PARTIELLE = "partielle", "réalisation partielle"
    DEPASSEMENT = "depassement", "réalisation totale, avec dépassement"


@dataclass(frozen=True, kw_only=True)
class Signataire:
    """The buyer's representative; or the facilitateur, with the date of the buyer's written delegation."""

    nom: str
    qualite: str
    facilitateur: bool = False
    delegation_du: date | None = None


@dataclass(frozen=True, kw_only=True)
class DemandeAttestationRealisation:
    """One lot and one company; statements are expected up to the month `jusqu_a`."""

    numero: str
    suivi: Suivi
    lot: int
    entreprise: str
    jusqu_a: Mois
    signataire: Signataire
    emission: Emission


@dataclass(frozen=True, kw_only=True)
class AttestationRealisation:
    """I2, one page; nothing of any person. `donnees` are attached to the archived file."""

    modele: ClassVar[str] = "rapports/i2_attestation.html"

    page: Page
    produit_le: date
    en_tete: EnTete
    destinataire: str
    numero: str
    fiche: tuple[Ligne, ...]
    modalites: Tableau
    mention: str
    phrase: str
    fait_le: str
    visa: Visa
    donnees: tuple[DonneesJointes, ...]


def attestation_realisation(demande: DemandeAttestationRealisation) -> AttestationRealisation:
    """The context of I2.

    Raises FauteDeSaisie: `numero`, `entreprise` without that lot, `heures` while one is not validated or a statement
    is missing, `heures_engagees` when nothing is due, `signataire` without a written delegation.
    """
    numero = require_numero(demande.numero)
    vue, lot = _vue(demande)
    _require_valides(vue, demande.jusqu_a)
    faites, dues = volumes(vue), _dues(vue, lot)
    if dues <= 0:
        raise _faute("heures_engagees", f"aucune heure n’est due sur le lot {lot.numero}, il n’y a rien à attester")
    return AttestationRealisation(
        page=_page(demande, vue),
        produit_le=demande.emission.produit_le,
        en_tete=en_tete(demande.emission),
        destinataire=shorten(demande.entreprise, LONGUEUR_NOM),
        numero=numero,
        fiche=_fiche(demande, vue, faites, dues),
        modalites=_modalites(vue),
        mention=_mention(faites.validees, dues),
        phrase=_phrase(faites.validees, dues),
        fait_le=fait_le(demande.emission.produit_le),
        visa=_visa(demande),
        donnees=(_donnees(demande, vue, faites, dues),),
    )


def fichier_attestation(numero: str) -> str:
    """The name of the file: the number alone."""
    return f"I2_attestation_realisation_{require_numero(numero)}.pdf"


def mention(validees: Decimal, dues: Decimal) -> Mention:
    """Total at the very hour due, partial under it, overrun above."""
    if validees < dues:
        return Mention.PARTIELLE
    return Mention.TOTALE if validees == dues else Mention.DEPASSEMENT


def _vue(demande: DemandeAttestationRealisation) -> tuple[Suivi, Lot]:
    """The company's share of that lot alone."""
    du_lot = [une for une in demande.suivi.attributions if une.lot == demande.lot]
    vue = vue_entreprise(vue_lot(demande.suivi, demande.lot), demande.entreprise)
    if demande.entreprise not in {une.entreprise for une in du_lot}:
        raise _faute("entreprise", f"« {demande.entreprise[:80]} » n’est pas attributaire du lot {demande.lot}")
    return vue, lots_suivis(vue)[0]


def _dues(vue: Suivi, lot: Lot) -> Decimal:
    sur_factures = dues_sur_factures(vue, lot)
    return heures_dues(vue) if sur_factures is None else Decimal(sur_factures)


def _require_valides(vue: Suivi, jusqu_a: Mois) -> None:
    attente = sorted(
        {ligne.heures.mois for ligne in lignes_comptees(vue) if ligne.heures.etat is not EtatHeures.VALIDEE}
    )
    if attente:
        raise _faute(
            "heures",
            f"des heures ne sont pas validées ({mois_cites(attente)}) ; tous les relevés sont attendus validés : "
            "validez-les ou écartez-les d’abord",
        )
    manquants = sorted({un.mois for un in releves_jamais_recus(vue, jusqu_a)})
    if manquants:
        raise _faute(
            "heures",
            f"des relevés ne sont pas reçus ({mois_cites(manquants)}) ; tous sont attendus, même à zéro : demandez-les "
            "ou corrigez la fin des contrats",
        )


def _faute(champ: str, phrase: str) -> FauteDeSaisie:
    return FauteDeSaisie(champ, typographier(f"{champ} : {phrase}."))


def _page(demande: DemandeAttestationRealisation, vue: Suivi) -> Page:
    return Page(
        titre="Attestation de réalisation d’heures d’insertion",
        reference=demande.numero,
        intitule=shorten(intitule(vue), LONGUEUR_INTITULE),
        sous_titre=vue.reference,
        emetteur=maitre_ouvrage(vue),
        sujet=f"{vue.reference}, {lot_court(demande.lot).lower()}",
        pied=f"Attestation de réalisation n°{INSECABLE}{demande.numero}",
        date_iso=demande.emission.produit_le.isoformat(),
    )


def _fiche(demande: DemandeAttestationRealisation, vue: Suivi, faites: Volumes, dues: Decimal) -> tuple[Ligne, ...]:
    siret = next((une.siret for une in vue.attributions if une.siret), None)
    entreprise = shorten(demande.entreprise, LONGUEUR_NOM) + (f" (SIRET {siret})" if siret else "")
    lignes = (
        ("Maître d’ouvrage", shorten(maitre_ouvrage(vue), LONGUEUR_NOM)),
        ("Entreprise", entreprise),
        ("Marché", f"{shorten(intitule(vue), LONGUEUR_INTITULE)}"),
        ("Référence", vue.reference),
        ("Lot", nom_lot(vue, demande.lot)),
        ("Période", _periode(vue)),
        ("Heures dues", f"{heures(dues)}{_avenants(vue)}"),
        ("Heures réalisées et validées", heures(faites.validees)),
    )
    return tuple(Ligne(terme=terme, valeur=on_one_line(valeur)) for terme, valeur in lignes)


def _avenants(vue: Suivi) -> str:
    return ", avenants compris" if any(une.avenants for une in vue.attributions) else ""


def _periode(vue: Suivi) -> str:
    mois = [un for un, faites in par_mois(vue).items() if faites.validees]
    if not mois:
        return "aucune heure validée"
    if mois[0] == mois[-1]:
        return mois_long(mois[0])
    return f"{du_mois(mois[0])} à {mois_long(mois[-1])}"


def _modalites(vue: Suivi) -> Tableau:
    lignes = tuple(
        (type_.libelle, heures(faites.validees)) for type_, faites in par_modalite(vue).items() if faites.validees
    )
    return Tableau(
        legende="Heures validées par modalité",
        colonnes=(Colonne(titre="Modalité", largeur=70), Colonne(titre="Heures", largeur=30, nombre=True)),
        lignes=lignes or (("aucune", heures(Decimal(0))),),
    )


def _part(validees: Decimal, dues: Decimal) -> str:
    """« 93,0 % »; what is not complete never reads 100 %."""
    part = taux(validees, dues)
    assert part is not None
    return f"{nombre(min(part, PRESQUE) if validees < dues else part, 1)} %"


def _mention(validees: Decimal, dues: Decimal) -> str:
    une = mention(validees, dues)
    return typographier(f"{une.libelle}, {_part(validees, dues)}") if une is Mention.PARTIELLE else une.libelle


def _phrase(validees: Decimal, dues: Decimal) -> str:
    if validees < dues:
        phrase = (
            f"{_part(validees, dues)} des heures dues ont été réalisées et validées ; il manque "
            f"{heures(dues - validees)}."
        )
    elif validees == dues:
        phrase = "La totalité des heures dues a été réalisée et validée."
    else:
        phrase = (
            f"La totalité des heures dues a été réalisée et validée, avec {heures(validees - dues)} de plus, soit "
            f"{_part(validees, dues)} des heures dues."
        )
    return typographier(phrase)


def _visa(demande: DemandeAttestationRealisation) -> Visa:
    signataire = demande.signataire
    acheteur = shorten(maitre_ouvrage(demande.suivi), LONGUEUR_NOM)
    if not signataire.facilitateur:
        return Visa(
            nom=shorten(signataire.nom, LONGUEUR_NOM),
            qualite=shorten(signataire.qualite, LONGUEUR_NOM),
            organisation=acheteur,
        )
    if signataire.delegation_du is None:
        raise _faute(
            "signataire",
            "le maître d’ouvrage signe cette attestation ; le facilitateur ne le peut qu’avec une délégation écrite : "
            "donnez sa date",
        )
    return Visa(
        nom=shorten(signataire.nom, LONGUEUR_NOM),
        qualite=shorten(signataire.qualite, LONGUEUR_NOM),
        organisation=on_one_line(demande.emission.relais.nom or ""),
        delegation=f"par délégation écrite du maître d’ouvrage, {acheteur}, en date du "
        f"{date_longue(signataire.delegation_du)}",
    )


def _donnees(demande: DemandeAttestationRealisation, vue: Suivi, faites: Volumes, dues: Decimal) -> DonneesJointes:
    contenu = {
        "numero": demande.numero,
        "reference": vue.reference,
        "lot": demande.lot,
        "entreprise": demande.entreprise,
        "heures_dues": str(dues),
        "heures_validees": str(faites.validees),
        "mention": mention(faites.validees, dues).value,
        "modalites": {type_.value: str(un.validees) for type_, un in par_modalite(vue, Portee()).items()},
    }
    return DonneesJointes(
        nom=f"attestation_{demande.numero}.json",
        octets=json.dumps(contenu, ensure_ascii=False, indent=1).encode(),
        description="Données de l’attestation",
    )
