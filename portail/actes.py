"""An act from its form to its end: read, shown beforehand, done through the same door as the command line's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from metier.cycle import Etape, Transition
from metier.droits import Acces
from metier.fautes import FauteDeSaisie, FautesDeSaisie, PanneExterne
from metier.gestes import Geste
from portail.formulaires.saisie import chemin_du_champ
from sqlmodel_store.depots import demandes, operations_vues
from sqlmodel_store.modeles.journal import EtatDemande
from sqlmodel_store.session import lecture
from workflows.actes import au_nom_de
from workflows.actes.demandes import Resultat, executer
from workflows.actes.effets import Effet
from workflows.lancements import lancer_demande, lancer_expedition
from workflows.service_prefect import attendre, service_actif

PATIENCE_S = 25.0
KO = 1000
IMMEDIAT_S = 4.0
PREFIXE = "portail:"
_BRAS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="acte")


@dataclass(frozen=True, kw_only=True)
class PieceVue:
    code: str
    fichier: str
    taille: str


@dataclass(frozen=True, kw_only=True)
class CourrielVu:
    destinataire: str
    objet: str
    texte: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Apercu:
    """What an act would do: `etape` None when the operation stays where it is."""

    etape: Etape | None
    pieces: tuple[PieceVue, ...]
    courriels: tuple[CourrielVu, ...]
    alertes: tuple[str, ...]

    @property
    def rien(self) -> bool:
        """Whether it only writes something down."""
        return not (self.etape or self.pieces or self.courriels)


def acte_de(code: str) -> Transition | Geste | None:
    """The act of that code."""
    for liste in (Transition, Geste):
        with suppress(ValueError):
            return liste(code)
    return None


def apercevoir(acces: Acces, reference: str, acte: Transition | Geste, donnees: dict[str, Any], ici: Etape) -> Apercu:
    """What the act would do, nothing being written. Raises AccesRefuse, FauteDeSaisie."""
    vers, effet = au_nom_de.apercevoir(acces, reference, acte, donnees)
    return Apercu(
        etape=vers if vers is not ici else None,
        pieces=_pieces(effet),
        courriels=tuple(
            CourrielVu(
                destinataire=message.destinataire,
                objet=message.objet,
                texte=message.texte,
                pieces=tuple(piece.nom for piece in message.pieces_jointes),
            )
            for message in effet.messages
        ),
        alertes=effet.alertes,
    )


def _pieces(effet: Effet) -> tuple[PieceVue, ...]:
    return tuple(
        PieceVue(code=une.piece.code, fichier=une.piece.fichier, taille=_taille(len(une.piece.octets)))
        for une in effet.pieces
    )


def _taille(octets: int) -> str:
    return f"{max(1, round(octets / KO))}\u00a0Ko"


def faire(acces: Acces, reference: str, acte: Transition | Geste, donnees: dict[str, Any], *, cle: str) -> Resultat:
    """Do the act: as a Prefect run where the service is up, here otherwise; the same `cle` twice is done once.

    Raises AccesRefuse, FauteDeSaisie.
    """
    return _mener(demander(acces, reference, acte, donnees, cle=cle))


def demander(acces: Acces, reference: str, acte: Transition | Geste, donnees: dict[str, Any], *, cle: str) -> int:
    """Write down what is asked; returns its number. Raises AccesRefuse, FauteDeSaisie."""
    return au_nom_de.demander(acces, reference, acte, donnees, cle=PREFIXE + cle)


def conduire(demande: int) -> Resultat | None:
    """Do what was asked; None when it takes longer than a person waits for, and goes on. Raises FauteDeSaisie."""
    travail = _BRAS.submit(_mener, demande)
    wait([travail], timeout=IMMEDIAT_S)
    return travail.result() if travail.done() else None


def _mener(demande: int) -> Resultat:
    service = service_actif() is not None
    if service:
        with suppress(PanneExterne):
            if run := lancer_demande(demande):
                attendre(run, PATIENCE_S)
    resultat = executer(demande)
    if service and resultat.courriels:
        with suppress(PanneExterne):
            lancer_expedition()
    return resultat


def deja_faite(acces: Acces, reference: str, cle: str) -> bool:
    """Whether this very form was sent before, and what it asked is done."""
    with lecture() as session:
        operation = operations_vues.par_reference(session, acces, reference)
        connue = demandes.par_cle(session, PREFIXE + cle)
        return bool(operation and connue and connue.operation_id == operation.id and connue.etat is EtatDemande.FAITE)


def par_champ(faute: FauteDeSaisie) -> dict[str, str]:
    """The sentences of a refusal by the path of the field that each names in the form."""
    fautes = faute.fautes if isinstance(faute, FautesDeSaisie) else [faute]
    return {chemin_du_champ(une.champ): sans_chemin(une) for une in fautes}


def sans_chemin(faute: FauteDeSaisie) -> str:
    """The sentence of a refusal without the path of the field, beside which it is shown."""
    phrase = faute.phrase.removeprefix(faute.champ).lstrip("\u00a0 :")
    return phrase[:1].upper() + phrase[1:]


def raconter(acte: Transition | Geste, resultat: Resultat) -> str:
    """What was done, in one sentence."""
    morceaux = [f"{acte.libelle[:1].upper()}{acte.libelle[1:]}\u00a0: c’est fait"]
    if resultat.documents:
        morceaux.append(_compter(len(resultat.documents), "document produit", "documents produits"))
    if resultat.courriels:
        morceaux.append(_compter(len(resultat.courriels), "courriel en partance", "courriels en partance"))
    return f"{', '.join(morceaux)}."


def _compter(nombre: int, un: str, plusieurs: str) -> str:
    return f"{nombre} {un if nombre == 1 else plusieurs}"
