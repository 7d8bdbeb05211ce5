"""Outlook's own files (`.msg`, `winmail.dat`) are read as the mail they hold, and never hold the reader."""

from __future__ import annotations

import struct
import time
import tracemalloc
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from outlook_exemple import arbre_msg, ecrire_msg, ecrire_ole, ecrire_tnef, emballer_rtf, reponse_msg

from courrier.lecture import lire
from courrier.lecture.archives import PieceIllisible
from courrier.lecture.demontage import ouvrir
from courrier.lecture.limites import LimiteDepassee
from courrier.lecture.msg_rtf import corps_du_rtf, decompresser, texte_du_rtf
from courrier.lecture.pieces import lire_pieces

TEXTE = """Bonjour,
Opération : Réfection de l’École du Cœur-Vaillant
Référence : RA-2026-0500
Commune : Montrelle
Envoi de l’avis : 05/10/2026
Lot 1 : Gros œuvre – 1 250 000,00 € HT
"""
HTML = "<p>Opération : Réfection de l’École</p><table><tr><td>Lot</td><td>Intitulé</td><td>Montant HT</td></tr>\
<tr><td>1</td><td>Gros œuvre</td><td>350 000 €</td></tr><tr><td>2</td><td>Charpente</td><td>85 000 €</td></tr></table>"
# What Outlook says of a sender inside an Exchange organisation: no address that is one, except the SMTP property.
EXCHANGE = {
    0x0042: "FAUDUNE Camille",
    0x0064: "EX",
    0x0065: "/O=REGION/OU=EXCHANGE/CN=RECIPIENTS/CN=cfaudune",
    0x5D02: "C.Faudune@region-austrasie.example",
}
ENVELOPPE = {
    0x001A: "IPM.Note",
    0x0037: "Opération à venir : école",
    0x0039: datetime(2026, 9, 14, 7, 12, 44, tzinfo=UTC),
    0x1035: "<outlook-1@region-austrasie.example>",
    **EXCHANGE,
}


def msg(corps: dict | None = None, **reste) -> bytes:
    return ecrire_msg({**ENVELOPPE, **({0x1000: TEXTE} if corps is None else corps)}, **reste)


def test_a_msg_announces_as_its_mail_does(contexte):
    """Accents, amount, date; the sender by the SMTP address that Exchange keeps beside its own."""
    lecture = lire(msg(), contexte)
    champs = lecture.operations[0].champs
    assert (lecture.nature, lecture.expediteur) == ("notification", "c.faudune@region-austrasie.example")
    assert lecture.message_id == "<outlook-1@region-austrasie.example>"
    assert champs.intitule == "Réfection de l’École du Cœur-Vaillant"
    assert (champs.reference, str(champs.lots[0].montant_ht)) == ("RA-2026-0500", "1250000.00")
    assert champs.contact.nom == "Camille Faudune"
    assert set(lecture.operations[0].preuves) > {"intitule", "reference", "lots[1].montant_ht", "contact.courriel"}


def test_the_envelope_of_a_msg_is_written_as_headers():
    """Sender, recipients by kind, subject, date."""
    destinataires = [
        {0x0C15: 1, 0x3001: "Clauses, relais", 0x39FE: "clauses@relais-brielle.example", 0x3003: "/O=X/CN=clauses"},
        {0x0C15: 2, 0x3001: "copie@valmeuse.example", 0x3003: "copie@valmeuse.example"},
        {0x0C15: 3, 0x3001: "Cachée", 0x3003: "cachee@valmeuse.example"},
    ]
    message = ouvrir(msg(destinataires=destinataires)).message
    assert message["From"] == '"FAUDUNE Camille" <C.Faudune@region-austrasie.example>'
    assert message["To"] == '"Clauses, relais" <clauses@relais-brielle.example>'
    assert message["Cc"] == "<copie@valmeuse.example>"
    assert message["Date"] == "Mon, 14 Sep 2026 07:12:44 +0000"
    assert "cachee" not in message.as_string()


def test_a_msg_that_travelled_keeps_its_own_headers(contexte):
    """They tell the thread, and what the server thought of the sender."""
    entetes = (
        "Microsoft Mail Internet Headers Version 2.0\r\nAuthentication-Results: mx.example; dmarc=fail\r\n"
        "From: Camille Faudune <c.faudune@region-austrasie.example>\r\nSubject: =?utf-8?Q?Op=C3=A9ration?=\r\n"
        "Content-Type: multipart/mixed; boundary=perdue\r\nMIME-Version: 1.0\r\n\r\n"
    )
    lecture = lire(msg({0x1000: TEXTE, 0x007D: entetes}), contexte)
    assert (lecture.nature, lecture.authentifie) == ("a_trancher", False)
    assert "dmarc" in lecture.raison


