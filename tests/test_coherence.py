"""The guardian of the house: what must hold across folders, checked from the code itself."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import sys
import tomllib
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined
from sqlalchemy import Float, Numeric
from sqlmodel import SQLModel

import sqlmodel_store.modeles
from config.baremes import FOURNIS, charger
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie

RACINE = Path(__file__).resolve().parent.parent
REGLAGES = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
PAQUETS = REGLAGES["tool"]["importlinter"]["root_packages"]
NOMS_D_IMPORT = {
    "argon2-cffi": "argon2",
    "beautifulsoup4": "bs4",
    "flufl.bounce": "flufl",
    "pillow": "PIL",
    "psycopg": "psycopg",
    "python-calamine": "python_calamine",
    "python-docx": "docx",
    "python-stdnum": "stdnum",
}


def modules(*paquets: str) -> list[Path]:
    return [fichier for paquet in paquets for fichier in sorted((RACINE / paquet).rglob("*.py"))]


def test_every_flow_is_deployed_under_the_name_of_its_file():
    """Flow = file = deployment name."""
    from workflows.deploiements import DEPLOIEMENTS

    deployes = {un.flux.name for un in DEPLOIEMENTS}
    ecrits = {
        fichier.stem
        for fichier in (RACINE / "workflows").glob("*.py")
        if any(
            isinstance(noeud, ast.FunctionDef) and any("flow(" in ast.unparse(un) for un in noeud.decorator_list)
            for noeud in ast.parse(fichier.read_text(encoding="utf-8")).body
        )
    }
    assert deployes == ecrits


def test_the_parameters_of_flows_hold_no_personal_data():
    """Whoever has Prefect's password reads them: references, ids, closed lists, dates, and texts that say so."""
    from workflows.deploiements import DEPLOIEMENTS

    for un in DEPLOIEMENTS:
        for nom in inspect.signature(un.flux.fn).parameters:
            assert nom not in {"nom", "prenom", "courriel", "telephone", "adresse", "beneficiaire"}, un.flux.name


def test_every_enumeration_value_is_in_the_glossary():
    """What a format or a page may show is explained."""
    for paquet in (importlib.import_module("metier"), sqlmodel_store.modeles):
        for module in pkgutil.iter_modules(paquet.__path__):
            importlib.import_module(f"{paquet.__name__}.{module.name}")
    glossaire = (RACINE / "docs" / "glossaire.md").read_text(encoding="utf-8")
    internes = {"CodeAlerte", "CodeEtape"}
    manquants = [
        f"{liste.__name__}.{valeur.value}"
        for liste in Enumeration.__subclasses__()
        if liste.__module__.partition(".")[0] in {"metier", "sqlmodel_store"} and liste.__name__ not in internes
        for valeur in liste
        if f"`{valeur.value}`" not in glossaire
    ]
    assert manquants == []


def test_every_bareme_has_a_date_and_a_source_or_is_an_empty_slot(tmp_path):
    for fichier in FOURNIS.glob("*.toml"):
        if tomllib.loads(fichier.read_text(encoding="utf-8")):
            bareme = charger(fichier.stem, tmp_path)
            assert bareme.date
            assert bareme.source
        else:
            with pytest.raises(FauteDeSaisie, match="emplacement vide"):
                charger(fichier.stem, tmp_path)


def test_no_column_is_a_binary_float():
    """Money and hours are exact."""
    for table in SQLModel.metadata.tables.values():
        for colonne in table.columns:
            assert not isinstance(colonne.type, Float | Numeric), f"{table.name}.{colonne.name}"


def test_every_package_is_a_declared_layer():
    dossiers = {fichier.parent.name for fichier in RACINE.glob("*/__init__.py")}
    assert dossiers == set(PAQUETS)
    assert dossiers == set(REGLAGES["tool"]["setuptools"]["packages"])


