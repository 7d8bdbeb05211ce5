"""Mail received as an account may see it, on both engines."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from metier.courriers import NatureCourrier
from metier.cycle import Etape
from metier.droits import Acces
from metier.roles import Role
from sqlmodel_store.depots import courriers_vus, operations, reception, relais
from sqlmodel_store.depots.courriers_vus import Recherche
from sqlmodel_store.modeles.courriers import CourrierEntrant, EtatEntrant
from sqlmodel_store.session import get_engine

JOUR = date(2026, 9, 1)


def recu(session, uid, *, objet="Bonjour", nature=NatureCourrier.REPONSE, operation=None, lecture=True):
    ligne = CourrierEntrant(
        boite="essai",
        uidvalidity=1,
        uid=uid,
        sha256=f"{uid:064d}",
        chemin=f"{uid}.eml",
        recu_le=datetime(2026, 9, 1, 8, tzinfo=UTC),
        traite_le=datetime(2026, 9, 1, 8, 0, 1, 234567, tzinfo=UTC),
        etat=EtatEntrant.TRAITE,
        nature=nature,
        raison="Une raison.",
        operation_id=operation,
        lecture=json.dumps({"objet": objet, "propos": "mots\ttus"}, ensure_ascii=False) if lecture else None,
        expediteur="marches@ville.example",
    )
    session.add(ligne)
    session.flush()
    return ligne.id


@pytest.fixture
def garnie(base):
    """A session on a mail of each of two relays, one that is filed nowhere, and one that nothing was read of."""
    with Session(get_engine(base)) as session:
        numeros = {}
        for rang, code in enumerate(("nord", "sud"), 1):
            relais.retenir(session, code)
            suivie = operations.creer(session, f"R-{code}", le=JOUR, code=code)
            numeros[code] = recu(session, rang, objet=f"Étude {code}", operation=suivie.id)
        numeros["libre"] = recu(session, 3, objet="100 % d’accord", nature=NatureCourrier.A_TRANCHER)
        numeros["muet"] = recu(session, 4, nature=NatureCourrier.QUARANTAINE, lecture=False)
        yield session, numeros


def acces(session, role, *codes):
    connus = {un.code: un.id for un in relais.lister(session)}
    return Acces.de(compte=1, nom="Essai", role=role, relais=[connus[code] for code in codes])


def trouves(session, vue, **cherche):
    lignes, total = courriers_vus.chercher(session, vue, Recherche(**cherche), debut=0, combien=50)
    assert len(lignes) == total
    return {un.id for un in lignes}


def test_each_sees_the_mail_of_their_relays_and_who_drives_sorts_the_rest(garnie):
    session, n = garnie
    assert trouves(session, acces(session, Role.FACILITATEUR, "nord")) == {n["nord"], n["libre"], n["muet"]}
    assert trouves(session, acces(session, Role.LECTURE, "nord")) == {n["nord"]}
    assert trouves(session, acces(session, Role.ANIMATEUR)) == {n["nord"], n["sud"]}
    assert trouves(session, acces(session, Role.ADMINISTRATEUR)) == set()
    assert courriers_vus.par_numero(session, acces(session, Role.FACILITATEUR, "nord"), n["sud"]) is None


def test_words_are_found_in_the_subject_whatever_their_case(garnie):
    session, n = garnie
    vue = acces(session, Role.RESPONSABLE, "nord", "sud")
    assert trouves(session, vue, mots="étude") == trouves(session, vue, mots="ÉTUDE") == {n["nord"], n["sud"]}
    assert trouves(session, vue, mots="étude SUD") == {n["sud"]}
    assert trouves(session, vue, mots="100 %") == {n["libre"]}
    assert trouves(session, vue, mots="tus") == trouves(session, vue, mots="_") == set()
    assert trouves(session, vue, mots="r-nord") == {n["nord"]}
    assert trouves(session, vue, nature=NatureCourrier.QUARANTAINE) == {n["muet"]}


def test_what_a_person_settled_waits_no_more(garnie):
    session, n = garnie
    vue = acces(session, Role.FACILITATEUR, "nord")
    attendent, total = courriers_vus.a_traiter(session, vue, debut=1, combien=1)
    assert ([un.id for un in attendent], total) == ([n["libre"]], 3)
    reception.noter_tranche(session, n["nord"], "Marie")
    lue = courriers_vus.par_numero(session, vue, n["nord"])
    assert (lue.attend, lue.tranche_par, lue.objet, lue.etape) == (False, "Marie", "Étude nord", Etape.SIGNALEE)
    assert lue.traite_le == datetime(2026, 9, 1, 8, 0, 1, 234567, tzinfo=UTC)
    assert trouves(session, vue, attend=True) == {n["libre"], n["muet"]}
    assert courriers_vus.par_nature(session, vue) == {
        NatureCourrier.REPONSE: 1,
        NatureCourrier.A_TRANCHER: 1,
        NatureCourrier.QUARANTAINE: 1,
    }
