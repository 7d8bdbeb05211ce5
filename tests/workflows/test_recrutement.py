"""A post from its sheet to its closing: offered to all, answered, reminded once, filled or proved without candidate."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from boites_de_reception import relever
from lecture_pdf import lire
from operations_attribuees import POSTE, PRESCRIPTEURS, REFERENCE, SIAE, attribuer, faire, territoire
from operations_en_base import courriels_de, documents_de, fichiers, inscrire, operation

from documents.contextes.i1_analyse import Analyse
from documents.lecture_word import read_paragraphs
from metier.fautes import FauteDeSaisie
from metier.recrutement import CloturePoste, ReponseOffre
from sqlmodel_store.depots import courriers_sortants
from sqlmodel_store.session import lecture
from workflows.actes import offres, recherches
from workflows.actes.bilan.pack import preparer
from workflows.actes.expedition import expedier
from workflows.actes.sujets import attentes

TOUS = sorted(une["courriel"] for une in (*SIAE, *PRESCRIPTEURS))
CODE = "OF-0001-1"
BENEFICIAIRE = {"id": "b1", "nom": "Lorvalin", "prenom": "Anaïs", "naissance": "1990-05-02", "categorie": "rsa"}


@pytest.fixture
def suivie(par_smtp):
    territoire()
    return attribuer(beneficiaires=[BENEFICIAIRE])


@pytest.fixture
def ouvert(suivie):
    faire(suivie, "ouvrir_poste", **POSTE)
    return suivie


def repondre(qui, reponse, **autres):
    faire(REFERENCE, "noter_reponse_offre", poste=CODE, courriel=qui, reponse=reponse, **autres)


def relancer(jour):
    with lecture() as session:
        dues = offres.dues(session, jour)
    offres.faire(dues, jour)
    return len(dues)


def envois(genre):
    with lecture() as session:
        return courriers_sortants.envois(session, [f"{genre}:"])


def trace():
    with lecture() as session:
        return recherches.diligences(session, operation(REFERENCE).id)


def actions():
    with lecture() as session:
        return [une for une in attentes(session, [operation(REFERENCE)]) if CODE in une.libelle]


def plat(texte):
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def test_every_structure_and_the_public_service_receive_the_offer_once(ouvert, par_smtp):
    """F2 attached, the reference in the subject; asking again sends it to the newcomer alone."""
    expedier()
    partis = [message_from_bytes(un.octets, policy=policy.default) for un in par_smtp.facteur.recus]
    recus = [un for un in partis if un["X-Relais-Cle"].startswith("offre_emploi:")]
    assert sorted(un["To"] for un in recus) == TOUS
    for un in recus:
        assert CODE in un["Subject"]
        assert [piece.get_filename() for piece in un.iter_attachments()] == [f"F2_offre_{CODE}.pdf"]
    assert sorted(un.code for un in documents_de(ouvert).values()) == ["F1", "F2", "F2"]
    inscrire({"organisation": "Cap Rives", "courriel": "accueil@cap-rives.example", "role": "prescripteur"})
    resultat = faire(ouvert, "diffuser_offre", poste=CODE)
    assert resultat.courriels == (f"offre_emploi:{CODE}:accueil@cap-rives.example",)
    assert len(trace()[0].envois) == 7


def test_the_company_receives_the_sheet_of_its_post_to_put_its_visa_on(ouvert):
    """F1, and not the offer; to the address of the lot's company."""
    (envoi,) = envois("fiche_a_viser")
    assert envoi.destinataire == "insertion@bati-rombelle.example"
    (brut,) = [un.octets for un in courriels_de(ouvert) if un.cle == envoi.cle]
    lu = message_from_bytes(brut, policy=policy.default)
    assert [piece.get_filename() for piece in lu.iter_attachments()] == [f"F1_fiche_poste_{CODE}.docx"]
    assert "bon pour accord" in lu.get_body(("plain",)).get_content()
    assert "[Lot 2] Fiche de poste" in plat(str(lu["Subject"]))


