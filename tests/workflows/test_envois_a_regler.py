"""Mails that left badly, or not at all: told on the work list, settled by a person, and then no more told."""

from __future__ import annotations

from datetime import date, timedelta
from email import message_from_bytes

import pytest
from boite_d_envoi import A_ENVOYER, ENVOYE, INCERTAIN, REFUSE, antidater, etats, expediteur, poster, sortants
from operations_en_base import RELAIS
from service_de_test import jusqu_a

from cli.__main__ import principal
from metier.acteurs import RoleContact
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import adresses_en_cause, operations, suspensions
from sqlmodel_store.modeles.acteurs import Contact
from sqlmodel_store.modeles.courriers import CourrierSortant
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.decisions_envoi import Decision, lever_adresse, remplacer_adresse, trancher
from workflows.actes.expedition import expedier
from workflows.actes.rapprochement import restes
from workflows.actes.situation import du_jour, montrer

INCONNU = "550 5.1.1 unknown user"


def libelles():
    with lecture() as session:
        return [action.libelle for action in du_jour(session)]


def rattacher(numero, reference="R-2026-0001"):
    """The mail, and a contact at its address, belong to an operation."""
    with unit_of_work() as session:
        operation = operations.creer(session, reference, le=date(2026, 9, 1))
        courrier = session.get_one(CourrierSortant, numero)
        courrier.operation_id = operation.id
        session.add(
            Contact(operation_id=operation.id, rang=1, role=RoleContact.MAITRE_OUVRAGE, courriel=courrier.destinataire)
        )


def test_an_address_refused_is_written_to_no_more(par_smtp):
    """The mail is refused, those that follow are kept and told; nothing is due for the service."""
    poster(1)
    rattacher(1)
    par_smtp.facteur.rcpt.append(INCONNU)
    assert dict(expedier()) == {REFUSE: 1}
    poster(1, genre="suite")
    assert expedier() == {}
    assert not restes().envois
    assert etats() == [REFUSE, A_ENVOYER]
    with lecture() as session:
        (action,) = [une for une in montrer(session, "R-2026-0001")["actions"] if "Mauvais contact" in une["libelle"]]
    assert INCONNU in action["libelle"]
    assert (action["qui"], bool(action["avant_le"])) == ("facilitateur", True)
    assert any("Mauvais contact" in libelle and "un courriel non remis" in libelle for libelle in libelles())


def test_an_address_lifted_receives_what_was_kept(par_smtp):
    """The refused one too, which it never received; nobody is told any more."""
    poster(1)
    par_smtp.facteur.rcpt.append(INCONNU)
    expedier()
    poster(1, genre="suite")
    lever_adresse("D1@acheteur.example", acteur="essai")
    assert libelles() == []
    assert dict(expedier()) == {ENVOYE: 2}
    assert len(par_smtp.facteur.recus) == 2


def test_an_address_corrected_receives_what_was_kept_and_operations_know_it(par_smtp):
    """Another recipient is another mail: its key and Message-ID are others, its content the same."""
    poster(1)
    rattacher(1)
    par_smtp.facteur.rcpt.append(INCONNU)
    expedier()
    assert remplacer_adresse("d1@acheteur.example", "marches@acheteur.example", acteur="essai") == (1, 1)
    assert not any("Mauvais contact" in libelle for libelle in libelles())
    assert dict(expedier()) == {ENVOYE: 1}
    (recu,) = par_smtp.facteur.recus
    premier, second = sortants()
    lu = message_from_bytes(recu.octets)
    assert (recu.destinataires, lu["To"]) == (["marches@acheteur.example"], "marches@acheteur.example")
    assert (lu["Message-ID"], lu["X-Relais-Cle"]) == (second.message_id, second.cle)
    assert premier.message_id != second.message_id
    assert second.octets.partition(b"\r\n\r\n")[2] == premier.octets.partition(b"\r\n\r\n")[2]
    with lecture() as session:
        assert list(adresses_en_cause.toutes(session)) == ["d1@acheteur.example"]
        assert session.get_one(Contact, 1).courriel == "marches@acheteur.example"


@pytest.mark.parametrize(
    ("commande", "reponse", "attendu"),
    [
        pytest.param("data", "554 5.7.1 spam", "Message refusé pour d1@acheteur.example", id="content refused"),
        pytest.param("data", "couper", "Vérifier si « Essai 1 » est parti pour d1@acheteur.example", id="doubt"),
    ],
)
def test_what_a_person_must_see_is_told_with_the_command_that_settles_it(par_smtp, commande, reponse, attendu):
    poster(1)
    getattr(par_smtp.facteur, commande).append(reponse)
    expedier()
    (libelle,) = libelles()
    assert libelle.replace("\u00a0", " ").replace("\u202f", " ").startswith(attendu)
    assert "relais courrier trancher essai:1 " in libelle


def test_a_mail_given_up_is_an_alert_until_somebody_deals_with_it(par_smtp):
    poster(1)
    par_smtp.facteur.rcpt.extend(["450 4.7.1 later"] * 2)
    expedier()
    antidater(differe_depuis=timedelta(days=4), prochain_essai=timedelta(days=4))
    expedier()
    (libelle,) = libelles()
    assert libelle.startswith("Alerte, courriel non remis à d1@acheteur.example")
    trancher(["essai:1"], Decision.CLASSER, acteur="essai")
    assert libelles() == []
    assert etats() == [REFUSE]


def test_many_doubts_are_one_line(par_smtp):
    poster(1, 2, 3, 4)
    par_smtp.facteur.data.extend(["couper"] * 4)
    expedier()
    assert len(libelles()) == 1
    assert "4 envois incertains" in libelles()[0]


