"""The fields that a mail announces, as a form shows them, beside the sentence of each; and what the form says back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from courrier.lecture import ChampsLus, ContactLu, DatesLues, LotLu
from echanges.donnees import lire_donnees
from echanges.format_operation import OperationPartielle
from metier.cycle import Transition
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from portail.actes import sans_chemin
from portail.formulaires.actes import CHAMPS, Formulaire
from portail.formulaires.champs import Champ, avec_options, decrire, sans, seulement
from portail.formulaires.saisie import RACINE, Envoi, ecrire, lire
from portail.notifications.annoncee import Annoncee
from portail.notifications.confiance import Lu, juger
from sqlmodel_store.modeles.operation import Lot, Operation

OPERATIONS_MAX = 12
DECRITS = frozenset({"intitule", "reference", "maitre_ouvrage", "type", "nature", "commune", "dates.date_avis"})
"""Of a market described on the public page, what the form shows besides the lots."""
INSTRUITS: dict[str, tuple[str, ...]] = {
    "intitule": (),
    "maitre_ouvrage": ("nom", "type"),
    "nature": (),
    "lieu": ("commune",),
    "date_avis": (),
    "reference_acheteur": (),
    "lots": ("numero", "intitule", "montant_ht"),
}
"""What « instruire » corrects of an announcement: the fields, and those that they hold."""
ATTENDUS: dict[str, tuple[str, ...]] = {
    "maître d’ouvrage": ("maitre_ouvrage", "maitre_ouvrage.nom"),
    "type de maître d’ouvrage": ("type_maitre_ouvrage", "maitre_ouvrage.type"),
    "nature": ("nature",),
    "lots": ("lots",),
}
"""What an operation is verified with: the fields of either form that say it."""


@dataclass(frozen=True, kw_only=True)
class Verification:
    """A form that verifies what was read. `acte`: where it is sent; `racines`: the path of each operation it holds.

    `preuves`, `fautes`: by path; `ailleurs`: the sentences that belong to no field shown; `retenues`: the operations
    that are kept; `ajoute`: the list that was just made longer.
    """

    acte: str
    champs: tuple[Champ, ...]
    racines: tuple[str, ...]
    valeurs: Mapping[str, Any]
    preuves: Mapping[str, Lu] = field(default_factory=dict)
    retenues: frozenset[str] = frozenset()
    fautes: Mapping[str, str] = field(default_factory=dict)
    ailleurs: tuple[str, ...] = ()
    ajoute: str = ""
    cle: str = field(default_factory=lambda: uuid4().hex)

    def manques(self, racine: str) -> list[str]:
        """What the form does not say of an operation and that its regime and its hours are made from."""
        return [
            libelle
            for libelle, noms in ATTENDUS.items()
            if not any(self.valeurs.get(f"{racine}.{nom}") for nom in noms)
        ]

    def preuves_du_rang(self, champs: Sequence[Champ], chemin: str) -> list[tuple[str, Lu]]:
        """What is said of the fields of a row, once for those that come from the same sentence."""
        par_lu: dict[Lu, list[str]] = {}
        for champ in champs:
            if (lu := self.preuves.get(f"{chemin}.{champ.nom}")) is not None:
                par_lu.setdefault(replace(lu, valeur=""), []).append(champ.libelle)
        return [(", ".join(noms), lu) for lu, noms in par_lu.items()]


def d_annonces(
    lues: Sequence[tuple[ChampsLus, Mapping[str, str]]],
    ancres: Mapping[str, int],
    *,
    relais: Sequence[str],
    types: Mapping[str, str],
) -> Verification:
    """The form that opens what a mail announces; an empty one where nothing was read.

    `lues`: each operation and its sentences; `types`: the kind of buyer that the annuaire knows, by name.
    """
    champs, montrees = _champs(relais), list(lues) or [(ChampsLus(), {})]
    valeurs: dict[str, Any] = {}
    preuves: dict[str, Lu] = {}
    racines = tuple(f"{RACINE}.{rang}" for rang in range(len(montrees[:OPERATIONS_MAX])))
    for racine, (lus, phrases) in zip(racines, montrees, strict=False):
        valeurs |= ecrire(champs, _donnees(lus, types), racine)
        preuves |= {f"{racine}.{nom}": lu for nom, lu in preuves_d_annonce(lus, phrases, ancres).items() if lues}
    return Verification(
        acte="ouvrir", champs=champs, racines=racines, valeurs=valeurs, preuves=preuves, retenues=frozenset(racines)
    )


def decrite(
    verification: Verification, marche: OperationPartielle, phrases: Mapping[str, str], ancres: Mapping[str, int]
) -> Verification:
    """The same form, with what no mail says and a buyer who describes a market does."""
    racine, acheteur = verification.racines[0], marche.maitre_ouvrage
    dits = {"nature": ("nature", marche.nature), "type_maitre_ouvrage": ("type", acheteur.type if acheteur else None)}
    donnes = {f"{racine}.{nom}": dit.value for nom, (_, dit) in dits.items() if dit}
    jugees = {
        f"{racine}.{nom}": juger(dit.libelle, phrases.get(champ, ""), ancres)
        for nom, (champ, dit) in dits.items()
        if dit
    }
    return replace(verification, valeurs={**verification.valeurs, **donnes}, preuves={**verification.preuves, **jugees})


def d_instruction(
    formulaire: Formulaire, lus: ChampsLus, phrases: Mapping[str, str], ancres: Mapping[str, int]
) -> Verification:
    """The form of « instruire », what the mail says beside what the operation holds."""
    champs = instruits(formulaire.champs)
    valeurs = ecrire(champs, formulaire.connues)
    preuves = {}
    par_nom = preuves_d_annonce(lus, phrases, ancres)
    ailleurs = {"maitre_ouvrage": "maitre_ouvrage.nom", "commune": "lieu.commune", "reference": "reference_acheteur"}
    for nom, lu in par_nom.items():
        chemin = f"{RACINE}.{_par_numero(nom, lus, formulaire.connues) or ailleurs.get(nom, nom)}"
        if chemin in valeurs and (nom != "reference" or valeurs[chemin]):
            preuves[chemin] = lu
    return Verification(acte="instruire", champs=champs, racines=(RACINE,), valeurs=valeurs, preuves=preuves)


def instruits(champs: tuple[Champ, ...]) -> tuple[Champ, ...]:
    """Of the fields of « instruire », those that an announcement holds."""
    gardes = seulement(champs, *INSTRUITS)
    return tuple(
        replace(champ, champs=seulement(champ.champs, *INSTRUITS[champ.nom])) if champ.champs else champ
        for champ in gardes
    )


def _par_numero(nom: str, lus: ChampsLus, connues: Mapping[str, Any]) -> str | None:
    """The path of a field of a lot where the operation holds that lot; the mail and the operation order them apart."""
    trouve = re.fullmatch(r"lots\.([0-9]+)\.(\w+)", nom)
    if trouve is None:
        return None
    numero = lus.lots[int(trouve[1])].numero
    rangs = [rang for rang, lot in enumerate(connues.get("lots") or []) if lot["numero"] == numero]
    return f"lots.{rangs[0]}.{trouve[2]}" if rangs else nom


def preuves_d_annonce(lus: ChampsLus, phrases: Mapping[str, str], ancres: Mapping[str, int]) -> dict[str, Lu]:
    """What is said of each field of an announcement, by its name in the form."""
    lues: dict[str, Lu] = {
        nom: juger(getattr(lus, nom), phrases.get(nom, ""), ancres)
        for nom in ("intitule", "maitre_ouvrage", "commune", "reference")
    }
    lues |= {nom: juger(jour, phrases.get(f"dates.{nom}", ""), ancres) for nom, jour in vars(lus.dates).items()}
    lues |= {
        f"contact.{nom}": juger(dit, phrases.get(f"contact.{nom}", ""), ancres)
        for nom, dit in vars(lus.contact).items()
    }
    for rang, lot in enumerate(lus.lots):
        for nom in ("intitule", "montant_ht"):
            phrase = phrases.get(f"lots[{lot.numero}].{nom}", "")
            lues[f"lots.{rang}.{nom}"] = juger(getattr(lot, nom), phrase, ancres)
    return lues


def lus_du_json(operation: Mapping[str, Any]) -> ChampsLus:
    """The fields of an operation as the ledger keeps them."""
    champs = operation.get("champs", {})
    jours = {nom: date.fromisoformat(jour) if jour else None for nom, jour in champs.get("dates", {}).items()}
    lots = (
        LotLu(
            numero=lot["numero"],
            intitule=lot["intitule"],
            montant_ht=None if lot["montant_ht"] is None else Decimal(lot["montant_ht"]),
        )
        for lot in champs.get("lots", [])
    )
    simples = {nom: champs.get(nom) for nom in ("intitule", "reference", "maitre_ouvrage", "commune")}
    return ChampsLus(
        **simples, lots=tuple(lots), dates=DatesLues(**jours), contact=ContactLu(**champs.get("contact", {}))
    )


def restent(operation: Operation, lots: Sequence[Lot]) -> list[str]:
    """What an operation of the store lacks among `ATTENDUS`, in the same words."""
    connus = (operation.maitre_ouvrage_nom, operation.maitre_ouvrage_type, operation.nature, lots)
    return [libelle for libelle, connu in zip(ATTENDUS, connus, strict=True) if not connu]


def lire_annonces(envoi: Envoi, relais: Sequence[str]) -> list[Annoncee]:
    """The operations that the form keeps. Raises FautesDeSaisie, each field by its path in the form."""
    champs, fautes, lues = _champs(relais), [], []
    for racine in retenues(envoi):
        try:
            lues.append(lire_donnees(Annoncee, lire(champs, envoi, racine)))
        except FauteDeSaisie as faute:
            fautes += [_a_la_racine(une, racine) for une in _toutes(faute)]
    if fautes:
        raise FautesDeSaisie(fautes)
    if not lues:
        raise FauteDeSaisie("annonces", "Aucune opération n’est retenue\u00a0: cochez au moins celle à ouvrir.")
    return lues


def racines(envoi: Envoi) -> tuple[str, ...]:
    """The operations that the form showed."""
    return tuple(f"{RACINE}.{rang}" for rang in range(min(envoi.rangs(RACINE), OPERATIONS_MAX)))


def retenues(envoi: Envoi) -> tuple[str, ...]:
    """Those that are to be opened: the only one, or those that are ticked."""
    montrees = racines(envoi)
    cochees = set(envoi.tous("retenir"))
    return montrees if len(montrees) == 1 else tuple(une for une in montrees if une in cochees)


def resaisie(verification: Verification, envoi: Envoi, faute: FauteDeSaisie | None = None) -> Verification:
    """The same form as it was sent, longer by a row or an operation if that was asked, what is wrong said."""
    montrees = racines(envoi) if verification.acte == "ouvrir" else verification.racines
    ajoute = envoi.texte("action").partition("ajouter:")[2]
    gardees = retenues(envoi)
    if ajoute == RACINE and len(montrees) < OPERATIONS_MAX:
        nouvelle = f"{RACINE}.{len(montrees)}"
        montrees, gardees = (*montrees, nouvelle), (*gardees, nouvelle)
    valeurs: dict[str, Any] = {}
    for racine in montrees:
        valeurs |= ecrire(verification.champs, lire(verification.champs, envoi, racine), racine)
    if isinstance(valeurs.get(ajoute), int):
        valeurs[ajoute] += 1
    fautes = _par_chemin(faute, montrees[0]) if faute else {}
    return replace(
        verification,
        racines=montrees,
        valeurs=valeurs,
        retenues=frozenset(gardees),
        fautes=fautes,
        ailleurs=tuple(dite for chemin, dite in fautes.items() if chemin not in valeurs),
        ajoute=ajoute,
    )


def dites(envoi: Envoi) -> list[tuple[str, str]]:
    """What a person had typed in either form, as (field, value), when it cannot be sent any more."""
    parts = [(decrire(Annoncee), racine) for racine in racines(envoi)]
    parts = parts or [(instruits(CHAMPS[Transition.INSTRUIRE]), RACINE)]
    return [
        (nom, str(valeur)) for champs, racine in parts for nom, valeur in _a_plat(champs, lire(champs, envoi, racine))
    ]


def _a_plat(champs: Iterable[Champ], donnees: Mapping[str, Any], devant: str = "") -> Iterable[tuple[str, object]]:
    for champ in champs:
        valeur, nom = donnees.get(champ.nom), f"{devant}{champ.libelle}"
        if isinstance(valeur, Mapping):
            yield from _a_plat(champ.champs, valeur, f"{nom}, ")
        elif isinstance(valeur, list) and champ.champs:
            for rang, element in enumerate(valeur):
                yield from _a_plat(champ.champs, element, f"{nom} n°\u00a0{rang + 1}, ")
        elif valeur not in (None, "", []):
            yield nom, valeur


def _champs(relais: Sequence[str]) -> tuple[Champ, ...]:
    champs = decrire(Annoncee)
    if len(relais) > 1:
        return avec_options(champs, {"relais": tuple((code, code) for code in relais)})
    return sans(champs, "relais")


def _donnees(lus: ChampsLus, types: Mapping[str, str]) -> dict[str, Any]:
    ecrites = lus.en_json()
    dates: dict[str, Any] = ecrites.pop("dates")
    return ecrites | dates | {"type_maitre_ouvrage": types.get(lus.maitre_ouvrage or "")}


def _toutes(faute: FauteDeSaisie) -> list[FauteDeSaisie]:
    return list(faute.fautes) if isinstance(faute, FautesDeSaisie) else [faute]


def _a_la_racine(faute: FauteDeSaisie, racine: str) -> FauteDeSaisie:
    """The same fault, its field told from the top of the form."""
    champ = re.sub(r"\[([0-9]+)\]", r".\1", faute.champ)
    return FauteDeSaisie(f"{racine}.{champ}", sans_chemin(faute))


def _par_chemin(faute: FauteDeSaisie, racine: str) -> dict[str, str]:
    trouvees = {}
    for une in _toutes(faute):
        placee = une if une.champ.startswith(f"{RACINE}.") else _a_la_racine(une, racine)
        trouvees[placee.champ] = placee.phrase
    return trouvees
