"""What reports print alike: the head of the page, figures, tables, definitions; and what a report is asked from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.garde import shorten
from documents.logo import read_logo
from documents.manques import A_COMPLETER
from documents.nettoyage import on_one_line
from formats.articles import pour
from formats.dates import date_courte, date_longue, mois_long
from formats.nombres import heures, nombre, pourcentage
from formats.typographie import INSECABLE, typographier
from metier.arrondi import arrondir
from metier.fautes import FauteDeSaisie
from metier.indicateurs import Regles
from metier.periodes import Mois
from metier.rythme import StatutLot
from metier.suivi import Suivi

LONGUEUR_INTITULE = 120
LONGUEUR_NOM = 70
LONGUEUR_LOT = 80
COMMENTAIRE_MAXIMUM = 600
AUCUN = "néant"
INCONNU = "non communiqué"
TIRET = "–"


@dataclass(frozen=True, kw_only=True)
class LogoImprime:
    """A picture of a page: `adresse` holds it whole, `texte` says what it is, its width in millimetres."""

    adresse: str
    texte: str
    largeur: float


@dataclass(frozen=True, kw_only=True)
class Page:
    """The head of a report, its properties and its foot. `cartouche` are the lines at the top right.

    `logo` is the address of a picture that holds it whole.
    """

    titre: str
    reference: str
    intitule: str
    sous_titre: str
    emetteur: str
    sujet: str
    pied: str
    date_iso: str
    cartouche: tuple[str, ...] = ()
    logo: LogoImprime | None = None


@dataclass(frozen=True, kw_only=True)
class Chiffre:
    """A figure of a banner: its name, its value with the unit, what qualifies it."""

    nom: str
    valeur: str
    precision: str = ""


@dataclass(frozen=True, kw_only=True)
class Colonne:
    """`largeur` in percent of the table."""

    titre: str
    largeur: float
    nombre: bool = False


@dataclass(frozen=True, kw_only=True)
class Tableau:
    legende: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Definition:
    terme: str
    sens: str


@dataclass(frozen=True, kw_only=True)
class Echeance:
    """Something expected: what, of whom, before when; `lot` where it concerns one."""

    libelle: str
    qui: str
    avant_le: date | None = None


@dataclass(frozen=True, kw_only=True)
class Emission:
    """Who issues a report and when: `edition` is its number in the series, `arrete_le` the day of the figures."""

    relais: IdentiteRelais
    facilitateur: Facilitateur
    produit_le: date
    arrete_le: date
    edition: int = 1

    @property
    def emetteur(self) -> str:
        """The structure, and how to reach it, on one line."""
        contact = self.facilitateur.courriel or self.relais.courriel
        telephone = self.facilitateur.telephone or self.relais.telephone
        parties = (self.relais.nom or f"Relais\u00a0: {A_COMPLETER}", self.facilitateur.nom, telephone, contact)
        return " · ".join(on_one_line(une) for une in parties if une)

    @property
    def logo(self) -> LogoImprime | None:
        """The relay's logo. Raises FauteDeSaisie naming `relais.logo` when it cannot be used."""
        logo = read_logo(self.relais)
        return LogoImprime(adresse=logo.adresse, texte=logo.texte, largeur=logo.largeur_mm) if logo else None

    @property
    def pied(self) -> str:
        return f"Édition n°{INSECABLE}{self.edition}, données arrêtées au {date_longue(self.arrete_le)}"


def intitule(suivi: Suivi) -> str:
    """The name of an operation, its reference where it has none yet."""
    return on_one_line(suivi.intitule or suivi.reference)


def maitre_ouvrage(suivi: Suivi) -> str:
    """The buyer's name, said to be missing where nobody has given it."""
    return on_one_line(suivi.maitre_ouvrage.nom) if suivi.maitre_ouvrage else f"maître d’ouvrage {INCONNU}"


def nom_lot(suivi: Suivi, numero: int) -> str:
    """« Lot 2 – Gros œuvre »."""
    titre = next((lot.intitule for lot in suivi.lots if lot.numero == numero), "")
    tete = lot_court(numero)
    return f"{tete} – {shorten(titre, LONGUEUR_LOT)}" if titre and titre != f"Lot {numero}" else tete


def lot_court(numero: int) -> str:
    """« Lot 2 », where its title is beside."""
    return f"Lot{INSECABLE}{numero}"


def taux_ecrit(taux: Decimal | None) -> str:
    """« 51,4 % », a dash where nothing is due."""
    return TIRET if taux is None else f"{nombre(taux, 1)}{INSECABLE}%"


def heures_ecrites(valeur: Decimal | None) -> str:
    """« 1 234 h », a dash where there is no such figure."""
    return TIRET if valeur is None else heures(valeur)


SYMBOLES = {
    StatutLot.SOLDE: "✓",
    StatutLot.CONFORME: "●",
    StatutLot.A_SURVEILLER: "▲",
    StatutLot.EN_RETARD: "■",
    StatutLot.NON_DEMARRE: "○",
}


