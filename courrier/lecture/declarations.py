"""« 0 heure », « comme le mois dernier », « 35 h pour Mme X »: an answer that says the hours of a month, or does not.

Nothing is guessed: each clause must be wholly made of words that say it. One that speaks of hours otherwise, asks, or
doubts, and the whole answer is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from courrier.lecture.textes import nettoyer, plier
from formats.dates import MOIS
from formats.lecture import lire_heures
from metier.reponses import DeclarationDite

CITATION_MAX = 160
_NOMS_DE_MOIS = "|".join(plier(nom) for nom in MOIS)
_HEURES = r"\d{1,3}(?:[.,]\d{1,2})?\s?h(?:eures?|rs?)?(?:\s?\d{2}(?:\s?(?:min|mn))?)?(?![a-z\d])|\d{1,3}:\d{2}(?!\d)"
_SIGNE = re.compile(rf"[-+±\u2010-\u2015\u2212](?:{_HEURES})", re.IGNORECASE)
"""Fewer hours, or a dash: a person tells."""
_ABREVIATION = re.compile(r"\b(mme|mlle|mr|m|dr|ref|env)\.(?=\s)", re.IGNORECASE)
_PHRASES = re.compile(r"\n+|(?<!\d)[.!;]+|[.!;]+(?!\d)|(?<=\?)")
_PROPOSITIONS = re.compile(r"\s*(?:,(?!\d)|\s[-–—]\s|[()]|\bcar\b|\bparce qu[e']|\bpuisqu[e']|\bvu qu[e'])\s*")
_ENUMERATION = re.compile(r"\s*(?:\bet\b|\bplus\b|/|,(?!\d)|;)\s*")

_DU_MOIS = (
    rf"(?:(?:au titre|pour|sur|en|de|d'|du|au|a|le|ce|la)\s?)*(?:(?:mois|periode)(?: (?:de|d'))?\s?)?"
    rf"(?:{_NOMS_DE_MOIS})(?:\s\d{{4}})?"
    r"|(?:(?:pour|sur|en|de|du|au|durant|pendant)\s)?(?:ce|le|la) (?:mois|periode)(?:[- ]ci)?(?: ecoulee?)?"
)
_OUVERTURES = (
    r"(?:re)?bonjour(?: a (?:vous|tous))?|bonsoir|madame|monsieur|mesdames|messieurs|oui|alors|donc|et"
    r"|pour info(?:rmation)?"
    r"|(?:suite|en reponse|comme suite) a (?:votre|vos|ta) (?:mail|courriel|message|demande|relance"
    r"|courrier)s?(?: du [\d/]+)?"
    r"|(?:je|nous) vous (?:confirm|inform|indiqu|signal|precis)(?:e|ons) (?:que |qu'|qu il )?|j'ai|on a"
    r"|il y a(?: eu)?"
    r"|nous avons(?: fait| effectue| realise| eu)?|c'est|ce sera|ce sont|cela fait|soit|il s'agit de"
    r"|sauf erreur(?: de (?:ma|notre) part)?|malheureusement|cette fois(?:[- ]ci)?|encore|toujours|egalement|aussi"
)
_PORTEES = (
    r"(?:de (?:notre|mon) cote|chez nous|pour (?:nous|ma part|notre part|notre (?:entreprise|structure|societe"
    r"|agence)))"
    r"|(?:pour|sur) (?:le |ce |notre |votre |cette |l'|la )?(?:chantier|marche|operation|site)"
    r"|(?:(?:pour|sur) )?(?:le |du |au )?lot (?:n°\s?)?\d{1,2}"
)
_ATTRIBUTS = (
    r"(?:d'|de |en |pour l')?insertion|(?:n'(?:a|ont) (?:pas )?ete |ont ete |a ete )?(?:travaillee?s?|effectuee?s?"
    r"|realisee?s?|faites?|declaree?s?)|a (?:vous )?declarer|(?:les |nos |le nombre d'|nombre d'|total (?:des "
    r"|d'))?heures?\s?:"
    r"|declaration\s?:"
)
_REMPLISSAGE = re.compile(rf"(?<![a-z'])(?:{_OUVERTURES}|{_PORTEES}|{_DU_MOIS}|{_ATTRIBUTS})(?![a-z])")
_RIEN = re.compile(
    r"(?<![a-z\d,.])(?:(?:(?:il )?n'y a(?: eu)?|nous n'avons(?: eu| fait| effectue| realise)?|on n'a(?: eu| fait)?"
    r"|je n'ai(?: eu)?) )?(?:(?:0|zero|aucune)\s?(?:heures?|h)(?:\s?00)?|0h00|pas (?:eu )?(?:d'|de )heures?"
    r"|(?:absolument )?rien|(?:etat )?neant|0|personne n'a travaille"
    r"|aucune? (?:personne|salariee?|mission|embauche)(?: n'a travaille)?)(?![a-z\d])"
)
_COMME = (
    r"idem|pareil(?:lement)?|identiques?|inchangee?s?|(?:(?:les |la |le )?memes?(?: chose| heures?| nombre d'heures"
    r"| volume| quantites?| chiffres?| declaration)?)|comme|sans changement|(?:pas|aucun) (?:de )?changement"
    r"|a l'identique"
)
_DE_LA = (
    r"(?:que |qu'|a |au |par rapport (?:a |au )|pour |en )?(?:celles? |ceux |celui )?(?:du |le |au |de |d'|en "
    r"|pour )?"
)
_AVANT = re.compile(
    rf"(?:{_COMME})\s?{_DE_LA}(?:(?:mois|fois) (?:derniere?|precedente?|passee?|d'avant)"
    rf"|(?:mois (?:de |d'))?(?P<mois>{_NOMS_DE_MOIS})(?:\s\d{{4}})?)"
)
_POLITESSE = re.compile(
    r"(?:(?:re)?bonjour|bonsoir|madame|monsieur|mesdames|messieurs|cher|chere|merci|cordialement|bien (?:recu"
    r"|note)|bonne"
    r"|excellente|salutations|a bientot|en vous (?:en )?(?:souhaitant|remerciant)|restant|je reste|nous restons"
    r"|comme convenu"
    r"|suite a|en reponse a|desolee?|avec toutes? (?:mes|nos) excuses|dans l'attente|ok|d'accord|parfait|entendu)\b.*"
)
_CAUSE = re.compile(
    r"(?:(?:en raison|du fait|compte tenu|a cause) (?:de |d'|du |des )?)?(?:le |la |les |l'|nos? |notre "
    r"|ce )?(?:chantier"
    r"|travaux|mission|operation|entreprise|equipe|intemperies|planning|salariee?|interimaire|contrat)s?\b.*"
)
_INQUIETANT = re.compile(
    r"\?|\d\s?h(?![a-z])|heure|mois\b|\bmais\b|\bsauf\b|hormis|except|hors\b|toutefois|cependant|par contre|revanche"
    r"|\bpas\b|sais\b"
    r"|attend|corrig|rectif|erreur|faux|joint|releve|envo[iy]|enverr|prochain|demain|plus tard|pourquoi|conteste"
    r"|litige|annul"
    rf"|\b(?:{_NOMS_DE_MOIS})\b"
)
_DE_QUI = re.compile(
    rf"(?P<heures>{_HEURES}|(?:0|zero|aucune)\s?(?:h|heures?))\s?(?:(?:pour|de|d'|:|=|-"
    rf"|–)\s?(?P<qui>[^\d:]{{2,60}}))?"
)
_QUI_A_FAIT = re.compile(
    rf"(?P<qui>[^\d:]{{2,60}}?)\s?(?::|=|-|–|→|a (?:fait|effectue|travaille|realise)|,)?\s?(?P<heures>{_HEURES}"
    r"|(?:0|zero|aucune)\s?(?:h|heures?))"
)
_PERSONNE = re.compile(
    r"(?!.*\b(?:retards?|absences?|absente?|rdv|rendez|r?appel\w*|environ|entre|presque|peut-etre|plus|moins|maximum"
    r"|semaine|jours?|matin|soir|midi|formation|supplementaires?|delai|partir|avant|apres|reunion|visite|panne"
    r"|conges?|vers"
    r"|lundi|mardi|mercredi|jeudi|vendredi|pas|ne|sauf|mais|prevues?|previsionnel\w*"
    r"|contest\w+)\b)[a-z'][a-z' -]{1,60}"
)
_CIVILITE = re.compile(
    r"^(?:(?:pour|de|d'|et|a|madame|monsieur|mademoiselle|mme|mlle|mr|m|salariee?|l'interimaire)\s+)+"
)


@dataclass(frozen=True, kw_only=True)
class HeuresDites:
    """Hours of one person as named, folded; `qui` None where nobody is named, `lot` where no lot is."""

    heures: Decimal
    qui: str | None = None
    lot: int | None = None


@dataclass(frozen=True, kw_only=True)
class DeclarationLue:
    """What an answer says of the hours of a month. `mois`: the number of the only month it names, 1 to 12.

    `avant`: the number of the month that « comme en … » names; `lots`: those it speaks of, empty for all of them.
    `citation`: the sender's own words.
    """

    genre: DeclarationDite
    citation: str
    lignes: tuple[HeuresDites, ...] = ()
    lots: frozenset[int] = frozenset()
    mois: int | None = None
    avant: int | None = None


class _Doute(Exception):
    """A clause may change what the others say."""


def comprendre(propos: str) -> DeclarationLue | None:
    """What the words of an answer declare; None when they declare nothing, or may mean something else."""
    if _SIGNE.search(propos):
        return None
    try:
        trouvees = [trouvee for phrase in _phrases(propos) for trouvee in _lire_phrase(phrase)]
    except _Doute:
        return None
    genres = {une.genre for une in trouvees}
    if len(genres) != 1:
        return None
    if any(une.lots for une in trouvees) and not all(une.lots for une in trouvees):
        return None
    mois = {une.mois for une in trouvees if une.mois}
    avant = {une.avant for une in trouvees if une.avant}
    if len(mois) > 1 or len(avant) > 1:
        return None
    return DeclarationLue(
        genre=genres.pop(),
        citation=" ".join(dict.fromkeys(une.citation for une in trouvees))[:CITATION_MAX],
        lignes=tuple(ligne for une in trouvees for ligne in une.lignes),
        lots=frozenset().union(*(une.lots for une in trouvees)),
        mois=next(iter(mois), None),
        avant=next(iter(avant), None),
    )


def est_de_politesse(propos: str) -> bool:
    """Whether an answer only greets, thanks or takes note."""
    return all(
        _POLITESSE.fullmatch(plier(morceau).strip(" .!:")) and not _INQUIETANT.search(plier(morceau))
        for phrase in _phrases(propos)
        for morceau in _PROPOSITIONS.split(phrase)
        if morceau.strip(" .!:")
    )


def _phrases(propos: str) -> Iterator[str]:
    texte = _ABREVIATION.sub(r"\1", nettoyer(propos))
    for phrase in _PHRASES.split(texte):
        if mots := phrase.strip(" \t-–—*•>«»\"'"):
            yield mots


def _lire_phrase(phrase: str) -> list[DeclarationLue]:
    """What a sentence declares: the whole of it, else one of its clauses beside harmless ones. Raises _Doute."""
    entiere = _lire(phrase, phrase)
    if entiere is not None:
        return [entiere]
    morceaux = [morceau for morceau in _PROPOSITIONS.split(phrase) if morceau.strip(" .!:")]
    lues = [_lire(morceau, phrase) for morceau in morceaux]
    for morceau, lue in zip(morceaux, lues, strict=True):
        if lue is None:
            _exiger_sans_effet(plier(morceau).strip(" .!:"), declare=any(lues))
    return [lue for lue in lues if lue is not None]


def _exiger_sans_effet(morceau: str, *, declare: bool) -> None:
    """Raises _Doute for a clause that is neither polite, nor a reason, nor foreign to hours."""
    if _POLITESSE.fullmatch(morceau) and not re.search(r"\?|\d\s?h(?![a-z])", morceau):
        return
    if declare and _CAUSE.fullmatch(morceau) and not re.search(r"\?|\d|heure|\bmais\b|\bsauf\b", morceau):
        return
    if _INQUIETANT.search(morceau):
        raise _Doute


def _lire(texte: str, citation: str) -> DeclarationLue | None:
    plie = " ".join(plier(texte).split()).strip(" .!:")
    if "?" in plie:
        return None
    return _rien(plie, citation) or _comme_avant(plie, citation) or _des_heures(plie, citation)


def _rien(plie: str, citation: str) -> DeclarationLue | None:
    reste, trouve = _retirer(_RIEN, plie)
    if not trouve or reste:
        return None
    return DeclarationLue(
        genre=DeclarationDite.AUCUNE_HEURE, citation=citation, lots=_lots(plie), mois=_mois_nomme(plie)
    )


def _comme_avant(plie: str, citation: str) -> DeclarationLue | None:
    trouve = _AVANT.search(plie)
    if trouve is None or _reste(plie[: trouve.start()] + " " + plie[trouve.end() :]):
        return None
    avant = _numero(trouve["mois"])
    autour = plie[: trouve.start()] + " " + plie[trouve.end() :]
    return DeclarationLue(
        genre=DeclarationDite.COMME_AVANT,
        citation=citation,
        lots=_lots(plie),
        mois=_mois_nomme(autour),
        avant=avant,
    )


def _des_heures(plie: str, citation: str) -> DeclarationLue | None:
    """« 35 h pour Mme Quermeur et 28 h pour M. Benlaroux »: every part of the list must say hours."""
    parties = [partie for partie in _ENUMERATION.split(plie) if partie.strip()]
    lignes = [_ligne(partie) for partie in parties]
    if not lignes or any(ligne is None for ligne in lignes):
        return None
    return DeclarationLue(
        genre=DeclarationDite.HEURES,
        citation=citation,
        lignes=tuple(ligne for ligne in lignes if ligne is not None),
        mois=_mois_nomme(plie),
    )


def _ligne(partie: str) -> HeuresDites | None:
    nettoyee, lots = _reste(partie), _lots(partie)
    trouve = _DE_QUI.fullmatch(nettoyee) or _QUI_A_FAIT.fullmatch(nettoyee)
    if trouve is None:
        return None
    qui = _CIVILITE.sub("", (trouve["qui"] or "").strip(" :,-–")).strip()
    heures = _duree(trouve["heures"])
    if heures is None or (qui and not _PERSONNE.fullmatch(qui)):
        return None
    return HeuresDites(heures=heures, qui=qui or None, lot=next(iter(lots)) if len(lots) == 1 else None)


def _duree(ecrite: str) -> Decimal | None:
    if re.match(r"(?:0|zero|aucune)\b", ecrite):
        return Decimal(0)
    return lire_heures(re.sub(r"\s?h(?:eures?|rs?)", "h", ecrite).replace("h ", "h"))


def _retirer(motif: re.Pattern[str], plie: str) -> tuple[str, bool]:
    """What is left once the first words of `motif` and those that only go with them are gone."""
    trouve = motif.search(plie)
    if trouve is None:
        return plie, False
    return _reste(plie[: trouve.start()] + " " + plie[trouve.end() :]), True


def _reste(plie: str) -> str:
    return " ".join(_REMPLISSAGE.sub(" ", plie).split()).strip(" .,:!'-–")


def _lots(plie: str) -> frozenset[int]:
    return frozenset(int(numero) for numero in re.findall(r"\blot (?:n°\s?)?(\d{1,2})\b", plie))


def _mois_nomme(plie: str) -> int | None:
    nommes = {_numero(nom) for nom in re.findall(rf"\b({_NOMS_DE_MOIS})\b", plie)}
    return nommes.pop() if len(nommes) == 1 else None


def _numero(nom: str | None) -> int | None:
    return [plier(un) for un in MOIS].index(nom) + 1 if nom else None
