"""The DCE pack of an operation: every piece due, checked, its zip, what remains to be done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from documents.archive import archive
from documents.constats import Constat, Gravite
from documents.contextes.a1 import mention_avis
from documents.contextes.a2 import article_reglement
from documents.contextes.a3 import article_ccap
from documents.contextes.a7 import engagements
from documents.contextes.a8 import cadre_reponse
from documents.contextes.a9 import notice_candidats
from documents.contextes.a10 import note_dispense
from documents.contextes.a11 import marche_insertion
from documents.contextes.b1 import note_calibrage
from documents.contextes.demande import DemandePack, require_redaction
from documents.contextes.garde import AvecGarde
from documents.contextes.reservations import reservation_alerts
from documents.controles import check_files, require_lawful_texts
from documents.droit_des_modeles import outdated
from documents.lisezmoi import NOM as LISEZMOI
from documents.lisezmoi import PieceListee, lisezmoi
from documents.manques import Manque, collect_a_valider, collect_manques, require_complete
from documents.tableur import tableau_calcul
from documents.word import render
from formats.calcul import phrase_alerte
from formats.typographie import typographier
from metier.missions import CONFIDENTIELS, CodeDocument, documents_dus
from metier.regime import CodeRegime

DOSSIER_CONFIDENTIEL = "confidentiel"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A document of the pack. `nom` tells it from the others (`A7 lot 2`); `fichier` is its path in the folder."""

    code: CodeDocument
    nom: str
    fichier: str
    octets: bytes
    edition: str
    modele: str
    modele_sha256: str

    @property
    def confidentiel(self) -> bool:
        return self.code in CONFIDENTIELS

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.octets).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The pieces in the order of the catalogue, the zip of the public ones, alerts as French sentences, gaps."""

    reference: str
    pieces: tuple[Piece, ...]
    lisezmoi: bytes
    alertes: tuple[str, ...] = field(default=())
    manques: tuple[Manque, ...] = field(default=())

    @property
    def publiques(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if not piece.confidentiel)

    @property
    def nom_zip(self) -> str:
        return f"dce-{self.reference}.zip"

    @property
    def zip(self) -> bytes:
        """The archive of the public pieces; the same pieces give the same bytes."""
        return archive({LISEZMOI: self.lisezmoi, **{piece.fichier: piece.octets for piece in self.publiques}})

    @property
    def fichiers(self) -> dict[str, bytes]:
        """Everything to write, by path inside the folder; the zip last."""
        pieces = {piece.fichier: piece.octets for piece in self.pieces}
        return {**pieces, LISEZMOI: self.lisezmoi, self.nom_zip: self.zip}


@dataclass(frozen=True, kw_only=True)
class _APiece:
    """A piece about to be rendered: its name, file and context."""

    code: CodeDocument
    nom: str
    fichier: str
    contexte: AvecGarde


def pack_dce(demande: DemandePack) -> Pack:
    """The pack of a request.

    Raises FauteDeSaisie: `missions` when the relay does not write the pieces, the first gap of a definitive edition,
    a piece whose template breaks a blocking check, a template that cannot be rendered.
    """
    require_redaction(demande.operation)
    dus = due(demande)
    attendues = [piece for code in dus for piece in _contextes(demande, code)]
    manques = tuple(dict.fromkeys(manque for piece in attendues for manque in collect_manques(piece.contexte)))
    if demande.definitif:
        require_complete(manques)
    pieces = [_rendre(demande, piece) for piece in attendues]
    constats = check_files(demande, {piece.nom: piece.octets for piece in pieces})
    require_lawful_texts(constats)
    perimes = _perimes(demande, pieces)
    if CodeDocument.B2 in dus:
        pieces.append(_tableau(demande))
    return Pack(
        reference=demande.operation.reference,
        pieces=tuple(pieces),
        lisezmoi=_lisezmoi(demande, pieces, attendues),
        alertes=(*_alertes(demande, manques, constats), *perimes),
        manques=manques,
    )


def due(demande: DemandePack) -> tuple[CodeDocument, ...]:
    """The codes of the pack's documents; a waiver is written only where the regime accepts it, C0 is a letter."""
    admise = demande.regime.code is CodeRegime.DISPENSE_MOTIVEE
    return tuple(
        code
        for code in documents_dus(demande.operation)
        if code is not CodeDocument.C0 and (code is not CodeDocument.A10 or admise)
    )


