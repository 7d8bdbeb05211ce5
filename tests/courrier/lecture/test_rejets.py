"""What a report of non-delivery says of each recipient (RFC 3464, RFC 3463)."""

from __future__ import annotations

import pytest

from courrier.lecture.demontage import ouvrir
from courrier.lecture.rejets import lire_avis

RAPPORT = (
    "From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n{groupes}\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <m1@relais.example>\r\nX-Relais-Cle: essai:1\r\n\r\nx\r\n"
    "--b--\r\n"
)


def avis(*groupes):
    return lire_avis(ouvrir(RAPPORT.format(groupes="\r\n\r\n".join(groupes)).encode()))


def groupe(action="failed", statut="5.1.1", diagnostic="smtp; 550 no", adresse="X@Y.example"):
    return (
        f"Final-Recipient: rfc822; {adresse}\r\nAction: {action}\r\nStatus: {statut}\r\nDiagnostic-Code: {diagnostic}"
    )


@pytest.mark.parametrize(
    ("statut", "fautive"),
    [
        ("5.1.1", True),
        ("5.1.10", True),
        ("5.2.1", True),
        ("5.2.2", False),  # over SMTP the same 552 5.2.2 is temporary
        ("5.2.3", False),
        ("5.4.4", True),
        ("5.0.0", True),
        ("5.3.4", False),
        ("5.6.0", False),
        ("5.7.1", False),
        ("4.4.7", False),
        ("", True),
    ],
)
def test_only_addressing_mailbox_and_routing_accuse_the_address(statut, fautive):
    """Content and policy accuse the message; what was given up after delays accuses nobody."""
    (echec,) = avis(groupe(statut=statut)).echecs
    assert (echec.adresse, echec.definitif, echec.adresse_fautive) == ("x@y.example", True, fautive)


def test_each_recipient_has_its_own_fate():
    lu = avis(groupe(), groupe("delayed", "4.2.2", adresse="z@y.example"), groupe("delivered", "2.0.0"))
    assert [(un.adresse, un.definitif) for un in lu.echecs] == [("x@y.example", True), ("z@y.example", False)]
    assert (lu.message_ids, lu.cles) == (("<m1@relais.example>",), ("essai:1",))


@pytest.mark.parametrize(
    ("finale", "attendue"),
    [("rfc822; perso@ailleurs.example", "perso@ailleurs.example"), ("x400; /CN=X/", "achats@ville.example")],
    ids=["forwarded", "no address"],
)
def test_what_failed_is_where_the_mail_ended_up(finale, attendue):
    """Forwarded elsewhere by its recipient, whose own address is right."""
    (echec,) = avis(
        f"Original-Recipient: rfc822; achats@ville.example\r\nFinal-Recipient: {finale}\r\n"
        "Action: failed\r\nStatus: 5.1.1"
    ).echecs
    assert echec.adresse == attendue


def test_the_report_s_own_identifier_is_not_that_of_what_comes_back():
    octets = (
        b"Message-ID: <b@mx.example>\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: failure notice\r\n\r\nSorry.\r\n"
    )
    assert lire_avis(ouvrir(octets)).message_ids == ()


def test_a_diagnostic_is_one_line_without_controls():
    (echec,) = avis(groupe(diagnostic="smtp; 550\x1b[31m no\r\n  such   user")).echecs
    assert echec.raison == "550[31m no such user"
