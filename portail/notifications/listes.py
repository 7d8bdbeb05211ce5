"""What waits for a person among the mails received, and the whole of them, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from config.horloge import PARIS, aujourdhui
from config.jours_ouvres import feries
from metier.courriers import NatureCourrier
from metier.droits import Acces, Droit
from metier.echeances import apres
from portail.notifications.fiche import Lien, suites
from sqlmodel_store.depots import courriers_vus
from sqlmodel_store.depots.courriers_vus import CourrielVu, Recherche
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture
from workflows.actes.pas import echeance
from workflows.actes.situation import LECTURE

PAR_PAGE = 50
BOITE = "/notifications/boite"


@dataclass(frozen=True, kw_only=True)
class LigneAttente:
    """A mail that waits for a person, since when and until when."""

    vu: CourrielVu
    avant_le: date
    en_retard: bool


@dataclass(frozen=True, kw_only=True)
class LigneProposition:
    """An operation that nobody has confirmed; `courriel`: the number of the mail that announced it."""

    operation: Operation
    courriel: int | None
    expediteur: str | None
    avant_le: date | None
    en_retard: bool


@dataclass(frozen=True, kw_only=True)
class Attente:
    """One page of what waits. `total` mails and `nombre` operations in all."""

    courriels: tuple[LigneAttente, ...]
    total: int
    propositions: tuple[LigneProposition, ...]
    nombre: int
    numero: int
    pages: int
    recus: int
    conduit: bool

    def adresse(self, numero: int) -> str:
        return f"/notifications?page={numero}" if numero > 1 else "/notifications"


@dataclass(frozen=True, kw_only=True)
class LigneRecue:
    """A mail received and what it changed."""

    vu: CourrielVu
    suites: tuple[Lien, ...]


@dataclass(frozen=True, kw_only=True)
class Boite:
    """One page of the mails found. `natures`: how many there are of each, of those that there are."""

    lignes: tuple[LigneRecue, ...]
    cherche: Recherche
    natures: tuple[tuple[NatureCourrier, int], ...]
    total: int
    numero: int
    pages: int
    conduit: bool

    @property
    def aucun(self) -> bool:
        return not self.natures and not self.total and not self.cherchee

    @property
    def cherchee(self) -> bool:
        return bool(self.cherche.mots.strip()) or self.cherche.nature is not None or self.cherche.attend

    def adresse(self, numero: int) -> str:
        """The address of another page of what is found."""
        dits = {
            "q": self.cherche.mots,
            "nature": self.cherche.nature.value if self.cherche.nature else "",
            "etat": "attend" if self.cherche.attend else "",
            "page": str(numero) if numero > 1 else "",
        }
        requete = urlencode({cle: dit for cle, dit in dits.items() if dit})
        return f"{BOITE}?{requete}" if requete else BOITE


def lire_attente(acces: Acces, voulue: int = 1) -> Attente:
    """The page asked for, or the last one; the oldest first. A constant number of statements."""
    jour, numero = aujourdhui(), max(1, voulue)
    with lecture() as session:
        attendent, total = courriers_vus.a_traiter(session, acces, debut=(numero - 1) * PAR_PAGE, combien=PAR_PAGE)
        pages = max(1, -(-total // PAR_PAGE))
        if numero > pages:
            numero = pages
            attendent, _ = courriers_vus.a_traiter(session, acces, debut=(pages - 1) * PAR_PAGE, combien=PAR_PAGE)
        signalees, nombre = courriers_vus.propositions(session, acces, combien=PAR_PAGE)
        annonces = courriers_vus.annonces(session, acces, [une.id for une in signalees])
        recus = sum(courriers_vus.par_nature(session, acces).values())
    return Attente(
        courriels=tuple(_attente(vu, jour) for vu in attendent),
        total=total,
        propositions=tuple(_proposition(une, annonces.get(une.reference), jour) for une in signalees),
        nombre=nombre,
        numero=numero,
        pages=pages,
        recus=recus,
        conduit=acces.peut(Droit.CONDUIRE),
    )


def _attente(vu: CourrielVu, jour: date) -> LigneAttente:
    avant_le = apres(vu.recu_le.astimezone(PARIS).date(), LECTURE, feries())
    return LigneAttente(vu=vu, avant_le=avant_le, en_retard=avant_le < jour)


def _proposition(operation: Operation, annonce: CourrielVu | None, jour: date) -> LigneProposition:
    avant_le = echeance(operation)
    return LigneProposition(
        operation=operation,
        courriel=annonce.id if annonce else None,
        expediteur=annonce.expediteur if annonce else None,
        avant_le=avant_le,
        en_retard=avant_le is not None and avant_le < jour,
    )


def lire_boite(acces: Acces, cherche: Recherche, voulue: int = 1) -> Boite:
    """The page asked for, or the last one; the latest first. A constant number of statements."""
    with lecture() as session:
        comptes = courriers_vus.par_nature(session, acces)
        trouves, total = courriers_vus.chercher(
            session, acces, cherche, debut=(max(1, voulue) - 1) * PAR_PAGE, combien=PAR_PAGE
        )
        pages = max(1, -(-total // PAR_PAGE))
        if voulue > pages:
            trouves, total = courriers_vus.chercher(
                session, acces, cherche, debut=(pages - 1) * PAR_PAGE, combien=PAR_PAGE
            )
    return Boite(
        lignes=tuple(LigneRecue(vu=vu, suites=suites(vu)) for vu in trouves),
        cherche=cherche,
        natures=tuple((nature, comptes[nature]) for nature in NatureCourrier if nature in comptes),
        total=total,
        numero=min(max(1, voulue), pages),
        pages=pages,
        conduit=acces.peut(Droit.CONDUIRE),
    )
