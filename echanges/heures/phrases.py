"""The French sentences of a file of hours: why it, or one of its rows, is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from echanges.heures.resultat import RaisonFichier
from formats.dates import date_courte, mois_long
from formats.nombres import heures
from formats.typographie import typographier
from metier.periodes import Mois
from metier.releve import HEURES_MAXIMUM
from metier.suivi import Beneficiaire, Contrat

TITRES_MAX = 8
PHRASES_FICHIER: Mapping[RaisonFichier, str] = {
    raison: typographier(phrase)
    for raison, phrase in {
        RaisonFichier.ILLISIBLE: "Le fichier est abîmé, tronqué ou vide : enregistrez-le de nouveau, puis renvoyez-le.",
        RaisonFichier.PROTEGE: "Le fichier est protégé par un mot de passe : enregistrez-le sans mot de passe, puis "
        "renvoyez-le.",
        RaisonFichier.TROP_VOLUMINEUX: "Le fichier est trop volumineux une fois ouvert : renvoyez la seule feuille des "
        "heures du mois.",
        RaisonFichier.FORMAT: "Le fichier n’est ni un classeur .xlsx, .xls ou .ods, ni un tableau .csv : "
        "enregistrez-le dans l’un de ces formats, puis renvoyez-le.",
        RaisonFichier.COLONNES: "Aucune feuille n’a de ligne de titres avec le nom des personnes et les heures : "
        "ajoutez les titres « Nom », « Prénom », « Mois », « Heures » au-dessus des lignes.",
    }.items()
}


def ou(feuille: str, ligne: int) -> str:
    """Where a row is: « Feuille « Relevé », ligne 5 »."""
    return f"Feuille « {feuille} », ligne {ligne}" if feuille else f"Ligne {ligne}"


def aucune_heure(personne: Beneficiaire) -> str:
    return f"{personne.prenom} {personne.nom}, aucune heure écrite ; rien n’est retenu."


def autre_feuille(nom: str) -> str:
    return f"Feuille « {nom} » : d’un autre mois, non lue."


def colonnes_non_lues(titres: Sequence[str]) -> str:
    """« Colonnes non lues : « Panier », « Trajet ». »; empty where there are none."""
    if not titres:
        return ""
    dites = ", ".join(f"« {titre} »" for titre in titres[:TITRES_MAX])
    reste = f" et {len(titres) - TITRES_MAX} autres" if len(titres) > TITRES_MAX else ""
    pluriel = "s" if len(titres) > 1 else ""
    return typographier(f"Colonne{pluriel} non lue{pluriel} : {dites}{reste}.")


def plusieurs_contrats(combien: int, contrat: Contrat) -> str:
    return (
        f"{combien} contrats ce mois-là sur le lot {contrat.lot}, heures portées sur celui du "
        f"{date_courte(contrat.debut)}."
    )


def inconnue(en_formule: bool) -> str:
    if en_formule:
        return "le nom est une formule, qui n’est jamais calculée : écrivez le nom et le prénom"
    return (
        "cette personne n’est pas parmi celles de l’opération : vérifiez l’orthographe du nom et du prénom, ou "
        "signalez son embauche au facilitateur"
    )


def sans_nom(valeur: Decimal) -> str:
    return f"{heures(valeur)} sans nom ni prénom : écrivez-les sur la ligne"


SANS_PRENOM = "le nom de famille seul ne désigne personne avec certitude : ajoutez le prénom"
HOMONYMES = "plusieurs personnes de l’opération portent ce nom : ajoutez une colonne « Date de naissance »"


def plusieurs_lots(lots: list[int]) -> str:
    numeros = " et ".join(str(lot) for lot in lots)
    return f"cette personne travaille ce mois-là sur les lots {numeros} : ajoutez une colonne « Lot »"


def autre_mois(lu: Mois | None, ecrit: str, attendu: Mois) -> str:
    trouve = mois_long(lu) if lu else f"« {ecrit[:30]} »"
    return f"{trouve} reçu, {mois_long(attendu)} attendu : les autres mois se déclarent à part"


def formule(quoi: str) -> str:
    return (
        f"formule jamais calculée, ou en erreur, pour {quoi} : ouvrez le fichier dans un tableur et "
        "enregistrez-le, ou écrivez la valeur elle-même"
    )


def illisibles(ecrit: str) -> str:
    return f"« {ecrit[:30]} » reçu, des heures sont attendues, comme 151,67 ou 151:40"


def negatives(valeur: Decimal) -> str:
    return f"{heures(valeur)} : des heures ne peuvent pas être négatives ; une correction se demande au facilitateur"


def formation(valeur: Decimal, total: Decimal) -> str:
    return f"{heures(valeur)} de formation pour {heures(total)} en tout : la formation fait partie des heures du mois"


def excessives(total: Decimal) -> str:
    return f"{heures(total)} pour cette personne ce mois-là, {heures(HEURES_MAXIMUM)} au plus sont admises"


def demesurees(ecrit: str) -> str:
    return f"« {ecrit[:30]} » reçu, {heures(HEURES_MAXIMUM)} au plus sont admises pour une personne et un mois"


def trop_pour_les_jours(total: Decimal, jours: int) -> str:
    return f"{heures(total)} pour {jours} jour{'s' if jours > 1 else ''} de contrat ce mois-là : 24 h par jour au plus"


def hors_contrat(mois: Mois, lot: int | None = None) -> str:
    ou = f" sur le lot {lot}" if lot is not None else ""
    return f"aucun contrat{ou} en {mois_long(mois)} : signalez le contrat ou sa prolongation au facilitateur"


def doublon(ou: str) -> str:
    return f"déjà écrite {ou} : même personne, même lot, même mois, mêmes heures"
