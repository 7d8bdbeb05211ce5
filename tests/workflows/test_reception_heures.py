"""Statements of hours by mail: declared when it is sure whose and of what they are, answered row by row, once."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy

import openpyxl
import pytest
from courriels_recus import SERVEUR, courriel, entrant, sortant, tableau
from mois_a_declarer import BATI, TREMPLIN, charger, contrat, dossier, heures, numero, partis
from operations_en_base import recevoir

from metier.courriers import NatureCourrier
from metier.fautes import FauteDeSaisie
from metier.heures import OrigineHeures
from metier.periodes import Mois
from sqlmodel_store.depots import heures as depot_heures
from sqlmodel_store.session import lecture
from workflows.actes.classement import Decision, classer
from workflows.actes.demande_heures.demande import DEMANDES
from workflows.actes.reception import traiter
from workflows.actes.situation import du_jour
from workflows.actes.sujets import faire_le_jour

NOVEMBRE, OCTOBRE = Mois(2026, 11), Mois(2026, 10)
ECOLE = "2026-ECO-001"


@pytest.fixture
def en_decembre(sur_sqlite, regler):
    """3 December 2026; the relay's own server vouches for senders."""
    regler(DATE="2026-12-03", COURRIER__SERVEUR_AUTHENTIFICATION=SERVEUR)
    return sur_sqlite


@pytest.fixture
def demandee(en_decembre):
    """Hours of November were asked of Tremplin and Bâti."""
    charger(dossier(contrats=[contrat("k1"), contrat("k3"), contrat("k2", "Bâti", 2)]))
    demander()
    return sortant(f"demande_heures:2026-11:{TREMPLIN}")


def demander():
    jour = date(2026, 12, 3)
    with lecture() as session:
        cles = DEMANDES.dues(session, jour)
    DEMANDES.faire(cles, jour)


def dites(reference=ECOLE, mois=NOVEMBRE):
    with lecture() as session:
        contrats = depot_heures.du_mois(session, mois, [numero(reference)])
    return {un.contrat: un.dite.heures for un in contrats if un.dite}


class Boite:
    """Mails received one after the other."""

    def __init__(self, home):
        self.home, self.rang = home, 0

    def __call__(self, octets):
        self.rang += 1
        return traiter(recevoir(octets, self.home, uid=self.rang))


@pytest.fixture
def recevoir_un(en_decembre):
    return Boite(en_decembre)


def reponses():
    return partis("reponse_courriel:")


def texte(courrier):
    lu = message_from_bytes(courrier.octets, policy=policy.default)
    return " ".join(lu.get_body(("plain",)).get_content().replace("\u00a0", " ").replace("\u202f", " ").split())


def releve_joint(demande, **valeurs):
    """The statement that came with a request, filled in: the hours of each row, by rank; cells by name to change."""
    lu = message_from_bytes(demande.octets, policy=policy.default)
    piece = next(une for une in lu.iter_attachments())
    return remplir(piece.get_content(), **valeurs), piece.get_filename()


def remplir(octets, heures=(), cachees=None):
    livre = openpyxl.load_workbook(io.BytesIO(octets))
    page = livre["Relevé"]
    titre = next(c for rangee in page.iter_rows() for c in rangee if str(c.value).startswith("Heures"))
    rangees = range(titre.row + 1, titre.row + 1 + len(heures))
    for rang, combien in zip(rangees, heures, strict=True):
        page.cell(rang, titre.column).value = combien
    for rang, valeur in (cachees or {}).items():
        livre["Listes"].cell(rang, 2).value = valeur
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


FICHIER = tableau(("Quermeur0", "Élodie", 35), ("Quermeur1", "Élodie", "28,5"))


