"""Where the texts of the base name a person; these texts without it (`sqlmodel_store.donnees_personnelles`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Table, cast, null, select, update
from sqlmodel import Session

from metier.anonymat import Effacee
from sqlmodel_store.donnees_personnelles import COLONNES, Contenu
from sqlmodel_store.modeles.tout import METADATA

Regard = Callable[[int | None], Effacee]
"""How a person is looked for in what belongs to an operation, or to none."""
PAR_LECTURE = 500


def nommees(session: Session, regard: Regard) -> Counter[str]:
    """How many rows of each table name the person."""
    return Counter(table.name for table, _, _ in _atteintes(session, regard))


def libres(session: Session, regard: Regard) -> list[tuple[str, int | None, str]]:
    """The plain texts that name the person: the table, the number of the operation, the text."""
    return [
        (table.name, operation, texte)
        for table, vues in _tables()
        for operation, _, textes in _lignes(session, table, vues)
        for contenu, texte in zip(vues.values(), textes, strict=True)
        if contenu is Contenu.LIBRE and texte and texte[:1] not in "[{" and regard(operation).est_nommee(texte)
    ]


def blanchir(session: Session, regard: Regard) -> Counter[str]:
    """Takes the person's name out of every text; returns how many rows changed, by table."""
    changees: Counter[str] = Counter()
    for table, cle, valeurs in _atteintes(session, regard):
        ici = [colonne == valeur for colonne, valeur in zip(table.primary_key.columns, cle, strict=True)]
        session.execute(update(table).where(*ici).values(valeurs))
        changees[table.name] += 1
    return changees


def _atteintes(session: Session, regard: Regard) -> Iterator[tuple[Table, tuple[Any, ...], dict[str, str]]]:
    """The rows that name the person: their table, their key, the columns as they should be."""
    for table, vues in _tables():
        trouvees = []
        for operation, cle, textes in _lignes(session, table, vues):
            effacee = regard(operation)
            lus = zip(vues.items(), textes, strict=True)
            nus = {nom: nu for (nom, contenu), lu in lus if lu and (nu := _nu(effacee, contenu, lu)) != lu}
            if nus:
                trouvees.append((table, cle, nus))
        yield from trouvees


def _tables() -> Iterator[tuple[Table, dict[str, Contenu]]]:
    """The tables where people may be named, and the columns."""
    for table in METADATA.sorted_tables:
        vues = {nom: contenu for nom, contenu in COLONNES.get(table.name, {}).items() if contenu in _VUS}
        if vues:
            yield table, vues


def _lignes(
    session: Session, table: Table, vues: Collection[str]
) -> Iterator[tuple[int | None, tuple[Any, ...], tuple[str | None, ...]]]:
    """Each row: the operation it belongs to, its key, these columns."""
    operation, source = _operation(table)
    cles = list(table.primary_key.columns)
    requete = select(operation, *cles, *(table.c[nom] for nom in vues)).select_from(source).order_by(*cles)
    for ligne in session.execute(requete).yield_per(PAR_LECTURE):
        yield ligne[0], tuple(ligne[1 : 1 + len(cles)]), tuple(ligne[1 + len(cles) :])


def _nu(effacee: Effacee, contenu: Contenu, texte: str) -> str:
    if contenu is Contenu.CODE:
        return effacee.retirer(texte, par=effacee.marque) if effacee.est_nommee(texte) else texte
    if texte[:1] in "[{":
        try:
            lu = json.loads(texte)
        except ValueError:
            return effacee.retirer(texte)
        nu = effacee.retirer_de(lu)
        return texte if nu == lu else json.dumps(nu, ensure_ascii=False)
    return effacee.retirer(texte)


def _operation(table: Table) -> tuple[ColumnElement[int | None], FromClause]:
    """The column that says to which operation a row belongs, and where it is read: its own, or its parent's."""
    if "operation_id" in table.c:
        return table.c.operation_id, table
    if table.name == "operation":
        return table.c.id, table
    for cle in table.foreign_keys:
        parent = cle.column.table
        if "operation_id" in parent.c:
            return parent.c.operation_id, table.outerjoin(parent, cle.parent == cle.column)
    return cast(null(), Integer), table


_VUS = (Contenu.LIBRE, Contenu.CODE)
