"""Conventions and allocated hours in the dossier of the operation that gives them: exported, taken back by an import.

A file puts back what is not recorded; what is recorded changes by the acts on conventions, never by a file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NoReturn

from sqlmodel import Session

from echanges import canonique
from echanges.fautes_format import faute
from echanges.format_dossier import AffectationFormat, ConventionFormat, DossierFormat, LectureDossier
from echanges.lecture_dossiers import situer
from formats.dates import mois_long
from metier.fautes import FauteDeSaisie
from metier.heures import Declarant
from metier.periodes import Mois
from sqlmodel_store.depots import affectations, heures, journal, operations
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import Convention

CHAMPS = ("reference", "entreprise", "debut", "fin", "signee_le")
Cle = tuple[str, str, str, str, int]
"""Convention, contract, month, operation where hours are counted, lot."""


def mutualisees(session: Session, ligne: Operation) -> dict[str, Any]:
    """The keys that an export adds to a dossier; none where the operation is under no convention."""
    conventions = [
        {nom: getattr(une, nom) for nom in CHAMPS} | {"accord_le": accord}
        for une, accord in affectations.de_l_operation(session, ligne.id)
    ]
    donnees = [
        {
            "convention": une.convention,
            "contrat": une.contrat,
            "mois": une.mois,
            "operation": une.cible,
            "lot": une.lot,
            "heures": une.heures,
        }
        for une in affectations.de_la_source(session, ligne.id)
    ]
    ecrites = {"conventions": conventions, "affectations": donnees}
    return canonique.canonique({nom: valeurs for nom, valeurs in ecrites.items() if valeurs})


def reprendre(session: Session, lectures: Sequence[LectureDossier], *, acteur: str) -> set[str]:
    """Writes what is missing of the conventions, then of the allocations; the references of what changed.

    Raises FauteDeSaisie: a convention of another company; allocations other than those recorded, or that the hours,
    the agreements, the lots or a closed month do not bear; an operation that is not there.
    """
    changees: set[str] = set()
    for etape in (_reprendre_les_conventions, _reprendre_les_affectations):
        for lue in lectures:
            if lue.dossier.conventions:
                try:
                    if etape(session, lue.dossier, acteur):
                        changees.add(lue.dossier.operation.reference)
                except FauteDeSaisie as refus:
                    raise situer(lue.lieu, refus) from refus
    return changees


def _reprendre_les_conventions(session: Session, dossier: DossierFormat, acteur: str) -> bool:
    ligne, change = operations.exiger(session, dossier.operation.reference), False
    for rang, dite in enumerate(dossier.conventions):
        presente = affectations.convention(session, dite.reference)
        if presente is None:
            presente = affectations.ecrire_convention(session, {nom: getattr(dite, nom) for nom in CHAMPS}, {})
        if presente.entreprise != dite.entreprise:
            raison = f"{dite.reference} est ici celle de {presente.entreprise} ; donnez-lui une autre référence"
            raise faute(f"conventions[{rang}].entreprise", raison)
        if ligne.reference not in affectations.membres(session, presente.id):
            _rejoindre(session, presente, ligne, dite, acteur)
            change = True
    return change


def _rejoindre(session: Session, presente: Convention, ligne: Operation, dite: ConventionFormat, acteur: str) -> None:
    affectations.ajouter_un_membre(session, presente.id, ligne.id, dite.accord_le)
    journal.noter(
        session,
        "convention_enregistree",
        acteur=acteur,
        operation_id=ligne.id,
        convention=dite.reference,
        accord_le=dite.accord_le,
    )


def _reprendre_les_affectations(session: Session, dossier: DossierFormat, acteur: str) -> bool:
    ligne = operations.exiger(session, dossier.operation.reference)
    voulues = {_cle(une): une.heures for une in dossier.affectations}
    ecrites = {
        (une.convention, une.contrat, une.mois, une.cible, une.lot): une.heures
        for une in affectations.de_la_source(session, ligne.id)
    }
    if not voulues or voulues == ecrites:
        return False
    if ecrites:
        _refuser("", "d’autres heures de cette opération sont déjà affectées ; changez-les par « convention affecter »")
    _exiger_couvertes(dossier)
    for rang, une in enumerate(dossier.affectations):
        _exiger_permise(session, ligne, une, f"[{rang}]")
    _ecrire(session, ligne, voulues, acteur)
    return True


def _cle(une: AffectationFormat) -> Cle:
    return une.convention, une.contrat, une.mois, une.operation, une.lot


def _exiger_couvertes(dossier: DossierFormat) -> None:
    restantes: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for ligne in dossier.heures:
        if ligne.declarant is Declarant.EMPLOYEUR:
            restantes[ligne.contrat, ligne.mois] = ligne.heures - ligne.dont_formation
    for rang, une in enumerate(dossier.affectations):
        restantes[une.contrat, une.mois] -= une.heures
        if restantes[une.contrat, une.mois] < 0:
            raison = "plus d’heures affectées que d’heures faites, hors formation ; aucune ne compte deux fois"
            _refuser(f"[{rang}].heures", raison)


def _exiger_permise(session: Session, ligne: Operation, une: AffectationFormat, chemin: str) -> None:
    """The rules of the act, but for the eligibility, which figures follow whatever it became."""
    convention, mois = affectations.convention(session, une.convention), Mois.lire(une.mois)
    accords = affectations.membres(session, convention.id) if convention else {}
    if convention is None or une.operation == ligne.reference or une.operation not in accords:
        raison = f"{une.operation} n’est pas une autre opération sous la convention {une.convention}"
        _refuser(f"{chemin}.operation", f"{raison} ; importez ensemble les dossiers qu’elle réunit")
    for reference in (ligne.reference, une.operation):
        accord = accords[reference]
        if accord is None or accord > mois.fin or not mois.rencontre(convention.debut, convention.fin):
            _refuser(f"{chemin}.mois", f"{mois_long(mois)} est hors de la convention ou de l’accord de {reference}")
    cible = operations.exiger(session, une.operation)
    if not affectations.est_titulaire(session, cible.id, une.lot, convention.entreprise):
        _refuser(f"{chemin}.lot", f"{convention.entreprise} n’est pas titulaire du lot {une.lot} de {une.operation}")
    clos = heures.mois_clos(session, [ligne.id, cible.id])
    if any(une.mois in des_mois for des_mois in clos.values()):
        _refuser(f"{chemin}.mois", f"{mois_long(mois)} est clos ; « convention affecter » le change, avec un motif")


def _ecrire(session: Session, ligne: Operation, voulues: dict[Cle, Decimal], acteur: str) -> None:
    groupes: dict[tuple[str, str, str], dict[tuple[str, int], Decimal]] = defaultdict(dict)
    for (reference, contrat, mois, cible, lot), combien in voulues.items():
        groupes[reference, contrat, mois][cible, lot] = combien
    for (reference, contrat, mois), dites in groupes.items():
        convention = affectations.convention(session, reference)
        parts = {(operations.exiger(session, cible).id, lot): combien for (cible, lot), combien in dites.items()}
        affectations.remplacer(session, convention.id if convention else 0, (ligne.id, contrat, mois), parts)
        journal.noter(
            session,
            "heures_affectees",
            acteur=acteur,
            operation_id=ligne.id,
            convention=reference,
            contrat=contrat,
            mois=mois,
            parts=[f"{cible}, lot {lot} : {format(combien, 'f')}" for (cible, lot), combien in sorted(dites.items())],
        )


def _refuser(suite: str, raison: str) -> NoReturn:
    raise faute(f"affectations{suite}", raison)
