"""From the raw bytes of an incoming mail to what it is. Nothing in it is executed, fetched or trusted."""

from __future__ import annotations

import re
from dataclasses import replace

from courrier.agenda import lire_reponses
from courrier.lecture.archives import PieceIllisible
from courrier.lecture.authenticite import est_authentifie, est_dementi
from courrier.lecture.automates import is_absence, is_answerable, is_automatic, is_bounce
from courrier.lecture.blocs import lignes
from courrier.lecture.demontage import ouvrir
from courrier.lecture.ecritures import Ecriture, lire_ecritures
from courrier.lecture.fils import Fil, mentions, messages_repondus, suivre_le_fil
from courrier.lecture.limites import LimiteDepassee
from courrier.lecture.mime import Courriel
from courrier.lecture.pieces import PieceLue, lire_pieces, phrase_des_refusees
from courrier.lecture.propos import propos
from courrier.lecture.proposition import Proposition, proposer
from courrier.lecture.rejets import lire_avis
from courrier.lecture.releves import classeurs, est_un_releve
from courrier.lecture.resultats import Contexte, Lecture
from courrier.lecture.scelles import raison_du_muet, raison_du_scelle
from formats.typographie import typographier
from metier.courriers import NatureCourrier

_DEMENTI = (
    "Un serveur de messagerie signale que l’expéditeur n’est pas celui qu’il dit (contrôle dmarc, spf ou dkim en "
    "échec) : une personne vérifie avant toute proposition."
)
_ILLISIBLE = (
    "Ce fichier n’a pas pu être ouvert ({}) : demandez le courriel de nouveau, ou enregistrez-le au format .eml."
)
_REPONSE_AGENDA = re.compile(r"^METHOD(?:;[^:\r\n]*)?:\s*(?:REPLY|COUNTER)\s*$", re.MULTILINE | re.IGNORECASE)


def lire(octets: bytes, contexte: Contexte) -> Lecture:
    """How a mail is understood; never raises: what cannot be read is put in quarantine, with the reason."""
    lecture = _lire_sans_faute(octets, contexte)
    return replace(lecture, raison=typographier(lecture.avec_reserve(lecture.raison)))


def _lire_sans_faute(octets: bytes, contexte: Contexte) -> Lecture:
    try:
        courriel = ouvrir(octets)
        if not courriel.message.keys():
            return Lecture(
                nature=NatureCourrier.QUARANTAINE, raison="Ce fichier n’est pas un courriel : il n’a aucun en-tête."
            )
        return _lire(courriel, contexte)
    except LimiteDepassee as limite:
        return Lecture(nature=NatureCourrier.QUARANTAINE, raison=str(limite))
    except PieceIllisible as erreur:
        return Lecture(nature=NatureCourrier.QUARANTAINE, raison=_ILLISIBLE.format(erreur))
    except Exception as erreur:  # noqa: BLE001 - the last guard: a mail must never stop the intake
        genre = type(erreur).__name__
        return Lecture(
            nature=NatureCourrier.QUARANTAINE,
            raison=f"Le courriel n’a pas pu être lu ({genre}) ; il attend une personne.",
        )


def _lire(courriel: Courriel, contexte: Contexte) -> Lecture:
    expediteurs = courriel.expediteurs
    socle = Lecture(
        nature=NatureCourrier.A_TRANCHER,
        raison="",
        expediteur=expediteurs[0].courriel if expediteurs else None,
        message_id=courriel.entete("Message-ID").strip() or None,
        authentifie=contexte.garanti or est_authentifie(courriel, contexte.serveur_authentification),
        objet=courriel.entete("Subject"),
        fil=messages_repondus(courriel),
        repondable=is_answerable(courriel, contexte),
    )
    fil = suivre_le_fil(courriel, contexte)
    return _without_body(courriel, contexte, fil, socle) or _with_body(courriel, contexte, fil, socle)


