"""What the facilitateur reads: the day before, what will leave; once it left, what did."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlmodel import Session

from config.settings import get_settings
from courrier.messages import Suite
from courrier.messages_mensuel import (
    OperationAnnoncee,
    PreavisTableauxDeBord,
    RecapitulatifTableauxDeBord,
    preavis_tableaux_de_bord,
    recapitulatif_tableaux_de_bord,
)
from documents.contextes.demande import enumerate_
from formats.dates import date_en_toutes_lettres, de_mois
from formats.typographie import typographier
from metier.missions import CodeDocument
from sqlmodel_store.depots import journal, tableaux
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import Retenue, TableauDeBord
from workflows.actes.expedition import adresse_du_relais
from workflows.actes.identites import identite_de
from workflows.actes.mensuel.calendrier import depart_annonce
from workflows.actes.mensuel.chiffres import differences
from workflows.actes.mensuel.lignes import Choix, Ligne
from workflows.actes.mensuel.preparation import EMPECHE
from workflows.actes.production import poster

LIGNES = 40
"""Operations, or mails, told one by one: longer, a mail is cut by those who read it on the web."""
ENSEMBLE = "tous les destinataires"


def facilitateur() -> str | None:
    """Where the facilitateur reads: its own address, else the relay's; None where neither is known."""
    settings = get_settings()
    return settings.facilitateur.courriel or settings.relais.courriel or None


def annoncer(session: Session, choix: Choix, jour: date) -> None:
    """Post what will leave, once; nothing where nothing will, or where nobody reads."""
    if facilitateur() is not None and choix.dues:
        preavis = rediger_preavis(session, choix, depart=depart_annonce(choix.mois, jour), jour=jour)
        poster(session, preavis_tableaux_de_bord(preavis), *choix.concernees)


def rediger_preavis(
    session: Session, choix: Choix, *, depart: date, jour: date, limite: int = LIGNES
) -> PreavisTableauxDeBord:
    """What will leave on that day, the operations whose status changes first."""
    operations = tableaux.fiches(session, choix.concernees)
    annoncees = [_annoncee(operations[numero], choix) for numero in choix.concernees]
    annoncees.sort(key=lambda une: not any("→" in dite and dite.startswith("lot") for dite in une.differences))
    retenus = tableaux.retenues(session, choix.mois)
    return PreavisTableauxDeBord(
        destinataire=facilitateur() or adresse_du_relais(),
        relais=identite_de(session, choix.concernees).relais,
        suite=Suite(prochaine_action="retenir ce qui ne doit pas partir ; sans cela, rien à faire", avant_le=depart),
        mois=str(choix.mois),
        de_la_periode=de_mois(choix.mois),
        quand=_quand(depart, jour),
        courriels=len(choix.destinataires - {une.destinataire for une in retenus}),
        operations=tuple(annoncees[:limite]),
        autres=max(0, len(annoncees) - limite),
        inchanges=choix.inchangees,
        sans_adresse=tuple(_sans_adresse(une) for une in choix.dues if not une.destinataires),
        tous_retenus=any(une.destinataire == tableaux.TOUS for une in retenus),
        retenus=tuple(map(_retenu, retenus)),
    )


def _quand(depart: date, jour: date) -> str:
    ecrit = date_en_toutes_lettres(depart)
    return f"demain, {ecrit}" if depart == jour + timedelta(days=1) else ecrit


def _annoncee(operation: Operation, choix: Choix) -> OperationAnnoncee:
    siennes = [une for une in choix.dues if une.operation_id == operation.id]
    ensemble = next(une for une in choix.lignes if une.operation_id == operation.id and une.code is CodeDocument.H1)
    noms = tuple(dict.fromkeys(une.organisation for une in siennes if une.destinataires))
    return OperationAnnoncee(
        reference=operation.reference,
        intitule=operation.intitule or "sans intitulé",
        destinataires=enumerate_(noms) or "personne (aucune adresse connue)",
        differences=differences(ensemble.avant, ensemble.chiffres) or ("heures inchangées, contrats en cours",),
    )


