"""Every form in which a mail comes: old encodings, odd trees, sealed, cut, made of pictures; read, or told why not."""

from __future__ import annotations

import binascii
import io
import zipfile
from email.message import EmailMessage, Message
from email.policy import SMTP

import pytest

from courrier.lecture import lire
from courrier.lecture.blocs import Tableau, blocs_du_texte
from courrier.lecture.bureautique import blocs_du_docx
from courrier.lecture.demontage import ouvrir
from courrier.lecture.html import blocs_du_html
from courrier.lecture.pieces import lire_pieces
from courrier.lecture.uuencode import detacher

TEXTE = """Opération : Réfection du pont de l’Orval
Référence : RA-2026-0700
Commune : Montrelle
Envoi de l’avis : 05/10/2026
Lot 1 : Gros œuvre – 350 000 € HT
"""
ENTETE = (
    "From: Camille Faudune <c.faudune@region-austrasie.example>\r\n"
    "Subject: =?utf-8?Q?Op=C3=A9ration?=\r\nMIME-Version: 1.0\r\n"
)


def brut(reste: str, entete: str = ENTETE) -> bytes:
    return (entete + reste.replace("\r\n", "\n").replace("\n", "\r\n")).encode()


def multipart(genre: str, *parties: str) -> str:
    corps = "".join(f"--f\n{partie}\n" for partie in parties)
    return f'Content-Type: multipart/{genre}; boundary="f"\n\n{corps}--f--\n'


def texte(contenu: str = TEXTE, genre: str = "plain", plus: str = "") -> str:
    return f"Content-Type: text/{genre}; charset=utf-8{plus}\nContent-Transfer-Encoding: 8bit\n\n{contenu}"


HTML = texte("<p>" + TEXTE.replace("\n", "<br>") + "</p>", "html")
IMAGE = "Content-Type: image/png; name=logo.png\nContent-ID: <logo>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
SIGNATURE = "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx"
AGENDA = texte(
    "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Lancement\nEND:VEVENT\nEND:VCALENDAR\n", "calendar"
)


LIEE = multipart("related", HTML, IMAGE)
ALTERNATIVE = multipart("alternative", texte(), HTML)
TRANSFERE = f"Content-Type: message/rfc822\n\n{ENTETE}{texte()}"
REPLIE = TEXTE.replace("du pont ", "du pont \n")
COUPE = texte(TEXTE.replace("Réfection", "Réfec \ntion"), plus="; format=flowed; delsp=yes")
EN_RTF = {"’": r"\rquote ", "é": r"\'e9", "œ": r"\u339?", "–": r"\endash ", "€": r"\'80", "\n": "\\par\n"}
RICHE = "Content-Type: text/rtf\n\n{\\rtf1\\ansi " + TEXTE.translate(str.maketrans(EN_RTF)) + "}"


@pytest.mark.parametrize(
    "corps",
    [
        pytest.param(texte(), id="plain"),
        pytest.param(HTML, id="HTML only"),
        pytest.param(multipart("alternative", HTML, texte()), id="alternative, HTML first"),
        pytest.param(multipart("related", IMAGE, HTML), id="related, the picture before its page"),
        pytest.param(multipart("related", ALTERNATIVE, IMAGE), id="related around alternative"),
        pytest.param(multipart("alternative", texte(), LIEE), id="alternative around related"),
        pytest.param(multipart("mixed", texte("Voir dessous."), IMAGE, texte()), id="the text after the picture"),
        pytest.param(multipart("alternative", texte(), AGENDA), id="with an invitation"),
        pytest.param(multipart("inconnu", texte(), IMAGE), id="an unknown kind of multipart"),
        pytest.param(multipart("mixed", multipart("mixed", multipart("mixed", texte()))), id="nested for nothing"),
        pytest.param(multipart("signed", texte(), SIGNATURE), id="signed in clear"),
        pytest.param(multipart("mixed", texte()).replace('"f"', '"autre"'), id="a boundary that is not the one used"),
        pytest.param(multipart("mixed", texte()).replace('; boundary="f"', ""), id="no boundary declared"),
        pytest.param(multipart("mixed", texte(), IMAGE).replace("--f--", ""), id="never closed"),
        pytest.param('Content-Type: multipart/mixed; boundary="f"\n\n' + TEXTE, id="a multipart of one plain text"),
        pytest.param(multipart("mixed", TRANSFERE), id="forwarded as a message"),
        pytest.param(texte(REPLIE, plus="; format=flowed"), id="flowed"),
        pytest.param(COUPE, id="flowed, spaces deleted"),
        pytest.param(RICHE, id="rich text"),
    ],
)
def test_the_announcement_is_read_in_every_form(corps, contexte):
    """Same title, reference, lot."""
    champs = lire(brut(corps), contexte).operations[0].champs
    assert (champs.intitule, champs.reference) == ("Réfection du pont de l’Orval", "RA-2026-0700")
    assert [(lot.intitule, str(lot.montant_ht)) for lot in champs.lots] == [("Gros œuvre", "350000.00")]


