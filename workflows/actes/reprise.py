"""A facilitateur's own follow-up spreadsheet taken over: by the door of the dossiers, all or nothing, once."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from sqlmodel import Session

from config.horloge import aujourdhui
from config.settings import get_settings
from echanges import dossier
from echanges.controles_dossier import ages_invraisemblables
from echanges.format_dossier import LectureDossier, lire_dossier
from echanges.reprise.assemblage import Assemblage
from echanges.reprise.ebauche import Ebauche
from echanges.reprise.lecture import Tableur, exiger_une_operation
from echanges.reprise.modele import Modele, ecrire, lire
from echanges.reprise.nommees import Connue, Nommees, hachage
from echanges.reprise.resultat import Compte, Suite, Suites
from formats.typographie import typographier
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from sqlmodel_store.depots import annuaire, dossiers, journal, operations
from sqlmodel_store.depots import relais as depot_relais
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import lecture, unit_of_work, verrouiller

REFERENCE_DONNEE = "reprise_reference"
REPRIS = "tableur_repris"
EN_TETE = "operation"
REFUS_ENTIER = "Une ligne refusée n’apporte rien d’elle : ni personne, ni contrat, ni heures, même justes."
SANS_LIGNE = "Aucune ligne n’est écrite sous les titres : il n’y a rien à reprendre."
TOURS = 5
"""After so many readings, an operation that is still refused is so as a whole."""
AUTRE_RELAIS = "opération suivie par un autre relais : retirez-la du tableur"


@dataclass(frozen=True, kw_only=True)
class Demande:
    """Who takes over, for which relay; `vus`: the relays whose operations they may complete, None for all.

    `essai`: nothing is written. `partiel`: refused rows do not keep the others out.
    """

    par: str
    relais: str | None = None
    vus: Collection[int] | None = None
    essai: bool = False
    partiel: bool = False


@dataclass(frozen=True, kw_only=True)
class Reprise:
    """What was done, or would be; `faite` tells whether it was, or could be, as a whole."""

    suites: Suites
    compte: Compte
    faite: bool
    references: tuple[str, ...] = ()


def modele_pour(tableur: Tableur) -> tuple[Modele, bool]:
    """The mapping kept for a file of the same headings, else the one proposed; and whether it was kept."""
    propose = tableur.propose
    garde = _fichier(propose)
    if garde.is_file():
        retenu = lire(garde.read_text(encoding="utf-8"), str(garde), propose)
        if len(retenu.feuilles) == len(propose.feuilles):
            return propose.selon(retenu), True
    return propose, False


def retenir(tableur: Tableur, modele: Modele) -> None:
    """Keep the mapping for the next file of the same headings; where it takes every sheet that was recognised."""
    if [une.nom for une in modele.feuilles] != [une.nom for une in tableur.propose.feuilles]:
        return
    garde = _fichier(tableur.propose)
    garde.parent.mkdir(parents=True, exist_ok=True)
    provisoire = garde.with_name(f".{garde.name}.neuf")
    provisoire.write_text(ecrire(modele), encoding="utf-8")
    provisoire.replace(garde)


def _fichier(modele: Modele) -> Path:
    return get_settings().home / "reprises" / f"{modele.empreinte}.toml"


def reprendre(tableur: Tableur, modele: Modele, demande: Demande) -> Reprise:
    """Import what the rows add, all or nothing. Raises FautesDeSaisie for what the store refuses as a whole."""
    exiger_une_operation(tableur, modele)
    lignes = tableur.lignes(modele)
    with unit_of_work(essai=demande.essai) as session:
        verrouiller(session, "dossiers")
        assemblage = Assemblage(nommees=Nommees(connues=_connues(session), retenues=_retenues(session)))
        assemblage.lire(lignes)
        donnees = _donner_les_references(session, assemblage)
        presentes = dossiers.par_references(session, _references(assemblage))
        _ecarter(assemblage, presentes, demande.vus)
        lectures = _assembler(session, tableur, assemblage, list(presentes.values()), demande.relais)
        faite = not assemblage.suites.refusees or demande.partiel
        if faite and lectures:
            _importer(session, assemblage, lectures, donnees, demande)
    return Reprise(
        suites=assemblage.suites,
        compte=assemblage.compte,
        faite=faite,
        references=tuple(une.dossier.operation.reference for une in lectures),
    )


def _assembler(
    session: Session, tableur: Tableur, assemblage: Assemblage, presentes: list[Operation], relais: str | None
) -> list[LectureDossier]:
    """The dossiers to write: built again without the rows refused meanwhile, which give nothing of theirs."""
    type_acheteur = cache(lambda nom: annuaire.type_de_l_organisation(session, nom))
    for tour in count(1):
        refusees = len(assemblage.suites.refusees)
        assemblage.assembler(dossier.ecrits(session, presentes), relais, type_acheteur)
        lectures = _lectures(tableur, assemblage, en_entier=tour >= TOURS)
        if len(assemblage.suites.refusees) == refusees:
            break
    if assemblage.suites.refusees:
        assemblage.suites.remarquer(REFUS_ENTIER)
    if not assemblage.lues:
        assemblage.suites.remarquer(SANS_LIGNE)
    return lectures


def _importer(
    session: Session,
    assemblage: Assemblage,
    lectures: Sequence[LectureDossier],
    donnees: dict[str, str],
    demande: Demande,
) -> None:
    dossier.importer(session, lectures, acteur=demande.par)
    importees = {une.dossier.operation.reference for une in lectures}
    for cle, reference in donnees.items():
        if reference in importees:
            journal.noter(session, REFERENCE_DONNEE, acteur=demande.par, cle=cle, reference=reference)
    compte = assemblage.compte
    journal.noter(
        session,
        REPRIS,
        acteur=demande.par,
        creees=compte.operations,
        completees=compte.completees,
        refusees=len(assemblage.suites.refusees),
    )


def _connues(session: Session) -> list[Connue]:
    return [
        Connue(
            reference=une.reference,
            reference_acheteur=une.reference_acheteur,
            intitule=une.intitule,
            maitre_ouvrage=une.maitre_ouvrage_nom,
        )
        for une in operations.lister(session)
    ]


def _retenues(session: Session) -> dict[str, str]:
    notees = [json.loads(un.donnees) for un in journal.du_genre(session, REFERENCE_DONNEE)]
    return {une["cle"]: une["reference"] for une in notees}


def _donner_les_references(session: Session, assemblage: Assemblage) -> dict[str, str]:
    """A reference to each operation that has none, in the order of the file; returns them by what is remembered."""
    a_donner = list(assemblage.nommees.a_donner)
    if not a_donner:
        return {}
    debut, numero = operations.prochaine_reference(session, aujourdhui().year).rsplit("-", 1)
    donnees = {}
    for rang, cle in enumerate(a_donner, start=int(numero)):
        donnees[hachage(cle)] = reference = f"{debut}-{rang:04d}"
        assemblage.nommees.donner(cle, reference)
    return donnees


def _references(assemblage: Assemblage) -> list[str]:
    trouvees = (assemblage.nommees.reference(lue.cle) for lue in assemblage.lues if lue.cle and lue.suite.refus is None)
    return list(dict.fromkeys(une for une in trouvees if une))


def _ecarter(assemblage: Assemblage, presentes: dict[str, Operation], vus: Collection[int] | None) -> None:
    """Refuses the rows of operations that another relay follows."""
    if vus is None:
        return
    d_ailleurs = {reference for reference, une in presentes.items() if une.relais_id not in vus}
    for lue in assemblage.lues:
        if lue.cle and lue.suite.refus is None and assemblage.nommees.reference(lue.cle) in d_ailleurs:
            lue.suite.refuser(AUTRE_RELAIS)


def _lectures(tableur: Tableur, assemblage: Assemblage, *, en_entier: bool) -> list[LectureDossier]:
    """The dossiers to write; one that the format refuses refuses the rows at fault, or all of its rows."""
    lues = []
    for reference, ebauche in assemblage.ebauches.items():
        if not ebauche.changee:
            continue
        try:
            lue = lire_dossier(ebauche.brut, f"{tableur.nom}, opération {reference}")
        except FautesDeSaisie as fautes:
            _refuser(assemblage, ebauche, fautes.fautes, en_entier=en_entier)
            continue
        if ages := ages_invraisemblables(lue.dossier):
            _refuser(assemblage, ebauche, ages, en_entier=en_entier)
        else:
            lues.append(lue)
    return lues


def _refuser(assemblage: Assemblage, ebauche: Ebauche, fautes: Sequence[FauteDeSaisie], *, en_entier: bool) -> None:
    """Each fault refuses the row that gave what is at fault; the operation itself, all of its rows."""
    for faute in fautes:
        lieux = [lieu for lieu in ebauche.lieux if f"{faute.champ}.".startswith(f"{lieu}.")]
        lieu = max(lieux, key=len, default=EN_TETE)
        for suite in _du_dossier(assemblage, ebauche) if en_entier or lieu == EN_TETE else [ebauche.lieux[lieu]]:
            suite.refuser(f"opération {ebauche.reference}, {faute.phrase.rstrip('.')}")


def _du_dossier(assemblage: Assemblage, ebauche: Ebauche) -> list[Suite]:
    nommees = assemblage.nommees
    return [lue.suite for lue in assemblage.lues if lue.cle and nommees.reference(lue.cle) == ebauche.reference]


def demande_de(acces: Acces, *, relais: str | None = None, essai: bool = False, partiel: bool = False) -> Demande:
    """What an account may ask for: new operations in a relay of its own, others of its relays completed.

    Raises AccesRefuse when the role does not drive operations, FauteDeSaisie for a relay that is not the account's.
    """
    acces.exiger(Droit.CONDUIRE)
    codes = relais_de(acces)
    if not codes or (relais and relais not in codes):
        raise FauteDeSaisie("relais", typographier("relais : ce relais n’est pas l’un des vôtres, choisissez-en un."))
    return Demande(par=acces.nom, relais=relais or codes[0], vus=acces.relais, essai=essai, partiel=partiel)


def relais_de(acces: Acces) -> list[str]:
    """The codes of the relays that the account may add operations to."""
    with lecture() as session:
        return depot_relais.codes(session, acces.relais)
