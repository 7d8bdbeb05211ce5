"""Mutualisation: a convention (C3) lets hours done on one operation be counted on others, none of them twice.

Hours keep their state and their eligibility; the person and the contract stay where the contract is; hours of training
stay where they were done. Sources: domaine §10.3; documents.md C3 (agreement of each buyer, key never retroactive).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session

from echanges.suivi import charger_toutes
from formats.dates import mois_long
from formats.nombres import heures
from metier.heures import Declarant
from metier.mutualisation import cle_proportionnelle, repartir
from metier.periodes import Mois
from metier.rattachement import attribution_du_contrat
from metier.realisation import eligible
from metier.suivi import Attribution, Contrat, Suivi
from sqlmodel_store.depots import affectations, journal, operations
from sqlmodel_store.depots import heures as heures_ecrites
from sqlmodel_store.modeles.suivi import Convention
from sqlmodel_store.session import unit_of_work, verrouiller
from workflows.actes.conventions import refuser

Marche = tuple[str, int]
"""The reference of an operation and the number of a lot."""


@dataclass(frozen=True, kw_only=True)
class Repartition:
    """How many contracts have hours shared out by the key, and how many of all changed."""

    contrats: int
    changes: int


def affecter(
    convention: str,
    source: str,
    contrat: str,
    mois: Mois,
    parts: Mapping[Marche, Decimal],
    *,
    motif: str | None = None,
    acteur: str,
) -> None:
    """Count hours of a contract in a month on other markets, in place of what the convention counted of them.

    `parts`: hours by market; none takes everything back. Raises FauteDeSaisie: an unknown convention, operation,
    contract or lot; a buyer who has not agreed; a month out of the convention; more hours than were worked; a month
    that one of the operations has closed, without `motif`.
    """
    with unit_of_work() as session:
        verrouiller(session, "dossiers")
        sous = SousConvention.charger(session, convention)
        sous.ecrire(session, source, sous.contrat(source, contrat), mois, parts, motif=motif, acteur=acteur)


def repartir_le_mois(
    convention: str,
    mois: Mois,
    *,
    cle: Mapping[Marche, Decimal] | None = None,
    motif: str | None = None,
    acteur: str,
) -> Repartition:
    """Share out the hours of a month of the company's contracts by a key. Done twice, the same.

    `cle`: the share of each market, 0 to 1; by default in proportion of the hours due on each. Raises as `affecter`.
    """
    with unit_of_work() as session:
        verrouiller(session, "dossiers")
        sous = SousConvention.charger(session, convention)
        marches = sous.cle(cle, mois)
        partages = changes = 0
        for source, contrat in sous.contrats():
            disponibles = sous.disponibles(session, source, contrat, mois)
            if disponibles <= 0 or not sous.eligible(source, contrat, mois) or not sous.accorde(source, mois):
                continue
            heures_par_marche = zip(marches, repartir(disponibles, tuple(marches.values())), strict=True)
            parts = {marche: combien for marche, combien in heures_par_marche if marche[0] != source and combien}
            changes += sous.ecrire(session, source, contrat, mois, parts, motif=motif, acteur=acteur)
            partages += bool(parts)
    return Repartition(contrats=partages, changes=changes)


@dataclass(frozen=True, kw_only=True)
class SousConvention:
    """A convention and the operations under it, as the follow-up reads them."""

    convention: Convention
    accords: Mapping[str, date | None]
    suivis: Mapping[str, Suivi]
    numeros: Mapping[str, int] = field(repr=False)
    clos: Mapping[int, set[str]] = field(repr=False)

    @classmethod
    def charger(cls, session: Session, reference: str) -> SousConvention:
        """Raises FauteDeSaisie when no convention has that reference."""
        trouvee = affectations.convention(session, reference)
        if trouvee is None:
            refuser("convention", f"aucune ne porte la référence « {reference[:60]} » ; enregistrez-la d’abord")
        accords = affectations.membres(session, trouvee.id)
        lignes = [operations.exiger(session, une) for une in accords]
        suivis = charger_toutes(session, lignes)
        return cls(
            convention=trouvee,
            accords=accords,
            suivis={suivi.reference: suivi for suivi in suivis},
            numeros={ligne.reference: ligne.id for ligne in lignes},
            clos=heures_ecrites.mois_clos(session, [ligne.id for ligne in lignes]),
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
            refuser("cle", "les parts sont positives et totalisent 1 (100 %)")
        return {marche: Fraction(part) for marche, part in donnee.items()}

    def contrat(self, source: str, code: str) -> Contrat:
        """The contract of that code, counted on the company. Raises FauteDeSaisie."""
        if source not in self.suivis:
            refuser("operation", f"« {source[:60]} » n’est pas sous la convention {self.convention.reference}")
        for reference, contrat in self.contrats():
            if (reference, contrat.id) == (source, code):
                return contrat
        return refuser(
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
        motif: str | None,
        acteur: str,
    ) -> bool:
        """Check, replace, note; whether anything changed. Raises FauteDeSaisie, writing nothing, as `affecter` says."""
        if parts:
            self._verifier(source, contrat, mois, parts)
            self._verifier_les_heures(session, source, contrat, mois, parts.values())
        cibles = {(self.numeros[reference], lot): combien for (reference, lot), combien in parts.items()}
        cle = (self.numeros[source], contrat.id, str(mois))
        deja = affectations.du_contrat(session, *cle)
        anciennes = {autre[1:]: h for autre, h in deja.items() if autre[0] == self.convention.id}
        if anciennes == cibles:
            return False
        self._exiger_un_motif({cle[0], *(numero for numero, _ in {*anciennes, *cibles})}, mois, motif)
        affectations.remplacer(session, self.convention.id, cle, cibles)
        journal.noter(
            session,
            "heures_affectees",
            acteur=acteur,
            operation_id=self.numeros[source],
            convention=self.convention.reference,
            contrat=contrat.id,
            mois=mois,
            avant=self._dites(anciennes),
            parts=self._dites(cibles),
            motif=motif,
        )
        return True

    def _dites(self, parts: Mapping[tuple[int, int], Decimal]) -> list[str]:
        noms = {numero: reference for reference, numero in self.numeros.items()}
        return sorted(f"{noms[numero]}, lot {lot} : {format(combien, 'f')}" for (numero, lot), combien in parts.items())

    def _exiger_un_motif(self, touchees: Iterable[int], mois: Mois, motif: str | None) -> None:
        """As `rectifier_heures`: figures that were settled change with a reason."""
        fermees = {numero for numero in touchees if str(mois) in self.clos.get(numero, ())}
        clos = [reference for reference, numero in self.numeros.items() if numero in fermees]
        if clos and not (motif or "").strip():
            refuser("motif", f"{mois_long(mois)} est clos pour {', '.join(clos)} ; donnez le motif de ce changement")

    def _verifier(self, source: str, contrat: Contrat, mois: Mois, parts: Mapping[Marche, Decimal]) -> None:
        debut, fin = self.convention.debut, self.convention.fin
        if not mois.rencontre(debut, fin):
            refuser("mois", f"{mois_long(mois)} est hors de la convention {self.convention.reference}")
        for reference in {source, *(marche[0] for marche in parts)}:
            self._verifier_l_accord(reference, mois)
        for reference, lot in parts:
            if reference == source:
                refuser("affectations", f"{reference} : ces heures y sont déjà comptées, une autre est attendue")
            if (reference, lot) not in self.marches():
                refuser("lot", f"{self.convention.entreprise} n’est pas titulaire du lot {lot} de {reference}")
        if not self.eligible(source, contrat, mois):
            refuser(
                "contrat",
                f"{contrat.id} : éligibilité non validée en {mois_long(mois)}, ces heures ne comptent nulle part",
            )

    def _verifier_l_accord(self, reference: str, mois: Mois) -> None:
        if reference not in self.accords:
            refuser("operation", f"« {reference[:60]} » n’est pas sous la convention {self.convention.reference}")
        if not self.accorde(reference, mois):
            quand = "n’a pas donné son accord" if self.accords[reference] is None else "a donné son accord plus tard"
            refuser("accord", f"le maître d’ouvrage de {reference} {quand} ; aucune heure n’y est affectée")

    def _verifier_les_heures(
        self, session: Session, source: str, contrat: Contrat, mois: Mois, parts: Iterable[Decimal]
    ) -> None:
        voulues = list(parts)
        if any(not une.is_finite() or une <= 0 or une != round(une, 2) for une in voulues):
            refuser("heures", "des heures positives, à deux décimales au plus, sont attendues, comme 35.50")
        total, disponibles = sum(voulues, Decimal(0)), self.disponibles(session, source, contrat, mois)
        if total > disponibles:
            refuser(
                "heures",
                f"{heures(total)} affectées pour {heures(max(Decimal(0), disponibles))} disponibles sur le contrat "
                f"{contrat.id} en {mois_long(mois)}, hors formation ; aucune heure ne compte deux fois",
            )
