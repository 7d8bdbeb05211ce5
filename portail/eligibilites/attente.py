"""Who waits to be validated: by status together, the others one by one, those at work already told apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from sqlmodel import Session

from metier.droits import Acces
from metier.eligibilite import A_CONFIRMER, est_tardive, par_statut
from metier.missions import CodeDocument
from sqlmodel_store.depots import contrats_vus
from sqlmodel_store.depots.contrats_vus import ContratVu

PAR_PAGE = 100
PIECES = (CodeDocument.G1.value, CodeDocument.G2.value)


@dataclass(frozen=True, kw_only=True)
class PieceLiee:
    """A document of the operation that bears on the person, or on all of them."""

    code: str
    fichier: str

    @property
    def nom(self) -> str:
        return PurePosixPath(self.fichier).name


@dataclass(frozen=True, kw_only=True)
class EnAttente:
    """A person without the right to count yet, with their contracts in one operation, the first to begin first."""

    contrats: tuple[ContratVu, ...]
    pieces: tuple[PieceLiee, ...] = ()

    @property
    def premier(self) -> ContratVu:
        return self.contrats[0]

    @property
    def emplois(self) -> tuple[tuple[str, str], ...]:
        """What kind of contract with which employer, each once."""
        return tuple(dict.fromkeys((un.type.libelle, un.employeur) for un in self.contrats))

    @property
    def lots(self) -> str:
        return ", ".join(map(str, sorted({un.lot for un in self.contrats})))

    @property
    def cle(self) -> str:
        """What names the person in the form."""
        return str(self.premier.beneficiaire_id)

    @property
    def par_statut(self) -> bool:
        return par_statut(un.type for un in self.contrats)

    @property
    def a_confirmer(self) -> bool:
        """Whether no official text read names the status: the relay confirms."""
        return any(un.type in A_CONFIRMER for un in self.contrats)

    def tardive(self, le: date) -> bool:
        """Whether the person was at work before that day."""
        return est_tardive(le, self.premier.debut)


@dataclass(frozen=True, kw_only=True)
class Attente:
    """A page of those who wait: `par_statut` together, `sur_pieces` one by one; `total` of all that wait."""

    par_statut: tuple[EnAttente, ...]
    sur_pieces: tuple[EnAttente, ...]
    total: int
    numero: int
    pages: int

    def choisies(self, cles: Collection[str]) -> tuple[EnAttente, ...]:
        """Those of the first list that are ticked."""
        return tuple(une for une in self.par_statut if une.cle in cles)


def lire(session: Session, acces: Acces, voulue: int = 1, *, cles: Collection[str] = ()) -> Attente:
    """The page asked for, or the last one; or the ticked persons in its place. Two statements."""
    personnes: dict[int, list[ContratVu]] = {}
    for un in contrats_vus.a_valider(session, acces):
        personnes.setdefault(un.beneficiaire_id, []).append(un)
    toutes = [EnAttente(contrats=tuple(siens)) for siens in personnes.values()]
    rangees = sorted(toutes, key=lambda une: not une.par_statut)
    pages = max(1, -(-len(toutes) // PAR_PAGE))
    numero = min(max(1, voulue), pages)
    montrees = rangees[(numero - 1) * PAR_PAGE : numero * PAR_PAGE]
    if cles:
        montrees = [une for une in rangees if une.cle in cles][:PAR_PAGE]
    liees = _pieces(session, [une for une in montrees if not une.par_statut])
    return Attente(
        par_statut=tuple(une for une in montrees if une.par_statut),
        sur_pieces=tuple(_avec(une, liees) for une in montrees if not une.par_statut),
        total=len(toutes),
        numero=numero,
        pages=pages,
    )


def _pieces(session: Session, montrees: Sequence[EnAttente]) -> dict[int, list[PieceLiee]]:
    liees: dict[int, list[PieceLiee]] = {}
    operations = {une.premier.operation_id for une in montrees}
    for operation, code, fichier in contrats_vus.pieces(session, operations, PIECES):
        liees.setdefault(operation, []).append(PieceLiee(code=code, fichier=fichier))
    return liees


def _avec(une: EnAttente, liees: Mapping[int, Sequence[PieceLiee]]) -> EnAttente:
    """G1 is the form of the operation, G2 the attestation of that person only."""
    sienne = f"-{une.premier.beneficiaire}-"
    siennes = [
        piece
        for piece in liees.get(une.premier.operation_id, ())
        if piece.code == CodeDocument.G1.value or sienne in piece.nom
    ]
    return EnAttente(contrats=une.contrats, pieces=tuple(siennes[:3]))
