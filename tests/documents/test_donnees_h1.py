"""The workbook of H1: the report's own figures, nothing of any person."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from demandes_rapports import demande, operations
from lecture_docx import fautes
from suivis import OCTOBRE, REGLES
from tous_les_documents import MARQUES, dossiers, marque

from documents.donnees_h1 import donnees_h1
from metier.indicateurs import indicateurs
from metier.missions import CodeDocument
from metier.publics import Categorie

OPERATIONS = operations()


def feuilles(octets: bytes) -> dict[str, list[tuple[object, ...]]]:
    livre = openpyxl.load_workbook(io.BytesIO(octets))
    return {page.title: list(page.iter_rows(values_only=True)) for page in livre}


@pytest.mark.parametrize("nom", OPERATIONS)
def test_it_is_a_valid_workbook_of_four_sheets_whatever_the_operation(nom):
    """No lot, one, thirty, long names, hostile texts: the total of validated hours is the report's."""
    operation = OPERATIONS[nom]
    piece = donnees_h1(demande(operation))
    assert (piece.code, piece.fichier) == (CodeDocument.H1, "H1_donnees_2026-10.xlsx")
    assert fautes(piece.octets, "xlsx") == []
    pages = feuilles(piece.octets)
    assert list(pages) == ["Lots", "Mois", "Réalisation", "Définitions"]
    (total,) = [ligne for ligne in pages["Lots"] if ligne[1] == "Opération"]
    attendus = indicateurs(operation, OCTOBRE, REGLES)
    assert (Decimal(str(total[6])), total[12]) == (attendus.cumul.validees, attendus.effectifs.personnes)
    assert donnees_h1(demande(operation)) == piece


@pytest.mark.parametrize("nom", ["01-ecole", "02-nettoyage", "03-region"])
def test_the_same_hours_add_up_by_lot_by_month_and_by_way_of_doing(nom):
    """Written values, no formula."""
    pages = feuilles(donnees_h1(demande(OPERATIONS[nom])).octets)
    (total,) = [ligne[6] for ligne in pages["Lots"] if ligne[1] == "Opération"]
    lots = [ligne[6] for ligne in pages["Lots"] if isinstance(ligne[0], int)]
    modalites = [ligne[2] for ligne in pages["Réalisation"] if ligne[0] == "modalité"]
    types = [ligne[2] for ligne in pages["Réalisation"] if ligne[0] == "type de contrat"]
    mois = [ligne[2] for ligne in pages["Mois"] if str(ligne[0]).startswith("20") and isinstance(ligne[2], int | float)]
    for parties in (lots, modalites, types, mois):
        assert sum(map(float, parties)) == pytest.approx(float(total))


@pytest.mark.parametrize("nom", dossiers())
def test_no_person_and_no_criterion_is_in_it(nom):
    """The words of the facilitateur stay in the report."""
    suivie = marque(dossiers()[nom])
    octets = donnees_h1(demande(suivie, commentaire="Un commentaire.")).octets
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        tout = " ".join(paquet.read(membre).decode("utf-8") for membre in paquet.namelist()).lower()
    assert "un commentaire" not in tout
    assert not [
        mot for mot in (*MARQUES, *(une.libelle.lower() for une in Categorie)) if mot in tout and mot != "autre"
    ]
