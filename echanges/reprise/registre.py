"""The people that a whole spreadsheet tells of, whatever the sheet: births, and what else is said of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from echanges.reprise.cases import Lue
from echanges.reprise.ebauche import Refus
from echanges.reprise.insertion import Insertion, Personne
from echanges.reprise.notions import Notion
from sqlmodel_store.depots.personnes import identite


class SansNaissance(Refus):
    """Nothing tells when the person was born."""


class Registre:
    """Built from every row that is not refused, before any person is written."""

    def __init__(self, lues: Iterable[Lue]) -> None:
        self._naissances: dict[tuple[str, str], set[date]] = defaultdict(set)
        self._attributs: dict[object, dict[Notion, Any]] = defaultdict(dict)
        self.complet = False
        for lue in lues:
            naissance = lue.valeurs.get(Notion.NAISSANCE)
            self.complet |= naissance is not None or Notion.NAISSANCE in lue.ligne.cases
            if lue.nom is None or lue.suite.refus is not None:
                continue
            qui = identite(*lue.nom, naissance or date.min)
            if naissance:
                self._naissances[qui[:2]].add(naissance)
            for notion in (Notion.SEXE, Notion.RESIDENCE, Notion.CATEGORIE):
                if (valeur := lue.valeurs.get(notion)) is not None:
                    self._attributs[qui].setdefault(notion, valeur)

    def personne(self, lue: Lue, insertion: Insertion) -> Personne:
        """Who the row is about. Raises Refus when the birth is unknown, or tells several people apart."""
        nom, prenom = lue.nom or ("", "")
        naissance = lue.valeurs.get(Notion.NAISSANCE) or self._naissance(nom, prenom, insertion)
        attributs = self._de(nom, prenom, naissance)
        return Personne(
            nom=nom,
            prenom=prenom,
            naissance=naissance,
            attributs={"sexe": attributs.get(Notion.SEXE), "commune": attributs.get(Notion.RESIDENCE)},
        )

    def categorie(self, qui: Personne) -> Any:  # noqa: ANN401 - a Categorie, or None
        return self._de(qui.nom, qui.prenom, qui.naissance).get(Notion.CATEGORIE)

    def _naissance(self, nom: str, prenom: str, insertion: Insertion) -> date:
        connues = self._naissances.get(identite(nom, prenom, date.min)[:2]) or set(insertion.nommees(nom, prenom))
        if len(connues) == 1:
            return next(iter(connues))
        if connues:
            raise Refus("plusieurs personnes portent ce nom : écrivez la date de naissance")
        raise SansNaissance("date de naissance absente : écrivez-la")

    def _de(self, nom: str, prenom: str, naissance: date) -> dict[Notion, Any]:
        """What is said with the birth, then what is said of the name alone where nobody else bears it."""
        precis = self._attributs.get(identite(nom, prenom, naissance), {})
        seul = len(self._naissances.get(identite(nom, prenom, naissance)[:2], ())) <= 1
        vague = self._attributs.get(identite(nom, prenom, date.min), {}) if seul else {}
        return {**vague, **precis}
