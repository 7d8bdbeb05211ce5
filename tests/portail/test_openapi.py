"""The routes that programs call do as their description says, whatever is sent to them."""

from __future__ import annotations

import pytest
import schemathesis
from acheteur import OPERATION
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from visiteur import Visiteur, application

ADRESSE = "/clauses/openapi.json"
DECRITES = {("/healthz", "get"), ("/readyz", "get"), ("/clauses/dce", "post")}
AU_SENS = [positive_data_acceptance]
"""Keys of SIRET, cross-checks of lots: what a schema cannot say may still be refused, in French, by its field."""

load_all_checks()


@pytest.fixture
def decrite(installation, monkeypatch):
    """The description, as a tool of a buyer fetches it; no limit of calls."""
    monkeypatch.setenv("RELAIS_PORTAIL_DEBIT", "0")
    return schemathesis.openapi.from_asgi(ADRESSE, application())


def essayer(operation, combien, genre=GenerationMode.POSITIVE, *, fondue=False):
    """Cases that the schema admits, or not; `fondue`: some of their fields in an operation that is right.

    Each answer must be one that is described: its status, its kind, its shape; never a fault of ours. Returns the
    statuses.
    """
    statuts = set()
    toleres = [*AU_SENS, negative_data_rejection] if fondue else AU_SENS

    @settings(
        max_examples=combien,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(tirage=st.data())
    def essai(tirage):
        cas = tirage.draw(operation.as_strategy(generation_mode=genre))
        if fondue:
            gardes = tirage.draw(st.lists(st.sampled_from(sorted(cas.body)), max_size=3))
            cas.body = OPERATION | {nom: cas.body[nom] for nom in gardes}
        reponse = cas.call()
        cas.validate_response(reponse, excluded_checks=toleres)
        statuts.add(reponse.status_code)

    essai()
    return statuts


def test_the_description_names_the_routes_that_programs_call_and_no_other(decrite):
    """What it says exists; it is found without an account, and tells nothing of the rest of the portal."""
    chemins = decrite.raw_schema["paths"]
    assert {(chemin, methode) for chemin, methodes in chemins.items() for methode in methodes} == DECRITES
    connues = application().openapi()["paths"]
    assert all(methode in connues[chemin] for chemin, methode in DECRITES)


@pytest.mark.parametrize("chemin", ["/healthz", "/readyz"])
def test_probes_answer_as_described(decrite, chemin):
    assert essayer(decrite[chemin]["GET"], 1) == {200}


def test_fields_of_every_kind_in_an_operation_that_is_right_give_pieces_or_sentences(decrite):
    assert essayer(decrite["/clauses/dce"]["POST"], 6, fondue=True) <= {200, 422}


def test_what_the_schema_refuses_is_refused_in_french(decrite):
    assert essayer(decrite["/clauses/dce"]["POST"], 1, GenerationMode.NEGATIVE) == {422}


@pytest.mark.long
@pytest.mark.parametrize(
    ("genre", "fondue", "combien"),
    [
        (GenerationMode.POSITIVE, False, 300),
        (GenerationMode.POSITIVE, True, 600),
        (GenerationMode.NEGATIVE, False, 60),
    ],
)
def test_at_full_size_no_data_is_a_fault_of_ours(decrite, genre, fondue, combien):
    assert essayer(decrite["/clauses/dce"]["POST"], combien, genre, fondue=fondue) <= {200, 422}


REFUS = [
    ("get", "/clauses/nulle-part", None, 404),
    ("put", "/clauses/dce", b"{}", 405),
    ("post", "/clauses/dce", b"[" * 600_000, 413),
    ("post", "/clauses/dce", b"{", 422),
]


@pytest.mark.parametrize("refus", REFUS, ids=[str(un[3]) for un in REFUS])
def test_a_program_is_refused_in_json_a_person_by_a_page(decrite, etranger, refus):
    """By what is accepted, else by what was sent; the sentence is the same, `reference` is the log's."""
    methode, chemin, corps, statut = refus
    json = etranger.client.request(methode, chemin, content=corps, headers={"content-type": "application/json"})
    assert json.status_code == statut
    assert json.json()["fautes"][0]["phrase"].endswith(".")
    accepte = etranger.client.request(
        methode, chemin, content=b"a=b", headers={"accept": "application/json", "content-type": "text/plain"}
    )
    assert accepte.headers["content-type"] == "application/json"
    page = etranger.client.request(
        methode, chemin, content=corps, headers={"accept": "text/html, application/json;q=.9"}
    )
    assert page.headers["content-type"].startswith("text/html")


def test_another_kind_too_many_calls_and_a_failure_are_told_in_json(decrite, etranger, monkeypatch):
    """415, 429 with when to come back, 500 without a word of what failed."""
    entetes = {"accept": "application/json"}
    kind = etranger.client.post("/clauses/dce", content=b"x", headers=entetes | {"content-type": "text/plain"})
    assert (kind.status_code, set(kind.json())) == (415, {"fautes", "reference"})
    monkeypatch.setattr("portail.routes.clauses.lire_operation", lambda _brut: 1 / 0)
    panne = etranger.client.post("/clauses/dce", json=OPERATION)
    assert panne.status_code == 500
    assert "division" not in panne.text
    assert "transmettez la référence" in panne.json()["fautes"][0]["phrase"]
    monkeypatch.setattr("portail.debit._DEBIT.admet", lambda *_: False)
    trop = etranger.client.post("/clauses/dce", json=OPERATION)
    assert (trop.status_code, trop.headers["retry-after"]) == (429, "60")
    assert "Trop de demandes" in trop.json()["fautes"][0]["phrase"]


def test_whoever_has_no_account_is_not_sent_to_a_list_of_operations(installation, etranger):
    """The address is the mail's, or a page's: it is told to be copied whole."""
    page = etranger.client.get("/clauses/nulle-part").text
    assert "recopiez-la en entier" in page
    assert "liste des opérations" not in page


def test_a_method_that_a_route_does_not_know_names_those_it_knows(decrite):
    """RFC 9110, 15.5.6."""
    reponse = Visiteur().client.delete("/clauses/dce")
    assert (reponse.status_code, reponse.headers["allow"]) == (405, "POST")
