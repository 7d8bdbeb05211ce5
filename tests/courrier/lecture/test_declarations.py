"""What an answer to a request of hours says of them: only what says it without a doubt is understood."""

from __future__ import annotations

from decimal import Decimal
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from courrier.lecture import lire
from courrier.lecture.declarations import comprendre, est_de_politesse

AUCUNE = [
    "0 heure",
    "0 h",
    "0 heure ce mois-ci",
    "Zéro heure en octobre.",
    "Bonjour,\n\nrien ce mois-ci.\n\nMerci",
    "Bonjour, aucune heure à déclarer pour octobre 2026. Bonne journée",
    "Néant",
    "État néant.",
    "Pas d’heures ce mois-ci",
    "Nous n’avons rien ce mois-ci, le chantier n’a pas démarré.",
    "Il n’y a eu aucune heure d’insertion en octobre car le chantier est arrêté.",
    "Nombre d’heures : 0",
    "Personne n’a travaillé en octobre.",
    "Rien à déclarer de notre côté.",
    "Je vous confirme qu’il n’y a eu aucune heure.",
    "Aucune heure n’a été effectuée ce mois-ci",
    "Rien ce mois-ci (intempéries).",
    "Madame, Monsieur,\nSuite à votre mail du 02/11, aucune heure à vous déclarer sur ce chantier.\nBien reçu.",
]
COMME_AVANT = [
    "Comme le mois dernier",
    "Comme le mois dernier, merci.",
    "Idem que le mois précédent",
    "Idem mois dernier",
    "Les mêmes heures que le mois dernier",
    "Bonjour, c’est comme le mois dernier. Cordialement",
    "Sans changement par rapport au mois précédent",
    "Pareil que le mois passé !",
    "Identique au mois dernier.",
]
HEURES = [
    ("35 h pour Mme Quermeur", [("35", "quermeur")]),
    ("35 heures pour Élodie Quermeur en octobre", [("35", "elodie quermeur")]),
    ("Élodie Quermeur : 121,5 h", [("121.5", "elodie quermeur")]),
    ("Mme Quermeur a fait 70 h 30", [("70.5", "quermeur")]),
    ("35 h pour Mme Quermeur et 28 h pour M. Benlaroux", [("35", "quermeur"), ("28", "benlaroux")]),
    (
        "Bonjour,\n\nMme. Quermeur : 151,67 h\nM. Benlaroux : 0 heure\n\nCordialement",
        [("151.67", "quermeur"), ("0", "benlaroux")],
    ),
    ("Quermeur : 35h\nBenlaroux : 28h30", [("35", "quermeur"), ("28.5", "benlaroux")]),
    ("35 heures", [("35", None)]),
    ("Nous avons fait 35 h ce mois-ci.", [("35", None)]),
    ("0 heure pour Mme Quermeur", [("0", "quermeur")]),
    ("- Quermeur Élodie – 151:40", [("151.67", "quermeur elodie")]),
]
RIEN_DE_SUR = [
    "0 heure de retard",
    "Nous avons 0 heure de retard sur le planning",
    "je ne sais pas comme le mois dernier",
    "Ce n’est pas comme le mois dernier",
    "C’est pas comme le mois dernier",
    "Comme le mois dernier ?",
    "Contrairement au mois dernier, 35 h",
    "Comme le mois dernier, je vous enverrai le relevé la semaine prochaine.",
    "Comme le mois dernier vous trouverez le relevé ci-joint",
    "Rien reçu ce mois-ci",
    "Nous n’avons rien reçu",
    "Il ne reste rien à déclarer",
    "Rien de plus",
    "Rien ce mois-ci, mais 35 h en novembre",
    "Rien ce mois-ci sauf 7 h de Mme Quermeur",
    "Comme le mois dernier sauf pour Mme Quermeur",
    "Comme le mois dernier. Mme Quermeur a eu 7 h de moins.",
    "Aucune heure supplémentaire",
    "Aucune heure d’absence",
    "RDV à 10 h",
    "Appelez-moi à 14h30",
    "0 heure ce mois-ci. Appelez-moi à 14h30",
    "35 heures par semaine",
    "Entre 30 et 35 heures",
    "Environ 35 h",
    "Faut-il mettre 0 heure ou rien ?",
    "0 heure n’est pas possible",
    "Idem",
    "RAS",
    "Pas de changement",
    "Même chose que d’habitude",
    "Aucune idée",
    "Rien à voir avec le mois dernier",
    "Rien ne va sur ce chantier",
    "J’attends la paie pour vous dire",
    "Nous contestons les 35 h pour Mme Quermeur",
    "Les heures seront envoyées demain",
    "0 heure pour le lot 1. 35 h pour Mme Quermeur.",
    "Rien en octobre, comme le mois dernier en septembre.",
    "{{ 0 heure }}",
    "-12 heures",
    "\u221212 h pour Mme Quermeur",
    "Mme Quermeur : -12,5 h",
    "35 h pour Mme Quermeur. +3 h pour M. Benlaroux",
    "Mme Quermeur -1:30",
    "",
]


@pytest.mark.parametrize("texte", AUCUNE)
def test_no_hour_is_told_in_many_ways(texte):
    lue = comprendre(texte)
    assert lue is not None
    assert lue.genre == "aucune_heure"


@pytest.mark.parametrize("texte", COMME_AVANT)
def test_as_last_month_is_told_in_many_ways(texte):
    lue = comprendre(texte)
    assert lue is not None
    assert lue.genre == "comme_avant"


