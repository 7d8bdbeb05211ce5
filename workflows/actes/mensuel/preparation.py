"""The documents of a month, made once: batch after batch of operations, each operation in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from courrier.messages_mensuel import TABLEAU_DE_BORD
from documents.contextes.rapports import Echeance
from echanges.suivi import charger_toutes
from metier.cycle import Responsable
from metier.fautes import FauteDeSaisie, PanneExterne
from metier.periodes import Mois
from sqlmodel_store.depots import courriers_sortants, journal, tableaux
from sqlmodel_store.depots.tableaux import Fait
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.incidents import consigner
from workflows.actes.mensuel.chiffres import garder
from workflows.actes.mensuel.lignes import Choix, Ligne, choisir
from workflows.actes.mensuel.pieces import Atelier, Fabriquee, fabriquer
from workflows.actes.production import ecrire, enregistrer

PAR_LOT = 100
PRODUIT = "tableau_de_bord"
EMPECHE = "tableau_de_bord_empeche"
ACTEUR = "mensuel"


@dataclass(frozen=True, kw_only=True)
class Empechement:
    """A dashboard that could not be made, and the sentence that says why."""

    ligne: Ligne
    phrase: str


def lots(choix: Choix) -> list[list[int]]:
    """The ids of the operations that have something to say, in batches."""
    ids = list(choix.concernees)
    return [ids[debut : debut + PAR_LOT] for debut in range(0, len(ids), PAR_LOT)]


def produire(mois: Mois, operations: Sequence[int]) -> int:
    """Make the dashboards of these operations that are due and not made; how many documents."""
    with lecture() as session:
        choix = choisir(session, mois, operations)
        ateliers = preparer_ateliers(session, choix)
        a_faire = _a_faire(session, choix)
    return sum(_produire(atelier, a_faire.get(numero, [])) for numero, atelier in ateliers.items())


def preparer_ateliers(session: Session, choix: Choix) -> dict[int, Atelier]:
    """What the dashboards of these operations are made from, read in a constant number of statements."""
    ids = choix.concernees
    fiches, postes = tableaux.fiches(session, ids), tableaux.postes_ouverts(session, ids)
    suivis = dict(zip(ids, charger_toutes(session, [fiches[numero] for numero in ids]), strict=True))
    actions = _actions(session, list(fiches.values()))
    return {
        numero: Atelier(
            suivi=suivis[numero],
            mois=choix.mois,
            lignes=[une for une in choix.lignes if une.operation_id == numero],
            postes=postes.get(numero, ()),
            actions=actions.get(fiches[numero].reference, ()),
        )
        for numero in ids
    }


def _actions(session: Session, operations: Sequence[Operation]) -> dict[str, tuple[Echeance, ...]]:
    """What waits for each buyer, by reference."""
    from workflows.actes.sujets import attentes  # noqa: PLC0415 - the list of subjects names this one too

    siennes: dict[str, tuple[Echeance, ...]] = {}
    for action in attentes(session, operations):
        if action.reference and action.qui == Responsable.MAITRE_OUVRAGE.libelle:
            echeance = Echeance(libelle=action.libelle, qui=action.qui, avant_le=action.avant_le)
            siennes[action.reference] = (*siennes.get(action.reference, ()), echeance)
    return siennes


def essayer(atelier: Atelier, ligne: Ligne) -> Fabriquee | Empechement:
    """The dashboard, or why there is none: what one operation holds at fault hinders no other."""
    try:
        return fabriquer(atelier, ligne)
    except FauteDeSaisie as faute:
        return Empechement(ligne=ligne, phrase=faute.phrase)
    except (OSError, PanneExterne):
        raise  # the machine's own trouble: all the others would fare no better
    except Exception as erreur:  # noqa: BLE001 - a text that nobody foresaw
        reference = consigner(erreur, f"tableau de bord {ligne.reference}")
        return Empechement(ligne=ligne, phrase=f"erreur interne, référence {reference} : voir journaux/erreurs.log.")


def _a_faire(session: Session, choix: Choix) -> dict[int, list[Ligne]]:
    """The dashboards due that nobody has made for an address, of those whose mail of the month is not posted."""
    postes, deja = _deja_postes(session, choix.mois), tableaux.du_mois(session, choix.mois)
    faits = {(un.operation_id, un.code, un.organisation, un.destinataire) for un in deja}
    a_faire: dict[int, list[Ligne]] = {}
    for ligne in choix.dues:
        if any(
            destinataire not in postes
            and (ligne.operation_id, ligne.code.value, ligne.organisation, destinataire) not in faits
            for destinataire in ligne.destinataires or ("",)
        ):
            a_faire.setdefault(ligne.operation_id, []).append(ligne)
    return a_faire


def _deja_postes(session: Session, mois: Mois) -> set[str]:
    return {envoi.destinataire for envoi in courriers_sortants.envois(session, [f"{TABLEAU_DE_BORD}:{mois}:"])}


def _produire(atelier: Atelier, lignes: Sequence[Ligne]) -> int:
    essais = [essayer(atelier, ligne) for ligne in lignes]
    faites = [une for une in essais if isinstance(une, Fabriquee)]
    with unit_of_work() as session:
        for empeche in essais:
            if isinstance(empeche, Empechement):
                _noter_empeche(session, atelier.mois, empeche)
        if faites:
            _ecrire(session, atelier.mois, faites)
    return len(faites)


def _ecrire(session: Session, mois: Mois, faites: Sequence[Fabriquee]) -> None:
    """The rows of an operation's dashboards, then their files, while the transaction is ours."""
    ligne, pieces = faites[0].ligne, [produite for une in faites for produite in une.produites]
    postes = _deja_postes(session, mois)
    enregistrer(session, ligne.operation_id, pieces)
    for fait in (fait for une in faites for fait in faits(mois, une) if fait.destinataire not in postes):
        tableaux.enregistrer(session, fait)
    journal.noter(
        session,
        PRODUIT,
        acteur=ACTEUR,
        operation_id=ligne.operation_id,
        mois=str(mois),
        documents=[produite.piece.fichier for produite in pieces],
    )
    session.flush()
    ecrire(ligne.reference, pieces, {})


def faits(mois: Mois, une: Fabriquee) -> Iterator[Fait]:
    """The same dashboard for each of its recipients."""
    for destinataire in une.ligne.destinataires or ("",):
        yield Fait(
            operation_id=une.ligne.operation_id,
            mois=str(mois),
            code=une.ligne.code.value,
            organisation=une.ligne.organisation,
            destinataire=destinataire,
            chiffres=garder(une.ligne.chiffres, une.affiches),
            fichier=une.produite.piece.fichier,
            sha256=une.produite.piece.sha256,
            arrete_au=une.arrete_au,
        )


def _noter_empeche(session: Session, mois: Mois, empeche: Empechement) -> None:
    ligne = empeche.ligne
    journal.noter(
        session,
        EMPECHE,
        acteur=ACTEUR,
        operation_id=ligne.operation_id,
        mois=str(mois),
        code=ligne.code.value,
        organisation=ligne.organisation,
        phrase=empeche.phrase,
    )
