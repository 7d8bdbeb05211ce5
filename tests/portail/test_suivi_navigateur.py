"""A facilitateur's mails, notes and documents in a real browser, with and without scripts; axe on each page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from navigateur import CHROMIUM, fautes, navigateur, ouvrir
from operations_en_base import demandes_de, documents_de
from sqlalchemy import update
from sqlmodel import col
from visiteur import entrer

from courrier.messages import Message
from metier.roles import Role
from sqlmodel_store.depots import adresses_en_cause, operations
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant
from sqlmodel_store.session import unit_of_work
from workflows.actes import production

pytestmark = [
    pytest.mark.reseau,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)"),
]
LONGUE = "service-des-marches-publics-et-de-la-commande.{}@communaute-de-communes-du-val-de-brielle.example"
OBJET = "Demande des heures d’insertion de septembre 2026, lot n° 3 gros œuvre et démolitions intérieures"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>"


@pytest.fixture
def en_peine(menee, monkeypatch):
    """The operation led to its consultation, a mail in doubt, one refused, one kept for a wrong address."""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with unit_of_work() as session:
        numero = operations.exiger(session, menee).id
        for rang in range(3):
            message = Message(
                cle=f"z:{rang}", destinataire=LONGUE.format(rang), objet=OBJET, texte="Bonjour", html="<p>Bonjour</p>"
            )
            production.poster(session, message, numero)
        for rang, etat in enumerate((EtatSortant.INCERTAIN, EtatSortant.REFUSE)):
            ordre = update(CourrierSortant).where(col(CourrierSortant.cle) == f"z:{rang}")
            session.execute(ordre.values(etat=etat, essais=1, doute_depuis=datetime.now(UTC), reponse="550 5.7.1 non"))
        adresses_en_cause.marquer_adresse_en_cause(session, LONGUE.format(2), "550 5.1.1 User unknown in mailbox table")
    return menee


@pytest.mark.parametrize(
    ("largeur", "scripts"),
    [
        pytest.param(390, False, id="phone, no script"),
        pytest.param(1280, True, id="desk", marks=pytest.mark.long),
    ],
)
def test_a_doubt_is_settled_a_note_kept_a_signed_file_joined(en_peine, servi, tmp_path, largeur, scripts):
    """From the day's work to the mail and back; the reminder is in the day's work; the signed file is shown."""
    (tmp_path / "signe.pdf").write_bytes(PDF)
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=entrer(Role.FACILITATEUR), largeur=largeur, scripts=scripts)
        page.goto("/")
        page.get_by_role("link", name="Vérifier si").click()
        assert page.url.endswith("/envois?liste=en_doute")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Il est parti").click()
        assert "1 courriel" in page.get_by_role("status").inner_text()
        page.goto(f"/operations/{en_peine}")
        page.get_by_text("Écrire une note").click()
        page.get_by_label("Note, pour le relais seulement").fill("Mme Renard rappelle jeudi")
        page.get_by_role("button", name="Enregistrer la note").click()
        assert page.locator(".note .texte").inner_text() == "Mme Renard rappelle jeudi"
        page.get_by_text("Me poser un rappel").click()
        page.get_by_label("Le", exact=True).fill("2026-09-04")
        page.get_by_label("Me rappeler de").fill("Relancer le service marchés")
        page.get_by_role("button", name="Poser le rappel").click()
        page.get_by_role("link", name="Joindre un document signé").click()
        page.get_by_label("Fichier").set_input_files(tmp_path / "signe.pdf")
        page.get_by_role("button", name="Joindre").click()
        assert "signes/piece-signe-1.pdf" in documents_de(en_peine)
        page.get_by_role("link", name="Aperçu de piece-signe-1.pdf").click()
        assert page.locator("iframe").is_visible()
        page.goto("/")
        assert page.get_by_role("link", name="Relancer le service marchés").is_visible()


@pytest.mark.parametrize(
    ("largeur", "sombre"),
    [
        pytest.param(390, False, id="phone by day"),
        pytest.param(1280, True, id="desk by night"),
        pytest.param(390, True, id="phone by night", marks=pytest.mark.long),
        pytest.param(1280, False, id="desk by day", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_wrong_on_these_pages(en_peine, servi, largeur, sombre):
    """Contrast included; long names make no page scroll sideways; nothing refused by the policies of frames."""
    demande = demandes_de(en_peine)[-1].id
    chemins = (
        *("/", "/envois", "/envois?liste=a_regler", "/envois/1", "/envois/registre", "/deroulements"),
        *(f"/operations/{en_peine}{suite}" for suite in ("", "/apercu/A3_ccap.docx", "/signer", "/refaire/dce")),
        f"/deroulements/demandes/{demande}",
    )
    dites, trouvees = [], {}
    with navigateur() as chromium:
        page = ouvrir(chromium, servi, session=entrer(Role.FACILITATEUR), largeur=largeur, sombre=sombre)
        page.on("console", lambda dit: dites.append(dit.text))
        for chemin in chemins:
            page.goto(chemin)
            page.evaluate("document.querySelectorAll('details').forEach(un => { un.open = true })")
            trouvees[chemin] = fautes(page)
            assert page.evaluate("document.documentElement.scrollWidth") == largeur, chemin
    assert {chemin: quoi for chemin, quoi in trouvees.items() if quoi} == {}
    assert dites == []
