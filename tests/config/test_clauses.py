"""The parameters of the clause texts: each with its source, the relay's own on top."""

from __future__ import annotations

import pytest

from config.clauses import get_clauses
from config.jours_ouvres import feries
from config.settings import get_settings
from metier.echeances import apres
from metier.fautes import FauteDeSaisie
from metier.operation import Ccag
from metier.periodes import Mois
from metier.publics import Categorie
from workflows.actes.demande_heures.calendrier import jour_de_la_demande, retour_le


def test_every_parameter_has_a_source_and_says_what_it_is():
    """No value without the place it comes from."""
    clauses = get_clauses()
    parametres = [getattr(clauses.parametres, nom) for nom in type(clauses.parametres).model_fields]
    for element in (*parametres, *clauses.ccag.values(), *clauses.publics.structures, clauses.exonerations):
        assert element.source
    assert all(parametre.libelle for parametre in parametres)


def test_article_numbers_read_in_a_source_are_told_from_those_of_memory():
    """FCS and TIC 16.1 were read; Travaux, PI and MI are from memory; MOE has none (domaine §2)."""
    ccag = get_clauses().ccag
    assert {nom for nom, article in ccag.items() if article.verifie and article.article} == {Ccag.FCS, Ccag.TIC}
    assert ccag[Ccag.MOE].article is None
    assert Ccag.AUCUN not in ccag


def test_every_category_of_the_clause_has_its_words():
    """Each category is in one of the two families, « autre » being the « avis motivé »."""
    publics = get_clauses().publics
    nommees = {critere.categorie for critere in publics.criteres}
    nommees |= {structure.categorie for structure in publics.structures}
    assert set(Categorie) - nommees == {Categorie.IAE, Categorie.AUTRE}


def test_the_relay_overrides_one_value_and_keeps_the_others(home):
    """`<home>/clauses.toml` holds only what differs."""
    home.mkdir()
    (home / "clauses.toml").write_text("[parametres.jour_limite]\nvaleur = 8\nverifie = true\n", encoding="utf-8")
    clauses = get_clauses(home)
    assert (clauses.parametres.jour_limite.valeur, clauses.parametres.jour_limite.verifie) == (8, True)
    assert clauses.parametres.delai_validation_h == get_clauses().parametres.delai_validation_h


@pytest.mark.parametrize(
    ("demande", "retour", "attendu"),
    [("1", "5", "5e jour ouvré"), ("3", "10", "12e jour ouvré"), ("1", "1", "1er jour ouvré")],
)
def test_statements_are_due_when_the_requests_of_hours_say(home, monkeypatch, demande, retour, attendu):
    """The working day before that which mails write after « avant le », in the texts of the contract too."""
    monkeypatch.setenv("RELAIS_ECHEANCES__DEMANDE_HEURES", demande)
    monkeypatch.setenv("RELAIS_ECHEANCES__RETOUR_HEURES", retour)
    get_settings.cache_clear()
    jour = get_clauses(home).parametres.jour_limite
    assert (jour.valeur, jour.libelle) == (attendu, f"relevé d’heures attendu le {attendu} du mois suivant")
    for mois in Mois(2026, 1).jusqu_a(Mois(2026, 12)):
        avant_le = retour_le(jour_de_la_demande(mois))
        assert apres(mois.fin, get_settings().echeances.releve + 1, feries()) == avant_le


@pytest.mark.parametrize(
    ("contenu", "champ"),
    [("[parametres.jour_limit]\nvaleur = 8\n", "parametres.jour_limit"), ("[ccag.travaux]\narticle = 20\n", "ccag")],
)
def test_a_value_at_fault_is_named(home, contenu, champ):
    """An unknown key or a wrong type: the key in the sentence."""
    home.mkdir()
    (home / "clauses.toml").write_text(contenu, encoding="utf-8")
    with pytest.raises(FauteDeSaisie) as refus:
        get_clauses(home)
    assert refus.value.champ.startswith(champ)


def test_an_unreadable_file_is_named(home):
    """A file that is no TOML: its path in the sentence."""
    home.mkdir()
    (home / "clauses.toml").write_text("= rien", encoding="utf-8")
    with pytest.raises(FauteDeSaisie, match=r"clauses\.toml"):
        get_clauses(home)
