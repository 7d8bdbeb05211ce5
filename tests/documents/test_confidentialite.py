"""Who receives what (domaine §9.2, documents.md §12): whole files are searched, for persons like nothing else.

Each person of the example dossiers and of the hostile one is given a name, a birth date, a commune and a document that
no company, place or word of a template resembles; what is found is therefore theirs.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from email import message_from_bytes, policy
from functools import cache

import openpyxl
import pytest
from demandes_rapports import demande as mensuel
from lecture_pdf import lire as lire_pdf
from packs_exemple import demarrage, fin
from rapports_produits import i1, i3
from suivis import OCTOBRE, de_nombreux_lots
from tous_les_documents import MARQUES, attendues, dossiers, marque

from config.settings import Facilitateur, IdentiteRelais
from courrier.composition import composer
from courrier.messages import (
    DcePret,
    OperationCitee,
    PieceJointe,
    ReponsePriseEnCharge,
    Suite,
    dce_pret,
    reponse_prise_en_charge,
)
from documents.consolidation import DemandeConsolidation, consolidation_xlsx, csv_lots, nom_fichier
from documents.contextes.h1 import tableau_de_bord_moa
from documents.contextes.vues import vue_entreprise
from documents.controles_personnes import _CRITERES
from documents.demande_releve import DemandeReleve
from documents.depart import EN_PDF
from documents.lecture_page import read_blocks
from documents.lecture_word import read_paragraphs
from documents.pack_demarrage import pack_demarrage
from documents.pack_fin import pack_fin
from documents.pdf import render_html
from documents.pdf_de_word import page_of_word
from documents.piece import Attendue, produire
from documents.releve import releve_mensuel
from formats.releve import nom_fichier as nom_releve
from metier.consolidation import Consolidation, SuiviRelais
from metier.missions import CodeDocument
from metier.publics import Categorie
from metier.releve import contrats_du_releve, releves_du_mois
from metier.suivi import Suivi
from metier.ventilations import PLANCHER, Axe, ventiler

SUIVIS = {nom: marque(suivie) for nom, suivie in dossiers().items()}
NOMMENT = {"G2", "G3", "G4", "H2", "H3"}  # an employer, or a company, about its own
SANS_CRITERE = {"C0", "C1", "D1", "D2", "D3", "E3", "E4a", "E4b", "E5", "G2", "G3", "G4", "H1", "H2", "H3", "I2"}
PRIVES = MARQUES[2:]  # birth date, commune, document: nobody's but the facilitateur's
LUS: dict[int, tuple[Attendue, str]] = {}
CATEGORIES = tuple(une.libelle for une in Categorie if une is not Categorie.AUTRE)


@cache
def documents(nom: str) -> tuple[Attendue, ...]:
    return tuple(attendues(SUIVIS[nom]))


def dans_le_zip(octets: bytes) -> str:
    """Every part of an Office file: text, properties, comments, hidden sheets."""
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        return " ".join(html.unescape(paquet.read(membre).decode("utf-8")) for membre in paquet.namelist())


def contenu(attendue: Attendue) -> str:
    """All that leaves with a document: its name, its text, its properties, what is attached to it; read once."""
    if id(attendue) not in LUS:
        LUS[id(attendue)] = (attendue, _contenu(attendue))  # kept, so that no other takes its place in memory
    return LUS[id(attendue)][1]


def _contenu(attendue: Attendue) -> str:
    contexte = attendue.contexte
    if contexte.modele.endswith(".docx"):
        octets = produire(attendue).octets
        parti = html.unescape(page_of_word(octets)) if attendue.code in EN_PDF else ""
        return " ".join((attendue.fichier, *read_paragraphs(octets), dans_le_zip(octets), parti))
    jointes = " ".join(f"{une.nom} {une.octets.decode('utf-8-sig')}" for une in getattr(contexte, "donnees", ()))
    return " ".join((attendue.fichier, html.unescape(render_html(contexte.modele, contexte)), jointes))


def trouvees(texte: str, marques: tuple[str, ...] = MARQUES) -> list[str]:
    return [une for une in marques if une in texte.lower()]


@pytest.mark.parametrize("nom", SUIVIS)
def test_no_person_is_in_what_the_buyer_a_company_or_a_partner_receives(nom):
    """Every document but those that an employer receives about its own: no name, birth date, commune or document."""
    vus = set()
    for attendue in documents(nom):
        if attendue.code.value not in NOMMENT:
            assert trouvees(contenu(attendue)) == [], attendue.nom
            vus.add(attendue.code.value)
    assert {"C0", "C1", "C3", "D1", "D2", "D3", "E1", "E2", "E5", "F1", "F2", "G1", "H1", "I1", "I3"} <= vus


@pytest.mark.parametrize("nom", SUIVIS)
def test_a_birth_date_a_commune_or_a_document_is_nowhere(nom):
    """Not even where the person is named: those are for the facilitateur's screen."""
    for attendue in documents(nom):
        assert trouvees(contenu(attendue), PRIVES) == [], attendue.nom