def test_every_third_party_import_is_a_declared_dependency():
    declares = {re.split(r"[\[><=]", ligne)[0] for ligne in REGLAGES["project"]["dependencies"]}
    for extra in REGLAGES["project"]["optional-dependencies"].values():
        declares |= {re.split(r"[\[><=]", ligne)[0] for ligne in extra}
    importables = {NOMS_D_IMPORT.get(nom, nom.replace("-", "_")) for nom in declares}
    for fichier in modules(*PAQUETS):
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            for nom in _imports(noeud):
                connu = nom in sys.stdlib_module_names or nom in PAQUETS or nom in importables
                assert connu or nom in {"pydantic_core", "starlette", "httpx"}, f"{fichier.relative_to(RACINE)} : {nom}"


def test_every_declared_dependency_is_used_or_says_why():
    """`weasyprint` makes the reports, `psycopg`, `uvicorn`, `python-multipart` are loaded by name, `tzdata` is data."""
    importes = {
        nom
        for fichier in modules(*PAQUETS)
        for n in ast.walk(ast.parse(fichier.read_text("utf-8")))
        for nom in _imports(n)
    }
    par_nom = {"weasyprint", "uvicorn", "tzdata", "python_multipart"}
    for ligne in REGLAGES["project"]["dependencies"]:
        nom = re.split(r"[\[><=]", ligne)[0]
        assert NOMS_D_IMPORT.get(nom, nom.replace("-", "_")) in importes | par_nom, nom


def _imports(noeud: ast.AST) -> list[str]:
    if isinstance(noeud, ast.Import):
        return [alias.name.partition(".")[0] for alias in noeud.names]
    if isinstance(noeud, ast.ImportFrom) and noeud.module and not noeud.level:
        return [noeud.module.partition(".")[0]]
    return []


def test_every_message_folder_has_its_function_and_its_two_files():
    fonctions = {
        nom
        for fichier in (RACINE / "courrier").glob("messages*.py")
        for nom, valeur in vars(importlib.import_module(f"courrier.{fichier.stem}")).items()
        if inspect.isfunction(valeur)
    }
    for dossier in (RACINE / "templates" / "messages").iterdir():
        if dossier.is_dir() and not dossier.name.startswith("_"):
            assert {fichier.name for fichier in dossier.iterdir()} == {"objet.txt", "corps.html"}
            assert dossier.name in fonctions, dossier.name


def test_every_command_named_in_the_readme_and_the_guides_exists():
    from typer.main import get_command

    from cli.application import app

    commandes = get_command(app).commands
    for texte in [RACINE / "README.md", *(RACINE / "docs").glob("*.md")]:
        for premiere, seconde in re.findall(r"`?(?:\./)?relais ([a-z]+)(?: ([a-z]+))?", _code(texte)):
            if premiere == "test":
                continue
            assert premiere in commandes, f"{texte.name} : relais {premiere}"
            sous = getattr(commandes[premiere], "commands", None)
            assert sous is None or seconde in sous, f"{texte.name} : relais {premiere} {seconde}"


def _code(fichier: Path) -> str:
    """What stands between backquotes, spans and blocks, where a command is meant to be typed."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", fichier.read_text(encoding="utf-8"), flags=re.DOTALL))


def test_no_file_names_a_machine_or_a_registry():
    interdits = (str(RACINE), "pypi.org/simple", "registry.npmjs")
    for fichier in [*modules(*PAQUETS), *RACINE.glob("*.txt"), *RACINE.glob("*.md"), *(RACINE / "docs").rglob("*.md")]:
        contenu = fichier.read_text(encoding="utf-8")
        for interdit in interdits:
            assert interdit not in contenu, f"{fichier.relative_to(RACINE)} : {interdit}"


def test_settings_have_a_default_each():
    """An installation starts with no setting at all."""
    from config.settings import Settings

    for nom, champ in Settings.model_fields.items():
        assert champ.default is not PydanticUndefined or champ.default_factory is not None, nom
