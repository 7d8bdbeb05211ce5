"""The DCE pack: which pieces, which folder, the same bytes each time, refused whole or written whole."""

from __future__ import annotations

import dataclasses
import io
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from demandes import LOTS, demande, lot, operation, variantes
from lecture_docx import fautes

from config.settings import Facilitateur, IdentiteRelais
from documents.archive import archive
from documents.fabrique import a3
from documents.lecture_word import read_paragraphs
from documents.pack import Pack, pack_dce
from metier.fautes import FauteDeSaisie
from metier.operation import Dispense, Mission, Montage, Nature, Penalites

HOSTILE = "Bâti & <b>Fils</b> « {{ 7*7 }} » 😀 مدرسة {% x %}"


def noms(pack: Pack) -> list[str]:
    return [piece.nom for piece in pack.pieces]


@pytest.mark.parametrize(
    ("variante", "attendues"),
    [
        ("travaux", ["A1", "A2", "A3", "A7 lot 1", "A7 lot 2"]),
        ("bons-de-commande", ["A1", "A2", "A3", "A7 lot 1", "A7 lot 2"]),
        ("reserve", ["A1", "A2", "A3"]),
        ("marche-insertion", ["A1", "A2"]),
        ("concession", ["A1", "A2", "A3", "A7 lot 1"]),
    ],
)
def test_the_montage_decides_which_pieces_exist(variante, attendues):
    """The matrix of documents.md §14: no engagement annex for a reserved contract, no article for services."""
    ecrites = noms(pack_dce(demande(variantes()[variante])))
    assert [nom for nom in ecrites if nom[:2] in ("A1", "A2", "A3", "A7") and nom not in ("A10", "A11")] == attendues


def test_the_confidential_pieces_stay_out_of_the_zip():
    """B1 and B2 lie under `confidentiel/`; the zip holds the others and LISEZMOI.txt."""
    pack = pack_dce(demande())
    with zipfile.ZipFile(io.BytesIO(pack.zip)) as archive:
        contenus = set(archive.namelist())
        assert archive.testzip() is None
    assert contenus == {"LISEZMOI.txt", *(piece.fichier for piece in pack.publiques)}
    confidentielles = {piece.code for piece in pack.pieces if piece.fichier.startswith("confidentiel/")}
    assert confidentielles == {"B1", "B2"} == {piece.code for piece in pack.pieces if piece.confidentiel}
    assert pack.nom_zip == "dce-2026-VAL-014.zip"
    b2 = [piece for piece in pack.pieces if piece.code == "B2"]
    assert [piece.fichier.rpartition(".")[2] for piece in b2] == ["xlsx", "csv"]
    assert b2[1].octets.decode("utf-8-sig").startswith("lot;intitule;")


def test_the_zip_lists_its_annexes_in_the_order_of_the_lots():
    octets = archive({f"A7_annexe_ae_lot-{numero}.docx": b"" for numero in (10, 2, 1, 100)} | {"A3_ccap.docx": b""})
    with zipfile.ZipFile(io.BytesIO(octets)) as lu:
        listes = [nom.removeprefix("A7_annexe_ae_") for nom in lu.namelist()]
    assert listes == ["A3_ccap.docx", "lot-1.docx", "lot-2.docx", "lot-10.docx", "lot-100.docx"]


def test_the_buyer_s_grid_is_beside_the_form_of_the_candidates_and_out_of_the_zip():
    """Where criteria are stated: two files of A8, one public, one the buyer's; the list says which is which."""
    pack = pack_dce(demande(variantes()["critere"]))
    du_critere = {piece.fichier: piece.confidentiel for piece in pack.pieces if piece.code == "A8"}
    assert du_critere == {"A8_cadre_reponse.docx": False, "confidentiel/A8_grille_analyse.xlsx": True}
    assert "confidentiel/A8_grille_analyse.xlsx" not in zipfile.ZipFile(io.BytesIO(pack.zip)).namelist()
    lisezmoi = " ".join(pack.lisezmoi.decode("utf-8-sig").split())
    assert "A8 A8_cadre_reponse.docx à joindre au RC" in lisezmoi
    assert "A8 confidentiel/A8_grille_analyse.xlsx grille d’analyse interne à l’acheteur" in lisezmoi
    assert not [piece for piece in pack_dce(demande()).pieces if piece.code == "A8"]


def test_the_same_request_gives_the_same_bytes():
    """Every file of the pack, the zip included."""
    assert pack_dce(demande()).fichiers == pack_dce(demande()).fichiers


def test_every_file_name_is_unique_and_plain():
    """ASCII names, one per piece."""
    for op in variantes().values():
        fichiers = [piece.fichier for piece in pack_dce(demande(op)).pieces]
        assert len(fichiers) == len(set(fichiers))
        assert all(fichier.isascii() and " " not in fichier for fichier in fichiers)


def test_without_the_writing_mission_nothing_is_made():
    """The refusal names `missions`; the Région writes its own pieces."""
    with pytest.raises(FauteDeSaisie) as refus:
        pack_dce(demande(operation(missions=frozenset({Mission.AVAL_SUIVI, Mission.BILAN}))))
    assert refus.value.champ == "missions"
    assert "amont_redaction" in refus.value.phrase


def test_a_draft_says_what_is_missing():
    """Identity and penalties absent: alerts and gaps, pieces all the same."""
    pack = pack_dce(demande(operation(penalites=Penalites()), relais=IdentiteRelais(), facilitateur=Facilitateur()))
    champs = [manque.champ for manque in pack.manques]
    assert champs[:3] == ["relais.nom", "relais.courriel", "relais.telephone"]
    assert {"penalites.heure", "penalites.jour_document"} <= set(champs)
    assert sum(alerte.startswith("à compléter") for alerte in pack.alertes) == len(champs)


