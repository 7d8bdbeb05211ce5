"""The five journeys of docs/guide.md walked by someone new, in a browser, on the territory of the demo.

Each counts its clicks and what is typed. `IMAGES_GUIDE=1 … -m long -s` also redraws the pictures of the guide.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import threading
from pathlib import Path

import openpyxl
import pytest
import uvicorn
from marcheur import COULEURS, IMAGES, POIDS_MAX, REDESSINER, Marcheur
from navigateur import CHROMIUM, navigateur, ouvrir
from PIL import Image
from serveurs.ports import attendre_port, port_libre
from territoire_ouvert import LE_JOUR, lien_recu, regler, vivre

from cli.histoire import CHARGEE_DE_MISSION
from config.settings import get_settings
from metier.roles import Role
from portail import actes
from portail.app import creer_app
from portail.comptes import gestion
from portail.comptes.gestion import NouveauCompte

pytestmark = [
    pytest.mark.long,
    pytest.mark.reseau,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)"),
]

COURRIEL, MOT_DE_PASSE = "j.fressac@relais-brielle.example", "trois petits chats"
ANNONCE = """Bonjour,

Nous préparons la rénovation énergétique du gymnase Albert-Marquet à Yutz, en trois lots :
lot 1 Gros œuvre, 310 000 € HT ; lot 2 Menuiseries extérieures, 185 000 € HT ; lot 3 Chauffage, 96 000 € HT.
L’avis partira le 18 janvier 2027, les offres sont attendues le 19 février 2027.
Pouvez-vous nous accompagner pour la clause d’insertion ?

Maud Sertelle
Communauté de communes du Val de Brielle
"""


@pytest.fixture(scope="module")
def territoire(tmp_path_factory):
    """The demo's operations on a settled day and an account; its home, the references, the announced one last."""
    home = tmp_path_factory.mktemp("guide") / "home"
    with pytest.MonkeyPatch.context() as monkeypatch:
        for nom, valeur in (("HOME", str(home)), ("DATE", LE_JOUR.isoformat()), ("MAIL_DEBIT", "0")):
            monkeypatch.setenv(f"RELAIS_{nom}", valeur)
        monkeypatch.setattr(actes, "IMMEDIAT_S", 300)
        get_settings.cache_clear()
        regler(home)
        references = vivre(home)
        compte = NouveauCompte(
            courriel=COURRIEL, role=Role.RESPONSABLE, nom="Jeanne Fressac", mot_de_passe=MOT_DE_PASSE
        )
        gestion.creer(compte, par="essai")
        yield home, references
    get_settings.cache_clear()


@pytest.fixture(autouse=True)
def home(territoire):
    """In place of the empty one that each test has elsewhere."""
    return territoire[0]


@pytest.fixture(scope="module")
def adresse(territoire):
    """The portal of that territory behind a real server."""
    port = port_libre()
    serveur = uvicorn.Server(uvicorn.Config(creer_app(), port=port, log_level="warning"))
    fil = threading.Thread(target=serveur.run)
    fil.start()
    attendre_port(port)
    yield f"http://127.0.0.1:{port}"
    serveur.should_exit = True
    fil.join(10)


@pytest.fixture
def marcher(adresse):
    """A page at a width, signed in by its form where `entrer` says so; what it counted is printed in the end."""
    with navigateur() as chromium:
        ouverts = []

        def partir(*, largeur=1280, entrer=False):
            page = ouvrir(chromium, adresse, largeur=largeur)
            page.set_default_timeout(60_000)
            if entrer:
                page.goto("/connexion")
                page.get_by_label("Courriel").fill(COURRIEL)
                page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
                page.get_by_role("button", name="Se connecter").click()
            ouverts.append(Marcheur(page))
            return ouverts[-1]

        yield partir
        for un in ouverts:
            print(f"\n  {un.bilan}", end="")  # noqa: T201 - read with -s


