"""`relais banc`: right ratios, right goals, nothing timed that is wrong; the goals themselves at full size."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from lecture_docx import fautes, texte

from cli import banc as commande
from cli.banc import banc
from cli.bancs import documents, mesure
from cli.bancs.exemples import article, tableau_de_bord
from cli.bancs.mesure import Resultat, Taille, Variante, exposant, mesurer, rapport
from documents.word import render
from metier.fautes import FauteDeSaisie, PanneExterne

PETITE = Taille(documents=3, releves=(20, 40, 80), rapports=1, suite_rapports=4, renouvellement=2)
GRANDE = Taille(suite_rapports=1_000, renouvellement=250)


def resultat(mesure_: float, objectif: float, *, au_plus: bool = False) -> Resultat:
    return Resultat(nom="essai", libelle="Essai", rapport=mesure_, objectif=objectif, au_plus=au_plus)


def en_json(nom: str | None, capsys, taille: Taille = PETITE) -> tuple[int, dict[str, dict]]:
    code = banc(nom, json=True, taille=taille)
    sortie = json.loads(capsys.readouterr().out)
    assert list(sortie) == ["resultats"]
    return code, {un["nom"]: un for un in sortie["resultats"]}


def test_the_documents_are_measured_against_docxtpl_and_the_floor(capsys):
    """The shape of the contract; the same documents; far faster than docxtpl even on a busy machine."""
    code, resultats = en_json("documents", capsys)
    assert all(list(un) == ["nom", "rapport", "objectif", "tenu"] for un in resultats.values())
    assert set(resultats) == {
        f"documents-{nom}" for nom in ("identite", "docxtpl", "produit", "plancher", "croissance", "memoire")
    }
    assert resultats["documents-identite"]["rapport"] == 1
    assert resultats["documents-docxtpl"]["rapport"] > 12
    assert 1 < resultats["documents-plancher"]["rapport"] < 6
    assert code == (0 if all(un["tenu"] for un in resultats.values()) else 1)


def test_documents_that_differ_are_not_timed(monkeypatch):
    """One wrong document and nothing is measured: a fast wrong answer cannot pass."""
    monkeypatch.setattr(documents, "differences", lambda *_: ("word/document.xml",))
    monkeypatch.setattr(documents, "mesurer", lambda *_: pytest.fail("timed"))
    with pytest.raises(PanneExterne, match="0 sur 3 identiques"):
        documents.mesurer_documents(PETITE)


def test_the_examples_are_sound_and_all_different():
    """Twenty-five articles: valid files, as many texts."""
    octets = [render(documents.MODELE, article(rang)).octets for rang in range(25)]
    assert fautes(octets[3]) == []
    assert len({texte(un) for un in octets}) == 25


def test_an_unknown_benchmark_is_refused_by_name():
    """One French sentence with those that exist."""
    with pytest.raises(FauteDeSaisie, match=r"banc\u00a0: «\u00a0vitesse\u00a0» inconnu.*documents, rapports"):
        banc("vitesse", json=False)


def test_a_missed_goal_is_told_and_changes_the_status(monkeypatch, capsys):
    """Text for a reader: the ratio, the goal, the verdict; 1 when a goal is missed."""
    monkeypatch.setattr(commande, "BANCS", {"essai": lambda _: [resultat(29.987, 30), resultat(1, 1.1, au_plus=True)]})
    assert banc(None, json=False) == 1
    assert capsys.readouterr().out.replace("\u00a0", " ").splitlines() == [
        "Essai : 29,99 (au moins 30,00), NON TENU",
        "Essai : 1,00 (au plus 1,10), tenu",
    ]


@pytest.mark.parametrize(
    ("un", "tenu"),
    [
        (resultat(30, 30), True),
        (resultat(29.9, 30), False),
        (resultat(1.1, 1.1, au_plus=True), True),
        (resultat(1.2, 1.1, au_plus=True), False),
    ],
)
def test_a_goal_is_a_floor_or_a_ceiling(un, tenu):
    """Reached exactly, it is kept."""
    assert un.tenu is tenu


def test_variants_alternate_and_the_ratio_is_a_median(monkeypatch):
    """A B A B, repeated where asked, warmed once; one odd document does not move the ratio."""
    faits: list[str] = []
    instants = iter([0.0, 4.0, 0.0, 2.0, 0.0, 90.0, 0.0, 2.0, 0.0, 4.0, 0.0, 2.0])
    monkeypatch.setattr(mesure.time, "process_time", lambda: next(instants))
    variantes = {
        "a": Variante(faire=lambda rang: faits.append(f"a{rang}")),
        "b": Variante(faire=lambda rang: faits.append(f"b{rang}"), repetitions=2),
    }
    mesures = mesurer(variantes, 3)
    assert faits == ["a0", "b0", "a0", "b0", "b0", "a1", "b1", "b1", "a2", "b2", "b2"]
    assert mesures == {"a": [4, 90, 4], "b": [1, 1, 1]}
    assert rapport(mesures, "a", "b") == 4


@pytest.mark.parametrize(("puissance", "attendu"), [(1, 1), (2, 2), (0.5, 0.5)])
def test_growth_is_the_slope_on_logarithmic_scales(puissance, attendu):
    """Proportional is 1, quadratic is 2."""
    assert exposant([(nombre, 3 * nombre**puissance) for nombre in (100, 300, 1_000)]) == pytest.approx(attendu)


def test_the_report_printed_plainly_says_the_same(tmp_path):
    """Read back from both files: the same characters, spaces and hyphens aside."""
    from cli.bancs.rapports import MODELE, imprimer_simplement
    from documents.pdf import render_pdf

    page = tableau_de_bord(1)
    lus = [caracteres(octets) for octets in (imprimer_simplement(page), render_pdf(MODELE, page).octets)]
    assert lus[0] == lus[1]
    assert sum(lus[0].values()) > 1_000


def caracteres(octets: bytes) -> Counter[str]:
    import io

    from pypdf import PdfReader

    texte_lu = "".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages)
    return Counter(signe for signe in texte_lu if signe.isalnum())


@pytest.mark.long
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("nom", ["documents", "rapports"])
def test_every_goal_is_kept_at_full_size(nom, capsys):
    """10,000 Word documents; 1,000 reports with workers renewed."""
    code, resultats = en_json(nom, capsys, GRANDE)
    assert [un for un in resultats.values() if not un["tenu"]] == []
    assert code == 0
