"""People, their right to count, their contracts: validated in time or told, attested, named nowhere else."""

from __future__ import annotations

import io
import json
from datetime import date
from email import message_from_bytes, policy

import pytest
from operations_attribuees import ATTRIBUTIONS, OPERATION, REFERENCE, attribuer, faire
from operations_en_base import courriels_de, demandes_de, documents_de, evenements, fichiers, operation
from pypdf import PdfReader
from sqlalchemy import select as select_colonnes

from echanges.dossier import exporter
from echanges.suivi import charger
from metier.contrats import TypeContrat
from metier.fautes import FauteDeSaisie
from sqlmodel_store.modeles.insertion import Eligibilite, Personne
from sqlmodel_store.session import lecture
from workflows.actes.attestations import numeros
from workflows.actes.expedition import expedier
from workflows.actes.sujets import attentes

ETTI = {"nom": "Tremplin de la Brielle", "type": "ETTI", "courriel": "agence@tremplin.example"}
ANA = {"nom": "Lorvalin", "prenom": "Anaïs", "naissance": "1990-05-02", "sexe": "F", "categorie": "rsa"}
NOMS = ("Lorvalin", "Anaïs", "1990-05-02", "02/05/1990")


@pytest.fixture
def suivie(sur_sqlite):
    """A lot whose hours are borrowed from an ETTI, the other hired for directly; one person, b1."""
    avec = {"modalites": [{"type": "mise_a_disposition", "heures": 140, "structure": ETTI}]}
    reference = attribuer(attributions=[ATTRIBUTIONS[0] | avec, ATTRIBUTIONS[1]])
    faire(reference, "enregistrer_beneficiaire", **ANA)
    return reference


def contrat(**autres):
    valeurs = {"beneficiaire": "b1", "lot": 1, "type": "ctt_etti", "employeur": ETTI["nom"], "debut": "2026-09-14"}
    return faire(REFERENCE, "enregistrer_contrat", **valeurs | autres)


def valider(jour="2026-09-01", **autres):
    return faire(
        REFERENCE, "valider_eligibilite", beneficiaire="b1", validee_le=jour, piece="attestation RSA", **autres
    )


def dossier():
    with lecture() as session:
        return exporter(session, REFERENCE)


def actions(morceau):
    with lecture() as session:
        return [une for une in attentes(session, [operation(REFERENCE)]) if morceau in une.libelle]


def dit(phrases, morceau):
    return morceau in " ".join(phrases).replace("\u00a0", " ").replace("\u202f", " ")


def g2():
    return [un for un in documents_de(REFERENCE).values() if un.code == "G2"]


def test_a_person_is_written_once_and_may_be_corrected(suivie):
    """The same person again is the same line; a name misspelt is one human being still."""
    assert dit(
        faire(suivie, "enregistrer_beneficiaire", **ANA | {"niveau": "3"}).alertes, "b1 est déjà dans l’opération"
    )
    faite = faire(suivie, "enregistrer_beneficiaire", id="b1", **ANA | {"nom": "Lorvalin-Petit", "niveau": "3"})
    assert faite.alertes == ("bénéficiaire b1 enregistré",)
    (une,) = dossier()["beneficiaires"]
    assert (une["id"], une["nom"], une["niveau"]) == ("b1", "Lorvalin-Petit", "3")
    with lecture() as session:
        assert len(session.execute(select_colonnes(Personne)).all()) == 1
    with pytest.raises(FauteDeSaisie, match="sous «\u00a0b1\u00a0»"):
        faire(suivie, "enregistrer_beneficiaire", id="b9", **ANA | {"nom": "Lorvalin-Petit"})


def test_neither_the_journal_nor_a_closed_request_keeps_who_it_is(suivie):
    contrat(fin="2026-09-30", motif_fin="maladie")
    valider()
    ecrit = [un.donnees for un in evenements()] + [un.donnees for un in demandes_de(suivie)]
    ecrit += [un.resultat for un in demandes_de(suivie)]
    assert len(ecrit) == 10
    for secret in (*NOMS, "rsa", "RSA", "maladie"):
        assert not any(secret in texte_ for texte_ in ecrit), secret


