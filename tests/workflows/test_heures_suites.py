"""What hours are part of: gestes, what waits, the grid of a month, dossiers that take the place of others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from commande import python
from mois_d_heures import (
    BATI,
    COULEURS,
    OCTOBRE,
    SEPTEMBRE,
    TREMPLIN,
    A,
    B,
    affecter,
    clore,
    contester,
    declarer,
    dites,
    dossier,
    ecrire,
    ligne,
    rectifications,
    valider,
)
from operations_en_base import evenements
from sqlalchemy import event

from config.settings import get_settings
from echanges.dossier import exporter
from metier.fautes import FauteDeSaisie
from metier.gestes import Geste
from metier.heures import Declarant, EtatHeures, OrigineHeures
from sqlmodel_store.depots import heures, operations
from sqlmodel_store.session import get_engine, lecture
from workflows.actes.demandes import Appel, demander, executer
from workflows.actes.heures.attentes import des_heures
from workflows.actes.heures.grille import Grille, grille

RACINE = Path(__file__).resolve().parents[2]


@pytest.fixture
def suivie(sur_sqlite, regler):
    regler(DATE="2026-11-03")
    ecrire(dossier(A), dossier(B))


def faire(geste, **donnees):
    return executer(demander(Appel(reference=A, transition=Geste(geste), donnees=donnees, par="claire")))


def test_every_act_on_hours_is_a_geste(suivie):
    """A month of gestes, from what is entered to what is amended; the journal tells each, with who asked."""
    faire("declarer_heures", mois="2026-09", lignes=[{"contrat": "k1", "heures": "70", "dont_formation": "7"}])
    faire("reprendre_heures", mois="2026-10", employeur=TREMPLIN, lots=[1])
    faire("declarer_aucune_heure", mois="2026-10", employeur=BATI)
    faire("declarer_heures", mois="2026-10", employeur=TREMPLIN, lignes=[{"contrat": "k4", "heures": "30"}])
    faire("recouper_heures", mois="2026-10", entreprise=BATI, lignes=[{"contrat": "k1", "heures": "62"}])
    faire("confirmer_heures", mois="2026-10", entreprise=COULEURS)
    assert dites() == {
        "k1": "70 contestee / 62 declaree",
        "k3": "0 declaree",
        "k4": "30 declaree / 30 declaree",
    }
    assert ligne("k1").dont_formation == 7
    faire("accorder_heures", mois="2026-10", contrat="k1", heures="66")
    faire("valider_heures", mois="2026-10")
    faire("clore_mois", mois="2026-10")
    faire("rectifier_heures", mois="2026-10", contrat="k3", heures="14", motif="Feuille retrouvée")
    assert dites() == {
        "k1": "66 validee / 66 validee",
        "k3": "14 validee",
        "k4": "30 validee / 30 validee",
    }
    assert [(une.contrat, une.par) for une in rectifications()] == [("k3", "claire")]
    assert len(evenements(A, "geste")) == 10
    assert evenements(A, "heures_declarees") == []


@pytest.mark.parametrize(
    ("geste", "donnees", "phrase"),
    [
        pytest.param("declarer_heures", {"mois": "2026-10", "lignes": []}, "lignes", id="no line"),
        pytest.param(
            "declarer_heures",
            {"mois": "octobre", "lignes": [{"contrat": "k1", "heures": 1}]},
            "mois",
            id="a month in words",
        ),
        pytest.param(
            "declarer_heures",
            {"mois": "2026-10", "lignes": [{"contrat": "k1", "heures": "401"}]},
            "lignes[0].heures : 401 h reçues ; un mois en compte 400 au plus",
            id="more than possible",
        ),
        pytest.param("clore_mois", {"mois": "2026-10", "motif": "fini"}, "clé inconnue", id="an unknown key"),
        pytest.param(
            "rectifier_heures", {"mois": "2026-10", "contrat": "k1", "heures": 1}, "motif : donnée", id="no reason"
        ),
        pytest.param(
            "valider_heures", {"mois": "2026-10", "employeur": "X"}, "employeurs de ce mois", id="no employer"
        ),
    ],
)
def test_a_geste_at_fault_is_refused_with_a_sentence(suivie, geste, donnees, phrase):
    with pytest.raises(FauteDeSaisie) as refus:
        faire(geste, **donnees)
    assert phrase in refus.value.phrase.replace("\u00a0", " ").replace("\u202f", " ")
    assert dites() == {}


def test_a_refusal_names_nobody(suivie):
    """What is refused is written down: contracts by their codes, no name."""
    declarer(k1="70")
    valider()
    with pytest.raises(FauteDeSaisie) as refus:
        declarer(k1="71")
    assert "Morvilay" not in refus.value.phrase
    assert "Élodie" not in refus.value.phrase


def attentes(*references):
    with lecture() as session:
        return des_heures(session, [operations.exiger(session, une) for une in references])


def test_a_month_that_goes_on_is_not_validated_before_its_end(suivie, regler):
    """Declared ahead of time, it may still change; what is contested is settled at once."""
    regler(DATE="2026-10-30")
    declarer(k1="70", k2="35")
    assert attentes(A, B) == []
    contester(k2="30")
    assert [une.libelle.split("\u00a0")[0] for une in attentes(A, B)] == ["Régler les heures contestées d’octobre"]
    regler(DATE="2026-10-31")
    assert len(attentes(A, B)) == 2


def test_what_is_declared_waits_for_the_facilitateur_by_month(suivie, regler):
    """One action per month and state, since the oldest line, until the eve of the dashboards."""
    declarer(mois=SEPTEMBRE, k1="70")
    regler(DATE="2026-11-05")
    declarer(k1="70", k2="35", k4="30")
    contester(k2="30")
    siennes = [
        (une.libelle.replace("\u00a0", " "), une.qui, str(une.depuis), str(une.avant_le)) for une in attentes(A, B)
    ]
    assert siennes == [
        ("Valider les heures de septembre 2026 (1 ligne)", "facilitateur", "2026-11-03", "2026-11-10"),
        ("Régler les heures contestées d’octobre 2026 (1 ligne)", "facilitateur", "2026-11-05", "2026-11-16"),
        ("Valider les heures d’octobre 2026 (2 lignes)", "facilitateur", "2026-11-05", "2026-11-16"),
    ]
    declarer(k2="30")
    valider()
    valider(mois=SEPTEMBRE)
    assert attentes(A, B) == []


def test_imported_lines_wait_since_the_end_of_their_month(suivie):
    declares = [{"contrat": "k1", "mois": "2026-10", "heures": "70", "etat": "declaree"}]
    ecrire(dossier(A, heures=declares))
    (une,) = attentes(A)
    assert (une.depuis, une.reference) == (date(2026, 10, 31), A)


def lire(mois=OCTOBRE, references=None) -> Grille:
    with lecture() as session:
        choisies = None if references is None else [operations.exiger(session, une).id for une in references]
        return grille(session, mois, choisies)


def test_the_grid_of_a_month_holds_everyone(suivie):
    """By operation, lot, employer and person; both sides, the month before, what does not count."""
    declarer(mois=SEPTEMBRE, k1="70")
    declarer(k1="71", k2="35")
    contester(k1="62")
    valider(contrats=("k2",))
    lue = lire(references=[A])
    assert [(une.lot, une.employeur, une.contrat) for une in lue.lignes] == [
        (1, BATI, "k3"),
        (1, TREMPLIN, "k2"),
        (1, TREMPLIN, "k1"),
        (2, TREMPLIN, "k4"),
    ]
    assert lue.en_json()["lignes"][2] == {
        "operation": A,
        "lot": 1,
        "employeur": TREMPLIN,
        "entreprise": BATI,
        "nom": "Morvilay",
        "prenom": "Élodie",
        "contrat": "k1",
        "debut": "2026-09-07",
        "fin": None,
        "comptee": True,
        "dite": {
            "heures": "71",
            "dont_formation": "0",
            "etat": "contestee",
            "origine": "lien",
            "declaree_le": "2026-11-03",
            "validee_le": None,
        },
        "recoupee": {
            "heures": "62",
            "dont_formation": "0",
            "etat": "declaree",
            "origine": "lien",
            "declaree_le": "2026-11-03",
            "validee_le": None,
        },
        "mois_precedent": "70",
        "ecart": "-9",
        "a_regler": True,
    }
    assert [une.contrat for une in lue.muettes] == ["k3", "k4"]
    assert (lue.somme(EtatHeures.CONTESTEE), lue.somme(EtatHeures.VALIDEE)) == (71, 0)
    assert len(lire().lignes) == 8


def test_with_the_double_declaration_silence_is_a_difference(suivie, regler):
    """Only where a company is lent workers; what is validated is settled."""
    declarer(employeur=None, k1="70", k2="35", k3="20")
    assert lire().ecarts == ()
    regler(HEURES__DOUBLE_DECLARATION="true", HEURES__TOLERANCE="1.5")
    contester(k2="33.5")
    assert [une.contrat for une in lire().ecarts] == ["k1"]
    valider()
    assert lire().ecarts == ()


def test_a_month_takes_as_many_statements_for_twenty_operations_as_for_two(suivie):
    comptes = [_instructions()]
    ecrire(*(dossier(f"2026-VAL-1{rang:02d}") for rang in range(18)))
    comptes.append(_instructions())
    assert comptes == [3, 3]
    assert len(lire().lignes) == 80


def _instructions() -> int:
    comptees: list[str] = []
    moteur = get_engine(get_settings().base)

    def compter(*appel):
        comptees.extend([appel[2]] if appel[2].startswith("SELECT") else [])

    event.listen(moteur, "before_cursor_execute", compter)
    lire()
    event.remove(moteur, "before_cursor_execute", compter)
    return len(comptees)


def heures_de(contrat, combien, etat="declaree"):
    return {"contrat": contrat, "mois": "2026-10", "heures": combien, "etat": etat}


def test_a_dossier_counts_the_hours_of_its_people_elsewhere(installation):
    """The line that goes too far is named; the same dossier is admitted once the other holds less."""
    ecrire(dossier(A, heures=[heures_de("k1", "200"), heures_de("k4", "100")]))
    trop = dossier(B, heures=[heures_de("k2", "390"), heures_de("k1", "60"), heures_de("k4", "41")])
    with pytest.raises(FauteDeSaisie) as refus:
        ecrire(trop)
    phrase = refus.value.phrase.replace("\u00a0", " ").replace("\u202f", " ")
    assert phrase.startswith("heures[2].heures : cette ligne porte à 401 h les heures d’octobre 2026 de cette personne")
    ecrire(dossier(A, heures=[heures_de("k1", "199"), heures_de("k4", "100")]), trop)
    assert dites(B)["k4"] == "41 declaree"


def test_dossiers_of_one_file_are_counted_one_after_the_other(installation):
    """Both new: the second is refused whole, and the first with it."""
    un, autre = (dossier(reference, heures=[heures_de("k1", "250")]) for reference in (A, B))
    with pytest.raises(FauteDeSaisie, match="500"):
        ecrire(un, autre)
    with lecture() as session:
        assert operations.lister(session) == []


def test_a_replaced_dossier_keeps_what_is_allocated_of_its_hours(installation):
    """Allocations name contracts by code: they are put back, or the replacement is refused."""
    ecrire(dossier(A, heures=[heures_de("k1", "70")]), dossier(B))
    affecter("k1", 40)
    affecter("k1", 10, lot=2)
    ecrire(dossier(A, heures=[heures_de("k1", "50")]))
    assert dites() == {"k1": "50 declaree"}
    for autres in ([heures_de("k1", "49.99")], []):
        with pytest.raises(FauteDeSaisie, match=r"50.h du contrat «.k1.» sont comptées sur d’autres opérations"):
            ecrire(dossier(A, heures=autres))
    assert dites() == {"k1": "50 declaree"}
    with lecture() as session:
        ici = operations.exiger(session, A).id
        assert heures.affectees(session, ici, OCTOBRE) == {"k1": Decimal(50)}


def test_a_replaced_dossier_leaves_settled_months_alone(suivie):
    """More hours in a closed month are an amendment too; the other months may change."""
    declarer(k1="70")
    valider()
    clore()
    ecrire(dossier(A, heures=[heures_de("k1", "70.00", "validee"), heures_de("k1", "7") | {"mois": "2026-09"}]))
    with pytest.raises(FauteDeSaisie) as refus:
        ecrire(dossier(A, heures=[heures_de("k1", "71", "validee")]))
    phrase = refus.value.phrase.replace("\u00a0", " ")
    assert "changerait les heures d’octobre 2026, mois clos" in phrase
    assert dites() == {"k1": "70.00 validee"}


def test_an_act_that_is_killed_leaves_nothing_and_is_done_again(installation, regler):
    """Kill -9 once the lines are written, before the end of the transaction."""
    regler(DATE="2026-11-03")
    ecrire(dossier(A))
    programme = """
