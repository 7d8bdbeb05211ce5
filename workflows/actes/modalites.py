"""How each company carries out its hours: it chooses, alone; what follows is told to whom it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from sqlmodel import Session

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from config.settings import get_settings
from echanges import champs
from echanges.donnees import lire_donnees
from echanges.dossier import attribuer, avec_attributions, exporter
from echanges.format_dossier import DossierFormat, ModaliteFormat, ReferentFormat
from echanges.suivi import vers_suivi
from formats.nombres import heures
from formats.typographie import typographier
from metier.acteurs import TypeStructure
from metier.cycle import Responsable
from metier.echeances import apres
from metier.fautes import FauteDeSaisie
from metier.modalites import TypeModalite
from metier.suivi import Suivi
from sqlmodel_store.depots import propositions
from sqlmodel_store.depots.engagements import Engagement
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.annonces_modalites import Retenue, adresse, aux_structures, sur_la_sous_traitance
from workflows.actes.attentes import Action
from workflows.actes.effets import Effet, Sujet
from workflows.actes.fiches_structures import fiches_des_structures
from workflows.actes.lectures import Lectures

# domaine §5: what each modality rests on; a choice outside it is told, never refused.
SUPPORTS: dict[TypeModalite, frozenset[TypeStructure]] = {
    TypeModalite.MISE_A_DISPOSITION: frozenset(
        {TypeStructure.AI, TypeStructure.ETTI, TypeStructure.EITI, TypeStructure.GEIQ, TypeStructure.EATT}
        | {TypeStructure.ETT}
    ),
    TypeModalite.SOUS_TRAITANCE: frozenset(
        {TypeStructure.EI, TypeStructure.ACI, TypeStructure.EA, TypeStructure.ESAT, TypeStructure.REGIE}
    ),
}
SUPPORTS[TypeModalite.COTRAITANCE] = SUPPORTS[TypeModalite.SOUS_TRAITANCE]
ATTENDUES = "une liste est attendue, un élément par attribution : lot, entreprise (dans un groupement), modalites."


def _nom(valeur: object) -> object:
    return valeur.get("nom") if isinstance(valeur, dict) else valeur


class Choix(champs.Format):
    """What a company chooses for a lot; `entreprise` tells the members of a groupement apart. What is absent stays."""

    lot: champs.NumeroLot
    entreprise: Annotated[champs.TexteRempli | None, BeforeValidator(_nom)] = None
    modalites: tuple[ModaliteFormat, ...] | None = None
    referent: ReferentFormat | None = None


class ChoixModalites(champs.Format):
    modalites: Annotated[tuple[Choix, ...], Field(min_length=1)]


def mettre_en_oeuvre(session: Session, sujet: Sujet) -> Effet:
    """The transition: the choices that are known, if any; who has not chosen is told."""
    if sujet.donnees.get("modalites") is not None:
        return choisir_modalites(session, sujet, lire_donnees(ChoixModalites, sujet.donnees))
    return Effet(alertes=_sans_choix(vers_suivi(_dossier(session, sujet.operation))))


def choisir_modalites(session: Session, sujet: Sujet, choix: ChoixModalites) -> Effet:
    """The choices written, in place of the former ones of the same lots and companies, and what follows from them.

    What these companies had proposed is settled thereby, whether it is what is written or not.
    """
    avant = exporter(session, sujet.operation.reference)["attributions"]
    dossier = avec_attributions(session, sujet.operation, _appliquer(avant, choix))
    suivi = vers_suivi(dossier)
    nouvelles = _nouvelles(vers_suivi(_dossier(session, sujet.operation)), suivi)
    fiches = fiches_des_structures(suivi, [(une.attribution, une.modalite) for une in nouvelles])
    choisis = [(un.lot, _designees(avant, un)[0]["entreprise"]["nom"]) for un in choix.modalites]

    def modifier(ici: Session, operation: Operation) -> None:
        attribuer(ici, operation, dossier)
        for lot, entreprise in choisis:
            propositions.confirmer(ici, operation.id, lot, entreprise, jour=aujourdhui())

    return Effet(
        pieces=tuple(fiches.values()),
        messages=(*aux_structures(suivi, nouvelles, fiches), *sur_la_sous_traitance(suivi, nouvelles)),
        modifier=modifier,
        alertes=(
            *_ecarts(suivi, choix),
            *_supports(nouvelles),
            *_sans_groupement(suivi, nouvelles),
            *_sans_adresse(nouvelles),
            *_sans_choix(suivi),
        ),
    )


def _dossier(session: Session, operation: Operation) -> DossierFormat:
    connues = exporter(session, operation.reference)["attributions"]
    return avec_attributions(session, operation, connues)


def _appliquer(attributions: list[dict[str, Any]], choix: ChoixModalites) -> list[dict[str, Any]]:
    """The attributions with what was chosen. Raises FauteDeSaisie where a choice designates none, or several."""
    choisies = [dict(une) for une in attributions]
    adresses = _adresses(attributions)
    for rang, un in enumerate(choix.modalites):
        visees = _designees(choisies, un)
        if len(visees) != 1:
            trouvees = "aucune attribution" if not visees else f"{len(visees)} attributions"
            phrase = f"modalites[{rang}] : {trouvees} du lot {un.lot} ; {ATTENDUES}"
            raise FauteDeSaisie(f"modalites[{rang}]", typographier(phrase))
        dit = un.model_dump(mode="json", include={"modalites", "referent"}, exclude_none=True)
        for structure in _structures(dit):
            if connue := adresses.get(normaliser(structure["nom"])):
                structure.setdefault("courriel", connue)
        visees[0].update(dit)
    return choisies


def _adresses(attributions: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The addresses that the operation knows of structures, by name: a choice that says none keeps them."""
    connues = (structure for une in attributions for structure in _structures(une))
    return {normaliser(une["nom"]): une["courriel"] for une in connues if une.get("courriel")}


