"""The portal: the list of operations, probes, headers, errors that say what to do."""

from __future__ import annotations

import gc
import logging
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient
from visiteur import ICI, Visiteur, application

from config.horloge import maintenant
from config.paths import Paths
from config.settings import get_settings
from metier.courriers import NatureCourrier
from metier.cycle import Etape
from metier.roles import Role
from portail.app import creer_app
from portail.liste import PAR_PAGE
from sqlmodel_store.depots import courriers_entrants, operations
from sqlmodel_store.migration import migrer
from sqlmodel_store.modeles.courriers import CourrierEntrant, EtatEntrant
from sqlmodel_store.session import unit_of_work
from workflows.service_prefect import EtatService, ecrire_etat


def client():
    return TestClient(application(), base_url=ICI, client=("127.0.0.1", 50000))


@pytest.fixture
def base(home, base_sqlite, monkeypatch):
    home.mkdir()
    monkeypatch.setenv("RELAIS_DATABASE_URL", base_sqlite)
    monkeypatch.setenv("RELAIS_DATE", "2026-11-25")
    get_settings.cache_clear()
    return home


@pytest.fixture
def connecte(base, visiteur):
    return visiteur.client


@pytest.fixture
def semer(base):
    def creer(reference, etape=Etape.SIGNALEE, echeance=None, **champs):
        with unit_of_work() as session:
            operation = operations.creer(session, reference, le=date(2026, 11, 2), etape=etape)
            operation.echeance = echeance
            for nom, valeur in champs.items():
                setattr(operation, nom, valeur)

    return creer


def soupe(reponse):
    return BeautifulSoup(reponse.text, "html.parser")


def references(reponse):
    return [cellule.text for cellule in soupe(reponse).select("tbody th")]


def test_the_list_shows_each_operation_and_what_it_waits_for(semer, connecte):
    """Reference, title, buyer, step, what is awaited, from whom, before when."""
    semer(
        "2026-THI-014",
        Etape.REDACTION,
        date(2026, 12, 4),
        intitule="Groupe scolaire des Trois Rivières",
        maitre_ouvrage_nom="Communauté de communes du Val de Brielle",
    )
    ligne = " ".join(soupe(connecte.get("/operations")).select_one("tbody tr").get_text(" ").split())
    for attendu in (
        "2026-THI-014",
        "Groupe scolaire des Trois Rivières",
        "Communauté de communes du Val de Brielle",
        "rédaction",
        "Rédiger les pièces de marché",
        "facilitateur",
        "Avant le 4 décembre 2026",
    ):
        assert attendu in ligne
    assert "en retard" not in ligne


def test_what_is_overdue_says_so_and_comes_first_what_is_over_last(semer, connecte):
    """Order: the most pressing date, then what has no date, then what is closed."""
    semer("close", Etape.CLOSE, date(2026, 1, 1))
    semer("sans-date", Etape.SUIVI)
    semer("plus-tard", Etape.CALIBRAGE, date(2026, 12, 1))
    semer("en-retard", Etape.CALIBRAGE, date(2026, 11, 24))
    semer("du-jour", Etape.CALIBRAGE, date(2026, 11, 25))
    reponse = connecte.get("/operations")
    assert references(reponse) == ["en-retard", "du-jour", "plus-tard", "sans-date", "close"]
    lignes = soupe(reponse).select("tbody tr")
    assert ["en retard" in ligne.text for ligne in lignes] == [True, False, False, False, False]


def test_the_list_tells_what_presses_most_as_the_day_does_even_of_what_is_over(semer, connecte):
    """Answers that nobody read, on a step that has time and on a closed operation: the late state finds both."""
    semer("a-temps", Etape.CALIBRAGE, date(2026, 12, 20))
    semer("en-cours", Etape.CALIBRAGE, date(2026, 12, 4))
    semer("close", Etape.CLOSE)
    _repondre("en-cours", "close")
    reponse = connecte.get("/operations")
    assert references(reponse) == ["en-cours", "a-temps", "close"]
    presse, autre, close = [" ".join(une.get_text(" ").split()) for une in soupe(reponse).select("tbody tr")]
    for ligne in (presse, close):
        assert "Lire la réponse reçue le 01/06/2026" in ligne
        assert "Avant le 3 juin 2026 en retard" in ligne
    assert "et 1 autre action" in presse
    assert "Lire la réponse" not in autre
    assert references(connecte.get("/operations?etat=en_retard")) == ["en-cours", "close"]
    assert references(connecte.get("/operations?etat=en_retard&q=clos")) == ["close"]


def _repondre(*references):
    """An answer on each operation, received in June."""
    with unit_of_work() as session:
        for rang, reference in enumerate(references):
            session.add(
                CourrierEntrant(
                    boite="essai",
                    uidvalidity=1,
                    uid=rang,
                    sha256=f"{rang:064d}",
                    chemin=f"courrier/brut/{rang}.eml",
                    recu_le=datetime(2026, 6, 1, 9, tzinfo=UTC),
                    etat=EtatEntrant.TRAITE,
                    nature=NatureCourrier.REPONSE,
                    operation_id=operations.exiger(session, reference).id,
                )
            )


