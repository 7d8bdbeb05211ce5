"""What each transition does besides changing the step: checked and prepared before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import Session

from config.horloge import aujourdhui
from echanges.dossier import attribuer, avec_attributions, completer, partielle
from echanges.format_operation import OperationPartielle, lire_partielle
from formats.dates import date_longue
from formats.typographie import typographier
from metier.cycle import AMONT, Transition
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from metier.operation import Mission
from sqlmodel_store.depots import lots
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attributions import ecarts_d_attribution
from workflows.actes.bilan.gestes import conclure
from workflows.actes.calcul import calculer
from workflows.actes.effets import Effet, Modification, Sujet
from workflows.actes.identites import identite_de
from workflows.actes.lots_retires import exiger_libres, lots_retires, sans_les_retires
from workflows.actes.modalites import mettre_en_oeuvre
from workflows.actes.pieces import noter_le_calibrage, rediger_le_dce, repondre
from workflows.actes.reunions.gestes import demarrer

PREVUE = "date_publication_prevue"

Preparation = Callable[[Session, Sujet], Effet]


def preparer(session: Session, sujet: Sujet) -> Effet:
    """What the transition will do. Raises FauteDeSaisie when the data or the operation do not allow it."""
    assert isinstance(sujet.acte, Transition)
    return _PREPARATIONS.get(sujet.acte, _sans_piece)(session, sujet)


def _sans_piece(_session: Session, _sujet: Sujet) -> Effet:
    return Effet()


def _instruire(session: Session, sujet: Sujet) -> Effet:
    """Fields completed or corrected; what is not given stays as it is, what the calculation will lack is told."""
    lue, modifier = _corriger(session, sujet, sujet.donnees)
    return Effet(modifier=modifier, alertes=_manquera(lue))


def _manquera(lue: OperationPartielle) -> tuple[str, ...]:
    """What `calibrer` would refuse; nothing where the relay has no upstream part."""
    if not AMONT & set(lue.missions or Mission):
        return ()
    try:
        calculer(lue)
    except FautesDeSaisie as fautes:
        return tuple(f"à compléter avant « calibrer » : {faute.phrase}" for faute in fautes.fautes)
    except FauteDeSaisie as faute:
        return (f"à compléter avant « calibrer » : {faute.phrase}",)
    return ()


def _accepter(session: Session, sujet: Sujet) -> Effet:
    reserves = _textes(sujet.donnees, "reserves")
    return repondre(session, sujet, reserves=reserves)


def _refuser(session: Session, sujet: Sujet) -> Effet:
    motif = _texte(sujet.donnees, "motif")
    return repondre(session, sujet, motif=motif, relais_propose=_texte(sujet.donnees, "relais_propose"))


def _calibrer(session: Session, sujet: Sujet) -> Effet:
    """The lots and hours kept are written in the operation, then the note says how they were found."""
    lue, modifier = _corriger(session, sujet, sujet.donnees)
    return noter_le_calibrage(identite_de(session, [sujet.operation.id]), lue, modifier=modifier)


def _rediger(session: Session, sujet: Sujet) -> Effet:
    corrections = dict(sujet.donnees)
    prevue = _prevue(corrections.pop(PREVUE, None))
    lue, corriger = _corriger(session, sujet, corrections)

    def prevoir(ici: Session, operation: Operation) -> None:
        corriger(ici, operation)
        operation.publication_prevue = prevue or operation.date_avis

    return rediger_le_dce(identite_de(session, [sujet.operation.id]), lue, modifier=prevoir)


def _prevue(donnee: object) -> date | None:
    """The day announced for the publication. Raises FauteDeSaisie for a day gone by."""
    prevue = _jour({PREVUE: donnee}, PREVUE)
    if prevue and prevue < aujourdhui():
        phrase = (
            f"{PREVUE} : le {date_longue(prevue)} est passé ; la date d’aujourd’hui ou une date à venir est attendue, "
            "et une publication déjà faite se note par la transition « publier »."
        )
        raise FauteDeSaisie(PREVUE, typographier(phrase))
    return prevue


def _publier(_session: Session, sujet: Sujet) -> Effet:
    """The day the consultation was published: known once it is, never foretold."""
    publication = _jour(sujet.donnees, "date_publication")
    if publication and publication > aujourdhui():
        phrase = (
            f"date_publication : le {date_longue(publication)} est à venir ; notez la publication une fois faite, avec "
            "son jour, ou la date annoncée par « date_publication_prevue » en rédigeant."
        )
        raise FauteDeSaisie("date_publication", typographier(phrase))

    def noter(_ici: Session, operation: Operation) -> None:
        operation.publication = publication

    return Effet(modifier=noter)


def _attribuer(session: Session, sujet: Sujet) -> Effet:
    """The companies that won the lots, in place of what was known of them."""
    dossier = avec_attributions(session, sujet.operation, sujet.donnees["attributions"])
    return Effet(
        modifier=lambda ici, operation: attribuer(ici, operation, dossier),
        alertes=ecarts_d_attribution(dossier),
    )


def _motiver(_session: Session, sujet: Sujet) -> Effet:
    """The reason is kept in the journal."""
    _texte(sujet.donnees, "motif")
    return Effet()


def _corriger(session: Session, sujet: Sujet, corrections: dict[str, Any]) -> tuple[OperationPartielle, Modification]:
    """The operation with the corrections, and what writes them; lots are matched by their number, or removed."""
    retires = lots_retires(session, sujet.operation, corrections.get("lots"))
    lue = _corrigee(session, sujet, sans_les_retires(corrections), retires)

    def ecrire(ici: Session, operation: Operation) -> None:
        exiger_libres(ici, operation, retires)
        lots.retirer(ici, operation.id, retires)
        completer(ici, operation, lue)

    return lue, ecrire


def _corrigee(
    session: Session, sujet: Sujet, corrections: dict[str, Any], retires: frozenset[int]
) -> OperationPartielle:
    """The operation with the corrections, each field checked."""
    reference = sujet.operation.reference
    if corrections.get("reference", reference) != reference:
        phrase = f"reference : « {corrections['reference']} » ne peut pas remplacer la référence {reference}."
        raise FauteDeSaisie("reference", phrase)
    lire_partielle({"reference": reference} | corrections)
    connue = partielle(session, sujet.operation).en_json()
    fusion = connue | corrections
    connus = [lot for lot in connue.get("lots") or [] if lot["numero"] not in retires]
    if corrections.get("lots") is not None or retires:
        fusion["lots"] = _lots_fusionnes(connus, corrections.get("lots") or [])
    return lire_partielle(fusion).format


def _lots_fusionnes(connus: list[dict[str, Any]], corriges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    par_numero = {lot["numero"]: lot for lot in connus}
    for lot in corriges:
        par_numero[lot["numero"]] = par_numero.get(lot["numero"], {}) | lot
    return list(par_numero.values())


def _texte(donnees: dict[str, Any], champ: str) -> str | None:
    valeur = donnees.get(champ)
    if valeur is None:
        return None
    if not isinstance(valeur, str) or not valeur.strip():
        raise FauteDeSaisie(champ, f"{champ} : un texte est attendu.")
    return valeur.strip()


def _textes(donnees: dict[str, Any], champ: str) -> tuple[str, ...]:
    valeur = donnees.get(champ) or []
    elements = [valeur] if isinstance(valeur, str) else valeur
    if not isinstance(elements, list) or not all(isinstance(un, str) and un.strip() for un in elements):
        raise FauteDeSaisie(champ, f"{champ} : un texte ou une liste de textes est attendu.")
    return tuple(un.strip() for un in elements)


def _jour(donnees: dict[str, Any], champ: str) -> date | None:
    valeur = donnees.get(champ)
    if valeur is None:
        return None
    try:
        return date.fromisoformat(valeur)
    except (TypeError, ValueError):
        raise FauteDeSaisie(champ, f"{champ} : « {valeur} » ; une date AAAA-MM-JJ est attendue.") from None


_PREPARATIONS: dict[Transition, Preparation] = {
    Transition.INSTRUIRE: _instruire,
    Transition.ACCEPTER: _accepter,
    Transition.REFUSER: _refuser,
    Transition.CALIBRER: _calibrer,
    Transition.REDIGER: _rediger,
    Transition.PUBLIER: _publier,
    Transition.ATTRIBUER: _attribuer,
    Transition.DEMARRER: demarrer,
    Transition.METTRE_EN_OEUVRE: mettre_en_oeuvre,
    Transition.CONCLURE: conclure,
    Transition.ABANDONNER: _motiver,
    Transition.CLASSER: _motiver,
    Transition.SUSPENDRE: _motiver,
    Transition.REPRENDRE: _motiver,
}