def test_a_statement_in_answer_to_the_request_is_declared_and_answered(demandee, recevoir_un):
    """Both rows, one answer in the thread, the operation known."""
    suite = recevoir_un(courriel(repond_a=demandee.message_id, pieces={"heures.csv": FICHIER}))
    assert "rien d’autre à faire jusqu’au mois prochain" in texte(reponses()[0])
    assert (suite.nature, suite.reference) == (NatureCourrier.HEURES, ECOLE)
    assert "2 contrats" in suite.raison
    assert dites() == {"k1": Decimal(35), "k3": Decimal("28.5")}
    (reponse,) = reponses()
    assert reponse.destinataire == TREMPLIN
    assert "2 contrats : heures enregistrées" in texte(reponse)
    assert "Élodie Quermeur0, 35 h, lot 1, acceptée" in texte(reponse)
    assert (
        message_from_bytes(reponse.octets)["In-Reply-To"]
        == message_from_bytes(courriel(repond_a=demandee.message_id, pieces={"heures.csv": FICHIER}))["Message-ID"]
    )


def test_the_columns_of_a_statement_that_were_not_read_are_told_in_the_answer(demandee, recevoir_un, caplog):
    """To who sent them, for the file that is kept and for the one that is refused; the log says nothing of it."""
    titres, juste = ("Nom", "Prénom", "Heures", "Panier"), ("Quermeur0", "Élodie", 35, 4)
    pieces = {
        "heures.csv": tableau(juste, titres=titres),
        "faux.csv": tableau(juste, ("Inconnuet", "Paul", 7, 1), titres=titres),
    }
    recevoir_un(courriel(repond_a=demandee.message_id, pieces=pieces))
    (reponse,) = reponses()
    assert texte(reponse).count("Colonne non lue : « Panier ».") == 2
    assert "Panier" not in caplog.text


def test_the_same_file_again_changes_nothing_even_once_hours_were_corrected(demandee, recevoir_un):
    """A first mail, a correction, the first one delivered again under another Message-ID."""
    recevoir_un(courriel(repond_a=demandee.message_id, pieces={"heures.csv": FICHIER}))
    corrige = tableau(("Quermeur0", "Élodie", 40), ("Quermeur1", "Élodie", 28.5))
    recevoir_un(courriel(repond_a=demandee.message_id, pieces={"corrige.csv": corrige}))
    suite = recevoir_un(courriel("De nouveau", repond_a=demandee.message_id, pieces={"heures.csv": FICHIER}))
    assert dites() == {"k1": Decimal(40), "k3": Decimal("28.5")}
    assert "rien n’a changé" in suite.raison
    assert len(reponses()) == 1


def test_one_refused_row_keeps_the_file_out_and_each_row_is_answered(demandee, recevoir_un):
    faux = tableau(("Quermeur0", "Élodie", 35), ("Inconnuet", "Paul", 7), ("Quermeur1", "Élodie", -2))
    suite = recevoir_un(courriel(repond_a=demandee.message_id, pieces={"heures.csv": faux}))
    assert suite.nature is NatureCourrier.HEURES
    assert "un fichier refusé" in suite.raison
    assert dites() == {}
    dit = texte(reponses()[0])
    assert "Rien n’est enregistré : 2 lignes sont refusées" in dit
    assert "Ligne 3 : Paul Inconnuet, refusée ; cette personne n’est pas parmi celles" in dit
    assert "Ligne 4 : Élodie Quermeur1, refusée" in dit


def test_a_month_that_is_not_the_one_asked_for_is_refused_row_by_row(demandee, recevoir_un):
    faux = tableau(("Quermeur0", "Élodie", "10/2026", 35), titres=("Nom", "Prénom", "Mois", "Heures"))
    recevoir_un(courriel(repond_a=demandee.message_id, pieces={"heures.csv": faux}))
    assert dites() == {}
    assert "octobre 2026 reçu, novembre 2026 attendu" in texte(reponses()[0])


def test_people_of_another_employer_are_unknown_to_this_one(demandee, recevoir_un):
    """Bâti's worker on lot 2 is not Tremplin's to declare."""
    faux = tableau(("Quermeur2", "Élodie", 35))
    recevoir_un(courriel(repond_a=demandee.message_id, pieces={"heures.csv": faux}))
    assert dites() == {}
    assert "n’est pas parmi celles" in texte(reponses()[0])


