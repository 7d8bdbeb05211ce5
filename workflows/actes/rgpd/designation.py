"""How a person is told to a command without their name: « P12 », or an operation and the id that its dossier gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from formats.typographie import typographier
from metier.anonymat import PRENOM_EFFACE
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import rgpd
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.insertion import Personne
from sqlmodel_store.session import lecture

REFERENCE = re.compile(r"[Pp]([0-9]{1,15})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Designee:
    """A person of that name: how to tell them to a command, what tells them from a namesake."""

    reference: str
    naissance: date
    operations: tuple[str, ...]


def chercher(nom: str, prenom: str | None) -> list[Designee]:
    """The people of that name, case and accents aside."""
    with lecture() as session:
        return [
            Designee(reference=ecrire(une.id), naissance=une.naissance, operations=tuple(ou))
            for une, ou in rgpd.chercher(session, nom, prenom)
        ]


def ecrire(personne_id: int) -> str:
    return f"P{personne_id}"


def lire(dite: str) -> int:
    """The number of a person. Raises FauteDeSaisie for what is no reference, and for one that nobody bears."""
    trouve = REFERENCE.fullmatch(dite.strip())
    with lecture() as session:
        if trouve:
            connue = session.get(Personne, int(trouve[1]))
            numero = connue.id if connue else None
        else:
            reference, _, code = dite.strip().rpartition(":")
            numero = rgpd.par_code(session, reference, code) if reference else None
    if numero is None:
        phrase = (
            f"PERSONNE : « {dite[:80]} » ne désigne personne ; attendu : P12, ou OPERATION:b1. "
            "« relais rgpd chercher » demande un nom et donne la référence."
        )
        raise FauteDeSaisie("PERSONNE", typographier(phrase))
    return numero


def est_effacee(personne_id: int) -> bool:
    """Whether that person was forgotten already."""
    with lecture() as session:
        connue = session.get(Personne, personne_id)
        return connue is not None and connue.prenom == normaliser(PRENOM_EFFACE)
