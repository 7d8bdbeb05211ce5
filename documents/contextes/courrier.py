"""What every letter says around its text: who writes, to whom, about which contract and lots, with which hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from config.clauses import Clauses, Parametre
from config.jours_ouvres import feries
from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.demande import enumerate_, text
from documents.contextes.garde import Garde, shorten
from documents.logo import word_logo
from documents.manques import AValider, Manque, Texte
from documents.moteur.insertions import Image
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.typographie import INSECABLE
from metier.echeances import apres
from metier.fautes import FauteDeSaisie
from metier.operation import Forme, Lot
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import Volumes, contrats_de, volumes
from metier.rythme import dues_sur_factures
from metier.suivi import Attribution, Suivi

LOTS_NOMMES = 8
NOM_EN_LETTRE = 100  # characters of a name: a letter holds on one page
_VILLE = re.compile(r"\b\d{5}\s+([^\d,;]+)")
_CONTRATS = {Forme.BONS_DE_COMMANDE: "Accord-cadre", Forme.CONCESSION: "Contrat de concession"}


@dataclass(frozen=True, kw_only=True)
class DemandeCourrier:
    """What a letter is made from. `attributions` are those of one company, cotraitant or not, on this operation.

    `date` is the day it is written, `arrete` the last month whose hours it counts (all of them when None); `definitif`
    leaves no shade on what the relay has to confirm.
    """

    suivi: Suivi
    attributions: tuple[Attribution, ...]
    relais: IdentiteRelais
    facilitateur: Facilitateur
    parametres: Clauses
    date: date
    arrete: Mois | None = None
    definitif: bool = False

    @property
    def arretees(self) -> str:
        """« au 31 octobre 2026 », the day up to which hours are counted."""
        return f"au{INSECABLE}{date_longue(self.arrete.fin if self.arrete else self.date)}"

    def volumes(self, attribution: Attribution) -> Volumes:
        """The hours of the company on a lot, of nobody else's in its group."""
        contrats = contrats_de(self.suivi, attribution)
        return volumes(self.suivi, Portee(jusqu_a=self.arrete).des_contrats(contrats))

    def dues(self, attribution: Attribution) -> Decimal | None:
        """Hours due: on what was invoiced where the contract states a ratio, else committed, amendments included.

        None where the dossier does not say them, or where a ratio is shared by a group.
        """
        lot = self.lot(attribution)
        sur_factures = dues_sur_factures(self.suivi, lot, self.arrete) if lot else None
        if sur_factures is None:
            return attribution.heures_dues if attribution.heures_engagees is not None else None
        seule = sum(une.lot == attribution.lot for une in self.suivi.attributions) == 1
        return Decimal(sur_factures) if seule else None

    def lot(self, attribution: Attribution) -> Lot | None:
        """The lot of an attribution, None where the operation does not describe it."""
        return next((un for un in self.suivi.lots if un.numero == attribution.lot), None)

    def chemin(self, attribution: Attribution, champ: str) -> str:
        """The path of a field of an attribution, as the dossier writes it."""
        return f"attributions[{self.suivi.attributions.index(attribution)}].{champ}"

    def nuancer(self, texte: str, parametre: Parametre) -> Texte:
        """A parameter as it is printed, shaded in a draft where nothing read confirms it."""
        return texte if parametre.verifie else AValider(texte, parametre.libelle, ombre=not self.definitif)


@dataclass(frozen=True, kw_only=True)
class Courrier:
    """The frame of a letter of the relay: its letterhead, the recipient, place and date, object, signature."""

    logo: Image | None
    structure: Texte
    statut: str | None
    adresse: Texte
    telephone: Texte
    courriel: Texte
    destinataire: Texte
    attention: str
    adresse_courriel: Texte
    date: str
    lieu_date: str
    objet: str
    operation: str
    maitre_ouvrage: Texte
    signataire: str
    fonction: str


def letter(demande: DemandeCourrier) -> Courrier:
    """The frame of a letter to the company.

    Raises FauteDeSaisie naming `attributions` when there is none, `relais.logo` when it cannot be used.
    """
    premiere = require_attributions(demande)
    relais, personne = demande.relais, demande.facilitateur
    return Courrier(
        logo=word_logo(relais),
        structure=_nom(relais.nom, Manque("relais.nom", "nom de la structure du facilitateur")),
        statut=relais.statut,
        adresse=text(relais.adresse, Manque("relais.adresse", "adresse de la structure")),
        telephone=text(
            (personne.telephone or relais.telephone or "").replace(" ", INSECABLE),
            Manque("relais.telephone", "téléphone du relais"),
        ),
        courriel=text(personne.courriel or relais.courriel, Manque("relais.courriel", "courriel du facilitateur")),
        destinataire=shorten(premiere.entreprise, NOM_EN_LETTRE),
        attention=_attention(premiere),
        adresse_courriel=text(
            premiere.courriel or (premiere.referent.courriel if premiere.referent else None),
            Manque(demande.chemin(premiere, "courriel"), "courriel de l’entreprise"),
        ),
        date=date_longue(demande.date),
        lieu_date=place_and_date(demande),
        objet=subject(demande),
        operation=operation_name(demande),
        maitre_ouvrage=_acheteur(demande.suivi),
        signataire=on_one_line(personne.nom or ""),
        fonction=on_one_line(personne.fonction or "facilitateur des clauses sociales"),
    )


