"""Outlook's `.msg` files read as the mail they hold."""

from __future__ import annotations

from email.message import Message

from courrier.lecture.archives import PieceIllisible
from courrier.lecture.msg_message import composer
from courrier.lecture.msg_nommees import lire_noms
from courrier.lecture.msg_ole import MAGIE, Coffre
from courrier.lecture.msg_proprietes import Propriete, lire_message

_COURRIELS = ("IPM.NOTE", "IPM.SCHEDULE.MEETING", "REPORT.", "IPM.REPLICATION", "IPM.POST")


def est_un_msg(octets: bytes) -> bool:
    """Whether the bytes begin as an OLE container, which a mail as it travels never does."""
    return octets.startswith(MAGIE)


def lire_msg(octets: bytes) -> Message:
    """The message of a `.msg`, attachments and enclosed messages included, as if it came by the mail server.

    Raises PieceIllisible when it is damaged, cut short or no mail; LimiteDepassee.
    """
    coffre = Coffre(octets)
    if "__properties_version1.0" not in coffre.noms():
        raise PieceIllisible("fichier d’un autre programme qu’Outlook")
    objet = lire_message(coffre, lire_noms(coffre))
    classe = objet.texte(Propriete.CLASSE).upper()
    if classe and not classe.startswith(_COURRIELS):
        raise PieceIllisible("élément d’Outlook qui n’est pas un courriel (contact, tâche, rendez-vous…)")
    return composer(objet)