def _contextes(demande: DemandePack, code: CodeDocument) -> list[_APiece]:
    if code is CodeDocument.A7:
        return _engagements(demande)
    if code not in CONTEXTES:
        return []
    contexte = CONTEXTES[code](demande)
    return [_APiece(code=code, nom=code.value, fichier=_fichier(code, contexte), contexte=contexte)]


def _engagements(demande: DemandePack) -> list[_APiece]:
    """One annex per lot, the file named after its lot."""
    return [
        _APiece(
            code=CodeDocument.A7,
            nom=f"A7 lot {contexte.lot_numero}",
            fichier=f"A7_annexe_ae_lot-{contexte.lot_numero}.docx",
            contexte=contexte,
        )
        for contexte in engagements(demande)
    ]


def _fichier(code: CodeDocument, contexte: AvecGarde) -> str:
    """« a3_ccap.docx » becomes « A3_ccap.docx »."""
    modele = _modele(contexte).rsplit("/", 1)[-1]
    nom = f"{code.value}{modele[len(code.value) :]}"
    return f"{DOSSIER_CONFIDENTIEL}/{nom}" if code in CONFIDENTIELS else nom


def _modele(contexte: AvecGarde) -> str:
    modele: str = contexte.modele  # type: ignore[attr-defined]
    return modele


def _rendre(demande: DemandePack, piece: _APiece) -> Piece:
    modele = _modele(piece.contexte)
    rendu = render(modele, piece.contexte, dossier_modeles=demande.dossier_modeles)
    return Piece(
        code=piece.code,
        nom=piece.nom,
        fichier=piece.fichier,
        octets=rendu.octets,
        edition=rendu.edition,
        modele=modele,
        modele_sha256=rendu.modele_sha256,
    )


def _tableau(demande: DemandePack) -> Piece:
    """B2 has no template: its edition is the version of the barème."""
    return Piece(
        code=CodeDocument.B2,
        nom="B2",
        fichier=f"{DOSSIER_CONFIDENTIEL}/B2_tableau_calcul.xlsx",
        octets=tableau_calcul(demande.operation, demande.calibrage),
        edition=demande.calibrage.bareme.version,
        modele="",
        modele_sha256="",
    )


def _lisezmoi(demande: DemandePack, pieces: list[Piece], attendues: list[_APiece]) -> bytes:
    contextes = {piece.nom: piece.contexte for piece in attendues}
    return lisezmoi(demande, [_listee(piece, contextes.get(piece.nom)) for piece in pieces])


def _listee(piece: Piece, contexte: AvecGarde | None) -> PieceListee:
    return PieceListee(
        code=piece.code.value,
        fichier=piece.fichier,
        manques=tuple(manque.libelle for manque in collect_manques(contexte)),
        a_valider=tuple(valeur.libelle for valeur in collect_a_valider(contexte)),
        confidentielle=piece.confidentiel,
    )


def _alertes(demande: DemandePack, manques: tuple[Manque, ...], constats: tuple[Constat, ...]) -> tuple[str, ...]:
    """What to look at: gaps first, then the calculation, the regime, the checks that only warn."""
    phrases = [f"à compléter : {manque.libelle} ({manque.champ})" for manque in manques]
    phrases += [
        f"lot {lot.numero} : {phrase_alerte(alerte)}" for lot in demande.calibrage.lots for alerte in lot.alertes
    ]
    phrases += [phrase_alerte(alerte) for alerte in (*demande.calibrage.alertes, *demande.regime.alertes)]
    phrases += reservation_alerts(demande)
    phrases += [f"{c.piece} : {c.phrase}" for c in constats if c.gravite is Gravite.AVERTISSEMENT]
    return tuple(dict.fromkeys(map(typographier, phrases)))


def _perimes(demande: DemandePack, pieces: list[Piece]) -> tuple[str, ...]:
    """The templates older than the law in force on the date of the notice, one sentence each."""
    jour = demande.operation.date_avis
    phrases = {piece.code.value: outdated(piece.octets, jour) for piece in pieces}
    return tuple(typographier(f"{code} : {phrase}") for code, phrase in phrases.items() if phrase)


CONTEXTES: dict[CodeDocument, Callable[[DemandePack], AvecGarde]] = {
    CodeDocument.A1: mention_avis,
    CodeDocument.A2: article_reglement,
    CodeDocument.A3: article_ccap,
    CodeDocument.A8: cadre_reponse,
    CodeDocument.A9: notice_candidats,
    CodeDocument.A10: note_dispense,
    CodeDocument.A11: marche_insertion,
    CodeDocument.B1: note_calibrage,
}