def test_what_a_buyer_wrote_is_text_never_markup(semer, connecte):
    """A title with tags is shown as it was written."""
    semer("R-1", intitule="<script>alert(1)</script> & « voirie »")
    reponse = connecte.get("/operations")
    assert "<script>alert" not in reponse.text
    assert "<script>alert(1)</script> & « voirie »" in soupe(reponse).text


def test_a_long_list_is_cut_into_pages(semer, connecte):
    """Fifty a page, neighbours linked; a page beyond the last is the last."""
    for rang in range(PAR_PAGE + 3):
        semer(f"R-{rang:03}")
    premiere = connecte.get("/operations")
    assert len(references(premiere)) == PAR_PAGE
    assert soupe(premiere).select_one("a[rel=next]")["href"] == "/operations?page=2"
    derniere = connecte.get("/operations?page=99")
    assert references(derniere) == ["R-050", "R-051", "R-052"]
    assert soupe(derniere).select_one("a[rel=prev]")["href"] == "/operations"


@pytest.mark.parametrize("chemin", ["/", "/operations"])
def test_an_empty_installation_says_what_to_do_first(base, connecte, chemin):
    """What is done in the pages first, the mail to drop at their head; commands folded; no empty table."""
    page = soupe(connecte.get(chemin))
    assert page.table is None
    assert [lien["href"] for lien in page.select(".vide ol a")] == [
        "/operations/nouvelle#courriel",
        "/operations/nouvelle",
        "/reprise",
    ]
    assert not page.select(".vide ol code")
    assert [code.text for code in page.select(".vide details:not([open]) code")] == [
        "./relais demo",
        ".eml",
        str(Paths(base).courrier_entrant),
        "./relais dossier importer FICHIER.json",
        "./relais diagnostic",
    ]


@pytest.mark.parametrize("role", [Role.LECTURE, Role.ANIMATEUR])
def test_an_empty_installation_asks_nothing_of_who_only_reads(base, role):
    vide = soupe(Visiteur(role=role).get("/")).select_one(".vide")
    assert not vide.select("a, code, ol")
    assert "dès qu’un facilitateur" in vide.text


def test_the_home_page_links_to_prefect_while_the_service_is_up_for_whoever_administers(base, connecte):
    """The address comes from what the service wrote; a facilitateur has no use for it."""
    responsable = Visiteur(role=Role.RESPONSABLE)
    assert "Prefect" not in responsable.get("/").text
    ecrire_etat(
        Paths(base),
        EtatService(pid=1, demarre_le="2026-11-25T08:00:00Z", portail=ICI, prefect="http://127.0.0.1:4200", api="x"),
    )
    assert soupe(responsable.get("/")).select_one("footer a")["href"] == "http://127.0.0.1:4200"
    assert "Prefect" not in connecte.get("/").text


def test_what_is_loaded_to_start_is_not_looked_at_for_garbage(home):
    """While it serves; a page would spend a sixth of its time there."""
    with TestClient(creer_app()):
        assert gc.get_freeze_count() > 10_000
    assert gc.get_freeze_count() == 0


def test_liveness_needs_nothing(home):
    """No database yet: alive all the same."""
    assert client().get("/healthz").json() == {"statut": "vivant"}


def test_readiness_needs_a_migrated_database_and_readable_templates(home, tmp_path, monkeypatch):
    """503 naming what is missing, then 200, with the age of the oldest mail not yet read."""
    monkeypatch.setattr("portail.preparation.GABARITS", tmp_path / "gabarits")
    home.mkdir()
    reponse = client().get("/readyz")
    assert reponse.status_code == 503
    assert reponse.json()["statut"] == "indisponible"
    assert "pas à jour" in reponse.json()["base"]
    assert reponse.json()["modeles"] == "aucun modèle Word trouvé"

    migrer()
    (tmp_path / "gabarits").mkdir()
    (tmp_path / "gabarits" / "a3.docx").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    reponse = client().get("/readyz")
    assert reponse.status_code == 200
    assert reponse.json() == {"statut": "pret", "base": "en ordre", "modeles": "en ordre", "courrier_attente_s": None}

    (home / "modeles").mkdir()
    (home / "modeles" / "mien.docx").write_text("pas un document")
    assert client().get("/readyz").json()["modeles"] == "modèles illisibles\u00a0: mien.docx"


def test_readiness_tells_how_long_the_oldest_mail_has_waited(base):
    """In seconds, from its arrival; a mail that was settled does not count."""
    with unit_of_work() as session:
        for uid, heures in ((1, 5), (2, 2)):
            arrivee = courriers_entrants.Arrivee(
                boite="b", uidvalidity=1, uid=uid, message_id=f"<{uid}>", sha256=str(uid), chemin=f"{uid}.eml",
                recu_le=maintenant() - timedelta(hours=heures),
            )  # fmt: skip
            courriers_entrants.enregistrer(session, arrivee)
        courriers_entrants.quarantaine(session, 1, "illisible")
    assert 7200 <= client().get("/readyz").json()["courrier_attente_s"] < 7260


