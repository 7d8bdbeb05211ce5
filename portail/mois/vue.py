"""What is looked for in a month, and where each line of it may stand."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from metier.enumeration import Enumeration
from metier.periodes import Mois

PAR_PAGE = 100


class Situation(Enumeration):
    MANQUE = "manque", "à saisir"
    CONTESTEE = "contestee", "en désaccord"
    A_VALIDER = "a_valider", "à valider"
    VALIDEE = "validee", "validée"
    HORS_SUIVI = "hors_suivi", "non demandée"


@dataclass(frozen=True, kw_only=True)
class Vue:
    """What is looked for: words anywhere in an operation, an employer or a person; an employer; a situation.

    `releve`: the mail received that is read beside, 0 for none.
    """

    mois: Mois
    mots: str = ""
    employeur: str = ""
    situation: Situation | None = None
    numero: int = 1
    releve: int = 0

    @property
    def posee(self) -> bool:
        return bool(self.mots.strip() or self.employeur) or self.situation is not None

    def adresse(self, *, numero: int = 1, situation: Situation | None = None, releve: int | None = None) -> str:
        """The address of a page of what is looked for; `releve` 0 closes the one that is read beside."""
        ouvert = self.releve if releve is None else releve
        dits = {
            "q": self.mots,
            "employeur": self.employeur,
            "situation": situation.value if situation else "",
            "page": str(numero) if numero > 1 else "",
            "releve": str(ouvert) if ouvert else "",
        }
        requete = urlencode({cle: dit for cle, dit in dits.items() if dit})
        return f"/mois/{self.mois}" + (f"?{requete}" if requete else "")

    @property
    def ici(self) -> str:
        """The address of the page that is shown."""
        return self.adresse(numero=self.numero, situation=self.situation)
