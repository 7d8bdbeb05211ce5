"""Each transition asked and done, refused, repeated, interrupted: the database, the files, the outbox, the journal."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from threading import Barrier

import pytest
from operations_en_base import (
    ACHETEUR,
    ECOLE,
    JOUR,
    Annonce,
    avancer,
    courriels_de,
    demander_de,
    demandes_de,
    documents_de,
    evenements,
    inscrire,
    lots_de,
    operation,
    recevoir,
    semer,
)

from cli.histoire import CHARGEE_DE_MISSION
from config.paths import Paths
from metier.cycle import Etape
from metier.fautes import FauteDeSaisie
from sqlmodel_store.modeles.journal import EtatDemande
from sqlmodel_store.session import unit_of_work
from workflows.actes import demandes
from workflows.actes.demandes import executer
from workflows.actes.reception import traiter

AVAL = ["aval_suivi", "bilan"]
VIE_ENTIERE = [
    ("instruire", {"duree_mois": 15}, "faisabilite"),
    ("accepter", {"reserves": "dossier complet avant le 15 septembre"}, "calibrage"),
    ("calibrer", {}, "redaction"),
    ("rediger", {"date_publication_prevue": "2026-10-05"}, "consultation"),
    ("publier", {"date_publication": "2026-10-06"}, "consultation"),
    ("attribuer", {"attributions": [{"lot": 1}]}, "attribution"),
    ("demarrer", {"reunion": {"date": "2027-01-12", "heure": "14:00"}}, "demarrage"),
    ("mettre_en_oeuvre", {}, "mise_en_oeuvre"),
    ("suivre", {}, "suivi"),
    ("conclure", {}, "bilan"),
    ("clore", {}, "close"),
]


def fichiers(home, reference):
    """Every file of the operation and its content, nothing left half-written included."""
    dossier = Paths(home).documents(reference)
    return {str(un.relative_to(dossier)): un.read_bytes() for un in dossier.rglob("*") if un.is_file()}


def lettre(courriel):
    return message_from_bytes(courriel.octets, policy=default)


def test_a_whole_life_is_walked_step_by_step(installation):
    """Each transition leads where the table says, leaves one line of journal and one request done."""
    reference = semer()
    for transition, donnees, etape in VIE_ENTIERE:
        resultat = avancer(reference, transition, **donnees)
        assert (resultat.transition, resultat.etape) == (transition, etape)
        assert operation(reference).etape.value == etape
    lignes = [json.loads(un.donnees) for un in evenements(reference, "transition")]
    assert [(un["transition"], un["vers"]) for un in lignes] == [(nom, vers) for nom, _, vers in VIE_ENTIERE]
    assert [un["depuis"] for un in lignes] == ["signalee", *(vers for _, _, vers in VIE_ENTIERE[:-1])]
    assert {une.etat for une in demandes_de(reference)} == {EtatDemande.FAITE}
    assert operation(reference).publication.isoformat() == "2026-10-06"


def test_every_recorded_document_is_the_file_on_disk(installation):
    """Row and file bear the same sha256, with what it was made from; nothing else but the archive and its notice."""
    reference = semer("faisabilite")
    for transition in ("accepter", "calibrer", "rediger"):
        avancer(reference, transition)
    rows, disque = documents_de(reference), fichiers(installation, reference)
    assert {nom: un.sha256 for nom, un in rows.items()} == {nom: sha256(disque[nom]).hexdigest() for nom in rows}
    assert {un.code for un in rows.values()} >= {"C0", "B1", "B2", "A1", "A2", "A3", "A7", "A9"}
    assert set(disque) - set(rows) == {"LISEZMOI.txt", f"dce-{reference}.zip"}
    assert {un.confidentiel for nom, un in rows.items() if nom.startswith("confidentiel/")} == {True}
    for un in rows.values():
        assert un.edition
        assert len(un.modele_sha256) == (64 if un.modele else 0)
    assert [un.code for un in rows.values() if not un.modele] == ["B2"]
    note = json.loads(rows["confidentiel/B1_note_calibrage.docx"].donnees)
    assert (note["reference"], note["lots"][0]["montant_ht"]) == (reference, "120000.00")
    reponse = json.loads(rows["C0_reponse.docx"].donnees)
    assert (reponse["accepte"], reponse["intitule"], reponse["repondue_le"]) == (True, ECOLE["intitule"], str(JOUR))
    assert reponse["relais"]["nom"] == "Relais de la Brielle"


@pytest.mark.parametrize("transition", ["accepter", "calibrer", "rediger", "publier", "clore", "reprendre"])
def test_a_transition_is_refused_from_the_wrong_step(sur_sqlite, transition):
    """A sentence names the step, the transition and those that are possible; nothing is written down."""
    reference = semer()
    donnees = {"date_publication": "2026-10-06"} if transition == "publier" else {}
    with pytest.raises(FauteDeSaisie) as refus:
        demander_de(reference, transition, **donnees)
    assert refus.value.champ == "transition"
    assert "signalée" in refus.value.phrase
    assert f"«\u00a0{transition}\u00a0»" in refus.value.phrase
    assert "instruire" in refus.value.phrase
    assert demandes_de(reference) == []
    assert fichiers(sur_sqlite, reference) == {}


def test_nothing_leaves_an_ended_operation(sur_sqlite):
    """« aucune » is said where no transition is possible."""
    reference = semer("close")
    with pytest.raises(FauteDeSaisie, match="transitions possibles\u00a0: aucune"):
        demander_de(reference, "abandonner", motif="trop tard")


def test_an_unknown_operation_is_named(sur_sqlite):
    """The sentence says where references are found."""
    with pytest.raises(FauteDeSaisie, match="NULLE-PART"):
        demander_de("NULLE-PART", "instruire")


@pytest.mark.parametrize(
    ("etape", "transition", "donnees", "champ"),
    [
        ("faisabilite", "accepter", {"reserve": "x"}, "reserve"),
        ("faisabilite", "refuser", {"motif": "hors territoire", "autre": 1}, "autre"),
        ("faisabilite", "refuser", {}, "motif"),
        ("faisabilite", "refuser", {"motif": "  "}, "motif"),
        ("faisabilite", "accepter", {"reserves": 12}, "reserves"),
        ("faisabilite", "accepter", {"reserves": [""]}, "reserves"),
        ("calibrage", "calibrer", {"heures": 12}, "heures"),
        ("calibrage", "calibrer", {"lots": "tous"}, "lots"),
        ("calibrage", "calibrer", {"lots": [{"numero": 1, "heures_retenues": 200}]}, "lots[0].motif"),
        ("redaction", "rediger", {"date_publication_prevue": "demain"}, "date_publication_prevue"),
        ("consultation", "publier", {"date_publication": "31/12/2026"}, "date_publication"),
        ("consultation", "publier", {}, "date_publication"),
        ("signalee", "instruire", {"couleur": "bleu"}, "couleur"),
        ("signalee", "instruire", {"reference": "AUTRE-1"}, "reference"),
        ("signalee", "instruire", {"lots": [{"numero": 1, "part_main_oeuvre": "45"}]}, "lots[0].part_main_oeuvre"),
        (
            "signalee",
            "instruire",
            {"maitre_ouvrage": {"nom": "X", "siret": "1", "type": "etat"}},
            "maitre_ouvrage.siret",
        ),
        ("suivi", "suspendre", {}, "motif"),
        ("suivi", "abandonner", {"motif": ""}, "motif"),
        ("suivi", "classer", {"motif": "   "}, "motif"),
        ("suivi", "suspendre", {"motif": ["x"]}, "motif"),
    ],
)
def test_data_at_fault_is_refused_by_its_field_and_nothing_changes(sur_sqlite, etape, transition, donnees, champ):
    """One sentence naming the field; no request, no file, no mail, no line of journal, the same operation."""
    reference = semer(etape)
    avant, lots = operation(reference).model_dump(), {n: lot.model_dump() for n, lot in lots_de(reference).items()}
    with pytest.raises(FauteDeSaisie) as refus:
        demander_de(reference, transition, **donnees)
    assert refus.value.champ == champ
    assert champ.rpartition(".")[2] in refus.value.phrase
    assert operation(reference).model_dump() == avant
    assert {n: lot.model_dump() for n, lot in lots_de(reference).items()} == lots
    assert (demandes_de(reference), courriels_de(reference), evenements(reference, "transition")) == ([], [], [])
    assert fichiers(sur_sqlite, reference) == {}


def test_instruire_completes_the_fields_and_merges_lots_by_number(installation):
    """What is not given stays; a known lot is corrected, an unknown one added after the others."""
    reference = semer()
    avancer(
        reference,
        "instruire",
        ccag="travaux",
        duree_mois=18,
        lieu={"commune": "Fameck"},
        lots=[
            {"numero": 5, "intitule": "Plantations", "montant_ht": "40000", "clause": False},
            {"numero": 2, "montant_ht": "360000.50"},
        ],
    )
    vue, lots = operation(reference), lots_de(reference)
    assert (vue.duree_mois, vue.lieu_commune, vue.intitule) == (18, "Fameck", ECOLE["intitule"])
    assert list(lots) == [1, 2, 3, 4, 5]
    assert (str(lots[2].montant_ht), str(lots[2].part_main_oeuvre), lots[2].intitule) == (
        "360000.50",
        "0.50",
        "Gros œuvre",
    )
    assert lots[5].intitule == "Plantations"
    assert str(lots[1].montant_ht) == "120000.00"


@pytest.mark.parametrize("lots", [None, []])
def test_instruire_without_lots_keeps_those_that_are_known(sur_sqlite, lots):
    """Null or empty is « nothing to correct »."""
    reference = semer()
    avancer(reference, "instruire", lots=lots, duree_mois=18)
    assert list(lots_de(reference)) == [1, 2, 3, 4]
    assert operation(reference).duree_mois == 18


def annoncer(home, annonce):
    """The announcement, read: an operation at « signalée »."""
    inscrire(CHARGEE_DE_MISSION)
    octets = annonce.octets()
    courrier = recevoir(octets, home, message_id=lettre_lue(octets)["Message-ID"])
    assert traiter(courrier).reference == annonce.reference
    return annonce.reference


def lettre_lue(octets):
    return message_from_bytes(octets, policy=default)


def test_accepting_with_reserves_answers_the_announcement_once(installation):
    """C0 attached, to whoever announced it, in the thread of the announcement, the reserves in the letter."""
    annonce = Annonce(JOUR)
    reference = annoncer(installation, annonce)
    avancer(reference, "instruire", **annonce.instruction())
    resultat = avancer(reference, "accepter", reserves=["  estimation à jour ", "planning connu"])
    (courriel,) = courriels_de(reference)
    lue = lettre(courriel)
    assert resultat.courriels == (courriel.cle,)
    assert (courriel.destinataire, courriel.etat.value, courriel.essais) == (
        CHARGEE_DE_MISSION["courriel"],
        "a_envoyer",
        0,
    )
    assert lue["To"] == CHARGEE_DE_MISSION["courriel"]
    assert lue["In-Reply-To"] == lettre_lue(annonce.octets())["Message-ID"]
    assert lue["X-Relais-Cle"] == courriel.cle
    assert lue["Auto-Submitted"] == "auto-generated"
    (jointe,) = lue.iter_attachments()
    assert jointe.get_content() == fichiers(installation, reference)["C0_reponse.docx"]
    corps = lue.get_body(("plain",)).get_content()
    assert "estimation à jour" in corps
    assert "planning connu" in corps
    assert json.loads(documents_de(reference)["C0_reponse.docx"].donnees)["reserves"] == [
        "estimation à jour",
        "planning connu",
    ]


def test_refusing_says_why_and_to_whom_to_turn(installation):
    """The step is ended; the reason and the other relay are in the answer to the buyer's contact."""
    reference = semer("faisabilite")
    avancer(reference, "refuser", motif="hors du territoire", relais_propose="Relais de la Rosselle")
    (courriel,) = courriels_de(reference)
    corps = lettre(courriel).get_body(("plain",)).get_content()
    assert operation(reference).etape is Etape.REFUSEE
    assert courriel.destinataire == ACHETEUR["courriel"]
    assert "hors du territoire" in corps
    assert "Relais de la Rosselle" in corps
    assert lettre(courriel)["In-Reply-To"] is None


