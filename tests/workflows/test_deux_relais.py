"""Two relays in one installation: each signs its own documents and its own mails, whoever else it writes to."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from lecture_docx import texte as du_word
from lecture_pdf import lire as du_pdf
from mois_a_declarer import BATI
from mois_a_declarer import TREMPLIN as SIAE
from mois_a_declarer import charger as charger_heures
from mois_a_declarer import dossier as a_declarer
from operations_en_base import ECOLE, avancer, courriels_de, documents_de
from operations_en_base import semer as semer_ecole
from relais_du_sud import CODE, COURRIEL, FACILITATRICE, IDENTITE, NOM, decrire, heberger
from tableaux_en_base import ACHETEUR, TREMPLIN, courriels, dossier, entreprise, imprimer_vite, semer

from cli import documents as commande_dce
from cli.verifications.relais import identite as diagnostic_du_relais
from config.identites import fichier_de, identite, propre
from config.paths import Paths
from config.settings import get_settings
from echanges.format_operation import lire_operation
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.session import lecture
from workflows.actes import sujets
from workflows.actes.consolidation import consolider
from workflows.actes.demande_heures import mois as mois_lu
from workflows.actes.jetons import Lien
from workflows.actes.mensuel import pieces
from workflows.actes.mensuel.mois import preparer
from workflows.actes.mensuel.repetition import repeter
from workflows.actes.reception import contexte_de_lecture

OCTOBRE = Mois(2026, 10)
PREMIER, CLAUSES = "Relais de la Brielle", "clauses@relais-brielle.example"


@pytest.fixture
def deux(sur_sqlite, regler):
    """That of the settings, « relais », and « sud », in November 2026."""
    regler(FACILITATEUR__NOM="Jeanne Fressac", DATE="2026-11-17")
    heberger()
    return regler


def au_sud(un):
    return un | {"operation": un["operation"] | {"relais": CODE}}


def expediteur(lu):
    une = lu["From"].addresses[0]
    return une.display_name, une.addr_spec


def signe(texte):
    """Which of the two relays a text is of: their names, and those of the persons who work there."""
    return {nom for nom in (PREMIER, "Jeanne Fressac", NOM, FACILITATRICE) if nom in " ".join(texte.split())}


DU_SUD, DU_NORD = {NOM, FACILITATRICE}, {PREMIER, "Jeanne Fressac"}


@pytest.mark.usefixtures("deux")
def test_a_recipient_has_one_mail_a_month_whoever_follows_its_operations():
    """From the relay of them all, from that of the settings where there are several; each page from its own. Once."""
    semer(dossier(1), au_sud(dossier(2)))
    assert preparer(OCTOBRE, par="essai").courriels == 4
    recus = {un.cle.removeprefix("tableau_de_bord:2026-10:"): un for un in courriels()}
    assert sorted(recus) == sorted([ACHETEUR, TREMPLIN, entreprise(1), entreprise(2)])
    commun, sud = recus[ACHETEUR], recus[entreprise(2)]
    assert [expediteur(un.lu) for un in (commun, sud)] == [(PREMIER, CLAUSES), (NOM, COURRIEL)]
    assert sud.lu["Reply-To"] == COURRIEL
    assert [signe(un.texte) for un in (commun, sud)] == [DU_NORD, DU_SUD]
    assert [signe(un.html) for un in (commun, sud)] == [DU_NORD, DU_SUD]
    pages = {nom: signe(du_pdf(octets).texte) for nom, octets in commun.pdf.items()}
    assert pages == {f"2026-TDB-00{rang}_tableau-de-bord_2026-10.pdf": qui for rang, qui in ((1, DU_NORD), (2, DU_SUD))}
    assert preparer(OCTOBRE, par="essai").courriels == 0


@pytest.mark.usefixtures("deux")
def test_a_rehearsal_shows_the_mails_of_each(monkeypatch):
    """The same senders as those that will leave, and as many mails as is announced."""
    monkeypatch.setattr(pieces, "make_followup_piece", imprimer_vite)
    semer(dossier(1), au_sud(dossier(2)))
    bilan = repeter(OCTOBRE)
    ecrits = (get_settings().home / "repetitions/2026-10/courriels").glob("*.eml")
    lus = [message_from_bytes(un.read_bytes(), policy=policy.default) for un in ecrits]
    assert bilan.courriels == len(lus) == 4
    assert "4 courriels" in " ".join((get_settings().home / "repetitions/2026-10/differences.txt").read_text().split())
    signataires = {lu["To"].addresses[0].addr_spec: expediteur(lu) for lu in lus}
    assert (signataires[ACHETEUR], signataires[entreprise(2)]) == ((PREMIER, CLAUSES), (NOM, COURRIEL))


def reponse_au_sud():
    """The letter C0 of an operation of « sud », and its mail."""
    reference = _acceptee(relais=CODE)
    (courriel,) = courriels_de(reference)
    lettre = Paths(get_settings().home).documents(reference) / "C0_reponse.docx"
    return du_word(lettre.read_bytes()), message_from_bytes(courriel.octets, policy=policy.default)


def _acceptee(**champs):
    reference = semer_ecole("faisabilite", **champs)
    avancer(reference, "accepter")
    return reference


def test_a_letter_and_its_mail_are_those_of_the_relay_that_follows(installation, regler):
    """C0: letterhead, signature, sender, and no word of the other; on each engine."""
    regler(FACILITATEUR__NOM="Jeanne Fressac")
    heberger()
    lettre, lu = reponse_au_sud()
    assert signe(lettre) == DU_SUD
    assert "Sarreguemines" in lettre
    assert expediteur(lu) == (NOM, COURRIEL)
    assert signe(lu.get_body(("plain",)).get_content()) == DU_SUD


def test_the_pieces_of_a_file_that_names_a_relay_are_signed_by_it(deux):
    """`relais dce`: no database is read; a relay without an identity of its own is the first, « relais » always."""
    fichier_de("relais").parent.mkdir()
    fichier_de("relais").write_text('[relais]\nnom = "Un autre"\n', encoding="utf-8")
    for nomme, nom in ((CODE, NOM), ("nord", PREMIER), ("relais", PREMIER), (None, PREMIER)):
        lue = lire_operation(ECOLE | ({"relais": nomme} if nomme else {}))
        assert commande_dce.demande(lue, definitif=False).relais.nom == nom


def test_a_relay_without_an_address_writes_from_the_installation_s(deux):
    """Under its own name: the mail server is the installation's, and its address is read."""
    decrire(IDENTITE.replace(f'courriel = "{COURRIEL}"\n', ""))
    _, lu = reponse_au_sud()
    assert (expediteur(lu), lu["Reply-To"]) == ((NOM, CLAUSES), CLAUSES)


