"""Each transition asked and done, or refused: the database, the files, the outbox, the journal."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.policy import default
from hashlib import sha256

import pytest
from operations_attribuees import attribuer
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
    fichiers,
    inscrire,
    lots_de,
    operation,
    recevoir,
    semer,
)

from cli.histoire import CHARGEE_DE_MISSION
from echanges.etape_quittee import situation
from metier.cycle import Etape
from metier.fautes import FauteDeSaisie
from portail.fiche.parcours import tracer
from sqlmodel_store.depots import journal, operations
from sqlmodel_store.modeles.journal import EtatDemande
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.reception import traiter
from workflows.actes.sujets import attentes

AVAL = ["aval_suivi", "bilan"]
VIE_ENTIERE = [
    ("instruire", {"duree_mois": 15}, "faisabilite"),
    ("accepter", {"reserves": "dossier complet avant le 15 septembre"}, "calibrage"),
    ("calibrer", {}, "redaction"),
    ("rediger", {"date_publication_prevue": "2026-10-05"}, "consultation"),
    ("publier", {"date_publication": "2026-09-01"}, "consultation"),
    ("attribuer", {"attributions": [{"lot": 1, "entreprise": {"nom": "Peintures du Val"}}]}, "attribution"),
    ("demarrer", {"reunion": {"date": "2027-01-12", "heure": "14:00"}}, "demarrage"),
    ("mettre_en_oeuvre", {}, "mise_en_oeuvre"),
    ("suivre", {}, "suivi"),
    ("conclure", {}, "bilan"),
    ("clore", {}, "close"),
]


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
    assert operation(reference).publication.isoformat() == "2026-09-01"


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
    assert [un.code for un in rows.values() if not un.modele] == ["B2", "B2"]
    note = json.loads(rows["confidentiel/B1_note_calibrage.docx"].donnees)
    assert (note["reference"], note["lots"][0]["montant_ht"]) == (reference, "120000.00")
    reponse = json.loads(rows["C0_reponse.docx"].donnees)
    assert (reponse["accepte"], reponse["intitule"], reponse["repondue_le"]) == (True, ECOLE["intitule"], str(JOUR))
    assert reponse["relais"]["nom"] == "Relais de la Brielle"


@pytest.mark.parametrize("transition", ["accepter", "calibrer", "rediger", "publier", "clore", "reprendre"])
def test_a_transition_is_refused_from_the_wrong_step(sur_sqlite, transition):
    """A sentence names the step, the transition and those that are possible; nothing is written down."""
    reference = semer()
    donnees = {"date_publication": "2026-09-01"} if transition == "publier" else {}
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
        ("redaction", "rediger", {"date_publication_prevue": "2026-08-31"}, "date_publication_prevue"),
        ("consultation", "publier", {"date_publication": "31/12/2026"}, "date_publication"),
        ("consultation", "publier", {}, "date_publication"),
        ("consultation", "publier", {"date_publication": "2026-09-02"}, "date_publication"),
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


def test_a_lot_written_by_mistake_is_taken_away(installation):
    """By itself, or beside corrections; the others keep their place. It may come back under the same number."""
    reference = semer()
    avancer(reference, "instruire", lots=[{"numero": 4, "retire": True}, {"numero": 2, "intitule": "Maçonnerie"}])
    assert {numero: lot.intitule for numero, lot in lots_de(reference).items() if numero != 1} == {
        2: "Maçonnerie",
        3: ECOLE["lots"][2]["intitule"],
    }
    avancer(reference, "accepter")
    avancer(reference, "calibrer", lots=[{"numero": 3, "retire": True}])
    assert list(lots_de(reference)) == [1, 2]


@pytest.mark.parametrize(
    ("lot", "champ", "phrase"),
    [
        pytest.param({"numero": 1, "retire": True}, "lots", "il porte 1 contrats, 1 attributions", id="in use"),
        pytest.param({"numero": 9, "retire": True}, "lots", "lots connus\u00a0: 1, 2", id="unknown"),
        pytest.param({"numero": 1, "retire": False}, "lots[0].retire", "un lot à retirer s’écrit", id="not said"),
        pytest.param(
            {"numero": 1, "retire": True, "intitule": "x"}, "lots[0].retire", "sans autre clé", id="something else too"
        ),
    ],
)
def test_a_lot_that_holds_something_or_is_not_there_is_not_taken_away(sur_sqlite, lot, champ, phrase):
    reference = attribuer(
        etape="signalee",
        beneficiaires=[
            {"id": "b1", "nom": "Lorvalin", "prenom": "Anaïs", "naissance": "1990-05-02", "categorie": "rsa"}
        ],
        contrats=[{"id": "k1", "beneficiaire": "b1", "lot": 1, "type": "cdd", "employeur": "X", "debut": "2026-09-14"}],
    )
    with pytest.raises(FauteDeSaisie) as refus:
        avancer(reference, "instruire", lots=[lot])
    assert refus.value.champ == champ
    assert phrase in refus.value.phrase
    assert list(lots_de(reference)) == [1, 2]


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
    lue = lettre_lue(courriel.octets)
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
    assert jointe.get_content() == fichiers(installation, reference)["C0_reponse.pdf"]
    corps = lue.get_body(("plain",)).get_content()
    assert "estimation à jour" in corps
    assert "planning connu" in corps
    assert json.loads(documents_de(reference)["C0_reponse.docx"].donnees)["reserves"] == [
        "estimation à jour",
        "planning connu",
    ]


@pytest.mark.parametrize(
    ("ecrite", "dite"),
    [
        pytest.param("Mon, 12 Jan 2026 23:30:00 +0000", "13 janvier 2026", id="months before, in Paris"),
        pytest.param("Wed, 02 Sep 2026 09:00:00 +0200", "1er septembre 2026", id="after it was received"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 +0000", "1er septembre 2026", id="a clock that is wrong"),
        pytest.param("hier", "1er septembre 2026", id="no date"),
    ],
)
def test_the_answer_recalls_the_day_on_which_the_buyer_wrote(installation, ecrite, dite):
    """A mail is handed over when one comes to it; what it says of itself is believed where it can be true."""
    annonce = Annonce(JOUR)
    lettre = lettre_lue(annonce.octets())
    lettre.replace_header("Date", ecrite)
    inscrire(CHARGEE_DE_MISSION)
    traiter(recevoir(lettre.as_bytes(), installation, message_id=lettre["Message-ID"]))
    avancer(annonce.reference, "instruire", **annonce.instruction())
    avancer(annonce.reference, "accepter")
    (courriel,) = courriels_de(annonce.reference)
    corps = " ".join(lettre_lue(courriel.octets).get_body(("html",)).get_content().split())
    assert f"Vous nous avez signalé cette opération le {dite}." in corps


def test_refusing_says_why_and_to_whom_to_turn(installation):
    """The step is ended; the reason and the other relay are in the answer to the buyer's contact."""
    reference = semer("faisabilite")
    avancer(reference, "refuser", motif="hors du territoire", relais_propose="Relais de la Rosselle")
    (courriel,) = courriels_de(reference)
    corps = lettre_lue(courriel.octets).get_body(("plain",)).get_content()
    assert operation(reference).etape is Etape.REFUSEE
    assert courriel.destinataire == ACHETEUR["courriel"]
    assert "hors du territoire" in corps
    assert "Relais de la Rosselle" in corps
    assert lettre_lue(courriel.octets)["In-Reply-To"] is None


