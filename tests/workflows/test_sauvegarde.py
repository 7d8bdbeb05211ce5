"""An installation in one file, and back: the same rows and files, no mail twice; refused or interrupted, nothing."""

from __future__ import annotations

import json
import random
import threading
import zipfile
from pathlib import Path

import pytest
import tableaux_en_base
from boite_d_envoi import A_ENVOYER, ENVOYE, INCERTAIN, etats, poster, sortants, vieillir_le_doute
from operations_en_base import REFERENCE, semer
from serveurs.bases import _base_postgresql, _modele_postgresql
from sqlalchemy import select

from cli.__main__ import principal
from cli.superviseur import verrou
from config.paths import Paths
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import courriers_sortants
from sqlmodel_store.migration import derniere_version, migrer
from sqlmodel_store.modeles.tout import METADATA
from sqlmodel_store.session import get_engine, unit_of_work
from workflows.actes.doutes import VU
from workflows.actes.expedition import expedier
from workflows.actes.sauvegarde import restaurer as restauration
from workflows.actes.sauvegarde.archive import BASE, MANIFESTE
from workflows.actes.sauvegarde.faire import sauvegarder
from workflows.actes.sauvegarde.restaurer import restaurer

CHANGEANTES = {"restauration", "courrier_sortant"}


def lignes(base, sauf=()):
    """Every row of the base, by table."""
    with get_engine(base).connect() as connexion:
        return {
            table.name: [tuple(ligne) for ligne in connexion.execute(select(table).order_by(*table.primary_key))]
            for table in METADATA.sorted_tables
            if table.name not in sauf
        }


def arbre(home):
    """Every file of a home that a backup holds, with its bytes."""
    dehors = {"service.lock", "relais.db", "relais.db-wal", "relais.db-shm"}
    return {
        fichier.relative_to(home).as_posix(): fichier.read_bytes()
        for fichier in sorted(home.rglob("*"))
        if fichier.is_file() and fichier.name not in dehors and "avant-restauration" not in fichier.as_posix()
    }


def meubler(home):
    """Documents, raw mail, templates, secrets, settings."""
    for nom in ("documents/A/a1.docx", "courrier/brut/00.eml", "modeles/a3_ccap.docx", "secrets/signature"):
        fichier = home / nom
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_bytes(f"contenu de {nom}".encode() * 1000)
    (home / "secrets/signature").chmod(0o600)
    (home / "relais.toml").write_text("[relais]\nterritoire = 'Brielle'\n", encoding="utf-8")
    (home / "journaux").mkdir(exist_ok=True)
    (home / "journaux/erreurs.log").write_text("rien", encoding="utf-8")


@pytest.fixture
def autre(tmp_path, monkeypatch, regler):
    """Another machine: `autre(base)` becomes the installation; returns its home."""

    def aller(base: str | None = None) -> Path:
        home = tmp_path / "autre"
        home.mkdir(exist_ok=True)
        regler(HOME=str(home), DATABASE_URL=base or f"sqlite:///{home / 'relais.db'}")
        return home

    return aller


@pytest.fixture
def base_d_ailleurs(request):
    """A base on the engine asked for, empty."""
    if request.param == "sqlite":
        yield None
        return
    with _base_postgresql(_modele_postgresql()) as url:
        yield url


@pytest.mark.parametrize("base_d_ailleurs", ["sqlite", "postgresql"], indirect=True)
def test_a_backup_brings_back_the_same_rows_and_files(installation, base, autre, base_d_ailleurs, tmp_path):
    """From each engine to each engine; what the service makes anew is left out."""
    semer("suivi")
    tableaux_en_base.semer(tableaux_en_base.dossier(1), tableaux_en_base.dossier(2))
    poster(1, 2)
    meubler(installation)
    fichier = tmp_path / "sauvegarde.relais"
    sauvegarder(fichier)
    assert fichier.stat().st_mode & 0o777 == 0o600
    sauvegarder(installation / "hier.relais")
    sauvegarder(fichier)
    assert not [nom for nom in zipfile.ZipFile(fichier).namelist() if "hier" in nom]
    (installation / "hier.relais").unlink()
    attendues, fichiers = lignes(base, CHANGEANTES), arbre(installation)
    home = autre(base_d_ailleurs)
    restaurer(fichier)
    nouvelle = base_d_ailleurs or f"sqlite:///{home / 'relais.db'}"
    assert lignes(nouvelle, CHANGEANTES) == attendues
    assert arbre(home) == {nom: octets for nom, octets in fichiers.items() if not nom.startswith("journaux")}
    assert (home / "secrets/signature").stat().st_mode & 0o777 == 0o600
    assert [un.etat for un in sortants()] == [INCERTAIN] * 2
    semer("suivi", reference="2026-SUI-001")  # numbers go on after those restored


