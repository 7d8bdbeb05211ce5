"""The copy that E1 announces: each maître d’ouvrage is sent the reminders of its companies, all of them in one mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath

from sqlmodel import Session

from config.paths import Paths
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.messages import Message, PieceJointe, Suite
from courrier.messages_recrutement import CopieRappels, RappelCopie, copie_rappels
from formats.lots import nommer_lots
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import courriers_sortants, engagements, operations
from sqlmodel_store.depots.engagements import Rappele
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes.echeances import Genre
from workflows.actes.identites import identite_de
from workflows.actes.production import poster

COPIE = "copie_rappels"


def dues(session: Session, _jour: date) -> list[str]:
    """The maîtres d’ouvrage to tell, each named by the first of the letters."""
    return list(_a_copier(session))


def faire(cles: Sequence[str], _jour: date) -> None:
    """One mail to each."""
    with lecture() as session:
        dus = {cle: rappeles for cle, rappeles in _a_copier(session).items() if cle in cles}
    for cle, rappeles in dus.items():
        with unit_of_work() as session:
            verrouiller(session, COPIE)
            if _a_copier(session).get(cle) == rappeles:
                message = _message(session, rappeles)
                poster(session, message, *dict.fromkeys(un.operation_id for un in rappeles))


def _a_copier(session: Session) -> dict[str, tuple[Rappele, ...]]:
    """By the number of the first: the letters that a maître d’ouvrage has not had a copy of."""
    faites = {
        numero
        for envoi in courriers_sortants.envois(session, [f"{COPIE}:"])
        for numero in envoi.cle.split(":")[1].split("+")
    }
    par_acheteur: dict[str, list[Rappele]] = {}
    for un in engagements.rappeles_aux_acheteurs(session):
        if str(un.document_id) not in faites and ADRESSE.fullmatch(un.acheteur):
            par_acheteur.setdefault(un.acheteur.casefold(), []).append(un)
    return {str(uns[0].document_id): tuple(uns) for uns in par_acheteur.values()}


def _message(session: Session, rappeles: Sequence[Rappele]) -> Message:
    identite = identite_de(session, {un.operation_id for un in rappeles})
    contenu = CopieRappels(
        destinataire=rappeles[0].acheteur,
        relais=identite.relais,
        suite=Suite(prochaine_action="aucune, ce message est pour information", contact=identite.facilitateur),
        rappels=tuple(_copie(session, un) for un in rappeles),
    )
    return copie_rappels(contenu, lesquels="+".join(str(un.document_id) for un in rappeles))


def _copie(session: Session, rappele: Rappele) -> RappelCopie:
    """The letter as it was written; its folder, which names the company, makes the name of the copy."""
    chemin = Paths(get_settings().home).documents(rappele.reference) / rappele.fichier
    if not chemin.is_file():
        raise FauteDeSaisie("document", typographier(f"document : {chemin} a disparu ; remettez-le pour l’envoyer."))
    relatif = PurePosixPath(rappele.fichier)
    intitule = operations.exiger(session, rappele.reference).intitule
    return RappelCopie(
        reference=rappele.reference,
        intitule=intitule or "opération suivie",
        lots=nommer_lots(rappele.lots),
        entreprise=rappele.entreprise,
        piece=PieceJointe(nom=f"{relatif.stem}_{relatif.parent.name}{relatif.suffix}", octets=chemin.read_bytes()),
    )


GENRE = Genre(nom="copies des rappels au maître d’ouvrage", dues=dues, faire=faire)
