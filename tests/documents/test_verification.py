"""Templates as offices send them: each fault told with its place and what to do, nothing executed."""

from __future__ import annotations

import dataclasses
import json
import shutil
import socket
import subprocess
import sys
from datetime import date

import pytest
from docx import Document
from lecture_docx import fautes
from modeles_abimes import ADMIS, NOM, REFUSES, avec, membres, p, remplace, sain

from documents.champs_modeles import Genre, champs, contexte, contextes, valeurs
from documents.exemples import PLEIN, VIDE, exemple
from documents.lecture_word import read_paragraphs
from documents.verification import essai
from documents.verification.examen import examiner, examiner_fichier
from documents.word import GABARITS, render
from metier.fautes import FauteDeSaisie

JOUR = date(2026, 11, 25)


def phrases(examen) -> list[str]:
    return [defaut.phrase.replace("\u00a0", " ").replace("\u202f", " ") for defaut in examen.defauts]


@pytest.mark.parametrize("cas", REFUSES)
def test_a_template_at_fault_is_refused_in_one_sentence(cas):
    """The place, the fault, the remedy; said before anything of it is rendered."""
    construire, attendus = REFUSES[cas]
    examen = examiner(NOM, construire(), jour=JOUR)
    dites = phrases(dataclasses.replace(examen, defauts=examen.bloquants))
    assert any(all(attendu in dite for attendu in attendus) for dite in dites), dites
    for dite in dites:
        assert dite.endswith(".")
        assert " ; " in dite


@pytest.mark.parametrize("cas", ADMIS)
def test_an_oddity_without_harm_is_accepted(cas):
    """Rendered full and empty; what is odd is pointed at, blocking nothing."""
    construire, attendus = ADMIS[cas]
    examen = examiner(NOM, construire(), jour=JOUR)
    dites = phrases(examen)
    assert len(dites) == len(attendus), dites
    for attendu in attendus:
        assert any(attendu in dite for dite in dites), dites
    assert examen.bloquants == ()


def test_what_would_keep_a_letter_from_leaving_as_pdf_is_pointed_at():
    """The document that the template makes is tried, not its file; it is mailed in Word meanwhile."""
    dessin = p("").replace("</w:p>", "<w:r><w:pict/></w:r></w:p>")
    examen = examiner(NOM, sain(dessin), jour=JOUR)
    assert any("ne peut pas partir en PDF, il contient un dessin" in dite for dite in phrases(examen)), phrases(examen)
    assert examen.bloquants == ()


def test_every_fault_is_told_at_once_and_in_the_order_of_the_document():
    """An author corrects everything in one pass."""
    octets = sain(p("{{ obejt }}"), p("{% if acceptee %}x"), p("{{ date reponse }}"))
    lieux = [defaut.lieu.split(" (")[0] for defaut in examiner(NOM, octets, jour=JOUR).bloquants]
    assert lieux[:3] == ["paragraphe 2", "paragraphe 3", "paragraphe 4"]


def test_an_unknown_template_is_refused_with_the_closest_name():
    """A name is looked up among the templates, never used as a path."""
    for nom, voisin in (("c0_reponce", "c0_reponse"), ("../../etc/passwd", "modèles connus")):
        with pytest.raises(FauteDeSaisie) as refus:
            examiner(nom, sain(), jour=JOUR)
        assert voisin in refus.value.phrase


def test_a_text_older_than_the_law_in_force_is_pointed_at():
    """The property `droit_au`, as the text of the template has it; without it nothing proves a rereading."""
    for ancien, nouveau in (("2026-08-22", "2019-04-01"), ("droit_au", "autre")):
        (defaut,) = examiner_fichier(NOM, remplace("docProps/custom.xml", ancien, nouveau), JOUR)
        assert "droit_au" in defaut.phrase
        assert not defaut.bloquant


def test_a_template_without_edition_is_pointed_at():
    """What makes the document can then be told by its date only."""
    (defaut,) = examiner_fichier(NOM, remplace("docProps/custom.xml", 'name="edition"', 'name="version"'), JOUR)
    assert "édition" in defaut.phrase
    assert not defaut.bloquant


def test_a_piece_of_the_contract_without_its_mandatory_mentions_is_refused():
    """A3 without publics, volume, facilitateur or penalty lacks what the CCAG asks for."""
    a3 = membres((GABARITS / "marches/a3_ccap.docx").read_bytes())
    document = a3["word/document.xml"].decode().replace("{{ penalite_heure }}", "…").replace("{{ lot.objectif }}", "…")
    octets = avec({"word/document.xml": document.encode()}, (GABARITS / "marches/a3_ccap.docx").read_bytes())
    dites = phrases(examiner("a3_ccap", octets, jour=JOUR))
    assert len(dites) == 2
    assert any("pénalité par heure non réalisée (contrôle 12)" in dite for dite in dites)
    assert any("volume de chaque lot (contrôle 1)" in dite for dite in dites)


@pytest.mark.parametrize("nom", sorted(contextes()))
def test_a_supplied_template_passes_full_and_empty(nom, tmp_path):
    """Every field explained with an example, nothing to say of the file, two documents without fault nor « None »."""
    classe = contexte(nom)
    source = GABARITS / vars(classe)["modele"]
    for champ in champs(nom):
        assert champ.sens, champ.chemin
        assert champ.exemple or champ.genre in {Genre.GROUPE, Genre.IMAGE} or "[]" in champ.chemin, champ.chemin
    assert list(examiner_fichier(nom, source.read_bytes(), JOUR)) == []
    for quoi in (PLEIN, VIDE):
        octets = render(vars(classe)["modele"], exemple(classe, quoi)).octets
        assert fautes(octets) == []
        assert not any("None" in lu or "{{" in lu for lu in read_paragraphs(octets))


