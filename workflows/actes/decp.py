"""The données essentielles: what an operation declares, what a published file says of what we follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import Session

from config.horloge import aujourdhui
from echanges import decp_export, decp_lecture, decp_rapprochement
from echanges.decp_export import ADeclarer, Export
from echanges.decp_rapprochement import Bilan, LotSuivi
from echanges.dossier import ecrits
from echanges.format_dossier import lire_dossier
from echanges.suivi import charger, vers_suivi
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.suivi import Suivi
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture

PAR_PAQUET = 200


def exporter(reference: str, complements: Mapping[str, Any] | None = None) -> Export:
    """The declaration of an operation. Raises FauteDeSaisie: unknown, not awarded, or a complement at fault."""
    with lecture() as session:
        operation = operations.exiger(session, reference)
        a_declarer = ADeclarer(
            suivi=charger(session, reference),
            le=aujourdhui(),
            reference_acheteur=operation.reference_acheteur,
            defense=bool(operation.defense),
        )
    return decp_export.exporter(a_declarer, complements)


def rapprocher(fichier: Path) -> Bilan:
    """What a published file says of the operations of the store; nothing is written. Raises FauteDeSaisie."""
    with lecture() as session:
        suivis = [un for paquet in _paquets(operations.lister(session)) for un in _lots(session, paquet)]
    bilan = decp_rapprochement.rapprocher(decp_lecture.lire(fichier), suivis)
    if not bilan.lus:
        attendu = "un fichier de données essentielles (DECP), JSON, XML ou CSV, est attendu"
        raise FauteDeSaisie(str(fichier), typographier(f"{fichier} : aucun contrat trouvé ; {attendu}."))
    return bilan


def _paquets(lignes: Sequence[Operation]) -> Iterable[Sequence[Operation]]:
    return (lignes[debut : debut + PAR_PAQUET] for debut in range(0, len(lignes), PAR_PAQUET))


def _lots(session: Session, paquet: Sequence[Operation]) -> Iterable[LotSuivi]:
    """The lots awarded of these operations."""
    for ligne, brut in zip(paquet, ecrits(session, paquet).values(), strict=True):
        yield from lots_suivis(vers_suivi(lire_dossier(brut).dossier), ligne.reference_acheteur)


def lots_suivis(suivi: Suivi, reference_acheteur: str | None = None) -> list[LotSuivi]:
    """The lots awarded of an operation, each with what it may be found by."""
    references = tuple(une for une in (suivi.reference, reference_acheteur) if une)
    montants = [lot.montant_ht for lot in suivi.lots if lot.montant_ht is not None]
    insee = suivi.lieu.insee if suivi.lieu else None
    return [
        LotSuivi(
            operation=suivi.reference,
            references=references,
            acheteur=suivi.maitre_ouvrage.nom if suivi.maitre_ouvrage else None,
            siret=suivi.maitre_ouvrage.siret if suivi.maitre_ouvrage else None,
            departement=decp_rapprochement.departement(insee) if insee else None,
            montage=suivi.montage,
            forme=suivi.forme,
            lot=lot,
            attributions=attributions,
            valeur=sum(montants, Decimal(0)) if len(montants) == len(suivi.lots) else None,
        )
        for lot in suivi.lots
        if (attributions := tuple(une for une in suivi.attributions if une.lot == lot.numero))
    ]
