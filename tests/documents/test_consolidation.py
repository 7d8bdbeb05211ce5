"""I3: ten sheets whose parts add up, where nothing unknown is a zero and no small figure can be read."""

from __future__ import annotations

import csv
import io
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl  # type: ignore[import-untyped]
import pytest
from dossiers_generes import generer
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture_docx import fautes
from operations_exemple import HOSTILE_PROPRE
from suivis import ATTENDUS, NOMS, de_nombreux_lots, hostile, sans_lot, suivi

from documents.consolidation import DemandeConsolidation, consolidation_xlsx, csv_lots, nom_fichier
from documents.zones_i3 import COUPES, controles, zones
from echanges.format_dossier import lire_dossier
from echanges.suivi import vers_suivi
from metier.consolidation import Consolidation, SuiviRelais
from metier.operation import Lieu

FEUILLES = [
    "Lisez-moi",
    "Opérations",
    "Lots",
    "Personnes (agrégé)",
    "Contrats",
    "SIAE",
    "Sorties",
    "Synthèse",
    "SPASER",
    "Contrôles",
]
TROIS = tuple(SuiviRelais(suivi=suivi(nom), relais=relais) for nom, relais in zip(NOMS, "AAB", strict=True))


def demande(suivis: tuple[SuiviRelais, ...] = TROIS, depuis: int = 2025, annee: int = 2026) -> DemandeConsolidation:
    return DemandeConsolidation(
        consolidation=Consolidation(suivis, depuis, annee, Decimal(1600)),
        arretee_le=date(2026, 11, 22),
        perimetre="Relais de la Brielle",
    )


def lire(octets: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(octets))


def table(octets: bytes, nom: str) -> list[dict[str, object]]:
    """The rows of a sheet under its headings, closing lines left out."""
    lignes = list(lire(octets)[nom].iter_rows(values_only=True))
    titres = [str(titre).replace("\u00a0", " ") for titre in lignes[3]]
    return [dict(zip(titres, ligne, strict=True)) for ligne in lignes[4:] if ligne[1] is not None]


CLASSEUR = consolidation_xlsx(demande())


def test_the_workbook_has_the_ten_sheets_in_order():
    """Each with its headings frozen, its printed foot, its title."""
    livre = lire(CLASSEUR)
    assert livre.sheetnames == FEUILLES
    for feuille in livre:
        assert feuille.freeze_panes == "C5"
        assert "page" in feuille.oddFooter.right.text
    assert livre.properties.title == "Consolidation 2025 à 2026 – Relais de la Brielle"


def test_every_heading_of_hours_or_money_says_its_unit():
    """Nobody has to guess hours from days."""
    for feuille in lire(CLASSEUR):
        for titre in [str(case.value) for case in feuille[4]]:
            if "heures" in titre.lower() or "Cumul" in titre or "Taux" in titre:
                assert "(h)" in titre or "(%)" in titre, titre


def test_no_cell_of_a_row_is_left_empty():
    """Unknown is « nr », secret is « s », nothing is 0."""
    for nom in ("Opérations", "Lots", "Personnes (agrégé)", "SPASER"):
        for ligne in table(CLASSEUR, nom)[:-1]:
            assert None not in ligne.values(), (nom, ligne)


def test_the_whole_is_the_expected_one():
    """The totals worked out apart for the three examples, once the person of two operations is counted once."""
    ensemble = table(CLASSEUR, "Synthèse")[0]
    attendus = list(ATTENDUS.values())
    assert Decimal(str(ensemble["Heures validées, période (h)"])) == sum(
        Decimal(un["heures_validees"]) for un in attendus
    )
    assert ensemble["Heures engagées (h)"] == sum(un["heures_engagees"] for un in attendus)
    assert ensemble["Contrats"] == sum(un["contrats"] for un in attendus)
    assert ensemble["Personnes distinctes"] == sum(un["personnes_distinctes"] for un in attendus) - 1
    assert ensemble["Maîtres d’ouvrage"] == 2
    types = {ligne["Code"]: ligne["Contrats"] for ligne in table(CLASSEUR, "Contrats") if ligne["Contrats"]}
    par_type = sum((Counter(un["contrats_par_type"]) for un in attendus), Counter())
    assert {code: types[code] for code in par_type} == par_type


@pytest.mark.parametrize("annee", ["2025", "2026"])
def test_a_year_holds_the_hours_of_that_year(annee):
    """Contracts and commitments of several years are in each, hours in one only."""
    (ligne,) = [une for une in table(CLASSEUR, "Synthèse") if (une["Coupe"], une["Partie"]) == ("Année", annee)]
    attendu = sum(Decimal(un["heures_par_annee"].get(annee, 0)) for un in ATTENDUS.values())
    assert Decimal(str(ligne["Heures validées, période (h)"])) == attendu


