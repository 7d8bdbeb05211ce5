"""The consolidation asked by an account: of the relays that it sees, its figures kept beside its files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from config.baremes import get_bareme
from config.horloge import aujourdhui
from documents.colonnes_i3 import FAMILLES
from documents.consolidation import nom_fichier
from documents.ecriture import write_atomically
from metier.consolidation import Consolidation
from metier.droits import Acces, AccesRefuse, Droit
from metier.enumeration import Enumeration
from metier.portee import Portee
from metier.realisation import Volumes, par_modalite, par_type
from metier.suivi import Suivi
from metier.ventilations import Axe, ventiler
from sqlmodel_store.depots import relais
from sqlmodel_store.session import lecture
from workflows.actes.consolidation import chiffres, consolider, dossier_de
from workflows.actes.identites import noms

RESUME = "resume.json"
EXTENSIONS = ("pdf", "xlsx", "csv")


@dataclass(frozen=True, kw_only=True)
class Demande:
    """Which years, both included, and the code of one relay, None for the whole installation."""

    depuis: int
    annee: int
    relais: str | None = None

    @property
    def periode(self) -> str:
        return str(self.annee) if self.depuis == self.annee else f"{self.depuis} à {self.annee}"


@dataclass(frozen=True, kw_only=True)
class Resume:
    """What a consolidation said the day it was made; `coupes` are hours or persons by part, None kept secret."""

    arretee_le: date
    totaux: Mapping[str, Any]
    par_relais: Mapping[str, Mapping[str, Any]]
    coupes: Mapping[str, Mapping[str, Decimal | None]]


def perimetres(acces: Acces) -> tuple[dict[str, str], bool]:
    """The relays that the account may consolidate, their names by code, and whether it may add them all up."""
    acces.exiger(Droit.CONSOLIDER)
    with lecture() as session:
        connus = relais.lister(session)
    dits = noms(connus)
    siens = {un.code: dits[un.id] for un in connus if acces.relais is None or un.id in acces.relais}
    return siens, len(siens) == len(connus)


def exiger(acces: Acces, demande: Demande) -> None:
    """Raises AccesRefuse unless the account may consolidate what is asked."""
    siens, tout = perimetres(acces)
    if (demande.relais is None and not tout) or (demande.relais is not None and demande.relais not in siens):
        raise AccesRefuse(Droit.CONSOLIDER)


def produire(acces: Acces, demande: Demande) -> bool:
    """Add up, write I3 and its figures; returns whether anything happened in the span. Raises AccesRefuse."""
    exiger(acces, demande)
    faite = consolider(demande.depuis, demande.annee, relais_voulu=demande.relais, acteur=acces.nom)
    if not faite.fichiers:
        return False
    contenu = {
        "arretee_le": aujourdhui().isoformat(),
        "totaux": chiffres(faite.consolidation.synthese),
        "par_relais": faite.en_json()["par_relais"],
        "coupes": _coupes(faite.consolidation),
    }
    octets = json.dumps(contenu, ensure_ascii=False, indent=2, default=str).encode()
    write_atomically(faite.fichiers[0].parent / RESUME, octets)
    return True


def resume(acces: Acces, demande: Demande) -> Resume | None:
    """The figures of the last time, None where it was never made. Raises AccesRefuse."""
    exiger(acces, demande)
    fichier = _dossier(demande) / RESUME
    if not fichier.is_file():
        return None
    lu = json.loads(fichier.read_text(encoding="utf-8"))
    return Resume(
        arretee_le=date.fromisoformat(lu["arretee_le"]),
        totaux=lu["totaux"],
        par_relais=lu["par_relais"],
        coupes={
            titre: {nom: None if valeur is None else Decimal(valeur) for nom, valeur in parts.items()}
            for titre, parts in lu["coupes"].items()
        },
    )


def fichier(acces: Acces, demande: Demande, extension: str) -> Path | None:
    """The report, the workbook or the CSV, where it was made. Raises AccesRefuse."""
    exiger(acces, demande)
    if extension not in EXTENSIONS:
        return None
    trouve = _dossier(demande) / nom_fichier(_vide(demande), extension)
    return trouve if trouve.is_file() else None


def _vide(demande: Demande) -> Consolidation:
    """What names the files of a span, without its operations."""
    return Consolidation((), demande.depuis, demande.annee, get_bareme(None).heures_par_etp)


def _dossier(demande: Demande) -> Path:
    return dossier_de(_vide(demande), demande.relais)


def _coupes(tout: Consolidation) -> dict[str, dict[str, Decimal | int | None]]:
    """Hours by modality and kind of contract; persons by criterion, as I3 shows them."""
    suivis = [une.suivi for une in tout.retenues]
    criteres = ventiler(suivis, Axe.CATEGORIE, tout.portee, groupes=tout.par_relais)
    par_contrat = _heures(suivis, tout.portee, par_type)
    return {
        "modalites": {une.libelle: heures for une, heures in _heures(suivis, tout.portee, par_modalite).items()},
        "familles": {
            nom: sum((par_contrat.get(un, Decimal(0)) for un in types), Decimal(0)) for nom, types in FAMILLES.items()
        },
        "criteres": {} if criteres.secrete else {une.libelle: une.effectif for une in criteres.cellules},
    }


def _heures(
    suivis: list[Suivi], portee: Portee, lire: Callable[[Suivi, Portee], Mapping[Any, Volumes]]
) -> dict[Enumeration, Decimal]:
    totaux: dict[Enumeration, Decimal] = {}
    for suivi in suivis:
        for cle, volumes in lire(suivi, portee).items():
            totaux[cle] = totaux.get(cle, Decimal(0)) + volumes.validees
    return totaux
