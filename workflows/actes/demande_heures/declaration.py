"""What is sent from the page of a link: hours declared, confirmed or contested, and the receipt, all or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from sqlmodel import Session

from config.horloge import aujourdhui
from courrier.messages import Suite
from courrier.messages_heures import (
    HeuresContestees,
    OperationADeclarer,
    RecuDeclaration,
    heures_contestees,
    recu_declaration,
)
from formats.dates import de_mois
from formats.nombres import heures as ecrire_heures
from metier.fautes import FauteDeSaisie
from metier.heures import OrigineHeures
from metier.mois_travaille import ContratDuMois, LigneDuMois
from sqlmodel_store.depots import reception
from sqlmodel_store.session import unit_of_work, verrouiller
from workflows.actes.citations import citer
from workflows.actes.demande_heures.demande import nommer_lot
from workflows.actes.demande_heures.mois import MoisDuDestinataire, lire
from workflows.actes.expedition import adresse_du_relais
from workflows.actes.heures.contradictoire import approuver, opposer
from workflows.actes.heures.declaration import DECLAREES, LigneDite, dire
from workflows.actes.heures.mois import VERROU as HEURES
from workflows.actes.heures.mois import executer
from workflows.actes.identites import identite_de
from workflows.actes.jetons import Lien, lien_de_declaration
from workflows.actes.production import poster

PAR = "lien de déclaration"


@dataclass(frozen=True, kw_only=True)
class HeuresSaisies:
    """Hours of a contract of the page, as its employer declares them."""

    contrat: ContratDuMois
    heures: Decimal
    dont_formation: Decimal


@dataclass(frozen=True, kw_only=True)
class Avis:
    """What the using company says of the hours of a contract; `heures` None: it agrees."""

    contrat: ContratDuMois
    heures: Decimal | None = None
    motif: str = ""


class DitesEntreTemps(FauteDeSaisie):
    """Hours that would be replaced are no longer those that were read: nobody's are written over unseen."""

    def __init__(self) -> None:
        super().__init__("lien", "Ces heures viennent d’être déclarées autrement\u00a0: relisez-les, puis recommencez.")


def enregistrer(lien: Lien, lignes: Sequence[HeuresSaisies], avis: Sequence[Avis]) -> int:
    """Write it all down with its receipt, in one transaction; returns how many contracts changed.

    Sending the same again changes nothing and writes nothing. Raises FauteDeSaisie when hours cannot be declared, and
    DitesEntreTemps when the contract of a line or of an opinion says no longer what it said as it was read.
    """
    with unit_of_work() as session:
        verrouiller(session, HEURES)
        avant = lire(session, lien)
        _exiger_siens(avant, lignes, avis)
        _exiger_vues(avant, lignes, avis)
        changes = _declarer(session, avant, lignes) + _donner_avis(session, avant, avis)
        apres = lire(session, lien)
        if lignes:
            reception.clore_declarations(session, lien.destinataire, lien.mois)
            _accuser_reception(session, apres, lignes)
        _prevenir(session, apres, [un for un in avis if un.heures is not None])
        return changes


def _exiger_siens(mois: MoisDuDestinataire, lignes: Sequence[HeuresSaisies], avis: Sequence[Avis]) -> None:
    """What was shown may have changed since: a contract that left the page is not written."""
    permis = {un.contrat_id for un in mois.a_declarer}, {un.contrat_id for un in mois.a_confirmer}
    voulus = {une.contrat.contrat_id for une in lignes}, {un.contrat.contrat_id for un in avis}
    if not (voulus[0] <= permis[0] and voulus[1] <= permis[1]):
        phrase = "Les contrats de cette page ont changé\u00a0: rouvrez le lien du courriel, puis recommencez."
        raise FauteDeSaisie("lien", phrase)


def _exiger_vues(mois: MoisDuDestinataire, lignes: Sequence[HeuresSaisies], avis: Sequence[Avis]) -> None:
    """Under the lock that whatever writes hours waits for: what it says now is what is compared."""
    tels = {un.contrat_id: un for un in (*mois.a_declarer, *mois.a_confirmer)}
    if any(_est_autre(tels[une.contrat.contrat_id], une) for une in lignes):
        raise DitesEntreTemps
    if any(_est_autre_avis(tels[un.contrat.contrat_id], un) for un in avis):
        raise DitesEntreTemps


def _est_autre(tel: ContratDuMois, une: HeuresSaisies) -> bool:
    """Whether hours were declared since, other than those that were seen and than those that are sent."""
    dite = tel.dite
    if dite is None or dite.dit_comme(une.contrat.dite):
        return False
    return (dite.heures, dite.dont_formation) != (une.heures, une.dont_formation)


def _est_autre_avis(tel: ContratDuMois, un: Avis) -> bool:
    """Whether either side said otherwise since; the same opinion sent twice is one."""
    if _heures(tel.dite) != _heures(un.contrat.dite):
        return True
    voulues = _heures(tel.dite) if un.heures is None else un.heures
    return _heures(tel.recoupee) not in (_heures(un.contrat.recoupee), voulues)


def _heures(ligne: LigneDuMois | None) -> Decimal | None:
    return ligne.heures if ligne else None


def _declarer(session: Session, mois: MoisDuDestinataire, lignes: Sequence[HeuresSaisies]) -> int:
    dites: dict[int, list[LigneDite]] = defaultdict(list)
    for une in lignes:
        dite = LigneDite(contrat=une.contrat.contrat, heures=une.heures, dont_formation=une.dont_formation)
        dites[une.contrat.operation_id].append(dite)
    changes = 0
    for numero, siennes in dites.items():
        preparer = dire(siennes, OrigineHeures.LIEN)
        operation = mois.operations[numero]
        issue = executer(session, operation, mois.mois, preparer, evenement=DECLAREES, par=PAR)
        changes += len(issue.contrats)
    return changes


