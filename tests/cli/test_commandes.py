"""The commands as a user types them: what they print, their status, their one French sentence when refused."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from commande import executer
from operations_en_base import ECOLE, JOUR, RELAIS, Annonce
from serveurs.ports import port_libre

from config.paths import RACINE

DOSSIERS = RACINE / "tests" / "donnees" / "dossiers"
REFERENCE = ECOLE["reference"]
PIEGES = re.compile(r"Traceback|File \"|Error|None\b|errno|\bnot |\bthe ")
DURANT = 60


class Relais:
    """`relais …` typed in a home of one's own."""

    def __init__(self, home, **reglages):
        propres = {cle: v for cle, v in os.environ.items() if not cle.startswith(("RELAIS_", "PREFECT_"))}
        self.home = home
        self.variables = propres | {
            "RELAIS_HOME": str(home),
            "RELAIS_DATE": JOUR.isoformat(),
            "RELAIS_RELAIS__COURRIEL": RELAIS,
            "RELAIS_PREFECT_PORT": str(port_libre()),
        }
        self.regler(**reglages)

    def regler(self, **reglages):
        self.variables |= {f"RELAIS_{nom}": valeur for nom, valeur in reglages.items()}

    def __call__(self, *arguments):
        return executer([str(un) for un in arguments], self.variables, DURANT)

    def a_froid(self, *arguments, secondes=DURANT):
        """By an interpreter started for it, as the launcher does."""
        return subprocess.run(
            [sys.executable, "-m", "cli", *map(str, arguments)],
            cwd=RACINE,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=secondes,
            check=False,
        )

    def fait(self, *arguments):
        """What a command that succeeds prints."""
        fini = self(*arguments)
        assert (fini.returncode, fini.stderr) == (0, ""), fini.stderr
        return fini.stdout

    def json(self, *arguments):
        """The one document of a command."""
        return json.loads(self.fait(*arguments, "--json"))

    def refuse(self, *arguments, statut=2):
        """The one sentence of a command that is refused; nothing is printed beside it."""
        fini = self(*arguments)
        assert (fini.returncode, fini.stdout) == (statut, ""), fini
        assert_une_phrase(fini.stderr)
        return fini.stderr.strip()


def assert_une_phrase(texte):
    """One line, in French, nothing of the program's insides."""
    assert texte.count("\n") == 1, texte
    assert texte.strip().endswith((".", "?")), texte
    assert not PIEGES.search(texte), texte


@pytest.fixture
def relais(tmp_path):
    return Relais(tmp_path / "relais")


@pytest.fixture
def ecole(relais, tmp_path):
    """The school's operation, imported, at a step; `relais` is the command."""

    def importer(etape):
        fichier = tmp_path / f"{etape}.json"
        contact = {
            "organisation": "Communauté de communes du Val de Brielle",
            "role": "maitre_ouvrage",
            "nom": "Service marchés",
            "courriel": "marches@val-de-brielle.example",
        }
        objet = {"format": "relais-dossier/1", "operation": ECOLE, "contacts": [contact], "etape": etape}
        fichier.write_text(json.dumps(objet), encoding="utf-8")
        relais.fait("dossier", "importer", fichier)
        return relais

    return importer


def ecrire(relais, nom, contenu):
    chemin = relais.home.parent / nom
    chemin.write_text(contenu if isinstance(contenu, str) else json.dumps(contenu), encoding="utf-8")
    return chemin


