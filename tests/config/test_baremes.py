"""Barèmes: dated, sourced, the relay's own first, the empty slot refused with what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from lots_de_test import calibrage, lot

from config.baremes import FOURNIS, charger, get_bareme, noms
from metier.bareme import sans_accents
from metier.fautes import FauteDeSaisie

PROPRE = """
nom = "val-de-brielle"
version = "2026-2"
date = 2026-09-01
source = "Groupe de travail du 1er septembre 2026"
plancher = "70"

[cout_horaire]
valeur = "27.50"
source = "tableau du relais"

[taux_insertion]
valeur = 0.07
source = "tableau du relais"

[[metiers]]
libelle = "électricité"
mots = ["Électricité"]
part_main_oeuvre = "0.45"
source = "moyenne de douze marchés"
"""


@pytest.fixture
def dossier(home):
    """The folder of the relay's own barèmes."""
    propres = home / "baremes"
    propres.mkdir(parents=True)
    return propres


def test_the_default_bareme_has_a_date_a_version_and_a_source():
    bareme = get_bareme(None)
    assert (bareme.nom, bareme.version, bareme.date) == ("generique-2026", "1", date(2026, 11, 22))
    assert "MEF Sud 77" in bareme.source


def test_only_published_values_are_supplied():
    """Domaine §3.6: four trades, no more; nothing for VRD, electricity and the rest."""
    bareme = get_bareme("generique-2026")
    assert {ratio.libelle: ratio.part_main_oeuvre.valeur for ratio in bareme.ratios} == {
        "peinture intérieure": Decimal("0.70"),
        "maçonnerie": Decimal("0.50"),
        "charpente métallique": Decimal("0.20"),
        "nettoyage": Decimal("0.80"),
    }
    assert bareme.plancher is None
    assert bareme.plancher_proprete == 150
    assert all(ratio.part_main_oeuvre.source for ratio in bareme.ratios)


@pytest.mark.parametrize(
    ("intitule", "attendu"),
    [
        ("Peinture intérieure – sols souples", "peinture intérieure"),
        ("PEINTURE INTÉRIEURE", "peinture intérieure"),
        ("Lot 2 : maçonnerie", "maçonnerie"),
        ("Charpente métallique", "charpente métallique"),
        ("Nettoyage des écoles", "nettoyage"),
    ],
)
def test_a_trade_is_known_by_the_words_of_the_title(intitule, attendu):
    assert [ratio.libelle for ratio in get_bareme(None).ratios_de(intitule)] == [attendu]


@pytest.mark.parametrize("intitule", ["Peinture de façade", "Charpente bois", "Gros œuvre", "Voirie", "", "§"])
def test_a_trade_without_published_share_has_none(intitule):
    assert get_bareme(None).ratios_de(intitule) == ()


def test_words_are_compared_without_accents_ligatures_or_signs():
    assert sans_accents("Gros-Œuvre & Maçonnerie ") == "gros oeuvre maconnerie"


def test_the_empty_slot_is_refused_and_says_what_to_supply_and_where(dossier):
    with pytest.raises(FauteDeSaisie) as faute:
        get_bareme("reseau-lorrain")
    phrase = faute.value.phrase
    assert faute.value.champ == "bareme"
    assert str(dossier) in phrase
    for attendu in ("emplacement vide", "coût horaire", "taux d’insertion", "part de main-d’œuvre", "generique-2026"):
        assert attendu in phrase


def test_the_slot_filled_as_its_comments_say_is_a_bareme(dossier):
    """What a relay does in ten minutes: copy, take the # away, write its values."""
    vide = (FOURNIS / "reseau-lorrain.toml").read_text(encoding="utf-8")
    modele = vide[vide.index("# nom = ") :]
    lignes = [ligne.removeprefix("# ") for ligne in modele.splitlines()]
    rempli = "\n".join(lignes).replace('part_main_oeuvre = "…"', 'part_main_oeuvre = "0.40"')
    rempli = rempli.replace('valeur = "…"', 'valeur = "0.06"').replace('plancher = "…"', 'plancher = "70"')
    rempli = rempli.replace('plancher_proprete = "…"', 'plancher_proprete = "150"')
    (dossier / "reseau-lorrain.toml").write_text(rempli, encoding="utf-8")
    bareme = get_bareme("reseau-lorrain")
    assert (bareme.nom, bareme.plancher) == ("reseau-lorrain", 70)
    assert [ratio.libelle for ratio in bareme.ratios_de("Gros œuvre")] == ["gros œuvre"]


def test_a_relay_s_own_bareme_is_used_for_what_a_lot_lacks(dossier):
    (dossier / "val-de-brielle.toml").write_text(PROPRE, encoding="utf-8")
    un_lot = lot(intitule="Électricité", part_main_oeuvre=None, cout_horaire=None, taux_insertion=None)
    resultat = calibrage(get_bareme("val-de-brielle"), un_lot)
    assert resultat.total_heures == 1145  # 1,000,000 × 45 % × 7 % ÷ 27.50
    assert resultat.bareme.version == "2026-2"


def test_a_relay_s_own_file_wins_over_the_one_shipped(dossier):
    propre = PROPRE.replace("val-de-brielle", "generique-2026")
    (dossier / "generique-2026.toml").write_text(propre, encoding="utf-8")
    assert get_bareme(None).version == "2026-2"


@pytest.mark.parametrize("nom", ["inconnu", "../generique-2026", "", "/etc/passwd", "a\x00b", "x" * 300])
def test_an_unknown_name_is_refused_with_those_that_exist(nom, dossier):
    with pytest.raises(FauteDeSaisie, match="generique-2026, reseau-lorrain"):
        charger(nom, dossier)


def test_the_names_are_those_shipped_and_the_relay_s(dossier):
    (dossier / "val-de-brielle.toml").write_text(PROPRE, encoding="utf-8")
    assert noms(dossier) == ["generique-2026", "reseau-lorrain", "val-de-brielle"]


@pytest.mark.parametrize(
    ("avant", "apres", "extrait"),
    [
        ('"0.45"', '"45"', "metiers.0.part_main_oeuvre : une fraction est attendue, 0.50 pour 50 %"),
        ('"0.45"', '"0,45"', "un nombre avec un point est attendu"),
        ('"27.50"', '"0"', "cout_horaire.valeur : un nombre plus grand que 0"),
        ('version = "2026-2"', "", "version : donnée absente"),
        ("date = 2026-09-01", "", "date : donnée absente"),
        ("date = 2026-09-01", 'date = "hier"', "une date AAAA-MM-JJ est attendue"),
        ('source = "Groupe de travail du 1er septembre 2026"', 'source = ""', "source : texte vide"),
        ('plancher = "70"', 'planchers = "70"', "planchers : clé inconnue"),
        ('nom = "val-de-brielle"', 'nom = "autre"', "le nom du fichier, est attendu"),
        ('mots = ["Électricité"]', "mots = []", "une liste d’au moins un élément"),
        ('nom = "val-de-brielle"', "nom = ", "barème illisible"),
    ],
)
def test_a_wrong_value_in_a_bareme_is_named(avant, apres, extrait, dossier):
    (dossier / "val-de-brielle.toml").write_text(PROPRE.replace(avant, apres), encoding="utf-8")
    with pytest.raises(FauteDeSaisie) as faute:
        get_bareme("val-de-brielle")
    phrase = faute.value.phrase.replace("\u00a0", " ")
    assert extrait in phrase
    assert "val-de-brielle.toml" in phrase
