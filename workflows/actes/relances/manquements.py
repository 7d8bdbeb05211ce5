"""Drafts that the maître d'ouvrage may sign (E4a, E4b) and the note of findings (E5): prepared by a person, sent to it.

Nothing goes to the company; figures come from validated hours, amendments included; the buyer alone decides.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session

from config.clauses import get_clauses
from config.horloge import aujourdhui
from config.paths import Paths
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.messages import Message, PieceJointe, Suite
from courrier.messages_relances import ProjetASigner, projet_a_signer
from documents.contextes.courrier import DemandeCourrier
from documents.contextes.e4a import invitation
from documents.contextes.e4b import DemandeMiseEnDemeure, mise_en_demeure
from documents.contextes.e5 import DemandeConstat, Proposition, constat
from documents.contextes.manquement import DemandeManquement, MotifManquement
from documents.manques import collect_manques
from documents.piece import Attendue, AvecModele
from documents.production import make_followup_piece
from echanges import champs
from echanges import suivi as dossiers
from formats.dates import date_longue, de_mois
from formats.releve import en_ascii
from formats.typographie import typographier
from metier.acteurs import RoleContact
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.suivi import Attribution, Suivi
from sqlmodel_store.depots import contacts, relances, releves_attendus
from sqlmodel_store.depots.relances import RelancePosee
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.citations import citer
from workflows.actes.demande_heures.calendrier import mois_demande, mois_rappeles
from workflows.actes.effets import Effet, PieceProduite, Sujet
from workflows.actes.identites import identite_du_suivi
from workflows.actes.recherches import recherches

SANS_ADRESSE = "Aucune adresse connue pour le maître d’ouvrage : remettez-lui vous-même le projet."
SANS_NIVEAU_2 = "Aucune relance de niveau 2 n’est partie vers cette entreprise : est-ce le moment ?"
Textes = tuple[champs.TexteRempli, ...]


class _SurEntreprise(champs.Format):
    """A company of the operation; all its lots by default."""

    entreprise: champs.TexteRempli
    lots: tuple[champs.NumeroLot, ...] | None = None


class Invitation(_SurEntreprise):
    """E4a. Without `documents_manquants`, the statements missing are named."""

    motif: MotifManquement = MotifManquement.HEURES
    documents_manquants: Textes | None = None


class MiseEnDemeure(Invitation):
    """E4b. `invitation_le`: the day the buyer sent E4a; `observations_le`: that of the answer, if any came."""

    invitation_le: champs.DateIso | None = None
    observations_le: champs.DateIso | None = None
    delai: Annotated[int, Field(ge=1, le=120)] = 15


class Constat(_SurEntreprise):
    """E5. The reminders sent are added to what the facilitateur did."""

    proposition: Proposition
    motif: champs.TexteRempli | None = None
    report_au: champs.DateIso | None = None
    diligences_entreprise: Textes = ()
    diligences_facilitateur: Textes = ()
    orientees: Annotated[int, Field(ge=0)] | None = None
    refusees: Annotated[int, Field(ge=0)] | None = None
    causes: Textes = ()
    pieces: Textes = ()


@dataclass(frozen=True, kw_only=True)
class _Projet:
    """A draft to be made: whose it is, what it is called, what to do with it."""

    code: CodeDocument
    attributions: tuple[Attribution, ...]
    demande: DemandeCourrier
    contexte: Callable[[Any], AvecModele]
    usage: str


def preparer_invitation(session: Session, sujet: Sujet, donnees: Invitation) -> Effet:
    """E4a, to the maître d'ouvrage. Raises FauteDeSaisie: unknown company, nothing missing."""
    suivi, attributions, posees = _lire(session, sujet, donnees)
    demande = DemandeManquement(
        **_commun(suivi, attributions),
        motif=donnees.motif,
        documents_manquants=_documents(session, sujet.operation, attributions, donnees),
        relances=_jours(posees),
    )
    usage = (
        "Ce projet invite l’entreprise à présenter ses observations, comme le veut la procédure contradictoire. "
        "Relisez-le, complétez-le, signez-le et envoyez-le vous-même si vous le jugez utile."
    )
    projet = _Projet(
        code=CodeDocument.E4A, attributions=attributions, demande=demande, contexte=invitation, usage=usage
    )
    return _effet(session, sujet, projet, posees)


def preparer_mise_en_demeure(session: Session, sujet: Sujet, donnees: MiseEnDemeure) -> Effet:
    """E4b, to the maître d'ouvrage. Raises FauteDeSaisie: unknown company, nothing missing, dates the wrong way."""
    suivi, attributions, posees = _lire(session, sujet, donnees)
    demande = DemandeMiseEnDemeure(
        **_commun(suivi, attributions),
        motif=donnees.motif,
        documents_manquants=_documents(session, sujet.operation, attributions, donnees),
        relances=_jours(posees),
        invitation_le=donnees.invitation_le,
        observations_le=donnees.observations_le,
        delai=donnees.delai,
    )
    usage = (
        "Ce projet de mise en demeure n’a d’effet que signé et notifié par vous. Faites-le relire par votre service "
        "des marchés : visas, délai et montants vous appartiennent."
    )
    projet = _Projet(
        code=CodeDocument.E4B, attributions=attributions, demande=demande, contexte=mise_en_demeure, usage=usage
    )
    return _effet(session, sujet, projet, posees)


