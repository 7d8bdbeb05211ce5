"""Every page in French typography: nothing it says breaks a line before « : ; ? ! » or inside guillemets."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Comment
from jinja2 import Environment
from mois_a_declarer import TREMPLIN, charger, contrat, dossier
from visiteur import Visiteur, application

from metier.periodes import Mois
from metier.roles import Role
from portail import debit
from portail.debit import Debit
from portail.typographie import Typographie
from sqlmodel_store.session import unit_of_work
from workflows.actes import jetons

FAUTE = re.compile(r".{0,40}(?:[ \n][:;?!»]|«[ \n]).{0,20}", re.DOTALL)
SAISI = "script, style, textarea, code, pre, bdi, .courriel-recu"
"""What others wrote, or a machine reads."""
PAR_ROUTE = 3
"""Pages of one route that are read: a list and its neighbours say the same words."""

MOTIFS = {
    une: re.compile(re.sub(r"\{\w+\}", "[^/]+", une))
    for une in sorted(application().openapi()["paths"], key=lambda une: une.count("{"))
}


def fautes(html):
    """The pieces of text at fault; what a person typed is as they typed it."""
    soupe = BeautifulSoup(html, "html.parser")
    for ecrit in soupe.select(SAISI):
        ecrit.decompose()
    textes = [un for un in soupe.find_all(string=True) if not isinstance(un, Comment)]
    return [faute[0] for texte in textes for faute in FAUTE.finditer(texte)]


def route(chemin):
    """Which route an address is of, numbers and names aside."""
    return next((une for une, motif in MOTIFS.items() if motif.fullmatch(chemin)), chemin)


def parcourir(visiteur, *departs):
    """The pages that links lead to, by address, with what is at fault on each."""
    a_voir, vues, par_route = list(departs), {}, {}
    while a_voir:
        chemin = a_voir.pop(0)
        sienne = route(urlsplit(chemin).path)
        if chemin in vues or par_route.get(sienne, 0) >= PAR_ROUTE:
            continue
        par_route[sienne] = par_route.get(sienne, 0) + 1
        reponse = visiteur.client.get(chemin, follow_redirects=True)
        vues[chemin] = []
        if reponse.headers["content-type"].startswith("text/html") and "/vue/" not in chemin:
            vues[chemin] = fautes(reponse.text)
            liens = [un["href"] for un in BeautifulSoup(reponse.text, "html.parser").select("a[href]")]
            a_voir += [une for un in liens if (une := urldefrag(urljoin(chemin, un)).url).startswith("/")]
    return vues


@pytest.fixture
def vivante(menee, monkeypatch):
    """An operation led to its consultation, a month to declare; returns the addresses of two links."""
    monkeypatch.setattr(debit, "_DEBIT", Debit())
    charger(dossier(contrats=[contrat("k1", debut="2026-10-05"), contrat("k3", debut="2026-10-05")]))
    with unit_of_work() as session:
        return f"/declaration/{jetons.lien_de_declaration(session, TREMPLIN, Mois(2026, 10)).rpartition('/')[2]}"


def test_no_page_breaks_a_line_before_a_sign(vivante):
    """From one link to the next, as each role; the page of a signed link, and those that refuse."""
    departs = ("/", "/clauses", "/nulle-part", vivante, f"{vivante}x", "/mot-de-passe/perdu")
    vues = {}
    for role in (Role.RESPONSABLE, Role.ANIMATEUR, Role.ADMINISTRATEUR, None):
        vues |= {(role, chemin): quoi for chemin, quoi in parcourir(Visiteur(role=role), *departs).items()}
    assert {chemin: quoi for chemin, quoi in vues.items() if quoi} == {}
    assert {"/reprise", "/reseau", "/reglages", "/modeles", "/envois"} <= {chemin for _, chemin in vues}


def test_a_template_is_typeset_as_it_is_read_and_what_it_is_given_as_it_is_typed():
    """Across a tag, an expression, the end of a line; never in what Jinja reads itself."""
    pages = Environment(extensions=[Typographie], autoescape=True)
    source = (
        '<b>Objet</b> : « {{ x }} »\n  ; {% if x %}oui{% endif %} !{{ " ; ".join([x, "Non ?"]) }}{{ {"a" : 1}["a"] }}'
    )
    rendu = pages.from_string(source).render(x="a : b")
    assert rendu == "<b>Objet</b>\u00a0: «\u00a0a : b\u00a0»\u00a0; oui\u00a0!a : b\u00a0; Non\u00a0?1"
