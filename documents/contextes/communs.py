"""What several pieces print alike: the words of the contract, the lots, the facilitateur, who is eligible."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from documents.contextes.demande import DemandePack, articles, text
from documents.manques import Manque, Texte, printed
from documents.nettoyage import on_one_line
from formats.nombres import euros_ht, heures_entre, nombre, pourcentage
from formats.typographie import INSECABLE
from metier.calibrage import ResultatLot
from metier.fourchette import hautes, total_haut
from metier.operation import Forme, Lot, Mode, Nature
from metier.publics import Categorie

A_ARRETER = "hypothèse basse, à arrêter avec le facilitateur"


@dataclass(frozen=True, kw_only=True)
class Mots:
    """The words that change with the contract: a marché, a framework agreement, a concession; works or services."""

    contrat: str
    acheteur: str
    titulaire: str
    cahier: str
    annexe: str
    executent: str
    lieu: str
    du_lieu: str
    reunions: str


@dataclass(frozen=True, kw_only=True)
class LigneLot:
    """A lot in a table: its objective (« 292 heures ») and what it is counted on.

    The objective is a value to confirm where it is the low end of a range.
    """

    numero: str
    intitule: str
    objectif: Texte
    base: str


@dataclass(frozen=True, kw_only=True)
class BlocFacilitateur:
    """A6. Only the structure, an address of mail and a telephone are needed; the rest is printed when known."""

    structure: Texte
    courriel: Texte
    telephone: Texte
    contact: str
    statut: str | None
    adresse: str | None
    territoire: str | None
    horaires: str | None


def words(demande: DemandePack) -> Mots:
    """The words of this contract."""
    operation = demande.operation
    travaux = operation.nature is Nature.TRAVAUX
    contrats = {Forme.BONS_DE_COMMANDE: "accord-cadre", Forme.CONCESSION: "contrat de concession"}
    return Mots(
        contrat=contrats.get(operation.forme, "marché"),
        acheteur="autorité concédante" if demande.concession else "acheteur",
        titulaire="concessionnaire" if demande.concession else "titulaire",
        cahier="contrat" if demande.concession else "CCAP",
        annexe="au contrat" if demande.concession else "à l’acte d’engagement",
        executent="réalisent les travaux" if travaux else "exécutent les prestations",
        lieu="chantier" if travaux else "site d’exécution",
        du_lieu="du chantier" if travaux else "du site",
        reunions="réunions de chantier" if travaux else "réunions de suivi",
    )


def lots(demande: DemandePack) -> tuple[LigneLot, ...]:
    """The lots concerned, in the order of the operation."""
    resultats = {resultat.numero: resultat for resultat in demande.calibrage.lots}
    return tuple(_ligne(demande, lot, resultats.get(lot.numero)) for lot in demande.lots_vises)


def lots_without_hours(demande: DemandePack) -> tuple[LigneLot, ...]:
    """The same for a piece that prints no hours: it has none to confirm."""
    return tuple(dataclasses.replace(ligne, objectif=printed(ligne.objectif)) for ligne in lots(demande))


def total(demande: DemandePack) -> Texte | None:
    """The sum of the lots' hours, None where no lot has hours or only one lot is concerned."""
    calibrage = demande.calibrage
    if len(calibrage.lots) < 2:  # noqa: PLR2004 - one lot is its own total
        return None
    return _nuance(demande, calibrage.total_heures, assumed=total_haut(calibrage) is not None)


def hours(valeur: int) -> str:
    """« 292 heures », « 1 heure »."""
    return f"{nombre(valeur)}{INSECABLE}heure{'s' if valeur > 1 else ''}"


def _ligne(demande: DemandePack, lot: Lot, resultat: ResultatLot | None) -> LigneLot:
    objectif, base = _objectif(demande, lot, resultat)
    return LigneLot(numero=str(lot.numero), intitule=on_one_line(lot.intitule), objectif=objectif, base=base)


def _objectif(demande: DemandePack, lot: Lot, resultat: ResultatLot | None) -> tuple[Texte, str]:
    if resultat is None:
        return "sans objet", "lot réservé"
    objectif = _nuance(demande, resultat.heures, assumed=hautes(resultat) is not None)
    return objectif, _base(demande, lot, resultat)


def _nuance(demande: DemandePack, valeur: int, *, assumed: bool) -> Texte:
    """The hours, to be confirmed where they are the low end of a range: the cover says the range, the text does not."""
    return demande.nuancer(hours(valeur), _ranges(demande), verifie=False) if assumed else hours(valeur)