def test_eligibility_waits_for_the_facilitateur_before_the_first_day_and_is_late_after(suivie, regler):
    contrat()
    (attendue,) = actions("Valider l’éligibilité")
    assert (attendue.qui, attendue.avant_le, attendue.en_retard) == ("facilitateur", date(2026, 9, 14), False)
    assert attendue.libelle.endswith("b1")
    regler(DATE="2026-09-15")
    (attendue,) = actions("Valider l’éligibilité")
    assert attendue.en_retard
    valider("2026-09-14")
    assert actions("Valider l’éligibilité") == []


def test_the_employer_receives_an_attestation_that_gives_no_reason(par_smtp, suivie):
    """One page, its number in its name, neither criterion nor document; the mail names nobody."""
    contrat()
    valider()
    expedier()
    (recu,) = par_smtp.facteur.recus
    courriel = message_from_bytes(recu.octets, policy=policy.default)
    assert courriel["To"] == ETTI["courriel"]
    (piece,) = courriel.iter_attachments()
    assert piece.get_filename() == "G2_attestation_eligibilite_AE-0001-b1-k1.pdf"
    lu = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(piece.get_content())).pages)
    assert "Anaïs Lorvalin" in lu
    assert not {"RSA", "rsa"} & set(lu.split())
    corps = [courriel.get_body((genre,)).get_content() for genre in ("plain", "html")] + [str(courriel.items())]
    for secret in (*NOMS, "RSA"):
        assert not any(secret in une for une in corps), secret
    (document,) = g2()
    assert not any(secret in document.fichier + document.donnees for secret in NOMS)


def test_a_date_of_birth_is_not_corrected_into_one_that_cannot_be(suivie):
    contrat()
    for naissance, ans in (("2012-05-02", "14 ans"), ("1940-05-02", "86 ans")):
        with pytest.raises(FauteDeSaisie, match=f"naissance.: {ans} le 14/09/2026, au début du contrat .*k1"):
            faire(suivie, "enregistrer_beneficiaire", **ANA | {"id": "b1", "naissance": naissance})
    assert dossier()["beneficiaires"][0]["naissance"] == ANA["naissance"]


@pytest.mark.parametrize("ordre", ["validated first", "hired first"])
def test_the_attestation_is_made_whichever_comes_first(suivie, ordre):
    """Once per employer and lot: a second mission with the same one makes no other."""
    for acte in (valider, contrat) if ordre == "validated first" else (contrat, valider):
        acte()
    contrat(debut="2026-10-05")
    assert len(g2()) == 1
    contrat(lot=2, employeur="Bâti Rombelle", type="cdd", debut="2026-11-02")
    assert len(g2()) == 2


def test_the_monthly_statement_bears_the_number_of_the_attestation(suivie):
    """Of the first contract with that employer on that lot; nothing for who is not validated."""
    faire(suivie, "enregistrer_beneficiaire", **ANA | {"nom": "Tessier"})
    contrat()
    contrat(debut="2026-10-05")
    contrat(beneficiaire="b2")
    valider()
    (document,) = g2()
    with lecture() as session:
        trouves = numeros(operation(REFERENCE).id, charger(session, REFERENCE), ETTI["nom"], 1)
    assert trouves == {"b1": json.loads(document.donnees)["numero"]}


def test_a_late_validation_is_refused_unless_its_reason_is_given_kept_and_journalled(suivie):
    contrat(debut="2026-08-24")
    with pytest.raises(FauteDeSaisie) as refus:
        valider()
    assert refus.value.champ == "motif_tardif"
    assert g2() == []
    valider(motif_tardif="pièce reçue par courrier le 31 août")
    with lecture() as session:
        (ligne,) = session.scalars(select_colonnes(Eligibilite)).all()
    assert ligne.motif_tardif == "pièce reçue par courrier le 31 août"
    assert any("pièce reçue par courrier" in un.donnees for un in evenements(suivie, "geste"))


