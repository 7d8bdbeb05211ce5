"""Two thousand operations, a hundred thousand hours: as many statements as for a few, and pages that cost little.

The pages are those of the menu, whatever it holds, and those below it that read the most.
"""

from __future__ import annotations

import io
import time
import zipfile
from datetime import timedelta

import pytest
from acheteur import OPERATION
from grand_relais import DIX_FOIS, GRAND, LE_JOUR, MOIS, PETIT, remplir
from sqlalchemy import delete, event, text
from sqlmodel import col, select
from visiteur import Visiteur

from config.settings import get_settings
from metier.cycle import TERMINEES
from metier.periodes import Mois
from metier.roles import Role
from portail.navigation import ENTREES
from sqlmodel_store.depots import engagements as engagements_lus
from sqlmodel_store.depots import journal, operations
from sqlmodel_store.modeles.acteurs import Attribution
from sqlmodel_store.modeles.insertion import Contrat
from sqlmodel_store.session import get_engine, lecture, unit_of_work
from workflows.actes import engagements
from workflows.actes.mensuel.chiffres import differences
from workflows.actes.mensuel.lignes import choisir
from workflows.actes.sujets import DES_OUVERTES

CPU_S = 0.1
"""Of any page, whether something was written since the one before or not."""
REPETITION, ACCUEIL = f"/mois/{MOIS}/repetition", ("/", "/?qui=facilitateur&page=2")
LISTES = ("/operations", "/operations?page=20", "/operations?q=ecole+bourg", "/reseau")
SOUS_LE_MENU = (
    *ACCUEIL,
    *LISTES[:3],
    f"/mois/{MOIS}",
    f"/mois/{MOIS}?page=5",
    f"/mois/{MOIS}?situation=manque",
    f"/mois/{MOIS}?q=tremplin+ecole",
    f"/mois/{MOIS}/cloture",
    REPETITION,
    "/personnes/contrats",
    "/personnes/contrats?alerte=sans_heures&page=2",
    "/reprise",
    "/reglages",
    "/reglages/identite",
)
GROSSE = "/operations/{reference}"


def pages(visiteur, reference):
    """Every page of the menu that the visitor is offered, once where it leads to another, then those below."""
    menu = [une.chemin for une in ENTREES if visiteur.get(une.chemin).status_code in (200, 303)]
    arrivees = [visiteur.client.get(un, follow_redirects=True).url.path for un in menu]
    return tuple(dict.fromkeys((*arrivees, *SOUS_LE_MENU, GROSSE.format(reference=reference))))


def ecrire():
    """Something that was not there: what is kept of the database is read again."""
    with unit_of_work() as session:
        journal.noter(session, "essai", acteur="essai")


def ordres(visiteur, chemins):
    """How many statements each page takes, once everything is warm, after something was written."""
    compte = []
    moteur = get_engine(get_settings().base)

    def noter(*_arguments):
        compte.append(1)

    event.listen(moteur, "before_cursor_execute", noter)
    trouves = {}
    for chemin in chemins:
        visiteur.voir(chemin)
        ecrire()
        compte.clear()
        visiteur.voir(chemin)
        trouves[chemin] = len(compte)
    event.remove(moteur, "before_cursor_execute", noter)
    return trouves


@pytest.fixture
def visiteur(installation, monkeypatch):
    """The head of a relay, who is offered every page but those of accounts."""
    monkeypatch.setenv("RELAIS_DATE", LE_JOUR.isoformat())
    get_settings.cache_clear()
    return Visiteur(role=Role.RESPONSABLE)


def test_ten_times_more_operations_take_the_same_number_of_statements(visiteur):
    reference = remplir(PETIT)
    chemins = pages(visiteur, reference)
    quelques = ordres(visiteur, chemins)
    remplir(DIX_FOIS, PETIT.operations)
    assert ordres(visiteur, chemins) == quelques


def test_the_subjects_of_open_operations_say_nothing_of_those_that_are_ended(visiteur):
    """The same people, contracts and hours: something while they are followed, nothing once they are over."""
    remplir(PETIT)
    with unit_of_work(essai=True) as session:
        toutes = operations.lister(session)
        assert [source for source in DES_OUVERTES if source(session, toutes)]
        for fin in TERMINEES:
            for une in toutes:
                operations.changer_etape(une, fin, le=LE_JOUR)
            session.flush()
            assert [source for source in DES_OUVERTES if source(session, toutes)] == []


