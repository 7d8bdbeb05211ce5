"""Which of the operation's days a date is: the words before it, or after it, in the same sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from courrier.lecture.blocs import Bloc, Tableau, rangee_en_phrase
from courrier.lecture.dates import DateLue, find_dates
from courrier.lecture.textes import phrases, plier, sans_puce

CHAMPS = ("date_avis", "remise_offres", "demarrage", "reunion_demarrage")
_FUTUR = r"(?:(?:devraient?|doi(?:t|vent)|va|vont|pourraient?)\s+)?"
_PREVU = r"(?:\s(?:previsionnelle?|prevue?|effecti(?:f|ve)|envisagee?|souhaitee?|estimee?|theorique|theoriquement))?"
_CHANTIER = r"(?:du |des |de l'|le |les )?(?:chantier|travaux|prestations?|execution|interventions?)"

# What claims a date; « autre » claims it for nothing that is kept. The longest wording wins where two overlap.
_MOTIFS: dict[str, str] = {
    "reunion_demarrage": r"reunions?(?: prealable)?(?: de| du| d')? ?(?:demarrage|lancement (?:de chantier|du chantier"
    r"|des travaux))(?: (?:du|de) chantier| des travaux)?",
    "remise_offres": (
        r"(?:date (?:et heure )?limite|delai|remise|reception|depot|depose[rz]?|remettre|remises?|receptionnees?"
        r"|retour)\b[^.;:\d]{0,45}\b(?:offres?|plis?|propositions)"
        r"|(?:offres?|plis?)\b[^.;:\d]{0,30}\b(?:attendu|remet|remis|depos|recu|parven|transmi|adress)\w*|dlro"
        r"|(?:offres?|plis)(?= ?:| pour le \d)"
        r"|date limite de (?:remise|depot|reponse)|limite de remise|cloture de la consultation"
    ),
    "demarrage": (
        rf"(?:demarrage|debut|commencement|lancement|ouverture|engagement)s?{_PREVU} {_CHANTIER}|(?:travaux|chantier"
        rf"|prestations?)\b[^.;:]{{0,90}}\b{_FUTUR}(?:demarr|debut|commenc)\w+"
        rf"|(?:demarr(?:er|eront|era|ent)|commenc(?:er|eront|era|ent)|debut(?:er|eront|era|ent))\s{_CHANTIER}"
        rf"|date{_PREVU} (?:de|du) (?:demarrage|debut)(?: (?:d'execution|{_CHANTIER}))?|debut d'execution"
        rf"|demarrage{_PREVU}(?! de (?:la consultation|l'operation))"
    ),
    "date_avis": (
        r"(?:date|envoi|publication|parution|mise en ligne|lancement|demarrage|debut|diffusion|transmission|emission"
        r"|depart"
        r"|ouverture)\b[^.;:\d]{0,45}\b(?:avis|consultation|publication|appels? (?:d'offres|a la concurrence|public)"
        r"|dce|aapc|boamp|marche|publicite)"
        r"|publications?|parution|mi(?:se?s?) en ligne|avis(?= ?:)|avis (?:de publicite|de consultation"
        r"|d'appel(?: public)?(?: a (?:la )?concurrence| d'offres)?)|(?:avis|consultation|appel d'offres|dce"
        r"|marche)\b[^.;:\d]{0,45}\b(?:envoye|publie|mise?|lance|parai|paru|diffuse|ouvert)\w*"
        r"|(?:publi(?:er|erons|era|eront|ons)|lanc(?:er|erons|era|eront|ons)|envo(?:yer|ie|yons)|enverr(?:a|ons"
        r"|ont))\b[^.;:\d]{0,35}\b(?:avis|consultation|appel d'offres|dce|marche|publication)|\baapc\b|\bboamp\b"
        r"|avis de marche|(?<![a-z'] )(?<!')avis(?= le (?:[a-z]+ )?\d)|avis (?:part(?:ira)?|sort(?:ira)?)(?= le\b)"
    ),
    "autre": (
        rf"(?:fin|achevement|reception|livraison|terme|duree|arret|interruption)s?\b{_PREVU}(?: (?:du|des|de la|de l'"
        rf"|d'))?(?: ?(?:chantier|travaux|prestations?|execution|batiment|ouvrage|operation|marche))?|livr(?:e"
        rf"|aison)\w*"
        r"|visites?|reunions?|reponses?|repondre|retours?|notification|notifie\w*|attribution|conseil (?:municipal"
        r"|communautaire|departemental|regional)|commissions?|jury|deliberation|\bcao\b|vote\w*|candidatures?"
        r"|validite|rendu|permis|ouverture des plis"
        r"|questions?|preparation|ordre de service|etudes?|conception|esquisse|\bapd\b|\baps\b|\bpro\b|absente?"
        r"|conges?|signature|signee?|courrier du|mail du|courriel du|message du|en date du|envoye le|arrete du|decret"
        r"|loi|article|rentree|inauguration|emmenagement|mise en service|depot du|lancement de l'operation"
        r"|demarrage de l'operation|demolition|comite|relance"
    ),
}
_MOTIF = {champ: re.compile(rf"(?<![a-z])(?:{motif})(?![a-z])") for champ, motif in _MOTIFS.items()}

_RIEN_AVANT = re.compile(r"\W*(?:\d{1,2}[.)]\s)?\W*(?:(?:c'est )?(?:le|des le|a partir du|a compter du)\s)?")


@dataclass(frozen=True, kw_only=True)
class DateTrouvee:
    """A day of the operation; `valeur` None when the mail only gives an approximation of it."""

    champ: str
    valeur: date | None
    preuve: str


@dataclass(frozen=True)
class _Mention:
    debut: int
    fin: int
    champ: str


def find_evenements(blocs: Iterable[Bloc]) -> list[DateTrouvee]:
    """The four days of an operation wherever a sentence, a row or a heading gives one."""
    trouvees: list[DateTrouvee] = []
    attente = ""
    for bloc in blocs:
        if isinstance(bloc, Tableau):
            trouvees += _from_table(bloc)
            continue
        ligne = sans_puce(bloc.texte)
        phrase_entiere = f"{attente} {ligne}".strip()
        trouvees += [t for phrase in phrases(phrase_entiere) for t in _from_sentence(phrase)]
        attente = ligne if ligne.endswith(":") and _mentions(plier(ligne)) else "" if ligne else attente
    return trouvees


def _from_table(tableau: Tableau) -> Iterator[DateTrouvee]:
    entete = tableau.rangees[0]
    titres = [_only_event(cellule) for cellule in entete]
    en_colonnes = sum(titre is not None for titre in titres) >= 1 and not any(find_dates(c) for c in entete)
    for rangee in tableau.rangees:
        par_colonne = [
            d
            for titre, cellule, tete in zip(titres, rangee, entete, strict=False)
            if en_colonnes and titre and rangee is not entete and find_dates(cellule)
            for d in _from_sentence(f"{tete} : {cellule}", rangee_en_phrase(rangee))
        ]
        yield from par_colonne or _from_pairs(rangee) or _from_sentence(rangee_en_phrase(rangee))


def _from_pairs(rangee: tuple[str, ...]) -> list[DateTrouvee]:
    """« Avis | 12/11/2026 » beside other pairs: a key, then its day."""
    preuve = rangee_en_phrase(rangee)
    return [
        trouvee
        for cle, valeur in pairwise(rangee)
        if cle and not find_dates(cle) and find_dates(valeur) and _only_event(f"{cle} :")
        for trouvee in _from_sentence(f"{cle} : {valeur}", preuve)
    ]


def _only_event(cellule: str) -> str | None:
    mentions = _mentions(plier(cellule))
    return mentions[0].champ if mentions and mentions[0].champ != "autre" else None


def _mentions(plie: str) -> list[_Mention]:
    """The wordings of a sentence, in order; one inside another is dropped, the longer being more precise."""
    toutes = [_Mention(m.start(), m.end(), champ) for champ, motif in _MOTIF.items() for m in motif.finditer(plie)]
    toutes.sort(key=lambda m: (m.debut - m.fin, m.champ == "autre"))
    gardees: list[_Mention] = []
    for mention in toutes:
        if all(mention.fin <= g.debut or mention.debut >= g.fin for g in gardees):
            gardees.append(mention)
    return sorted(gardees, key=lambda m: m.debut)


def _from_sentence(phrase: str, preuve: str | None = None) -> list[DateTrouvee]:
    if len(phrase) > 2000:  # noqa: PLR2004 - no sentence is that long, and the wordings look ahead
        return []
    dates = find_dates(phrase)
    mentions = _mentions(plier(phrase)) if dates else []
    trouvees: list[DateTrouvee] = []
    borne_gauche = 0
    dates_d_abord = bool(dates) and _RIEN_AVANT.fullmatch(plier(phrase)[: dates[0].debut]) is not None
    for rang, lue in enumerate(dates):
        borne_droite = dates[rang + 1].debut if rang + 1 < len(dates) else len(phrase)
        champ = _claimed(mentions, lue, borne_gauche, borne_droite, dates_d_abord=dates_d_abord)
        borne_gauche = lue.fin
        if champ in CHAMPS:
            valeur = None if lue.borne and champ != "remise_offres" else lue.valeur
            trouvees.append(DateTrouvee(champ=champ, valeur=valeur, preuve=(preuve or phrase).strip()))
    return trouvees


def _claimed(mentions: list[_Mention], lue: DateLue, gauche: int, droite: int, *, dates_d_abord: bool) -> str | None:
    """The last wording between the previous date and this one; or, where dates come first, the first one after it."""
    avant = [m for m in mentions if gauche <= m.debut and m.fin <= lue.debut]
    if avant and not dates_d_abord:
        return avant[-1].champ
    apres = [m for m in mentions if lue.fin <= m.debut and m.fin <= droite]
    return apres[0].champ if apres and dates_d_abord else None
