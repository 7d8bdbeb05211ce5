"""What the relay writes once the lots are awarded: to companies, to structures, to whoever may propose candidates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.settings import IdentiteRelais
from courrier.messages import Message, OperationCitee, PieceJointe, Suite, ecrire


@dataclass(frozen=True, kw_only=True)
class OperationNotifiee:
    """An operation a company has won lots of; `lots` as « Lot 1 – Gros œuvre : 292 h »."""

    operation: OperationCitee
    lots: tuple[str, ...]
    pieces: tuple[PieceJointe, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DemarrageEntreprise:
    """E1, E2 and their forms to a company, for all the operations it was notified of; `lien`: where it chooses."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    entreprise: str
    operations: tuple[OperationNotifiee, ...]
    lien: str


@dataclass(frozen=True, kw_only=True)
class RappelCopie:
    """A reminder sent to a company, as its maître d’ouvrage is told of it; `lots` as « lots 1 et 2 »."""

    reference: str
    intitule: str
    lots: str
    entreprise: str
    piece: PieceJointe


@dataclass(frozen=True, kw_only=True)
class CopieRappels:
    """The copies announced by E1, all in one mail to each maître d’ouvrage."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    rappels: tuple[RappelCopie, ...]


@dataclass(frozen=True, kw_only=True)
class BesoinMiseADisposition:
    """What a company asks a structure for on a lot; `contact` is who to call there."""

    entreprise: str
    lot: str
    heures: str
    periode: str | None = None
    contact: str | None = None


@dataclass(frozen=True, kw_only=True)
class MiseADisposition:
    """To a structure that companies of an operation have chosen."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    operation: OperationCitee
    structure: str
    besoins: tuple[BesoinMiseADisposition, ...]
    pieces: tuple[PieceJointe, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SousTraitance:
    """To a company that entrusts part of its hours to structures; `lignes`: « Lot 1 : Éclat Services (EI), 100 h »."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    operation: OperationCitee
    entreprise: str
    lignes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Offre:
    """What a mail says of an offer: never the operation, its place or its buyer, which would tell the company."""

    numero: str
    intitule: str
    nombre: int
    metier: str | None = None
    secteur: str | None = None
    contrat: str | None = None
    debut: date | None = None
    candidats: int | None = None


@dataclass(frozen=True, kw_only=True)
class OffreEmploi:
    """An offer to a structure or a prescripteur, F2 attached."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    offre: Offre
    piece: PieceJointe


@dataclass(frozen=True, kw_only=True)
class FicheAViser:
    """The sheet of a post (F1) that the company of the lot and the facilitateur both put their visa on."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    operation: OperationCitee
    lot: int
    entreprise: str
    offre: Offre
    piece: PieceJointe


@dataclass(frozen=True, kw_only=True)
class RelanceOffre:
    """Offers that one recipient has not answered, all in one mail; `envoyees`: the day each left, as they come."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    offres: tuple[Offre, ...]
    envoyees: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class OffreClose:
    """A post that waits for nobody any more; `motif` as « le poste est pourvu »."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    offre: Offre
    motif: str


@dataclass(frozen=True, kw_only=True)
class AttestationEligibilite:
    """Decisions on people an employer has, by their numbers: the attached files alone name anyone."""

    destinataire: str
    relais: IdentiteRelais
    suite: Suite
    operation: OperationCitee
    employeur: str
    numeros: tuple[str, ...]
    pieces: tuple[PieceJointe, ...]


def demarrage_entreprise(contenu: DemarrageEntreprise) -> Message:
    """The pack « démarrage »; the key names each operation and its lots."""
    cites = [f"{une.operation.reference}:{_numeros(une.lots)}" for une in contenu.operations]
    pieces = tuple(piece for une in contenu.operations for piece in une.pieces)
    seule = contenu.operations[0].operation.reference if len(contenu.operations) == 1 else None
    cle = f"demarrage_entreprise:{':'.join(cites)}:{contenu.destinataire}"
    return ecrire("demarrage_entreprise", contenu, cle=cle, operation=seule, pieces_jointes=pieces)


def copie_rappels(contenu: CopieRappels, *, lesquels: str) -> Message:
    """To a maître d’ouvrage: which companies were reminded; `lesquels` numbers the letters."""
    references = {une.reference for une in contenu.rappels}
    seule = references.pop() if len(references) == 1 else None
    pieces = tuple(une.piece for une in contenu.rappels)
    cle = f"copie_rappels:{lesquels}:{contenu.destinataire}"
    return ecrire("copie_rappels", contenu, cle=cle, operation=seule, pieces_jointes=pieces)


def mise_a_disposition(contenu: MiseADisposition, *, choix: str) -> Message:
    """What is asked of a structure; `choix` names the choice, another is another mail."""
    reference = contenu.operation.reference
    cle = f"mise_a_disposition:{reference}:{choix}:{contenu.destinataire}"
    return ecrire("mise_a_disposition", contenu, cle=cle, operation=reference, pieces_jointes=contenu.pieces)


def sous_traitance(contenu: SousTraitance, *, choix: str) -> Message:
    """What a company must do before a structure sets to work; `choix` as above."""
    reference = contenu.operation.reference
    cle = f"sous_traitance:{reference}:{choix}:{contenu.destinataire}"
    return ecrire("sous_traitance", contenu, cle=cle, operation=reference)


def attestation_eligibilite(contenu: AttestationEligibilite, *, le: date) -> Message:
    """The attestations (G2) of an employer, all those of a day and of a first number in one mail."""
    reference = contenu.operation.reference
    lesquelles = f"{le}:{contenu.numeros[0]}+{len(contenu.numeros)}"
    cle = f"attestation_eligibilite:{reference}:{lesquelles}:{contenu.destinataire}"
    return ecrire("attestation_eligibilite", contenu, cle=cle, operation=reference, pieces_jointes=contenu.pieces)


def offre_emploi(contenu: OffreEmploi) -> Message:
    """The offer, once per recipient."""
    cle = f"offre_emploi:{contenu.offre.numero}:{contenu.destinataire}"
    return ecrire("offre_emploi", contenu, cle=cle, pieces_jointes=(contenu.piece,))


def fiche_a_viser(contenu: FicheAViser) -> Message:
    """The sheet of a post (F1) to the company that hires, once, for its visa (documents.md §10)."""
    cle = f"fiche_a_viser:{contenu.offre.numero}:{contenu.destinataire}"
    reference = contenu.operation.reference
    return ecrire("fiche_a_viser", contenu, cle=cle, operation=reference, pieces_jointes=(contenu.piece,))


def relance_offre(contenu: RelanceOffre) -> Message:
    """One reminder for every offer that this recipient has left without an answer."""
    numeros = "+".join(une.numero for une in contenu.offres)
    return ecrire("relance_offre", contenu, cle=f"relance_offre:{numeros}:{contenu.destinataire}")


def offre_close(contenu: OffreClose) -> Message:
    """Nobody need look for candidates any more."""
    return ecrire("offre_close", contenu, cle=f"offre_close:{contenu.offre.numero}:{contenu.destinataire}")


def _numeros(lots: tuple[str, ...]) -> str:
    """« 1+2 » of « Lot 1 – … », « Lot 2 – … »."""
    return "+".join(lot.split()[1] for lot in lots)