def test_the_fields_of_a_template_are_its_context_nested():
    """As a template writes them: `lots[].numero`, a group before its fields."""
    chemins = {champ.chemin: champ for champ in champs("a3_ccap")}
    assert list(chemins)[:2] == ["garde", "garde.reference"]
    assert {nom for nom in chemins if "." not in nom and "[" not in nom} <= set(valeurs(contexte("a3_ccap")))
    assert chemins["lots[].numero"].exemple == "1"
    assert chemins["lots[]"].genre is Genre.LISTE
    assert chemins["total"].facultatif
    assert chemins["reserve"].exemple == "oui"


# What an attack would do if the tags were not refused first: the workshop alone, on the raw template.


def essayer(tmp_path, *corps: str) -> essai.Essai:
    (tmp_path / f"{NOM}.docx").write_bytes(sain(*map(p, corps)))
    return essai.essayer(NOM, tmp_path)


def test_what_a_hostile_template_asks_is_never_done(tmp_path):
    """Code, files and inclusion: refused by the sandbox, the canary stays unread."""
    canari = tmp_path.parent / f"{tmp_path.name}-canari.txt"
    canari.write_text("CANARI")
    trace = tmp_path / "trace"
    for hostile in (
        f"{{{{ cycler.__init__.__globals__.os.system('touch {trace}') }}}}",
        f"{{{{ lipsum.__globals__['os'].popen('cat {canari}').read() }}}}",
        f"{{% include '{canari}' %}}",
    ):
        rendu = essayer(tmp_path, hostile)
        assert rendu.paragraphes == {}
        assert rendu.defauts
        assert all("CANARI" not in defaut.phrase for defaut in rendu.defauts)
    assert not trace.exists()


def test_a_template_that_asks_for_too_much_is_stopped(tmp_path, monkeypatch):
    """Ten gigabytes of text, or loops without end: told within seconds, the machine unharmed."""
    (defaut,) = {defaut.phrase.partition("\u00a0: ")[2] for defaut in essayer(tmp_path, "{{ 'a' * 10**10 }}").defauts}
    assert defaut.startswith("il demande trop de temps ou de mémoire")
    monkeypatch.setattr(essai, "DELAI_S", 2)
    sans_fin = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    (defaut,) = essayer(tmp_path, sans_fin).defauts
    assert "trop de temps" in defaut.phrase


def test_the_workshop_reads_and_writes_nothing_else_and_talks_to_nobody(tmp_path):
    """Even code that ran there would find the doors shut."""
    dehors = tmp_path.parent / f"{tmp_path.name}-dehors.txt"
    dehors.write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as serveur:
        serveur.settimeout(0.1)
        port = serveur.getsockname()[1]
        programme = f"""
import json, socket, subprocess
from pathlib import Path
from documents.verification.atelier import borner, enfermer
borner(); enfermer(Path({str(tmp_path)!r}))
def refuse(acte):
    try:
        acte()
    except PermissionError:
        return True
    return False
print(json.dumps([
    refuse(lambda: open({str(dehors)!r}).read()),
    refuse(lambda: open({str(dehors)!r}, "w")),
    refuse(lambda: open("relais", "a")),
    refuse(lambda: socket.create_connection(("127.0.0.1", {port}))),
    refuse(lambda: subprocess.run(["true"])),
    refuse(lambda: Path({str(tmp_path)!r}, "permis").write_text("x")),
]))
"""
        fini = subprocess.run([sys.executable, "-c", programme], cwd=essai.RACINE, capture_output=True, check=True)
        with pytest.raises(TimeoutError):
            serveur.accept()
    assert json.loads(fini.stdout) == [True, True, True, True, True, False]
    assert dehors.read_text() == "secret"


def test_a_document_that_word_would_repair_is_refused(tmp_path):
    """A cell emptied by its condition: invalid only once rendered, so it is rendered to be known."""
    from modeles_abimes import tableau

    octets = sain(tableau((p("{%p if commune %}") + p("{{ commune }}") + p("{%p endif %}"),)))
    dites = phrases(examiner(NOM, octets, jour=JOUR))
    assert len(dites) == 1
    assert "quand les listes sont vides" in dites[0]
    assert "Word le réparerait" in dites[0]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_preview_is_made_where_libreoffice_is_there(tmp_path):
    """The full trial as Word and as PDF."""
    examen = examiner(NOM, (GABARITS / "marches/c0_reponse.docx").read_bytes(), jour=JOUR, apercus=tmp_path)
    assert examen.defauts == ()
    assert examen.apercu == tmp_path / f"{NOM}-apercu.pdf"
    assert examen.apercu.read_bytes().startswith(b"%PDF")
    assert Document(tmp_path / f"{NOM}-apercu.docx").paragraphs


def test_without_libreoffice_the_preview_is_the_document(tmp_path, monkeypatch):
    """Optional, never required."""
    monkeypatch.setattr(shutil, "which", lambda _nom: None)
    examen = examiner(NOM, sain(), jour=JOUR, apercus=tmp_path)
    assert examen.apercu == tmp_path / f"{NOM}-apercu.docx"