def test_what_is_read_of_awards_is_enough_for_what_they_wait_for(installation):
    """Those on which someone works since before the time to choose, left unread, would have been told nothing."""
    remplir(PETIT)
    with unit_of_work(essai=True) as session:
        lignes = session.scalars(select(Attribution).order_by(col(Attribution.id))).all()
        for rang, ligne in enumerate(lignes):
            ligne.date_notification = None if rang % 7 == 0 else LE_JOUR - timedelta(days=rang % 30)
        session.execute(delete(Contrat).where(col(Contrat.id) % 3 == 0))
        session.flush()
        tous = engagements_lus.en_cours(session)
        for jour in (LE_JOUR + timedelta(days=rang) for rang in range(45)):
            debuts = engagements_lus.en_cours(session, a_ses_debuts=engagements.a_ses_debuts(jour))
            assert engagements.a_rappeler(session, jour, debuts) == engagements.a_rappeler(session, jour, tous)
            assert [une for une in debuts if not une.commence] == [une for une in tous if not une.commence]
        assert len(debuts) < len(tous)


def test_the_first_dashboards_say_what_their_figures_say(installation):
    """What a page lists of them is read without their paces."""
    remplir(PETIT)
    with lecture() as session:
        lignes = choisir(session, Mois.lire(MOIS)).lignes
    assert {une.code.value for une in lignes} == {"H1", "H2", "H3"}
    assert [une.changements for une in lignes] == [differences(None, une.chiffres) for une in lignes]


def couts(visiteur, chemins):
    """Seconds of processor of each page: the best of five after something was written, then the best of five again."""
    return {
        chemin: tuple(min(_essais(visiteur, chemin, avant)) for avant in (ecrire, lambda: None)) for chemin in chemins
    }


def _essais(visiteur, chemin, avant):
    visiteur.voir(chemin)
    for _ in range(5):
        avant()
        debut = time.process_time()
        visiteur.get(chemin)
        yield time.process_time() - debut


@pytest.mark.long
@pytest.mark.parametrize("moteur", ["sqlite", "postgresql"])
def test_two_thousand_operations_cost_less_than_a_tenth_of_a_second_of_processor(request, monkeypatch, moteur, home):
    """Of this process: what PostgreSQL spends is its own. Run it with `-s` for the figures."""
    base = request.getfixturevalue(f"base_{moteur}")
    home.mkdir(exist_ok=True)
    for nom, valeur in (("DATABASE_URL", base), ("DATE", LE_JOUR.isoformat()), ("RELAIS__NOM", "Relais essai")):
        monkeypatch.setenv(f"RELAIS_{nom}", valeur)
    get_settings.cache_clear()
    visiteur = Visiteur(role=Role.RESPONSABLE)
    reference = remplir(GRAND)
    with lecture() as session:
        assert session.execute(text("SELECT count(*) FROM heures")).scalar_one() > 100_000
    trouves = couts(visiteur, pages(visiteur, reference))
    for chemin, (premier, suivant) in trouves.items():
        print(f"{premier * 1000:6.1f} ms, puis {suivant * 1000:6.1f} ms  {chemin}")  # noqa: T201 - read with -s
    assert {chemin: dits for chemin, dits in trouves.items() if max(dits) >= CPU_S} == {}


PACKS = (1, 3, 10, 30)
"""By number of lots: thirty make thirty-four documents."""
PACK_S = 0.03


def marche(lots, rang):
    """A market of so many lots, of which no piece was made before."""
    lot = OPERATION["lots"][0] | {"part_main_oeuvre": "0.50", "cout_horaire": "30.00", "taux_insertion": "0.05"}
    numeros = [lot | {"numero": numero, "intitule": f"Lot {numero}"} for numero in range(1, lots + 1)]
    return OPERATION | {"intitule": f"Réhabilitation de l’école n° {rang}", "lots": numeros}


@pytest.mark.long
@pytest.mark.parametrize("lots", PACKS)
def test_a_pack_costs_little_however_many_lots(installation, monkeypatch, lots):
    """Asked for by a program, the best of ten; run it with `-s` for the figures."""
    monkeypatch.setenv("RELAIS_PORTAIL_DEBIT", "0")
    get_settings.cache_clear()
    acheteur, essais = Visiteur(), []
    for rang in range(12):
        debut = time.process_time()
        reponse = acheteur.client.post("/clauses/dce", json=marche(lots, rang))
        essais.append(time.process_time() - debut)
        assert reponse.status_code == 200
    with zipfile.ZipFile(io.BytesIO(reponse.content)) as paquet:
        assert sum(nom.startswith("A7") for nom in paquet.namelist()) == lots
    print(f"{min(essais[2:]) * 1000:6.1f} ms  pack de {lots} lots")  # noqa: T201 - read with -s
    assert min(essais[2:]) < PACK_S