def test_what_a_relay_has_not_said_is_to_be_completed_never_borrowed(sur_sqlite, regler):
    """A relay that has begun to describe itself signs nothing in the name of the first."""
    regler(FACILITATEUR__NOM="Jeanne Fressac")
    heberger(identite="[relais]\n[facilitateur]\n")
    lettre, lu = reponse_au_sud()
    assert signe(lettre) == set()
    assert "à compléter" in lettre
    assert signe(lu.get_body(("plain",)).get_content()) == set()


@pytest.mark.parametrize(
    ("au_nord", "signataire", "de"),
    [
        pytest.param((), DU_SUD, (NOM, COURRIEL), id="of one relay, its own"),
        pytest.param(("2026-ECO-001",), DU_NORD, (PREMIER, CLAUSES), id="of two, the installation's"),
    ],
)
def test_one_mail_about_several_operations_is_of_the_relay_that_follows_them_all(deux, au_nord, signataire, de):
    """The request of hours has one link for all that its recipient declares, and its page says whom to call."""
    deux(DATE="2026-12-01")
    charger_heures(*map(a_declarer, au_nord), au_sud(a_declarer("2026-ECO-002")), au_sud(a_declarer("2026-ECO-003")))
    sujets.faire_le_jour()
    demandes = {un.destinataire: un for un in courriels("demande_heures:")}
    assert {qui: expediteur(un.lu) for qui, un in demandes.items()} == {BATI: de, SIAE: de}
    assert {qui: signe(un.texte) for qui, un in demandes.items()} == {BATI: signataire, SIAE: signataire}
    with lecture() as session:
        page = mois_lu.lire(session, Lien(destinataire=SIAE, mois=Mois(2026, 11)))
    assert signe(mois_lu.qui_appeler(page.identite)) == signataire - {NOM, PREMIER}


