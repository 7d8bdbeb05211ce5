"""The page of the life cycle says what the program does."""

from __future__ import annotations

from pathlib import Path

from formats.cycle import diagramme, page

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "cycle.md"


def test_the_page_is_the_one_that_the_tables_give():
    """`python -m formats.cycle > docs/cycle.md` after a change of the tables."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_branches_of_missions_are_on_the_diagram():
    """The Région's operations skip the upstream part; a buyer of the upstream part alone ends after the DCE."""
    assert "faisabilite --> attribution : accepter, sans amont" in diagramme()
    assert "consultation --> close : clore, sans aval" in diagramme()
    assert "consultation --> attribution : attribuer\n" in diagramme()
