"""From award to execution: who won each lot, when the kick-off is, how each company carries out its hours."""

from __future__ import annotations

import pytest
from operations_en_base import avancer, demander_de, operation, semer

from echanges.dossier import exporter
from metier.fautes import FauteDeSaisie
from metier.gestes import Geste
from sqlmodel_store.session import lecture
from workflows.actes.calcul import heures_par_lot
from workflows.actes.demandes import Appel, demander, executer

BATI = {
    "lot": 1,
    "entreprise": {"nom": "Peintures du Val"},
    "courriel": "insertion@peintures-du-val.example",
    "date_notification": "2026-12-15",
    "heures_engagees": 140,
}
MODALITES = [
    {"type": "embauche_directe", "heures": 40},
    {
        "type": "mise_a_disposition",
        "structure": {"nom": "Tremplin ETTI", "type": "ETTI", "courriel": "agence@tremplin.example"},
        "heures": 100,
    },
]


def attributions(reference):
    with lecture() as session:
        return exporter(session, reference)["attributions"]


def test_the_companies_that_won_the_lots_are_written(installation):
    """What the transition receives is what the dossier then says."""
    reference = semer("consultation")
    avancer(reference, "attribuer", attributions=[BATI])
    (ecrite,) = attributions(reference)
    assert {cle: ecrite[cle] for cle in ("lot", "entreprise", "courriel", "heures_engagees")} == {
        cle: BATI[cle] for cle in ("lot", "entreprise", "courriel", "heures_engagees")
    }


def test_the_kick_off_and_the_modalities_follow(installation):
    """The meeting's day on the operation, the modalities on the attribution of their lot, everything else kept."""
    reference = semer("consultation")
    avancer(reference, "attribuer", attributions=[BATI])
    avancer(reference, "demarrer", reunion={"date": "2027-01-12", "heure": "14:00", "convoquee_par": "maitre_ouvrage"})
    assert operation(reference).reunion_demarrage.isoformat() == "2027-01-12"
    avancer(reference, "mettre_en_oeuvre", modalites=[{"lot": 1, "modalites": MODALITES}])
    (ecrite,) = attributions(reference)
    assert ecrite["modalites"] == MODALITES
    assert ecrite["courriel"] == BATI["courriel"]


@pytest.mark.parametrize(
    ("etape", "transition", "donnees", "champ"),
    [
        ("consultation", "attribuer", {"attributions": [BATI | {"lot": 9}]}, "attributions[0].lot"),
        ("consultation", "attribuer", {"attributions": [{"lot": 1}]}, "attributions[0].entreprise"),
        ("consultation", "attribuer", {"attributions": "Peintures du Val"}, "attributions"),
        ("attribution", "demarrer", {"reunion": {"date": "12/01/2027"}}, "reunion.date"),
        ("attribution", "demarrer", {"reunion": {"salle": "B"}}, "reunion.salle"),
        ("demarrage", "mettre_en_oeuvre", {"modalites": [{"lot": 1, "modalites": MODALITES}]}, "modalites[0]"),
        ("demarrage", "mettre_en_oeuvre", {"modalites": {"lot": 1}}, "modalites"),
    ],
)
def test_data_at_fault_are_named_and_nothing_is_asked(sur_sqlite, etape, transition, donnees, champ):
    """One French sentence, before anything is written down."""
    reference = semer(etape)
    with pytest.raises(FauteDeSaisie) as refus:
        demander_de(reference, transition, **donnees)
    assert refus.value.champ == champ
    assert champ in refus.value.phrase
    assert operation(reference).etape.value == etape


def test_a_fault_names_the_place_that_was_given_whatever_is_known_of_other_lots(sur_sqlite):
    reference = semer("attribution", missions=["aval_suivi", "bilan"], attributions=(BATI,))
    donnees = {"attributions": [BATI | {"lot": 2}, BATI | {"lot": 9}]}
    with pytest.raises(FauteDeSaisie) as refus:
        demander(Appel(reference=reference, transition=Geste.NOTER_ATTRIBUTIONS, donnees=donnees, par="essai"))
    assert refus.value.champ == "attributions[1].lot"


def test_lots_are_awarded_one_after_the_other(sur_sqlite):
    """Downstream only: the companies are told at « attribution », lot by lot; what was known of the others stays."""
    reference = semer("attribution", missions=["aval_suivi", "bilan"])

    def noter(lot, nom):
        donnees = {"attributions": [{"lot": lot, "entreprise": {"nom": nom}, "heures_engagees": 100}]}
        appel = Appel(reference=reference, transition=Geste.NOTER_ATTRIBUTIONS, donnees=donnees, par="essai")
        return executer(demander(appel))

    alertes = noter(1, "Bâti Rombelle").alertes
    assert any("noter_attributions" in alerte for alerte in alertes)
    calculees = next(lot.heures for lot in heures_par_lot(reference) if lot.numero == 1)
    (ecart,) = [une for une in alertes if "au calibrage" in une]
    assert f"lot 1 : 100 h engagées, {calculees} h au calibrage" in ecart.replace("\u00a0", " ").replace("\u202f", " ")
    noter(2, "Énergies du Val")
    noter(1, "Couleurs du Plateau")
    with lecture() as session:
        connues = exporter(session, reference)["attributions"]
    assert [(une["lot"], une["entreprise"]["nom"]) for une in connues] == [
        (1, "Couleurs du Plateau"),
        (2, "Énergies du Val"),
    ]
