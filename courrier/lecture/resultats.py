"""What reading a mail gives: its nature, the reason, the operations it announces with the evidence of each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from courrier.agenda import ReponseCalendrier
from courrier.lecture.rejets import AvisDeRemise
from metier.courriers import NatureCourrier
from metier.enumeration import Enumeration


class Kind(Enumeration):
    NOTIFICATION = "notification", "proposition d’opération à confirmer"
    NOT_NOTIFICATION = "not_notification", "aucune opération à ouvrir"
    NEEDS_HUMAN = "needs_human", "une personne tranche avant toute proposition"


_KINDS = {
    NatureCourrier.NOTIFICATION: Kind.NOTIFICATION,
    NatureCourrier.A_TRANCHER: Kind.NEEDS_HUMAN,
    NatureCourrier.QUARANTAINE: Kind.NEEDS_HUMAN,
}


@dataclass(frozen=True, kw_only=True)
class Expediteur:
    """A known sender. `type` is that of the directory or a contact's role: `region`, `collectivite`, `relais`…"""

    nom: str = ""
    organisation: str | None = None
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Contexte:
    """What the relay already knows when a mail arrives. Keys of `expediteurs` are addresses, case aside.

    `boite`: the relay's address, `autres_relais`: those of the other relays of the installation;
    `secret`: what signs the addresses that answers are sent to; `garanti`: a person answers for the sender.
    """

    expediteurs: Mapping[str, Expediteur] = field(default_factory=dict)
    references_connues: frozenset[str] = frozenset()
    message_ids_envoyes: frozenset[str] = frozenset()
    boite: str | None = None
    autres_relais: frozenset[str] = frozenset()
    serveur_authentification: str | None = None
    secret: bytes | None = field(default=None, repr=False)
    garanti: bool = False

    def connu(self, courriel: str) -> Expediteur | None:
        """The known sender behind an address, or None."""
        cherche = courriel.strip().casefold()
        return next((e for adresse, e in self.expediteurs.items() if adresse.strip().casefold() == cherche), None)


@dataclass(frozen=True, kw_only=True)
class LotLu:
    """A lot as announced; `montant_ht` in euros excluding tax, None when absent or doubtful."""

    numero: int
    intitule: str | None = None
    montant_ht: Decimal | None = None

    def en_json(self) -> dict[str, Any]:
        montant = None if self.montant_ht is None else f"{self.montant_ht:.2f}"
        return {"numero": self.numero, "intitule": self.intitule, "montant_ht": montant}


@dataclass(frozen=True, kw_only=True)
class DatesLues:
    date_avis: date | None = None
    remise_offres: date | None = None
    demarrage: date | None = None
    reunion_demarrage: date | None = None


@dataclass(frozen=True, kw_only=True)
class ContactLu:
    """Who to answer; `telephone` is ten digits."""

    nom: str | None = None
    courriel: str | None = None
    telephone: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChampsLus:
    """The fields of an announced operation; None or empty: not said, or doubtful."""

    intitule: str | None = None
    reference: str | None = None
    maitre_ouvrage: str | None = None
    commune: str | None = None
    lots: tuple[LotLu, ...] = ()
    dates: DatesLues = DatesLues()
    contact: ContactLu = ContactLu()

    def en_json(self) -> dict[str, Any]:
        """The contract's `champs`: dates ISO, amounts with two decimals, null where nothing was read."""
        dates = {nom: None if jour is None else jour.isoformat() for nom, jour in vars(self.dates).items()}
        return {
            "intitule": self.intitule,
            "reference": self.reference,
            "maitre_ouvrage": self.maitre_ouvrage,
            "commune": self.commune,
            "lots": [lot.en_json() for lot in self.lots],
            "dates": dates,
            "contact": dict(vars(self.contact)),
        }


@dataclass(frozen=True, kw_only=True)
class OperationLue:
    """One announced operation. `preuves` maps a field (`lots[1].montant_ht`, `dates.date_avis`, `contact.nom`) to the
    exact sentence of the mail; `a_saisir` names what a person has to give; `doutes` says in French why a value that
    the mail holds was not kept.
    """

    champs: ChampsLus
    preuves: Mapping[str, str] = field(default_factory=dict)
    a_saisir: tuple[str, ...] = ()
    doutes: tuple[str, ...] = ()

    def en_json(self) -> dict[str, Any]:
        return {"champs": self.champs.en_json(), "preuves": dict(self.preuves), "a_saisir": list(self.a_saisir)}


@dataclass(frozen=True, kw_only=True)
class ClasseurJoint:
    """A spreadsheet attached to a mail; `nom` is on one line, to be shown only."""

    nom: str
    octets: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Lecture:
    """How a mail is understood. `raison` is one French sentence; `rattachee_a` the reference of the operation it is
    about; `reponses` what a calendar answers; `authentifie` None when no authenticating server is configured and none
    reports a failure.

    `propos`: what its sender wrote, without what he quotes; `fil`: the Message-IDs it answers, the nearest first;
    `classeurs`: its own spreadsheets; `avis`: what a report of non-delivery says; `repondable`: whether a program may
    answer it; `reserve`: what is said of attachments that could not be opened, whatever comes of the mail.
    """

    nature: NatureCourrier
    raison: str
    operations: tuple[OperationLue, ...] = ()
    rattachee_a: str | None = None
    expediteur: str | None = None
    message_id: str | None = None
    authentifie: bool | None = None
    reponses: tuple[ReponseCalendrier, ...] = ()
    objet: str = ""
    propos: str = field(default="", repr=False)
    fil: tuple[str, ...] = ()
    classeurs: tuple[ClasseurJoint, ...] = ()
    avis: AvisDeRemise | None = None
    repondable: bool = False
    reserve: str = ""

    def avec_reserve(self, raison: str) -> str:
        """A reason, and the reserve after it where it does not say it yet."""
        if not self.reserve or self.reserve in raison:
            return raison
        return f"{raison.rstrip('.')} ; {self.reserve}."

    @property
    def kind(self) -> Kind:
        return _KINDS.get(self.nature, Kind.NOT_NOTIFICATION)

    def en_json(self) -> dict[str, Any]:
        """The document of `relais courrier lire --json`."""
        return {
            "kind": str(self.kind),
            "nature": str(self.nature),
            "operations": [operation.en_json() for operation in self.operations],
            "rattachee_a": self.rattachee_a,
        }
