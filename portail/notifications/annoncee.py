"""An operation that a mail announces, in the format that its form is read by."""

from __future__ import annotations

from typing import Any

from courrier.lecture import ChampsLus, ContactLu, DatesLues, LotLu
from echanges import champs as genres
from echanges.champs import Format
from echanges.format_dossier import Courriel
from metier.operation import Nature, TypeMaitreOuvrage
from workflows.actes.annonce import AVAL


class LotAnnonce(Format):
    numero: genres.NumeroLot
    intitule: genres.TexteRempli | None = None
    montant_ht: genres.Montant | None = None


class ContactAnnonce(Format):
    nom: genres.TexteRempli | None = None
    courriel: Courriel | None = None
    telephone: genres.TexteRempli | None = None


class Annoncee(Format):
    """An operation that a mail announces, as a person verified it."""

    intitule: genres.TexteRempli
    maitre_ouvrage: genres.TexteRempli | None = None
    type_maitre_ouvrage: TypeMaitreOuvrage | None = None
    nature: Nature | None = None
    commune: genres.TexteRempli | None = None
    reference: genres.ReferenceAcheteur | None = None
    date_avis: genres.DateIso | None = None
    remise_offres: genres.DateIso | None = None
    demarrage: genres.DateIso | None = None
    reunion_demarrage: genres.DateIso | None = None
    lots: tuple[LotAnnonce, ...] = ()
    contact: ContactAnnonce = ContactAnnonce()
    relais: genres.Reference | None = None

    def champs_lus(self) -> ChampsLus:
        """What the act opens an operation with."""
        lots = (LotLu(numero=lot.numero, intitule=lot.intitule, montant_ht=lot.montant_ht) for lot in self.lots)
        return ChampsLus(
            intitule=self.intitule,
            reference=self.reference,
            maitre_ouvrage=self.maitre_ouvrage,
            commune=self.commune,
            lots=tuple(lots),
            dates=DatesLues(
                date_avis=self.date_avis,
                remise_offres=self.remise_offres,
                demarrage=self.demarrage,
                reunion_demarrage=self.reunion_demarrage,
            ),
            contact=ContactLu(**self.contact.model_dump()),
        )

    def instruction(self) -> dict[str, Any]:
        """What « instruire » adds, that no mail is read for."""
        dite: dict[str, Any] = {"nature": self.nature.value} if self.nature else {}
        if self.maitre_ouvrage and self.type_maitre_ouvrage:
            dite["maitre_ouvrage"] = {"nom": self.maitre_ouvrage, "type": self.type_maitre_ouvrage.value}
            if self.type_maitre_ouvrage is TypeMaitreOuvrage.REGION:
                dite["missions"] = AVAL
        return dite
