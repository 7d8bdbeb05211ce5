"""`relais diagnostic`: every fault is found, with what mends it, in bounded time and without a secret."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from boite_d_envoi import antidater, poster, sortants
from serveurs.ports import port_libre

from cli import diagnostic as module
from cli.diagnostic import diagnostic
from cli.verifications import machine
from cli.verifications.sqlite import fichier_en_faute
from config.paths import Paths
from config.settings import get_settings
from metier.fautes import PanneExterne
from metier.roles import Role
from sqlmodel_store.depots import comptes
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import get_engine, unit_of_work
from workflows import service_prefect
from workflows.acces_prefect import secret
from workflows.actes.expedition import expedier

SECRET = "motdepassesecret"


@pytest.fixture
def regler(monkeypatch, home):
    """Settings of one test; free ports unless it says otherwise."""

    def poser(**variables):
        defauts = {"RELAIS_PORTAIL_PORT": str(port_libre()), "RELAIS_PREFECT_PORT": str(port_libre())}
        for cle, valeur in (defauts | variables).items():
            monkeypatch.setenv(cle, valeur)
        get_settings.cache_clear()
        return home

    poser()
    return poser


def ouvrir_un_compte():
    migrer()
    with unit_of_work() as session:
        comptes.ecrire(session, "m@relais.example", Role.ANIMATEUR, nom=None, relais=(), mot_de_passe="x")


@pytest.fixture
def dire(capsys):
    """The report of one run: status, then each finding by its name."""

    def executer():
        statut = diagnostic(json=True)
        sortie = capsys.readouterr()
        assert sortie.err == ""
        assert SECRET not in sortie.out
        rapport = json.loads(sortie.out)
        assert rapport["pret"] == (statut == 0)
        return statut, {un["nom"]: un for un in rapport["verifications"]}

    return executer


def test_a_fresh_installation_lacks_only_the_name_of_the_relay_and_an_account(regler, dire, home):
    """Status 0; each line is in order but these two; nothing was created on the way."""
    statut, constats = dire()
    assert statut == 0
    assert {nom for nom, constat in constats.items() if constat["etat"] != "ok"} == {"identite", "comptes"}
    assert constats["identite"]["remede"].endswith(str(home / "relais.toml"))
    assert "relais.nom" in constats["identite"]["detail"]
    assert not home.exists()


def test_the_text_says_the_remedy_under_the_fault_and_concludes(regler, dire, home, capsys):
    """One line a question, in French, the conclusion last."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        regler(RELAIS_PORTAIL_PORT=str(port))
        assert diagnostic(json=False) == 2
    lignes = capsys.readouterr().out.splitlines()
    rang = next(rang for rang, ligne in enumerate(lignes) if ligne.startswith("à corriger"))
    assert f"le port {port} est déjà pris" in lignes[rang]
    assert lignes[rang + 1].strip() == f"→ RELAIS_PORTAIL_PORT={port + 1} ./relais demarrer"
    assert lignes[-1] == "Un point à corriger."
    assert any(ligne.startswith("OK ") for ligne in lignes)


def test_a_complete_identity_and_an_account_leave_everything_in_order(regler, home, capsys):
    """« Tout est en ordre. », status 0."""
    home.mkdir(mode=0o700)
    (home / "relais.toml").write_text(
        '[relais]\nnom = "Relais du Val"\nadresse = "1 place du Marché, 57000 Metz"\ncourriel = "c@relais.example"\n'
        'telephone = "03 00 00 00 00"\n[facilitateur]\nnom = "Anne Roth"\ncourriel = "a@relais.example"\n'
        'telephone = "03 00 00 00 01"\n'
    )
    regler()
    ouvrir_un_compte()
    assert diagnostic(json=False) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Tout est en ordre."


def test_an_unreadable_setting_is_the_finding_and_the_machine_is_still_checked(regler, dire):
    """Status 2 naming the variable."""
    regler(RELAIS_PORTAIL_PORT="huit mille")
    statut, constats = dire()
    assert statut == 2
    assert constats["reglages"]["detail"].startswith("RELAIS_PORTAIL_PORT")
    assert constats["python"]["etat"] == "ok"
    assert "base" not in constats