def statut_ecrit(statut: StatutLot) -> str:
    """« ▲ à surveiller »: a sign and words, so that no colour is needed."""
    return f"{SYMBOLES[statut]}{INSECABLE}{statut.libelle}"


def heures_rondes(valeur: Decimal | None) -> str:
    """An estimate, to the hour: hundredths of an hour expected mean nothing."""
    return TIRET if valeur is None else heures(arrondir(valeur, 0))


def du_mois(mois: Mois) -> str:
    """« de mars 2026 », « d’octobre 2026 »."""
    ecrit = mois_long(mois)
    return f"d’{ecrit}" if ecrit[0] in "ao" else f"de {ecrit}"


def combien(nombre_: int, singulier: str, pluriel: str | None = None) -> str:
    """« 1 personne », « 3 personnes »; zero is singular."""
    mot = singulier if nombre_ < 2 else pluriel or f"{singulier}s"  # noqa: PLR2004 - the French plural starts at two
    return f"{nombre(nombre_)}{INSECABLE}{mot}"


@dataclass(frozen=True, kw_only=True)
class DemandeTableauDeBord:
    """A monthly dashboard: the operation, the month it closes, the relay's thresholds, who issues it.

    `commentaire` is the facilitateur's own words; `actions` are asked, `echeances` announced.
    """

    suivi: Suivi
    mois: Mois
    regles: Regles
    emission: Emission
    commentaire: str | None = None
    actions: tuple[Echeance, ...] = ()
    echeances: tuple[Echeance, ...] = ()

    def __post_init__(self) -> None:
        """Raise FauteDeSaisie naming `commentaire` when it is too long for its place."""
        check_commentaire(self.commentaire, COMMENTAIRE_MAXIMUM)


def check_commentaire(commentaire: str | None, maximum: int) -> None:
    """Nothing when the words hold in their place, else FauteDeSaisie naming `commentaire`."""
    longueur = len(commentaire or "")
    if longueur > maximum:
        raise FauteDeSaisie(
            "commentaire",
            f"commentaire : {longueur} caractères reçus, {maximum} au plus tiennent dans un tableau de bord ; "
            "raccourcissez-le.",
        )


@dataclass(frozen=True, kw_only=True)
class Attente:
    """A line of « à faire » or « à venir »: `avant_le` already written, a dash where there is no date."""

    libelle: str
    qui: str
    avant_le: str


def attentes(echeances: tuple[Echeance, ...]) -> tuple[Attente, ...]:
    """The same, dated first, ready to print."""
    rangees = sorted(echeances, key=lambda une: une.avant_le or date.max)
    return tuple(
        Attente(
            libelle=on_one_line(une.libelle),
            qui=on_one_line(une.qui),
            avant_le=date_courte(une.avant_le) if une.avant_le else TIRET,
        )
        for une in rangees
    )


def page_mensuelle(demande: DemandeTableauDeBord, *, titre: str, destinataire: str, sujet: str) -> Page:
    """The head of a monthly dashboard."""
    suivi, emission = demande.suivi, demande.emission
    return Page(
        titre=titre,
        reference=suivi.reference,
        intitule=shorten(intitule(suivi), LONGUEUR_INTITULE),
        sous_titre=f"{suivi.reference} · {shorten(maitre_ouvrage(suivi), LONGUEUR_NOM)}",
        emetteur=emission.emetteur,
        sujet=sujet,
        pied=f"{suivi.reference} · {emission.pied}",
        date_iso=emission.produit_le.isoformat(),
        logo=emission.logo,
        cartouche=(
            mois_long(demande.mois).capitalize(),
            f"Édition n°{INSECABLE}{emission.edition}",
            f"Données arrêtées au {date_longue(emission.arrete_le)}",
            pour(shorten(destinataire, LONGUEUR_NOM)),
        ),
    )


def definitions(regles: Regles, *termes: str) -> tuple[Definition, ...]:
    """What these words of a dashboard mean, all by default, with the divisor and the thresholds used."""
    seuils = regles.seuils
    repere = "" if seuils.verifie else ", à valider par le relais"
    statuts = (
        f"au regard des heures attendues : conforme à partir de {pourcentage(seuils.conforme)}, à surveiller à partir "
        f"de {pourcentage(seuils.a_surveiller)}, sinon en retard (repères du relais{repere})."
    )
    return tuple(
        Definition(terme=terme, sens=typographier(sens))
        for terme, sens in (
            ("Heures dues", "heures d’insertion inscrites au marché, avenants compris."),
            ("Heures validées", "heures déclarées, vérifiées et retenues par le facilitateur ; seules elles comptent."),
            ("Taux de réalisation", "heures validées ÷ heures dues ; il peut dépasser 100 %."),
            ("Heures attendues", "heures dues × part de la durée écoulée (ou de ce qui est facturé, sur commandes)."),
            ("Personnes", "personnes distinctes sous contrat ou formées ; une même personne ne compte qu’une fois."),
            ("ETP", f"équivalent temps plein : heures validées ÷ {nombre(regles.heures_par_etp)}."),
            ("Statut", statuts),
        )
        if not termes or terme in termes
    )
