"""The month in one grid: read, entered for employers, validated, closed, amended; nobody writes over anybody."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup
from lecture_pdf import lire as du_pdf
from mois_d_heures import (
    BATI,
    COULEURS,
    OCTOBRE,
    TREMPLIN,
    A,
    B,
    contester,
    declarer,
    dossier,
    ecrire,
    rectifications,
    valider,
)
from mois_d_heures import dites as dites_exactement
from operations_en_base import recevoir
from sqlalchemy import event
from visiteur import Visiteur

from config.settings import get_settings
from metier.courriers import NatureCourrier
from metier.cycle import Etape
from metier.roles import Role
from sqlmodel_store.depots import heures, journal, operations
from sqlmodel_store.modeles.courriers import CourrierEntrant
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat
from sqlmodel_store.session import get_engine, lecture, unit_of_work
from workflows.actes.rgpd.extraction import extraire

GRILLE = "/mois/2026-10"
PDF = b"%PDF-1.4\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def grille(installation, monkeypatch):
    """Two operations of four contracts each, a facilitateur, on a day when October is over."""
    monkeypatch.setenv("RELAIS_DATE", "2026-11-03")
    get_settings.cache_clear()
    visiteur = Visiteur(role=Role.FACILITATEUR)
    ecrire(dossier(), dossier(B))
    return visiteur


def dites():
    """What is in the database, whole hours without their decimals."""
    return {contrat: dite.replace(".00", "") for contrat, dite in dites_exactement().items()}


def champs_de(page):
    """The form as it was served: every field by name, those that repeat as lists."""
    envoyes = {}
    for champ in page.select("form.feuille input[name]"):
        if champ.get("type") == "checkbox":
            continue
        nom, valeur = champ["name"], champ.get("value", "")
        envoyes.setdefault(nom, []).append(valeur)
    return envoyes


def numero(contrat, reference=A):
    with lecture() as session:
        lignes = heures.du_mois(session, OCTOBRE, [operations.exiger(session, reference).id])
    return next(un.contrat_id for un in lignes if un.contrat == contrat)


def envoyer(visiteur, page, action="enregistrer", chemin=GRILLE, **ecrits):
    """The form of that page, some fields typed: `h_k1` the hours of k1, `c` the ticked contracts, `g` the groups."""
    champs = champs_de(page)
    for nom, valeur in ecrits.items():
        if nom in ("c", "g"):
            champs[nom] = valeur
        else:
            genre, contrat = nom.split("_")
            champs[f"{genre}:{numero(contrat)}"] = [valeur]
    return visiteur.client.post(chemin, data={**champs, "action": action})


def suivre(visiteur, reponse):
    assert reponse.status_code == 303, reponse.text
    return visiteur.voir(reponse.headers["location"])


def test_the_menu_leads_to_the_month_that_is_over(grille):
    assert grille.get("/mois").headers["location"] == GRILLE
    assert grille.voir(GRILLE).select_one("nav.menu [aria-current]").get_text() == "Mois"


def test_every_company_and_person_is_there_with_where_they_stand(grille):
    """Missing, in disagreement, to be validated, validated: told in words, counted."""
    declarer(k1=70, k2=62, k4=0)
    contester(k1=62)
    valider(contrats=("k2",))
    page = grille.voir(GRILLE)
    assert len(page.select("tbody tr:not(.groupe-mois)")) == 8
    situations = [une.get_text() for une in page.select("tbody tr:not(.groupe-mois) .situation")]
    assert sorted(situations[:4]) == ["en désaccord", "validée", "à saisir", "à valider"]
    assert grille.mots(page.select_one(".situations")) == ("Toutes 8 À saisir 5 En désaccord 1 À valider 1 Validée 1")
    bilan = grille.mots(page.select_one(".bilan-mois"))
    assert bilan.startswith("2 relevés sur 6 sont là. 0 h comptées, dont 0 h validées ; 70 h contestées, à régler.")


def test_hours_entered_on_behalf_are_kept_and_told_as_entered(grille):
    page = grille.voir(GRILLE)
    reponse = envoyer(grille, page, h_k1="121,5", f_k1="7h", h_k3="0")
    assert "2 lignes enregistrées" in suivre(grille, reponse).select_one(".annonce").get_text()
    assert dites() == {"k1": "121.50 declaree", "k3": "0 declaree"}
    with lecture() as session:
        assert [un.acteur for un in journal.du_genre(session, "heures_declarees")] == [
            "facilitateur-seul@relais.example"
        ]


def test_what_cannot_be_read_keeps_everything_out_and_nothing_typed_is_lost(grille):
    reponse = envoyer(grille, grille.voir(GRILLE), h_k1="12x", h_k2="35")
    assert reponse.status_code == 422
    assert "12x\u00a0»\u00a0: écrivez des heures" in reponse.text
    assert 'value="12x"' in reponse.text
    assert 'value="35"' in reponse.text
    assert dites() == {}


def test_nobody_writes_over_what_another_just_wrote(grille):
    """Two people open the same page: the second is told, keeps what they typed, and decides."""
    mien, sien = grille.voir(GRILLE), grille.voir(GRILLE)
    suivre(grille, envoyer(grille, sien, h_k1="100"))
    reponse = envoyer(grille, mien, h_k1="90", h_k2="20")
    assert reponse.status_code == 422
    assert "elle dit maintenant « 100 »" in reponse.text.replace("\u00a0", " ")
    assert dites() == {"k1": "100 declaree"}
    relue = BeautifulSoup(reponse.text, "html.parser")
    suivre(grille, envoyer(grille, relue))
    assert dites() == {"k1": "90 declaree", "k2": "20 declaree"}


def test_a_line_that_another_changed_but_that_is_not_touched_here_is_no_obstacle(grille):
    mien = grille.voir(GRILLE)
    suivre(grille, envoyer(grille, grille.voir(GRILLE), h_k1="100"))
    suivre(grille, envoyer(grille, mien, h_k2="20"))
    assert dites() == {"k1": "100 declaree", "k2": "20 declaree"}


def test_what_was_not_seen_is_not_validated(grille):
    """The employer corrects its hours while the facilitateur reads: the tick is not for those."""
    declarer(k1=70)
    page = grille.voir(GRILLE)
    declarer(k1=140)
    reponse = envoyer(grille, page, "valider", c=[str(numero("k1"))])
    assert reponse.status_code == 422
    assert dites() == {"k1": "140 declaree"}


def test_ticked_lines_are_validated_with_what_is_typed_in_one_go(grille):
    declarer(k1=70, k2=62)
    page = grille.voir(GRILLE)
    coches = [str(numero("k1")), str(numero("k3"))]
    suivre(grille, envoyer(grille, page, "valider", h_k3="35", c=coches))
    assert dites() == {"k1": "70 validee", "k2": "62 declaree", "k3": "35 validee"}


def test_all_that_waits_is_validated_at_once_and_disagreements_are_left(grille):
    declarer(k1=70, k2=62, k4=10)
    contester(k1=62)
    suivre(grille, envoyer(grille, grille.voir(GRILLE), "valider", g=["tout"]))
    assert dites() == {"k1": "70 contestee / 62 declaree", "k2": "62 validee", "k4": "10 validee"}


def test_nothing_this_month_fills_the_group_and_waits_to_be_saved(grille):
    page = grille.voir(GRILLE)
    bouton = next(un for un in page.select("button[value^='rien:']") if BATI in un.get_text())
    reponse = envoyer(grille, page, bouton["value"])
    assert reponse.status_code == 200
    assert "Pas encore enregistré" in reponse.text
    assert dites() == {}


def test_a_person_does_not_work_more_than_a_month_allows(grille):
    """The fault of the act is told beside its line, the whole sheet is kept out."""
    reponse = envoyer(grille, grille.voir(GRILLE), h_k1="390", h_k4="30", h_k3="7")
    assert reponse.status_code == 422
    assert "tous contrats et toutes opérations comptés" in reponse.text
    assert dites() == {}


def test_a_disagreement_is_settled_from_its_line(grille):
    declarer(k1=70)
    contester(k1=62)
    chemin = f"{GRILLE}/lignes/{numero('k1')}"
    vue = grille.voir(chemin).select_one("input[name=vue]")["value"]
    suivre(grille, grille.poster(chemin, heures="66", formation="", vue=vue))
    assert dites() == {"k1": "66 validee / 66 validee"}


@pytest.mark.parametrize(("qui", "heures"), [("employeur", 70), ("entreprise", 62)])
def test_a_disagreement_is_settled_in_the_grid_on_what_one_side_says(grille, qui, heures):
    declarer(k1=70)
    contester(k1=62)
    page = grille.voir(GRILLE)
    bouton = page.select_one(f'button[value="accord:{numero("k1")}:{qui}"]')
    assert grille.mots(bouton).startswith(f"Retenir {heures} h que dit l’{qui}")
    suivre(grille, envoyer(grille, page, action=bouton["value"]))
    assert dites() == {"k1": f"{heures} validee / {heures} validee"}


def test_settling_one_line_loses_nothing_of_what_is_typed_in_others(grille):
    declarer(k1=70)
    contester(k1=62)
    reponse = envoyer(grille, grille.voir(GRILLE), action=f"accord:{numero('k1')}:entreprise", h_k2="35")
    page = BeautifulSoup(reponse.text, "html.parser")
    assert page.select_one(f'[name="h:{numero("k2")}"]')["value"] == "35"
    assert "Pas encore enregistré" in page.get_text()
    suivre(grille, envoyer(grille, page))
    assert dites() == {"k1": "62 validee / 62 validee", "k2": "35 declaree"}


def test_who_settles_a_line_that_is_settled_already_is_told(grille):
    declarer(k1=70)
    contester(k1=62)
    mienne, sienne = grille.voir(GRILLE), grille.voir(GRILLE)
    suivre(grille, envoyer(grille, sienne, action=f"accord:{numero('k1')}:employeur"))
    reponse = envoyer(grille, mienne, action=f"accord:{numero('k1')}:entreprise")
    assert (reponse.status_code, dites()) == (422, {"k1": "70 validee / 70 validee"})
    assert "plus en désaccord" in reponse.text


def test_an_amendment_takes_a_reason_and_keeps_what_was(grille):
    declarer(k1=70)
    valider(contrats=("k1",))
    chemin = f"{GRILLE}/lignes/{numero('k1')}"
    vue = grille.voir(chemin).select_one("input[name=vue]")["value"]
    assert grille.poster(chemin, heures="77", vue=vue).status_code == 422
    suivre(grille, grille.poster(chemin, heures="77", motif="Fiche de paie reçue", vue=vue))
    assert dites() == {"k1": "77 validee"}
    assert [(str(une.heures_avant), une.motif) for une in rectifications()] == [("70", "Fiche de paie reçue")]
    assert grille.poster(chemin, heures="80", motif="Seconde lecture", vue=vue).status_code == 422
    assert dites() == {"k1": "77 validee"}


def test_a_month_is_closed_once_all_is_validated_and_its_lines_are_then_amended_only(grille):
    declarer(k1=70, k2=62, k4=10)
    assert not grille.voir(f"{GRILLE}/cloture").select("input[name=reference][value='" + A + "']")
    assert grille.poster(f"{GRILLE}/cloture", reference=A).status_code == 422
    valider()
    page = suivre(grille, grille.poster(f"{GRILLE}/cloture", reference=A, su=A))
    assert "mois clos" in page.get_text()
    with lecture() as session:
        assert heures.closes_en(session, OCTOBRE) == {operations.exiger(session, A).id}
    assert not grille.voir(GRILLE).select(f"input[name='h:{numero('k3')}']")


def test_where_nothing_is_to_be_typed_there_is_nothing_to_save(grille):
    declarer(k1=70, k2=62, k4=10)
    page = grille.voir(f"{GRILLE}?q={A}")
    assert page.select_one(".barre-mois")
    assert "Écrivez 7,5" in page.caption.get_text()
    valider()
    grille.poster(f"{GRILLE}/cloture", reference=A, su=A)
    close = grille.voir(f"{GRILLE}?q={A}")
    assert not close.select("form.feuille, .barre-mois, td.coche, .grille-mois input")
    assert "Écrivez" not in close.caption.get_text()
    assert "Rectifier" in close.get_text()


def test_what_one_types_in_a_line_validated_meanwhile_is_told(grille):
    declarer(k1=70)
    page = grille.voir(GRILLE)
    valider(contrats=("k1",))
    reponse = envoyer(grille, page, h_k1="71")
    assert reponse.status_code == 422
    assert "passez par une rectification" in reponse.text
    assert dites() == {"k1": "70 validee"}


def test_who_only_reads_sees_first_names_and_types_nothing(grille):
    """An initial for the surname; no field; a forced sending is refused."""
    lecteur = Visiteur(role=Role.LECTURE)
    page = lecteur.voir(GRILLE)
    assert "Morvilay" not in page.get_text()
    assert "Élodie M." in page.get_text()
    assert page.select("form[method=post] input[name^='h:']") == []
    assert lecteur.poster(GRILLE, action="enregistrer").status_code == 403
    assert lecteur.get(f"{GRILLE}/cloture").status_code == 403


def test_another_relay_sees_and_writes_nothing_of_it(installation, grille):
    ailleurs = Visiteur(role=Role.RESPONSABLE, relais=("ailleurs",))
    assert "Aucun contrat" in ailleurs.voir(GRILLE).get_text()
    page = grille.voir(GRILLE)
    champs = champs_de(page) | {f"h:{numero('k1')}": ["5"], "jeton_csrf": [ailleurs.jeton()], "action": ["enregistrer"]}
    ailleurs.client.post(GRILLE, data=champs)
    assert ailleurs.poster(f"{GRILLE}/cloture", reference=A).status_code == 422
    assert ailleurs.get(f"{GRILLE}/lignes/{numero('k1')}").status_code == 404
    assert dites() == {}


@pytest.mark.parametrize("chemin", ["/mois/1", "/mois/2026-13", "/mois/0001-01", "/mois/2026-10/lignes/999"])
def test_what_is_no_month_and_no_line_is_not_found(grille, chemin):
    assert grille.get(chemin).status_code == 404


def test_an_empty_month_says_how_it_fills(grille):
    assert "Elle se remplit quand un contrat est enregistré" in grille.voir("/mois/2020-01").get_text()


def test_the_words_and_the_situation_are_kept_in_the_address(grille):
    page = grille.voir(f"{GRILLE}?q={TREMPLIN.split()[0]}&situation=manque")
    assert len(page.select("tbody tr:not(.groupe-mois)")) == 6
    assert page.select_one("form.feuille")["action"] == f"{GRILLE}?q=Tremplin&situation=manque"


def compter(visiteur):
    """How many statements the grid takes."""
    dits = []

    def noter(*_):
        dits.append(1)

    moteur = get_engine(get_settings().base)
    event.listen(moteur, "before_cursor_execute", noter)
    visiteur.voir(GRILLE)
    event.remove(moteur, "before_cursor_execute", noter)
    return len(dits)


def test_the_lines_of_one_employer_are_asked_for_by_its_name(grille):
    page = grille.voir(GRILLE)
    noms = [un.get_text() for un in page.select("#employeur option")]
    assert noms[0] == "tous"
    assert TREMPLIN in noms
    page = grille.voir(f"{GRILLE}?employeur={TREMPLIN}")
    assert {un.get_text() for un in page.select(".groupe-mois .qui > bdi")} == {TREMPLIN}
    assert page.select_one("#employeur [selected]").get_text() == TREMPLIN
    assert "employeur=" in page.select_one("form.feuille")["action"]


def test_more_lines_ask_for_no_more_statements(grille):
    """The same number for eight lines as for sixteen."""
    avant = compter(grille)
    ecrire(dossier("2026-VAL-003"), dossier("2026-VAL-004"))
    assert compter(grille) == avant <= 12


@pytest.fixture
def releve_recu(grille, home):
    """A mail of hours filed with the first operation: a table of two rows, a picture, a PDF."""
    return recu(home, b"Nom;Heures\nMorvilay;70,5\n")


def recu(home, table):
    courriel = EmailMessage()
    courriel["From"], courriel["Subject"] = "agence@tremplin.example", "Heures d’octobre"
    courriel.set_content("Voici nos heures.")
    courriel.add_attachment(table, maintype="text", subtype="csv", filename="releve.csv")
    courriel.add_attachment(PNG, maintype="image", subtype="png", filename="scan.png")
    courriel.add_attachment(PDF, maintype="application", subtype="pdf", filename="releve.pdf")
    courriel_id = recevoir(courriel.as_bytes(), home)
    with unit_of_work() as session:
        ligne = session.get_one(CourrierEntrant, courriel_id)
        ligne.recu_le, ligne.nature, ligne.etat = datetime(2026, 11, 2, 9, tzinfo=UTC), NatureCourrier.HEURES, "traite"
        ligne.operation_id, ligne.expediteur = operations.exiger(session, A).id, "agence@tremplin.example"
    return courriel_id


def test_the_statement_received_is_read_beside_the_grid(grille, releve_recu):
    """Its table, its picture, its files to save; the page keeps it open once saved."""
    page = grille.voir(f"{GRILLE}?releve={releve_recu}")
    assert [un.get_text() for un in page.select(".releve .apercu td")] == ["Nom", "Heures", "Morvilay", "70,5"]
    image = grille.get(page.select_one(".releve img")["src"])
    assert (image.headers["content-type"], image.content) == ("image/png", PNG)
    pdf = grille.get(page.select_one(".releve iframe")["src"])
    assert (pdf.headers["content-type"], pdf.content) == ("application/pdf", PDF)
    assert "frame-ancestors 'self'" in pdf.headers["content-security-policy"]
    fichier = grille.get(f"{GRILLE}/courriers/{releve_recu}/0")
    assert fichier.headers["content-disposition"].startswith("attachment")
    assert page.select_one("form.feuille")["action"] == f"{GRILLE}?releve={releve_recu}"
    assert "non lue" not in page.select_one(".releve").get_text()


def test_the_columns_of_the_statement_that_are_not_read_are_told_beside_the_grid(grille, home):
    releve = recu(home, b"Nom;Heures;Panier;Trajet\nMorvilay;70,5;4;2\n")
    dit = grille.mots(grille.voir(f"{GRILLE}?releve={releve}").select_one(".releve"))
    assert "Colonnes non lues : « Panier », « Trajet »." in dit


def test_a_statement_is_for_those_who_drive_its_operation(grille, releve_recu):
    for ailleurs in (Visiteur(role=Role.RESPONSABLE, relais=("ailleurs",)), Visiteur(role=Role.LECTURE)):
        assert ailleurs.voir(f"{GRILLE}?releve={releve_recu}").select(".releve") == []
        assert ailleurs.get(f"{GRILLE}/courriers/{releve_recu}/0").status_code in (403, 404)
    assert grille.get(f"{GRILLE}/courriers/{releve_recu}/7").status_code == 404


def deux_dits(visiteur, contrat="k1"):
    """What the page of a line says of its figures, then what it says took the place of others."""
    page = visiteur.voir(f"{GRILLE}/lignes/{numero(contrat)}")
    return visiteur.mots(page.select_one(".deux-dits")), [visiteur.mots(un) for un in page.select("main ul li")]


def test_what_the_employer_declared_stays_told_once_the_facilitateur_writes_otherwise(grille):
    """Declared by whom, when, by what way; written by whom, when."""
    declarer(k1=62)
    envoyer(grille, grille.voir(GRILLE), h_k1="57")
    dits, histoire = deux_dits(grille)
    assert dits.startswith(
        "L’employeur a déclaré 62 h le 3 novembre 2026, lien de déclaration "
        "Heures retenues 57 h écrites le 3 novembre 2026 par "
    )
    (remplacee,) = histoire
    assert "62 h (lien de déclaration, 3 novembre 2026) → 57 h." in remplacee
    (ecrit,) = [un for un in grille.voir(f"/operations/{A}").select("ol.journal > li") if "remplacées" in un.get_text()]
    assert "k1 : 62 h → 57 h" in grille.mots(ecrit)


def test_who_asks_for_their_data_reads_both_figures(grille, tmp_path):
    """What their employer declared, what the relay wrote in its place; in the JSON and on the page."""
    declarer(k1=62)
    envoyer(grille, grille.voir(GRILLE), h_k1="57")
    with lecture() as session:
        contrat = session.get(Contrat, numero("k1"))
        personne = session.get(Beneficiaire, contrat.beneficiaire_id).personne_id
    with zipfile.ZipFile(extraire(personne, tmp_path, acteur="essai").fichier) as archive:
        dites = json.loads(archive.read("donnees.json"))
        (tmp_path / "donnees.pdf").write_bytes(archive.read("donnees.pdf"))
        page = " ".join(du_pdf(archive.read("donnees.pdf")).texte.split())
    siens = [un for une in dites["operations"] for un in une["contrats"] if un["remplacees"]]
    (fait,) = siens[0]["remplacees"]
    assert [Decimal(fait[cle]) for cle in ("heures", "par")] == [62, 57]
    assert siens[0]["heures"][0]["origine"] == "saisie"
    assert "employeur, écrites par le relais" in page
    assert "Heures que d’autres ont remplacées" in page


def test_an_employer_that_declares_again_says_its_new_figure(grille):
    """Its own correction is no one else's figure."""
    declarer(k1=62)
    declarer(k1=57)
    dits, histoire = deux_dits(grille)
    assert dits.startswith("L’employeur dit 57 h")
    assert len(histoire) == 1


