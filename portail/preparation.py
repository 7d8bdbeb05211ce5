"""Whether the portal can work: its database, its templates, the mail that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zipfile import is_zipfile

from sqlalchemy.exc import SQLAlchemyError

from config.horloge import maintenant
from config.paths import GABARITS, Paths
from config.settings import Settings, get_settings
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import courriers_entrants
from sqlmodel_store.migration import derniere_version, version
from sqlmodel_store.session import get_engine, lecture

EN_ORDRE = "en ordre"


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """Sentences that say « en ordre » or what is wrong; the age, in seconds, of the oldest mail not yet read."""

    base: str
    modeles: str
    courrier_attente_s: int | None

    @property
    def pret(self) -> bool:
        return self.base == EN_ORDRE and self.modeles == EN_ORDRE

    def en_json(self) -> dict[str, str | int | None]:
        return {
            "statut": "pret" if self.pret else "indisponible",
            "base": self.base,
            "modeles": self.modeles,
            "courrier_attente_s": self.courrier_attente_s,
        }


def examiner() -> Preparation:
    """How the portal stands now."""
    base, attente = _base()
    return Preparation(base=base, modeles=etat_modeles(get_settings()), courrier_attente_s=attente)


def _base() -> tuple[str, int | None]:
    try:
        if version(get_engine(get_settings().base)) != derniere_version():
            return "la base n’est pas à jour : voir « relais diagnostic »", None
        with lecture() as session:
            attendus = [courrier.recu_le for courrier in courriers_entrants.a_traiter(session)]
    except (SQLAlchemyError, FauteDeSaisie):
        return "la base ne répond pas : voir « relais diagnostic »", None
    return EN_ORDRE, _age(attendus[0]) if attendus else None


def _age(instant: datetime) -> int:
    return max(0, int((maintenant() - instant).total_seconds()))


def etat_modeles(settings: Settings) -> str:
    """« en ordre », or which Word templates, provided or the relay's own, cannot be opened."""
    modeles = [*GABARITS.rglob("*.docx"), *Paths(settings.home).modeles.rglob("*.docx")]
    illisibles = sorted(modele.name for modele in modeles if not is_zipfile(modele))
    if illisibles:
        return f"modèles illisibles : {', '.join(illisibles)}"
    return EN_ORDRE if modeles else "aucun modèle Word trouvé"
