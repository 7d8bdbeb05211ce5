"""What is kept of a labelled value: a title, a reference, an owner, a town; None when it says nothing sure."""

from __future__ import annotations

import re

from courrier.lecture.dates import find_dates
from courrier.lecture.montants import find_montants
from courrier.lecture.textes import contient_du_code, en_une_ligne, phrases, plier

_VIDES = re.compile(
    r"^(?:a (?:definir|preciser|completer|confirmer|venir|renseigner|determiner)|en cours.*|non (?:connue?"
    r"|definie?|communiquee?|attribuee?|arretee?).*"
    r"|n\.?c\.?|n/?a|nc|neant|sans(?: objet)?|inconnue?|voir .*|cf\.? .*|ci-(?:joint|dessous|apres|annexe).*|tbd"
    r"|\?+|x+|[-_.…/ ]*|pas encore.*|\[.*\])$"
)
_INTITULE_MAX, _NOM_MAX, _REFERENCE_MAX = 300, 150, 60
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*(?: (?=[A-Za-z]{0,4}\d)[A-Za-z0-9][A-Za-z0-9._/-]*)*")
_REFERENCE_EN_TETE = re.compile(
    r"^(?:n°\s?)?(?=[A-Z\d._/-]{0,30}\d)[A-Z\d]{2,}[._/-][A-Z\d._/-]*\s+[-–—:]\s+(?=[^\W\d])"
)
_SUITE_DU_TITRE = re.compile(
    r"\s*(?:[,;(]\s*lots?\b|(?:[,;(]|\s[-–—])\s*(?:sous la )?r[ée]f(?:[ée]rence)?s?\b).*$", re.IGNORECASE
)
_SEPARATION = re.compile(r"[,;(]|\s[-–—]\s")
_POSTAL = re.compile(r"\b(?:F-)?(?:\d{5}|2[AB]\d{3})\s+(?:[-–]\s*)?([^\d,;()]{2,60})")
_VOIE = re.compile(
    r"^(?:\d+|rue|avenue|av\.|bd|boulevard|place|chemin|allee|impasse|route|quai|cours|square|zone|za |zac |zi "
    r"|lycee|college|ecole|groupe|hotel|mairie|gymnase"
    r"|stade|salle|batiment|site|cite|quartier|centre|maison|piscine|eglise|caserne|hopital|ehpad|residence|parc"
    r"|internat|halle|universite|campus|iut|ensemble"
    r"|territoire|departement|region|divers|plusieurs|toutes?|ensemble|perimetre|secteur|canton|france|en |sur "
    r"|dans |les |nos )"
)
ORGANISATION = re.compile(
    r"(?:R[ée]gion|Ville|Commune|Mairie|D[ée]partement|Conseil (?:r[ée]gional|d[ée]partemental)"
    r"|Communaut[ée] (?:de communes|d['’]agglom[ée]ration|urbaine)|M[ée]tropole|Syndicat|Office public|OPH|SIVOM"
    r"|SDIS|Eurom[ée]tropole)"
    r"(?: (?:de|du|des|la|le|les|l['’]|d['’]))* ?[^\W\d_][^,;|()\d]*"
)
_NOM_DE_COMMUNE = re.compile(
    r"[A-ZÀ-ÝŒ][\w'’.-]*(?:[ -](?:[A-ZÀ-ÝŒ][\w'’.-]*|(?:sur|sous|lès|les|la|le|l|d|du|de|des|en|aux|au|et"
    r"|à)(?=[ '’-])))*(?:['’][A-ZÀ-ÝŒ][\w-]*)?"
)


def _est_vide(valeur: str) -> bool:
    return _VIDES.match(plier(valeur).strip()) is not None


def clean_intitule(valeur: str) -> str | None:
    """The title without guillemets, reference, lots, amount or day after it; None when its end is not sure."""
    texte = _first_sentence(en_une_ligne(valeur))
    texte = re.sub(
        r"\s*[(\[]\s*(?:r[ée]f|n°|op[ée]ration n°|\d+ lots?|lots? |marché n°|consultation n°)[^)\]]*[)\]]?\s*$",
        "",
        texte,
        flags=re.IGNORECASE,
    )
    texte = re.sub(
        r"\s*(?:[-–—,;]\s*)?(?:sous la )?(?:r[ée]f(?:\.|érence)?|référence)\s*:?\s*\S*\d\S*\s*$",
        "",
        texte,
        flags=re.IGNORECASE,
    )
    texte = _before_sums_and_days(_SUITE_DU_TITRE.sub("", texte))
    texte = _REFERENCE_EN_TETE.sub("", texte).strip(' .;,:*_–—-"“”«»')
    if len(texte) < 4 or len(texte) > _INTITULE_MAX or _est_vide(texte) or contient_du_code(texte):  # noqa: PLR2004
        return None
    return texte if re.search(r"[A-Za-zÀ-ÿ]{3}", texte) else None


