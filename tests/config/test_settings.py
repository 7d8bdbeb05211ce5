"""`relais.toml` and the environment: each refusal says in French where, what was found, what is expected."""

from __future__ import annotations

import pytest

from config.settings import get_settings, variables
from metier.fautes import FauteDeSaisie
from metier.publics import Categorie

ANGLAIS = ("Expected", "Cannot", "Invalid", "line", "column", "codec", "Errno", "Input", "valid ", "directory")


@pytest.fixture
def refuse(home):
    """The sentence that refuses a file of settings."""

    def lire(contenu):
        home.mkdir(exist_ok=True)
        (home / "relais.toml").write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
        return refus()

    return lire


def refus():
    """The sentence of the refusal, in French with its no-break spaces."""
    get_settings.cache_clear()
    with pytest.raises(FauteDeSaisie) as faute:
        get_settings()
    phrase = faute.value.phrase
    assert not [mot for mot in ANGLAIS if mot in phrase.split("home", 1)[-1]]
    assert not [signe for signe in (" :", " ;", " »", "« ", "'") if signe in phrase]
    return phrase.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        ("[relais\n", "ligne 1, colonne 8 : le crochet fermant « ] » manque"),
        ('[relais]\nnom = "a"\nnom = "b"\n', "ligne 3, colonne 10 : cette clé est écrite deux fois"),
        ('[relais]\nnom = "a"\n[relais]\n', "ligne 3, colonne 8 : cette table est ouverte deux fois"),
        ("[relais]\nnom\n", "ligne 2, colonne 4 : le signe « = » manque"),
        ("[relais]\nnom = Relais\n", "ligne 2, colonne 7 : la valeur n’est pas lisible ; mettre un texte entre"),
        ('[relais]\nnom = "Relais\n', "ligne 2, colonne 14 : un caractère n’est pas admis ici"),
        ('[relais]\nnom = "Relais', "à la fin du fichier : les guillemets droits qui ferment le texte manquent"),
        ('[relais]\nlogo = "C:\\dessin"\n', "ligne 2, colonne 13 : une barre oblique inverse est seule"),
        ("[publics]\ncategories = [\n", "à la fin du fichier : "),
        ("mail_debit = 1 portail_port = 2\n", "ligne 1, colonne 16 : il y a quelque chose de trop"),
        ("date = 2026-02-31\n", "ligne 1, colonne 8 : cette date n’existe pas"),
        ("= 1\n", "ligne 1, colonne 1 : "),
        ("mail_debit = " + "9" * 5000, " : "),
        ("[relais]\nnom = 'Métropole'\n".encode("latin-1"), "ligne 2 : un caractère n’est pas en UTF-8"),
        ("[relais]\n".encode("utf-16"), "ligne 1 : un caractère n’est pas en UTF-8"),
    ],
)
def test_a_file_that_is_no_toml_is_refused_in_french(refuse, home, contenu, dit):
    """The file, the line and the column, what to check."""
    phrase = refuse(contenu)
    assert phrase.startswith(str(home / "relais.toml"))
    assert dit in phrase


def test_the_mark_that_a_text_editor_of_windows_writes_is_passed_over(home):
    """A UTF-8 file that starts with its mark is read as any other."""
    home.mkdir()
    (home / "relais.toml").write_text('[relais]\r\nnom = "Métropole"\r\n', encoding="utf-8-sig", newline="")
    assert get_settings().relais.nom == "Métropole"


def test_a_home_that_is_a_file_is_named(home, monkeypatch):
    """Itself, or one of the folders on its way."""
    home.write_text("")
    assert f"RELAIS_HOME : {home} est un fichier, un dossier est attendu" in refus()
    monkeypatch.setenv("RELAIS_HOME", str(home / "dessous"))
    assert f"RELAIS_HOME : {home / 'dessous'} passe par un fichier" in refus()


def test_a_file_of_settings_that_is_a_folder_is_named(home):
    """The system's reason is said in French."""
    (home / "relais.toml").mkdir(parents=True)
    assert refus() == f"{home / 'relais.toml'} : le fichier de réglages ne peut pas être lu (c’est un dossier)."


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        ("[relais]\nnom = 12\n", "(ou relais.nom dans relais.toml) : un texte est attendu ; reçu : le nombre 12."),
        ("[relais]\nnom = {a = 1}\n", "un texte est attendu ; reçu : une table."),
        ("[relais]\nnom = [1]\n", "un texte est attendu ; reçu : une liste."),
        ("[relais]\nnom = true\n", "un texte est attendu ; reçu : « true »."),
        ("[relais]\nnom = 2026-01-01\n", "un texte est attendu ; reçu : une date ou une heure."),
        ("relais = 3\n", "une table est attendue ; reçu : le nombre 3."),
        ("mail_debit = 'dix'\n", "un nombre entier est attendu ; reçu : « dix »."),
        ("mail_debit = [1]\n", "un nombre entier est attendu ; reçu : une liste."),
        ("mail_debit = 1.5\n", "un nombre entier est attendu ; reçu : le nombre 1.5."),
        ("portail_port = 99999\n", "un nombre au plus égal à 65535 est attendu ; reçu : le nombre 99999."),
        ("mail_mode = 'prod'\n", "valeurs admises : essai, reel ; reçu : « prod »."),
        ("date = 'demain'\n", "une date AAAA-MM-JJ est attendue ; reçu : « demain »."),
        ("[publics]\ncategories = 'x'\n", "une liste est attendue ; reçu : « x »."),
        ("smtp_ulr = 'smtp://u:secret@h'\n", "réglage inconnu ; le plus proche est smtp_url."),
        ("[relais]\nnomm = 'secret'\n", "réglage inconnu ; le plus proche est nom."),
        ("smtp_url = ['secret']\n", "un texte est attendu."),
    ],
)
def test_a_value_of_another_kind_is_refused_with_what_is_expected(refuse, contenu, dit):
    """What was found is named by its kind; what might be a password is not repeated."""
    phrase = refuse(contenu)
    assert phrase.endswith(dit)
    assert "secret" not in phrase


