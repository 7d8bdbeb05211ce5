"""Amounts, dates and telephones as people write them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courrier.lecture.dates import find_dates
from courrier.lecture.montants import Taxe, find_montants
from courrier.lecture.telephones import choose_telephone, find_telephones

MOIS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
JOURS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


@pytest.mark.parametrize(
    ("ecrit", "euros", "taxe"),
    [
        ("1 250 000,00 €", "1250000.00", Taxe.INCONNUE),
        ("1\u202f250\u00a0000 € HT", "1250000.00", Taxe.HT),
        ("850 k€ HT", "850000.00", Taxe.HT),
        ("850K€HT", "850000.00", Taxe.HT),
        ("1,25 M€", "1250000.00", Taxe.INCONNUE),
        ("1,250 M€ H.T.", "1250000.00", Taxe.HT),
        ("1.250.000 €", "1250000.00", Taxe.INCONNUE),
        ("1.250.000,50 € hors taxes", "1250000.50", Taxe.HT),
        ("350.000 €", "350000.00", Taxe.INCONNUE),
        ("350 000 HT", "350000.00", Taxe.HT),
        ("350 000 euros TTC", "350000.00", Taxe.TTC),
        ("montant HT : 350 000 €", "350000.00", Taxe.HT),
        ("1,2 million d'euros HT", "1200000.00", Taxe.HT),
        ("€ 350 000", "350000.00", Taxe.INCONNUE),
    ],
)
def test_an_amount_is_read_in_euros_with_its_tax(ecrit, euros, taxe):
    """Whatever the thousands, the decimals and the unit."""
    [montant] = find_montants(ecrit)
    assert (montant.valeur, montant.taxe) == (Decimal(euros), taxe)


@pytest.mark.parametrize(
    "ecrit",
    [
        "1,250 €",
        "1.250 k€",
        "350,000 €",
        "entre 300 000 et 350 000 €",
        "300 000 à 350 000 € HT",
        "40 000 € HT par an",
        "12 €/m²",
    ],
)
def test_a_doubtful_amount_has_no_value(ecrit):
    """Ranges, rates, and separators that can be read two ways."""
    assert {m.valeur for m in find_montants(ecrit)} == {None}


@pytest.mark.parametrize(
    "texte", ["Lot 3", "le 12/01/2027", "03 00 55 01 17", "RA-2026-0117", "14 mois", "5 %", "bâtiment 2026"]
)
def test_a_bare_number_is_no_amount(texte):
    """No currency and no tax mention."""
    assert find_montants(texte) == []


@given(st.integers(1000, 99_999_999), st.integers(0, 99), st.sampled_from([" ", "\u00a0", "\u202f", "."]))
def test_any_amount_written_in_french_is_read_back(entier, centimes, milliers):
    """Grouped by three, comma, two decimals."""
    groupe = f"{entier:,}".replace(",", milliers)
    [montant] = find_montants(f"Lot : {groupe},{centimes:02d} € HT")
    assert montant.valeur == Decimal(entier) + Decimal(centimes) / 100


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_any_date_is_read_back_in_each_writing(jour):
    """Figures, words, weekday, ISO."""
    jour_ecrit = "1er" if jour.day == 1 else str(jour.day)
    ecritures = [
        f"{jour:%d/%m/%Y}",
        f"{jour:%d.%m.%Y}",
        f"{jour:%d/%m/%y}",
        f"{jour:%Y-%m-%d}",
        f"{jour_ecrit} {MOIS[jour.month - 1]} {jour.year}",
        f"{JOURS[jour.weekday()]} {jour_ecrit} {MOIS[jour.month - 1].upper()} {jour.year}",
    ]
    for ecrit in ecritures:
        [lue] = find_dates(f"prévu le {ecrit}.")
        assert lue.valeur == jour, ecrit


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)), st.integers(1, 6))
def test_a_date_with_another_weekday_contradicts_itself(jour, decalage):
    """The 5th of October 2026 is no Tuesday: nobody chooses between the two."""
    faux = JOURS[(jour + timedelta(days=decalage)).weekday()]
    assert find_dates(f"{faux} {jour:%d/%m/%Y}")[0].valeur is None


@pytest.mark.parametrize(
    "ecrit",
    [
        "courant janvier",
        "fin mars 2027",
        "mi-avril",
        "janvier 2027",
        "2e trimestre 2027",
        "semaine 42",
        "5 octobre",
        "31/02/2027",
        "du 5 au 9 octobre 2026",
        "printemps 2027",
        "T1 2027",
    ],
)
def test_an_approximate_date_is_seen_and_has_no_value(ecrit):
    """So that it can be asked rather than passed over."""
    lues = find_dates(f"Démarrage : {ecrit}")
    assert lues
    assert {lue.valeur for lue in lues} == {None}


@pytest.mark.parametrize(
    "ecrit",
    [
        "03 00 55 01 17",
        "03.00.55.01.17",
        "0300550117",
        "+33 3 00 55 01 17",
        "+33 (0)3 00 55 01 17",
        "0033 300550117",
        "03-00-55-01-17",
    ],
)
def test_a_telephone_is_ten_digits(ecrit):
    """Whatever its dots, its spaces and its country code."""
    assert [t.numero for t in find_telephones(f"Tél. : {ecrit}")] == ["0300550117"]


@pytest.mark.parametrize(
    ("signature", "choisi"),
    [
        ("Port. : 06 00 55 01 17 - Tél. : 03 00 55 01 17", "0300550117"),
        ("Standard : 03 00 55 00 00 - Ligne directe : 03 00 55 01 17", "0300550117"),
        ("Fax 03 00 55 00 99 / Tél 03 00 55 01 17", "0300550117"),
        ("Mobile 06 00 55 01 17", "0600550117"),
        ("Standard 03 00 55 00 00", "0300550000"),
        ("Fax : 03 00 55 00 99", None),
    ],
)
def test_the_number_to_call_is_the_most_direct_one(signature, choisi):
    """Direct line, office, mobile, switchboard; never the fax."""
    trouve = choose_telephone(find_telephones(signature))
    assert (trouve.numero if trouve else None) == choisi
