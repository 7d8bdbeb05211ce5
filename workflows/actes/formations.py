"""Training before hire: sessions, who took part, for how many hours; these are no insertion hours."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from sqlmodel import Session

from echanges import champs
from echanges.format_dossier import ParticipantFormat
from formats.typographie import INSECABLE, typographier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import eligibilites, formations
from sqlmodel_store.modeles.insertion import Formation
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.effets import Effet, Sujet


class SessionDeFormation(champs.Format):
    """A session and its participants, by their local ids; `numero`, its place in the dossier, to correct one."""

    numero: Annotated[int | None, Field(ge=1, le=9999)] = None
    intitule: champs.TexteRempli
    debut: champs.DateIso
    fin: champs.DateIso | None = None
    participants: tuple[ParticipantFormat, ...] = ()


def enregistrer_formation(session: Session, sujet: Sujet, lue: SessionDeFormation) -> Effet:
    """The session is written, in place of the one of that number, or of that title and first day."""
    if lue.fin and lue.fin < lue.debut:
        raise _faute("fin", f"{lue.fin} précède le début, {lue.debut} ; une date égale ou postérieure est attendue")
    heures = _participants(session, sujet.operation, lue)
    connues = formations.de_l_operation(session, sujet.operation.id)
    connue = _connue(connues, lue)
    numero = connues.index(connue) + 1 if connue else len(connues) + 1
    quoi = (lue.intitule, lue.debut, lue.fin)
    return Effet(
        modifier=lambda ici, operation: formations.ecrire(
            ici, operation.id, connue.id if connue else None, quoi, heures
        ),
        alertes=(typographier(f"formation n°{INSECABLE}{numero}, {len(heures)} participant(s)"),),
    )


def _participants(session: Session, operation: Operation, lue: SessionDeFormation) -> dict[int, Decimal]:
    """Hours by row of each person. Raises FauteDeSaisie: someone unknown, or there twice."""
    connus = {une.ligne.code: une.ligne.id for une in eligibilites.suivies(session, operation.id)}
    heures: dict[int, Decimal] = {}
    for rang, un in enumerate(lue.participants):
        champ = f"participants[{rang}].beneficiaire"
        if un.beneficiaire not in connus:
            raise _faute(champ, f"« {un.beneficiaire} » est inconnu ; connus : {', '.join(connus) or 'aucun'}")
        if connus[un.beneficiaire] in heures:
            raise _faute(champ, f"« {un.beneficiaire} » participe deux fois ; une ligne par personne est attendue")
        heures[connus[un.beneficiaire]] = un.heures
    return heures


def _connue(connues: Sequence[Formation], lue: SessionDeFormation) -> Formation | None:
    if lue.numero is None:
        return next((une for une in connues if (une.intitule, une.debut) == (lue.intitule, lue.debut)), None)
    if lue.numero <= len(connues):
        return connues[lue.numero - 1]
    raise _faute("numero", f"{lue.numero} ; l’opération compte {len(connues)} formation(s)")


def _faute(champ: str, raison: str) -> FauteDeSaisie:
    return FauteDeSaisie(champ, typographier(f"{champ} : {raison}."))