def test_a_late_validation_without_its_reason_is_an_action_until_the_reason_is_given(suivie):
    """A contract written after the validation begins before it, and before the import: it waits since that.

    The dossier keeps the reason.
    """
    valider()
    resultat = contrat(debut="2026-08-24")
    assert dit(resultat.alertes, "les heures d’avant ne sont pas comptées sans motif")
    attendue = "Donner le motif de l’éligibilité validée après le premier jour"
    (action,) = actions(attendue)
    assert (action.qui, action.depuis, action.libelle[-2:]) == ("facilitateur", date(2026, 9, 1), "b1")
    valider(motif_tardif="pièce reçue par courrier le 31 août")
    assert actions(attendue) == []
    assert dossier()["beneficiaires"][0]["eligibilite"]["motif_tardif"] == "pièce reçue par courrier le 31 août"


@pytest.mark.parametrize(
    ("geste", "donnees", "phrase"),
    [
        pytest.param(
            "valider_eligibilite",
            {"beneficiaire": "b7", "validee_le": "2026-09-01", "piece": "x"},
            "connus : b1",
            id="unknown",
        ),
        pytest.param(
            "valider_eligibilite",
            {"beneficiaire": "b1", "validee_le": "2026-12-01", "piece": "x"},
            "à venir",
            id="in the future",
        ),
        pytest.param(
            "valider_eligibilite", {"beneficiaire": "b1", "validee_le": "2026-09-01"}, "piece", id="no document"
        ),
        pytest.param(
            "enregistrer_beneficiaire", ANA | {"naissance": "2027-01-01"}, "date de naissance passée", id="not born"
        ),
        pytest.param(
            "enregistrer_contrat",
            {"beneficiaire": "b1", "lot": 1, "type": "cdd", "employeur": "X", "debut": "2005-05-01"},
            "bénéficiaire b1, 14 ans le 01/05/2005, au début de ce contrat",
            id="too young",
        ),
        pytest.param(
            "enregistrer_contrat",
            {"beneficiaire": "b1", "lot": 9, "type": "cdd", "employeur": "X", "debut": "2026-09-14"},
            "lots de l’opération : 1, 2",
            id="no such lot",
        ),
        pytest.param(
            "enregistrer_contrat",
            {
                "beneficiaire": "b1",
                "lot": 1,
                "type": "cdd",
                "employeur": "X",
                "debut": "2026-09-14",
                "fin": "2026-09-01",
            },
            "précède le début",
            id="ends before",
        ),
        pytest.param(
            "terminer_contrat", {"contrat": "k1", "fin": "2026-09-01"}, "connus : aucun", id="no such contract"
        ),
    ],
)
def test_data_at_fault_are_refused_with_a_sentence(suivie, geste, donnees, phrase):
    with pytest.raises(FauteDeSaisie) as refus:
        faire(suivie, geste, **donnees)
    assert dit([refus.value.phrase], phrase)


def test_employees_of_structures_are_validated_in_one_geste(suivie):
    """b1 and b3 by status; b2, hired directly, on documents; b4 was at work before: a reason is asked for."""
    for code, nom in (("b2", "Tessier"), ("b3", "Ravel"), ("b4", "Nodier")):
        faire(suivie, "enregistrer_beneficiaire", id=code, **ANA | {"nom": nom})
    contrat()
    contrat(beneficiaire="b2", type="cdd", employeur="Bâti Rombelle", lot=2)
    contrat(beneficiaire="b3", type="geiq", employeur="GEIQ Bâtir")
    contrat(beneficiaire="b4", debut="2026-08-24")
    resultat = faire(suivie, "valider_par_statut", validee_le="2026-09-01")
    assert [un["id"] for un in dossier()["beneficiaires"] if un.get("eligibilite")] == ["b1", "b3"]
    assert dossier()["beneficiaires"][0]["eligibilite"]["piece"] == "attestation de la structure"
    for morceau in (
        "à valider sur pièces, un contrat n’ouvrant pas droit par statut : b2",
        "motif_tardif attendu : b4",
        "à valider par le relais : b3",
        "GEIQ Bâtir n’a pas d’adresse connue",
    ):
        assert dit(resultat.alertes, morceau)
    assert len(g2()) == 2
    faire(suivie, "valider_par_statut", validee_le="2026-09-01", motif_tardif="reprise du suivi")
    assert [un["id"] for un in dossier()["beneficiaires"] if un.get("eligibilite")] == ["b1", "b3", "b4"]


