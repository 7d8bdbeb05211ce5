"""What the taking over of a spreadsheet did, or would do, row by row, in French."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from formats.typographie import typographier


@dataclass(kw_only=True)
class Suite:
    """What one row gave: what it adds, what is to be known, why it is refused (every reason found).

    `sujet`: the operation and the person that it is about, told where what it adds does not name them.
    """

    feuille: str
    numero: int
    ajouts: list[str] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)
    raisons: list[str] = field(default_factory=list)
    sujet: tuple[str, ...] = ()

    @property
    def refus(self) -> str | None:
        """Why it is refused, None when it is not."""
        return " ; ".join(self.raisons) or None

    @property
    def lieu(self) -> str:
        """« Feuille « Suivi », ligne 4 »."""
        return f"Feuille « {self.feuille} », ligne {self.numero}" if self.feuille else f"Ligne {self.numero}"

    @property
    def phrase(self) -> str:
        """One sentence on the row."""
        if self.refus is not None:
            return typographier(f"{self.lieu} : refusée ; {self.refus}.")
        dits = " ; ".join([*(dict.fromkeys(self.ajouts) or ["rien de neuf"]), *dict.fromkeys(self.remarques)])
        tus = [un for un in self.sujet if un not in dits]
        return typographier(f"{', '.join([self.lieu, *tus])} : {dits}.")

    def refuser(self, raison: str) -> None:
        """Keeps the reason, once."""
        if raison not in self.raisons:
            self.raisons.append(raison)


@dataclass(kw_only=True)
class Compte:
    """How much is added."""

    operations: int = 0
    completees: int = 0
    inchangees: int = 0
    lots: int = 0
    entreprises: int = 0
    personnes: int = 0
    contrats: int = 0
    heures: int = 0

    @property
    def rien(self) -> bool:
        return not (self.operations or self.completees)


class Suites:
    """The rows, in the order of the file, and what is said of whole sheets."""

    def __init__(self) -> None:
        self._lignes: dict[tuple[str, int], Suite] = {}
        self.remarques: list[str] = []

    def de(self, feuille: str, numero: int) -> Suite:
        """What is known of a row."""
        return self._lignes.setdefault((feuille, numero), Suite(feuille=feuille, numero=numero))

    def remarquer(self, phrase: str) -> None:
        """Something that holds for many rows, said once."""
        dite = typographier(phrase)
        if dite not in self.remarques:
            self.remarques.append(dite)

    @property
    def lignes(self) -> list[Suite]:
        return list(self._lignes.values())

    @property
    def refusees(self) -> list[Suite]:
        return [une for une in self._lignes.values() if une.refus is not None]


def phrases_du_compte(compte: Compte) -> str:
    """« 2 opérations créées, 1 complétée ; 3 lots, … »."""
    operations = [
        _dit(compte.operations, "opération créée", "opérations créées"),
        _dit(compte.completees, "opération complétée", "opérations complétées"),
        _dit(compte.inchangees, "opération inchangée", "opérations inchangées"),
    ]
    detail = [
        _dit(compte.lots, "lot", "lots"),
        _dit(compte.entreprises, "attribution", "attributions"),
        _dit(compte.personnes, "personne", "personnes"),
        _dit(compte.contrats, "contrat", "contrats"),
        _dit(compte.heures, "mois d’heures", "mois d’heures"),
    ]
    dits, suite = _liste(operations), _liste(detail)
    return typographier(f"{dits or 'Aucune opération'}{' ; ajoutés : ' + suite if suite else ''}.")


def _liste(dits: Iterable[str]) -> str:
    return ", ".join(filter(None, dits))


def _dit(nombre: int, un: str, plusieurs: str) -> str:
    return f"{nombre} {un if nombre == 1 else plusieurs}" if nombre else ""
