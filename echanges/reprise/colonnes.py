"""Which columns of a follow-up spreadsheet hold what: by their headings, then by what is written below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from echanges.heures import ecriture
from echanges.heures.classeur import Case, Feuille, Rangee
from echanges.heures.colonnes import ensemble
from echanges.heures.ecriture import mois_en_lettres, simple
from echanges.reprise import valeurs
from echanges.reprise.modele import Colonne, Modele, ModeleFeuille
from echanges.reprise.notions import D_OPERATION, DE_PERSONNE, Notion, du_titre
from metier.periodes import Mois

ENTETE_MAX = 40
TITRE_MAX = 80
DES_TITRES = 2
ECHANTILLON = 300
PEU, BEAUCOUP = 0.3, 0.7
"""Shares of the cells of a column that its reader understands: under the first it is not what its heading says."""
ANNEE = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
DE_MOIS = 4  # words of a heading that names a month
SANS_MOIS = re.compile(r".*\b(prevu\w*|reste|restant\w*|cumul\w*|notification|debut|fin|naissance)\b.*")
HEURES_NUES = frozenset(
    {"heures", "nb heures", "nombre d heures", "nb d heures", "volume horaire", "h", "heures insertion"}
)
"""Headings of hours that, in a table of lots, are those of the contract."""
INTITULES = re.compile(
    r"(intitule|libelle|designation|objet)s?( (de |du |des |de l |d )?(operation|marche|chantier)s?)?"
)
"""Headings that say a title and nothing else."""
COTE = re.compile(r"(?=\S*\d)\S{1,64}")
COMPTEUR = frozenset({"n", "no", "num", "numero", "id", ""})
DU_LOT = frozenset({*D_OPERATION, Notion.LOT, Notion.INTITULE_LOT, Notion.ENTREPRISE})
AU_CONTENU = (Notion.CATEGORIE, Notion.TYPE_CONTRAT, Notion.TYPE_EMPLOYEUR, Notion.NATURE, Notion.ETAPE)
MESURES = frozenset(
    {Notion.NAISSANCE, Notion.DEBUT, Notion.FIN, Notion.DATE_NOTIFICATION, Notion.HEURES, Notion.HEURES_ENGAGEES}
    | {Notion.FORMATION, Notion.MONTANT_HT, Notion.MOIS}
)


def proposer(feuilles: Sequence[Feuille], fichier: str) -> Modele:
    """The mapping of every visible sheet that has headings; the year of months comes from titles, or from the name."""
    trouvees = (_feuille(une, fichier) for une in feuilles if not une.cachee)
    return Modele(feuilles=tuple(une for une in trouvees if une))


def _feuille(feuille: Feuille, fichier: str) -> ModeleFeuille | None:
    trouve = _entete(feuille.rangees)
    if trouve is None:
        return None
    rang, suite, titres = trouve
    colonnes = _selon_le_contenu(feuille.rangees[suite:], titres, _selon_les_titres(titres))
    return ModeleFeuille(
        nom=feuille.nom,
        entete=rang,
        suite=suite,
        titres=tuple(valeurs.texte(case) or "" for case in titres),
        colonnes=_d_ensemble(_engagees_et_mois(feuille.rangees[suite:], titres, colonnes), titres),
        annee=_annee(feuille, rang, fichier),
    )


def _entete(rangees: Sequence[Rangee]) -> tuple[int, int, list[Case]] | None:
    """The row of headings that announces the most, from 0, the first of data, and the cells; two rows if better."""
    meilleur: tuple[int, int, int, list[Case]] | None = None
    seules = [(rang, rang + 1, list(rangee)) for rang, rangee in enumerate(rangees[:ENTETE_MAX])]
    doubles = [(rang, rang + 2, titres) for rang in range(ENTETE_MAX) if (titres := _avec_la_suivante(rangees, rang))]
    for rang, suite, titres in (*seules, *doubles):
        score = len(set(_selon_les_titres(titres).values()))
        if score >= DES_TITRES and (meilleur is None or score > meilleur[0]):
            meilleur = score, rang, suite, titres
    return meilleur[1:] if meilleur else None


def _avec_la_suivante(rangees: Sequence[Rangee], rang: int) -> list[Case] | None:
    """The headings of two rows read together; None unless both hold nothing but headings, the second one several."""
    if rang + 1 >= len(rangees) or not all(_titrable(case) for case in (*rangees[rang], *rangees[rang + 1])):
        return None
    dessus, dessous = (sum(case is not None for case in rangees[place]) for place in (rang, rang + 1))
    return ensemble(rangees[rang], rangees[rang + 1]) if dessus and dessous >= DES_TITRES else None


def _titrable(case: Case) -> bool:
    """Whether a heading may be written so: words without figures, or a month."""
    if isinstance(case, str):
        return not any(signe.isdigit() for signe in ANNEE.sub("", case)) and len(case) <= TITRE_MAX
    return case is None or isinstance(case, date)


def _selon_les_titres(titres: Rangee) -> dict[int, Colonne]:
    colonnes: dict[int, Colonne] = {}
    for rang, case in enumerate(titres):
        if trouvee := _mois_du_titre(case) or _notion(case):
            colonnes[rang] = trouvee
    return colonnes


def _notion(case: Case) -> Notion | None:
    return du_titre(simple(case)) if isinstance(case, str) and len(case) <= TITRE_MAX else None


def _mois_du_titre(case: Case) -> Mois | None:
    if isinstance(case, date):
        return Mois.de(case)
    if not isinstance(case, str) or len(simple(case).split()) > DE_MOIS or SANS_MOIS.fullmatch(simple(case)):
        return None
    sans_annee = Mois(valeurs.SANS_ANNEE, 1)
    if any(signe in case for signe in "/-") and (lu := ecriture.mois(case, sans_annee)):
        return lu
    return mois_en_lettres(case, sans_annee)


def _selon_le_contenu(rangees: Sequence[Rangee], titres: Rangee, colonnes: dict[int, Colonne]) -> dict[int, Colonne]:
    """What headings say, put right by what is written below; each notion on one column, the one that reads best."""
    largeur = max((len(une) for une in rangees), default=len(titres))
    colonnes = _operation_et_intitule(rangees, titres, _lot_et_intitule(rangees, colonnes))
    retenues: dict[int, Colonne] = {}
    notes: dict[Notion, float] = {}
    for rang in range(largeur):
        cases = _echantillon(rangees, rang)
        colonne = colonnes.get(rang)
        if isinstance(colonne, Mois):
            retenues[rang] = colonne
            continue
        titre = simple(titres[rang]) if rang < len(titres) else ""
        notion = _corriger(colonne, titre, cases)
        if notion is None:
            continue
        note = _part(notion, cases)
        if note > notes.get(notion, -1.0):
            retenues = {place: une for place, une in retenues.items() if une is not notion}
            retenues[rang], notes[notion] = notion, note
    return retenues


def _lot_et_intitule(rangees: Sequence[Rangee], colonnes: dict[int, Colonne]) -> dict[int, Colonne]:
    """Of two columns of lots, « N° lot » and « Lot », the one without numbers holds their titles."""
    lots = [rang for rang, une in colonnes.items() if une is Notion.LOT]
    sans_numero = [rang for rang in lots if not any(map(ecriture.numero_de_lot, _echantillon(rangees, rang)))]
    if len(lots) == len(sans_numero) or len(sans_numero) != 1 or Notion.INTITULE_LOT in colonnes.values():
        return colonnes
    return {**colonnes, sans_numero[0]: Notion.INTITULE_LOT}


def _operation_et_intitule(
    rangees: Sequence[Rangee], titres: Rangee, colonnes: dict[int, Colonne]
) -> dict[int, Colonne]:
    """Of two columns of titles, « Opération » and « Intitulé », the second holds them, whatever is in the first.

    Of « Marché » and « Opération », the only one that is not written as references are. The other is their reference,
    where no other column is and what it holds is so written.
    """
    rangs = [rang for rang, une in colonnes.items() if une is Notion.INTITULE]
    cotees = [rang for rang in rangs if _cotes(_echantillon(rangees, rang))]
    exacts = [rang for rang in rangs if INTITULES.fullmatch(simple(titres[rang]))]
    gardes = exacts or [rang for rang in rangs if rang not in cotees]
    if len(gardes) != 1 or len(rangs) == 1:
        return colonnes
    revues = {rang: une for rang, une in colonnes.items() if rang not in rangs or rang in gardes}
    cotees = [rang for rang in cotees if rang not in gardes]
    return {**revues, cotees[0]: Notion.REFERENCE} if cotees and Notion.REFERENCE not in revues.values() else revues


def _cotes(cases: Sequence[Case]) -> bool:
    """Whether every cell is written as a reference: one word, with a figure."""
    return bool(cases) and all(COTE.fullmatch(str(valeurs.texte(case))) for case in cases)


def _echantillon(rangees: Sequence[Rangee], rang: int) -> list[Case]:
    lues = (une[rang] for une in rangees[:ECHANTILLON] if rang < len(une))
    return [case for case in lues if case is not None and valeurs.texte(case)]


def _corriger(notion: Notion | None, titre: str, cases: Sequence[Case]) -> Notion | None:
    if notion is None:
        return _par_le_contenu(cases)
    if notion is Notion.REFERENCE and titre in COMPTEUR and _compte(cases):
        return None
    if notion in AU_CONTENU and _part(notion, cases) < PEU:
        return next((une for une in AU_CONTENU if cases and _part(une, cases) >= BEAUCOUP), notion)
    return None if notion in MESURES and cases and _part(notion, cases) < PEU else notion


def _par_le_contenu(cases: Sequence[Case]) -> Notion | None:
    """A column of SIRETs is known by their keys, one of addresses by their shape, whatever their heading says."""
    suffisent = len(cases) >= DES_TITRES
    connues = (Notion.SIRET, Notion.COURRIEL)
    return next((une for une in connues if suffisent and _part(une, cases) >= BEAUCOUP), None)


def _compte(cases: Sequence[Case]) -> bool:
    """Whether the column only numbers the rows."""
    nombres = [case for case in cases if isinstance(case, int | float) or (isinstance(case, str) and case.isdecimal())]
    return len(nombres) == len(cases) and len({str(un) for un in nombres}) == len(nombres)


def _part(notion: Notion, cases: Sequence[Case]) -> float:
    """The share of the cells that the reader of a notion understands; all of them for plain texts."""
    if not cases:
        return 0.0
    if notion is Notion.MOIS:
        return sum(ecriture.mois(case, Mois(2000, 1)) is not None for case in cases) / len(cases)
    if notion not in valeurs.LECTEURS:
        return 1.0
    lire = valeurs.LECTEURS[notion][0]
    return sum(lire(case) is not None for case in cases) / len(cases)


def _engagees_et_mois(rangees: Sequence[Rangee], titres: Rangee, colonnes: dict[int, Colonne]) -> dict[int, Colonne]:
    """Beside columns of months, bare hours of a company that are not their total are those of its contract.

    Provided that they are the same on each row of the company.
    """
    mois = [rang for rang, une in colonnes.items() if isinstance(une, Mois)]
    portees = set(colonnes.values())
    if not mois or Notion.ENTREPRISE not in portees or Notion.HEURES_ENGAGEES in portees:
        return colonnes
    du_lot = [rang for rang, une in colonnes.items() if une in DU_LOT]
    revues = dict(colonnes)
    for rang, une in colonnes.items():
        if une is Notion.HEURES and simple(titres[rang]) in HEURES_NUES:
            remplies = [rangee for rangee in rangees if valeurs.heures(_case(rangee, rang))]
            if not _totaux(remplies, rang, mois) and _constantes(remplies, rang, du_lot):
                revues[rang] = Notion.HEURES_ENGAGEES
    return revues


def _totaux(rangees: Sequence[Rangee], rang: int, mois: Sequence[int]) -> bool:
    """Whether a column adds up the others, row by row."""
    return all(
        valeurs.heures(_case(une, rang)) == sum(valeurs.heures(_case(une, place)) or 0 for place in mois)
        for une in rangees
    )


def _constantes(rangees: Sequence[Rangee], rang: int, cles: Sequence[int]) -> bool:
    """Whether a column holds one value for each group of rows that those columns make."""
    groupes = {(tuple(simple(valeurs.texte(_case(une, cle))) for cle in cles), _case(une, rang)) for une in rangees}
    return len(groupes) == len({groupe for groupe, _ in groupes})


def _case(rangee: Rangee, rang: int) -> Case:
    return rangee[rang] if rang < len(rangee) else None


def _d_ensemble(colonnes: dict[int, Colonne], titres: Rangee) -> dict[int, Colonne]:
    """What only the other columns tell: whose name, whose town, which lot."""
    portees = set(colonnes.values())
    changes: dict[Notion, Notion | None] = {}
    de_personnes = bool(portees & {Notion.PRENOM, Notion.NAISSANCE, Notion.NOM_COMPLET, Notion.CATEGORIE, Notion.SEXE})
    if Notion.NOM in portees and Notion.PRENOM not in portees:
        autre = Notion.ENTREPRISE if Notion.ENTREPRISE not in portees else None
        nom_seul = de_personnes or bool(portees & {Notion.TYPE_CONTRAT, Notion.HEURES, Notion.MOIS})
        nom_seul = nom_seul or any(isinstance(une, Mois) for une in portees)
        changes[Notion.NOM] = Notion.NOM_COMPLET if nom_seul else autre
    if Notion.NOM_COMPLET in portees and portees >= {Notion.NOM, Notion.PRENOM}:
        changes[Notion.NOM_COMPLET] = None
    if Notion.COMMUNE in portees and de_personnes and not portees & D_OPERATION and Notion.RESIDENCE not in portees:
        changes[Notion.COMMUNE] = Notion.RESIDENCE
    if Notion.INTITULE_LOT in portees and Notion.LOT not in portees:
        changes[Notion.INTITULE_LOT] = Notion.LOT
    nues = [rang for rang, une in colonnes.items() if une is Notion.HEURES and simple(titres[rang]) in HEURES_NUES]
    if nues and not portees & {*DE_PERSONNE, Notion.PRENOM, Notion.HEURES_ENGAGEES, Notion.MOIS}:
        changes[Notion.HEURES] = Notion.HEURES_ENGAGEES
    revues = {rang: changes.get(une, une) if isinstance(une, Notion) else une for rang, une in colonnes.items()}
    return {rang: une for rang, une in revues.items() if une is not None}


def _annee(feuille: Feuille, entete: int, fichier: str) -> int | None:
    """The only year that the sheet's name and the lines above the headings tell, else that of the file's name."""
    dessus = [case for rangee in feuille.rangees[: entete + 1] for case in rangee if isinstance(case, str)]
    for textes in ([feuille.nom], dessus, [fichier]):
        annees = set(ANNEE.findall(" ".join(textes)))
        if len(annees) == 1:
            return int(annees.pop())
    return None
