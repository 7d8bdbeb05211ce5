"""Which hours a mail may be about: the operations and months that are asked of whoever sent it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from config.horloge import aujourdhui
from courrier.lecture import Lecture
from courrier.lecture.textes import plier
from formats.dates import MOIS
from metier.periodes import Mois
from sqlmodel_store.depots import reception, releves_attendus
from sqlmodel_store.modeles.courriers import CourrierSortant
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.demande_heures.calendrier import mois_demande, mois_rappeles
from workflows.actes.demande_heures.declarants import Carnet

DEMANDES = ("demande_heures", "relance", "recu_declaration", "reponse_courriel")
"""The kinds of mail whose answer may say hours."""
_EN_LETTRES = re.compile(rf"(?<![a-z])({'|'.join(plier(nom) for nom in MOIS)})(?:[\s_-]*(20\d\d))?(?![a-z])")
_EN_CHIFFRES = re.compile(r"(?<!\d)(?:(0?[1-9]|1[0-2])[/._-](20\d\d)|(20\d\d)[/._-](0[1-9]|1[0-2]))(?![/._-]?\d)")


@dataclass(frozen=True, kw_only=True)
class Cible:
    """A month of an operation, and the employers whose hours the sender may say; None: all of them.

    `manque`: hours are still missing there; `demandee`: they are asked for already.
    """

    operation: Operation
    mois: Mois
    employeurs: frozenset[str] | None = None
    manque: bool = True
    demandee: bool = True


def de_l_expediteur(session: Session, adresse: str) -> list[Cible]:
    """The statements asked of an address, whatever came of them, the latest month first.

    Those of the months begun that will be asked for as well: who works may say so before the request leaves.
    """
    dernier, jour = mois_demande(aujourdhui()), Mois.de(aujourdhui())
    attendus = releves_attendus.attendus(session, [*mois_rappeles(dernier), *dernier.jusqu_a(jour)])
    carnet = Carnet.lire(session) if attendus else Carnet({})
    par_mois: dict[tuple[Mois, int], list[releves_attendus.Attendu]] = {}
    for un in attendus:
        if carnet.connait(un.operation_id, un.employeur, adresse):
            par_mois.setdefault((un.mois, un.operation_id), []).append(un)
    return [
        Cible(
            operation=session.get_one(Operation, numero),
            mois=mois,
            employeurs=frozenset(un.employeur for un in siens),
            manque=any(un.manque for un in siens),
            demandee=mois <= dernier,
        )
        for (mois, numero), siens in sorted(par_mois.items(), key=lambda une: une[0], reverse=True)
    ]


def demande_repondue(session: Session, lu: Lecture) -> CourrierSortant | None:
    """The mail about hours that this one answers, the nearest in its thread."""
    trouves = {un.message_id: un for un in reception.sortants_cites(session, lu.fil)} if lu.fil else {}
    cites = [trouves[identifiant] for identifiant in lu.fil if identifiant in trouves]
    return next((un for un in cites if un.cle.partition(":")[0] in DEMANDES), None)


def mois_de_la_demande(demande: CourrierSortant | None) -> Mois | None:
    """The month that a mail asks for; None where it asks for several, or for none."""
    morceau = demande.cle.split(":")[1] if demande is not None else ""
    return Mois.lire(morceau) if re.fullmatch(r"\d{4}-\d{2}", morceau) else None


def mois_nommes(texte: str, autour: Mois) -> set[Mois]:
    """The months that a text names; one without its year is the latest of that name by `autour` or the month after."""
    plie = plier(texte)
    nommes = {Mois(int(m[2] or m[3]), int(m[1] or m[4])) for m in _EN_CHIFFRES.finditer(plie)}
    noms = [plier(nom) for nom in MOIS]
    for trouve in _EN_LETTRES.finditer(plie):
        numero = noms.index(trouve[1]) + 1
        nommes.add(Mois(int(trouve[2]), numero) if trouve[2] else le_dernier(numero, autour))
    return nommes


def le_dernier(numero: int, autour: Mois) -> Mois:
    """The latest month of that number, 1 to 12, that is not after the one that follows `autour`."""
    suivant = autour.suivant
    return Mois(suivant.annee if numero <= suivant.numero else suivant.annee - 1, numero)


def du_mois(cibles: Sequence[Cible], mois: Collection[Mois]) -> list[Cible]:
    return [une for une in cibles if une.mois in mois]
