"""The dashboards of a month: one mail per recipient for all its operations, once, whatever happens on the way."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from hashlib import sha256
from threading import Barrier

import pytest
from lecture_pdf import lire
from operations_en_base import documents_de
from python_calamine import CalamineWorkbook
from sqlalchemy import event
from tableaux_en_base import (
    ACHETEUR,
    BENEFICIAIRE,
    FACILITATEUR,
    TREMPLIN,
    courriels,
    destinataires,
    dossier,
    entreprise,
    etat,
    imprimer_vite,
    naissance,
    retenues,
    semer,
    suivre_depuis,
    tableaux_faits,
)

from config.horloge import PARIS
from config.settings import get_settings
from formats.dates import date_courte, date_longue
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.publics import Categorie
from sqlmodel_store.depots import operations
from sqlmodel_store.session import get_engine, lecture
from workflows.actes import sujets
from workflows.actes.attentes import Action
from workflows.actes.mensuel import calendrier, pieces, preparation
from workflows.actes.mensuel import courriels as envois
from workflows.actes.mensuel import mois as du_mois
from workflows.actes.mensuel import retenues as tenues
from workflows.actes.mensuel.lignes import choisir
from workflows.actes.mensuel.mois import lire_mois, preparer
from workflows.actes.mensuel.repetition import repeter

OCTOBRE = Mois(2026, 10)
VEILLE, DEPART = date(2026, 11, 16), date(2026, 11, 17)


@pytest.fixture
def en_pdf(sur_sqlite, regler):
    """The business date of what follows; the pages are laid out."""
    regler(FACILITATEUR__NOM="Jeanne Fressac", FACILITATEUR__COURRIEL=FACILITATEUR)

    def au(jour: date) -> None:
        regler(DATE=jour.isoformat())

    au(DEPART)
    return au


@pytest.fixture
def au(en_pdf, monkeypatch):
    """The same, pages not laid out."""
    monkeypatch.setattr(pieces, "make_followup_piece", imprimer_vite)
    return en_pdf


def faire(au, jour: date) -> dict[str, int]:
    """What the calendar asks that day, of dashboards only."""
    au(jour)
    faites = sujets.faire_le_jour().faites
    return {nom: faites[nom] for nom in faites if "tableaux de bord" in nom}


@pytest.mark.usefixtures("en_pdf")
def test_each_recipient_has_one_mail_for_all_its_operations():
    """Two operations: the buyer and the employer of both have one mail with two PDF, each company its own."""
    semer(dossier(1), dossier(2))
    bilan = preparer(OCTOBRE, par="essai")
    assert (bilan.operations, bilan.courriels, bilan.documents, bilan.inchanges) == (2, 4, 6, 0)
    recus = {un.destinataire: un for un in courriels()}
    assert sorted(recus) == sorted([ACHETEUR, TREMPLIN, entreprise(1), entreprise(2)])
    assert {un.cle for un in recus.values()} == {f"tableau_de_bord:2026-10:{qui}" for qui in recus}
    combien = {qui: len(recu.pdf) for qui, recu in recus.items()}
    assert combien == {ACHETEUR: 2, TREMPLIN: 2, entreprise(1): 1, entreprise(2): 1}
    assert all(octets.startswith(b"%PDF") for recu in recus.values() for octets in recu.pdf.values())
    racine = get_settings().home / "documents"
    for un in tableaux_faits():
        (fichier,) = racine.rglob(un.fichier) if "_bati" in un.fichier else (_fichier(racine, un),)
        assert sha256(fichier.read_bytes()).hexdigest() == un.sha256
        assert un.courrier_cle == f"tableau_de_bord:2026-10:{un.destinataire}"


@pytest.mark.usefixtures("au")
def test_the_buyer_has_the_figures_of_each_operation_as_a_workbook_and_nobody_else():
    """Recorded and kept beside its dashboard; nothing of any person; the mail says it is there."""
    semer(dossier(1), dossier(2))
    preparer(OCTOBRE, par="essai")
    classeurs = {un.destinataire: {nom: un.pieces[nom] for nom in set(un.pieces) - set(un.pdf)} for un in courriels()}
    assert {qui: sorted(noms) for qui, noms in classeurs.items() if noms} == {
        ACHETEUR: ["2026-TDB-001_donnees_2026-10.xlsx", "2026-TDB-002_donnees_2026-10.xlsx"]
    }
    octets = classeurs[ACHETEUR]["2026-TDB-001_donnees_2026-10.xlsx"]
    assert (get_settings().home / "documents/2026-TDB-001/H1_donnees_2026-10.xlsx").read_bytes() == octets
    assert documents_de("2026-TDB-001")["H1_donnees_2026-10.xlsx"].sha256 == sha256(octets).hexdigest()
    cellules = [str(une) for feuille in _feuilles(octets) for ligne in feuille for une in ligne]
    assert "70.0" in cellules
    assert not [une for une in cellules if any(mot in une for mot in BENEFICIAIRE.values())]
    dits = {un.destinataire: un.texte for un in courriels()}
    assert "(PDF, et les chiffres en tableur)" in dits[ACHETEUR]
    assert "tableur" not in dits[TREMPLIN]


def _feuilles(octets):
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    return [classeur.get_sheet_by_name(nom).to_python() for nom in classeur.sheet_names]


def _fichier(racine, tableau):
    with lecture() as session:
        fiches = {une.id: une.reference for une in operations.lister(session)}
    return racine / fiches[tableau.operation_id] / tableau.fichier


def test_the_same_month_twice_makes_and_sends_nothing_more(au):
    semer(dossier(1))
    premier = preparer(OCTOBRE, par="essai")
    avant = etat()
    second = preparer(OCTOBRE, par="essai")
    assert (premier.documents, premier.courriels) == (3, 3)
    assert (second.documents, second.courriels, second.operations) == (0, 0, 1)
    assert etat() == avant


def test_only_what_is_active_or_changed_since_the_last_one_leaves(au):
    """A lot over since long, nobody at work: the first dashboard closes it, the next month has nothing to say."""
    fini = dossier(1, fin="2026-06-30", debut="2026-01-05", duree_mois=5, heures={"2026-05": "292"})
    fini["contrats"][0]["debut"] = "2026-02-02"
    semer(fini, dossier(2))
    assert preparer(Mois(2026, 9), par="essai").operations == 2
    bilan = preparer(OCTOBRE, par="essai")
    assert (bilan.operations, bilan.inchanges) == (1, 1)
    (acheteur,) = [un for un in courriels("tableau_de_bord:2026-10") if un.destinataire == ACHETEUR]
    assert [nom.partition("_")[0] for nom in acheteur.pdf] == ["2026-TDB-002"]


def test_an_operation_that_had_not_begun_has_no_first_dashboard(au):
    """Lots to begin in December, nobody under contract: nothing to tell of October."""
    a_venir = dossier(1, debut="2026-12-01", heures={})
    a_venir["contrats"][0]["debut"] = "2026-12-07"
    semer(a_venir, dossier(2))
    bilan = preparer(OCTOBRE, par="essai")
    assert (bilan.operations, bilan.inchanges) == (1, 1)


@pytest.mark.parametrize("etape", ["attribution", "demarrage", "close", "suspendue"])
def test_operations_at_other_steps_have_no_dashboard(au, etape):
    semer(dossier(1, etape=etape))
    bilan = preparer(OCTOBRE, par="essai")
    assert (bilan.operations, bilan.courriels, courriels()) == (0, 0, [])


def test_an_organisation_without_address_has_its_document_and_is_told_of(au):
    """Made all the same: the facilitateur hands it over."""
    sans = dossier(1)
    del sans["attributions"][0]["courriel"]
    semer(sans)
    preparer(OCTOBRE, par="essai")
    (h2,) = [un for un in tableaux_faits() if un.code == "H2"]
    assert (h2.destinataire, h2.courrier_cle) == ("", None)
    (recapitulatif,) = courriels("recapitulatif")
    assert "sans adresse connue" in recapitulatif.texte
    assert h2.fichier in recapitulatif.texte


def test_what_one_operation_holds_at_fault_hinders_no_other(au, monkeypatch):
    """Refused documents, were it for a reason nobody foresaw, are told to the facilitateur with the reason."""
    semer(dossier(1), dossier(2), dossier(3))
    fabriquer = preparation.fabriquer

    def refuser(atelier, ligne):
        if ligne.reference == "2026-TDB-001" and ligne.code is CodeDocument.H1:
            raise FauteDeSaisie("H1", "H1, contrôle 17 : un nom.")
        if ligne.reference == "2026-TDB-002" and ligne.code is CodeDocument.H1:
            raise ZeroDivisionError
        return fabriquer(atelier, ligne)

    monkeypatch.setattr(preparation, "fabriquer", refuser)
    assert preparer(OCTOBRE, par="essai").documents == 7
    (acheteur,) = [un for un in courriels() if un.destinataire == ACHETEUR]
    assert [nom.partition("_")[0] for nom in acheteur.pdf] == ["2026-TDB-003"]
    (recapitulatif,) = courriels("recapitulatif")
    assert "2026-TDB-001, H1" in recapitulatif.texte
    assert "contrôle 17" in recapitulatif.texte
    assert "erreur interne, référence" in recapitulatif.texte


@pytest.mark.usefixtures("en_pdf")
def test_the_buyer_learns_nothing_of_any_person_and_only_the_buyer_of_penalties():
    """Neither name, birth date, municipality nor category: subject, bodies, PDF, names of files (domaine §9.2)."""
    semer(dossier(1))
    preparer(OCTOBRE, par="essai")
    recus = {un.destinataire: un for un in courriels()}
    dits = {qui: _tout(recu) for qui, recu in recus.items()}
    nee_le = naissance(1)
    dates = [nee_le.isoformat(), date_courte(nee_le), date_longue(nee_le)]
    interdits = [*BENEFICIAIRE.values(), *dates, *(une.libelle for une in Categorie)]
    for mot in interdits:
        assert mot.casefold() not in dits[ACHETEUR].casefold(), mot
    for qui in (entreprise(1), TREMPLIN):
        assert "Courtevin" not in dits[qui]
        assert not any(une.libelle.casefold() in dits[qui].casefold() for une in Categorie)
        assert "pénalité" not in dits[qui].casefold()
        assert "€" not in dits[qui]
    assert "exposition aux pénalités" in recus[ACHETEUR].texte.casefold()
    assert "/declaration/" not in dits[ACHETEUR]


def _tout(recu) -> str:
    textes = [recu.lu["Subject"], recu.texte, recu.html, *recu.pdf]
    return "\n".join([*textes, *(lire(octets).texte for octets in recu.pdf.values())])


def test_what_goes_worst_comes_first_and_files_bear_the_operation_s_name(au):
    """A lot late by far, though its reference comes last; no code of ours in a file's name."""
    tard = dossier(4, debut="2026-01-05")
    semer(dossier(1), dossier(2), tard)
    preparer(OCTOBRE, par="essai")
    (acheteur,) = [un for un in courriels() if un.destinataire == ACHETEUR]
    places = [acheteur.texte.index(f"2026-TDB-00{rang}") for rang in (4, 1, 2)]
    assert places == sorted(places)
    assert "Statut : en retard" in acheteur.texte
    assert sorted(acheteur.pdf) == [f"2026-TDB-00{rang}_tableau-de-bord_2026-10.pdf" for rang in (1, 2, 4)]