def preparer_constat(session: Session, sujet: Sujet, donnees: Constat) -> Effet:
    """E5, to the maître d'ouvrage. Raises FauteDeSaisie: unknown company, a report without its date."""
    suivi, attributions, posees = _lire(session, sujet, donnees)
    parties = tuple(f"relance du {date_longue(jour)}" for jour in _jours(posees))
    dites = donnees.model_dump(exclude={"entreprise", "lots"})
    menees = recherches(session, sujet.operation.id, donnees.entreprise)
    dites["diligences_facilitateur"] = (*donnees.diligences_facilitateur, *menees, *parties)
    demande = DemandeConstat(**_commun(suivi, attributions), **dites)
    usage = (
        "Cette note rassemble les faits et une proposition du facilitateur. La décision (pénalité, exonération, "
        "report ou avenant) est la vôtre."
    )
    projet = _Projet(code=CodeDocument.E5, attributions=attributions, demande=demande, contexte=constat, usage=usage)
    return _effet(session, sujet, projet, posees)


def _lire(
    session: Session, sujet: Sujet, donnees: _SurEntreprise
) -> tuple[Suivi, tuple[Attribution, ...], Sequence[RelancePosee]]:
    """The operation, the attributions of the company, the reminders that left to it."""
    suivi = dossiers.charger(session, sujet.operation.reference)
    siennes = tuple(
        une
        for une in suivi.attributions
        if une.entreprise == donnees.entreprise and (donnees.lots is None or une.lot in donnees.lots)
    )
    if not siennes:
        connues = ", ".join(f"{une.entreprise} (lot {une.lot})" for une in suivi.attributions) or "aucune"
        phrase = f"entreprise : « {donnees.entreprise[:60]} » n’a aucun de ces lots ; attributaires connus : {connues}."
        raise FauteDeSaisie("entreprise", typographier(phrase))
    adresses = {
        courriel.casefold()
        for une in siennes
        for courriel in (une.courriel, une.referent.courriel if une.referent else None)
        if courriel
    }
    posees = [une for liste in relances.posees(session, sorted(adresses)).values() for une in liste if une.parti_le]
    return suivi, siennes, posees


def _commun(suivi: Suivi, attributions: tuple[Attribution, ...]) -> dict[str, Any]:
    identite = identite_du_suivi(suivi)
    return {
        "suivi": suivi,
        "attributions": attributions,
        "relais": identite.relais,
        "facilitateur": identite.facilitateur,
        "parametres": get_clauses(get_settings().home),
        "date": aujourdhui(),
    }


def _jours(posees: Sequence[RelancePosee]) -> tuple[date, ...]:
    return tuple(sorted({une.jour for une in posees}))


def _documents(
    session: Session, operation: Operation, attributions: Sequence[Attribution], donnees: Invitation
) -> tuple[str, ...]:
    """What was named, else the statements of the company that are missing."""
    if donnees.motif is not MotifManquement.DOCUMENTS:
        return ()
    if donnees.documents_manquants is not None:
        return donnees.documents_manquants
    mois = mois_demande(aujourdhui())
    lots = {(une.lot, une.entreprise) for une in attributions}
    manquants = releves_attendus.tous_manquants(session, [*mois_rappeles(mois), mois], operations=[operation.id])
    return tuple(
        f"relevé des heures {de_mois(un.mois)}, lot {un.lot}" for un in manquants if (un.lot, un.employeur) in lots
    )


def _effet(session: Session, sujet: Sujet, projet: _Projet, posees: Sequence[RelancePosee]) -> Effet:
    """The draft, and the mail that brings it to the maître d'ouvrage."""
    suivi = projet.demande.suivi
    identite = identite_du_suivi(suivi)
    contexte = projet.contexte(projet.demande)
    entreprise = projet.attributions[0].entreprise
    attendue = Attendue(
        code=projet.code, contexte=contexte, precision=f"{en_ascii(entreprise)} {projet.demande.date.isoformat()}"
    )
    piece = make_followup_piece(
        attendue, suivi, identite.relais, identite.facilitateur, dossier_modeles=Paths(get_settings().home).modeles
    ).piece
    manques = tuple(f"{manque.libelle}" for manque in collect_manques(contexte))
    acheteur = contacts.courriel(session, sujet.operation.id, (RoleContact.MAITRE_OUVRAGE,))
    connu = acheteur if acheteur and ADRESSE.fullmatch(acheteur) else None
    alertes = [f"à compléter : {manque}" for manque in manques]
    alertes += [] if connu else [SANS_ADRESSE]
    alertes += [] if any(une.niveau > 1 for une in posees) else [SANS_NIVEAU_2]
    jointe = PieceJointe(nom=piece.fichier, octets=piece.octets)
    messages = (_message(sujet.operation, projet, connu, jointe, manques),) if connu else ()
    return Effet(
        pieces=(PieceProduite(piece=piece, donnees=_faite_de(projet)),),
        messages=messages,
        alertes=tuple(map(typographier, alertes)),
    )


def _message(
    operation: Operation, projet: _Projet, acheteur: str, jointe: PieceJointe, manques: tuple[str, ...]
) -> Message:
    identite = identite_du_suivi(projet.demande.suivi)
    contenu = ProjetASigner(
        destinataire=acheteur,
        relais=identite.relais,
        suite=Suite(contact=identite.facilitateur, prochaine_action="décider de la suite, et nous la faire connaître"),
        operation=citer(operation),
        entreprise=projet.attributions[0].entreprise,
        titre=projet.code.libelle,
        usage=typographier(projet.usage),
        a_completer=manques,
        document=jointe,
    )
    return projet_a_signer(contenu, f"{jointe.nom}:{sha256(jointe.octets).hexdigest()[:8]}")


def _faite_de(projet: _Projet) -> str:
    """What it was made from, in a word each; the figures are those of the operation that day."""
    dit = {
        "jour": projet.demande.date.isoformat(),
        "entreprise": projet.attributions[0].entreprise,
        "lots": sorted({une.lot for une in projet.attributions}),
    }
    return json.dumps(dit, ensure_ascii=False, sort_keys=True)
