"""The texts of the second set of documents as they were read over; a change of wording is seen here first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from demandes import FACILITATEUR, RELAIS, demande, lot, operation, variantes
from lecture_docx import texte
from operations_exemple import TOUS_MODES
from syrupy.assertion import SnapshotAssertion

from documents.contextes.a8 import cadre_reponse
from documents.contextes.a9 import notice_candidats
from documents.contextes.a10 import note_dispense
from documents.contextes.a11 import marche_insertion
from documents.contextes.b1 import note_calibrage
from documents.contextes.c0 import DemandeReponse, reponse
from documents.lisezmoi import PieceListee, lisezmoi
from documents.word import render
from metier.operation import Dispense, Montage


def ecrit(contexte: object) -> str:
    """The text that the template of a context makes of it."""
    return texte(render(contexte.modele, contexte).octets)  # type: ignore[attr-defined]


def test_b1(snapshot: SnapshotAssertion) -> None:
    """The note for works, then for every mode in a framework agreement of services."""
    assert ecrit(note_calibrage(demande())) == snapshot(name="travaux")
    assert ecrit(note_calibrage(demande(TOUS_MODES))) == snapshot(name="tous les modes")


def test_c0(snapshot: SnapshotAssertion) -> None:
    """A yes provided that, for the follow-up."""
    demandee = DemandeReponse(
        reference="2026-RGA-021",
        intitule="Construction du lycée des métiers de l’énergie",
        maitre_ouvrage="Région Austrasie",
        relais=RELAIS,
        facilitateur=FACILITATEUR,
        recue_le=date(2026, 10, 5),
        repondue_le=date(2026, 10, 9),
        accepte=True,
        reserves=("planning reçu avant le 20 octobre",),
    )
    assert ecrit(reponse(demandee)) == snapshot


def test_a8(snapshot: SnapshotAssertion) -> None:
    """The reply form of a criterion."""
    assert ecrit(cadre_reponse(demande(variantes()["critere"]))) == snapshot


def test_a9(snapshot: SnapshotAssertion) -> None:
    """The notice for works, then for services ordered as needed."""
    assert ecrit(notice_candidats(demande())) == snapshot(name="travaux")
    assert ecrit(notice_candidats(demande(variantes()["bons-de-commande"]))) == snapshot(name="bons de commande")


def test_a10(snapshot: SnapshotAssertion) -> None:
    """The waiver of works of less than six months."""
    dispensee = operation(
        montage=Montage.AUCUN,
        duree_mois=5,
        dispense=Dispense(cas=4, motif="Travaux de cinq mois selon le planning du 12 septembre 2026."),
        lots=(lot(1, "Réservoir", montant_ht=Decimal(6_000_000), clause=False),),
    )
    assert ecrit(note_dispense(demande(dispensee))) == snapshot


def test_a11(snapshot: SnapshotAssertion) -> None:
    """The contract of insertion services, open to all."""
    assert ecrit(marche_insertion(demande(variantes()["marche-insertion"]))) == snapshot


def test_lisezmoi(snapshot: SnapshotAssertion) -> None:
    """The list of two pieces of a draft."""
    pieces = (
        PieceListee(code="A3", fichier="A3_ccap.docx", manques=("montant de la pénalité par heure non réalisée",)),
        PieceListee(code="B1", fichier="confidentiel/B1_note_calibrage.docx", confidentielle=True),
    )
    assert lisezmoi(demande(), pieces).decode("utf-8-sig") == snapshot
