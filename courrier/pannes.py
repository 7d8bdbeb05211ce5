"""Faults of the network in a few French words."""

from __future__ import annotations

import errno
import socket
import ssl
from smtplib import SMTPServerDisconnected

_MOTIFS = {
    errno.ECONNREFUSED: "connexion refusée",
    errno.ECONNRESET: "liaison coupée",
    errno.EPIPE: "liaison coupée",
    errno.EHOSTUNREACH: "serveur hors d’atteinte",
    errno.ENETUNREACH: "réseau hors d’atteinte",
    errno.ETIMEDOUT: "délai dépassé",
}


def motif(faute: BaseException) -> str:
    """What went wrong, without anything of what was exchanged."""
    if isinstance(faute, SMTPServerDisconnected) and faute.__context__ is not None:
        return motif(faute.__context__)
    if isinstance(faute, TimeoutError):
        return "délai dépassé"
    if isinstance(faute, socket.gaierror):
        return "nom de serveur introuvable"
    if isinstance(faute, ssl.SSLError):
        return "négociation TLS impossible"
    return _MOTIFS.get(getattr(faute, "errno", None) or 0, "liaison coupée")
