"""Where things lie in the home of an installation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

RACINE = Path(__file__).resolve().parent.parent
GABARITS = RACINE / "templates"


@dataclass(frozen=True)
class Paths:
    """The folders and files of a home; nothing is created here."""

    home: Path

    @property
    def documents_racine(self) -> Path:
        return self.home / "documents"

    def documents(self, reference: str) -> Path:
        """The documents of one operation."""
        return self.documents_racine / reference

    @property
    def courrier_entrant(self) -> Path:
        return self.home / "courrier" / "entrant"

    @property
    def courrier_sortant(self) -> Path:
        return self.home / "courrier" / "sortant"

    @property
    def courrier_brut(self) -> Path:
        """Every mail received, as it came."""
        return self.home / "courrier" / "brut"

    @property
    def pieces_liees(self) -> Path:
        """The attachments given by links, each under its sha256."""
        return self.home / "courrier" / "pieces"

    @property
    def modeles(self) -> Path:
        """The relay's own templates."""
        return self.home / "modeles"

    @property
    def baremes(self) -> Path:
        """The relay's own barèmes."""
        return self.home / "baremes"

    def relais(self, code: str) -> Path:
        """What belongs to one of the further relays of an installation: its identity, its logo."""
        return self.home / "relais" / re.sub(r"^\.", "%2E", quote(code, safe=""))

    @property
    def journaux(self) -> Path:
        return self.home / "journaux"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    @property
    def prefect(self) -> Path:
        return self.home / "prefect"

    @property
    def service(self) -> Path:
        """What the running service says of itself: addresses and process."""
        return self.home / "service.json"

    @property
    def verrou_service(self) -> Path:
        return self.home / "service.lock"
