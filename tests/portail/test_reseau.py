"""The network: a line per relay, the year added up, what each account may see of it."""

from __future__ import annotations

import json

import pytest
from operations_en_base import semer
from relais_du_sud import IDENTITE, NOM, decrire
from sqlalchemy import event
from suivis import DOSSIERS, NOMS
from visiteur import Visiteur

from config.settings import get_settings
from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from metier.droits import Acces, AccesRefuse
from metier.roles import Role
from sqlmodel_store.depots import journal
from sqlmodel_store.depots import relais as depot_relais
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import get_engine, lecture, unit_of_work
from workflows.actes import reseau
from workflows.actes.reseau import Demande

DES_REGLAGES = "Relais essai"
LONG = "groupement-des-maisons-de-l-emploi-du-pays-de-la-brielle-et-alentours"


@pytest.fixture
def deux_relais(installation):
    """Followed operations of two relays."""
    migrer()
    bruts = [json.loads((DOSSIERS / f"{nom}.json").read_text(encoding="utf-8")) for nom in NOMS]
    for brut, code in zip(bruts, ("nord", "nord", "sud"), strict=True):
        brut["operation"]["relais"] = code
    with unit_of_work() as session:
        importer(session, [lire_dossier(un) for un in bruts], acteur="test")


def consolider(visiteur, **champs):
    return visiteur.poster("/reseau/consolidation", **({"annee": "2026", "depuis": "", "relais": ""} | champs))


def test_each_relay_has_its_line_and_leads_to_its_operations(deux_relais):
    """By its name where it says one; from there to the list of that relay only."""
    decrire(IDENTITE)
    visiteur = Visiteur(role=Role.ANIMATEUR)
    page = visiteur.voir("/reseau")
    assert {un.text for un in page.select("tbody th bdi")} == {DES_REGLAGES, NOM, "nord"}
    assert manque(page, "nord") == {"Heures contestées, en lignes": 1, "Heures à valider, en lignes": 1}
    lien = page.find("a", string=NOM)["href"]
    assert len(visiteur.voir(lien).select("tbody th")) == 1
    assert len(visiteur.voir("/operations?relais=nord").select("tbody th")) == 2
    choisi = visiteur.voir(lien).select_one("#relais option[selected]")
    assert (choisi["value"], choisi.text) == ("sud", NOM)


def manque(page, relais):
    """What the line of a relay says of what it lacks, zeros left out."""
    cases = page.find("a", string=relais).find_parent("tr").select("td")[3:]
    dits = {case.span.text: int(case.span.next_sibling) for case in cases}
    return {quoi: combien for quoi, combien in dits.items() if combien}


def test_a_year_is_added_up_shown_and_downloaded(deux_relais):
    """The same figures as the command's; bars with their table; the three files; the journal."""
    decrire(IDENTITE)
    visiteur = Visiteur(role=Role.ANIMATEUR)
    adresse = consolider(visiteur).headers["location"]
    page = visiteur.voir(adresse)
    attendu = reseau.resume(acces(Role.ANIMATEUR), Demande(depuis=2026, annee=2026)).totaux
    assert f"Personnes {attendu['personnes_distinctes']}" in visiteur.mots(page.select_one(".totaux"))
    titres = [un.text for un in page.select(".barres caption")]
    assert titres == [
        "Heures validées par mois",
        "Heures validées par modalité",
        "Heures validées par employeur et contrat",
    ]
    assert "les effectifs sont trop petits pour être montrés" in visiteur.mots(page.main)
    largeurs = [float(un["width"]) for un in page.select_one(".barres").select("rect")]
    assert max(largeurs) == 100
    assert [un.bdi.text for un in page.select("details summary")] == ["nord", NOM]
    lots = visiteur.get(page.select_one('a[href$="genre=csv"]')["href"]).content.decode("utf-8-sig")
    assert {ligne.split(";")[0] for ligne in lots.splitlines()} >= {"nord", NOM}
    debuts = {"pdf": b"%PDF", "xlsx": b"PK", "csv": b"\xef\xbb\xbf"}
    for genre, debut in debuts.items():
        lien = page.select_one(f'a[href$="genre={genre}"]')["href"]
        assert visiteur.get(lien).content.startswith(debut)
    with lecture() as session:
        assert [une.acteur for une in journal.du_genre(session, "consolidation_produite")] == [
            "animateur-seul@relais.example"
        ]