def _ranges(demande: DemandePack) -> str:
    """« heures : lot 1, 283 à 708 h ; … », the same for every piece, so that a list says it once."""
    calibrage = demande.calibrage
    entre = [
        f"lot {lot.numero}, {heures_entre(lot.heures, plus)}"
        for lot in calibrage.lots
        if (plus := hautes(lot)) is not None
    ]
    haut = total_haut(calibrage)
    if len(calibrage.lots) > 1 and haut is not None:
        entre.append(f"en tout, {heures_entre(calibrage.total_heures, haut)}")
    return f"heures : {' ; '.join(entre)} ({A_ARRETER})"


def _base(demande: DemandePack, lot: Lot, resultat: ResultatLot) -> str:
    if by_ratio(demande, lot):
        return _ratio(lot)
    if lot.mode is Mode.HEURES_TRAVAILLEES and lot.heures_retenues is None:
        return f"{pourcentage(resultat.entrees['taux_insertion'])} des heures travaillées pour le lot"
    if demande.operation.forme is Forme.BONS_DE_COMMANDE:
        return "heures pour la totalité des commandes possibles"
    return "forfait d’heures"


def by_ratio(demande: DemandePack, lot: Lot) -> bool:
    """Whether the contract states a ratio: framework agreements only; elsewhere the ratio is a way to calibrate."""
    return lot.mode is Mode.RATIO_EUROS and demande.operation.forme is Forme.BONS_DE_COMMANDE


def _ratio(lot: Lot) -> str:
    assert lot.euros_par_heure is not None
    ratio = f"1{INSECABLE}heure par tranche de {euros_ht(lot.euros_par_heure)} facturés"
    if lot.seuil_declenchement_ht is None:
        return ratio
    return f"{ratio}, au-delà de {euros_ht(lot.seuil_declenchement_ht)}"


def facilitateur(demande: DemandePack) -> BlocFacilitateur:
    """The block of the relay's identity; what it cannot do without is missing where the settings lack it."""
    relais, personne = demande.relais, demande.facilitateur
    return BlocFacilitateur(
        structure=text(relais.nom, Manque("relais.nom", "nom de la structure du facilitateur")),
        courriel=text(relais.courriel or personne.courriel, Manque("relais.courriel", "courriel du facilitateur")),
        telephone=text(
            (personne.telephone or relais.telephone or "").replace(" ", INSECABLE),
            Manque("relais.telephone", "téléphone du facilitateur"),
        ),
        contact=_contact(demande),
        statut=relais.statut,
        adresse=relais.adresse,
        territoire=relais.territoire,
        horaires=relais.horaires,
    )


def _contact(demande: DemandePack) -> str:
    """The function first, then the person, then who stands in."""
    personne = demande.facilitateur
    contact = personne.fonction or "facilitateur des clauses sociales"
    if personne.nom:
        contact = f"{contact} ({personne.nom})"
    return f"{contact}, suppléance{INSECABLE}: {personne.suppleant}" if personne.suppleant else contact


def structures_eligibles(demande: DemandePack) -> tuple[Texte, ...]:
    """The first family of publics; a structure of a category that the relay does not accept is left out."""
    return tuple(
        demande.nuancer(public.texte, f"publics : {public.texte}", verifie=public.verifie)
        for public in demande.parametres.publics.structures
        if public.categorie is None or public.categorie in demande.categories
    )


def criteres_eligibles(demande: DemandePack) -> tuple[Texte, ...]:
    """The second family: the criteria of the categories that the relay accepts."""
    statut = demande.parametres.publics.statut_criteres
    return tuple(
        demande.nuancer(critere.texte, statut.libelle, verifie=statut.verifie)
        for critere in demande.parametres.publics.criteres
        if critere.categorie in demande.categories
    )


def avis_motive(demande: DemandePack) -> bool:
    return Categorie.AUTRE in demande.categories


def clause_basis(demande: DemandePack) -> str:
    """The sentence that names the articles of an execution clause, the obligation where it holds."""
    fondements = demande.fondements
    phrase = f"Cette clause est prise en application {articles(fondements.clause)} du code de la commande publique"
    if not demande.obligatoire:
        return f"{phrase}."
    return (
        f"{phrase} et met en œuvre l’article {fondements.obligation} du même code, qui demande de prendre en compte "
        "des considérations relatives au domaine social ou à l’emploi."
    )
