"""Columns recognised, mappings written and read again, and files that mean harm."""

from __future__ import annotations

import io
import zipfile

import pytest
from tableaux_a_reprendre import BATI, PEINTURES, classeur, en_csv

from echanges.heures.ecriture import simple
from echanges.reprise.lecture import RANGEES_MAX, ouvrir_tableur
from echanges.reprise.modele import ecrire, lettre, lire, rang
from echanges.reprise.notions import Notion, du_titre
from echanges.reprise.valeurs import nature
from metier.fautes import FauteDeSaisie
from metier.operation import Nature
from metier.periodes import Mois


def propose(rangees, nom="suivi.xlsx", feuille="Suivi"):
    return ouvrir_tableur(classeur({feuille: rangees}), nom).propose


@pytest.mark.parametrize(
    ("titre", "notion"),
    [
        ("N° opération", Notion.REFERENCE),
        ("Réf. marché", Notion.REFERENCE),
        ("Intitulé du marché", Notion.INTITULE),
        ("Chantier", Notion.INTITULE),
        ("Donneur d'ordre", Notion.MAITRE_OUVRAGE),
        ("Type MOA", Notion.TYPE_MAITRE_OUVRAGE),
        ("N° lot", Notion.LOT),
        ("Libellé du lot", Notion.INTITULE_LOT),
        ("Titulaire", Notion.ENTREPRISE),
        ("N° SIRET", Notion.SIRET),
        ("Heures à réaliser", Notion.HEURES_ENGAGEES),
        ("Nb heures prévues", Notion.HEURES_ENGAGEES),
        ("Heures réalisées", Notion.HEURES),
        ("Nb d’heures effectuées", Notion.HEURES),
        ("Heures restantes", None),
        ("Taux de réalisation", None),
        ("Nom de famille", Notion.NOM),
        ("Nom et prénom", Notion.NOM_COMPLET),
        ("Né(e) le", Notion.NAISSANCE),
        ("Date d’embauche", Notion.DEBUT),
        ("Fin de contrat", Notion.FIN),
        ("SIAE", Notion.EMPLOYEUR),
        ("Type de structure", Notion.TYPE_EMPLOYEUR),
        ("Critère d’éligibilité", Notion.CATEGORIE),
        ("Dont heures de formation", Notion.FORMATION),
        ("Salarié(e)", Notion.NOM),
        ("Salarié·e·s", Notion.NOM),
        ("Bénéficiaire(s)", Notion.NOM),
        ("Date de notification", Notion.DATE_NOTIFICATION),
        ("Téléphone du référent", None),
    ],
)
def test_a_heading_is_known_by_what_facilitateurs_write(titre, notion):
    assert du_titre(simple(titre)) is notion


def test_a_column_of_sirets_is_known_by_its_keys_whatever_its_heading():
    rangees = [["Réf", "Entreprise", "Identifiant légal"], ["A1", "Bâti", BATI], ["A2", "Peintures", int(PEINTURES)]]
    assert propose(rangees).feuilles[0].colonnes[2] is Notion.SIRET
    rangees[1][2], rangees[2][2] = "12345678901234", "98765432109876"
    assert 2 not in propose(rangees).feuilles[0].colonnes


def test_a_column_that_only_numbers_the_rows_is_no_reference():
    feuille = propose([["N°", "Opération", "Lot"], [1, "École", 1], [2, "Halle", 1]]).feuilles[0]
    assert feuille.colonnes == {1: Notion.INTITULE, 2: Notion.LOT}


def test_a_column_of_lots_beside_their_numbers_holds_their_titles():
    titres = ["Référence", "N° lot", "Lot", "Entreprise"]
    lus = propose([titres, ["A1", 1, "Gros œuvre", "Bâti Lorraine"], ["A1", 2, "Peinture", "Peintures Meusiennes"]])
    assert [lus.feuilles[0].colonnes[rang] for rang in (1, 2)] == [Notion.LOT, Notion.INTITULE_LOT]