def acces(role, relais=None):
    return Acces(compte=1, nom="Marie Dupré", role=role, relais=relais)


def test_a_relay_sees_its_own_line_and_consolidates_itself_only(deux_relais):
    """Neither the other nor the whole, by the page or below it."""
    decrire(IDENTITE)
    visiteur = Visiteur(role=Role.RESPONSABLE, relais=("sud",))
    page = visiteur.voir("/reseau")
    assert [un.text for un in page.select("tbody th bdi")] == [NOM]
    assert [un.text for un in page.select("#relais option")] == [NOM]
    assert [un["value"] for un in page.select("#relais option")] == ["sud"]
    for relais in ("", "nord", "ailleurs"):
        assert consolider(visiteur, relais=relais).status_code == 403
        assert visiteur.get(f"/reseau/consolidation?annee=2026&relais={relais}").status_code == 403
        assert visiteur.get(f"/reseau/consolidation/fichier?annee=2026&relais={relais}").status_code == 403
    assert visiteur.get("/reseau/consolidation?annee=2026&relais=sud").status_code == 404
    with lecture() as session:
        sud = next(un.id for un in depot_relais.lister(session) if un.code == "sud")
    with pytest.raises(AccesRefuse):
        reseau.produire(acces(Role.RESPONSABLE, frozenset({sud})), Demande(depuis=2026, annee=2026))
    assert visiteur.voir("/operations?relais=nord").select("tbody th") == []


@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.LECTURE, Role.ADMINISTRATEUR])
def test_who_does_not_consolidate_sees_none_of_it(installation, role):
    visiteur = Visiteur(role=role)
    assert visiteur.get("/reseau").status_code == 403
    assert consolider(visiteur).status_code == 403
    with pytest.raises(AccesRefuse):
        reseau.produire(acces(role), Demande(depuis=2026, annee=2026))


@pytest.mark.parametrize(
    ("champs", "ou", "dit"),
    [({"annee": "26"}, "annee", "une année de quatre chiffres"), ({"depuis": "2030"}, "depuis", "vient après")],
)
def test_a_year_that_is_none_is_told_at_its_field(deux_relais, champs, ou, dit):
    reponse = consolider(Visiteur(role=Role.ANIMATEUR), **champs)
    assert reponse.status_code == 422
    assert f'id="{ou}-faute"' in reponse.text
    assert dit in reponse.text


def test_without_relay_or_activity_the_page_says_so(installation):
    visiteur = Visiteur(role=Role.ANIMATEUR)
    assert "Aucun relais pour l’instant" in visiteur.mots(visiteur.voir("/reseau").main)
    with unit_of_work() as session:
        depot_relais.retenir(session, LONG)
    assert consolider(visiteur, annee="2030").headers["location"] == "/reseau"
    assert "aucune opération n’a d’activité" in visiteur.mots(visiteur.voir("/reseau").select_one(".annonce"))


def test_twenty_five_relays_take_the_same_number_of_statements_as_one(installation):
    visiteur = Visiteur(role=Role.ANIMATEUR)
    semer(reference="R-0", relais="r0", intitule="École")
    une = ordres(visiteur)
    with unit_of_work() as session:
        for rang in range(1, 25):
            depot_relais.retenir(session, f"r{rang}")
    semer(reference="R-9", relais="r9", intitule="Gymnase")
    assert ordres(visiteur) == une
    assert len(visiteur.voir("/reseau").select("tbody th")) == 26


def ordres(visiteur):
    compte = []

    def noter(*_arguments):
        compte.append(1)

    moteur = get_engine(get_settings().base)
    visiteur.voir("/reseau")
    event.listen(moteur, "before_cursor_execute", noter)
    visiteur.voir("/reseau")
    event.remove(moteur, "before_cursor_execute", noter)
    return len(compte)