def test_an_address_that_serves_two_companies_reads_which_is_which(au):
    """One operation, two lines, two files; the operation counts once."""
    double = dossier(1)
    double["operation"]["lots"].append(double["operation"]["lots"][0] | {"numero": 2, "intitule": "Peinture"})
    double["attributions"].append(double["attributions"][0] | {"lot": 2, "entreprise": {"nom": "Couleurs du Plateau"}})
    semer(double)
    preparer(OCTOBRE, par="essai")
    (recu,) = [un for un in courriels() if un.destinataire == entreprise(1)]
    assert "· Bâti 1" in recu.texte
    assert "· Couleurs du Plateau" in recu.texte
    assert recu.lu["Subject"].startswith("[Clause insertion][2026-TDB-001] Tableau de bord")
    noms = ["2026-TDB-001_tableau-de-bord_2026-10-2.pdf", "2026-TDB-001_tableau-de-bord_2026-10.pdf"]
    assert sorted(recu.pdf) == noms
    assert len(set(recu.pdf.values())) == 2


def test_what_waits_for_the_buyer_stands_on_its_dashboard(au, monkeypatch):
    """And on nobody else's."""
    action = Action(
        libelle="Signer l’ordre de service",
        qui="maître d’ouvrage",
        depuis=VEILLE,
        avant_le=date(2026, 11, 30),
        reference="2026-TDB-001",
    )
    monkeypatch.setattr(sujets, "SOURCES", (lambda _session, _operations: [action],))
    semer(dossier(1))
    preparer(OCTOBRE, par="essai")
    dits = {un.code: _page(un) for un in tableaux_faits()}
    assert "Signer l’ordre de service" in dits["H1"]
    assert "Signer l’ordre de service" not in dits["H2"] + dits["H3"]


