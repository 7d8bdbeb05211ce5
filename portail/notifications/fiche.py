"""One mail received, beside what was read in it and what a person may decide of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from sqlmodel import Session

from config.settings import get_settings
from courrier.lecture import ChampsLus, Contexte, Lecture, OperationLue, demontage, lire
from courrier.lecture.archives import PieceIllisible
from courrier.lecture.ecritures import lire_ecritures
from courrier.lecture.limites import LimiteDepassee
from courrier.lecture.pieces import lire_pieces
from courrier.lecture.proposition import proposer
from echanges.format_operation import OperationPartielle
from formats.dates import de_mois
from formats.typographie import typographier
from metier.courriers import NatureCourrier
from metier.cycle import Etape, Transition
from metier.droits import Acces, Droit
from metier.periodes import Mois
from portail.formulaires.actes import composer
from portail.notifications import comparaison, formulaire
from portail.notifications.confiance import Lu
from portail.notifications.courriel import CourrielMontre, fermer, montrer
from portail.notifications.formulaire import Verification
from sqlmodel_store.depots import annuaire, courriers_vus, operations_vues, relais
from sqlmodel_store.depots import operations as depot_operations
from sqlmodel_store.depots.courriers_vus import CourrielVu
from sqlmodel_store.session import lecture
from workflows.actes import marche_decrit
from workflows.actes.classement import A_DECIDER
from workflows.actes.courrier_recu import heures as heures_recues
from workflows.actes.reception import contexte_de_lecture

_UN_LOT = re.compile(r"lots\[[0-9]+\]")
PERDU = "Le fichier de ce courriel n’est plus sur le disque : reprenez-le de la messagerie, ou d’une sauvegarde."
PAS_LU = "Ce courriel n’a pas encore été lu par Relais : cela prend quelques instants, rechargez la page."


@dataclass(frozen=True, kw_only=True)
class Lien:
    """What a mail changed, and where it is seen."""

    libelle: str
    adresse: str


@dataclass(frozen=True, kw_only=True)
class Classement:
    """How a mail may be filed: beside which operations, as (reference, title); `mois` where it holds hours."""

    proposees: tuple[tuple[str, str], ...]
    reference: str
    mois: bool


@dataclass(frozen=True, kw_only=True)
class Fiche:
    """A mail and its decisions. `verification`: the form of what it announces; `confirmee_comme`: what it is, if a
    person answers for its sender, and why; `suites`: what it changed; `aussi`: what else was read, by title; `decrit`:
    what a buyer described besides, that the opening carries.
    """

    vu: CourrielVu
    courriel: CourrielMontre
    verification: Verification | None = None
    confirmee_comme: tuple[str, str] | None = None
    classement: Classement | None = None
    suites: tuple[Lien, ...] = ()
    aussi: tuple[tuple[str, Lu], ...] = ()
    doutes: tuple[str, ...] = ()
    decrit: tuple[tuple[str, str], ...] = ()
    relais: tuple[str, ...] = ()

    @property
    def decidable(self) -> bool:
        return self.vu.nature in A_DECIDER


def ouvrir(acces: Acces, numero: int, *, annonce: bool = False) -> Fiche | None:
    """The mail of that number; None for one that the account does not see, or for who does not drive.

    `annonce`: the form of an announcement is asked for, whatever the mail was read as.
    """
    if not acces.peut(Droit.CONDUIRE):
        return None
    with lecture() as session:
        vu = courriers_vus.par_numero(session, acces, numero)
        return _fiche(session, acces, vu, annonce=annonce) if vu else None


def octets_de(vu: CourrielVu) -> bytes | None:
    """The raw mail; None when its file is gone."""
    try:
        return (get_settings().home / vu.chemin).read_bytes()
    except OSError:
        return None


def _fiche(session: Session, acces: Acces, vu: CourrielVu, *, annonce: bool) -> Fiche:
    octets = octets_de(vu)
    if octets is None:
        return _muette(session, acces, vu, CourrielMontre(messages=(), ancres={}, ferme=PERDU))
    if vu.nature is None or vu.nature is NatureCourrier.QUARANTAINE:
        return _muette(session, acces, vu, fermer(octets, vu.raison or PAS_LU), annonce=annonce)
    if vu.nature is NatureCourrier.NOTIFICATION:
        return _annoncee(session, acces, vu, octets)
    if vu.nature is NatureCourrier.A_TRANCHER or annonce:
        return _a_trancher(session, acces, vu, octets, annonce=annonce)
    liens = (*suites(vu), *(_revenus(session, octets) if vu.nature is NatureCourrier.REJET else ()))
    classement = _classement(session, acces, vu)
    return Fiche(vu=vu, courriel=montrer(octets, ()), classement=classement, suites=liens)


def _revenus(session: Session, octets: bytes) -> list[Lien]:
    """The mails of ours that came back."""
    avis = lire(octets, Contexte()).avis
    if avis is None:
        return []
    numeros = courriers_vus.sortants_revenus(session, avis.message_ids, avis.cles)
    return [Lien(libelle="Le courriel qui est revenu", adresse=f"/envois/{numero}") for numero in numeros[:1]]


def _muette(
    session: Session, acces: Acces, vu: CourrielVu, courriel: CourrielMontre, *, annonce: bool = False
) -> Fiche:
    """A mail that nothing is read in: it is filed, or its operation is typed in."""
    codes = _relais(session, acces)
    vide = formulaire.d_annonces((), {}, relais=codes, types={}) if annonce else None
    return Fiche(
        vu=vu,
        courriel=courriel,
        verification=vide,
        classement=_classement(session, acces, vu),
        suites=suites(vu),
        relais=codes,
    )


def _a_trancher(session: Session, acces: Acces, vu: CourrielVu, octets: bytes, *, annonce: bool) -> Fiche:
    """What the mail would be if a person answered for its sender: nothing is written."""
    contexte = replace(contexte_de_lecture(session), garanti=True)
    lu, marche = lire(octets, contexte), marche_decrit.de(session, vu.id)
    lu = marche_decrit.relire(lu, marche) if marche else lu
    codes, connue = _relais(session, acces), _connue(session, acces, lu)
    a_verifier = annonce or (lu.nature in _ANNONCENT and not connue and vu.reference is None)
    operations = lu.operations or (_supposees(octets, contexte) if a_verifier else ())
    lues = [(une.champs, une.preuves) for une in operations]
    courriel = montrer(octets, [phrase for _, preuves in lues for phrase in preuves.values()])
    verification = None
    if a_verifier:
        types = _types(session, [lus for lus, _ in lues])
        verification = formulaire.d_annonces(lues, courriel.ancres, relais=codes, types=types)
        if marche:
            verification = formulaire.decrite(verification, marche, operations[0].preuves, courriel.ancres)
    classement = _classement(session, acces, vu, lu, connue)
    return Fiche(
        vu=vu,
        courriel=courriel,
        verification=verification,
        confirmee_comme=None if lu.nature in _ANNONCENT or _est_a_placer(vu) else (lu.nature.libelle, lu.raison),
        classement=classement,
        suites=suites(vu),
        aussi=() if a_verifier else _dits(session, acces, operations, courriel.ancres, vu.reference or connue),
        doutes=tuple(doute for une in operations for doute in une.doutes),
        decrit=_decrit(marche) if marche and a_verifier else (),
        relais=codes,
    )


def _decrit(marche: OperationPartielle) -> tuple[tuple[str, str], ...]:
    """What the form does not show of the market described, by title."""
    return tuple(
        (une.titre, une.valeur)
        for une in marche_decrit.lignes(marche)
        if une.champ not in formulaire.DECRITS and not _UN_LOT.fullmatch(une.champ)
    )


def _supposees(octets: bytes, contexte: Contexte) -> tuple[OperationLue, ...]:
    """What the words say of an operation, of a mail that does not say clearly that it announces one."""
    try:
        courriel = demontage.ouvrir(octets)
        lues = proposer(lire_ecritures(courriel), lire_pieces(courriel), contexte).operations
    except (LimiteDepassee, PieceIllisible):
        return ()
    return tuple(une for une in lues if une.preuves)


_ANNONCENT = frozenset({NatureCourrier.NOTIFICATION, NatureCourrier.A_TRANCHER, NatureCourrier.QUARANTAINE})
"""What a person answering for the sender does not settle by that alone."""


def _est_a_placer(vu: CourrielVu) -> bool:
    """Whether the sender is trusted already, a person having only to say where the hours go."""
    return any(typographier(raison) in (vu.raison or "") for raison in heures_recues.A_PLACER)


def _annoncee(session: Session, acces: Acces, vu: CourrielVu, octets: bytes) -> Fiche:
    """A mail that opened its operation: what was read beside what the operation holds, until somebody confirms it."""
    retenue = json.loads(courriers_vus.lecture_retenue(session, vu.id) or "{}").get("operations") or [{}]
    phrases: Mapping[str, str] = retenue[0].get("preuves", {})
    lus = formulaire.lus_du_json(retenue[0])
    courriel = montrer(octets, list(phrases.values()))
    operation = operations_vues.par_reference(session, acces, vu.reference) if vu.reference else None
    if operation is None or operation.etape is not Etape.SIGNALEE:
        aussi = comparaison.titrer(formulaire.preuves_d_annonce(lus, phrases, courriel.ancres), lus)
        return Fiche(vu=vu, courriel=courriel, suites=suites(vu), aussi=tuple(aussi))
    connu = composer(session, operation, Transition.INSTRUIRE)
    verification = formulaire.d_instruction(connu, lus, phrases, courriel.ancres)
    montrees = set(verification.preuves.values())
    aussi = comparaison.titrer(formulaire.preuves_d_annonce(lus, phrases, courriel.ancres), lus)
    return Fiche(
        vu=vu,
        courriel=courriel,
        verification=verification,
        suites=suites(vu),
        aussi=tuple((titre, lu) for titre, lu in aussi if lu not in montrees),
    )


def _dits(
    session: Session, acces: Acces, operations: Iterable[OperationLue], ancres: Mapping[str, int], reference: str
) -> tuple[tuple[str, Lu], ...]:
    """What the mail says, and what the operation that it is about holds instead."""
    connue = operations_vues.par_reference(session, acces, reference) if reference else None
    dits: list[tuple[str, Lu]] = []
    for une in operations:
        juges = formulaire.preuves_d_annonce(une.champs, une.preuves, ancres)
        if connue is not None:
            juges = comparaison.comparer(juges, une.champs, connue, depot_operations.lots(session, connue.id))
        dits += comparaison.titrer(juges, une.champs)
    return tuple(dits)


def _classement(
    session: Session, acces: Acces, vu: CourrielVu, lu: Lecture | None = None, connue: str = ""
) -> Classement | None:
    if vu.nature not in A_DECIDER:
        return None
    proposees = courriers_vus.operations_de(session, acces, vu.expediteur or "")
    return Classement(
        proposees=tuple((une.reference, une.intitule or "") for une in proposees),
        reference=vu.reference or connue,
        mois=bool(lu and lu.classeurs),
    )


def _connue(session: Session, acces: Acces, lu: Lecture) -> str:
    """The reference of the operation that the mail is about, if the account sees it."""
    citees = [lu.rattachee_a, *(une.champs.reference for une in lu.operations)]
    for reference in filter(None, citees):
        if trouvee := courriers_vus.operation_citee(session, acces, reference):
            return trouvee
    return ""


def _types(session: Session, lus: list[ChampsLus]) -> dict[str, str]:
    noms = {un.maitre_ouvrage for un in lus if un.maitre_ouvrage}
    connus = {nom: annuaire.type_de_l_organisation(session, nom) for nom in noms}
    return {nom: genre for nom, genre in connus.items() if genre}


def _relais(session: Session, acces: Acces) -> tuple[str, ...]:
    return tuple(relais.codes(session, acces.relais))


def suites(vu: CourrielVu) -> tuple[Lien, ...]:
    """What a mail changed, with a link to each."""
    liens = []
    if vu.reference:
        titre = f"Opération {vu.reference}" + (f"\u00a0: {vu.intitule}" if vu.intitule else "")
        liens.append(Lien(libelle=titre, adresse=f"/operations/{quote(vu.reference, safe='')}"))
    if vu.mois:
        mois = Mois.lire(vu.mois)
        liens.append(Lien(libelle=f"Heures {de_mois(mois)}, à confirmer par l’employeur", adresse=f"/mois/{mois}"))
    elif vu.nature is NatureCourrier.HEURES:
        liens.append(Lien(libelle="Les heures, dans la grille du mois", adresse="/mois"))
    return tuple(liens)
