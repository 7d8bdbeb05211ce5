"""The pieces of the market described, made as the command `dce` makes them, one by one or in their zip."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from config.baremes import get_bareme
from config.clauses import get_clauses
from config.droit import get_seuils
from config.paths import Paths
from config.settings import get_settings
from documents.contextes.demande import DemandePack, require_redaction
from documents.lisezmoi import EMPLOIS
from documents.pack import due, pack_dce
from echanges.format_operation import LectureOperation
from formats.typographie import typographier
from metier.calibrage import Calibrage, calibrer
from metier.missions import CONFIDENTIELS, CodeDocument
from metier.operation import Operation
from metier.regime import determiner
from portail.clauses.calcul import Resultat, encadrer_operation

TOUT = "zip"


@dataclass(frozen=True, kw_only=True)
class Fichier:
    nom: str
    octets: bytes


def zip_strict(lecture: LectureOperation) -> Fichier:
    """The zip of an operation sent as data. Raises FauteDeSaisie as the command `dce`."""
    operation = lecture.operation
    require_redaction(operation)
    return _zip(demande(operation, calibrer(operation, get_bareme(operation.bareme))))


def fichier_de_la_page(lecture: LectureOperation, voulu: str) -> Fichier | None:
    """The zip, or the document of that name (`A3`, `A7 lot 2`); None when the pack has none of that name.

    A share that nobody published is its lowest assumption, told in every piece. Raises FauteDeSaisie.
    """
    encadrement = encadrer_operation(lecture)
    pour = demande(encadrement.operation, encadrement.bas)
    if voulu in {"", TOUT}:
        return _zip(pour)
    for piece in pack_dce(pour).pieces:
        if piece.nom == voulu:
            return Fichier(nom=PurePosixPath(piece.fichier).name, octets=piece.octets)
    return None


def _zip(pour: DemandePack) -> Fichier:
    pack = pack_dce(pour, confidentielles=False)
    return Fichier(nom=pack.nom_zip, octets=pack.zip)


@dataclass(frozen=True, kw_only=True)
class PieceAnnoncee:
    """Documents of one code that the pack will hold; `noms` ask for each, `emploi` says where they go."""

    titre: str
    noms: tuple[str, ...]
    emploi: str
    confidentielle: bool


def annoncees(resultat: Resultat) -> tuple[PieceAnnoncee, ...]:
    """The documents of the pack, in its order, before any is made."""
    pour = demande(resultat.operation, resultat.encadrement.bas)
    return tuple(
        PieceAnnoncee(
            titre=typographier(code.libelle),
            noms=tuple(_noms(code, pour)),
            emploi=typographier(EMPLOIS.get(code.value, "à joindre au dossier.")),
            confidentielle=code in CONFIDENTIELS,
        )
        for code in due(pour)
    )


def _noms(code: CodeDocument, pour: DemandePack) -> list[str]:
    if code is CodeDocument.A7:
        return [f"{code.value} lot {lot.numero}" for lot in pour.lots_vises]
    return [code.value]


def demande(operation: Operation, calibrage: Calibrage) -> DemandePack:
    """What the pieces are made from, with the relay of this installation."""
    reglages = get_settings()
    return DemandePack(
        operation=operation,
        calibrage=calibrage,
        regime=determiner(operation, get_seuils()),
        relais=reglages.relais,
        facilitateur=reglages.facilitateur,
        parametres=get_clauses(reglages.home),
        categories=reglages.publics.categories,
        dossier_modeles=Paths(reglages.home).modeles,
    )
