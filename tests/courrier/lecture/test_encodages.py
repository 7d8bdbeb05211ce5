"""The same announcement in each charset, transfer encoding and wrapping that mail clients use."""

from __future__ import annotations

import itertools
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from courrier.lecture import lire
from courrier.lecture.charsets import decode_header, decode_text

TEXTE = """Opération : Réfection de l’École du Cœur-Vaillant
Référence : RA-2026-0500
Commune : Montrelle
Envoi de l’avis : 05/10/2026
Lot 1 : Gros œuvre – 1 250 000,00 € HT
"""


@pytest.mark.parametrize(
    ("charset", "cte"),
    [
        *itertools.product(["utf-8", "windows-1252", "iso-8859-15"], ["base64", "quoted-printable", "8bit"]),
        ("utf-16", "base64"),
    ],
)
def test_every_charset_and_transfer_encoding_gives_the_same_operation(charset, cte, composer, contexte):
    """iso-8859-15 has no curly apostrophe nor long dash."""
    texte = TEXTE.replace("’", "'").replace("–", "-") if charset == "iso-8859-15" else TEXTE
    champs = lire(composer(texte=texte, charset=charset, cte=cte, objet="Opération"), contexte).operations[0].champs
    assert champs.intitule.replace("’", "'") == "Réfection de l'École du Cœur-Vaillant"
    assert str(champs.lots[0].montant_ht) == "1250000.00"
    assert champs.lots[0].intitule == "Gros œuvre"


@pytest.mark.parametrize(
    "declare", ["us-ascii", "iso-8859-1", "x-unknown", "utf-8", "", "zip", "unicode_escape", "\"'"]
)
def test_a_wrong_declaration_never_loses_the_text(declare):
    """Windows bytes under any declaration are read as such."""
    assert decode_text("Gros œuvre – 12 €".encode("cp1252"), declare) == "Gros œuvre – 12 €"


def test_utf8_bytes_declared_latin_are_read_as_utf8():
    """« Ã© » is never what its author wrote."""
    assert decode_text("école".encode(), "iso-8859-1") == "école"


@pytest.mark.parametrize(
    ("brut", "lu"),
    [
        ("=?utf-8?B?w4k=?=\r\n =?utf-8?B?Y29sZQ==?=", "École"),
        ("=?utf-8?Q?=C3?= =?utf-8?Q?=89cole?=", "École"),
        ("=?windows-1252?Q?=9Cuvre_de?= Montrelle", "œuvre de Montrelle"),
        ("=?x-inconnu?Q?Lot_1?=", "Lot 1"),
        ("=?utf-8?B?%%%?= suite", "%%% suite"),
        ("sans rien d'encodé", "sans rien d'encodé"),
    ],
)
def test_headers_are_decoded_as_their_authors_meant(brut, lu):
    """Words cut inside a character are joined first; a damaged word stays as it is."""
    assert decode_header(brut) == lu


def test_a_message_forwarded_as_an_attachment_is_the_one_that_counts(composer, contexte):
    """message/rfc822 under a covering note of the relay's own direction."""
    original = message_from_bytes(composer(expediteur="sauvichay", objet="Opération", texte=TEXTE), policy=SMTP)
    enveloppe = EmailMessage()
    enveloppe["From"] = "Direction du relais <direction@relais-brielle.example>"
    enveloppe["Subject"] = "TR: Opération"
    enveloppe.set_content("Pour suite à donner.")
    enveloppe.add_attachment(original)
    champs = lire(enveloppe.as_bytes(policy=SMTP), contexte).operations[0].champs
    assert (champs.reference, champs.maitre_ouvrage) == ("RA-2026-0500", "Région Austrasie")
    assert champs.contact.nom == "Loïc Sauvichay"


def test_two_different_operations_attached_wait_for_a_person(composer, contexte):
    """Two forwarded messages, two references: nobody chooses for the reader."""
    enveloppe = EmailMessage()
    enveloppe["From"] = "Direction du relais <direction@relais-brielle.example>"
    enveloppe["Subject"] = "TR: deux opérations"
    enveloppe.set_content("Pour suite à donner.")
    for reference, titre in (("RA-2026-0500", "l’École"), ("RA-2026-0501", "la Mairie")):
        texte = TEXTE.replace("RA-2026-0500", reference).replace("l’École", titre)
        enveloppe.add_attachment(message_from_bytes(composer(expediteur="sauvichay", texte=texte), policy=SMTP))
    lecture = lire(enveloppe.as_bytes(policy=SMTP), contexte)
    assert lecture.kind == "needs_human"
    assert [o.champs.reference for o in lecture.operations] == ["RA-2026-0500", "RA-2026-0501"]
