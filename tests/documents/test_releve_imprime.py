"""G3 on paper: the spreadsheet's own lines, for an employer who prints."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date

import pytest
from lecture_docx import fautes
from pypdf import PdfReader
from suivis import NOMS, de_nombreux_lots, de_noms_longs, suivi

from documents.contextes.g3 import fichier_releve, releve_imprime
from documents.demande_releve import DemandeReleve
from documents.lecture_word import read_paragraphs
from documents.piece import Attendue, produire
from documents.word import render
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.publics import Categorie
from metier.releve import contrats_du_releve, releves_du_mois
from metier.suivi import Suivi

MODELE = "marches/g3_releve.docx"


def demande(suivie: Suivi, mois: Mois, **autres) -> DemandeReleve:
    """The statement of the month with the most contracts."""
    identite = max(releves_du_mois(suivie, mois), key=lambda une: len(contrats_du_releve(suivie, une)))
    valeurs = {"retour_le": date(2026, 11, 5), "courriel": "facilitation@relais-brielle.example"}
    return DemandeReleve(suivi=suivie, identite=identite, **(valeurs | autres))


def lignes(demandee: DemandeReleve) -> tuple[str, ...]:
    return read_paragraphs(render(MODELE, releve_imprime(demandee)).octets)


@pytest.mark.parametrize("nom", NOMS)
def test_each_contract_of_the_month_is_a_line_of_a_valid_word_file(nom):
    """As many as in the spreadsheet; nothing says why a person is eligible."""
    demandee = demande(suivi(nom), Mois(2026, 5))
    contexte = releve_imprime(demandee)
    assert len(contexte.lignes) == len(contrats_du_releve(demandee.suivi, demandee.identite)) > 0
    assert fautes(render(MODELE, contexte).octets) == []
    textes = "\n".join(lignes(demandee))
    assert contexte.lignes[0].personne in textes
    assert not any(une.libelle in textes for une in Categorie)


def test_hours_are_left_to_write_and_what_came_before_is_printed():
    """The cumulative hours of each contract, and those of the employer, before the month."""
    demandee = demande(suivi("02-nettoyage-accord-cadre"), Mois(2026, 4))
    contexte = releve_imprime(demandee)
    assert [ligne.anterieures for ligne in contexte.lignes] == ["48\u00a0h", "0\u00a0h"]
    assert contexte.anterieures == "48\u00a0h"
    assert (
        "À remplir (zones grisées), dater, signer et renvoyer au plus tard le 5\u00a0novembre\u00a02026"
        in lignes(demandee)[1]
    )


def test_a_person_not_validated_is_there_and_told_apart():
    """Their hours would not count: it is said on their line; a certificate's number where there is one."""
    depart = demande(suivi("02-nettoyage-accord-cadre"), Mois(2026, 4))
    premiere, seconde = (contrat.beneficiaire for contrat in contrats_du_releve(depart.suivi, depart.identite))
    personnes = tuple(replace(une, validee_le=None) if une.id == seconde else une for une in depart.suivi.beneficiaires)
    demandee = replace(
        depart, suivi=replace(depart.suivi, beneficiaires=personnes), attestations={premiere: "AE-2026-0042"}
    )
    assert [ligne.attestation for ligne in releve_imprime(demandee).lignes] == [
        "AE-2026-0042",
        "non validée : heures non comptées",
    ]


def test_the_file_is_named_like_the_spreadsheet():
    """No person in it."""
    demandee = demande(suivi("02-nettoyage-accord-cadre"), Mois(2026, 4))
    nom = fichier_releve(demandee.identite)
    assert nom == "releve_2026-CVB-003_1_coup-de-main-rombelle_2026-04.docx"
    attendue = Attendue(code=CodeDocument.G3, contexte=releve_imprime(demandee), nom_fichier=nom)
    assert produire(attendue).fichier == nom


def test_an_employer_without_contract_has_no_statement():
    """The same sentence as for the spreadsheet."""
    demandee = demande(suivi("02-nettoyage-accord-cadre"), Mois(2026, 4))
    ailleurs = replace(demandee, identite=replace(demandee.identite, employeur="Inconnue SARL"))
    with pytest.raises(FauteDeSaisie, match="n’a aucun contrat"):
        releve_imprime(ailleurs)


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_it_holds_on_a_turned_page(tmp_path):
    """Two persons on one page; very long names and thirty lots open too."""
    demandees = {
        "ordinaire": demande(suivi("02-nettoyage-accord-cadre"), Mois(2026, 4)),
        "noms-longs": demande(de_noms_longs(), Mois(2026, 3)),
        "trente-lots": demande(de_nombreux_lots(), Mois(2026, 3)),
    }
    for nom, demandee in demandees.items():
        (tmp_path / f"{nom}.docx").write_bytes(render(MODELE, releve_imprime(demandee)).octets)
    profil = f"-env:UserInstallation=file://{tmp_path}/profil"
    fichiers = sorted(map(str, tmp_path.glob("*.docx")))
    commande = ["soffice", profil, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *fichiers]
    subprocess.run(commande, check=True, capture_output=True, timeout=120)
    pages = {nom: PdfReader(tmp_path / f"{nom}.pdf").pages for nom in demandees}
    assert {nom: len(toutes) for nom, toutes in pages.items()} == {"ordinaire": 1, "noms-longs": 1, "trente-lots": 1}
    assert pages["ordinaire"][0].mediabox.width > pages["ordinaire"][0].mediabox.height