def test_neither_the_operation_nor_its_place_nor_anybody_is_told_in_what_leaves(ouvert):
    """The mail, its headers, the file and its name: the offer alone."""
    for un in [un for un in courriels_de(ouvert) if un.cle.startswith("offre_emploi:")]:
        courriel = message_from_bytes(un.octets, policy=policy.default)
        (piece,) = courriel.iter_attachments()
        pdf = lire(piece.get_content())
        dit = [str(courriel.items()), piece.get_filename(), pdf.texte, pdf.metadonnees]
        dit += [courriel.get_body((genre,)).get_content() for genre in ("plain", "html")]
        for secret in (REFERENCE, "gymnase", "Gymnase", "Val de Brielle", "Lorvalin", "Anaïs"):
            assert not any(secret in texte for texte in dit), secret


@pytest.mark.parametrize(
    ("changement", "phrase"),
    [
        pytest.param({"rome": "F1774"}, "F1704 (Manœuvre", id="an unknown occupation, the nearest told"),
        pytest.param({"missions": []}, "missions", id="nothing to do"),
        pytest.param({"missions": ["Encadrer des jeunes de 18-25 ans"]}, "vise un âge", id="an age"),
        pytest.param({"permis": "B"}, "permis_motif", id="a licence without its reason"),
        pytest.param({"lot": 7}, "attribution du lot 7", id="no such lot"),
        pytest.param({"nombre": 0}, "un nombre entier, de 1 à 99", id="no post"),
        pytest.param({"secteur": "4 rue du Gymnase, Yutz"}, "l’offre diffusée doit taire", id="the place itself"),
    ],
)
def test_a_post_at_fault_is_refused_before_anybody_is_told(suivie, changement, phrase):
    with pytest.raises(FauteDeSaisie) as refus:
        faire(suivie, "ouvrir_poste", **POSTE | changement)
    assert phrase in plat(refus.value.phrase)
    assert (trace(), envois("offre_emploi")) == ([], [])


@pytest.mark.parametrize("mode", ["essai", "reel"])
def test_an_offer_that_says_half_of_what_it_must_is_refused_in_rehearsal_as_for_real(suivie, regler, mode):
    """Every field that lacks is named; nobody is told anything."""
    regler(MAIL_MODE=mode, SMTP_URL="")
    with pytest.raises(FauteDeSaisie) as refus:
        faire(suivie, "ouvrir_poste", **{cle: POSTE[cle] for cle in ("lot", "intitule", "cadre", "missions")})
    dit = plat(refus.value.phrase)
    assert "poste.tuteur (tuteur de la personne accueillie)" in dit
    assert "poste.remuneration (" in dit
    assert "données absentes ; un document incomplet ne part pas" in dit
    assert (trace(), envois("offre_emploi")) == ([], [])


def test_an_unknown_relay_may_still_rehearse(suivie, regler):
    """Only the installation's own identity may wait, while mail reaches nobody."""
    regler(RELAIS__NOM="")
    assert "à compléter : nom de la structure" in plat(" ".join(faire(suivie, "ouvrir_poste", **POSTE).alertes))


def test_the_answers_are_noted_and_the_last_one_counts(ouvert):
    """How many, never who; an answer of somebody else is refused."""
    repondre("agence@tremplin.example", "sans_candidat")
    repondre("agence@tremplin.example", "candidats", candidats=2)
    (reponse,) = [un for un in trace()[0].envois if un.reponse]
    assert (reponse.reponse, reponse.candidats, reponse.repondu_le) == (ReponseOffre.CANDIDATS, 2, date(2026, 9, 1))
    for donnees in ({"reponse": "candidats"}, {"reponse": "refus", "candidats": 1}):
        with pytest.raises(FauteDeSaisie, match="candidats"):
            repondre("agence@tremplin.example", **donnees)
    with pytest.raises(FauteDeSaisie, match="n’a pas reçu cette offre"):
        repondre("ailleurs@x.example", "refus")


