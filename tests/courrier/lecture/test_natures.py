"""What a mail is when its envelope says it: limits, bounces, calendars, our own mail, authenticity."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from courrier.lecture import Expediteur, lire
from metier.courriers import NatureCourrier

ANNONCE = """Opération : Réfection de la halle
Référence : RA-2026-0600
Commune : Montrelle
Envoi de l'avis : 05/10/2026
Lot 1 : Serrurerie - 61 200 € HT
"""
REPONSE = (
    "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:reunion-1@relais-brielle.example\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def message(corps: str = "Bonjour", **entetes: str) -> EmailMessage:
    courriel = EmailMessage()
    courriel["From"] = "Camille Faudune <c.faudune@region-austrasie.example>"
    for nom, valeur in entetes.items():
        courriel[nom.replace("_", "-")] = valeur
    courriel.set_content(corps)
    return courriel


def nature(courriel: EmailMessage, contexte) -> NatureCourrier:
    return lire(courriel.as_bytes(policy=SMTP), contexte).nature


def test_a_calendar_answer_is_told_by_its_method(contexte):
    """METHOD:REPLY, in the body or as an attached .ics."""
    inline, joint = message(), message()
    inline.add_alternative(REPONSE, subtype="calendar")
    joint.add_attachment(REPONSE.encode(), maintype="application", subtype="ics", filename="invite.ics")
    assert nature(inline, contexte) == nature(joint, contexte) == "reponse_calendrier"


def test_an_invitation_is_no_answer(contexte):
    """METHOD:REQUEST goes on to the ordinary reading."""
    invitation = message("Invitation à notre réunion.")
    invitation.add_alternative(REPONSE.replace("REPLY", "REQUEST"), subtype="calendar")
    assert nature(invitation, contexte) != "reponse_calendrier"


def rapport(action: str) -> bytes:
    return (
        "From: postmaster@mx.example\r\nReturn-Path: <>\r\nSubject: Rapport\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nRapport\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; x@y.example\r\n"
        f"Action: {action}\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        "Subject: [RA-2026-0117] Convocation\r\nMessage-ID: <connu-1@relais-brielle.example>\r\n\r\nx\r\n"
        "--b--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("action", "attendue"), [("failed", "rejet"), ("delayed", "automatique"), ("delivered", "automatique")]
)
def test_a_delivery_report_is_told_by_its_action(action, attendue, contexte):
    """RFC 3464; the returned message names the operation."""
    lecture = lire(rapport(action), contexte)
    assert lecture.nature == attendue
    assert lecture.rattachee_a == "RA-2026-0117"


def test_a_damaged_report_is_read_in_silence(contexte, caplog):
    """The library that knows bounces logs a traceback for each of its detectors that fails: nobody should read it."""
    brut = b"Return-Path: <>\r\nSubject: Rapport\r\nContent-Type: multipart/report\r\n\r\n\xff\r\n"
    assert lire(brut, contexte).nature == "a_trancher"
    assert not caplog.records


@pytest.mark.parametrize(
    ("entetes", "attendue"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatique"),
        ({"Auto_Submitted": "auto-generated (rapport)"}, "automatique"),
        ({"Auto_Submitted": "no"}, "notification"),
        ({"X_Autoreply": "yes"}, "automatique"),
        ({"Precedence": "bulk"}, "automatique"),
        ({"Precedence": "list", "List_Id": "<x.example>"}, "indesirable"),
        ({"List_Unsubscribe": "<https://x.example>"}, "indesirable"),
        ({"X_Auto_Response_Suppress": "All"}, "notification"),
        ({"Message_ID": "<connu-1@relais-brielle.example>"}, "automatique"),
        ({"X_Relais_Cle": "tdb:1"}, "automatique"),
    ],
)
def test_an_automatic_message_is_told_by_its_headers(entetes, attendue, contexte):
    """Exchange puts X-Auto-Response-Suppress on people's mail too: alone it says nothing."""
    assert nature(message(ANNONCE, Subject="Opération à venir", **entetes), contexte) == attendue


@pytest.mark.parametrize(
    ("resultats", "authentifie"),
    [
        (["mx.relais.example; dmarc=pass header.from=region-austrasie.example"], True),
        (
            [
                (
                    "mx.relais.example; dmarc=fail header.from=region-austrasie.example; "
                    "spf=pass smtp.mailfrom=a@region-austrasie.example"
                )
            ],
            False,
        ),
        (["mx.relais.example; spf=pass smtp.mailfrom=a@region-austrasie.example"], True),
        (["mx.relais.example; spf=pass smtp.mailfrom=a@attaque.example"], False),
        (["mx.relais.example; dkim=pass header.d=region-austrasie.example"], True),
        (["mx.relais.example; dkim=pass header.d=attaque.example"], False),
        (["mx.relais.example; dmarc=pass header.from=attaque.example"], False),
        (["mx.attaque.example; dmarc=pass header.from=region-austrasie.example"], False),
        (
            ["mx.relais.example; dmarc=fail", "mx.relais.example; dmarc=pass header.from=region-austrasie.example"],
            False,
        ),
        (["n'importe quoi ((("], False),
        ([], False),
    ],
)
def test_only_our_own_server_vouches_for_a_sender(resultats, authentifie, contexte):
    """The topmost result of the configured server; what a sender writes below it, or in another's name, is nothing."""
    courriel = message(ANNONCE, Subject="Opération à venir")
    for resultat in resultats:
        courriel["Authentication-Results"] = resultat
    lecture = lire(courriel.as_bytes(policy=SMTP), replace(contexte, serveur_authentification="mx.relais.example"))
    assert lecture.authentifie is authentifie
    assert lecture.kind == ("notification" if authentifie else "needs_human")
    assert bool(lecture.operations) is authentifie