def test_lots_that_end_on_one_day_take_one_line(au):
    """Thirty lots are no list of thirty."""
    saisi = dossier(1, duree_mois=4)
    lot = saisi["operation"]["lots"][0]
    saisi["operation"]["lots"] += [lot | {"numero": numero} for numero in range(2, 31)]
    semer(saisi)
    preparer(OCTOBRE, par="essai")
    page = next(_page(un) for un in tableaux_faits() if un.code == "H1")
    assert page.count("fin prévue") == page.count("fin prévue des lots 1 à 30") == 1


def test_the_end_of_a_lot_without_a_clause_is_not_announced(au):
    saisi = dossier(1, duree_mois=4)
    lot = saisi["operation"]["lots"][0]
    saisi["operation"]["lots"] += [lot | {"numero": 2, "clause": False, "motif_non_clause": "sans main-d’œuvre"}]
    semer(saisi)
    preparer(OCTOBRE, par="essai")
    page = next(_page(un) for un in tableaux_faits() if un.code == "H1")
    assert page.count("fin prévue") == page.count("fin prévue du lot 1'") == 1


def _page(tableau) -> str:
    return (get_settings().home / "documents" / "2026-TDB-001" / tableau.fichier).read_text("utf-8")


def test_companies_and_employers_have_their_link_and_every_mail_its_pace_and_forecast(au):
    semer(dossier(1))
    preparer(OCTOBRE, par="essai")
    recus = {un.destinataire: un for un in courriels()}
    for qui in (entreprise(1), TREMPLIN):
        assert "/declaration/" in recus[qui].texte
        assert "/declaration/" in recus[qui].html
    for qui in (ACHETEUR, entreprise(1)):
        for dit in ("70 h validées sur 292 h dues (24,0 %)", "Statut : conforme", "Rythme : ", "Prévision : "):
            assert dit in recus[qui].texte
        assert "arrêtés au 17 novembre 2026" in recus[qui].texte
    assert "70 h validées depuis le début" in recus[TREMPLIN].texte
    assert "dues" not in recus[TREMPLIN].texte