def test_an_unreachable_database_is_not_ready_and_says_nothing_secret(home, monkeypatch):
    """503; neither the address nor the password of the database shows."""
    monkeypatch.setenv("RELAIS_DATABASE_URL", "postgresql+psycopg://u:motsecret@127.0.0.1:1/b")
    get_settings.cache_clear()
    reponse = client().get("/readyz")
    assert reponse.status_code == 503
    assert "motsecret" not in reponse.text


@pytest.mark.parametrize("chemin", ["/", "/healthz", "/nulle/part", "/static/relais.css"])
def test_every_answer_carries_the_security_headers(base, connecte, chemin):
    """Own resources only, no framing, no sniffing, no referrer to other sites; pages are never kept."""
    entetes = connecte.get(chemin).headers
    assert "default-src 'self'" in entetes["content-security-policy"]
    assert "frame-ancestors 'none'" in entetes["content-security-policy"]
    assert "unsafe" not in entetes["content-security-policy"]
    assert entetes["x-content-type-options"] == "nosniff"
    assert entetes["referrer-policy"] == "same-origin"
    assert entetes["cache-control"] == ("max-age=3600" if chemin.startswith("/static") else "no-store")


@pytest.mark.parametrize("chemin", ["/", "/nulle/part"])
def test_pages_hold_no_script_no_inline_style_nothing_from_elsewhere(semer, connecte, chemin):
    """The policy would block them; they must not be there in the first place."""
    semer("R-1", Etape.CALIBRAGE, date(2026, 11, 1))
    page = soupe(connecte.get(chemin))
    assert page.html["lang"] == "fr"
    assert page.title.text.endswith("– Relais")
    assert not [script for script in page.find_all("script") if script.text.strip() or not script.get("src")]
    assert not page.select("[style], style")
    for balise in page.select("link, img, script"):
        assert (balise.get("href") or balise.get("src")).startswith("/static/")


def test_the_files_that_pages_name_are_served(base, connecte):
    """Style sheets and icon answer, with their type."""
    page = soupe(connecte.get("/"))
    types = {
        connecte.get(lien.get("href") or lien["src"]).headers["content-type"].split(";")[0]
        for lien in page.select("link, script")
    }
    assert types == {"text/css", "image/svg+xml", "text/javascript"}


def test_a_page_that_does_not_exist_gives_a_reference_found_in_the_log(base, connecte, caplog):
    """404 in French; the log holds the reference and only the beginning of the path, which may be a secret link."""
    with caplog.at_level(logging.WARNING, "relais.portail"):
        reponse = connecte.get("/inconnue/jeton-secret?nom=martin")
    assert reponse.status_code == 404
    assert "Cette page n’existe pas" in reponse.text
    reference = soupe(reponse).select_one(".reference").text
    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{8}", reference)
    assert caplog.messages == [f"{reference} 404 GET /inconnue/…"]


def test_a_failure_of_ours_gives_a_reference_found_in_the_log_and_no_value(base, connecte, caplog, monkeypatch):
    """500 in French with its headers; the log holds where it happened, not what the error carried."""
    donnee = "Mme " + "Martin"

    def casser(*_voulus):
        raise RuntimeError(donnee)

    monkeypatch.setattr("portail.routes.accueil.lire_journee", casser)
    with caplog.at_level(logging.ERROR, "relais.portail"):
        reponse = connecte.get("/")
    assert reponse.status_code == 500
    assert "Martin" not in reponse.text
    assert "Traceback" not in reponse.text
    assert "default-src 'self'" in reponse.headers["content-security-policy"]
    reference = soupe(reponse).select_one(".reference").text
    assert caplog.messages[0].startswith(f"{reference} RuntimeError")
    assert "in casser" in caplog.text
    assert "Martin" not in caplog.text


@pytest.mark.parametrize(
    ("methode", "chemin", "statut"),
    [
        ("post", "/", 405),
        ("get", "/operations?page=zero", 422),
        ("get", "/operations?page=-1", 422),
        ("get", f"/operations?page={'9' * 30}", 422),
    ],
)
def test_a_request_that_makes_no_sense_is_answered_in_french(base, connecte, methode, chemin, statut):
    """A page, not the JSON of the framework."""
    reponse = getattr(connecte, methode)(chemin)
    assert reponse.status_code == statut
    assert reponse.headers["content-type"].startswith("text/html")
    assert soupe(reponse).select_one(".reference")


def test_the_interactive_documentation_is_off(base, connecte):
    """It would load scripts from elsewhere."""
    assert {connecte.get(chemin).status_code for chemin in ("/docs", "/redoc", "/openapi.json")} == {404}
