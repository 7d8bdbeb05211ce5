"""What the pieces of one consultation are made from, handed down by the command line, the portal and the flows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config.clauses import Clauses, Parametre
from config.droit import Fondements, get_droit
from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.garde import Garde, shorten
from documents.manques import AValider, Manque, Texte
from documents.nettoyage import clean, on_one_line
from formats.dates import date_longue
from formats.regime import nom_regime
from formats.typographie import INSECABLE, typographier
from metier.calibrage import Calibrage
from metier.fautes import FauteDeSaisie
from metier.operation import Forme, Lot, Mission, Montage, Operation
from metier.publics import Categorie
from metier.regime import CodeRegime, Regime


@dataclass(frozen=True, kw_only=True)
class DemandePack:
    """An operation calibrated, its regime, who the relay is, the parameters of the clauses.

    `definitif` refuses what is missing; `dossier_modeles` holds the relay's own templates.
    """

    operation: Operation
    calibrage: Calibrage
    regime: Regime
    relais: IdentiteRelais
    facilitateur: Facilitateur
    parametres: Clauses
    categories: tuple[Categorie, ...] = tuple(Categorie)
    definitif: bool = False
    dossier_modeles: Path | None = None

    @property
    def concession(self) -> bool:
        return self.operation.forme is Forme.CONCESSION

    @property
    def reserve(self) -> bool:
        return self.operation.montage is Montage.RESERVE

    @property
    def lots_vises(self) -> tuple[Lot, ...]:
        """The lots that the texts are about: claused ones, or all of them where the whole contract is reserved."""
        entiers = (Montage.RESERVE, Montage.MARCHE_INSERTION)
        clauses = self.operation.lots_clauses
        return self.operation.lots if not clauses and self.operation.montage in entiers else clauses

    @property
    def fondements(self) -> Fondements:
        """The articles that pieces cite: those of a marché, or of a concession."""
        return get_droit().concession if self.concession else get_droit().marche

    @property
    def obligatoire(self) -> bool:
        """Whether L2112-2-1 (or L3114-2-1) may be cited: the obligation holds on the date of the notice."""
        return self.regime.code is CodeRegime.OBLIGATOIRE and self.en_vigueur(self.fondements.obligation)

    def en_vigueur(self, article: str) -> bool:
        """Whether the version of an article that pieces rely on holds on the date of the notice."""
        return get_droit().en_vigueur(article, self.operation.date_avis)

    def a_valider(self, texte: str, parametre: Parametre) -> Texte:
        """A parameter as it is printed: shaded in a draft where nothing read confirms it."""
        return self.nuancer(texte, parametre.libelle, verifie=parametre.verifie)

    def nuancer(self, texte: str, libelle: str, *, verifie: bool) -> Texte:
        """The text, plain once verified, else to be confirmed by the relay; `libelle` goes to the cover's list."""
        texte = typographier(texte)
        return texte if verifie else AValider(texte, libelle, ombre=not self.definitif)


def require_redaction(operation: Operation) -> None:
    """Nothing when the relay writes the pieces of this operation, else FauteDeSaisie naming `missions`."""
    if Mission.AMONT_REDACTION in operation.missions:
        return
    raise FauteDeSaisie(
        "missions",
        "missions : « amont_redaction » n’en fait pas partie, le relais ne rédige donc pas les pièces de cette "
        f"opération ({operation.reference}) ; ajoutez cette mission si la rédaction lui est confiée.",
    )


def cover(demande: DemandePack, alertes: tuple[str, ...] = ()) -> Garde:
    """The cover of a piece of this request; `complete` fills what remains to be done."""
    operation, bareme = demande.operation, demande.calibrage.bareme
    return Garde(
        reference=operation.reference,
        intitule=on_one_line(operation.intitule),
        intitule_court=shorten(operation.intitule),
        maitre_ouvrage=on_one_line(operation.maitre_ouvrage.nom),
        consultation=f"avis du {date_longue(operation.date_avis)}",
        regime=nom_regime(demande.regime),
        bareme=f"{bareme.nom}, version {bareme.version}",
        etat="édition définitive" if demande.definitif else "projet",
        alertes=alertes,
    )


def text(valeur: str | None, manque: Manque) -> Texte:
    """A text given, or what is missing in its place."""
    return on_one_line(valeur) if valeur and clean(valeur).strip() else manque


def enumerate_(elements: tuple[str, ...]) -> str:
    """« a, b et c »."""
    if len(elements) < 2:  # noqa: PLR2004 - one element or none stands alone
        return "".join(elements)
    return f"{', '.join(elements[:-1])} et {elements[-1]}"


def articles(numeros: tuple[str, ...]) -> str:
    """« de l’article L2113-12 », « des articles L2113-12 et L2113-13 »."""
    tete = "de l’article" if len(numeros) == 1 else "des articles"
    return f"{tete} {enumerate_(numeros)}"


def percent(valeur: object) -> str:
    """A weight in percent, as written: « 10 % »."""
    return typographier(f"{valeur} %").replace(" ", INSECABLE)
