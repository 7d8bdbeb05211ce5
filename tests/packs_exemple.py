"""Packs to make: the start of a company's lots, the end of an operation."""

from __future__ import annotations

from datetime import date

from courriers_exemple import donnees
from demandes_rapports import EMISSION
from rapports_produits import ANALYSE
from suivis import OCTOBRE, REGLES

from documents.contextes.i1 import DemandeBilan
from documents.contextes.i2 import Signataire
from documents.pack_demarrage import DemandeDemarrage
from documents.pack_fin import DemandeFin
from metier.acteurs import TypeStructure
from metier.periodes import Mois
from metier.suivi import Structure, Suivi

STRUCTURES = (
    Structure(nom="Tremplin de la Brielle", type=TypeStructure.ETTI, courriel="agence@tremplin.example"),
    Structure(nom="Éclat Services", type=TypeStructure.EI),
    Structure(nom="Coup de Main Rombelle", type=TypeStructure.AI, courriel="agence@coup-de-main.example"),
    Structure(nom="GEIQ Bâtir en Brielle", type=TypeStructure.GEIQ),
)
SIGNATAIRE = Signataire(nom="Paul Vernet", qualite="président")


def demarrage(suivie: Suivi, *rangs: int, **autres) -> DemandeDemarrage:
    """The pack of a company of an operation, its first statement that of July 2026."""
    attributions = [suivie.attributions[rang] for rang in rangs or (0,)]
    valeurs = {"premier_mois": Mois(2026, 7), "structures": STRUCTURES, "retour_le": date(2026, 8, 5)}
    return DemandeDemarrage(**donnees(suivie, *attributions, **(valeurs | autres)))


def fin(suivie: Suivi, **autres) -> DemandeFin:
    """The pack of the end of an operation, an attestation numbered for each company and lot."""
    bilan = DemandeBilan(suivi=suivie, au=OCTOBRE, regles=REGLES, emission=EMISSION, analyse=ANALYSE)
    cles = sorted({(une.lot, une.entreprise) for une in suivie.attributions})
    valeurs = {
        "bilan": bilan,
        "signataire": SIGNATAIRE,
        "numeros": {cle: f"AR-2026-{rang:04}" for rang, cle in enumerate(cles, start=1)},
    }
    return DemandeFin(**(valeurs | autres))