@pytest.mark.parametrize("coupe", list(COUPES))
def test_the_parts_of_each_cut_add_up_to_the_whole(coupe):
    """Hours, operations and contracts; never persons."""
    lignes = table(CLASSEUR, "Synthèse")
    parties = [une for une in lignes if une["Coupe"] == coupe]
    for mesure in ("Heures validées, période (h)", "Heures engagées (h)", "Opérations", "Contrats"):
        somme = sum(Decimal(str(une[mesure])) for une in parties)
        assert somme == Decimal(str(lignes[0][mesure])), mesure


def test_the_lots_add_up_to_the_whole():
    """Over the two years and every attribution; the total row says the same."""
    *lignes, total = table(CLASSEUR, "Lots")
    somme = sum(Decimal(str(une["Validées, année (h)"])) for une in lignes)
    assert somme == Decimal(str(total["Validées, année (h)"])) == Decimal("3690.17")
    familles = [
        titre for titre in total if titre.startswith("dont ") and titre.endswith("(h)") and "formation" not in titre
    ]
    assert sum(Decimal(str(total[titre])) for titre in familles) == somme
    assert len(lignes) == len({(une["Année"], une["Opération"], une["Lot"], une["Entreprise"]) for une in lignes})


def test_commitments_belong_to_the_year_of_their_notification():
    """800 hours in 2025 with an amendment of 48 that year; none in 2026."""
    lot = [une for une in table(CLASSEUR, "Lots") if (une["Opération"], une["Lot"]) == ("2025-CVB-004", 1)]
    assert [une["Engagées, année (h)"] for une in lot] == [848, 0]
    assert [une["Cumul validé (h)"] for une in lot] == [189, 868]


def test_an_operation_has_no_line_before_it_exists():
    """The framework agreement notified in February 2026 has nothing in 2025."""
    annees = {une["Année"] for une in table(CLASSEUR, "Lots") if une["Opération"] == "2026-CVB-003"}
    assert annees == {"2026"}


def test_every_control_is_met():
    """The sheet says so, and each line is one."""
    lignes = table(CLASSEUR, "Contrôles")
    assert {une["Résultat"] for une in lignes} == {"conforme"}
    assert len(lignes) >= 20
    assert lire(CLASSEUR)["Contrôles"].cell(5 + len(lignes), 1).value == "Tous les contrôles sont conformes."


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=6, unique=True), st.integers(2024, 2026), st.integers(0, 2))
def test_the_controls_are_met_whatever_the_operations(graines, depuis, duree):
    """Lots without attribution, contracts without end, operations without buyer: nothing falls between two parts."""
    suivis = tuple(
        SuiviRelais(suivi=vers_suivi(lire_dossier(generer(une)).dossier), relais=str(une % 2)) for une in graines
    )
    tout = Consolidation(suivis, depuis, depuis + duree, Decimal(1600))
    assert [un.libelle for un in controles(tout) if not un.conforme] == []


def test_a_control_that_is_not_met_is_seen():
    """The gap is written; a workbook that does not add up does not look as if it did."""
    un = replace(controles(demande().consolidation)[0], obtenu=Decimal(12))
    assert (un.conforme, un.ligne[-1], un.ligne[-2]) == (False, "ÉCART", Decimal(12) - un.attendu)


def test_small_figures_are_secret_and_the_number_of_persons_is_not():
    """« s » under five, and for what would give it; each breakdown has its total."""
    lignes = table(CLASSEUR, "Personnes (agrégé)")
    valeurs = [une["Personnes distinctes"] for une in lignes]
    assert "s" in valeurs
    assert not [une for une in valeurs if isinstance(une, int) and 0 < une < 5]
    ensembles = [une["Personnes distinctes"] for une in lignes if une["Modalité"] == "ensemble"]
    assert ensembles == [17] * 5


def test_no_person_is_named():
    """Neither names, nor births, anywhere in the workbook or in the CSV."""
    livre = lire(CLASSEUR)
    textes = {str(case.value) for feuille in livre for rangee in feuille.iter_rows() for case in rangee if case.value}
    texte = "\n".join(textes) + csv_lots(demande()).decode("utf-8-sig")
    for une in TROIS:
        for personne in une.suivi.beneficiaires:
            assert personne.nom not in texte
            assert personne.naissance.isoformat() not in texte


def test_structures_and_holders_are_told_apart():
    """What the five structures did, and what was planned with them; the companies' own hires are not there."""
    *lignes, total = table(CLASSEUR, "SIAE")
    assert [une["Structure"] for une in lignes] == [
        "Chantiers du Plateau",
        "Coup de Main Rombelle",
        "GEIQ Bâtir en Brielle",
        "Jardins de la Brielle",
        "Tremplin de la Brielle",
    ]
    assert (total["Heures prévues (h)"], total["Heures validées, période (h)"]) == (3090, 2550.5)


