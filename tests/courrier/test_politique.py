"""Headers survive the journey, where those of the standard library do not."""

from __future__ import annotations

import random
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courrier.politique import POLITIQUE

PHRASE = """opération de réhabilitation du lycée « La Briquerie » œuvre n° 3 – d’insertion l'été Région Grand Est
lot gros-œuvre 12 500 € heures ETTI GEIQ (Thionville) mise à disposition, Noël, çà et là; Ÿvonne: 100 % <b> & [réf]"""
MOTS = PHRASE.split()
OUTLOOK = "<AS8PR10MB4567ABCDEF0123456789ABCDEF0123456789@AS8PR10MB4567.EURPRD10.PROD.OUTLOOK.COM>"


def aller_retour(politique, **entetes):
    message = EmailMessage(policy=politique)
    for nom, valeur in entetes.items():
        message[nom.replace("_", "-")] = valeur
    message.set_content("x")
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def objets(nombre: int) -> list[str]:
    tirage = random.Random(7)
    return [" ".join(" ".join(tirage.choices(MOTS, k=tirage.randint(1, 25))).split()) for _ in range(nombre)]


def alteres(politique, nombre: int) -> int:
    return sum(aller_retour(politique, Subject=objet)["Subject"] != objet for objet in objets(nombre))


def test_3000_french_subjects_come_back_identical():
    """No space lost nor doubled, whatever the length."""
    assert alteres(POLITIQUE, 3000) == 0


@pytest.mark.parametrize("debut", ["[Clause insertion][2026-THI-014] ", "[Clause insertion][" + "R" * 64 + "] ", ""])
def test_subjects_without_accents_come_back_identical(debut):
    """Brackets and long references at the beginning: no space is gained by folding before them."""
    mots = [mot for mot in MOTS if mot.isascii()]
    tirage = random.Random(17)
    for _ in range(300):
        objet = debut + " ".join(tirage.choices(mots, k=tirage.randint(1, 25)))
        assert aller_retour(POLITIQUE, Subject=objet)["Subject"] == objet


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=120))
def test_any_subject_comes_back_identical(texte):
    """Every script and symbol, spaces normalised as subjects are; never cut inside a character."""
    objet = " ".join(texte.split())
    assert aller_retour(POLITIQUE, Subject=objet)["Subject"] == objet


def test_the_standard_policy_would_alter_some():
    """The reason for a policy of ours: when this fails, the standard library has been mended."""
    assert alteres(policy.SMTP, 600) > 0


@pytest.mark.parametrize("nombre", [1, 4, 40])
def test_long_references_stay_plain_and_in_order(nombre):
    """Identifiers in encoded words break threading in Outlook."""
    references = [OUTLOOK.replace("AS8", f"A{rang}S") for rang in range(nombre)]
    message = EmailMessage(policy=POLITIQUE)
    message["References"] = " ".join(references)
    message["In-Reply-To"] = references[-1]
    octets = message.as_bytes()
    assert b"=?" not in octets
    assert all(len(ligne) < 998 for ligne in octets.splitlines())
    assert message_from_bytes(octets, policy=policy.default)["References"].split() == references


@pytest.mark.parametrize(
    "affiche", ["Relais de l’Écluse", "Communauté de communes du Val", "Bati \\ Lorraine", 'Dit "le relais"', "Simple"]
)
def test_display_names_come_back_identical(affiche):
    """The sender's name is what people look at first."""
    recu = aller_retour(POLITIQUE, To=Address(display_name=affiche, addr_spec="achats@ville.example"))
    (adresse,) = recu["To"].addresses
    assert (adresse.display_name, adresse.addr_spec) == (affiche, "achats@ville.example")


def test_header_lines_hold_in_78_columns():
    """Encoded subjects fold."""
    message = EmailMessage(policy=POLITIQUE)
    message["Subject"] = "é" * 300
    assert max(map(len, message.as_bytes().splitlines())) <= 78


def test_3000_long_references_come_back_identical():
    """Chains of answers from every program, in order, in plain ASCII."""
    tirage = random.Random(13)
    lettres = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=_.-$%!#"
    for _ in range(3000):
        references = [
            f"<{''.join(tirage.choices(lettres, k=tirage.randint(5, 120)))}@{'x' * tirage.randint(1, 60)}.example>"
            for _ in range(tirage.randint(1, 12))
        ]
        message = EmailMessage(policy=POLITIQUE)
        message["References"] = " ".join(references)
        message["In-Reply-To"] = references[-1]
        octets = message.as_bytes()
        assert b"=?" not in octets
        lu = message_from_bytes(octets, policy=policy.default)
        assert lu["References"].split() == references
        assert lu["In-Reply-To"] == references[-1]
