"""Whatever the bytes: an answer, no exception, in bounded time and memory."""

from __future__ import annotations

import base64
import io
import time
import tracemalloc
import zipfile
from importlib import resources

import pytest
from outlook_exemple import ecrire_msg

from courrier.lecture import lire
from metier.courriers import NatureCourrier

SECONDES = 2.0
MEMOIRE = 300 * 1024 * 1024


def lire_vite(octets: bytes, contexte):
    """The reading, which must take less than two seconds of processor."""
    debut = time.process_time()
    lecture = lire(octets, contexte)
    assert time.process_time() - debut < SECONDES
    return lecture


def test_the_mails_of_pythons_own_tests_never_raise(contexte):
    """The collection that the email package keeps for its tests, where it is installed."""
    dossier = resources.files("test.test_email") / "data" if _has_email_tests() else None
    if dossier is None:
        pytest.skip("le paquet test.test_email n’est pas installé")
    fichiers = [f for f in dossier.iterdir() if f.name.endswith(".txt")]
    assert len(fichiers) > 40
    for fichier in fichiers:
        assert lire_vite(fichier.read_bytes(), contexte).raison


def _has_email_tests() -> bool:
    try:
        import test.test_email  # noqa: F401
    except ImportError:
        return False
    return True


@pytest.mark.parametrize(
    "octets", [b"", b"\n", b"\x00" * 1000, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, b"From", b"a" * 100_000]
)
def test_what_is_no_mail_goes_to_quarantine(octets, contexte):
    """With its reason."""
    lecture = lire_vite(octets, contexte)
    assert (lecture.nature, lecture.kind) == ("quarantaine", "needs_human")
    assert lecture.raison.endswith(".")


ENTETE = b"From: c.faudune@region-austrasie.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def partie(numero: int, genre: bytes = b"text/plain") -> bytes:
    return (
        b"--b\r\nContent-Type: "
        + genre
        + b"\r\nContent-Disposition: attachment; filename=f%d.bin\r\n\r\nx\r\n" % numero
    )


def mixte(parties: bytes) -> bytes:
    return ENTETE + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + parties + b"--b--\r\n"


def emboiter(niveaux: int) -> bytes:
    octets = ENTETE + b"\r\nfond\r\n"
    for _ in range(niveaux):
        octets = ENTETE + b"Content-Type: message/rfc822\r\n\r\n" + octets
    return octets


@pytest.mark.parametrize(
    ("octets", "mot"),
    [
        pytest.param(ENTETE + b"\r\n" + b"x" * (30 * 1024 * 1024), "30 Mo", id="31 MB"),
        pytest.param(mixte(b"".join(partie(n, b"text/x") for n in range(60))), "50 pièces", id="60 attachments"),
        pytest.param(mixte(b"--b\r\n\r\nx\r\n" * 250), "200 parties", id="250 parts"),
        pytest.param(emboiter(12), "10 niveaux", id="12 levels"),
        pytest.param(emboiter(2000), "", id="2000 levels"),
        pytest.param(ENTETE + b"\r\n" + b"mot mot mot\r\n" * 200_000, "2 Mo", id="2.6 MB of text"),
    ],
)
def test_beyond_the_limits_a_mail_goes_to_quarantine(octets, mot, contexte):
    """30 MB, 200 parts, depth 10, 2 MB of text, 50 attachments."""
    lecture = lire_vite(octets, contexte)
    assert lecture.nature == "quarantaine"
    assert mot in lecture.raison


def zip_de(**membres: bytes) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in membres.items():
            archive.writestr(nom.replace("__", "/").replace("_x", ".xml"), contenu)
    return sortie.getvalue()


BOMBE_XML = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
    b'<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&c;&e;</w:t></w:r></w:p></w:body></w:document>"
)
FEUILLE = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("nom", "faire"),
    [
        pytest.param(
            "note.docx", lambda: zip_de(word__document_x=b"\x00" * 200_000_000), id="a docx that swells to 200 MB"
        ),
        pytest.param("note.docx", lambda: zip_de(**{f"m{n}": b"" for n in range(5000)}), id="5,000 members"),
        pytest.param("note.docx", lambda: zip_de(word__document_x=BOMBE_XML), id="XML entities"),
        pytest.param("note.docx", lambda: b"PK\x03\x04" + b"\xff" * 500, id="a damaged docx"),
        pytest.param(
            "lots.xlsx",
            lambda: zip_de(xl__worksheets__sheet1_x=FEUILLE % b'<row r="1"><c r="A1"/><c r="XFD1048576"/></row>'),
            id="two far cells",
        ),
        pytest.param("lots.ods", lambda: zip_de(content_x=b"<a>" * 100_000), id="a deep ods"),
        pytest.param("lots.csv", lambda: b'"' * 200_000, id="a csv of quotes"),
        pytest.param("../../etc/passwd.docx", lambda: b"", id="a path for a name"),
    ],
)
def test_a_dangerous_attachment_is_not_opened_and_the_mail_is_read(nom, faire, composer, contexte):
    """The body's announcement stands; the reason says that a file was not read."""
    texte = "Opération : Réfection du pont\nRéférence : RA-1-2026\nCommune : Montrelle\nLot 1 : Béton – 100 000 € HT\n"
    brut = composer(texte=texte, objet="Opération", fichier={"nom": nom, "contenu": faire()})
    tracemalloc.start()
    lecture = lire_vite(brut, contexte)
    sommet = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert lecture.kind == "notification"
    assert sommet < MEMOIRE
    assert "root:" not in str(lecture.en_json())


