"""Databases on both engines."""

from __future__ import annotations

from serveurs.bases import base, base_postgresql, base_sqlite, base_vide

__all__ = ["base", "base_postgresql", "base_sqlite", "base_vide"]
