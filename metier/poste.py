"""A post offered for the hours of a clause: what is done there, in which conditions, without discrimination."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from metier.contrats import TypeContrat
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie

MISSIONS_AU_PLUS = 6


class CadrePoste(Enumeration):
    EMBAUCHE = "embauche", "embauche directe"
    MISE_A_DISPOSITION = "mise_a_disposition", "mise à disposition"
    ALTERNANCE = "alternance", "alternance"


class Diffusion(Enumeration):
    PUBLIQUE = "publique", "offre publique"
    PARTENAIRES = "partenaires", "offre aux partenaires"


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """When and how the work is done; a constraint is told as it is, so that nobody is misled."""

    debut: date | None = None
    fin: date | None = None
    duree: str | None = None
    hebdomadaire: str | None = None
    horaires: str | None = None
    contraintes: tuple[str, ...] = ()
    equipements: tuple[str, ...] = ()
    habilitations: tuple[str, ...] = ()
    carte_btp: bool = False


@dataclass(frozen=True, kw_only=True)
class Candidature:
    """How to apply: by which way, before when, to whom; how many candidates are expected."""

    canal: str | None = None
    contact: str | None = None
    date_limite: date | None = None
    nombre: int | None = None


@dataclass(frozen=True, kw_only=True)
class Poste:
    """A post. `secteur` is the area that an offer may name, `adresse` the place itself, for the sheet only.

    `qualification` and `rythme` are those of a work-study contract; `anonyme` hides the company behind `designation`
    (« entreprise du gros œuvre ») in the offer. A driving licence is asked for with its reason, or not at all:
    FauteDeSaisie naming `poste.permis_motif`; `poste.missions` when there are none, or more than six.
    """

    numero: str
    intitule: str
    entreprise: str
    cadre: CadrePoste
    missions: tuple[str, ...]
    nombre: int = 1
    rome: str | None = None
    metier: str | None = None
    anonyme: bool = False
    designation: str | None = None
    employeur: str | None = None
    contrat: TypeContrat | None = None
    remuneration: str | None = None
    secteur: str | None = None
    adresse: str | None = None
    acces: str | None = None
    permis: str | None = None
    permis_motif: str | None = None
    conditions: Conditions = Conditions()
    prerequis: tuple[str, ...] = ()
    formation: str | None = None
    qualification: str | None = None
    rythme: str | None = None
    tuteur: str | None = None
    accueil: str | None = None
    evolution: str | None = None
    candidature: Candidature = Candidature()

    def __post_init__(self) -> None:
        if not 1 <= len(self.missions) <= MISSIONS_AU_PLUS:
            raise FauteDeSaisie(
                "poste.missions",
                f"poste.missions : {len(self.missions)} mission(s) ; de une à {MISSIONS_AU_PLUS} sont attendues, "
                "chacune commençant par un verbe.",
            )
        if self.permis and not self.permis_motif:
            raise FauteDeSaisie(
                "poste.permis_motif",
                f"poste.permis_motif : absent ; un permis ({self.permis}) n’est demandé que si le poste l’exige : "
                "écrivez pourquoi, ou retirez-le.",
            )

    @property
    def nom_diffuse(self) -> str:
        """The company as an offer names it: its designation when it does not want to be named."""
        return (self.designation or "entreprise titulaire du lot") if self.anonyme else self.entreprise