def _without_body(courriel: Courriel, contexte: Contexte, fil: Fil, socle: Lecture) -> Lecture | None:
    """What the envelope alone tells: bounce, calendar answer, automatic message."""
    if verdict := is_bounce(courriel):
        reference = fil.reference or next(
            (f.reference for j in courriel.joints if (f := suivre_le_fil(j, contexte)).reference), None
        )
        return replace(
            socle, nature=verdict.nature, raison=verdict.raison, rattachee_a=reference, avis=lire_avis(courriel)
        )
    if any(_REPONSE_AGENDA.search(agenda) for agenda in courriel.agendas):
        raison = "Réponse d’un invité à une convocation (calendrier)."
        reponses = tuple(reponse for agenda in courriel.agendas for reponse in lire_reponses(agenda))
        return replace(
            socle,
            nature=NatureCourrier.REPONSE_CALENDRIER,
            raison=raison,
            rattachee_a=fil.reference,
            reponses=reponses,
        )
    if verdict := is_automatic(courriel, contexte):
        return replace(socle, nature=verdict.nature, raison=verdict.raison, rattachee_a=fil.reference)
    return None


def _with_body(courriel: Courriel, contexte: Contexte, fil: Fil, socle: Lecture) -> Lecture:
    if est_dementi(courriel) and not contexte.garanti:
        return replace(socle, raison=_DEMENTI)
    if scelle := raison_du_scelle(courriel):
        return replace(socle, raison=scelle, rattachee_a=fil.reference)
    ecritures, pieces = lire_ecritures(courriel), lire_pieces(courriel)
    premiere = ecritures[0].premiere.missive
    reserve = phrase_des_refusees(pieces)
    socle = replace(socle, propos=propos(premiere), classeurs=classeurs(courriel), reserve=reserve)
    texte = "\n".join([premiere.objet, *lignes(premiere.blocs)])
    citees = mentions(texte, contexte)
    reference = fil.reference or (citees[0] if len(citees) == 1 else None)
    if any(est_un_releve(piece, texte) for piece in pieces):
        return replace(
            socle, nature=NatureCourrier.HEURES, raison="Un relevé d’heures est joint.", rattachee_a=reference
        )
    structure = ecritures[0].premiere.annonce.structure
    if fil.sure or (fil.est_une_reponse and structure < 3):  # noqa: PLR2004 - else it announces, whatever its subject
        raison = f"Réponse dans le fil de l’opération {reference}" if reference else "Réponse à un de nos messages"
        raison += f"{_sans_garantie(contexte, socle)}."
        return replace(socle, nature=NatureCourrier.REPONSE, raison=raison, rattachee_a=reference)
    if structure < 2 and (verdict := is_absence(premiere)):  # noqa: PLR2004 - an announcement may end by « je serai absent »
        return replace(socle, nature=verdict.nature, raison=verdict.raison, rattachee_a=reference)
    return _with_content(courriel, contexte, replace(socle, rattachee_a=reference), ecritures, pieces)


def _with_content(
    courriel: Courriel, contexte: Contexte, socle: Lecture, ecritures: list[Ecriture], pieces: list[PieceLue]
) -> Lecture:
    proposition = proposer(ecritures, pieces, contexte)
    if doute := _doubt_on_sender(courriel, contexte, socle, proposition):
        return replace(socle, raison=doute, rattachee_a=None)
    if _is_mute(ecritures[0]) and (muet := raison_du_muet(courriel)):
        return replace(socle, raison=muet)
    if proposition.est_vide:
        return replace(socle, raison="Le courriel est vide : une personne vérifie s’il y manque quelque chose.")
    jugee = _judge(proposition, socle, contexte)
    dite = jugee.nature is NatureCourrier.NOTIFICATION or jugee.raison == proposition.doute
    return replace(jugee, reserve="") if dite else jugee


EXPEDITEUR_INCONNU = "L’expéditeur n’est pas dans l’annuaire"
ORIGINE_INCONNUE = "Le message transféré vient d’une personne absente de l’annuaire"
"""How a reason begins that the annuaire alone may lift."""