def test_an_employer_of_several_people_has_one_mail_for_all(suivie):
    faire(suivie, "enregistrer_beneficiaire", **ANA | {"nom": "Tessier"})
    contrat()
    contrat(beneficiaire="b2")
    faire(suivie, "valider_par_statut", validee_le="2026-09-01")
    (un,) = [un for un in courriels_de(suivie) if un.cle.startswith("attestation_eligibilite:")]
    assert len(list(message_from_bytes(un.octets, policy=policy.default).iter_attachments())) == 2


def test_a_refusal_is_told_without_its_reason_and_waits_for_nobody(suivie):
    contrat()
    faire(suivie, "refuser_eligibilite", beneficiaire="b1")
    assert actions("Valider l’éligibilité") == []
    (document,) = g2()
    assert json.loads(document.donnees)["decision"] == "refusee"
    valider()
    with pytest.raises(FauteDeSaisie, match="est validé depuis"):
        faire(suivie, "refuser_eligibilite", beneficiaire="b1")


def test_a_contract_written_twice_is_one_and_a_correction_keeps_its_hours_inside(suivie):
    contrat()
    contrat(fin="2026-11-30")
    (un,) = dossier()["contrats"]
    assert (un["id"], un["fin"]) == ("k1", "2026-11-30")
    with_hours = dossier() | {"heures": [{"contrat": "k1", "mois": "2026-11", "heures": "35", "etat": "declaree"}]}
    attribuer(**{cle: with_hours[cle] for cle in ("attributions", "beneficiaires", "contrats", "heures")})
    for essai in (
        lambda: contrat(id="k1", fin="2026-10-31"),
        lambda: faire(suivie, "terminer_contrat", contrat="k1", fin="2026-10-31"),
    ):
        with pytest.raises(FauteDeSaisie, match="2026-11"):
            essai()


def test_a_contract_may_be_named_as_a_person_may(suivie):
    """An id that is not known yet names the new contract; the same contract is never there under two names."""
    contrat(id="mission-12")
    contrat(id="mission-12", fin="2026-11-30")
    (un,) = dossier()["contrats"]
    assert (un["id"], un["fin"]) == ("mission-12", "2026-11-30")
    with pytest.raises(FauteDeSaisie, match="mission-12") as refus:
        contrat(id="mission-13")
    assert refus.value.champ == "id"


@pytest.mark.parametrize(
    ("lot", "phrase"),
    [
        pytest.param({"clause": False, "motif_non_clause": "lot technique"}, "n’est pas clausé", id="not claused"),
        pytest.param({"clause": True}, "le lot 3 n’a pas d’entreprise", id="entrusted to nobody"),
    ],
)
def test_a_contract_is_refused_on_a_lot_where_its_hours_would_count_for_nobody(sur_sqlite, lot, phrase):
    numeros = OPERATION["lots"] + [OPERATION["lots"][0] | {"numero": 3, "intitule": "Ascenseur"} | lot]
    attribuer(operation=OPERATION | {"lots": numeros})
    faire(REFERENCE, "enregistrer_beneficiaire", **ANA)
    with pytest.raises(FauteDeSaisie) as refus:
        contrat(lot=3)
    assert refus.value.champ == "lot"
    assert dit([refus.value.phrase], phrase)
    assert dossier()["contrats"] == []


