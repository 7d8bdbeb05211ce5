"""The templates as the portal shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from config.horloge import aujourdhui
from documents.champs_modeles import Champ, champs
from documents.droit_des_modeles import outdated_file
from documents.modeles import RELAIS, Modele
from documents.moteur.modeles import edition
from documents.word import GABARITS
from formats.typographie import typographier
from metier.missions import CodeDocument
from workflows.actes.modeles import examens, service
from workflows.actes.modeles.examens import Examine, empreinte_de

GROUPES = {
    "A": "Pièces de marché",
    "B": "Calibrage",
    "C": "Prise en charge et conventions",
    "D": "Démarrage",
    "E": "Courriers du suivi",
    "F": "Fiches de poste et offres",
    "G": "Personnes et heures",
}


@dataclass(frozen=True, kw_only=True)
class ModeleVu:
    """A template in use; `examen` is that of this very file, `alerte` what the law changed since its text."""

    modele: Modele
    titre: str
    alerte: str | None
    examen: Examine | None

    @property
    def propre(self) -> bool:
        return self.modele.origine == RELAIS


@dataclass(frozen=True, kw_only=True)
class Groupe:
    titre: str
    modeles: tuple[ModeleVu, ...]


@dataclass(frozen=True, kw_only=True)
class VersionVue:
    """A version of before or the one in use (`ici`), the edition it says of itself."""

    empreinte: str
    edition: str
    le: datetime
    ici: bool


@dataclass(frozen=True, kw_only=True)
class Fiche:
    """Everything of one template."""

    vu: ModeleVu
    champs: tuple[Champ, ...]
    versions: tuple[VersionVue, ...]
    candidats: tuple[Examine, ...]


def lister() -> tuple[Groupe, ...]:
    """Every template, by kind of document."""
    vus = [_vu(un, aujourdhui()) for un in service.lister()]
    rangs = groupby(vus, key=lambda vu: vu.modele.code[0])
    return tuple(Groupe(titre=GROUPES.get(lettre, lettre), modeles=tuple(siens)) for lettre, siens in rangs)


def propres(groupes: Iterable[Groupe]) -> int:
    """How many are the relay's own."""
    return sum(vu.propre for groupe in groupes for vu in groupe.modeles)


def lire(nom: str) -> Fiche | None:
    """The page of one, None where no template has that name."""
    modele = service.trouver(nom)
    if modele is None:
        return None
    actuel = empreinte_de(modele.fichier.read_bytes())
    return Fiche(
        vu=_vu(modele, aujourdhui()),
        champs=champs(nom),
        versions=tuple(
            VersionVue(
                empreinte=une.empreinte,
                edition=edition(une.fichier.read_bytes()),
                le=une.le,
                ici=une.empreinte == actuel and modele.origine == RELAIS,
            )
            for une in service.versions(nom)
        ),
        candidats=tuple(examens.candidats(nom)),
    )


def fichier_fourni(nom: str) -> Path | None:
    """The supplied file of that name."""
    return next(GABARITS.rglob(f"{nom}.docx"), None) if service.trouver(nom) else None


def fichier_de_version(nom: str, empreinte: str) -> Path | None:
    """The file of a version of before."""
    if service.trouver(nom) is None:
        return None
    return next((une.fichier for une in service.versions(nom) if une.empreinte == empreinte), None)


def _vu(modele: Modele, jour: date) -> ModeleVu:
    return ModeleVu(
        modele=modele,
        titre=typographier(CodeDocument(modele.code).libelle),
        alerte=outdated_file(modele.fichier, jour),
        examen=examens.connu(modele.nom, empreinte_de(modele.fichier.read_bytes())),
    )
