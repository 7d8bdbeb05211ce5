"""What is handed over together: the start of a company's lots, the end of an operation; whole, repeatable, alone."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile

import pytest
from courriers_exemple import ECOLE, NETTOYAGE, REGION
from operations_exemple import HOSTILE_PROPRE
from packs_exemple import STRUCTURES, demarrage, fin
from rapports_produits import ANALYSE, solder
from suivis import hostile, suivi

from config.settings import Facilitateur, IdentiteRelais
from documents.contacts import NOM as CONTACTS
from documents.fabrique import e1, e2
from documents.lecture_word import read_paragraphs
from documents.pack_demarrage import pack_demarrage
from documents.pack_fin import pack_fin
from echanges.releve import lire_releve
from metier.acteurs import TypeStructure
from metier.fautes import FauteDeSaisie
from metier.suivi import Structure


def contenu(octets: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        assert archive.testzip() is None
        return {nom: archive.read(nom) for nom in archive.namelist()}


def test_a_company_receives_its_letters_the_forms_it_needs_its_statement_and_who_to_call():
    """Lots 1 and 2 of the cleaning: forms for what it chose, the statement of its own employee of July on lot 2."""
    pack = pack_demarrage(demarrage(suivi(NETTOYAGE), 0, 1))
    assert [piece.nom for piece in pack.pieces] == [
        "E1",
        "E2",
        "G1 directe",
        "G1 structure",
        "G1 alternance",
        "G3 lot 2",
        "G3 lot 2 CSV",
    ]
    assert pack.nom_zip == "demarrage-2026-CVB-003-lot-1-proprete-nouvelle-brielle.zip"
    assert contenu(pack.zip) == {nom: octets for nom, octets in pack.fichiers.items() if nom != pack.nom_zip}
    releve = lire_releve(pack.pieces[-2].octets)
    assert (releve.identite.employeur, str(releve.identite.mois)) == ("Propreté Nouvelle Brielle", "2026-07")
    (sans_releve,) = [alerte for alerte in pack.alertes if "relevé d’heures" in alerte]
    assert sans_releve.startswith("lot 1\u00a0: pas de relevé d’heures (G3) joint, aucun salarié de l’entreprise")


@pytest.mark.parametrize(
    ("nom", "rang", "attendues"),
    [
        (REGION, 2, ["G1 directe", "G1 alternance"]),
        (REGION, 3, ["G1 structure"]),
        (REGION, 0, ["G1 directe", "G1 structure", "G1 alternance"]),
    ],
)
def test_the_forms_follow_the_modalities_chosen(nom, rang, attendues):
    """Direct hiring: its own form and that of work-study; a structure: that of its employees."""
    pack = pack_demarrage(demarrage(suivi(nom), rang))
    assert [piece.nom for piece in pack.pieces if piece.code == "G1"] == attendues


def test_while_nothing_is_chosen_every_form_is_there():
    """The company has not said how it will do."""
    depart = suivi(REGION)
    sans = dataclasses.replace(
        depart, attributions=tuple(dataclasses.replace(une, modalites=()) for une in depart.attributions)
    )
    assert sum(piece.code == "G1" for piece in pack_demarrage(demarrage(sans, 3)).pieces) == 3


def test_the_structures_are_all_there_in_alphabetical_order_accents_aside():
    """Given in any order, once or twice: « Éclat » comes before « GEIQ », in the letter and in contacts.txt."""
    pack = pack_demarrage(demarrage(suivi(REGION), structures=(*STRUCTURES, STRUCTURES[0])))
    attendues = ["Coup de Main Rombelle", "Éclat Services", "GEIQ Bâtir en Brielle", "Tremplin de la Brielle"]
    contacts = pack.autres[CONTACTS].decode("utf-8-sig")
    lettre = read_paragraphs(next(piece.octets for piece in pack.pieces if piece.code == "E2"))
    assert [nom for nom in lettre if nom in attendues] == attendues
    assert [
        ligne[2:].split(" (")[0] for ligne in contacts.split("STRUCTURES")[1].split("\r\n") if ligne[:2] == "- "
    ] == (attendues)
    assert "aucune structure n’est recommandée" in " ".join(contacts.split())


def test_a_structure_that_wins_a_lot_is_listed_like_the_others():
    """Its name in its own letter is no disorder of the list."""
    titulaire = Structure(nom=suivi(REGION).attributions[3].entreprise, type=TypeStructure.EI)
    pack = pack_demarrage(demarrage(suivi(REGION), 3, structures=(*STRUCTURES, titulaire)))
    assert titulaire.nom in pack.autres[CONTACTS].decode("utf-8-sig")


def test_without_the_list_of_structures_a_draft_says_so_and_a_definitive_edition_is_refused():
    """A selection would favour some: nothing is better than a part."""
    pack = pack_demarrage(demarrage(suivi(REGION), structures=()))
    assert "structures" in [manque.champ for manque in pack.manques]
    assert pack.alertes[0].endswith("liste complète des structures du territoire (structures)")
    assert "[à compléter]" in pack.autres[CONTACTS].decode("utf-8-sig")
    with pytest.raises(FauteDeSaisie) as refus:
        pack_demarrage(demarrage(suivi(REGION), structures=(), definitif=True))
    assert refus.value.champ == "structures"


def test_a_definitive_edition_refuses_an_identity_that_lacks_and_has_no_gap_otherwise():
    """The first gap is named; complete, nothing is left to fill in."""
    with pytest.raises(FauteDeSaisie) as refus:
        pack_demarrage(demarrage(suivi(REGION), relais=IdentiteRelais(), facilitateur=Facilitateur(), definitif=True))
    assert refus.value.champ == "relais.nom"
    pack = pack_demarrage(demarrage(suivi(REGION), definitif=True))
    assert pack.manques == ()
    assert not any("[à compléter]" in ligne for piece in pack.pieces[:2] for ligne in read_paragraphs(piece.octets))


@pytest.mark.parametrize(
    ("fabrique", "phrase", "controle"),
    [
        (e1, "Les heures sont réalisées exclusivement par une ETTI.", 10),
        (e2, "Nous vous conseillons Pôle emploi.", 3),
    ],
)
def test_a_relay_s_own_letter_that_breaks_the_law_stops_the_pack(fabrique, phrase, controle, tmp_path):
    """The piece and the check are named."""
    modele = fabrique.ecrire()
    modele.paragraphe(phrase)
    (tmp_path / modele.identite.fichier.split("/")[1]).write_bytes(modele.octets())
    with pytest.raises(FauteDeSaisie, match=f"contrôle {controle}"):
        pack_demarrage(demarrage(suivi(REGION), dossier_modeles=tmp_path))


def test_the_same_requests_give_the_same_files():
    """Every byte, zips included."""
    assert pack_demarrage(demarrage(suivi(ECOLE))).fichiers == pack_demarrage(demarrage(suivi(ECOLE))).fichiers
    extrait = fin(suivi(ECOLE), bilan=dataclasses.replace(fin(suivi(ECOLE)).bilan, lot=2))
    assert pack_fin(extrait).nom_zip == "fin-2025-CVB-004-lot-2.zip"
    assert pack_fin(extrait).fichiers == pack_fin(extrait).fichiers


def test_the_end_of_an_operation_is_its_report_an_attestation_per_company_and_the_figures():
    """Once every statement is validated: I1, I2 of each lot, CSV and JSON that say the same hours."""
    soldee = solder(suivi(ECOLE))
    pack = pack_fin(fin(soldee))
    assert pack.nom_zip == "fin-2025-CVB-004.zip"
    assert [piece.code for piece in pack.pieces if piece.code == "I1"] == ["I1"]
    refuses = [alerte for alerte in pack.alertes if "non produite" in alerte]
    assert len(refuses) + sum(piece.code == "I2" for piece in pack.pieces) == 3
    assert "I2_attestation_realisation_AR-2026-0001.pdf" in pack.fichiers
    assert set(pack.autres) == {"donnees/heures_par_lot.csv", "donnees/bilan.json"}
    assert json.loads(pack.autres["donnees/bilan.json"])["reference"] == "2025-CVB-004"
    assert pack.autres["donnees/heures_par_lot.csv"].startswith(b"\xef\xbb\xbflot;intitule;")


def test_an_attestation_that_may_not_be_written_is_told_and_refused_when_definitive():
    """A lot whose statements are not all validated: an alert in a draft, a fault otherwise."""
    pack = pack_fin(fin(suivi(REGION)))
    assert sum("non produite" in alerte for alerte in pack.alertes) >= 1
    with pytest.raises(FauteDeSaisie) as refus:
        pack_fin(fin(suivi(REGION), definitif=True))
    assert refus.value.champ == "heures"


def test_attestations_wait_for_their_signatory_and_their_number():
    """Neither is made up."""
    pack = pack_fin(fin(suivi(ECOLE), signataire=None, numeros={}))
    assert [piece.code for piece in pack.pieces] == ["I1"]
    champs = [manque.champ for manque in pack.manques]
    assert champs == ["signataire", "numeros[1]", "numeros[2]", "numeros[3]"]
    with pytest.raises(FauteDeSaisie) as refus:
        pack_fin(fin(suivi(ECOLE), signataire=None, definitif=True))
    assert refus.value.champ == "signataire"


def test_a_person_named_in_the_words_of_the_report_stops_it():
    """What the facilitateur writes is read too; a company called like the person is not mistaken for them."""
    depart = suivi(ECOLE)
    personne = depart.beneficiaires[0]
    analyse = dataclasses.replace(ANALYSE, reussites=(f"{personne.prenom} {personne.nom} a été embauché.",))
    bilan = dataclasses.replace(fin(depart).bilan, analyse=analyse)
    with pytest.raises(FauteDeSaisie, match="I1, contrôle 17"):
        pack_fin(fin(depart, bilan=bilan))
    homonyme = dataclasses.replace(depart.attributions[0], entreprise=f"{personne.nom} et Fils")
    avec = dataclasses.replace(depart, attributions=(homonyme, *depart.attributions[1:]))
    extrait = dataclasses.replace(fin(avec).bilan, lot=1)
    assert pack_fin(fin(avec, bilan=extrait, signataire=None)).pieces


def test_an_operation_without_a_lot_has_a_report_and_nothing_to_attest():
    """No signatory is asked for what does not exist."""
    vide = dataclasses.replace(
        suivi(ECOLE), lots=(), attributions=(), contrats=(), heures=(), beneficiaires=(), formations=()
    )
    pack = pack_fin(fin(vide, signataire=None))
    assert [piece.nom for piece in pack.pieces] == ["I1"]
    assert pack.manques == ()


def test_hostile_names_stay_texts_and_file_names_plain():
    """A company called like a formula: ASCII names without a separator, no member outside the folder."""
    suivie = hostile()
    for pack in (pack_demarrage(demarrage(suivie)), pack_fin(fin(suivie))):
        for nom in (*contenu(pack.zip), pack.nom_zip):
            assert nom.isascii()
            assert not nom.startswith("/")
            assert ".." not in nom.split("/")
            assert set(nom) & set(' "=<>&{}') == set()
    lettre = read_paragraphs(pack_demarrage(demarrage(suivie)).pieces[0].octets)
    assert HOSTILE_PROPRE in lettre
