"""The outdated words: told from the words of today."""

from __future__ import annotations

import pytest

from config.lexique import get_lexique


def trouves(phrase: str) -> list[str]:
    return [terme.ecrire for terme in get_lexique() if terme.motif.search(phrase)]


@pytest.mark.parametrize(
    "phrase",
    [
        "clause article 14",
        "article 14 du code des marchés",
        "mieux-disant social",
        "l’adjudicataire",
        "le CAT de Yutz",
        "aide par le travail",
        "les chômeurs de longue durée",
        "RMI",
        "ZUS",
        "Conseil général de la Moselle",
        "niveau V",
        "Seuil communautaire",
        "amende",
    ],
)
def test_an_outdated_word_is_found(phrase):
    """Each with what to write in its place."""
    assert trouves(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "L’article 14 du règlement",
        "cat de gouttière",
        "établissement et service d’accompagnement par le travail",
        "intérêt général",
        "niveau 3",
        "ateliers et chantiers d’insertion",
        "entreprise d’insertion",
        "amender",
        "une rapide vérification",
    ],
)
def test_a_word_of_today_is_not(phrase):
    """No false alarm on close wordings."""
    assert trouves(phrase) == []


def test_every_term_says_what_to_write():
    """A term found tells its replacement."""
    assert all(terme.ecrire for terme in get_lexique())