@pytest.mark.parametrize(
    ("mois", "reglages", "attendu"),
    [
        pytest.param("2026-10", {}, "2026-11-17", id="the 11th working day, 11 November being off"),
        pytest.param("2026-03", {}, "2026-04-17", id="Good Friday, off in Moselle, and Easter Monday"),
        pytest.param("2026-12", {}, "2027-01-18", id="over the new year"),
        pytest.param("2026-10", {"TABLEAU_DE_BORD": "3"}, "2026-11-10", id="never before statements are returned"),
    ],
)
def test_dashboards_leave_on_a_working_day_after_the_statements(sur_sqlite, regler, mois, reglages, attendu):
    regler(**{f"ECHEANCES__{nom}": valeur for nom, valeur in reglages.items()})
    assert calendrier.depart(Mois.lire(mois)).isoformat() == attendu


@pytest.mark.usefixtures("au")
def test_the_buyer_s_mail_says_that_a_statement_not_received_is_not_hours_not_done():
    """September has no statement; October has: one line, and a reserve beside the risk. Nothing where all came."""
    semer(dossier(1), dossier(2, heures={"2026-09": "70", "2026-10": "70"}, acheteur="mairie@plateau.example"))
    suivre_depuis(date(2026, 9, 1))
    preparer(OCTOBRE, par="essai")
    textes = {un.destinataire: " ".join(un.texte.replace("\u00a0", " ").split()) for un in courriels()}
    avec, sans = textes[ACHETEUR], textes["mairie@plateau.example"]
    assert "1 relevé non reçu ; des heures, peut-être faites, ne sont pas encore comptées" in avec
    assert "Statut : conforme, 1 relevé non reçu" in avec
    assert "si rien de plus n’était validé, avant les relevés non reçus" in avec
    assert "non reçu" not in sans
    reclame = "Il manque encore 1 relevé : - Relevé de septembre 2026, Tremplin ETTI, lot 1, 2026-TDB-001 <http"
    assert reclame in textes[TREMPLIN]
    assert "Revoir les heures d’octobre 2026 : http" in textes[TREMPLIN]


@pytest.mark.usefixtures("au")
@pytest.mark.parametrize(
    ("saisi", "dites", "tues"),
    [
        ({"heures": {"2026-10": "7"}, "duree_mois": 4}, ["Faire le point du lot 1, en retard", "fin prévue"], []),
        ({"heures": {"2026-09": "150", "2026-10": "150"}, "duree_mois": 4}, [], ["Faire le point", "fin prévue"]),
        ({"heures": {"2026-10": "7"}, "duree_mois": 2, "debut": "2026-09-10"}, ["Faire le point"], ["fin prévue"]),
    ],
    ids=["late", "settled", "its last day is past"],
)
def test_the_buyer_is_told_what_to_do_of_a_late_lot_and_no_date_that_is_past(monkeypatch, saisi, dites, tues):
    """What the page of the buyer is made from: its actions and its next dates, as of 17 November."""
    vues = []

    def imprimer(attendue, *args, **options):
        vues.append(attendue)
        return imprimer_vite(attendue, *args, **options)

    monkeypatch.setattr(pieces, "make_followup_piece", imprimer)
    semer(dossier(1, **saisi))
    preparer(OCTOBRE, par="essai")
    (h1,) = [une.contexte for une in vues if une.code is CodeDocument.H1]
    lues = " ".join(une.libelle for une in (*h1.actions, *h1.echeances)).replace("\u00a0", " ")
    assert [dit for dit in dites if dit not in lues] == []
    assert [tu for tu in tues if tu in lues] == []


