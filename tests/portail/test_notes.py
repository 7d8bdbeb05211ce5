"""Notes and reminders of an operation: whose they are, where they show, what the journal keeps of them."""

from __future__ import annotations

import json

import pytest
from alembic import command
from operations_en_base import evenements, semer
from serveurs.bases import base_vide
from sqlalchemy import inspect, text
from typer.testing import CliRunner
from visiteur import Visiteur

from cli.application import app
from config.settings import get_settings
from metier.roles import Role
from sqlmodel_store.migration import alembic_config, migrer
from sqlmodel_store.session import get_engine

__all__ = ["base_vide"]
TEXTE = "Rappeler M. Lenoir\nau sujet des vestiaires"


@pytest.fixture
def operation(installation):
    return semer()


def adresse(reference, *suite):
    return "/".join(("/operations", reference, *map(str, suite)))


def notes_de(visiteur, reference):
    return [note.select_one(".texte").text for note in visiteur.voir(adresse(reference)).select(".note")]


def numero_de_note(visiteur, reference):
    return visiteur.voir(adresse(reference)).select_one(".note form")["action"].rpartition("/")[2]


def test_a_note_is_written_changed_and_taken_back_by_its_author(operation):
    """The same form twice is one note; the journal says that it was written, never what."""
    visiteur = Visiteur(role=Role.FACILITATEUR)
    for _ in range(2):
        assert visiteur.poster(adresse(operation, "notes"), texte=TEXTE, cle="k1").status_code == 303
    assert notes_de(visiteur, operation) == [TEXTE]
    numero = numero_de_note(visiteur, operation)
    visiteur.poster(adresse(operation, "notes", numero), texte="Vu le 3")
    assert notes_de(visiteur, operation) == ["Vu le 3"]
    assert "modifiée le" in visiteur.voir(adresse(operation)).select_one(".note .precision").text
    visiteur.poster(adresse(operation, "notes", numero), action="retirer")
    assert notes_de(visiteur, operation) == []
    lignes = [un for un in evenements(operation) if un.evenement.startswith("note_")]
    assert [un.evenement for un in lignes] == ["note_ecrite", "note_modifiee", "note_retiree"]
    assert not any("Lenoir" in un.donnees or "Vu le" in un.donnees for un in lignes)
    assert "Note modifiée" in visiteur.partie(adresse(operation), "Journal")


def test_another_reads_a_note_and_does_not_change_it(operation):
    """Who only reads has no form; another facilitateur is refused."""
    auteur = Visiteur(role=Role.FACILITATEUR)
    auteur.poster(adresse(operation, "notes"), texte="À moi")
    numero = numero_de_note(auteur, operation)
    chef = Visiteur(role=Role.RESPONSABLE)
    assert notes_de(chef, operation) == ["À moi"]
    assert chef.poster(adresse(operation, "notes", numero), texte="Changée").status_code == 404
    assert chef.poster(adresse(operation, "notes", numero), action="retirer").status_code == 404
    assert chef.poster(adresse(operation, "notes", "9" * 20), texte="x").status_code == 404
    lecteur = Visiteur(role=Role.LECTURE)
    assert lecteur.poster(adresse(operation, "notes"), texte="x").status_code == 403
    assert lecteur.voir(adresse(operation)).select_one("#notes").find_parent("section").select("form") == []
    assert notes_de(auteur, operation) == ["À moi"]


def test_what_was_typed_is_not_lost(operation):
    visiteur = Visiteur(role=Role.FACILITATEUR)
    vide = visiteur.poster(adresse(operation, "notes"), texte="  ")
    assert vide.status_code == 422
    assert "Rien n’est écrit" in vide.text
    longue = visiteur.poster(adresse(operation, "notes"), texte="a" * 4001)
    assert "a" * 4001 in longue.text
    passe = visiteur.poster(adresse(operation, "rappels"), le="2020-01-01", texte="Appeler l’entreprise")
    assert "ce jour est passé" in passe.text
    assert "Appeler l’entreprise" in passe.text
    assert "n’est pas une date" in visiteur.poster(adresse(operation, "rappels"), le="demain", texte="x").text


def test_a_reminder_shows_among_the_work_of_its_owner_only_until_it_is_done(operation):
    """On the operation, in « Aujourd’hui », and in `aujourdhui --json` with its owner and its date."""
    visiteur = Visiteur(role=Role.FACILITATEUR)
    page = visiteur.poster(adresse(operation, "rappels"), le="2026-09-15", texte="Demander le planning", cle="k")
    assert page.headers["location"].endswith("#notes")
    assert "Rappel posé pour le 15 septembre 2026" in visiteur.voir("/").select_one(".annonce").text.replace(
        "\u00a0", " "
    )
    accueil = visiteur.voir("/")
    ligne = next(un for un in accueil.select(".travaux li") if "Demander le planning" in un.text)
    assert ligne.a["href"] == f"{adresse(operation)}#notes"
    assert "15 septembre 2026" in ligne.text.replace("\u00a0", " ")
    assert "Demander le planning" not in Visiteur(role=Role.RESPONSABLE).voir("/").text
    assert "Demander le planning" not in Visiteur(role=Role.RESPONSABLE).voir(adresse(operation)).text
    dites = [une for une in actions() if une["libelle"].endswith("Demander le planning")]
    assert [(une["qui"], une["avant_le"]) for une in dites] == [("facilitateur-seul@relais.example", "2026-09-15")]
    rappel = visiteur.voir(adresse(operation)).select_one(".rappels form")["action"]
    assert Visiteur(role=Role.RESPONSABLE).poster(rappel).status_code == 404
    visiteur.poster(rappel)
    assert "Demander le planning" not in visiteur.voir("/").main.text
    assert [une for une in actions() if "planning" in une["libelle"]] == []
    assert [un.evenement for un in evenements(operation) if "rappel" in un.evenement] == ["rappel_pose", "rappel_fait"]


def actions():
    sortie = CliRunner().invoke(app, ["aujourdhui", "--json"])
    assert sortie.exit_code == 0
    lues = json.loads(sortie.stdout)
    return lues if isinstance(lues, list) else lues["actions"]


def test_a_reminder_of_a_relay_that_one_left_is_not_shown(installation):
    """Neither on the page nor in the day's work."""
    semer(reference="R-nord", relais="nord")
    visiteur = Visiteur(role=Role.FACILITATEUR, relais=("nord",))
    visiteur.poster(adresse("R-nord", "rappels"), le="2026-09-15", texte="Secret du nord")
    with get_engine(get_settings().base).begin() as connexion:
        connexion.execute(text("DELETE FROM utilisateur_relais"))
    assert "Secret du nord" not in visiteur.voir("/").text


def test_a_filled_database_of_before_takes_the_notes(base_vide):
    """0004 with an operation in it, then the head: the tables are there, the operation too."""
    moteur = get_engine(base_vide)
    with moteur.connect() as connexion, connexion.begin():
        command.upgrade(alembic_config(connexion), "0004")
        connexion.execute(text("INSERT INTO relais (code) VALUES ('seul')"))
        connexion.execute(
            text(
                "INSERT INTO operation (reference, relais_id, etape, etape_depuis) "
                "SELECT 'R-1', id, 'signalee', '2026-09-01' FROM relais"
            )
        )
    migrer(base_vide)
    assert {"note", "rappel"} <= set(inspect(moteur).get_table_names())
    with moteur.connect() as connexion:
        assert connexion.execute(text("SELECT reference FROM operation")).scalar_one() == "R-1"
