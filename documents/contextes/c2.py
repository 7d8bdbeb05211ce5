"""The context of C2, the framework agreement between a buyer (a Région first of all) and a relay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from config.settings import IdentiteRelais
from documents.contextes.demande import text
from documents.contextes.garde import Garde, complete, shorten
from documents.manques import AValider, Manque, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.nombres import euros
from formats.typographie import INSECABLE, typographier
from metier.fautes import FauteDeSaisie

QUALIFICATION = (
    "qualification à faire vérifier par le service juridique avant signature : un prix contre une prestation relève "
    "du code de la commande publique ; sinon, subvention ou coopération"
)
SIGNATAIRES = "qualité et délégation des signataires, délibération à citer"


@dataclass(frozen=True, kw_only=True)
class DemandeConvention:
    """C2. `montant_annuel` in euros, None where the relay is not paid under it; `duree` in years.

    `region`: the buyer identifies, calculates and writes; otherwise the relay may be given the upstream part.
    """

    reference: str
    donneur_ordre: str
    relais: IdentiteRelais
    region: bool = True
    siret: str | None = None
    deliberation: str | None = None
    date_effet: date | None = None
    duree: int = 3
    montant_annuel: Decimal | None = None
    definitif: bool = False


@dataclass(frozen=True, kw_only=True)
class ConventionCadre:
    """C2. `montant` None: without financing."""

    modele: ClassVar[str] = "marches/c2_convention.docx"

    garde: Garde
    region: bool
    donneur_ordre: str
    siret: Texte
    structure: Texte
    statut: str | None
    adresse: Texte
    territoire: Texte
    deliberation: Texte
    date_effet: Texte
    duree: Texte
    montant: str | None


def convention(demande: DemandeConvention) -> ConventionCadre:
    """The context of C2. Raises FauteDeSaisie naming `montant_annuel` or `duree` when one is not positive."""
    _require(demande)
    relais = demande.relais
    return complete(
        ConventionCadre(
            garde=_garde(demande),
            region=demande.region,
            donneur_ordre=on_one_line(demande.donneur_ordre),
            siret=text(demande.siret, Manque("siret", "SIRET de l’acheteur")),
            structure=text(relais.nom, Manque("relais.nom", "nom de la structure du facilitateur")),
            statut=relais.statut,
            adresse=text(relais.adresse, Manque("relais.adresse", "adresse de la structure")),
            territoire=text(relais.territoire, Manque("relais.territoire", "territoire du relais")),
            deliberation=text(demande.deliberation, Manque("deliberation", "délibération qui autorise la signature")),
            date_effet=date_longue(demande.date_effet)
            if demande.date_effet
            else Manque("date_effet", "date d’effet de la convention"),
            duree=_duree(demande),
            montant=f"{euros(demande.montant_annuel)} par an" if demande.montant_annuel is not None else None,
        )
    )


def _require(demande: DemandeConvention) -> None:
    if demande.duree < 1:
        raise FauteDeSaisie("duree", f"duree : {demande.duree} ; un nombre d’années d’au moins 1 est attendu.")
    if demande.montant_annuel is not None and demande.montant_annuel <= 0:
        raise FauteDeSaisie(
            "montant_annuel",
            "montant_annuel : un montant positif est attendu ; laissez-le absent pour une convention sans financement.",
        )


def _garde(demande: DemandeConvention) -> Garde:
    intitule = f"Convention-cadre – {on_one_line(demande.donneur_ordre)}"
    return Garde(
        reference=demande.reference,
        intitule=intitule,
        intitule_court=shorten(intitule),
        maitre_ouvrage=on_one_line(demande.donneur_ordre),
        consultation="",
        regime="",
        bareme="",
        etat="édition définitive" if demande.definitif else "projet",
        alertes=tuple(map(typographier, (QUALIFICATION, SIGNATAIRES))),
    )


def _duree(demande: DemandeConvention) -> Texte:
    texte = f"{demande.duree}{INSECABLE}an{'s' if demande.duree > 1 else ''}"
    return AValider(texte, f"durée de la convention : {texte}", ombre=not demande.definitif)