def test_an_unknown_public_is_refused_with_those_that_exist(refuse):
    """The list is that of the trade; the variable named is one that exists."""
    phrase = refuse("[publics]\ncategories = ['zz']\n")
    assert f"valeurs admises : {', '.join(Categorie)} ; reçu : « zz »." in phrase
    assert phrase.startswith("RELAIS_PUBLICS__CATEGORIES (")


@pytest.mark.parametrize(
    ("nom", "dit"),
    [
        ("RELAIS_SMTP_ULR", "RELAIS_SMTP_ULR : variable inconnue de Relais ; le plus proche est RELAIS_SMTP_URL ;"),
        ("RELAIS_RELAIS__NON", "le plus proche est RELAIS_RELAIS__NOM ;"),
        ("RELAIS_MAIL_MODE_FILE", "RELAIS_MAIL_MODE_FILE : variable inconnue"),
        ("RELAIS_XYZ", "RELAIS_XYZ : variable inconnue de Relais ; la corriger ou la retirer."),
    ],
)
def test_a_misspelt_variable_is_refused_by_its_name(monkeypatch, nom, dit):
    """With the nearest that exists, never with its value."""
    monkeypatch.setenv(nom, "motdepasse")
    phrase = refus()
    assert dit in phrase
    assert "motdepasse" not in phrase


def test_an_empty_variable_is_one_that_is_not_set(home, monkeypatch):
    """The file and the defaults hold, secrets and tables too."""
    home.mkdir(exist_ok=True)
    (home / "relais.toml").write_text('mail_debit = 7\n[relais]\nnom = "La Brielle"\n')
    for nom in ("TRACE_URL", "SMTP_URL", "MAIL_DEBIT", "DATE", "PORTAIL_PORT", "RELAIS__NOM", "ECHEANCES__CALIBRAGE"):
        monkeypatch.setenv(f"RELAIS_{nom}", "")
    get_settings.cache_clear()
    lus = get_settings()
    assert (lus.trace_url, lus.smtp_url, lus.date, lus.mail_debit, lus.portail_port) == (None, None, None, 7, 8000)
    assert (lus.relais.nom, lus.echeances.calibrage) == ("La Brielle", 10)


def test_every_variable_of_the_program_is_known(monkeypatch, tmp_path):
    """Settings, tables, files of secrets, and those that the program gives itself."""
    secret = tmp_path / "secret"
    secret.write_text("smtp://127.0.0.1:2525\n")
    monkeypatch.setenv("RELAIS_SMTP_URL_FILE", str(secret))
    monkeypatch.setenv("RELAIS_SERVICE", "{}")
    monkeypatch.setenv("RELAIS_MOT_DE_PASSE", "x")
    monkeypatch.setenv("RELAIS_RELAIS__NOM", "Relais")
    get_settings.cache_clear()
    assert get_settings().smtp_url.get_secret_value() == "smtp://127.0.0.1:2525"
    assert get_settings().relais.nom == "Relais"
    assert {"RELAIS_DATE", "RELAIS_ECHEANCES__CALIBRAGE", "RELAIS_TRACE_URL_FILE"} <= variables()


def test_a_list_of_the_environment_that_is_no_json_is_refused(monkeypatch):
    """The name of the variable, and where it is simpler to write it."""
    monkeypatch.setenv("RELAIS_PUBLICS__CATEGORIES", "zz")
    assert "RELAIS_PUBLICS" in refus()
    monkeypatch.delenv("RELAIS_PUBLICS__CATEGORIES")
    monkeypatch.setenv("RELAIS_RELAIS", "zz")
    assert "RELAIS_RELAIS : la valeur n’est pas du JSON" in refus()


def test_a_secret_that_cannot_be_read_is_refused_with_the_reason(monkeypatch, tmp_path):
    """The variable, the file, why."""
    monkeypatch.setenv("RELAIS_SMTP_URL_FILE", str(tmp_path))
    assert f"RELAIS_SMTP_URL_FILE : le fichier {tmp_path} ne peut pas être lu (c’est un dossier)." in refus()