import sys, time
sys.path.insert(0, "tests")
from mois_d_heures import *
from workflows.actes.heures.mois import executer
with unit_of_work() as session:
    operation = operations.exiger(session, A)
    dire = declaration.dire(lignes(k1=70, k4=30), OrigineHeures.LIEN)
    executer(session, operation, OCTOBRE, dire, evenement="e", par="p")
    print("ici", flush=True)
    time.sleep(60)
"""
    processus = python(programme)
    assert processus.stdout.readline() == "ici\n"
    processus.kill()
    processus.communicate(30)
    assert (dites(), evenements(A, "e")) == ({}, [])
    assert declarer(k1="70", k4="30").contrats == ("k1", "k4")


def test_lines_come_out_in_the_dossier_in_the_order_they_came(suivie):
    """What was declared is exported after what was imported, and comes in again."""
    declarer(k4="30")
    declarer(k1="70")
    contester(k1="62")
    with lecture() as session:
        sorties = exporter(session, A)
    assert [(une["contrat"], une["heures"], une.get("declarant", "employeur")) for une in sorties["heures"]] == [
        ("k4", "30", "employeur"),
        ("k1", "70", "employeur"),
        ("k1", "62", "entreprise_utilisatrice"),
    ]
    ecrire(sorties)
    assert ligne("k1").origine is OrigineHeures.LIEN
    assert ligne("k1", Declarant.ENTREPRISE_UTILISATRICE).heures == 62
