"""The indicators of a month added up by the database: the same as from loaded objects, in thirteen statements."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy import event
from suivis import REGLES
from suivis_en_nombre import deux_cents, garnie, objets

from cli.bancs.operations import remplir
from metier.effectifs import personnes
from metier.indicateurs import indicateurs, indicateurs_attribution
from metier.periodes import Mois
from metier.portee import Portee
from metier.publics import Sexe
from metier.realisation import Volumes, par_employeur
from sqlmodel_store.depots.indicateurs_mois import du_mois
from sqlmodel_store.session import get_engine, lecture

__all__ = ["deux_cents", "garnie"]

FEVRIER, AVRIL, JUILLET = Mois(2026, 2), Mois(2026, 4), Mois(2026, 7)


def allege(chiffres):
    """Without what a lot holds and no figure reads."""
    return replace(chiffres, lots=tuple(replace(un, lot=un.lot.numero) for un in chiffres.lots))


def test_the_database_says_what_loaded_objects_say(garnie):
    """Lots, persons, contracts, modalities, paces, statuses, exposure: every figure of every operation."""
    with lecture(garnie) as session:
        suivis = objets(session)
        for mois in (FEVRIER, AVRIL, JUILLET):
            vues = {une.reference: allege(une.indicateurs) for une in du_mois(session, mois, REGLES)}
            assert vues == {nom: allege(indicateurs(un, mois, REGLES)) for nom, un in suivis.items()}


def test_each_company_and_each_employer_has_its_share(garnie):
    """Groupements included: what is counted on each, its persons."""
    with lecture(garnie) as session:
        suivis, vues = objets(session), {une.reference: une for une in du_mois(session, AVRIL, REGLES)}
    for nom, suivi in suivis.items():
        attendues = [part(indicateurs_attribution(suivi, une, AVRIL)) for une in suivi.attributions]
        assert Counter(map(part, vues[nom].attributions)) == Counter(attendues)
        faites = par_employeur(suivi, Portee(jusqu_a=AVRIL))
        employeurs = {une.employeur: une.cumul for une in vues[nom].employeurs}
        assert {qui: faite for qui, faite in employeurs.items() if faite != Volumes()} == {
            qui: faite for qui, faite in faites.items() if faite != Volumes()
        }


def part(une):
    """The figures that both say of a company on a lot."""
    return (une.dues, une.cumul, une.du_mois, une.taux, une.restantes, une.personnes)


def test_women_and_categories_are_distinct_persons(garnie):
    """Whoever has a contract or a session by then."""
    with lecture(garnie) as session:
        suivis, vues = objets(session), du_mois(session, AVRIL, REGLES)
    for une in vues:
        presentes = personnes(suivis[une.reference], Portee(jusqu_a=AVRIL))
        assert une.femmes == sum(qui.sexe is Sexe.FEMME for qui in presentes)
        assert une.par_categorie == Counter(qui.categorie for qui in presentes)


def test_the_figures_of_some_operations_are_those_of_all(deux_cents):
    """Named or not, an operation has the same."""
    with lecture(deux_cents) as session:
        toutes = du_mois(session, AVRIL, REGLES)
        quelques = du_mois(session, AVRIL, REGLES, [une.operation_id for une in toutes[::9]])
    assert [une.indicateurs for une in quelques] == [une.indicateurs for une in toutes[::9]]
    assert len(quelques) == 23


def test_ten_operations_and_a_thousand_take_as_many_statements(base):
    """Thirteen, read to the last figure."""
    moteur = get_engine(base)
    with moteur.begin() as connexion:
        remplir(connexion, 1_000)
    with lecture(base) as session:
        session.connection()
        toutes, combien = compter(moteur, session, None)
        dix, pour_dix = compter(moteur, session, [une.operation_id for une in toutes[:10]])
    assert (len(toutes), len(dix)) == (1_000, 10)
    assert combien == pour_dix == 13


def compter(moteur, session, numeros):
    """The operations of a month, and the number of statements that their figures took."""
    faites = []

    def noter(*appel):
        faites.append(appel[2])

    event.listen(moteur, "before_cursor_execute", noter)
    try:
        vues = du_mois(session, AVRIL, REGLES, numeros)
        for une in vues[:10]:
            assert une.indicateurs.lots
            assert une.attributions
            assert une.employeurs
    finally:
        event.remove(moteur, "before_cursor_execute", noter)
    return vues, len(faites)
