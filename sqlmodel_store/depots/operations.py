"""Operations in the store: found, created, moved along their life cycle, handed to the rules."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from formats.typographie import typographier
from metier import operation as metier
from metier.cycle import Etape, Situation
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.depots import relais
from sqlmodel_store.modeles.operation import Critere, Lot, Operation, SousCritere
from sqlmodel_store.session import verrouiller

T = TypeVar("T")
SUIVIES = frozenset({Etape.MISE_EN_OEUVRE, Etape.SUIVI, Etape.BILAN})
TOUTES_MISSIONS = frozenset(metier.Mission)
REPRIS_TELS_QUELS = ("ccag", "duree_mois", "bareme", "valeur_maximale_ht", "notes", "reference_acheteur")


def par_reference(session: Session, reference: str) -> Operation | None:
    return session.exec(select(Operation).where(Operation.reference == reference)).one_or_none()


def par_reference_ou_acheteur(session: Session, reference: str) -> Operation | None:
    """The operation of that reference, ours or, where only one bears it, the buyer's own."""
    if (notre := par_reference(session, reference)) is not None:
        return notre
    trouvees = session.exec(select(Operation).where(Operation.reference_acheteur == reference).limit(2)).all()
    return trouvees[0] if len(trouvees) == 1 else None


def references(session: Session) -> frozenset[str]:
    """Every reference an operation is known by, ours and the buyers'."""
    connues = {*session.exec(select(Operation.reference)), *session.exec(select(Operation.reference_acheteur))}
    return frozenset(reference for reference in connues if reference)


def exiger(session: Session, reference: str) -> Operation:
    """The operation of that reference. Raises FauteDeSaisie when there is none."""
    trouvee = par_reference(session, reference)
    if trouvee is None:
        phrase = (
            f"Aucune opération ne porte la référence « {reference} » : `relais operation lister` donne les références."
        )
        raise FauteDeSaisie("reference", typographier(phrase))
    return trouvee


def lister(session: Session, etapes: Iterable[Etape] | None = None) -> list[Operation]:
    """Every operation, or those at the given steps, by reference."""
    requete = select(Operation).order_by(Operation.reference)
    if etapes is not None:
        requete = requete.where(col(Operation.etape).in_(list(etapes)))
    return list(session.exec(requete))


def lots(session: Session, operation_id: int) -> list[Lot]:
    """The lots of an operation, in the buyer's order."""
    return list(session.exec(select(Lot).where(Lot.operation_id == operation_id).order_by(col(Lot.rang))))


def creer(
    session: Session, reference: str, *, le: date, etape: Etape = Etape.SIGNALEE, code: str | None = None
) -> Operation:
    """A new operation, nothing known but its reference, followed by the relay of that code (by default the first)."""
    suivie_par = relais.retenir(session, code)
    operation = Operation(reference=reference, relais_id=suivie_par.id, relais_ecrit=code, etape=etape, etape_depuis=le)
    _suivre_desormais(operation, le)
    session.add(operation)
    session.flush()
    return operation


def prochaine_reference(session: Session, annee: int) -> str:
    """The next free `R-AAAA-NNNN` of a year; whoever else asks waits for the end of this transaction."""
    verrouiller(session, "prochaine_reference")
    prefixe = f"R-{annee}-"
    connues = session.exec(select(Operation.reference).where(col(Operation.reference).startswith(prefixe)))
    numeros = [int(trouve[1]) for reference in connues if (trouve := re.fullmatch(r"R-\d{4}-(\d{4,9})", reference))]
    return f"{prefixe}{max(numeros, default=0) + 1:04d}"


def changer_etape(operation: Operation, etape: Etape, *, le: date, echeance: date | None = None) -> None:
    """Moves an operation to a step; when suspended it remembers the step it leaves. `echeance`: due before."""
    operation.etape_quittee = operation.etape if etape is Etape.SUSPENDUE else None
    if etape is not operation.etape:
        operation.etape_depuis = le
    operation.etape = etape
    operation.echeance = echeance
    _suivre_desormais(operation, le)


def _suivre_desormais(operation: Operation, le: date) -> None:
    if operation.etape in SUIVIES and operation.releves_depuis is None:
        operation.releves_depuis = Mois.de(le).precedent.debut


def missions(operation: Operation) -> frozenset[metier.Mission]:
    """What the relay does on this operation; all of them where nothing is said."""
    return missions_dites(operation.missions)