def test_an_operation_goes_from_its_announcement_to_its_pack_by_commands(relais):
    """Annuaire, mail dropped, relever, four transitions, expedier: what each prints, what is left."""
    annonce = Annonce(JOUR)
    personne = {
        "nom": "Maud Sertelle",
        "courriel": "m.sertelle@val-de-brielle.example",
        "organisation": "Communauté de communes du Val de Brielle",
        "type": "collectivite",
        "role": "maitre_ouvrage",
    }
    relais.fait("annuaire", "importer", ecrire(relais, "annuaire.json", [personne]))
    entrant = relais.home / "courrier" / "entrant"
    entrant.mkdir(parents=True)
    (entrant / "annonce.eml").write_bytes(annonce.octets())
    assert annonce.reference in relais.fait("courrier", "relever")
    assert relais.fait("courrier", "relever") == "Aucun nouveau courriel.\n"
    donnees = ecrire(relais, "instruction.json", annonce.instruction())
    assert "faisabilité" in relais.fait("operation", "avancer", annonce.reference, "instruire", "--donnees", donnees)
    assert "C0_reponse.docx" in relais.fait("operation", "avancer", annonce.reference, "accepter")
    assert "B1_note_calibrage.docx" in relais.fait("operation", "avancer", annonce.reference, "calibrer")
    assert "A3_ccap.docx" in relais.fait("operation", "avancer", annonce.reference, "rediger")
    vue = relais.json("operation", "montrer", annonce.reference)
    assert vue["etape"] == "consultation"
    assert [un["etat"] for un in vue["courriels"]] == ["envoye"]
    assert len(list((relais.home / "courrier" / "sortant").glob("*.eml"))) == 1
    assert relais.fait("courrier", "expedier") == "Rien à envoyer.\n"
    registre = relais.json("courrier", "etat")
    assert registre["entrants"][0]["operation"] == annonce.reference


def test_montrer_has_the_shape_of_the_contract(ecole):
    """Step, transitions, actions with their dates, documents with their sha256, mails."""
    relais = ecole("faisabilite")
    relais.fait("operation", "avancer", REFERENCE, "accepter")
    vue = relais.json("operation", "montrer", REFERENCE)
    assert list(vue) == ["reference", "etape", "transitions", "actions", "documents", "courriels"]
    assert (vue["reference"], vue["etape"]) == (REFERENCE, "calibrage")
    assert vue["transitions"] == ["calibrer", "abandonner", "classer", "suspendre"]
    (action,) = vue["actions"]
    assert list(action) == ["libelle", "qui", "depuis", "avant_le"]
    assert (action["qui"], action["depuis"], action["avant_le"]) == ("facilitateur", str(JOUR), "2026-09-15")
    document, pdf = vue["documents"]
    assert (pdf["code"], Path(pdf["fichier"]).name) == ("C0", "C0_reponse.pdf")
    assert list(document) == ["code", "fichier", "sha256", "edition", "produit_le"]
    assert (document["code"], len(document["sha256"])) == ("C0", 64)
    assert document["produit_le"].endswith("Z")
    assert os.path.isabs(document["fichier"])  # noqa: PTH117 - a string of JSON
    (courriel,) = vue["courriels"]
    assert list(courriel) == ["cle", "destinataire", "objet", "etat"]
    assert courriel["destinataire"] == "marches@val-de-brielle.example"
    assert "Répondre" not in relais.fait("operation", "montrer", REFERENCE)


def test_lister_and_aujourdhui_tell_every_operation_and_what_it_waits_for(ecole):
    """In JSON and for a reader; what is late is said first."""
    relais = ecole("calibrage")
    (ligne,) = relais.json("operation", "lister")
    assert ligne == {
        "reference": REFERENCE,
        "intitule": ECOLE["intitule"],
        "maitre_ouvrage": ECOLE["maitre_ouvrage"]["nom"],
        "etape": "calibrage",
    }
    (action,) = relais.json("aujourdhui")
    assert list(action) == ["reference", "libelle", "qui", "depuis", "avant_le"]
    assert action["reference"] == REFERENCE
    assert REFERENCE in relais.fait("operation", "lister")
    assert "Retenir les lots et les heures" in relais.fait("aujourdhui")


def test_an_empty_installation_says_so(relais):
    """In JSON as well: one empty document."""
    assert "Aucune opération" in relais.fait("operation", "lister")
    ecrit = relais.fait("aujourdhui").splitlines()
    assert ecrit[0] == "Rien n’attend aujourd’hui."
    assert [ligne.split(",")[0].split()[-1] for ligne in ecrit[1:]] == ["relais.nom"]
    assert relais.json("operation", "lister") == relais.json("aujourdhui") == []
    assert relais.json("courrier", "etat") == {"entrants": [], "sortants": []}


