"""Persons, contracts and outcomes: a person is not a contract, and counts once however many operations know them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from metier.contrats import TypeContrat
from metier.portee import TOUT, Portee
from metier.publics import Jalon, SituationSortie
from metier.realisation import NUL, lignes_declarees
from metier.suivi import Beneficiaire, Contrat, Formation, Suivi


class Identite(NamedTuple):
    """What tells a person from another across dossiers; names without case, accents or surplus spaces (contract §4)."""

    nom: str
    prenom: str
    naissance: date


@dataclass(frozen=True, kw_only=True)
class Effectifs:
    """Distinct persons with a contract or a training session, those who worked, those trained; contracts by type.

    `candidats_non_retenus`: eligibility not validated, no contract, no session. `heures_de_formation`: of sessions,
    never part of the insertion hours.
    """

    personnes: int
    ayant_travaille: int
    formees: int
    travail_et_formation: int
    candidats_non_retenus: int
    contrats: int
    contrats_par_type: dict[TypeContrat, int]
    heures_de_formation: Decimal


def effectifs(suivis: Suivi | Sequence[Suivi], portee: Portee = TOUT) -> Effectifs:
    """The counts of one operation or of several together; sessions belong to no lot and count for whole operations."""
    tous = [suivis] if isinstance(suivis, Suivi) else suivis
    sous_contrat = {qui for un in tous for qui in _sous_contrat(un, portee)}
    formees = {qui for un in tous for qui in _formees(un, portee)}
    travail = {qui for un in tous for qui in _ayant_travaille(un, portee)}
    types = Counter(contrat.type for un in tous for contrat in contrats(un, portee))
    return Effectifs(
        personnes=len(sous_contrat | formees),
        ayant_travaille=len(travail),
        formees=len(formees),
        travail_et_formation=len(travail & formees),
        candidats_non_retenus=sum(_candidats(un) for un in tous),
        contrats=types.total(),
        contrats_par_type={un: types[un] for un in TypeContrat if un in types},
        heures_de_formation=sum((_heures_de_formation(un, portee) for un in tous), NUL),
    )


def contrats(suivi: Suivi, portee: Portee = TOUT) -> list[Contrat]:
    """The contracts of this part of the operation."""
    return [contrat for contrat in suivi.contrats if portee.retient(contrat) and portee.rencontre(contrat)]


def formations(suivi: Suivi, portee: Portee = TOUT) -> list[Formation]:
    """The training sessions of the span; none for a part of the operation."""
    if not portee.toute_l_operation:
        return []
    return [une for une in suivi.formations if portee.rencontre(une)]


def personnes(suivi: Suivi, portee: Portee = TOUT) -> list[Beneficiaire]:
    """The distinct persons with a contract or a session, as the dossier describes them."""
    par_identite = {identite(personne): personne for personne in reversed(suivi.beneficiaires)}
    presentes = _sous_contrat(suivi, portee) | _formees(suivi, portee)
    return [personne for qui, personne in reversed(par_identite.items()) if qui in presentes]


def sorties(suivi: Suivi, portee: Portee = TOUT) -> dict[Jalon, dict[SituationSortie, int]]:
    """How many outcomes of each kind at each milestone of the span, in the order of the lists."""
    comptees = Counter(
        (sortie.jalon, sortie.situation)
        for personne in personnes(suivi, Portee(lots=portee.lots, contrats=portee.contrats))
        for sortie in personne.sorties
        if portee.comprend_le_jour(sortie.date)
    )
    jalons = {jalon for jalon, _ in comptees}
    return {
        jalon: {une: comptees[jalon, une] for une in SituationSortie if (jalon, une) in comptees}
        for jalon in Jalon
        if jalon in jalons
    }


def identite(personne: Beneficiaire) -> Identite:
    """The identity of a person as a dossier writes them."""
    return Identite(_simple(personne.nom), _simple(personne.prenom), personne.naissance)


def _simple(texte: str) -> str:
    lettres = (lettre for lettre in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(lettre))
    return " ".join("".join(lettres).casefold().split())


def _identites(suivi: Suivi, ids: Iterable[str]) -> set[Identite]:
    par_id = {personne.id: personne for personne in suivi.beneficiaires}
    return {identite(par_id[un]) for un in ids}


def _sous_contrat(suivi: Suivi, portee: Portee) -> set[Identite]:
    return _identites(suivi, (contrat.beneficiaire for contrat in contrats(suivi, portee)))


def _formees(suivi: Suivi, portee: Portee) -> set[Identite]:
    presents = (un.beneficiaire for une in formations(suivi, portee) for un in une.participants)
    return _identites(suivi, presents)


def _ayant_travaille(suivi: Suivi, portee: Portee) -> set[Identite]:
    lignes = lignes_declarees(suivi, portee)
    return _identites(suivi, (ligne.contrat.beneficiaire for ligne in lignes if ligne.volumes.validees > 0))


def _candidats(suivi: Suivi) -> int:
    presentes = _sous_contrat(suivi, TOUT) | _formees(suivi, TOUT)
    sans = (personne for personne in suivi.beneficiaires if personne.validee_le is None)
    return sum(identite(personne) not in presentes for personne in sans)


def _heures_de_formation(suivi: Suivi, portee: Portee) -> Decimal:
    return sum((un.heures for une in formations(suivi, portee) for un in une.participants), NUL)