@pytest.mark.parametrize(
    ("nom", "octets", "phrase"),
    [
        ("releves.zip", zip_de(bombe_x=b"\x00" * 200_000_000), "(fichier trop volumineux une fois décompressé)"),
        ("winmail.dat", b"\x78\x9f\x3e\x22" + b"\x01" * 40, "(fichier winmail.dat abîmé ou tronqué)"),
    ],
)
def test_an_answer_whose_attachment_could_not_be_opened_says_so(nom, octets, phrase, composer, contexte):
    """Whoever reads the answer knows that something of it was not read; a PDF, never opened, is no fault."""
    reponse = {"texte": "Voici.", "objet": "RE: [RA-2026-0117] Relevé"}
    lue = lire_vite(composer(**reponse, fichier={"nom": nom, "contenu": octets}), contexte)
    assert lue.nature is NatureCourrier.REPONSE
    assert lue.raison.endswith(f"une pièce jointe n’a pas pu être ouverte {phrase}.")
    saine = lire_vite(composer(**reponse, fichier={"nom": "note.pdf", "contenu": b"%PDF"}), contexte)
    assert "pièce jointe" not in saine.raison


def test_a_thousand_line_mail_is_read_in_time(composer, contexte):
    """A long history under an announcement."""
    histoire = "".join(
        f"> Ligne {n} de l'historique, le lot {n % 9} à {n} 000 € HT le 12/01/2027.\n" for n in range(1000)
    )
    texte = (
        "Opération : Réfection du pont\nRéférence : RA-1-2026\nCommune : Montrelle\nLot 1 : Béton – 100 000 € HT\n\n"
    )
    champs = lire_vite(composer(texte=texte + histoire, objet="Opération"), contexte).operations[0].champs
    assert [(lot.numero, str(lot.montant_ht)) for lot in champs.lots] == [(1, "100000.00")]


@pytest.mark.parametrize(
    "motif",
    [
        "lot 1 : ",
        "a ",
        "1 ",
        "1.",
        "le ",
        "( ",
        "réf ",
        "De : a\n",
        "> ",
        "Opération : ",
        "date ",
        "| ",
        "<td>",
        "05/10/2026 ",
        "é",
        ", à ",
        "1 000 ",
        "«",
        "- ",
        "\t",
    ],
)
def test_no_repetition_slows_the_reader(motif, composer, contexte):
    """A hundred thousand characters of one pattern, in text and in HTML."""
    texte = motif * (100_000 // len(motif))
    lire_vite(composer(texte=texte, html=texte, objet=texte[:500].replace("\n", " ")), contexte)


@pytest.mark.parametrize("motif", ["lot 1 : ", "<p>x"])
def test_two_megabytes_of_one_pattern_are_read_in_time(motif, composer, contexte):
    """The longest text that is accepted."""
    texte = motif * (2_000_000 // len(motif.encode()))
    lire_vite(composer(texte="Voir la page.", html=texte, objet="Opération"), contexte)


PIECE = {0x3707: "p.bin", 0x3701: bytes(6_000_000)}
LOURDS = {
    "a mail of 9 MB with one file": lambda: mail_lourd(6 * 1024 * 1024),
    "a mail of 29 MB with one file": lambda: mail_lourd(21 * 1024 * 1024),
    "a .msg of 6 MB": lambda: ecrire_msg({0x1000: "Bonjour", 0x5D02: "a@b.example"}, pieces=[PIECE]),
    "200 parts": lambda: mixte(b"--b\r\n\r\nx\r\n" * 199),
    "50 files": lambda: mixte(b"".join(partie(n, b"text/x") for n in range(50))),
    "10 levels": lambda: emboiter(10),
}


def mail_lourd(taille: int) -> bytes:
    corps = base64.encodebytes(bytes(range(256)) * (taille // 256))
    return mixte(
        b"--b\r\nContent-Type: application/octet-stream; name=p.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + corps
    )


@pytest.mark.parametrize("nom", [pytest.param(n, marks=[pytest.mark.long] if "29" in n else []) for n in LOURDS])
def test_the_heaviest_mail_that_is_opened_stays_within_bounds(nom, contexte):
    """Two seconds of processor and 300 MB."""
    octets = LOURDS[nom]()
    lire_vite(octets, contexte)
    tracemalloc.start()
    assert lire(octets, contexte).nature != "quarantaine"
    sommet = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sommet < MEMOIRE
