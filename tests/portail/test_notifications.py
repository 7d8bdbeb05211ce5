"""Mail received in the portal: what waits, one mail beside what was read in it, what a person decides of it."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from decimal import Decimal
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from bs4 import BeautifulSoup
from courriels_recus import courriel, entrant, tableau
from operations_en_base import ACHETEUR, JOUR, Annonce, evenements, inscrire, lots_de, operation, recevoir, semer
from sqlalchemy import event
from visiteur import Visiteur

from cli.histoire import CHARGEE_DE_MISSION
from config.settings import get_settings
from metier.courriers import NatureCourrier
from metier.cycle import Etape
from metier.roles import Role
from portail.notifications.confiance import Confiance, juger
from sqlmodel_store.modeles.courriers import CourrierEntrant, EtatEntrant
from sqlmodel_store.session import get_engine, unit_of_work
from workflows.actes import reception

ANNONCE = Annonce(JOUR)
SIAE = {"nom": "Agence", "courriel": "agence@tremplin.example", "organisation": "Tremplin", "type": "siae"}
PIEGE = "<p>Bonjour,</p><script>alert(1)</script><p onclick='x()'>Opération : Halle &lt;b&gt;couverte&lt;/b&gt;</p>"


@pytest.fixture
def facilitateur(installation):
    return Visiteur(role=Role.FACILITATEUR)


@pytest.fixture
def inconnue(installation, facilitateur):
    """The number of an announcement whose sender nobody knows: it waits for a person."""
    return deposer(ANNONCE.octets(), installation)


@pytest.fixture
def proposee(installation, facilitateur):
    """The number of an announcement that opened its operation."""
    inscrire(CHARGEE_DE_MISSION)
    return deposer(ANNONCE.octets(), installation)


def deposer(octets, home, uid=1):
    numero = recevoir(octets, home, uid=uid)
    reception.traiter(numero)
    return numero


def soupe(reponse):
    return BeautifulSoup(reponse.text, "html.parser")


def page(numero):
    return f"/notifications/{numero}"


def formulaire(visiteur, numero, decision, suite=""):
    """What the form of a decision holds, as a browser would send it."""
    lu = visiteur.voir(page(numero) + suite).select_one(f'form[action="{page(numero)}/{decision}"]')
    champs = {un["name"]: un.get("value", "") for un in lu.select("input[name]") if un.get("type") != "radio"}
    for liste in lu.select("select"):
        choisie = liste.select_one("option[selected]")
        champs[liste["name"]] = choisie["value"] if choisie else ""
    return champs


def decider(visiteur, numero, decision, champs, **autres):
    return visiteur.client.post(f"{page(numero)}/{decision}", data={**champs, "action": "faire", **autres})


def test_what_waits_is_listed_each_with_its_reason(installation, facilitateur, proposee):
    """The operation announced, the answer to read, what was put in quarantine; a mail dealt with leaves the list."""
    inscrire(SIAE)
    reponse = deposer(courriel("Merci.", de=SIAE["courriel"], objet="Votre courriel"), installation, 2)
    deposer(
        b"Subject: =?utf-8?q?Relev=C3=A9?= d'heures\r\nFrom: a@b.example\r\n\r\n" + b"mot " * 600_000, installation, 3
    )
    deposer(b"From: a@b.example\r\n\r\nBonjour.", installation, 4)
    lue = facilitateur.mots(facilitateur.voir("/notifications").main)
    assert "Notifications (4 à voir)" in lue
    assert "Opérations à vérifier (1) Restructuration et extension" in lue
    assert "Votre courriel" in lue
    assert "Relevé d'heures" in lue
    assert "(sans objet)" in lue
    assert "mis en quarantaine" in lue
    assert decider(facilitateur, reponse, "classer", formulaire(facilitateur, reponse, "classer"), nature="reponse")
    assert "Courriels à lire (2)" in facilitateur.mots(facilitateur.voir("/notifications").main)
    assert entrant(reponse).raison.startswith("Lu et classé par une personne")


@pytest.mark.parametrize(
    ("phrase", "tel_quel"),
    [
        ("Lot 2 : 90 000 € HT", True),
        ("Lot 2 : 90 000 €, environ trois mois", True),
        ("Lot 2 : environ 90 000 €", False),
        ("Lot 2 : de l’ordre de 90 000 €", False),
        ("Lot 2 : 90 000 € HT environ", False),
    ],
)
def test_an_amount_given_as_about_is_to_be_verified(phrase, tel_quel):
    assert (juger(Decimal(90_000), phrase, {}).confiance is Confiance.LITTERALE) is tel_quel


def test_an_empty_box_says_what_to_do_first(facilitateur):
    for chemin in ("/notifications", "/notifications/boite"):
        assert "Déposer un courriel" in facilitateur.mots(facilitateur.voir(chemin).main)


def test_each_field_stands_beside_its_sentence_and_the_line_of_the_mail(facilitateur, inconnue):
    """The sentence links to the line that holds it; how far it may be believed is said."""
    lue = facilitateur.voir(page(inconnue))
    intitule = lue.select_one('[name="d.0.intitule"]')
    preuve = intitule.find_parent(class_="prouve").select_one(".preuve")
    assert intitule["value"] == "Restructuration et extension du groupe scolaire des Trois Rivières"
    assert facilitateur.mots(preuve).startswith("écrit tel quel « Opération : Restructuration")
    ligne = lue.select_one(preuve.a["href"])
    assert ligne.text == preuve.bdi.text
    assert (
        "rien de sûr dans le courriel"
        in lue.select_one('[name="d.0.reunion_demarrage"]').find_parent(class_="prouve").text
    )
    assert len(lue.select('[name$=".montant_ht"]')) == 6


def test_what_the_mail_announces_is_corrected_then_opened(facilitateur, inconnue):
    """One operation, under the corrected values, verified; its mail is its announcement; the journal says who."""
    champs = formulaire(facilitateur, inconnue, "ouvrir") | {
        "d.0.intitule": "Groupe scolaire",
        "d.0.nature": "travaux",
        "d.0.type_maitre_ouvrage": "collectivite",
        "d.0.lots.5.numero": "",
        "d.0.lots.5.intitule": "",
        "d.0.lots.5.montant_ht": "",
        "d.0.lots.0.montant_ht": "742 000,50",
    }
    faite = decider(facilitateur, inconnue, "ouvrir", champs)
    assert faite.headers["location"] == f"/operations/{ANNONCE.reference}"
    ouverte = operation(ANNONCE.reference)
    assert (ouverte.intitule, ouverte.etape, ouverte.nature) == ("Groupe scolaire", Etape.FAISABILITE, "travaux")
    assert ouverte.remise_offres is not None
    assert str(lots_de(ANNONCE.reference)[1].montant_ht) == "742000.50"
    assert sorted(lots_de(ANNONCE.reference)) == [1, 2, 3, 4, 5]
    assert entrant(inconnue).nature is NatureCourrier.NOTIFICATION
    assert {un.acteur for un in evenements(ANNONCE.reference, "courriel_classe")} == {
        "facilitateur-seul@relais.example"
    }
    fait = facilitateur.mots(facilitateur.voir(faite.headers["location"]).select_one(".annonce"))
    assert f"Opération {ANNONCE.reference} ouverte et vérifiée." in fait
    assert "Confirmer" not in facilitateur.voir(page(inconnue)).main.text


def test_what_lacks_is_named_before_opening_and_nothing_is_said_verified_without_it(facilitateur, inconnue):
    """The nature and the kind of buyer are in no mail: the operation opens without them, and is not called verified."""
    vue = facilitateur.mots(facilitateur.voir(page(inconnue)).main)
    assert "Il manque : type de maître d’ouvrage, nature. Écrivez-le ci-dessus si vous le savez" in vue
    champs = formulaire(facilitateur, inconnue, "ouvrir") | {"d.0.type_maitre_ouvrage": "collectivite"}
    suite = decider(facilitateur, inconnue, "ouvrir", champs).headers["location"]
    dite = facilitateur.mots(facilitateur.voir(suite).select_one(".annonce"))
    assert f"Opération {ANNONCE.reference} ouverte. Reste à compléter, au plus tard au calibrage : nature." in dite
    assert "vérifiée" not in dite


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(facilitateur, inconnue):
    champs = formulaire(facilitateur, inconnue, "ouvrir") | {
        "d.0.intitule": "",
        "d.0.commune": "Thionville",
        "d.0.lots.1.montant_ht": "beaucoup",
        "d.0.contact.courriel": "pas une adresse",
    }
    refusee = decider(facilitateur, inconnue, "ouvrir", champs)
    assert refusee.status_code == 422
    lue = soupe(refusee)
    assert lue.select_one('[name="d.0.commune"]')["value"] == "Thionville"
    assert "beaucoup" in lue.find(id="d.0.lots.1.montant_ht-faute").text
    assert lue.find(id="d.0.intitule-faute")
    assert lue.find(id="d.0.contact.courriel-faute")
    assert entrant(inconnue).nature is NatureCourrier.A_TRANCHER


def test_a_row_or_a_second_operation_is_added_without_a_script(facilitateur, inconnue):
    """Two operations of one mail are opened together; only those that are ticked."""
    champs = formulaire(facilitateur, inconnue, "ouvrir")
    longue = soupe(decider(facilitateur, inconnue, "ouvrir", champs, action="ajouter:d.0.lots"))
    assert longue.select_one('[name="d.0.lots.6.numero"]')
    double = soupe(decider(facilitateur, inconnue, "ouvrir", champs, action="ajouter:d"))
    assert [un["value"] for un in double.select('[name="retenir"][checked]')] == ["d.0", "d.1"]
    champs |= {"retenir": ["d.0", "d.1"], "d.1.intitule": "Halle couverte", "d.1.reference": "HAL-1"}
    assert decider(facilitateur, inconnue, "ouvrir", champs).headers["location"] == "/operations"
    assert operation("HAL-1").etape is Etape.FAISABILITE
    assert operation(ANNONCE.reference).etape is Etape.FAISABILITE


def test_of_two_persons_the_second_is_told_and_keeps_what_was_typed(facilitateur, inconnue):
    """A form opened before the other person decided does nothing, whatever it asks."""
    champs = formulaire(facilitateur, inconnue, "ouvrir") | {"d.0.commune": "Yutz-Basse"}
    rattacher = formulaire(facilitateur, inconnue, "classer")
    collegue = Visiteur(role=Role.RESPONSABLE)
    assert decider(collegue, inconnue, "ouvrir", formulaire(collegue, inconnue, "ouvrir")).status_code == 303
    for decision, envoi in (("ouvrir", champs), ("classer", rattacher | {"nature": "indesirable"})):
        trop_tard = decider(facilitateur, inconnue, decision, envoi)
        assert trop_tard.status_code == 409
        dite = facilitateur.mots(soupe(trop_tard).main)
        assert "responsable-seul@relais.example a réglé ce courriel depuis l’ouverture" in dite
        assert ("Yutz-Basse" in dite) == (decision == "ouvrir")
    assert entrant(inconnue).nature is NatureCourrier.NOTIFICATION
    assert operation(ANNONCE.reference).lieu_commune == "Yutz"


def test_an_answer_that_two_persons_file_is_filed_once(installation, facilitateur):
    """Natures that may be given again do not hide that somebody has just given one."""
    inscrire(SIAE)
    numero = deposer(courriel("Merci.", de=SIAE["courriel"], objet="Bonjour"), installation)
    champs = formulaire(facilitateur, numero, "classer")
    assert decider(facilitateur, numero, "classer", champs, nature="reponse").status_code == 303
    assert decider(facilitateur, numero, "classer", champs, nature="indesirable").status_code == 409
    assert entrant(numero).nature is NatureCourrier.REPONSE
    encore = formulaire(facilitateur, numero, "classer")
    assert decider(facilitateur, numero, "classer", encore, nature="indesirable").status_code == 303
    assert entrant(numero).nature is NatureCourrier.INDESIRABLE


def test_a_proposal_is_corrected_and_confirmed_by_instruire(facilitateur, proposee):
    """Only what was corrected changes; who comes second is told."""
    champs = formulaire(facilitateur, proposee, "instruire")
    assert champs["d.intitule"].startswith("Restructuration")
    corriges = champs | {"d.lieu.commune": "Basse-Yutz", "d.nature": "travaux", "d.lots.2.intitule": "Couverture"}
    assert decider(facilitateur, proposee, "instruire", corriges).status_code == 303
    instruite = operation(ANNONCE.reference)
    assert (instruite.etape, instruite.lieu_commune) == (Etape.FAISABILITE, "Basse-Yutz")
    assert lots_de(ANNONCE.reference)[3].intitule == "Couverture"
    assert str(lots_de(ANNONCE.reference)[3].montant_ht) == "214300.00"
    trop_tard = decider(facilitateur, proposee, "instruire", champs | {"d.lieu.commune": "Yutz", "cle": "autre"})
    assert trop_tard.status_code == 409
    assert operation(ANNONCE.reference).lieu_commune == "Basse-Yutz"


def test_a_mail_about_a_known_operation_shows_what_changes(installation, facilitateur, proposee):
    """What the operation holds stands beside what the mail says, where they differ; the mail is then filed."""
    octets = ANNONCE.octets().replace(b"Yutz", b"Illange").replace(b"annonce@", b"suite@")
    numero = deposer(octets, installation, 2)
    assert "déjà connue" in entrant(numero).raison
    lue = facilitateur.voir(page(numero))
    assert facilitateur.mots(lue.find("dt", string="Commune").find_next("dd")).startswith(
        "Illange l’opération dit : Yutz"
    )
    assert lue.main.text.count("l’opération dit") == 1
    champs = formulaire(facilitateur, numero, "classer")
    assert champs["operation"] == ANNONCE.reference
    assert decider(facilitateur, numero, "classer", champs).status_code == 303
    assert operation(ANNONCE.reference).lieu_commune == "Yutz"


def test_a_wrong_value_of_a_proposal_is_said_at_its_field(facilitateur, proposee):
    champs = formulaire(facilitateur, proposee, "instruire") | {"d.lots.0.numero": "0", "d.lieu.commune": "Illange"}
    refusee = decider(facilitateur, proposee, "instruire", champs)
    assert refusee.status_code == 422
    lue = soupe(refusee)
    assert lue.find(id="d.lots.0.numero-faute")
    assert lue.select_one('[name="d.lieu.commune"]')["value"] == "Illange"
    assert operation(ANNONCE.reference).etape is Etape.SIGNALEE


def test_a_proposal_that_is_none_is_put_aside_with_its_reason(facilitateur, proposee):
    champs = formulaire(facilitateur, proposee, "ecarter")
    assert decider(facilitateur, proposee, "ecarter", champs, ecart="classer", motif=" ").status_code == 422
    assert decider(facilitateur, proposee, "ecarter", champs, ecart="classer", motif="Doublon").status_code == 303
    assert operation(ANNONCE.reference).etape is Etape.SANS_SUITE


def test_a_mail_is_filed_beside_an_operation_that_the_account_sees(installation, facilitateur):
    reference = semer(reference="R-ici")
    numero = deposer(courriel("Une question.", de="inconnu@x.example", objet="Question"), installation)
    champs = formulaire(facilitateur, numero, "classer")
    refuse = decider(facilitateur, numero, "classer", champs, operation="R-INCONNUE")
    assert "Aucune opération ne porte la référence" in refuse.text
    assert decider(facilitateur, numero, "classer", champs, operation=reference).status_code == 303
    assert entrant(numero).operation_id == operation(reference).id
    assert "Question" in facilitateur.mots(facilitateur.voir(f"/notifications/boite?q={reference}").main)


def test_the_hours_of_an_unknown_sender_wait_and_their_month_is_asked(installation, facilitateur):
    """The sender may be vouched for; what is asked without the place of the hours is refused in words."""
    joint = {"heures.csv": tableau(("Durand", "Ali", 10))}
    numero = deposer(courriel("Le relevé d'heures.", de="inconnu@x.example", pieces=joint), installation)
    lue = facilitateur.voir(page(numero))
    assert "Confirmer l’expéditeur" in lue.main.text
    assert lue.select_one('[name="mois"]')
    champs = formulaire(facilitateur, numero, "classer")
    assert decider(facilitateur, numero, "classer", champs, operation="R-1", mois="hier").status_code == 422
    confirme = decider(facilitateur, numero, "confirmer", formulaire(facilitateur, numero, "confirmer"))
    assert confirme.headers["location"] == page(numero)
    reste = facilitateur.voir(page(numero))
    assert "aucune heure n’est demandée" in facilitateur.mots(reste.main)
    assert "Confirmer l’expéditeur" not in reste.main.text
    assert reste.select_one('[name="mois"]')


def piege():
    message = EmailMessage()
    message["From"], message["Subject"] = "inconnu@x.example", "Travaux \u202egnp.exe <img src=x onerror=alert(1)>"
    message.set_content("Rien ici.")
    message.add_alternative(PIEGE + '<iframe src="http://mal.example"></iframe>', subtype="html")
    message.add_attachment(
        b"<script>alert(1)</script>", maintype="text", subtype="html", filename="../../fac\u202etype.html"
    )
    return message.as_bytes(policy=SMTP)


def test_nothing_of_a_hostile_mail_is_executed_or_fetched(installation, facilitateur):
    """Its words only, escaped; an attachment is saved under a name of its own, never shown."""
    numero = deposer(piege(), installation)
    lue = facilitateur.voir(page(numero))
    assert "Opération : Halle <b>couverte</b>" in lue.select_one(".feuille").text
    assert not lue.main.select("script, iframe, img, [onclick], [onerror]")
    assert "mal.example" not in str(lue.main)
    assert "\u202e" not in str(lue.main)
    jointe = facilitateur.get(lue.select_one(".jointes a")["href"])
    assert jointe.headers["content-type"] == "application/octet-stream"
    assert jointe.headers["content-disposition"].startswith('attachment; filename="factype.html"')
    assert facilitateur.get(f"{page(numero)}/pieces/7").status_code == 404
    entier = facilitateur.get(f"{page(numero)}/original")
    assert entier.content == piege_octets(installation, numero)
    assert entier.headers["content-disposition"].startswith("attachment")


def piege_octets(home, numero):
    return (home / entrant(numero).chemin).read_bytes()


def test_a_mail_that_cannot_be_opened_shows_its_headers_and_is_filed(installation, facilitateur):
    numero = deposer(b"From: a@b.example\r\nSubject: =?utf-8?q?Profond_=C3=A9?=\r\n" + profond(), installation)
    assert entrant(numero).nature is NatureCourrier.QUARANTAINE
    lue = facilitateur.mots(facilitateur.voir(page(numero)).main)
    assert "Objet Profond é" in lue
    assert "imbrique plus de 10 niveaux" in lue
    champs = formulaire(facilitateur, numero, "classer")
    assert decider(facilitateur, numero, "classer", champs, nature="indesirable").status_code == 303


def profond():
    corps = b"Content-Type: text/plain\r\n\r\nfin"
    for _ in range(14):
        corps = b"Content-Type: message/rfc822\r\n\r\n" + corps
    return corps


@pytest.fixture
def deux_relais(installation):
    """A mail filed with an operation of each relay, and one that is filed nowhere."""
    numeros = []
    for rang, code in enumerate(("nord", "sud"), 1):
        reference = semer(reference=f"R-{code}", relais=code)
        octets = courriel(f"Au sujet de {reference}", de=ACHETEUR["courriel"], objet=f"Secret de {reference}")
        numeros.append(deposer(octets, installation, rang))
    return [*numeros, deposer(courriel("Bonjour", de="x@x.example", objet="Sans maître"), installation, 3)]


def test_the_mail_of_another_relay_does_not_exist(deux_relais):
    """Neither its page, its attachments, its decisions, nor its line in the lists."""
    nord, sud, libre = deux_relais
    visiteur = Visiteur(role=Role.FACILITATEUR, relais=("nord",))
    champs = {"jeton_csrf": visiteur.jeton("/"), "nature": "indesirable"}
    for suite in ("", "/pieces/0", "/original"):
        assert visiteur.get(f"{page(sud)}{suite}").status_code == 404
    for decision in ("ouvrir", "instruire", "confirmer", "classer", "ecarter"):
        assert decider(visiteur, sud, decision, champs).status_code == 404
    for chemin in ("/notifications", "/notifications/boite", "/notifications/boite?q=secret"):
        lue = visiteur.voir(chemin).text
        assert ("R-nord" in lue, "R-sud" in lue) == (True, False)
    assert visiteur.get(page(nord)).status_code == visiteur.get(page(libre)).status_code == 200
    rattache = decider(visiteur, libre, "classer", formulaire(visiteur, libre, "classer"), operation="R-sud")
    assert rattache.status_code == 422
    assert entrant(libre).operation_id is None


def test_who_does_not_drive_reads_the_lists_and_no_mail(deux_relais):
    """Nor decides anything; a mail that is filed nowhere is for those who sort it."""
    nord, _, libre = deux_relais
    visiteur = Visiteur(role=Role.LECTURE, relais=("nord",))
    lue = visiteur.voir("/notifications/boite")
    assert "Secret de R-nord" in lue.text
    assert "Sans maître" not in lue.text
    assert lue.select('a[href^="/notifications/"]:not([href*="boite"])') == []
    for numero in (nord, libre):
        assert visiteur.get(page(numero)).status_code == 403
        envoi = {"jeton_csrf": visiteur.jeton("/"), "nature": "indesirable"}
        assert decider(visiteur, numero, "classer", envoi).status_code == 403
    assert Visiteur(role=Role.ADMINISTRATEUR).get("/notifications").status_code == 403


def test_what_a_relay_opens_from_a_mail_is_its_own(deux_relais, installation):
    """The installation's first relay is another."""
    visiteur = Visiteur(role=Role.FACILITATEUR, relais=("sud",))
    numero = deposer(ANNONCE.octets(), installation, 9)
    assert decider(visiteur, numero, "ouvrir", formulaire(visiteur, numero, "ouvrir")).status_code == 303
    assert operation(ANNONCE.reference).relais_id == operation("R-sud").relais_id


