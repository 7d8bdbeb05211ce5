"""One line of the month: what each side says, its amendments, and the form that settles or amends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlmodel import Session

from formats.lecture import lire_heures
from metier.droits import Acces
from metier.mois_travaille import ContratDuMois
from metier.periodes import Mois
from portail.formulaires.saisie import Envoi
from portail.mois.grille import Ligne, lire_ligne
from portail.mois.saisie import TEXTE_MAX, ecrits_de
from sqlmodel_store.depots import heures
from sqlmodel_store.modeles.suivi import Rectification
from workflows.actes.heures import feuille, histoire
from workflows.actes.heures.declaration import LigneDite
from workflows.actes.heures.histoire import Histoire
from workflows.actes.heures.mois import Issue
from workflows.actes.heures.validation import Correction

MOTIF_MAX = 500


@dataclass(frozen=True, kw_only=True)
class Fiche:
    """A line with the amendments made to it; `intitule` that of its operation.

    `histoire`: what became of the employer's own figure, None where nothing took its place.
    """

    mois: Mois
    ligne: Ligne
    intitule: str
    rectifications: tuple[Rectification, ...]
    histoire: Histoire | None = None

    @property
    def contrat(self) -> ContratDuMois:
        return self.ligne.contrat

    @property
    def a_accorder(self) -> bool:
        """Whether the two sides differ and no one settled it."""
        return self.ligne.a_accorder

    @property
    def a_rectifier(self) -> bool:
        dite = self.contrat.dite
        return self.ligne.clos or (dite is not None and dite.validee)


@dataclass(frozen=True, kw_only=True)
class Demande:
    """What was typed; `fautes` by field."""

    heures: str = ""
    formation: str = ""
    motif: str = ""
    retirer: bool = False
    vue: str = ""
    fautes: Mapping[str, str] = field(default_factory=dict)


def trouver(session: Session, acces: Acces, mois: Mois, numero: int) -> Fiche | None:
    """The line of that contract in the month; None for one that the account does not see."""
    trouvee = lire_ligne(session, acces, mois, numero)
    if trouvee is None:
        return None
    operation, ligne = trouvee
    faites = heures.rectifications(session, operation.id, mois)
    return Fiche(
        mois=mois,
        ligne=ligne,
        intitule=operation.intitule or "",
        rectifications=tuple(une for une in faites if une.contrat == ligne.contrat.contrat),
        histoire=histoire.lire(session, mois, [ligne.contrat]).get(ligne.id),
    )


def depart(fiche: Fiche) -> Demande:
    """The form as it opens."""
    ecrits = ecrits_de(fiche.ligne)
    return Demande(heures=ecrits[0], formation=ecrits[1], vue=fiche.ligne.vue)


def lire(fiche: Fiche, envoi: Envoi) -> Demande:
    """What was typed, with what is wrong at each field."""
    ecrits = {nom: envoi.texte(nom)[:TEXTE_MAX] for nom in ("heures", "formation")}
    motif = " ".join(envoi.texte("motif").split())[:MOTIF_MAX]
    retirer = bool(envoi.texte("retirer"))
    fautes: dict[str, str] = {}
    if not retirer:
        fautes |= {
            nom: f"«\u00a0{ecrit}\u00a0»\u00a0: écrivez des heures, comme 151,67, 7,5 ou 7h30."
            for nom, ecrit in ecrits.items()
            if lire_heures(ecrit or ("0" if nom == "formation" else "")) is None
        }
    if fiche.a_rectifier and not motif:
        fautes["motif"] = "Dites pourquoi, en quelques mots, sans rien écrire de la santé ni de la vie privée."
    return Demande(**ecrits, motif=motif, retirer=retirer, vue=envoi.texte("vue"), fautes=fautes)


def faire(acces: Acces, mois: Mois, fiche: Fiche, demande: Demande) -> Issue:
    """Settle, or amend. Raises AccesRefuse, FauteDeSaisie."""
    code, reference = fiche.contrat.contrat, fiche.contrat.reference
    dites = lire_heures(demande.heures) or Decimal(0)
    formation = lire_heures(demande.formation or "0") or Decimal(0)
    if fiche.a_accorder:
        ligne = LigneDite(contrat=code, heures=dites, dont_formation=formation)
        return feuille.accorder(acces, mois, reference, ligne, vue=demande.vue)
    correction = Correction(
        contrat=code,
        motif=demande.motif,
        heures=None if demande.retirer else dites,
        dont_formation=Decimal(0) if demande.retirer else formation,
    )
    return feuille.rectifier(acces, mois, reference, correction, vue=demande.vue)
