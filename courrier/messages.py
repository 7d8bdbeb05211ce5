"""Every kind of mail the relay sends: one function each, and its wording in `templates/messages/<function>/`."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar, Protocol

from config.settings import Facilitateur, IdentiteRelais
from courrier.agenda import Invitation
from courrier.gabarits import abrege, rendre


@dataclass(frozen=True, kw_only=True)
class PieceJointe:
    """A file, sent under an ASCII name derived from `nom`."""

    nom: str
    octets: bytes


@dataclass(frozen=True, kw_only=True)
class Fil:
    """The mail that is answered, by its Message-ID, and those it answered itself, oldest first."""

    message_id: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Liste:
    """What a recurring mail belongs to; `fin` is the subject of the mail by which a recipient ends it."""

    code: str
    fin: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """A mail to one recipient; `cle` is the business key, the same for the same mail for ever.

    `invitation`: what the recipient's calendar takes from it; `liste`: for what comes back by itself, never for a
    letter, a request or a meeting.
    """

    cle: str
    destinataire: str
    objet: str
    texte: str
    html: str
    operation: str | None = None
    pieces_jointes: tuple[PieceJointe, ...] = ()
    fil: Fil | None = None
    invitation: Invitation | None = None
    liste: Liste | None = None


class Contenu(Protocol):
    """A dataclass that holds what one kind of mail says, and to whom."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def destinataire(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class OperationCitee:
    """What a mail says of an operation; `reference_acheteur` where the buyer writes another."""

    reference: str
    intitule: str
    maitre_ouvrage: str | None = None
    reference_acheteur: str | None = None


@dataclass(frozen=True, kw_only=True)
class Suite:
    """The card of every mail: what is expected of the reader, before when, and who to talk to."""

    prochaine_action: str
    avant_le: date | None = None
    contact: Facilitateur | None = None


@dataclass(frozen=True, kw_only=True)
class ReponsePriseEnCharge:
    """The relay's answer (C0): no when there is a `motif`, under reserve when there are `reserves`, else yes."""

    destinataire: str
    relais: IdentiteRelais
    operation: OperationCitee
    suite: Suite
    recue_le: date
    document: PieceJointe
    reserves: tuple[str, ...] = ()
    motif: str | None = None
    relais_propose: str | None = None
    pieces_demandees: tuple[str, ...] = ()
    fil: Fil | None = None


@dataclass(frozen=True, kw_only=True)
class DcePret:
    """The pack of texts to paste in the buyer's DCE; `lots` are the claused ones, as « Lot 1 – Gros œuvre, 292 h »."""

    destinataire: str
    relais: IdentiteRelais
    operation: OperationCitee
    suite: Suite
    pack: PieceJointe
    lots: tuple[str, ...]
    total_heures: str
    a_completer: tuple[str, ...] = ()
    fil: Fil | None = None


@dataclass(frozen=True, kw_only=True)
class CourrielATrancher:
    """A mail received that a person must decide on; `identifiant` is its own in our ledger."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    identifiant: str
    expediteur: str
    objet_recu: str
    recu_le: date
    raison: str
    lien: str | None = None
    operation: OperationCitee | None = None


def reponse_prise_en_charge(reponse: ReponsePriseEnCharge) -> Message:
    """The answer to whoever announced the operation, the C0 document attached."""
    return _sur_operation("reponse_prise_en_charge", reponse, (reponse.document,))


def dce_pret(dce: DcePret) -> Message:
    """The DCE pack to the buyer's contact."""
    return _sur_operation("dce_pret", dce, (dce.pack,))


def a_trancher(courriel: CourrielATrancher) -> Message:
    """To the facilitateur: a mail waits for a decision that no program may take."""
    return ecrire(
        "a_trancher",
        replace(courriel, objet_recu=abrege(courriel.objet_recu)),
        cle=f"a_trancher:{courriel.identifiant}:{courriel.destinataire}",
        operation=courriel.operation.reference if courriel.operation else None,
    )


def ecrire(
    genre: str,
    contenu: Contenu,
    *,
    cle: str,
    operation: str | None = None,
    pieces_jointes: tuple[PieceJointe, ...] = (),
    fil: Fil | None = None,
) -> Message:
    """The mail of a kind: the wording of its folder, filled with every field of `contenu` but the recipient."""
    noms = (champ.name for champ in fields(contenu) if champ.name != "destinataire")
    rendu = rendre(genre, tuple((nom, getattr(contenu, nom)) for nom in noms))
    return Message(
        cle=cle,
        destinataire=contenu.destinataire,
        objet=rendu.objet,
        texte=rendu.texte,
        html=rendu.html,
        operation=operation,
        pieces_jointes=pieces_jointes,
        fil=fil,
    )


def _sur_operation(genre: str, contenu: ReponsePriseEnCharge | DcePret, pieces: tuple[PieceJointe, ...]) -> Message:
    reference = contenu.operation.reference
    cle = f"{genre}:{reference}:{contenu.destinataire}"
    return ecrire(genre, contenu, cle=cle, operation=reference, pieces_jointes=pieces, fil=contenu.fil)