@pytest.mark.parametrize(
    "titres", [["Opération", "Intitulé", "Lot"], ["Marché", "Objet du marché", "Lot"], ["Marché", "Opération", "Lot"]]
)
def test_beside_a_column_of_titles_an_operation_is_its_reference(titres):
    lus = propose([titres, ["SUIVI-001", "Voirie 1", 1], ["SUIVI-002", "Voirie 2", 1]]).feuilles[0].colonnes
    assert lus == {0: Notion.REFERENCE, 1: Notion.INTITULE, 2: Notion.LOT}


def test_the_numbers_of_markets_are_their_references_wherever_they_stand():
    titres = ["Opération", "Marché", "Titulaire"]
    lus = propose([titres, ["École Jules Ferry", "2026-ODS-1", "Bâti"], ["Halle", "2026-ODS-2", "Bâti"]]).feuilles[0]
    assert lus.colonnes == {0: Notion.INTITULE, 1: Notion.REFERENCE, 2: Notion.ENTREPRISE}


MENSUEL = ["Marché", "Titulaire", "Nom", "Prénom", "Volume horaire", "Janvier 2026", "Février 2026"]


@pytest.mark.parametrize(
    ("volumes", "notion"),
    [
        pytest.param((100, 100), Notion.HEURES_ENGAGEES, id="those of the contract"),
        pytest.param((35, 70), Notion.HEURES, id="the total of the months"),
        pytest.param((100, 90), Notion.HEURES, id="those of each person"),
    ],
)
def test_bare_hours_of_a_company_beside_months_are_those_of_its_contract(volumes, notion):
    personnes = [("Martin", "Léa", 35, 0), ("Petit", "Paul", 35, 35)]
    lignes = [
        ["A-1", "Bâti", nom, prenom, volume, *mois]
        for volume, (nom, prenom, *mois) in zip(volumes, personnes, strict=True)
    ]
    assert propose([MENSUEL, *lignes]).feuilles[0].colonnes[4] is notion


def test_the_exact_title_wins_and_an_operation_in_words_is_no_reference():
    titres = ["Opération", "Intitulé", "Lot"]
    assert propose([titres, ["École", "Préau", 1]]).feuilles[0].colonnes == {1: Notion.INTITULE, 2: Notion.LOT}
    nommees = propose([["Réf", *titres], ["A1", "B-2", "Préau", 1]]).feuilles[0].colonnes
    assert nommees == {0: Notion.REFERENCE, 2: Notion.INTITULE, 3: Notion.LOT}
    seule = propose([["Opération", "Lot", "Entreprise"], ["A1", 1, "Bâti Lorraine"]]).feuilles[0].colonnes
    assert seule[0] is Notion.INTITULE


def test_months_without_year_wait_for_one():
    feuille = propose([["Réf", "Nom", "Prénom", "Janvier", "Févr."], ["A1", "MARTIN", "Léa", 35, 7]]).feuilles[0]
    assert (feuille.annee, list(feuille.mois.values())) == (None, [Mois(1, 1), Mois(1, 2)])
    nommee = propose([["Réf", "Nom", "Prénom", "Janvier", "Févr."], ["A1", "MARTIN", "Léa", 35, 7]], "suivi 2025.xlsx")
    assert list(nommee.feuilles[0].mois.values()) == [Mois(2025, 1), Mois(2025, 2)]


def test_a_mapping_written_is_read_again_the_same():
    modele = propose([["Réf", 'Nom "usuel"', "Prénom", "Janvier 2026"], ["A1", "MARTIN", "Léa", 35]], feuille="L’été")
    ecrit = ecrire(modele)
    assert lire(ecrit, "m.toml", modele) == modele
    corrige = ecrit.replace('categorie = ""', 'categorie = "deld"').replace('A = "reference"', 'A = ""')
    lu = lire(corrige, "m.toml", modele).feuilles[0]
    assert (lu.constantes, 0 in lu.colonnes) == ({Notion.CATEGORIE: "deld"}, False)


