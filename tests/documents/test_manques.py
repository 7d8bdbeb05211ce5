"""What is missing: found in the order of the context, refused in a definitive edition."""

from __future__ import annotations

import pytest
from demandes import demande, operation

from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.a3 import article_ccap
from documents.lecture_word import read_paragraphs
from documents.manques import A_COMPLETER, Manque, collect_manques, require_complete
from documents.word import render
from metier.fautes import FauteDeSaisie
from metier.operation import Penalites


def test_the_cover_lists_what_the_text_leaves_open():
    """Penalties, CCAG and identity absent: each in the list, each « [à compléter] » in the text."""
    contexte = article_ccap(
        demande(operation(ccag=None, penalites=Penalites()), relais=IdentiteRelais(), facilitateur=Facilitateur())
    )
    champs = [manque.champ for manque in collect_manques(contexte)]
    assert champs == [
        "ccag",
        "relais.nom",
        "relais.courriel",
        "relais.telephone",
        "penalites.heure",
        "penalites.jour_document",
    ]
    assert len(contexte.garde.reste) == len(champs)
    texte = "\n".join(read_paragraphs(render(contexte.modele, contexte).octets))
    assert texte.count(A_COMPLETER) >= len(champs)


def test_a_complete_operation_leaves_nothing_open():
    """With an identity and penalties, no gap and no list."""
    contexte = article_ccap(demande())
    assert collect_manques(contexte) == ()
    texte = "\n".join(read_paragraphs(render(contexte.modele, contexte).octets))
    assert A_COMPLETER not in texte
    assert "Reste à compléter" not in texte


@pytest.mark.parametrize(("nombre", "suite"), [(1, ""), (2, "une autre donnée manque"), (4, "3 autres données")])
def test_the_refusal_names_the_first_gap_and_counts_the_others(nombre, suite):
    """The sentence says which field, what it is, how many others."""
    manques = tuple(Manque(f"champ{rang}", f"donnée {rang}") for rang in range(nombre))
    with pytest.raises(FauteDeSaisie) as refus:
        require_complete(manques)
    assert refus.value.champ == "champ0"
    assert "donnée 0" in refus.value.phrase
    assert suite in refus.value.phrase


def test_nothing_missing_is_no_refusal():
    """The definitive edition of a complete context passes."""
    require_complete(())
