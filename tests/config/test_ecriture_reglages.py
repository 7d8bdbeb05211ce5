"""Keys of `relais.toml` changed in place: what a person wrote around them stays."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal

import pytest

from config.ecriture_reglages import litteral, reecrire

FICHIER = """\
# Réglages du relais, tenus par Marie.
mail_mode = "essai"  # passer à "reel" après la formation

[relais]
nom = "Relais du Val"  # « # » compris
horaires = '''du lundi
au vendredi'''

# Les délais ont été revus en réunion.
[echeances]
bilan = 20
"""


def test_a_key_changes_where_it_stands_and_comments_stay():
    """One line differs; the comment behind the value too is kept."""
    ecrit = reecrire(FICHIER, {("relais", "nom"): "Relais du Val-de-Brielle"})
    assert ecrit == FICHIER.replace('"Relais du Val"', '"Relais du Val-de-Brielle"')


@pytest.mark.parametrize(
    ("changement", "ligne", "apres"),
    [
        pytest.param({("", "mail_debit"): 5}, "mail_debit = 5", 'mail_mode = "essai"', id="head of the file"),
        pytest.param({("relais", "territoire"): "Val"}, 'territoire = "Val"', "au vendredi'''", id="end of its table"),
        pytest.param({("echeances", "calibrage"): 9}, "calibrage = 9", "bilan = 20", id="last table"),
        pytest.param({("heures", "tolerance"): Decimal("0.5")}, "tolerance = 0.5", "[heures]", id="a new table"),
    ],
)
def test_a_new_key_goes_at_the_end_of_its_table(changement, ligne, apres):
    lignes = reecrire(FICHIER, changement).splitlines()
    assert lignes[lignes.index(ligne) - 1].startswith(apres)
    assert [une for une in FICHIER.splitlines() if une not in lignes] == []


def test_a_value_of_several_lines_is_replaced_whole_or_taken_out():
    lu = tomllib.loads(reecrire(FICHIER, {("relais", "horaires"): "lundi"}))
    assert lu["relais"] == {"nom": "Relais du Val", "horaires": "lundi"}
    sans = reecrire(FICHIER, {("relais", "horaires"): None, ("echeances", "bilan"): None})
    assert "vendredi" not in sans
    assert tomllib.loads(sans) == {"mail_mode": "essai", "relais": {"nom": "Relais du Val"}, "echeances": {}}


@pytest.mark.parametrize(
    "texte",
    [
        'relais.nom = "Val"\n',
        'relais = {nom = "Val"}\n',
        '[relais]\n"nom" = "Val"\n',
        '[relais]\nhoraires = """\n[relais]\nnom = 1\n"""\nnom = "Val"\n',
    ],
)
def test_a_form_that_cannot_be_changed_in_place_is_written_anew(texte):
    """Nothing else of it is lost."""
    avant = tomllib.loads(texte)["relais"]
    apres = tomllib.loads(reecrire(texte, {("relais", "nom"): "Autre", ("courrier", "liens_jours"): 30}))
    assert apres == {"relais": avant | {"nom": "Autre"}, "courrier": {"liens_jours": 30}}


@pytest.mark.parametrize("debut", ["", "\n", "# rien\n"])
def test_an_empty_file_receives_its_first_key(debut):
    assert tomllib.loads(reecrire(debut, {("relais", "nom"): "Val"})) == {"relais": {"nom": "Val"}}


@pytest.mark.parametrize(
    "valeur",
    [
        'guillemets " et \\ barres, #dièse\ttabulation\nligne',
        "é œ € 𝄞 \x7f \x00",
        True,
        12,
        date(2026, 2, 3),
        ["rsa", "th"],
        [],
    ],
)
def test_any_value_reads_back_as_it_was(valeur):
    assert tomllib.loads(f"x = {litteral(valeur)}")["x"] == valeur
