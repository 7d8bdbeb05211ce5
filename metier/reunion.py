"""A meeting: who calls it, who is called, what is on its agenda, and what was said of each lot (documents.md §8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from metier.acteurs import RoleContact
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie
from metier.modalites import TypeModalite


class TypeReunion(Enumeration):
    DEMARRAGE = "demarrage", "réunion de démarrage"
    CHANTIER = "chantier", "réunion de chantier"
    COMITE_DE_SUIVI = "comite_de_suivi", "comité de suivi"
    RDV_ENTREPRISE = "rdv_entreprise", "rendez-vous avec l’entreprise"


class Presence(Enumeration):
    PRESENT = "present", "présent"
    EXCUSE = "excuse", "excusé"
    ABSENT = "absent", "absent"


class ReponseInvitation(Enumeration):
    """What a calendar program answers to an invitation (RFC 5545, PARTSTAT)."""

    ACCEPTEE = "acceptee", "acceptée"
    PROVISOIRE = "provisoire", "acceptée sous réserve"
    DECLINEE = "declinee", "déclinée"


# At the meetings of the operation itself the relay is invited, and asks for a point on the agenda; it calls the
# kick-off only where the buyer leaves it to do so.
CONVOQUENT = {
    TypeReunion.DEMARRAGE: (RoleContact.MAITRE_OUVRAGE, RoleContact.MAITRE_OEUVRE, RoleContact.RELAIS),
    TypeReunion.CHANTIER: (RoleContact.MAITRE_OEUVRE, RoleContact.MAITRE_OUVRAGE),
    TypeReunion.COMITE_DE_SUIVI: (RoleContact.RELAIS, RoleContact.MAITRE_OUVRAGE),
    TypeReunion.RDV_ENTREPRISE: (RoleContact.RELAIS,),
}
JOURS_AVANT = {
    TypeReunion.DEMARRAGE: 10,
    TypeReunion.CHANTIER: 5,
    TypeReunion.COMITE_DE_SUIVI: 15,
    TypeReunion.RDV_ENTREPRISE: 5,
}


@dataclass(frozen=True, kw_only=True)
class Participant:
    """Someone called to a meeting, named by what they do for an organisation; `presence` is known afterwards."""

    organisation: str
    role: RoleContact
    nom: str | None = None
    fonction: str | None = None
    presence: Presence | None = None


@dataclass(frozen=True, kw_only=True)
class Reunion:
    """A meeting. `lieu` or `visio` says where; an empty `ordre_du_jour` means the usual one of its type.

    Raises FauteDeSaisie naming `reunion.convocateur` when that role does not call such a meeting, `reunion.lieu`
    when nothing says where it is held.
    """

    type: TypeReunion
    jour: date
    heure: time
    convocateur: RoleContact
    organisateur: str | None = None
    duree_minutes: int = 60
    lieu: str | None = None
    visio: str | None = None
    ordre_du_jour: tuple[str, ...] = ()
    participants: tuple[Participant, ...] = ()
    documents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.convocateur not in CONVOQUENT[self.type]:
            attendus = " ou ".join(role.libelle for role in CONVOQUENT[self.type])
            raise FauteDeSaisie(
                "reunion.convocateur",
                f"reunion.convocateur : « {self.convocateur.libelle} » ; une {self.type.libelle} est convoquée par : "
                f"{attendus} ; le relais y demande un point à l’ordre du jour.",
            )
        if not (self.lieu or self.visio):
            raise FauteDeSaisie(
                "reunion.lieu", "reunion.lieu : absent ; indiquez un lieu ou un lien de visioconférence (visio)."
            )

    @property
    def du_relais(self) -> bool:
        """Whether the letter is the relay's own."""
        return self.convocateur is RoleContact.RELAIS

    @property
    def envoi_au_plus_tard(self) -> date:
        """The last day to send the letter: 10, 5, 15 or 5 days before, by type."""
        return self.jour - timedelta(days=JOURS_AVANT[self.type])


@dataclass(frozen=True, kw_only=True)
class LotEnReunion:
    """Where a lot stands, and what was decided for it. Hours are those due and validated; never a person's name.

    `depuis` are the hours validated since the meeting before, None where there was none.
    """

    lot: int
    intitule: str
    entreprise: str
    dues: Decimal
    validees: Decimal
    depuis: Decimal | None = None
    modalites: tuple[TypeModalite, ...] = ()
    pieces_manquantes: tuple[str, ...] = ()
    question: str | None = None
    action: str | None = None
    responsable: str | None = None
    echeance: date | None = None

    @property
    def ecart(self) -> Decimal:
        """Hours done less hours due: negative while some remain to be done."""
        return self.validees - self.dues


@dataclass(frozen=True, kw_only=True)
class Point:
    """A subject dealt with, what was decided, by whom it is done and when."""

    sujet: str
    decision: str
    responsable: str | None = None
    echeance: date | None = None
