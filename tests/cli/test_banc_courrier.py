"""`relais banc courrier`: the same mails both ways, none lost, doubled or altered; the goals at full size."""

from __future__ import annotations

import json
import os

import pytest

from cli.banc import banc
from cli.bancs import courrier
from cli.bancs.mesure import Taille
from courrier.smtp import Expediteur
from metier.fautes import PanneExterne

pytestmark = pytest.mark.reseau
PETITE = Taille(courriers=10, suite_courriers=50)


@pytest.fixture
def petits_passages(monkeypatch):
    """Five mails at a time."""
    monkeypatch.setattr(courrier, "PAR_PASSAGE", 5)


@pytest.mark.long
def test_mails_are_measured_against_a_first_script(petits_passages, capsys):
    """The shape of the contract; far faster even on a busy machine; the settings are left as they were."""
    avant = dict(os.environ)
    banc("courrier", json=True, taille=PETITE)
    resultats = {un["nom"]: un for un in json.loads(capsys.readouterr().out)["resultats"]}
    assert set(resultats) == {"courrier", "courrier-boite-d-envoi", "courrier-memoire"}
    assert resultats["courrier"]["rapport"] > 2
    assert resultats["courrier"]["objectif"] == resultats["courrier-boite-d-envoi"]["objectif"] == 8
    assert resultats["courrier-memoire"]["rapport"] < 1.3
    assert dict(os.environ) == avant


@pytest.mark.parametrize(
    ("faute", "dit"),
    [
        pytest.param(lambda octets, qui: (octets.replace(b"OF-2026", b"OF-2027"), qui), "altéré", id="altered"),
        pytest.param(
            lambda octets, qui: (octets, f"x{qui}"), "parti à un autre", id="to another", marks=pytest.mark.long
        ),
        pytest.param(lambda octets, qui: (octets, None), "perdu", id="lost", marks=pytest.mark.long),
    ],
)
def test_a_fast_wrong_sender_is_refused(petits_passages, monkeypatch, faute, dit):
    """What the server took is compared with what each recipient was to have."""
    vrai = Expediteur.envoyer

    def fausser(self, octets, expediteur, destinataire, *, suite):
        alteres, vers = faute(octets + suite, destinataire)
        issue = vrai(self, alteres, expediteur, vers) if vers else None
        return issue or courrier.Envoye(reponse="250 pris")

    monkeypatch.setattr(Expediteur, "envoyer", fausser)
    with pytest.raises(PanneExterne, match=dit):
        courrier.mesurer_courrier(PETITE)


def test_a_mail_without_its_attachment_is_refused():
    """Or with the name of another on it."""
    un = courrier._Banc(port=0)
    octets = courrier.composer(courrier._message("a@x.example"), expediteur=courrier.OFFRE.relais, le=courrier.INSTANT)
    un.attendre("a@x.example", octets.octets)
    with pytest.raises(PanneExterne, match="pas son destinataire, ou pas sa pièce"):
        un.attendre("b@x.example", octets.octets)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_every_goal_is_kept_at_full_size(capsys):
    """Ten thousand mails through the outbox."""
    code = banc("courrier", json=True)
    resultats = json.loads(capsys.readouterr().out)["resultats"]
    assert [un for un in resultats if not un["tenu"]] == []
    assert code == 0
