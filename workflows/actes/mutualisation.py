"""Mutualisation: a convention (C3) lets hours done on one operation be counted on others, none of them twice.

Hours keep their state and their eligibility; the person and the contract stay where the contract is; hours of training
stay where they were done. Sources: domaine §10.3; documents.md C3 (agreement of each buyer, key never retroactive).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn

from sqlmodel import Session

from echanges.suivi import charger_toutes
from formats.dates import mois_long
from formats.nombres import heures
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.heures import Declarant
from metier.mutualisation import cle_proportionnelle, repartir
from metier.periodes import Mois
from metier.rattachement import attribution_du_contrat
from metier.realisation import eligible
from metier.suivi import Attribution, Contrat, Suivi
from sqlmodel_store.depots import affectations, journal, operations
from sqlmodel_store.modeles.suivi import Convention
from sqlmodel_store.session import unit_of_work, verrouiller

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
DEUX = 2
Marche = tuple[str, int]
"""The reference of an operation and the number of a lot."""


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
            _refuser(
                "operations", f"{len(retirees)} opération(s) à retirer ont des heures affectées ; retirez-les d’abord"
            )
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


def affecter(
    convention: str, source: str, contrat: str, mois: Mois, parts: Mapping[Marche, Decimal], *, acteur: str
) -> None:
    """Count hours of a contract in a month on other markets, in place of what the convention counted of them.

    `parts`: hours by market; none takes everything back. Raises FauteDeSaisie: an unknown convention, operation,
    contract or lot; a buyer who has not agreed; a month out of the convention; more hours than were worked.
    """
    with unit_of_work() as session:
        verrouiller(session, "dossiers")
        sous = SousConvention.charger(session, convention)
        sous.ecrire(session, source, sous.contrat(source, contrat), mois, parts, acteur=acteur)


def repartir_le_mois(convention: str, mois: Mois, *, cle: Mapping[Marche, Decimal] | None = None, acteur: str) -> int:
    """Share out the hours of a month of the company's contracts by a key; returns how many contracts were.

    `cle`: the share of each market, 0 to 1; by default in proportion of the hours due on each. Done twice, the same.
    """
    with unit_of_work() as session:
        verrouiller(session, "dossiers")
        sous = SousConvention.charger(session, convention)
        marches = sous.cle(cle, mois)
        faits = 0
        for source, contrat in sous.contrats():
            disponibles = sous.disponibles(session, source, contrat, mois)
            if disponibles <= 0 or not sous.eligible(source, contrat, mois) or not sous.accorde(source, mois):
                continue
            heures_par_marche = zip(marches, repartir(disponibles, tuple(marches.values())), strict=True)
            parts = {marche: combien for marche, combien in heures_par_marche if marche[0] != source and combien}
            sous.ecrire(session, source, contrat, mois, parts, acteur=acteur)
            faits += 1
    return faits


@dataclass(frozen=True, kw_only=True)
class SousConvention:
    """A convention and the operations under it, as the follow-up reads them."""

    convention: Convention
    accords: Mapping[str, date | None]
    suivis: Mapping[str, Suivi]
    numeros: Mapping[str, int] = field(repr=False)

    @classmethod
    def charger(cls, session: Session, reference: str) -> SousConvention:
        """Raises FauteDeSaisie when no convention has that reference."""
        trouvee = affectations.convention(session, reference)
        if trouvee is None:
            _refuser("convention", f"aucune ne porte la référence « {reference[:60]} » ; enregistrez-la d’abord")
        accords = affectations.membres(session, trouvee.id)
        lignes = [operations.exiger(session, une) for une in accords]
        suivis = charger_toutes(session, lignes)
        return cls(
            convention=trouvee,
            accords=accords,
            suivis={suivi.reference: suivi for suivi in suivis},
            numeros={ligne.reference: ligne.id for ligne in lignes},
        )

    def marches(self) -> dict[Marche, Attribution]:
        """The lots that the company of the convention holds, by operation then number."""
        return {
            (reference, une.lot): une
            for reference, suivi in self.suivis.items()
            for une in sorted(suivi.attributions, key=lambda une: une.lot)
            if une.entreprise == self.convention.entreprise
        }

    def contrats(self) -> list[tuple[str, Contrat]]:
        """The contracts counted on those lots, with the operation they are of."""
        siennes = {(reference, id(une)) for (reference, _), une in self.marches().items()}
        return [
            (reference, contrat)
            for reference, suivi in self.suivis.items()
            for contrat in suivi.contrats
            if (reference, id(attribution_du_contrat(suivi, contrat))) in siennes
        ]

    def accorde(self, reference: str, mois: Mois) -> bool:
        """Whether the buyer of an operation had agreed by the end of that month: a key is never retroactive."""
        accord = self.accords[reference]
        return accord is not None and accord <= mois.fin

    def cle(self, donnee: Mapping[Marche, Decimal] | None, mois: Mois) -> dict[Marche, Fraction]:
        """The share of each market whose buyer agreed. Raises FauteDeSaisie naming `cle`."""
        if donnee is None:
            marches = {un: une for un, une in self.marches().items() if self.accorde(un[0], mois)}
            parts = cle_proportionnelle(max(Decimal(0), une.heures_dues) for une in marches.values())
            return dict(zip(marches, parts, strict=True))
        if sum(donnee.values()) != 1 or any(part < 0 for part in donnee.values()):
            _refuser("cle", "les parts sont positives et totalisent 1 (100 %)")
        return {marche: Fraction(part) for marche, part in donnee.items()}

    def contrat(self, source: str, code: str) -> Contrat:
        """The contract of that code, counted on the company. Raises FauteDeSaisie."""
        if source not in self.suivis:
            _refuser("operation", f"« {source[:60]} » n’est pas sous la convention {self.convention.reference}")
        for reference, contrat in self.contrats():
            if (reference, contrat.id) == (source, code):
                return contrat
        return _refuser(
            "contrat", f"« {code[:60]} » n’est pas un contrat de {self.convention.entreprise} sur l’opération {source}"
        )

    def eligible(self, source: str, contrat: Contrat, mois: Mois) -> bool:
        """Whether a valid eligibility makes the hours of that month count."""
        personnes = {une.id: une for une in self.suivis[source].beneficiaires}
        return eligible(personnes[contrat.beneficiaire], contrat, mois)

    def disponibles(self, session: Session, source: str, contrat: Contrat, mois: Mois) -> Decimal:
        """Hours worked, training and what other conventions count set apart."""
        faites = sum(
            (
                une.heures - une.dont_formation
                for une in self.suivis[source].heures
                if (une.contrat, une.mois, une.declarant) == (contrat.id, mois, Declarant.EMPLOYEUR)
            ),
            Decimal(0),
        )
        deja = affectations.du_contrat(session, self.numeros[source], contrat.id, str(mois))
        ailleurs = sum((h for (numero, _, _), h in deja.items() if numero != self.convention.id), Decimal(0))
        return faites - ailleurs

    def ecrire(
        self,
        session: Session,
        source: str,
        contrat: Contrat,
        mois: Mois,
        parts: Mapping[Marche, Decimal],
        *,
        acteur: str,
    ) -> None:
        """Check, replace, note. Raises FauteDeSaisie, and writes nothing, as `affecter` says."""
        if parts:
            self._verifier(source, contrat, mois, parts)
            self._verifier_les_heures(session, source, contrat, mois, parts.values())
        cibles = {(self.numeros[reference], lot): combien for (reference, lot), combien in parts.items()}
        cle = (self.numeros[source], contrat.id, str(mois))
        anciennes = affectations.du_contrat(session, *cle)
        if {autre[1:]: h for autre, h in anciennes.items() if autre[0] == self.convention.id} == cibles:
            return
        affectations.remplacer(session, self.convention.id, cle, cibles)
        journal.noter(
            session,
            "heures_affectees",
            acteur=acteur,
            operation_id=self.numeros[source],
            convention=self.convention.reference,
            contrat=contrat.id,
            mois=mois,
            parts=[f"{reference}, lot {lot} : {combien}" for (reference, lot), combien in sorted(parts.items())],
        )

    def _verifier(self, source: str, contrat: Contrat, mois: Mois, parts: Mapping[Marche, Decimal]) -> None:
        debut, fin = self.convention.debut, self.convention.fin
        if not mois.rencontre(debut, fin):
            _refuser("mois", f"{mois_long(mois)} est hors de la convention {self.convention.reference}")
        for reference in {source, *(marche[0] for marche in parts)}:
            self._verifier_l_accord(reference, mois)
        for reference, lot in parts:
            if reference == source:
                _refuser("affectations", f"{reference} : ces heures y sont déjà comptées, une autre est attendue")
            if (reference, lot) not in self.marches():
                _refuser("lot", f"{self.convention.entreprise} n’est pas titulaire du lot {lot} de {reference}")
        if not self.eligible(source, contrat, mois):
            _refuser(
                "contrat",
                f"{contrat.id} : éligibilité non validée en {mois_long(mois)}, ces heures ne comptent nulle part",
            )

    def _verifier_l_accord(self, reference: str, mois: Mois) -> None:
        if reference not in self.accords:
            _refuser("operation", f"« {reference[:60]} » n’est pas sous la convention {self.convention.reference}")
        if not self.accorde(reference, mois):
            quand = "n’a pas donné son accord" if self.accords[reference] is None else "a donné son accord plus tard"
            _refuser("accord", f"le maître d’ouvrage de {reference} {quand} ; aucune heure n’y est affectée")

    def _verifier_les_heures(
        self, session: Session, source: str, contrat: Contrat, mois: Mois, parts: Iterable[Decimal]
    ) -> None:
        voulues = list(parts)
        if any(not une.is_finite() or une <= 0 or une != round(une, 2) for une in voulues):
            _refuser("heures", "des heures positives, à deux décimales au plus, sont attendues, comme 35.50")
        total, disponibles = sum(voulues, Decimal(0)), self.disponibles(session, source, contrat, mois)
        if total > disponibles:
            _refuser(
                "heures",
                f"{heures(total)} affectées pour {heures(max(Decimal(0), disponibles))} disponibles sur le contrat "
                f"{contrat.id} en {mois_long(mois)}, hors formation ; aucune heure ne compte deux fois",
            )


def _verifier(saisie: ConventionSaisie) -> None:
    if not REFERENCE.fullmatch(saisie.reference):
        attendu = "lettres sans accent, chiffres, point, tiret, 64 signes au plus"
        _refuser("reference", f"« {saisie.reference[:60]} » reçu ; {attendu}")
    if not saisie.entreprise.strip():
        _refuser("entreprise", "le nom de l’entreprise de la convention est attendu")
    if saisie.fin is not None and saisie.fin < saisie.debut:
        _refuser("fin", "la fin de la convention précède son début")
    if len(saisie.accords) < DEUX:
        _refuser("operations", "une convention de globalisation porte sur deux opérations au moins")


def _refuser(champ: str, phrase: str) -> NoReturn:
    raise FauteDeSaisie(champ, typographier(f"{champ} : {phrase}."))
