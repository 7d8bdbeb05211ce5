"""What prose says of an operation when no « clé : valeur » does: its title, reference, owner, town."""

from __future__ import annotations

import re
from collections.abc import Iterable

from courrier.lecture.etiquettes import Etiquette
from courrier.lecture.textes import phrases, plier
from courrier.lecture.valeurs import ORGANISATION, clean_commune, clean_intitule, clean_maitre_ouvrage, clean_reference

OUVRAGE = (
    r"(?:constructions?|reconstructions?|renovations?|rehabilitations?|restructurations?|amenagements?"
    r"|reamenagements?|refections?|extensions?|requalifications?|demolitions?"
    r"|mise (?:en|aux) [a-z]+|modernisation|creation|realisation|entretien|nettoyage|maintenance|remplacement"
    r"|isolation|transformation|reprise|restauration|conception|travaux|deconstruction|desamiantage"
    r"|agrandissement|ravalement|fourniture|exploitation|gestion|collecte|surelevation|viabilisation)"
)
_VERBE = (
    r"(?:lanc(?:er|ons|e|era|erons|ement de|eront)|engag(?:er|eons|e|era)|entrepren(?:dre|ons|d)|realis(?:er|ons"
    r"|e|era)|prepar(?:er|ons|e|ent)|prevo(?:ir|yons|it)|envisag(?:er|eons|e)"
    r"|conduire|mener|demarrer|consulter pour|publier|concern(?:e|ant)|port(?:e|ant) sur|dans le cadre de"
    r"|(?:projet|operation|marche|consultation) est|il s'agit de|consiste en)"
    r"(?: (?:prochainement|bientot|actuellement|egalement|aussi|enfin|(?:courant|des|en|fin|debut) \w+(?: 20\d\d)?))?"
)
_TITRE_EN_PHRASE = re.compile(
    rf"\b(?:{_VERBE}|operation|consultation|marche|projet|chantier)\s(?:(?:les?|la|une?|des|de|d'|pour|relati(?:f"
    rf"|ve) a|portant sur|de travaux)\s?){{1,3}}(?P<titre>(?:l')?{OUVRAGE}\b)"
)
_ARTICLE_OUVRAGE = re.compile(rf"\b{_VERBE}\s(?:la|le|les|l'|une|des)\s?(?P<titre>{OUVRAGE}\b)")
_SUJET = re.compile(
    rf"(?:les? |la |l')?(?P<titre>(?:travaux (?:de |d'))?{OUVRAGE}\b)"
    r"(?=.{0,300}\b(?:demarr|debut|commenc|seront|sera |va |vont |est prevue|sont prevus)\w*)"
)
_EN_TETE = re.compile(
    rf"(?:bonjour,? )?(?P<titre>(?:l'|la |les? )?{OUVRAGE}\b[^,;:()]{{4,200}}?)\s?"
    r"(?:[,;(]|-)\s?(?:sous la )?ref(?:erence|\.)?\s?:?\s?(?=[^\s,;]*\d)"
)
_FIN_DE_TITRE = re.compile(
    r"[,;:.!?()«»\"]|\s[-–—]\s|\s(?:à|À)\s(?=[A-ZÀ-Ý])|\s(?:situ[ée]e?s?|sise?s?|dont|qui|que|sur (?:la commune"
    r"|le territoire|votre)|pour (?:un montant|le compte|laquelle|lequel)|avec|prévue?s?|(?:est|sera|seront|sont"
    r"|va|vont|devrai(?:t|ent)|d[ée]marr\w+|d[ée]buter\w*|commencer\w*|d[ée]but|au|en|fin|courant) (?=\w)"
    r"|l[’']an prochain|cette année|dans (?:le|les|la|notre"
    r"|votre))\b"
)
_GUILLEMETS = re.compile(
    r"\b(?:op[ée]ration|projet|march[ée]|consultation|mapa|accord-cadre|travaux)s?\s(?:suivante?\s"
    r"|intitul[ée]e?\s|d[ée]nomm[ée]e?\s|de\s"
    r"|:\s?)*[«\"“]\s?([^«»\"“”]{6,200}?)\s?[»\"”]",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:(?<![a-z])(?<!nos )(?<!vos )(?<!notre )(?<!votre )(?:ref(?:erence)?\.?|(?:operation|consultation|marche"
    r"|affaire|dossier)\s?n°|numero (?:de (?:consultation|marche)|d'operation)|n° (?:de (?:consultation|marche)"
    r"|d'operation))"
    r"\s?:?\s{0,2}(?:n°\s?)?)(?P<valeur>[a-z0-9][a-z0-9._/-]*\d[a-z0-9._/-]*)"
)
_REFERENCE_NUE = re.compile(
    r"(?:\b[Oo]p[ée]ration |\b[Mm]arch[ée] |\b[Cc]onsultation |\b[Aa]ffaire "
    r"|\()([A-Z]{2,6}[-_/]\d{2,4}[-_/][\w-]{1,20})(?=[\s),.;:]|$)"
)
_REFERENCE_EN_TITRE = re.compile(
    r"^(?:operation|marche|consultation|projet"
    r"|affaire)\s(?:n°\s?)?(?P<valeur>(?=[a-z._/-]*\d)[a-z0-9]+[._/-][a-z0-9._/-]*)\s{0,2}(?::"
    r"|-\s)\s?(?P<titre>.{4,})$"
)
_COMMUNE = re.compile(
    r"(?:(?:commune|territoire|ville) (?:de |d['’])|(?:situ[ée]e?s?|sise?s?|implant[ée]e?s?) (?:à"
    r"|sur la commune de|sur le territoire de)\s"
    r"|(?<=[a-zà-ÿ0-9A-ZÀ-Ý)»-]),? [àÀ] )(?P<nom>[A-ZÀ-ÝŒ][^\s,;:.()«»!?]+(?:[ -](?:[A-ZÀ-ÝŒ][^\s,;:.()«»!?]+"
    r"|(?:sur|sous|lès|les|la|le|de|du|des|en|aux)(?=[ -][A-ZÀ-ÝŒ-])))*)"
)
_PAS_UN_LIEU = re.compile(
    r"\b(?:repondre|reponse|transmettre|transmis|envoyer|envoye|adresser|adresse|confier|confie|grace|merci"
    r"|contacter|ecrire|demander|parler|telephoner|appeler|suite|quant|conforme|rattache|associe|presente|destine"
    r"|bientot|faire|reviens)\w*,?\s[aà]\s$"
)
_TRAVAIL = re.compile(
    rf"\b(?:{OUVRAGE}|operation|chantier|marche|projet|consultation|lycee|college|ecole|groupe scolaire|gymnase"
    rf"|piscine|batiment|salle|site)s?\b"
)
_AILLEURS = re.compile(
    r"\b(?:reunions?|rencontres?|visites?|siege|bureaux?|rendez-vous|convi|invit|formation|salon)\w*"
)
_POUR = re.compile(
    r"(?:pour le compte|maitrise d'ouvrage|maitre d'ouvrage|au nom)(?: est| sera)?(?: assuree?(?: par)?)? (?:de "
    r"|du |d'|par )?(?:la |le |l')?$"
)
_CIVILITES = frozenset({"mme", "m", "mr", "madame", "monsieur", "mlle", "me", "dr"})


def commence_par_un_ouvrage(texte: str) -> bool:
    """Whether the words begin by a work or a service: « Réfection de… », « Nettoyage des… »."""
    return re.match(rf"(?:l'|la |les? )?{OUVRAGE}\b", plier(texte)) is not None


def find_en_redaction(lignes: Iterable[str]) -> list[Etiquette]:
    """What the sentences say, as labels of lower rank, with the sentence as evidence."""
    trouvees: list[Etiquette] = []
    for ligne in lignes:
        for phrase in phrases(ligne[:4000]):
            trouvees += [*_titles(phrase), *_references(phrase), *_owners(phrase), *_towns(phrase)]
    return trouvees


def _etiquette(champ: str, valeur: str | None, rang: int, preuve: str) -> list[Etiquette]:
    return [Etiquette(champ=champ, valeur=valeur, rang=rang, nom="phrase", preuve=preuve)] if valeur else []


def _titles(phrase: str) -> list[Etiquette]:
    if compose := _REFERENCE_EN_TITRE.match(plier(phrase)):
        return _etiquette("intitule", clean_intitule(phrase[compose.start("titre") :]), 3, phrase)
    if cite := _GUILLEMETS.search(phrase):
        return _etiquette("intitule", clean_intitule(cite[1]), 3, phrase)
    plie = plier(phrase)
    trouve = _ARTICLE_OUVRAGE.search(plie) or _TITRE_EN_PHRASE.search(plie) or _SUJET.match(plie)
    if trouve is None:
        return _leading_title(phrase)
    reste = phrase[trouve.start("titre") :]
    fin = _FIN_DE_TITRE.search(reste)
    titre = reste[: fin.start() if fin else len(reste)].strip()
    if len(titre.split()) < 3:  # noqa: PLR2004 - « travaux de voirie » is a trade, not a title
        return []
    return _etiquette("intitule", clean_intitule(titre[:1].upper() + titre[1:]), 4, phrase)


def _leading_title(phrase: str) -> list[Etiquette]:
    """« Démolition de l’ancien CFA de Bar-le-Duc, réf. RN-2026-0512 »: the work that opens the sentence."""
    tete = _EN_TETE.match(plier(phrase))
    return _etiquette("intitule", clean_intitule(phrase[slice(*tete.span("titre"))]), 4, phrase) if tete else []


def _references(phrase: str) -> list[Etiquette]:
    plie = plier(phrase)
    trouves = [(m.start("valeur"), m.end("valeur")) for m in _REFERENCE.finditer(plie)]
    trouves += [m.span(1) for m in _REFERENCE_NUE.finditer(phrase)]
    if compose := _REFERENCE_EN_TITRE.match(plie):
        trouves.append((compose.start("valeur"), compose.end("valeur")))
    return [e for debut, fin in trouves for e in _etiquette("reference", clean_reference(phrase[debut:fin]), 0, phrase)]


def _owners(phrase: str) -> list[Etiquette]:
    """« pour le compte de la Ville de Valmeuse », « sous maîtrise d’ouvrage de la Région »."""
    trouves = [m for m in ORGANISATION.finditer(phrase) if _POUR.search(plier(phrase[: m.start()]))]
    noms = [re.split(r"\s(?:[-–—]|va|est|sera|a|qui|souhaite|pour|prépare|lance)\s", m[0])[0] for m in trouves]
    return [e for nom in noms for e in _etiquette("maitre_ouvrage", clean_maitre_ouvrage(nom), 2, phrase)]


def _towns(phrase: str) -> list[Etiquette]:
    plie = plier(phrase)
    if not _TRAVAIL.search(plie) or _AILLEURS.search(plie):
        return []
    trouvees: list[Etiquette] = []
    for m in _COMMUNE.finditer(phrase):
        avant = plie[: m.start("nom")]
        premier = plier(m["nom"]).split()[0].strip(".")
        if _PAS_UN_LIEU.search(avant) or premier in _CIVILITES:
            continue
        trouvees += _etiquette("commune", clean_commune(m["nom"]), 2, phrase)
    return trouvees
