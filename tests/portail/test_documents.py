"""The files of an operation: those it has, under their names, and no other file of the machine."""

from __future__ import annotations

import asyncio
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from operations_en_base import JOUR, Annonce, semer
from visiteur import entrer

from metier.roles import Role
from portail.app import creer_app
from portail.telechargement import telecharger
from sqlmodel_store.depots import documents, operations
from sqlmodel_store.depots.documents import Produit
from sqlmodel_store.session import unit_of_work

MENEE = Annonce(JOUR).reference
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def demander(chemin):
    """The status and the text of a path that no client tidied: as the server decodes it from the wire."""
    recus = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": chemin, "raw_path": chemin.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000"), (b"cookie", f"relais-session={entrer(Role.FACILITATEUR)}".encode())],
        "client": ("127.0.0.1", 5000), "server": ("127.0.0.1", 8000),
    }  # fmt: skip

    async def recevoir():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def envoyer(message):
        recus.append(message)

    asyncio.run(creer_app()(scope, recevoir, envoyer))
    return recus[0]["status"], b"".join(un.get("body", b"") for un in recus).decode()


def enregistrer(reference, fichier):
    """A row that names a file, whatever that file is."""
    with unit_of_work() as session:
        produit = Produit(
            code="A3", fichier=fichier, sha256="0" * 64, modele="a3", edition="1", modele_sha256="0" * 64, donnees="{}"
        )
        documents.enregistrer(session, operations.exiger(session, reference).id, produit)


@pytest.mark.parametrize(
    ("fichier", "type_attendu"),
    [
        ("A3_ccap.docx", WORD),
        ("confidentiel/B2_tableau_calcul.xlsx", EXCEL),
        ("LISEZMOI.txt", "text/plain; charset=utf-8"),
        (f"dce-{MENEE}.zip", "application/zip"),
    ],
)
def test_a_file_of_the_operation_is_handed_over_as_it_is_on_the_disk(menee, visiteur, home, fichier, type_attendu):
    """Same bytes, its type, to be saved under its name, never guessed nor kept."""
    reponse = visiteur.get(f"/operations/{menee}/documents/{fichier}")
    assert reponse.status_code == 200
    assert reponse.content == (home / "documents" / menee / fichier).read_bytes()
    assert reponse.headers["content-type"] == type_attendu
    nom = fichier.rpartition("/")[2]
    assert reponse.headers["content-disposition"] == f"attachment; filename=\"{nom}\"; filename*=UTF-8''{nom}"
    assert reponse.headers["x-content-type-options"] == "nosniff"
    assert reponse.headers["cache-control"] == "no-store"


def test_the_pack_in_one_file_holds_nothing_confidential(menee, visiteur):
    """It is what the buyer puts online."""
    reponse = visiteur.get(f"/operations/{menee}/documents/dce-{menee}.zip")
    noms = zipfile.ZipFile(BytesIO(reponse.content)).namelist()
    assert "A3_ccap.docx" in noms
    assert not any("B1" in nom or "B2" in nom for nom in noms)


@pytest.mark.parametrize(
    "chemin",
    [
        "../../relais.db",
        "../../../relais.db",
        "../CVB-2026-018/A3_ccap.docx",
        "/etc/passwd",
        "..\\..\\relais.db",
        "A3_ccap.docx\0",
        "./A3_ccap.docx",
        "A3_CCAP.DOCX",
        "confidentiel",
        "confidentiel/../A3_ccap.docx",
        "autre.txt",
        "lisezmoi.txt",
        "dce-AUTRE.zip",
    ],
)
def test_nothing_else_is_reachable(menee, home, chemin):
    """Not the database, not the settings, not a file that lies there without having been recorded."""
    (home / "documents" / menee / "autre.txt").write_text("déposé à la main")
    statut, texte = demander(f"/operations/{menee}/documents/{chemin}")
    assert statut == 404
    assert "n’existe pas" in texte


def test_a_stroke_at_the_end_leads_to_the_address_without_it(menee):
    """Nothing is handed over on the way; the folder itself is no page."""
    dossier = f"/operations/{menee}/documents"
    assert demander(f"{dossier}/A3_ccap.docx/") == (308, "")
    assert demander(f"{dossier}/") == (308, "")
    assert demander(dossier)[0] == 404


def test_a_path_as_the_server_decodes_it_does_reach_what_exists(menee):
    """What the refusals above are compared with."""
    assert demander(f"/operations/{menee}/documents/LISEZMOI.txt")[0] == 200


def test_the_document_of_another_operation_is_not_reachable(menee, visiteur):
    """Each operation has its own."""
    autre = semer()
    assert visiteur.get(f"/operations/{autre}/documents/A3_ccap.docx").status_code == 404


@pytest.mark.parametrize("fichier", ["A3_ccap.docx", "LISEZMOI.txt"])
def test_a_file_removed_from_the_disk_is_said_to_be(menee, visiteur, home, fichier):
    """404, with what to do."""
    (home / "documents" / menee / fichier).unlink()
    reponse = visiteur.get(f"/operations/{menee}/documents/{fichier}")
    assert reponse.status_code == 404
    assert "Ce fichier n’est plus sur le disque" in reponse.text


@pytest.mark.parametrize("fichier", ["../../relais.db", "/etc/hostname"])
def test_a_row_that_names_a_file_outside_the_folder_leads_nowhere(menee, visiteur, fichier):
    """Even if the database were written by another hand."""
    enregistrer(menee, fichier)
    assert demander(f"/operations/{menee}/documents/{fichier}")[0] == 404
    assert visiteur.get(f"/operations/{menee}").status_code == 200


def test_a_link_that_leads_out_of_the_folder_is_not_followed(menee, visiteur, home):
    """A symbolic link is not the operation's file."""
    lien = home / "documents" / menee / "A3_ccap.docx"
    lien.unlink()
    lien.symlink_to(home / "relais.db")
    assert visiteur.get(f"/operations/{menee}/documents/A3_ccap.docx").status_code == 404


@pytest.mark.parametrize(
    ("nom", "entete"),
    [
        ("avis signé.pdf", "attachment; filename=\"avis sign_.pdf\"; filename*=UTF-8''avis%20sign%C3%A9.pdf"),
        (
            'a";b\r\nSet-Cookie.xyz',
            "attachment; filename=\"a__b__Set-Cookie.xyz\"; filename*=UTF-8''a%22%3Bb%0D%0ASet-Cookie.xyz",
        ),
    ],
)
def test_a_name_outside_ascii_is_written_in_both_ways(tmp_path, nom, entete):
    """A safe name for old clients, the exact one for the others; nothing of it becomes a header."""
    fichier = Path(tmp_path) / nom
    fichier.write_bytes(b"x")
    assert telecharger(fichier).headers["content-disposition"] == entete