def test_validated_hours_are_refused_in_the_answer_and_nothing_else_of_the_file_is_kept(en_decembre, recevoir_un):
    charger(dossier(contrats=[contrat("k1"), contrat("k3")], heures=[heures("k1", "2026-11", "70", etat="validee")]))
    suite = recevoir_un(courriel(objet="Relevé de novembre 2026", pieces={"heures.csv": FICHIER}))
    assert "un fichier refusé" in suite.raison
    assert dites() == {"k1": Decimal(70)}
    assert "sont validées" in texte(reponses()[0])


def test_a_sender_that_nobody_vouches_for_waits_for_a_person(demandee, recevoir_un):
    """Nothing is read, written or answered."""
    for options, phrase in (
        ({"authentifie": False}, "aucun serveur de confiance"),
        ({"de": "inconnu@ailleurs.example"}, "pas dans l’annuaire"),
        ({"de": "marches@val-de-brielle.example"}, "à qui aucune heure n’est demandée"),
    ):
        suite = recevoir_un(courriel(repond_a=demandee.message_id, pieces={"heures.csv": FICHIER}, **options))
        assert suite.nature is NatureCourrier.A_TRANCHER
        assert phrase in suite.raison
    assert (dites(), reponses()) == ({}, [])


def test_without_a_configured_server_a_person_confirms_then_it_is_declared(demandee, recevoir_un, regler):
    """`classer --confirmer`: the person answers for the sender; the row leaves the list of the day."""
    regler(COURRIER__SERVEUR_AUTHENTIFICATION="")
    octets = courriel(repond_a=demandee.message_id, pieces={"heures.csv": FICHIER})
    assert recevoir_un(octets).nature is NatureCourrier.A_TRANCHER
    assert a_lire() == ["Lire les courriels reçus à trancher (1)"]
    suite = classer("1", Decision(confirmer=True), par="essai")
    assert suite.nature is NatureCourrier.HEURES
    assert dites() == {"k1": Decimal(35), "k3": Decimal("28.5")}
    assert len(reponses()) == 1
    assert a_lire() == []
    with pytest.raises(FauteDeSaisie, match="déjà réglé"):
        classer("1", Decision(confirmer=True), par="essai")


def a_lire():
    with lecture() as session:
        return [une.libelle for une in du_jour(session) if une.libelle.startswith("Lire")]


def test_several_operations_that_fit_wait_for_a_person_who_says_which(en_decembre, recevoir_un):
    """The same people work on both."""
    charger(dossier(contrats=[contrat("k1")]), dossier("2026-ECO-002", contrats=[contrat("k1")]))
    fichier = tableau(("Quermeur0", "Élodie", 35))
    suite = recevoir_un(courriel(objet="Heures de novembre", pieces={"heures.csv": fichier}))
    assert suite.nature is NatureCourrier.A_TRANCHER
    assert "plusieurs opérations" in suite.raison
    suite = classer("1", Decision(operation="2026-ECO-002", mois=NOVEMBRE), par="essai")
    assert (suite.nature, suite.reference) == (NatureCourrier.HEURES, "2026-ECO-002")
    assert (dites(), dites("2026-ECO-002")) == ({}, {"k1": Decimal(35)})


@pytest.fixture
def suivies_depuis_octobre(en_decembre, regler):
    """What is loaded was already followed in October."""

    def charger_alors(*dossiers):
        regler(DATE="2026-10-20")
        charger(*dossiers)
        regler(DATE="2026-12-03")

    return charger_alors


