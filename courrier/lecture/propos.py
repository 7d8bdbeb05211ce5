"""What the sender of a mail says in his own words: neither what he quotes, nor what closes or signs his message."""

from __future__ import annotations

import re

from courrier.lecture.blocs import lignes
from courrier.lecture.missives import Missive
from courrier.lecture.textes import plier

PROPOS_MAX = 4000
_FIN = re.compile(
    r"^(?:--|envoye (?:de|depuis|a partir de) (?:mon|ma|mes|l'appli|outlook|yahoo|proton|mail)\b.*|sent from .*"
    r"|(?:obtenez|telecharge[rz]|get) outlook .*"
    r"|(?:(?:bien |tres )?(?:cordialement|sincerement|respectueusement)|bien (?:a vous|a toi)|cdlt|cdt|slts|bav"
    r"|(?:sinceres |mes |nos |meilleures |respectueuses |avec mes )?(?:meilleures |sinceres )?salutations"
    r"|(?:je vous |nous vous )?pri(?:e|ons)\b.{0,80}|veuillez (?:agreer|recevoir).*)\b[ ,.!]*.{0,60}"
    r"|ce (?:message|courriel|mail)\b.{0,80}(?:confidentiel|exclusi|destinataire).*"
    r"|l'integrite de ce message.*|avant d'imprimer.*|pensez a l'environnement.*|sauf mention contraire.*)$"
)


def propos(missive: Missive) -> str:
    """The lines that the sender wrote, down to his closing formula; the whole of them where nothing stands above it."""
    toutes = [ligne.strip() for ligne in lignes(missive.blocs)]
    fin = next((rang for rang, ligne in enumerate(toutes) if _FIN.match(plier(ligne))), len(toutes))
    gardees = toutes[:fin] if any(toutes[:fin]) else toutes
    return "\n".join(gardees).strip()[:PROPOS_MAX]