def uuencode(nom: str, octets: bytes) -> str:
    lignes = [binascii.b2a_uu(octets[n : n + 45]).decode("ascii") for n in range(0, len(octets), 45)]
    return f"begin 644 {nom}\n{''.join(lignes)}`\nend\n"


def test_uuencoded_files_in_the_text_are_attachments(contexte):
    """Two files, words before, between and after; the words stay."""
    csv = "Lot;Objet;Montant HT\n2;Charpente;85000\n".encode("cp1252")
    ecrit = (
        f"{TEXTE}\n{uuencode('lots d’école.csv', csv)}\nEt la vue :\n{uuencode('vue.gif', bytes(range(256)))}Merci\n"
    )
    courriel = ouvrir(brut(texte(ecrit)))
    assert [(p.nom, p.octets) for p in courriel.pieces] == [("lots d’école.csv", csv), ("vue.gif", bytes(range(256)))]
    assert "begin 644" not in courriel.corps[0].texte
    assert "Merci" in courriel.corps[0].texte
    assert [lot.numero for lot in lire(brut(texte(ecrit)), contexte).operations[0].champs.lots] == [1, 2]


@pytest.mark.parametrize(
    "faux", ["begin 644 x\nBonjour\nend\n", "begin 644 x\n", "begin ici\nend", "begin 644 x\né\nend"]
)
def test_words_that_look_uuencoded_stay_words(faux):
    """« begin … end » in a letter; a file cut before its end."""
    assert detacher(faux) == (faux, [])


def archive(fichiers: dict[str, bytes]) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as fermee:
        for nom, octets in fichiers.items():
            fermee.writestr(nom, octets)
    return sortie.getvalue()