def _before_sums_and_days(texte: str) -> str:
    """What stands before the part that holds an amount or a day; empty when nothing separates them."""
    reperes = [m.debut for m in find_montants(texte)] + [d.debut for d in find_dates(texte) if d.valeur]
    if not reperes:
        return texte
    coupes = [m.start() for m in _SEPARATION.finditer(texte[: min(reperes)])]
    return texte[: coupes[-1]] if coupes else ""


def _first_sentence(texte: str) -> str:
    return next(iter(phrases(texte)), "")


def clean_reference(valeur: str) -> str | None:
    """The reference as the buyer writes it: it holds a digit; what follows a comma, a bracket or a dash is dropped."""
    brut = en_une_ligne(valeur).strip(' .;,:*"«»[](')
    brut = re.sub(r"^(?:n°|numéro|num\.?)\s*", "", brut, flags=re.IGNORECASE)
    trouve = _REFERENCE.match(brut)
    if trouve is None or contient_du_code(brut):
        return None
    reference = trouve[0].rstrip("._/-")
    sans_chiffre = not re.search(r"\d", reference) or re.fullmatch(r"\d{1,2}|\d{1,2}/\d{1,2}/\d{4}", reference)
    return None if sans_chiffre or len(reference) > _REFERENCE_MAX or _est_vide(reference) else reference


def clean_maitre_ouvrage(valeur: str) -> str | None:
    """The owner's name, without its representative, its address or a bracket."""
    texte = _first_sentence(en_une_ligne(valeur))
    texte = re.split(
        r"\s*[,;(]?\s*(?:représentée?s? par|ayant pour|dont le siège|, \d|AMO\b|\bSIRET\b|mandataire|(?:tél|mail"
        r"|contact)\b)",
        texte,
        flags=re.IGNORECASE,
    )[0]
    texte = re.sub(r"\s*\([^)]*\)?\s*$", "", texte)
    texte = re.sub(r"^(?:la|le|l['’])\s*(?=[A-ZÀ-Ý])", "", texte).strip(' .;,:*_–-"«»')
    if len(texte) < 3 or len(texte) > _NOM_MAX or _est_vide(texte) or contient_du_code(texte):  # noqa: PLR2004
        return None
    return texte if re.search(r"[A-Za-zÀ-ÿ]{2}", texte) and "@" not in texte else None


def clean_commune(valeur: str) -> str | None:
    """The one town of a place: after a postal code, else the only or last named part; None for two towns or none."""
    texte = _first_sentence(en_une_ligne(valeur)).strip(' .;,*_«»"')
    if contient_du_code(texte) or _est_vide(texte):
        return None
    if postal := _POSTAL.findall(texte):
        noms = {n for brut in postal if (n := _town(brut))}
        return noms.pop() if len(noms) == 1 else None
    parties = [
        p.strip()
        for p in re.split(r"\s*[,;(]\s*|\s+[-–—]\s+|\s/\s", re.sub(r"\(\s*\w{2,5}\s*\)", "", texte))
        if p.strip(" )")
    ]
    noms_lus = [nom for partie in parties if (nom := _town(partie.strip(" )")))]
    if a := re.search(r"\s(?:à|À|a)\s+([A-ZÀ-Ý].*)$", texte):
        return _town(a[1].strip(" ).")) if len(parties) == 1 else next(iter(noms_lus[-1:]), None)
    return noms_lus[0] if len(noms_lus) == 1 else None


def _town(partie: str) -> str | None:
    """A town's name, or None for a street, a building, an enumeration, a sentence."""
    partie = re.sub(r"^(?:ville|commune) (?:de |d['’])", "", partie.strip(" .:–-"), flags=re.IGNORECASE)
    partie = re.sub(r"\s+(?:cedex.*|\d+)$", "", partie, flags=re.IGNORECASE).strip(" .,")
    if _VOIE.match(plier(partie)) or re.search(r"\s(?:et|ou)\s", partie) or not partie:
        return None
    if partie.isupper():
        return partie
    return partie if _NOM_DE_COMMUNE.fullmatch(partie) else None