@pytest.mark.parametrize(
    ("variable", "nom", "url"),
    [
        ("RELAIS_SMTP_URL", "smtp", f"smtp://u:{SECRET}@smtp.example"),
        ("RELAIS_IMAP_URL", "imap", f"imaps://u:{SECRET}@imap.example"),
        ("RELAIS_TRACE_URL", "trace", f"imaps://u:{SECRET}@imap.example"),
    ],
)
def test_a_remote_mail_server_is_refused_while_the_mode_is_essai(regler, dire, variable, nom, url):
    """Without reaching it; the sentence says what to change."""
    regler(**{variable: url})
    statut, constats = dire()
    assert statut == 2
    assert constats[nom]["etat"] == "a_corriger"
    assert "RELAIS_MAIL_MODE" in constats[nom]["detail"]
    assert variable in constats[nom]["remede"]


@pytest.mark.parametrize(
    ("variable", "nom", "schema"), [("RELAIS_SMTP_URL", "smtp", "smtp"), ("RELAIS_IMAP_URL", "imap", "imap")]
)
def test_a_mail_server_that_is_not_there_is_found(regler, dire, variable, nom, schema):
    """Connection refused, told with the address and without the password."""
    port = port_libre()
    regler(**{variable: f"{schema}://u:{SECRET}@127.0.0.1:{port}"})
    statut, constats = dire()
    assert statut == 2
    assert f"127.0.0.1:{port}" in constats[nom]["detail"]


@pytest.mark.reseau
def test_a_mail_server_that_never_answers_does_not_hold_the_diagnostic(regler, dire, monkeypatch):
    """Three silent servers cost one delay, not three."""
    monkeypatch.setattr(module, "RESEAU_S", 1.0)
    with socket.socket() as muet:
        muet.bind(("127.0.0.1", 0))
        muet.listen()
        adresse = f"127.0.0.1:{muet.getsockname()[1]}"
        regler(
            RELAIS_SMTP_URL=f"smtp://{adresse}",
            RELAIS_IMAP_URL=f"imap://{adresse}",
            RELAIS_TRACE_URL=f"imap://{adresse}",
        )
        monkeypatch.setattr(machine, "weasyprint", machine.python)
        debut = time.monotonic()
        statut, constats = dire()
    assert time.monotonic() - debut < 3
    assert statut == 2
    assert {constats[nom]["detail"] for nom in ("smtp", "imap", "trace")} == {"aucune réponse en 1 s"}


@pytest.mark.reseau
def test_mail_servers_that_accept_the_password_are_in_order(regler, dire, dovecot, smtp):
    """A real mailbox and a real SMTP server, both on this machine."""
    regler(RELAIS_SMTP_URL=smtp.url(), RELAIS_IMAP_URL=dovecot.url())
    statut, constats = dire()
    assert statut == 0
    assert constats["imap"]["detail"] == f"127.0.0.1:{dovecot.port} (sans chiffrement) répond, mode essai"
    assert constats["smtp"]["detail"] == f"127.0.0.1:{smtp.port} (sans chiffrement) répond, mode essai"
    assert smtp.facteur.recus == []


@pytest.mark.reseau
def test_a_refused_password_is_found(regler, dire, dovecot, fabrique_smtp):
    """The first fault of a new installation: the server answers, the password does not open."""
    serveur = fabrique_smtp(comptes={"relais": "le bon"})
    regler(
        RELAIS_SMTP_URL=serveur.url(compte=f"relais:{SECRET}"),
        RELAIS_IMAP_URL=f"imap://clauses%40relais.example:{SECRET}@127.0.0.1:{dovecot.port}",
    )
    _, constats = dire()
    assert constats["smtp"]["etat"] == "a_corriger"
    assert constats["imap"]["etat"] == "a_corriger"


def test_a_database_in_order_says_its_version(regler, dire, home):
    """SQLite, migrated."""
    migrer()
    assert dire()[1]["base"]["detail"].startswith("sqlite, à jour (version ")