def joint(nom: str, octets: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = "c.faudune@region-austrasie.example"
    message["Subject"] = "Opération"
    message.set_content(TEXTE)
    message.add_attachment(octets, maintype="application", subtype="octet-stream", filename=nom)
    return message.as_bytes(policy=SMTP)


def test_an_archive_gives_its_files_and_the_mails_in_it(contexte):
    """A list, a message, what a Mac adds; an archive inside is told, not opened."""
    fichiers = {
        "dce/lots.csv": b"Lot;Objet;Montant HT\n2;Charpente;85000\n",
        "dce/message.eml": brut(texte("Une note.")),
    }
    contenu = archive({**fichiers, "__MACOSX/lots.csv": b"x", "autre.zip": archive({"a.csv": b"x"})})
    courriel = ouvrir(joint("pièces.zip", contenu))
    assert [piece.nom for piece in courriel.pieces] == ["lots.csv", "autre.zip"]
    assert len(courriel.joints) == 1
    assert [p.illisible for p in lire_pieces(courriel)] == [None, "archive dans une archive"]
    assert [lot.numero for lot in lire(joint("p.zip", contenu), contexte).operations[0].champs.lots] == [1, 2]


def chiffree() -> bytes:
    """An archive whose only member says that it is encrypted."""
    octets = bytearray(archive({"a.csv": b"x" * 50}))
    octets[6] |= 1
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    return bytes(octets)


@pytest.mark.parametrize(
    ("nom", "octets", "raison"),
    [
        ("plans.zip", archive({f"p{n}.pdf": b"x" for n in range(60)}), "archive de plus de 50 fichiers"),
        ("gros.zip", archive({"a.csv": bytes(100_000_000)}), "trop volumineux une fois décompressé"),
        ("abime.zip", b"PK\x03\x04" + b"x" * 100, "abîmé"),
        ("secret.zip", chiffree(), "protégé par un mot de passe"),
        ("lots.pdf", b"%PDF-1.7", "document PDF"),
        ("NOTICE.DOC", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "ancien format Word"),
        ("lots.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "ancien format Excel"),
        ("plan.dwg", b"AC1032", "plan, que Relais n’ouvre pas"),
        ("x.rar", b"Rar!", "archive d’un format"),
        ("note.rtf", b"pas du rtf", "texte enrichi"),
        ("message.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "fichier Outlook abîmé"),
    ],
)
def test_what_is_not_opened_is_told_beside_what_is_read(nom, octets, raison, contexte):
    """The announcement of the body stands."""
    lecture = lire(joint(nom, octets), contexte)
    assert (lecture.nature, raison in lecture.raison.replace("\u202f", " ")) == ("notification", True), lecture.raison


RPMSG = "Content-Type: application/x-microsoft-rpmsg-message; name=message.rpmsg\n\nx"
PKCS7 = "Content-Type: application/pkcs7-mime; smime-type={}; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n{}"


@pytest.mark.parametrize(
    ("corps", "mot"),
    [
        (PKCS7.format("enveloped-data", "MIAGCSqGSIb3DQEHA6CAMIACAQAxggFx"), "chiffré"),
        (PKCS7.format("signed-data", "MIAGCSqGSIb3DQEHAqCAMIACAQExDzAN"), "signature électronique"),
        (PKCS7.format("", "MIAGCSqGSIb3DQEHAqCAMIACAQExDzAN"), "signature électronique"),
        (multipart("encrypted", "Content-Type: application/pgp-encrypted\n\nVersion: 1", texte("x")), "chiffré"),
        (texte("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"), "chiffré"),
        (multipart("mixed", texte("Ce message est protégé."), RPMSG), "chiffré"),
        ("Content-Type: message/partial; id=a; number=1; total=3\n\nSubject: x\n\nDébut", "morceau"),
        (IMAGE, "que des images"),
        (multipart("related", texte("<body><img src='cid:logo'></body>", "html"), IMAGE), "que des images"),
        (AGENDA, "invitation d’agenda"),
    ],
)
def test_a_mail_that_only_a_person_can_open_says_why(corps, mot, contexte):
    """In words that a facilitateur understands, with what to do."""
    lecture = lire(brut(corps), contexte)
    assert (lecture.nature, lecture.kind) == ("a_trancher", "needs_human")
    assert mot in lecture.raison
    assert lecture.raison.endswith(".")


def test_a_signed_file_beside_words_seals_nothing(contexte):
    """A contract signed apart travels as an attachment like any other."""
    signe = "Content-Type: application/pkcs7-mime; name=contrat.pdf.p7m\nContent-Disposition: attachment\n\nx"
    assert lire(brut(multipart("mixed", texte(), signe)), contexte).nature == "notification"


def test_what_its_author_struck_out_is_not_read():
    """In a page by tag or by style, in a Word document by its run."""
    page = "<p>Lot 1 : Sols – <s>69 000</s> <span style='text-decoration:line-through'>70 000</span> 96 000 € HT</p>"
    assert "96 000" in str(blocs_du_html(page))
    assert not {"69 000", "70 000"} & {mot for mot in ("69 000", "70 000") if mot in str(blocs_du_html(page))}
    document = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>69 000</w:t></w:r>"
        '<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>96 000</w:t></w:r></w:p></w:body></w:document>'
    )
    lus = str(blocs_du_docx(archive({"word/document.xml": document.encode()})))
    assert ("96 000" in lus, "69 000" in lus) == (True, False)


def test_spaces_make_columns_only_where_lines_agree():
    """Two lines of three columns at least; a letter with double spaces stays a letter."""
    colonnes = "N°   Lot            Montant\n1    Gros œuvre     350 000\n2    Charpente      85 000\n"
    assert blocs_du_texte(colonnes)[0] == Tableau(
        (("N°", "Lot", "Montant"), ("1", "Gros œuvre", "350 000"), ("2", "Charpente", "85 000"))
    )
    lettre = "Bonjour.  Voici  la note.\nElle suit.  Bien  à vous.\n"
    assert not [bloc for bloc in blocs_du_texte(lettre) if isinstance(bloc, Tableau)]


def test_a_message_without_parts_says_nothing_and_raises_nothing():
    """The tree as programs leave it when they crash."""
    vide = Message()
    vide["Content-Type"] = "multipart/mixed"
    assert ouvrir(vide.as_bytes()).corps[0].texte in {"", None}