@pytest.mark.parametrize("nom", SUIVIS)
def test_no_reason_of_eligibility_reaches_whoever_may_not_know_it(nom):
    """Words of the criteria in no letter, minutes, dashboard, attestation; G4 only asks that none be written."""
    for attendue in documents(nom):
        if attendue.code.value in SANS_CRITERE:
            lignes = "\n".join(lus(attendue)).replace("la santé, le handicap, la situation familiale", "…")
            assert _critere(lignes) is None, (attendue.nom, _critere(lignes))


def lus(attendue: Attendue) -> tuple[str, ...]:
    contexte = attendue.contexte
    if contexte.modele.endswith(".docx"):
        return read_paragraphs(produire(attendue).octets)
    return read_blocks(render_html(contexte.modele, contexte))


def _critere(ecrit: str) -> str | None:
    """The first criterion named."""
    trouve = _CRITERES.search(ecrit)
    return trouve[0] if trouve else None


@pytest.mark.parametrize("nom", SUIVIS)
def test_a_company_and_an_employer_read_the_first_name_and_initial_of_their_own_people_only(nom):
    """Never a family name in a dashboard; nobody that works for someone else."""
    suivie = SUIVIS[nom]
    prenoms = {personne.id: personne.prenom for personne in suivie.beneficiaires}
    for rang, attribution in enumerate(suivie.attributions):
        siens = {prenoms[un.beneficiaire] for un in vue_entreprise(suivie, attribution.entreprise).contrats}
        for attendue in _de(nom, "H2", f"entreprise {rang + 1}"):
            assert _prenoms(contenu(attendue)) <= siens
    for rang, employeur in enumerate(sorted({un.employeur for un in suivie.contrats}), start=1):
        siens = {prenoms[un.beneficiaire] for un in suivie.contrats if un.employeur == employeur}
        for attendue in _de(nom, "H3", f"employeur {rang}"):
            assert _prenoms(contenu(attendue)) <= siens
    for attendue in (*_de(nom, "H2"), *_de(nom, "H3")):
        assert trouvees(contenu(attendue), MARQUES[:1]) == [], attendue.nom


def _de(nom: str, code: str, precision: str | None = None) -> list[Attendue]:
    return [une for une in documents(nom) if une.code == code and precision in (None, une.precision)]


def _prenoms(texte: str) -> set[str]:
    return set(re.findall(r"Qorin[a-z]", texte))


@pytest.mark.parametrize("nom", SUIVIS)
def test_a_statement_names_the_employer_s_own_employees_and_nothing_more_of_them(nom):
    """The whole workbook, hidden sheet and properties included; its file is named after the structure."""
    suivie = SUIVIS[nom]
    noms = {personne.id: personne.nom for personne in suivie.beneficiaires}
    for identite in releves_du_mois(suivie, OCTOBRE):
        ecrit = dans_le_zip(releve_mensuel(DemandeReleve(suivi=suivie, identite=identite)))
        siens = {noms[un.beneficiaire] for un in contrats_du_releve(suivie, identite)}
        assert set(re.findall(r"Zzyv[a-z]", ecrit)) == siens
        assert trouvees(ecrit, PRIVES) == []
        assert not [une for une in CATEGORIES if une in ecrit]
        assert trouvees(nom_releve(identite)) == []


