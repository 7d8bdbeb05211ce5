"""Runs migrations on the connection handed over by sqlmodel_store.migration, inside its transaction."""

from typing import Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from sqlmodel_store.modeles.tout import METADATA


def render_item(genre: str, objet: object, _autogen: object) -> str | Literal[False]:
    """A migration names the plain type, so that it outlives the code."""
    if genre == "type" and isinstance(objet, TypeDecorator):
        return f"sa.{objet.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