def test_the_other_pages_of_the_guide_are_shown(marcher, territoire):
    _, (*_, annoncee) = territoire
    pas = marcher(entrer=True)
    for chemin, nom, haut in (
        ("/", "aujourdhui", 900),
        (f"/operations/{annoncee}", "operation", 1300),
        ("/modeles", "modeles", 800),
        ("/reglages", "reglages", 705),
    ):
        pas.aller(chemin)
        pas.photo(nom, haut=haut)
    pas.cliquer("Réseau", "link")
    pas.cliquer("Produire et montrer")
    pas.lire("Heures")
    pas.photo("reseau", haut=1000)


def test_a_buyer_leaves_with_the_pieces(marcher):
    pas = marcher()
    pas.aller("/clauses")
    pas.ecrire("Intitulé", "Gros œuvre")
    pas.ecrire("Montant estimé HT (€)", "742 000")
    pas.page.keyboard.press("Tab")
    pas.lire("Lot par lot")
    pas.photo("acheteur", haut=1000, depuis="#resultat")
    pas.ecrire("Objet du marché", "Construction d’une salle des fêtes")
    pas.ecrire("Nom de l’acheteur", "Ville de Valmeuse")
    with pas.page.expect_download() as recu:
        pas.cliquer("Télécharger le dossier (.zip)")
    assert recu.value.suggested_filename.endswith(".zip")
    assert pas.clics <= 3


def test_a_company_declares_its_month_on_a_phone(marcher):
    pas = marcher(largeur=390)
    pas.aller(lien_recu("/declaration/", f"demande_heures:{LE_JOUR:%Y}-11:encadrement"))
    pas.photo("declaration-telephone", haut=900)
    pas.cliquer("Comme le mois dernier")
    pas.cliquer("Relire avant d’envoyer")
    pas.photo("declaration-relire-telephone", haut=900)
    pas.cliquer("Déclarer ces heures")
    pas.lire("C’est enregistré, merci.")
    assert pas.clics <= 4


def test_a_mail_pasted_becomes_an_operation(marcher):
    pas = marcher(entrer=True)
    pas.cliquer("Opérations", "link")
    pas.cliquer("Nouvelle opération", "button")
    pas.ouvrir("Ou coller son texte")
    pas.ecrire("Expéditeur", CHARGEE_DE_MISSION["courriel"])
    pas.ecrire("Objet", "Gymnase Albert-Marquet, clause d’insertion")
    pas.ecrire("Texte du courriel", ANNONCE)
    pas.cliquer("Lire ce texte")
    pas.lire("Chaque donnée est à côté de la phrase")
    pas.photo("annonce", haut=1000)
    pas.choisir("Nature", "travaux")
    pas.cliquer("Confirmer l’opération", rang=-1)
    pas.lire("Où en est l’opération")
    pas.cliquer("Accepter")
    pas.cliquer("Voir ce que cela produira")
    pas.lire("Courriels envoyés")
    pas.photo("apercu", haut=1120)
    assert pas.clics <= 8


def test_the_month_is_entered_validated_and_shown_before_it_leaves(marcher):
    pas = marcher(entrer=True)
    pas.cliquer("Mois", "link")
    pas.lire("relevé")
    pas.cliquer("Comme le mois dernier", exact=False)
    pas.lire("Pas encore enregistré")
    pas.photo("mois")
    pas.page.locator("tr.touchee input[type=checkbox]").first.check()
    pas.clics += 1
    pas.cliquer("Enregistrer et valider les lignes cochées")
    pas.lire("enregistrée")
    assert pas.clics == 4
    pas.cliquer("Clore le mois", "link")
    pas.page.get_by_label("Clore CVB").first.check()
    pas.clics += 1
    pas.cliquer("Clore les opérations cochées")
    pas.lire("Pas encore clos")
    pas.cliquer("Clore quand même")
    pas.lire("est clos pour 1 opération")
    pas.cliquer("Répétition des envois", "link")
    pas.photo("repetition", haut=900)
    assert pas.clics == 9