def test_an_attestation_says_who_in_its_text_and_in_no_property_or_file_name():
    """A file manager, a mail client and a search engine show properties and names."""
    (attendue,) = _de("01-ecole", "G2", "acceptee")
    lu = lire_pdf(produire(attendue).octets)
    assert "Zzyv" in lu.texte
    assert trouvees(f"{attendue.fichier} {lu.metadonnees} {lu.titre} {' '.join(map(str, lu.figures))}") == []


@pytest.mark.parametrize("code", ["H1", "H2", "I1", "I3"])
def test_a_pdf_holds_no_more_than_its_page(code):
    """Text, properties, alternatives of drawings, attached files of the file itself."""
    attendue = _de("01-ecole", code)[0]
    lu = lire_pdf(produire(attendue).octets)
    jointes = " ".join(octets.decode("utf-8-sig") for octets in lu.jointes.values())
    interdites = MARQUES if code != "H2" else (MARQUES[0], *PRIVES)
    assert trouvees(f"{lu.texte} {lu.metadonnees} {' '.join(map(str, lu.figures))} {jointes}", interdites) == []


def test_the_consolidation_names_nobody_in_any_sheet_nor_in_its_csv():
    """Ten sheets, properties, CSV, file names."""
    demande = _consolidation(*SUIVIS.values())
    assert trouvees(dans_le_zip(consolidation_xlsx(demande))) == []
    assert trouvees(csv_lots(demande).decode("utf-8-sig")) == []
    assert trouvees(nom_fichier(demande.consolidation)) == []


def _consolidation(*suivis: Suivi) -> DemandeConsolidation:
    tout = Consolidation(tuple(SuiviRelais(suivi=un, relais="BRI") for un in suivis), 2025, 2026, Decimal(1600))
    return DemandeConsolidation(consolidation=tout, arretee_le=date(2026, 11, 12), perimetre="Relais de la Brielle")


@pytest.mark.parametrize("nom", SUIVIS)
def test_packs_name_persons_to_their_own_employer_only(nom):
    """The pack of a company: nobody but in its own statements; that of the end of an operation: nobody."""
    suivie = SUIVIS[nom]
    pack = pack_demarrage(demarrage(suivie))
    for fichier, octets in pack.fichiers.items():
        assert trouvees(fichier) == [], fichier
        if fichier.endswith(".docx"):
            assert trouvees(dans_le_zip(octets)) == [], fichier
        elif fichier.endswith(".txt"):
            assert trouvees(octets.decode("utf-8-sig")) == []
    bilan = pack_fin(fin(suivie))
    assert [une for fichier in bilan.fichiers for une in trouvees(fichier)] == []
    for octets in bilan.autres.values():
        assert trouvees(octets.decode("utf-8-sig")) == []


def test_mails_say_nothing_of_any_person():
    """Headers, both bodies, names and contents of what is attached."""
    suivie = SUIVIS["01-ecole"]
    piece = produire(_de("01-ecole", "C0")[0])
    joint = PieceJointe(nom=piece.fichier, octets=piece.octets)
    commun = {
        "destinataire": "marches@val-de-brielle.example",
        "relais": IdentiteRelais(nom="Relais de la Brielle", courriel="facilitation@relais-brielle.example"),
        "operation": OperationCitee(reference=suivie.reference, intitule=suivie.intitule or ""),
        "suite": Suite(prochaine_action="nous prévenir de la publication", contact=Facilitateur(nom="J. Fressac")),
    }
    messages = (
        reponse_prise_en_charge(ReponsePriseEnCharge(**commun, recue_le=date(2026, 10, 5), document=joint)),
        dce_pret(DcePret(**commun, pack=joint, lots=("Lot 1",), total_heures="292 heures")),
    )
    for message in messages:
        octets = composer(message, expediteur=commun["relais"], le=datetime(2026, 11, 25, 9, tzinfo=UTC)).octets
        lu = message_from_bytes(octets, policy=policy.default)
        dits = [f"{cle} {valeur}" for cle, valeur in lu.items()]
        for partie in lu.walk():
            dits.append(str(partie.get_filename()))
            if partie.get_content_maintype() == "text":
                dits.append(partie.get_content())
        assert trouvees(" ".join(dits)) == []
        assert len(dits) > 10


