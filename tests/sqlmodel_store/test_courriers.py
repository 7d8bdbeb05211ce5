"""The ledger of mail: received once, settled once, leased to one sender at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from commande import python
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from metier.courriers import NatureCourrier
from sqlmodel_store.depots import courriers_entrants, courriers_sortants, operations, prise, registre, verdicts
from sqlmodel_store.depots.courriers_entrants import Arrivee, Issue
from sqlmodel_store.depots.courriers_sortants import Lettre
from sqlmodel_store.modeles.courriers import CorpsCourrier, CourrierSortant, EtatEntrant, EtatSortant, MotifRefus
from sqlmodel_store.session import lecture, unit_of_work

BAIL = timedelta(minutes=5)
ARRIVEE = Arrivee(
    boite="clauses@x/INBOX",
    uidvalidity=7,
    uid=10,
    message_id="<a@x.example>",
    sha256="00",
    chemin="courrier/brut/00.eml",
    recu_le=datetime(2026, 10, 5, tzinfo=UTC),
)
ISSUE = Issue(nature=NatureCourrier.NOTIFICATION, raison="Une opération est annoncée.")


def lettre(rang: int) -> Lettre:
    return Lettre(
        cle=f"c0/R-2026-{rang:04d}",
        destinataire="a@ville.example",
        message_id=f"<{rang}@relais.example>",
        objet="Réponse",
        corps=b"Subject: x\r\n\r\n\xe9",
    )


def deposer(base, *rangs):
    with unit_of_work(base) as session:
        return [courriers_sortants.deposer(session, lettre(rang)) for rang in rangs]


def prendre(base, par="a", **options):
    with unit_of_work(base) as session:
        return prise.prendre_a_envoyer(session, par, bail=BAIL, **options)


def etat(base, numero=1):
    with lecture(base) as session:
        return session.get_one(CourrierSortant, numero)


def enregistrer(base, arrivee):
    with unit_of_work(base) as session:
        courrier, nouveau = courriers_entrants.enregistrer(session, arrivee)
        return courrier.id, nouveau


@pytest.mark.parametrize(
    ("autre", "nouveau"),
    [
        pytest.param({}, False, id="the same place"),
        pytest.param({"sha256": "11"}, False, id="the same place, whatever is there"),
        pytest.param({"uid": 11}, False, id="the same content at another place"),
        pytest.param({"uidvalidity": 8, "uid": 1}, False, id="the same content in a rebuilt mailbox"),
        pytest.param({"boite": "b", "uid": 1}, False, id="the same content in another mailbox"),
        pytest.param({"uid": 11, "sha256": "11"}, True, id="another content under the same Message-ID"),
        pytest.param({"uid": 11, "message_id": "<b@x.example>"}, True, id="another Message-ID"),
        pytest.param({"uid": 11, "message_id": None}, True, id="no Message-ID"),
    ],
)
def test_a_mail_is_stored_once(base, autre, nouveau):
    premier, _ = enregistrer(base, ARRIVEE)
    second, est_nouveau = enregistrer(base, replace(ARRIVEE, **autre))
    assert est_nouveau is nouveau
    assert (second != premier) is nouveau


def test_the_numbers_of_a_mailbox_may_take_all_their_room(base):
    """UIDVALIDITY and UID are unsigned numbers of 32 bits."""
    enregistrer(base, replace(ARRIVEE, uidvalidity=2**32 - 1, uid=2**32 - 1))
    with lecture(base) as session:
        assert courriers_entrants.curseur(session, ARRIVEE.boite) == (2**32 - 1, 2**32 - 1)


def test_without_a_message_id_the_content_tells(base):
    sans = replace(ARRIVEE, message_id=None)
    assert enregistrer(base, sans)[1] is True
    assert enregistrer(base, replace(sans, uid=11))[1] is False


def test_the_cursor_follows_a_mail_that_moved(base):
    """Seen again further on, a known mail takes the cursor there, so that it is not fetched for ever."""
    enregistrer(base, ARRIVEE)
    enregistrer(base, replace(ARRIVEE, uid=25))
    with lecture(base) as session:
        assert courriers_entrants.curseur(session, ARRIVEE.boite) == (7, 25)
        assert courriers_entrants.curseur(session, "autre") is None
    enregistrer(base, replace(ARRIVEE, uidvalidity=9, uid=2))
    with lecture(base) as session:
        assert courriers_entrants.curseur(session, ARRIVEE.boite) == (9, 2)


def test_the_cursor_follows_the_server_whatever_its_numbers(base):
    """A mailbox rebuilt may count from lower; a late copy does not take it back."""
    enregistrer(base, replace(ARRIVEE, uidvalidity=9, uid=40))
    enregistrer(base, replace(ARRIVEE, uidvalidity=3, uid=4, sha256="11"))
    with lecture(base) as session:
        assert courriers_entrants.curseur(session, ARRIVEE.boite) == (3, 4)
    enregistrer(base, replace(ARRIVEE, uidvalidity=3, uid=2, sha256="22"))
    with lecture(base) as session:
        assert courriers_entrants.curseur(session, ARRIVEE.boite) == (3, 4)


def test_another_mailbox_takes_over_the_mails_of_the_former(base):
    """The relay changed its provider and brought its mail: each is known, and the new mailbox has its cursor."""
    numero, _ = enregistrer(base, ARRIVEE)
    suivi = replace(ARRIVEE, boite="autre", uid=3)
    assert enregistrer(base, suivi) == (numero, False)
    with lecture(base) as session:
        assert courriers_entrants.curseur(session, "autre") == (7, 3)
        assert [un.boite for un in courriers_entrants.lister(session)] == ["autre"]


@pytest.mark.parametrize(
    ("autre", "nouveau"),
    [
        pytest.param({"sha256": "11", "empreinte": "e"}, False, id="the same words by another way"),
        pytest.param({"sha256": "11", "empreinte": "f"}, True, id="other words"),
        pytest.param({"sha256": "11", "empreinte": "e", "message_id": "<b@x.example>"}, True, id="another Message-ID"),
    ],
)
def test_the_same_words_are_the_same_mail(base, autre, nouveau):
    enregistrer(base, replace(ARRIVEE, empreinte="e"))
    assert enregistrer(base, replace(ARRIVEE, uid=11, **autre))[1] is nouveau


def test_two_copies_that_wait_together_are_told(base):
    """So that both leave the mailbox; a copy that was filed is no longer there."""
    numero, _ = enregistrer(base, ARRIVEE)
    seconde = replace(ARRIVEE, uid=11)
    with lecture(base) as session:
        assert courriers_entrants.double(session, seconde) == 10
        assert courriers_entrants.double(session, ARRIVEE) is None
        assert courriers_entrants.double(session, replace(seconde, uidvalidity=8)) is None
    with unit_of_work(base) as session:
        courriers_entrants.marquer_classe(session, numero)
    with lecture(base) as session:
        assert courriers_entrants.double(session, seconde) is None


def test_refusals_are_counted_until_a_message_comes(base):
    """Each in its own transaction: a watcher that dies goes on counting."""
    for attendu in (1, 2, 3):
        with unit_of_work(base) as session:
            assert courriers_entrants.refuser(session, ARRIVEE.boite, 7) == attendu
    with lecture(base) as session:
        assert courriers_entrants.curseur(session, ARRIVEE.boite) == (7, 0)
    enregistrer(base, ARRIVEE)
    with unit_of_work(base) as session:
        assert courriers_entrants.refuser(session, ARRIVEE.boite, 7) == 1


def test_a_mail_is_settled_once(base):
    """The second verdict changes nothing: neither nature nor state."""
    numero, _ = enregistrer(base, ARRIVEE)
    with unit_of_work(base) as session:
        assert [courriers_entrants.essayer(session, numero) for _ in range(3)] == [1, 2, 3]
        assert courriers_entrants.traiter(session, numero, ISSUE) is True
        assert courriers_entrants.traiter(session, numero, ISSUE) is False
        assert courriers_entrants.quarantaine(session, numero, "Illisible.") is False
    with lecture(base) as session:
        (regle,) = courriers_entrants.lister(session)
        assert courriers_entrants.a_traiter(session) == []
        assert courriers_entrants.de_nature(session, {NatureCourrier.NOTIFICATION}) == [regle]
    assert (regle.etat, regle.nature, regle.essais) == (EtatEntrant.TRAITE, NatureCourrier.NOTIFICATION, 3)
    assert regle.traite_le


def test_what_is_settled_is_shown_in_the_mailbox_once(base):
    """A mail put back by a person is shown again where it belongs."""
    numero, _ = enregistrer(base, ARRIVEE)
    with unit_of_work(base) as session:
        assert courriers_entrants.a_classer(session, ARRIVEE.boite, 7) == []
        courriers_entrants.quarantaine(session, numero, "Illisible.")
    with unit_of_work(base) as session:
        assert [un.id for un in courriers_entrants.a_classer(session, ARRIVEE.boite, 7)] == [numero]
        courriers_entrants.marquer_classe(session, numero)
    with lecture(base) as session:
        assert courriers_entrants.a_classer(session, ARRIVEE.boite, 7) == []
    enregistrer(base, replace(ARRIVEE, uid=30))
    with lecture(base) as session:
        assert [un.id for un in courriers_entrants.a_classer(session, ARRIVEE.boite, 7)] == [numero]


def test_the_same_key_is_put_once(base):
    """Putting a mail again changes nothing, not even its bytes."""
    assert deposer(base, 1, 1) == [True, False]
    with unit_of_work(base) as session:
        assert courriers_sortants.deposer(session, replace(lettre(1), corps=b"autre")) is False
    with lecture(base) as session:
        assert registre.octets(session, 1) == lettre(1).corps


def test_a_body_that_several_receive_is_kept_once(base):
    """Until the last mail that needs it is purged; a key that was there already leaves nothing behind."""
    commun = b"Content-Type: text/plain\r\n\r\nbonjour"
    with unit_of_work(base) as session:
        for rang in (1, 2):
            une = replace(lettre(rang), entetes=f"To: {rang}\r\n".encode(), corps=commun)
            assert courriers_sortants.deposer(session, une)
        assert courriers_sortants.deposer(session, replace(lettre(1), corps=b"jamais")) is False
        assert [registre.octets(session, rang) for rang in (1, 2)] == [
            f"To: {rang}\r\n".encode() + commun for rang in (1, 2)
        ]
    for rang, restants in ((1, 1), (2, 0)):
        prendre(base)
        with unit_of_work(base) as session:
            verdicts.marquer_envoye(session, rang, "a", reponse="250")
            assert registre.purger(session, rang, date(2026, 10, 5)) is True
            assert registre.octets(session, rang) == b""
            assert len(session.exec(select(CorpsCourrier)).all()) == restants


def test_two_mails_never_share_a_message_id(base):
    deposer(base, 1)
    with pytest.raises(IntegrityError), unit_of_work(base) as session:
        courriers_sortants.deposer(session, replace(lettre(1), cle="autre"))


def test_a_mail_is_leased_before_it_is_sent(base):
    """`en_cours`, counted, held by its sender; nobody else gets it."""
    deposer(base, 1)
    pris = prendre(base)
    assert pris
    assert pris.essais == 1
    assert (etat(base).etat, etat(base).bail_par) == (EtatSortant.EN_COURS, "a")
    assert prendre(base, "b") is None
    with unit_of_work(base) as session:
        assert verdicts.marquer_envoye(session, 1, "b", reponse="250") is False
        assert verdicts.marquer_envoye(session, 1, "a", reponse="250 2.0.0 queued") is True
        assert verdicts.marquer_refuse(session, 1, "a", reponse="550", motif=MotifRefus.CONTENU) is False
    envoye = etat(base)
    assert (envoye.etat, envoye.reponse, envoye.bail_par) == (EtatSortant.ENVOYE, "250 2.0.0 queued", None)
    assert envoye.envoye_le


def test_the_oldest_due_goes_first_and_what_was_put_back_waits(base):
    deposer(base, 1, 2)
    assert prendre(base).cle == lettre(1).cle
    with unit_of_work(base) as session:
        verdicts.marquer_a_reessayer(session, 1, "a", reponse="450", dans=timedelta(hours=1))
    assert prendre(base).cle == lettre(2).cle
    assert prendre(base) is None
    assert prendre(base, echu_a=datetime.now(UTC) + timedelta(hours=2)).essais == 2


EXPEDITEUR = """
import sys
from datetime import timedelta
from sqlmodel_store.depots import prise, verdicts
from sqlmodel_store.session import unit_of_work
while True:
    with unit_of_work(sys.argv[1]) as session:
        courrier = prise.prendre_a_envoyer(session, sys.argv[2], bail=timedelta(minutes=5))
    if courrier is None:
        break
    with unit_of_work(sys.argv[1]) as session:
        verdicts.marquer_envoye(session, courrier.id, sys.argv[2], reponse="250")
    print(courrier.id)
