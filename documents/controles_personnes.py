"""Who may be named where: persons, their category, the structures of a territory (documents.md §12 and §15)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from documents.connu import Connu, set_aside
from documents.constats import Constat, excerpt
from documents.nettoyage import fold
from formats.dates import date_courte, date_longue
from metier.publics import Categorie
from metier.suivi import Beneficiaire

SANS_CRITERE = ("G2", "H2")
ANONYMES = ("A", "B", "C", "E", "F", "H1", "I1", "I2", "I3")
INITIALES = ("H2",)
LONGUEUR_NOM = 3
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
    """17. No beneficiary where none may be named; first name and initial at most for a company."""
    if connu.suivi is None or not (_anonyme(piece) or _code(piece) in INITIALES):
        return
    for personne in connu.suivi.beneficiaires:
        motif = _motif(personne, avec_prenom=_anonyme(piece))
        for paragraphe in paragraphes:
            if trouve := motif.search(fold(paragraphe)):
                yield Constat(controle=17, piece=piece, phrase=_phrase(paragraphe, trouve.start()))


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
    formes = [re.escape(date_courte(personne.naissance)), re.escape(date_longue(personne.naissance))]
    formes += [re.escape(personne.naissance.isoformat())]
    nom, prenom = fold(personne.nom), fold(personne.prenom)
    if len(nom) >= LONGUEUR_NOM:
        formes.append(rf"\b{re.escape(nom)}\b")
    if avec_prenom and prenom and nom:
        formes.append(rf"\b{re.escape(prenom)} {re.escape(nom[0])}\b")
    return re.compile("|".join(fold(forme) for forme in formes))


def _phrase(paragraphe: str, place: int) -> str:
    return f"une personne y est reconnaissable, dans {excerpt(paragraphe, place)}"
