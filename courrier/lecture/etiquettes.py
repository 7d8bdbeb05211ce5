"""« Clé : valeur » as buyers write it: which words name which field, in lines, in two-column tables, under headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from courrier.lecture.blocs import Bloc, Ligne, Tableau, rangee_en_phrase
from courrier.lecture.tableaux_de_lots import est_un_entete_de_lots
from courrier.lecture.textes import plier, sans_puce

_DE = r"(?:de |du |d')(?:l'|la )?"
_CHOSE = r"(?:operation|marche|projet|consultation|chantier|accord-cadre|affaire|dossier|acheteur)"

# Field → expressions by rank: a title said « intitulé » outranks one said « objet ».
ETIQUETTES: dict[str, tuple[str, ...]] = {
    "intitule": (
        (
            rf"intitule(?: complet| exact)?(?: {_DE}{_CHOSE}| (?:attribue|donne) (?:a la |au |a l'){_CHOSE}"
            rf"(?: par l'(?:acheteur|entite adjudicatrice)| par le pouvoir adjudicateur)?)?"
            rf"|titre(?: {_DE}{_CHOSE})?|nom {_DE}(?:operation|projet"
            rf"|chantier)"
            rf"|operation(?: concernee| prevue| envisagee| a venir| projetee| suivante)?"
            rf"(?:\s?(?:n°\s?)?\d{{1,2}}| [ab])?"
            rf"|(?:designation|libelle|denomination) {_DE}{_CHOSE}|projet(?:\s?(?:n°\s?)?\d{{1,2}})?"
        ),
        (
            r"objet (?:du marche|de la consultation|de l'operation|des travaux|du projet|de l'accord-cadre"
            r"|des prestations)|libelle|denomination"
        ),
        (
            r"marche(?: public)?(?: de travaux| de services| concerne)?|consultation(?: a venir| prevue)?|objet|travaux"
            r"|chantier|prestations?"
        ),
    ),
    "reference": (
        (
            rf"(?:ref|reference)s?\.?(?: (?:interne|acheteur|chrono|{_CHOSE}))?(?: {_DE}{_CHOSE})?"
            rf"|(?:n°|numero|num\.?|code)\s?(?:{_DE})?{_CHOSE}(?: public)?|{_CHOSE}\s(?:n°|numero|ref\.?)"
        ),
    ),
    "maitre_ouvrage": (
        (
            r"(?:nom du )?(?:maitre d'ouvrage|maitrise d'ouvrage|maitre de l'ouvrage)(?: \(?moa\)?)?|moa"
            r"|(?:nom de l')?acheteur(?: public)?|pouvoir adjudicateur|entite adjudicatrice|collectivite(?: porteuse"
            r"| concernee)?"
            r"|organisme(?: acheteur)?|commanditaire|donneur d'ordres?|porteur (?:du|de) projet"
        ),
    ),
    "commune": (
        (
            r"communes?(?: (?:du chantier|des travaux|concernee|d'execution|de l'operation|d'implantation))?|ville"
            r"|lieux?(?: (?:d'execution|principal d'execution|des travaux|de l'operation|du chantier|du projet"
            r"|d'intervention|des prestations|de realisation))?"
            r"(?: (?:des travaux|des prestations|du marche))?|localisation(?: (?:des travaux|de l'operation|du chantier"
            r"|du projet))?|implantation|situation"
            r"|(?:adresse|site) (?:du chantier|des travaux|de l'operation|du site|du projet|d'execution|concerne)|site"
            r"|adresse"
        ),
    ),
    "contact": (
        (
            r"(?:votre |notre )?(?:contacts?|interlocut(?:eur|rice))(?: (?:moa|maitrise d'ouvrage|technique"
            r"|administratif"
            r"|referent))?"
            r"|personne (?:a contacter|referente|chargee du dossier)|(?:affaire|dossier|operation|projet) suivie? par"
            r"|suivi par|referente?"
            r"|chargee? (?:d'operations?|de l'operation|du dossier|de projet)|conduct(?:eur|rice) d'operations?"
            r"|responsable (?:du projet|de l'operation)"
        ),
    ),
}
_AUTRES = (
    r"telephone|tel\.?|mobile|portable|fax|mail|e-mail|courriel|date[a-z' ]{0,45}|demarrage[a-z' ]{0,35}"
    r"|debut[a-z' ]{0,35}"
    r"|publication[a-z' ]{0,35}|envoi[a-z' ]{0,45}|lancement[a-z' ]{0,35}|remise[a-z' ]{0,35}"
    r"|reception[a-z' ]{0,35}|reunion[a-z' ]{0,35}"
    r"|mise en ligne[a-z' ]{0,20}|lots?(?: uniques?)?(?:\s?(?:n°)?\s?\d{1,3})?|allotissement"
    r"|montants?[a-z' ]{0,35}|estimations?[a-z' ]{0,35}"
    r"|budget[a-z' ]{0,35}|duree[a-z' ]{0,35}|delai[a-z' ]{0,35}|procedure|nature[a-z' ]{0,25}|type[a-z' ]{0,25}"
    r"|forme[a-z' ]{0,25}|fin[a-z' ]{0,25}"
    r"|maitre d'(?:oe|œ)uvre|maitrise d'(?:oe|œ)uvre|moe|amo|mandataire|dlro|livraison[a-z' ]{0,20}"
    r"|visite[a-z' ]{0,20}|surface|financement"
)


@dataclass(frozen=True, kw_only=True)
class Etiquette:
    """A value and the name it was given. `rang`: 0 is the surest name. `preuve` is the whole line."""

    champ: str
    valeur: str
    rang: int
    nom: str
    preuve: str


def _alternatives() -> Iterator[str]:
    for champ, rangs in ETIQUETTES.items():
        for rang, motif in enumerate(rangs):
            yield f"(?P<{champ}_{rang}>{motif})"
    yield f"(?P<autre_0>{_AUTRES})"


_MOTIF = "|".join(_alternatives())
_CLE = re.compile(
    rf"(?:^|(?<=[;|(•/])\s{{0,3}}|(?<=\s-\s)|(?<=[.,]\s)|(?<=\s\*))(?:\d{{1,2}}[.)]\s{{0,2}})?\*?(?:l'|la |le "
    rf"|les |notre )?(?:{_MOTIF})"
    r"\s{0,3}(?:\([^()]{0,40}\)\s{0,2})?\*?\s{0,3}[:=]\s{0,3}\*?"
)
_CELLULE = re.compile(
    rf"(?:\d{{1,2}}[.)]\s{{0,2}})?(?:l'|la |le |les )?(?:{_MOTIF})\s{{0,3}}(?:\([^()]{{0,40}}\))?\s{{0,3}}[:=]?"
)
_REFERENCE_EN_TETE = re.compile(
    r"(?:n°\s?)?((?=[A-Z\d._/-]{0,30}\d)[A-Z\d]{2,}[._/-][A-Z\d._/-]*)\s+[-–—:]\s+(?=[^\W\d])"
)
_CLES_NUES_MIN = 3
_FIN_DE_VALEUR = re.compile(r"[\s;|/(,-]+$")


def _leading_reference(etiquette: Etiquette) -> list[Etiquette]:
    """« Opération : RA-2026-0117 – Restructuration… » names both."""
    tete = _REFERENCE_EN_TETE.match(etiquette.valeur) if etiquette.champ == "intitule" else None
    return [replace(etiquette, champ="reference", valeur=tete[1], rang=0)] if tete else []


def find_etiquettes(blocs: Iterable[Bloc]) -> list[Etiquette]:
    """Every recognised « clé : valeur », in reading order; a key alone on its line takes the next line as its value."""
    trouvees: list[Etiquette] = []
    attente: Etiquette | None = None
    for bloc in blocs:
        if isinstance(bloc, Tableau):
            trouvees += _from_table(bloc)
            attente = None
            continue
        lues = _from_line(bloc.texte)
        if attente and bloc.texte and not lues:
            trouvees.append(_completed(attente, bloc))
        elif not bloc.texte and attente:
            continue
        attente = lues[-1] if lues and not lues[-1].valeur else None
        trouvees += [lue for lue in lues if lue.valeur]
    trouvees += [reference for e in trouvees for reference in _leading_reference(e)]
    return [e for e in trouvees if e.champ != "autre"]


def join_bare_keys(blocs: list[Bloc]) -> list[Bloc]:
    """Keys alone on their line, without a colon, joined to the line under them, when there are several of them."""
    sortie: list[Bloc] = []
    for bloc in blocs:
        if sortie and isinstance(bloc, Ligne) and _is_bare(sortie[-1]) and not _is_bare(bloc):
            sortie[-1:] = [Ligne(f"{_text(sortie[-1])} : {sans_puce(bloc.texte)}")] if bloc.texte else sortie[-1:]
        else:
            sortie.append(bloc)
    return sortie if sum(map(_is_bare, blocs)) >= _CLES_NUES_MIN else list(blocs)


def _is_bare(bloc: Bloc) -> bool:
    texte = _text(bloc)
    return bool(texte) and not texte.endswith((":", "=")) and _cell_key(texte) is not None


def _text(bloc: Bloc) -> str:
    return sans_puce(bloc.texte) if isinstance(bloc, Ligne) else ""


def commence_par_une_cle(texte: str) -> bool:
    """Whether the words begin by a key other than a title's (« Interlocuteur : … », « Durée : … »)."""
    cle = _CLE.match(plier(sans_puce(texte)))
    return cle is not None and not any(lu for nom, lu in cle.groupdict().items() if nom.startswith("intitule"))


