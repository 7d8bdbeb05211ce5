"""What may cost: the buyer's letters and the note of findings, from validated hours, decided by the buyer alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from courriers_exemple import HEURES, LETTRES, NETTOYAGE, REGION, champs, de, donnees, ecrit, mille_heures

from documents.contextes.e4a import invitation
from documents.contextes.e4b import DemandeMiseEnDemeure, mise_en_demeure
from documents.contextes.e5 import DemandeConstat, Proposition, constat
from documents.contextes.manquement import DemandeManquement, MotifManquement
from documents.manques import collect_a_valider
from metier.fautes import FauteDeSaisie
from metier.heures import EtatHeures
from metier.operation import Penalites


def manquement(suivie, **autres):
    return DemandeManquement(**donnees(suivie, **autres), motif=HEURES)


def test_the_amount_is_missing_hours_at_the_rate_of_the_contract():
    """1 000 due, 940 validated, 60 euros: 3 600 euros, indicative (documents.md §16)."""
    lettre = ecrit(invitation(manquement(mille_heures(940))))
    assert "60 h × 60,00 € = 3 600,00 €" in lettre
    assert "aucune décision n’est prise" in lettre


def test_only_validated_hours_are_counted():
    """The same hours declared, or contested, leave the whole amount missing."""
    for etat in (EtatHeures.DECLAREE, EtatHeures.CONTESTEE):
        suivie = mille_heures(940)
        suivie = replace(suivie, heures=(replace(suivie.heures[0], etat=etat),))
        assert "1 000 h × 60,00 € = 60 000,00 €" in ecrit(invitation(manquement(suivie)))


def test_an_excess_on_one_lot_pays_for_no_other():
    """Two lots of 1 000 hours, 1 100 validated on the first, none on the second: 1 000 missing."""
    suivie = mille_heures(1100)
    suivie = replace(suivie, attributions=(suivie.attributions[0], replace(suivie.attributions[0], lot=2)))
    assert "1 000 h × 60,00 €" in ecrit(invitation(manquement(suivie, attributions=suivie.attributions)))


def test_nothing_missing_is_no_breach():
    """The fault names `heures`."""
    with pytest.raises(FauteDeSaisie) as faute:
        invitation(manquement(mille_heures(1000)))
    assert faute.value.champ == "heures"


def test_a_contract_without_penalty_leaves_a_gap_never_an_amount():
    """`penalites.heure`, listed on the page that goes with the draft."""
    contexte = invitation(manquement(replace(mille_heures(940), penalites=Penalites())))
    assert "penalites.heure" in champs(contexte)
    assert "montant de la pénalité par heure non réalisée" in contexte.garde.reste
    assert "€" not in ecrit(contexte)


@pytest.mark.parametrize("nom", [nom for nom in LETTRES if nom.startswith("E4")])
def test_the_buyer_signs_what_may_cost_and_the_relay_never_does(nom):
    """The signature is the maître d'ouvrage's; the relay appears for technical questions only, if at all."""
    lettre = ecrit(LETTRES[nom]()).split("Cette page est à retirer", 1)[1]
    acheteur, signature = lettre.split("\n")[1], lettre.split("Pour le maître d’ouvrage,")[1]
    assert "Région Austrasie" in acheteur or "Communauté de communes" in acheteur
    assert "[nom et qualité du représentant ou de son délégataire]" in signature
    assert "Relais" not in signature
    assert "Claire Aubertin" not in lettre


@pytest.mark.parametrize("nom", ["E4a heures", "E4b heures"])
def test_a_delay_that_no_text_read_confirms_is_to_be_confirmed(nom):
    """15 days, on the cover's list."""
    contexte = LETTRES[nom]()
    assert [valeur.texte.replace("\u00a0", " ") for valeur in collect_a_valider(contexte)] == ["15 jours"]
    assert any("15" in ligne for ligne in contexte.garde.a_valider)


def test_the_notice_follows_the_invitation():
    """Its date is a gap where unknown; an answer older than the invitation is refused; silence is said."""
    base = {**de(REGION, 0), "motif": HEURES}
    assert "invitation_le" in champs(mise_en_demeure(DemandeMiseEnDemeure(**base)))
    with pytest.raises(FauteDeSaisie) as faute:
        mise_en_demeure(
            DemandeMiseEnDemeure(**base, invitation_le=date(2026, 11, 2), observations_le=date(2026, 11, 1))
        )
    assert faute.value.champ == "observations_le"
    assert "vous n’avez pas présenté d’observations" in ecrit(LETTRES["E4b documents"]())


def test_documents_are_counted_by_day():
    """Two statements at 50 euros: 100 euros a day; none named is refused."""
    assert "2 documents × 50,00 € = 100,00 € par jour de retard" in ecrit(LETTRES["E4a documents"]())
    with pytest.raises(FauteDeSaisie) as faute:
        invitation(DemandeManquement(**de(REGION, 0), motif=MotifManquement.DOCUMENTS))
    assert faute.value.champ == "documents_manquants"


def test_the_share_of_a_group_by_ratio_is_not_invented():
    """What was invoiced gives the lot's hours, not those of each member."""
    contexte = constat(
        DemandeConstat(**de(NETTOYAGE, 2), proposition=Proposition.EXONERATION, motif="peu de commandes")
    )
    assert "attributions[2].heures_engagees" in champs(contexte)


@pytest.mark.parametrize("nom", ["E5 pénalité", "E5 exonération", "E5 report"])
def test_a_note_of_findings_proposes_and_leaves_the_decision(nom):
    """The boxes of the decision stay empty; the note says that it does not bind."""
    note = ecrit(LETTRES[nom]())
    assert "Cette proposition éclaire le maître d’ouvrage sans le lier." in note
    assert "Décision du maître d’ouvrage, à compléter par lui" in note
    assert "☒" not in note
    assert "Région Austrasie" in note.split("\n")[0]


def test_a_report_has_a_date_and_numbers_agree():
    """The faults name `report_au` and `refusees`."""
    for champ, autres in (
        ("report_au", {"proposition": Proposition.REPORT}),
        ("refusees", {"proposition": Proposition.PENALITE, "orientees": 2, "refusees": 3}),
    ):
        with pytest.raises(FauteDeSaisie) as faute:
            constat(DemandeConstat(**de(REGION, 0), **autres))
        assert faute.value.champ == champ