def test_a_msg_in_an_old_code_page_is_read_in_it(contexte):
    """Strings of 8 bits, Windows-1252 then DOS."""
    for page in ("cp1252", "cp850"):
        texte = TEXTE.replace("’", "'").replace("–", "-").replace("œ", "oe").replace("€", "EUR")
        brut = msg({0x1000: texte, 0x3FFD: int(page[2:])}, en_8_bits=page)
        assert lire(brut, contexte).operations[0].champs.intitule == "Réfection de l'École du Coeur-Vaillant"


@pytest.mark.parametrize(
    "corps",
    [
        pytest.param({0x1013: HTML.encode("cp1252"), 0x3FDE: 1252}, id="HTML"),
        pytest.param({0x1013: HTML.encode(), 0x3FDE: 65001, 0x1000: "aplati"}, id="HTML in UTF-8 beside a text"),
    ],
)
def test_the_html_of_a_msg_keeps_its_tables(corps, contexte):
    champs = lire(msg(corps), contexte).operations[0].champs
    assert [(lot.numero, lot.intitule, str(lot.montant_ht)) for lot in champs.lots] == [
        (1, "Gros œuvre", "350000.00"),
        (2, "Charpente", "85000.00"),
    ]


RTF = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\*\generator Riched20;}\pard "
    rb"Op\'e9ration : R\'e9fection de l\u8217?\'c9cole\par R\'e9f\'e9rence : RA-2026-0500\line Commune : Montrelle\par "
    rb"Lot 1 : Gros \u339?uvre \endash  1\~250\~000 \'80 HT\par {\pict 010203}\{fin\}}"
)
RTF_HTML = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\*\htmltag19 <html>}{\*\htmltag64 <p>}"
    rb"\htmlrtf {\htmlrtf0 "
    rb"Op\'e9ration : R\'e9fection de l{\*\htmltag84 &rsquo;}\htmlrtf '\htmlrtf0 \'c9cole\htmlrtf\par}\htmlrtf0 "
    rb"{\*\htmltag72 </p>}{\*\mhtmltag84 <img src=x>}{\*\htmltag27 </html>}}"
)


@pytest.mark.parametrize("comprime", [True, False])
def test_a_body_in_rich_text_only_is_read(comprime, contexte):
    """What Outlook keeps when the sender wrote in RTF."""
    champs = lire(msg({0x1009: emballer_rtf(RTF, comprime=comprime)}), contexte).operations[0].champs
    assert (champs.intitule, champs.reference, champs.commune) == ("Réfection de l’École", "RA-2026-0500", "Montrelle")
    assert [(lot.intitule, str(lot.montant_ht)) for lot in champs.lots] == [("Gros œuvre", "1250000.00")]


def test_rich_text_gives_its_words_and_the_html_it_wraps():
    """Fonts, pictures and hidden destinations are no words."""
    assert texte_du_rtf(RTF).split("\n")[-1] == "{fin}"
    assert corps_du_rtf(RTF_HTML) == (None, "<html><p>Opération : Réfection de l&rsquo;École</p></html>")


def test_the_example_of_the_rtf_specification_is_unpacked():
    """[MS-OXRTFCP] 3.1.1 and 3.1.2: the initial dictionary, and a run that reads what it is writing."""
    hello = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert decompresser(hello) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    croise = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert decompresser(croise) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_the_files_of_a_msg_are_opened_as_those_of_a_mail(contexte, composer):
    """A Word note, a picture in the body, an Outlook message inside, and another inside that one."""
    note = message_from_bytes(composer(docx=["Commune : Montrelle"], texte="x"), policy=SMTP)
    octets = next(p.get_content() for p in note.iter_attachments())
    pieces = [
        {0x3705: 1, 0x3707: "note d’opération.docx", 0x3704: "NOTE~1.DOC", 0x3701: octets},
        {0x3705: 1, 0x3707: "image001.png", 0x370E: "image/png", 0x3712: "image001@x", 0x3701: b"\x89PNG"},
        ({0x3705: 5, 0x3001: "Une opération"}, arbre_msg({**ENVELOPPE, 0x1000: TEXTE}, entete=24)),
    ]
    courriel = ouvrir(msg({0x1000: "Pour suite à donner."}, pieces=pieces))
    assert [(p.nom, p.type_mime) for p in courriel.pieces][1] == ("image001.png", "image/png")
    assert [p.illisible for p in lire_pieces(courriel)] == [None]
    champs = lire(msg({0x1000: "Pour suite à donner."}, pieces=pieces), contexte).operations[0].champs
    assert (champs.reference, champs.commune) == ("RA-2026-0500", "Montrelle")


