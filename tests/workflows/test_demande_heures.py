"""The hours of a month asked once of each who declares, on the working day that was set, whatever was missed."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from email import message_from_bytes, policy
from threading import Thread

import pytest
from mois_a_declarer import (
    BATI,
    GEIQ,
    TREMPLIN,
    charger,
    contrat,
    dossier,
    heures,
    multiplier,
    numero,
    partis,
)
from operations_en_base import inscrire
from sqlalchemy import event

from config.settings import get_settings
from echanges.releve import lire_releve
from metier.periodes import Mois
from sqlmodel_store.depots import operations, releves_attendus
from sqlmodel_store.depots.relances import RelancePosee
from sqlmodel_store.modeles.suivi import MoisClos
from sqlmodel_store.session import get_engine, lecture, unit_of_work
from workflows.actes.demande_heures import calendrier, demande
from workflows.actes.demande_heures.attentes import _relance, des_releves
from workflows.actes.demande_heures.declarants import repartir
from workflows.actes.demande_heures.demande import DEMANDES

NOVEMBRE = Mois(2026, 11)
PREMIER_JOUR = date(2026, 12, 1)


def demander(jour=PREMIER_JOUR):
    """What is due that day, done."""
    with lecture() as session:
        cles = DEMANDES.dues(session, jour)
    if cles:
        DEMANDES.faire(cles, jour)
    return cles


def lu(courrier):
    return message_from_bytes(courrier.octets, policy=policy.default)


def texte(courrier):
    return lu(courrier).get_body(("plain",)).get_content().replace("\u00a0", " ").replace("\r\n", "\n")


@pytest.fixture
def en_decembre(sur_sqlite, regler):
    regler(DATE=PREMIER_JOUR.isoformat())
    return sur_sqlite


@pytest.mark.parametrize(
    ("mois", "jour"),
    [
        pytest.param(Mois(2026, 11), date(2026, 12, 1), id="an ordinary first day"),
        pytest.param(Mois(2026, 10), date(2026, 11, 2), id="after All Saints and a Sunday"),
        pytest.param(Mois(2026, 12), date(2027, 1, 4), id="after New Year and a week-end"),
        pytest.param(Mois(2026, 4), date(2026, 5, 4), id="after the first of May"),
    ],
)
def test_hours_are_asked_for_on_the_first_working_day_of_the_next_month(mois, jour):
    assert calendrier.jour_de_la_demande(mois) == jour
    assert calendrier.mois_demande(jour) == mois
    assert calendrier.mois_demande(jour.replace(day=jour.day - 1) if jour.day > 1 else mois.fin) < mois


def test_each_who_declares_gets_one_mail_for_all_their_lots_and_operations(installation, regler):
    """A structure with two operations, a company with one: two mails, the spreadsheets of each lot attached."""
    regler(DATE=PREMIER_JOUR.isoformat())
    charger(dossier(), dossier("2026-GYM-002", contrats=[contrat("k1"), contrat("k9", lot=2)]))
    demander()
    mails = {un.destinataire: un for un in partis("demande_heures:2026-11:")}
    assert set(mails) == {TREMPLIN, BATI}
    dit = texte(mails[TREMPLIN])
    assert "2026-ECO-001" in dit
    assert "2026-GYM-002" in dit
    identites = {lire_releve(un.get_content()).identite for un in lu(mails[TREMPLIN]).iter_attachments()}
    assert {(un.operation, un.lot) for un in identites} == {
        ("2026-ECO-001", 1),
        ("2026-GYM-002", 1),
        ("2026-GYM-002", 2),
    }
    assert "avant le 8 décembre 2026" in lu(mails[TREMPLIN])["Subject"].replace("\u00a0", " ")


def test_the_mail_names_nobody_and_says_what_is_expected(en_decembre):
    charger(dossier())
    demander()
    for courrier in partis():
        dit = texte(courrier)
        assert "Quermeur" not in dit
        assert "Élodie" not in dit
        for attendu in ("/declaration/", "Rien ce mois-ci", "Avant le : 8 décembre 2026", "Votre contact"):
            assert attendu in dit


def test_the_same_day_twice_or_another_day_asks_nothing_more(en_decembre):
    charger(dossier())
    assert len(demander()) == 2
    assert demander() == []
    assert demander(date(2026, 12, 9)) == []
    assert len(partis()) == 2


@pytest.mark.parametrize("jour", [date(2026, 12, 4), date(2026, 12, 31)])
def test_a_machine_that_was_off_asks_on_its_return_for_the_right_month(sur_sqlite, regler, jour):
    regler(DATE=jour.isoformat())
    charger(dossier())
    assert {cle.rsplit(":", 1)[0] for cle in demander(jour)} == {"demande_heures:2026-11"}


def test_after_a_longer_absence_the_months_missed_are_called_for_in_the_same_mail(sur_sqlite, regler):
    regler(DATE="2026-11-16")
    charger(dossier())
    regler(DATE="2027-01-11")
    demander(date(2027, 1, 11))
    (courrier,) = partis(f"demande_heures:2026-12:{TREMPLIN}")
    assert "novembre 2026" in texte(courrier)
    assert len(partis()) == 2


def test_nothing_is_asked_of_whoever_declared_everything(en_decembre):
    """Even zero hours are a declaration."""
    charger(dossier(heures=[heures("k1", "2026-11", "0")]))
    demander()
    assert [un.destinataire for un in partis()] == [BATI]


def test_what_is_declared_in_part_is_still_asked_for(en_decembre):
    charger(dossier(contrats=[contrat("k1"), contrat("k2")], heures=[heures("k1", "2026-11")]))
    demander()
    (courrier,) = partis()
    assert "2 contrats, dont 1 déjà déclaré" in texte(courrier)


@pytest.mark.parametrize(
    "changement",
    [
        pytest.param({"etape": "demarrage"}, id="not begun"),
        pytest.param({"etape": "bilan"}, id="over"),
        pytest.param({"contrats": [contrat("k1", debut="2026-12-01")]}, id="later"),
        pytest.param({"contrats": [contrat("k1", debut="2026-10-01", fin="2026-10-30")]}, id="ended"),
    ],
)
def test_nothing_is_asked_where_nobody_works_that_month(en_decembre, changement):
    charger(dossier(**changement))
    assert demander() == []


def test_nothing_is_asked_for_a_closed_month(en_decembre):
    charger(dossier())
    with unit_of_work() as session:
        session.add(MoisClos(operation_id=numero("2026-ECO-001"), mois="2026-11", clos_le=PREMIER_JOUR, par="essai"))
    assert demander() == []


def test_a_structure_is_found_by_its_name_among_contacts_then_in_the_annuaire(en_decembre):
    sans = {"contacts": [{"organisation": "GEIQ du Val", "role": "siae", "courriel": GEIQ}]}
    charger(dossier(contrats=[contrat("k1", "geiq du val"), contrat("k2", "Régie des Quartiers")], **sans))
    inscrire({"organisation": "Régie des quartiers", "courriel": "Accueil@Regie.example"})
    demander()
    assert {un.destinataire for un in partis()} == {GEIQ, "accueil@regie.example"}


def test_an_employer_without_address_waits_for_the_facilitateur(en_decembre):
    charger(dossier(contrats=[contrat("k1", "Inconnue de tous")]))
    assert demander() == []
    with lecture() as session:
        (action,) = des_releves(session, operations.lister(session))
    assert action.libelle.startswith("Adresse manquante\u00a0: Inconnue de tous")
    assert action.qui == "facilitateur"
    assert action.avant_le == date(2026, 12, 8)
    inscrire({"organisation": "Inconnue de tous", "courriel": "trouvee@siae.example"})
    assert demander() == ["demande_heures:2026-11:trouvee@siae.example"]


def test_a_statement_not_received_waits_for_its_employer_since_the_request(en_decembre):
    charger(dossier())
    demander()
    with lecture() as session:
        actions = {une.qui: une for une in des_releves(session, operations.lister(session))}
    assert set(actions) == {"Bâti", "Tremplin ETTI"}
    attendue = actions["Tremplin ETTI"]
    assert attendue.libelle == "Déclarer les heures de novembre\u00a02026, lot 1"
    assert (attendue.depuis, attendue.avant_le) == (PREMIER_JOUR, date(2026, 12, 8))


@contextmanager
def ordres_comptes():
    ordres = []
    moteur = get_engine(get_settings().base)

    def noter(_connexion, _curseur, ordre, *_suite):
        ordres.append(ordre)

    event.listen(moteur, "before_cursor_execute", noter)
    try:
        yield ordres
    finally:
        event.remove(moteur, "before_cursor_execute", noter)


def comptes():
    with ordres_comptes() as ordres, lecture() as session:
        attendus = releves_attendus.attendus(session, [NOVEMBRE])
        repartir(session, [NOVEMBRE])
        DEMANDES.dues(session, PREMIER_JOUR)
        des_releves(session, operations.lister(session))
    return len(attendus), len(ordres)


def test_as_many_statements_for_ten_operations_as_for_a_thousand(en_decembre):
    charger(*(dossier(f"2026-OP-{rang}") for rang in range(10)))
    dix, ordres_de_dix = comptes()
    multiplier(100)
    mille, ordres_de_mille = comptes()
    assert (dix, mille) == (20, 2000)
    assert ordres_de_dix == ordres_de_mille


def test_processes_that_ask_at_the_same_time_write_to_each_once(en_decembre):
    charger(*(dossier(f"2026-OP-{rang}") for rang in range(3)))
    with lecture() as session:
        cles = DEMANDES.dues(session, PREMIER_JOUR)
    fils = [Thread(target=DEMANDES.faire, args=(cles, PREMIER_JOUR)) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(un.destinataire for un in partis()) == [TREMPLIN, BATI]


def test_what_was_done_before_the_relay_followed_the_operation_is_not_called_for(sur_sqlite, regler):
    """A dossier taken over: the month before only, not the whole past."""
    regler(DATE="2027-01-11")
    charger(dossier())
    demander(date(2027, 1, 11))
    (courrier,) = partis(f"demande_heures:2026-12:{TREMPLIN}")
    assert "novembre 2026" not in texte(courrier)


def test_what_an_interruption_left_undone_is_done_by_the_next_round(en_decembre, monkeypatch):
    """The machine stops after the first mail: the second round posts the rest, nothing twice."""
    charger(*(dossier(f"2026-OP-{rang}") for rang in range(2)))
    poser, faits = demande.poster, []

    def tomber(*arguments):
        if faits:
            raise KeyboardInterrupt
        faits.append(poser(*arguments))

    monkeypatch.setattr(demande, "poster", tomber)
    with pytest.raises(KeyboardInterrupt):
        demander()
    assert len(partis()) == 1
    monkeypatch.setattr(demande, "poster", poser)
    assert len(demander()) == 1
    assert sorted(un.destinataire for un in partis()) == [TREMPLIN, BATI]


def test_a_statement_listed_by_one_reminder_is_at_its_first_level():
    """The mail was of the second level, about older months."""
    jour = date(2026, 4, 22)
    posee = RelancePosee(destinataire="a@etti.example", rang=2, niveau=2, pose_le=jour, parti_le=jour)
    assert _relance([posee]) == " (relancé le 22/04/2026, niveau 1)"
    assert _relance([posee, posee]) == " (relancé le 22/04/2026, niveau 2)"
