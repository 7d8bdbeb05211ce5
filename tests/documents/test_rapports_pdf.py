"""What holds for every report: tagged, in French, its fonts inside, the same bytes twice, nothing fetched."""

from __future__ import annotations

import logging
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

import jinja2
import pytest
from demandes_rapports import ANONYME, demande
from lecture_pdf import lire, texte_suivi
from operations_exemple import HOSTILE, HOSTILE_PROPRE
from rapports_produits import g2
from suivis import hostile, suivi

from documents import pdf
from documents.contextes.g2 import Decision
from documents.contextes.h1 import tableau_de_bord_moa
from documents.pdf import ARCHIVE, ENVOYE, RAPPORTS, DonneesJointes, render_html, render_pdf

POLICES = RAPPORTS / "polices"
H1 = "rapports/h1_tableau_de_bord_moa.html"


def declarees() -> list[dict[str, str]]:
    return tomllib.loads((POLICES / "VENDOR.toml").read_text(encoding="utf-8"))["fichier"]


def test_each_font_has_the_hash_it_was_declared_with() -> None:
    """Nothing lies there undeclared; the text of the licence is beside."""
    connus = {"VENDOR.toml"}
    for fichier in declarees():
        assert sha256((POLICES / fichier["nom"]).read_bytes()).hexdigest() == fichier["sha256"], fichier["nom"]
        assert fichier["licence"] in (POLICES / fichier["licence_fichier"]).read_text(encoding="utf-8")
        connus |= {fichier["nom"], fichier["licence_fichier"]}
    assert {chemin.name for chemin in POLICES.iterdir()} == connus


@pytest.mark.parametrize("variante", [ENVOYE, ARCHIVE])
def test_the_same_request_gives_the_same_bytes(variante: pdf.Variante) -> None:
    """Whatever was rendered between: no clock, no random identifier; another month is another document."""
    contexte = tableau_de_bord_moa(demande(suivi("01-ecole")))
    jointes = [DonneesJointes(nom="donnees.csv", octets=b"a;b\n1;2\n", description="données")]
    premier = render_pdf(H1, contexte, variante=variante, pieces_jointes=jointes)
    render_pdf(H1, tableau_de_bord_moa(demande(suivi("03-region-aval"))), variante=variante)
    second = render_pdf(H1, contexte, variante=variante, pieces_jointes=jointes)
    assert second == premier
    assert premier.sha256 == sha256(premier.octets).hexdigest()
    assert premier.edition == "2026.11"
    autre = replace(contexte, produit_le=date(2026, 12, 15))
    assert render_pdf(H1, autre, variante=variante, pieces_jointes=jointes).octets != premier.octets


def test_the_template_hash_covers_what_reports_share(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of the style sheet makes another report of the same template."""
    avant = pdf._empreinte.__wrapped__(H1)
    style = tmp_path / "rapports.css"
    style.write_text(pdf.STYLE.read_text(encoding="utf-8") + "/* autre */", encoding="utf-8")
    monkeypatch.setattr(pdf, "STYLE", style)
    assert pdf._empreinte.__wrapped__(H1) != avant


def test_hostile_texts_are_printed_and_do_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A formula, a tag, a template come back as they were written; WeasyPrint has nothing to say."""
    operation = hostile()
    contexte = tableau_de_bord_moa(demande(operation, commentaire=HOSTILE))
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        lu = lire(render_pdf(H1, contexte).octets)
    assert caplog.records == []
    assert texte_suivi(HOSTILE_PROPRE).replace(" ", "") in texte_suivi(lu.texte).replace(" ", "")
    assert "&lt;b&gt;" in render_html(H1, contexte)


@pytest.mark.parametrize(
    "adresse",
    [
        "file:///etc/passwd",
        "https://mal.example/x.png",
        f"{RAPPORTS.as_uri()}/../marches/a3_ccap.docx",
        f"{RAPPORTS.as_uri()}/%2e%2e/marches/a3_ccap.docx",
        "file://serveur/partage/x.png",
        "ftp://mal.example/x",
    ],
)
def test_nothing_outside_the_package_is_fetched(adresse: str) -> None:
    """Neither a file of the machine nor the network."""
    with pytest.raises(ValueError):
        pdf._fetcher().fetch(adresse)


def test_the_files_of_reports_are_fetched() -> None:
    """Otherwise fonts would silently be those of the machine."""
    reponse = pdf._fetcher().fetch((POLICES / declarees()[0]["nom"]).as_uri())
    assert reponse.read()[:4] == b"wOF2"
    reponse.close()


def test_a_name_that_a_template_does_not_know_is_a_fault(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is silently empty, and a template reaches nothing of Python."""

    @dataclass(frozen=True, kw_only=True)
    class Essai:
        titre: str

    for source in ("{{ tiitre }}", "{{ titre.__class__.__mro__ }}"):
        modele = pdf.environment().from_string(source)
        with pytest.raises((jinja2.UndefinedError, jinja2.exceptions.SecurityError)):
            modele.render(pdf._champs(Essai(titre="x")))


def test_an_identity_not_given_is_seen() -> None:
    """A relay that has not said its name yet sends no blank head."""
    lu = lire(render_pdf(H1, tableau_de_bord_moa(demande(suivi("01-ecole"), emission=ANONYME))).octets)
    assert "Relais : [à compléter]" in texte_suivi(lu.texte)
    attestation = g2(Decision.ACCEPTEE, emission=ANONYME)
    assert '<mark class="manque">[à compléter]</mark>' in render_html(attestation.modele, attestation)
