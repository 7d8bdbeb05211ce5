"""Meetings: the relay's own are called by D1 with a calendar invitation; others' are asked for a point (D3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from courrier import messages_reunions as courriels
from courrier.messages import Message, PieceJointe, Suite
from documents.contextes.d2 import DemandeCompteRendu, compte_rendu
from documents.contextes.demande import enumerate_
from echanges.donnees import lire_donnees
from echanges.suivi import charger
from formats.dates import date_courte
from formats.typographie import typographier
from metier.acteurs import RoleContact
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.reunion import Point, Presence, TypeReunion
from sqlmodel_store.depots import reunions
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import Convie, Reunion
from workflows.actes.citations import citer
from workflows.actes.effets import Effet, Modification, PieceEnvoyee, Sujet, envoyer
from workflows.actes.reunions.annonces import annoncer, citer_reunion, inviter
from workflows.actes.reunions.donnees import (
    Annulation,
    Convocation,
    Demarrage,
    Deplacement,
    Minutes,
    colonnes,
    lire_heure,
)
from workflows.actes.reunions.tenue import Tenue, exiger, produire, reunir

DEMARRAGE = "demarrage"


def demarrer(session: Session, sujet: Sujet) -> Effet:
    """The kick-off: a point for the agenda of whoever calls it (D3), the relay's convocation (D1) where it does.

    Without `reunion`, or without its day, nothing is produced; nor of a meeting that is past. Who is missing is told.
    """
    dite = lire_donnees(Demarrage, sujet.donnees).reunion
    manque = _sans_attributaire(session, sujet.operation)
    if dite is None or dite.date is None:
        return Effet(modifier=_noter_le_jour(dite.date if dite else None), alertes=manque)
    ligne = Reunion(
        operation_id=sujet.operation.id,
        code=DEMARRAGE,
        type=TypeReunion.DEMARRAGE,
        jour=dite.date,
        heure=lire_heure(dite.heure, "reunion.heure"),
        lieu=dite.lieu or (None if dite.visio else "lieu à préciser"),
        visio=dite.visio,
        convoquee_par=dite.convoquee_par,
    )
    effet = _ouvrir(session, sujet, ligne, _noter_le_jour(dite.date))
    return replace(effet, alertes=(*manque, *effet.alertes))


def _sans_attributaire(session: Session, operation: Operation) -> tuple[str, ...]:
    if charger(session, operation.reference).attributions:
        return ()
    return (typographier("Aucun attributaire n’est connu : notez les attributions, puis conviez les entreprises."),)


def convoquer(session: Session, sujet: Sujet, dite: Convocation) -> Effet:
    """A meeting called by the relay: D1, an invitation to each; a site meeting is the maître d’œuvre's: D3."""
    par = RoleContact.MAITRE_OEUVRE if dite.type is TypeReunion.CHANTIER else RoleContact.RELAIS
    if dite.type is TypeReunion.DEMARRAGE:
        phrase = "type : une réunion de démarrage se note avec la transition « demarrer »."
        raise FauteDeSaisie("type", typographier(phrase))
    ligne = Reunion(
        operation_id=sujet.operation.id,
        code=f"reunion-{reunions.nombre(session, sujet.operation.id) + 1}",
        type=dite.type,
        convoquee_par=par,
        lots=json.dumps(dite.lots) if dite.lots else None,
        ordre_du_jour=json.dumps(dite.ordre_du_jour, ensure_ascii=False) if dite.ordre_du_jour else None,
        **colonnes(dite),
    )
    return _ouvrir(session, sujet, ligne, lambda _session, _operation: None)


def deplacer(session: Session, sujet: Sujet, dite: Deplacement) -> Effet:
    """Another day or place: a new invitation that replaces the former in every calendar."""
    ligne = exiger(session, sujet.operation, dite.code)
    if not (dite.lieu or dite.visio):
        dite = dite.model_copy(update={"lieu": ligne.lieu, "visio": ligne.visio})
    change = Reunion(**(ligne.model_dump() | colonnes(dite) | {"sequence": ligne.sequence + 1}))
    tenue = reunir(session, sujet.operation, change)
    effet = annoncer(session, tenue)

    def deplacer_la_ligne(ici: Session, operation: Operation) -> None:
        presente = exiger(ici, operation, dite.code)
        for nom, valeur in (colonnes(dite) | {"sequence": change.sequence}).items():
            setattr(presente, nom, valeur)
        for convie in reunions.convies(ici, [presente.id]):
            convie.reponse = convie.repondu_le = None

    return Effet(pieces=effet.pieces, messages=effet.messages, modifier=deplacer_la_ligne, alertes=effet.alertes)


