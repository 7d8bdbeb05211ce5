"""The documents of an operation: read in the page, joined once signed, made again."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from operations_en_base import documents_de, evenements, semer
from visiteur import Visiteur

from config.paths import Paths
from config.settings import get_settings
from metier.cycle import Etape
from metier.roles import Role
from sqlmodel_store.depots import operations
from sqlmodel_store.session import unit_of_work
from workflows.actes.documents_signes import OCTETS_MAX

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def word(*noms):
    tampon = BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        for nom in ("[Content_Types].xml", "word/document.xml", *noms):
            archive.writestr(nom, "<x/>")
    return tampon.getvalue()


def joindre(visiteur, reference, octets, nom="Contrat Dupont.pdf", **champs):
    return visiteur.client.post(
        f"/operations/{reference}/signer",
        data={"jeton_csrf": visiteur.jeton(), **champs},
        files={"fichier": (nom, octets, "application/x-anything")},
    )


def sur_disque(reference, fichier):
    return (Paths(get_settings().home).documents(reference) / fichier).read_bytes()


def test_documents_are_read_in_the_page(menee):
    """Word as the page it prints, in a frame that runs nothing; the notice as text; a zip is only saved."""
    visiteur = Visiteur(role=Role.FACILITATEUR)
    fiche = visiteur.voir(f"/operations/{menee}")
    liens = [lien["href"] for lien in fiche.select("a.apercevoir")]
    a3 = next(lien for lien in liens if "A3" in lien)
    page = visiteur.voir(a3)
    cadre = page.select_one("iframe")
    assert cadre.has_attr("sandbox")
    vue = visiteur.get(cadre["src"])
    assert "clause" in vue.text.lower()
    assert "<script" not in vue.text
    assert "sandbox" in vue.headers["content-security-policy"]
    assert vue.headers["content-disposition"] == "inline"
    assert "Pas d’aperçu" in visiteur.voir(f"/operations/{menee}/apercu/dce-{menee}.zip").main.text
    assert visiteur.get(f"/operations/{menee}/vue/dce-{menee}.zip").status_code == 404
    assert visiteur.get(f"/operations/{menee}/vue/LISEZMOI.txt").status_code == 200
    for chemin in ("apercu/inconnu.docx", "vue/..%2F..%2Frelais.db", "vue/inconnu.pdf"):
        assert visiteur.get(f"/operations/{menee}/{chemin}").status_code == 404


@pytest.mark.parametrize(
    ("octets", "suffixe"),
    [
        pytest.param(PDF, ".pdf", id="pdf"),
        pytest.param(PNG, ".png", id="picture"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"0" * 20, ".jpg", id="photo"),
        pytest.param(word(), ".docx", id="word"),
    ],
)
def test_a_signed_document_is_kept_among_the_others(installation, octets, suffixe):
    """Under a name of our own: the sender's often names somebody; the same bytes twice are one document."""
    reference = semer()
    visiteur = Visiteur(role=Role.FACILITATEUR)
    for _ in range(2):
        assert joindre(visiteur, reference, octets, intitule="acte d’engagement du lot 1").status_code == 303
    ((fichier, ligne),) = documents_de(reference).items()
    assert fichier == f"signes/piece-signe-1{suffixe}"
    assert sur_disque(reference, fichier) == octets
    assert "Dupont" not in ligne.donnees
    documents = visiteur.partie(f"/operations/{reference}", "Documents")
    assert "Acte d’engagement du lot 1" in documents
    assert [un.evenement for un in evenements(reference) if "document" in un.evenement] == ["document_signe"]
    assert "Document signé joint" in visiteur.partie(f"/operations/{reference}", "Journal")
    assert visiteur.get(f"/operations/{reference}/documents/{fichier}").content == octets


