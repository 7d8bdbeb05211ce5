"""What files say, whatever they are: enough to find a name in them, or to know that they cannot be read."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest
from docx import Document
from heures_de_test import classeur

from workflows.actes.rgpd.lecture import LOGO, lire, lire_courriel

PDF = b"%PDF-1.7 ..."
SCAN = b"\x89PNG" + b"x" * LOGO


def word() -> bytes:
    """A name cut by its formatting, another in a table."""
    document = Document()
    paragraphe = document.add_paragraph("Mme Quérze")
    paragraphe.add_run("lay").bold = True
    document.add_table(rows=1, cols=2).rows[0].cells[0].text = "Thouvart"
    tampon = io.BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def archive(**fichiers: bytes) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as ouverte:
        for nom, octets in fichiers.items():
            ouverte.writestr(nom, octets)
    return tampon.getvalue()


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        pytest.param(word(), "Quérzelay", id="Word, a name cut by its formatting"),
        pytest.param(word(), "Thouvart", id="Word, a table"),
        pytest.param(classeur({"Heures": [("Quérzelay", 70)]}), "Quérzelay", id="a workbook"),
        pytest.param("Quérzelay;70".encode("cp1252"), "Quérzelay", id="a CSV of Excel"),
        pytest.param("Quérzelay".encode("utf-16"), "Quérzelay", id="UTF-16"),
        pytest.param(b"<p>Qu&eacute;rze<b>lay</b></p>", "Quérzelay", id="a page"),
        pytest.param(archive(a=archive(b="Quérzelay".encode())), "Quérzelay", id="an archive in an archive"),
        pytest.param(b"\xd0\xcf\x11\xe0" + "Querzelay".encode("utf-16-le"), "Querzelay", id="a former .xls"),
    ],
)
def test_what_can_be_read_is_read(octets, dit):
    ecrit = lire(octets)
    assert dit in ecrit.texte
    assert ecrit.illisibles == ()


@pytest.mark.parametrize("octets", [PDF, SCAN, archive(a=PDF), b"PK\x03\x04 ..."])
def test_what_cannot_be_read_is_told(octets):
    assert len(lire(octets).illisibles) == 1


def test_a_logo_is_not_a_scanned_page():
    assert lire(b"\x89PNG logo").illisibles == ()


def test_a_mail_is_read_with_its_attachments():
    courriel = EmailMessage()
    courriel["Subject"] = "Relevé de Mme Quérzelay"
    courriel.set_content("Ci-joint", cte="base64")
    courriel.add_alternative("<p>Ci-joint, <i>Thou</i>vart</p>", subtype="html")
    courriel.add_attachment(PDF, maintype="application", subtype="pdf", filename="releve.pdf")
    ecrit = lire_courriel(courriel.as_bytes())
    assert all(dit in ecrit.texte for dit in ("Quérzelay", "Thouvart", "releve.pdf"))
    assert len(ecrit.illisibles) == 1