def _structures(attribution: dict[str, Any]) -> list[dict[str, Any]]:
    return [une["structure"] for une in attribution.get("modalites") or () if une.get("structure")]


def _designees(attributions: Sequence[dict[str, Any]], choix: Choix) -> list[dict[str, Any]]:
    """The attributions that a choice may be about: one, unless it is mistaken."""
    du_lot = [une for une in attributions if une["lot"] == choix.lot]
    return [une for une in du_lot if choix.entreprise in {None, une["entreprise"]["nom"]}]


def _nouvelles(avant: Suivi, apres_choix: Suivi) -> list[Retenue]:
    connues = {(une.lot, une.entreprise, modalite) for une in avant.attributions for modalite in une.modalites}
    return [
        Retenue(attribution=une, modalite=modalite)
        for une in apres_choix.attributions
        for modalite in une.modalites
        if (une.lot, une.entreprise, modalite) not in connues
    ]


def _ecarts(suivi: Suivi, choix: ChoixModalites) -> list[str]:
    """Hours chosen that are not those that are due."""
    lots = {un.lot for un in choix.modalites}
    return [
        typographier(
            f"lot {une.lot}, {une.entreprise} : {heures(choisies)} choisies pour {heures(une.heures_dues)} dues"
        )
        for une in suivi.attributions
        if une.lot in lots and une.modalites and une.heures_engagees is not None
        if (choisies := sum((modalite.heures for modalite in une.modalites), Decimal(0))) != une.heures_dues
    ]


def _supports(retenues: Iterable[Retenue]) -> list[str]:
    """Structures of a kind that does not usually serve the modality."""
    return [
        typographier(
            f"lot {une.attribution.lot} : {structure.nom} ({structure.type.value}) ne relève pas d’ordinaire de la "
            f"{une.modalite.type.libelle} ; à vérifier"
        )
        for une in retenues
        if (structure := une.modalite.structure)
        and structure.type not in SUPPORTS.get(une.modalite.type, {structure.type})
    ]


