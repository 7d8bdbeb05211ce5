"""Every document and variant, of the three example dossiers and of the hostile one: made, valid, its texts lawful."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import pytest
from collage import colle
from demandes import RELAIS
from demandes import demande as demande_dce
from demandes import variantes as operations
from lecture_docx import fautes
from operations_exemple import HOSTILE
from tous_les_documents import attendues, dossiers, variantes

from documents.catalogue.fiches import fiches
from documents.connu import Connu, set_aside
from documents.constats import Gravite
from documents.controles import controler, controler_docx
from documents.lecture_page import read_blocks
from documents.lecture_word import read_paragraphs
from documents.pack import pack_dce
from documents.packs import organisation_words
from documents.pdf import render_html
from documents.piece import Attendue, Piece, produire
from documents.releve import DemandeReleve, releve_mensuel
from documents.word import render
from echanges.format_operation import lire_operation
from echanges.lecture_json import lire_json
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.releve import releves_du_mois

OPERATIONS = Path(__file__).resolve().parent.parent / "donnees" / "operations"
DE_L_ACHETEUR = ("01-ecole-trois-lots", "02-nettoyage-accord-cadre", "04-dispense-travaux-courts")
DES_VARIANTES = ("critere", "reserve", "marche-insertion", "concession")
DOSSIERS = tuple(dossiers())
SUIVIS = {nom: attendues(suivie) for nom, suivie in dossiers().items()}
CAS = [pytest.param(nom, une, id=f"{nom} {une.nom}") for nom, toutes in SUIVIS.items() for une in toutes]
WORD = [cas for cas in CAS if cas.values[1].contexte.modele.endswith(".docx")]
FICHES = {fiche.code: fiche for fiche in fiches()}


def connu(nom: str) -> Connu:
    suivie = dossiers()[nom]
    return Connu(propres=organisation_words(suivie, RELAIS.model_dump()), suivi=suivie)


def lus(attendue: Attendue) -> tuple[str, ...]:
    """The texts of a document, before it is laid out where it is a report."""
    contexte = attendue.contexte
    if contexte.modele.endswith(".docx"):
        return read_paragraphs(render(contexte.modele, contexte).octets)
    return read_blocks(render_html(contexte.modele, contexte))


@cache
def pieces(nom: str) -> tuple[Piece, ...]:
    """The pack of an example operation, or of a variant."""
    toutes = operations()
    operation = toutes[nom] if nom in toutes else lire_operation(lire_json(OPERATIONS / f"{nom}.json")).operation
    return pack_dce(demande_dce(operation)).pieces


@pytest.mark.parametrize(("nom", "attendue"), CAS)
def test_a_document_of_a_dossier_breaks_no_check(nom, attendue):
    """No outdated word, imposed modalité, leftover tag, person where none may be; each says something."""
    commun = connu(nom)
    textes = tuple(set_aside(un, commun.propres) for un in lus(attendue))
    assert sum(map(len, textes)) > 300
    trouves = [
        constat
        for constat in controler(attendue.nom, textes, commun)
        if constat.gravite is Gravite.BLOQUANT and constat.controle not in {18, 21}
    ]
    assert trouves == []


def test_the_word_documents_of_the_hostile_dossier_are_valid_and_repeatable():
    """The OOXML validator finds nothing in one of each template; the same context gives the same bytes."""
    vus = set()
    for attendue in SUIVIS["hostile"]:
        contexte = attendue.contexte
        if contexte.modele in vus or not contexte.modele.endswith(".docx"):
            continue
        vus.add(contexte.modele)
        piece = produire(attendue)
        assert fautes(piece.octets) == [], attendue.nom
        assert produire(attendue) == piece
    assert len(vus) == 18


@pytest.mark.parametrize("nom", [*DE_L_ACHETEUR, *DES_VARIANTES])
def test_the_pieces_of_an_example_operation_are_made_and_lawful(nom):
    """The packs of the example operations, B1 and B2 included: each piece of its code's template, valid zip parts."""
    assert pieces(nom)
    for piece in pieces(nom):
        attendu = FICHES[piece.code]
        assert piece.modele in {attendu.modele, ""}
        assert piece.fichier.endswith(".csv") or zipfile.ZipFile(io.BytesIO(piece.octets)).testzip() is None
        if piece.fichier.endswith(".docx"):
            assert not [un for un in controler_docx(piece.nom, piece.octets) if un.controle in {10, 14, 24}]


def test_every_document_of_the_catalogue_is_tried():
    """A new code is added to the lists above; each variant has its case in a dossier at least."""
    packs = {piece.code for nom in (*DE_L_ACHETEUR, *DES_VARIANTES) for piece in pieces(nom)}
    des_dossiers = {une.code for toutes in SUIVIS.values() for une in toutes}
    assert packs | des_dossiers == set(CodeDocument)
    faites = {nom: {une.nom for une in toutes} for nom, toutes in SUIVIS.items()}
    for variante in variantes(dossiers()["01-ecole"]) - {"I2 attribution 1"}:
        if variante[:2] not in {"H2", "H3", "I2"}:
            assert any(variante in toutes for toutes in faites.values()), variante


@pytest.mark.parametrize("nom", DOSSIERS)
def test_the_statements_of_each_employer_are_made(nom):
    """One per lot, employer and month of the year, valid, formulas of nobody's making."""
    suivie = dossiers()[nom]
    identites = [une for rang in (3, 6, 10) for une in releves_du_mois(suivie, Mois(2026, rang))]
    assert identites
    for identite in identites:
        octets = releve_mensuel(DemandeReleve(suivi=suivie, identite=identite))
        assert b"HYPERLINK" not in b"".join(_formules(octets))
    assert fautes(octets, "xlsx") == []


def _formules(octets: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        return [
            formule
            for membre in paquet.namelist()
            if membre.startswith("xl/worksheets/")
            for formule in re.findall(rb"<f>.*?</f>", paquet.read(membre))
        ]


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_libreoffice_opens_every_word_document(tmp_path):
    """One batch: every Word document of every dossier, and the pasted articles, become PDF."""
    for rang, cas in enumerate(WORD):
        (tmp_path / f"{rang:03}.docx").write_bytes(produire(cas.values[1]).octets)
    for code in ("A2", "A3"):
        (tmp_path / f"colle-{code}.docx").write_bytes(colle(code, "travaux"))
    documents = sorted(map(str, tmp_path.glob("*.docx")))
    profil = f"-env:UserInstallation=file://{tmp_path}/profil"
    commande = ["soffice", profil, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *documents]
    subprocess.run(commande, check=True, capture_output=True, timeout=290)
    assert len(list(tmp_path.glob("*.pdf"))) == len(documents)
    assert len(documents) > 100


@pytest.mark.long
@pytest.mark.parametrize("nom", DOSSIERS)
def test_every_report_becomes_a_pdf(nom):
    """All of a dossier, as they are mailed or archived."""
    for attendue in SUIVIS[nom]:
        if attendue.contexte.modele.endswith(".html"):
            assert produire(attendue).octets.startswith(b"%PDF-1."), attendue.nom


def test_the_hostile_dossier_is_hostile():
    """What would like to act is in its texts, and is printed."""
    lettre = next(une for une in SUIVIS["hostile"] if une.code is CodeDocument.E1)
    assert any(HOSTILE.replace("\x07", "")[:60] in texte for texte in lus(lettre))
