"""The links of an address ended by the facilitateur: sent to the wrong person, forwarded, of someone who left."""

from __future__ import annotations

from sqlmodel import Session

from echanges import champs
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.modeles.operation import Operation
from workflows.actes import jetons, pieces_liees
from workflows.actes.effets import Effet, Sujet


class LienARevoquer(champs.Format):
    """The address they were sent to; a month: its declaration link only."""

    courriel: champs.TexteRempli
    mois: champs.MoisIso | None = None


def revoquer_lien(_session: Session, _sujet: Sujet, donnees: LienARevoquer) -> Effet:
    """The links of an address open nothing any more; the next mail carries others. Raises FauteDeSaisie: none lives."""
    mois = Mois.lire(donnees.mois) if donnees.mois else None

    def revoquer(ici: Session, _operation: Operation) -> None:
        pieces = mois is None and pieces_liees.revoquer(ici, donnees.courriel)
        if not (jetons.revoquer(ici, donnees.courriel, mois) or pieces):
            phrase = f"courriel : aucun lien vivant pour « {donnees.courriel[:80]} » ; vérifiez l’adresse et le mois."
            raise FauteDeSaisie("courriel", typographier(phrase))

    return Effet(modifier=revoquer)
