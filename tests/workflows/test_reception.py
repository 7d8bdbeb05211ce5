"""The mailbox chain: what arrives, through a folder or a real Dovecot, is stored, understood once, filed."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from operations_en_base import JOUR, Annonce, evenements, inscrire, lots_de, operation, recevoir, semer

from cli.histoire import CHARGEE_DE_MISSION
from courrier.boite import Boite
from metier.courriers import NatureCourrier
from sqlmodel_store.depots import courriers_entrants, operations
from sqlmodel_store.modeles.courriers import EtatEntrant
from sqlmodel_store.session import lecture
from workflows.actes import reception
from workflows.actes.reception import tenter, traiter
from workflows.actes.releve import A_TRANCHER, QUARANTAINE, TRAITES, classer, ouvrir_boite, recueillir

NOTIFICATIONS = [
    "01-outlook-tableau",
    "02-texte-8859-15",
    "03-transfert-dans-le-corps",
    "04-lots-dans-docx",
    "05-presque-rien",
]
AUTRES = ["06-absence", "07-reponse-de-fil", "08-hostile"]


class Panne(Exception):
    pass


def relever():
    """One pass of the mailbox of the settings, as the commands and the watcher do."""
    with ouvrir_boite() as boite:
        suites = [tenter(courrier) for courrier in recueillir(boite)]
        classer(boite)
    return suites


def recus():
    with lecture() as session:
        return courriers_entrants.lister(session)


def references():
    with lecture() as session:
        return [une.reference for une in operations.lister(session)]


@pytest.fixture
def annonce():
    inscrire(CHARGEE_DE_MISSION)
    return Annonce(JOUR)


class Dossier:
    """The folder where `.eml` files are dropped."""

    def __init__(self, home):
        self.racine = home / "courrier" / "entrant"
        self.noms = {TRAITES: "traites", QUARANTAINE: "quarantaine", A_TRANCHER: "a-trancher"}
        self.racine.mkdir(parents=True)

    def livrer(self, octets):
        (self.racine / f"courriel-{len(list(self.racine.rglob('*.eml'))):03d}.eml").write_bytes(octets)

    def contenu(self):
        """Messages by folder; the mailbox itself is « »."""
        return Counter(un.parent.name if un.parent != self.racine else "" for un in self.racine.rglob("*.eml"))


class Imap:
    """The mailbox of a real server."""

    def __init__(self, dovecot):
        self.serveur, self.livrer = dovecot, dovecot.livrer
        self.noms = {nom: nom for nom in (TRAITES, QUARANTAINE, A_TRANCHER)}

    def contenu(self):
        trouves = Counter()
        for dossier in ("INBOX", TRAITES, QUARANTAINE, A_TRANCHER):
            try:
                with Boite.ouvrir(self.serveur.url(boite=dossier), mode="essai") as boite:
                    trouves["" if dossier == "INBOX" else dossier] = len(boite.nouveaux(None, 0))
            except Exception:  # noqa: BLE001 - the folder was not needed
                continue
        return +trouves


@pytest.fixture
def dossier(sur_sqlite):
    return Dossier(sur_sqlite)


@pytest.fixture
def imap(sur_sqlite, dovecot, regler):
    regler(IMAP_URL=dovecot.url())
    return Imap(dovecot)


@pytest.fixture(params=["dossier", "imap"])
def boite(request):
    """Each way in."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def exemples(donnees_partagees):
    """The shared notifications, what is expected of each, their senders in the annuaire."""
    racine = donnees_partagees / "notifications"
    attendus = json.loads((racine / "attendus.json").read_text(encoding="utf-8"))
    inscrire(*attendus["annuaire"])
    return {
        nom: ((racine / f"{nom}.eml").read_bytes(), attendus["courriels"][f"{nom}.eml"])
        for nom in NOTIFICATIONS + AUTRES
    }


