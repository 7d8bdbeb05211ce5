"""The files by which Relais is hosted: units that systemd accepts, an image that holds what it runs, a compose file."""

from __future__ import annotations

import configparser
import ipaddress
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
import yaml
from serveurs.ports import attendre_port, port_libre
from typer.main import get_command

from cli.application import app
from config.settings import SECRETS, Settings

RACINE = Path(__file__).resolve().parent.parent
DEPLOIEMENT = RACINE / "config" / "deploiement"
SERVICES = sorted(DEPLOIEMENT.glob("*.service"))
INSTALLE = "/opt/relais"
EXPOSITION_MAX = 20
systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze absent (paquet systemd)")


def unite(fichier):
    """The keys of a unit by section; a key written several times keeps its last value."""
    lue = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    lue.optionxform = str
    lue.read_string(fichier.read_text(encoding="utf-8"))
    return lue


def etapes():
    """The instructions of the Containerfile, (name, argument), continued lines joined."""
    texte = (DEPLOIEMENT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [tuple(ligne.split(maxsplit=1)) for ligne in texte.splitlines() if ligne and not ligne.startswith("#")]


def compose():
    return yaml.safe_load((DEPLOIEMENT / "compose.yaml").read_text(encoding="utf-8"))


@systemd
@pytest.mark.parametrize("fichier", sorted(DEPLOIEMENT.glob("relais*.[st]*")), ids=lambda un: un.name)
def test_systemd_finds_nothing_to_say_of_the_units(fichier, tmp_path):
    """Nor of how little they may do: 10 is a service without bounds, 1.5 what these reach."""
    for une in DEPLOIEMENT.glob("relais*.[st]*"):
        dite = une.read_text(encoding="utf-8").replace(INSTALLE, str(RACINE))
        (tmp_path / une.name).write_text(dite, encoding="utf-8")
    commandes = [("verify", "--man=no")]
    if fichier.suffix == ".service":
        commandes.append(("security", "--offline=true", "--no-pager", f"--threshold={EXPOSITION_MAX}"))
    for commande in commandes:
        dit = subprocess.run(
            ["systemd-analyze", *commande, tmp_path / fichier.name],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        assert dit.returncode == 0, dit.stdout + dit.stderr
        assert fichier.name not in dit.stderr


def test_the_three_services_are_bounded_alike_and_run_commands_that_exist():
    bornes = set()
    for fichier in SERVICES:
        service = unite(fichier)["Service"]
        bornes.add(re.search(r"NoNewPrivileges.*?(?=\n\[|\Z)", fichier.read_text(), re.DOTALL)[0].strip())
        assert service["User"] == "relais"
        assert service["Environment"] == "RELAIS_HOME=/var/lib/relais"
        assert "relais" in service["StateDirectory"].split()
        commande = re.search(rf"{INSTALLE}/relais (\w+)", service["ExecStart"])[1]
        assert commande in get_command(app).commands
    assert len(bornes) == 1


def test_each_timer_has_its_service_and_makes_up_for_a_machine_that_was_off():
    minuteurs = list(DEPLOIEMENT.glob("*.timer"))
    assert {un.stem for un in minuteurs} == {un.stem for un in SERVICES} - {"relais"}
    for un in minuteurs:
        assert unite(un)["Timer"]["Persistent"] == "yes"


def test_the_line_of_the_backup_unit_writes_the_file_of_the_day(tmp_path):
    """As systemd hands it to the shell, in other folders, on a real home."""
    ligne = unite(DEPLOIEMENT / "relais-sauvegarde.service")["Service"]["ExecStart"]
    ligne = ligne.replace("$$", "$").replace("%%", "%").replace("/var/lib/relais-sauvegardes", str(tmp_path))
    ligne = ligne.replace(f"{INSTALLE}/relais", shlex.join([sys.executable, "-m", "cli"]))
    subprocess.run(shlex.split(ligne), env=milieu(tmp_path / "home"), check=True, cwd=RACINE)
    nom = f"relais-{datetime.now(UTC).astimezone():%Y-%m-%d}.sauvegarde"
    assert (tmp_path / nom).stat().st_size > 0


def test_what_the_image_holds_is_enough_to_run(tmp_path):
    """The packages and their templates, and nothing of an installation; its templates are found and pass."""
    permis = (RACINE / ".dockerignore").read_text(encoding="utf-8").splitlines()
    voulus = [un[1:] for un in permis if un.startswith("!")]
    paquets = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    assert permis[0] == "*"
    assert {*paquets, "templates", "relais", "requirements.txt"} <= set(voulus)
    image = tmp_path / "image"
    image.mkdir()
    for nom in voulus:
        copier = shutil.copytree if (RACINE / nom).is_dir() else shutil.copy
        copier(RACINE / nom, image / nom)
    dit = subprocess.run(
        [sys.executable, "-m", "cli", "modeles", "lister", "--json"],
        env=milieu(tmp_path / "home"),
        cwd=image,
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(json.loads(dit.stdout)) > 20


def test_the_image_runs_without_rights_and_keeps_the_data_apart():
    instructions = etapes()
    noms = [nom for nom, _ in instructions]
    assert instructions[0] == ("FROM", "debian:12-slim")
    assert dict(instructions)["USER"] == "relais"
    assert noms.index("RUN") < noms.index("USER") < noms.index("ENTRYPOINT")
    variables = dict(un.split("=") for un in dict(instructions)["ENV"].split())
    assert variables["RELAIS_HOME"] in json.loads(dict(instructions)["VOLUME"])
    assert json.loads(dict(instructions)["ENTRYPOINT"]) == ["./relais"]
    assert json.loads(dict(instructions)["CMD"]) == ["demarrer"]


@pytest.mark.reseau
def test_the_health_check_tells_a_portal_that_lives_from_one_that_does_not(home):
    from portail.app import creer_app

    port = port_libre()
    sonde = dict(etapes())["HEALTHCHECK"].partition(" CMD ")[2]
    _, *commande = json.loads(sonde.replace(":8000/", f":{port}/"))
    assert subprocess.run([sys.executable, *commande], check=False, capture_output=True).returncode == 1
    serveur = uvicorn.Server(uvicorn.Config(creer_app(), port=port, log_level="warning"))
    fil = threading.Thread(target=serveur.run)
    fil.start()
    try:
        attendre_port(port)
        assert subprocess.run([sys.executable, *commande], check=False, capture_output=True).returncode == 0
    finally:
        serveur.should_exit = True
        fil.join(10)


def test_the_compose_file_publishes_tls_only_and_sets_what_exists():
    """Each secret is declared, each setting known, and only the servers of its own network are believed."""
    lu = compose()
    services = lu["services"]
    assert [nom for nom, un in services.items() if "ports" in un] == ["tls"]
    for un in services.values():
        assert set(un.get("secrets", ())) <= set(lu["secrets"])
        assert {volume.split(":")[0] for volume in un.get("volumes", ())} <= set(lu["volumes"])
    reglages = services["relais"]["environment"]
    connus = {f"RELAIS_{nom}".upper() for nom in Settings.model_fields} | {
        f"RELAIS_{un}_FILE".upper() for un in SECRETS
    }
    assert {nom for nom in reglages if nom.startswith("RELAIS_")} <= connus
    reseau = lu["networks"]["interne"]["ipam"]["config"][0]["subnet"]
    assert reglages["FORWARDED_ALLOW_IPS"] == reseau
    assert ipaddress.ip_network(reseau).is_private
    assert reglages["RELAIS_PORTAIL_URL"].removeprefix("https://") in services["tls"]["command"]


def test_the_servers_before_the_portal_say_who_asks_and_write_no_address_down():
    nginx = (DEPLOIEMENT / "nginx.conf").read_text(encoding="utf-8")
    for ligne in ("X-Forwarded-For $remote_addr;", "X-Forwarded-Proto $scheme;", "access_log off;"):
        assert ligne in nginx
    caddy = (DEPLOIEMENT / "Caddyfile").read_text(encoding="utf-8")
    assert "reverse_proxy 127.0.0.1:8000" in caddy
    assert "log" not in caddy.partition("{")[2]


def milieu(home):
    """The variables of a machine where nothing is set but the home."""
    propres = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith(("RELAIS_", "PREFECT_"))}
    return propres | {"RELAIS_HOME": str(home)}
