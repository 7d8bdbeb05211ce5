"""What waits at the end: what became of the persons, at once, three and six months later; the report itself."""

from __future__ import annotations

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
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action

MOIS_APRES = {Jalon.FIN: 0, Jalon.TROIS_MOIS: 3, Jalon.SIX_MOIS: 6}
DELAI = 10  # working days to learn it
SUIVIES = frozenset({Etape.MISE_EN_OEUVRE, Etape.SUIVI, Etape.BILAN, Etape.CLOSE})


def attentes(session: Session, operations: Sequence[Operation]) -> list[Action]:
    """Outcomes to write down, persons added up per operation and milestone; a closed operation still owes some."""
    suivies = {operation.id: operation for operation in operations if operation.etape in SUIVIES}
    comptes: dict[tuple[int, Jalon], tuple[int, date]] = {}
    jour = aujourdhui()
    for parcours in sorties.fins_de_parcours(session, list(suivies)) if suivies else []:
        for jalon, personnes in parcours.a_dire.items():
            if personnes and (passe_le := jour_du(jalon, parcours.fin)) <= jour:
                connues, depuis = comptes.get((parcours.operation_id, jalon), (0, passe_le))
                comptes[parcours.operation_id, jalon] = connues + personnes, min(depuis, passe_le)
    return [
        Action(
            libelle=f"Renseigner la situation {jalon.libelle} {_de_combien(personnes)}",
            qui=Responsable.FACILITATEUR.libelle,
            depuis=depuis,
            avant_le=_limite(depuis),
            reference=suivies[operation_id].reference,
        )
        for (operation_id, jalon), (personnes, depuis) in comptes.items()
    ]


@lru_cache(maxsize=4096)
def jour_du(jalon: Jalon, fin: date) -> date:
    """The day of a milestone after the end of a person's last contract."""
    mois = Mois.de(fin).plus(MOIS_APRES[jalon])
    return mois.debut.replace(day=min(fin.day, mois.fin.day))


@lru_cache(maxsize=1024)
def _limite(jour: date) -> date:
    """The working day before which it is to be learnt; many persons end on the same days."""
    return echeances.apres(jour, DELAI, feries())


def _de_combien(personnes: int) -> str:
    return "d’une personne" if personnes == 1 else f"de {personnes} personnes"
