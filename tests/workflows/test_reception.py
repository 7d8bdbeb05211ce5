"""The mailbox chain: what arrives, through a folder or a real Dovecot, is stored, understood once, filed."""

from __future__ import annotations

import json

import pytest
from boites_de_reception import recus, references, relever
from operations_en_base import JOUR, Annonce, evenements, inscrire, lots_de, operation, recevoir, semer

from cli.histoire import CHARGEE_DE_MISSION
from metier.courriers import NatureCourrier
from sqlmodel_store.depots import courriers_entrants
from sqlmodel_store.depots.courriers_entrants import Issue
from sqlmodel_store.session import unit_of_work
from workflows.actes import reception
from workflows.actes.reception import rouvrir_les_expediteurs_connus, traiter
from workflows.actes.releve import A_TRANCHER, TRAITES

NOTIFICATIONS = [
    "01-outlook-tableau",
    "02-texte-8859-15",
    "03-transfert-dans-le-corps",
    "04-lots-dans-docx",
    "05-presque-rien",
]
AUTRES = ["06-absence", "07-reponse-de-fil", "08-hostile"]


@pytest.fixture
def exemples(donnees_partagees):
    """The shared notifications, what is expected of each, their senders in the annuaire."""
    racine = donnees_partagees / "notifications"
    attendus = json.loads((racine / "attendus.json").read_text(encoding="utf-8"))
    inscrire(*attendus["annuaire"])
    return {
        nom: ((racine / f"{nom}.eml").read_bytes(), attendus["courriels"][f"{nom}.eml"])
        for nom in NOTIFICATIONS + AUTRES
    }


def test_the_shared_notifications_open_one_operation_each_and_the_others_none(boite, exemples):
    """Five operations with their lots and dates, three mails that open nothing, each filed where its nature says."""
    for octets, _ in exemples.values():
        boite.livrer(octets)
    suites = relever()
    assert [une.nature.value for une in suites].count("notification") == len(NOTIFICATIONS)
    assert len(references()) == len(NOTIFICATIONS)
    assert len(evenements(genre="courriel_recu")) == len(exemples)
    for nom in NOTIFICATIONS:
        (attendue,) = exemples[nom][1]["operations"]
        champs = attendue["champs"]
        if reference := champs.get("reference"):
            montants = {lot["numero"]: lot.get("montant_ht") for lot in champs["lots"]}
            assert {n: str(lot.montant_ht) for n, lot in lots_de(reference).items()} == montants
            assert operation(reference).etape.value == "signalee"
            for date, attendu in champs["dates"].items():
                assert getattr(operation(reference), date).isoformat() == attendu
    assert boite.contenu() == {boite.noms[TRAITES]: 7, boite.noms[A_TRANCHER]: 1}
    rattachee = next(une for une in suites if une.nature is NatureCourrier.REPONSE)
    assert rattachee.reference == exemples["07-reponse-de-fil"][1]["rattachee_a"]


def test_a_region_known_by_the_annuaire_has_no_upstream_part(dossier, exemples):
    """Its operation is followed downstream; a municipality's keeps every mission."""
    for nom in ("01-outlook-tableau", "02-texte-8859-15"):
        dossier.livrer(exemples[nom][0])
    relever()
    assert operation("RA-2026-0117").missions == ["aval_suivi", "bilan"]
    assert operation("VAL-26-31").missions is None


def test_a_second_pass_changes_nothing(boite, annonce):
    """Nothing new, nothing read again, nothing moved."""
    boite.livrer(annonce.octets())
    relever()
    avant, lignes = boite.contenu(), len(evenements())
    assert relever() == []
    assert (boite.contenu(), len(evenements()), references()) == (avant, lignes, [annonce.reference])


def test_the_same_mail_delivered_twice_opens_one_operation(boite, annonce):
    """Another UID or another file, the same content: one row, both filed."""
    boite.livrer(annonce.octets())
    relever()
    boite.livrer(annonce.octets())
    relever()
    assert references() == [annonce.reference]
    assert len(recus()) == 1
    assert boite.contenu()[""] == 0
    assert sum(boite.contenu().values()) == 2


def test_the_same_file_dropped_again_is_filed_away_and_changes_nothing(dossier, annonce):
    """Under the name it had, beside the first."""
    for _ in range(2):
        (dossier.racine / "annonce.eml").write_bytes(annonce.octets())
        relever()
    assert references() == [annonce.reference]
    assert dossier.contenu() == {"traites": 2}
    assert len(evenements(genre="courriel_recu")) == 1


def test_two_copies_that_arrive_together_open_one_operation(imap, annonce):
    """Both are in the mailbox at the first pass."""
    imap.livrer(annonce.octets())
    imap.livrer(annonce.octets())
    relever()
    relever()
    assert (references(), len(recus())) == ([annonce.reference], 1)


