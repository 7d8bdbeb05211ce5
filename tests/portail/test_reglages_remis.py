"""Former settings put back from the portal: who changed what, what it would change, never a secret, whole or not."""

from __future__ import annotations

import json
import os
import signal
from base64 import b64decode
from pathlib import Path

import pytest
from formulaires_remplis import champs, changer
from relais_du_sud import CODE, NOM, heberger
from visiteur import Visiteur

from config.identites import identite
from config.reglages_ecrits import lire
from config.settings import get_settings
from metier.droits import Acces, AccesRefuse
from metier.roles import Role
from sqlmodel_store.depots import journal
from sqlmodel_store.session import get_engine, lecture
from workflows.actes.reglages import bareme, enregistrement, versions

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
AUTRE_PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGPgikkDIgAE4wGZPyrdfgAAAABJRU5ErkJggg=="
)
BAREME = """nom = "reseau-lorrain"
version = "{version}"
date = 2026-01-01
source = "groupe de travail de janvier"
[cout_horaire]
valeur = "{cout}"
source = "tableau du relais"
[taux_insertion]
valeur = "0.06"
source = "tableau du relais"
"""
MARIE = Acces(compte=1, nom="Marie", role=Role.ADMINISTRATEUR, relais=None)


@pytest.fixture
def responsable(installation):
    get_settings.cache_clear()
    return Visiteur(role=Role.RESPONSABLE)


def liens(visiteur, page):
    """The addresses of the former states that a page offers, the last change first."""
    return [lien["href"] for lien in visiteur.voir(page).select(".changements a")]


def lignes(visiteur, page):
    return [visiteur.mots(ligne) for ligne in visiteur.voir(page).select(".changements tbody tr")]


def ecarts(visiteur, avant):
    """What a page says today, then once put back, of each setting that would change."""
    return [visiteur.mots(un) for un in visiteur.voir(avant).select(".ecarts tbody td bdi")]


def derniere(evenement):
    with lecture() as session:
        return json.loads(journal.du_genre(session, evenement)[-1].donnees)


def test_a_former_identity_is_shown_beside_the_present_one_then_put_back(responsable):
    """As a new change, which says what it put back; what it replaced is kept, and comes back the same way."""
    page = "/reglages/identite"
    changer(responsable, page, relais__telephone="03 00 55 10 00", facilitateur__nom="Jeanne Fressac")
    changer(responsable, page, relais__telephone="03 00 55 10 99")
    assert [("Téléphone" in une, "Nom et prénom" in une) for une in lignes(responsable, page)] == [
        (True, False),
        (True, True),
    ]
    assert all("responsable-seul@relais.example" in une for une in lignes(responsable, page))
    avant, _ = liens(responsable, page)
    assert ecarts(responsable, avant) == ["03 00 55 10 99", "03 00 55 10 00"]
    assert get_settings().relais.telephone == "03 00 55 10 99"
    assert changer(responsable, avant).headers["location"] == page
    assert (get_settings().relais.telephone, get_settings().facilitateur.nom) == ("03 00 55 10 00", "Jeanne Fressac")
    note = derniere(versions.REGLAGES_CHANGES)
    assert (note["cles"], note["remise"]) == (["relais.telephone"], avant.rpartition("/")[2])
    assert "remis : Téléphone." in responsable.mots(responsable.voir(page).select_one(".annonce")).replace("\xa0", " ")
    assert "remis" in lignes(responsable, page)[0]
    changer(responsable, liens(responsable, page)[0])
    assert get_settings().relais.telephone == "03 00 55 10 99"


def test_the_first_change_of_all_can_be_undone(responsable, installation):
    """Nothing was written before: the defaults are in use again."""
    changer(responsable, "/reglages/delais", echeances__bilan="33")
    (avant,) = liens(responsable, "/reglages/delais")
    assert ecarts(responsable, avant) == ["33", "20"]
    assert changer(responsable, avant).status_code == 303
    assert get_settings().echeances.bilan == 20


def test_a_page_put_back_moves_no_other_page(responsable):
    """Changes of other pages made since stay; the list of each page is its own."""
    changer(responsable, "/reglages/delais", echeances__bilan="33")
    changer(responsable, "/reglages/heures", heures__tolerance="3")
    (avant,) = liens(responsable, "/reglages/delais")
    changer(responsable, avant)
    assert (get_settings().echeances.bilan, get_settings().heures.tolerance) == (20, 3)
    assert len(lignes(responsable, "/reglages/heures")) == 1
    assert lignes(responsable, "/reglages/portail") == []


def test_what_changed_while_one_read_is_told_and_nothing_is_put_back(responsable):
    page = "/reglages/delais"
    changer(responsable, page, echeances__bilan="33")
    (avant,) = liens(responsable, page)
    envoi = champs(responsable, avant)
    changer(responsable, page, echeances__bilan="44")
    refuse = responsable.client.post(avant, data=envoi)
    assert refuse.status_code == 422
    assert "changés par quelqu’un d’autre" in refuse.text
    assert get_settings().echeances.bilan == 44
    assert ">44<" in refuse.text


