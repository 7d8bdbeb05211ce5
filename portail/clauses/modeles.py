"""The texts of the clauses as anyone may read them: each filled with a fictional market, its edition, its law date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from config.baremes import get_bareme
from config.horloge import aujourdhui
from documents.contextes.a7 import engagements
from documents.droit_des_modeles import droit_au, outdated
from documents.lisezmoi import EMPLOIS
from documents.pack import CONTEXTES
from documents.piece import Attendue, Piece, produire
from echanges.format_operation import lire_operation
from formats.typographie import typographier
from metier.calibrage import calibrer
from metier.missions import CodeDocument
from portail.clauses.pieces import demande
from portail.clauses.textes import Bloc, lire

CODES = (
    CodeDocument.A1,
    CodeDocument.A2,
    CodeDocument.A3,
    CodeDocument.A7,
    CodeDocument.A8,
    CodeDocument.A9,
    CodeDocument.A10,
    CodeDocument.A11,
)
EXEMPLE: dict[str, Any] = {
    "reference": "EXEMPLE",
    "intitule": "Réhabilitation du gymnase des Tilleuls (exemple fictif)",
    "maitre_ouvrage": {"nom": "Commune de Val-sur-Brielle", "type": "collectivite"},
    "nature": "travaux",
    "ccag": "travaux",
    "duree_mois": 12,
    "lots": [
        {"numero": 1, "intitule": "Maçonnerie", "clause": True, "montant_ht": "350000", "part_main_oeuvre": "0.50"},
        {"numero": 2, "intitule": "Peinture intérieure", "clause": True, "montant_ht": "120000"},
    ],
}
VARIANTES: dict[CodeDocument, dict[str, Any]] = {
    CodeDocument.A8: {
        "montage": "execution_critere",
        "criteres": [{"intitule": "Performance en matière d’insertion professionnelle", "ponderation": 10}],
    },
    CodeDocument.A10: {
        "montage": "aucun",
        "dispense": {"cas": 2, "motif": "Fourniture et pose d’un équipement unique par son seul fabricant."},
        "lots": [{"numero": 1, "intitule": "Équipement", "clause": False, "montant_ht": "6000000"}],
    },
    CodeDocument.A11: {"montage": "marche_insertion", "nature": "services"},
}


@dataclass(frozen=True, kw_only=True)
class Modele:
    """A text: `droit` the law it was written for, `perime` why it is older than the law of today."""

    code: CodeDocument
    emploi: str
    piece: Piece
    droit: dt.date | None
    perime: str | None

    @property
    def titre(self) -> str:
        return typographier(self.code.libelle)

    @property
    def fichier(self) -> str:
        return PurePosixPath(self.piece.fichier).name

    def blocs(self) -> tuple[Bloc, ...]:
        return lire(self.piece.octets)


def lister() -> tuple[Modele, ...]:
    """Every text, in the order of the catalogue."""
    return tuple(map(modele, CODES))


def trouver(code: str) -> Modele | None:
    """The text of that code, None when there is none."""
    return next((modele(un) for un in CODES if un.value == code), None)


def modele(code: CodeDocument) -> Modele:
    """The text of a code, from the template in use: the relay's own where it has one."""
    jour = aujourdhui()
    lue = lire_operation({**EXEMPLE, "date_avis": jour.isoformat(), **VARIANTES.get(code, {})}).operation
    pour = demande(lue, calibrer(lue, get_bareme(lue.bareme)))
    contexte = engagements(pour)[0] if code is CodeDocument.A7 else CONTEXTES[code](pour)
    piece = produire(Attendue(code=code, contexte=contexte), dossier_modeles=pour.dossier_modeles)
    return Modele(
        code=code,
        emploi=typographier(EMPLOIS[code.value]),
        piece=piece,
        droit=droit_au(piece.octets),
        perime=outdated(piece.octets, jour),
    )