def letter_cover(demande: DemandeCourrier) -> Garde:
    """What headers and properties of a letter say; it has no consultation, regime or barème."""
    return bare_cover(demande.suivi, definitif=demande.definitif)


def bare_cover(suivi: Suivi, *, definitif: bool) -> Garde:
    """The cover of a document of the follow-up."""
    intitule = on_one_line(suivi.intitule or "opération suivie")
    return Garde(
        reference=suivi.reference,
        intitule=intitule,
        intitule_court=shorten(intitule),
        maitre_ouvrage=on_one_line(suivi.maitre_ouvrage.nom) if suivi.maitre_ouvrage else "",
        consultation="",
        regime="",
        bareme="",
        etat="édition définitive" if definitif else "projet",
    )


def require_attributions(demande: DemandeCourrier) -> Attribution:
    """The first attribution of the company."""
    if not demande.attributions:
        raise FauteDeSaisie(
            "attributions", "attributions : aucune ; une lettre s’adresse à l’attributaire d’un lot au moins."
        )
    return demande.attributions[0]


def subject(demande: DemandeCourrier) -> str:
    """« Marché n° 2026-VAL-014 – Lot 2 – Action d’insertion »; each letter adds its own matter."""
    contrat = _CONTRATS.get(demande.suivi.forme, "Marché")
    numero = f"{contrat} n°{INSECABLE}{demande.suivi.reference}"
    return f"{numero} – {lots_named(demande.attributions)} – Action d’insertion"


def lots_named(attributions: tuple[Attribution, ...]) -> str:
    """« Lot 2 », « Lots 1, 2 et 4 », « 30 lots »."""
    numeros = tuple(str(numero) for numero in sorted({une.lot for une in attributions}))
    if len(numeros) > LOTS_NOMMES:
        return f"{len(numeros)}{INSECABLE}lots"
    return f"Lot{'s' if len(numeros) > 1 else ''}{INSECABLE}{enumerate_(numeros)}"


def operation_name(demande: DemandeCourrier) -> str:
    """« Restructuration du groupe scolaire (référence 2026-VAL-014) », cut where it is very long."""
    intitule = shorten(demande.suivi.intitule or "opération suivie", 120)
    return f"{demande.suivi.reference} – {intitule}"


def buyer(suivi: Suivi) -> Texte:
    """The name of the maître d’ouvrage."""
    nom = suivi.maitre_ouvrage.nom if suivi.maitre_ouvrage else None
    return text(nom, Manque("operation.maitre_ouvrage.nom", "nom du maître d’ouvrage"))


def place_and_date(demande: DemandeCourrier) -> str:
    """« Thionville, le 22 novembre 2026 »; without the town where the address does not tell it."""
    trouvees = _VILLE.findall(on_one_line(demande.relais.adresse or ""))
    jour = date_longue(demande.date)
    return f"{trouvees[-1].strip()}, le{INSECABLE}{jour}" if trouvees else f"Le{INSECABLE}{jour}"


def dated(jours: tuple[date, ...]) -> str | None:
    """« le 12 octobre 2026 et le 2 novembre 2026 », None without any."""
    return enumerate_(tuple(f"le{INSECABLE}{date_longue(jour)}" for jour in sorted(jours))) or None


def on_working_day(jour: date, calendaires: int) -> date:
    """The day that many calendar days later, or the next working day of Moselle."""
    return apres(jour + timedelta(days=calendaires), 0, feries())


def last_working_day(jour: date) -> date:
    """That day, or the last working day of Moselle before it: what must be done by then cannot wait."""
    return apres(jour + timedelta(days=1), -1, feries())


def _acheteur(suivi: Suivi) -> Texte:
    nom = buyer(suivi)
    return shorten(nom, NOM_EN_LETTRE) if isinstance(nom, str) else nom


def _nom(nom: str | None, manque: Manque) -> Texte:
    return text(shorten(nom or "", NOM_EN_LETTRE), manque)


def _attention(attribution: Attribution) -> str:
    if attribution.referent is None:
        return "À l’attention du représentant de l’entreprise"
    return f"À l’attention de {shorten(attribution.referent.nom)}, référent insertion"
