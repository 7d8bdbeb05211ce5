"""Who lives in the demo's territory: every name, address and number is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cli.histoire import CHARGEE_DE_MISSION
from metier.acteurs import RoleContact
from sqlmodel_store.depots.annuaire import Entree


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """A company, a structure, a buyer: how dossiers write it, and who answers there."""

    nom: str
    courriel: str
    qui: str
    type: str | None = None
    siret: str | None = None
    telephone: str | None = None

    def structure(self) -> dict[str, Any]:
        """As a modality names it."""
        return {"nom": self.nom, "type": self.type, "courriel": self.courriel}

    def contact(self, role: RoleContact) -> dict[str, Any]:
        """As a dossier lists it."""
        return {"organisation": self.nom, "role": role.value, "nom": self.qui, "courriel": self.courriel}

    def attribution(self, lot: int, **champs: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of the format
        """As the holder of a lot."""
        referent = {"nom": self.qui, "courriel": self.courriel, "telephone": self.telephone}
        return {
            "lot": lot,
            "entreprise": {"nom": self.nom, "siret": self.siret},
            "role": "titulaire",
            "courriel": self.courriel,
            "referent": referent,
            **champs,
        }


COMMUNAUTE = Organisation(
    nom=CHARGEE_DE_MISSION["organisation"],
    courriel=CHARGEE_DE_MISSION["courriel"],
    qui=CHARGEE_DE_MISSION["nom"],
    type="collectivite",
    siret="00000101600013",
)
REGION = Organisation(
    nom="Région Austrasie",
    courriel="lycees@region-austrasie.example",
    qui="Direction des lycées",
    type="region",
    siret="00000103200010",
)
ARCHITECTE = Organisation(nom="Atelier des Deux Berges", courriel="chantiers@deux-berges.example", qui="Hélène Morvaux")

MACONS = Organisation(
    nom="Maçonnerie Audemont",
    courriel="insertion@maconnerie-audemont.example",
    qui="Pascal Audemont",
    siret="00000118000017",
    telephone="03 53 01 21 10",
)
COUVREURS = Organisation(
    nom="Toitures Sarmelle",
    courriel="insertion@toitures-sarmelle.example",
    qui="Inès Sarmelle",
    siret="00000119800019",
    telephone="03 53 01 21 11",
)
PEINTRES = Organisation(
    nom="Peintures Lorvaux",
    courriel="insertion@peintures-lorvaux.example",
    qui="Didier Lorvaux",
    siret="00000121400014",
    telephone="03 53 01 21 12",
)
NETTOYEURS = Organisation(
    nom="Propreté Clairelle",
    courriel="insertion@proprete-clairelle.example",
    qui="Nadège Vautrand",
    siret="00000122200017",
    telephone="03 53 01 21 13",
)
PAYSAGISTES = Organisation(
    nom="Paysages d’Ormelle",
    courriel="insertion@paysages-ormelle.example",
    qui="Julien Tassaude",
    siret="00000124800012",
    telephone="03 53 01 21 14",
)

ENTRAIDE = Organisation(
    nom="Entraide Brielle", courriel="accueil@entraide-brielle.example", qui="Accueil des entreprises", type="AI"
)
ELAN = Organisation(
    nom="Élan Brielle Intérim", courriel="agence@elan-brielle.example", qui="Agence de Brielle", type="ETTI"
)
CHANTIERS = Organisation(
    nom="Chantiers de la Brielle", courriel="travaux@chantiers-brielle.example", qui="Conduite de travaux", type="EI"
)
JARDINS = Organisation(
    nom="Jardins d’Ormelle", courriel="encadrement@jardins-ormelle.example", qui="Encadrement technique", type="ACI"
)
GEIQ = Organisation(
    nom="GEIQ Bâtir Brielle", courriel="parcours@geiq-batir-brielle.example", qui="Chargée de parcours", type="GEIQ"
)
MISSION_LOCALE = Organisation(
    nom="Mission locale du Val de Brielle",
    courriel="entreprises@ml-val-de-brielle.example",
    qui="Pôle emploi-formation",
)
EMPLOI = Organisation(
    nom="Service public de l’emploi, agence de Brielle",
    courriel="entreprises@emploi-brielle.example",
    qui="Service aux entreprises",
)

STRUCTURES = (ENTRAIDE, ELAN, CHANTIERS, JARDINS, GEIQ)
PRESCRIPTEURS = (MISSION_LOCALE, EMPLOI)
ENTREPRISES = (MACONS, COUVREURS, PEINTRES, NETTOYEURS, PAYSAGISTES)
ORGANISATIONS = (COMMUNAUTE, REGION, ARCHITECTE, *ENTREPRISES, *STRUCTURES, *PRESCRIPTEURS)


def annuaire() -> list[Entree]:
    """The structures and prescribers that the relay knows."""
    return [
        Entree(nom=une.qui, courriel=une.courriel, organisation=une.nom, type=une.type, role=role)
        for role, unes in ((RoleContact.SIAE, STRUCTURES), (RoleContact.PRESCRIPTEUR, PRESCRIPTEURS))
        for une in unes
    ]


def nommer(courriel: str) -> str:
    """The organisation that an address belongs to; the address itself for the relay's own."""
    return next((une.nom for une in ORGANISATIONS if une.courriel == courriel), courriel)
