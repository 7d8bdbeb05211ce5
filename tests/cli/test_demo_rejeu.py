"""The months of the demo lived again: every act is one of Relais, what is due leaves on its day, one same end."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from itertools import islice

import pytest

from cli.demo_suivi.calendrier import DERNIER, J
from cli.demo_suivi.recit import LARGEUR, raconter
from cli.demo_suivi.rejeu import DATE, Rejeu
from cli.demo_suivi.territoire import ELAN, JARDINS, MACONS
from cli.histoire import REGLAGES
from config.horloge import aujourdhui
from config.settings import FICHIER, get_settings
from formats.dates import de_mois
from metier.cycle import Etape
from sqlmodel_store.depots import courriers_sortants, documents, operations
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture
from workflows.actes import situation

JOUR = date(2026, 11, 29)


@pytest.fixture
def base(home):
    """The home of a demo, its database ready; mail goes to a folder."""
    preparer(home)
    return home


def preparer(home):
    home.mkdir(parents=True, exist_ok=True)
    (home / FICHIER).write_text(REGLAGES, encoding="utf-8")
    get_settings.cache_clear()
    migrer()


def partis():
    """What left: kind, recipient, day."""
    with lecture() as session:
        lus = courriers_sortants.lister(session)
    assert {un.etat.value for un in lus} == {"envoye"}
    return Counter((un.cle.partition(":")[0], un.destinataire, un.parti_le) for un in lus)


def jours(genre):
    return {jour for nom, _, jour in partis() if nom == genre}


@pytest.mark.long
def test_two_months_leave_what_they_should_on_their_days(base):
    rejeu = Rejeu(JOUR)
    vecus = list(islice(rejeu.vivre(), 2))
    le = rejeu.calendrier.le
    assert [un.refus for un in vecus] == [(), ()]
    assert jours("point_ordre_du_jour") == {le(J(0, 2))}
    assert le(J(0, 6)) in jours("demarrage_entreprise")
    assert jours("offre_emploi") == {le(J(0, 15))}
    assert jours("demande_heures") == {le(J(1, 1))}
    assert jours("recu_declaration") == {le(J(1, 3))}
    assert jours("tableau_de_bord") == {le(J(0, 11)), le(J(1, 11))}
    with lecture() as session:
        assert operations.exiger(session, rejeu.operations()[0].reference).etape is Etape.SUIVI
    lignes = []
    for vecu in vecus:
        raconter(vecu, lignes.append)
    assert all(len(ligne) <= LARGEUR for ligne in lignes if " + " not in ligne)
    assert any("2 relevés demandés, 2 reçus" in ligne for ligne in lignes)


def test_the_date_of_today_is_put_back_even_when_the_story_is_left(base, monkeypatch):
    monkeypatch.setenv(DATE, JOUR.isoformat())
    get_settings.cache_clear()
    rejeu = Rejeu(JOUR)
    monkeypatch.setattr("cli.demo_suivi.rejeu._vivre_un_mois", lambda *_: (os.environ.pop(DATE), 1)[1])
    vivre = rejeu.vivre()
    next(vivre)
    vivre.close()
    assert aujourdhui() == JOUR


def fin(base):
    """How the story ends, told without what differs by nature from one run to another."""
    rejeu = Rejeu(JOUR)
    refus = [phrase for vecu in rejeu.vivre() for phrase in vecu.refus]
    with lecture() as session:
        lignes = operations.lister(session)
        faits = sorted((un.reference, d.code, d.fichier) for un in lignes for d in documents.lister(session, un.id))
        actions = [action.en_json() for action in situation.du_jour(session)]
        etapes = {un.reference: un.etape for un in lignes}
    return refus, partis(), faits, actions, etapes


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_the_whole_story_ends_twice_the_same(tmp_path, monkeypatch):
    """The works are closed, nothing could not be done; two reminders, two disagreements, the last one to settle."""
    fins = []
    for rang in range(2):
        monkeypatch.setenv("RELAIS_HOME", str(tmp_path / f"home{rang}"))
        get_settings.cache_clear()
        preparer(tmp_path / f"home{rang}")
        monkeypatch.setenv(DATE, JOUR.isoformat())
        get_settings.cache_clear()
        fins.append(fin(tmp_path / f"home{rang}"))
    assert fins[0] == fins[1]
    refus, courriels, faits, actions, etapes = fins[0]
    rejeu = Rejeu(JOUR)
    le = rejeu.calendrier.le
    creche, lycee, proprete = (une.reference for une in rejeu.operations())
    assert refus == []
    assert etapes == {creche: Etape.CLOSE, lycee: Etape.SUIVI, proprete: Etape.SUIVI}
    assert [un for un in courriels if un[0] == "relance"] == [
        ("relance", ELAN.courriel, le(J(3, 11))),
        ("relance", JARDINS.courriel, le(J(DERNIER + 1, 11))),
    ]
    assert [jour for genre, _, jour in courriels if genre == "heures_contestees"] == [
        le(J(4, 5)),
        le(J(DERNIER + 1, 5)),
    ]
    dernier = rejeu.calendrier.mois(DERNIER)
    assert courriels["tableau_de_bord", MACONS.courriel, le(J(DERNIER + 1, 11))] == 1
    assert {"H1", "H2", "H3", "I1", "I2", "E1", "F1", "F2", "D1", "D2", "D3"} <= {un[1] for un in faits}
    assert (lycee, "H1", f"H1_tableau_de_bord_{dernier}.pdf") in faits
    tardives = [un["libelle"] for un in actions if date.fromisoformat(un["avant_le"]) < JOUR]
    assert sorted(tardives) == [
        f"Régler les heures contestées {de_mois(dernier)} (1 ligne)",
        f"Valider les heures {de_mois(dernier)} (1 ligne)",
    ]
