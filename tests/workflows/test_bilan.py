"""The end of an operation: the report to the buyer, its attestation to each company, what became of the persons."""

from __future__ import annotations

import io
import json
import zipfile
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from operations_en_base import courriels_de, demander_de, documents_de, operation
from typer.testing import CliRunner

from cli.application import app
from config.settings import get_settings
from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from echanges.suivi import charger
from metier.cycle import Transition
from metier.fautes import FauteDeSaisie
from metier.gestes import Geste
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.demandes import Appel, demander, executer
from workflows.actes.sujets import attentes

DOSSIERS = Path(__file__).resolve().parent.parent / "donnees" / "dossiers"
COMPARES = (
    "operations",
    "maitres_ouvrage",
    "contrats",
    "contrats_par_type",
    "personnes_distinctes",
    "personnes_ayant_travaille",
    "personnes_formees",
    "heures_validees",
    "heures_par_mois",
)
SIGNATAIRE = {"nom": "Paul Vernet", "qualite": "président"}


def semer(nom, **autres):
    objet = json.loads((DOSSIERS / nom).read_text(encoding="utf-8")) | autres
    with unit_of_work() as session:
        importer(session, [lire_dossier(objet)], acteur="essai")
    return objet["operation"]["reference"]


@pytest.fixture
def ecole(sur_sqlite, monkeypatch):
    monkeypatch.setenv("RELAIS_DATE", "2026-09-15")
    get_settings.cache_clear()
    return semer("01-ecole.json", etape="suivi")


def faire(reference, geste, **donnees):
    return executer(demander(Appel(reference=reference, transition=Geste(geste), donnees=donnees, par="essai")))


def lus(reference, genre):
    tous = [message_from_bytes(un.octets, policy=policy.default) for un in courriels_de(reference)]
    return [un for un in tous if un["X-Relais-Cle"].startswith(genre)]


def noms(courriel):
    return [piece.get_filename() for piece in courriel.iter_attachments()]


def test_concluding_gives_the_buyer_the_report_and_each_company_its_own_attestation(ecole):
    fait = executer(demander_de(ecole, "conclure", signataire=SIGNATAIRE))
    assert fait.etape == "bilan"
    codes = sorted(un.code for un in documents_de(ecole).values())
    assert codes == ["I1", "I2", "I2", "I2"]
    (bilan,) = lus(ecole, "bilan_remis:")
    assert bilan["To"] == "marches@val-de-brielle.example"
    (archive,) = bilan.iter_attachments()
    membres = zipfile.ZipFile(io.BytesIO(archive.get_content())).namelist()
    assert sum("I2" in nom or "attestation" in nom for nom in membres) >= 3
    assert "Clause sociale" in bilan.get_body(("plain",)).get_content()
    attestations = {un["To"]: noms(un) for un in lus(ecole, "attestation_realisation:")}
    assert len(attestations) == 3
    assert all(len(jointes) == 1 for jointes in attestations.values())
    assert len({jointes[0] for jointes in attestations.values()}) == 3


def test_without_a_signatory_the_report_leaves_and_the_attestations_are_told_missing(ecole):
    fait = executer(demander_de(ecole, "conclure"))
    assert [un.code for un in documents_de(ecole).values()] == ["I1"]
    assert any("signataire" in alerte for alerte in fait.alertes)
    assert lus(ecole, "attestation_realisation:") == []
    faire(ecole, "etablir_bilan", signataire=SIGNATAIRE)
    assert len(lus(ecole, "attestation_realisation:")) == 3


def test_an_attestation_is_checked_against_its_own_contracts_and_keeps_the_reference(sur_sqlite, monkeypatch):
    """Hours of lot 1 without eligibility are told once for the report, once for the attestation of that lot."""
    monkeypatch.setenv("RELAIS_DATE", "2026-09-15")
    get_settings.cache_clear()
    objet = json.loads((DOSSIERS / "01-ecole.json").read_text(encoding="utf-8"))
    qui = next(un["beneficiaire"] for un in objet["contrats"] if un["id"] == "k7")
    personnes = [un | ({"eligibilite": None} if un["id"] == qui else {}) for un in objet["beneficiaires"]]
    ecole = semer("01-ecole.json", etape="suivi", beneficiaires=personnes)
    fait = executer(demander_de(ecole, "conclure", signataire=SIGNATAIRE))
    dites = {une.partition("contrat k7")[0] for une in fait.alertes if "contrat k7" in une}
    assert sorted(une.split()[0] for une in dites) == ["I1", "I2"]
    assert all("lot 1" in une for une in dites if une.startswith("I2"))
    fichiers = {nom for nom in documents_de(ecole) if nom.startswith("I2")}
    assert fichiers == {f"I2_attestation_realisation_AR-{ecole}-L{lot}-1.pdf" for lot in (1, 2, 3)}


