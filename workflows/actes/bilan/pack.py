"""The end of an operation: its final report (I1), an attestation per company and lot (I2), the figures as data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session

from config.horloge import aujourdhui
from documents.contextes.i1 import DemandeBilan
from documents.contextes.i1_analyse import Analyse
from documents.contextes.i2 import Signataire
from documents.contextes.rapports import Emission
from documents.pack_fin import DemandeFin, pack_fin
from documents.packs import PackSuivi
from echanges.suivi import charger
from metier.cycle import Transition
from metier.fautes import FauteDeSaisie
from metier.gestes import Geste
from metier.indicateurs import lots_suivis
from metier.periodes import Mois
from metier.suivi import Suivi
from sqlmodel_store.depots import journal
from sqlmodel_store.modeles.journal import Evenement
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.effets import PieceProduite
from workflows.actes.identites import identite_de
from workflows.actes.recherches import sans_candidat
from workflows.actes.regles import regles

DE_REFERENCE = 48
"""Characters of a reference that the number of an attestation keeps: it has 64, lot and rank included."""


def preparer(
    session: Session,
    operation: Operation,
    *,
    signataire: Signataire | None = None,
    analyse: Analyse | None = None,
) -> PackSuivi:
    """The pack « fin » of an operation as it stands; attestations are written where somebody may sign them.

    Raises FauteDeSaisie where no lot is followed, and as `pack_fin`.
    """
    suivi = charger(session, operation.reference)
    if not lots_suivis(suivi):
        phrase = f"L’opération {operation.reference} n’a aucun lot à clause\u00a0: il n’y a pas de bilan à faire."
        raise FauteDeSaisie("lots", phrase)
    return pack_fin(
        DemandeFin(
            bilan=DemandeBilan(
                suivi=suivi,
                au=_dernier_mois(suivi),
                regles=regles(),
                emission=_emission(session, operation),
                analyse=_avec_les_recherches(session, operation, analyse or Analyse()),
            ),
            signataire=signataire,
            numeros=numeros(suivi),
        )
    )


def _avec_les_recherches(session: Session, operation: Operation, analyse: Analyse) -> Analyse:
    """What the facilitateur writes of what slowed things down, then what the log proves: that nobody came."""
    return replace(analyse, freins=(*analyse.freins, *sans_candidat(session, operation.id)))


def numeros(suivi: Suivi) -> dict[tuple[int, str], str]:
    """The number of each attestation, by lot and company: the same each time it is asked."""
    cles = [(une.lot, une.entreprise) for une in suivi.attributions]
    reference = suivi.reference[:DE_REFERENCE]
    return {cle: f"AR-{reference}-L{cle[0]}-{_rang(cle, cles)}" for cle in cles}


def produites(pack: PackSuivi, faite_de: object) -> tuple[PieceProduite, ...]:
    """The documents of a pack, each with what it was made from."""
    donnees = json.dumps(faite_de, ensure_ascii=False, sort_keys=True, default=str)
    return tuple(PieceProduite(piece=piece, donnees=donnees) for piece in pack.pieces)


def _rang(cle: tuple[int, str], cles: Iterable[tuple[int, str]]) -> int:
    return [une for une in cles if une[0] == cle[0]].index(cle) + 1


def _dernier_mois(suivi: Suivi) -> Mois:
    """The last month that has hours, or the one that is over."""
    fini = Mois.de(aujourdhui()).precedent
    return max((une.mois for une in suivi.heures), default=fini)


def _emission(session: Session, operation: Operation) -> Emission:
    """Each conclusion of the facilitateur is an edition."""
    identite, jour = identite_de(session, [operation.id]), aujourdhui()
    conclusions = [un for un in journal.lister(session, operation.id) if _conclut(un)]
    return Emission(
        relais=identite.relais,
        facilitateur=identite.facilitateur,
        produit_le=jour,
        arrete_le=jour,
        edition=len(conclusions) + 1,
    )


def _conclut(evenement: Evenement) -> bool:
    actes = {Transition.CONCLURE.value, Geste.ETABLIR_BILAN.value}
    return json.loads(evenement.donnees).get("transition") in actes