def _donner_avis(session: Session, mois: MoisDuDestinataire, avis: Sequence[Avis]) -> int:
    changes = 0
    groupes: dict[tuple[int, str], list[Avis]] = defaultdict(list)
    for un in avis:
        groupes[un.contrat.operation_id, un.contrat.utilisatrice or ""].append(un)
    for (numero, entreprise), siens in groupes.items():
        operation = mois.operations[numero]
        accords = [un.contrat.contrat for un in siens if un.heures is None]
        autres = [LigneDite(contrat=un.contrat.contrat, heures=un.heures) for un in siens if un.heures is not None]
        if accords:
            preparer = approuver(entreprise, OrigineHeures.LIEN, accords)
            issue = executer(session, operation, mois.mois, preparer, evenement="heures_confirmees", par=PAR)
            changes += len(issue.contrats)
        if autres:
            preparer = opposer(entreprise, autres, OrigineHeures.LIEN)
            issue = executer(session, operation, mois.mois, preparer, evenement="heures_recoupees", par=PAR)
            changes += len(issue.contrats)
    return changes


def _accuser_reception(session: Session, mois: MoisDuDestinataire, lignes: Sequence[HeuresSaisies]) -> None:
    reste = mois.restent
    numeros = sorted({une.contrat.operation_id for une in lignes})
    identite = identite_de(session, numeros)
    suite = f"compléter la déclaration {de_mois(mois.mois)}" if reste else "rien d’autre à faire jusqu’au mois prochain"
    recu = RecuDeclaration(
        destinataire=mois.destinataire,
        relais=identite.relais,
        suite=Suite(contact=identite.facilitateur, prochaine_action=suite),
        du_mois=de_mois(mois.mois),
        declare_le=aujourdhui(),
        total=ecrire_heures(sum((une.heures for une in lignes), Decimal(0))),
        operations=_par_operation(mois, lignes),
        reste=reste,
        lien=lien_de_declaration(session, mois.destinataire, mois.mois),
    )
    message = recu_declaration(recu, mois.mois, _empreinte(lignes))
    poster(session, message, *numeros)


def _par_operation(mois: MoisDuDestinataire, lignes: Sequence[HeuresSaisies]) -> tuple[OperationADeclarer, ...]:
    """« Lot 1 – Gros œuvre, Tremplin ETTI : 121,50 h, dont 7 h de formation (2 contrats) »."""
    operations: dict[int, dict[tuple[int, str], list[HeuresSaisies]]] = {}
    for une in lignes:
        lots = operations.setdefault(une.contrat.operation_id, {})
        lots.setdefault((une.contrat.lot, une.contrat.employeur), []).append(une)
    return tuple(
        OperationADeclarer(
            operation=citer(mois.operations[numero]),
            releves=tuple(
                f"{nommer_lot(lot, mois.lots.get((numero, lot)))}, {employeur}\u00a0: {_somme(siennes)}"
                for (lot, employeur), siennes in lots.items()
            ),
        )
        for numero, lots in operations.items()
    )


def _somme(lignes: Sequence[HeuresSaisies]) -> str:
    total = sum((une.heures for une in lignes), Decimal(0))
    formation = sum((une.dont_formation for une in lignes), Decimal(0))
    dont = f", dont {ecrire_heures(formation)} de formation" if formation else ""
    return f"{ecrire_heures(total)}{dont} ({len(lignes)}\u00a0contrat{'s' if len(lignes) > 1 else ''})"


def _empreinte(lignes: Sequence[HeuresSaisies]) -> str:
    """What tells a declaration from another by its content."""
    dites = sorted(
        f"{une.contrat.reference}:{une.contrat.contrat}:{une.heures:.2f}:{une.dont_formation:.2f}" for une in lignes
    )
    return sha256("\n".join(dites).encode()).hexdigest()[:16]


def _prevenir(session: Session, mois: MoisDuDestinataire, contestations: Sequence[Avis]) -> None:
    """Each relay's facilitateur reads what a using company contests, and why; contracts by code, nobody by name."""
    par_relais: dict[int, list[Avis]] = defaultdict(list)
    for un in contestations:
        par_relais[mois.operations[un.contrat.operation_id].relais_id].append(un)
    for siennes in par_relais.values():
        _prevenir_le_relais(session, mois, siennes)


def _prevenir_le_relais(session: Session, mois: MoisDuDestinataire, contestations: Sequence[Avis]) -> None:
    numeros = sorted({un.contrat.operation_id for un in contestations})
    identite = identite_de(session, numeros)
    dites = tuple(_contestation(un) for un in contestations)
    contenu = HeuresContestees(
        destinataire=identite.facilitateur.courriel or identite.relais.courriel or adresse_du_relais(),
        relais=identite.relais,
        suite=Suite(prochaine_action="entendre les deux parties et noter l’accord trouvé"),
        du_mois=de_mois(mois.mois),
        entreprise=", ".join(sorted({un.contrat.utilisatrice or "" for un in contestations})),
        lignes=dites,
    )
    empreinte = sha256("\n".join(dites).encode()).hexdigest()[:16]
    poster(session, heures_contestees(contenu, mois.mois, empreinte), *numeros)


def _contestation(avis: Avis) -> str:
    contrat = avis.contrat
    dites = ecrire_heures(contrat.dite.heures) if contrat.dite else "rien"
    return (
        f"{contrat.reference}, lot\u00a0{contrat.lot}, contrat {contrat.contrat} ({contrat.employeur})\u00a0: {dites} "
        f"déclarées, {ecrire_heures(avis.heures or 0)} selon l’entreprise. «\u00a0{avis.motif}\u00a0»"
    )
