"""The page of a signed link: it shows one recipient's month, writes on demand only, loses nothing that was typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from declarant import NOVEMBRE, dites, en_decembre, mots, saisir, tremplin
from mois_a_declarer import TREMPLIN, charger, contrat, dossier, partis

from metier.heures import EtatHeures, OrigineHeures
from workflows.actes.heures.declaration import LigneDite, declarer
from workflows.actes.heures.validation import Choix, valider

__all__ = ["en_decembre", "tremplin"]


def test_the_page_shows_first_names_initials_and_nothing_of_others(tremplin):
    """Neither surname, nor category, nor the people of another employer; the contact to call."""
    reponse = tremplin.ouvrir()
    dit = mots(reponse)
    assert reponse.status_code == 200
    for attendu in ("Élodie Q.", "novembre 2026", "Lot 1 – Gros œuvre", "octobre 2026 : 121,50 h", "03 00 55 10 04"):
        assert attendu in dit
    for interdit in ("Quermeur", "deld", "Peinture", TREMPLIN):
        assert interdit not in reponse.text


def test_people_called_alike_are_told_apart_by_their_contract_and_nothing_more(tremplin):
    """Two « Élodie Q. » of the same employer: the code of each contract, on the form and in the review."""
    for reponse in (tremplin.ouvrir(), tremplin.envoyer("relire", **saisir(k1="7"))):
        dit = mots(reponse)
        assert "Élodie Q. (contrat k1)" in dit
        assert "Élodie Q. (contrat k3)" in dit
        assert "Quermeur" not in dit
    charger(dossier(contrats=[contrat("k1")]))
    assert "(contrat" not in mots(tremplin.ouvrir())


def test_the_answers_forbid_to_index_to_tell_the_address_and_to_keep_but_for_the_way_back(tremplin):
    entetes = tremplin.ouvrir().headers
    assert entetes["Cache-Control"] == "private, max-age=0"
    assert tremplin.client.get(tremplin.lien[:-2]).headers["Cache-Control"] == "no-store"
    assert entetes["Referrer-Policy"] == "no-referrer"
    assert entetes["X-Robots-Tag"] == "noindex, nofollow"
    assert "frame-ancestors 'none'" in entetes["Content-Security-Policy"]


def test_reading_the_page_writes_nothing(tremplin):
    """Mail scanners follow links: neither GET nor HEAD declares, whatever the address says."""
    for suite in ("", "?action=declarer&h:2026-ECO-001:k1=7", "?merci=recu"):
        tremplin.client.get(tremplin.lien + suite)
        tremplin.client.head(tremplin.lien + suite)
    assert dites() == {}
    assert partis() == []


@pytest.mark.parametrize(
    ("ecrit", "lues"),
    [
        pytest.param("7,5", "7.50", id="a comma"),
        pytest.param("7h30", "7.50", id="hours and minutes"),
        pytest.param("151,67", "151.67", id="a month"),
        pytest.param(" 151.67 ", "151.67", id="a point, spaces"),
        pytest.param("0", "0", id="none"),
        pytest.param("220", "220", id="the most"),
    ],
)
def test_hours_are_read_as_people_write_them(tremplin, ecrit, lues):
    reponse = tremplin.envoyer(**saisir(k1=ecrit))
    assert reponse.status_code == 303
    assert dites() == {"k1": (Decimal(lues), Decimal(0), EtatHeures.DECLAREE, OrigineHeures.LIEN)}


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        pytest.param({"k1": "beaucoup"}, "« beaucoup » : écrivez des heures", id="no hours"),
        pytest.param({"k1": "-7"}, "« -7 » : écrivez des heures", id="negative"),
        pytest.param({"k1": "220,01"}, "220 h au plus pour un mois", id="too many"),
        pytest.param({"k1": "1e3"}, "« 1e3 » : écrivez des heures", id="another notation"),
        pytest.param(
            {"k1": "7", "k1_f": "8"}, "La formation fait partie des heures du mois : 7 h au plus", id="training"
        ),
        pytest.param({"k1": "7h75"}, "« 7h75 » : écrivez des heures", id="minutes beyond sixty"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_rest_is_kept(tremplin, champs, phrase):
    reponse = tremplin.envoyer(**saisir(k3="35", **champs))
    assert reponse.status_code == 422
    assert phrase in mots(reponse)
    assert tremplin.champ(reponse, "h:2026-ECO-001:k3") == "35"
    assert tremplin.champ(reponse, "h:2026-ECO-001:k1") == champs["k1"]
    assert dites() == {}


def test_the_review_tells_what_will_be_sent_and_what_stays_to_declare(tremplin):
    reponse = tremplin.envoyer("relire", **saisir(k1="121,5", k1_f="7"))
    dit = mots(reponse)
    assert "121,50 h dont 7 h de formation" in dit
    assert "laissé vide : reste à déclarer" in dit
    assert dites() == {}
    retour = tremplin.envoyer("corriger", **saisir(k1="121,5", k1_f="7"))
    assert tremplin.champ(retour, "h:2026-ECO-001:k1") == "121,5"


def test_nothing_this_month_and_as_last_month_fill_what_is_empty_only(tremplin):
    rien = tremplin.envoyer("rien", **saisir(k3="12"))
    assert "Est-ce bien cela" in mots(rien)
    assert tremplin.champ(rien, "h:2026-ECO-001:k1") == "0"
    assert tremplin.champ(rien, "h:2026-ECO-001:k3") == "12"
    precedent = tremplin.envoyer("precedent")
    assert tremplin.champ(precedent, "h:2026-ECO-001:k1") == "121,5"
    assert tremplin.champ(precedent, "f:2026-ECO-001:k1") == "7"
    assert tremplin.champ(precedent, "h:2026-ECO-001:k3") == ""
    assert dites() == {}


def test_sending_nothing_says_what_to_do(tremplin):
    reponse = tremplin.envoyer()
    assert reponse.status_code == 422
    assert "le bouton « Rien ce mois-ci » le dit" in mots(reponse)


def test_each_content_has_one_receipt(tremplin):
    """Sent twice: one; corrected: another; no name in it."""
    for _ in range(2):
        tremplin.envoyer(**saisir(k1="121,5", k3="0"))
    (recu,) = partis("recu_declaration:2026-11:")
    assert recu.destinataire == TREMPLIN
    assert "121,50" in recu.objet
    tremplin.envoyer(**saisir(k1="120", k3="0"))
    assert len(partis("recu_declaration:")) == 2
    assert all(b"Quermeur" not in un.octets and "Élodie".encode() not in un.octets for un in partis())
    assert dites()["k1"][0] == 120


def test_a_declaration_concerns_the_contracts_of_the_page_only(tremplin):
    """Another employer's, another operation's, one that does not exist: passed over."""
    charger(dossier("2026-GYM-002", contrats=[contrat("k1", "Bâti", 2)]))
    tremplin.envoyer(**saisir(k1="7", k2="99", inconnu="3"), **{"h:2026-GYM-002:k1": "99"})
    assert set(dites()) == {"k1"}
    assert dites("2026-GYM-002") == {}


def test_hours_that_the_month_cannot_hold_are_refused_on_the_page(tremplin):
    """Two hundred hours on each of two contracts of one person."""
    meme = contrat("k4", beneficiaire="b-k1")
    charger(dossier(contrats=[contrat("k1"), meme]) | {"beneficiaires": _une_personne()})
    reponse = tremplin.envoyer(**saisir(k1="210", k4="210"))
    assert reponse.status_code == 422
    assert "un mois en permet 400 h au plus" in mots(reponse)
    assert tremplin.champ(reponse, "h:2026-ECO-001:k1") == "210"
    assert dites() == {}


def _une_personne():
    return dossier(contrats=[contrat("k1")])["beneficiaires"]


def test_the_employer_reads_what_it_declared_and_what_the_relay_keeps(tremplin):
    """Written otherwise by the facilitateur, validated or not: both figures, both days; nothing where it is its own."""
    tremplin.envoyer(**saisir(k1="62"))
    phrase = "Vous aviez déclaré 62 h le 03/12/2026 ; le relais a retenu 57 h le 03/12/2026. Ce n’est pas juste ?"
    assert "Vous aviez déclaré" not in mots(tremplin.ouvrir())
    saisir_pour_elle([LigneDite(contrat="k1", heures=Decimal(57))])
    assert phrase in mots(tremplin.ouvrir())
    valider("2026-ECO-001", mois=NOVEMBRE, par="essai", choix=Choix(contrats=("k1",)))
    assert phrase in mots(tremplin.ouvrir())


def saisir_pour_elle(lignes):
    declarer("2026-ECO-001", mois=NOVEMBRE, lignes=lignes, origine=OrigineHeures.SAISIE, par="j.fressac")
