"""Whose contracts are over and what is still to be said of them, added up by the database on each engine."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from metier.contrats import TypeContrat
from metier.publics import Categorie, Jalon, SituationSortie
from sqlmodel_store.depots import operations, sorties
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat, Personne, Sortie
from sqlmodel_store.modeles.operation import Lot
from sqlmodel_store.session import unit_of_work

FINS = (None, date(2026, 1, 31), date(2026, 3, 31), date(2026, 6, 30))


class Parcours:
    """Two hundred persons of three operations, their contracts and what was said of them, by chance; as counted."""

    def __init__(self, session, hasard):
        self.session, self.hasard = session, hasard
        self.numeros = [operations.creer(session, f"R-{rang}", le=date(2026, 1, 1)) for rang in range(3)]
        session.flush()
        self.attendus = Counter()
        for rang in range(200):
            self._personne(rang, self.numeros[rang % 3].id)

    def _personne(self, rang, operation_id):
        lot = Lot(operation_id=operation_id, rang=rang, numero=rang + 1, clause=True)
        personne = Personne(nom=f"nom{rang}", prenom="alix", naissance=date(1990, 1, 1))
        self._ecrire(lot, personne)
        qui = Beneficiaire(
            operation_id=operation_id,
            personne_id=personne.id,
            rang=rang,
            code=f"b{rang}",
            nom=f"Nom{rang}",
            prenom="Alix",
            categorie=Categorie.DELD,
        )
        self._ecrire(qui)
        fins = [self.hasard.choice(FINS) for _ in range(self.hasard.randint(0, 3))]
        for ordre, fin in enumerate(fins):
            self._ecrire(self._contrat(qui, lot, 1000 * rang + ordre, fin))
        dits = [jalon for jalon in Jalon if self.hasard.random() < 0.4]
        for ordre, jalon in enumerate(dits):
            quoi = {"jalon": jalon, "date": date(2026, 7, 1), "situation": SituationSortie.CDI}
            self._ecrire(Sortie(beneficiaire_id=qui.id, rang=ordre, **quoi))
        if fins and None not in fins:
            self.attendus.update((operation_id, max(fins), jalon) for jalon in Jalon if jalon not in dits)

    def _contrat(self, qui, lot, rang, fin):
        return Contrat(
            operation_id=qui.operation_id,
            beneficiaire_id=qui.id,
            lot_id=lot.id,
            rang=rang,
            code=f"k{rang}",
            type=TypeContrat.CDD,
            employeur="Tremplin",
            debut=(fin or date(2026, 2, 1)) - timedelta(days=30),
            fin=fin,
        )

    def _ecrire(self, *lignes):
        self.session.add_all(lignes)
        self.session.flush()


@pytest.mark.parametrize("graine", [1, 2])
def test_persons_are_counted_by_last_day_and_milestone(base, graine):
    """Who still works is left out, and what is said; of the operations asked for only."""
    with unit_of_work(base, essai=True) as session:
        faits = Parcours(session, random.Random(graine))
        for voulus in ([une.id for une in faits.numeros], [faits.numeros[1].id], []):
            lus = sorties.fins_de_parcours(session, voulus)
            comptes = {
                (un.operation_id, un.fin, jalon): n
                for un in lus
                for jalon, n in zip(sorties.JALONS, un.a_dire, strict=True)
                if n
            }
            assert comptes == {cle: n for cle, n in faits.attendus.items() if cle[0] in voulus}
            assert len(lus) == len({(un.operation_id, un.fin) for un in lus})