def test_the_answer_is_addressed_to_who_follows_and_asks_only_for_what_was_not_given(installation):
    """The announcement gave every estimate, the date of the notice and who follows the contract."""
    annonce = Annonce(JOUR)
    reference = annoncer(installation, annonce)
    avancer(reference, "instruire", **annonce.instruction())
    avancer(reference, "accepter")
    donnees = json.loads(documents_de(reference)["C0_reponse.docx"].donnees)
    assert donnees["destinataire"] == "Maud Sertelle, Communauté de communes du Val de Brielle"
    dit = {"estimations": True, "durees": True, "date_avis": True, "suivi": True, "heures": False}
    assert donnees["deja_dit"] == dit


def test_an_answer_that_has_no_address_is_left_to_the_facilitateur(sur_sqlite):
    """C0 is written, no mail is invented, and the alert says what to do."""
    reference = semer("faisabilite", contacts=())
    resultat = avancer(reference, "accepter")
    assert courriels_de(reference) == []
    assert list(documents_de(reference)) == ["C0_reponse.docx", "C0_reponse.pdf"]
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
    assert set(fichiers(installation, reference)) == {"C0_reponse.docx", "C0_reponse.pdf"}
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


def test_what_was_suspended_before_that_step_was_written_comes_back_to_what_it_holds(installation):
    """Attributions: the award; the page draws the same line."""
    reference = semer("attribution", attributions=({"lot": 1, "entreprise": {"nom": "Bâti Rombelle"}},))
    avancer(reference, "suspendre", motif="programme revu")
    with unit_of_work() as session:
        operations.exiger(session, reference).etape_quittee = None
    with lecture() as session:
        trouvee = operations.exiger(session, reference)
        jalons = tracer(trouvee, situation(session, trouvee), journal.lister(session, trouvee.id))
    assert [un.libelle for un in jalons if un.ici] == ["attribution"]
    assert avancer(reference, "reprendre").etape == "attribution"


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


def test_where_mail_reaches_people_nothing_incomplete_is_sent(sur_sqlite, regler):
    """A letter that would say « [à compléter] » is refused, the setting named; in rehearsal it is only told."""
    reference = semer("faisabilite")
    assert any("à compléter" in alerte for alerte in avancer(reference, "accepter").alertes)
    autre = semer("faisabilite", reference="2026-VAL-099")
    regler(MAIL_MODE="reel")
    with pytest.raises(FauteDeSaisie, match=r"relais\.adresse"):
        demander_de(autre, "accepter")
    assert courriels_de(autre) == []


def test_what_instruire_left_out_may_be_given_later(installation):
    """An announcement says no more than its mail: what the calculation lacks is told, then given at « calibrer »."""
    reference = semer("signalee", nature=None, penalites=None)
    alertes = avancer(reference, "instruire").alertes
    assert any("nature" in alerte for alerte in alertes)
    avancer(reference, "accepter")
    with pytest.raises(FauteDeSaisie, match="nature"):
        demander_de(reference, "calibrer")
    avancer(reference, "calibrer", nature="travaux")
    assert avancer(reference, "rediger", penalites={"heure": "60.00", "jour_document": "50.00"}).etape == "consultation"


def test_once_published_the_outcome_is_awaited(sur_sqlite):
    """The buyer is no longer asked to publish, but for the DCE as it was published, and the outcome."""
    reference = semer("consultation")
    avancer(reference, "publier", date_publication="2026-09-01")
    with lecture() as session:
        dce, action = attentes(session, [operation(reference)])
    assert (dce.libelle, dce.qui) == ("Remettre le DCE tel qu’il a été publié", "maître d’ouvrage")
    assert (dce.depuis.isoformat(), dce.avant_le.isoformat()) == ("2026-09-01", "2026-09-08")
    assert action.libelle == "Communiquer les attributaires de chaque lot"
    assert action.depuis.isoformat() == "2026-09-01"
    assert action.avant_le.isoformat() == "2026-10-27"
