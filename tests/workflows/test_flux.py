"""The flows on a real Prefect server: what the mailbox, the command line, the forms and the calendar start."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from inspect import signature
from itertools import count
from uuid import UUID

import pytest
from commande import executer
from operations_en_base import (
    JOUR,
    Annonce,
    courriels_de,
    demander_de,
    demandes_de,
    documents_de,
    evenements,
    inscrire,
    operation,
    recevoir,
    semer,
)
from service_de_test import jusqu_a

from cli.histoire import CHARGEE_DE_MISSION
from config.paths import Paths
from courrier.boite import Boite
from metier.cycle import Etape
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import courriers_sortants, operations
from sqlmodel_store.depots.courriers_sortants import Lettre
from sqlmodel_store.modeles.journal import EtatDemande
from sqlmodel_store.session import lecture, unit_of_work
from workflows import service_prefect
from workflows.actes.expedition import expedier
from workflows.actes.releve import TRAITES
from workflows.service_prefect import attendre, lancer

RUN_S = 90.0
NUMEROS = count(1)


def reference_neuve():
    return f"2026-FLX-{next(NUMEROS):03d}"


def courir(flux, **parametres):
    """A run asked of a deployment, awaited to its end."""
    return attendre(lancer(flux, parametres, f"essai:{flux}:{next(NUMEROS)}"), RUN_S)


def formulaire(flux, **champs):
    """A form of the Prefect interface, sent."""
    return courir(flux, formulaire=champs)


def api(lire):
    """What the Prefect API says."""
    with service_prefect._client() as client:
        return lire(client)


def runs():
    return api(lambda client: client.read_flow_runs(limit=200))


def runs_nommes(nom):
    return [un for un in runs() if un.name == nom]


def artefacts(run_id):
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    filtre = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[UUID(str(run_id))]))
    return api(lambda client: client.read_artifacts(artifact_filter=filtre))


def existe(reference):
    with lecture() as session:
        return operations.par_reference(session, reference) is not None


def relais(*arguments):
    """A command typed beside the running service."""
    return executer(list(arguments), os.environ, RUN_S)


@pytest.mark.prefect
def test_a_mail_delivered_becomes_an_operation_by_a_run(chaine):
    """Delivered to the IMAP server: read by a run of its own, opened, filed, shown on the page of the run."""
    inscrire(CHARGEE_DE_MISSION)
    annonce = Annonce(JOUR, 101)
    connus = {un.id for un in runs()}  # other tests share the service
    chaine.dovecot.livrer(annonce.octets(), next(iter(chaine.dovecot.comptes)))
    jusqu_a(lambda: existe(annonce.reference), 60)
    (run,) = [un for un in runs() if un.id not in connus and un.name.startswith("réception du courriel")]
    assert attendre(str(run.id), RUN_S).reussi
    (page,) = artefacts(run.id)
    assert page.key == "reception"
    assert f"/operations/{annonce.reference}" in page.data
    assert demandes_de(annonce.reference) == []
    jusqu_a(lambda: classes(chaine) == 1, 20)


def classes(chaine):
    url = chaine.dovecot.url(next(iter(chaine.dovecot.comptes)), TRAITES)
    try:
        with Boite.ouvrir(url, mode="essai") as boite:
            return len(boite.nouveaux(None, 0))
    except PanneExterne:
        return 0


@pytest.mark.prefect
def test_the_command_line_advances_an_operation_by_a_run_and_waits_for_it(chaine, tmp_path):
    """When the command returns, the run has done the request, the answer has left, once."""
    reference = semer("faisabilite", reference=reference_neuve())
    donnees = tmp_path / "donnees.json"
    donnees.write_text(json.dumps({"reserves": ["estimation à jour"]}), encoding="utf-8")
    fini = relais("operation", "avancer", reference, "accepter", "--donnees", str(donnees))
    assert (fini.returncode, fini.stderr) == (0, "")
    assert "calibrage" in fini.stdout
    assert str(Paths(chaine.service.home).documents(reference) / "C0_reponse.docx") in fini.stdout
    (run,) = runs_nommes(f"faisabilité de {reference}")
    assert run.state.type.value == "COMPLETED"
    (demande,) = demandes_de(reference)
    assert (demande.etat, demande.essais) == (EtatDemande.FAITE, 1)
    assert [un.etat.value for un in courriels_de(reference)] == ["envoye"]
    assert len(chaine.recus(reference)) == 1


@pytest.mark.prefect
def test_the_forms_carry_an_operation_from_its_opening_to_its_pack(chaine):
    """Opened, accepted, calibrated, written: each by the form of the Prefect interface."""
    reference = reference_neuve()
    ouverture = formulaire(
        "nouvelle_operation",
        intitule="Réfection de la salle des fêtes",
        maitre_ouvrage="Ville de Valmeuse",
        reference=reference,
        commune="Valmeuse",
        date_avis="2026-11-02",
    )
    assert ouverture.reussi
    assert operation(reference).etape is Etape.SIGNALEE
    lots = [
        {
            "numero": 1,
            "intitule": "Peinture",
            "montant_ht": "120000",
            "part_main_oeuvre": "0.70",
            "cout_horaire": "30",
            "taux_insertion": "0.05",
            "duree_mois": 4,
            "clause": True,
        }
    ]
    fini = relais_avec_donnees(chaine, reference, "instruire", {"lots": lots, "duree_mois": 6})
    assert fini.returncode == 0, fini.stderr
    assert formulaire("faisabilite", reference=reference, reponse="accepter").reussi
    assert formulaire("calibrage", reference=reference).reussi
    fin = formulaire("redaction", reference=reference, date_publication_prevue="2026-11-02")
    assert fin.reussi
    assert operation(reference).etape is Etape.CONSULTATION
    assert {"A1", "A2", "A3", "B1", "B2", "C0"} <= {un.code for un in documents_de(reference).values()}
    assert [un.acteur for un in evenements(reference, "transition")] == ["ligne de commande", *["prefect"] * 3]
    (page,) = artefacts(fin.run_id)
    assert page.key == "rediger"
    assert "| 1 | Peinture | 140 | 20,0 |\n| | **Total** | **140** | |" in page.data
    assert f"/operations/{reference}/documents/A3_ccap.docx)" in page.data


def relais_avec_donnees(chaine, reference, transition, donnees):
    fichier = chaine.service.home / f"{reference}-{transition}.json"
    fichier.write_text(json.dumps(donnees), encoding="utf-8")
    return relais("operation", "avancer", reference, transition, "--donnees", str(fichier))


@pytest.mark.prefect
def test_a_refusal_is_a_form_too(chaine):
    """« refuser » with its reason and another relay; the answer leaves."""
    reference = semer("faisabilite", reference=reference_neuve())
    champs = {"reponse": "refuser", "motif": "hors du territoire", "relais_propose": "Relais de la Rosselle"}
    assert formulaire("faisabilite", reference=reference, **champs).reussi
    assert operation(reference).etape is Etape.REFUSEE
    assert len(chaine.recus(reference)) == 1


@pytest.mark.prefect
def test_a_form_at_fault_fails_with_a_sentence_and_changes_nothing(chaine):
    """The state of the run says where, what, and what to do; a value outside the list is refused by the server."""
    reference = semer("faisabilite", reference=reference_neuve())
    fin = formulaire("calibrage", reference=reference)
    assert fin.etat == "FAILED"
    assert "transitions possibles\u00a0: accepter" in fin.message
    assert operation(reference).etape is Etape.FAISABILITE
    assert (demandes_de(reference), documents_de(reference)) == ([], {})
    with pytest.raises(PanneExterne, match="4"):
        formulaire("faisabilite", reference=reference, reponse="peut-être")


@pytest.mark.prefect
def test_the_answer_is_given_even_when_the_mail_server_is_at_fault(chaine):
    """The run succeeds, the mail waits in the outbox with sending suspended; it leaves at the first success."""
    reference = semer("faisabilite", reference=reference_neuve())
    chaine.smtp.facteur.mail.append("530 5.7.0 Authentication required for <clauses@relais-brielle.example>")
    assert formulaire("faisabilite", reference=reference).reussi
    assert operation(reference).etape is Etape.CALIBRAGE
    assert [un.etat.value for un in courriels_de(reference)] == ["a_envoyer"]
    assert chaine.recus(reference) == []
    expedier(tout_de_suite=True)
    jusqu_a(lambda: chaine.recus(reference), 30)


@pytest.mark.prefect
def test_the_forms_are_in_french(chaine):
    """Every field that a person fills bears a French title in the schema that draws the form."""
    deploiements = {un.name: un for un in api(lambda client: client.read_deployments(limit=50))}
    titres = {}
    for nom in ("nouvelle_operation", "faisabilite", "calibrage", "redaction"):
        schema = deploiements[nom].parameter_openapi_schema
        (definition,) = [d for cle, d in schema["definitions"].items() if cle in FORMULAIRES]
        titres[nom] = {champ: vu["title"] for champ, vu in definition["properties"].items()}
        assert deploiements[nom].description
    assert titres["nouvelle_operation"]["maitre_ouvrage"] == "Maître d’ouvrage"
    assert titres["faisabilite"]["reserves"] == "Réserves, s’il y en a"
    assert titres["redaction"]["date_publication_prevue"] == "Publication prévue de l’avis"
    for nom, champs in titres.items():
        assert all(
            titre and titre != champ.replace("_", " ").title()
            for champ, titre in champs.items()
            if champ not in {"demande", "commune"}
        ), nom


FORMULAIRES = {"NouvelleOperation", "Faisabilite", "Calibrage", "Redaction"}


@pytest.mark.prefect
def test_the_reconciliation_takes_up_what_was_left(chaine):
    """A request, a transition without flow, a mail to send, a mail stored and not read: none had a run."""
    inscrire(CHARGEE_DE_MISSION)
    calibree = semer("calibrage", reference=reference_neuve())
    demander_de(calibree, "calibrer")
    publiee = semer("consultation", reference=reference_neuve())
    demander_de(publiee, "publier", date_publication="2026-09-01")
    deposer_une_lettre(publiee)
    annonce = Annonce(JOUR, 102)
    recevoir(annonce.octets(), chaine.service.home)
    assert courir("rapprochement").reussi
    jusqu_a(lambda: existe(annonce.reference), 60)
    jusqu_a(lambda: demandes_de(calibree)[0].etat is EtatDemande.FAITE, 60)
    assert demandes_de(publiee)[0].etat is EtatDemande.FAITE
    jusqu_a(lambda: chaine.recus(publiee) == [f"essai:{publiee}:a@b.example"], 60)


def deposer_une_lettre(reference):
    cle = f"essai:{reference}:a@b.example"
    octets = f"X-Relais-Cle: {cle}\r\nSubject: essai\r\n\r\nbonjour\r\n".encode()
    lettre = Lettre(
        cle=cle, destinataire="a@b.example", message_id=f"<{reference}@x.example>", objet="essai", corps=octets
    )
    with unit_of_work() as session:
        courriers_sortants.deposer(session, lettre)


@pytest.mark.prefect
def test_prefect_holds_no_personal_data(chaine):
    """After all of the above: no name, address nor telephone in a parameter, a name, a state, a log, an artifact."""
    connus = runs()
    assert len(connus) > 8
    dits = [json.dumps(un.parameters, default=str) + (un.name or "") + str(un.state) for un in connus]
    dits += [un.message for un in tous_les_journaux()]
    dits += [f"{page.key} {page.description} {page.data}" for un in connus for page in artefacts(un.id)]
    texte = "\n".join(dits)
    assert "réception du courriel" in texte
    for interdit in ("Sertelle", "SERTELLE", "Maud", "@", "55 01 42", "5501 42", "0300550142"):
        assert interdit not in texte, [dit for dit in dits if interdit in dit][:3]


def tous_les_journaux():
    """Page after page."""

    def lire(client):
        trouves = []
        while page := client.read_logs(limit=200, offset=len(trouves)):
            trouves += page
        return trouves

    return api(lire)


def test_every_schedule_starts_a_flow_that_needs_nothing_more():
    """A run of the calendar has no one to fill its parameters."""
    from workflows.deploiements import DEPLOIEMENTS

    planifies = [un for un in DEPLOIEMENTS if un.intervalle is not None]
    assert [un.flux.name for un in planifies] == ["rapprochement"]
    for un in planifies:
        signature(un.flux.fn).bind()
        assert timedelta(minutes=1) <= un.intervalle <= timedelta(minutes=10)


def test_an_error_that_nobody_foresaw_tells_prefect_a_reference_only(sur_sqlite):
    """An unforeseen error reaches Prefect by a reference, ours by its sentence."""
    from workflows.discretion import ErreurInterne, discretement

    with pytest.raises(ErreurInterne) as cache, discretement("essai"):
        raise ValueError("m.sertelle@val-de-brielle.example")
    assert "@" not in str(cache.value)
    assert cache.value.__suppress_context__
    with pytest.raises(FauteDeSaisie, match="phrase"), discretement("essai"):
        raise FauteDeSaisie("champ", "phrase")