@pytest.mark.parametrize(
    ("changement", "champ"),
    [
        ({"relais": IdentiteRelais(), "facilitateur": Facilitateur()}, "relais.nom"),
        ({"op": {"penalites": Penalites(heure=Decimal(60))}}, "penalites.jour_document"),
        ({"op": {"penalites": Penalites(heure=Decimal(0), jour_document=Decimal(50))}}, "penalites.heure"),
        ({"op": {"ccag": None}}, "ccag"),
    ],
)
def test_a_definitive_edition_refuses_what_is_missing(changement, champ):
    """The first gap is named; nothing is made."""
    autres = {cle: valeur for cle, valeur in changement.items() if cle != "op"}
    with pytest.raises(FauteDeSaisie) as refus:
        pack_dce(demande(operation(**changement.get("op", {})), definitif=True, **autres))
    assert refus.value.champ == champ
    assert "définitive" in refus.value.phrase


def test_a_complete_definitive_edition_has_neither_gap_nor_shading():
    """Nothing to complete, nothing highlighted in the public pieces."""
    pack = pack_dce(demande(definitif=True))
    for piece in pack.publiques:
        with zipfile.ZipFile(io.BytesIO(piece.octets)) as paquet:
            document = paquet.read("word/document.xml").decode()
        assert "FFF2CC" not in document
        assert "w:highlight" not in document
        assert "édition définitive" in document


def test_an_operation_without_claused_lot_gives_no_clause_text():
    """No lot carries the clause: only the file that says so, and the alert."""
    pack = pack_dce(demande(operation(lots=(LOTS[2],))))
    assert not [nom for nom in noms(pack) if nom in ("A1", "A2", "A3", "A7")]
    assert any("clause" in alerte for alerte in pack.alertes)


def test_a_waiver_out_of_its_case_is_not_written():
    """A10 exists only where the regime accepts the waiver: never for works of seven months."""
    lots = (lot(1, clause=False, montant_ht=Decimal(6_000_000)),)
    admise = operation(lots=lots, montage=Montage.AUCUN, duree_mois=5, dispense=Dispense(cas=4, motif="cinq mois"))
    hors = dataclasses.replace(admise, duree_mois=7)
    assert "A10" not in noms(pack_dce(demande(hors)))
    assert pack_dce(demande(hors)).alertes


def test_thirty_lots_give_thirty_annexes():
    """One file per lot, all in the zip."""
    pack = pack_dce(demande(operation(lots=tuple(lot(rang, f"Lot n° {rang}") for rang in range(1, 31)))))
    assert sum(nom.startswith("A7") for nom in noms(pack)) == 30


def test_a_relay_s_template_that_breaks_the_law_is_refused(tmp_path):
    """A template that imposes a modalité stops the pack, with the piece and the reason."""
    piece = a3.ecrire()
    piece.paragraphe("Les heures sont réalisées exclusivement par une ETTI.")
    (tmp_path / "a3_ccap.docx").write_bytes(piece.octets())
    with pytest.raises(FauteDeSaisie, match="A3, contrôle 10"):
        pack_dce(demande(dossier_modeles=tmp_path))


@pytest.fixture(scope="module")
def hostile() -> Pack:
    """A pack whose every free text is hostile, the longest of 10,000 characters."""
    long = "Très long " + "é" * 9_990
    lots = (lot(1, HOSTILE), lot(2, long), lot(3, "a\x0bb\nc", clause=False))
    op = operation(
        intitule=HOSTILE + "\x0b fin",
        maitre_ouvrage=dataclasses.replace(operation().maitre_ouvrage, nom=HOSTILE),
        lots=lots,
        nature=Nature.SERVICES,
    )
    return pack_dce(demande(op, relais=IdentiteRelais(nom=HOSTILE, courriel="a@b.example", telephone="0382000000")))


def test_hostile_values_are_intact_in_every_piece(hostile):
    """Title, buyer, lots and relay read back as given, control characters apart; no « 49 »."""
    for piece in hostile.pieces:
        if not piece.fichier.endswith(".docx"):
            continue
        texte = "\n".join(read_paragraphs(piece.octets))
        assert HOSTILE in texte
        assert "\x0b" not in texte
        assert "49" not in texte.replace("2026", "")
    assert "é" * 9_990 in "\n".join(read_paragraphs(hostile.pieces[2].octets))


def test_hostile_values_leave_every_piece_valid(hostile):
    """The OOXML validator finds nothing."""
    for piece in hostile.pieces:
        if piece.fichier.endswith(".docx"):
            assert fautes(piece.octets) == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_libreoffice_opens_the_hostile_pieces(hostile, tmp_path):
    """Each becomes a PDF: what Word and LibreOffice read is a document."""
    documents = [piece for piece in hostile.pieces if piece.fichier.endswith(".docx")][:4]
    for rang, piece in enumerate(documents):
        (tmp_path / f"{rang}.docx").write_bytes(piece.octets)
    commande = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to", "pdf"]
    fichiers = sorted(str(fichier) for fichier in tmp_path.glob("*.docx"))
    subprocess.run([*commande, "--outdir", str(tmp_path), *fichiers], check=True, capture_output=True, timeout=180)
    assert len(list(Path(tmp_path).glob("*.pdf"))) == len(documents)
