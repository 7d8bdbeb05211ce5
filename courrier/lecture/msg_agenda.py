"""An answer to an invitation as Outlook keeps it → the calendar that it travels as ([MS-OXCICAL] 2.1.3.1.1)."""

from __future__ import annotations

from email.utils import parseaddr

from courrier.agenda import ReponseCalendrier, ecrire_reponse
from courrier.lecture.msg_proprietes import Objet, Propriete
from metier.reunion import ReponseInvitation

_REPONSES = {
    "IPM.SCHEDULE.MEETING.RESP.POS": ReponseInvitation.ACCEPTEE,
    "IPM.SCHEDULE.MEETING.RESP.TENT": ReponseInvitation.PROVISOIRE,
    "IPM.SCHEDULE.MEETING.RESP.NEG": ReponseInvitation.DECLINEE,
}
_ENTETE = bytes.fromhex("040000008200E00074C5B7101A82E008")
_DONNEES, _D_AILLEURS = 40, b"vCal-Uid\x01\x00\x00\x00"
_UID_MAX = 300


def agenda_de(objet: Objet, expediteur: str) -> bytes | None:
    """The .ics of what `expediteur`, as the message bears it, answers; None for any other message.

    None too where it does not say what it answers to, who, or its rank among the dates. Who proposes another date
    answers nothing, and the calendar says so.
    """
    dite = _REPONSES.get(objet.texte(Propriete.CLASSE).upper())
    uid = _uid(objet.octets(Propriete.REUNION_SANS_DATE) or objet.octets(Propriete.REUNION))
    convie = parseaddr(expediteur)[1]
    if dite is None or uid is None or "@" not in convie or Propriete.RANG_DE_REUNION not in objet.valeurs:
        return None
    sequence = max(0, objet.entier(Propriete.RANG_DE_REUNION))
    reponse = ReponseCalendrier(uid=uid, sequence=sequence, convie=convie.lower(), reponse=dite)
    return ecrire_reponse(reponse, autre_date=bool(objet.entier(Propriete.AUTRE_DATE_PROPOSEE)))


def _uid(identifiant: bytes) -> str | None:
    """The identifier of the invitation: that which came from elsewhere, or Outlook's own in hexadecimal."""
    if not identifiant.startswith(_ENTETE):
        return None
    donnees = identifiant[_DONNEES:]
    if not donnees.startswith(_D_AILLEURS):
        return identifiant.hex().upper()
    venu = donnees.removeprefix(_D_AILLEURS).partition(b"\x00")[0].decode("utf-8", "replace")
    return venu if venu.isprintable() and 0 < len(venu) <= _UID_MAX else None
