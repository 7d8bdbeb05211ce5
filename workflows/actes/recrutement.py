"""Recruiting for the hours of a clause: a post written with the company, offered to all, answered, filled or closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from sqlmodel import Session

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from config.settings import get_settings
from courrier.messages import PieceJointe
from documents.contextes.postes import warnings
from echanges.suivi import charger
from formats.typographie import typographier
from metier.echeances import apres
from metier.fautes import FauteDeSaisie
from metier.recrutement import CloturePoste, ReponseOffre
from sqlmodel_store.depots import postes
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import OffreEnvoyee
from sqlmodel_store.modeles.suivi import Poste as LignePoste
from workflows.actes.documents_poste import dossier_du_poste, faire_documents
from workflows.actes.donnees_recrutement import Cloture, FichePoste, OuverturePoste, Pourvoi, Reponse, SurPoste
from workflows.actes.editions import a_completer
from workflows.actes.effets import Effet, PieceEnvoyee, PieceProduite, Sujet, envoyer
from workflows.actes.identites import identite_de, identite_du_suivi
from workflows.actes.marches import exiger_attribution
from workflows.actes.offres import annoncer_la_cloture, destinataires, faire_viser, noter_les_envois, offrir
from workflows.actes.recherches import Diligence, diligences, raconter

PERSONNE = (
    "aucun destinataire : l’annuaire ne connaît ni SIAE ni prescripteur avec une adresse ; complétez-le, puis faites "
    "« diffuser_offre »"
)


def ouvrir_poste(session: Session, sujet: Sujet, ouverture: OuverturePoste) -> Effet:
    """F1, to the company for its visa, and F2, the offer to every SIAE and prescripteur of the territory."""
    fiche = _fiche(session, sujet.operation, ouverture)
    faits = faire_documents(session, sujet.operation, fiche)
    organisations, muettes = destinataires(session, sujet.operation)
    donnees = fiche.model_dump_json(exclude_none=True)
    f1, f2 = (envoyer(PieceProduite(piece=piece, donnees=donnees)) for piece in (faits.f1, faits.f2))
    suivi = charger(session, sujet.operation.reference)
    messages = offrir(identite_du_suivi(suivi), fiche.poste(), _du_poste(f2, fiche), organisations)
    tenue = next(une for une in suivi.attributions if (une.lot, une.entreprise) == (fiche.lot, fiche.entreprise))
    a_viser = faire_viser(suivi, tenue, fiche, _du_poste(f1, fiche))

    def ouvrir(ici: Session, operation: Operation) -> None:
        ligne = _ligne(operation, fiche)
        ici.add(ligne)
        ici.flush()
        noter_les_envois(ici, ligne.id, organisations, messages)

    return Effet(
        pieces=(*f1.produites, *f2.produites),
        messages=(*messages, *([a_viser] if a_viser else [])),
        modifier=ouvrir,
        alertes=(
            *a_completer(faits.manques),
            *f2.alertes,
            *warnings(fiche.poste()),
            *_injoignables(muettes),
            *(() if messages else (PERSONNE,)),
            *(() if a_viser else (typographier(f"{tenue.entreprise} : sans adresse, faites-lui viser F1 vous-même"),)),
        ),
    )


def diffuser_offre(session: Session, sujet: Sujet, quoi: SurPoste) -> Effet:
    """The offer to those that the annuaire has learnt of since; nobody receives it twice."""
    ligne = postes.exiger(session, sujet.operation, quoi.poste, ouvert=True)
    fiche = FichePoste.model_validate_json(ligne.fiche)
    deja = {une.courriel.casefold() for une in postes.offres(session, ligne.id)}
    joignables, muettes = destinataires(session, sujet.operation)
    nouvelles = [une for une in joignables if str(une.courriel).casefold() not in deja]
    f2 = envoyer(PieceProduite(piece=faire_documents(session, sujet.operation, fiche).f2, donnees=ligne.fiche))
    identite = identite_de(session, [sujet.operation.id])
    messages = offrir(identite, fiche.poste(), _du_poste(f2, fiche), nouvelles)
    return Effet(
        messages=messages,
        modifier=lambda ici, _operation: noter_les_envois(ici, ligne.id, nouvelles, messages),
        alertes=(*f2.alertes, *_injoignables(muettes), *(() if nouvelles else ("aucun nouveau destinataire",))),
    )


def noter_reponse_offre(session: Session, sujet: Sujet, dite: Reponse) -> Effet:
    """An answer, in place of the former one; how many candidates, never who they are."""
    ligne = postes.exiger(session, sujet.operation, dite.poste)
    visee = _exiger_offre(postes.offres(session, ligne.id), dite.courriel)
    candidats = _candidats(dite)
    le = _pas_a_venir(dite.le or aujourdhui())
    return Effet(
        modifier=lambda ici, _operation: postes.repondre(
            ici, visee.id, reponse=dite.reponse, candidats=candidats, le=le
        )
    )


def pourvoir_poste(session: Session, sujet: Sujet, pourvoi: Pourvoi) -> Effet:
    """Someone is hired; once nobody is wanted any more the post is closed and its recipients are told."""
    ligne = postes.exiger(session, sujet.operation, pourvoi.poste, ouvert=True)
    pourvus, le = ligne.pourvus + pourvoi.nombre, _pas_a_venir(pourvoi.le or aujourdhui())
    if pourvus > ligne.nombre:
        phrase = (
            f"nombre : {pourvoi.nombre} pour {ligne.nombre - ligne.pourvus} poste(s) encore à pourvoir sur "
            f"{ligne.code} ; un nombre qui ne les dépasse pas est attendu."
        )
        raise FauteDeSaisie("nombre", typographier(phrase))
    complet = pourvus == ligne.nombre

    def noter(ici: Session, _operation: Operation) -> None:
        ici.get_one(LignePoste, ligne.id).pourvus = pourvus
        if complet:
            postes.clore(ici, ligne.id, CloturePoste.POURVU, le)

    messages = annoncer_la_cloture(session, ligne, CloturePoste.POURVU) if complet else ()
    return Effet(messages=messages, modifier=noter)


def clore_poste(session: Session, sujet: Sujet, cloture: Cloture) -> Effet:
    """The search ends; what was done for it is written beside the sheet of the post."""
    ligne = postes.exiger(session, sujet.operation, cloture.poste, ouvert=True)
    le = _pas_a_venir(cloture.le or aujourdhui())
    menee = next(une for une in diligences(session, sujet.operation.id) if une.code == ligne.code)
    close = replace(menee, clos_le=le, cloture=cloture.cloture)
    return Effet(
        annexes={f"{dossier_du_poste(ligne.code)}/diligences.txt": b"\xef\xbb\xbf" + raconter(close).encode()},
        messages=annoncer_la_cloture(session, ligne, cloture.cloture),
        modifier=lambda ici, _operation: postes.clore(ici, ligne.id, cloture.cloture, le),
        alertes=_doutes(menee, cloture.cloture),
    )


def _fiche(session: Session, operation: Operation, ouverture: OuverturePoste) -> FichePoste:
    """The post with its number, its company, and a last day to apply where none was given."""
    attribution = exiger_attribution(session, operation, ouverture.lot, ouverture.entreprise)
    limite = ouverture.candidature.date_limite or apres(aujourdhui(), get_settings().echeances.reponse_offre, feries())
    return FichePoste(
        **dict(ouverture)
        | {
            "numero": postes.prochain_code(session, operation.id),
            "entreprise": attribution.entreprise_nom,
            "candidature": ouverture.candidature.model_copy(update={"date_limite": limite}),
        }
    )


def _ligne(operation: Operation, fiche: FichePoste) -> LignePoste:
    return LignePoste(
        operation_id=operation.id,
        code=fiche.numero,
        lot=fiche.lot,
        entreprise=fiche.entreprise,
        rome=fiche.rome,
        intitule=fiche.intitule,
        nombre=fiche.nombre,
        fiche=fiche.model_dump_json(exclude_none=True),
        ouvert_le=aujourdhui(),
    )


def _exiger_offre(offres: Sequence[OffreEnvoyee], courriel: str) -> OffreEnvoyee:
    for une in offres:
        if une.courriel.casefold() == courriel.casefold():
            return une
    connus = ", ".join(une.courriel for une in offres) or "aucun"
    phrase = f"courriel : « {courriel} » n’a pas reçu cette offre ; destinataires : {connus}."
    raise FauteDeSaisie("courriel", typographier(phrase))


def _du_poste(envoyee: PieceEnvoyee, fiche: FichePoste) -> PieceJointe:
    """What is attached, named by the post alone."""
    chemin = PurePosixPath(envoyee.jointes[0].nom)
    return replace(envoyee.jointes[0], nom=f"{chemin.stem}_{fiche.numero}{chemin.suffix}")


def _candidats(dite: Reponse) -> int | None:
    if (dite.reponse is ReponseOffre.CANDIDATS) == (dite.candidats is not None):
        return dite.candidats
    phrase = "candidats : leur nombre est attendu avec la réponse « candidats », et avec elle seulement."
    raise FauteDeSaisie("candidats", typographier(phrase))


def _pas_a_venir(jour: date) -> date:
    if jour <= aujourdhui():
        return jour
    phrase = f"le : {jour.isoformat()} est à venir ; une date passée, ou celle d’aujourd’hui, est attendue."
    raise FauteDeSaisie("le", typographier(phrase))


def _injoignables(noms: Sequence[str]) -> tuple[str, ...]:
    """Who cannot be written to: the list would not be complete without a call."""
    return tuple(typographier(f"{nom} : aucune adresse dans l’annuaire, à prévenir par vous") for nom in noms)


def _doutes(menee: Diligence, cloture: CloturePoste) -> tuple[str, ...]:
    """What the trace does not prove of a search closed without a candidate."""
    if cloture is not CloturePoste.SANS_CANDIDAT:
        return ()
    doutes = []
    if menee.candidats:
        doutes.append(
            f"{menee.candidats} candidat(s) ont été proposés : la trace ne montre pas une absence de candidat"
        )
    if muets := [un.destinataire for un in menee.envois if un.reponse is None]:
        doutes.append(f"sans réponse de : {', '.join(muets)}")
    if restes := [un.destinataire for un in menee.envois if un.parti_le is None]:
        doutes.append(f"message non parti à : {', '.join(restes)}")
    return tuple(map(typographier, doutes))