def test_an_amendment_and_an_agreement_are_not_what_the_employer_said(grille):
    """Twice amended; settled on a third figure."""
    declarer(k1="24.5", k2=70)
    contester(k2=60)
    valider(contrats=("k1",))
    for heures_dites in ("25", "26"):
        page = grille.voir(f"{GRILLE}/lignes/{numero('k1')}")
        grille.poster(
            f"{GRILLE}/lignes/{numero('k1')}",
            heures=heures_dites,
            motif="relevé relu",
            vue=page.select_one("[name=vue]")["value"],
        )
    dits, _ = deux_dits(grille)
    assert dits.startswith("L’employeur a déclaré 24,50 h le 3 novembre 2026, lien de déclaration Heures retenues 26 h")
    page = grille.voir(f"{GRILLE}/lignes/{numero('k2')}")
    grille.poster(f"{GRILLE}/lignes/{numero('k2')}", heures="65", vue=page.select_one("[name=vue]")["value"])
    dits, _ = deux_dits(grille, "k2")
    assert "L’employeur a déclaré 70 h" in dits
    assert "Heures retenues 65 h accord noté" in dits


def test_closing_asks_again_where_it_ends_what_a_company_may_contest(grille):
    """Told before, in the row and once ticked; nothing is closed until it is said again."""
    declarer(k1=70, k2=62, k4=10)
    valider()
    page = grille.voir(f"{GRILLE}/cloture")
    assert f"{BATI}, {COULEURS} peuvent contester jusqu’au 10 novembre 2026 : clore y met fin" in grille.mots(page.main)
    assert "Attendre" not in page.main.text
    reponse = grille.poster(f"{GRILLE}/cloture", reference=A)
    demande = BeautifulSoup(reponse.text, "html.parser")
    assert "Pas encore clos." in demande.select_one("[role=alert]").get_text()
    assert demande.select_one("input[name=reference]").has_attr("checked")
    assert demande.select_one("input[name=su]")["value"] == A
    with lecture() as session:
        assert heures.closes_en(session, OCTOBRE) == set()
    assert grille.poster(f"{GRILLE}/cloture", reference=A, su=A).status_code == 303