def test_mail_begins_again_to_reach_people_only_when_whoever_asks_says_so(responsable):
    page = "/reglages/envois"
    changer(responsable, page, mail_mode="reel", confirmer_reel="oui")
    changer(responsable, page, mail_mode="essai")
    avant = liens(responsable, page)[0]
    refuse = changer(responsable, avant)
    assert refuse.status_code == 422
    assert "Cochez la case" in refuse.text
    assert get_settings().mail_mode == "essai"
    assert changer(responsable, avant, confirmer_reel="oui").status_code == 303
    assert get_settings().mail_mode == "reel"


def test_a_password_comes_back_with_its_server_and_is_never_shown(responsable, installation, caplog):
    """A server that only differs by its password says so; the states kept are read by their owner only."""
    boites, ici = "/reglages/boites", "/reglages/boites/imap"
    ou = {"hote": "localhost", "securite": "clair", "port": "1", "utilisateur": "relais"}
    for secret in ("premier-m0t", "second-m0t"):
        assert changer(responsable, boites, ici, secret=secret, **ou).status_code == 303
    changer(responsable, boites, ici, hote="")
    parti, change, _ = liens(responsable, boites)
    textes = [responsable.get(un).text for un in (boites, parti, change)]
    assert "avec mot de passe" in textes[1]
    assert changer(responsable, parti).status_code == 303
    assert get_settings().imap_url.get_secret_value() == "imap://relais:second-m0t@localhost:1/INBOX"
    apercu = responsable.get(change).text
    assert "un autre mot de passe" in apercu
    assert changer(responsable, change).status_code == 303
    assert ":premier-m0t@" in get_settings().imap_url.get_secret_value()
    assert "m0t" not in "".join([*textes, apercu, caplog.text, str(derniere(versions.REGLAGES_CHANGES))])
    gardes = installation / versions.DOSSIER
    assert gardes.stat().st_mode & 0o777 == 0o700
    assert {un.stat().st_mode & 0o777 for un in gardes.iterdir()} == {0o600}


def test_a_logo_comes_back_with_its_picture(responsable):
    page = "/reglages/identite"
    for octets in (PNG, AUTRE_PNG):
        envoi = champs(responsable, page, "/reglages/logo") | {"action": "poser"}
        assert responsable.client.post("/reglages/logo", data=envoi, files={"fichier": ("l.png", octets)}).is_redirect
    assert lignes(responsable, page)[0].endswith("Logo Voir l’état d’avant le " + quand(responsable, page))
    avant = liens(responsable, page)[0]
    images = [une["src"] for une in responsable.voir(avant).select("img.logo")]
    assert [responsable.get(une).content for une in images] == [AUTRE_PNG, PNG]
    assert changer(responsable, avant).status_code == 303
    assert responsable.get("/reglages/logo").content == PNG


def quand(visiteur, page):
    return visiteur.mots(visiteur.voir(page).select_one(".changements time"))


def test_a_former_bareme_is_in_force_again(responsable):
    """The one it replaces is kept too; one taken out comes back as well."""
    page = "/reglages/baremes"
    for version, cout in (("2026-1", "29.50"), ("2026-2", "31.00")):
        bareme.poser(MARIE, BAREME.format(version=version, cout=cout).encode())
    assert ["en service, version 2026-2" in une for une in lignes(responsable, page)] == [True, False]
    (avant,) = liens(responsable, page)
    apercu = responsable.mots(responsable.voir(avant).main)
    assert "Une fois remis : version 2026-1" in apercu.replace("\xa0", " ")
    assert "29,50" in apercu
    assert responsable.poster(avant).headers["location"] == page
    assert "Version 2026-1" in responsable.mots(responsable.voir(page).main)
    assert derniere(bareme.POSE)["remise"] == avant.rpartition("/")[2]
    responsable.poster(f"{page}/reseau-lorrain/retirer")
    assert "retiré" in lignes(responsable, page)[0]
    assert responsable.poster(liens(responsable, page)[0]).status_code == 303
    assert "Version 2026-1" in responsable.mots(responsable.voir(page).main)
    assert len(liens(responsable, page)) == 3


def test_a_former_bareme_that_an_interruption_left_unsigned_is_listed_and_comes_back(responsable, installation):
    """Its file was put aside, and the journal did not say so."""
    page, service = "/reglages/baremes", installation / "baremes" / "reseau-lorrain.toml"
    bareme.poser(MARIE, BAREME.format(version="2026-1", cout="29.50").encode())
    garde = service.parent / bareme.ANCIENS / f"reseau-lorrain_{versions.nommer()}.toml"
    garde.parent.mkdir()
    service.rename(garde)
    (garde.parent / "note de Marie.toml").write_text("", encoding="utf-8")
    assert "auteur non noté reseau-lorrain remplacé ou retiré" in lignes(responsable, page)[0]
    (avant,) = liens(responsable, page)
    assert responsable.poster(avant).status_code == 303
    assert "Version 2026-1" in responsable.mots(responsable.voir(page).main)


