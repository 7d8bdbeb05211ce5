"""Conventions (C3) written down: what hours already counted under one rest on is not taken from under them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from sqlmodel import Session

from formats.dates import date_courte, de_mois, mois_long
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from sqlmodel_store.depots import affectations, journal, operations
from sqlmodel_store.modeles.suivi import Convention
from sqlmodel_store.session import unit_of_work, verrouiller

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
DEUX = 2


@dataclass(frozen=True, kw_only=True)
class ConventionSaisie:
    """A convention as it is typed: `accords`, the day each buyer agreed, by operation; None: not yet."""

    reference: str
    entreprise: str
    debut: date
    accords: Mapping[str, date | None]
    fin: date | None = None
    signee_le: date | None = None


def enregistrer_convention(saisie: ConventionSaisie, *, acteur: str) -> None:
    """Write a convention down, or correct it. Raises FauteDeSaisie naming the field at fault."""
    _verifier(saisie)
    with unit_of_work() as session:
        verrouiller(session, "dossiers")
        lignes = {reference: operations.exiger(session, reference) for reference in saisie.accords}
        presente = affectations.convention(session, saisie.reference)
        touchees = affectations.touchees(session, presente.id) if presente else set()
        if retirees := touchees - {ligne.id for ligne in lignes.values()}:
            refuser(
                "operations", f"{len(retirees)} opération(s) à retirer ont des heures affectées ; retirez-les d’abord"
            )
        if presente:
            _exiger_les_appuis(session, presente, saisie)
        affectations.ecrire_convention(
            session,
            {nom: getattr(saisie, nom) for nom in ("reference", "entreprise", "debut", "fin", "signee_le")},
            {lignes[reference].id: accord for reference, accord in saisie.accords.items()},
        )
        for reference, ligne in lignes.items():
            journal.noter(
                session,
                "convention_enregistree",
                acteur=acteur,
                operation_id=ligne.id,
                convention=saisie.reference,
                accord_le=saisie.accords[reference],
            )


def _exiger_les_appuis(session: Session, presente: Convention, saisie: ConventionSaisie) -> None:
    """The company, the dates and the agreements that hours counted under the convention rest on."""
    for une in affectations.de_la_convention(session, presente.id):
        mois = Mois.lire(une.mois)
        if saisie.entreprise != presente.entreprise:
            _retenir("entreprise", f"une autre que {presente.entreprise}", mois)
        if saisie.debut > mois.fin:
            _retenir("debut", f"le {date_courte(saisie.debut)}, après {mois_long(mois)}", mois)
        if saisie.fin is not None and saisie.fin < mois.debut:
            _retenir("fin", f"le {date_courte(saisie.fin)}, avant {mois_long(mois)}", mois)
        for reference in (une.source, une.cible):
            accord = saisie.accords[reference]
            if accord is None or accord > mois.fin:
                quand = "sans accord" if accord is None else f"accord le {date_courte(accord)}"
                _retenir("accord_le", f"{reference}, {quand}", mois)


def _retenir(champ: str, recu: str, mois: Mois) -> NoReturn:
    refuser(champ, f"{recu} ; des heures {de_mois(mois)} sont comptées sous cette convention, retirez-les d’abord")


def _verifier(saisie: ConventionSaisie) -> None:
    if not REFERENCE.fullmatch(saisie.reference):
        attendu = "lettres sans accent, chiffres, point, tiret, 64 signes au plus"
        refuser("reference", f"« {saisie.reference[:60]} » reçu ; {attendu}")
    if not saisie.entreprise.strip():
        refuser("entreprise", "le nom de l’entreprise de la convention est attendu")
    if saisie.fin is not None and saisie.fin < saisie.debut:
        refuser("fin", "la fin de la convention précède son début")
    if len(saisie.accords) < DEUX:
        refuser("operations", "une convention de globalisation porte sur deux opérations au moins")


def refuser(champ: str, phrase: str) -> NoReturn:
    """Raises FauteDeSaisie, a sentence that names the field."""
    raise FauteDeSaisie(champ, typographier(f"{champ} : {phrase}."))