def _completed(attente: Etiquette, bloc: Ligne) -> Etiquette:
    valeur = sans_puce(bloc.texte)
    preuve = f"{attente.preuve} {bloc.texte}"
    return Etiquette(champ=attente.champ, valeur=valeur, rang=attente.rang, nom=attente.nom, preuve=preuve)


def _from_line(texte: str) -> list[Etiquette]:
    ligne = sans_puce(texte)
    plie = plier(ligne)
    cles = list(_CLE.finditer(plie))
    fins = [cle.start() for cle in cles[1:]] + [len(ligne)]
    return [
        _etiquette(cle, _FIN_DE_VALEUR.sub("", ligne[cle.end() : fin]), texte)
        for cle, fin in zip(cles, fins, strict=False)
    ]


def _etiquette(cle: re.Match[str], valeur: str, preuve: str) -> Etiquette:
    groupe = next(nom for nom, lu in cle.groupdict().items() if lu is not None)
    champ, rang = groupe.rsplit("_", 1)
    nom = re.sub(r"[\s\d°]+$", "", cle[groupe]).removesuffix(" n")
    return Etiquette(champ=champ, valeur=valeur.strip(" *_"), rang=int(rang), nom=nom, preuve=preuve.strip())


def _cell_key(cellule: str) -> re.Match[str] | None:
    return _CELLULE.fullmatch(plier(sans_puce(cellule)).strip()) if len(cellule) <= 80 else None  # noqa: PLR2004 - a name is short