def test_a_msg_attached_to_a_mail_is_a_forwarded_message(contexte):
    """As people forward from Outlook; a damaged one is told, the covering words are read."""
    enveloppe = EmailMessage()
    enveloppe["From"] = "Direction du relais <direction@relais-brielle.example>"
    enveloppe["Subject"] = "TR: Opération"
    enveloppe.set_content("Pour suite à donner.")
    enveloppe.add_attachment(msg(), maintype="application", subtype="vnd.ms-outlook", filename="Une opération.msg")
    assert lire(enveloppe.as_bytes(policy=SMTP), contexte).operations[0].champs.reference == "RA-2026-0500"
    enveloppe.clear_content()
    enveloppe.set_content("Nous préparons le marché de réfection de l'école : les lots sont dans le message joint.")
    enveloppe.add_attachment(msg()[:3000], maintype="application", subtype="vnd.ms-outlook", filename="op.msg")
    lecture = lire(enveloppe.as_bytes(policy=SMTP), contexte)
    assert (lecture.nature, "fichier Outlook abîmé" in lecture.raison) == ("a_trancher", True)


@pytest.mark.parametrize(
    ("classe", "nature"),
    [("REPORT.IPM.Note.NDR", "rejet"), ("REPORT.IPM.Note.IPNRN", "automatique"), ("IPM.Contact", "quarantaine")],
)
def test_what_outlook_calls_an_item_is_known(classe, nature, contexte):
    """A report of non-delivery, a read receipt; a contact card is no mail."""
    assert lire(ecrire_msg({**ENVELOPPE, 0x001A: classe, 0x1000: "x"}), contexte).nature == nature


def test_a_sender_known_to_exchange_only_waits_for_a_person(contexte):
    """No address that can be compared with the directory: nobody is guessed."""
    brut = ecrire_msg({**{k: v for k, v in ENVELOPPE.items() if k != 0x5D02}, 0x1000: TEXTE})
    lecture = lire(brut, contexte)
    assert (lecture.nature, lecture.operations) == ("a_trancher", ())
    assert "ne donne pas l’adresse de son expéditeur" in lecture.raison


def test_a_signed_msg_is_read_in_the_message_it_keeps(contexte):
    """Clear signature: Outlook keeps the whole signed message as its only attachment."""
    interieur = (
        'Content-Type: multipart/signed; boundary="s"\r\n\r\n--s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        f"{TEXTE}\r\n--s\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--s--\r\n"
    )
    pieces = [{0x3705: 1, 0x3707: "smime.p7m", 0x370E: "multipart/signed", 0x3701: interieur.encode()}]
    brut = ecrire_msg({**ENVELOPPE, 0x001A: "IPM.Note.SMIME.MultipartSigned"}, pieces=pieces)
    assert lire(brut, contexte).operations[0].champs.reference == "RA-2026-0500"


SECONDES, MEMOIRE = 2.0, 200 * 1024 * 1024


def lire_borne(brut: bytes, contexte):
    """The reading, in less than two seconds of processor and 200 MB of memory."""
    tracemalloc.start()
    debut = time.process_time()
    try:
        lecture = lire(brut, contexte)
        assert time.process_time() - debut < SECONDES * 4  # tracemalloc slows
        assert tracemalloc.get_traced_memory()[1] < MEMOIRE
    finally:
        tracemalloc.stop()
    return lecture


def avec(brut: bytes, ou: int, *nombres: int) -> bytes:
    return brut[:ou] + struct.pack(f"<{len(nombres)}I", *nombres) + brut[ou + 4 * len(nombres) :]


def boucle(brut: bytes) -> bytes:
    """Every sector of the FAT followed by itself, and a body of 4 GB declared on it."""
    (fat,) = struct.unpack_from("<I", brut, 76)
    (annuaire,) = struct.unpack_from("<I", brut, 48)
    ou = 512 * (fat + 1)
    table = [n if n < annuaire else v for n, v in enumerate(struct.unpack_from("<128I", brut, ou))]
    return avec(brut, ou, *table)