def test_a_mail_from_the_other_relay_is_one_of_ours(deux):
    """Programs do not answer each other."""
    with lecture() as session:
        contexte = contexte_de_lecture(session)
    assert (contexte.boite, contexte.autres_relais) == (CLAUSES, frozenset({COURRIEL}))


def test_a_faulty_file_of_one_relay_stops_neither_the_mail_nor_the_documents_of_the_other(deux):
    """Only what it would sign is refused; the diagnostic says which file."""
    decrire("[relais\n")
    with lecture() as session:
        assert contexte_de_lecture(session).autres_relais == frozenset()
    assert "C0_reponse.docx" in documents_de(_acceptee())
    with pytest.raises(FauteDeSaisie, match="ligne 1"):
        reponse_au_sud()
    constat = diagnostic_du_relais(get_settings())
    assert "ligne 1" in constat.detail
    assert f"relais/{CODE}/relais.toml" in constat.remede


@pytest.mark.usefixtures("deux")
def test_the_consolidation_of_a_relay_is_signed_by_it():
    """That of all is the installation's, and names the other in its table."""
    semer(dossier(1), au_sud(dossier(2)))
    rapports = [
        next(un for un in consolider(2026, 2026, relais_voulu=code, acteur="essai").fichiers if un.suffix == ".pdf")
        for code in (CODE, None)
    ]
    sud, tous = (du_pdf(un.read_bytes()).texte for un in rapports)
    assert (signe(sud), NOM in sud) == (DU_SUD, True)
    assert signe(tous) - {NOM} == DU_NORD
    assert f"{PREMIER}, ensemble des relais" in " ".join(tous.split())


@pytest.mark.parametrize(
    ("ecrit", "champ", "dit"),
    [
        ("[relais\n", None, "ligne 1"),
        ("[relais]\nslogan = 'x'\n", "relais.slogan", "slogan"),
        ("[courrier]\nadresse_operation = true\n", "courrier", "courrier"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_is_wrong(deux, ecrit, champ, dit):
    decrire(ecrit)
    with pytest.raises(FauteDeSaisie) as refus:
        identite(CODE)
    assert f"relais/{CODE}/relais.toml" in refus.value.phrase
    assert dit in refus.value.phrase
    assert champ is None or refus.value.champ == champ


@pytest.mark.parametrize("code", ["..", ".", "../../etc", "a/b", "é" * 20])
def test_a_code_never_leaves_its_folder(deux, code):
    """Whatever somebody called a relay."""
    home = get_settings().home
    dossier_du_relais = Paths(home).relais(code)
    assert dossier_du_relais.resolve().parent == (home / "relais").resolve()
    assert propre(code).relais.nom is None


@pytest.mark.usefixtures("deux")
def test_a_relay_that_nobody_has_described_is_signed_for_by_the_first():
    """Its mails and documents; its own page of settings says what is missing."""
    fichier_de(CODE).unlink()
    assert (identite(CODE).relais.nom, propre(CODE).relais.nom) == (PREMIER, None)
    semer(au_sud(dossier(2)))
    assert preparer(OCTOBRE, par="essai").courriels == 3
    assert {expediteur(un.lu) for un in courriels()} == {(PREMIER, CLAUSES)}
