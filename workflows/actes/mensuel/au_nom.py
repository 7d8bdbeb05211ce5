"""The dashboards of a month as an account sees them: its relays' operations; what it may hold back and let go."""

from __future__ import annotations

from sqlmodel import Session

from formats.dates import de_mois
from formats.typographie import typographier
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.depots import operations_vues, tableaux
from sqlmodel_store.session import lecture
from workflows.actes.mensuel import retenues
from workflows.actes.mensuel.lignes import choisir


def visibles(session: Session, acces: Acces) -> tuple[list[int], bool]:
    """The operations that may have dashboards and that the account sees; whether these are all there is."""
    toutes = tableaux.des_operations(session)
    vues = operations_vues.references(session, acces, toutes)
    siennes = [numero for numero in toutes if numero in vues]
    return siennes, len(siennes) == len(toutes)


def peut_tout_retenir(acces: Acces, *, toutes: bool) -> bool:
    """Whether the account settles what leaves, and every operation concerned is one of its own, as `visibles` says."""
    return acces.peut(Droit.REGLER) and acces.peut(Droit.CONDUIRE) and toutes


def retenir(acces: Acces, mois: Mois, qui: str, motif: str | None) -> None:
    """Hold back one recipient, or « tous ». Raises AccesRefuse, FauteDeSaisie as `retenues.retenir` does."""
    _autoriser(acces, mois, qui)
    retenues.retenir(mois, qui, motif=motif, par=acces.nom)


def liberer(acces: Acces, mois: Mois, qui: str) -> None:
    """Let go what was held back. Raises AccesRefuse, FauteDeSaisie as `retenues.liberer` does."""
    _autoriser(acces, mois, qui)
    retenues.liberer(mois, qui, par=acces.nom)


def _autoriser(acces: Acces, mois: Mois, qui: str) -> None:
    """A mail may tell of other relays' operations too: whoever follows one of them may hold it back."""
    acces.exiger(Droit.CONDUIRE)
    with lecture() as session:
        siennes, toutes = visibles(session, acces)
        if qui == retenues.TOUS:
            if not peut_tout_retenir(acces, toutes=toutes):
                acces.exiger(Droit.REGLER)
                raise _refus(mois, qui)
            return
        faits = {un.destinataire for un in tableaux.du_mois(session, mois, siennes)}
        if qui not in choisir(session, mois, siennes).destinataires | faits:
            raise _refus(mois, qui)


def _refus(mois: Mois, qui: str) -> FauteDeSaisie:
    phrase = f"destinataire : aucun tableau de bord {de_mois(mois)} de vos opérations n’est destiné à « {qui[:80]} »."
    return FauteDeSaisie("destinataire", typographier(phrase))
