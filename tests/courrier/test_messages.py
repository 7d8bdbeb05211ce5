"""What people receive: wording, headers, attachments, and bytes that never change."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Facilitateur, IdentiteRelais
from courrier import parties
from courrier.composition import composer, message_id
from courrier.messages import (
    CourrielATrancher,
    DcePret,
    Fil,
    Liste,
    Message,
    OperationCitee,
    PieceJointe,
    ReponsePriseEnCharge,
    Suite,
    a_trancher,
    dce_pret,
    reponse_prise_en_charge,
)
from metier.fautes import FauteDeSaisie

INSTANT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
RELAIS = IdentiteRelais(
    nom="Relais de l’Écluse", adresse="1 quai du Port, 57000 Metz", courriel="clauses@relais-ecluse.example"
)
FACILITATEUR = Facilitateur(nom="Jeanne Fressac", fonction="facilitatrice", telephone="03 00 55 10 04")
OPERATION = OperationCitee(
    reference="2026-THI-014",
    intitule="Restructuration du groupe scolaire « Les Trois Rivières »",
    maitre_ouvrage="Communauté de communes du Val de Brielle",
    reference_acheteur="26/TRX/18",
)
REPONSE = ReponsePriseEnCharge(
    destinataire="marches@val-de-brielle.example",
    relais=RELAIS,
    operation=OPERATION,
    suite=Suite(contact=FACILITATEUR, prochaine_action="envoyer le planning des travaux", avant_le=date(2026, 12, 4)),
    recue_le=date(2026, 11, 20),
    document=PieceJointe(nom="C0 – réponse n° 1.docx", octets=bytes(range(256)) * 40),
)
DCE = DcePret(
    destinataire="marches@val-de-brielle.example",
    relais=RELAIS,
    operation=OPERATION,
    suite=REPONSE.suite,
    pack=PieceJointe(nom="dce-2026-THI-014.zip", octets=b"PK\x05\x06" + bytes(18)),
    lots=("Lot 1 – Gros œuvre, 292 h",),
    total_heures="292 heures d’insertion",
)
A_TRANCHER = CourrielATrancher(
    destinataire="j.fressac@relais-ecluse.example",
    relais=RELAIS,
    suite=Suite(prochaine_action="lire ce courriel"),
    identifiant="42",
    expediteur="inconnu@ailleurs.example",
    objet_recu="Une opération",
    recu_le=date(2026, 11, 20),
    raison="L’expéditeur n’est pas dans l’annuaire.",
)
TOUS = [
    pytest.param(reponse_prise_en_charge(REPONSE), id="oui"),
    pytest.param(reponse_prise_en_charge(replace(REPONSE, reserves=("le calendrier est tenu",))), id="reserve"),
    pytest.param(reponse_prise_en_charge(replace(REPONSE, motif="Hors du territoire.")), id="non"),
    pytest.param(dce_pret(DCE), id="dce"),
    pytest.param(a_trancher(A_TRANCHER), id="a trancher"),
]


def lu(message: Message, relais: IdentiteRelais = RELAIS):
    return message_from_bytes(composer(message, expediteur=relais, le=INSTANT).octets, policy=policy.default)


def corps(recu, genre: str) -> str:
    return recu.get_body((genre,)).get_content().replace("\r\n", "\n")


def texte_html(message: Message) -> str:
    return re.sub("[ \n]+", " ", BeautifulSoup(message.html, "html.parser").get_text(" "))


@pytest.mark.parametrize(
    ("changement", "dit"),
    [
        pytest.param({}, ["oui"], id="yes"),
        pytest.param(
            {"reserves": ("le lot 2 est chiffré",)}, ["oui, sous réserve", "le lot 2 est chiffré"], id="reserve"
        ),
        pytest.param(
            {"motif": "Hors du territoire.", "relais_propose": "Relais du Saulnois"},
            ["non", "Hors du territoire.", "Relais du Saulnois"],
            id="no",
        ),
        pytest.param({"pieces_demandees": ("le planning",)}, ["merci de nous envoyer", "le planning"], id="documents"),
    ],
)
def test_the_answer_says_yes_no_or_under_which_reserve_in_both_bodies(changement, dit):
    """Text and HTML say the same."""
    message = reponse_prise_en_charge(replace(REPONSE, **changement))
    for element in dit:
        assert element.lower() in message.texte.lower()
        assert element.lower() in texte_html(message).lower()


def test_a_refusal_never_reads_as_an_acceptance():
    """A reserve left over does not soften a no."""
    message = reponse_prise_en_charge(replace(REPONSE, motif="Hors du territoire.", reserves=("une réserve",)))
    assert "ne peut pas suivre" in message.objet
    assert "Réponse du relais\u00a0: non\n" in message.texte
    assert "réserve" not in message.texte.lower()


@pytest.mark.parametrize("message", TOUS)
def test_every_mail_shows_the_next_action_and_who_wrote(message):
    """The card and the relay's identity, in both bodies."""
    for corps in (message.texte, texte_html(message)):
        assert "Votre prochaine action" in corps
        assert "Relais de l’Écluse" in corps


