"""What the story knows of a followed operation before it is lived: its dossier, its people, their contracts, hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cli.demo_suivi.calendrier import J, M
from cli.demo_suivi.territoire import Organisation
from metier.gestes import Geste

POSTE_OUVERT = "le poste de l’opération"
"""Stands for the number that the post receives when it is opened."""


@dataclass(frozen=True, kw_only=True)
class Sortie:
    """What became of a person at a milestone."""

    le: J
    jalon: str
    situation: str


@dataclass(frozen=True, kw_only=True)
class Personne:
    """`validee_le`: the day the relay wrote the person down and validated the eligibility."""

    id: str
    nom: str
    prenom: str
    naissance: str
    sexe: str
    commune: str
    categorie: str
    niveau: str
    validee_le: J
    piece: str
    sorties: tuple[Sortie, ...] = ()

    def identite(self) -> dict[str, Any]:
        """As the formats write a person."""
        champs = ("id", "nom", "prenom", "naissance", "sexe", "commune", "categorie", "niveau")
        return {nom: getattr(self, nom) for nom in champs}


@dataclass(frozen=True, kw_only=True)
class Contrat:
    """`heures`: what is worked, by rank of month; `annoncees` where the employer first said otherwise."""

    code: str
    personne: str
    lot: int
    type: str
    employeur: Organisation
    debut: J
    fin: J | None = None
    motif_fin: str | None = None
    heures: Mapping[int, str]
    annoncees: Mapping[int, str] = field(default_factory=dict)
    dit: str | None = None

    def ouvert(self) -> dict[str, Any]:
        """As it is written down on its first day."""
        return {
            "beneficiaire": self.personne,
            "lot": self.lot,
            "type": self.type,
            "employeur": self.employeur.nom,
            "debut": self.debut,
        }

    def rencontre(self, rang: int) -> bool:
        """Whether it runs in a month."""
        return self.debut.rang <= rang and (self.fin is None or self.fin.rang >= rang)


@dataclass(frozen=True, kw_only=True)
class Evenement:
    """A geste or a transition of the facilitatrice on a day; `dit`: the sentence that tells it, if it is told."""

    le: J
    acte: str
    donnees: Mapping[str, Any]
    dit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Desaccord:
    """Hours of a contract that the using company contests; the employer's own figure is in `annoncees`."""

    contrat: str
    rang: int
    entreprise: Organisation
    contestees: str
    motif: str


@dataclass(frozen=True, kw_only=True)
class OperationSuivie:
    """An operation of the story; what began before rank 0 comes with its dossier."""

    reference: str
    operation: Mapping[str, Any]
    contacts: Sequence[Mapping[str, Any]]
    attributions: Sequence[Mapping[str, Any]]
    etape: str
    arrivee: J
    annonce: str
    personnes: Sequence[Personne]
    contrats: Sequence[Contrat]
    evenements: Sequence[Evenement] = ()
    factures: Mapping[int, Sequence[tuple[int, str]]] = field(default_factory=dict)
    desaccords: Sequence[Desaccord] = ()

    def importe(self) -> dict[str, Any]:
        """The dossier as it is taken over on the first day; dates are still those of the story."""
        repris = [un for un in self.contrats if un.debut.rang < 0]
        connus = {un.personne for un in repris}
        return {
            "format": "relais-dossier/1",
            "operation": {"reference": self.reference, **self.operation},
            "contacts": list(self.contacts),
            "attributions": list(self.attributions),
            "beneficiaires": [
                une.identite() | {"eligibilite": {"validee_le": une.validee_le, "piece": une.piece}}
                for une in self.personnes
                if une.id in connus
            ],
            "contrats": [{"id": un.code, **un.ouvert(), "fin": None} for un in repris],
            "heures": [
                {"contrat": un.code, "mois": M(rang), "heures": heures, "dont_formation": "0", "etat": "validee"}
                for un in repris
                for rang, heures in un.heures.items()
                if rang < 0
            ],
            "etape": self.etape,
        }

    def nouvelles(self) -> list[Personne]:
        """The people who come during the story."""
        repris = {un.personne for un in self.contrats if un.debut.rang < 0}
        return [une for une in self.personnes if une.id not in repris]


def geste(le: J, acte: Geste, dit: str | None = None, **donnees: Any) -> Evenement:  # noqa: ANN401 - JSON values
    return Evenement(le=le, acte=acte.value, donnees=donnees, dit=dit)