@pytest.mark.parametrize(
    "adresse",
    [
        "/reglages/identite/avant/2026-01-01T000000.000000Z",
        "/reglages/identite/avant/..%2F..%2Frelais",
        "/reglages/identite/avant/2026-99-99T999999.000000Z/logo",
        "/reglages/boites/avant/x",
        "/reglages/baremes/reseau-lorrain/avant/reseau-lorrain_2026-01-01T000000.000000Z",
        "/reglages/baremes/reseau-lorrain/avant/autre_2026-01-01T000000.000000Z",
        "/reglages/calendrier/avant/2026-01-01T000000.000000Z",
    ],
)
def test_a_state_that_is_not_kept_does_not_exist(responsable, adresse):
    assert responsable.get(adresse).status_code == 404
    if not adresse.endswith("logo"):
        assert responsable.poster(adresse).status_code == 404


def test_what_an_interruption_left_unsigned_is_listed_and_comes_back(responsable, installation):
    """The file moved and the journal did not: what was changed is read from the states themselves."""
    fichier = installation / "relais.toml"
    versions.garder(fichier, versions.nommer(), fichier.read_text() if fichier.is_file() else "")
    fichier.write_text("[echeances]\nbilan = 33\n", encoding="utf-8")
    get_settings.cache_clear()
    (ligne,) = lignes(responsable, "/reglages/delais")
    assert "auteur non noté Rendre le bilan final" in ligne
    changer(responsable, liens(responsable, "/reglages/delais")[0])
    assert get_settings().echeances.bilan == 20


@pytest.mark.parametrize("fois", [1, 2, 3, 4])
def test_killed_anywhere_either_state_is_whole(responsable, installation, fois):
    """At each moment where a file is put in its place: the settings are read, and the page offers what was before."""
    page = "/reglages/delais"
    changer(responsable, page, echeances__bilan="33")
    changer(responsable, page, echeances__bilan="44")
    avant = liens(responsable, page)[0].rpartition("/")[2]
    if (enfant := os.fork()) == 0:
        se_tuer_au(fois, avant)
    _, statut = os.waitpid(enfant, 0)
    assert os.WIFSIGNALED(statut)
    get_settings.cache_clear()
    assert get_settings().echeances.bilan == (33 if fois == 4 else 44)
    for adresse in liens(responsable, page):
        assert responsable.get(adresse).status_code == 200
    assert changer(responsable, page, echeances__bilan="55").status_code == 303
    assert get_settings().echeances.bilan == 55


def se_tuer_au(fois, avant):
    """Put that state back in this process, killed around the first two files that take their place."""
    get_engine(get_settings().base).dispose(close=False)
    moments, vrai = iter(range(1, 9)), Path.replace

    def replace(chemin, cible):
        if next(moments) == fois:
            os.kill(os.getpid(), signal.SIGKILL)
        vrai(chemin, cible)
        if next(moments) == fois:
            os.kill(os.getpid(), signal.SIGKILL)
        return cible

    Path.replace = replace
    cles = [("echeances", "bilan")]
    enregistrement.remettre(MARIE, avant, cles, signature=lire().signature)
    os._exit(0)


def test_the_identity_of_a_further_relay_comes_back_too_and_only_for_those_who_sign_it(installation):
    sud = heberger(identite="")
    page = f"/reglages/relais/{CODE}"
    responsable = Visiteur(role=Role.RESPONSABLE, relais=(CODE,))
    for nom in (NOM, "Un autre nom"):
        changer(responsable, page, relais__nom=nom)
    avant = liens(responsable, page)[0]
    assert liens(responsable, "/reglages/identite") == []
    nord = Visiteur(role=Role.RESPONSABLE, relais=("nord",))
    assert (nord.get(avant).status_code, nord.poster(avant).status_code) == (404, 404)
    animateur = Visiteur(role=Role.ANIMATEUR)
    assert animateur.voir(avant).select_one("main button") is None
    assert animateur.poster(avant).status_code == 403
    assert identite(CODE).relais.nom == "Un autre nom"
    assert changer(responsable, avant).headers["location"] == page
    assert identite(CODE).relais.nom == NOM
    autre = Acces(compte=1, nom="Inès", role=Role.RESPONSABLE, relais=frozenset({sud + 1}))
    nom = avant.rpartition("/")[2]
    with pytest.raises(AccesRefuse):
        versions.ancien(autre, nom, CODE)
    with pytest.raises(AccesRefuse):
        enregistrement.remettre(autre, nom, [("relais", "nom")], signature="", code=CODE)


@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.LECTURE, Role.ANIMATEUR])
def test_who_does_not_settle_the_relay_neither_reads_nor_puts_back(responsable, role):
    changer(responsable, "/reglages/delais", echeances__bilan="33")
    (avant,) = liens(responsable, "/reglages/delais")
    visiteur = Visiteur(role=role)
    assert (visiteur.get(avant).status_code, visiteur.poster(avant).status_code) == (403, 403)
    acces = Acces(compte=1, nom="Marie", role=role, relais=None)
    with pytest.raises(AccesRefuse):
        versions.lister(acces)
    with pytest.raises(AccesRefuse):
        bareme.changements(acces)