def test_a_mailbox_made_again_doubles_nothing(imap, annonce):
    """UIDVALIDITY changed, the mail back in the inbox under another UID: known by its content, filed again."""
    imap.livrer(annonce.octets())
    relever()
    avant = recus()[0].uidvalidity
    imap.serveur.arreter()
    imap.serveur.vider()
    imap.serveur.demarrer()
    imap.livrer(Annonce(JOUR, 19).octets())
    imap.livrer(annonce.octets())
    relever()
    assert sorted(references()) == [annonce.reference, Annonce(JOUR, 19).reference]
    assert {un.uidvalidity for un in recus()} != {avant}
    assert len(recus()) == 2
    assert imap.contenu() == {TRAITES: 2}


def test_a_raw_mail_is_stored_as_it_came(boite, annonce, sur_sqlite):
    """Byte for byte, whatever the server did of it, and unread marks stay."""
    octets = annonce.octets()
    boite.livrer(octets)
    relever()
    assert (sur_sqlite / recus()[0].chemin).read_bytes().replace(b"\r\n", b"\n") == octets.replace(b"\r\n", b"\n")


def test_a_second_announcement_of_a_known_operation_is_attached_not_opened_again(boite, annonce):
    """A person says what changes; the operation keeps what it had."""
    boite.livrer(annonce.octets())
    relever()
    avant = operation(annonce.reference).model_dump()
    boite.livrer(annonce.octets().replace(b"Subject: ", b"Subject: Rappel - "))
    (suite,) = relever()
    assert (suite.nature, suite.reference) == (NatureCourrier.A_TRANCHER, annonce.reference)
    assert "déjà connue" in suite.raison
    assert references() == [annonce.reference]
    assert operation(annonce.reference).model_dump() == avant
    assert boite.contenu()[boite.noms[A_TRANCHER]] == 1


def test_an_announcement_known_by_the_buyer_s_own_reference_is_attached(installation):
    """We gave ours; the buyer writes his."""
    inscrire(CHARGEE_DE_MISSION)
    annonce = Annonce(JOUR)
    notre = semer(reference="R-2026-0001", reference_acheteur=annonce.reference)
    suite = traiter(recevoir(annonce.octets(), installation))
    assert (suite.nature, suite.reference) == (NatureCourrier.A_TRANCHER, notre)


def test_an_operation_without_reference_receives_ours(installation, exemples):
    """R-year-number, one after the other."""
    octets = exemples["05-presque-rien"][0]
    premiere = traiter(recevoir(octets, installation))
    seconde = traiter(recevoir(octets.replace(b"Rombecourt", b"Montrelle"), installation, uid=2))
    assert (premiere.reference, seconde.reference) == ("R-2026-0001", "R-2026-0002")


def test_what_a_mail_says_is_kept_with_its_sentences(installation):
    """The reading is stored, and the contact of the announcement becomes the operation's."""
    inscrire(CHARGEE_DE_MISSION)
    annonce = Annonce(JOUR)
    traiter(recevoir(annonce.octets(), installation))
    (lue,) = json.loads(recus()[0].lecture)["operations"]
    assert "742" in lue["preuves"]["lots[1].montant_ht"]
    assert recus()[0].expediteur == CHARGEE_DE_MISSION["courriel"]


def test_an_announcement_that_waited_is_read_once_its_sender_is_known(sur_sqlite):
    """Putting the sender in the annuaire is the person's decision: the mail need not come twice."""
    annonce = Annonce(JOUR)
    courrier = recevoir(annonce.octets(), sur_sqlite)
    assert traiter(courrier).nature is NatureCourrier.A_TRANCHER
    assert rouvrir_les_expediteurs_connus() == 0
    inscrire(CHARGEE_DE_MISSION)
    assert rouvrir_les_expediteurs_connus() == 1
    assert traiter(courrier).reference == annonce.reference
    assert rouvrir_les_expediteurs_connus() == 0


def test_what_waited_for_another_reason_is_not_read_at_each_look(sur_sqlite, monkeypatch):
    """The sender known all along, the annuaire has nothing to add."""
    inscrire(CHARGEE_DE_MISSION)
    courrier = recevoir(Annonce(JOUR).octets(), sur_sqlite)
    with unit_of_work() as session:
        issue = Issue(nature=NatureCourrier.A_TRANCHER, raison="Le courriel annonce 2 opérations : une personne.")
        assert courriers_entrants.traiter(session, courrier, issue)
    monkeypatch.setattr(reception, "lire", lambda *_: pytest.fail("read again"))
    assert rouvrir_les_expediteurs_connus() == 0
