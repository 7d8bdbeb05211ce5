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
from workflows.actes.attentes import Action, Designee

MOIS_APRES = {Jalon.FIN: 0, Jalon.TROIS_MOIS: 3, Jalon.SIX_MOIS: 6}
DELAI = 10  # working days to learn it
SUIVIES = frozenset({Etape.MISE_EN_OEUVRE, Etape.SUIVI, Etape.BILAN, Etape.CLOSE})


def attentes(session: Session, operations: Sequence[Designee]) -> list[Action]:
    """Outcomes to write down, persons added up per operation and milestone; a closed operation still owes some."""
    references = {operation.id: operation.reference for operation in operations if operation.etape in SUIVIES}
    comptes: dict[tuple[int, Jalon], tuple[int, date]] = {}
    jour = aujourdhui()
    for operation_id, fin, a_dire in sorties.fins_de_parcours(session, list(references)) if references else ():
        for (jalon, passe_le), personnes in zip(_jours_des_jalons(fin), a_dire, strict=True):
            if personnes and passe_le <= jour:
                connues, depuis = comptes.get((operation_id, jalon), (0, passe_le))
                comptes[operation_id, jalon] = connues + personnes, min(depuis, passe_le)
    return [
        Action(
            libelle=_libelle(jalon, personnes),
            qui=Responsable.FACILITATEUR.libelle,
            depuis=depuis,
            avant_le=_limite(depuis),
            reference=references[operation_id],
        )
        for (operation_id, jalon), (personnes, depuis) in comptes.items()
    ]


@lru_cache(maxsize=2048)
def _jours_des_jalons(fin: date) -> tuple[tuple[Jalon, date], ...]:
    """The day of each milestone, in the order in which the store counts them."""
    return tuple((jalon, jour_du(jalon, fin)) for jalon in sorties.JALONS)


def jour_du(jalon: Jalon, fin: date) -> date:
    """The day of a milestone after the end of a person's last contract."""
    mois = Mois.de(fin).plus(MOIS_APRES[jalon])
    return mois.debut.replace(day=min(fin.day, mois.fin.day))


@lru_cache(maxsize=1024)
def _limite(jour: date) -> date:
    """The working day before which it is to be learnt; many persons end on the same days."""
    return echeances.apres(jour, DELAI, feries())


@lru_cache(maxsize=1024)
def _libelle(jalon: Jalon, personnes: int) -> str:
    combien = "d’une personne" if personnes == 1 else f"de {personnes} personnes"
    return f"Renseigner la situation {jalon.libelle} {combien}"