def test_what_left_after_the_backup_does_not_leave_again(par_smtp, tmp_path, autre):
    """Neither what waited in it, nor what flows put again under the same key; what is sent on later days leaves."""
    poster(1, 2)
    expedier()
    poster(3)
    fichier = tmp_path / "s.relais"
    sauvegarder(fichier)
    poster(4)
    assert dict(expedier()) == {ENVOYE: 2}
    autre()
    restaurer(fichier)
    poster(3, 4)
    assert etats() == [ENVOYE, ENVOYE, INCERTAIN, INCERTAIN]
    assert expedier() == {}
    assert len(par_smtp.facteur.recus) == 4


def test_what_a_later_day_asks_for_leaves(par_smtp, tmp_path, autre, regler):
    """The first round after the restoration ends the time when mails may have left already."""
    fichier = tmp_path / "s.relais"
    sauvegarder(fichier)
    autre()
    restaurer(fichier)
    poster(1)
    assert expedier() == {}
    regler(DATE="2026-09-02")
    poster(2)
    assert dict(expedier()) == {ENVOYE: 1}
    assert etats() == [INCERTAIN, ENVOYE]


def test_the_trace_settles_what_a_restored_base_does_not_know(par_smtp, tmp_path, autre, dovecot, regler):
    """What left is there; what never did goes a quarter of an hour later."""
    poster(1, 2)
    fichier = tmp_path / "s.relais"
    sauvegarder(fichier)
    dovecot.livrer(sortants()[0].octets)
    autre()
    restaurer(fichier)
    regler(TRACE_URL=dovecot.url())
    assert expedier() == {}
    assert etats() == [ENVOYE, INCERTAIN]
    vieillir_le_doute()
    assert dict(expedier()) == {ENVOYE: 1}


def test_what_a_person_asks_for_again_is_looked_up_first(par_smtp, tmp_path, autre, dovecot, regler):
    """Days after the restoration: a copy in the trace means that it left; nothing leaves while the trace is silent."""
    fichier = tmp_path / "s.relais"
    sauvegarder(fichier)
    poster(1)
    expedier()
    dovecot.livrer(sortants()[0].octets)
    autre()
    restaurer(fichier)
    expedier()
    regler(DATE="2026-09-08", TRACE_URL=dovecot.url())
    poster(1, 2)
    assert dict(expedier()) == {ENVOYE: 2}
    assert sortants()[0].reponse == VU
    assert [un.destinataires for un in par_smtp.facteur.recus] == [["d1@acheteur.example"], ["d2@acheteur.example"]]
    poster(3)
    dovecot.arreter()
    with pytest.raises(PanneExterne, match="boîte de copies injoignable"):
        expedier()
    assert len(par_smtp.facteur.recus) == 2


def test_a_backup_made_while_mails_are_put_is_of_one_instant(installation, base, tmp_path, autre):
    """A writer puts three mails at a time: never a part of them."""
    stop = threading.Event()

    def ecrire():
        rang = 0
        while not stop.is_set():
            with unit_of_work(base) as session:
                for numero in range(3):
                    courriers_sortants.deposer(session, lettre(rang * 3 + numero))
            rang += 1

    fil = threading.Thread(target=ecrire)
    fil.start()
    try:
        fichiers = [tmp_path / f"s{rang}.relais" for rang in range(3)]
        for fichier in fichiers:
            sauvegarder(fichier)
    finally:
        stop.set()
        fil.join(30)
    autre()
    for fichier in fichiers:
        restaurer(fichier, remplacer=True)
        assert len(sortants()) % 3 == 0
    assert sortants()


