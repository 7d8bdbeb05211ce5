"""The form of each act: the fields of its format, the choices that its operation offers, what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session

from echanges.champs import DateIso, Format, TexteRempli
from echanges.dossier import partielle
from echanges.format_operation import OperationPartielle
from metier.cycle import Transition
from metier.gestes import Geste
from portail.choix import propositions
from portail.formulaires.champs import Champ, avec_options, decrire, sans, seulement
from portail.formulaires.saisie import telles_qu_envoyees
from sqlmodel_store.depots import reperes
from sqlmodel_store.depots.reperes import Reperes
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attributions import Attributions
from workflows.actes.bilan.gestes import Bilan
from workflows.actes.gestes import FORMATS
from workflows.actes.modalites import ChoixModalites
from workflows.actes.reunions.donnees import Demarrage


class Motif(Format):
    motif: TexteRempli


class MotifFacultatif(Format):
    motif: TexteRempli | None = None


class Acceptation(Format):
    reserves: tuple[TexteRempli, ...] = ()


class Refus(Format):
    motif: TexteRempli
    relais_propose: TexteRempli | None = None


class Publication(Format):
    date_publication: DateIso


class PublicationPrevue(Format):
    date_publication_prevue: DateIso | None = None


class Rien(Format):
    pass


_CADRE = ("montage", "articles_reservation", "criteres", "ccag", "penalites", "dispense")
_OPERATION = sans(decrire(OperationPartielle), "reference", "relais")
CHAMPS: dict[Transition, tuple[Champ, ...]] = {
    Transition.INSTRUIRE: _OPERATION,
    Transition.ACCEPTER: decrire(Acceptation),
    Transition.REFUSER: decrire(Refus),
    Transition.CALIBRER: seulement(_OPERATION, "bareme", "lots"),
    Transition.REDIGER: (*decrire(PublicationPrevue), *seulement(_OPERATION, *_CADRE)),
    Transition.PUBLIER: decrire(Publication),
    Transition.ATTRIBUER: decrire(Attributions),
    Transition.DEMARRER: decrire(Demarrage),
    Transition.METTRE_EN_OEUVRE: tuple(replace(champ, obligatoire=False) for champ in decrire(ChoixModalites)),
    Transition.SUIVRE: decrire(Rien),
    Transition.CONCLURE: decrire(Bilan),
    Transition.CLORE: decrire(Rien),
    Transition.ABANDONNER: decrire(Motif),
    Transition.CLASSER: decrire(Motif),
    Transition.SUSPENDRE: decrire(Motif),
    Transition.REPRENDRE: decrire(MotifFacultatif),
}
REPRENNENT = frozenset({Transition.INSTRUIRE, Transition.CALIBRER, Transition.REDIGER})
"""The transitions whose form begins with what the operation says already."""
CONFIRMENT = frozenset({Transition.METTRE_EN_OEUVRE, Geste.CHOISIR_MODALITES})
"""The acts whose form begins with what companies proposed."""


@dataclass(frozen=True, kw_only=True)
class Formulaire:
    """The form of an act on an operation; `connues` is what it says already, as data.

    `proposees`: what companies said by their link, with which the form begins; `origines` tells whose they are.
    """

    acte: Transition | Geste
    champs: tuple[Champ, ...]
    connues: Mapping[str, Any] = field(default_factory=dict)
    proposees: Mapping[str, Any] = field(default_factory=dict)
    origines: tuple[str, ...] = ()

    def corrections(self, donnees: Mapping[str, Any]) -> dict[str, Any]:
        """What the form changes: what is known already is not said again, lots are matched by their number."""
        if not self.connues:
            return dict(donnees)
        connues = telles_qu_envoyees(self.champs, self.connues)
        dites = {nom: valeur for nom, valeur in donnees.items() if valeur != connues.get(nom)}
        if "lots" in dites:
            dites["lots"] = [lot for lot in dites["lots"] if lot not in connues.get("lots", [])]
        return dites


def composer(session: Session, operation: Operation, acte: Transition | Geste) -> Formulaire:
    """The form of that act, for that operation."""
    connus = reperes.de_l_operation(session, operation.id)
    champs = decrire(FORMATS[acte]) if isinstance(acte, Geste) else CHAMPS[acte]
    if acte in REPRENNENT:
        return Formulaire(acte=acte, champs=champs, connues=partielle(session, operation).en_json())
    champs = _suggerer(avec_options(champs, _options(connus)), connus)
    attendues = propositions.lire(session, operation.id) if acte in CONFIRMENT else []
    return Formulaire(
        acte=acte,
        champs=champs,
        proposees=propositions.en_donnees(attendues),
        origines=propositions.en_phrases(attendues),
    )


def _options(connus: Reperes) -> dict[str, tuple[tuple[str, str], ...]]:
    return {
        "lot": connus.lots,
        "lots": connus.lots,
        "entreprise": connus.entreprises,
        "beneficiaire": connus.beneficiaires,
        "beneficiaires": connus.beneficiaires,
        "contrat": connus.contrats,
        "contrats": connus.contrats,
        "poste": connus.postes,
        "code": connus.reunions,
    }


def _suggerer(champs: tuple[Champ, ...], connus: Reperes) -> tuple[Champ, ...]:
    noms = tuple(nom for nom, _ in connus.employeurs)
    return tuple(replace(champ, suggestions=noms) if champ.nom == "employeur" else champ for champ in champs)