def test_a_reference_or_a_month_in_the_mail_decides(suivies_depuis_octobre, recevoir_un):
    suivies_depuis_octobre(
        dossier(contrats=[contrat("k1")]), dossier("2026-ECO-002", contrats=[contrat("k1", debut="2026-10-01")])
    )
    suite = recevoir_un(
        courriel(objet="[2026-ECO-002] heures", pieces={"octobre-2026.csv": tableau(("Quermeur0", "Élodie", 9))})
    )
    assert "octobre 2026 (2026-ECO-002)" in suite.raison.replace("\u00a0", " ")
    assert dites("2026-ECO-002", OCTOBRE) == {"k1": Decimal(9)}
    assert dites("2026-ECO-002") == {}
    suite = recevoir_un(courriel(objet="Heures d’avril 2026", pieces={"a.csv": tableau(("Quermeur0", "Élodie", 8))}))
    assert "un mois qui n’est pas demandé" in suite.raison


def test_a_statement_sent_before_the_request_goes_to_the_month_named(suivies_depuis_octobre, recevoir_un, regler):
    """On the last day of November, which is asked for in December; one that names no month is not for it."""
    suivies_depuis_octobre(dossier(contrats=[contrat("k1", debut="2026-10-01")]))
    regler(DATE="2026-11-30")
    recevoir_un(courriel(objet="Nos heures", pieces={"heures.csv": tableau(("Quermeur0", "Élodie", 7))}))
    assert (dites(mois=OCTOBRE), dites()) == ({"k1": Decimal(7)}, {})
    suite = recevoir_un(
        courriel(objet="Relevé novembre 2026", pieces={"heures.csv": tableau(("Quermeur0", "Élodie", 24.5))})
    )
    assert suite.nature is NatureCourrier.HEURES
    assert dites() == {"k1": Decimal("24.5")}


def test_hours_still_missing_are_preferred_to_those_declared(suivies_depuis_octobre, recevoir_un):
    """No month is written anywhere: October is declared, November is not."""
    suivies_depuis_octobre(dossier(contrats=[contrat("k1", debut="2026-10-01")], heures=[heures("k1", "2026-10")]))
    recevoir_un(courriel(objet="Nos heures", pieces={"heures.csv": tableau(("Quermeur0", "Élodie", 35))}))
    assert (dites(mois=OCTOBRE), dites()) == ({"k1": Decimal(70)}, {"k1": Decimal(35)})


def test_our_own_statement_says_whose_it_is_whatever_the_mail(demandee, recevoir_un):
    octets, nom = releve_joint(demandee, heures=(35, 28.5))
    suite = recevoir_un(courriel(objet="Heures d’octobre", pieces={nom: octets}))
    assert suite.nature is NatureCourrier.HEURES
    assert dites() == {"k1": Decimal(35), "k3": Decimal("28.5")}
    with lecture() as session:
        un = depot_heures.du_mois(session, NOVEMBRE, [numero(ECOLE)])[0]
    assert un.dite.origine is OrigineHeures.RELEVE


def test_our_own_statement_tampered_with_is_refused_and_told(demandee, recevoir_un):
    """The month of its hidden sheet was changed."""
    octets, nom = releve_joint(demandee, heures=(35, 28.5), cachees={5: "2026-10"})
    suite = recevoir_un(courriel(repond_a=demandee.message_id, pieces={nom: octets}))
    assert "un fichier refusé" in suite.raison
    assert dites() == {}
    assert "a été modifié" in texte(reponses()[0])


def test_the_statement_of_another_employer_waits_for_a_person(demandee, recevoir_un):
    """Whole and genuine, but not this sender's."""
    octets, nom = releve_joint(demandee, heures=(35, 28.5))
    suite = recevoir_un(courriel(de=BATI, pieces={nom: octets}))
    assert suite.nature is NatureCourrier.A_TRANCHER
    assert "d’un autre employeur" in suite.raison
    assert dites() == {}


def test_two_files_of_one_mail_are_each_all_or_nothing(en_decembre, recevoir_un):
    charger(dossier(contrats=[contrat("k1"), contrat("k3", lot=2)]))
    pieces = {"a.csv": tableau(("Quermeur0", "Élodie", 35)), "b.csv": tableau(("Inconnuet", "Paul", 7))}
    suite = recevoir_un(courriel(objet="Relevés de novembre", pieces=pieces))
    assert dites() == {"k1": Decimal(35)}
    assert "1 contrat" in suite.raison
    assert "un fichier refusé" in suite.raison
    assert "une partie est à corriger" in reponses()[0].objet