def enorme(brut: bytes, taille: int) -> bytes:
    """The body's stream declared of that size."""
    nom = "__substg1.0_1000001F".encode("utf-16-le")
    return avec(brut, brut.index(nom) + 120, taille)


LONG = {0x1000: TEXTE + "mot " * 4000}
HOSTILES = {
    "every sector loops": lambda: enorme(boucle(msg(LONG)), 0xFFFFFF00),
    "a body of 4 GB": lambda: enorme(msg(LONG), 0xFFFFFFF0),
    "a body of 100 MB": lambda: enorme(msg(LONG), 100_000_000),
    "a FAT of 4 billion sectors": lambda: avec(msg(), 44, 0xFFFFFFFF),
    "a mini FAT of 4 billion sectors": lambda: avec(msg(), 64, 0xFFFFFFFF),
    "a DIFAT of 4 billion sectors": lambda: avec(msg(), 72, 0xFFFFFFFF),
    "a directory that is not there": lambda: avec(msg(), 48, 0x00FFFFFF),
    "sectors of 2^200 bytes": lambda: msg()[:30] + b"\xc8\x00" + msg()[32:],
    "cut in the header": lambda: msg()[:100],
    "cut in the middle": lambda: msg(LONG)[:9000],
    "the container of another program": lambda: ecrire_ole({"WordDocument": b"x" * 5000}),
    "an empty container": lambda: ecrire_ole({}),
    "10,200 streams": lambda: ecrire_ole({f"__substg1.0_{n:08X}": b"" for n in range(10_200)}),
    "900 storages one in another": lambda: ecrire_ole(emboiter(900)),
}


def emboiter(niveaux: int) -> dict:
    arbre: dict = {"__properties_version1.0": bytes(32)}
    for _ in range(niveaux):
        arbre = {"s": arbre}
    return arbre


@pytest.mark.parametrize("nom", HOSTILES)
def test_a_hostile_or_damaged_msg_is_told_in_bounded_time_and_memory(nom, contexte):
    """A French sentence, whatever the file declares of itself."""
    lecture = lire_borne(HOSTILES[nom](), contexte)
    assert (lecture.nature, lecture.operations) == ("quarantaine", ())
    assert lecture.raison.startswith("Ce fichier n’a pas pu être ouvert (")


def test_a_msg_cut_anywhere_never_gives_half_of_what_it_says(contexte):
    """Each cut of 512 bytes: the whole announcement, or none."""
    brut = msg(LONG)
    for fin in range(0, len(brut), 512):
        assert lire(brut[:fin], contexte).operations == ()


def test_the_limits_of_a_mail_are_those_of_a_msg(contexte):
    """50 attachments, 10 levels, 2 MB of text."""
    arbre = arbre_msg({**ENVELOPPE, 0x1000: TEXTE}, entete=24)
    for _ in range(12):
        arbre = arbre_msg({0x1000: "x"}, pieces=[({0x3705: 5}, arbre)], entete=24)
    trop = {
        "50 pièces": ecrire_msg(ENVELOPPE, pieces=[{0x3707: f"{n}.txt", 0x3701: b"x"} for n in range(60)]),
        "10 niveaux": ecrire_msg(ENVELOPPE, pieces=[({0x3705: 5}, arbre)]),
        "2 Mo de texte": msg({0x1000: "mot\n" * 600_000}),
    }
    for mot, brut in trop.items():
        lecture = lire_borne(brut, contexte)
        assert (lecture.nature, mot in lecture.raison) == ("quarantaine", True), mot


def winmail(octets: bytes, texte: str = "", nom: str = "winmail.dat") -> bytes:
    message = EmailMessage()
    message["From"] = "Camille Faudune <c.faudune@region-austrasie.example>"
    message["Subject"] = "Opération"
    message.set_content(texte)
    message.add_attachment(octets, maintype="application", subtype="ms-tnef", filename=nom)
    return message.as_bytes(policy=SMTP)


def test_a_winmail_gives_its_files_and_its_body_when_the_mail_has_none(contexte):
    """Exchange put everything in it; where the mail has its own words, only the files are taken."""
    fichier = {
        0x3704: "LOTS.CSV",
        0x3707: "lots.csv",
        0x3701: b"Lot;Objet;Montant HT\n1;Toiture;350000\n2;Peinture;85000\n",
    }
    tnef = ecrire_tnef(
        {0x0037: "Opération", 0x1009: emballer_rtf(RTF), 0x0039: datetime(2026, 9, 14, tzinfo=UTC)}, [fichier]
    )
    champs = lire(winmail(tnef), contexte).operations[0].champs
    assert (champs.reference, champs.commune) == ("RA-2026-0500", "Montrelle")
    ecrit = "Opération : Réfection du pont\nRéférence : RA-2026-0600\nCommune : Montrelle\n"
    champs = lire(winmail(tnef, ecrit, nom="ATT0001.dat"), contexte).operations[0].champs
    assert (champs.reference, [lot.intitule for lot in champs.lots]) == ("RA-2026-0600", ["Toiture", "Peinture"])