def test_the_disagreement_that_the_demo_leaves_is_settled_from_the_day_s_list(marcher):
    """Found from « Aujourd’hui », settled on what one side says."""
    pas = marcher(entrer=True)
    pas.aller("/")
    pas.page.locator("a", has_text="Régler les heures contestées").first.click()
    pas.lire("en désaccord")
    pas.cliquer("Retenir 21 h", exact=False)
    pas.lire("1 ligne réglée")


def test_a_spreadsheet_of_follow_up_is_taken_over(marcher, tmp_path):
    pas = marcher(entrer=True)
    pas.cliquer("Opérations", "link")
    pas.cliquer("Reprendre un tableau", "link")
    pas.joindre("Tableau", tableau(tmp_path))
    pas.cliquer("Lire ce tableau")
    pas.lire("Ce que Relais comprend de chaque colonne.")
    pas.photo("reprise-colonnes", haut=1000)
    pas.cliquer("Essayer")
    pas.lire("Rien n’est encore enregistré.")
    pas.photo("reprise-essai", haut=900)
    pas.cliquer("Importer")
    pas.lire("Tableau repris")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice absent (paquet libreoffice-writer-nogui)")
def test_the_readme_opens_on_a_page_beside_its_document(marcher, territoire, tmp_path):
    maison, (*_, annoncee) = territoire
    pas = marcher(entrer=True)
    pas.aller(f"/operations/{annoncee}")
    page = pas.page.screenshot(clip={"x": 0, "y": 0, "width": 1280, "height": 1290}, full_page=True)
    feuille = premiere_page(maison / "documents" / annoncee / "A3_ccap.docx", tmp_path)
    octets = cote_a_cote(page, feuille)
    assert len(octets) < POIDS_MAX
    if REDESSINER:
        (IMAGES.parent / "demo.png").write_bytes(octets)


def premiere_page(fichier, dossier):
    """The page after the cover of a Word document, as a PNG file."""
    for commande in (
        ["soffice", f"-env:UserInstallation=file://{dossier}/profil", "--headless", "--convert-to", "pdf", fichier],
        ["pdftoppm", "-r", "110", "-png", "-f", "2", "-l", "2", "-singlefile", f"{fichier.stem}.pdf", "page"],
    ):
        subprocess.run(commande, cwd=dossier, check=True, capture_output=True)
    return (dossier / "page.png").read_bytes()


def cote_a_cote(page, feuille):
    """Both pictures on one ground, as optimised PNG bytes."""
    with Image.open(io.BytesIO(page)) as gauche, Image.open(io.BytesIO(feuille)) as droite:
        haut = max(gauche.height, droite.height)
        fond = Image.new("RGB", (gauche.width + droite.width + 60, haut + 40), "#8a8f94")
        fond.paste(gauche.convert("RGB"), (20, 20))
        fond.paste(droite.convert("RGB"), (gauche.width + 40, 20))
    octets = io.BytesIO()
    fond.quantize(COULEURS, dither=Image.Dither.NONE).save(octets, "png", optimize=True)
    return octets.getvalue()


def tableau(dossier):
    """What a facilitateur keeps in a spreadsheet: a line per lot."""
    livre = openpyxl.Workbook()
    feuille = livre.active
    feuille.title = "Suivi 2026"
    feuille.append(["Référence", "Opération", "Maître d’ouvrage", "Lot", "Entreprise", "Heures prévues", "Notifié le"])
    feuille.append(["2026-MED-01", "Médiathèque", "Ville de Valmeuse", 1, "Bâti Rombelle", 420, "12/03/2026"])
    feuille.append(["2026-MED-01", "Médiathèque", "Ville de Valmeuse", 2, "Menuiserie Orbain", 130, "12/03/2026"])
    feuille.append(["2026-VOI-07", "Voirie de la Plaine", "Ville de Valmeuse", 1, "Travaux Sarnel", 260, "02/06/2026"])
    fichier = dossier / "suivi-2026.xlsx"
    livre.save(fichier)
    return fichier