def test_a_sender_has_one_answer_a_day_the_others_leave_together_the_next_day(demandee, recevoir_un, regler):
    """Three refused files the same day, a restart in between: nothing is forgotten, nothing leaves twice."""
    for rang in range(3):
        faux = tableau(("Inconnuet", "Paul", rang + 1))
        recevoir_un(courriel(f"Essai {rang}", repond_a=demandee.message_id, pieces={f"essai{rang}.csv": faux}))
    assert len(reponses()) == 1
    assert "réponses aux courriels" not in faire_le_jour().faites
    for jour, attendues in (("2026-12-04", 2), ("2026-12-05", 2)):
        regler(DATE=jour)
        faire_le_jour()
        faire_le_jour()
        assert len(reponses()) == attendues
    dites = [[rang for rang in range(3) if f"essai{rang}.csv" in texte(une)] for une in reponses()]
    assert dites == [[0], [1, 2]]


def test_a_refusal_that_nobody_can_be_told_of_waits_for_a_person(demandee, recevoir_un):
    faux = tableau(("Inconnuet", "Paul", 7))
    for entetes in ({"X_Auto_Response_Suppress": "All"}, {"Return_Path": "<>"}):
        suite = recevoir_un(courriel(repond_a=demandee.message_id, pieces={"heures.csv": faux}, **entetes))
        assert suite.nature is NatureCourrier.A_TRANCHER
        assert "aucune réponse automatique" in suite.raison
    assert reponses() == []


def test_a_file_name_is_only_ever_a_text(demandee, recevoir_un):
    """Four hostile names in one mail."""
    noms = ("{{ 7*7 }}.csv", "<script>alert(1)</script>.csv", "../../etc/x.csv", "a\u202evsc.csv")
    pieces = dict.fromkeys(noms, FICHIER)
    recevoir_un(courriel("{{ 7*7 }}", repond_a=demandee.message_id, objet="RE: {% x %}", pieces=pieces))
    (reponse,) = reponses()
    html = message_from_bytes(reponse.octets, policy=policy.default).get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "49" not in texte(reponse)
    assert "\u202e" not in html
    assert dites() == {"k1": Decimal(35), "k3": Decimal("28.5")}


def test_a_death_before_the_end_leaves_nothing_and_the_next_reading_does_it_all(demandee, en_decembre, monkeypatch):
    """Hours, answer and mail are one transaction."""
    octets = courriel(repond_a=demandee.message_id, pieces={"heures.csv": FICHIER})
    courrier = recevoir(octets, en_decembre)
    with monkeypatch.context() as patch:
        patch.setattr("workflows.actes.courrier_recu.accuses.poster", mourir)
        with pytest.raises(SystemExit):
            traiter(courrier)
    assert (dites(), reponses(), entrant(courrier).nature) == ({}, [], None)
    assert traiter(courrier).nature is NatureCourrier.HEURES
    assert dites() == {"k1": Decimal(35), "k3": Decimal("28.5")}
    assert len(reponses()) == 1


def mourir(*_):
    raise SystemExit


def test_the_whole_chain_is_the_same_on_both_engines(installation, regler):
    """Import, receipt, once."""
    regler(DATE="2026-12-03", COURRIER__SERVEUR_AUTHENTIFICATION=SERVEUR)
    charger(dossier(contrats=[contrat("k1"), contrat("k3")]))
    octets = courriel(objet="Novembre", pieces={"heures.csv": FICHIER})
    courrier = recevoir(octets, installation)
    assert traiter(courrier) == traiter(courrier) or entrant(courrier).nature is NatureCourrier.HEURES
    assert dites() == {"k1": Decimal(35), "k3": Decimal("28.5")}
    assert len(reponses()) == 1