@pytest.mark.parametrize(
    ("decision", "etat", "remises"), [(Decision.ENVOYE, ENVOYE, 1), (Decision.RENVOYER, ENVOYE, 2)]
)
def test_a_person_settles_a_doubt(par_smtp, decision, etat, remises):
    """It left: never sent again; it did not: the same bytes again. Once."""
    poster(1)
    par_smtp.facteur.data.append("couper")
    expedier()
    trancher(["essai:1"], decision, acteur="essai")
    expedier()
    assert etats() == [etat]
    assert len(par_smtp.facteur.recus) == remises
    assert len({un.octets for un in par_smtp.facteur.recus}) == 1
    with pytest.raises(FauteDeSaisie, match="il ne peut pas être"):
        trancher(["essai:1"], decision, acteur="essai")


def test_a_decision_is_all_or_nothing(par_smtp):
    """An unknown key: none is settled."""
    poster(1)
    par_smtp.facteur.data.append("couper")
    expedier()
    with pytest.raises(FauteDeSaisie, match="essai:9"):
        trancher(["essai:1", "essai:9"], Decision.ENVOYE, acteur="essai")
    assert etats() == [INCERTAIN]


def test_sending_suspended_is_told_and_ends_at_the_first_success(par_smtp):
    """Other rounds respect it, a person may try at once, and each failure makes the pause longer."""
    poster(1, 2)
    par_smtp.facteur.mail.extend(["421 4.3.2 closing"] * 2)
    with pytest.raises(PanneExterne):
        expedier()
    assert not restes().envois
    with pytest.raises(PanneExterne, match="Envoi suspendu"):
        expedier()
    assert [un.essais for un in sortants()] == [0, 0]
    assert libelles()[0].startswith("Envoi suspendu, rien n’est perdu")
    with pytest.raises(PanneExterne):
        expedier(tout_de_suite=True)
    with lecture() as session:
        suspension = suspensions.actuelle(session)
    assert suspension.echecs == 2
    assert 500 < (suspension.jusqua - sortants()[0].dernier_essai).total_seconds() < 660
    assert dict(expedier(tout_de_suite=True)) == {ENVOYE: 2}
    assert libelles() == []
    assert par_smtp.facteur.recus[0].expediteur == RELAIS


def test_a_sender_killed_while_it_tries_does_not_stop_the_others(par_smtp):
    """A suspended server is tried by one sender at a time; one that is gone is not waited for."""
    poster(1, 2)
    par_smtp.facteur.mail.append("421 4.3.2 closing")
    with pytest.raises(PanneExterne):
        expedier()
    par_smtp.facteur.data.append(par_smtp.facteur.TAIRE)
    envoi = expediteur()
    jusqu_a(lambda: par_smtp.facteur.recus, 30)
    with pytest.raises(PanneExterne):
        expedier()
    envoi.kill()
    envoi.communicate()
    assert dict(expedier()) == {ENVOYE: 1}
    assert etats() == [ENVOYE, INCERTAIN]


def test_an_outage_is_taken_off_the_days_of_a_mail_put_off(par_smtp):
    """Put off once, then five days without a server: it is not given up at the next delay."""
    poster(1)
    par_smtp.facteur.rcpt.append("450 4.7.1 later")
    expedier()
    antidater(prochain_essai=timedelta(days=1))
    par_smtp.facteur.mail.append("421 4.3.2 closing")
    with pytest.raises(PanneExterne):
        expedier()
    antidater(differe_depuis=timedelta(days=5))
    with unit_of_work() as session:
        suspension = suspensions.actuelle(session)
        suspension.depuis -= timedelta(days=5)
    par_smtp.facteur.rcpt.append("450 4.7.1 later")
    assert dict(expedier(tout_de_suite=True)) == {A_ENVOYER: 1}


def test_a_person_settles_doubts_and_addresses_from_the_command_line(par_smtp, capsys):
    """Each gesture says what it did; what makes no sense is refused in one sentence."""
    poster(1, 2, 3)
    par_smtp.facteur.rcpt.append("550 5.1.1 unknown user")
    par_smtp.facteur.data.extend(["couper", "couper"])
    assert principal(["courrier", "expedier"]) == 0
    capsys.readouterr()
    for arguments, attendu in (
        (["trancher", "essai:2"], "une décision et une seule"),
        (["trancher", "--envoye"], "les clés des courriels"),
        (["trancher", "essai:9", "--envoye"], "aucun courriel sortant ne porte cette clé"),
        (["trancher", "essai:1", "--renvoyer"], "est en cause"),
        (["adresse", "d1@acheteur.example"], "--lever"),
        (["adresse", "d2@acheteur.example", "--lever"], "n’est pas en cause"),
        (["adresse", "d1@acheteur.example", "--remplacer", "sans arobase"], "n’est pas une adresse"),
    ):
        assert principal(["courrier", *arguments]) == 2
        assert attendu in capsys.readouterr().err
    assert principal(["courrier", "etat"]) == 0
    assert "essai:2" in capsys.readouterr().out
    assert principal(["courrier", "trancher", "--tous", "--envoye"]) == 0
    assert "2 courriel(s)" in capsys.readouterr().out
    assert principal(["courrier", "adresse", "d1@acheteur.example", "--remplacer", "m@acheteur.example"]) == 0
    assert principal(["courrier", "expedier"]) == 0
    assert [un.etat.value for un in sortants()] == ["refuse", "envoye", "envoye", "envoye"]