def ecrire(home, combien, debut=0):
    """As many rows of the ledger, each as the intake leaves an answer to be read."""
    with unit_of_work() as session:
        for rang in range(debut, debut + combien):
            lu = json.dumps({"operations": [], "objet": f"Équipe n° {rang}"}, ensure_ascii=False)
            session.add(
                CourrierEntrant(
                    boite="essai",
                    uidvalidity=1,
                    uid=1000 + rang,
                    message_id=f"<{rang}@x.example>",
                    sha256=f"{rang:064d}",
                    chemin=f"courrier/brut/{rang}.eml",
                    recu_le=datetime(2026, 9, 1, 9, tzinfo=UTC),
                    traite_le=datetime(2026, 9, 1, 9, 1, tzinfo=UTC),
                    etat=EtatEntrant.TRAITE,
                    nature=NatureCourrier.REPONSE,
                    raison="Courrier d’un contact connu qui n’annonce pas d’opération : à lire.",
                    lecture=lu,
                    expediteur=SIAE["courriel"],
                )
            )


def test_the_box_is_searched_and_filtered_page_by_page(installation, facilitateur):
    """Words of the subject, whatever their case and accents; the nature; what waits; fifty a page."""
    ecrire(installation, 52)
    deposer(ANNONCE.octets(), installation, 90)
    assert len(facilitateur.voir("/notifications/boite").select("tbody tr")) == 50
    assert len(facilitateur.voir("/notifications/boite?page=99").select("tbody tr")) == 3
    for requete, combien in (
        ("q=équipe", 52),
        ("q=ÉQUIPE+51", 1),
        ("q=tremplin&etat=attend", 52),
        ("nature=a_trancher", 1),
        ("q=100%25", 0),
        ("q=val-de-brielle", 1),
    ):
        trouves = facilitateur.mots(facilitateur.voir(f"/notifications/boite?{requete}").find(id="trouves"))
        assert trouves.startswith(f"{combien} courriel"), requete


