"""One's own account: the password changed, the other browsers signed out, guessing slowed down."""

from __future__ import annotations

import pytest
from visiteur import Visiteur

from metier.roles import Role
from portail.comptes import gestion, sessions
from portail.comptes.connexion import connecter
from portail.comptes.gestion import NouveauCompte
from sqlmodel_store.depots import comptes, journal
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture

COURRIEL, ACTUEL, NOUVEAU = "marie.dupre@relais.example", "trois petits chats", "un cheval bleu nage"


@pytest.fixture
def marie(installation):
    """A browser signed in, of an account that has a password; and the cookie of another browser of hers."""
    migrer()
    compte = gestion.creer(
        NouveauCompte(courriel=COURRIEL, role=Role.LECTURE, nom="Marie Dupré", mot_de_passe=ACTUEL), par="essai"
    )
    visiteur = Visiteur()
    visiteur.client.cookies.set("relais-session", sessions.ouvrir(compte.id))
    return visiteur, sessions.ouvrir(compte.id)


def faits(evenement):
    with lecture() as session:
        return [une.donnees for une in journal.du_genre(session, evenement)]


def envoyer(visiteur, actuel=ACTUEL, nouveau=NOUVEAU, encore=NOUVEAU):
    return visiteur.poster("/mon-compte/mot-de-passe", actuel=actuel, nouveau=nouveau, encore=encore)


def test_the_name_at_the_top_leads_to_the_account_and_its_sessions(marie):
    """The browser of the visit is told from the other."""
    visiteur, _ = marie
    page = visiteur.voir("/mon-compte")
    assert page.select_one('.moi a[href="/mon-compte"]').get("aria-current") == "page"
    rangs = [rang.text for rang in page.select("tbody th")]
    assert sorted(rangs) == ["Ce navigateur", "Un autre navigateur"]
    assert "sessions" in visiteur.mots(page.select_one('form[action="/mon-compte/sessions"]'))


def test_another_password_ends_the_other_sessions_and_is_written_down(marie):
    """The browser that changed it stays signed in; the journal holds no password."""
    visiteur, autre = marie
    assert envoyer(visiteur).headers["location"] == "/mon-compte"
    assert "vos autres sessions sont fermées" in visiteur.mots(visiteur.voir("/mon-compte").select_one(".annonce"))
    assert sessions.retrouver(autre) is None
    assert connecter(COURRIEL, ACTUEL, "192.0.2.1") is None
    assert connecter(COURRIEL, NOUVEAU, "192.0.2.1")
    (ecrit,) = faits("mot_de_passe_change")
    assert "chats" not in ecrit
    assert "cheval" not in ecrit


@pytest.mark.parametrize(
    ("champs", "ou", "dit"),
    [
        ({"actuel": "pas le bon du tout"}, "actuel", "pas votre mot de passe actuel"),
        ({"nouveau": "court", "encore": "court"}, "nouveau", "il en faut de 12 à 200"),
        ({"encore": "un cheval bleu vole"}, "encore", "Les deux saisies diffèrent"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(marie, champs, ou, dit):
    """Nothing changes, nothing typed comes back in the page."""
    visiteur, autre = marie
    reponse = envoyer(visiteur, **champs)
    assert reponse.status_code == 422
    assert f'id="{ou}-faute"' in reponse.text
    assert dit in reponse.text
    assert "cheval" not in reponse.text
    assert sessions.retrouver(autre) is not None
    assert connecter(COURRIEL, ACTUEL, "192.0.2.1")


def test_guessing_the_password_in_use_slows_down_and_does_not_lock_the_way_in(marie):
    """Whoever holds the browser of someone else has five attempts; the owner still signs in."""
    visiteur, _ = marie
    statuts = [envoyer(visiteur, actuel=f"au hasard numéro {rang}").status_code for rang in range(6)]
    assert statuts == [422] * 5 + [429]
    assert "Trop d’essais" in envoyer(visiteur).text
    assert connecter(COURRIEL, ACTUEL, "192.0.2.1")


def test_the_other_sessions_are_ended_at_once(marie):
    visiteur, autre = marie
    assert visiteur.poster("/mon-compte/sessions").status_code == 303
    assert sessions.retrouver(autre) is None
    page = visiteur.voir("/mon-compte")
    assert "Sessions fermées : 1." in visiteur.mots(page.select_one(".annonce"))
    assert page.select_one('form[action="/mon-compte/sessions"]') is None
    with lecture() as session:
        compte = comptes.par_courriel(session, COURRIEL)
        assert len(comptes.sessions_ouvertes(session, compte.id, inactivite=sessions.INACTIVITE)) == 1
    assert '"nombre": 1' in faits("sessions_fermees")[0]