def test_a_signed_pdf_is_shown_by_the_reader_s_own_viewer(installation):
    reference = semer()
    visiteur = Visiteur(role=Role.FACILITATEUR)
    joindre(visiteur, reference, PDF)
    vue = visiteur.get(f"/operations/{reference}/vue/signes/piece-signe-1.pdf")
    assert (vue.content, vue.headers["content-type"]) == (PDF, "application/pdf")
    assert "sandbox" not in vue.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in vue.headers["content-security-policy"]
    assert not visiteur.voir(f"/operations/{reference}/apercu/signes/piece-signe-1.pdf").iframe.has_attr("sandbox")


def test_it_may_say_which_document_it_signs(menee):
    visiteur = Visiteur(role=Role.FACILITATEUR)
    choix = visiteur.voir(f"/operations/{menee}/signer").select("#document option[value]")
    a3 = next(une["value"] for une in choix if "A3" in une["value"])
    joindre(visiteur, menee, PDF, document=a3)
    assert any(nom.startswith("signes/A3") and nom.endswith("-signe-1.pdf") for nom in documents_de(menee))
    assert joindre(visiteur, menee, PNG, document="ailleurs.docx").status_code == 422


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        pytest.param(b"", "aucun fichier choisi", id="nothing"),
        pytest.param(b"MZ\x90\x00 programme", "ce n’en est pas un", id="a program"),
        pytest.param(b"<html><script>alert(1)</script>", "ce n’en est pas un", id="a page"),
        pytest.param(word("word/vbaProject.bin"), "ce n’en est pas un", id="macros"),
        pytest.param(PDF + b"0" * OCTETS_MAX, "plus de 15 Mo", id="too heavy"),
    ],
)
def test_what_is_no_signed_document_is_refused(installation, octets, phrase):
    """One sentence, what was typed kept, nothing written."""
    reference = semer()
    refus = joindre(Visiteur(role=Role.FACILITATEUR), reference, octets, intitule="mandat")
    assert refus.status_code == 422
    assert phrase in refus.text
    assert 'value="mandat"' in refus.text
    assert documents_de(reference) == {}
    assert not (Paths(get_settings().home).documents(reference) / "signes").exists()


def test_who_does_not_drive_joins_and_makes_nothing(menee):
    visiteur = Visiteur(role=Role.LECTURE)
    assert joindre(visiteur, menee, PDF).status_code == 403
    assert visiteur.poster(f"/operations/{menee}/refaire/dce").status_code == 403
    gestes = '[href$="/signer"], [href*="/refaire/"]'
    assert Visiteur(role=Role.FACILITATEUR).voir(f"/operations/{menee}").select(gestes)
    assert visiteur.voir(f"/operations/{menee}").select(gestes) == []


def test_the_pieces_are_made_again_from_what_the_operation_says_now(menee):
    """First which would change, nothing being written; then made; the step and the mails stay as they were."""
    visiteur = Visiteur(role=Role.FACILITATEUR)
    chemin = f"/operations/{menee}/refaire/dce"
    assert "Rien ne changerait" in visiteur.voir(chemin).main.text
    with unit_of_work() as session:
        operations.exiger(session, menee).intitule = "Groupe scolaire des Quatre Vents"
    avant = documents_de(menee)
    prevu = visiteur.voir(chemin)
    assert "Ce qui change" in prevu.main.text
    assert {nom: un.sha256 for nom, un in documents_de(menee).items()} == {n: un.sha256 for n, un in avant.items()}
    visiteur.poster(chemin)
    apres = documents_de(menee)
    changes = [nom for nom in apres if apres[nom].sha256 != avant[nom].sha256]
    assert any("A3" in nom for nom in changes)
    assert len([un for un in evenements(menee) if un.evenement == "document_refait"]) == 1
    with unit_of_work() as session:
        operation = operations.exiger(session, menee)
        assert operation.etape is Etape.CONSULTATION
        operation.publication = operation.date_avis
    assert visiteur.poster(chemin).status_code == 303
    assert "ne se refont plus" in visiteur.voir("/operations").select_one(".annonce").text
    assert visiteur.get(f"/operations/{menee}/refaire/tout").status_code == 404
