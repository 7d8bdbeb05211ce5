"""Hours said in the words of an answer: shown to their employer, who declares them in one click, or does not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from config.horloge import aujourdhui
from courrier.lecture import Lecture
from courrier.lecture.declarations import DeclarationLue, HeuresDites, comprendre, est_de_politesse
from courrier.messages import Suite
from courrier.messages_heures import OperationADeclarer
from courrier.messages_reponses import DeclarationAConfirmer, declaration_a_confirmer
from formats.dates import de_mois
from formats.nombres import heures as ecrire_heures
from metier.courriers import NatureCourrier
from metier.mois_travaille import ContratDuMois
from metier.periodes import Mois
from metier.reponses import DeclarationDite
from sqlmodel_store.depots import reception
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.courriers import CourrierSortant
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.reception import DeclarationRecue
from workflows.actes.citations import citer
from workflows.actes.courrier_recu import accuses, cibles
from workflows.actes.courrier_recu.reglement import Reglement
from workflows.actes.demande_heures.calendrier import retour_le
from workflows.actes.demande_heures.demande import nommer_lot
from workflows.actes.demande_heures.mois import MoisDuDestinataire, lire
from workflows.actes.jetons import Lien, lien_de_declaration

NON_COMPRISE = (
    "Réponse à une demande d’heures, que seule une personne peut comprendre : elle la lit, rien n’est déclaré."
)
SANS_MOIS = "Réponse à une demande d’heures, sans que le mois soit sûr : une personne la lit, rien n’est déclaré."
SANS_CONTRAT = (
    "Réponse à une demande d’heures dont les mots ne désignent pas les contrats du mois avec certitude : une personne "
    "la lit, rien n’est déclaré."
)
DEMENTIE = (
    "Réponse à une demande d’heures dont l’expéditeur n’est pas garanti : une personne vérifie, rien n’est déclaré."
)
SANS_REPONSE = (
    "Réponse à une demande d’heures, comprise, à qui aucun courriel automatique ne peut être envoyé : une personne la "
    "confirme avec l’employeur, rien n’est déclaré."
)


@dataclass(frozen=True, kw_only=True)
class HeuresComprises:
    """Hours of a contract, as the words of an answer mean them."""

    contrat: ContratDuMois
    heures: Decimal
    dont_formation: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class _Compris:
    """An answer, the month it is about, the hours it means."""

    page: MoisDuDestinataire
    dite: DeclarationLue
    lignes: tuple[HeuresComprises, ...]


def regler(
    session: Session, courrier_id: int, lu: Lecture, demande: CourrierSortant, operation: Operation | None
) -> Reglement | None:
    """What an answer to a request of hours says of them; None when it only says thanks.

    Nothing is declared: the employer is sent what was understood, and the page where it is one click away.
    """
    if est_de_politesse(lu.propos):
        return None
    if lu.authentifie is False:
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=DEMENTIE, operation=operation)
    dite = comprendre(lu.propos)
    if dite is None:
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=NON_COMPRISE, operation=operation)
    return _proposer(session, courrier_id, lu, dite, demande) or Reglement(
        nature=NatureCourrier.A_TRANCHER, raison=SANS_CONTRAT, operation=operation
    )


def _proposer(
    session: Session, courrier_id: int, lu: Lecture, dite: DeclarationLue, demande: CourrierSortant
) -> Reglement | None:
    expediteur = (lu.expediteur or "").casefold()
    mois = _mois(session, expediteur, dite, demande)
    if mois is None:
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=SANS_MOIS)
    page = lire(session, Lien(destinataire=expediteur, mois=mois))
    comprises = traduire(page, dite)
    if not comprises:
        return None
    seules = {une.contrat.operation_id for une in comprises}
    operation = page.operations[seules.pop()] if len(seules) == 1 else None
    if accuses.destinataire(session, lu) is None:
        return Reglement(nature=NatureCourrier.A_TRANCHER, raison=SANS_REPONSE, operation=operation)
    compris = _Compris(page=page, dite=dite, lignes=tuple(comprises))
    reception.retenir_declaration(session, _retenue(courrier_id, compris))
    depart = _repondre(session, courrier_id, lu, compris)
    raison = (
        f"Réponse à une demande d’heures, comprise comme « {dite.genre.libelle} » {de_mois(mois)} : de quoi confirmer "
        f"{accuses.dire_depart(depart)}, rien n’est encore déclaré."
    )
    return Reglement(nature=NatureCourrier.REPONSE, raison=raison, operation=operation)


def _mois(session: Session, expediteur: str, dite: DeclarationLue, demande: CourrierSortant) -> Mois | None:
    """The month that the words name among those asked for, else that of the request; None when in doubt."""
    demandes = cibles.de_l_expediteur(session, expediteur)
    attendu = cibles.mois_de_la_demande(demande)
    if attendu is None:
        manquants = {une.mois for une in demandes if une.manque and une.demandee}
        attendu = manquants.pop() if len(manquants) == 1 else None
    if dite.mois is not None:
        nommes = {une.mois for une in demandes if une.mois.numero == dite.mois}
        attendu = nommes.pop() if len(nommes) == 1 else None
    if attendu is None or (dite.avant is not None and attendu.precedent.numero != dite.avant):
        return None
    return attendu


def traduire(page: MoisDuDestinataire, dite: DeclarationLue) -> list[HeuresComprises]:
    """The hours of each contract that the words mean; none when one of them means no contract, or several."""
    ouverts = [un for un in page.a_declarer if page.modifiable(un)]
    if dite.genre is DeclarationDite.HEURES:
        return _par_personne(ouverts, dite.lignes)
    vises = [un for un in ouverts if un.dite is None and (not dite.lots or un.lot in dite.lots)]
    if dite.genre is DeclarationDite.AUCUNE_HEURE:
        return [HeuresComprises(contrat=un, heures=Decimal(0)) for un in vises]
    return [
        HeuresComprises(contrat=un, heures=un.precedente.heures, dont_formation=un.precedente.dont_formation)
        for un in vises
        if un.precedente
    ]


def _par_personne(ouverts: Sequence[ContratDuMois], lignes: Sequence[HeuresDites]) -> list[HeuresComprises]:
    comprises: dict[int, HeuresComprises] = {}
    for ligne in lignes:
        vises = [un for un in ouverts if ligne.lot in (None, un.lot) and _designe(ligne.qui, un)]
        if len(vises) != 1 or vises[0].contrat_id in comprises:
            return []
        comprises[vises[0].contrat_id] = HeuresComprises(contrat=vises[0], heures=ligne.heures)
    return list(comprises.values())


def _designe(qui: str | None, contrat: ContratDuMois) -> bool:
    """Whether a name, family name included, is that of the person of a contract; nobody named is anybody."""
    if qui is None:
        return True
    mots, nom, prenom = (set(normaliser(t).replace("-", " ").split()) for t in (qui, contrat.nom, contrat.prenom))
    return nom <= mots <= nom | prenom or (mots == prenom)


def _retenue(courrier_id: int, compris: _Compris) -> DeclarationRecue:
    lignes = [
        {
            "operation": une.contrat.reference,
            "contrat": une.contrat.contrat,
            "heures": str(une.heures),
            "dont_formation": str(une.dont_formation),
        }
        for une in compris.lignes
    ]
    return DeclarationRecue(
        courrier_id=courrier_id,
        destinataire=compris.page.destinataire,
        mois=str(compris.page.mois),
        genre=compris.dite.genre,
        contenu=json.dumps({"citation": compris.dite.citation, "lignes": lignes}, ensure_ascii=False),
        recue_le=aujourdhui(),
    )


def _repondre(session: Session, courrier_id: int, lu: Lecture, compris: _Compris) -> date:
    page, dite, comprises = compris.page, compris.dite, compris.lignes
    lien = lien_de_declaration(session, page.destinataire, page.mois)
    nouvelles = {une.contrat.contrat_id for une in comprises if une.contrat.dite is None}
    contenu = DeclarationAConfirmer(
        destinataire=page.destinataire,
        relais=page.identite.relais,
        suite=Suite(
            contact=page.identite.facilitateur,
            prochaine_action=f"confirmer les heures {de_mois(page.mois)}",
            avant_le=retour_le(aujourdhui()),
        ),
        du_mois=de_mois(page.mois),
        compris=dite.genre.libelle,
        citation=dite.citation,
        total=ecrire_heures(sum((une.heures for une in comprises), Decimal(0))),
        operations=_par_operation(page, comprises),
        reste=page.restent - len(nouvelles),
        lien=f"{lien}?reponse={courrier_id}",
    )
    message = declaration_a_confirmer(contenu, aujourdhui(), accuses.fil(lu))
    return accuses.repondre(session, courrier_id, message, sorted({une.contrat.operation_id for une in comprises}))


def _par_operation(page: MoisDuDestinataire, comprises: Sequence[HeuresComprises]) -> tuple[OperationADeclarer, ...]:
    """« Lot 1 – Gros œuvre, Tremplin ETTI : 121,50 h (2 contrats) »; nobody is named in the mail."""
    par_lot: dict[int, dict[tuple[int, str], list[Decimal]]] = {}
    for une in comprises:
        lots = par_lot.setdefault(une.contrat.operation_id, {})
        lots.setdefault((une.contrat.lot, une.contrat.employeur), []).append(une.heures)
    return tuple(
        OperationADeclarer(
            operation=citer(page.operations[numero]),
            releves=tuple(
                f"{nommer_lot(lot, page.lots.get((numero, lot)))}, {employeur}\u00a0: "
                f"{ecrire_heures(sum(dites, Decimal(0)))} ({len(dites)}\u00a0contrat{'s' if len(dites) > 1 else ''})"
                for (lot, employeur), dites in lots.items()
            ),
        )
        for numero, lots in par_lot.items()
    )


def champs_proposes(session: Session, lien: Lien, courrier_id: int) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """What an answer of the recipient of a link said of that month: hours and training by operation and contract.

    Empty for a mail that is not his, of another month, or settled since.
    """
    dite = reception.declaration(session, courrier_id)
    a_lui = dite is not None and (dite.destinataire, dite.mois) == (lien.destinataire, str(lien.mois))
    if dite is None or not a_lui or dite.close_le is not None:
        return {}
    return {
        (une["operation"], une["contrat"]): (Decimal(une["heures"]), Decimal(une["dont_formation"]))
        for une in json.loads(dite.contenu)["lignes"]
    }
