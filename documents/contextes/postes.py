"""What the sheet and the offer of a post share, and the wordings that neither may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.referentiels import metier
from config.settings import Facilitateur, IdentiteRelais
from documents.constats import excerpt
from documents.contextes.demande import enumerate_, text
from documents.manques import Manque, Texte
from documents.nettoyage import on_one_line
from formats.dates import date_longue
from formats.typographie import INSECABLE, typographier
from metier.fautes import FauteDeSaisie
from metier.poste import CadrePoste, Poste
from metier.publics import Categorie
from metier.suivi import Suivi

PLANCHER = "au moins égale au SMIC et au minimum de la convention collective applicable"


@dataclass(frozen=True, kw_only=True)
class DemandePoste:
    """What the documents of a post are made from; `lot` is the number of its lot."""

    suivi: Suivi
    poste: Poste
    lot: int
    relais: IdentiteRelais
    facilitateur: Facilitateur
    categories: tuple[Categorie, ...] = tuple(Categorie)
    definitif: bool = False
    dossier_modeles: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Interdit:
    """A wording that discriminates: its pattern and why it may not stand."""

    motif: re.Pattern[str]
    raison: str


def _interdit(motif: str, raison: str) -> Interdit:
    return Interdit(motif=re.compile(motif, re.IGNORECASE), raison=raison)


# Code du travail, non-discrimination in offers: age, sex, origin, residence, family, health, appearance.
INTERDITS = (
    _interdit(
        r"\b\d{2}\s*(?:-|–|à|/)\s*\d{2}\s*ans\b|\b(?:moins|plus) de \d{2} ans\b(?! d)"
        r"|\bâgée?s?\b|\bjeunes?\b|\bseniors?\b",
        "un âge",
    ),
    _interdit(r"\b(?:hommes?|femmes?|masculin|féminin|garçons?|filles?|dames?|messieurs)\b", "un sexe"),
    _interdit(
        r"\bnationalité|\blangue maternelle\b|\bd[’']origine\b|\bhabit(?:ants?|er|ant)\b|\brésid(?:er|ants?|ents?)\b"
        r"|\bdomiciliée?s?\b",
        "une origine ou une résidence",
    ),
    _interdit(r"\bcélibataires?\b|\bsans enfants?\b|\benceinte\b|\bgrossesse\b", "une situation de famille"),
    _interdit(
        r"\bbonne (?:présentation|santé)\b|\bapparence\b|\bphysique (?:soigné|agréable)\b", "la santé ou l’apparence"
    ),
)
_LES_DEUX = re.compile(r"\b(?:hommes?\s*(?:/|ou|et)\s*femmes?|femmes?\s*(?:/|ou|et)\s*hommes?)\b", re.IGNORECASE)
_EXCLUANT = re.compile(
    r"\b(?:CAP|BEP|BAC|diplômes?)\b|\bexpérience (?:exigée|obligatoire|confirmée)\b|\bans? d[’']expérience\b"
)
FAMILLES = (
    ("demandeurs d’emploi de longue durée", (Categorie.DELD, Categorie.DETLD)),
    ("bénéficiaires de minima sociaux", (Categorie.RSA, Categorie.ASS, Categorie.AAH)),
    ("personnes reconnues travailleurs handicapés", (Categorie.TH,)),
    ("personnes accompagnées par une structure d’insertion", (Categorie.IAE, Categorie.GEIQ)),
    ("réfugiés et bénéficiaires d’une protection internationale", (Categorie.REFUGIE,)),
)
AUTRES = "autres personnes éloignées de l’emploi, sur avis d’un prescripteur"


def require_fair(poste: Poste) -> None:
    """Nothing, or FauteDeSaisie naming the field of the post whose wording discriminates."""
    for champ, texte in free_texts(poste):
        for interdit in INTERDITS:
            if trouve := interdit.motif.search(_LES_DEUX.sub("", texte)):
                raise FauteDeSaisie(
                    f"poste.{champ}",
                    f"poste.{champ} : {excerpt(texte)} vise {interdit.raison} (« {trouve[0]} »), ce qu’une offre ne "
                    "peut pas faire ; décrivez la tâche ou la compétence.",
                )


def require_discreet(poste: Poste) -> None:
    """Nothing, or FauteDeSaisie naming the field that tells the address, or the company of an anonymous offer."""
    secrets = [poste.adresse] if poste.adresse else []
    secrets += [poste.entreprise, poste.employeur or ""] if poste.anonyme else []
    for champ, texte in free_texts(poste):
        for secret in filter(None, secrets):
            if secret.casefold() in texte.casefold():
                raise FauteDeSaisie(
                    f"poste.{champ}",
                    f"poste.{champ} : {excerpt(texte)} dit « {secret} », que l’offre diffusée doit taire ; retirez-le "
                    "de ce champ ou ne demandez pas l’anonymat.",
                )


def warnings(poste: Poste) -> tuple[str, ...]:
    """What keeps away the people the clause is for: a diploma, experience asked for. Sentences for the facilitateur."""
    return tuple(
        typographier(
            f"poste.prerequis[{rang}] : {excerpt(prerequis)} écarte un public éloigné de l’emploi ; à garder seulement "
            "si le travail ne peut pas s’apprendre sur place"
        )
        for rang, prerequis in enumerate(poste.prerequis)
        if _EXCLUANT.search(prerequis)
    )


def free_texts(poste: Poste) -> Iterator[tuple[str, str]]:
    """What someone wrote of the post, by field, and that an offer prints."""
    conditions = poste.conditions
    simples = {
        "intitule": poste.intitule,
        "metier": poste.metier,
        "designation": poste.designation,
        "secteur": poste.secteur,
        "acces": poste.acces,
        "permis_motif": poste.permis_motif,
        "remuneration": poste.remuneration,
        "formation": poste.formation,
        "accueil": poste.accueil,
        "evolution": poste.evolution,
        "conditions.horaires": conditions.horaires,
    }
    yield from ((champ, texte) for champ, texte in simples.items() if texte)
    listes = {
        "missions": poste.missions,
        "prerequis": poste.prerequis,
        "conditions.contraintes": conditions.contraintes,
        "conditions.habilitations": conditions.habilitations,
        "conditions.equipements": conditions.equipements,
    }
    for champ, textes in listes.items():
        yield from ((f"{champ}[{rang}]", texte) for rang, texte in enumerate(textes))


def occupation(poste: Poste) -> str | None:
    """« F1703 – Maçon / Maçonne », None where nothing was said."""
    return metier(poste.rome, poste.metier)


def posts(poste: Poste) -> str:
    """« 2 postes »."""
    return f"{poste.nombre}{INSECABLE}poste{'s' if poste.nombre > 1 else ''}"


def pay(poste: Poste) -> Texte:
    """The pay announced, or what is missing; the floor of the law is printed beside it, without a figure."""
    return text(poste.remuneration, Manque("poste.remuneration", "rémunération brute et convention collective"))


def conditions(poste: Poste) -> tuple[str, ...]:
    """When and how the work is done, one line each, what is not known left out."""
    c = poste.conditions
    dates = tuple(f"{mot} {date_longue(jour)}" for mot, jour in (("à partir du", c.debut), ("jusqu’au", c.fin)) if jour)
    lignes = (
        ("Dates", " ".join(dates)),
        ("Durée", c.duree),
        ("Temps de travail", c.hebdomadaire),
        ("Horaires", c.horaires),
        ("À savoir", enumerate_(c.contraintes)),
        ("Équipements fournis", enumerate_(c.equipements)),
        ("Habilitations", enumerate_(c.habilitations)),
        ("Carte BTP", "demandée par l’employeur" if c.carte_btp else None),
        ("Permis", f"{poste.permis} : {poste.permis_motif}" if poste.permis else None),
    )
    return tuple(typographier(f"{titre} : {on_one_line(texte)}") for titre, texte in lignes if texte)


def employer(poste: Poste) -> str:
    """Who signs the contract of employment."""
    if poste.employeur:
        return on_one_line(poste.employeur)
    if poste.cadre is CadrePoste.MISE_A_DISPOSITION:
        return "la structure qui met la personne à disposition, selon la proposition retenue"
    return on_one_line(poste.nom_diffuse)


def contract(poste: Poste) -> str:
    """« CDD », else what the frame implies."""
    if poste.contrat:
        return poste.contrat.libelle
    return {
        CadrePoste.EMBAUCHE: "contrat de travail, à préciser à l’embauche",
        CadrePoste.MISE_A_DISPOSITION: "contrat conclu avec la structure de mise à disposition",
        CadrePoste.ALTERNANCE: "contrat de professionnalisation ou d’apprentissage",
    }[poste.cadre]


def families(categories: tuple[Categorie, ...]) -> tuple[str, ...]:
    """Who may apply, in general words: neither age, nor district, nor measure of justice is told in an offer."""
    admises = tuple(nom for nom, membres in FAMILLES if set(membres) & set(categories))
    return (*admises, AUTRES)


def deadline(poste: Poste) -> Texte:
    """The last day to apply."""
    limite = poste.candidature.date_limite
    return date_longue(limite) if limite else Manque("poste.candidature.date_limite", "date limite de candidature")
