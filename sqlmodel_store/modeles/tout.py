"""Every table, imported once: what migrations compare the database with."""

from __future__ import annotations

from sqlmodel_store.colonnes import Table
from sqlmodel_store.modeles import (
    acteurs,
    comptes,
    courriers,
    documents,
    envois,
    insertion,
    journal,
    notes,
    operation,
    pieces_liees,
    propositions,
    reception,
    relais,
    rgpd,
    suivi,
)

TABLES = (
    acteurs,
    comptes,
    courriers,
    documents,
    envois,
    insertion,
    journal,
    notes,
    operation,
    pieces_liees,
    propositions,
    reception,
    relais,
    rgpd,
    suivi,
)
METADATA = Table.metadata
