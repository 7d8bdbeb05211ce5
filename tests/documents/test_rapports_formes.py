"""Every report as a reader or an assistive technology finds it: language, tags, alternatives, fonts, pages."""

from __future__ import annotations

import json

import pytest
from lecture_pdf import texte_suivi
from rapports_produits import CAS, produit, texte_de

# Pages of the catalogue; where lots, not words, make a dashboard grow, it may.
UNE_PAGE = [nom for nom in CAS if nom[:2] in {"h2", "h3", "g2", "i2"} and "trente" not in nom]


@pytest.mark.parametrize("nom", [nom for nom in CAS if nom not in {"i1 hostile", "i1 concession", "i1 lot"}])
def test_a_report_is_read_by_everyone(nom: str) -> None:
    """French, titled, tagged, every drawing told in words, every table with its headings, every font inside."""
    lu = produit(nom).lu
    assert lu.langue == "fr"
    assert lu.balise
    assert lu.titre
    assert all(lu.figures), lu.figures
    assert lu.polices_incorporees
    assert lu.polices <= {"Relais", "Relais-Bold", "Relais-etendu", "Relais-signes", "Relais-signes-Bold"}
    assert {"/H1", "/Table", "/TH", "/TD"} <= lu.elements


@pytest.mark.parametrize("nom", UNE_PAGE)
def test_what_must_hold_on_one_page_does(nom: str) -> None:
    """Even with names that no column was drawn for."""
    assert produit(nom).lu.pages == 1


def test_the_buyers_dashboard_holds_on_two_pages() -> None:
    """Thirty lots may take more."""
    for nom in ("01-ecole", "02-nettoyage", "03-region", "un-lot", "noms-longs", "hostile"):
        assert produit(f"h1 {nom}").lu.pages <= 2, nom
    assert produit("h1 sans-lot").lu.pages == 1
    assert 3 <= produit("h1 trente-lots").lu.pages <= 5


def test_reports_have_the_length_of_the_catalogue() -> None:
    """I1: seven to twelve pages, I3: six to ten; an operation of which nothing is known takes less."""
    for nom in ("01-ecole", "02-nettoyage", "03-region", "trente-lots"):
        assert 7 <= produit(f"i1 {nom}").lu.pages <= 12, nom
    for nom in ("ensemble", "vide"):
        assert 6 <= produit(f"i3 {nom}").lu.pages <= 10, nom


def test_each_chart_has_its_figures_beside_it() -> None:
    """The bars and the curve of the buyer's dashboard, told and tabled."""
    lu = produit("h1 01-ecole").lu
    assert [une.split("\u00a0")[0] for une in lu.figures if une] == ["Barres", "Courbe"]
    ecrit = texte_suivi(lu.texte)
    for attendu in ("868 h", "848 h", "102,4 %", "octobre 2025", "1 481 h"):
        assert attendu in ecrit, attendu


def test_what_is_mailed_is_pdf_ua_and_what_is_archived_is_pdf_a() -> None:
    """As the file says of itself."""
    assert "pdfuaid:part" in produit("h1 01-ecole").lu.metadonnees
    for nom in ("i1 01-ecole", "i2 dépassement", "i3 ensemble"):
        xmp = produit(nom).lu.metadonnees
        assert 'pdfaid:part="3"' in xmp or "<pdfaid:part>3<" in xmp, nom


def test_archives_carry_their_figures() -> None:
    """The same as those printed."""
    bilan = produit("i1 01-ecole").lu.jointes
    assert set(bilan) == {"heures_par_lot.csv", "bilan.json"}
    totaux = json.loads(bilan["bilan.json"])
    assert totaux["heures_validees"] == "1481.00"
    assert totaux["personnes_distinctes"] == 7
    assert totaux["contrats_par_type"]["ctt_etti"] == 10
    assert "1;Gros œuvre;Bâti Rombelle;800;848;868,00" in bilan["heures_par_lot.csv"].decode("utf-8-sig")
    attestation = json.loads(produit("i2 dépassement").lu.jointes["attestation_AR-2026-0007.json"])
    assert (attestation["mention"], attestation["heures_validees"]) == ("depassement", "868.00")
    assert set(produit("i3 ensemble").lu.jointes) == {"consolidation_2026.csv"}


def test_no_report_says_to_complete_what_is_known() -> None:
    """A relay that said who it is sends no « [à compléter] »."""
    for nom in CAS:
        assert "compléter" not in texte_de(CAS[nom]()), nom