@pytest.mark.parametrize("message", TOUS)
def test_every_mail_is_typeset_in_french(message):
    """No-break spaces before « : », no template left over, no blank runs."""
    assert message.objet.startswith("[Clause insertion]")
    for corps in (message.texte, texte_html(message)):
        assert " :" not in corps
        assert "{" not in corps
        assert "'" not in corps
    assert "\n\n\n" not in message.texte


def test_the_deadline_is_written_in_full():
    """« 4 décembre 2026 », never 04/12."""
    assert "Avant le\u00a0: 4\u00a0décembre\u00a02026" in reponse_prise_en_charge(REPONSE).texte


def test_an_identity_not_given_shows_as_to_be_completed():
    """Nothing is invented for the relay."""
    vide = replace(REPONSE, relais=IdentiteRelais(), suite=replace(REPONSE.suite, contact=Facilitateur()))
    message = reponse_prise_en_charge(vide)
    assert message.texte.count("[à compléter]") == 2
    assert lu(message, IdentiteRelais())["From"].addresses[0].addr_spec.endswith(".invalid")


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>gras</b> & co",
        "{{ 7*7 }}",
        "{% raw %}",
        "a\r\nBcc: pirate@x.example",
        "\x0b\x00é",
        "\u05e9\u05dc\u05d5\u05dd",
        "🏗",
    ],
)
def test_hostile_texts_are_shown_as_they_are_and_nothing_more(hostile):
    """Neither HTML, nor template, nor header."""
    message = reponse_prise_en_charge(replace(REPONSE, operation=replace(OPERATION, intitule=hostile)))
    recu = lu(message)
    visible = " ".join("".join(c for c in hostile if c.isprintable() or c in "\r\n").split())
    assert recu["Subject"].endswith(visible)
    assert visible in " ".join(texte_html(message).split())
    assert recu["Bcc"] is None
    assert not BeautifulSoup(message.html, "html.parser").find("b")


@pytest.mark.parametrize("message", TOUS)
def test_a_mail_comes_back_as_it_was_composed(message):
    """Both bodies and each attachment, whole."""
    recu = lu(message)
    assert recu["Subject"] == message.objet
    assert corps(recu, "plain") == message.texte
    assert corps(recu, "html") == message.html
    assert [piece.get_content() for piece in recu.iter_attachments()] == [p.octets for p in message.pieces_jointes]


def test_attachments_have_ascii_names_and_their_type():
    """Outlook and phones open them."""
    (piece,) = lu(reponse_prise_en_charge(REPONSE)).iter_attachments()
    assert piece.get_filename() == "C0-reponse-n-1.docx"
    assert piece.get_content_type().endswith("wordprocessingml.document")


@pytest.mark.parametrize("message", TOUS)
def test_the_bytes_are_the_same_for_the_same_message_and_instant(message):
    """Frozen before the first attempt, in short ASCII lines (the limit is 998): nothing alters them."""
    octets = composer(message, expediteur=RELAIS, le=INSTANT).octets
    assert octets == composer(message, expediteur=RELAIS, le=INSTANT).octets
    assert octets.isascii()
    assert max(map(len, octets.splitlines())) <= 100
    assert octets.count(b"\n") == octets.count(b"\r\n")
    assert octets.count(b"MIME-Version") == 1