@pytest.mark.parametrize(("texte", "dites"), HEURES)
def test_hours_of_people_are_read_with_their_names(texte, dites):
    lue = comprendre(texte)
    assert lue is not None
    assert lue.genre == "heures"
    assert [(une.heures, une.qui) for une in lue.lignes] == [(Decimal(heures), qui) for heures, qui in dites]


@pytest.mark.parametrize("texte", RIEN_DE_SUR)
def test_what_may_mean_something_else_is_left_to_a_person(texte):
    assert comprendre(texte) is None


def test_a_named_month_and_a_named_lot_are_kept():
    """They decide what the words are about."""
    lue = comprendre("Pour le lot 2, rien en septembre")
    assert (lue.mois, lue.lots) == (9, frozenset({2}))
    assert comprendre("Mêmes heures qu’en septembre 2026.").avant == 9
    assert comprendre("Lot 1 : 35 h").lignes[0].lot == 1
    assert comprendre("0 heure pour le lot 1. Rien ce mois-ci.") is None


@pytest.mark.parametrize(
    ("texte", "poli"),
    [
        ("Bonjour,\nMerci, bonne journée", True),
        ("Bien reçu.", True),
        ("Bien reçu, je vous réponds demain", False),
        ("Merci de me dire où en est le mois d’octobre", False),
        ("Le chantier reprend.", False),
        ("", True),
    ],
)
def test_thanks_are_told_from_what_must_be_read(texte, poli):
    assert est_de_politesse(texte) is poli


CITATION = (
    "\n\nLe lun. 2 nov. 2026 à 09:12, Relais <clauses@relais-brielle.example> a écrit :\n> Heures d'octobre : 35 h ?\n"
    "> comme le mois dernier\n"
)
OUTLOOK = (
    "\n\n________________________________\nDe : Relais <clauses@relais-brielle.example>\n"
    "Envoyé : lundi 2 novembre 2026 09:12\n"
    "À : Agence <agence@tremplin.example>\nObjet : Heures d'octobre\n\n35 h pour Mme Quermeur ?\n"
)


@pytest.mark.parametrize(
    "fin",
    [
        "",
        CITATION,
        OUTLOOK,
        "\n\nCordialement,\nAgence Tremplin\n03 00 55 10 10",
        "\n\nEnvoyé de mon iPhone\n",
        "\n-- \n35 heures d'insertion\n",
    ],
)
def test_what_the_sender_wrote_is_told_from_what_he_quotes_and_signs(fin, contexte):
    """The whole mail stays; only the sender's own words are understood."""
    courriel = EmailMessage()
    courriel["From"] = "Service marchés <marches@valmeuse.example>"
    courriel["Subject"] = "RE: Heures"
    courriel["Message-ID"] = "<r1@valmeuse.example>"
    courriel["In-Reply-To"] = "<connu-1@relais-brielle.example>"
    courriel.set_content(f"Bonjour,\n\n0 heure ce mois-ci.{fin}")
    lu = lire(courriel.as_bytes(policy=SMTP), contexte)
    assert (lu.nature, lu.fil, lu.repondable) == ("reponse", ("<connu-1@relais-brielle.example>",), True)
    assert lu.propos.splitlines() == ["Bonjour,", "", "0 heure ce mois-ci."]
    assert comprendre(lu.propos).genre == "aucune_heure"


@pytest.mark.parametrize(
    ("entetes", "repondable"),
    [
        ({}, True),
        ({"Auto-Submitted": "auto-replied"}, False),
        ({"Auto-Submitted": "no"}, True),
        ({"Precedence": "bulk"}, False),
        ({"List-Id": "<liste.example>"}, False),
        ({"Return-Path": "<>"}, False),
        ({"X-Auto-Response-Suppress": "OOF, AutoReply"}, False),
        ({"Message-ID": "<connu-1@relais-brielle.example>"}, False),
        ({"From": "clauses@relais-brielle.example"}, False),
        ({"From": "no-reply@tremplin.example"}, False),
        ({"From": "a@tremplin.example, b@tremplin.example"}, False),
        ({"From": "mailer-daemon@tremplin.example"}, False),
    ],
)
def test_a_program_answers_people_only(entetes, repondable, contexte):
    courriel = EmailMessage()
    for nom, valeur in ({"From": "agence@tremplin.example", "Subject": "Heures"} | entetes).items():
        courriel[nom] = valeur
    courriel.set_content("0 heure")
    assert lire(courriel.as_bytes(policy=SMTP), contexte).repondable is repondable


def test_a_spreadsheet_that_a_program_of_a_partner_sends_waits_for_a_person(contexte):
    """Payroll programs say they are automatic: what they attach is not lost in silence."""
    courriel = EmailMessage()
    courriel["From"] = "marches@valmeuse.example"
    courriel["Subject"] = "Export mensuel"
    courriel["Auto-Submitted"] = "auto-generated"
    courriel.set_content("Voir la pièce jointe.")
    assert lire(courriel.as_bytes(policy=SMTP), contexte).nature == "automatique"
    courriel.add_attachment(b"Nom;Heures\n", maintype="text", subtype="csv", filename="export.csv")
    assert lire(courriel.as_bytes(policy=SMTP), contexte).nature == "a_trancher"
    courriel.replace_header("From", "robot@ailleurs.example")
    assert lire(courriel.as_bytes(policy=SMTP), contexte).nature == "automatique"