def test_the_shared_notifications_open_one_operation_each_and_the_others_none(boite, exemples):
    """Five operations with their lots and dates, three mails that open nothing, each filed where its nature says."""
    for octets, _ in exemples.values():
        boite.livrer(octets)
    suites = relever()
    assert [une.nature.value for une in suites].count("notification") == len(NOTIFICATIONS)
    assert len(references()) == len(NOTIFICATIONS)
    assert len(evenements(genre="courriel_recu")) == len(exemples)
    for nom in NOTIFICATIONS:
        (attendue,) = exemples[nom][1]["operations"]
        champs = attendue["champs"]
        if reference := champs.get("reference"):
            montants = {lot["numero"]: lot.get("montant_ht") for lot in champs["lots"]}
            assert {n: str(lot.montant_ht) for n, lot in lots_de(reference).items()} == montants
            assert operation(reference).etape.value == "signalee"
            for date, attendu in champs["dates"].items():
                assert getattr(operation(reference), date).isoformat() == attendu
    assert boite.contenu() == {boite.noms[TRAITES]: 7, boite.noms[A_TRANCHER]: 1}
    rattachee = next(une for une in suites if une.nature is NatureCourrier.REPONSE)
    assert rattachee.reference == exemples["07-reponse-de-fil"][1]["rattachee_a"]


def test_a_region_known_by_the_annuaire_has_no_upstream_part(dossier, exemples):
    """Its operation is followed downstream; a municipality's keeps every mission."""
    for nom in ("01-outlook-tableau", "02-texte-8859-15"):
        dossier.livrer(exemples[nom][0])
    relever()
    assert operation("RA-2026-0117").missions == ["aval_suivi", "bilan"]
    assert operation("VAL-26-31").missions is None


def test_a_second_pass_changes_nothing(boite, annonce):
    """Nothing new, nothing read again, nothing moved."""
    boite.livrer(annonce.octets())
    relever()
    avant, lignes = boite.contenu(), len(evenements())
    assert relever() == []
    assert (boite.contenu(), len(evenements()), references()) == (avant, lignes, [annonce.reference])


def test_the_same_mail_delivered_twice_opens_one_operation(boite, annonce):
    """Another UID or another file, the same content: one row, both filed."""
    boite.livrer(annonce.octets())
    relever()
    boite.livrer(annonce.octets())
    relever()
    assert references() == [annonce.reference]
    assert len(recus()) == 1
    assert boite.contenu()[""] == 0
    assert sum(boite.contenu().values()) == 2


def test_the_same_file_dropped_again_is_filed_away_and_changes_nothing(dossier, annonce):
    """Under the name it had, beside the first."""
    for _ in range(2):
        (dossier.racine / "annonce.eml").write_bytes(annonce.octets())
        relever()
    assert references() == [annonce.reference]
    assert dossier.contenu() == {"traites": 2}
    assert len(evenements(genre="courriel_recu")) == 1


def test_two_copies_that_arrive_together_open_one_operation(imap, annonce):
    """Both are in the mailbox at the first pass."""
    imap.livrer(annonce.octets())
    imap.livrer(annonce.octets())
    relever()
    relever()
    assert (references(), len(recus())) == ([annonce.reference], 1)


def test_a_mailbox_made_again_doubles_nothing(imap, annonce):
    """UIDVALIDITY changed, the mail back in the inbox under another UID: known by its content, filed again."""
    imap.livrer(annonce.octets())
    relever()
    avant = recus()[0].uidvalidity
    imap.serveur.arreter()
    imap.serveur.vider()
    imap.serveur.demarrer()
    imap.livrer(Annonce(JOUR, 19).octets())
    imap.livrer(annonce.octets())
    relever()
    assert sorted(references()) == [annonce.reference, Annonce(JOUR, 19).reference]
    assert {un.uidvalidity for un in recus()} != {avant}
    assert len(recus()) == 2
    assert imap.contenu() == {TRAITES: 2}


