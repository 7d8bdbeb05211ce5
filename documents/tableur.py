"""B2, the calculation table of an operation: a spreadsheet of three sheets, and the same table as CSV.

Values are written, never formulas: they are those of the calibration, and a total that a reader's spreadsheet
recomputed could differ from the document that goes with it.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

from documents.classeur import Feuille, Proprietes, Titre, Valeur, classeur
from documents.colonnes_b2 import colonnes_b2, lignes_b2
from documents.nettoyage import on_one_line
from formats.calcul import phrase_etape
from formats.dates import date_courte
from formats.nombres import nombre_court
from metier.bareme import Bareme, ValeurSourcee
from metier.calibrage import Calibrage
from metier.operation import Operation

CONFIDENTIEL = "confidentiel – préparatoire"
EDITION = "2026.1"
FIGEES = (
    "Valeurs écrites par le calcul, sans formule\u00a0: pour essayer d’autres hypothèses, refaire le calcul. "
    "Les étapes de chaque lot sont dans la feuille «\u00a0Détail\u00a0»."
)
JAMAIS_JOINT = "ce tableau contient des estimations, il ne se joint à aucune pièce remise aux candidats."
_DANGEREUX = ("=", "+", "-", "@", "\t", "\r")


def tableau_calcul(operation: Operation, calibrage: Calibrage) -> bytes:
    """The .xlsx of a calibration: sheets « Calcul », « Détail », « Barème »; same input, same bytes."""
    feuilles = (_calcul(operation, calibrage), _detail(operation, calibrage), _bareme(calibrage.bareme))
    bareme = calibrage.bareme
    proprietes = Proprietes(
        titre=f"Tableau de calcul des heures d’insertion – {operation.reference}"[:255],
        sujet=on_one_line(operation.intitule)[:255],
        pied=f"{CONFIDENTIEL} – {_bareme_employe(bareme)}",
        autres={
            "code": "B2",
            "edition": EDITION,
            "operation": operation.reference,
            "bareme": f"{bareme.nom} {bareme.version}"[:255],
        },
    )
    return classeur(feuilles, proprietes)


def csv_b2(operation: Operation, calibrage: Calibrage) -> bytes:
    """The same table as CSV: `;`, UTF-8 with its mark, CRLF, decimal comma, one heading line with stable names."""
    colonnes = colonnes_b2(calibrage)
    tampon = io.StringIO()
    ecriture = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecriture.writerow([colonne.cle for colonne in colonnes])
    for ligne in lignes_b2(operation, calibrage):
        ecriture.writerow([_en_csv(colonne.valeur(ligne)) for colonne in colonnes])
    ecriture.writerow([_en_csv(colonne.total(operation, calibrage)) for colonne in colonnes])
    return tampon.getvalue().encode("utf-8-sig")


def neutraliser(texte: str) -> str:
    """The text on one line, with an apostrophe before what a spreadsheet would take for a formula."""
    ligne = on_one_line(texte)
    return f"'{ligne}" if ligne.startswith(_DANGEREUX) else ligne


def _en_csv(valeur: Valeur) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, Decimal):
        return f"{valeur:f}".replace(".", ",")
    if isinstance(valeur, date):
        return valeur.isoformat()
    return neutraliser(valeur) if isinstance(valeur, str) else str(valeur)


def _calcul(operation: Operation, calibrage: Calibrage) -> Feuille:
    colonnes = colonnes_b2(calibrage)
    return Feuille(
        nom="Calcul",
        intitules=_intitules("Tableau de calcul des heures d’insertion", operation),
        titres=[colonne.titre for colonne in colonnes],
        lignes=[[colonne.valeur(ligne) for colonne in colonnes] for ligne in lignes_b2(operation, calibrage)],
        total=[colonne.total(operation, calibrage) for colonne in colonnes],
        notes=(
            f"{_majuscule(_bareme_employe(calibrage.bareme))}. Source\u00a0: {calibrage.bareme.source}",
            _diviseurs(calibrage.bareme),
            FIGEES,
            f"{_majuscule(CONFIDENTIEL)}\u00a0: {JAMAIS_JOINT}",
        ),
    )


def _intitules(titre: str, operation: Operation) -> tuple[str, ...]:
    acheteur, avis = on_one_line(operation.maitre_ouvrage.nom), date_courte(operation.date_avis)
    return (
        titre,
        f"{operation.reference} – {on_one_line(operation.intitule)}",
        f"Maître d’ouvrage\u00a0: {acheteur} – date de l’avis\u00a0: {avis} – {CONFIDENTIEL}",
    )


def _diviseurs(bareme: Bareme) -> str:
    jour, etp = nombre_court(bareme.heures_par_jour), nombre_court(bareme.heures_par_etp)
    return (
        f"Jours = heures retenues ÷ {jour}\u00a0; ETP = heures retenues ÷ {etp}. "
        "Arrondi au plus proche lot par lot\u00a0; le total est la somme des lots arrondis."
    )


def _detail(operation: Operation, calibrage: Calibrage) -> Feuille:
    return Feuille(
        nom="Détail",
        intitules=_intitules("Calcul expliqué, lot par lot", operation),
        titres=(
            Titre("N°", 6, "entier"),
            Titre("Intitulé", 40),
            Titre("Étape", 8, "entier"),
            Titre("Opération", 28),
            Titre("Calcul", 95),
        ),
        lignes=[
            (resultat.numero, resultat.intitule if rang == 1 else None, rang, etape.code.libelle, phrase_etape(etape))
            for resultat in calibrage.lots
            for rang, etape in enumerate(resultat.etapes, start=1)
        ],
    )


def _bareme(bareme: Bareme) -> Feuille:
    return Feuille(
        nom="Barème",
        intitules=(f"Barème {bareme.nom}", f"Version {bareme.version} du {date_courte(bareme.date)}", bareme.source),
        titres=(
            Titre("Paramètre", 48),
            Titre("Valeur", 14, "nombre"),
            Titre("Source", 80),
            Titre("Lu ou publié le", 14, "date"),
        ),
        lignes=_parametres(bareme),
        notes=("Une valeur absente du barème est à saisir pour chaque lot.",),
    )


def _parametres(bareme: Bareme) -> list[tuple[Valeur, ...]]:
    sourcees: list[tuple[str, ValeurSourcee | None]] = [
        *((f"Part de main-d’œuvre\u00a0: {ratio.libelle}", ratio.part_main_oeuvre) for ratio in bareme.ratios),
        ("Coût horaire chargé (€ par heure)", bareme.cout_horaire),
        ("Taux d’insertion", bareme.taux_insertion),
        ("Propreté\u00a0: chiffre d’affaires par heure (€)", bareme.ca_par_heure),
    ]
    nues: list[tuple[str, Decimal | None]] = [
        ("Plancher (heures par lot)", bareme.plancher),
        ("Plancher en propreté (heures par lot)", bareme.plancher_proprete),
        ("Conseil\u00a0: pas de ligne sous (heures)", bareme.conseil_minimum),
        ("Heures par jour", bareme.heures_par_jour),
        ("Heures par ETP", bareme.heures_par_etp),
    ]
    return [
        *((nom, valeur.valeur, valeur.source, valeur.date) for nom, valeur in sourcees if valeur is not None),
        *((nom, valeur, None, None) for nom, valeur in nues if valeur is not None),
    ]


def _bareme_employe(bareme: Bareme) -> str:
    return f"barème {bareme.nom} version {bareme.version} du {date_courte(bareme.date)}"


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]
