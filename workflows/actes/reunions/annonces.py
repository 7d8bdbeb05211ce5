"""What is sent of a meeting, and to whom."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from config.horloge import maintenant
from courrier import messages_reunions as courriels
from courrier.agenda import Invitation
from courrier.messages import Message, PieceJointe, Suite
from documents.contextes.d1 import POINTS, convocation, reply_day
from documents.contextes.d3 import encart
from documents.contextes.reunions import appointment
from formats.dates import date_longue
from formats.typographie import typographier
from metier.acteurs import RoleContact
from metier.missions import CodeDocument
from sqlmodel_store.depots import contacts
from sqlmodel_store.modeles.suivi import Convie
from workflows.actes.citations import citer
from workflows.actes.effets import Effet, envoyer
from workflows.actes.expedition import adresse_du_relais
from workflows.actes.reunions.tenue import Tenue, produire

DOMAINE_UID = "@relais"


def annoncer(session: Session, tenue: Tenue) -> Effet:
    """D1 and invitations for the relay's own meeting; D3 for whoever else calls it."""
    adresse_du_relais()
    if tenue.metier.du_relais:
        return _inviter(tenue)
    produite = produire(tenue, CodeDocument.D3, encart(tenue.demande))
    role = tenue.ligne.convoquee_par
    destinataire = contacts.courriel(session, tenue.operation.id, (role, RoleContact.MAITRE_OUVRAGE))
    if destinataire is None:
        alerte = (
            f"Aucune adresse pour « {role.libelle} » : remettez vous-même le point à inscrire à l’ordre du jour (D3)."
        )
        return Effet(pieces=(produite,), alertes=(typographier(alerte),))
    message = courriels.point_ordre_du_jour(
        courriels.PointOrdreDuJour(
            destinataire=destinataire,
            relais=tenue.identite.relais,
            operation=citer(tenue.operation),
            suite=Suite(
                prochaine_action="inscrire ce point à l’ordre du jour et nous confirmer l’heure et le lieu",
                avant_le=tenue.ligne.jour,
                contact=tenue.identite.facilitateur,
            ),
            reunion=citer_reunion(tenue),
            points=tuple(map(typographier, POINTS[tenue.ligne.type])),
            document=envoyer(produite).jointes[0],
            version=tenue.ligne.sequence,
        )
    )
    return Effet(pieces=(produite,), messages=(message,))


def _inviter(tenue: Tenue) -> Effet:
    envoyee = envoyer(produire(tenue, CodeDocument.D1, convocation(tenue.demande)))
    document = envoyee.jointes[0]
    messages = tuple(courriels.convocation(_convocation(tenue, convie, document)) for convie in tenue.appeles)
    alertes = () if messages else (typographier("Personne à convier : aucune adresse n’est connue dans l’opération."),)
    return Effet(pieces=envoyee.produites, messages=messages, alertes=(*envoyee.alertes, *alertes))


def _convocation(
    tenue: Tenue, convie: Convie, document: PieceJointe, *, rappel: bool = False
) -> courriels.ConvocationReunion:
    contexte = convocation(tenue.demande)
    return courriels.ConvocationReunion(
        destinataire=convie.courriel,
        relais=tenue.identite.relais,
        operation=citer(tenue.operation),
        suite=Suite(
            prochaine_action="répondre à l’invitation",
            avant_le=reply_day(tenue.demande) or tenue.ligne.jour,
            contact=tenue.identite.facilitateur,
        ),
        reunion=citer_reunion(tenue),
        points=contexte.points,
        document=document,
        invitation=inviter(tenue, convie),
        version=tenue.ligne.sequence,
        rappel=rappel,
    )


def inviter(tenue: Tenue, convie: Convie, *, annulee: bool = False) -> Invitation:
    reunion = tenue.metier
    return Invitation(
        uid=f"{tenue.operation.reference}/{tenue.code}{DOMAINE_UID}",
        sequence=tenue.ligne.sequence,
        debut=datetime.combine(reunion.jour, reunion.heure),
        duree_minutes=reunion.duree_minutes,
        objet=f"{reunion.type.libelle[:1].upper()}{reunion.type.libelle[1:]} – {tenue.operation.intitule or ''}".strip(
            " –"
        ),
        lieu=" – ".join(filter(None, (reunion.lieu, reunion.visio))),
        description="\n".join(convocation(tenue.demande).points) if reunion.du_relais else "",
        organisateur=tenue.identite.relais.courriel or adresse_du_relais(),
        convie=convie.courriel,
        ecrite_le=maintenant().replace(hour=0, minute=0, second=0, microsecond=0),
        annulee=annulee,
    )


def relancer(tenue: Tenue, convie: Convie) -> Message:
    """A reminder to one who has not answered the invitation of the relay."""
    demande = tenue.demande
    contexte = convocation(demande)
    document = envoyer(produire(tenue, CodeDocument.D1, contexte)).jointes[0]
    return courriels.convocation(_convocation(tenue, convie, document, rappel=True))


def citer_reunion(tenue: Tenue) -> courriels.ReunionCitee:
    quand = appointment(tenue.metier)
    libelle = tenue.ligne.type.libelle
    return courriels.ReunionCitee(
        code=tenue.code,
        nature=f"{libelle[:1].upper()}{libelle[1:]}",
        quand=quand.quand if tenue.ligne.heure else date_longue(tenue.metier.jour),
        duree=quand.duree,
        lieu=quand.lieu,
        visio=quand.visio,
    )