def test_the_end_of_a_contract_makes_its_form(suivie, sur_sqlite):
    """G4, prefilled for tutor and person, under a name that tells nobody."""
    contrat()
    faire(suivie, "terminer_contrat", contrat="k1", fin="2026-10-30", motif_fin="fin de mission")
    (un,) = dossier()["contrats"]
    assert (un["fin"], un["motif_fin"]) == ("2026-10-30", "fin de mission")
    (fichier,) = [nom for nom in fichiers(sur_sqlite, suivie) if "G4" in nom]
    assert fichier == "contrats/001/G4_fin_mission.docx"


def test_months_of_counting_that_run_out_are_an_alert_to_be_confirmed(suivie):
    """Over all dossiers: the first hiring was in another one."""
    valider()
    ancienne = {"beneficiaires": [ANA | {"id": "p"}]}
    ancien = {
        "id": "c",
        "beneficiaire": "p",
        "lot": 1,
        "type": "cdd",
        "employeur": "X",
        "debut": "2024-11-04",
        "fin": "2024-12-31",
    }
    attribuer("2024-CVB-001", etape="close", contrats=[ancien], **ancienne)
    assert not dit(contrat(fin="2026-10-30").alertes, "comptage")
    assert dit(
        contrat(id="k1", fin="2026-11-30").alertes, "comptage ouvert depuis le 04/11/2024, jusqu’en octobre 2026"
    )
    assert dit(contrat(id="k1", fin="2026-11-30").alertes, "à valider par le relais")


AI = {"type": TypeContrat.MAD_AI.value, "employeur": "Coup de Main", "lot": 1}


@pytest.mark.parametrize(
    ("ailleurs", "attendue"),
    [
        pytest.param([("2026-06", "183.99")], False, id="under 80 %"),
        pytest.param([("2026-06", "184")], True, id="80 % with another dossier"),
        pytest.param([("2024-09", "184")], False, id="the oldest month is out of the 24"),
        pytest.param([("2024-10", "184")], True, id="the oldest month that counts"),
    ],
)
def test_the_ceiling_of_the_ai_is_told_over_all_operations_without_a_name(sur_sqlite, ailleurs, attendue):
    """200 hours here, the rest in another dossier."""

    def k(code, debut):
        return AI | {"id": code, "beneficiaire": "p", "debut": debut}

    def h(code, mois, heures):
        return {"contrat": code, "mois": mois, "heures": heures, "etat": "validee"}

    personne = [ANA | {"id": "p"}]
    attribuer(
        beneficiaires=personne,
        contrats=[k("a", "2026-07-01")],
        heures=[h("a", "2026-07", "100"), h("a", "2026-08", "100")],
    )
    autres = [h("c", mois, heures) for mois, heures in ailleurs]
    attribuer(
        "2024-CVB-001",
        etape="close",
        beneficiaires=personne,
        contrats=[k("c", "2024-09-02") | {"fin": "2026-06-30"}],
        heures=autres,
    )
    trouvees = actions("Mises à disposition par une AI")
    assert bool(trouvees) is attendue
    for une in trouvees:
        assert dit([une.libelle], "p en est à 384 h sur 480 h en 24 mois")
        assert dit([une.libelle], "plafond à valider par le relais")
        assert (une.qui, une.reference) == ("facilitateur", REFERENCE)
    assert (
        dit(faire(REFERENCE, "enregistrer_contrat", beneficiaire="p", debut="2026-09-07", **AI).alertes, "384 h sur")
        is attendue
    )


def test_hours_of_two_declarants_count_once_toward_the_ceiling(sur_sqlite):
    """What the using company confirms adds nothing."""
    lignes = [
        {"contrat": "a", "mois": "2026-08", "heures": "200", "etat": "validee", "declarant": un}
        for un in ("employeur", "entreprise_utilisatrice")
    ]
    attribuer(
        beneficiaires=[ANA | {"id": "p"}],
        contrats=[AI | {"id": "a", "beneficiaire": "p", "debut": "2026-07-01"}],
        heures=lignes,
    )
    assert actions("Mises à disposition par une AI") == []