def test_an_answer_that_has_no_address_is_left_to_the_facilitateur(sur_sqlite):
    """C0 is written, no mail is invented, and the alert says what to do."""
    reference = semer("faisabilite", contacts=())
    resultat = avancer(reference, "accepter")
    assert courriels_de(reference) == []
    assert list(documents_de(reference)) == ["C0_reponse.docx"]
    assert any("remettez vous-même" in alerte for alerte in resultat.alertes)


def test_calibrer_keeps_the_hours_retained_and_their_reason(installation):
    """They are in the operation and in what B1 was made from; the other lots keep their calculation."""
    reference = semer("calibrage")
    avancer(
        reference, "calibrer", lots=[{"numero": 2, "heures_retenues": 300, "motif": "arrondi convenu avec l’acheteur"}]
    )
    lot = lots_de(reference)[2]
    assert (lot.heures_retenues, lot.motif) == (300, "arrondi convenu avec l’acheteur")
    documents = documents_de(reference)
    assert sorted(documents) == ["confidentiel/B1_note_calibrage.docx", "confidentiel/B2_tableau_calcul.xlsx"]
    for document in documents.values():
        lots = {un["numero"]: un for un in json.loads(document.donnees)["lots"]}
        assert (lots[2]["heures_retenues"], lots[2]["motif"]) == (300, "arrondi convenu avec l’acheteur")
        assert "heures_retenues" not in lots[1]