def _is_mute(ecriture: Ecriture) -> bool:
    return not any(re.search(r"\w", ligne) for lue in ecriture.lues for ligne in lignes(lue.missive.blocs))


def _sans_garantie(contexte: Contexte, socle: Lecture) -> str:
    """What the reader of an answer must know of its sender; empty when nothing is to be said."""
    if contexte.garanti:
        return ""
    if contexte.connu(socle.expediteur or "") is None:
        return " ; l’expéditeur n’est pas dans l’annuaire"
    return " ; le serveur de messagerie ne garantit pas l’expéditeur" if socle.authentifie is False else ""


def _doubt_on_sender(courriel: Courriel, contexte: Contexte, socle: Lecture, proposition: Proposition) -> str | None:
    if len(courriel.expediteurs) != 1:
        combien = "porte plusieurs expéditeurs" if courriel.expediteurs else "ne donne pas l’adresse de son expéditeur"
        return f"Le courriel {combien} : une personne vérifie d’où il vient."
    if contexte.garanti:
        return None
    if contexte.connu(courriel.expediteurs[0].courriel) is None:
        return f"{EXPEDITEUR_INCONNU} : une personne décide avant toute proposition."
    if socle.authentifie is False:
        return "Le serveur de messagerie ne garantit pas l’expéditeur : une personne vérifie avant toute proposition."
    if proposition.origine_inconnue:
        return f"{ORIGINE_INCONNUE} : une personne décide d’abord."
    return None


def _judge(proposition: Proposition, socle: Lecture, contexte: Contexte) -> Lecture:
    if len(proposition.operations) > 1:
        raison = f"Le courriel annonce {len(proposition.operations)} opérations : une personne les sépare."
        return replace(socle, raison=raison, operations=proposition.operations, rattachee_a=None)
    if proposition.annonce.est_possible and (proposition.pluriel or proposition.rien_de_lisible):
        return replace(socle, raison=proposition.doute)
    if not proposition.annonce.est_sure:
        return _not_sure(proposition, socle, contexte)
    if _is_a_company(socle, contexte):
        return replace(
            socle, raison="Une entreprise ou une structure parle d’une opération nouvelle : une personne tranche."
        )
    operation = proposition.operations[0]
    connue = operation.champs.reference in contexte.references_connues
    complete = operation.champs.intitule and operation.champs.lots
    if (connue and not complete) or (socle.rattachee_a and proposition.annonce.structure < 3 and not connue):  # noqa: PLR2004
        return _about(socle)
    raison = proposition.raison if not connue else f"{proposition.raison[:-1]} ; l’opération est déjà suivie."
    return replace(
        socle,
        nature=NatureCourrier.NOTIFICATION,
        raison=raison,
        operations=(operation,),
        rattachee_a=operation.champs.reference if connue else None,
    )


def _is_a_company(socle: Lecture, contexte: Contexte) -> bool:
    """Companies and SIAE write about operations; they do not announce them."""
    connu = contexte.connu(socle.expediteur or "")
    return connu is not None and connu.type in {"entreprise", "siae", "prescripteur"}


def _about(socle: Lecture) -> Lecture:
    raison = f"Courrier au sujet de l’opération {socle.rattachee_a}, déjà suivie."
    return replace(socle, nature=NatureCourrier.REPONSE, raison=raison)


def _not_sure(proposition: Proposition, socle: Lecture, contexte: Contexte) -> Lecture:
    if socle.rattachee_a:
        return _about(socle)
    if proposition.annonce.est_possible:
        return replace(
            socle, raison="Le courriel parle peut-être d’une nouvelle opération, sans le dire assez clairement."
        )
    if proposition.tient_dans_une_piece and not _is_a_company(socle, contexte):
        return replace(socle, raison=proposition.doute)
    raison = "Courrier d’un contact connu qui n’annonce pas d’opération : à lire."
    return replace(socle, nature=NatureCourrier.REPONSE, raison=raison)
