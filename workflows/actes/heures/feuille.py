"""The sheet of a month, as an account saw it, written back: nothing is kept where a line changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlmodel import Session

from echanges.fautes_format import faute
from formats.typographie import typographier
from metier.droits import Acces
from metier.fautes import FauteDeSaisie
from metier.gestes import GESTES, Geste
from metier.heures import OrigineHeures
from metier.mois_travaille import ContratDuMois, LigneDuMois
from metier.periodes import Mois
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.session import unit_of_work
from workflows.actes import au_nom_de
from workflows.actes.heures.contradictoire import mettre_d_accord
from workflows.actes.heures.declaration import DECLAREES, LigneDite, dire
from workflows.actes.heures.mois import Issue, MoisSuivi, Plan, Preparation, executer
from workflows.actes.heures.validation import Choix, Correction, approuver_le_mois, arreter_le_mois, corriger

VIDE = Issue()


@dataclass(frozen=True, kw_only=True)
class Partie:
    """What is asked of one operation: lines entered, contracts to validate; `vues`: each as it was seen, by code."""

    vues: Mapping[str, str]
    lignes: tuple[LigneDite, ...] = ()
    a_valider: tuple[str, ...] = ()


class FauteDePartie(FauteDeSaisie):
    """A fault within the sheet; `contrat`: the code of the line it names, where it names one."""

    def __init__(self, origine: FauteDeSaisie, reference: str, contrat: str | None) -> None:
        dite = origine.phrase.removeprefix(origine.champ).lstrip(" :\u00a0\u202f")
        super().__init__(origine.champ, typographier(f"{reference} : {dite}"))
        self.reference = reference
        self.contrat = contrat


def empreinte(un: ContratDuMois, *, clos: bool) -> str:
    """What tells whether the hours of a contract in a month are still those that were seen."""
    vu = (*_dite(un.dite), *_dite(un.recoupee), clos)
    return sha256(repr(vu).encode()).hexdigest()[:16]


def _dite(ligne: LigneDuMois | None) -> tuple[str, ...]:
    return ("",) if ligne is None else (f"{ligne.heures:.2f}", f"{ligne.dont_formation:.2f}", ligne.etat.value)


def enregistrer(acces: Acces, mois: Mois, parties: Mapping[str, Partie]) -> dict[str, Issue]:
    """Enter, then validate, what is asked of each operation by its reference; all or nothing.

    Raises AccesRefuse, FauteDePartie: a line changed since it was seen, hours that cannot be.
    """
    au_nom_de.autoriser(acces, Geste.DECLARER_HEURES)
    with unit_of_work() as session:
        return {
            reference: _enregistrer(session, acces, mois, reference, partie)
            for reference, partie in sorted(parties.items())
        }


def _enregistrer(session: Session, acces: Acces, mois: Mois, reference: str, partie: Partie) -> Issue:
    operation = _ouvrir(session, acces, reference, Geste.DECLARER_HEURES)
    saisie = _garder(partie.vues, dire(partie.lignes, OrigineHeures.SAISIE))
    try:
        dites = executer(session, operation, mois, saisie, evenement=DECLAREES, par=acces.nom)
        if not partie.a_valider:
            return dites
        choix = approuver_le_mois(Choix(contrats=partie.a_valider))
        validees = executer(session, operation, mois, choix, evenement="heures_validees", par=acces.nom)
    except FauteDeSaisie as faute_dite:
        raise FauteDePartie(faute_dite, reference, _contrat(faute_dite, partie)) from faute_dite
    touches = tuple(dict.fromkeys((*dites.contrats, *validees.contrats)))
    return Issue(contrats=touches, validees=validees.contrats, alertes=(*dites.alertes, *validees.alertes))


def clore(acces: Acces, mois: Mois, references: tuple[str, ...]) -> dict[str, Issue]:
    """Settle the month of these operations, all or none. Raises AccesRefuse, FauteDePartie."""
    au_nom_de.autoriser(acces, Geste.CLORE_MOIS)
    issues: dict[str, Issue] = {}
    with unit_of_work() as session:
        for reference in sorted(set(references)):
            operation = _ouvrir(session, acces, reference, Geste.CLORE_MOIS)
            try:
                issues[reference] = executer(
                    session, operation, mois, arreter_le_mois, evenement="mois_clos", par=acces.nom
                )
            except FauteDeSaisie as faute_dite:
                raise FauteDePartie(faute_dite, reference, None) from faute_dite
    return issues


def accorder(acces: Acces, mois: Mois, reference: str, ligne: LigneDite, *, vue: str) -> Issue:
    """Contested hours settled, as seen. Raises AccesRefuse, FauteDeSaisie."""
    preparer = _garder({ligne.contrat: vue}, mettre_d_accord(ligne))
    return _un_seul(acces, mois, reference, preparer, Geste.ACCORDER_HEURES)


def rectifier(acces: Acces, mois: Mois, reference: str, correction: Correction, *, vue: str) -> Issue:
    """Validated hours amended, as seen, with a reason. Raises AccesRefuse, FauteDeSaisie."""
    preparer = _garder({correction.contrat: vue}, corriger(correction))
    return _un_seul(acces, mois, reference, preparer, Geste.RECTIFIER_HEURES)


_EVENEMENTS = {Geste.ACCORDER_HEURES: "heures_accordees", Geste.RECTIFIER_HEURES: "heures_rectifiees"}


def _un_seul(acces: Acces, mois: Mois, reference: str, preparer: Preparation, geste: Geste) -> Issue:
    au_nom_de.autoriser(acces, geste)
    with unit_of_work() as session:
        operation = _ouvrir(session, acces, reference, geste)
        return executer(session, operation, mois, preparer, evenement=_EVENEMENTS[geste], par=acces.nom)


def _ouvrir(session: Session, acces: Acces, reference: str, geste: Geste) -> Operation:
    """The operation, if the account sees it and its step allows the geste. Raises FauteDeSaisie."""
    operation = au_nom_de.exiger(session, acces, reference)
    if operation.etape not in GESTES[geste].depuis:
        phrase = f"{reference} : l’étape « {operation.etape.libelle} » n’admet pas « {geste.libelle} »."
        raise FauteDeSaisie("reference", typographier(phrase))
    return operation


def _garder(vues: Mapping[str, str], preparer: Preparation) -> Preparation:
    """The same act, refused where a line is no longer what was seen: nobody's entry is written over unread."""

    def garde(suivi: MoisSuivi) -> Plan:
        for code, vue in vues.items():
            un = suivi.exiger(code, "contrat")
            if empreinte(un, clos=suivi.clos) != vue:
                raise faute(f"vues[{code}]", f"les heures du contrat « {code} » ont changé pendant que vous les lisiez")
        return preparer(suivi)

    return garde


def _contrat(dite: FauteDeSaisie, partie: Partie) -> str | None:
    """The line that a path such as `lignes[2].heures` or `contrats[0]` names."""
    liste, _, suite = dite.champ.partition("[")
    dans = suite.partition("]")[0]
    if liste == "vues":
        return dans
    if not dans.isdecimal():
        return None
    codes = {"lignes": [une.contrat for une in partie.lignes], "contrats": list(partie.a_valider)}.get(liste, [])
    return codes[int(dans)] if int(dans) < len(codes) else None
