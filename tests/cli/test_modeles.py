"""relais modeles: fields told, files verified, a relay's own template put in use and taken out."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from demandes import FACILITATEUR, RELAIS
from modeles_abimes import membres, p, remplace, sain

from cli import modeles
from config.paths import Paths
from config.settings import get_settings
from documents.archive import archive
from documents.contextes.c0 import DemandeReponse
from documents.installation import lire_journal
from documents.lecture_word import read_paragraphs
from documents.piece import Piece
from documents.reponse import reponse_c0
from documents.word import GABARITS
from metier.fautes import FauteDeSaisie

C0 = GABARITS / "marches/c0_reponse.docx"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """An installation of its own; previews are the document, LibreOffice being set aside."""
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("documents.verification.apercu.shutil.which", lambda _nom: None)
    get_settings.cache_clear()
    yield tmp_path / "home"
    get_settings.cache_clear()


def ecrit(dossier: Path, nom: str, octets: bytes) -> Path:
    chemin = dossier / nom
    chemin.write_bytes(octets)
    return chemin


def edite(octets: bytes, edition: str = "EDITION-DU-RELAIS") -> bytes:
    """The template with an edition of the relay's."""
    tous = membres(octets)
    custom = tous["docProps/custom.xml"].replace(b">2026.11<", f">{edition}<".encode())
    return archive(tous | {"docProps/custom.xml": custom})


def en_service(capsys, nom: str) -> dict[str, str]:
    modeles.lister(json=True)
    return next(un for un in json.loads(capsys.readouterr().out) if un["nom"] == nom)


def test_the_fields_are_printed_with_meaning_and_example(home, capsys):
    """One line each, or the same as JSON."""
    modeles.champs("a3_ccap", json=False)
    ligne = next(une for une in capsys.readouterr().out.splitlines() if une.startswith("lots[].objectif"))
    assert "objectif d’insertion" in ligne
    assert "140 heures" in ligne
    modeles.champs("a3_ccap", json=True)
    lus = json.loads(capsys.readouterr().out)
    assert {"chemin", "genre", "facultatif", "sens", "exemple"} == set(lus[0])
    with pytest.raises(FauteDeSaisie, match="a3_ccap"):
        modeles.champs("a3_cap", json=False)


def test_a_file_at_fault_is_told_and_refused(home, tmp_path, capsys):
    """All faults on standard output, the first one in the refusal, nothing put in use."""
    fichier = ecrit(tmp_path, "c0_reponse.docx", sain(p("{{ obejt }}"), p("{{ zzz }}")))
    with pytest.raises(FauteDeSaisie) as refus:
        modeles.verifier(fichier, None, json=False)
    dit = capsys.readouterr().out
    assert "2 défauts bloquants" in dit
    assert dit.count("✗") == 2
    assert "c0_reponse" in refus.value.phrase
    with pytest.raises(FauteDeSaisie):
        modeles.installer(fichier, None)
    assert not (home / "modeles" / "c0_reponse.docx").exists()
    assert lire_journal(home / "modeles") == []


def test_a_file_is_verified_as_json_under_another_name(home, tmp_path, capsys):
    """NOM tells what the file is a template of; a preview of the trial is left in the home."""
    fichier = ecrit(tmp_path, "ma réponse (2).docx", sain())
    modeles.verifier(fichier, "c0_reponse", json=True)
    (examen,) = json.loads(capsys.readouterr().out)
    assert examen["accepte"] is True
    assert examen["sha256"] == hashlib.sha256(sain()).hexdigest()
    assert Path(examen["apercu"]) == home / "modeles" / "apercus" / "c0_reponse-apercu.docx"
    with pytest.raises(FauteDeSaisie, match="aucun modèle ne s’appelle"):
        modeles.verifier(fichier, None, json=True)
    with pytest.raises(FauteDeSaisie, match=r"ne peut pas être lu \(ce chemin n’existe pas\)"):
        modeles.verifier(tmp_path / "absent.docx", "c0_reponse", json=True)
    for refuser in (lambda un: modeles.verifier(un, None, json=False), lambda un: modeles.installer(un, None)):
        with pytest.raises(FauteDeSaisie, match=r"ce n’est pas un \.docx"):
            refuser(ecrit(tmp_path, "bon.json", b"{}"))