def test_closing_asks_nothing_more_once_the_delay_is_over(grille, monkeypatch):
    declarer(k1=70, k2=62, k4=10)
    monkeypatch.setenv("RELAIS_DATE", "2026-11-20")
    get_settings.cache_clear()
    valider()
    assert "contester" not in grille.voir(f"{GRILLE}/cloture").main.text
    assert grille.poster(f"{GRILLE}/cloture", reference=A).status_code == 303


def test_an_operation_that_has_nothing_to_close_says_why_and_the_rehearsal_is_at_hand(grille):
    with unit_of_work() as session:
        operations.exiger(session, B).etape = Etape.CLOSE
    declarer(k1=70)
    page = grille.voir(f"{GRILLE}/cloture")
    (autre,) = [un for un in page.select("tbody tr") if B in un.get_text()]
    assert "aucune heure déclarée" in autre.get_text()
    assert "l’opération est à l’étape « close »" in grille.mots(autre)
    assert page.select_one(f"a[href='{GRILLE}/repetition']")


def test_what_is_written_and_what_is_validated_are_told_apart_and_people_are_named(grille):
    """Two lines written, one of them validated; a figure that takes the place of another."""
    declarer(k1=62)
    page = suivre(grille, envoyer(grille, grille.voir(GRILLE), "valider", h_k1="57", h_k2="30", c=[numero("k1")]))
    dits = [grille.mots(un) for un in page.select(".annonce")]
    assert any("2 lignes enregistrées, dont 1 validée." in un for un in dits)
    assert any("Élodie Morvilay, contrat k1 : 57 h remplacent les 62 h déclarées." in un for un in dits)
    page = suivre(grille, envoyer(grille, grille.voir(GRILLE), "valider", c=[numero("k2")]))
    assert "1 ligne enregistrée et validée." in grille.mots(page.main)


def test_lines_filled_and_not_saved_yet_are_no_fault(grille):
    page = grille.voir(GRILLE)
    groupe = page.select_one("button[value^='rien:']")["value"]
    rempli = BeautifulSoup(envoyer(grille, page, groupe).text, "html.parser")
    (annonce,) = [un for un in rempli.select(".annonce") if "Pas encore enregistré" in un.get_text()]
    assert "attention" not in annonce["class"]


def test_the_day_s_list_leads_to_the_lines_to_validate_or_to_settle(grille):
    declarer(k1=70, k2=62)
    contester(k1=62)
    liens = {un.get_text(): un["href"] for un in grille.voir("/").select("main a")}
    assert liens["Régler les heures contestées d’octobre 2026 (1 ligne)".replace(" 2026", "\u00a02026")] == (
        f"{GRILLE}?q={A}&situation=contestee"
    )
    (ligne,) = grille.voir(f"{GRILLE}?q={A}&situation=a_valider").select("tbody tr:not(.groupe-mois)")
    assert "k2" in ligne.get_text()
    assert f"{GRILLE}?q={A}&situation=a_valider" in liens.values()
