"""`relais utilisateur`: accounts opened, listed, ended; a password is never an argument nor shown."""

from __future__ import annotations

import json

import pytest

from cli.__main__ import principal
from portail.comptes import mots_de_passe
from portail.comptes.connexion import connecter
from sqlmodel_store.depots import relais
from sqlmodel_store.session import unit_of_work

MOT_DE_PASSE = "trois petits chats"


@pytest.fixture(autouse=True)
def pret(home, monkeypatch):
    """Hashes that take no time, a password in the environment."""
    home.mkdir()
    hacheur = mots_de_passe.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(mots_de_passe, "_HACHEUR", hacheur)
    mots_de_passe._leurre.cache_clear()
    monkeypatch.setenv("RELAIS_MOT_DE_PASSE", MOT_DE_PASSE)


def relais_utilisateur(capsys, *arguments):
    """The status, what is said, what is refused."""
    statut = principal(["utilisateur", *arguments])
    dit = capsys.readouterr()
    assert MOT_DE_PASSE not in dit.out + dit.err
    return statut, dit.out, dit.err


def test_an_account_is_opened_listed_ended_and_opened_again(capsys):
    statut, dit, _ = relais_utilisateur(
        capsys, "creer", "Marie@relais.example", "--role", "responsable", "--nom", "Marie"
    )
    assert (statut, dit) == (0, "marie@relais.example\u00a0: compte ouvert, responsable du relais.\n")
    assert connecter("marie@relais.example", MOT_DE_PASSE, "127.0.0.1")
    lignes = json.loads(relais_utilisateur(capsys, "lister", "--json")[1])
    assert lignes == [
        {"courriel": "marie@relais.example", "nom": "Marie", "role": "responsable", "relais": ["relais"], "actif": True}
    ]
    assert relais_utilisateur(capsys, "desactiver", "MARIE@relais.example")[0] == 0
    assert connecter("marie@relais.example", MOT_DE_PASSE, "127.0.0.1") is None
    assert "désactivé" in relais_utilisateur(capsys, "lister")[1]
    assert relais_utilisateur(capsys, "creer", "marie@relais.example", "--role", "lecture")[0] == 0


def test_a_password_is_changed_and_the_sessions_are_over(capsys, monkeypatch):
    relais_utilisateur(capsys, "creer", "marie@relais.example", "--role", "lecture")
    monkeypatch.setenv("RELAIS_MOT_DE_PASSE", "quatre grands chiens")
    assert relais_utilisateur(capsys, "changer", "marie@relais.example")[0] == 0
    assert connecter("marie@relais.example", MOT_DE_PASSE, "127.0.0.1") is None
    assert connecter("marie@relais.example", "quatre grands chiens", "127.0.0.1")


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (("creer", "marie", "--role", "lecture"), "« marie » n’est pas une adresse"),
        (("creer", "m@relais.example", "--role", "chef"), "« chef » est inconnu ; valeurs admises"),
        (("creer", "m@relais.example", "--role", "animateur", "--relais", "nord"), "voit tout le réseau"),
        (("creer", "m@relais.example", "--role", "facilitateur"), "relais connus : relais, nord, sud"),
        (
            ("creer", "m@relais.example", "--role", "facilitateur", "--relais", "nrod"),
            "« nrod » n’est pas connu ; relais connus : relais, nord, sud",
        ),
        (("desactiver", "m@relais.example"), "aucun compte ouvert ne porte l’adresse"),
        (("changer", "m@relais.example"), "aucun compte ouvert ne porte l’adresse"),
    ],
)
def test_what_is_at_fault_is_said_in_one_sentence(capsys, arguments, phrase):
    """Exit 2; with two relays an account says which it sees."""
    relais_utilisateur(capsys, "lister")
    with unit_of_work() as session:
        for code in ("nord", "sud"):
            relais.retenir(session, code)
    statut, _, refus = relais_utilisateur(capsys, *arguments)
    assert statut == 2
    assert phrase in refus.replace("\u00a0", " ")
    assert refus.count("\n") == 1


def test_the_address_is_looked_at_before_the_password(capsys, monkeypatch):
    """Whether it is absent or too short."""
    for donne in (None, "court"):
        monkeypatch.delenv("RELAIS_MOT_DE_PASSE") if donne is None else monkeypatch.setenv("RELAIS_MOT_DE_PASSE", donne)
        statut, _, refus = relais_utilisateur(capsys, "creer", "marie", "--role", "lecture")
        assert (statut, "n’est pas une adresse" in refus) == (2, True)


@pytest.mark.parametrize(
    ("mot_de_passe", "raison"),
    [
        ("court", "5 caractères reçus"),
        ("a" * 12, "trop peu de caractères différents"),
        ("marie-au-relais", "contient l’adresse de courriel ou son début"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(capsys, monkeypatch, mot_de_passe, raison):
    monkeypatch.setenv("RELAIS_MOT_DE_PASSE", mot_de_passe)
    statut, _, refus = relais_utilisateur(capsys, "creer", "marie@relais.example", "--role", "lecture")
    assert statut == 2
    assert raison in refus
    assert mot_de_passe not in refus


def test_an_address_however_short_its_name_is_no_password(capsys, monkeypatch):
    monkeypatch.setenv("RELAIS_MOT_DE_PASSE", "M@relais.example")
    statut, _, refus = relais_utilisateur(capsys, "creer", "m@relais.example", "--role", "lecture")
    assert (statut, "contient l’adresse" in refus) == (2, True)


def test_without_a_terminal_nor_the_variable_the_password_is_asked_for_by_name(capsys, monkeypatch):
    monkeypatch.delenv("RELAIS_MOT_DE_PASSE")
    statut, _, refus = relais_utilisateur(capsys, "creer", "marie@relais.example", "--role", "lecture")
    assert statut == 2
    assert "RELAIS_MOT_DE_PASSE" in refus