def test_ten_times_more_mail_takes_the_same_number_of_statements(installation, facilitateur):
    numero = deposer(ANNONCE.octets(), installation, 90)
    chemins = ("/notifications", "/notifications/boite", "/notifications/boite?q=Équipe", page(numero))
    compte, moteur = [], get_engine(get_settings().base)

    def ordres():
        trouves = {}
        for chemin in chemins:
            facilitateur.voir(chemin)
            compte.clear()
            facilitateur.voir(chemin)
            trouves[chemin] = len(compte)
        return trouves

    def noter(*_arguments):
        compte.append(1)

    event.listen(moteur, "before_cursor_execute", noter)
    ecrire(installation, 5)
    quelques = ordres()
    ecrire(installation, 50, debut=5)
    assert ordres() == quelques
    event.remove(moteur, "before_cursor_execute", noter)


@pytest.mark.long
def test_twenty_thousand_mails_cost_less_than_a_tenth_of_a_second_of_processor(installation, facilitateur):
    """The best of five, each page."""
    numero = deposer(ANNONCE.octets(), installation, 90)
    ecrire(installation, 20_000)
    for chemin in ("/notifications", "/notifications/boite", "/notifications/boite?page=300", page(numero)):
        facilitateur.voir(chemin)
        couts = []
        for _ in range(5):
            debut = time.process_time()
            facilitateur.get(chemin)
            couts.append(time.process_time() - debut)
        assert min(couts) < 0.1, chemin