def _from_table(tableau: Tableau) -> list[Etiquette]:
    cles = [_cell_key(cellule) for cellule in tableau.rangees[0]]
    if len(tableau.rangees) > 1 and sum(cle is not None for cle in cles) >= 2 and not _cell_pairs(tableau.rangees[0]):  # noqa: PLR2004
        return _under_headings(cles, tableau)
    trouvees: list[Etiquette] = []
    for rangee in tableau.rangees:
        trouvees += [] if est_un_entete_de_lots(rangee) else _cell_pairs(rangee)
        trouvees += [e for cellule in rangee for e in _from_line(cellule) if e.valeur]
    return trouvees


def _under_headings(cles: list[re.Match[str] | None], tableau: Tableau) -> list[Etiquette]:
    if any(cle is not None and cle["autre_0"] and cle["autre_0"].startswith("lot") for cle in cles):
        return []
    return [
        _etiquette(cle, cellule, rangee_en_phrase(rangee))
        for rangee in tableau.rangees[1:]
        for cle, cellule in zip(cles, rangee, strict=False)
        if cle is not None and cellule
    ]


def _cell_pairs(rangee: tuple[str, ...]) -> list[Etiquette]:
    """Keys in even cells, values in odd ones; empty cells set aside."""
    pleines = [cellule for cellule in rangee if cellule.strip(" :")]
    paires = list(zip(pleines[::2], pleines[1::2], strict=False))
    if len(pleines) % 2 or not paires:
        return []
    lues = [(_cell_key(cle), valeur) for cle, valeur in paires]
    if any(_cell_key(valeur) for _, valeur in lues):
        return []
    return [_etiquette(cle, valeur, rangee_en_phrase(rangee)) for cle, valeur in lues if cle is not None]