def _sans_groupement(suivi: Suivi, retenues: Iterable[Retenue]) -> list[str]:
    """A joint contract is made with the offer: it cannot be chosen afterwards by a company that holds its lot alone."""
    membres = Counter(une.lot for une in suivi.attributions)
    return [
        typographier(
            f"lot {une.attribution.lot} : la cotraitance se prévoit dès l’offre, et {une.attribution.entreprise} "
            "tient seul ce lot ; à vérifier"
        )
        for une in retenues
        if une.modalite.type is TypeModalite.COTRAITANCE and membres[une.attribution.lot] == 1
    ]


def _sans_adresse(retenues: Iterable[Retenue]) -> list[str]:
    """Who could not be written to."""
    phrases = []
    for une in retenues:
        genre, structure = une.modalite.type, une.modalite.structure
        if genre is TypeModalite.MISE_A_DISPOSITION and (structure is None or structure.courriel is None):
            qui = structure.nom if structure else "la structure, à choisir par l’entreprise"
            phrases.append(f"lot {une.attribution.lot} : {qui} n’a pas d’adresse connue, à prévenir par vous")
        if genre is TypeModalite.SOUS_TRAITANCE and adresse(une.attribution) is None:
            phrases.append(
                f"lot {une.attribution.lot} : {une.attribution.entreprise} n’a pas d’adresse connue, "
                "rappelez-lui vous-même la déclaration de sous-traitance (DC4)"
            )
    return list(map(typographier, phrases))


def _sans_choix(suivi: Suivi) -> tuple[str, ...]:
    return tuple(
        typographier(f"lot {une.lot}, {une.entreprise} : modalités non choisies")
        for une in suivi.attributions
        if not une.modalites and une.heures_dues > 0
    )


def a_choisir(session: Session, lignes: Sequence[Operation], lues: Lectures | None = None) -> list[Action]:
    """Companies that have not chosen, and what their choices call for that nobody has done."""
    numeros = [ligne.id for ligne in lignes]
    connus = [un for un in (lues or Lectures(session, lignes)).engages if un.du]
    proposes = {(une.operation_id, une.lot, une.entreprise) for une in propositions.en_attente(session, numeros)}
    restent = [un for un in connus if (un.operation_id, un.lot, un.entreprise) not in proposes]
    return [action for action in (*map(_choisir, restent), *map(_ecrire_la_fiche, connus)) if action]


def _choisir(engagement: Engagement) -> Action | None:
    if engagement.choisies or engagement.commence or engagement.notifie_le is None:
        return None
    return Action(
        libelle=f"Choisir les modalités du lot {engagement.lot} ({engagement.entreprise})",
        qui=Responsable.ENTREPRISE.libelle,
        depuis=engagement.notifie_le,
        avant_le=apres(engagement.notifie_le, get_settings().echeances.choix_modalites, feries()),
        reference=engagement.reference,
        lot=engagement.lot,
        ensemble="Choisir les modalités, {}",
    )


def _ecrire_la_fiche(engagement: Engagement) -> Action | None:
    """A direct hiring that has neither a post nor anybody at work."""
    if TypeModalite.EMBAUCHE_DIRECTE not in engagement.choisies or engagement.poste or engagement.commence:
        return None
    return Action(
        libelle=f"Écrire avec {engagement.entreprise} la fiche de poste du lot {engagement.lot} (F1)",
        qui=Responsable.FACILITATEUR.libelle,
        depuis=engagement.depuis,
        avant_le=apres(engagement.depuis, get_settings().echeances.fiche_de_poste, feries()),
        reference=engagement.reference,
        lot=engagement.lot,
        ensemble="Écrire avec les entreprises les fiches de poste (F1), {}",
    )
