"""Who sees and does what: every route of the application, every role, two relays."""

from __future__ import annotations

import re

import pytest
from visiteur import Visiteur, application

from metier.cycle import Transition
from metier.droits import Acces, AccesRefuse
from metier.fautes import FauteDeSaisie
from metier.roles import Role
from portail.acces import est_d_entree, est_publique
from sqlmodel_store.depots import comptes, journal, operations_vues
from sqlmodel_store.session import lecture
from workflows.actes import au_nom_de

CHEMINS = application().openapi()["paths"]
ROUTES = sorted((chemin, methode) for chemin, methodes in CHEMINS.items() for methode in methodes)
PRIVEES = [une for une in ROUTES if not est_publique(une[0]) and not est_d_entree(une[0])]
PUBLIQUES = {"/healthz", "/readyz", "/declaration/{jeton}", "/choix/{jeton}"}


def remplir(chemin, reference):
    """A path with a value for each of its parameters."""
    return re.sub(r"\{(\w+)(:path)?\}", lambda nom: reference if nom[1] == "reference" else "1", chemin)


def test_nothing_is_public_that_is_not_meant_to_be():
    """A new public route is a decision: it is written here."""
    assert {chemin for chemin, _ in ROUTES if est_publique(chemin)} >= PUBLIQUES
    connus = ("/healthz", "/readyz", "/declaration", "/choix", "/clauses", "/pieces")
    assert [chemin for chemin, _ in ROUTES if est_publique(chemin) and not chemin.startswith(connus)] == []
    assert len(PRIVEES) >= 7


@pytest.mark.parametrize(("chemin", "methode"), PRIVEES)
def test_a_stranger_is_sent_to_the_page_where_one_signs_in(deux_relais, etranger, chemin, methode):
    """Whatever the route and the method, what exists and what does not, and nothing of an operation shows."""
    for reference in ("R-nord", "R-INCONNUE"):
        reponse = etranger.client.request(methode, remplir(chemin, reference))
        assert reponse.status_code == 303
        assert reponse.headers["location"].startswith("/connexion")
        assert "secret" not in reponse.text


@pytest.mark.parametrize(("chemin", "methode"), [une for une in PRIVEES if "{reference}" in une[0]])
def test_the_operation_of_another_relay_does_not_exist(deux_relais, chemin, methode):
    """404, as for a reference that nobody bears, even with the form's token."""
    visiteur = Visiteur(role=Role.RESPONSABLE, relais=("nord",))
    entetes = {"X-CSRF-Token": visiteur.jeton("/")}
    for reference in ("R-sud", "R-INCONNUE"):
        reponse = visiteur.client.request(methode, remplir(chemin, reference), headers=entetes)
        assert reponse.status_code == 404
        assert "secret" not in reponse.text


@pytest.mark.parametrize(("chemin", "methode"), [une for une in PRIVEES if une[1] != "get"])
def test_no_change_goes_without_the_token_of_the_visit(deux_relais, chemin, methode):
    """403 for a form that is not ours, whatever the role."""
    for role in (Role.RESPONSABLE, Role.ADMINISTRATEUR):
        visiteur = Visiteur(role=role)
        for entetes in ({}, {"X-CSRF-Token": "x"}):
            reponse = visiteur.client.request(methode, remplir(chemin, "R-nord"), headers=entetes)
            assert reponse.status_code == 403
            assert "ouverte il y a trop longtemps" in reponse.text


@pytest.mark.parametrize(
    ("role", "relais", "vues"),
    [
        (Role.FACILITATEUR, ("nord",), ["R-nord"]),
        (Role.RESPONSABLE, ("sud",), ["R-sud"]),
        (Role.LECTURE, ("nord", "sud"), ["R-nord", "R-sud"]),
        (Role.ANIMATEUR, (), ["R-nord", "R-sud"]),
    ],
)
def test_each_sees_the_operations_of_their_relays(deux_relais, role, relais, vues):
    """In the list and among the day's work."""
    visiteur = Visiteur(role=role, relais=relais)
    assert [un.text for un in visiteur.voir("/operations").select("tbody th")] == vues
    jour = visiteur.mots(visiteur.voir("/").main)
    assert [reference for reference in deux_relais if reference in jour] == vues


