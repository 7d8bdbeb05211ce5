"""What waits at the end: what became of the persons, at once, three and six months later; the report itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from sqlmodel import Session

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from metier import echeances
from metier.cycle import Etape, Responsable
from metier.periodes import Mois
from metier.publics import Jalon
from sqlmodel_store.depots import sorties
from sqlmodel_store.depots.sorties import FinDeParcours
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action

MOIS_APRES = {Jalon.FIN: 0, Jalon.TROIS_MOIS: 3, Jalon.SIX_MOIS: 6}
DELAI = 10  # working days to learn it
SUIVIES = frozenset({Etape.MISE_EN_OEUVRE, Etape.SUIVI, Etape.BILAN, Etape.CLOSE})


def attentes(session: Session, operations: Sequence[Operation]) -> list[Action]:
    """Outcomes to write down, persons added up per operation and milestone; a closed operation still owes some."""
    suivies = {operation.id: operation for operation in operations if operation.etape in SUIVIES}
    comptes: dict[tuple[int, Jalon], list[date]] = defaultdict(list)
    jour = aujourdhui()
    for parcours in sorties.fins_de_parcours(session, list(suivies)) if suivies else []:
        for jalon, passe_le in _a_renseigner(parcours, jour):
            comptes[parcours.operation_id, jalon].append(passe_le)
    return [
        Action(
            libelle=f"Renseigner la situation {jalon.libelle} {_de_combien(len(jours))}",
            qui=Responsable.FACILITATEUR.libelle,
            depuis=min(jours),
            avant_le=echeances.apres(min(jours), DELAI, feries()),
            reference=suivies[operation_id].reference,
        )
        for (operation_id, jalon), jours in comptes.items()
    ]


@lru_cache(maxsize=4096)
def jour_du(jalon: Jalon, fin: date) -> date:
    """The day of a milestone after the end of a person's last contract."""
    mois = Mois.de(fin).plus(MOIS_APRES[jalon])
    return mois.debut.replace(day=min(fin.day, mois.fin.day))


def _a_renseigner(parcours: FinDeParcours, jour: date) -> list[tuple[Jalon, date]]:
    """The milestones gone by of which nothing is said, and the day of each."""
    passes = ((jalon, jour_du(jalon, parcours.fin)) for jalon in Jalon if jalon not in parcours.jalons)
    return [(jalon, passe_le) for jalon, passe_le in passes if passe_le <= jour]


def _de_combien(personnes: int) -> str:
    return "d’une personne" if personnes == 1 else f"de {personnes} personnes"
