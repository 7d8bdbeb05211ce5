"""Who may see what. Until the portal has accounts, what is not public is served to this machine only."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

LOCAUX = frozenset({"localhost", "127.0.0.1", "::1"})


def machine_seulement(request: Request) -> None:
    """A dependency of private routes: 403 unless the request comes from this machine, under one of its local names.

    The name counts too: a page of the web can point a name of its own at 127.0.0.1, and a proxy on this machine speaks
    for others.
    """
    appele = urlsplit(f"//{request.headers.get('host', '')}").hostname
    if request.client is None or not _boucle_locale(request.client.host) or appele not in LOCAUX:
        raise HTTPException(status_code=403)


def _boucle_locale(hote: str) -> bool:
    try:
        return ip_address(hote).is_loopback
    except ValueError:
        return False
