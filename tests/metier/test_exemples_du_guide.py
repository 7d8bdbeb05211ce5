"""docs/calibrage.md: every number of its tables comes out of the calculation, the barème or the dated law."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from lots_de_test import calibrage, lot_du_mode

from config.baremes import FOURNIS, charger
from config.droit import get_seuils, mention_lecture
from formats.champs import LIBELLES
from formats.lecture import lire_heures, lire_montant, lire_pourcentage
from metier.alertes import CodeAlerte
from metier.operation import Mode, TypeMaitreOuvrage

RACINE = Path(__file__).resolve().parent.parent.parent
PAGE = (RACINE / "docs" / "calibrage.md").read_text(encoding="utf-8")
GENERIQUE = charger("generique-2026", FOURNIS)
CHAMPS = {libelle.casefold(): champ for champ, libelle in LIBELLES.items()}
VECTEURS = {
    ligne["id"]: ligne
    for ligne in csv.DictReader((RACINE / "tests/donnees/calculs.csv").read_text(encoding="utf-8").splitlines())
}


def tables() -> list[tuple[str, list[dict[str, str]]]]:
    """Each table of the page, as rows by column, with the heading it stands under."""
    trouvees, titre, lignes = [], "", []
    for ligne in [*PAGE.splitlines(), ""]:
        if ligne.startswith("|"):
            lignes.append([cellule.strip() for cellule in ligne.strip("|").split("|")])
        elif lignes:
            entetes, _, *corps = lignes
            trouvees.append((titre, [dict(zip(entetes, cellules, strict=True)) for cellules in corps]))
            lignes = []
        titre = ligne if ligne.startswith("#") else titre
    return trouvees


def table(titre: str) -> list[dict[str, str]]:
    return next(lignes for trouve, lignes in tables() if titre in trouve)


EXEMPLES = [
    pytest.param(mode, ligne, id=ligne["Cas"][:3])
    for mode in Mode
    for titre, lignes in tables()
    if f"`{mode}`" in titre
    for ligne in lignes
]


def _entree(texte: str) -> Decimal | int:
    """The value of a cell: a percentage, hours, an amount, else a whole number."""
    lue = lire_pourcentage(texte) or (lire_heures(texte) if texte.endswith(" h") else None)
    if lue is not None:
        return lue
    montant = lire_montant(texte.removesuffix("/h")) if "€" in texte else None
    return int(texte) if montant is None else montant


@pytest.mark.parametrize(("mode", "ligne"), EXEMPLES)
def test_every_worked_example_comes_out_of_the_calculation(mode, ligne):
    entrees = {CHAMPS[nom.casefold()]: _entree(texte) for nom, texte in ligne.items() if nom not in {"Cas", "Heures"}}
    total = calibrage(GENERIQUE, lot_du_mode(mode, **entrees)).total_heures
    assert total == lire_heures(ligne["Heures"])
    assert total == int(VECTEURS[ligne["Cas"][:3]]["heures_attendues"])


def test_every_vector_of_a_single_lot_is_worked_out_on_the_page():
    seuls = {nom for nom, ligne in VECTEURS.items() if ligne["statut"] in {"publie", "derive"}} - {"V07", "V25"}
    assert {exemple.id for exemple in EXEMPLES} == seuls


def test_the_published_shares_are_those_of_the_bareme():
    lues = {ligne["Métier"]: lire_pourcentage(ligne["Part de main-d’œuvre"]) for ligne in table("## 7.")}
    assert lues == {ratio.libelle: ratio.part_main_oeuvre.valeur for ratio in GENERIQUE.ratios}


def test_the_thresholds_are_those_in_force():
    acheteurs = [
        TypeMaitreOuvrage.ETAT,
        TypeMaitreOuvrage.COLLECTIVITE,
        TypeMaitreOuvrage.ENTITE_ADJUDICATRICE,
    ]
    lignes = table("## 9.")
    for colonne, seuils in zip(["2024-2025", "2026-2027"], get_seuils().tables, strict=True):
        lus = [lire_montant(ligne[colonne]) for ligne in lignes]
        assert lus == [*(seuils.fournitures_services[type_] for type_ in acheteurs), seuils.travaux_concessions]


def test_every_alert_of_a_lot_is_explained():
    codes = list(CodeAlerte)
    du_lot = codes[: codes.index(CodeAlerte.DATE_A_TRANCHER)]
    assert [ligne["Alerte"] for ligne in table("## 8.")] == [code.libelle for code in du_lot]


def test_the_page_says_when_the_law_was_read():
    assert mention_lecture().replace("\u00a0", " ") in PAGE
