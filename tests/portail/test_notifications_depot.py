"""A mail handed over in the portal: saved as a file or pasted, it enters by the same door as the others."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from bs4 import BeautifulSoup
from courriels_recus import entrant
from operations_en_base import ACHETEUR, JOUR, Annonce, evenements, inscrire, operation, semer
from outlook_exemple import ecrire_msg
from visiteur import Visiteur

from cli.histoire import CHARGEE_DE_MISSION
from config.paths import Paths
from metier.courriers import NatureCourrier
from metier.cycle import Etape
from metier.roles import Role
from sqlmodel_store.depots import courriers_entrants
from sqlmodel_store.session import lecture
from workflows.actes.releve import relever

ANNONCE = Annonce(JOUR)
COLLE = """Bonjour,

Nous préparons la consultation ci-dessous et souhaitons y inscrire une clause d’insertion.

Opération : Construction de la halle couverte
Commune : Uckange
Publication de l’avis : 12 octobre 2026
Lot 1 : Gros œuvre – 450 000 € HT
"""


@pytest.fixture
def facilitateur(installation):
    return Visiteur(role=Role.FACILITATEUR)


def deposer(visiteur, octets, nom="annonce.eml"):
    envoi = {"jeton_csrf": visiteur.jeton()}
    fichier = {"fichier": (nom, octets, "message/rfc822")}
    return visiteur.client.post("/operations/nouvelle/courriel", data=envoi, files=fichier)


def coller(visiteur, **champs):
    return visiteur.poster("/operations/nouvelle/texte", **champs)


def registre():
    with lecture() as session:
        return courriers_entrants.lister(session)


def test_a_saved_mail_of_a_known_sender_opens_its_operation_at_once(installation, facilitateur):
    """Then waits on its page to be verified; the journal says who handed it over."""
    inscrire(CHARGEE_DE_MISSION)
    recu = deposer(facilitateur, ANNONCE.octets())
    assert recu.status_code == 303
    assert operation(ANNONCE.reference).etape is Etape.SIGNALEE
    assert [un.acteur for un in evenements(genre="courriel_depose")] == ["facilitateur-seul@relais.example"]
    page = facilitateur.voir(recu.headers["location"])
    assert f"À vérifier : l’opération {ANNONCE.reference}" in facilitateur.mots(page.main)


def test_the_same_mail_handed_over_twice_or_dropped_in_the_folder_is_one(installation, facilitateur):
    """The one that is known is shown."""
    premier = deposer(facilitateur, ANNONCE.octets()).headers["location"]
    assert deposer(facilitateur, ANNONCE.octets(), "copie.eml").headers["location"] == premier
    assert "avait déjà été reçu" in facilitateur.mots(facilitateur.voir(premier).main)
    depot = Paths(installation).courrier_entrant
    depot.mkdir(parents=True)
    (depot / "annonce.eml").write_bytes(ANNONCE.octets())
    relever()
    assert [un.nature for un in registre()] == [NatureCourrier.A_TRANCHER]
    assert list(depot.glob("*.eml")) == []


def test_a_mail_saved_by_outlook_is_read(installation, facilitateur):
    octets = ecrire_msg(
        {
            0x0037: "Halle couverte",
            0x1000: COLLE,
            0x0C1A: "Service marchés",
            0x5D01: "marches@uckange.example",
            0x1035: "<m1@uckange.example>",
        }
    )
    recu = deposer(facilitateur, octets, "annonce.msg")
    assert recu.status_code == 303
    lue = facilitateur.voir(recu.headers["location"])
    assert lue.select_one('[name="d.0.intitule"]')["value"] == "Construction de la halle couverte"
    original = facilitateur.get(f"{recu.headers['location']}/original")
    assert original.content == octets
    assert 'filename="courriel-1.msg"' in original.headers["content-disposition"]


@pytest.mark.parametrize(
    ("octets", "dite"),
    [
        pytest.param(b"", "Aucun fichier choisi", id="nothing"),
        pytest.param(b"%PDF-1.4 rien", "n’est pas un courriel", id="another kind of file"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ne peut pas être ouvert", id="damaged"),
    ],
)
def test_what_is_no_mail_is_refused_in_a_sentence_and_leaves_nothing(installation, facilitateur, octets, dite):
    refuse = deposer(facilitateur, octets)
    assert refuse.status_code == 422
    assert dite in facilitateur.mots(BeautifulSoup(refuse.text, "html.parser").main)
    assert registre() == []


def test_a_mail_too_heavy_is_refused_while_it_is_read(installation, facilitateur):
    assert deposer(facilitateur, b"From: a@b.example\r\n\r\n" + bytes(30_000_000)).status_code == 413


def test_a_pasted_text_is_read_beside_its_sentences(installation, facilitateur):
    """From the address that was given, or from whoever pasted it; the same text twice is one mail."""
    recu = coller(facilitateur, texte=COLLE, expediteur="marches@uckange.example", objet="Halle couverte")
    lue = facilitateur.voir(recu.headers["location"])
    assert lue.select_one('[name="d.0.commune"]')["value"] == "Uckange"
    assert lue.select_one('[name="d.0.lots.0.montant_ht"]')["value"] == "450\u202f000,00"
    assert entrant(1).expediteur == "marches@uckange.example"
    encore = coller(facilitateur, texte=COLLE, expediteur="marches@uckange.example", objet="Halle couverte")
    assert encore.headers["location"] == recu.headers["location"]
    sans_nom = coller(facilitateur, texte=COLLE)
    assert (
        entrant(int(sans_nom.headers["location"].rpartition("/")[2])).expediteur == "facilitateur-seul@relais.example"
    )


def test_a_pasted_text_that_cannot_be_taken_is_kept_on_the_page(installation, facilitateur):
    refuse = coller(facilitateur, texte=COLLE, expediteur="pas une adresse", objet="Halle")
    assert refuse.status_code == 422
    page = BeautifulSoup(refuse.text, "html.parser")
    assert "n’est pas une adresse" in page.main.text
    assert page.find(id="texte").text.strip() == COLLE.strip()
    assert page.find(id="objet")["value"] == "Halle"
    assert page.find("details").has_attr("open")
    assert coller(facilitateur, texte="  \n").status_code == 422
    assert registre() == []


def test_who_does_not_drive_hands_nothing_over(installation):
    visiteur = Visiteur(role=Role.LECTURE)
    assert deposer(visiteur, ANNONCE.octets()).status_code == 403
    assert coller(visiteur, texte=COLLE).status_code == 403
    assert registre() == []


def test_a_mail_that_another_relay_follows_is_not_shown(installation):
    """It is not taken twice either, and nothing of it is told."""
    semer(reference="R-nord", relais="nord")
    semer(reference="R-sud", relais="sud")
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = ACHETEUR["courriel"], "Secret", "<s@x.example>"
    message.set_content("Au sujet de R-nord")
    octets = message.as_bytes(policy=SMTP)
    assert deposer(Visiteur(role=Role.FACILITATEUR, relais=("nord",)), octets).status_code == 303
    refuse = deposer(Visiteur(role=Role.FACILITATEUR, relais=("sud",)), octets)
    assert refuse.status_code == 422
    assert "n’est pas des vôtres" in refuse.text
    assert "R-nord" not in refuse.text
    assert len(registre()) == 1


def test_what_a_second_relay_hands_over_opens_under_it(installation):
    semer(reference="R-nord", relais="nord")
    semer(reference="R-sud", relais="sud")
    inscrire(CHARGEE_DE_MISSION)
    recu = deposer(Visiteur(role=Role.FACILITATEUR, relais=("sud",)), ANNONCE.octets())
    assert recu.status_code == 303
    assert operation(ANNONCE.reference).relais_id == operation("R-sud").relais_id
