"""What a hostile visitor may try: every route, every role, addresses, headers and bodies that are not ours."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import urlsplit

import pytest
from acheteur import MARCHE, PIECES
from fastapi.testclient import TestClient
from mois_a_declarer import TREMPLIN, charger, contrat, dossier, partis
from operations_en_base import semer
from visiteur import ICI, Visiteur, application

from config.settings import get_settings
from metier.droits import DE_TOUT_LE_RESEAU, DROITS, Droit
from metier.periodes import Mois
from metier.roles import Role
from portail import debit
from portail.acces import est_d_entree, est_publique
from portail.comptes import mots_de_passe
from portail.debit import Debit
from portail.telechargement import livrer
from sqlmodel_store.session import unit_of_work
from workflows.actes import jetons

CHEMINS = application().openapi()["paths"]
ROUTES = sorted((chemin, methode) for chemin, methodes in CHEMINS.items() for methode in methodes)
LECTURES = [chemin for chemin, methode in ROUTES if methode == "get"]
PRIVEES = [un for un in LECTURES if not est_publique(un) and not est_d_entree(un)]
AILLEURS = "pirate.example"
RESERVEES = {
    "/comptes": Droit.GERER_COMPTES,
    "/reglages": Droit.REGLER,
    "/operations": Droit.LIRE,
    "/mois": Droit.LIRE,
    "/notifications": Droit.LIRE,
    "/envois": Droit.LIRE,
}


@pytest.fixture
def sans_limite(installation, monkeypatch):
    """The calls of a whole test come from one address."""
    monkeypatch.setenv("RELAIS_PORTAIL_DEBIT", "0")
    monkeypatch.setattr(debit, "_DEBIT", Debit())
    get_settings.cache_clear()
    return installation


def remplir(chemin, valeur="1"):
    return re.sub(r"\{\w+(:path)?\}", lambda _: valeur, chemin)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_breaks_a_page_and_none_opens_what_is_not_its_own(sans_limite, role):
    """Every page that is read: shown, redirected, refused or unknown; 403 on those that take a right it has not."""
    semer(reference="R-nord", relais="nord", intitule="Chantier secret du nord")
    ailleurs = () if role in DE_TOUT_LE_RESEAU else ("sud",)
    visiteur = Visiteur(role=role, relais=ailleurs)
    statuts = {chemin: visiteur.get(remplir(chemin, "R-nord")) for chemin in PRIVEES}
    assert {un.status_code for un in statuts.values()} <= {200, 303, 403, 404, 410, 422}
    for chemin, droit in RESERVEES.items():
        assert (statuts[chemin].status_code == 403) is (droit not in DROITS[role]), chemin
    if ailleurs:
        assert not [chemin for chemin, reponse in statuts.items() if "secret" in reponse.text]


def test_every_answer_carries_its_policy_whatever_its_status(sans_limite, etranger):
    """Pages, refusals, redirections, files: own resources only, no script in a page; only static files are kept."""
    visiteur = Visiteur(role=Role.RESPONSABLE)
    reponses = [visiteur.get(remplir(chemin)) for chemin in LECTURES]
    reponses += [etranger.client.request(methode, remplir(chemin)) for chemin, methode in ROUTES]
    reponses += [etranger.client.request("PATCH", "/clauses"), etranger.get("/static/rien.css")]
    assert {200, 303, 403, 404, 405, 410, 415} <= {un.status_code for un in reponses}
    for reponse in reponses:
        politique = reponse.headers["content-security-policy"]
        assert "default-src 'self'" in politique or "default-src 'none'" in politique
        assert "unsafe" not in politique.replace("style-src 'unsafe-inline'", "")
        assert "script-src 'unsafe" not in politique
        assert reponse.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors" in politique
        if not reponse.request.url.path.startswith("/static"):
            assert reponse.headers["cache-control"] == "no-store"


def test_no_answer_leads_elsewhere_whatever_the_host_and_the_path(sans_limite):
    """Redirections stay here: no address is made of what the request says of its host."""
    for base in (ICI, f"http://{AILLEURS}"):
        visiteurs = [Visiteur(adresse=base), Visiteur(adresse=base, role=Role.FACILITATEUR)]
        for visiteur in visiteurs:
            for chemin in (
                "//" + AILLEURS,
                f"/{AILLEURS}//",
                "/operations/",
                "/clauses/",
                "/healthz/",
                "/\\" + AILLEURS,
            ):
                reponse = visiteur.client.get(base + chemin, headers={"X-Forwarded-Host": AILLEURS})
                ou = urlsplit(reponse.headers.get("location", ""))
                assert ou.netloc == "", chemin
                assert not ou.path.startswith("//")


TRAVERSEES = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%00",
    "a%0d%0aSet-Cookie:%20a=b",
    "..\\..\\relais.db",
    "%c0%ae%c0%ae/secrets/liens",
)


def test_no_path_leaves_its_folder(sans_limite):
    """Neither the files of the machine nor those of the home: secrets, database, received mail."""
    reference = semer()
    visiteur = Visiteur(role=Role.RESPONSABLE)
    a_parametre = [un.replace("{reference}", reference) for un in LECTURES if "{" in un]
    for route in (*a_parametre, "/static/{x}"):
        for chemin in TRAVERSEES:
            reponse = visiteur.get(remplir(route, chemin))
            assert reponse.status_code in {200, 303, 400, 403, 404, 410, 422}, route
            assert "root:" not in reponse.text
            assert not reponse.content.startswith(b"SQLite format")
            assert "a=b" not in reponse.headers.get("set-cookie", "")


def test_a_file_name_never_adds_a_header():
    """Line breaks and quotes in the name of a document stay in the name."""
    disposition = livrer('a"\r\nSet-Cookie: a=b\u202e.docx', b"x").headers["content-disposition"]
    assert "\r" not in disposition
    assert "\n" not in disposition
    assert disposition.count('"') == 2


def test_links_in_mails_come_from_the_settings_never_from_the_request(sans_limite, monkeypatch):
    """A request that names another host sends nobody there: password, buyer's demand."""
    monkeypatch.setenv("RELAIS_PORTAIL_URL", "https://portail.relais.example")
    get_settings.cache_clear()
    Visiteur(role=Role.FACILITATEUR)
    pirate = Visiteur(adresse="https://" + AILLEURS)
    assert pirate.poster("/mot-de-passe", courriel="facilitateur-seul@relais.example").status_code == 200
    demande = MARCHE | PIECES | {"courriel": "achats@ville.example", "message": "Avis en décembre."}
    assert pirate.client.post("/clauses/facilitateur", data=demande).status_code == 200
    ecrits = [un.octets for un in partis()] + [un.read_bytes() for un in sans_limite.rglob("*.eml")]
    assert len(ecrits) > 1
    assert not [un for un in ecrits if AILLEURS.encode() in un]


