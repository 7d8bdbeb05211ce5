"""What Prefect may keep of an error: its sentence where it is ours, only a reference where nobody foresaw it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from metier.fautes import FauteDeSaisie, PanneExterne
from workflows.actes.incidents import consigner


class ErreurInterne(Exception):
    """An unforeseen error; its place is in the error log under the reference that the sentence gives."""


@contextmanager
def discretement(acte: str) -> Iterator[None]:
    """Around the body of a flow. Raises ErreurInterne instead of an error whose message might name a person."""
    try:
        yield
    except (FauteDeSaisie, PanneExterne):
        raise
    except Exception as erreur:  # noqa: BLE001 - whatever it is
        reference = consigner(erreur, acte)
        raise ErreurInterne(f"Erreur interne de Relais, référence {reference} : voir journaux/erreurs.log.") from None