def missions_dites(dites: Collection[str] | None) -> frozenset[metier.Mission]:
    """The same of what an operation says of them."""
    return TOUTES_MISSIONS if dites is None else frozenset(mission for mission in metier.Mission if mission in dites)


def situation(operation: Operation) -> Situation:
    """What the table of the life cycle reads."""
    return Situation(etape=operation.etape, etape_quittee=operation.etape_quittee, missions=missions(operation))


def vers_metier(session: Session, operation: Operation) -> metier.Operation:
    """The operation as the rules read it. Raises FauteDeSaisie naming the first field missing to calibrate it."""
    maitre_ouvrage = metier.MaitreOuvrage(
        nom=_connu(operation.maitre_ouvrage_nom, "maitre_ouvrage.nom"),
        type=_connu(operation.maitre_ouvrage_type, "maitre_ouvrage.type"),
        siret=operation.maitre_ouvrage_siret,
    )
    return metier.Operation(
        reference=operation.reference,
        intitule=_connu(operation.intitule, "intitule"),
        maitre_ouvrage=maitre_ouvrage,
        nature=_connu(operation.nature, "nature"),
        date_avis=_connu(operation.date_avis, "date_avis"),
        lots=_lots(session, operation.id),
        missions=missions(operation),
        **_cadre(operation),
        criteres=_criteres(session, operation.id),
        relais=operation.relais_ecrit,
    )


def _connu(valeur: T | None, champ: str) -> T:
    if valeur is None:
        phrase = f"{champ}\u00a0: donnée absente\u00a0; elle est nécessaire au calibrage, complétez l’opération."
        raise FauteDeSaisie(champ, phrase)
    return valeur


def _cadre(operation: Operation) -> dict[str, Any]:
    """What frames the contract, all of it optional."""
    dispense = None
    if operation.dispense_cas is not None:
        dispense = metier.Dispense(cas=operation.dispense_cas, motif=operation.dispense_motif or "")
    return {
        "forme": operation.forme or metier.Forme.ORDINAIRE,
        "montage": operation.montage or metier.Montage.EXECUTION,
        "lieu": metier.Lieu(commune=operation.lieu_commune, insee=operation.lieu_insee)
        if operation.lieu_commune
        else None,
        "penalites": metier.Penalites(heure=operation.penalite_heure, jour_document=operation.penalite_jour_document),
        "articles_reservation": tuple(operation.articles_reservation or ()),
        "dispense": dispense,
        "defense": bool(operation.defense),
    } | {champ: getattr(operation, champ) for champ in REPRIS_TELS_QUELS}


def _lots(session: Session, operation_id: int) -> tuple[metier.Lot, ...]:
    trouves = lots(session, operation_id)
    if not trouves:
        raise FauteDeSaisie(
            "lots", "lots\u00a0: aucun lot\u00a0; il en faut au moins un pour calibrer, complétez l’opération."
        )
    return tuple(_lot(lot, rang) for rang, lot in enumerate(trouves))


def _lot(lot: Lot, rang: int) -> metier.Lot:
    valeurs = {champ.name: getattr(lot, champ.name) for champ in fields(metier.Lot)}
    mode = lot.mode or metier.Mode.GENERIQUE
    exiges = ["intitule", "clause"] + (["montant_ht"] if mode is not metier.Mode.HEURES_AU_MARCHE else [])
    for champ in exiges:
        _connu(valeurs[champ], f"lots[{rang}].{champ}")
    return metier.Lot(**valeurs | {"mode": mode, "metiers": tuple(lot.metiers or ())})


def _criteres(session: Session, operation_id: int) -> tuple[metier.Critere, ...]:
    requete = select(Critere).where(Critere.operation_id == operation_id).order_by(col(Critere.rang))
    return tuple(
        metier.Critere(
            intitule=critere.intitule, ponderation=critere.ponderation, sous_criteres=_sous_criteres(session, critere)
        )
        for critere in session.exec(requete)
    )


def _sous_criteres(session: Session, critere: Critere) -> tuple[metier.SousCritere, ...]:
    requete = select(SousCritere).where(SousCritere.critere_id == critere.id).order_by(col(SousCritere.rang))
    return tuple(
        metier.SousCritere(intitule=sous.intitule, ponderation=sous.ponderation) for sous in session.exec(requete)
    )
