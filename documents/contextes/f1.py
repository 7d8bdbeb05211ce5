"""The context of F1, the sheet of a post that the company and the facilitateur write together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from documents.contextes.courrier import bare_cover
from documents.contextes.demande import text
from documents.contextes.garde import Garde, complete
from documents.contextes.postes import (
    PLANCHER,
    DemandePoste,
    conditions,
    contract,
    deadline,
    employer,
    occupation,
    pay,
    posts,
    require_fair,
)
from documents.manques import Manque, Texte
from documents.nettoyage import on_one_line
from metier.poste import CadrePoste


@dataclass(frozen=True, kw_only=True)
class FichePoste:
    """F1, one page. `alternance` adds the qualification aimed at and the rhythm."""

    modele: ClassVar[str] = "fiches_poste/f1_fiche_poste.docx"

    garde: Garde
    numero: str
    intitule: str
    nombre: str
    metier: str | None
    limite: Texte
    lot: str
    entreprise: str
    cadre: str
    mise_a_disposition: bool
    alternance: bool
    qualification: Texte
    rythme: Texte
    contrat: str
    employeur: str
    lieu: Texte
    acces: str | None
    missions: tuple[str, ...]
    conditions: tuple[str, ...]
    remuneration: Texte
    plancher: str
    prerequis: tuple[str, ...]
    formation: str | None
    tuteur: Texte
    accueil: str | None
    evolution: str | None
    canal: Texte
    contact: Texte


def fiche_poste(demande: DemandePoste) -> FichePoste:
    """The context of F1; FauteDeSaisie naming the field whose wording discriminates."""
    poste, alternance = demande.poste, demande.poste.cadre is CadrePoste.ALTERNANCE
    require_fair(poste)
    return complete(
        FichePoste(
            garde=bare_cover(demande.suivi, definitif=demande.definitif),
            numero=poste.numero,
            intitule=on_one_line(poste.intitule),
            nombre=posts(poste),
            metier=occupation(poste),
            limite=deadline(poste),
            lot=_lot(demande),
            entreprise=on_one_line(poste.nom_diffuse),
            cadre=poste.cadre.libelle,
            mise_a_disposition=poste.cadre is CadrePoste.MISE_A_DISPOSITION,
            alternance=alternance,
            qualification=_alternance(demande, "qualification", "qualification visée"),
            rythme=_alternance(demande, "rythme", "rythme de l’alternance"),
            contrat=contract(poste),
            employeur=employer(poste),
            lieu=text(poste.adresse or poste.secteur, Manque("poste.adresse", "lieu de travail")),
            acces=_ligne(poste.acces),
            missions=tuple(map(on_one_line, poste.missions)),
            conditions=conditions(poste),
            remuneration=pay(poste),
            plancher=PLANCHER,
            prerequis=tuple(map(on_one_line, poste.prerequis)),
            formation=_ligne(poste.formation),
            tuteur=text(poste.tuteur, Manque("poste.tuteur", "tuteur de la personne accueillie")),
            accueil=_ligne(poste.accueil),
            evolution=_ligne(poste.evolution),
            canal=text(poste.candidature.canal, Manque("poste.candidature.canal", "comment postuler")),
            contact=text(
                poste.candidature.contact or demande.facilitateur.courriel or demande.relais.courriel,
                Manque("poste.candidature.contact", "contact pour postuler"),
            ),
        )
    )


def _alternance(demande: DemandePoste, champ: str, libelle: str) -> Texte:
    if demande.poste.cadre is not CadrePoste.ALTERNANCE:
        return ""
    return text(getattr(demande.poste, champ), Manque(f"poste.{champ}", libelle))


def _lot(demande: DemandePoste) -> str:
    lot = next((un for un in demande.suivi.lots if un.numero == demande.lot), None)
    return f"lot {demande.lot}" + (f" – {on_one_line(lot.intitule)}" if lot else "")


def _ligne(texte: str | None) -> str | None:
    return on_one_line(texte) if texte and texte.strip() else None
