"""A statement handed over on the page: read row by row into the form, to be reviewed; nothing of it is written."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from decimal import Decimal

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from echanges.heures.lecture import FichierOuvert, ouvrir_fichier
from echanges.heures.phrases import colonnes_non_lues, ou
from echanges.heures.resultat import LectureHeures, LigneAcceptee, LigneRefusee
from formats.dates import de_mois
from formats.nombres import heures as ecrire_heures
from formats.typographie import typographier
from portail.declaration.formulaire import CHAMPS_MAX, ILLISIBLE
from portail.erreurs import Message, Refus
from sqlmodel_store.session import lecture
from workflows.actes.courrier_recu.cibles import Cible
from workflows.actes.courrier_recu.destination import ADecider, Indices, Lecteur, ReleveAltere, choisir
from workflows.actes.demande_heures.mois import MoisDuDestinataire

OCTETS_MAX = 10_000_000
LIGNES_MAX = 300
TROP_LOURD = Message(
    titre="Ce fichier est trop lourd",
    texte="Un relevé déposé ici va jusqu’à 10 Mo. Ne gardez que la feuille des heures du mois, ou répondez à notre "
    "courriel avec le fichier joint.",
    retour="Revenir au formulaire",
)
FICHIER_VIDE = "Ce fichier est vide (0 octet). Rouvrez-le, enregistrez-le, puis choisissez-le de nouveau."
SANS_FICHIER = "Choisissez d’abord le fichier, puis «\u00a0Lire le relevé\u00a0»."


@dataclass(frozen=True, kw_only=True)
class Depot:
    """What was sent: the fields of the form, the file, empty where none was chosen."""

    champs: dict[str, str]
    nom: str
    octets: bytes


@dataclass(frozen=True, kw_only=True)
class Reponse:
    """What was read of a file: `lues` by operation and contract, a sentence per row; `refus`: why nothing could be.

    `non_lues`: the sentence on the columns that were not read, empty where all were.
    """

    nom: str
    titre: str = ""
    lues: dict[tuple[str, str], tuple[Decimal, Decimal]]
    acceptees: tuple[str, ...] = ()
    refusees: tuple[str, ...] = ()
    omises: int = 0
    non_lues: str = ""
    refus: str | None = None


async def recevoir(request: Request) -> Depot:
    """The form and its file, counted while they are read. Raises Refus 413 beyond `OCTETS_MAX`, 415, 422."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Refus(415, ILLISIBLE)
    analyseur = MultiPartParser(request.headers, _compter(request), max_files=1, max_fields=CHAMPS_MAX)
    try:
        envoye = await analyseur.parse()
    except (MultiPartException, ValueError) as erreur:
        raise Refus(422, ILLISIBLE) from erreur
    try:
        fichier = next((un for un in envoye.values() if isinstance(un, UploadFile)), None)
        return Depot(
            champs={nom: dit for nom, dit in envoye.multi_items() if isinstance(dit, str)},
            nom=(fichier.filename or "")[:120] if fichier else "",
            octets=await fichier.read() if fichier else b"",
        )
    finally:
        await envoye.close()


async def _compter(request: Request) -> AsyncGenerator[bytes, None]:
    recus = 0
    async for morceau in request.stream():
        recus += len(morceau)
        if recus > OCTETS_MAX:
            raise Refus(413, TROP_LOURD)
        yield morceau


def lire(mois: MoisDuDestinataire, depot: Depot) -> Reponse:
    """The rows of the file for the operation chosen on the page (`ou`), else for the only one that they suit."""
    if not depot.nom or not depot.octets:
        return _refus(depot, FICHIER_VIDE if depot.nom else SANS_FICHIER)
    fichier = ouvrir_fichier(depot.octets, depot.nom)
    with lecture() as session:
        lecteur = Lecteur(session)
        try:
            cible = _choisir(mois, fichier, depot.champs.get("ou", ""), lecteur)
        except ReleveAltere as altere:
            return _refus(depot, str(altere))
        except ADecider:
            raison = f"ce fichier ne dit pas à quelle opération il va, ou n’est pas {de_mois(mois.mois)}"
            return _refus(depot, typographier(f"{raison} : choisissez l’opération à côté du fichier, ou vérifiez-le."))
        lue = lecteur.lire(fichier, cible)
    if lue.fichier_refuse is not None:
        return _refus(depot, lue.phrase or lue.fichier_refuse.libelle)
    return _reponse(depot, cible, lue)


def _choisir(mois: MoisDuDestinataire, fichier: FichierOuvert, reference: str, lecteur: Lecteur) -> Cible:
    possibles = [
        Cible(
            operation=operation,
            mois=mois.mois,
            employeurs=frozenset(un.employeur for un in mois.a_declarer if un.operation_id == numero),
        )
        for numero, operation in mois.operations.items()
        if any(un.operation_id == numero for un in mois.a_declarer) and reference in ("", operation.reference)
    ]
    indices = Indices(reference=None, texte="", mois=mois.mois, dernier=mois.mois)
    return choisir(fichier, possibles, indices, lecteur)


def _reponse(depot: Depot, cible: Cible, lue: LectureHeures) -> Reponse:
    reference = cible.operation.reference
    acceptees, refusees = ([_phrase(une) for une in lignes] for lignes in (lue.acceptees, lue.refusees))
    return Reponse(
        nom=depot.nom,
        titre=cible.operation.intitule or reference,
        lues={(reference, code): (une.heures, une.dont_formation) for code, une in lue.par_contrat().items()},
        acceptees=tuple(acceptees[:LIGNES_MAX]),
        refusees=tuple(refusees[:LIGNES_MAX]),
        omises=max(0, len(acceptees) - LIGNES_MAX) + max(0, len(refusees) - LIGNES_MAX),
        non_lues=colonnes_non_lues(lue.non_lues),
        refus=None if acceptees or refusees else "Aucune ligne d’heures n’a été trouvée dans ce fichier.",
    )


def _phrase(ligne: LigneAcceptee | LigneRefusee) -> str:
    """A row by its place, its person by the first name and the initial, as everywhere on this page."""
    qui = f"{ligne.prenom} {ligne.nom[:1].upper()}{'.' if ligne.nom else ''}".strip()
    debut = f"{ou(ligne.feuille, ligne.ligne)} : {qui}{', ' if qui else ''}"
    if isinstance(ligne, LigneRefusee):
        return typographier(f"{debut}{ligne.phrase}")
    formation = f" dont {ecrire_heures(ligne.dont_formation)} de formation" if ligne.dont_formation else ""
    return typographier(f"{debut}{ecrire_heures(ligne.heures)}{formation}, lot {ligne.lot}")


def _refus(depot: Depot, phrase: str) -> Reponse:
    return Reponse(nom=depot.nom, lues={}, refus=phrase)
