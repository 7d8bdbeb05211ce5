"""Dates as French people write them, compared with the CLDR data of babel."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from formats.dates import date_courte, date_en_toutes_lettres, date_longue, mois_long
from metier.periodes import Mois

JOURS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


def _espaces(texte: str) -> str:
    return texte.replace("\u00a0", " ")


@given(JOURS)
def test_a_date_is_written_as_the_cldr_says(jour):
    attendu = format_date(jour, "d MMMM y", locale="fr").replace("1 ", "1er ", 1) if jour.day == 1 else None
    assert _espaces(date_longue(jour)) == (attendu or format_date(jour, "d MMMM y", locale="fr"))
    assert date_courte(jour) == format_date(jour, "dd/MM/y", locale="fr")
    assert _espaces(date_en_toutes_lettres(jour)).split()[0] == format_date(jour, "EEEE", locale="fr")


def test_the_first_of_a_month_is_an_ordinal():
    assert date_longue(date(2027, 3, 1)) == "1er\u00a0mars\u00a02027"


def test_a_date_never_breaks_across_lines():
    assert " " not in date_en_toutes_lettres(date(2026, 10, 5))


def test_a_month_is_written_in_full():
    assert mois_long(Mois(2026, 10)) == "octobre\u00a02026"