def test_the_ledger_of_mail_has_the_shape_of_the_contract(ecole):
    """Out: key, recipient, state, identifiers, attempts, answer, subject."""
    relais = ecole("faisabilite")
    entrant = relais.home / "courrier" / "entrant"
    entrant.mkdir(parents=True)
    (entrant / "inconnu.eml").write_bytes(Annonce(JOUR).octets())
    relais.fait("courrier", "relever")
    relais.fait("operation", "avancer", REFERENCE, "accepter")
    registre = relais.json("courrier", "etat")
    (recu,), (envoye,) = registre["entrants"], registre["sortants"]
    assert list(recu) == ["message_id", "nature", "raison", "operation"]
    assert (recu["nature"], recu["operation"]) == ("a_trancher", None)
    assert "annuaire" in recu["raison"]
    assert list(envoye) == ["cle", "destinataire", "etat", "message_id", "essais", "reponse", "objet"]
    assert (envoye["etat"], envoye["essais"]) == ("envoye", 1)
    assert "Lire les courriels reçus à trancher (1)" in relais.fait("aujourdhui")


def test_reading_a_mail_stores_nothing_and_has_the_shape_of_the_contract(relais):
    """Kind, nature, operations with their fields, the sentence of each, what has to be asked."""
    relais.fait(
        "annuaire",
        "importer",
        ecrire(
            relais,
            "a.csv",
            "nom,courriel,organisation,type,role\n"
            "Maud Sertelle,m.sertelle@val-de-brielle.example,CCVB,collectivite,maitre_ouvrage\n",
        ),
    )
    fichier = relais.home.parent / "annonce.eml"
    fichier.write_bytes(Annonce(JOUR).octets())
    lu = relais.json("courrier", "lire", fichier)
    assert list(lu) == ["kind", "nature", "operations", "rattachee_a"]
    assert (lu["kind"], lu["nature"], lu["rattachee_a"]) == ("notification", "notification", None)
    (operation,) = lu["operations"]
    assert list(operation) == ["champs", "preuves", "a_saisir"]
    assert operation["champs"]["lots"][0] == {
        "numero": 1,
        "intitule": "Gros œuvre – démolitions",
        "montant_ht": "742000.00",
    }
    assert set(operation["champs"]["dates"]) == {"date_avis", "remise_offres", "demarrage", "reunion_demarrage"}
    assert set(operation["champs"]["contact"]) == {"nom", "courriel", "telephone"}
    assert "742" in operation["preuves"]["lots[1].montant_ht"]
    assert "lots[1].montant_ht" in relais.fait("courrier", "lire", fichier)
    assert relais.json("courrier", "etat")["entrants"] == relais.json("operation", "lister") == []


def test_the_templates_are_listed(relais):
    """Name, code, edition, whose it is, where it is."""
    modeles = relais.json("modeles", "lister")
    assert {"A1", "A2", "A3", "A7", "B1", "C0"} <= {un["code"] for un in modeles}
    for un in modeles:
        assert {"nom", "code", "edition", "origine", "fichier"} <= set(un)
        assert un["origine"] in {"relais", "fourni"}


def test_the_date_of_the_settings_moves_what_is_late(ecole):
    """RELAIS_DATE stands for today: the same deadline is ahead, then passed; a transition bears that day."""
    relais = ecole("signalee")
    relais.fait("operation", "avancer", REFERENCE, "instruire")
    assert "EN RETARD" not in relais.fait("aujourdhui")
    relais.regler(DATE="2026-09-30")
    assert relais.fait("aujourdhui").startswith("EN RETARD")
    relais.fait("operation", "avancer", REFERENCE, "accepter")
    (action,) = relais.json("operation", "montrer", REFERENCE)["actions"]
    assert action["depuis"] == "2026-09-30"
    assert date.fromisoformat(action["avant_le"]) > date(2026, 9, 30)


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (["operations"], "operations"),
        (["operation", "avance"], "avance"),
        (["operation", "lister", "--jsno"], "--jsno"),
        (["operation", "montrer"], "REFERENCE"),
        (["operation", "montrer", "NULLE-PART"], "NULLE-PART"),
        (["operation", "avancer", REFERENCE, "acepter"], "acepter"),
        (["operation", "avancer", "NULLE-PART", "accepter"], "NULLE-PART"),
        (["operation", "avancer", REFERENCE, "accepter", "--donnees", "absent.json"], "absent.json"),
        (["courrier", "lire", "absent.eml"], "absent.eml"),
        (["courrier", "lire", "."], "."),
        (["dossier", "importer", "absent.json"], "absent.json"),
        (["calibrer", "absent.json"], "absent.json"),
        (["schema", "autre"], "autre"),
    ],
    ids=lambda valeur: " ".join(valeur) if isinstance(valeur, list) else "",
)
def test_what_is_mistyped_is_refused_in_one_french_sentence(relais, arguments, attendu):
    """Status 2, the word found, never a traceback."""
    assert attendu in relais.refuse(*arguments)