def test_a_mail_that_kills_its_reader_three_times_is_set_aside_and_the_next_go_on(boite, annonce, monkeypatch):
    """The others are read in the same pass; after the third failure it waits for a person, in its folder."""
    poison = Annonce(JOUR, 66).octets()
    lire = reception.lire

    def lire_ou_mourir(octets, contexte):
        if octets == poison:
            raise Panne("m.sertelle@val-de-brielle.example")
        return lire(octets, contexte)

    monkeypatch.setattr(reception, "lire", lire_ou_mourir)
    boite.livrer(poison)
    boite.livrer(annonce.octets())
    assert [une.nature if une else None for une in relever()] == [None, NatureCourrier.NOTIFICATION]
    assert relever() == [None]
    assert [une.nature for une in relever()] == [NatureCourrier.QUARANTAINE]
    assert relever() == []
    assert boite.contenu() == {boite.noms[TRAITES]: 1, boite.noms[QUARANTAINE]: 1}
    assert recus()[0].etat is EtatEntrant.QUARANTAINE
    assert "trois essais" in recus()[0].raison
    assert references() == [annonce.reference]


def test_the_error_log_names_the_place_and_no_person(dossier, annonce, sur_sqlite, monkeypatch):
    """The message of an unforeseen error may quote the mail: only its kind and its lines are kept."""

    def mourir(octets, contexte):
        raise Panne(CHARGEE_DE_MISSION["courriel"])

    monkeypatch.setattr(reception, "lire", mourir)
    dossier.livrer(annonce.octets())
    relever()
    ecrit = (sur_sqlite / "journaux" / "erreurs.log").read_text(encoding="utf-8")
    assert "Panne" in ecrit
    assert "reception.py" in ecrit
    assert CHARGEE_DE_MISSION["courriel"] not in ecrit


def test_a_reader_killed_three_times_before_it_could_tell_leads_to_quarantine(sur_sqlite, annonce, monkeypatch):
    """The attempts were counted before the reading, by a process that never came back."""
    courrier = recevoir(annonce.octets(), sur_sqlite)
    for _ in range(3):
        with monkeypatch.context() as patch:
            patch.setattr(reception, "_lire", mourir_d_un_coup)
            with pytest.raises(SystemExit):
                traiter(courrier)
    assert traiter(courrier).nature is NatureCourrier.QUARANTAINE
    assert references() == []


def mourir_d_un_coup(*_):
    raise SystemExit


def test_a_message_that_a_person_moved_before_it_was_stored_is_let_go(boite, annonce, monkeypatch):
    """Gone between the list and the fetch: nothing is recorded, the next one is."""
    boite.livrer(Annonce(JOUR, 20).octets())
    boite.livrer(annonce.octets())
    with ouvrir_boite() as ouverte:
        nouveaux = type(ouverte).nouveaux

        def puis_un_collegue_range(soi, *curseur):
            uids = nouveaux(soi, *curseur)
            soi.classer(uids[0], "Perso")
            return uids

        with monkeypatch.context() as patch:
            patch.setattr(type(ouverte), "nouveaux", puis_un_collegue_range)
            (courrier,) = recueillir(ouverte)
        assert traiter(courrier).reference == annonce.reference
        classer(ouverte)
    assert references() == [annonce.reference]


def test_a_message_that_a_person_moved_before_it_was_filed_is_settled_all_the_same(boite, annonce):
    """Read, opened, then found elsewhere: the filing does nothing, and is not tried for ever."""
    boite.livrer(annonce.octets())
    with ouvrir_boite() as ouverte:
        (courrier,) = recueillir(ouverte)
        traiter(courrier)
        ouverte.classer(recus()[0].uid, "Perso")
        classer(ouverte)
    assert recus()[0].classe_le is not None
    assert references() == [annonce.reference]
    assert relever() == []


def test_a_mail_stored_and_never_read_is_read_at_the_next_pass(boite, annonce):
    """The process died between the two."""
    boite.livrer(annonce.octets())
    with ouvrir_boite() as ouverte:
        recueillir(ouverte)
    assert references() == []
    assert [une.reference for une in relever()] == [annonce.reference]
    assert boite.contenu() == {boite.noms[TRAITES]: 1}


def test_a_mail_read_and_never_filed_is_filed_at_the_next_pass(boite, annonce):
    """The database knows what the mailbox does not show."""
    boite.livrer(annonce.octets())
    with ouvrir_boite() as ouverte:
        tenter(*recueillir(ouverte))
    assert boite.contenu() == {"": 1}
    assert relever() == []
    assert boite.contenu() == {boite.noms[TRAITES]: 1}


