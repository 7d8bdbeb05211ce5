"""What TOML's reader refuses is said in French, with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from formats.toml import TomlIllisible, charger_toml, lire_toml


def test_a_sound_text_is_read_whatever_mark_it_starts_with():
    assert lire_toml('\ufeffa = 0.10\nb = "é"'.encode(), parse_float=Decimal) == {"a": Decimal("0.10"), "b": "é"}


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"a = 1\nb = \n", "ligne 2, colonne 5 : la valeur n'est pas lisible"),
        (b"a = 1\na = 2\n", "ligne 2, colonne 6 : cette clé est écrite deux fois"),
        (b"a = 1\nb = 'caf\xe9'\n", "ligne 2 : un caractère n'est pas en UTF-8"),
        (b"a=" + b"[" * 100_000, "trop de crochets"),
    ],
    ids=["no value", "twice", "latin 1", "deep"],
)
def test_an_unsound_one_is_told_where(octets, dit):
    with pytest.raises(TomlIllisible) as levee:
        lire_toml(octets)
    assert dit in str(levee.value)


def test_a_file_that_the_system_does_not_give_is_told_so(tmp_path):
    with pytest.raises(TomlIllisible) as levee:
        charger_toml(tmp_path)
    assert "dossier" in str(levee.value)
