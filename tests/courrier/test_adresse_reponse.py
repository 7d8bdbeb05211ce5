"""The reply address carries the operation, whatever programs do to its case, and nothing that is not ours."""

from __future__ import annotations

import pytest

from courrier.adresse_reponse import adresse_reponse, lire_adresse_reponse
from courrier.adresses import ADRESSE

BOITE = "clauses@relais-ecluse.example"
SECRET = b"secret d'essai"


@pytest.mark.parametrize("reference", ["2026-THI-014", "R-2026-0001", "a.b_c-D", "x" * 35, "7"])
@pytest.mark.parametrize("ecrire", [str, str.upper, str.lower, str.title, lambda adresse: f" {adresse} "])
def test_what_is_written_is_read_back(reference, ecrire):
    """The reference, in lower case, is the same; the address is one that every server takes."""
    adresse = adresse_reponse(BOITE, reference, SECRET)
    assert adresse.startswith("clauses+op-")
    assert ADRESSE.fullmatch(adresse)
    assert len(adresse.rpartition("@")[0]) <= 64
    assert lire_adresse_reponse(ecrire(adresse), BOITE, SECRET) == reference.lower()


@pytest.mark.parametrize("reference", ["x" * 64, "2026..14", "2026-14.", ".x"])
def test_a_reference_that_does_not_fit_leaves_the_plain_mailbox(reference):
    """Threads still match; the answer is not lost."""
    assert adresse_reponse(BOITE, reference, SECRET) == BOITE


@pytest.mark.parametrize(
    "adresse",
    [
        "",
        BOITE,
        "clauses+op-2026-thi-014@relais-ecluse.example",
        "clauses+op-2026-thi-014.@relais-ecluse.example",
        "clauses+op-.aaaaaaaaaaaa@relais-ecluse.example",
        "clauses+op-2026-thi-014.aaaaaaaaaaaa@relais-ecluse.example",
        "clauses+op-2026-thi-014.ééé@relais-ecluse.example",
        "clauses+op-\udce9.\udce9@relais-ecluse.example",
        "@",
    ],
)
def test_an_address_that_is_not_signed_carries_nothing(adresse):
    """A guess is no address of ours."""
    assert lire_adresse_reponse(adresse, BOITE, SECRET) is None


def test_a_signature_serves_for_one_operation_one_mailbox_one_installation():
    """Moved to another reference, another mailbox or another secret, it is refused."""
    adresse = adresse_reponse(BOITE, "2026-THI-014", SECRET)
    assert lire_adresse_reponse(adresse.replace("014", "015"), BOITE, SECRET) is None
    assert lire_adresse_reponse(adresse, "autre@relais-ecluse.example", SECRET) is None
    assert lire_adresse_reponse(adresse, "clauses@ailleurs.example", SECRET) is None
    assert lire_adresse_reponse(adresse, BOITE, b"autre") is None