def test_a_message_inside_a_winmail_is_opened(contexte):
    """A message forwarded as an attachment by Outlook."""
    dedans = ecrire_tnef({**EXCHANGE, 0x0037: "Opération", 0x1000: TEXTE})
    brut = winmail(ecrire_tnef({0x0037: "TR"}, [{0x3704: "Message", 0x3701: dedans}]), "Voir le message joint.")
    assert lire(brut, contexte).operations[0].champs.reference == "RA-2026-0500"


def test_a_damaged_winmail_is_told_wherever_it_is_cut(contexte):
    """The words of the mail stand; the reason says that a file was not read."""
    tnef = ecrire_tnef({0x1000: TEXTE}, [{0x3704: "A.CSV", 0x3701: b"x" * 300}])
    ecrit = (
        "Opération : Réfection du pont\nRéférence : RA-2026-0600\nCommune : Montrelle\nLot 1 : Béton – 100 000 € HT\n"
    )
    for fin in range(0, len(tnef), 40):
        lecture = lire(winmail(tnef[:fin], ecrit), contexte)
        assert lecture.operations[0].champs.reference == "RA-2026-0600"
    assert "winmail.dat abîmé" in lire(winmail(tnef[:60], ecrit), contexte).raison


@pytest.mark.parametrize(
    "octets", [b"", b"x" * 20, emballer_rtf(b"{\\rtf1 x}")[:12], emballer_rtf(b"x" * 1_100_000, comprime=False)]
)
def test_damaged_rich_text_is_told(octets):
    with pytest.raises(PieceIllisible, match="RTF"):
        decompresser(octets)


def test_rich_text_at_its_limit_is_read_in_time():
    """One megabyte of braces, of accents, of signs, of words."""
    debut = time.process_time()
    with pytest.raises(PieceIllisible):
        texte_du_rtf(b"{\\rtf1" + b"{" * 900_000)
    for motif in (b"\\u8217?", b"{}"):
        texte_du_rtf(b"{\\rtf1 " + motif * (1_000_000 // len(motif)))
    assert time.process_time() - debut < SECONDES * 4


def test_limits_inside_a_winmail_hold():
    """60 files in one: as many as in a mail."""
    tnef = ecrire_tnef({}, [{0x3704: f"{n}", 0x3701: b"x"} for n in range(60)])
    with pytest.raises(LimiteDepassee, match="50 pièces"):
        ouvrir(winmail(tnef))


@pytest.mark.parametrize(
    ("autres", "reste"),
    [
        ({}, {"rang": None}),
        ({0x0065: "/O=REGION/CN=CFAUDUNE"}, {}),
        ({0x001A: "IPM.Schedule.Meeting.Request"}, {}),
        ({}, {"uid": "R-1/reunion-1@relais.example\r\nMETHOD:REPLY"}),
        ({}, {"uid": ""}),
        ({}, {"uid": "x" * 301}),
    ],
    ids=["no rank", "no address", "an invitation", "an identifier of two lines", "of nothing", "without end"],
)
def test_an_answer_to_an_invitation_that_lacks_something_holds_no_calendar(contexte, autres, reste):
    """A person reads it, as any other mail."""
    voulu = {"uid": "R-1/reunion-1@relais.example", "sens": "Pos", "de": "a.b@bati.example"} | reste
    octets = reponse_msg(voulu.pop("uid"), voulu.pop("sens"), voulu.pop("de"), autres=autres, **voulu)
    assert ouvrir(octets).agendas == ()
    assert lire(octets, contexte).reponses == ()


def test_an_answer_to_an_invitation_is_read_wherever_outlook_numbers_its_properties(contexte):
    """Beside properties of other names, in whatever order."""
    une = lire(reponse_msg("R-1/reunion-1@relais.example", "Neg", "A.B@bati.example", rang=2), contexte)
    assert une.nature == "reponse_calendrier"
    assert [(r.uid, r.sequence, r.convie, r.reponse.value) for r in une.reponses] == [
        ("R-1/reunion-1@relais.example", 2, "a.b@bati.example", "declinee")
    ]
