"""A company chooses its modalities: what is written, who is told of what, what is left to do."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from boites_de_reception import relever
from operations_attribuees import ATTRIBUTIONS, PEINTURES, REFERENCE, attribuer, faire
from operations_en_base import RELAIS, avancer, courriels_de, operation

from config.horloge import maintenant
from echanges.dossier import exporter
from metier.fautes import FauteDeSaisie
from sqlmodel_store.session import lecture
from workflows.actes.expedition import expedier
from workflows.actes.sujets import attentes

ETTI = {"nom": "Tremplin de la Brielle", "type": "ETTI", "courriel": "agence@tremplin.example"}
EI = {"nom": "Éclat Services", "type": "EI", "courriel": "direction@eclat.example"}


def choix(lot, *modalites, **autres):
    return {"lot": lot, "modalites": list(modalites)} | autres


def mad(heures, structure=ETTI):
    return {"type": "mise_a_disposition", "heures": heures, "structure": structure}


def modalites_de(reference=REFERENCE):
    with lecture() as session:
        return [une.get("modalites", []) for une in exporter(session, reference)["attributions"]]


def cles(genre):
    return [un for un in courriels_de(REFERENCE) if un.cle.startswith(f"{genre}:")]


def actions():
    with lecture() as session:
        return {une.libelle: une for une in attentes(session, [operation(REFERENCE)])}


def dit(phrases, morceau):
    return any(morceau in phrase.replace("\u00a0", " ").replace("\u202f", " ") for phrase in phrases)


@pytest.fixture
def attribuee(sur_sqlite):
    return attribuer(etape="demarrage")


def test_a_structure_receives_one_mail_for_all_that_is_asked_of_it(par_smtp):
    """Two companies, two lots; who to call there; what the relay needs before the first day."""
    attribuer(etape="demarrage")
    avancer(REFERENCE, "mettre_en_oeuvre", modalites=[choix(1, mad(140)), choix(2, mad(292))])
    expedier()
    (recu,) = par_smtp.facteur.recus
    courriel = message_from_bytes(recu.octets, policy=policy.default)
    assert courriel["To"] == ETTI["courriel"]
    corps = courriel.get_body(("plain",)).get_content().replace("\u00a0", " ")
    assert "Lot 1 – Peinture, Peintures du Val : 140 h" in corps
    assert "Nadia Ferrières, 03 00 55 12 12" in corps
    assert "Lot 2 – Gros œuvre, Bâti Rombelle : 292 h" in corps
    assert "avant son premier jour" in corps
    assert [piece.get_filename() for piece in courriel.iter_attachments()] == [
        "G1_eligibilite_tremplin-de-la-brielle-peintures-du-val.docx",
        "G1_eligibilite_tremplin-de-la-brielle-bati-rombelle.docx",
    ]
    assert operation(REFERENCE).etape == "mise_en_oeuvre"


def test_a_structure_that_does_not_answer_is_waited_for_then_called(attribuee, regler):
    """Five working days are its own; afterwards the facilitateur's; no more once somebody has a contract there."""
    faire(attribuee, "choisir_modalites", modalites=[choix(1, mad(140))])
    attendue = actions()["Répondre à la demande de mise à disposition, lot 1 (Peintures du Val)"]
    assert (attendue.qui, attendue.depuis, attendue.avant_le) == (ETTI["nom"], date(2026, 9, 1), date(2026, 9, 8))
    regler(DATE="2026-09-09")
    (appel,) = [une for libelle, une in actions().items() if "Appeler Tremplin" in libelle]
    assert (appel.qui, appel.depuis, appel.avant_le) == ("facilitateur", date(2026, 9, 8), date(2026, 9, 15))
    faire(
        attribuee,
        "enregistrer_beneficiaire",
        nom="Lorvalin",
        prenom="Anaïs",
        naissance="1990-05-02",
        categorie="rsa",
    )
    contrat = {"beneficiaire": "b1", "lot": 1, "type": "ctt_etti", "employeur": ETTI["nom"], "debut": "2026-09-14"}
    faire(attribuee, "enregistrer_contrat", **contrat)
    assert [libelle for libelle in actions() if "Tremplin" in libelle or "mise à disposition" in libelle] == []


def test_a_structure_that_wrote_back_is_called_by_nobody(attribuee, dossier, regler):
    faire(attribuee, "choisir_modalites", modalites=[choix(1, mad(140))])
    expedier()
    (demande,) = cles("mise_a_disposition")
    reponse = EmailMessage()
    reponse["From"], reponse["To"], reponse["Date"] = ETTI["courriel"], RELAIS, format_datetime(maintenant())
    reponse["Subject"], reponse["In-Reply-To"] = "Re: votre demande", demande.message_id
    reponse.set_content("Bonjour, nous pouvons proposer deux personnes.")
    dossier.livrer(reponse.as_bytes())
    relever()
    regler(DATE="2026-09-09")
    assert not dit(list(actions()), "Tremplin")