def _sans_adresse(ligne: Ligne) -> str:
    return typographier(f"{ligne.reference} – {ligne.organisation} ({ligne.code.value})")


def _retenu(retenue: Retenue) -> str:
    motif = f" : {retenue.motif}" if retenue.motif else ""
    return typographier(f"{retenue.destinataire or ENSEMBLE}{motif}")


def recapituler(session: Session, choix: Choix) -> None:
    """Post what left, once; nothing where there was nothing, or where nobody reads."""
    destinataire, faits = facilitateur(), tableaux.du_mois(session, choix.mois)
    empeches = _empeches(session, choix, faits)
    operations = _dites(faits, empeches)
    if destinataire is not None and operations:
        recapitulatif = _recapitulatif(session, choix, faits, empeches, destinataire)
        poster(session, recapitulatif_tableaux_de_bord(recapitulatif), *operations)


def _recapitulatif(
    session: Session,
    choix: Choix,
    faits: Sequence[TableauDeBord],
    empeches: Mapping[str, int],
    destinataire: str,
) -> RecapitulatifTableauxDeBord:
    partis: dict[str, list[TableauDeBord]] = defaultdict(list)
    for un in faits:
        if un.courrier_cle is not None:
            partis[un.destinataire].append(un)
    retenus = tableaux.retenues(session, choix.mois)
    references = {une.operation_id: une.reference for une in choix.lignes}
    sans = [un for un in faits if not un.destinataire]
    return RecapitulatifTableauxDeBord(
        destinataire=destinataire,
        relais=identite_de(session, _dites(faits, empeches)).relais,
        suite=Suite(prochaine_action=_a_faire(retenus, tuple(empeches), sans)),
        mois=str(choix.mois),
        de_la_periode=de_mois(choix.mois),
        courriels=len(partis),
        documents=len({(un.operation_id, un.fichier) for un in faits}),
        operations=len({un.operation_id for un in faits}),
        inchanges=choix.inchangees,
        envois=tuple(_envoi(qui, siens) for qui, siens in list(partis.items())[:LIGNES]),
        autres=max(0, len(partis) - LIGNES),
        retenus=tuple(map(_retenu, retenus)),
        sans_adresse=tuple(
            typographier(f"{references[un.operation_id]} – {un.organisation} : {un.fichier}") for un in sans
        ),
        empeches=tuple(empeches),
    )


def _dites(faits: Sequence[TableauDeBord], empeches: Mapping[str, int]) -> tuple[int, ...]:
    """The operations that the account of a month speaks of."""
    return tuple(dict.fromkeys([*(un.operation_id for un in faits), *empeches.values()]))


def _a_faire(retenus: Sequence[Retenue], empeches: Sequence[str], sans: Sequence[TableauDeBord]) -> str:
    if empeches:
        return "corriger ce qui empêche un tableau de bord"
    if retenus:
        return "libérer, ou laisser, ce que vous avez retenu"
    return "compléter les adresses qui manquent" if sans else "aucune"


def _envoi(destinataire: str, siens: Sequence[TableauDeBord]) -> str:
    noms = enumerate_(tuple(dict.fromkeys(un.organisation for un in siens)))
    nombre = len({un.operation_id for un in siens})
    return typographier(f"{noms} ({destinataire}) : {nombre}\u00a0opération{'s' if nombre > 1 else ''}")


def _empeches(session: Session, choix: Choix, faits: Sequence[TableauDeBord]) -> dict[str, int]:
    """What the journal says could not be made, and was not made since: of which operation, by sentence."""
    produits = {(un.operation_id, un.code, un.organisation) for un in faits}
    references = {une.operation_id: une.reference for une in choix.lignes}
    phrases = {}
    for ligne in journal.du_genre(session, EMPECHE):
        dit = json.loads(ligne.donnees)
        cle = (ligne.operation_id, dit["code"], dit["organisation"])
        if dit["mois"] == str(choix.mois) and cle not in produits and ligne.operation_id in references:
            phrase = f"{references[ligne.operation_id]}, {dit['code']} {dit['organisation']} : {dit['phrase']}"
            phrases[typographier(phrase)] = ligne.operation_id
    return phrases
