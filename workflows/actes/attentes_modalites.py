"""What the structures asked to lend people have not answered: theirs to say first, then the facilitateur's to ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from config.horloge import PARIS, aujourdhui
from config.jours_ouvres import feries
from formats.dates import date_courte
from formats.typographie import typographier
from metier.cycle import ETAPES_AVAL, Responsable
from metier.echeances import apres
from sqlmodel_store.depots import courriers_sortants, mises_a_disposition
from sqlmodel_store.depots.mises_a_disposition import Demandee
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.annonces_modalites import JOURS_DE_REPONSE
from workflows.actes.attentes import Action

GENRE = "mise_a_disposition:"


def des_structures(session: Session, lignes: Sequence[Operation]) -> list[Action]:
    """The requests to structures that led neither to an answer nor to a contract; constant in statements."""
    suivies = [ligne.id for ligne in lignes if ligne.etape in ETAPES_AVAL]
    demandees = mises_a_disposition.sans_contrat(session, suivies) if suivies else []
    if not demandees:
        return []
    demandes = _demandes(session, demandees)
    repondu = {
        cle: instant.astimezone(PARIS).date()
        for cle, instant in mises_a_disposition.reponses(session, demandees).items()
    }
    return [
        _action(une, demande_le)
        for une in demandees
        if (demande_le := demandes.get((une.reference, une.lot, une.courriel)))
        and repondu.get((une.operation_id, une.courriel), date.min) < demande_le
    ]


def _demandes(session: Session, demandees: Sequence[Demandee]) -> dict[tuple[str, int, str], date]:
    """The day each was last asked, by operation, lot and address; keys are « genre:REF:2026-09-01:1-200+2-92:qui »."""
    adresses = {une.courriel for une in demandees}
    trouvees: dict[tuple[str, int, str], date] = {}
    for envoi in courriers_sortants.envois(session, [GENRE]):
        adresse, jour = envoi.destinataire.casefold(), envoi.parti_le or envoi.pose_le
        if adresse in adresses and jour:
            _, reference, _, choisis = envoi.cle.split(":")[:4]
            for lot in choisis.split("+"):
                trouvees[reference, int(lot.partition("-")[0]), adresse] = jour
    return trouvees


def _action(demandee: Demandee, demande_le: date) -> Action:
    limite = apres(demande_le, JOURS_DE_REPONSE, feries())
    ou = f"lot {demandee.lot} ({demandee.entreprise})"
    if aujourdhui() <= limite:
        libelle, qui = f"Répondre à la demande de mise à disposition, {ou}", demandee.structure
        depuis, avant_le = demande_le, limite
        ensemble = "Répondre aux demandes de mise à disposition, {}"
    else:
        libelle = (
            f"Appeler {demandee.structure}, sans réponse à la demande de mise à disposition du "
            f"{date_courte(demande_le)}, {ou}, ou revoir la modalité avec l’entreprise"
        )
        qui = Responsable.FACILITATEUR.libelle
        depuis, avant_le = limite, apres(limite, JOURS_DE_REPONSE, feries())
        ensemble = "Appeler les structures sans réponse aux demandes de mise à disposition, {}, ou revoir les modalités"
    return Action(
        libelle=typographier(libelle),
        qui=qui,
        depuis=depuis,
        avant_le=avant_le,
        reference=demandee.reference,
        lot=demandee.lot,
        ensemble=ensemble,
    )