def test_they_are_announced_the_day_before_with_the_differences_then_leave_alone(au):
    """Each round made twice; a month later the announcement tells what changed."""
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    assert faire(au, date(2026, 11, 13)) == {}
    assert faire(au, VEILLE) == {"préavis des tableaux de bord": 1}
    assert faire(au, VEILLE) == {}
    assert courriels() == []
    (preavis,) = courriels("preavis")
    assert "partiront demain, mardi 17 novembre 2026 à 8 h, sauf si vous retenez : 3 courriels" in preavis.texte
    assert faire(au, DEPART) == {"tableaux de bord": 1}
    assert faire(au, DEPART) == {}
    assert (len(courriels()), destinataires("recapitulatif")) == (3, [FACILITATEUR])
    faire(au, date(2026, 12, 14))
    suivant = courriels("preavis")[1].texte
    assert "heures validées : 70 h → 210 h (+140 h)" in suivant
    assert "exposition aux pénalités : 13 320,00 € → 4 920,00 €" in suivant


def test_what_an_outage_missed_leaves_on_return_under_its_own_month(au):
    """Announced, then off for three weeks; then off over a whole month: both are announced, then leave in turn."""
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    faire(au, VEILLE)
    assert faire(au, date(2026, 12, 4)) == {"tableaux de bord": 1}
    assert {un.cle.split(":")[1] for un in courriels()} == {"2026-10"}
    vendredi, lundi = date(2027, 1, 29), date(2027, 2, 1)
    assert faire(au, vendredi) == {"préavis des tableaux de bord": 2}
    annonces = courriels("preavis")[1:]
    assert [un.cle.split(":")[1] for un in annonces] == ["2026-11", "2026-12"]
    assert all("partiront lundi 1er février 2027 à 8 h, sauf si vous retenez" in un.texte for un in annonces)
    assert faire(au, date(2027, 1, 31)) == {}
    assert faire(au, lundi) == {"tableaux de bord": 2}
    assert faire(au, lundi) == {}
    assert [un.cle.split(":")[1] for un in courriels()] == ["2026-10"] * 3 + ["2026-11"] * 3 + ["2026-12"] * 3


def test_off_on_the_eve_they_are_announced_on_return_and_leave_the_next_morning(au):
    """The facilitateur may always hold them back first; the period is the one they were due for."""
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    faire(au, VEILLE)
    faire(au, DEPART)
    mardi, mercredi = date(2026, 12, 15), date(2026, 12, 16)
    assert calendrier.depart(OCTOBRE.suivant) == mardi
    assert faire(au, mardi) == {"préavis des tableaux de bord": 1}
    assert "demain, mercredi 16 décembre 2026 à 8 h" in courriels("preavis")[1].texte
    assert faire(au, mercredi) == {"tableaux de bord": 1}
    assert [un.cle.split(":")[1] for un in courriels()][3:] == ["2026-11"] * 3


@pytest.mark.parametrize("retour", [date(2026, 12, 15), date(2026, 12, 18)], ids=["the day before", "the day itself"])
def test_announced_then_off_until_the_next_month_is_due_they_leave_on_return(au, retour):
    """October was told to leave: it does, at once; November is announced that day, beside October's figures."""
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    faire(au, VEILLE)
    assert faire(au, retour) == {"tableaux de bord": 1, "préavis des tableaux de bord": 1}
    assert [un.cle.split(":")[1] for un in courriels()] == ["2026-10"] * 3
    assert "heures validées : 70 h → 210 h (+140 h)" in courriels("preavis")[1].texte
    assert faire(au, date(2026, 12, 21)) == {"tableaux de bord": 1}
    assert faire(au, date(2026, 12, 21)) == {}
    assert [un.cle.split(":")[1] for un in courriels()] == ["2026-10"] * 3 + ["2026-11"] * 3


def test_a_month_held_back_entirely_keeps_no_later_one_and_leaves_when_let_go(au):
    """It is told as held meanwhile; let go after the next month left, it leaves under its own period."""
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    faire(au, VEILLE)
    tenues.retenir(OCTOBRE, tenues.TOUS, motif=None, par="essai")
    faire(au, date(2026, 12, 14))
    assert faire(au, date(2026, 12, 15)) == {"tableaux de bord": 1}
    assert {un.cle.split(":")[1] for un in courriels()} == {"2026-11"}
    with lecture() as session:
        actions = [une.libelle for une in sujets.attentes(session, operations.lister(session))]
    assert [une for une in actions if "octobre" in une and "retenu" in une] != []
    tenues.liberer(OCTOBRE, tenues.TOUS, par="essai")
    assert faire(au, date(2026, 12, 16)) == {"tableaux de bord": 1}
    assert sorted(un.cle.split(":")[1] for un in courriels()) == ["2026-10"] * 3 + ["2026-11"] * 3


