"""`relais mensuel`: the dashboards of a month prepared and posted, rehearsed, held back or let go."""

from __future__ import annotations

import json as js
from dataclasses import dataclass

from cli.identite import dire_identite
from cli.superviseur import verifier_courrier
from config.horloge import aujourdhui
from config.settings import get_settings
from formats.dates import date_longue
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.depots import tableaux
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture
from workflows.actes.mensuel import calendrier, retenues
from workflows.actes.mensuel.echeances import departs_dus, faire_departs
from workflows.actes.mensuel.mois import Bilan, lire_mois, preparer, titre
from workflows.actes.mensuel.repetition import repeter

PAR = "ligne de commande"


@dataclass(frozen=True, kw_only=True)
class Demande:
    """What was typed."""

    mois: str
    repetition: bool = False
    retenir: str | None = None
    liberer: str | None = None
    motif: str | None = None


def mensuel(demande: Demande, *, json: bool) -> None:
    """Do what was asked. Raises FauteDeSaisie for a month that is none or not over, and for choices that exclude."""
    _controler(demande)
    retenue = demande.retenir is not None or demande.liberer is not None
    mois = Mois.lire(demande.mois) if retenue else lire_mois(demande.mois)
    verifier_courrier(get_settings())
    migrer()
    if demande.retenir is not None:
        _retenir(mois, demande.retenir, demande.motif)
    elif demande.liberer is not None:
        _liberer(mois, demande.liberer)
    else:
        _rendre_compte(repeter(mois) if demande.repetition else preparer(mois, par=PAR), demande, json=json)


def _controler(demande: Demande) -> None:
    choisis = [demande.repetition, demande.retenir is not None, demande.liberer is not None]
    if sum(choisis) > 1:
        phrase = "--repetition, --retenir et --liberer s’excluent : donnez-en une seule."
        raise FauteDeSaisie("--repetition", phrase)
    if demande.motif is not None and demande.retenir is None:
        raise FauteDeSaisie("--motif", "--motif accompagne --retenir : il dit pourquoi un envoi est retenu.")


def _retenir(mois: Mois, qui: str, motif: str | None) -> None:
    retenues.retenir(mois, qui, motif=motif, par=PAR)
    print(f"Retenu, {titre(mois)} : {qui}. Pour le laisser partir : relais mensuel {mois} --liberer {qui}")


def _liberer(mois: Mois, qui: str) -> None:
    """What should have left by now leaves at once."""
    retenues.liberer(mois, qui, par=PAR)
    with lecture() as session:
        parti = str(mois) in departs_dus(session, aujourdhui())
    if parti:
        faire_departs([str(mois)], aujourdhui())
        print(f"Libéré, {titre(mois)} : {qui} ; dans la boîte d’envoi.")
    else:
        print(f"Libéré, {titre(mois)} : {qui} ; départ le {date_longue(calendrier.depart(mois))}.")


def _rendre_compte(bilan: Bilan, demande: Demande, *, json: bool) -> None:
    if json:
        print(js.dumps(bilan.en_json(), ensure_ascii=False, indent=2))
        return
    posees = "écrit(s), aucun posté" if demande.repetition else "dans la boîte d’envoi"
    combien = f"{bilan.operations} opération(s){_deja_faites(bilan, demande)}, {bilan.inchanges} sans changement"
    print(f"{titre(bilan.mois).capitalize()} : {combien}.")
    print(f"  {bilan.documents} document(s), {bilan.courriels} courriel(s) {posees}.")
    print(f"  {bilan.dossier}")
    dire_identite()
    with lecture() as session:
        for retenue in tableaux.retenues(session, bilan.mois):
            print(f"  Retenu : {retenue.destinataire or retenues.TOUS}")


def _deja_faites(bilan: Bilan, demande: Demande) -> str:
    """Of a run that made nothing, how many operations had their dashboards before it."""
    if demande.repetition or bilan.documents or bilan.courriels:
        return ""
    with lecture() as session:
        faites = len({un.operation_id for un in tableaux.du_mois(session, bilan.mois)})
    return f", dont {faites} déjà faite(s)" if faites else ""