def test_concluding_twice_sends_once(ecole):
    for _ in range(2):
        executer(
            demander(Appel(reference=ecole, transition=Transition.CONCLURE, donnees={}, par="essai", cle="une fois"))
        )
    assert len(lus(ecole, "bilan_remis:")) == 1


def test_the_report_names_nobody(ecole):
    executer(demander_de(ecole, "conclure", signataire=SIGNATAIRE))
    with lecture() as session:
        personnes = charger(session, ecole).beneficiaires
    for courriel in [*lus(ecole, "bilan_remis:"), *lus(ecole, "attestation_realisation:")]:
        texte = courriel["Subject"] + courriel.get_body(("plain",)).get_content() + " ".join(noms(courriel))
        assert not [une.nom for une in personnes if une.nom in texte]


def test_outcomes_are_awaited_at_each_milestone_until_they_are_told(sur_sqlite, monkeypatch):
    """At once, at three and at six months after the last contract; also once the operation is closed."""
    objet = json.loads((DOSSIERS / "01-ecole.json").read_text(encoding="utf-8"))
    reference = semer(
        "01-ecole.json", beneficiaires=[un | {"sorties": []} for un in objet["beneficiaires"]], etape="bilan"
    )
    fins = {}
    for contrat in objet["contrats"]:
        fins.setdefault(contrat["beneficiaire"], []).append(contrat["fin"])
    finis = {qui: max(jours) for qui, jours in fins.items() if None not in jours}
    dernier = max(finis.values())
    monkeypatch.setenv("RELAIS_DATE", dernier)
    get_settings.cache_clear()

    def attendues(jalon):
        with lecture() as session:
            return [une for une in attentes(session, [operation(reference)]) if f"situation {jalon}" in une.libelle]

    (action,) = attendues("à la fin")
    assert action.qui == "facilitateur"
    assert action.libelle.endswith(f"{len(finis)} personnes")
    for qui, jour in finis.items():
        faire(reference, "noter_sortie", beneficiaire=qui, jalon="fin", date=jour, situation="cdi")
    assert attendues("à la fin") == []
    monkeypatch.setenv("RELAIS_DATE", "2028-01-03")
    get_settings.cache_clear()
    assert attendues("à trois mois")
    assert attendues("à six mois")


def test_an_unknown_person_is_refused(ecole):
    with pytest.raises(FauteDeSaisie, match="aucune personne"):
        faire(ecole, "noter_sortie", beneficiaire="zz", jalon="fin", date="2026-09-01", situation="cdi")


def test_the_command_gives_the_totals_expected_and_the_documents(sur_sqlite, donnees_partagees):
    attendus = json.loads((donnees_partagees / "dossiers" / "attendus.json").read_text(encoding="utf-8"))
    for nom in ("01-ecole.json", "02-nettoyage-accord-cadre.json", "03-region-aval.json"):
        reference = semer(nom)
        fait = CliRunner().invoke(app, ["bilan", reference, "--json"])
        assert fait.exit_code == 0, fait.output
        lu = json.loads(fait.output)
        attendu = attendus[nom]
        for cle in COMPARES:
            assert lu[cle] == attendu[cle], (nom, cle)
        assert float(lu["heures_engagees"]) == attendu["heures_engagees"]
        assert Path(lu["documents"][0]["fichier"]).is_file()


def test_the_command_makes_the_report_again_with_what_was_said_of_it(ecole):
    """The attestations stay in the pack, signed by the same person; so does what the facilitateur wrote."""
    executer(demander_de(ecole, "conclure", signataire=SIGNATAIRE, analyse={"freins": ["intempéries de mars"]}))
    avant = {nom for nom in documents_de(ecole) if nom.startswith("I2_")}
    for _ in range(2):
        resultat = CliRunner().invoke(app, ["bilan", ecole, "--json"])
        codes = [un["code"] for un in json.loads(resultat.stdout)["documents"]]
        assert codes == ["I1"] + ["I2"] * len(avant)
    dossier = get_settings().home / "documents" / ecole
    with zipfile.ZipFile(dossier / f"fin-{ecole}.zip") as archive:
        assert avant < set(archive.namelist())
    dites = json.loads(documents_de(ecole)["I1_bilan.pdf"].donnees)["donnees"]
    assert dites["analyse"]["freins"] == ["intempéries de mars"]