def test_data_at_fault_are_refused_and_nothing_moves(ecole):
    """The file, the key or the value is named; the operation stays at its step, with no document."""
    relais = ecole("faisabilite")
    for contenu, attendu in {
        "{": "donnees.json",
        "[1, 2]": "objet",
        '{"reserves": 3}': "reserves",
        '{"reserve": "x"}': "reserve",
        '{"reserves": "x", "reserves": "y"}': "reserves",
        '{"reserves": NaN}': "NaN",
    }.items():
        fichier = ecrire(relais, "donnees.json", contenu)
        assert attendu in relais.refuse("operation", "avancer", REFERENCE, "accepter", "--donnees", fichier)
    vue = relais.json("operation", "montrer", REFERENCE)
    assert (vue["etape"], vue["documents"], vue["courriels"]) == ("faisabilite", [], [])
    assert not (relais.home / "documents").exists()


def test_a_transition_from_the_wrong_step_says_which_are_possible(ecole):
    """Status 2, the step and the possible transitions in the sentence."""
    phrase = ecole("suivi").refuse("operation", "avancer", REFERENCE, "calibrer")
    assert "«\u00a0suivi\u00a0»" in phrase
    assert "conclure" in phrase


@pytest.mark.parametrize(
    ("reglage", "valeur", "attendu"),
    [
        ("MAIL_MODE", "vrai", "RELAIS_MAIL_MODE"),
        ("MAIL_DEBIT", "beaucoup", "RELAIS_MAIL_DEBIT"),
        ("MAIL_REPRISE_S", "-1", "RELAIS_MAIL_REPRISE_S"),
        ("DATE", "demain", "RELAIS_DATE"),
        ("PORTAIL_PORT", "99999", "RELAIS_PORTAIL_PORT"),
        ("DATABASE_URL", "mysql://x/y", "RELAIS_DATABASE_URL"),
        ("ECHEANCES__CALIBRAGE", "0", "RELAIS_ECHEANCES__CALIBRAGE"),
        ("SMTP_URL_FILE", "/nulle/part", "RELAIS_SMTP_URL_FILE"),
    ],
)
def test_a_setting_at_fault_is_named(relais, reglage, valeur, attendu):
    """Status 2 for any command that reads the settings."""
    relais.regler(**{reglage: valeur})
    assert attendu in relais.refuse("operation", "lister")


@pytest.mark.parametrize(
    ("commande", "reglage"),
    [
        pytest.param(("courrier", "relever"), "IMAP_URL", id="relever"),
        pytest.param(("courrier", "relever"), "SMTP_URL", id="relever, smtp"),
        pytest.param(("courrier", "expedier"), "SMTP_URL", id="expedier"),
        pytest.param(("echeances",), "TRACE_URL", id="echeances"),
        pytest.param(("operation", "avancer", REFERENCE, "accepter"), "SMTP_URL", id="avancer"),
    ],
)
def test_in_rehearsal_a_remote_server_is_refused_before_anything(relais, commande, reglage):
    """Status 2 naming the setting and not the password; not even a database is made."""
    schema = "smtp" if reglage == "SMTP_URL" else "imap"
    relais.regler(**{reglage: f"{schema}://clauses:motdepasse@{schema}.operateur.example"})
    phrase = relais.refuse(*commande)
    assert f"RELAIS_{reglage}" in phrase
    assert "motdepasse" not in phrase
    assert not (relais.home / "relais.db").exists()