def test_silence_is_reminded_once_after_five_working_days_from_the_real_departure(ouvert, regler):
    """Not while the mail waits in the outbox; not who has answered."""
    assert relancer(date(2026, 9, 30)) == 0
    regler(DATE="2026-09-03")
    expedier()
    repondre("agence@tremplin.example", "refus")
    assert relancer(date(2026, 9, 9)) == 0
    regler(DATE="2026-09-10")
    assert relancer(date(2026, 9, 10)) == len(TOUS) - 1
    assert relancer(date(2026, 9, 30)) == 0
    assert sorted(un.destinataire for un in envois("relance_offre")) == [un for un in TOUS if "tremplin" not in un]


def test_who_has_answered_by_mail_is_not_reminded_and_the_answer_waits_to_be_noted(ouvert, dossier, regler):
    """The real reply, in the thread of the offer."""
    expedier()
    offre = next(un for un in courriels_de(ouvert) if "tremplin" in un.destinataire)
    reponse = EmailMessage(policy=policy.SMTP)
    reponse["From"], reponse["To"] = "agence@tremplin.example", "clauses@relais-brielle.example"
    reponse["Subject"], reponse["Message-ID"] = f"Re: {offre.objet}", "<1@tremplin.example>"
    reponse["In-Reply-To"], reponse["Date"] = offre.message_id, format_datetime(datetime.now(UTC))
    reponse.set_content("Bonjour,\n\nPas de candidat pour cette offre.\n")
    dossier.livrer(reponse.as_bytes())
    relever()
    assert any("Lire et noter 1 réponse(s)" in une.libelle for une in actions())
    regler(DATE="2026-09-08")
    relancer(date(2026, 9, 8))
    assert "agence@tremplin.example" not in {un.destinataire for un in envois("relance_offre")}
    repondre("agence@tremplin.example", "sans_candidat")
    assert not any("Lire et noter" in une.libelle for une in actions())


def test_a_recipient_of_several_offers_is_reminded_in_one_mail(ouvert, regler):
    """Of another operation too; a third one, opened since, waits for a week."""
    attribuer("2026-CVB-032")
    faire("2026-CVB-032", "ouvrir_poste", **POSTE)
    expedier()
    regler(DATE="2026-09-08")
    assert relancer(date(2026, 9, 8)) == len(TOUS)
    assert {un.cle.split(":")[1] for un in envois("relance_offre")} == {f"{CODE}+OF-0002-1"}
    assert relancer(date(2026, 9, 30)) == 0


def test_a_post_is_filled_little_by_little_then_closed_and_the_others_are_told(ouvert):
    repondre("agence@tremplin.example", "sans_candidat")
    faire(ouvert, "pourvoir_poste", poste=CODE)
    assert trace()[0].clos_le is None
    with pytest.raises(FauteDeSaisie, match="encore à pourvoir"):
        faire(ouvert, "pourvoir_poste", poste=CODE, nombre=2)
    faire(ouvert, "pourvoir_poste", poste=CODE)
    assert (trace()[0].cloture, trace()[0].pourvus) == (CloturePoste.POURVU, 2)
    assert sorted(un.destinataire for un in envois("offre_close")) == [un for un in TOUS if "tremplin" not in un]
    assert actions() == []
    with pytest.raises(FauteDeSaisie, match="est clos"):
        faire(ouvert, "pourvoir_poste", poste=CODE)