def test_the_message_id_follows_the_key_alone():
    """Sent again after a doubt, the same mail bears the same identifier; another key, another one."""
    message = reponse_prise_en_charge(REPONSE)
    tard = composer(replace(message, texte="autre"), expediteur=RELAIS, le=datetime(2027, 1, 1, tzinfo=UTC))
    assert tard.message_id == composer(message, expediteur=RELAIS, le=INSTANT).message_id
    assert tard.message_id.endswith("@relais-ecluse.example>")
    assert tard.message_id != message_id(message.cle + "x", "relais-ecluse.example")
    assert tard.message_id == message_from_bytes(tard.octets, policy=policy.default)["Message-ID"]


@pytest.mark.parametrize("domaine", ["x.example", "relais-des-clauses-sociales-du-pays-haut.example"])
def test_the_message_id_stays_under_70_characters(domaine):
    """Longer ones are folded by some programs."""
    assert len(message_id("cle", domaine)) < 70


def test_the_headers_say_what_sent_it_and_for_which_key():
    """No machine answers a machine; the ledger finds the mail again."""
    recu = lu(reponse_prise_en_charge(REPONSE))
    assert recu["X-Relais-Cle"] == "reponse_prise_en_charge:2026-THI-014:marches@val-de-brielle.example"
    assert recu["Auto-Submitted"] == "auto-generated"
    assert recu["To"] == "marches@val-de-brielle.example"
    assert recu["Reply-To"].addresses[0].addr_spec == "clauses@relais-ecluse.example"
    assert recu["From"].addresses[0].display_name == "Relais de l’Écluse"
    assert recu["Date"].datetime == INSTANT
    assert not {"Bcc", "Cc", "List-Id", "List-Unsubscribe"} & set(recu.keys())


def test_an_answer_joins_the_conversation():
    """In-Reply-To and References, so that it lies under the mail it answers."""
    fil = Fil(message_id="<c@x.example>", references=("<a@x.example>", "<b@x.example>"))
    recu = lu(reponse_prise_en_charge(replace(REPONSE, fil=fil)))
    assert recu["In-Reply-To"] == "<c@x.example>"
    assert recu["References"] == "<a@x.example> <b@x.example> <c@x.example>"


@pytest.mark.parametrize(
    "identifiant", ["", "sans chevrons", "<a b@x.example>", "<é@x.example>", "<a@x>\r\nBcc: <b@x>"]
)
def test_an_identifier_that_is_none_is_left_out(identifiant):
    """It comes from a stranger's mail, and must not keep the answer from leaving."""
    fil = Fil(message_id=identifiant)
    recu = lu(reponse_prise_en_charge(replace(REPONSE, fil=fil)))
    assert not {"In-Reply-To", "References", "Bcc"} & set(recu.keys())
    fil = Fil(message_id="<c@x.example>", references=(identifiant, "<a@x.example>"))
    assert lu(reponse_prise_en_charge(replace(REPONSE, fil=fil)))["References"] == "<a@x.example> <c@x.example>"


def test_an_unknown_buyer_leaves_no_empty_line():
    """The operation may be known by its title only."""
    sans = OperationCitee(reference="R-2026-0001", intitule="École")
    message = reponse_prise_en_charge(replace(REPONSE, operation=sans))
    for texte in (message.texte, texte_html(message)):
        assert "Maître d’ouvrage" not in texte
        assert "chez vous" not in texte


def test_a_long_key_is_written_whole():
    """References of 64 characters and long addresses exist."""
    cle = "dce_pret:" + "R" * 64 + ":" + "n" * 60 + "@" + "d" * 60 + ".example"
    octets = composer(replace(dce_pret(DCE), cle=cle), expediteur=RELAIS, le=INSTANT).octets
    assert f"X-Relais-Cle: {cle}\r\n".encode() in octets


@pytest.mark.parametrize(
    "adresse", ["", "sans-arobase", "a@b@c.example", "é@x.example", "a@x.example\r\nBcc: b@x.example"]
)
def test_an_address_that_is_none_is_named(adresse):
    """Before anything is frozen."""
    message = replace(reponse_prise_en_charge(REPONSE), destinataire=adresse)
    with pytest.raises(FauteDeSaisie, match="n’est pas une adresse") as faute:
        composer(message, expediteur=RELAIS, le=INSTANT)
    assert faute.value.champ == "destinataire"


