"""The page of an operation: what it shows of one really led, of one that has nothing, of one full of traps."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from operations_en_base import ECOLE, avancer, semer
from playwright.sync_api import sync_playwright
from sqlalchemy import event
from visiteur import entrer

from config.settings import get_settings
from metier.cycle import Etape
from metier.roles import Role
from sqlmodel_store.depots import courriers_sortants, operations
from sqlmodel_store.session import get_engine, unit_of_work

CHROMIUM = "/usr/bin/chromium"
PIEGES = (
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %}",
    '"><img src=x onerror=alert(1)>',
    "lu à l’envers \u202eexe.docx",
    "'; DROP TABLE operation; --",
)


def nue(reference="R-2026-0001", **champs):
    """An operation that has nothing but its reference, and the fields given."""
    with unit_of_work() as session:
        operation = operations.creer(session, reference, le=date(2026, 8, 20))
        for nom, valeur in champs.items():
            setattr(operation, nom, valeur)
    return f"/operations/{reference}"


def ordres(visiteur, chemin):
    """How many SQL statements a page takes."""
    comptes = []
    moteur = get_engine(get_settings().base)
    event.listen(moteur, "before_cursor_execute", compter := lambda *_: comptes.append(1))
    try:
        visiteur.voir(chemin)
    finally:
        event.remove(moteur, "before_cursor_execute", compter)
    return len(comptes)


def etapes(page):
    return {visible.select_one(".nom").text: visible["class"][0] for visible in page.select(".parcours li")}


def test_the_page_says_whose_operation_it_is(menee, visiteur):
    """Title, buyer, commune, nature, dates."""
    page = visiteur.voir(f"/operations/{menee}")
    assert page.h1.text == "Restructuration et extension du groupe scolaire des Trois Rivières"
    identite = visiteur.mots(page.select_one(".identite"))
    for attendu in (
        "Maître d’ouvrage Communauté de communes du Val de Brielle",
        "Commune Yutz",
        "Nature Travaux",
        "Montage Clause d’exécution",
        "Avis 12 octobre 2026",
    ):
        assert attendu in identite


def test_the_life_line_shows_what_is_done_where_it_stands_what_is_to_come(menee, visiteur):
    """Eleven steps in the order of the cycle, one current; each one says its place in words too."""
    page = visiteur.voir(f"/operations/{menee}")
    assert etapes(page) == {
        "Signalée": "faite", "Faisabilité": "faite", "Calibrage": "faite", "Rédaction": "faite",
        "Consultation": "en_cours",
        "Attribution": "a_venir", "Démarrage": "a_venir", "Mise en œuvre": "a_venir", "Suivi": "a_venir",
        "Bilan": "a_venir", "Close": "a_venir",
    }  # fmt: skip
    courantes = page.select(".parcours [aria-current=step]")
    assert [visiteur.mots(une) for une in courantes] == ["Consultation en cours"]
    assert [une.text for une in page.select(".parcours .position")] == ["faite"] * 4 + ["en cours"] + ["à venir"] * 6


def test_what_is_awaited_names_who_and_before_when(menee, visiteur):
    """Not late: no word of lateness."""
    attente = visiteur.mots(visiteur.voir(f"/operations/{menee}").select_one(".attente"))
    assert (
        attente == "Attendu : Publier la consultation et prévenir le relais "
        "De qui : maître d’ouvrage. Avant le 12 octobre 2026 ."
    )


def test_what_is_late_is_told_in_words_and_in_style(installation, visiteur):
    """The day before which it was due was 29 August; three days later it is three days late."""
    chemin = nue(etape=Etape.CALIBRAGE, echeance=date(2026, 8, 29))
    attente = visiteur.voir(chemin).select_one(".attente.en-retard")
    assert "Avant le 29 août 2026 : en retard de 3 jours" in visiteur.mots(attente)


def test_the_very_day_is_not_late(installation, visiteur):
    """Due today: nothing late."""
    page = visiteur.voir(nue(etape=Etape.CALIBRAGE, echeance=date(2026, 9, 1)))
    assert "Avant le 1er septembre 2026 ." in visiteur.mots(page.select_one(".attente"))
    assert not page.select(".en-retard, .retard")


def test_each_lot_says_its_hours_and_how_they_were_found(menee, visiteur):
    """Hours, days, steps of the calculation folded; a lot left out says why; the total adds up."""
    page = visiteur.voir(f"/operations/{menee}")
    tableau = page.find("table", attrs={"aria-labelledby": "lots"})
    premier, *_, dernier = tableau.select("tbody tr")
    assert "618 h" in visiteur.mots(premier)
    assert "88,3" in visiteur.mots(premier)
    assert "371 000,00 € ÷ 30,00 €/h = 12 366,67 h de main-d’œuvre" in visiteur.mots(premier.details)
    assert "open" not in premier.details.attrs
    assert "sans clause" in visiteur.mots(dernier)
    assert "posé par des techniciens habilités" in visiteur.mots(dernier)
    assert dernier.details is None
    assert "1 096 h" in visiteur.mots(tableau.tfoot)


def test_each_document_has_its_name_its_size_its_edition_and_a_link_that_answers(menee, visiteur):
    """In the order of the catalogue; what must not reach candidates says so; the pack and its notice first."""
    page = visiteur.voir(f"/operations/{menee}")
    tableau = page.find("table", attrs={"aria-labelledby": "documents"})
    noms = [visiteur.mots(ligne.th) for ligne in tableau.select("tbody tr")]
    assert noms[:3] == ["Mention dans l’avis A1", "Article du règlement de la consultation A2", "Article du CCAP A3"]
    confidentiels = [nom for nom in noms if "Confidentiel : ne pas joindre à la consultation" in nom]
    assert [nom.split(" Confidentiel")[0] for nom in confidentiels] == [
        "Note de calibrage B1",
        "Tableau de calcul des heures B2",
        "Tableau de calcul des heures B2",
    ]
    assert "Ko" in visiteur.mots(tableau)
    adresses = [lien["href"] for lien in page.select("a[download]")]
    assert len(adresses) == len(noms) + 2
    assert {visiteur.get(adresse).status_code for adresse in adresses} == {200}


def test_a_document_whose_file_is_gone_says_so(menee, visiteur, home):
    """No link to nothing."""
    (home / "documents" / menee / "A3_ccap.docx").unlink()
    absent = visiteur.voir(f"/operations/{menee}").find("strong", string="fichier absent du disque")
    assert "A3_ccap.docx" in visiteur.mots(absent.find_parent("tr"))
    assert absent.find_parent("tr").a is None


def test_the_mails_sent_tell_their_state(menee, visiteur):
    """One answer to the buyer, waiting; once in doubt, it stands out with what the server said."""
    chemin = f"/operations/{menee}"
    envois = visiteur.partie(chemin, "Courriels envoyés")
    assert "m.sertelle@val-de-brielle.example" in envois
    assert "à envoyer" in envois
    with unit_of_work() as session:
        courriel = courriers_sortants.lister(session)[0]
        courriel.etat, courriel.reponse = courriers_sortants.EtatSortant.INCERTAIN, "connexion perdue"
        courriel.doute_depuis = courriel.cree_le
        session.add(courriel)
    assert "incertain connexion perdue" in visiteur.partie(chemin, "Courriels envoyés")


def test_the_announcement_shows_the_sentence_behind_each_field(menee, visiteur):
    """Field, then the exact words of the mail."""
    annonce = visiteur.partie(f"/operations/{menee}", "L’annonce")
    assert "Courriel de m.sertelle@val-de-brielle.example , reçu le 1er septembre 2026 à 10 h 00" in annonce
    assert "Commune « Commune : Yutz »" in annonce
    assert "Lot 6, montant HT « 6 Ascenseur 46 000,00 € »" in annonce


def test_the_journal_tells_what_was_done_the_latest_first(menee, visiteur):
    """Transitions in French, with the reserves given and what was produced."""
    lignes = [visiteur.mots(ligne) for ligne in visiteur.voir(f"/operations/{menee}").select(".journal li")]
    assert "Rédiger : de « rédaction » à « consultation »" in lignes[0]
    assert "Courriel reçu : annonce d’une opération" in lignes[-1]
    acceptee = next(ligne for ligne in lignes if "Accepter" in ligne)
    assert "Sous réserve des pièces demandées. 2 documents, 1 courriel" in acceptee


def test_a_refusal_and_a_refused_transition_are_told(installation, visiteur):
    """The line stops where the operation left it; the reason is in the journal."""
    reference = semer("faisabilite")
    avancer(reference, "abandonner", motif="Projet retiré.")
    page = visiteur.voir(f"/operations/{reference}")
    assert etapes(page) == {"Signalée": "faite", "Faisabilité": "faite", "Abandonnée": "terminee"}
    assert visiteur.mots(page.select_one(".attente")) == "Plus rien n’est attendu de personne."
    assert "Projet retiré." in visiteur.mots(page.select_one(".journal"))


@pytest.mark.parametrize("etape", list(Etape))
def test_an_operation_at_any_step_has_one_place_on_its_line(installation, visiteur, etape):
    """Imported there without any history."""
    page = visiteur.voir(f"/operations/{semer(etape.value)}")
    assert len(page.select(".parcours [aria-current=step]")) == 1
    attendue = {"suspendue": "Signalée", "mise_en_oeuvre": "Mise en œuvre"}.get(etape.value, etape.libelle.capitalize())
    assert page.select_one(".parcours [aria-current] .nom").text == attendue


def test_a_suspended_operation_stands_at_the_step_it_left(installation, visiteur):
    """Suspended at « calibrage »: before it done, itself suspended, after it to come."""
    reference = semer("calibrage")
    avancer(reference, "suspendre", motif="Attente du budget.")
    trouvees = etapes(visiteur.voir(f"/operations/{reference}"))
    assert (trouvees["Faisabilité"], trouvees["Calibrage"], trouvees["Rédaction"]) == ("faite", "suspendue", "a_venir")


def test_an_operation_without_upstream_part_skips_its_steps(installation, visiteur):
    """The Région computes and writes by itself: from the answer to the award."""
    reference = semer("faisabilite", missions=["aval_suivi", "bilan"])
    assert list(etapes(visiteur.voir(f"/operations/{reference}")))[:4] == [
        "Signalée", "Faisabilité", "Attribution", "Démarrage",
    ]  # fmt: skip


def test_an_operation_that_has_nothing_but_its_reference_has_a_page(installation, visiteur):
    """Each part says that it is empty; what the calculation lacks is listed."""
    page = visiteur.voir(nue())
    dit = visiteur.mots(page.main)
    for phrase in (
        "(intitulé à compléter)",
        "Aucun lot n’est connu.",
        "Les heures seront calculées quand l’opération sera complétée",
        "Aucun document n’est encore produit.",
        "Aucun courriel n’est parti pour cette opération.",
        "Cette opération n’a pas été annoncée par un courriel.",
        "Rien n’y est encore écrit.",
    ):
        assert phrase in dit
    assert page.table is None


def test_what_others_wrote_is_text_never_markup_nor_template_and_keeps_its_direction_to_itself(installation, visiteur):
    """Title, buyer, commune, lots, reasons: shown as written, isolated from the words around."""
    piege = " ".join(PIEGES)
    lots = [ECOLE["lots"][0] | {"numero": 1, "intitule": piege, "clause": False, "motif_non_clause": piege}]
    reference = semer(intitule=piege, maitre_ouvrage=ECOLE["maitre_ouvrage"] | {"nom": piege}, lots=lots)
    avancer(reference, "abandonner", motif=piege)
    page = visiteur.voir(f"/operations/{reference}")
    assert not page.main.find_all(["script", "img"])
    ecrits = page.find_all(string=lambda texte: "\u202e" in texte)
    assert len(ecrits) == 5
    assert {texte.parent.name for texte in ecrits} == {"bdi"}
    assert {" ".join(texte.split()) for texte in ecrits} == {" ".join(piege.split())}


def test_a_page_takes_the_same_number_of_statements_whatever_it_holds(menee, visiteur):
    """Nothing, thirty lots, or documents, mails and a journal."""
    un, trente = nue(), semer(lots=[ECOLE["lots"][0] | {"numero": rang} for rang in range(1, 31)])
    assert len(visiteur.voir(f"/operations/{trente}").select("tbody tr")) == 30
    assert ordres(visiteur, f"/operations/{trente}") == ordres(visiteur, f"/operations/{menee}") == ordres(visiteur, un)


def test_the_list_takes_the_same_number_of_statements_for_two_hundred_operations(installation, visiteur):
    """And links to each of them."""
    nue()
    seule = ordres(visiteur, "/operations")
    for rang in range(2, 201):
        nue(f"R-2026-{rang:04}")
    assert ordres(visiteur, "/operations") == seule
    liens = [lien["href"] for lien in visiteur.voir("/operations").select("tbody a")]
    assert liens[0] == "/operations/R-2026-0001"
    assert len(liens) == 50


@pytest.mark.parametrize("reference", ["R-INCONNUE", ".r", "%00", "a'b", "x" * 500, "%ED%A0%80"])
def test_an_unknown_operation_is_a_french_page(installation, visiteur, reference):
    """404, whatever is asked."""
    reponse = visiteur.get(f"/operations/{reference}")
    assert reponse.status_code == 404
    assert "n’existe pas" in reponse.text


def test_a_stranger_is_sent_to_the_page_where_one_signs_in(menee, etranger):
    """Not a word of it, page and documents; the same for a reference that does not exist."""
    for chemin in (f"/operations/{menee}", f"/operations/{menee}/documents/A3_ccap.docx", "/operations/R-INCONNUE"):
        reponse = etranger.get(chemin)
        assert reponse.status_code == 303
        assert reponse.headers["location"].startswith("/connexion?suite=/operations/")
        assert "Trois Rivières" not in reponse.text


@pytest.mark.reseau
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium absent (paquet chromium)")
@pytest.mark.parametrize("largeur", [1280, 390])
def test_in_a_real_browser_the_page_fits_runs_nothing_and_hands_the_file_over(menee, servi, tmp_path, largeur):
    """A long and hostile name beside thirty lots: no sideways scrolling, no message of the console, no request away."""
    piege, mot = " ".join(PIEGES), "x" * 300
    lots = [ECOLE["lots"][0] | {"numero": rang, "intitule": f"{piege} {mot}"} for rang in range(1, 31)]
    longue = semer(
        reference="L" * 64,
        intitule=f"{piege} {mot}",
        maitre_ouvrage=ECOLE["maitre_ouvrage"] | {"nom": f"{piege} {mot}"},
        lots=lots,
    )
    ailleurs, messages = [], []
    with sync_playwright() as pilote:
        navigateur = pilote.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        visite = navigateur.new_context(viewport={"width": largeur, "height": 900})
        visite.add_cookies([{"name": "relais-session", "value": entrer(Role.FACILITATEUR), "url": servi}])
        page = visite.new_page()
        page.on("request", lambda demande: demande.url.startswith((servi, "data:")) or ailleurs.append(demande.url))
        page.on("console", lambda message: messages.append(message.text))
        page.on("dialog", lambda dialogue: messages.append(dialogue.message))
        for chemin in ("/", f"/operations/{longue}", f"/operations/{menee}"):
            page.goto(servi + chemin)
            page.evaluate("document.querySelectorAll('details').forEach(un => { un.open = true })")
            assert page.evaluate("document.documentElement.scrollWidth") == largeur, chemin
        with page.expect_download() as attente:
            page.get_by_role("link", name="A3_ccap.docx", exact=True).click()
        nom = attente.value.suggested_filename
        attente.value.save_as(tmp_path / "A3_ccap.docx")
        navigateur.close()
    assert nom == "A3_ccap.docx"
    assert zipfile.is_zipfile(tmp_path / "A3_ccap.docx")
    assert (ailleurs, messages) == ([], [])
