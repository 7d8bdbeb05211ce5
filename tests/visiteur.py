"""A browser without a screen, a stranger or signed in, and the cookie of a session without its password."""

from __future__ import annotations

from functools import cache

from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from metier.droits import DE_TOUT_LE_RESEAU
from portail.app import creer_app
from portail.comptes import sessions
from sqlmodel_store.depots import comptes
from sqlmodel_store.depots import relais as depot_relais
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import unit_of_work

ICI = "http://127.0.0.1:8000"
application = cache(creer_app)


class Visiteur:
    """A browser without a screen: each page as a soup; signed in when it has a role."""

    def __init__(self, hote="127.0.0.1", adresse=ICI, role=None, relais=()):
        self.client = TestClient(application(), base_url=adresse, client=(hote, 50000), follow_redirects=False)
        if role is not None:
            self.client.cookies.set("relais-session", entrer(role, relais))

    def get(self, chemin):
        return self.client.get(chemin)

    def poster(self, chemin, **champs):
        """What a form of ours sends: its fields, and the token of the visit."""
        return self.client.post(chemin, data={"jeton_csrf": self.jeton(), **champs})

    def jeton(self, chemin="/connexion"):
        """The token of the forms of this visitor."""
        page = self.client.get(chemin, follow_redirects=True)
        return BeautifulSoup(page.text, "html.parser").select_one("input[name=jeton_csrf]")["value"]

    def voir(self, chemin):
        reponse = self.get(chemin)
        assert reponse.status_code == 200, reponse.text
        return BeautifulSoup(reponse.text, "html.parser")

    def partie(self, chemin, titre):
        """The words of the section under that heading, with ordinary spaces."""
        return self.mots(self.voir(chemin).find("h2", string=titre).find_parent("section"))

    @staticmethod
    def mots(noeud):
        return " ".join(noeud.get_text(" ").split())


def entrer(role, relais=()):
    """The cookie of a session of that role, opened without its password; in the only relay by default."""
    migrer()
    nom = f"{role.value}-{'-'.join(relais) or 'seul'}@relais.example"
    with unit_of_work() as session:
        compte = comptes.par_courriel(session, nom)
        if compte is None:
            codes = () if role in DE_TOUT_LE_RESEAU else relais or (None,)
            numeros = [depot_relais.retenir(session, code).id for code in codes]
            compte = comptes.ecrire(session, nom, role, nom=None, relais=numeros, mot_de_passe=None)
    return sessions.ouvrir(compte.id)