def test_calibrer_an_operation_too_little_known_names_the_first_gap(sur_sqlite):
    """Refused when asked, nothing written."""
    reference = semer("calibrage", date_avis=None)
    with pytest.raises(FauteDeSaisie) as refus:
        demander_de(reference, "calibrer")
    assert refus.value.champ == "date_avis"
    assert demandes_de(reference) == []


def test_rediger_writes_the_pack_and_waits_for_the_publication(installation):
    """The pieces, their archive and notice; the next deadline is the publication foreseen, else the notice's date."""
    reference = semer("redaction")
    resultat = avancer(reference, "rediger", date_publication_prevue="2026-10-12")
    assert {"A1_avis.docx", "A2_rc.docx", "A3_ccap.docx"} <= set(resultat.documents)
    assert not any(un.startswith("A7") and "lot-4" in un for un in resultat.documents)
    assert f"dce-{reference}.zip" in fichiers(installation, reference)
    assert (operation(reference).publication_prevue.isoformat(), operation(reference).echeance.isoformat()) == (
        "2026-10-12",
        "2026-10-12",
    )
    autre = semer("redaction", reference="2026-VAL-015")
    avancer(autre, "rediger")
    assert operation(autre).publication_prevue.isoformat() == ECOLE["date_avis"]


def test_missions_without_upstream_go_straight_to_the_award(installation):
    """Accepted, the operation of a Région waits for its contractors; neither A nor B piece exists."""
    reference = semer("faisabilite", missions=AVAL)
    assert avancer(reference, "accepter").etape == "attribution"
    assert set(fichiers(installation, reference)) == {"C0_reponse.docx"}
    with pytest.raises(FauteDeSaisie, match="attribution"):
        demander_de(reference, "calibrer")


