"""B1, the calibration note: its figures are those of the calibration, its words those of the rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from demandes import demande, operation, variantes
from lecture_docx import fautes, proprietes, texte
from operations_exemple import HOSTILE, HOSTILE_PROPRE, TOUS_MODES

from documents import note, pack
from documents.contextes.b1 import Avis, note_calibrage
from documents.contextes.demande import DemandePack
from documents.manques import collect, collect_manques
from documents.note import note_annoncee
from documents.pack import pack_dce
from documents.word import render
from formats.nombres import heures
from metier.missions import CodeDocument
from metier.operation import Mission, Montage
from metier.regime import CodeRegime


def ecrite(demandee: DemandePack, avis: Avis | None = None) -> str:
    """The text of the note of a request."""
    contexte = note_calibrage(demandee, avis)
    return texte(render(contexte.modele, contexte).octets)


@pytest.mark.parametrize("nom", variantes())
def test_the_hours_of_each_lot_and_the_total_are_those_of_the_calibration(nom: str) -> None:
    """Every variant prints each lot with its hours, then their sum."""
    demandee = demande(variantes()[nom])
    ecrit = ecrite(demandee)
    for resultat in demandee.calibrage.lots:
        assert f"{resultat.numero} | {resultat.intitule} | {heures(resultat.heures)}" in ecrit
    assert f"Total |  | {heures(demandee.calibrage.total_heures)}" in ecrit


@pytest.mark.parametrize("nom", variantes())
def test_every_variant_is_a_valid_word_file_with_nothing_left_to_render(nom: str) -> None:
    """The validator finds nothing; no tag, no « None »."""
    contexte = note_calibrage(demande(variantes()[nom]))
    rendu = render(contexte.modele, contexte)
    assert fautes(rendu.octets) == []
    assert not [trace for trace in ("{{", "{%", "None", "[à compléter]") if trace in texte(rendu.octets)]


def test_the_eight_sections_come_in_order() -> None:
    """Operation, regime, lots, calculation, feasibility, recommendations, calendar, opinion."""
    titres = (
        "Opération",
        "Régime juridique",
        "Lots retenus et lots écartés",
        "Calcul des heures",
        "Faisabilité sur le territoire",
        "Recommandations",
        "Calendrier d’intervention",
        "Avis du facilitateur",
    )
    lignes = ecrite(demande()).split("\n")
    assert [ligne for ligne in lignes if ligne in titres] == list(titres)


def test_each_lot_is_explained_step_by_step() -> None:
    """The published way to 292 hours, written out."""
    ecrit = ecrite(demande())
    assert "350\u202f000,00\u00a0€ × 50\u00a0% = 175\u202f000,00\u00a0€ de main-d’œuvre" in ecrit
    assert "291,67\u00a0h arrondies à 292\u00a0h" in ecrit


def test_it_is_confidential_and_says_when_the_law_was_read() -> None:
    """Estimates never join the consultation file; the reading of the law is dated."""
    ecrit = ecrite(demande())
    assert ecrit.split("\n")[1].startswith("Confidentiel – préparatoire.")
    assert "Textes lus au 4\u00a0avril\u00a02026, versions à effet différé comprises" in ecrit


def test_the_bareme_is_named_with_version_date_and_source() -> None:
    """The barème really used, nothing of another method."""
    ecrit = ecrite(demande())
    bareme = demande().calibrage.bareme
    assert f"Barème {bareme.nom}, version {bareme.version}" in ecrit
    assert bareme.source in ecrit
    assert "lorrain" not in ecrit.lower()


def test_a_lot_without_clause_keeps_its_reason() -> None:
    """The lot set aside, its estimate, why; a reason to write down where none was given."""
    assert "pose confiée aux techniciens du fabricant" in ecrite(demande())
    sans_motif = operation(lots=(*operation().lots[:2], replace(operation().lots[2], motif_non_clause=None)))
    assert "motif à consigner au dossier" in ecrite(demande(sans_motif))


def test_the_sensitivity_tells_what_another_assumption_gives() -> None:
    """Five euros less an hour: a fifth more hours."""
    assert "coût horaire chargé\u00a0: −\u00a05\u00a0€/h | 518\u00a0h | +86\u00a0h (+20\u00a0%)" in ecrite(demande())


def test_a_framework_agreement_is_told_its_ratio() -> None:
    """The ratio of the lot, and the ratio equivalent to the general formula: 1,200 euros."""
    ecrit = ecrite(demande(variantes()["bons-de-commande"]))
    assert "Ratio\u00a0: 1\u00a0heure par 2\u202f000,00\u00a0€\u00a0HT facturés." in ecrit
    assert "équivaut à 1\u00a0heure par 1\u202f200,00\u00a0€\u00a0HT facturés" in ecrit
    assert "sans commande, aucune heure n’est due" in ecrit


def test_cleaning_asks_for_the_list_of_the_staff_taken_over() -> None:
    """The hours of the staff in place are deducted, and the note says what to ask for."""
    ecrit = ecrite(demande(TOUS_MODES))
    assert "déjà tenues par le personnel en place" in ecrit
    assert "La liste du personnel à reprendre" in ecrit
    assert "La liste du personnel à reprendre" not in ecrite(demande())


def test_the_montage_of_the_operation_is_marked_on_the_ladder() -> None:
    """One rung of five is marked, the one of this operation."""
    for montage, nom in ((Montage.EXECUTION, "Clause d’exécution"), (Montage.AUCUN, "Aucune clause, sourcing")):
        ecrit = ecrite(demande(operation(montage=montage)))
        assert next(ligne for ligne in ecrit.split("\n") if ligne.endswith("| retenu")).startswith(nom)
        assert ecrit.count("| retenu") == 1


def test_the_calendar_follows_the_missions_and_the_working_days() -> None:
    """The pieces are due five working days before the notice; without follow-up no monthly statement."""
    assert "au plus tard le 28\u00a0septembre\u00a02026" in ecrite(demande())
    amont = operation(missions=frozenset({Mission.AMONT_CALCUL}))
    assert "relevés d’heures" not in ecrite(demande(amont))
    assert "bilan final" not in ecrite(demande(amont))


def test_an_obligation_is_a_social_consideration_never_hours() -> None:
    """Above the threshold the law asks for a consideration; the note never speaks of compulsory hours."""
    demandee = demande(variantes()["obligatoire"])
    assert demandee.regime.code is CodeRegime.OBLIGATOIRE
    ecrit = ecrite(demandee)
    assert "Une considération sociale est obligatoire" in ecrit
    assert "heures obligatoires" not in ecrit
    assert "heures d’insertion obligatoires" not in ecrit


def test_what_the_facilitateur_writes_takes_the_place_left_for_it() -> None:
    """An opinion given is printed; the other places stay to fill in, and nothing refuses a definitive edition."""
    ecrit = ecrite(demande(), Avis(conclusion="Avis favorable, sous réserve du planning."))
    assert "Avis | Avis favorable, sous réserve du planning." in ecrit
    assert "Structures | à remplir" in ecrit
    assert collect_manques(note_calibrage(demande())) == ()


def test_hostile_texts_come_back_letter_for_letter() -> None:
    """A title that looks like a formula, a tag or a template is printed as it is."""
    op = operation(intitule=HOSTILE, lots=(replace(operation().lots[0], intitule=HOSTILE), *operation().lots[1:]))
    contexte = note_calibrage(demande(op))
    rendu = render(contexte.modele, contexte)
    assert f"2026-VAL-014 – {HOSTILE_PROPRE}" in texte(rendu.octets)
    assert f"1 | {HOSTILE_PROPRE} |" in texte(rendu.octets)
    assert fautes(rendu.octets) == []


def test_the_same_request_gives_the_same_bytes() -> None:
    """Nothing of the clock is in the file, and its properties name the piece."""
    contexte = note_calibrage(demande())
    octets = render(contexte.modele, contexte).octets
    assert render(contexte.modele, note_calibrage(demande())).octets == octets
    assert proprietes(octets)["titre"] == "Note de calibrage (confidentiel – préparatoire) – 2026-VAL-014"
    assert proprietes(octets)["langue"] == "fr-FR"


def test_the_note_and_its_table_are_the_documents_of_the_pack() -> None:
    """Asked for by themselves, they are the same files as in the pack, under the confidential folder."""
    demandee = demande()
    pieces = {piece.nom: piece for piece in pack_dce(demandee).pieces}
    for seule in (note.note_calibrage(demandee), note.tableau_b2(demandee)):
        assert seule == pieces[seule.nom]
        assert seule.fichier.startswith("confidentiel/")


@pytest.mark.parametrize("nom", sorted(variantes()))
def test_listed_without_being_made_it_lacks_and_awaits_the_same(nom: str) -> None:
    """The buyer's zip tells what the note lacks without working out one of its figures."""
    demandee = demande(variantes()[nom])
    assert collect(note_annoncee(demandee)) == collect(note_calibrage(demandee))
    assert note_annoncee(demandee).modele == note_calibrage(demandee).modele


def test_the_public_zip_is_the_same_whether_the_note_is_made_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Same list, same gaps, and the note is never built."""
    entier = pack_dce(demande())
    monkeypatch.setitem(pack.CONTEXTES, CodeDocument.B1, lambda _demande: pytest.fail("B1 is built"))
    public = pack_dce(demande(), confidentielles=False)
    assert (public.zip, public.lisezmoi, public.manques) == (entier.zip, entier.lisezmoi, entier.manques)
