"""The journal of an operation in French, the latest line first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from formats.dates import mois_long
from formats.nombres import heures
from formats.typographie import INSECABLE
from metier.courriers import NatureCourrier
from metier.cycle import Etape, Transition
from metier.gestes import Geste
from metier.periodes import Mois
from portail.fiche.journal_mots import ACTEURS, FAITS, SORTS
from sqlmodel_store.depots.envois_vus import EnvoiVu
from sqlmodel_store.modeles.journal import Evenement


@dataclass(frozen=True, kw_only=True)
class LigneJournal:
    """What happened, when, by whom; `precisions` are what a person wrote of it."""

    instant: datetime
    acteur: str
    phrase: str
    precisions: tuple[str, ...]


def raconter(evenements: Sequence[Evenement], sortants: Sequence[EnvoiVu]) -> tuple[LigneJournal, ...]:
    """Every line of the journal; a mail is told by its subject and recipient."""
    par_id = {courrier.id: courrier for courrier in sortants}
    return tuple(_ligne(evenement, par_id) for evenement in reversed(evenements))


def _ligne(evenement: Evenement, sortants: Mapping[int, EnvoiVu]) -> LigneJournal:
    donnees = json.loads(evenement.donnees)
    return LigneJournal(
        instant=evenement.instant,
        acteur=ACTEURS.get(evenement.acteur, evenement.acteur),
        phrase=_phrase(evenement.evenement, donnees, sortants),
        precisions=_precisions(donnees),
    )


def _phrase(nom: str, donnees: dict[str, Any], sortants: Mapping[int, EnvoiVu]) -> str:
    match nom:
        case "transition":
            return _transition(donnees)
        case "geste":
            return _majuscule(_acte(donnees))
        case "transition_refusee":
            return f"{_cite(_acte(donnees))} refusé"
        case "courriel_recu":
            return f"Courriel reçu{INSECABLE}: {_libelle(NatureCourrier, donnees['nature'])}"
        case "dossier_importe" | "dossier_remplace":
            return _dossier("importé" if nom == "dossier_importe" else "remplacé", donnees)
        case _:
            return _courriel(nom, donnees, sortants) or _fait(nom, donnees)


def _fait(nom: str, donnees: dict[str, Any]) -> str:
    """The event, with the month it is about where it names one."""
    dit = FAITS.get(nom) or nom.replace("_", " ").capitalize()
    return f"{dit} ({mois_long(Mois.lire(donnees['mois']))})" if donnees.get("mois") else dit


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _acte(donnees: dict[str, Any]) -> str:
    """The name of a transition or of a geste."""
    code = donnees["transition"]
    return Transition(code).libelle if code in set(Transition) else Geste(code).libelle


def phrase_du_courriel(nom: str) -> str:
    """What an event of the journal says of a mail, to whom it happened being known."""
    return SORTS.get(nom) or nom.replace("_", " ").capitalize()


def _transition(donnees: dict[str, Any]) -> str:
    depuis, vers = (_libelle(Etape, donnees[cle]) for cle in ("depuis", "vers"))
    faite = _libelle(Transition, donnees["transition"]).capitalize()
    etapes = f"reste à l’étape {_cite(vers)}" if depuis == vers else f"de {_cite(depuis)} à {_cite(vers)}"
    return f"{faite}{INSECABLE}: {etapes}"


COMPTES = {"lignes_d_heures": "lignes d’heures"}


def _dossier(sort: str, donnees: dict[str, Any]) -> str:
    comptes = [f"{nombre} {COMPTES.get(quoi, quoi)}" for quoi, nombre in donnees.items() if isinstance(nombre, int)]
    return f"Dossier {sort} ({', '.join(comptes)})" if comptes else f"Dossier {sort}"


def _courriel(nom: str, donnees: dict[str, Any], sortants: Mapping[int, EnvoiVu]) -> str | None:
    if nom not in SORTS:
        return None
    courrier = sortants.get(donnees.get("courrier", 0))
    suite = f"{INSECABLE}: {_cite(courrier.objet)}, à {courrier.destinataire}" if courrier else ""
    return f"{SORTS[nom]}{suite}"


def _precisions(donnees: dict[str, Any]) -> tuple[str, ...]:
    """The refusal's sentence, the reason and the reserves that a person gave, how much was produced and posted."""
    saisies = donnees.get("donnees") or {}
    produits = [
        f"{len(donnees[cle])} {nom}{'s' if len(donnees[cle]) > 1 else ''}"
        for cle, nom in (("documents", "document"), ("courriels", "courriel"))
        if donnees.get(cle)
    ]
    dites = [
        *(donnees.get(cle) for cle in ("phrase", "fichier", "motif")),
        *map(_remplacee, donnees.get("remplacees") or ()),
        *_en_liste(saisies.get("motif")),
        *_en_liste(saisies.get("reserves")),
    ]
    return tuple(str(dite) for dite in (*dites, ", ".join(produits)) if dite)


def _remplacee(une: dict[str, Any]) -> str:
    """« k3 : 62 h → 57 h »."""
    avant, apres = (heures(Decimal(une[cle])) for cle in ("avant", "apres"))
    return f"{une['contrat']}{INSECABLE}: {avant} → {apres}"


def _en_liste(valeur: Any) -> list[Any]:  # noqa: ANN401 - what the JSON holds
    return valeur if isinstance(valeur, list) else [valeur]


def _cite(texte: str) -> str:
    return f"«{INSECABLE}{texte}{INSECABLE}»"


def _libelle(liste: type[Etape | Transition | NatureCourrier], valeur: str) -> str:
    return liste(valeur).libelle