def test_a_relay_s_name_never_breaks_the_sender():
    """Commas and colons in a display name make some programs lose the address."""
    nom = "Relais clauses sociales : Thionville, Longwy; Briey et tout le Pays-Haut <contact>"
    (adresse,) = lu(reponse_prise_en_charge(REPONSE), RELAIS.model_copy(update={"nom": nom}))["From"].addresses
    assert adresse.addr_spec == "clauses@relais-ecluse.example"
    assert adresse.display_name == "Relais clauses sociales Thionville Longw"


def test_a_mail_to_decide_quotes_a_subject_of_reasonable_length():
    """Whatever a stranger wrote."""
    message = a_trancher(replace(A_TRANCHER, objet_recu="très " * 500))
    assert len(message.objet) < 150
    assert message.cle == "a_trancher:42:j.fressac@relais-ecluse.example"


PHRASE = "œuvre n° 3 – d’insertion l'été, 12 500 € (lot) Ÿvonne: 100 %"
MOTS = [*OPERATION.intitule.split(), *PHRASE.split()]


def test_subjects_come_back_identical_from_composed_mails():
    """The whole way, from a title to a parsed mail."""
    tirage = random.Random(11)
    modele = replace(dce_pret(DCE), pieces_jointes=(), texte="x\n", html="<p>x</p>\n")
    for _ in range(300):
        message = replace(modele, objet=" ".join(tirage.choices(MOTS, k=tirage.randint(1, 25))))
        assert lu(message)["Subject"] == message.objet


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200))
def test_any_title_comes_back_in_the_body(intitule):
    """Every script, every symbol."""
    message = reponse_prise_en_charge(replace(REPONSE, operation=replace(OPERATION, intitule=intitule)))
    assert corps(lu(message), "plain") == message.texte


def test_what_recurs_says_how_to_end_it():
    """By a mail that a person reads; no route would act on one click, so none is promised."""
    liste = Liste(code="tableaux-de-bord", fin="Ne plus recevoir les tableaux de bord")
    recu = lu(replace(dce_pret(DCE), liste=liste))
    assert recu["List-Id"] == "<tableaux-de-bord.relais-ecluse.example>"
    adresse = "clauses@relais-ecluse.example?subject=Ne%20plus%20recevoir%20les%20tableaux%20de%20bord"
    assert recu["List-Unsubscribe"] == f"<mailto:{adresse}>"
    assert recu["List-Unsubscribe-Post"] is None


@given(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=300),
    st.lists(st.binary(max_size=400), max_size=3),
)
def test_any_content_comes_back_whole(texte, octets):
    """Lines that begin with a dot or a dash, bytes that look like a boundary, empty files."""
    pieces = tuple(PieceJointe(nom=f"p{rang}.bin", octets=un) for rang, un in enumerate(octets))
    texte = " ".join(texte.splitlines()) + "\n.\n--=_relais_0\nFrom moi \n"
    message = replace(dce_pret(DCE), texte=texte, pieces_jointes=pieces)
    recu = lu(message)
    assert not [partie.defects for partie in recu.walk() if partie.defects]
    assert corps(recu, "plain") == texte
    assert [piece.get_content() for piece in recu.iter_attachments()] == octets


def test_an_attachment_sent_to_several_is_encoded_once():
    """The same file for fifty recipients, each with words of its own."""
    parties.piece.cache_clear()
    for rang in range(50):
        composer(replace(dce_pret(DCE), texte=f"Bonjour {rang}"), expediteur=RELAIS, le=INSTANT)
    assert (parties.piece.cache_info().misses, parties.piece.cache_info().hits) == (1, 49)


def test_what_several_receive_is_one_body():
    """Their headers alone differ: the body is the very same object; another text makes another body."""
    un, autre = (
        composer(replace(dce_pret(DCE), destinataire=f"{nom}@ville.example", cle=nom), expediteur=RELAIS, le=INSTANT)
        for nom in ("a", "b")
    )
    assert un.corps is autre.corps
    assert un.entetes != autre.entetes
    assert un.octets == un.entetes + un.corps
    assert composer(replace(dce_pret(DCE), texte="x"), expediteur=RELAIS, le=INSTANT).corps != un.corps
