"""Notes and reminders: written by who drives the operation, changed by their author only, journalled without a word."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from formats.typographie import INSECABLE, typographier
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import journal, notes
from sqlmodel_store.depots.notes import RappelDu
from sqlmodel_store.session import unit_of_work
from workflows.actes.attentes import Action
from workflows.actes.au_nom_de import exiger

NOTE_MAX = 4000
RAPPEL_MAX = 300
PREFIXE = "portail:"


class PasLaSienne(Exception):
    """No note, or no reminder, of that number is the account's."""


def ecrire(acces: Acces, reference: str, texte: str, *, cle: str) -> None:
    """A note; the same `cle` twice is one. Raises AccesRefuse, FauteDeSaisie."""
    acces.exiger(Droit.CONDUIRE)
    texte = _texte(texte, "note", NOTE_MAX)
    with unit_of_work() as session:
        operation = exiger(session, acces, reference)
        if notes.ecrire(session, acces, operation.id, texte, cle=PREFIXE + cle):
            _noter(session, acces, operation.id, "note_ecrite")


def modifier(acces: Acces, reference: str, numero: int, texte: str) -> None:
    """Another text. Raises AccesRefuse, FauteDeSaisie, PasLaSienne."""
    acces.exiger(Droit.CONDUIRE)
    texte = _texte(texte, "note", NOTE_MAX)
    with unit_of_work() as session:
        operation = exiger(session, acces, reference)
        if not notes.modifier(session, acces, operation.id, numero, texte):
            raise PasLaSienne
        _noter(session, acces, operation.id, "note_modifiee", note=numero)


def retirer(acces: Acces, reference: str, numero: int) -> None:
    """The note is no more. Raises AccesRefuse, FauteDeSaisie, PasLaSienne."""
    acces.exiger(Droit.CONDUIRE)
    with unit_of_work() as session:
        operation = exiger(session, acces, reference)
        if not notes.retirer(session, acces, operation.id, numero):
            raise PasLaSienne
        _noter(session, acces, operation.id, "note_retiree", note=numero)


def poser_rappel(acces: Acces, reference: str, le: str, texte: str, *, cle: str) -> date:
    """A reminder for the account, on a day not past; returns that day. Raises AccesRefuse, FauteDeSaisie."""
    acces.exiger(Droit.CONDUIRE)
    texte = " ".join(_texte(texte, "texte", RAPPEL_MAX).split())
    jour = _jour(le)
    with unit_of_work() as session:
        operation = exiger(session, acces, reference)
        if notes.poser_rappel(session, acces, operation.id, jour, texte, cle=PREFIXE + cle):
            _noter(session, acces, operation.id, "rappel_pose", le=jour.isoformat())
    return jour


def clore_rappel(acces: Acces, reference: str, numero: int) -> None:
    """It is done, or of no use any more. Raises AccesRefuse, FauteDeSaisie, PasLaSienne."""
    acces.exiger(Droit.CONDUIRE)
    with unit_of_work() as session:
        operation = exiger(session, acces, reference)
        if not notes.clore_rappel(session, acces, operation.id, numero):
            raise PasLaSienne
        _noter(session, acces, operation.id, "rappel_fait")


def attentes(session: Session, acces: Acces | None = None) -> list[Action]:
    """The reminders that wait, of every account or of one, as open actions; a flow never shows them."""
    return [_action(un) for un in notes.rappels(session, acces)]


def _action(du: RappelDu) -> Action:
    return Action(
        libelle=f"Rappel{INSECABLE}: {du.rappel.texte}",
        qui=du.rappel.auteur,
        depuis=du.rappel.pose_le,
        avant_le=du.rappel.le,
        reference=du.reference,
    )


def _texte(texte: str, champ: str, longueur: int) -> str:
    texte = "\n".join(ligne.rstrip() for ligne in texte.replace("\r\n", "\n").replace("\x00", "").strip().split("\n"))
    if not texte:
        raise FauteDeSaisie(champ, "Rien n’est écrit : écrivez quelques mots.")
    if len(texte) > longueur:
        phrase = f"Ce texte a {len(texte)} signes, {longueur} au plus : raccourcissez-le."
        raise FauteDeSaisie(champ, typographier(phrase))
    return texte


def _jour(le: str) -> date:
    try:
        jour = date.fromisoformat(le.strip())
    except ValueError:
        phrase = f"Date : « {le[:40]} » n’est pas une date ; attendu : AAAA-MM-JJ, par exemple 2026-11-25."
        raise FauteDeSaisie("le", typographier(phrase)) from None
    if jour < aujourdhui():
        raise FauteDeSaisie("le", typographier("Date : ce jour est passé ; choisissez aujourd’hui ou plus tard."))
    return jour


def _noter(session: Session, acces: Acces, operation_id: int, evenement: str, **dit: object) -> None:
    journal.noter(session, evenement, acteur=acces.nom, operation_id=operation_id, **dit)