def test_each_upstream_mission_decides_its_documents(sur_sqlite):
    """Hours without texts: B1 and B2, no A piece; texts without hours: the reverse."""
    calcul = semer("calibrage", missions=["amont_calcul", *AVAL])
    avancer(calcul, "calibrer")
    assert {un.code for un in documents_de(calcul).values()} == {"B1", "B2"}
    assert avancer(calcul, "rediger").documents == ()
    texte = semer("calibrage", reference="2026-VAL-016", missions=["amont_redaction", *AVAL])
    assert avancer(texte, "calibrer").documents == ()
    assert avancer(texte, "rediger").documents
    assert {un.code[0] for un in documents_de(texte).values()} == {"A"}


@pytest.mark.parametrize("etape", ["signalee", "calibrage", "suivi"])
def test_a_suspended_operation_comes_back_to_the_step_it_left(installation, etape):
    """Nothing but reprendre, abandonner and classer is possible meanwhile."""
    reference = semer(etape)
    avancer(reference, "suspendre", motif="programme revu")
    assert (operation(reference).etape, operation(reference).etape_quittee) == (Etape.SUSPENDUE, Etape(etape))
    with pytest.raises(FauteDeSaisie, match="reprendre"):
        demander_de(reference, "suspendre", motif="encore")
    assert avancer(reference, "reprendre").etape == etape
    assert operation(reference).etape_quittee is None