def test_outcomes_show_how_many_are_known():
    """The rate of answers, as documents.md asks: one unknown of ten at three months."""
    ensembles = {une["Jalon"]: une for une in table(CLASSEUR, "Sorties") if une["Situation"] == "ensemble"}
    attendus = Counter()
    for un in ATTENDUS.values():
        attendus.update({jalon: sum(de.values()) for jalon, de in un["sorties"].items()})
    assert ensembles["à trois mois"]["Sorties"] == attendus["3_mois"] == 10
    assert ensembles["à trois mois"]["Taux de réponse (%)"] == 90


def test_an_operation_outside_the_span_is_left_out():
    """Nothing in 2024; an operation that goes on in 2027 is there though nothing was validated."""
    assert demande(depuis=2024, annee=2024).consolidation.retenues == ()
    references = [une.suivi.reference for une in demande(depuis=2027, annee=2027).consolidation.retenues]
    assert references == ["2025-CVB-004", "2026-CVB-003", "2025-RGA-021"]


def test_an_empty_span_still_makes_a_workbook():
    """Zeros where nothing was done, « nr » where nothing can be said."""
    octets = consolidation_xlsx(demande(depuis=2024, annee=2024))
    assert table(octets, "Synthèse")[0]["Opérations"] == 0
    assert table(octets, "Synthèse")[0]["Taux de réalisation (%)"] == "nr"


def test_the_csv_is_the_sheet_of_lots():
    """`;`, UTF-8 with its mark, CRLF, decimal comma, stable names; the same hours."""
    octets = csv_lots(demande())
    assert octets.startswith(b"\xef\xbb\xbfrelais;annee;operation;")
    assert octets.count(b"\n") == octets.count(b"\r\n")
    lignes = list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(lignes) == len(table(CLASSEUR, "Lots")) - 1
    assert sum(Decimal(une["heures_validees_annee"].replace(",", ".")) for une in lignes) == Decimal("3690.17")
    assert {une["epci"] for une in lignes} == {"nr"}


def test_hostile_texts_stay_texts():
    """No formula in the workbook, none in the CSV."""
    hostiles = demande((SuiviRelais(suivi=hostile()),))
    livre = lire(consolidation_xlsx(hostiles))
    assert not [case for feuille in livre for rangee in feuille.iter_rows() for case in rangee if case.data_type == "f"]
    textes = {case.value for rangee in livre["Lots"].iter_rows() for case in rangee}
    assert HOSTILE_PROPRE in textes
    lignes = list(csv.reader(io.StringIO(csv_lots(hostiles).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert not [case for ligne in lignes for case in ligne if case.startswith(("=", "+", "-", "@"))]
    assert f"'{HOSTILE_PROPRE}" in lignes[1]


@pytest.mark.parametrize("suivis", [TROIS, (SuiviRelais(suivi=hostile()), SuiviRelais(suivi=sans_lot()))])
def test_the_file_is_a_valid_spreadsheet(suivis):
    """The validator finds nothing."""
    assert fautes(consolidation_xlsx(demande(suivis)), "xlsx") == []


def test_the_same_demand_gives_the_same_bytes():
    """Nothing of the clock is in the file."""
    time.sleep(1.1)
    assert consolidation_xlsx(demande()) == CLASSEUR


@pytest.mark.parametrize(("insee", "attendu"), [("57672", "57"), ("2A004", "2A"), ("97411", "974"), (None, "nr")])
def test_departments_follow_the_communes(insee, attendu):
    """Corsica, overseas, unknown."""
    lieu = Lieu(commune="Yutz", insee=insee)
    tout = Consolidation((SuiviRelais(suivi=replace(TROIS[0].suivi, lieu=lieu)),), 2025, 2026, Decimal(1600))
    assert [une.nom for une in zones(tout) if une.coupe == "Département"] == [attendu]


def test_files_are_named_after_their_years():
    """One year, or a span."""
    assert nom_fichier(demande(depuis=2026).consolidation) == "consolidation_2026.xlsx"
    assert nom_fichier(demande().consolidation, "csv") == "consolidation_2025-2026.csv"


def test_a_region_is_consolidated_in_seconds():
    """Thirty lots in each of twenty relays, one by one added up."""
    modele = de_nombreux_lots(30)
    suivis = tuple(SuiviRelais(suivi=replace(modele, reference=f"R-{rang}"), relais=str(rang)) for rang in range(20))
    debut = time.process_time()
    octets = consolidation_xlsx(demande(suivis, 2026, 2026))
    assert table(octets, "Synthèse")[0]["Lots suivis"] == 600
    assert time.process_time() - debut < 20
