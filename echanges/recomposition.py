"""Rows of the store → the object of the dossier format, every key present, in the order of the format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel_store.colonnes import Table
from sqlmodel_store.depots.dossiers import Contenus
from sqlmodel_store.modeles.acteurs import Attribution, Modalite
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat, Formation, Heures
from sqlmodel_store.modeles.operation import Critere, Lot, Operation

CHAMPS_LOT = tuple(champ for champ in Lot.model_fields if champ not in {"id", "operation_id", "rang"})


@dataclass(frozen=True)
class Recomposition:
    """The dossier of one operation, from rows that were read."""

    operation: Operation
    contenus: Contenus

    def complet(self) -> dict[str, Any]:
        """The whole dossier."""
        numero = self.operation.id
        return {
            "format": "relais-dossier/1",
            "operation": self.partie_operation(),
            "contacts": _tous(self.contenus.contacts[numero], "organisation", "role", "nom", "courriel"),
            "attributions": [self._attribution(ligne) for ligne in self.contenus.attributions[numero]],
            "beneficiaires": [self._beneficiaire(ligne) for ligne in self.contenus.beneficiaires[numero]],
            "contrats": [self._contrat(ligne) for ligne in self.contenus.contrats[numero]],
            "heures": self._heures(),
            "formations": [self._formation(ligne) for ligne in self.contenus.formations[numero]],
            "factures": self._factures(),
            "etape": self.operation.etape,
            "etape_quittee": self.operation.etape_quittee,
        }

    def partie_operation(self) -> dict[str, Any]:
        """What the « operation » format says of it."""
        de = self.operation
        return {
            **_champs(de, "reference", "intitule"),
            "maitre_ouvrage": _sous_objet(de, "maitre_ouvrage", "nom", "siret", "type"),
            **_champs(de, "nature", "forme", "montage", "ccag", "date_avis", "duree_mois"),
            "lieu": _sous_objet(de, "lieu", "commune", "insee"),
            **_champs(de, "missions", "bareme"),
            "penalites": _sous_objet(de, "penalite", "heure", "jour_document"),
            "criteres": [self._critere(ligne) for ligne in self.contenus.criteres[self.operation.id]],
            "dispense": _sous_objet(de, "dispense", "cas", "motif"),
            "lots": _tous(self.contenus.lots[self.operation.id], *CHAMPS_LOT),
            **_champs(de, "articles_reservation", "defense", "valeur_maximale_ht", "notes", "reference_acheteur"),
            "relais": de.relais_ecrit,
        }

    def _critere(self, ligne: Critere) -> dict[str, Any]:
        sous = _tous(self.contenus.sous_criteres[ligne.id], "intitule", "ponderation")
        return {**_champs(ligne, "intitule", "ponderation"), "sous_criteres": sous}

    def _attribution(self, ligne: Attribution) -> dict[str, Any]:
        numero = ligne.id
        return {
            "lot": self._lots()[ligne.lot_id],
            "entreprise": _sous_objet(ligne, "entreprise", "nom", "siret"),
            **_champs(ligne, "role", "courriel"),
            "referent": _sous_objet(ligne, "referent", "nom", "fonction", "courriel", "telephone"),
            **_champs(ligne, "date_notification", "heures_engagees"),
            "modalites": [_modalite(modalite) for modalite in self.contenus.modalites[numero]],
            "avenants": _tous(self.contenus.avenants[numero], "date", "heures", "motif"),
        }

    def _lots(self) -> dict[int, int]:
        """The number in the contract of each lot, by the number of its row."""
        return {lot.id: lot.numero for lot in self.contenus.lots[self.operation.id]}

    def _codes(self) -> dict[int, str]:
        """The identifier in the dossier of each person, by the number of its row."""
        return {ligne.id: ligne.code for ligne in self.contenus.beneficiaires[self.operation.id]}

    def _beneficiaire(self, ligne: Beneficiaire) -> dict[str, Any]:
        numero = ligne.id
        eligibilite = self.contenus.eligibilites.get(numero)
        return {
            "id": ligne.code,
            **_champs(ligne, "nom", "prenom"),
            "naissance": self.contenus.personnes[ligne.personne_id].naissance,
            **_champs(ligne, "sexe", "commune", "categorie", "niveau"),
            "eligibilite": _champs(eligibilite, "validee_le", "piece", "motif_tardif") if eligibilite else None,
            "sorties": _tous(self.contenus.sorties[numero], "jalon", "date", "situation"),
        }

    def _contrat(self, ligne: Contrat) -> dict[str, Any]:
        return {
            "id": ligne.code,
            "beneficiaire": self._codes()[ligne.beneficiaire_id],
            "lot": self._lots()[ligne.lot_id],
            **_champs(ligne, "type", "employeur", "debut", "fin", "motif_fin"),
        }

    def _heures(self) -> list[dict[str, Any]]:
        lignes: list[tuple[Heures, str]] = []
        for contrat in self.contenus.contrats[self.operation.id]:
            lignes += [(ligne, contrat.code) for ligne in self.contenus.heures[contrat.id]]
        champs = ("mois", "heures", "dont_formation", "etat", "declarant")
        ranges = sorted(lignes, key=lambda paire: paire[0].rang)
        return [{"contrat": code, **_champs(ligne, *champs)} for ligne, code in ranges]

    def _formation(self, ligne: Formation) -> dict[str, Any]:
        participants = [
            {"beneficiaire": self._codes()[participation.beneficiaire_id], "heures": participation.heures}
            for participation in self.contenus.participations[ligne.id]
        ]
        return {**_champs(ligne, "intitule", "debut", "fin"), "participants": participants}

    def _factures(self) -> list[dict[str, Any]]:
        lignes = [
            (facture, numero) for lot_id, numero in self._lots().items() for facture in self.contenus.factures[lot_id]
        ]
        ranges = sorted(lignes, key=lambda paire: paire[0].rang)
        return [{"lot": numero, **_champs(facture, "mois", "montant_ht")} for facture, numero in ranges]


def _champs(ligne: Table, *noms: str) -> dict[str, Any]:
    return {nom: getattr(ligne, nom) for nom in noms}


def _tous(lignes: list[Any], *noms: str) -> list[dict[str, Any]]:
    return [_champs(ligne, *noms) for ligne in lignes]


def _sous_objet(ligne: Table, prefixe: str, *noms: str) -> dict[str, Any]:
    return {nom: getattr(ligne, f"{prefixe}_{nom}") for nom in noms}


def _modalite(ligne: Modalite) -> dict[str, Any]:
    structure = _sous_objet(ligne, "structure", "nom", "type", "courriel")
    return {"type": ligne.type, "structure": structure, "heures": ligne.heures}