def lettre(rang):
    return courriers_sortants.Lettre(
        cle=f"essai:{rang}",
        destinataire="a@ville.example",
        message_id=f"<{rang}@relais.example>",
        objet="Essai",
        corps=b"Subject: x\r\n\r\n",
    )


@pytest.fixture
def sauvegarde(sur_sqlite, tmp_path):
    """A backup of a furnished installation."""
    semer()
    poster(1)
    meubler(sur_sqlite)
    fichier = tmp_path / "sauvegarde.relais"
    sauvegarder(fichier)
    return fichier


def refaire(source, cible, changer):
    """The same zip with its parts changed."""
    with zipfile.ZipFile(source) as lue, zipfile.ZipFile(cible, "w") as ecrite:
        parts = {nom: lue.read(nom) for nom in lue.namelist()}
        changer(parts)
        for nom, octets in parts.items():
            ecrite.writestr(nom, octets)


def manifeste_change(**champs):
    def changer(parts):
        parts[MANIFESTE] = json.dumps(json.loads(parts[MANIFESTE]) | champs).encode()

    return changer


def sorti_du_dossier(parts):
    lu = json.loads(parts[MANIFESTE])
    nom = "foyer/../../dehors"
    lu["parts"][nom] = lu["parts"][BASE]
    parts[nom] = parts[BASE]
    parts[MANIFESTE] = json.dumps(lu).encode()


@pytest.mark.parametrize(
    ("changer", "phrase"),
    [
        pytest.param(manifeste_change(format="autre/1"), "n’est pas une sauvegarde", id="foreign"),
        pytest.param(lambda parts: parts.pop(MANIFESTE), "n’est pas une sauvegarde", id="no manifest"),
        pytest.param(manifeste_change(version_base="9999"), "plus récente", id="of a later version"),
        pytest.param(lambda parts: parts.pop(BASE), "abîmée", id="without its base"),
        pytest.param(lambda parts: parts.update({BASE: b"x"}), "abîmée", id="another base"),
        pytest.param(lambda parts: parts.update({"foyer/de-trop": b"x"}), "abîmée", id="a part too many"),
        pytest.param(sorti_du_dossier, "abîmée", id="a part outside"),
    ],
)
def test_a_file_that_is_not_a_sound_backup_is_refused(sauvegarde, autre, tmp_path, changer, phrase):
    """In one sentence, and nothing is there afterwards."""
    refaire(sauvegarde, tmp_path / "autre.relais", changer)
    home = autre()
    with pytest.raises(FauteDeSaisie) as refus:
        restaurer(tmp_path / "autre.relais")
    assert phrase in refus.value.phrase
    assert list(home.iterdir()) == []


def test_damage_anywhere_is_refused_or_of_no_effect(sauvegarde, autre, tmp_path):
    """Forty bytes changed, ten cuts: never another content."""
    octets, hasard = sauvegarde.read_bytes(), random.Random(5)
    intacte = autre()
    restaurer(sauvegarde)
    attendu, base = arbre(intacte), lignes(f"sqlite:///{intacte / 'relais.db'}", {"restauration", "courrier_sortant"})
    abime = tmp_path / "abime.relais"
    refusees = 0
    for essai in range(50):
        ici = hasard.randrange(len(octets))
        change = octets[:ici] if essai % 5 == 0 else octets[:ici] + bytes([octets[ici] ^ 0x55]) + octets[ici + 1 :]
        abime.write_bytes(change)
        try:
            restaurer(abime, remplacer=True)
        except FauteDeSaisie:
            refusees += 1
        assert arbre(intacte) == attendu
    assert lignes(f"sqlite:///{intacte / 'relais.db'}", {"restauration", "courrier_sortant"}) == base
    assert refusees >= 40


def test_a_home_that_is_not_empty_is_left_alone_unless_told(sauvegarde, sur_sqlite):
    """With `--remplacer`, what was there is kept beside."""
    (sur_sqlite / "documents/A/a1.docx").write_bytes(b"plus recent")
    poster(2)
    with pytest.raises(FauteDeSaisie, match="n’est pas vide"):
        restaurer(sauvegarde)
    assert etats() == [A_ENVOYER, A_ENVOYER]
    faite = restaurer(sauvegarde, remplacer=True)
    assert etats() == [INCERTAIN]
    assert (faite.avant / "documents/A/a1.docx").read_bytes() == b"plus recent"
    assert (sur_sqlite / "documents/A/a1.docx").read_bytes() != b"plus recent"
    assert (sur_sqlite / "journaux/erreurs.log").exists()
    gardee = f"sqlite:///{faite.avant / 'relais.db'}"
    migrer(gardee)
    assert len(lignes(gardee)["courrier_sortant"]) == 2