def test_the_trace_proves_that_no_candidate_came(ouvert, sur_sqlite):
    """Who was asked, the day it really left, what each answered."""
    expedier()
    for qui in TOUS:
        repondre(qui, "sans_candidat")
    assert trace()[0].sans_candidat
    resultat = faire(ouvert, "clore_poste", poste=CODE, cloture="sans_candidat")
    assert resultat.alertes == ()
    dit = plat(fichiers(sur_sqlite, ouvert)[f"postes/{CODE}/diligences.txt"].decode("utf-8-sig"))
    assert "Offre adressée à 6 destinataire(s)" in dit
    noms = ["Coup de Main", "Éclat Services", "France Travail Brielle", "GEIQ Bâtir", "Mission locale", "Tremplin"]
    assert [dit.index(f"- {nom}") for nom in noms] == sorted(dit.index(f"- {nom}") for nom in noms)
    assert dit.count("parti le 01/09/2026") == 6
    assert "Candidats proposés en tout : 0." in dit


def test_the_final_report_tells_the_searches_that_brought_nobody(ouvert):
    """Beside what the facilitateur writes of what slowed things down; nothing of a search that is not closed so."""
    expedier()
    for qui in TOUS:
        repondre(qui, "sans_candidat")
    with lecture() as session:
        assert recherches.sans_candidat(session, operation(ouvert).id) == ()
    faire(ouvert, "clore_poste", poste=CODE, cloture="sans_candidat")
    with lecture() as session:
        pack = preparer(session, operation(ouvert), analyse=Analyse(freins=("Gel de janvier.",)))
    (bilan,) = [piece for piece in pack.pieces if piece.fichier.endswith(".pdf")]
    dit = " ".join(lire(bilan.octets).texte.split())
    assert "Gel de janvier." in dit
    assert "lot 2, Bâti Rombelle, recherche close sans candidat : offre OF-0001-1" in plat(dit)
    assert "à 6 destinataires : 6 réponses, 0 candidat proposé" in plat(dit)


def test_the_note_on_a_shortfall_tells_the_searches_made_for_the_company(ouvert, sur_sqlite):
    """E5: to how many, when, what came of it."""
    expedier()
    repondre("agence@tremplin.example", "sans_candidat")
    faire(ouvert, "preparer_constat", entreprise="Bâti Rombelle", proposition="report", report_au="2026-12-31")
    (octets,) = [octets for nom, octets in fichiers(sur_sqlite, ouvert).items() if "E5" in nom]
    lu = plat(" ".join(read_paragraphs(octets)))
    assert f"offre {CODE} (Manœuvre du bâtiment, 2 postes) adressée le" in lu


def test_a_closing_that_the_trace_does_not_prove_is_told(ouvert):
    """Somebody proposed someone, the others are silent, nothing has left."""
    repondre("agence@tremplin.example", "candidats", candidats=1)
    assert not trace()[0].sans_candidat
    alertes = plat(" ".join(faire(ouvert, "clore_poste", poste=CODE, cloture="sans_candidat").alertes))
    for dit in ("1 candidat(s) ont été proposés", "sans réponse de : Coup de Main", "message non parti à"):
        assert dit in alertes


def test_an_open_post_always_waits_for_somebody(ouvert, regler):
    """The recipients until the last day, then the facilitateur."""
    (attendue,) = actions()
    assert (attendue.qui, attendue.avant_le) == ("SIAE et service public de l’emploi", date(2026, 9, 8))
    regler(DATE="2026-09-09")
    (attendue,) = actions()
    assert (attendue.qui, attendue.depuis) == ("facilitateur", date(2026, 9, 8))
    assert "à rappeler, 6 sans réponse sur 6" in plat(attendue.libelle)


def test_without_anybody_to_write_to_the_post_is_open_and_it_is_told(par_smtp):
    inscrire({"organisation": "Atelier des Rives", "type": "ACI", "role": "siae"})
    attribuer()
    alertes = plat(" ".join(faire(REFERENCE, "ouvrir_poste", **POSTE).alertes))
    assert "Atelier des Rives : aucune adresse" in alertes
    assert "aucun destinataire" in alertes
    (attendue,) = actions()
    assert attendue.qui == "facilitateur"