def test_a_server_that_does_not_answer_is_status_1_and_the_transition_is_done(ecole):
    """The mail waits in the outbox, and the command says so without failing; draining it then fails."""
    relais = ecole("faisabilite")
    relais.regler(SMTP_URL=f"smtp://127.0.0.1:{port_libre()}")
    fini = relais("operation", "avancer", REFERENCE, "accepter")
    assert fini.returncode == 0
    assert_une_phrase(fini.stderr)
    assert fini.stderr.startswith("Courrier en attente\u00a0:")
    assert relais.json("operation", "montrer", REFERENCE)["courriels"][0]["etat"] == "a_envoyer"
    relais.regler(IMAP_URL=f"imap://a:b@127.0.0.1:{port_libre()}/INBOX")
    assert "127.0.0.1" in relais.refuse("courrier", "relever", statut=1)


def test_echeances_does_what_was_left(ecole):
    """A mail whose server did not answer leaves; a second time there is nothing to do."""
    relais = ecole("faisabilite")
    relais.regler(SMTP_URL=f"smtp://127.0.0.1:{port_libre()}", MAIL_REPRISE_S="0")
    assert relais("operation", "avancer", REFERENCE, "accepter").returncode == 0
    del relais.variables["RELAIS_SMTP_URL"]
    assert "Courrier envoyé\u00a0: 1" in relais.fait("echeances")
    assert "Courrier" not in relais.fait("echeances")


def test_commands_typed_together_wait_for_each_other(ecole):
    """Eight at once on one SQLite database: none fails, the transition is done once."""
    relais = ecole("faisabilite")
    commandes = [("operation", "avancer", REFERENCE, "accepter"), ("operation", "lister"), ("courrier", "expedier")] * 2
    with ThreadPoolExecutor(len(commandes)) as ensemble:
        finis = list(ensemble.map(lambda commande: relais(*commande), commandes))
    assert [un.returncode for un in finis[1:3] + finis[4:]] == [0] * 4
    assert {un.returncode for un in finis[::3]} <= {0, 2}
    vue = relais.json("operation", "montrer", REFERENCE)
    assert (vue["etape"], [un["etat"] for un in vue["courriels"]]) == ("calibrage", ["envoye"])


@pytest.mark.prefect
@pytest.mark.timeout(420)
def test_the_demo_tells_its_story_and_stops(tmp_path):
    """One JSON document: the operation, its steps, its documents, its mails, the addresses; nothing left running."""
    relais = Relais(tmp_path / "relais", PORTAIL_PORT=str(port_libre()))
    fini = relais.a_froid("demo", "--sans-service", "--json", secondes=400)
    assert fini.returncode == 0, fini.stderr
    vue = json.loads(fini.stdout)
    assert list(vue) == ["operation", "etapes", "documents", "courriels", "adresses"]
    assert [un["etape"] for un in vue["etapes"]] == [
        "signalee",
        "faisabilite",
        "calibrage",
        "redaction",
        "consultation",
    ]
    assert {"A1", "A2", "A3", "A7", "B1", "B2", "C0"} <= {un["code"] for un in vue["documents"]}
    for un in vue["documents"]:
        assert os.path.exists(un["fichier"])  # noqa: PTH110 - a string of JSON
        assert len(un["sha256"]) == 64
    assert [list(un) for un in vue["courriels"]] == [["cle", "destinataire", "objet"]]
    assert set(vue["adresses"]) == {"portail", "prefect"}
    assert "Rien ne quitte votre machine." in fini.stderr
    assert not (relais.home / "demo" / "service.json").exists()
    assert_months_were_lived(fini.stderr, relais)


def assert_months_were_lived(dit, relais):
    """Each file said to be worth opening is there; the home that is left answers like any other."""
    assert "à revoir" not in dit
    a_ouvrir = [Path(chemin) for chemin in re.findall(r"^ +\d+\. (/.*)$", dit, re.MULTILINE)]
    assert len(a_ouvrir) == 8
    assert all(fichier.is_file() for fichier in a_ouvrir)
    relais.regler(HOME=str(relais.home / "demo"))
    assert re.findall(r"^\S+ +(\S+)", relais.fait("operation", "lister"), re.MULTILINE).count("suivi") == 2
    assert {un["etat"] for un in relais.json("courrier", "etat")["sortants"]} == {"envoye"}
    assert relais.json("aujourdhui")
