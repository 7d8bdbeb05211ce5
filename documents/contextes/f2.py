"""The context of F2, the offer that is sent out: to anyone, or to the partners who propose candidates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from documents.contextes.demande import text
from documents.contextes.garde import Garde, complete, shorten
from documents.contextes.postes import (
    PLANCHER,
    DemandePoste,
    conditions,
    contract,
    deadline,
    families,
    occupation,
    pay,
    posts,
    require_discreet,
    require_fair,
)
from documents.manques import Manque, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from metier.poste import CadrePoste, Diffusion


@dataclass(frozen=True, kw_only=True)
class OffreDiffusee:
    """F2. It says neither the operation, nor the place itself, nor the company where it asked not to be named."""

    modele: ClassVar[str] = "fiches_poste/f2_offre.docx"

    garde: Garde
    partenaires: bool
    date: str
    intitule: str
    nombre: str
    metier: str | None
    entreprise: str
    secteur: Texte
    acces: str | None
    cadre: str
    contrat: str
    alternance: bool
    qualification: Texte
    missions: tuple[str, ...]
    conditions: tuple[str, ...]
    remuneration: Texte
    plancher: str
    prerequis: tuple[str, ...]
    formation: str | None
    accueil: str | None
    evolution: str | None
    publics: tuple[str, ...]
    limite: Texte
    candidats: Texte
    structure: Texte
    contact: Texte


def offre(demande: DemandePoste, diffusion: Diffusion, jour: date) -> OffreDiffusee:
    """The context of F2 written that day.

    FauteDeSaisie naming the field whose wording discriminates, or tells what the offer must keep to itself.
    """
    poste, alternance = demande.poste, demande.poste.cadre is CadrePoste.ALTERNANCE
    require_fair(poste)
    require_discreet(poste)
    return complete(
        OffreDiffusee(
            garde=_garde(demande),
            partenaires=diffusion is Diffusion.PARTENAIRES,
            date=date_longue(jour),
            intitule=on_one_line(poste.intitule),
            nombre=posts(poste),
            metier=occupation(poste),
            entreprise=on_one_line(poste.nom_diffuse),
            secteur=text(poste.secteur, Manque("poste.secteur", "secteur géographique, sans adresse")),
            acces=_ligne(poste.acces),
            cadre=poste.cadre.libelle,
            contrat=contract(poste),
            alternance=alternance,
            qualification=_qualification(demande) if alternance else "",
            missions=tuple(map(on_one_line, poste.missions)),
            conditions=conditions(poste),
            remuneration=pay(poste),
            plancher=PLANCHER,
            prerequis=tuple(map(on_one_line, poste.prerequis)),
            formation=_ligne(poste.formation),
            accueil=_ligne(poste.accueil),
            evolution=_ligne(poste.evolution),
            publics=families(demande.categories),
            limite=deadline(poste),
            candidats=_candidats(demande, diffusion),
            structure=text(demande.relais.nom, Manque("relais.nom", "nom de la structure du facilitateur")),
            contact=_contact(demande),
        )
    )


def _garde(demande: DemandePoste) -> Garde:
    """Headers and properties name the offer alone: an operation would tell the company."""
    poste = demande.poste
    return Garde(
        reference=poste.numero,
        intitule=on_one_line(poste.intitule),
        intitule_court=shorten(poste.intitule),
        maitre_ouvrage="",
        consultation="",
        regime="",
        bareme="",
        etat="édition définitive" if demande.definitif else "projet",
    )


def _qualification(demande: DemandePoste) -> Texte:
    return text(demande.poste.qualification, Manque("poste.qualification", "qualification visée"))


def _candidats(demande: DemandePoste, diffusion: Diffusion) -> Texte:
    if diffusion is Diffusion.PUBLIQUE:
        return ""
    nombre = demande.poste.candidature.nombre
    return str(nombre) if nombre else Manque("poste.candidature.nombre", "nombre de candidats attendus")


def _contact(demande: DemandePoste) -> Texte:
    """The relay's address: that of the company is given to candidates once they are proposed."""
    courriel = demande.facilitateur.courriel or demande.relais.courriel
    return text(courriel, Manque("relais.courriel", "courriel du facilitateur"))


def _ligne(texte: str | None) -> str | None:
    return on_one_line(texte) if texte and texte.strip() else None
