"""One mail per recipient and month for all its operations, posted once with what it carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlmodel import Session

from config.horloge import aujourdhui
from config.identites import identite
from config.jours_ouvres import feries
from config.paths import Paths
from config.settings import get_settings
from courrier.messages import PieceJointe, Suite
from courrier.messages_mensuel import (
    LigneTableau,
    ReleveAFournir,
    SectionTableau,
    TableauDeBord,
    cle_tableau_de_bord,
    tableau_de_bord,
)
from formats.dates import de_mois, mois_long
from formats.typographie import typographier
from metier.echeances import apres
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.periodes import Mois
from sqlmodel_store.depots import relais, tableaux
from sqlmodel_store.depots.releves_attendus import Attendu
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import TableauDeBord as Tableau
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes.demande_heures.declarants import manquants
from workflows.actes.expedition import adresse_du_relais
from workflows.actes.jetons import lien_de_declaration
from workflows.actes.mensuel.chiffres import affiches
from workflows.actes.mensuel.mots import TITRES, gravite, ligne
from workflows.actes.mensuel.pieces import fichier_du_classeur
from workflows.actes.production import poster

VERROU = "tableaux_de_bord"
"""Held by whoever posts a mail or holds it back: what was held back in time never leaves."""


@dataclass(frozen=True, kw_only=True)
class Envoi:
    """The dashboards of a month for one recipient, with the operations they are about.

    `relais`: the code of the relay that signs, None for the installation's first, which signs for several too.
    """

    mois: Mois
    destinataire: str
    relais: str | None
    tableaux: Sequence[Tableau]
    operations: Mapping[int, Operation]
    manquants: Sequence[Attendu] = ()

    @property
    def declare(self) -> bool:
        """Whether the recipient is one who declares hours."""
        return any(un.code != CodeDocument.H1 for un in self.tableaux)

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(un.operation_id for un in self.tableaux))


def poster_tous(mois: Mois) -> int:
    """Post what was made for a month and is not held back, each recipient once; how many mails.

    Raises FauteDeSaisie where the relay's own address is missing; once all the others are posted, where a file has
    disappeared.
    """
    adresse_du_relais()
    with lecture() as session:
        attendus = {destinataire for du_mois, destinataire in tableaux.a_poster(session) if du_mois == str(mois)}
        tous = envois(session, mois, [un for un in tableaux.du_mois(session, mois) if un.courrier_cle is None])
    poses, fautes = 0, []
    for envoi in tous:
        if envoi.destinataire in attendus:
            try:
                poses += _poster(envoi)
            except FauteDeSaisie as faute:
                fautes.append(faute)
    if fautes:
        raise fautes[0]
    return poses


def envois(session: Session, mois: Mois, faits: Sequence[Tableau]) -> list[Envoi]:
    """These dashboards by recipient; those without an address go to nobody."""
    manquent = manquants(session, mois).par_adresse
    attendus = {un.operation_id for uns in manquent.values() for un in uns}
    operations = tableaux.fiches(session, {un.operation_id for un in faits} | attendus)
    codes = relais.propres(session)
    siens: dict[str, list[Tableau]] = defaultdict(list)
    for un in faits:
        if un.destinataire:
            siens[un.destinataire].append(un)
    return [
        Envoi(
            mois=mois,
            destinataire=qui,
            relais=_signataire({codes[operations[un.operation_id].relais_id] for un in uns}),
            tableaux=sorted(uns, key=lambda un: (un.code, operations[un.operation_id].reference, un.organisation)),
            operations=operations,
            manquants=tuple(manquent.get(qui, ())),
        )
        for qui, uns in sorted(siens.items())
    ]


def _signataire(codes: set[str | None]) -> str | None:
    return codes.pop() if len(codes) == 1 else None


def _poster(envoi: Envoi) -> bool:
    pieces = joindre(envoi, lire_le_fichier)
    with unit_of_work() as session:
        verrouiller(session, VERROU)
        if {envoi.destinataire, tableaux.TOUS} & {un.destinataire for un in tableaux.retenues(session, envoi.mois)}:
            return False
        lier = partial(lien_de_declaration, session, envoi.destinataire)
        pose = poster(session, tableau_de_bord(rediger(envoi, pieces, lier)), *envoi.ids)
        cle = cle_tableau_de_bord(str(envoi.mois), envoi.destinataire)
        tableaux.joindre(session, [un.id for un in envoi.tableaux], cle)
    return pose


def joindre(envoi: Envoi, lire: Callable[[str, str], bytes]) -> tuple[PieceJointe, ...]:
    """The PDF of each dashboard, named after its operation, numbered where one operation has several.

    With the buyer's, the workbook of its figures.
    """
    references = [envoi.operations[un.operation_id].reference for un in envoi.tableaux]
    pieces = []
    for rang, (un, reference) in enumerate(zip(envoi.tableaux, references, strict=True)):
        deja = references[:rang].count(reference)
        nom = f"{reference}_tableau-de-bord_{envoi.mois}{f'-{deja + 1}' if deja else ''}.pdf"
        pieces.append(PieceJointe(nom=nom, octets=lire(reference, un.fichier)))
        if un.code == CodeDocument.H1:
            octets = lire(reference, fichier_du_classeur(envoi.mois))
            pieces.append(PieceJointe(nom=f"{reference}_donnees_{envoi.mois}.xlsx", octets=octets))
    return tuple(pieces)


def lire_le_fichier(reference: str, fichier: str) -> bytes:
    """A document of an operation. Raises FauteDeSaisie where it has disappeared."""
    chemin = Paths(get_settings().home).documents(reference) / fichier
    try:
        return chemin.read_bytes()
    except FileNotFoundError as erreur:
        phrase = (
            f"{reference} : le tableau de bord {fichier} a disparu du dossier de l’opération ; remettez-le en place."
        )
        raise FauteDeSaisie("documents", phrase) from erreur


def rediger(envoi: Envoi, pieces: tuple[PieceJointe, ...], lier: Callable[[Mois], str]) -> TableauDeBord:
    """What the mail says; `lier` gives the link by which its recipient declares a month."""
    periode = mois_long(envoi.mois)
    sections = [
        SectionTableau(
            titre=titre,
            lignes=tuple(
                _ligne(envoi, un, periode)
                for un in sorted(envoi.tableaux, key=lambda un: gravite(affiches(un.chiffres)))
                if un.code == code
            ),
        )
        for code, titre in TITRES.items()
    ]
    return TableauDeBord(
        destinataire=envoi.destinataire,
        relais=identite(envoi.relais).relais,
        suite=_suite(envoi),
        mois=str(envoi.mois),
        periode=periode,
        de_la_periode=de_mois(envoi.mois),
        arrete_au=min(un.arrete_au for un in envoi.tableaux),
        sections=tuple(section for section in sections if section.lignes),
        pieces=pieces,
        classeurs=any(un.code == CodeDocument.H1 for un in envoi.tableaux),
        lien=lier(envoi.mois) if envoi.declare else None,
        manquants=tuple(_a_fournir(envoi, un, lier) for un in envoi.manquants) if envoi.declare else (),
    )


def _a_fournir(envoi: Envoi, un: Attendu, lier: Callable[[Mois], str]) -> ReleveAFournir:
    """The operation is named where the mail is about several."""
    ou = f"lot\u00a0{un.lot}"
    if {un.operation_id, *envoi.ids} != {un.operation_id}:
        ou += f", {un.reference}"
    return ReleveAFournir(
        libelle=f"Relevé {de_mois(un.mois)}", precision=f"{typographier(un.employeur)}, {ou}", lien=lier(un.mois)
    )


def _ligne(envoi: Envoi, un: Tableau, periode: str) -> LigneTableau:
    """The name of the organisation where the recipient reads for several of them."""
    ecrite = ligne(envoi.operations[un.operation_id], CodeDocument(un.code), affiches(un.chiffres), periode)
    if len({autre.organisation for autre in envoi.tableaux if autre.code == un.code}) == 1:
        return ecrite
    return replace(ecrite, precision=f"{ecrite.precision} · {typographier(un.organisation)}")


def _suite(envoi: Envoi) -> Suite:
    if envoi.declare and envoi.manquants:
        action = "déclarer les heures qui manquent, par le lien ci-dessus ou en répondant à ce message"
    elif envoi.declare:
        action = "vérifier ces chiffres, et nous dire ce qui ne correspond pas à vos relevés"
    else:
        action = "lire le tableau de bord, et nous dire ce qui ne correspond pas à vos informations"
    return Suite(
        prochaine_action=typographier(action), avant_le=_avant_le(), contact=identite(envoi.relais).facilitateur
    )


def _avant_le() -> date:
    return apres(aujourdhui(), get_settings().echeances.contestation, feries())