@pytest.mark.parametrize(
    ("ecrite", "dite", "remede"),
    [("0000", "version 0000, attendue ", "./relais demarrer"), ("9999", "plus récente que ce programme", "git pull")],
)
def test_a_database_of_another_version_is_found(dire, home, ecrite, dite, remede):
    """Behind: the service applies what is missing. Ahead: the program must be updated."""
    migrer()
    with sqlite3.connect(home / "relais.db") as base:
        base.execute("UPDATE alembic_version SET version_num = ?", (ecrite,))
    base.close()
    statut, constats = dire()
    assert statut == 2
    assert dite in constats["base"]["detail"]
    assert remede in constats["base"]["remede"]


@pytest.mark.parametrize(
    "adresse",
    [
        pytest.param(f"postgresql+psycopg://u:{SECRET}@127.0.0.1:1/relais", id="server not there"),
        pytest.param(f"mysql://u:{SECRET}@127.0.0.1/relais", id="another kind of database"),
        pytest.param(f"://{SECRET}", id="no address"),
    ],
)
def test_a_database_that_cannot_be_reached_is_found_without_its_password(regler, dire, adresse):
    """The setting is named."""
    regler(RELAIS_DATABASE_URL=adresse)
    statut, constats = dire()
    assert statut == 2
    assert "RELAIS_DATABASE_URL" in constats["base"]["remede"]


def test_a_damaged_database_is_found(regler, dire, home):
    """A file that is no database, or one whose pages no longer hold together: put aside, it is in order again."""
    fichier = home / "relais.db"
    home.mkdir()
    fichier.write_text("pas une base" * 100)
    statut, constats = dire()
    assert statut == 2
    assert constats["base"]["detail"] == f"{fichier} est abîmée ou n’est pas une base SQLite"
    commande = constats["base"]["remede"].split("\u00a0: ", 1)[1].split("\u00a0;")[0]
    os.system(commande)
    assert (home / "relais.db.abimee").exists()
    assert dire()[1]["base"]["etat"] == "ok"


def test_a_database_with_a_damaged_page_is_found(regler, dire, home):
    """Its first page still tells its version."""
    migrer()
    fichier = home / "relais.db"
    with sqlite3.connect(fichier) as connexion:
        connexion.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connexion.execute("SELECT rootpage FROM sqlite_master WHERE name = 'operation'").fetchone()[0]
    connexion.close()
    with fichier.open("r+b") as octets:
        octets.seek((page - 1) * 4096)
        octets.write(b"\xff" * 4096)
    get_engine.cache_clear()
    statut, constats = dire()
    assert statut == 2
    assert "est abîmée" in constats["base"]["detail"]


def test_a_database_that_cannot_be_written_is_found(regler, dire, home, monkeypatch):
    """The remedy takes the file back; the tests may run as root, who may write everywhere."""
    migrer()
    fichier = home / "relais.db"
    permis = os.access
    monkeypatch.setattr(os, "access", lambda chemin, mode: Path(chemin) != fichier and permis(chemin, mode))
    statut, constats = dire()
    assert statut == 2
    assert constats["base"]["detail"] == f"{fichier} ne peut pas être écrite"
    assert constats["base"]["remede"] == f'sudo chown "$USER" {fichier} && chmod u+rwX {fichier}'


@pytest.mark.parametrize(("drapeaux", "remede"), [(os.ST_RDONLY, "RELAIS_HOME="), (0, "sudo chown")])
def test_a_database_on_a_disk_that_is_read_only_has_another_remedy(home, monkeypatch, drapeaux, remede):
    """Rights are taken back where they are what is missing; elsewhere another folder is needed."""
    migrer()
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(os, "statvfs", lambda _: type("Disk", (), {"f_flag": drapeaux})())
    constat = fichier_en_faute(get_engine(get_settings().base))
    assert constat.remede.startswith(remede)
    assert str(home) in constat.detail


def test_a_home_that_cannot_be_created_is_found(regler, dire):
    """Even where root has every right; another folder is what mends it, not the rights of a system folder."""
    regler(RELAIS_HOME="/proc/relais")
    statut, constats = dire()
    assert statut == 2
    assert constats["dossier"]["etat"] == constats["base"]["etat"] == "a_corriger"
    assert "/proc" in constats["dossier"]["detail"]
    assert constats["dossier"]["remede"] == 'RELAIS_HOME="$HOME/relais" ./relais diagnostic'