def annuler(session: Session, sujet: Sujet, dite: Annulation) -> Effet:
    """The meeting is off: those who were invited by the relay are told, and their calendars too."""
    ligne = exiger(session, sujet.operation, dite.code)
    annulee = Reunion(**(ligne.model_dump() | {"sequence": ligne.sequence + 1}))
    tenue = reunir(session, sujet.operation, annulee)
    messages = tuple(
        courriels.reunion_annulee(
            courriels.ReunionAnnulee(
                destinataire=convie.courriel,
                relais=tenue.identite.relais,
                operation=citer(sujet.operation),
                suite=Suite(prochaine_action="aucune", contact=tenue.identite.facilitateur),
                reunion=citer_reunion(tenue),
                invitation=inviter(tenue, convie, annulee=True),
                motif=dite.motif,
            )
        )
        for convie in tenue.appeles
        if tenue.metier.du_relais
    )

    def marquer(ici: Session, operation: Operation) -> None:
        presente = exiger(ici, operation, dite.code)
        presente.annulee_le, presente.sequence = aujourdhui(), annulee.sequence

    return Effet(messages=messages, modifier=marquer)


def rendre_compte(session: Session, sujet: Sujet, dites: Minutes) -> Effet:
    """D2, to all who were called."""
    ligne = exiger(session, sujet.operation, dites.code)
    if not (dites.presences or dites.points):
        phrase = "points : absents ; un compte rendu dit qui est venu (presences) ou ce qui a été décidé (points)."
        raise FauteDeSaisie("points", typographier(phrase))
    presences = {une.courriel.lower(): une.presence for une in dites.presences}
    tenue = reunir(session, sujet.operation, ligne, presences)
    _exiger_tous_dits(tenue, presences)
    envoyee = _minutes(tenue, dites)

    def noter(ici: Session, operation: Operation) -> None:
        presente = exiger(ici, operation, dites.code)
        presente.compte_rendu_le = aujourdhui()
        for convie in reunions.convies(ici, [presente.id]):
            convie.presence = presences.get(convie.courriel.lower(), convie.presence)

    return Effet(
        pieces=envoyee.produites,
        messages=_aux_convies(sujet, tenue, envoyee.jointes[0]),
        modifier=noter,
        alertes=envoyee.alertes,
    )


def _exiger_tous_dits(tenue: Tenue, presences: Mapping[str, Presence]) -> None:
    """Raises FauteDeSaisie where the attendance names someone who was not called, or leaves out one who was."""
    inconnus = set(presences) - {un.courriel.lower() for un in tenue.appeles}
    if inconnus:
        phrase = f"presences : {', '.join(sorted(inconnus))} ; seules les personnes conviées sont attendues."
        raise FauteDeSaisie("presences", typographier(phrase))
    if muets := [un.organisation or un.courriel for un in tenue.appeles if un.presence is None]:
        phrase = f"presences : rien n’est dit de {enumerate_(tuple(muets))} ; present, excuse ou absent est attendu."
        raise FauteDeSaisie("presences", typographier(phrase))


def _minutes(tenue: Tenue, dites: Minutes) -> PieceEnvoyee:
    """D2 as it leaves."""
    demande = DemandeCompteRendu(
        demande=tenue.demande,
        points=tuple(Point(**point.model_dump()) for point in dites.points),
        alertes=dites.alertes,
        prochaine=dites.prochaine,
    )
    return envoyer(produire(tenue, CodeDocument.D2, compte_rendu(demande)))


def _aux_convies(sujet: Sujet, tenue: Tenue, document: PieceJointe) -> tuple[Message, ...]:
    return tuple(
        courriels.compte_rendu(
            courriels.CompteRenduReunion(
                destinataire=convie.courriel,
                relais=tenue.identite.relais,
                operation=citer(sujet.operation),
                suite=Suite(prochaine_action="relire le compte rendu joint", contact=tenue.identite.facilitateur),
                reunion=citer_reunion(tenue),
                document=document,
            )
        )
        for convie in tenue.appeles
    )


def _ouvrir(session: Session, sujet: Sujet, ligne: Reunion, autre: Modification) -> Effet:
    tenue = reunir(session, sujet.operation, ligne)
    effet = _passee(tenue) if tenue.metier.jour < aujourdhui() else annoncer(session, tenue)

    def ecrire(ici: Session, operation: Operation) -> None:
        autre(ici, operation)
        copie = Reunion(**(ligne.model_dump(exclude={"id"}) | {"convoquee_le": aujourdhui()}))
        appeles = [Convie(**convie.model_dump(exclude={"id", "reunion_id"})) for convie in tenue.appeles]
        reunions.ajouter(ici, copie, appeles)

    return Effet(pieces=effet.pieces, messages=effet.messages, modifier=ecrire, alertes=effet.alertes)


def _passee(tenue: Tenue) -> Effet:
    """A meeting already held: it is kept for its minutes, nobody is called to it."""
    phrase = f"La réunion du {date_courte(tenue.metier.jour)} est passée : elle est notée, personne n’y est convié."
    return Effet(alertes=(typographier(phrase),))


def _noter_le_jour(jour: date | None) -> Modification:
    def noter(_ici: Session, operation: Operation) -> None:
        operation.reunion_demarrage = jour or operation.reunion_demarrage

    return noter
