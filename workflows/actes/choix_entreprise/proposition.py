"""What is sent from the page of choices: proposals that the facilitateur confirms, and the receipt, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from config.horloge import aujourdhui, maintenant
from courrier.messages import Suite
from courrier.messages_choix import ChoixDuLot, RecuChoix, recu_choix
from formats.nombres import heures as ecrire_heures
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.modalites import TypeModalite
from sqlmodel_store.depots import journal, propositions
from sqlmodel_store.depots.propositions import Proposition
from sqlmodel_store.session import unit_of_work, verrouiller
from workflows.actes.choix_entreprise.lots import LotAChoisir, LotsDuDestinataire, lire
from workflows.actes.citations import citer
from workflows.actes.demande_heures.demande import nommer_lot
from workflows.actes.identites import identite_de
from workflows.actes.jetons import lien_de_choix
from workflows.actes.production import poster

PAR = "lien de choix"


@dataclass(frozen=True, kw_only=True)
class ChoixDit:
    """What the page says of a lot: modalities and referent as in a dossier, words of the company."""

    cle: str
    modalites: tuple[dict[str, Any], ...] = ()
    referent: dict[str, str] | None = field(default=None, repr=False)
    commentaire: str | None = field(default=None, repr=False)


def proposer(destinataire: str, choix: Sequence[ChoixDit]) -> int:
    """Write it all down with its receipt, in one transaction; returns how many lots say something new.

    Sending the same again writes nothing. Raises FauteDeSaisie when a lot is no longer that recipient's.
    """
    with unit_of_work() as session:
        lots = lire(session, destinataire)
        for numero in sorted({un.operation.id for un in lots.lots}):
            verrouiller(session, f"operation {numero}")
        lots = lire(session, destinataire)
        par_cle = {un.cle: un for un in lots.lots}
        if any(un.cle not in par_cle for un in choix):
            phrase = "Les lots de cette page ont changé\u00a0: rouvrez le lien du courriel, puis recommencez."
            raise FauteDeSaisie("lien", phrase)
        nouveaux = [(par_cle[un.cle], un) for un in choix if _nouveau(par_cle[un.cle], un)]
        for lot, dit in nouveaux:
            _retenir(session, destinataire, lot, dit)
        if nouveaux:
            _accuser_reception(session, lots, [(par_cle[un.cle], un) for un in choix])
        return len(nouveaux)


def _nouveau(lot: LotAChoisir, dit: ChoixDit) -> bool:
    """Whether that is neither what waits already, nor what was written down."""
    if lot.proposition is not None and lot.attend:
        return lot.proposition.contenu != (dit.modalites, dit.referent, dit.commentaire)
    return bool(dit.commentaire) or (dit.modalites, dit.referent) != (lot.retenues, lot.referent)


def _retenir(session: Session, destinataire: str, lot: LotAChoisir, dit: ChoixDit) -> None:
    proposition = Proposition(
        operation_id=lot.operation.id,
        reference=lot.operation.reference,
        lot=lot.lot,
        entreprise=lot.entreprise,
        modalites=dit.modalites,
        referent=dit.referent,
        commentaire=dit.commentaire,
        recue_le=maintenant(),
        retenue_le=None,
    )
    propositions.retenir(session, proposition, destinataire)
    journal.noter(
        session,
        "choix_propose",
        acteur=PAR,
        operation_id=lot.operation.id,
        lot=lot.lot,
        entreprise=lot.entreprise,
        modalites=[une["type"] for une in dit.modalites],
    )


def _accuser_reception(
    session: Session, lots: LotsDuDestinataire, dits: Sequence[tuple[LotAChoisir, ChoixDit]]
) -> None:
    operations = sorted({lot.operation.id for lot, _ in dits})
    identite = identite_de(session, operations)
    contenu = RecuChoix(
        destinataire=lots.destinataire,
        relais=identite.relais,
        suite=Suite(
            contact=identite.facilitateur, prochaine_action="aucune\u202f; le facilitateur vous confirmera ces choix"
        ),
        recu_le=aujourdhui(),
        choix=tuple(
            ChoixDuLot(
                operation=citer(lot.operation),
                lot=nommer_lot(lot.lot, lot.intitule),
                lignes=tuple(map(en_mots, dit.modalites)),
                referent=bool(dit.referent),
            )
            for lot, dit in dits
        ),
        lien=lien_de_choix(session, lots.destinataire),
    )
    poster(session, recu_choix(contenu, _empreinte([dit for _, dit in dits])), *operations)


def en_mots(modalite: dict[str, Any]) -> str:
    """« mise à disposition, Tremplin de la Brielle : 140 h »."""
    chez = f", {modalite['structure']['nom']}" if modalite.get("structure") else ""
    return typographier(f"{TypeModalite(modalite['type']).libelle}{chez} : {ecrire_heures(modalite['heures'])}")


def _empreinte(dits: Sequence[ChoixDit]) -> str:
    """What tells what was sent from another by its content."""
    contenu = [[un.cle, un.modalites, un.referent, un.commentaire] for un in dits]
    return sha256(json.dumps(contenu, sort_keys=True).encode()).hexdigest()[:16]
