"""A month of hours by mail on real servers: asked, answered, confirmed, sent back; and the shared files of hours."""

from __future__ import annotations

import json
from decimal import Decimal
from email import message_from_bytes, policy

import pytest
from boites_de_reception import recus, relever
from courriels_recus import SERVEUR, classeur, courriel, rejet, sortant
from mois_a_declarer import BATI, TREMPLIN, charger, contrat, dossier, numero, partis
from operations_en_base import evenements, inscrire, recevoir

from config.horloge import aujourdhui
from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from metier.periodes import Mois
from sqlmodel_store.depots import adresses_en_cause
from sqlmodel_store.depots import heures as depot_heures
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.demande_heures.demande import DEMANDES
from workflows.actes.expedition import expedier
from workflows.actes.reception import traiter
from workflows.actes.releve import A_TRANCHER, TRAITES

NOVEMBRE = Mois(2026, 11)


@pytest.fixture
def serveurs(imap, par_smtp, regler):
    """A real mailbox, a real sending server, the third of December."""
    regler(DATE="2026-12-03", COURRIER__SERVEUR_AUTHENTIFICATION=SERVEUR)
    return imap, par_smtp


def demander():
    with lecture() as session:
        cles = DEMANDES.dues(session, aujourdhui())
    DEMANDES.faire(cles, aujourdhui())


def dites():
    with lecture() as session:
        contrats = depot_heures.du_mois(session, NOVEMBRE, [numero("2026-ECO-001")])
    return {un.contrat: un.dite.heures for un in contrats if un.dite}


def remis_a(smtp, adresse):
    return [
        message_from_bytes(un.octets, policy=policy.default)
        for un in smtp.facteur.recus
        if un.destinataires == [adresse]
    ]


@pytest.mark.reseau
def test_a_month_is_asked_answered_and_told_on_real_servers(serveurs):
    """A statement, « 0 heure », a forged one, an absence, a bounce: each in its folder, each told once."""
    boite, smtp = serveurs
    charger(dossier(contrats=[contrat("k1"), contrat("k2", "Bâti", 2)]))
    demander()
    expedier()
    (chez_tremplin,), (chez_bati,) = remis_a(smtp, TREMPLIN), remis_a(smtp, BATI)
    fichier = classeur(("Quermeur0", "Élodie", "35h30"))
    boite.livrer(courriel(repond_a=chez_tremplin["Message-ID"], pieces={"heures.xlsx": fichier}))
    boite.livrer(courriel("0 heure", de=BATI, repond_a=chez_bati["Message-ID"]))
    boite.livrer(courriel("x", pieces={"heures.xlsx": fichier}, authentifie=False))
    boite.livrer(courriel("Absent", objet="Réponse automatique : Heures", Auto_Submitted="auto-replied"))
    boite.livrer(rejet(sortant(f"demande_heures:2026-11:{BATI}")))
    assert sorted(suite.nature.value for suite in relever()) == [
        "a_trancher",
        "automatique",
        "heures",
        "rejet",
        "reponse",
    ]
    assert dites() == {"k1": Decimal("35.5")}
    assert boite.contenu() == {TRAITES: 4, A_TRANCHER: 1}
    expedier()
    expedier()
    assert [len(remis_a(smtp, une)) for une in (TREMPLIN, BATI)] == [2, 1]  # Bâti's address is flagged: kept, not sent
    reponse = remis_a(smtp, TREMPLIN)[1]
    assert reponse["In-Reply-To"] in {un.message_id for un in recus()}
    assert "35,50 h, lot 1, acceptée" in reponse.get_body(("plain",)).get_content().replace("\u00a0", " ")
    with lecture() as session:
        assert list(adresses_en_cause.toutes(session)) == [BATI]
    assert relever() == []
    assert len(evenements(genre="courriel_recu")) == 5


@pytest.mark.reseau
def test_the_same_mail_delivered_twice_and_a_mailbox_made_again_declare_once(serveurs):
    boite, _ = serveurs
    charger(dossier(contrats=[contrat("k1")]))
    octets = courriel(objet="Heures de novembre", pieces={"h.xlsx": classeur(("Quermeur0", "Élodie", 35))})
    for _ in range(2):
        boite.livrer(octets)
        relever()
    assert dites() == {"k1": Decimal(35)}
    assert len(partis("reponse_courriel:")) == 1
    assert len(evenements(genre="heures_declarees")) == 1


def test_every_shared_file_of_hours_is_answered_as_expected(donnees_partagees, sur_sqlite, regler):
    """Sent by the employer: whole files are declared, the others are refused row by row, nothing of them kept."""
    regler(DATE="2026-11-03", COURRIER__SERVEUR_AUTHENTIFICATION=SERVEUR)
    racine = donnees_partagees / "heures"
    attendus = json.loads((racine / "attendus.json").read_text(encoding="utf-8"))
    with unit_of_work() as session:
        importer(session, [lire_dossier(json.loads((racine / "dossier.json").read_text("utf-8")))], acteur="essai")
    inscrire({"nom": "Agence", "courriel": TREMPLIN, "organisation": "Tremplin de la Brielle", "type": "siae"})
    for rang, (nom, attendu) in enumerate(attendus["fichiers"].items(), start=1):
        octets = courriel(nom, objet="Heures d’octobre 2026", pieces={nom: (racine / nom).read_bytes()})
        suite = traiter(recevoir(octets, sur_sqlite, uid=rang))
        entier = attendu["fichier_refuse"] is None and not attendu["refusees"]
        assert suite.nature == "heures"
        assert ("enregistrées" in suite.raison) is entier, nom
    with lecture() as session:
        octobre = depot_heures.du_mois(session, Mois(2026, 10), [numero(attendus["operation"])])
    declarees = {(un.nom, un.prenom): str(un.dite.heures) for un in octobre if un.dite}
    premier = attendus["fichiers"]["01-entete-ligne-4.xlsx"]["acceptees"]
    assert declarees == {(un["nom"], un["prenom"]): un["heures"] for un in premier}