def test_a_base_in_use_elsewhere_is_not_empty_either(sauvegarde, autre, base_postgresql):
    """An empty folder before a server that holds another installation."""
    autre(base_postgresql)
    semer()
    with pytest.raises(FauteDeSaisie, match="la base de données n’est pas vide"):
        restaurer(sauvegarde)


class Tue(BaseException):
    """As kill -9 would."""


@pytest.mark.parametrize("remplacer", [False, True], ids=["in an empty home", "in place of another"])
def test_killed_anywhere_a_restoration_is_whole_or_absent(sauvegarde, autre, monkeypatch, remplacer):
    """Every move and the base itself: before the promise the home is as it was; after it, the next command finishes."""
    vrai, vraie_base = Path.rename, restauration.copie.importer
    for etape in range(40):
        home = autre()
        for reste in sorted(home.rglob("*"), reverse=True):
            reste.unlink() if reste.is_file() else reste.rmdir()
        get_engine(f"sqlite:///{home / 'relais.db'}").dispose()
        if remplacer:
            poster_ailleurs(home)
        avant = arbre(home)
        reste = [etape]

        def compter(faire, *arguments, reste=reste):
            if not reste[0]:
                raise Tue
            reste[0] -= 1
            return faire(*arguments)

        monkeypatch.setattr(Path, "rename", lambda *arguments, c=compter: c(vrai, *arguments))
        monkeypatch.setattr(restauration.copie, "importer", lambda *arguments, c=compter: c(vraie_base, *arguments))
        try:
            restaurer(sauvegarde, remplacer=remplacer)
        except Tue:
            tue = True
        else:
            tue = False
        monkeypatch.setattr(Path, "rename", vrai)
        monkeypatch.setattr(restauration.copie, "importer", vraie_base)
        if restauration.est_promise(home):
            restauration.achever(home)
            get_engine(f"sqlite:///{home / 'relais.db'}").dispose()
        elif tue:
            assert arbre(home) == avant
            continue
        assert etats() == [INCERTAIN]
        assert (home / "documents/A/a1.docx").read_bytes().startswith(b"contenu de documents")
        assert not (home / ".restauration").exists()
        if not tue:
            break
    assert 5 < etape < 39


def poster_ailleurs(home):
    migrer(f"sqlite:///{home / 'relais.db'}")
    poster(7, 8)
    (home / "documents").mkdir()
    (home / "documents/ancien.txt").write_text("ancien", encoding="utf-8")


def test_a_running_service_is_not_restored_over(sauvegarde, sur_sqlite, capsys):
    with verrou(Paths(sur_sqlite)):
        assert principal(["restaurer", str(sauvegarde), "--remplacer"]) == 2
    assert "un service Relais tourne déjà" in capsys.readouterr().err
    assert etats() == [A_ENVOYER]


def test_from_the_command_line(sauvegarde, sur_sqlite, tmp_path, capsys):
    """What is said, the next command after an interruption, a file of something else left alone."""
    assert principal(["sauvegarder", str(sauvegarde)]) == 0
    assert principal(["restaurer", str(sauvegarde), "--remplacer"]) == 0
    dit = capsys.readouterr().out
    assert "1 envoi(s) incertain(s)" in dit
    lettre_a_garder = tmp_path / "lettre.docx"
    lettre_a_garder.write_bytes(b"PK une lettre")
    assert principal(["sauvegarder", str(lettre_a_garder)]) == 2
    assert lettre_a_garder.read_bytes() == b"PK une lettre"
    assert principal(["sauvegarder", str(tmp_path / "absent" / "s.relais")]) == 2
    assert principal(["restaurer", str(tmp_path / "absent.relais")]) == 2
    erreurs = capsys.readouterr().err
    assert "Traceback" not in erreurs
    assert derniere_version() in json.loads(zipfile.ZipFile(sauvegarde).read(MANIFESTE))["version_base"]
    assert REFERENCE