def test_without_a_configured_server_a_proposal_is_made_and_said_unverified(contexte):
    """A person confirms every proposal anyway."""
    lecture = lire(message(ANNONCE, Subject="Opération").as_bytes(policy=SMTP), contexte)
    assert (lecture.kind, lecture.authentifie) == ("notification", None)


@pytest.mark.parametrize(
    ("resultats", "dementi"),
    [
        (["mx.relais.example; dmarc=fail header.from=region-austrasie.example; spf=fail"], True),
        (["mx.relais.example; spf=pass smtp.mailfrom=a@autre.example", "mx.relais.example; dmarc=fail"], True),
        (["spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=x; dkim=none; dmarc=fail action=none header.from=x"], True),
        (["mx.relais.example; spf=fail smtp.mailfrom=a@x.example; dkim=fail header.d=x.example"], True),
        (["mx.relais.example; spf=fail; dkim=fail; dkim=pass header.d=region-austrasie.example"], False),
        (["mx.relais.example; spf=fail; dkim=none"], False),
        (["mx.relais.example; dmarc=pass (last hop said dmarc=fail)"], False),
        (["mx.relais.example; dmarc=none", "mx.attaque.example; dmarc=fail"], False),
    ],
)
def test_an_explicit_failure_goes_to_a_person_without_any_configured_server(resultats, dementi, contexte):
    """A pass is still not believed; a failure on top is, and the sentence says why."""
    courriel = message(ANNONCE, Subject="Opération à venir")
    for resultat in resultats:
        courriel["Authentication-Results"] = resultat
    lecture = lire(courriel.as_bytes(policy=SMTP), contexte)
    assert lecture.nature == ("a_trancher" if dementi else "notification")
    assert lecture.authentifie is (False if dementi else None)
    assert ("n’est pas celui qu’il dit" in lecture.raison) is dementi
    assert bool(lecture.operations) is not dementi


def test_a_denied_sender_does_not_answer_for_an_operation(contexte):
    """Not even in the thread of one of our messages."""
    courriel = message(Subject="Re: Faisabilité", In_Reply_To="<connu-1@relais-brielle.example>")
    assert nature(courriel, contexte) == "reponse"
    courriel["Authentication-Results"] = "mx.relais.example; dmarc=fail"
    assert nature(courriel, contexte) == "a_trancher"


def test_a_known_operation_announced_again_says_so(contexte):
    """The proposal carries the reference it belongs to; opening a second operation is not the reader's to do."""
    texte = ANNONCE.replace("RA-2026-0600", "RA-2026-0117")
    lecture = lire(message(texte, Subject="Opération").as_bytes(policy=SMTP), contexte)
    assert (lecture.kind, lecture.rattachee_a) == ("notification", "RA-2026-0117")
    assert "déjà suivie" in lecture.raison


def test_a_contractor_known_to_the_relay_is_never_taken_for_the_owner(contexte):
    """An architect announces for an owner he names, or the owner is asked."""
    architecte = {
        "c.faudune@region-austrasie.example": Expediteur(
            nom="Camille Faudune", organisation="Atelier B", type="maitre_oeuvre"
        )
    }
    lecture = lire(
        message(ANNONCE, Subject="Opération").as_bytes(policy=SMTP), replace(contexte, expediteurs=architecte)
    )
    assert lecture.operations[0].champs.maitre_ouvrage is None
    assert "maitre_ouvrage" in lecture.operations[0].a_saisir


def test_two_senders_wait_for_a_person(contexte):
    """Two From headers, or two addresses in one, are not an honest client's."""
    brut = message(ANNONCE, Subject="Opération").as_bytes(policy=SMTP)
    double = b"From: autre@attaque.example\r\n" + brut
    assert lire(double, contexte).kind == "needs_human"


def test_the_json_document_has_exactly_the_shape_of_the_contract(contexte):
    """`relais courrier lire --json`."""
    document = lire(message(ANNONCE, Subject="Opération").as_bytes(policy=SMTP), contexte).en_json()
    assert set(document) == {"kind", "nature", "operations", "rattachee_a"}
    operation = document["operations"][0]
    assert set(operation) == {"champs", "preuves", "a_saisir"}
    assert set(operation["champs"]) == {
        "intitule",
        "reference",
        "maitre_ouvrage",
        "commune",
        "lots",
        "dates",
        "contact",
    }
    assert operation["champs"]["lots"] == [{"numero": 1, "intitule": "Serrurerie", "montant_ht": "61200.00"}]
    assert operation["preuves"]["lots[1].montant_ht"] == "Lot 1 : Serrurerie - 61 200 € HT"