def test_the_cookie_of_a_session_opens_no_public_page_and_a_token_serves_its_own_visit_only(sans_limite):
    """A foreign page can borrow neither the cookie nor the token of another visit."""
    mien, autre = Visiteur(role=Role.FACILITATEUR), Visiteur(role=Role.RESPONSABLE)
    reponse = mien.client.post("/operations/nouvelle", data={"jeton_csrf": autre.jeton("/")})
    assert reponse.status_code == 403
    for chemin in ("/clauses", "/clauses/modeles", "/declaration/x", "/choix/x", "/pieces/x"):
        publique = mien.get(chemin)
        assert "set-cookie" not in publique.headers
        assert "jeton_csrf" not in publique.text
        assert "Déconnexion" not in publique.text


def test_a_password_is_checked_as_long_whether_the_account_exists_or_not(sans_limite, monkeypatch):
    """One hash is computed in either case, and none before the attempt is counted."""
    verifiees = []
    monkeypatch.setattr(mots_de_passe, "_leurre", lambda: "$argon2id$leurre")

    def verifier(empreinte, _propose):
        verifiees.append(empreinte)
        return False

    monkeypatch.setattr(mots_de_passe._HACHEUR.__class__, "verify", lambda _soi, *mots: verifier(*mots))
    visiteur = Visiteur()
    Visiteur(role=Role.FACILITATEUR)
    for courriel in ("facilitateur-seul@relais.example", "personne@relais.example"):
        assert visiteur.poster("/connexion", courriel=courriel, mot_de_passe="x" * 20).status_code == 422
    assert len(verifiees) == 2


def bombe(octets):
    """A workbook of a few kilobytes that says it holds far more."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * octets)
    return tampon.getvalue()


def test_a_bomb_in_a_workbook_is_refused_before_it_is_inflated(sans_limite):
    """On the page of a company, which needs no account."""
    charger(dossier(contrats=[contrat("k1")]))
    with unit_of_work() as session:
        lien = "/declaration/" + jetons.lien_de_declaration(session, TREMPLIN, Mois(2026, 11)).rpartition("/")[2]
    client = TestClient(application(), base_url=ICI, client=("192.0.2.9", 5000))
    reponse = client.post(f"{lien}/releve", files={"fichier": ("h.xlsx", bombe(60_000_000))})
    assert reponse.status_code == 422
    assert "Ce fichier n’a pas été repris" in reponse.text