@pytest.mark.parametrize(
    ("avant", "apres", "dite"),
    [
        ('A = "reference"', 'A = "refference"', "refference"),
        ("[[feuilles]]", "[[feuilles]", "TOML"),
        ("[[feuilles]]", "[[onglets]]", "feuilles"),
        ('nom = "Suivi"', 'nom = "Suivi"\nannee = "deux mille"', "année"),
        ('categorie = ""', 'couleur = "bleu"', "couleur"),
    ],
)
def test_a_mapping_at_fault_is_told(avant, apres, dite):
    modele = propose([["Réf", "Opération"], ["A1", "École"]])
    with pytest.raises(FauteDeSaisie, match=dite):
        lire(ecrire(modele).replace(avant, apres, 1), "m.toml", modele)


def test_letters_of_columns():
    assert [lettre(un) for un in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(rang(lettre(un)) == un for un in range(800))


def chiffre():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")


def bombe():
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return tampon.getvalue()


@pytest.mark.parametrize(
    ("octets", "nom", "dite"),
    [
        pytest.param(bombe, "suivi.xlsx", "volumineux", id="a zip that swells"),
        pytest.param(
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "mot de passe",
            id="encrypted",
        ),
        pytest.param(lambda: b"PK\x03\x04" + b"x" * 50, "suivi.xlsx", "abîmé", id="truncated"),
        pytest.param(lambda: b"%PDF-1.7", "suivi.xlsx", "ni .xlsx", id="another format under that name"),
        pytest.param(lambda: b"", "suivi.csv", "vide", id="empty"),
        pytest.param(lambda: b"a;b\n" * (RANGEES_MAX + 1), "suivi.csv", "volumineux", id="too many rows"),
    ],
)
def test_a_file_that_means_harm_is_refused_in_a_sentence(octets, nom, dite):
    with pytest.raises(FauteDeSaisie, match=dite):
        ouvrir_tableur(octets(), nom)


def test_the_bytes_tell_the_format_not_the_name():
    rangees = [["Réf", "Opération"], ["A1", "École"]]
    assert ouvrir_tableur(classeur({"S": rangees}), "suivi.csv").propose.feuilles[0].nom == "S"
    assert ouvrir_tableur(en_csv(rangees, "utf-16"), "suivi.xls").propose.feuilles[0].titres == ("Réf", "Opération")


def test_a_formula_is_never_calculated():
    tableur = ouvrir_tableur(classeur({"S": [["Réf", "Lot", "Heures dues"], ["A1", 1, "=100+192"]]}), "suivi.xlsx")
    (ligne,) = tableur.lignes(tableur.propose)
    assert ligne.formules == ("heures engagées",)
    assert Notion.HEURES_ENGAGEES not in ligne.cases


def test_a_month_without_year_is_written_by_its_name():
    modele = propose([["Réf", "Nom", "Prénom", "Janvier", "Févr."], ["A1", "MARTIN", "Léa", 35, 7]])
    ecrit = ecrire(modele)
    assert 'D = "heures janvier"' in ecrit
    assert "0001" not in ecrit
    assert lire(ecrit, "m.toml", modele) == modele
    assert lire(ecrit.replace("heures janvier", "heures 0001-01"), "m.toml", modele) == modele


@pytest.mark.parametrize("codage", ["cp1252", "mac_roman", "utf-8"])
def test_the_letters_of_a_csv_are_read_whatever_machine_wrote_it(codage):
    octets = en_csv([["Référence", "Intitulé", "Nature"], ["A1", "École à Sérémange", "marché de travaux"]], codage)
    tableur = ouvrir_tableur(octets, "suivi.csv")
    assert tableur.propose.feuilles[0].titres == ("Référence", "Intitulé", "Nature")
    assert tableur.feuilles[0].rangees[1][1] == "École à Sérémange"
    assert nature("Marché de prestations intellectuelles") is Nature.PRESTATIONS_INTELLECTUELLES
    assert nature("marché public de travaux") is Nature.TRAVAUX
