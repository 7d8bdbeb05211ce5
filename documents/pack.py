"""The DCE pack of an operation: every piece due, checked, its zip, what remains to be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from zipfile import ZIP_STORED

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
from documents.contextes.reservations import reservation_alerts
from documents.controles import check_files, require_lawful_texts
from documents.droit_des_modeles import outdated
from documents.grille import grille_a8, grille_a_faire
from documents.lisezmoi import NOM as LISEZMOI
from documents.lisezmoi import PieceListee, lisezmoi
from documents.manques import AValider, Manque, collect, require_complete
from documents.note import note_annoncee, tableau_b2, tableau_b2_csv, tableaux_a_faire
from documents.piece import Attendue, AvecModele, Piece, produire
from formats.calcul import phrase_alerte
from formats.typographie import typographier
from metier.missions import CONFIDENTIELS, CodeDocument, documents_dus
from metier.regime import CodeRegime


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
        """The archive of the public pieces, compressed already; the same pieces give the same bytes."""
        membres = {LISEZMOI: self.lisezmoi, **{piece.fichier: piece.octets for piece in self.publiques}}
        return archive(membres, compression=ZIP_STORED)

    @property
    def fichiers(self) -> dict[str, bytes]:
        """Everything to write, by path inside the folder; the zip last."""
        pieces = {piece.fichier: piece.octets for piece in self.pieces}
        return {**pieces, LISEZMOI: self.lisezmoi, self.nom_zip: self.zip}


def pack_dce(demande: DemandePack, *, confidentielles: bool = True) -> Pack:
    """The pack of a request; without `confidentielles`, what stays with the buyer is listed and not made.

    Raises FauteDeSaisie: `missions` when the relay does not write the pieces, the first gap of a definitive edition,
    a piece whose template breaks a blocking check, a template that cannot be rendered.
    """
    require_redaction(demande.operation)
    dus = due(demande)
    tues = () if confidentielles else tuple(CONFIDENTIELS)
    attendues = [attendue for code in dus for attendue in _attendues(demande, code, annoncee=code in tues)]
    reperes = {piece.nom: collect(piece.contexte) for piece in attendues}
    manques = tuple(dict.fromkeys(manque for siens, _ in reperes.values() for manque in siens))
    if demande.definitif:
        require_complete(manques)
    pieces = [produire(une, dossier_modeles=demande.dossier_modeles) for une in attendues if une.code not in tues]
    constats = check_files(demande, {piece.nom: piece.octets for piece in pieces})
    require_lawful_texts(constats)
    perimes = _perimes(demande, pieces)
    pieces += [_a_faire(une) for une in attendues if une.code in tues]
    pieces = sorted(
        [*pieces, *(_tableurs(demande, dus) if confidentielles else _tableurs_a_faire(demande, dus))],
        key=lambda piece: dus.index(piece.code),
    )
    return Pack(
        reference=demande.operation.reference,
        pieces=tuple(pieces),
        lisezmoi=lisezmoi(demande, [_listee(piece, *reperes.get(piece.nom, ((), ()))) for piece in pieces]),
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


def _attendues(demande: DemandePack, code: CodeDocument, *, annoncee: bool) -> list[Attendue]:
    """The Word pieces of a code: one engagement annex per lot; `annoncee` where it is listed and not made."""
    if code is CodeDocument.A7:
        return [
            Attendue(code=code, contexte=contexte, precision=f"lot {contexte.lot_numero}")
            for contexte in engagements(demande)
        ]
    contextes = CONTEXTES | ANNONCES if annoncee else CONTEXTES
    return [Attendue(code=code, contexte=contextes[code](demande))] if code in contextes else []


def _tableurs(demande: DemandePack, dus: tuple[CodeDocument, ...]) -> list[Piece]:
    """What comes with no template: the buyer's grid where criteria are stated, the calculation."""
    grille = [grille_a8(demande)] if CodeDocument.A8 in dus and demande.operation.criteres else []
    tableaux = [tableau_b2(demande), tableau_b2_csv(demande)] if CodeDocument.B2 in dus else []
    return [*grille, *tableaux]


def _a_faire(attendue: Attendue) -> Piece:
    """A piece named and empty, for the list of what the pack holds."""
    return Piece(code=attendue.code, nom=attendue.nom, fichier=attendue.fichier, octets=b"", edition="")


def _tableurs_a_faire(demande: DemandePack, dus: tuple[CodeDocument, ...]) -> list[Piece]:
    """The same without a byte in them, for the list of what the pack holds."""
    grille = [grille_a_faire()] if CodeDocument.A8 in dus and demande.operation.criteres else []
    return [*grille, *tableaux_a_faire(demande)] if CodeDocument.B2 in dus else grille


def _listee(piece: Piece, manques: tuple[Manque, ...], a_valider: tuple[AValider, ...]) -> PieceListee:
    return PieceListee(
        code=piece.code.value,
        fichier=piece.fichier,
        manques=tuple(manque.libelle for manque in manques),
        a_valider=tuple(valeur.libelle for valeur in a_valider),
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


CONTEXTES: dict[CodeDocument, Callable[[DemandePack], AvecModele]] = {
    CodeDocument.A1: mention_avis,
    CodeDocument.A2: article_reglement,
    CodeDocument.A3: article_ccap,
    CodeDocument.A8: cadre_reponse,
    CodeDocument.A9: notice_candidats,
    CodeDocument.A10: note_dispense,
    CodeDocument.A11: marche_insertion,
    CodeDocument.B1: note_calibrage,
}
ANNONCES: dict[CodeDocument, Callable[[DemandePack], AvecModele]] = {CodeDocument.B1: note_annoncee}
"""The pieces of which the list needs less than they print."""
