"""Which columns of a sheet hold the names, the hours and the rest: the row of headings, wherever it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from echanges.heures.classeur import Case, Rangee
from echanges.heures.ecriture import mois as lire_mois
from echanges.heures.ecriture import mois_en_lettres, simple
from metier.periodes import Mois

ENTETE_MAX = 300  # rows among which headings are looked for
TITRE_MAX = 80  # characters of a heading
DES_TITRES = 2  # headings that a second row must hold to be one of headings

PERSONNE = re.compile(
    r"\b(noms?|prenoms?|salaries?|interimaires?|beneficiaires?|personnes?|participants?|collaborateurs?|agents?|ouvriers?)\b"
)
PRENOM = re.compile(r"(?!.*\bnoms?\b).*\bprenoms?\b.*")
NOM = re.compile(rf".*{PERSONNE.pattern.replace('|prenoms?', '')}.*")
PAS_UN_NOM = re.compile(
    r".*\b(entreprise|societe|chantier|employeur|structure|projet|operation|client|responsable|referent|tuteur|site|lot"
    r"|agence|maitre|marche|nombre|nb|utilisatrice|heures?|jeune fille|signature|visa|cadre)\b.*"
)
NAISSANCE = re.compile(r"(?!.*\bnom\b).*\b(naissance|nee? le|nee|ddn)\b.*")
EMPLOYEUR = re.compile(r".*\b(employeur|structure|siae|etti|agence)\b.*")
LOT = re.compile(r".*\b(lots?|corps d etat)\b.*")
MOIS = re.compile(
    r"(mois|periode|date|jour|semaine|date du jour|mois concerne|mois de|annee mois|date d?e? ?travail)\b.*"
)
PAS_UN_MOIS = re.compile(r".*\b(debut|fin|entree|sortie|embauche|contrat|naissance|signature|visa|arrivee|depart)\b.*")
DEBUT = re.compile(r".*\b(debut|entree|embauche)\b.*")
FORMATION = re.compile(r".*\bformations?\b.*")
TOUT_COMPRIS = re.compile(r".*\b(hors|y compris|avec|et|sans|incluse?)( la| les)? formations?\b.*")
HEURES = re.compile(r".*\b(heures?|hrs?|h|duree|volume|quantite|hres?)\b.*")
PAS_DES_HEURES = re.compile(
    r".*\b(taux|cout|prix|debut|fin|arrivee|depart|prevues?|engagees?|anterieur\w*|cumul\w*|restant\w*|reste|solde"
    r"|absences?|objectif|dues?|avant|prevision\w*|budget\w*|planifiees?|theoriques?)\b.*"
)
CONTRACTUELLES = re.compile(r".*\b(contractuel\w*|contrats?|missions?|marche|hebdo\w*|semaine)\b.*")
EN_PLUS = re.compile(r".*\b(sup|supp|supplementaires?|complementaires?|majorees?|hs|hc)\b.*")
ENTIERES = re.compile(r".*\b(total\w*|realisees?|travaillees?|effectuees?|insertion|retenues?)\b.*")


@dataclass(frozen=True, kw_only=True)
class Colonnes:
    """Columns from 0; `nom` may hold the whole name. `heures`: several are added up.

    `annonce`: the month that the heading of the hours names.
    """

    nom: int
    heures: tuple[int, ...]
    prenom: int | None = None
    mois: int | None = None
    lot: int | None = None
    naissance: int | None = None
    employeur: int | None = None
    debut: int | None = None
    formation: int | None = None
    annonce: Mois | None = None


@dataclass(frozen=True)
class Entete:
    """The row of the headings, from 0, and the first one below them."""

    rang: int
    suite: int
    colonnes: Colonnes


def trouver(rangees: Sequence[Rangee], mois: Mois, depuis: int = 0) -> Entete | None:
    """The first headings from that row on, on one row, else on two read together; None when there are none."""
    fin = min(len(rangees), depuis + ENTETE_MAX)
    for rang in range(depuis, fin):
        if colonnes := reconnaitre(rangees[rang], mois):
            return _sur_deux_rangees(rangees, rang, mois) or Entete(rang, rang + 1, colonnes)
    deux = (_sur_deux_rangees(rangees, rang, mois) for rang in range(depuis, fin))
    return next(filter(None, deux), None)


def _sur_deux_rangees(rangees: Sequence[Rangee], rang: int, mois: Mois) -> Entete | None:
    """The headings of that row and of the one below, where that one holds several, and nothing but words."""
    if rang + 1 >= len(rangees):
        return None
    dessous = [case for case in rangees[rang + 1] if case is not None]
    mots = [case for case in dessous if isinstance(case, str) and not any(signe.isdigit() for signe in case)]
    if len(mots) < len(dessous) or sum(map(_titre, mots)) < DES_TITRES:
        return None
    colonnes = reconnaitre(ensemble(rangees[rang], rangees[rang + 1]), mois)
    return Entete(rang, rang + 2, colonnes) if colonnes else None


def _titre(case: str) -> bool:
    texte = simple(case)
    return _role(texte) is not None or bool(ENTIERES.fullmatch(texte) or HEURES.fullmatch(texte))


def ensemble(haut: Rangee, bas: Rangee) -> list[Case]:
    """Headings on two rows, a merged cell above serving the ones to its right that have no other."""
    reunies: list[Case] = []
    dernier: Case = None
    for rang in range(max(len(haut), len(bas))):
        dessus = haut[rang] if rang < len(haut) else None
        dessous = bas[rang] if rang < len(bas) else None
        dernier = dessus or dernier
        reunies.append(" ".join(str(une) for une in (dernier if dessous else dessus, dessous) if une))
    return reunies


def reconnaitre(rangee: Rangee, mois: Mois) -> Colonnes | None:
    """The columns of a row of headings; None when it has no column of names or of hours."""
    textes = [simple(case) if isinstance(case, str) and len(case) <= TITRE_MAX else "" for case in rangee]
    if not PERSONNE.search(" ".join(textes)):
        return None
    roles: dict[str, int] = {}
    for rang, texte in enumerate(textes):
        if (role := _role(texte)) and role not in roles:
            roles[role] = rang
    prises = set(roles.values())
    libres = {rang: texte for rang, texte in enumerate(textes) if texte and rang not in prises}
    heures, annonce = _colonnes_d_heures(rangee, libres, mois)
    nom = roles.pop("nom", None)
    if nom is None or not heures or nom in heures:
        return None
    return Colonnes(nom=nom, heures=heures, annonce=annonce, **roles)


def _role(texte: str) -> str | None:
    regles = (
        ("naissance", NAISSANCE, None),
        ("prenom", PRENOM, None),
        ("formation", FORMATION, TOUT_COMPRIS),
        ("nom", NOM, PAS_UN_NOM),
        ("employeur", EMPLOYEUR, None),
        ("debut", DEBUT, HEURES),
        ("lot", LOT, HEURES),
        ("mois", MOIS, PAS_UN_MOIS),
    )
    for role, motif, sauf in regles:
        if motif.fullmatch(texte) and not (sauf and sauf.fullmatch(texte)):
            return role
    return None


def _heures(libres: dict[int, str]) -> tuple[int, ...]:
    """The column of all the hours; else the ordinary ones and those beyond; else a bare total."""
    candidates = {
        rang: texte for rang, texte in libres.items() if HEURES.fullmatch(texte) and not PAS_DES_HEURES.fullmatch(texte)
    }
    for rang, texte in candidates.items():
        if ENTIERES.fullmatch(texte) and not EN_PLUS.fullmatch(texte):
            return (rang,)
    candidates = {rang: texte for rang, texte in candidates.items() if not CONTRACTUELLES.fullmatch(texte)}
    ordinaires = [rang for rang, texte in candidates.items() if not EN_PLUS.fullmatch(texte)][:1]
    if ordinaires:
        return (*ordinaires, *(rang for rang, texte in candidates.items() if EN_PLUS.fullmatch(texte)))
    return tuple(rang for rang, texte in libres.items() if texte in {"total", "totaux", "total mois", "total du mois"})[
        :1
    ]


def _colonnes_d_heures(rangee: Rangee, libres: dict[int, str], mois: Mois) -> tuple[tuple[int, ...], Mois | None]:
    """The columns, and the month their heading names; where each month has its column, that of the month declared."""
    des_mois = {rang: un for rang, case in enumerate(rangee) if rang in libres and (un := _mois_de_titre(case, mois))}
    des_mois |= {rang: Mois.de(case) for rang, case in enumerate(rangee) if isinstance(case, date)}
    if len(set(des_mois.values())) > 1:
        return tuple(rang for rang, un in des_mois.items() if un == mois)[:1], mois
    heures = _heures(libres) or tuple(des_mois)[:1]
    return heures, next((des_mois[rang] for rang in heures if rang in des_mois), None)


def _mois_de_titre(case: Case, mois: Mois) -> Mois | None:
    if not isinstance(case, str):
        return None
    return mois_en_lettres(case, mois) or (lire_mois(case, mois) if any(signe in case for signe in "/-") else None)
