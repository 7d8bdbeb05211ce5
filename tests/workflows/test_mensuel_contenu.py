"""What the dashboards of a month say: figures, actions, dates, links, nothing of any person to the buyer."""

from __future__ import annotations

import io
from datetime import date
from hashlib import sha256

import pytest
from lecture_pdf import lire
from mois_de_tableaux import OCTOBRE, VEILLE, au, en_pdf
from operations_en_base import documents_de
from python_calamine import CalamineWorkbook
from tableaux_en_base import (
    ACHETEUR,
    BENEFICIAIRE,
    TREMPLIN,
    courriels,
    dossier,
    entreprise,
    imprimer_vite,
    naissance,
    semer,
    suivre_depuis,
    tableaux_faits,
)

from config.settings import get_settings
from formats.dates import date_courte, date_longue
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.publics import Categorie
from workflows.actes import sujets
from workflows.actes.attentes import Action
from workflows.actes.mensuel import calendrier, pieces
from workflows.actes.mensuel.mois import preparer

__all__ = ["au", "en_pdf"]


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