@pytest.mark.parametrize(("transition", "etape"), [("abandonner", Etape.ABANDONNEE), ("classer", Etape.SANS_SUITE)])
@pytest.mark.parametrize("depuis", ["signalee", "suivi", "suspendue"])
def test_an_operation_is_given_up_from_any_open_step(sur_sqlite, transition, etape, depuis):
    """The reason is in the journal; no document, no mail."""
    reference = semer("suivi" if depuis == "suspendue" else depuis)
    if depuis == "suspendue":
        avancer(reference, "suspendre", motif="attente")
    avancer(reference, transition, motif="consultation annulée")
    assert operation(reference).etape is etape
    assert json.loads(evenements(reference, "transition")[-1].donnees)["donnees"] == {"motif": "consultation annulée"}
    assert (documents_de(reference), courriels_de(reference)) == ({}, [])


def test_the_same_request_done_twice_is_done_once(installation):
    """The second answers as the first did: same files, one mail, one line."""
    reference = semer("faisabilite")
    demande = demander_de(reference, "accepter", reserves="sous conditions")
    premier, avant = executer(demande), fichiers(installation, reference)
    assert executer(demande) == premier
    assert fichiers(installation, reference) == avant
    assert len(courriels_de(reference)) == len(evenements(reference, "transition")) == 1


@pytest.mark.parametrize(
    ("etape", "transition"), [("faisabilite", "accepter"), ("redaction", "rediger"), ("consultation", "publier")]
)
def test_one_request_done_by_four_threads_at_once_is_done_once(installation, etape, transition):
    """Same answer to all; each document, mail and line of journal once; files and rows agree."""
    reference = semer(etape)
    donnees = {"date_publication": "2026-10-06"} if transition == "publier" else {}
    demande = demander_de(reference, transition, **donnees)
    resultats = ensemble(4, lambda _: executer(demande))
    assert len({json.dumps(vars(un)) for un in resultats}) == 1
    assert len(evenements(reference, "transition")) == 1
    assert len(courriels_de(reference)) == (1 if transition == "accepter" else 0)
    disque = fichiers(installation, reference)
    assert {nom: un.sha256 for nom, un in documents_de(reference).items()} == {
        nom: sha256(disque[nom]).hexdigest() for nom in documents_de(reference)
    }


def test_one_transition_asked_by_four_threads_at_once_is_one_request(installation):
    """They receive the same number."""
    reference = semer("faisabilite")
    numeros = ensemble(4, lambda _: demander_de(reference, "accepter", reserves="x"))
    assert len(set(numeros)) == len(demandes_de(reference)) == 1


def test_two_transitions_asked_at_once_do_not_both_hold(installation):
    """One is written down, the other is told to wait."""
    reference = semer("faisabilite")

    def demander(rang):
        try:
            return demander_de(reference, "accepter") if rang else demander_de(reference, "refuser", motif="m")
        except FauteDeSaisie as faute:
            return faute.phrase

    reponses = ensemble(2, demander)
    assert sorted(type(une).__name__ for une in reponses) == ["int", "str"]
    assert "attend déjà" in next(une for une in reponses if isinstance(une, str))
    assert len(demandes_de(reference)) == 1


def ensemble(nombre, acte):
    """The same act in several threads that start together."""
    depart = Barrier(nombre)

    def courir(rang):
        depart.wait(timeout=20)
        return acte(rang)

    with ThreadPoolExecutor(nombre) as executants:
        return list(executants.map(courir, range(nombre)))


def test_asking_again_with_other_data_is_no_repetition(sur_sqlite):
    """The first request stands; whoever wants something else is told so, nothing is lost in silence."""
    reference = semer("faisabilite")
    premiere = demander_de(reference, "accepter", reserves="x")
    assert demander_de(reference, "accepter", reserves="x") == premiere
    with pytest.raises(FauteDeSaisie, match="attend déjà"):
        demander_de(reference, "accepter", reserves="y")


def test_a_call_that_bears_a_key_is_one_request_even_once_done(sur_sqlite):
    """A form whose run is tried again does not ask for the transition again."""
    reference = semer("faisabilite")
    premiere = demander_de(reference, "accepter", cle="formulaire:1")
    executer(premiere)
    assert demander_de(reference, "accepter", cle="formulaire:1") == premiere


class Panne(Exception):
    pass