def test_an_old_month_asked_for_by_hand_brings_none_of_those_since(au):
    semer(dossier(1, heures={"2026-10": "70", "2026-11": "140"}))
    au(date(2026, 12, 15))
    preparer(Mois(2026, 8), par="essai")
    preparer(OCTOBRE, par="essai")
    assert faire(au, date(2026, 12, 15)) == {"préavis des tableaux de bord": 1}
    assert courriels("preavis")[0].cle.split(":")[1] == "2026-11"


def test_where_the_facilitateur_has_no_address_the_open_actions_announce(au, regler):
    """Nothing is counted as sent; the sentence says what is missing; they leave the next day all the same."""
    regler(FACILITATEUR__COURRIEL="", RELAIS__COURRIEL="")
    semer(dossier(1))
    au(VEILLE)
    bilan = sujets.faire_le_jour()
    assert "préavis des tableaux de bord" not in bilan.faites
    assert any("n’est envoyé à personne" in phrase for phrase in bilan.empechees)
    assert courriels("preavis") == []
    with lecture() as session:
        action = next(une for une in sujets.attentes(session, operations.lister(session)) if "Retenir" in une.libelle)
    assert "donner l’adresse du facilitateur" in action.libelle
    assert (action.qui, action.avant_le) == ("facilitateur", DEPART)
    assert faire(au, DEPART) == {"tableaux de bord": 1}


def test_the_first_ones_of_an_installation_never_leave_unannounced(au):
    """Installed late in the month: announced first. Installed the month after: next time."""
    semer(dossier(1))
    assert faire(au, date(2026, 11, 20)) == {"préavis des tableaux de bord": 1}
    assert courriels() == []
    assert faire(au, date(2026, 11, 20)) == {}
    assert faire(au, date(2026, 11, 21)) == {}
    assert faire(au, date(2026, 11, 23)) == {"tableaux de bord": 1}


def test_nothing_is_due_for_the_month_before_an_installation(au):
    semer(dossier(1))
    assert faire(au, date(2026, 12, 1)) == {}


@pytest.mark.parametrize(("heure", "part"), [(7, False), (8, True)])
def test_without_a_set_date_they_wait_for_eight_in_the_morning(sur_sqlite, monkeypatch, heure, part):
    """Of Paris, by the clock."""

    class Horloge(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 11, 17, heure, 5, tzinfo=PARIS).astimezone(tz)

    monkeypatch.delenv("RELAIS_DATE")
    get_settings.cache_clear()
    monkeypatch.setattr(calendrier, "datetime", Horloge)
    semer(dossier(1))
    with lecture() as session:
        passe = calendrier.Passe(annonces={OCTOBRE: VEILLE}, partis={})
        monkeypatch.setattr(calendrier.Passe, "lire", lambda _session: passe)
        assert calendrier.a_envoyer(session, DEPART) == ([OCTOBRE] if part else [])
        assert calendrier.a_envoyer(session, date(2026, 11, 18)) == [OCTOBRE]


def test_one_recipient_held_back_leaves_when_let_go_and_is_waited_for_meanwhile(au):
    semer(dossier(1))
    faire(au, VEILLE)
    tenues.retenir(OCTOBRE, ACHETEUR.upper(), motif="chiffres à revoir", par="essai")
    faire(au, DEPART)
    assert destinataires() == sorted([TREMPLIN, entreprise(1)])
    (recapitulatif,) = courriels("recapitulatif")
    assert f"{ACHETEUR} : chiffres à revoir" in recapitulatif.texte
    with lecture() as session:
        libelles = [une.libelle for une in sujets.attentes(session, operations.lister(session))]
    assert any("retenu pour marches@" in libelle for libelle in libelles)
    assert faire(au, date(2026, 11, 19)) == {}
    tenues.liberer(OCTOBRE, ACHETEUR, par="essai")
    assert faire(au, date(2026, 11, 19)) == {"tableaux de bord": 1}
    assert faire(au, date(2026, 11, 20)) == {}
    assert destinataires() == sorted([ACHETEUR, TREMPLIN, entreprise(1)])
    assert retenues() == []