def test_packages_that_differ_from_the_lock_are_named(regler, dire, tmp_path, monkeypatch):
    """Absent, another version; a package under a condition may be absent."""
    verrou = tmp_path / "requirements.txt"
    verrou.write_text(
        "typer==0.0.1 \\\n    --hash=sha256:00\nabsent-de-partout==1.0 \\\n    --hash=sha256:00\n"
        "pywin32==300 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
    )
    monkeypatch.setattr(machine, "VERROU", verrou)
    statut, constats = dire()
    assert statut == 2
    assert "typer" in constats["paquets"]["detail"]
    assert "au lieu de 0.0.1" in constats["paquets"]["detail"]
    assert "absent-de-partout absent" in constats["paquets"]["detail"]
    assert "pywin32" not in constats["paquets"]["detail"]


def test_a_missing_library_of_weasyprint_is_named_with_both_packages(regler, dire, tmp_path, monkeypatch):
    """WeasyPrint names one at a time; the remedy installs all."""
    faux = tmp_path / "python"
    faux.write_text("#!/bin/sh\necho \"OSError: cannot load library 'libpangoft2-1.0-0': error\" >&2\nexit 1\n")
    faux.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(faux))
    statut, constats = dire()
    assert statut == 2
    assert "libpangoft2-1.0-0 est absente" in constats["weasyprint"]["detail"]
    assert "libharfbuzz-subset0" in constats["weasyprint"]["remede"]


def test_a_font_that_is_missing_prevents_nothing(regler, dire, tmp_path, monkeypatch):
    """Status 0, the package is named."""
    monkeypatch.setattr(machine, "POLICES", (str(tmp_path),))
    statut, constats = dire()
    assert statut == 0
    assert constats["polices"]["etat"] == "a_completer"
    assert "fonts-dejavu" in constats["polices"]["remede"]


def test_a_fixed_date_is_told(regler, dire):
    """RELAIS_DATE forgotten after a rehearsal would move every deadline."""
    regler(RELAIS_DATE="2027-03-01")
    assert "01/03/2027" in dire()[1]["horloge"]["detail"]


def test_a_home_that_cannot_be_written_is_found(regler, dire, home, monkeypatch):
    """Its first existing parent is named; the tests may run as root, who may write everywhere."""
    monkeypatch.setattr(machine.os, "access", lambda *_: False)
    statut, constats = dire()
    assert statut == 2
    assert constats["dossier"]["detail"] == f"{home.parent} ne peut pas être écrit"


def test_a_secret_that_others_can_read_is_found(regler, dire, home):
    """With the command that closes it."""
    secret(Paths(home))
    assert dire()[1]["dossier"]["etat"] == "ok"
    (home / "secrets" / "prefect").chmod(0o644)
    statut, constats = dire()
    assert statut == 2
    assert constats["dossier"]["remede"] == f"chmod -R go= {home / 'secrets'}"
    os.system(constats["dossier"]["remede"])
    assert dire()[1]["dossier"]["etat"] == "ok"


def test_a_home_that_everyone_can_enter_is_told(regler, dire, home):
    """It is made for its owner only; one made otherwise is named with the command that closes it."""
    secret(Paths(home))
    assert home.stat().st_mode & 0o777 == 0o700
    home.chmod(0o755)
    constat = dire()[1]["dossier"]
    assert (constat["etat"], constat["remede"]) == ("a_completer", f"chmod o= {home}")
    os.system(constat["remede"])
    assert dire()[1]["dossier"]["etat"] == "ok"


@pytest.mark.parametrize(("libres", "etat"), [(10**8, "a_corriger"), (10**9, "a_completer"), (10**10, "ok")])
def test_a_full_disk_is_found(regler, dire, monkeypatch, libres, etat):
    """Under 200 MB nothing can be promised; under 2 GB one is warned."""
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: type("Usage", (), {"free": libres})())
    assert dire()[1]["disque"]["etat"] == etat


def test_a_bareme_of_the_relay_that_cannot_be_read_is_found(regler, dire, home):
    """The file is named."""
    (home / "baremes").mkdir(parents=True)
    (home / "baremes" / "le-mien.toml").write_text("nom = ")
    statut, constats = dire()
    assert statut == 2
    assert "le-mien.toml" in constats["baremes"]["remede"]


