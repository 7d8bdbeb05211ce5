"""LISEZMOI.txt: what to paste where, what remains, in which order, without any estimate."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from demandes import demande, lot, operation, variantes
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.lisezmoi import PieceListee, lisezmoi
from documents.texte_brut import LARGEUR
from metier.operation import Montage

A3 = PieceListee(code="A3", fichier="a3_ccap.docx", manques=("montant de la pénalité par heure",), a_valider=("délai",))
A7 = PieceListee(code="A7", fichier="a7_annexe_ae.docx", a_valider=("délai",))
B1 = PieceListee(code="B1", fichier="confidentiel/B1_note_calibrage.docx", confidentielle=True)


def lire(octets: bytes) -> str:
    return octets.decode("utf-8-sig").replace("\r\n", "\n")


def sans_coupures(texte: str) -> str:
    return re.sub(r"[\s\u00a0]+", " ", texte)


def test_it_says_where_each_piece_goes() -> None:
    """CCAP, acte d'engagement, and what never leaves the relay and the buyer."""
    texte = sans_coupures(lire(lisezmoi(demande(), (A3, A7, B1))))
    assert "A3 a3_ccap.docx à coller dans le CCAP" in texte
    assert "A7 a7_annexe_ae.docx à joindre à l’acte d’engagement (AE)" in texte
    assert "B1 confidentiel/B1_note_calibrage.docx note du facilitateur à l’acheteur" in texte
    assert "ils ne sont pas dans le zip" in texte


def test_it_lists_what_remains_and_what_to_confirm_once() -> None:
    """A missing value under its piece; a value to confirm once, with every piece that prints it."""
    texte = sans_coupures(lire(lisezmoi(demande(), (A3, A7))))
    assert "- A3 : montant de la pénalité par heure" in texte
    assert "- délai (A3, A7)" in texte
    assert "Aucune donnée ne manque" not in texte
    assert "Aucune donnée ne manque" in sans_coupures(lire(lisezmoi(demande(), (A7,))))


def test_nothing_is_said_twice() -> None:
    """A rate and a cost of the barème are one alert of a lot; what each annex lacks is said once."""
    depouille = operation(lots=(lot(1, "Peinture", cout_horaire=None, taux_insertion=None), lot(2, "Sols")))
    autre = PieceListee(code="A7", fichier="a7_annexe_ae_lot-2.docx", manques=("téléphone du facilitateur",))
    texte = sans_coupures(lire(lisezmoi(demande(depouille), (autre, autre))))
    assert texte.count("lot 1 : une donnée du calcul vient du barème") == 1
    assert texte.count("A7 : téléphone du facilitateur") == 1


def test_the_order_of_delivery_counts_working_days_and_starts_with_the_note() -> None:
    """Five working days before the notice; the note is validated first, where there is one."""
    texte = sans_coupures(lire(lisezmoi(demande(), (A3, B1))))
    assert "au plus tard le 28 septembre 2026" in texte
    assert "si ce jour est passé" in texte.lower()
    assert "1. L’acheteur valide la note de calibrage" in texte
    assert "note de calibrage (B1)" not in lire(lisezmoi(demande(), (A3,)))


@pytest.mark.parametrize("nom", variantes())
def test_no_estimate_is_written(nom: str) -> None:
    """The file travels with the pieces: no amount of a lot, no hourly cost."""
    demandee = demande(variantes()[nom])
    texte = lire(lisezmoi(demandee, (A3,)))
    montants = re.findall(r"[\d\u202f,]+\u00a0€", texte)
    assert set(montants) <= {"40\u00a0000\u00a0€", "40\u202f000\u00a0€", "000\u00a0€"}


def test_the_declaration_follows_the_montage() -> None:
    """The value of the données essentielles, between French quotes."""
    texte = sans_coupures(lire(lisezmoi(demande(variantes()["critere"]), (A3,))))
    assert "« Clause sociale » et « Critère social »" in texte


def test_notepad_and_a_terminal_read_it() -> None:
    """UTF-8 with its mark, CRLF everywhere, lines that fit, the same bytes each time."""
    octets = lisezmoi(demande(), (A3, A7))
    assert octets.startswith(b"\xef\xbb\xbf")
    assert octets.count(b"\n") == octets.count(b"\r\n")
    assert max(map(len, lire(octets).split("\n"))) <= LARGEUR
    assert lisezmoi(demande(), (A3, A7)) == octets


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_any_title_leaves_the_file_readable(intitule: str) -> None:
    """No title breaks the encoding or the sections."""
    texte = lire(lisezmoi(demande(operation(intitule=intitule)), (A3,)))
    assert "OÙ VA CHAQUE PIÈCE\n------" in texte
    assert "\x00" not in texte


def test_the_annexes_of_several_lots_share_one_instruction() -> None:
    """Two files under one code, what to do with them once."""
    autre = PieceListee(code="A7", fichier="a7_annexe_ae_lot-2.docx")
    texte = sans_coupures(lire(lisezmoi(demande(), (A7, autre))))
    assert "A7 a7_annexe_ae.docx a7_annexe_ae_lot-2.docx à joindre" in texte
    assert texte.count("sans le remplir") == 1


def test_what_the_operation_lacks_stands_before_what_its_pieces_lack() -> None:
    """An obligation neither met nor waived: never « Aucune donnée ne manque »."""
    lots = (lot(1, "Gros œuvre", montant_ht=Decimal(6_000_000), clause=False),)
    manquante = operation(lots=lots, montage=Montage.AUCUN, date_avis=date(2026, 12, 5))
    texte = sans_coupures(lire(lisezmoi(demande(manquante), (A7,))))
    assert "- Opération : considération sociale à prévoir, ou dispense à motiver (L2112-2-1)" in texte
    assert "Aucune donnée ne manque" not in texte
