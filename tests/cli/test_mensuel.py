"""`relais mensuel` as it is typed: its document, its refusals in one French sentence, what is held back and let go."""

from __future__ import annotations

import json

import pytest
from tableaux_en_base import ACHETEUR, TREMPLIN, courriels, destinataires, dossier, entreprise, etat, imprimer_vite

from cli.__main__ import principal
from config.settings import get_settings
from workflows.actes.mensuel import pieces

TOUS = sorted([ACHETEUR, TREMPLIN, entreprise(1)])


@pytest.fixture
def vide(capsys, monkeypatch):
    """A command typed on 17 November 2026 gives its status, what it printed, what it refused."""
    for nom, valeur in {"DATE": "2026-11-17", "RELAIS__COURRIEL": "clauses@relais-brielle.example"}.items():
        monkeypatch.setenv(f"RELAIS_{nom}", valeur)
    get_settings.cache_clear()
    monkeypatch.setattr(pieces, "make_followup_piece", imprimer_vite)

    def lancer(*arguments):
        statut = principal([str(argument) for argument in arguments])
        ecrit = capsys.readouterr()
        return statut, *(texte.replace("\u00a0", " ") for texte in (ecrit.out, ecrit.err))

    return lancer


@pytest.fixture
def relais(vide, tmp_path):
    """The same, with one followed operation."""
    fichier = tmp_path / "dossier.json"
    fichier.write_text(json.dumps(dossier(1)), encoding="utf-8")
    assert vide("dossier", "importer", fichier)[0] == 0
    return vide


def test_a_month_is_prepared_and_posted_then_nothing_is_left_to_do(relais, home):
    """Counts of what this run made; the folder where documents lie."""
    attendu = {"mois": "2026-10", "operations": 1, "courriels": 3, "documents": 3, "inchanges": 0}
    assert json.loads(relais("mensuel", "2026-10", "--json")[1]) == attendu | {"dossier": str(home / "documents")}
    avant = etat()
    assert json.loads(relais("mensuel", "2026-10", "--json")[1])["courriels"] == 0
    assert etat() == avant
    assert destinataires() == TOUS


def test_a_month_run_again_says_what_was_done_before(relais):
    premier, second = (relais("mensuel", "2026-10")[1] for _ in range(2))
    assert "1 opération(s), 0 sans changement" in premier
    assert "1 opération(s), dont 1 déjà faite(s), 0 sans changement" in second


def test_a_rehearsal_is_counted_the_same_and_posts_nothing(relais, home):
    statut, ecrit, _ = relais("mensuel", "2026-10", "--repetition", "--json")
    rendu = json.loads(ecrit)
    assert (statut, rendu["courriels"], rendu["documents"]) == (0, 3, 3)
    assert rendu["dossier"] == str(home / "repetitions" / "2026-10")
    assert courriels() == []
    assert "aucun posté" in relais("mensuel", "2026-10", "--repetition")[1]


def test_an_identity_that_lacks_is_told_until_it_is_given(relais, monkeypatch):
    """In the text of `mensuel` and `aujourdhui`, never in their JSON."""
    for arguments in (("mensuel", "2026-10", "--repetition"), ("mensuel", "2026-10"), ("aujourdhui",)):
        ecrit = relais(*arguments)[1]
        assert ecrit.count("  À noter : identité du relais : manque relais.nom,") == 1
        assert "relais.courriel" not in ecrit
        assert "relais.toml" in ecrit
        assert "identité" not in relais(*arguments, "--json")[1]
    for nom in (
        "RELAIS__NOM",
        "RELAIS__ADRESSE",
        "RELAIS__TELEPHONE",
        *(f"FACILITATEUR__{x}" for x in ("NOM", "COURRIEL", "TELEPHONE")),
    ):
        monkeypatch.setenv(
            f"RELAIS_{nom}", "facilitation@relais-brielle.example" if "COURRIEL" in nom else "03 87 00 00 00"
        )
    get_settings.cache_clear()
    assert "identité" not in relais("mensuel", "2026-10")[1] + relais("aujourdhui")[1]


def test_a_recipient_is_held_back_then_let_go_and_served_at_once(relais):
    assert relais("mensuel", "2026-10", "--retenir", ACHETEUR, "--motif", "à relire")[0] == 0
    assert f"Retenu : {ACHETEUR}" in relais("mensuel", "2026-10")[1]
    assert destinataires() == sorted([TREMPLIN, entreprise(1)])
    assert "dans la boîte d’envoi" in relais("mensuel", "2026-10", "--liberer", ACHETEUR)[1]
    assert destinataires() == TOUS


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        pytest.param(["2026-13"], "un mois AAAA-MM est attendu", id="no month"),
        pytest.param(["novembre"], "« novembre » reçu", id="a name"),
        pytest.param(["2026-11"], "novembre 2026 n’est pas terminé au 17 novembre 2026", id="a month not over"),
        pytest.param(["2031-01"], "janvier 2031 n’est pas terminé", id="a month to come"),
        pytest.param(["2026-11", "--repetition"], "n’est pas terminé", id="a rehearsal of a month not over"),
        pytest.param(
            ["2026-10", "--retenir", "x@y.example"], "donnez « tous » ou l’un de ceux-ci", id="unknown address"
        ),
        pytest.param(["2026-10", "--liberer", "tous"], "rien n’est retenu pour « tous »", id="nothing held back"),
        pytest.param(["2026-10", "--repetition", "--retenir", "tous"], "s’excluent", id="two things at once"),
        pytest.param(["2026-10", "--motif", "x"], "--motif accompagne --retenir", id="a reason for nothing"),
        pytest.param([], "AAAA-MM", id="nothing"),
    ],
)
def test_what_cannot_be_done_is_one_french_sentence(vide, arguments, phrase):
    statut, ecrit, refus = vide("mensuel", *arguments)
    assert (statut, ecrit) == (2, "")
    assert phrase in refus
    assert refus.count("\n") == 1
