"""The context of C3, the agreement by which the hours of a contract serve several public contracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from config.settings import IdentiteRelais
from documents.contextes.demande import enumerate_, text
from documents.contextes.garde import Garde, complete, shorten
from documents.manques import Manque, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_courte, date_longue, mois_long
from formats.nombres import heures, pourcentage
from metier.contrats import TypeContrat
from metier.fautes import FauteDeSaisie
from metier.mutualisation import Affectation, HeuresFaites, cle_proportionnelle, depassements
from metier.suivi import Attribution, Suivi

DEUX = 2


@dataclass(frozen=True, kw_only=True)
class MarcheMutualise:
    """A public contract of the company. `heures_dues`: amendments included; `part`: its share of the key, 0 to 1."""

    reference: str
    intitule: str
    maitre_ouvrage: str
    lot: int
    heures_dues: Decimal
    part: Decimal | None = None

    @property
    def cle(self) -> str:
        """« 2026-VAL-014, lot 2 »: what an assignment of hours names."""
        return f"{self.reference}, lot {self.lot}"


@dataclass(frozen=True, kw_only=True)
class ContratMutualise:
    """A contract of employment whose hours are shared; `personne` is an opaque id, never printed."""

    personne: str
    type: TypeContrat
    employeur: str
    debut: date
    fin: date | None = None


@dataclass(frozen=True, kw_only=True)
class DemandeGlobalisation:
    """C3. Without `affectations` the monthly sheet is left to be filled in; `faites` are the hours really worked."""

    entreprise: str
    marches: tuple[MarcheMutualise, ...]
    contrats: tuple[ContratMutualise, ...]
    relais: IdentiteRelais
    siret: str | None = None
    date_effet: date | None = None
    affectations: tuple[Affectation, ...] = ()
    faites: tuple[HeuresFaites, ...] = ()
    definitif: bool = False


@dataclass(frozen=True, kw_only=True)
class LigneMarche:
    reference: str
    lot: str
    intitule: str
    maitre_ouvrage: str
    dues: str
    part: str


@dataclass(frozen=True, kw_only=True)
class LigneContrat:
    """`numero` stands for the person: no name is written."""

    numero: str
    type: str
    employeur: str
    dates: str


@dataclass(frozen=True, kw_only=True)
class LigneAffectation:
    mois: str
    contrat: str
    marche: str
    heures: str


@dataclass(frozen=True, kw_only=True)
class Globalisation:
    """C3. `un_seul` maître d’ouvrage, or an agreement in writing of each."""

    modele: ClassVar[str] = "marches/c3_globalisation.docx"

    garde: Garde
    un_seul: bool
    maitres_ouvrage: tuple[str, ...]
    entreprise: str
    siret: Texte
    structure: Texte
    date_effet: Texte
    marches: tuple[LigneMarche, ...]
    total: str
    contrats: tuple[LigneContrat, ...]
    affectations: tuple[LigneAffectation, ...]


def globalisation(demande: DemandeGlobalisation) -> Globalisation:
    """The context of C3.

    Raises FauteDeSaisie: `marches` under two of them, `part` when the key does not make 100 %, `affectations` when more
    hours are counted than worked by a person in a month, or on a contract that is not one of these.
    """
    _require(demande)
    acheteurs = tuple(dict.fromkeys(on_one_line(un.maitre_ouvrage) for un in demande.marches))
    return complete(
        Globalisation(
            garde=_garde(demande, acheteurs),
            un_seul=len(acheteurs) == 1,
            maitres_ouvrage=acheteurs,
            entreprise=on_one_line(demande.entreprise),
            siret=text(demande.siret, Manque("siret", "SIRET de l’entreprise")),
            structure=text(demande.relais.nom, Manque("relais.nom", "nom de la structure du facilitateur")),
            date_effet=date_longue(demande.date_effet)
            if demande.date_effet
            else Manque("date_effet", "date d’effet de la globalisation"),
            marches=_marches(demande),
            total=heures(sum((un.heures_dues for un in demande.marches), Decimal(0))),
            contrats=_contrats(demande),
            affectations=_affectations(demande),
        )
    )


def shared_contract(suivi: Suivi, attribution: Attribution) -> MarcheMutualise:
    """The public contract that an attribution of a followed operation is."""
    lot = next((un for un in suivi.lots if un.numero == attribution.lot), None)
    return MarcheMutualise(
        reference=suivi.reference,
        intitule=lot.intitule if lot else suivi.intitule or suivi.reference,
        maitre_ouvrage=suivi.maitre_ouvrage.nom if suivi.maitre_ouvrage else suivi.reference,
        lot=attribution.lot,
        heures_dues=attribution.heures_dues,
    )


def _require(demande: DemandeGlobalisation) -> None:
    if len(demande.marches) < DEUX:
        raise FauteDeSaisie("marches", "marches : un seul ; une globalisation porte sur deux marchés au moins.")
    parts = [un.part for un in demande.marches if un.part is not None]
    if parts and (len(parts) < len(demande.marches) or sum(parts) != 1):
        raise FauteDeSaisie("part", "part : la clé d’affectation donne une part à chaque marché et totalise 100 %.")
    inconnus = {une.marche for une in demande.affectations} - {un.cle for un in demande.marches}
    if inconnus:
        raise FauteDeSaisie(
            "affectations",
            f"affectations : « {enumerate_(tuple(sorted(inconnus)))} » ne fait pas partie de la convention.",
        )
    for trop in depassements(demande.affectations, demande.faites):
        raise FauteDeSaisie(
            "affectations",
            f"affectations : {heures(trop.affectees)} affectées pour {heures(trop.faites)} réalisées par une même "
            f"personne en {mois_long(trop.mois)} ; aucune heure ne compte deux fois.",
        )


def _garde(demande: DemandeGlobalisation, acheteurs: tuple[str, ...]) -> Garde:
    intitule = f"Globalisation des heures d’insertion – {on_one_line(demande.entreprise)}"
    return Garde(
        reference=shorten(", ".join(dict.fromkeys(un.reference for un in demande.marches))),
        intitule=intitule,
        intitule_court=shorten(intitule),
        maitre_ouvrage=enumerate_(acheteurs),
        consultation="",
        regime="",
        bareme="",
        etat="édition définitive" if demande.definitif else "projet",
    )


def _marches(demande: DemandeGlobalisation) -> tuple[LigneMarche, ...]:
    proportions = cle_proportionnelle(un.heures_dues for un in demande.marches)
    return tuple(
        LigneMarche(
            reference=un.reference,
            lot=str(un.lot),
            intitule=on_one_line(un.intitule),
            maitre_ouvrage=on_one_line(un.maitre_ouvrage),
            dues=heures(un.heures_dues),
            part=pourcentage(Fraction(un.part) if un.part is not None else proportion, 1),
        )
        for un, proportion in zip(demande.marches, proportions, strict=True)
    )


def _contrats(demande: DemandeGlobalisation) -> tuple[LigneContrat, ...]:
    return tuple(
        LigneContrat(
            numero=str(rang),
            type=un.type.libelle,
            employeur=on_one_line(un.employeur),
            dates=f"du {date_courte(un.debut)} au {date_courte(un.fin)}" if un.fin else f"du {date_courte(un.debut)}",
        )
        for rang, un in enumerate(demande.contrats, start=1)
    )


def _affectations(demande: DemandeGlobalisation) -> tuple[LigneAffectation, ...]:
    """In time; a person is the number of her first contract."""
    rangs: dict[str, int] = {}
    for rang, un in enumerate(demande.contrats, start=1):
        rangs.setdefault(un.personne, rang)
    return tuple(
        LigneAffectation(
            mois=mois_long(une.mois),
            contrat=str(rangs.get(une.personne, "–")),
            marche=une.marche,
            heures=heures(une.heures),
        )
        for une in sorted(demande.affectations, key=lambda une: (une.mois, rangs.get(une.personne, 0), une.marche))
    )