def test_every_template_in_use_is_verified_at_once(home, monkeypatch, capsys):
    """The relay's own among them; one at fault makes the whole refused, after all were told."""
    (home / "modeles").mkdir(parents=True)
    ecrit(home / "modeles", "c0_reponse.docx", sain(p("{{ obejt }}")))
    rendus = []
    monkeypatch.setattr("documents.verification.examen._des_essais", lambda nom, _dossier: rendus.append(nom) or [])
    with pytest.raises(FauteDeSaisie, match="c0_reponse"):
        modeles.verifier(None, None, json=False)
    lignes = [une for une in capsys.readouterr().out.splitlines() if not une.startswith(" ")]
    assert len(lignes) == len(list(GABARITS.rglob("*.docx"))) == len(rendus) + 1
    assert sum("aucun défaut" in une for une in lignes) == len(lignes) - 1


def test_a_template_is_installed_used_remembered_and_taken_out(home, tmp_path, capsys):
    """Versions kept, acts written down; a document says the edition and the sha256 of what made it."""
    propre, seconde = sain(p("Phrase du relais.")), edite(sain(), "SECONDE")
    modeles.installer(ecrit(tmp_path, "c0_reponse.docx", propre), None)
    assert "en service" in capsys.readouterr().out
    lu = en_service(capsys, "c0_reponse")
    assert lu["origine"] == "relais"
    assert Path(lu["fichier"]).read_bytes() == propre
    piece = reponse_du_relais()
    assert piece.modele_sha256 == hashlib.sha256(propre).hexdigest()
    assert "Phrase du relais." in read_paragraphs(piece.octets)

    modeles.installer(ecrit(tmp_path, "c0_reponse.docx", seconde), None)
    modeles.installer(tmp_path / "c0_reponse.docx", None)
    assert reponse_du_relais().edition == "SECONDE"
    capsys.readouterr()
    modeles.retirer("c0_reponse")
    capsys.readouterr()
    assert en_service(capsys, "c0_reponse")["origine"] == "fourni"
    assert reponse_du_relais().modele_sha256 == hashlib.sha256(C0.read_bytes()).hexdigest()

    actes = lire_journal(home / "modeles")
    assert [acte.acte for acte in actes] == ["installé", "installé", "retiré"]
    assert [acte.remplace for acte in actes] == [None, hashlib.sha256(propre).hexdigest(), None]
    assert {(home / "modeles" / acte.version).read_bytes() for acte in actes} == {propre, seconde}
    with pytest.raises(FauteDeSaisie, match="déjà employé"):
        modeles.retirer("c0_reponse")


def reponse_du_relais() -> Piece:
    """An answer made with the templates of the installation."""
    demande = DemandeReponse(
        reference="2026-VAL-014",
        relais=RELAIS,
        facilitateur=FACILITATEUR,
        recue_le=date(2026, 10, 5),
        repondue_le=date(2026, 10, 7),
        accepte=True,
        dossier_modeles=Paths(get_settings().home).modeles,
    )
    return reponse_c0(demande)


def test_a_file_dropped_by_hand_is_kept_before_it_is_replaced(home, tmp_path, capsys):
    """What was in use without being installed is not lost."""
    (home / "modeles").mkdir(parents=True)
    ancien = remplace("docProps/custom.xml", 'name="edition"', 'name="autre"')
    ecrit(home / "modeles", "c0_reponse.docx", ancien)
    lu = en_service(capsys, "c0_reponse")
    assert lu["edition"].startswith("fichier du ")
    modeles.installer(ecrit(tmp_path, "c0_reponse.docx", sain()), None)
    gardes = sorted((home / "modeles" / "versions" / "c0_reponse").iterdir())
    assert {un.read_bytes() for un in gardes} == {ancien, sain()}
    assert all(hashlib.sha256(un.read_bytes()).hexdigest()[:12] in un.name for un in gardes)


def test_a_damaged_file_in_use_is_listed_all_the_same(home, capsys):
    """The list is where one looks when something is wrong."""
    (home / "modeles").mkdir(parents=True)
    ecrit(home / "modeles", "c0_reponse.docx", b"PK\x03\x04tronque")
    assert en_service(capsys, "c0_reponse")["edition"] == "fichier illisible"


def test_the_commands_exist_with_their_arguments(home, capsys):
    """As the contract writes them."""
    from cli.__main__ import principal

    assert principal(["modeles", "champs", "a1_avis"]) == 0
    assert principal(["modeles", "champs", "rien_du_tout"]) == 2
    assert principal(["modeles", "verifier", "absent.docx", "--modele", "a1_avis"]) == 2
    assert principal(["modeles", "installer", "absent.docx", "--modele", "a1_avis"]) == 2
    assert principal(["modeles", "retirer", "a1_avis"]) == 2
    assert "déjà employé" in capsys.readouterr().err