"""


def test_two_senders_never_take_the_same_mail(base):
    """Sixty mails, three processes: each mail to exactly one of them, attempted once."""
    deposer(base, *range(1, 61))
    processus = [python(EXPEDITEUR, base, nom) for nom in ("a", "b", "c")]
    pris = [un.communicate(timeout=120)[0].split() for un in processus]
    assert [un.returncode for un in processus] == [0, 0, 0]
    assert sorted(int(numero) for liste in pris for numero in liste) == list(range(1, 61))
    with lecture(base) as session:
        assert {un.essais for un in courriers_sortants.lister(session, etats=[EtatSortant.ENVOYE])} == {1}


def test_a_thread_leads_to_its_operation(base):
    """By what we sent, or by what we received and attached; nothing for unknown identifiers."""
    with unit_of_work(base) as session:
        premiere = operations.creer(session, "R-2026-0001", le=date(2026, 10, 5))
        seconde = operations.creer(session, "R-2026-0002", le=date(2026, 10, 5))
        courriers_sortants.deposer(session, replace(lettre(1), operation_id=premiere.id))
        recu, _ = courriers_entrants.enregistrer(session, ARRIVEE)
        courriers_entrants.traiter(session, recu.id, replace(ISSUE, operation_id=seconde.id))
    with lecture(base) as session:
        assert courriers_sortants.operation_du_fil(session, ["<x@y>", "<1@relais.example>"]) == premiere.id
        assert courriers_sortants.operation_du_fil(session, ["<a@x.example>"]) == seconde.id
        assert courriers_sortants.operation_du_fil(session, ["<x@y>"]) is None
        assert courriers_sortants.message_ids(session) == {"<1@relais.example>"}
