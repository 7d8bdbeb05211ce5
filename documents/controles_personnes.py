"""Who may be named where: persons, their category, the structures of a territory (documents.md §12 and §15)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from documents.connu import Connu, set_aside
from documents.constats import Constat, Gravite, excerpt
from documents.nettoyage import fold, on_one_line, without_accents
from formats.dates import date_courte, date_longue
from metier.publics import Categorie
from metier.suivi import Beneficiaire

SANS_CRITERE = ("G2", "H2")
ANONYMES = ("A", "B", "C", "D", "E", "F", "H1", "I1", "I2", "I3")
SANS_PRENOM = ("D2", "D3")  # read by people who work beside the person
INITIALES = ("H2",)
LONGUEUR_NOM = 3
_MOT = re.compile(r"\w+")
_CRITERES = re.compile(
    r"\b(RSA|ASS|AAH|RQTH|DELD|DETLD|QPV|handicap\w*|placement sous main de justice|main de justice|réfugiée?s?"
    r"|demandeu(r|se)s? d’emploi de (très )?longue durée|quartiers? prioritaires?)\b"
    + "".join(f"|{re.escape(categorie.libelle)}" for categorie in Categorie if categorie is not Categorie.AUTRE),
    re.IGNORECASE,
)


def check_criterion(piece: str, paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """16. The reason of an eligibility never reaches a company: it would tell a handicap, a benefit, a sentence."""
    if _code(piece) not in SANS_CRITERE:
        return
    for paragraphe in paragraphes:
        neutre = set_aside(paragraphe, connu.propres)
        if trouve := _CRITERES.search(neutre):
            phrase = f"critère d’éligibilité « {trouve[0]} » dans {excerpt(neutre, trouve.start())}"
            yield Constat(controle=16, piece=piece, phrase=phrase)


def check_persons(piece: str, paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """17. No beneficiary where none may be named; first name and initial at most for a company.

    A first name alone is blocking where colleagues read, else pointed at. Names are looked for as they are written,
    with a capital (« Petit » is someone, « petit » is not), beside those of the organisations and of their people.
    """
    if connu.suivi is None or not (_anonyme(piece) or _code(piece) in INITIALES):
        return
    anonyme = _anonyme(piece)
    neutres = [set_aside(paragraphe, connu.propres) for paragraphe in paragraphes]
    mots = {mot for propre in connu.propres for mot in _MOT.findall(without_accents(propre))}
    for personne in connu.suivi.beneficiaires:
        motif = _motif(personne, avec_prenom=anonyme)
        seul = _prenom_seul(personne, mots) if anonyme else None
        for neutre, lu in zip(neutres, map(without_accents, neutres), strict=True):
            if trouve := motif.search(lu):
                yield Constat(controle=17, piece=piece, phrase=_phrase(neutre, trouve.start()))
            elif seul and (trouve := seul.search(lu)):
                yield _prenom(piece, neutre, trouve.start())


def check_structures(piece: str, paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """10. A list of structures is the whole territory in alphabetical order, never a selection."""
    ensemble = "\n".join(paragraphes)
    citees = sorted((nom for nom in connu.structures if nom in ensemble), key=ensemble.index)
    attendues = sorted(connu.structures, key=fold)
    if citees and len(citees) < len(attendues):
        absente = next(nom for nom in attendues if nom not in citees)
        phrase = f"sélection de structures : {len(citees)} sur {len(attendues)} sont citées, « {absente} » manque"
        yield Constat(controle=10, piece=piece, phrase=phrase)
    elif citees and citees != attendues:
        deplacee = next(citee for citee, attendue in zip(citees, attendues, strict=True) if citee != attendue)
        phrase = f"structures citées dans un autre ordre qu’alphabétique, à partir de « {deplacee} »"
        yield Constat(controle=10, piece=piece, phrase=phrase)


def _code(piece: str) -> str:
    return piece.split(maxsplit=1)[0]


def _anonyme(piece: str) -> bool:
    code = _code(piece)
    return any(code == un or (len(un) == 1 and code.startswith(un)) for un in ANONYMES)


def _motif(personne: Beneficiaire, *, avec_prenom: bool) -> re.Pattern[str]:
    """The family name, the first name beside its initial, the date of birth in any writing."""
    formes = [re.escape(without_accents(date_courte(personne.naissance)))]
    formes += [re.escape(without_accents(date_longue(personne.naissance))), re.escape(personne.naissance.isoformat())]
    noms, prenoms = _ecritures(personne.nom), _ecritures(personne.prenom)
    if len(personne.nom.strip()) >= LONGUEUR_NOM:
        formes += [rf"\b{nom}\b" for nom in noms]
    if avec_prenom:
        formes += [rf"\b{prenom} {re.escape(without_accents(personne.nom)[:1].upper())}\b" for prenom in prenoms]
    return re.compile("|".join(formes))


def _prenom_seul(personne: Beneficiaire, mots: set[str]) -> re.Pattern[str] | None:
    """The first name, unless somebody or something rightly named there has it too."""
    formes = [forme for forme in _ecritures(personne.prenom) if not mots.intersection(_MOT.findall(forme))]
    return re.compile("|".join(rf"\b{forme}\b" for forme in formes)) if formes else None


def _ecritures(nom: str) -> list[str]:
    """A name as texts write it, for a pattern: « Le Goff », « LE GOFF », and as it was entered if with a capital."""
    entre = without_accents(on_one_line(nom)).strip()
    formes = {entre.title(), entre.upper(), entre}
    return sorted(re.escape(forme) for forme in formes if len(forme) >= LONGUEUR_NOM and forme != forme.lower())


def _prenom(piece: str, neutre: str, place: int) -> Constat:
    grave = _code(piece) in SANS_PRENOM
    phrase = f"le prénom d’une personne bénéficiaire, dans {excerpt(neutre, place)}"
    gravite = Gravite.BLOQUANT if grave else Gravite.AVERTISSEMENT
    return Constat(controle=17, piece=piece, phrase=phrase, gravite=gravite)


def _phrase(paragraphe: str, place: int) -> str:
    return f"une personne y est reconnaissable, dans {excerpt(paragraphe, place)}"