def test_a_month_held_back_before_it_is_announced_is_not_announced_as_leaving(au):
    semer(dossier(1))
    tenues.retenir(OCTOBRE, "tous", motif=None, par="essai")
    faire(au, VEILLE)
    (preavis,) = courriels("preavis")
    assert "ne partiront pas : vous les retenez tous" in preavis.texte


def test_a_buyer_that_is_renamed_keeps_the_series_of_its_dashboards(au):
    """The next one is told by its differences, and has the next number."""
    semer(dossier(1))
    preparer(Mois(2026, 9), par="essai")
    renomme = dossier(1)
    renomme["operation"]["maitre_ouvrage"]["nom"] = "Brielle Agglomération"
    semer(renomme)
    with lecture() as session:
        ligne = next(une for une in choisir(session, OCTOBRE).lignes if une.code is CodeDocument.H1)
    assert (ligne.organisation, ligne.edition) == ("Brielle Agglomération", 2)
    assert ligne.avant is not None


def test_all_of_a_month_held_back_waits_whole(au):
    semer(dossier(1))
    faire(au, VEILLE)
    with lecture() as session:
        action = next(une for une in sujets.attentes(session, operations.lister(session)) if "Retenir" in une.libelle)
    assert (action.qui, action.avant_le) == ("facilitateur", DEPART)
    tenues.retenir(OCTOBRE, "tous", motif=None, par="essai")
    assert faire(au, DEPART) == {}
    assert preparer(OCTOBRE, par="essai").courriels == 0
    tenues.liberer(OCTOBRE, "tous", par="essai")
    assert faire(au, date(2026, 11, 18)) == {"tableaux de bord": 1}
    assert len(courriels()) == 3


@pytest.mark.parametrize(
    ("acte", "qui", "phrase"),
    [
        pytest.param("retenir", "inconnu@ailleurs.example", "ou l’un de ceux-ci", id="an address that is due nothing"),
        pytest.param("retenir", "parti", "déjà dans la boîte d’envoi", id="a mail already posted"),
        pytest.param("retenir", "tous", "sont partis le 17 novembre 2026", id="a month that left"),
        pytest.param("liberer", ACHETEUR, "rien n’est retenu", id="nothing held back"),
    ],
)
def test_what_cannot_be_held_back_or_let_go_is_said(au, acte, qui, phrase):
    semer(dossier(1))
    if phrase != "ou l’un de ceux-ci":
        preparer(OCTOBRE, par="essai")
    destinataire = ACHETEUR if qui == "parti" else qui
    actes = {
        "retenir": lambda: tenues.retenir(OCTOBRE, destinataire, motif=None, par="essai"),
        "liberer": lambda: tenues.liberer(OCTOBRE, destinataire, par="essai"),
    }
    with pytest.raises(FauteDeSaisie) as refus:
        actes[acte]()
    assert phrase in refus.value.phrase.replace("\u00a0", " ")


def test_a_mail_held_back_while_others_leave_stays(au, monkeypatch):
    """Asked after the list was drawn up, before its own turn."""
    semer(dossier(1))
    vrai = envois.joindre

    def retenir_d_abord(envoi, lire):
        if envoi.destinataire == ACHETEUR:
            tenues.retenir(OCTOBRE, ACHETEUR, motif=None, par="essai")
        return vrai(envoi, lire)

    monkeypatch.setattr(envois, "joindre", retenir_d_abord)
    preparer(OCTOBRE, par="essai")
    assert destinataires() == sorted([TREMPLIN, entreprise(1)])


def test_a_file_that_disappeared_keeps_its_own_mail_only(au, monkeypatch):
    """The others leave; the sentence names the operation and the file; put back, the mail leaves."""
    semer(dossier(1))
    with monkeypatch.context() as patch:
        patch.setattr(du_mois, "poster_tous", lambda _mois: 0)
        patch.setattr(du_mois, "clore", lambda *_args, **_nommes: None)
        preparer(OCTOBRE, par="essai")
    fichier = get_settings().home / "documents" / "2026-TDB-001" / "H1_tableau_de_bord_2026-10.pdf"
    fichier.rename(fichier.with_suffix(".mis-de-cote"))
    with pytest.raises(FauteDeSaisie, match="2026-TDB-001 : le tableau de bord H1"):
        preparer(OCTOBRE, par="essai")
    assert destinataires() == sorted([TREMPLIN, entreprise(1)])
    fichier.with_suffix(".mis-de-cote").rename(fichier)
    preparer(OCTOBRE, par="essai")
    assert destinataires() == sorted([ACHETEUR, TREMPLIN, entreprise(1)])


class Panne(BaseException):
    """A kill."""