@pytest.mark.parametrize(("etape", "transition"), [("faisabilite", "accepter"), ("redaction", "rediger")])
@pytest.mark.parametrize("moment", ["avant la première écriture", "après un fichier", "avant la validation"])
def test_what_is_interrupted_then_done_again_reaches_the_same_end(installation, monkeypatch, etape, transition, moment):
    """Only files remain of the first attempt, with what the undisturbed twin of the operation has."""
    temoin = semer(etape, reference="TEMOIN")
    avancer(temoin, transition)
    reference = semer(etape)
    demande = demander_de(reference, transition)
    with monkeypatch.context() as patch:
        interrompre(patch, moment)
        with pytest.raises(Panne):
            executer(demande)
    assert operation(reference).etape.value == etape
    assert (documents_de(reference), courriels_de(reference), evenements(reference, "transition")) == ({}, [], [])
    assert demandes_de(reference)[0].etat is EtatDemande.A_FAIRE
    executer(demande)
    assert operation(reference).etape is operation(temoin).etape
    assert set(fichiers(installation, reference)) == {
        nom.replace(temoin, reference) for nom in fichiers(installation, temoin)
    }
    disque = fichiers(installation, reference)
    rows = documents_de(reference)
    assert sorted(rows) == sorted(documents_de(temoin))
    assert all(sha256(disque[nom]).hexdigest() == un.sha256 for nom, un in rows.items())
    assert len(courriels_de(reference)) == len(courriels_de(temoin))
    assert len(evenements(reference, "transition")) == 1


def interrompre(patch, moment):
    """Raise where a kill could fall."""
    ecrire, tout_ecrire = demandes.write_atomically, demandes._ecrire

    def n_en_ecrire_qu_un(chemin, octets):
        if moment == "après un fichier":
            ecrire(chemin, octets)
        raise Panne

    def ecrire_tout(reference, effet):
        tout_ecrire(reference, effet)
        raise Panne

    if moment == "avant la validation":
        patch.setattr(demandes, "_ecrire", ecrire_tout)
    else:
        patch.setattr(demandes, "write_atomically", n_en_ecrire_qu_un)


def test_a_request_always_interrupted_is_given_up_to_a_person(sur_sqlite, monkeypatch):
    """After the last attempt it is refused with a sentence, and the operation takes other requests."""
    reference = semer("faisabilite")
    demande = demander_de(reference, "accepter")
    with monkeypatch.context() as patch:
        interrompre(patch, "avant la première écriture")
        for _ in range(demandes.ESSAIS):
            with pytest.raises(Panne):
                executer(demande)
    with pytest.raises(FauteDeSaisie, match="essais interrompus"):
        executer(demande)
    assert demandes_de(reference)[0].etat is EtatDemande.REFUSEE
    assert avancer(reference, "accepter").etape == "calibrage"


def test_a_refused_request_answers_the_same_refusal(installation):
    """The operation moved between the asking and the doing: closed, journalled once, told again word for word."""
    reference = semer("faisabilite")
    demande = demander_de(reference, "accepter")
    deplacer(reference, Etape.CLOSE)
    phrases = []
    for _ in range(2):
        with pytest.raises(FauteDeSaisie) as refus:
            executer(demande)
        phrases.append((refus.value.champ, refus.value.phrase))
    assert phrases[0] == phrases[1]
    assert "«\u00a0close\u00a0»" in phrases[0][1]
    assert len(evenements(reference, "transition_refusee")) == 1
    assert (fichiers(installation, reference), courriels_de(reference)) == ({}, [])


def test_an_operation_that_moves_while_its_documents_are_made_is_left_alone(installation, monkeypatch):
    """The check is made again where it counts: nothing is written, the request is refused."""
    reference = semer("redaction")
    demande = demander_de(reference, "rediger")
    preparer = demandes.preparer

    def lentement(session, sujet):
        effet = preparer(session, sujet)
        session.rollback()
        deplacer(reference, Etape.ABANDONNEE)
        return effet

    monkeypatch.setattr(demandes, "preparer", lentement)
    with pytest.raises(FauteDeSaisie, match="abandonnée"):
        executer(demande)
    assert operation(reference).etape is Etape.ABANDONNEE
    assert fichiers(installation, reference) == {}
    assert demandes_de(reference)[0].etat is EtatDemande.REFUSEE


def deplacer(reference, etape):
    """A dossier imported meanwhile."""
    with unit_of_work() as session:
        operation_lue = session.get_one(type(operation(reference)), operation(reference).id)
        operation_lue.etape = etape
