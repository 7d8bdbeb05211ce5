"""The article that the name of an organisation takes, and the wording that needs none where it is not sure."""

from __future__ import annotations

import pytest

from formats.articles import article, pour


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("Communauté de communes du Val de Brielle", "la "),
        ("COMMUNAUTE D’AGGLOMERATION", "la "),
        ("Région Austrasie", "la "),
        ("Département de la Moselle", "le "),
        ("Syndicat des eaux de la Brielle", "le "),
        ("SIVOM de l’Orne", "le "),
        ("Office public de l’habitat", "l’"),
        ("Établissement public foncier", "l’"),
        ("établissement public foncier", "l’"),
        ("Eurométropole de Metz", "l’"),
        ("Services du Premier ministre", "les "),
        ("Hôpitaux de la Brielle", "les "),
    ],
)
def test_a_name_that_says_what_the_organisation_is_takes_its_article(nom: str, attendu: str) -> None:
    """Accents and capitals aside."""
    assert article(nom) == attendu


@pytest.mark.parametrize(
    "nom",
    [
        "Bâti Lorraine",
        "Les Jardins de Valmeuse",
        "Communaux Réunis",
        "Villeneuve Bâtiment",
        "3F Grand Est",
        "« Tremplin »",
        "",
    ],
)
def test_no_article_is_guessed(nom: str) -> None:
    """A trade name, a name that bears its article, a word that only begins like a known one."""
    assert article(nom) is None


def test_who_a_document_is_for() -> None:
    """With the article, or in words that need none."""
    assert pour("Communauté de communes du Val") == "Pour la Communauté de communes du Val"
    assert pour("Office de l’habitat") == "Pour l’Office de l’habitat"
    assert pour("Bâti Lorraine") == "À l’attention de\u00a0: Bâti Lorraine"
