"""Wordings no piece may hold: local residence, imposed modalité, hours « obligatoires » by law (documents.md §15)."""

from __future__ import annotations

import re

_PUBLIC = (
    r"(?:publics?|personnes?|bénéficiaires?|demandeurs? d[’']emploi|candidate?s?|participante?s?|jeunes|allocataires?)"
)
_LIEU = (
    r"(?:communes?|communautés?|territoire|département|cantons?|agglomération|métropole|arrondissement|intercommunalité"
    r"|bassins? d|ville d[e’'])"
)
# A proper name, not an acronym: « domicilié au CCAS », « résidant en QPV » and « en France » bind no one to a place.
_NOM_DE_LIEU = r"(?-i:(?!France\b|Europe\b|Union\b)[A-ZÉÈÎ][a-zà-ÿ’'-])"
_HABITER = (
    r"(?:domiciliée?s?|résid(?:e|ent|era|eront|ant|ante|antes|ants|entes?|ents)|habit(?:e|ent|era|eront|ant|ants|antes?)"
    r"|demeur(?:e|ent|era|eront|ant))"
)
RESIDENCE = re.compile(
    rf"\b(?:habitante?s?|résidente?s?|résidante?s?|domiciliée?s?|issue?s?)\b[^.;]{{0,60}}\b{_LIEU}"
    r"|\brésider (?:à|dans|sur)\b"
    rf"|\b{_PUBLIC}\b[^.;]{{0,60}}\b{_HABITER} (?:à|au|aux|en|sur|dans)\b(?: (?:les?|la)\b)? {_NOM_DE_LIEU}"
    rf"|\b{_PUBLIC}\b[^.;]{{0,60}}\b{_HABITER} (?:dans|sur|en)\b[^.;,]{{0,15}}\b{_LIEU}"
    rf"|\b(?:réservée?s?|priorité|prioritairement|exclusivement|uniquement|seule?s?)\b[^.;]{{0,30}}\b{_PUBLIC}\b"
    rf"[^.;,]{{0,30}}?\b(?:(?:du|de la|de l[’']|des|dans le|dans la|dans l[’']|sur le) ?{_LIEU}"
    rf"|(?<=emploi )(?:de |d[’']){_NOM_DE_LIEU}|locaux|locales)",
    re.IGNORECASE,
)

_STRUCTURES = (
    r"(?:ETTI|AI\b|associations? intermédiaires?|entreprises? de travail temporaire|entreprises? d’insertion|GEIQ)"
)
_MODALITES = r"(?:mise à disposition|embauche directe|sous-traitance|cotraitance)"
_SEULEMENT = r"\b(?:exclusivement|uniquement|obligatoirement)\b"
MODALITE_IMPOSEE = re.compile(
    rf"{_SEULEMENT}[^.;]{{0,60}}\b{_STRUCTURES}"
    rf"|\b{_STRUCTURES}[^.;]{{0,60}}{_SEULEMENT}"
    rf"|\b[Ss]eule?s?\b[^.;]{{0,30}}\b(?:{_MODALITES}|{_STRUCTURES})[^.;]{{0,60}}\b(?:admis|autoris|accept|possible)"
    rf"|\b(?:via|par|auprès d[eu]|avec|au moyen d[eu])(?: l[ae]s?)? seule?s? "
    rf"(?:structures?|SIAE|{_STRUCTURES}|{_MODALITES})\b(?! qui| ayant)"
    rf"|\b(?:réalisée|effectuée|exécutée|confiée)s? {_SEULEMENT} (?:par|via|à|auprès d[eu’'])[^.;,]{{0,12}}"
    r"\b(?:structures?|SIAE)\b"
)

_LOI = r"(?:\bloi\b|\blégalement\b|\bcode de la commande publique\b|\bL\.?[ \u00a0]?2112-2)"
_VERBE = r"(?:sont|seront|restent|demeurent|deviennent|rendues)"
_OBLIGATOIRES = r"(?:obligatoires|imposées|exigées)"
_HEURES_OBLIGATOIRES = (
    rf"\bheures\b(?: [\w’'-]+){{0,4}} {_VERBE}(?! pas\b)(?: (?!pas\b)[\w’'-]+){{0,2}} {_OBLIGATOIRES}\b"
)
HEURES_PAR_LA_LOI = re.compile(
    r"\bheures (?:d’insertion )?obligatoires\b|\bobligation légale d’heures\b"
    r"|\bloi\b[^.;]{0,40}\b(?<!\bn’)(?<!\bne )(?:impose|exige|oblige)[^.;]{0,60}\bheures d’insertion"
    rf"|{_HEURES_OBLIGATOIRES}[^.;]{{0,40}}{_LOI}"
    rf"|{_LOI}[^.;]{{0,60}}{_HEURES_OBLIGATOIRES}"
    rf"|\bheures\b(?: [\w’'-]+){{0,4}} sont légalement {_OBLIGATOIRES}\b"
    r"|\bheures\b(?: d[’']insertion)? (?:imposées|exigées) par la loi\b"
    r"|\bloi\b[^.;]{0,40}\b(?<!\bne )rend obligatoires (?:les|des|ces) heures\b",
    re.IGNORECASE,
)