def test_sub_contracting_reminds_the_company_of_what_it_declares_first(attribuee):
    faire(
        attribuee, "choisir_modalites", modalites=[choix(1, {"type": "sous_traitance", "heures": 140, "structure": EI})]
    )
    (un,) = cles("sous_traitance")
    assert un.destinataire == PEINTURES
    corps = message_from_bytes(un.octets, policy=policy.default).get_body(("plain",)).get_content()
    assert "DC4" in corps
    assert "L2193-2" in corps
    assert "Éclat Services (EI)" in corps
    assert cles("mise_a_disposition") == []


def test_only_what_changes_is_told_again(attribuee):
    """The same choice twice, then other hours."""
    for heures in (140, 140, 100):
        faire(attribuee, "choisir_modalites", modalites=[choix(1, mad(heures))])
    assert len(cles("mise_a_disposition")) == 2
    assert modalites_de()[0][0]["heures"] == 100


def test_a_choice_without_its_address_keeps_that_of_a_structure_already_known(attribuee):
    faire(attribuee, "choisir_modalites", modalites=[choix(1, mad(140))])
    sans = {"nom": ETTI["nom"].upper(), "type": "ETTI"}
    for lot in (1, 2):
        faire(attribuee, "choisir_modalites", modalites=[choix(lot, mad(130, sans))])
    assert [une[0]["structure"]["courriel"] for une in modalites_de()] == [ETTI["courriel"]] * 2


def test_a_direct_hiring_calls_for_a_sheet_and_hours_that_differ_are_told(attribuee):
    avancer(attribuee, "mettre_en_oeuvre")
    resultat = faire(attribuee, "choisir_modalites", modalites=[choix(2, {"type": "embauche_directe", "heures": 200})])
    assert dit(resultat.alertes, "200 h choisies pour 292 h dues")
    assert dit(resultat.alertes, "lot 1, Peintures du Val : modalités non choisies")
    fiche = actions()["Écrire avec Bâti Rombelle la fiche de poste du lot 2 (F1)"]
    assert (fiche.qui, fiche.avant_le) == ("facilitateur", date(2026, 9, 15))


@pytest.mark.parametrize(
    ("modalite", "alerte"),
    [
        pytest.param(
            mad(140, EI), "ne relève pas d’ordinaire de la mise à disposition", id="another kind of structure"
        ),
        pytest.param(mad(140, {"nom": "Renfort", "type": "ETT"}), "Renfort n’a pas d’adresse connue", id="no address"),
        pytest.param({"type": "cotraitance", "heures": 140}, "se prévoit dès l’offre", id="a joint contract, alone"),
        pytest.param(
            {"type": "mise_a_disposition", "heures": 140}, "à choisir par l’entreprise", id="no structure yet"
        ),
    ],
)
def test_what_is_unusual_or_cannot_be_told_is_an_alert_and_the_choice_stands(attribuee, modalite, alerte):
    resultat = faire(attribuee, "choisir_modalites", modalites=[choix(1, modalite)])
    assert dit(resultat.alertes, alerte)
    assert len(modalites_de()[0]) == 1


def test_who_has_not_chosen_is_waited_for_until_a_date(sur_sqlite):
    """Twenty working days after the notification; no more once chosen."""
    attribuer(etape="demarrage", attributions=ATTRIBUTIONS[:1])
    attendue = actions()["Choisir les modalités du lot 1 (Peintures du Val)"]
    assert (attendue.qui, attendue.depuis, attendue.avant_le) == (
        "entreprise attributaire",
        date(2026, 9, 1),
        date(2026, 9, 29),
    )
    assert "Choisir les modalités de réalisation" not in actions()
    faire(REFERENCE, "choisir_modalites", modalites=[choix(1, mad(140))])
    assert not dit(actions(), "Choisir les modalités du lot")
    assert "Choisir les modalités de réalisation" in actions()


@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        pytest.param({"modalites": []}, "modalites", id="nothing chosen"),
        pytest.param({"modalites": [choix(9, mad(10))]}, "aucune attribution du lot 9", id="no such lot"),
        pytest.param({"modalites": [choix(1, mad("dix"))]}, "modalites[0].modalites[0].heures", id="not hours"),
        pytest.param(
            {"modalites": [choix(1, {"type": "interim", "heures": 1})]}, "embauche_directe", id="no such modality"
        ),
    ],
)
def test_a_choice_at_fault_is_refused_with_a_sentence(attribuee, donnees, phrase):
    with pytest.raises(FauteDeSaisie) as refus:
        faire(attribuee, "choisir_modalites", **donnees)
    assert dit([refus.value.phrase], phrase)
    assert modalites_de() == [[], []]


def test_the_members_of_a_groupement_are_told_apart_by_name(sur_sqlite):
    groupe = [ATTRIBUTIONS[0] | {"role": "mandataire"}, ATTRIBUTIONS[1] | {"lot": 1, "role": "cotraitant"}]
    attribuer(etape="demarrage", attributions=groupe)
    with pytest.raises(FauteDeSaisie, match="2 attributions"):
        faire(REFERENCE, "choisir_modalites", modalites=[choix(1, mad(10))])
    faire(REFERENCE, "choisir_modalites", modalites=[choix(1, mad(10), entreprise="Bâti Rombelle")])
    assert [len(unes) for unes in modalites_de()] == [0, 1]
