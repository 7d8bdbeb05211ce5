"""An act under way: how far it is, what it did, or why it was refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from config.horloge import maintenant
from metier.droits import Acces, Droit
from sqlmodel_store.depots import demandes_vues
from sqlmodel_store.modeles.journal import EtatDemande
from sqlmodel_store.session import lecture

PATIENCE_S = 60
"""After which a person may ask again: the act is done once, whoever asks."""


@dataclass(frozen=True, kw_only=True)
class Suivi:
    """`phrase`: why it was refused; `fichiers`: what it produced; `attend_s`: for how long it has been waiting."""

    id: int
    acte: str
    code: str
    reference: str
    intitule: str | None
    etat: EtatDemande
    demandee_le: datetime
    attend_s: int
    fichiers: tuple[str, ...]
    courriels: int
    alertes: tuple[str, ...]
    phrase: str
    relancable: bool

    @property
    def en_cours(self) -> bool:
        return self.etat is EtatDemande.A_FAIRE


def lire_suivi(acces: Acces, numero: int) -> Suivi | None:
    """The request of that number; None for one that the account does not see."""
    with lecture() as session:
        lue = demandes_vues.trouver(session, acces, numero)
    if lue is None:
        return None
    demande, operation = lue
    dit = json.loads(demande.resultat or "{}")
    attend = max(0, int((maintenant() - demande.demandee_le).total_seconds()))
    return Suivi(
        id=numero,
        acte=demande.acte.libelle[:1].upper() + demande.acte.libelle[1:],
        code=demande.acte.value,
        reference=operation.reference,
        intitule=operation.intitule,
        etat=demande.etat,
        demandee_le=demande.demandee_le,
        attend_s=attend,
        fichiers=tuple(dit.get("documents", ())),
        courriels=len(dit.get("courriels", ())),
        alertes=tuple(dit.get("alertes", ())),
        phrase=dit.get("phrase", ""),
        relancable=demande.etat is EtatDemande.A_FAIRE and attend >= PATIENCE_S and acces.peut(Droit.CONDUIRE),
    )
