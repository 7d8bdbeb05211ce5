"""A10, the waiver: the exact case, the buyer's facts, refused without them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from demandes import demande, lot, operation
from lecture_docx import fautes, texte
from operations_exemple import HOSTILE, HOSTILE_PROPRE

from documents.contextes.a10 import note_dispense
from documents.contextes.demande import DemandePack
from documents.manques import collect_manques
from documents.word import render
from metier.fautes import FauteDeSaisie
from metier.operation import Dispense, Forme, MaitreOuvrage, Montage, Operation, TypeMaitreOuvrage

FAITS = "Travaux de cinq mois selon le planning du 12 septembre 2026."


def dispensee(motif: str = FAITS, cas: int = 4, **autres: object) -> Operation:
    """Works above the threshold without any clause, of five months."""
    valeurs = {
        "montage": Montage.AUCUN,
        "duree_mois": 5,
        "dispense": Dispense(cas=cas, motif=motif),
        "lots": (lot(1, "Réservoir", montant_ht=Decimal(6_000_000), clause=False),),
    }
    return operation(**(valeurs | autres))


def note(demandee: DemandePack) -> str:
    """The text of the note."""
    contexte = note_dispense(demandee)
    return texte(render(contexte.modele, contexte).octets)


def test_it_states_the_case_the_value_the_threshold_and_the_facts() -> None:
    """All that the file of the award must hold, the reading of the law dated."""
    ecrit = note(demande(dispensee()))
    assert "4° du II de l’article L2112-2-1\u00a0: il s’agit de travaux de moins de six mois." in ecrit
    assert "6\u202f000\u202f000,00\u00a0€\u00a0HT, tous lots confondus" in ecrit
    assert "5\u202f404\u202f000,00\u00a0€\u00a0HT (du 01/01/2026 au 31/12/2027)" in ecrit
    assert FAITS in ecrit
    assert "Durée prévue des travaux\u00a0: 5\u00a0mois" in ecrit
    assert "Textes lus au 4\u00a0avril\u00a02026" in ecrit


def test_a_marche_keeps_it_under_l2184_1() -> None:
    """The documents kept by a pouvoir adjudicateur."""
    assert "article L2184-1" in note(demande(dispensee()))


def test_a_concession_and_an_entite_adjudicatrice_keep_it_by_any_means() -> None:
    """L3114-2-1 for a concession; both write it down by any suitable means."""
    concession = note(demande(dispensee(cas=2, forme=Forme.CONCESSION)))
    assert "2° du II de l’article L3114-2-1" in concession
    assert "L’autorité concédante consigne ce motif par tout moyen approprié" in concession
    acheteur = MaitreOuvrage(nom="Régie des eaux", type=TypeMaitreOuvrage.ENTITE_ADJUDICATRICE)
    entite = note(demande(dispensee(maitre_ouvrage=acheteur)))
    assert "L’acheteur consigne ce motif par tout moyen approprié" in entite
    assert "L2184-1" not in entite


@pytest.mark.parametrize("motif", ["", "   ", "\n"])
def test_an_empty_reason_is_refused_by_name(motif: str) -> None:
    """`dispense.motif` is the field to fill in."""
    with pytest.raises(FauteDeSaisie) as faute:
        note_dispense(demande(dispensee(motif)))
    assert faute.value.champ == "dispense.motif"


@pytest.mark.parametrize(
    "motif",
    [
        "Pas de facilitateur disponible.",
        "Aucun facilitateur sur le territoire",
        "Absence de facilitateur",
        "Facilitateur indisponible jusqu’en mars",
        "faute de relais",
    ],
)
def test_the_lack_of_a_facilitateur_is_no_reason(motif: str) -> None:
    """The law knows four cases; this is none of them."""
    with pytest.raises(FauteDeSaisie) as faute:
        note_dispense(demande(dispensee(motif)))
    assert "n’est pas un cas de dispense" in faute.value.phrase


def test_a_reason_that_cites_the_facilitateur_s_opinion_is_accepted() -> None:
    """Only his absence is refused as a reason."""
    motif = "Avis du facilitateur du 3 septembre 2026 : aucun poste accessible sans habilitation."
    assert motif in note(demande(dispensee(motif, cas=2)))


def test_without_waiver_there_is_no_note() -> None:
    """The fault names `dispense`."""
    with pytest.raises(FauteDeSaisie) as faute:
        note_dispense(demande(dispensee(dispense=None)))
    assert faute.value.champ == "dispense"


def test_short_works_need_their_duration() -> None:
    """Case 4 prints the duration; where it is unknown the note lacks it, other cases do not."""
    assert [m.champ for m in collect_manques(note_dispense(demande(dispensee(duree_mois=None))))] == ["duree_mois"]


def test_several_facts_are_several_paragraphs_and_hostile_ones_stay_as_they_are() -> None:
    """A reason of several lines keeps them; the file is valid, its bytes repeat."""
    contexte = note_dispense(demande(replace(dispensee(f"Premier fait.\n{HOSTILE}"))))
    octets = render(contexte.modele, contexte).octets
    lignes = texte(octets).split("\n")
    assert lignes.index(HOSTILE_PROPRE) == lignes.index("Premier fait.") + 1
    assert fautes(octets) == []
    assert render(contexte.modele, contexte).octets == octets
