"""The Word templates from the portal: seen by all, changed by who settles the relay, never without examination."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from modeles_abimes import membres, remplace
from visiteur import Visiteur

from documents.archive import archive
from documents.word import GABARITS
from metier.roles import Role
from sqlmodel_store.depots import journal
from sqlmodel_store.depots import relais as depot_relais
from sqlmodel_store.session import lecture, unit_of_work

C0 = GABARITS / "marches/c0_reponse.docx"
ICI = "/modeles/c0_reponse"


@pytest.fixture
def responsable(installation, monkeypatch):
    """Previews are the document, LibreOffice being set aside."""
    monkeypatch.setattr("documents.verification.apercu.shutil.which", lambda _nom: None)
    return Visiteur(role=Role.RESPONSABLE)


def edite(edition):
    """The supplied reply with an edition of the relay's."""
    tous = membres(C0.read_bytes())
    return archive(
        tous | {"docProps/custom.xml": tous["docProps/custom.xml"].replace(b">2026.11<", f">{edition}<".encode())}
    )


def deposer(visiteur, octets, chemin=ICI):
    jeton = {"jeton_csrf": visiteur.jeton()}
    return visiteur.client.post(chemin, data=jeton, files={"fichier": ("ma réponse.docx", octets)})


def en_service(visiteur):
    return visiteur.mots(visiteur.voir(ICI).select_one("#en-service").find_parent("section"))


def test_every_template_is_listed_with_its_edition(responsable):
    """By kind of document; each opens on its fields and leads to its file."""
    page = responsable.voir("/modeles")
    assert [un.text for un in page.select("h2")][:2] == ["Pièces de marché", "Calibrage"]
    assert len(page.select("tbody tr")) == len(list(GABARITS.rglob("*.docx")))
    ligne = page.find("a", string="Réponse de prise en charge").find_parent("tr")
    assert "C0 Réponse de prise en charge c0_reponse" in responsable.mots(ligne)
    assert "2026.11" in ligne.text
    assert "garde.reference" in responsable.mots(responsable.voir(ICI).select_one(".champs-modele"))
    assert responsable.get(f"{ICI}/fichier").content == C0.read_bytes()
    assert responsable.get("/modeles/z9_rien").status_code == 404


def test_a_template_is_looked_at_before_it_is_in_use_and_can_be_put_back(responsable, installation):
    """Sent, examined, put in use; then a second; then the first again; then the supplied one. Nothing is lost."""
    examen = deposer(responsable, edite("MIENNE-1")).headers["location"]
    page = responsable.voir(examen)
    assert "n’est pas encore en service" in responsable.mots(page.main)
    assert responsable.get(page.select_one('a[href$="c0_reponse-apercu.docx"]')["href"]).content[:2] == b"PK"
    assert "Le modèle fourni, édition 2026.11" in en_service(responsable)
    empreinte = examen.rpartition("/")[2]
    assert installer(responsable, empreinte).headers["location"] == ICI
    assert "du relais , édition MIENNE-1" in en_service(responsable)
    assert "C’est le modèle en service" in responsable.mots(responsable.voir(examen).main)
    assert str(datetime.now(UTC).year) in responsable.voir("/modeles").select_one(f'a[href="{examen}"]').text
    mettre_apres_echange(responsable, installation, edite("MIENNE-2"))
    assert responsable.poster(f"{ICI}/remettre", empreinte=empreinte).headers["location"] == ICI
    assert "édition MIENNE-1" in en_service(responsable)
    assert b"MIENNE-1" in membres(responsable.get(f"{ICI}/versions/{empreinte}").content)["docProps/custom.xml"]
    assert "1 modèle est le vôtre" in responsable.mots(responsable.voir("/modeles").main)
    assert responsable.poster(f"{ICI}/retirer").headers["location"] == ICI
    assert "Le modèle fourni" in en_service(responsable)
    assert len(responsable.voir(ICI).select('form[action$="/remettre"]')) == 2
    with lecture() as session:
        actes = [une.evenement for une in journal.lister(session) if une.evenement.startswith("modele_")]
    assert actes == ["modele_installe", "modele_installe", "modele_installe", "modele_retire"]
    assert responsable.get("/readyz").json()["modeles"] == "en ordre"


def installer(visiteur, empreinte):
    return visiteur.poster(f"{ICI}/installer", empreinte=empreinte)


def mettre_apres_echange(visiteur, maison, octets):
    """Put in use what was examined; never the file that took its place on the disk."""
    empreinte = deposer(visiteur, octets).headers["location"].rpartition("/")[2]
    (garde,) = (maison / "modeles").rglob("modele.docx")
    garde.write_bytes(C0.read_bytes())
    assert "n’est plus là" in installer(visiteur, empreinte).text
    garde.write_bytes(octets)
    assert installer(visiteur, empreinte).headers["location"] == ICI
    assert "édition MIENNE-2" in en_service(visiteur)


def test_a_template_that_cannot_be_used_is_refused_in_the_words_of_the_command(responsable, installation):
    """The same sentences; nothing is kept of it."""
    fautif = remplace("word/document.xml", "destinataire", "destinatire")
    for octets, dit in (
        (fautif, "destinatire"),
        (b"%PDF-1.7", "PDF"),
        (C0.read_bytes()[:2000], "tronqué"),
        (b"", "Aucun fichier"),
    ):
        refuse = deposer(responsable, octets)
        assert refuse.status_code == 422
        assert dit in refuse.text
    assert "Le modèle fourni" in en_service(responsable)
    assert list((installation / "modeles").rglob("*.docx")) == []


@pytest.mark.parametrize("geste", ["installer", "remettre"])
@pytest.mark.parametrize("empreinte", ["0" * 12, "../../x", ""])
def test_what_was_never_examined_is_never_put_in_use(responsable, geste, empreinte):
    reponse = responsable.poster(f"{ICI}/{geste}", empreinte=empreinte)
    assert reponse.status_code == 422
    assert "n’est plus là" in reponse.text


@pytest.mark.parametrize(
    ("role", "relais"),
    [
        (Role.FACILITATEUR, ("nord",)),
        (Role.LECTURE, ("nord",)),
        (Role.ANIMATEUR, ()),
        pytest.param(Role.RESPONSABLE, ("nord",), id="of one relay of two"),
    ],
)
def test_who_reads_sees_the_templates_and_changes_none(installation, role, relais):
    """No button; the act refuses whoever forges the form."""
    visiteur = Visiteur(role=role, relais=relais)
    with unit_of_work() as session:
        for code in ("nord", "sud"):
            depot_relais.retenir(session, code)
    assert visiteur.voir("/modeles")
    assert visiteur.voir(ICI).select("main button") == []
    assert visiteur.get(f"{ICI}/fichier").status_code == 200
    for geste in ("", "/verifier", "/installer", "/remettre", "/retirer"):
        assert visiteur.poster(f"{ICI}{geste}", empreinte="0" * 12).status_code == 403


@pytest.mark.long
def test_the_preview_is_drawn_page_by_page(installation):
    """With LibreOffice: pictures in the page, and the PDF to download."""
    visiteur = Visiteur(role=Role.RESPONSABLE)
    page = visiteur.voir(visiteur.poster(f"{ICI}/verifier").headers["location"])
    images = [un["src"] for un in page.select(".apercu img")]
    assert images
    assert visiteur.get(images[0]).content.startswith(b"\x89PNG")
    assert visiteur.get(page.select_one('a[href$=".pdf"]')["href"]).content.startswith(b"%PDF")