@pytest.mark.parametrize(
    ("role", "menu"),
    [
        (Role.FACILITATEUR, ["/", "/operations"]),
        (Role.ANIMATEUR, ["/", "/operations"]),
        (Role.LECTURE, ["/", "/operations"]),
        (Role.ADMINISTRATEUR, ["/comptes"]),
    ],
)
def test_the_menu_shows_what_the_role_may_open(deux_relais, role, menu):
    """And each of its links answers."""
    visiteur = Visiteur(role=role)
    liens = [lien["href"] for lien in visiteur.voir(menu[0]).select(".menu a")]
    assert [lien for lien in liens if lien in ("/", "/operations", "/comptes")] == menu
    suivis = [visiteur.client.get(lien, follow_redirects=True) for lien in liens]
    assert {page.status_code for page in suivis} == {200}
    assert "/connexion" not in {page.url.path for page in suivis}


def test_who_manages_the_accounts_reads_no_operation(deux_relais):
    """Neither pages nor documents: personal data is not their work."""
    visiteur = Visiteur(role=Role.ADMINISTRATEUR)
    assert visiteur.get("/").headers["location"] == "/comptes"
    assert visiteur.get("/operations").status_code == 403
    assert visiteur.get("/operations/R-nord").status_code == 403
    assert "Votre compte ne permet pas cela" in visiteur.get("/operations").text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATEUR])
def test_only_the_administrator_manages_accounts(deux_relais, role):
    visiteur = Visiteur(role=role, relais=() if role is Role.ANIMATEUR else ("nord",))
    assert visiteur.get("/comptes").status_code == 403
    assert visiteur.poster("/comptes", courriel="x@relais.example", role="administrateur").status_code == 403


def acces(role, relais=None):
    return Acces(compte=1, nom="Marie Dupré", role=role, relais=relais)


@pytest.mark.parametrize("role", [Role.ANIMATEUR, Role.LECTURE, Role.ADMINISTRATEUR])
def test_below_the_pages_who_does_not_drive_does_nothing(deux_relais, role):
    """The act itself refuses, whatever page asked for it."""
    with pytest.raises(AccesRefuse):
        au_nom_de.demander(acces(role), "R-nord", Transition.ABANDONNER, {"motif": "essai"}, cle="1")
    with lecture() as session:
        assert [un.evenement for un in journal.lister(session) if "transition" in un.evenement] == []


def test_below_the_pages_the_operation_of_another_relay_does_not_exist(deux_relais):
    """The same sentence as for a reference that nobody bears."""
    with lecture() as session:
        nord = operations_vues.par_reference(session, acces(Role.ANIMATEUR), "R-nord").relais_id
    for reference in ("R-sud", "R-INCONNUE"):
        with pytest.raises(FauteDeSaisie, match="Aucune opération ne porte la référence"):
            au_nom_de.demander(
                acces(Role.RESPONSABLE, frozenset({nord})), reference, Transition.ABANDONNER, {"motif": "x"}, cle="1"
            )


def test_the_administrator_opens_an_account_and_ends_it(installation, monkeypatch):
    """Its owner receives a link; the address taken twice, a role that is none, one's own account are refused."""
    visiteur = Visiteur(role=Role.ADMINISTRATEUR)
    assert "Choisissez un rôle" in visiteur.poster("/comptes", courriel="eve@relais.example").text
    assert "pas une adresse" in visiteur.poster("/comptes", courriel="eve", role="lecture").text
    ouvert = visiteur.poster("/comptes", courriel="Eve@relais.example", nom="Ève Anjou", role="lecture")
    assert ouvert.headers["location"] == "/comptes"
    page = visiteur.voir("/comptes")
    assert "Fait. Compte ouvert pour eve@relais.example" in visiteur.mots(page.select_one(".annonce"))
    assert "Ève Anjou" in page.table.text
    assert visiteur.voir("/comptes").select_one(".annonce") is None
    assert "a déjà un compte" in visiteur.poster("/comptes", courriel="eve@relais.example", role="lecture").text
    assert visiteur.poster("/comptes/lien", courriel="eve@relais.example").status_code == 303
    assert visiteur.poster("/comptes/desactiver", courriel="eve@relais.example").status_code == 303
    assert "lui-même" in visiteur.poster("/comptes/desactiver", courriel="administrateur-seul@relais.example").text
    with lecture() as session:
        assert comptes.par_courriel(session, "eve@relais.example").desactive_le
