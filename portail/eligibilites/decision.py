"""People validated by status, many at once: one act for each operation, shown beforehand, then done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.horloge import aujourdhui
from metier.droits import Acces
from metier.fautes import PanneExterne
from metier.gestes import Geste
from portail.eligibilites.attente import EnAttente
from portail.formulaires.saisie import Envoi
from workflows.actes import au_nom_de
from workflows.actes.demandes import executer
from workflows.lancements import lancer_expedition
from workflows.service_prefect import service_actif

MOTIF_MAX = 300
PREFIXE = "portail:eligibilites:"


@dataclass(frozen=True, kw_only=True)
class Demande:
    """What was typed: the day, as it was written, why it is late; `fautes` by field."""

    validee_le: str
    motif: str = ""
    fautes: Mapping[str, str]

    @property
    def le(self) -> date:
        """The day. Raises ValueError for what is none, which `fautes` tells."""
        return date.fromisoformat(self.validee_le)

    @property
    def donnees(self) -> dict[str, Any]:
        """What is the same for all operations."""
        motif = {"motif_tardif": self.motif} if self.motif else {}
        return {"validee_le": self.validee_le, **motif}


@dataclass(frozen=True, kw_only=True)
class Prevu:
    """What validating the people of one operation produces: attestations, mails, what could not be done."""

    reference: str
    personnes: int
    pieces: int
    destinataires: tuple[str, ...]
    alertes: tuple[str, ...]


def depart() -> Demande:
    """The form as it opens."""
    return Demande(validee_le=aujourdhui().isoformat(), fautes={})


def lire(envoi: Envoi, choisies: Sequence[EnAttente]) -> Demande:
    """What was typed, with what is wrong at each field."""
    ecrite, motif = envoi.texte("validee_le"), " ".join(envoi.texte("motif").split())[:MOTIF_MAX]
    fautes: dict[str, str] = {}
    try:
        le = date.fromisoformat(ecrite)
    except ValueError:
        fautes["validee_le"] = "Donnez la date de la décision."
        return Demande(validee_le=ecrite, motif=motif, fautes=fautes)
    if le > aujourdhui():
        fautes["validee_le"] = "Une date passée, ou celle d’aujourd’hui, est attendue."
    tardives = sum(une.tardive(le) for une in choisies)
    if tardives and not motif:
        travail = "personne choisie travaillait" if tardives == 1 else "personnes choisies travaillaient"
        fautes["motif"] = f"{tardives} {travail} déjà ce jour-là\u00a0: dites pourquoi la validation vient après."
    if not choisies:
        fautes["personnes"] = "Cochez au moins une personne."
    return Demande(validee_le=ecrite, motif=motif, fautes=fautes)


def prevoir(acces: Acces, demande: Demande, choisies: Sequence[EnAttente]) -> tuple[Prevu, ...]:
    """What it would do, nothing being written. Raises AccesRefuse, FauteDeSaisie."""
    return tuple(
        _prevu(acces, reference, len(codes), demande.donnees | {"beneficiaires": codes})
        for reference, codes in _par_operation(choisies).items()
    )


def _prevu(acces: Acces, reference: str, personnes: int, donnees: dict[str, Any]) -> Prevu:
    _, effet = au_nom_de.apercevoir(acces, reference, Geste.VALIDER_PAR_STATUT, donnees)
    return Prevu(
        reference=reference,
        personnes=personnes,
        pieces=len(effet.pieces),
        destinataires=tuple(un.destinataire for un in effet.messages),
        alertes=effet.alertes,
    )


def faire(acces: Acces, demande: Demande, choisies: Sequence[EnAttente], *, cle: str) -> tuple[str, ...]:
    """Validate, operation by operation; the same `cle` twice is done once. Returns what to tell.

    Raises AccesRefuse, FauteDeSaisie: the operations before the one at fault are done.
    """
    alertes, courriels = [], False
    for reference, codes in _par_operation(choisies).items():
        donnees = demande.donnees | {"beneficiaires": codes}
        numero = au_nom_de.demander(
            acces, reference, Geste.VALIDER_PAR_STATUT, donnees, cle=f"{PREFIXE}{cle}:{reference}"
        )
        resultat = executer(numero)
        courriels = courriels or bool(resultat.courriels)
        alertes += [f"{reference}\u00a0: {une}" for une in resultat.alertes]
    if courriels and service_actif() is not None:
        with suppress(PanneExterne):
            lancer_expedition()
    return tuple(alertes)


def _par_operation(choisies: Sequence[EnAttente]) -> dict[str, list[str]]:
    groupes: dict[str, list[str]] = {}
    for une in choisies:
        groupes.setdefault(une.premier.reference, []).append(une.premier.beneficiaire)
    return dict(sorted(groupes.items()))
