"""Reading amounts, hours, percentages and dates: right, or nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.dates import date_courte, date_en_toutes_lettres, date_longue
from formats.lecture import lire_date, lire_heures, lire_montant, lire_pourcentage
from formats.nombres import euros, euros_ht, heures, pourcentage


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("1 250 000,00 €", "1250000.00"),
        ("1\u202f250\u202f000,00\u00a0€ HT", "1250000.00"),
        ("850 k€ HT", "850000.00"),
        ("850 K€", "850000.00"),
        ("1,25 M€", "1250000.00"),
        ("1.25 M€ H.T.", "1250000.00"),
        ("1,2 million d'euros", "1200000.00"),
        ("2 millions d’euros HT", "2000000.00"),
        ("112 300,75 euros hors taxe", "112300.75"),
        ("276850.50", "276850.50"),
        ("318 400", "318400.00"),
        ("1.250.000,00 €", "1250000.00"),
        ("350.000 €", "350000.00"),
        ("145000 EUR", "145000.00"),
        ("96 500 € HT", "96500.00"),
        ("12,5 €", "12.50"),
        ("850 k euros", "850000.00"),
    ],
)
def test_an_amount_is_read_to_the_cent(texte, attendu):
    assert str(lire_montant(texte)) == attendu


@pytest.mark.parametrize(
    "texte",
    [
        "300 000 € TTC",
        "300 000 T.T.C.",
        "1,250 €",
        "entre 100 et 200 k€",
        "12 34 €",
        "1 25 000 €",
        "€",
        "",
        "lot 3",
        "-5 000 €",
        "1,2,3 €",
        "03 00 55 01 17",
        "12/01/2027",
        "5 %",
    ],
)
def test_what_is_no_amount_or_a_doubtful_one_is_nothing(texte):
    """An amount including tax is not an amount excluding tax; « 1,250 € » can be read in two ways."""
    assert lire_montant(texte) is None


@given(st.decimals(0, 10**10, places=2))
def test_an_amount_written_is_read_back(montant):
    assert lire_montant(euros(montant)) == montant
    assert lire_montant(euros_ht(montant)) == montant


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("151,67", "151.67"),
        ("151.67 h", "151.67"),
        ("151 h 40", "151.67"),
        ("151h40", "151.67"),
        ("151:40", "151.67"),
        ("151:40:00", "151.67"),
        ("35 heures", "35.00"),
        ("35 h", "35.00"),
        ("1 234 h", "1234.00"),
        ("7h05", "7.08"),
        ("0", "0.00"),
    ],
)
def test_a_duration_is_read_to_a_hundredth(texte, attendu):
    assert str(lire_heures(texte)) == attendu


@pytest.mark.parametrize("texte", ["", "h", "151h75", "-7", "7 jours", "sept", "7h5min", "=B2"])
def test_what_is_no_duration_is_nothing(texte):
    assert lire_heures(texte) is None


@given(st.decimals(0, 9999, places=2))
def test_hours_written_are_read_back(valeur):
    assert lire_heures(heures(valeur)) == valeur


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("5 %", "0.05"), ("12,5%", "0.125"), ("7 pour cent", "0.07"), ("100 %", "1"), ("5", None), ("150 %", None)],
)
def test_a_percentage_needs_its_sign(texte, attendu):
    assert lire_pourcentage(texte) == (Decimal(attendu) if attendu else None)


@given(st.integers(0, 10_000))
def test_a_percentage_written_is_read_back(dix_milliemes):
    part = Decimal(dix_milliemes) / 10_000
    assert lire_pourcentage(pourcentage(part)) == part


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("lundi 5 octobre 2026", date(2026, 10, 5)),
        ("Lundi 5 Octobre 2026", date(2026, 10, 5)),
        ("le 5 octobre 2026", date(2026, 10, 5)),
        ("5 oct. 2026", date(2026, 10, 5)),
        ("1er mars 2027", date(2027, 3, 1)),
        ("1 er mars 2027", date(2027, 3, 1)),
        ("12/01/2027", date(2027, 1, 12)),
        ("12-01-2027", date(2027, 1, 12)),
        ("12.01.27", date(2027, 1, 12)),
        ("2026-10-05", date(2026, 10, 5)),
        ("15 août 2026", date(2026, 8, 15)),
        ("15 AOUT 2026", date(2026, 8, 15)),
        ("2\u00a0f\u00e9vrier 2027", date(2027, 2, 2)),
    ],
)
def test_a_date_is_read(texte, attendu):
    assert lire_date(texte) == attendu


@pytest.mark.parametrize(
    "texte", ["mardi 5 octobre 2026", "31/02/2027", "13/13/2027", "octobre 2026", "5 octembre 2026", "", "12/01-2027"]
)
def test_what_is_no_date_or_contradicts_its_week_day_is_nothing(texte):
    assert lire_date(texte) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_date_written_is_read_back(jour):
    assert {lire_date(ecrire(jour)) for ecrire in (date_longue, date_courte, date_en_toutes_lettres)} == {jour}
    assert lire_date(jour.isoformat()) == jour
