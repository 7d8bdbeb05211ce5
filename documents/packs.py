"""What is handed over together during the follow-up of an operation: documents, other files, one zip of them all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from documents.archive import archive
from documents.connu import Connu, own_words
from documents.constats import Constat, Gravite
from documents.contextes.garde import shorten
from documents.controles import controler, require_lawful_texts
from documents.manques import Manque
from documents.piece import Attendue, Piece, lire, produire
from formats.typographie import typographier
from metier.suivi import Suivi

DE_DONNEES = frozenset({18, 21})  # what the dossier holds, not what the document says
COUPES = (50, 60, 70, 80, 90, 120)  # where letters and reports cut a long name


@dataclass(frozen=True, kw_only=True)
class PackSuivi:
    """Documents and `autres` files by path inside the folder; alerts as French sentences, gaps.

    `nom` is that of the zip, without its suffix; it names no person.
    """

    nom: str
    pieces: tuple[Piece, ...]
    autres: Mapping[str, bytes] = field(default_factory=dict)
    alertes: tuple[str, ...] = ()
    manques: tuple[Manque, ...] = ()

    @property
    def nom_zip(self) -> str:
        return f"{self.nom}.zip"

    @property
    def zip(self) -> bytes:
        """The archive of all the files; the same files give the same bytes."""
        return archive(self._membres)

    @property
    def fichiers(self) -> dict[str, bytes]:
        """Everything to write, by path inside the folder; the zip last."""
        return {**self._membres, self.nom_zip: self.zip}

    @property
    def _membres(self) -> dict[str, bytes]:
        return {**{piece.fichier: piece.octets for piece in self.pieces}, **self.autres}


@dataclass(frozen=True, kw_only=True)
class Controlee:
    """A document made and what was found in it."""

    piece: Piece
    constats: tuple[Constat, ...]


def make_checked(attendue: Attendue, connu: Connu, *, dossier_modeles: Path | None = None) -> Controlee:
    """The document, its texts checked.

    Raises as `piece.produire`, and FauteDeSaisie when a check on the text is blocking; what the dossier itself holds
    at fault is blocking in a definitive edition only.
    """
    piece = produire(attendue, dossier_modeles=dossier_modeles)
    lus = lire(attendue, piece)
    octets = piece.octets if piece.fichier.endswith(".docx") else None
    constats = controler(piece.nom, lus, dataclasses.replace(connu, octets=octets))
    require_lawful_texts(
        tuple(constat for constat in constats if connu.definitif or constat.controle not in DE_DONNEES)
    )
    return Controlee(piece=piece, constats=constats)


def organisation_words(suivi: Suivi, *autres: object) -> tuple[str, ...]:
    """What the dossier and `autres` say of the operation, the buyer, companies and structures, longest first.

    Nothing of any beneficiary; also as documents write them, long names cut, spaces made French.
    """
    employeurs = tuple(contrat.employeur for contrat in suivi.contrats)
    operation = (suivi.reference, suivi.intitule, suivi.maitre_ouvrage, suivi.lieu, suivi.lots, suivi.contacts)
    mots = own_words(*operation, suivi.attributions, employeurs, *autres)
    coupes = {shorten(mot, longueur) for mot in mots for longueur in COUPES if len(mot) > longueur}
    formes = {forme for mot in {*mots, *coupes} for forme in (mot, typographier(mot))}
    return tuple(sorted(formes, key=lambda forme: (len(forme), forme), reverse=True))


def alerts(manques: Iterable[Manque], faites: Iterable[Controlee], autres: Iterable[str] = ()) -> tuple[str, ...]:
    """What to look at: gaps first, then what the checks only point at, then the rest."""
    phrases = [f"à compléter : {manque.libelle} ({manque.champ})" for manque in manques]
    phrases += autres
    phrases += [
        f"{constat.piece} : {constat.phrase}"
        for faite in faites
        for constat in faite.constats
        if constat.gravite is Gravite.AVERTISSEMENT or constat.controle in DE_DONNEES
    ]
    return tuple(dict.fromkeys(map(typographier, phrases)))