def test_a_raw_mail_is_stored_as_it_came(boite, annonce, sur_sqlite):
    """Byte for byte, whatever the server did of it, and unread marks stay."""
    octets = annonce.octets()
    boite.livrer(octets)
    relever()
    assert (sur_sqlite / recus()[0].chemin).read_bytes().replace(b"\r\n", b"\n") == octets.replace(b"\r\n", b"\n")


def test_a_second_announcement_of_a_known_operation_is_attached_not_opened_again(boite, annonce):
    """A person says what changes; the operation keeps what it had."""
    boite.livrer(annonce.octets())
    relever()
    avant = operation(annonce.reference).model_dump()
    boite.livrer(annonce.octets().replace(b"Subject: ", b"Subject: Rappel - "))
    (suite,) = relever()
    assert (suite.nature, suite.reference) == (NatureCourrier.A_TRANCHER, annonce.reference)
    assert "déjà connue" in suite.raison
    assert references() == [annonce.reference]
    assert operation(annonce.reference).model_dump() == avant
    assert boite.contenu()[boite.noms[A_TRANCHER]] == 1


def test_an_announcement_known_by_the_buyer_s_own_reference_is_attached(installation):
    """We gave ours; the buyer writes his."""
    inscrire(CHARGEE_DE_MISSION)
    annonce = Annonce(JOUR)
    notre = semer(reference="R-2026-0001", reference_acheteur=annonce.reference)
    suite = traiter(recevoir(annonce.octets(), installation))
    assert (suite.nature, suite.reference) == (NatureCourrier.A_TRANCHER, notre)


@pytest.mark.parametrize("nombre", [1, 2])
def test_one_announcement_read_by_four_threads_at_once_opens_one_operation(installation, nombre):
    """The same mail, or two mails of one operation: one is an opening, the other is attached."""
    inscrire(CHARGEE_DE_MISSION)
    annonce = Annonce(JOUR)
    courriers = [recevoir(annonce.octets(), installation, uid=rang + 1) for rang in range(nombre)]
    depart = Barrier(4)

    def lire(rang):
        depart.wait(timeout=20)
        return traiter(courriers[rang % nombre])

    with ThreadPoolExecutor(4) as executants:
        suites = list(executants.map(lire, range(4)))
    assert references() == [annonce.reference]
    assert {une.reference for une in suites} == {annonce.reference}
    natures = Counter(un.nature for un in recus())
    assert natures == Counter(
        {NatureCourrier.NOTIFICATION: 1, NatureCourrier.A_TRANCHER: nombre - 1}
        if nombre > 1
        else {NatureCourrier.NOTIFICATION: 1}
    )
    assert len(evenements(genre="courriel_recu")) == nombre


def test_an_operation_without_reference_receives_ours(installation, exemples):
    """R-year-number, one after the other."""
    octets = exemples["05-presque-rien"][0]
    premiere = traiter(recevoir(octets, installation))
    seconde = traiter(recevoir(octets.replace(b"Rombecourt", b"Montrelle"), installation, uid=2))
    assert (premiere.reference, seconde.reference) == ("R-2026-0001", "R-2026-0002")


def test_what_a_mail_says_is_kept_with_its_sentences(installation):
    """The reading is stored, and the contact of the announcement becomes the operation's."""
    inscrire(CHARGEE_DE_MISSION)
    annonce = Annonce(JOUR)
    traiter(recevoir(annonce.octets(), installation))
    (lue,) = json.loads(recus()[0].lecture)["operations"]
    assert "742" in lue["preuves"]["lots[1].montant_ht"]
    assert recus()[0].expediteur == CHARGEE_DE_MISSION["courriel"]


def test_an_unreachable_mailbox_is_a_french_sentence(imap):
    """PanneExterne, nothing stored."""
    imap.serveur.arreter()
    with pytest.raises(Exception, match="IMAP") as panne:
        relever()
    assert type(panne.value).__name__ == "PanneExterne"
    imap.serveur.demarrer()
    assert recus() == []