def test_a_prefect_server_of_the_user_that_does_not_answer_is_found(regler, dire, monkeypatch):
    """PREFECT_API_URL wins, so it must work; its port is not checked."""
    regler(PREFECT_API_URL=f"http://127.0.0.1:{port_libre()}/api")
    statut, constats = dire()
    assert statut == 2
    assert constats["prefect"]["etat"] == "a_corriger"
    assert constats["ports"]["etat"] == "ok"


def test_a_check_that_breaks_is_a_finding_not_a_traceback(regler, dire, monkeypatch):
    """Its kind is told, not what it carried."""

    def casser():
        raise KeyError(SECRET)

    monkeypatch.setattr(machine, "python", casser)
    statut, constats = dire()
    assert statut == 2
    assert constats["python"]["detail"] == "la vérification a échoué (KeyError)"


def test_every_fault_comes_with_what_mends_it(regler, dire, home):
    """A finding that is not in order always has a remedy, one in order has none."""
    Path(home).write_text("")
    regler(RELAIS_SMTP_URL="smtp://smtp.example", RELAIS_DATABASE_URL="rien")
    for constat in dire()[1].values():
        assert (constat["remede"] is None) == (constat["etat"] == "ok")


@pytest.mark.reseau
def test_sending_suspended_and_a_trace_that_nobody_feeds_are_told(regler, dire, home, smtp, dovecot):
    """Nothing is broken, but somebody must look; no longer once mail leaves and copies come."""
    regler(RELAIS_SMTP_URL=smtp.url(), RELAIS_TRACE_URL=dovecot.url(), RELAIS_MAIL_DEBIT="0")
    home.mkdir()
    migrer()
    poster(1)
    smtp.facteur.mail.append("421 4.3.2 closing")
    with pytest.raises(PanneExterne):
        expedier()
    _, constats = dire()
    assert constats["smtp"]["detail"].startswith("Envoi suspendu")
    assert constats["smtp"]["remede"] == "./relais courrier expedier"
    expedier(tout_de_suite=True)
    antidater(envoye_le=timedelta(hours=1))
    _, constats = dire()
    assert constats["smtp"]["etat"] == "ok"
    assert "1 des 1 derniers envois n’y sont pas" in constats["trace"]["detail"]
    dovecot.livrer(sortants()[0].octets)
    _, constats = dire()
    assert constats["trace"]["etat"] == "ok"


def test_the_portal_is_in_order_once_somebody_may_sign_in(regler, dire, monkeypatch):
    """Until then, the command that opens the first account; on a network, TLS first."""
    assert dire()[1]["comptes"]["remede"] == "./relais utilisateur creer VOTRE.COURRIEL --role responsable"
    ouvrir_un_compte()
    assert dire()[1]["comptes"] == {"nom": "comptes", "etat": "ok", "detail": "1 ouvert", "remede": None}
    regler(RELAIS_PORTAIL_HOST="0.0.0.0")
    assert "sans chiffrement sur 0.0.0.0" in dire()[1]["comptes"]["detail"]
    regler(RELAIS_PORTAIL_URL="https://portail.relais.example")
    assert dire()[1]["comptes"]["etat"] == "ok"


def test_the_ports_of_the_running_service_are_those_it_wrote(regler, dire, monkeypatch):
    """Whatever the settings of this process say."""
    home = regler(RELAIS_PORTAIL_PORT="8000", RELAIS_PREFECT_PORT="4200")
    home.mkdir()
    tenus = ("http://127.0.0.1:18320", "http://127.0.0.1:18321")
    etat = service_prefect.EtatService(
        pid=os.getpid(), demarre_le="2026-11-25T08:00:00Z", portail=tenus[0], prefect=tenus[1], api=f"{tenus[1]}/api"
    )
    service_prefect.ecrire_etat(Paths(home), etat)
    monkeypatch.setattr(service_prefect, "api_disponible", lambda *_: True)
    assert dire()[1]["ports"]["detail"] == f"tenus par le service en marche, {tenus[0]} et {tenus[1]}"