@pytest.mark.parametrize("nom", SUIVIS)
def test_a_breakdown_shows_no_group_of_one_to_four(nom):
    """In the final report: a value of a breakdown is five persons or more, whatever the axis."""
    suivie = SUIVIS[nom]
    petits = {
        cellule.libelle
        for axe in (Axe.SEXE, Axe.AGE, Axe.NIVEAU, Axe.CATEGORIE)
        for cellule in ventiler(suivie, axe).cellules
        if cellule.effectif is None
    }
    assert petits
    profil = i1(suivie).profil
    for tableau in profil.tableaux:
        assert all(int(ligne[1]) >= PLANCHER for ligne in tableau.lignes)
        assert not petits & {ligne[0] for ligne in tableau.lignes}


def test_hours_contracts_and_the_number_of_persons_are_never_masked():
    """Four persons: the breakdowns are kept quiet, everything else is said to the unit."""
    suivie = de_nombreux_lots(4)
    bilan = i1(suivie)
    assert bilan.profil.tableaux == ()
    assert {un.nom: un.valeur for un in bilan.chiffres}["Personnes"] == "4"
    h1 = tableau_de_bord_moa(mensuel(suivie))
    assert {un.nom: un.valeur for un in h1.chiffres}["Personnes"] == "4"
    assert [ligne[-1] for ligne in h1.lots.lignes] == ["1"] * 4
    assert [ligne[3] for ligne in h1.lots.lignes] == ["140,50\u00a0h"] * 4
    livre = openpyxl.load_workbook(io.BytesIO(consolidation_xlsx(_consolidation(suivie))))
    personnes = [[cellule.value for cellule in ligne] for ligne in livre["Personnes (agrégé)"].iter_rows()]
    effectifs = [ligne[2] for ligne in personnes if ligne[0] in {"Sexe", "Niveau de formation"}]
    assert "s" in effectifs
    assert not [un for un in effectifs if isinstance(un, int) and 0 < un < 4]
    assert 4 in effectifs
    assert "s" not in [cellule.value for ligne in livre["Contrats"].iter_rows() for cellule in ligne]
    assert "s" not in [cellule.value for ligne in livre["Lots"].iter_rows() for cellule in ligne]


def test_the_searches_find_what_they_look_for():
    """A mark left in a text, a property, a cell or an attached file is seen."""
    suivie = SUIVIS["01-ecole"]
    gagnante = replace(suivie.attributions[0], entreprise="Zzyvb et Fils")
    nomme = replace(suivie, intitule="Chantier de Zzyvb", attributions=(gagnante, *suivie.attributions[1:]))
    (d3,) = [une for une in attendues(nomme) if une.code is CodeDocument.D3]
    assert trouvees(contenu(d3)) == ["zzyv"]
    (h1,) = [une for une in attendues(nomme) if une.code is CodeDocument.H1]
    assert "zzyv" in trouvees(" ".join(read_blocks(render_html(h1.contexte.modele, h1.contexte))))
    assert trouvees(dans_le_zip(consolidation_xlsx(_consolidation(nomme)))) == ["zzyv"]
    assert "zzyv" in trouvees(i3(nomme).donnees[0].octets.decode("utf-8-sig"))
    assert _critere("Motif : RSA") == "RSA"
