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
from documents.pack import Pack, due, pack_dce
from echanges.format_operation import LectureOperation
from metier.calibrage import Calibrage, calibrer
from metier.missions import CONFIDENTIELS, CodeDocument
from metier.operation import Operation
from metier.regime import determiner
from portail.clauses.calcul import Resultat, calculer

TOUT = "zip"


@dataclass(frozen=True, kw_only=True)
class Fichier:
    nom: str
    octets: bytes


def pack_strict(lecture: LectureOperation) -> Pack:
    """The pack of an operation sent as data. Raises FauteDeSaisie as the command `dce`."""
    operation = lecture.operation
    require_redaction(operation)
    return _pack(operation, calibrer(operation, get_bareme(operation.bareme)))


def pack_de_la_page(lecture: LectureOperation) -> Pack:
    """The pack of the page: a share that nobody published is its lowest assumption, told in every piece."""
    encadrement = calculer(lecture).encadrement
    return _pack(encadrement.operation, encadrement.bas)


@dataclass(frozen=True, kw_only=True)
class PieceAnnoncee:
    """A document that the pack will hold; `nom` asks for it, `emploi` says where it goes."""

    nom: str
    titre: str
    emploi: str
    confidentielle: bool


def annoncees(resultat: Resultat) -> tuple[PieceAnnoncee, ...]:
    """The documents of the pack, in its order, before any is made."""
    pour = demande(resultat.operation, resultat.encadrement.bas)
    return tuple(
        PieceAnnoncee(
            nom=nom,
            titre=f"{code.libelle}{nom.removeprefix(code.value)}",
            emploi=EMPLOIS.get(code.value, "à joindre au dossier."),
            confidentielle=code in CONFIDENTIELS,
        )
        for code in due(pour)
        for nom in _noms(code, pour)
    )


def _noms(code: CodeDocument, pour: DemandePack) -> list[str]:
    if code is CodeDocument.A7:
        return [f"{code.value} lot {lot.numero}" for lot in pour.lots_vises]
    return [code.value]


def choisir(pack: Pack, voulu: str) -> Fichier | None:
    """The zip, or the document of that name (`A3`, `A7 lot 2`); None when the pack has none of that name."""
    if voulu in {"", TOUT}:
        return Fichier(nom=pack.nom_zip, octets=pack.zip)
    for piece in pack.pieces:
        if piece.nom == voulu:
            return Fichier(nom=PurePosixPath(piece.fichier).name, octets=piece.octets)
    return None


def _pack(operation: Operation, calibrage: Calibrage) -> Pack:
    return pack_dce(demande(operation, calibrage))


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
