"""What the three documents of a meeting share: when and where, who called it, the lots, no beneficiary's name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.courrier import bare_cover, buyer
from documents.contextes.demande import text
from documents.contextes.garde import Garde
from documents.logo import word_logo
from documents.manques import Manque, Texte
from documents.moteur.insertions import Image
from documents.nettoyage import on_one_line
from formats.dates import date_en_toutes_lettres
from formats.nombres import heures
from formats.typographie import INSECABLE
from metier.acteurs import RoleContact
from metier.fautes import FauteDeSaisie
from metier.reunion import LotEnReunion, Reunion
from metier.suivi import Suivi

MINUTES = 60
NOM_COURT = 70  # characters of a company's name in a row of a table


@dataclass(frozen=True, kw_only=True)
class DemandeReunion:
    """What the documents of a meeting are made from; `date` is the day they are written.

    `lots` are the lots concerned with their hours; `arrete_au` the last day that these hours count.
    """

    suivi: Suivi
    reunion: Reunion
    relais: IdentiteRelais
    facilitateur: Facilitateur
    date: dt.date
    lots: tuple[LotEnReunion, ...] = ()
    arrete_au: dt.date | None = None
    definitif: bool = False

    @property
    def garde(self) -> Garde:
        return bare_cover(self.suivi, definitif=self.definitif)


@dataclass(frozen=True, kw_only=True)
class BlocRelais:
    """The relay as a document of a meeting names it: a structure, a function, how to reach them."""

    logo: Image | None
    structure: Texte
    contact: str
    courriel: Texte
    telephone: Texte


@dataclass(frozen=True, kw_only=True)
class Rendezvous:
    """When, how long and where, in words."""

    quand: str
    duree: str
    lieu: str | None
    visio: str | None


def relay(demande: DemandeReunion) -> BlocRelais:
    """The relay's block; what it cannot do without is missing where the settings lack it."""
    relais, personne = demande.relais, demande.facilitateur
    fonction = personne.fonction or "facilitateur des clauses sociales"
    return BlocRelais(
        logo=word_logo(relais),
        structure=text(relais.nom, Manque("relais.nom", "nom de la structure du facilitateur")),
        contact=on_one_line(f"{personne.nom}, {fonction}" if personne.nom else fonction),
        courriel=text(personne.courriel or relais.courriel, Manque("relais.courriel", "courriel du facilitateur")),
        telephone=text(
            (personne.telephone or relais.telephone or "").replace(" ", INSECABLE),
            Manque("relais.telephone", "téléphone du relais"),
        ),
    )


def appointment(reunion: Reunion) -> Rendezvous:
    """« mardi 13 octobre 2026 à 14 h 30 », « 1 h 30 », the place or the link."""
    return Rendezvous(
        quand=f"{date_en_toutes_lettres(reunion.jour)} à {_heure(reunion.heure)}",
        duree=_duree(reunion.duree_minutes),
        lieu=on_one_line(reunion.lieu) if reunion.lieu else None,
        visio=on_one_line(reunion.visio) if reunion.visio else None,
    )


def organiser(demande: DemandeReunion) -> Texte:
    """The organisation that calls the meeting: the relay, the maître d’ouvrage, or the maître d’œuvre."""
    reunion = demande.reunion
    if reunion.organisateur:
        return on_one_line(reunion.organisateur)
    if reunion.du_relais:
        return relay(demande).structure
    if reunion.convocateur is RoleContact.MAITRE_OUVRAGE:
        return buyer(demande.suivi)
    trouve = next((un for un in demande.suivi.contacts if un.role is RoleContact.MAITRE_OEUVRE), None)
    return text(
        trouve.organisation if trouve else None,
        Manque("contacts[].organisation", "nom du maître d’œuvre (contact de rôle maitre_oeuvre)"),
    )


def signed_hours(valeur: Decimal) -> str:
    """« +12 h », « −292 h », « 0 h »."""
    return f"+{heures(valeur)}" if valeur > 0 else heures(valeur)


def refuse_beneficiaries(suivi: Suivi, textes: Iterator[tuple[str, str]]) -> None:
    """Nothing, or FauteDeSaisie naming the field where a beneficiary of the operation is named.

    A family name counts when it is written as one, with a capital: « Petit » is someone, « petit » is not.
    """
    noms = {on_one_line(un.nom).strip() for un in suivi.beneficiaires if un.nom.strip()}
    motifs = [re.compile(rf"\b(?:{re.escape(_nom_propre(nom))}|{re.escape(nom.upper())})\b") for nom in noms]
    for champ, texte in textes:
        if any(motif.search(texte) for motif in motifs):
            raise FauteDeSaisie(
                champ,
                f"{champ} : une personne bénéficiaire y est nommée ; un document diffusé à plusieurs ne porte aucun "
                "nom : écrivez « une personne », « le salarié en parcours », ou traitez ce point hors du compte rendu.",
            )


def _nom_propre(nom: str) -> str:
    return re.sub(r"\w+", lambda mot: mot[0][:1].upper() + mot[0][1:].lower(), nom)


def _heure(heure: dt.time) -> str:
    return f"{heure.hour}{INSECABLE}h" + (f"{INSECABLE}{heure.minute:02d}" if heure.minute else "")


def _duree(minutes: int) -> str:
    heures_, reste = divmod(minutes, MINUTES)
    if not heures_:
        return f"{reste}{INSECABLE}min"
    return _heure(dt.time(heures_, reste))