@pytest.mark.parametrize(
    ("module", "nom", "appel"),
    [
        pytest.param(preparation, "ecrire", 2, id="while files are written"),
        pytest.param(preparation, "_produire", 2, id="between two operations"),
        pytest.param(envois, "poster", 2, id="between two mails"),
        pytest.param(envois.tableaux, "joindre", 2, id="while a mail is posted"),
        pytest.param(du_mois, "recapituler", 1, id="while the month is closed"),
    ],
)
def test_interrupted_anywhere_and_run_again_each_recipient_has_one_mail(au, monkeypatch, module, nom, appel):
    semer(dossier(1), dossier(2))
    vrai, appels = getattr(module, nom), []

    def couper(*args, **nommes):
        appels.append(1)
        resultat = vrai(*args, **nommes)
        if len(appels) == appel:
            raise Panne
        return resultat

    with monkeypatch.context() as patch:
        patch.setattr(module, nom, couper)
        with pytest.raises(Panne):
            preparer(OCTOBRE, par="essai")
    preparer(OCTOBRE, par="essai")
    assert destinataires() == sorted([ACHETEUR, TREMPLIN, entreprise(1), entreprise(2)])
    combien = {un.destinataire: len(un.pdf) for un in courriels()}
    assert combien == {ACHETEUR: 2, TREMPLIN: 2, entreprise(1): 1, entreprise(2): 1}
    assert len(tableaux_faits()) == 6
    assert len(courriels("recapitulatif")) == 1


def test_the_same_month_prepared_by_two_at_once_reaches_each_recipient_once(installation, regler, monkeypatch):
    """The service and a person's command: one mail each, one recapitulation, rows and files that agree."""
    regler(DATE=DEPART.isoformat(), FACILITATEUR__COURRIEL=FACILITATEUR)
    monkeypatch.setattr(pieces, "make_followup_piece", imprimer_vite)
    semer(*(dossier(rang) for rang in range(1, 5)))
    depart = Barrier(2)

    def courir(_rang):
        depart.wait(timeout=20)
        return preparer(OCTOBRE, par="essai")

    with ThreadPoolExecutor(2) as executants:
        bilans = list(executants.map(courir, range(2)))
    assert sum(un.courriels for un in bilans) == 5
    assert destinataires() == sorted([ACHETEUR, TREMPLIN, *(entreprise(rang) for rang in range(3))])
    assert sum(len(un.pdf) for un in courriels()) == len(tableaux_faits()) == 12
    assert len(courriels("recapitulatif")) == 1
    for un in tableaux_faits():
        assert sha256(_fichier(installation / "documents", un).read_bytes()).hexdigest() == un.sha256


@pytest.mark.usefixtures("installation")
def test_choosing_what_is_due_takes_as_many_statements_for_thirty_operations_as_for_three():
    semer(*(dossier(rang) for rang in range(1, 31)))
    moteur = get_engine(get_settings().base)
    ordres: list[str] = []
    event.listen(moteur, "before_cursor_execute", lambda *appel: ordres.append(appel[2]))
    with lecture() as session:
        tous = choisir(session, OCTOBRE)
    pour_trente, ordres[:] = len(ordres), []
    with lecture() as session:
        trois = choisir(session, OCTOBRE, tous.concernees[:3])
    assert (len(tous.concernees), len(trois.concernees)) == (30, 3)
    assert pour_trente <= len(ordres) + 1  # the list of the operations themselves
    assert pour_trente < 30


def test_a_rehearsal_writes_everything_and_leaves_no_trace(au):
    semer(dossier(1), dossier(2))
    avant = etat()
    bilan = repeter(OCTOBRE)
    assert etat() == avant
    racine = get_settings().home / "repetitions" / "2026-10"
    ecrits = sorted(str(un.relative_to(racine)) for un in racine.rglob("*") if un.is_file())
    assert bilan.dossier == str(racine)
    assert (bilan.operations, bilan.documents, bilan.courriels) == (2, 6, 4)
    assert len([un for un in ecrits if un.endswith(".eml")]) == 4
    assert len([un for un in ecrits if un.endswith(".pdf")]) == 6
    assert "premier tableau de bord" in (racine / "differences.html").read_text("utf-8")
    (racine / "reste.txt").write_text("d’une répétition passée", encoding="utf-8")
    repeter(OCTOBRE)
    assert not (racine / "reste.txt").exists()
    assert [un.name for un in racine.parent.iterdir()] == ["2026-10"]


@pytest.mark.parametrize("texte", ["2026-13", "octobre", "2026-11", "2027-01"])
def test_what_is_no_month_or_is_not_over_is_refused(au, texte):
    with pytest.raises(FauteDeSaisie) as refus:
        lire_mois(texte)
    assert refus.value.champ == "mois"
