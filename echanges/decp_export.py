"""The données essentielles of an operation, one contract per lot awarded, and what is still missing to publish them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from echanges.decp_format import (
    CCAG,
    CONCESSION,
    ID_MAX,
    MARCHE,
    MODALITES,
    OBJET_MAX,
    PAS_DE_GROUPEMENT,
    SANS_OBJET,
    TECHNIQUES,
    Champ,
)
from formats.nombres import euros_ht
from formats.typographie import typographier
from metier.declaration import considerations_du_lot
from metier.fautes import FauteDeSaisie
from metier.operation import Forme, Lot
from metier.suivi import Attribution, Suivi

LOTS = "lots"
DU_RELAIS = {"objet", "dureeMois", "ccag", "dateNotification"}  # what the relay writes down itself


@dataclass(frozen=True, kw_only=True)
class ADeclarer:
    """An operation and what the follow-up does not carry of it; `le`: the day the data is given."""

    suivi: Suivi
    le: date
    reference_acheteur: str | None = None
    defense: bool = False


@dataclass(frozen=True, kw_only=True)
class Export:
    """The official document, and sentences: what the relay must complete, what the buyer must give, what to check.

    The document is valid against the official schema when `du_relais` and `de_l_acheteur` are empty.
    """

    document: dict[str, Any]
    du_relais: tuple[str, ...] = ()
    de_l_acheteur: tuple[str, ...] = ()
    a_verifier: tuple[str, ...] = ()


@dataclass
class _Manques:
    """What is missing, the same field of several lots being said once."""

    operation: list[str] = field(default_factory=list)
    lots: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    estimations: list[str] = field(default_factory=list)
    proposes: list[str] = field(default_factory=list)

    def phrases(self, champs: Mapping[str, Champ], *, du_relais: bool) -> list[str]:
        """Admitted values are written as the format writes them, straight apostrophes included."""
        return [
            f"{_lots(lots)}, {nom}\u00a0: {champs[nom].libelle}\u00a0; attendu\u00a0: {champs[nom].attendu}"
            for nom, lots in self.lots.items()
            if (nom in DU_RELAIS) == du_relais
        ]


def exporter(a_declarer: ADeclarer, complements: Mapping[str, Any] | None = None) -> Export:
    """The declaration of each lot awarded. `complements`: what the buyer gives, by official name, `lots` by number.

    Raises FauteDeSaisie when no lot is awarded, or when a complement is unknown or not as expected.
    """
    suivi = a_declarer.suivi
    concession = suivi.forme is Forme.CONCESSION
    champs = CONCESSION if concession else MARCHE
    donnes = _lire_complements(complements or {}, champs, {str(lot.numero) for lot in suivi.lots})
    manques = _Manques()
    contrats = []
    for lot in suivi.lots:
        attributions = [une for une in suivi.attributions if une.lot == lot.numero]
        if attributions:
            contrats.append(_contrat(a_declarer, lot, attributions, donnes, manques))
    if not contrats:
        phrase = f"{suivi.reference} : aucun lot n’est attribué ; les données essentielles se déclarent ensuite."
        raise FauteDeSaisie("attributions", typographier(phrase))
    liste = "contrat-concession" if concession else "marche"
    return Export(
        document={"marches": {liste: contrats}},
        du_relais=(*dict.fromkeys(map(typographier, manques.operation)), *manques.phrases(champs, du_relais=True)),
        de_l_acheteur=tuple(manques.phrases(champs, du_relais=False)),
        a_verifier=tuple(map(typographier, (*manques.proposes, *manques.estimations))),
    )


def _contrat(
    a_declarer: ADeclarer, lot: Lot, attributions: list[Attribution], donnes: Mapping[str, Any], manques: _Manques
) -> dict[str, Any]:
    concession = a_declarer.suivi.forme is Forme.CONCESSION
    champs = CONCESSION if concession else MARCHE
    valeurs = _connues(a_declarer, lot, attributions, concession=concession)
    valeurs |= {nom: valeur for nom, valeur in donnes.items() if nom != LOTS}
    valeurs |= donnes.get(LOTS, {}).get(str(lot.numero), {})
    contrat: dict[str, Any] = {}
    for nom, champ in champs.items():
        if valeurs.get(nom) is None:
            _noter_le_manque(nom, lot, manques)
        else:
            contrat[nom] = {champ.enveloppe: valeurs[nom]} if champ.enveloppe else valeurs[nom]
    contrat |= _identites(a_declarer.suivi, lot, attributions, manques, concession=concession)
    if "id" in contrat and "id" not in donnes.get(LOTS, {}).get(str(lot.numero), {}):
        propose = f"lot {lot.numero}, id : « {contrat['id']} » est proposé ; le numéro de l’acheteur prévaut"
        manques.proposes.append(propose)
    return contrat


def _noter_le_manque(nom: str, lot: Lot, manques: _Manques) -> None:
    manques.lots[nom].append(lot.numero)
    if nom in {"montant", "valeurGlobale"} and lot.montant_ht is not None:
        estimation = euros_ht(lot.montant_ht)
        manques.estimations.append(f"lot {lot.numero}, {nom} : estimé à {estimation}, le montant notifié manque")


def _lots(numeros: list[int]) -> str:
    if len(numeros) == 1:
        return f"lot {numeros[0]}"
    return f"lots {', '.join(map(str, numeros[:-1]))} et {numeros[-1]}"


def _connues(a_declarer: ADeclarer, lot: Lot, attributions: list[Attribution], *, concession: bool) -> dict[str, Any]:
    """What the operation says already; None or absent where it says nothing."""
    suivi = a_declarer.suivi
    communes = {
        "id": _identifiant(a_declarer, lot),
        "objet": f"{suivi.intitule} – lot {lot.numero} : {lot.intitule}"[:OBJET_MAX] if suivi.intitule else None,
        "dureeMois": lot.duree_mois or suivi.duree_mois,
        "datePublicationDonnees": a_declarer.le.isoformat(),
        "considerationsSociales": list(considerations_du_lot(suivi.montage, suivi.forme, lot)) or None,
    }
    if concession:
        return communes | {"dateDebutExecution": lot.debut.isoformat() if lot.debut else None}
    notifications = [une.date_notification for une in attributions if une.date_notification]
    return communes | {
        "nature": "Marché de défense ou de sécurité" if a_declarer.defense else "Marché",
        "ccag": CCAG[suivi.ccag] if suivi.ccag else None,
        "techniques": TECHNIQUES.get(suivi.forme, SANS_OBJET),
        "modalitesExecution": MODALITES.get(suivi.forme, SANS_OBJET),
        "typeGroupementOperateurs": PAS_DE_GROUPEMENT if len(attributions) == 1 else None,
        "dateNotification": min(notifications).isoformat() if notifications else None,
    }


def _identifiant(a_declarer: ADeclarer, lot: Lot) -> str | None:
    """A number of sixteen characters at most for the lot, made from the buyer's reference, else from ours."""
    reference = a_declarer.reference_acheteur or a_declarer.suivi.reference
    propose = f"{reference}-L{lot.numero}" if len(a_declarer.suivi.lots) > 1 else reference
    return propose if len(propose) <= ID_MAX else None


def _identites(
    suivi: Suivi, lot: Lot, attributions: list[Attribution], manques: _Manques, *, concession: bool
) -> dict[str, Any]:
    """Buyer, place, companies."""
    siret = suivi.maitre_ouvrage.siret if suivi.maitre_ouvrage else None
    if siret is None:
        manques.operation.append("maitre_ouvrage.siret : SIRET de l’acheteur ; complétez l’opération")
    for une in attributions:
        if une.siret is None:
            titulaire = f"lot {lot.numero}, titulaire « {une.entreprise} »"
            manques.operation.append(f"{titulaire} : SIRET ; complétez l’attribution")
    identifiants = [{"typeIdentifiant": "SIRET", "id": une.siret} for une in attributions if une.siret]
    acheteur = {"id": siret} if siret else {}
    if concession:
        concessionnaires = [{"concessionnaire": un} for un in identifiants]
        return {"autoriteConcedante": acheteur, "concessionnaires": concessionnaires}
    insee = suivi.lieu.insee if suivi.lieu else None
    if insee is None:
        manques.operation.append("lieu.insee : code INSEE de la commune d’exécution ; complétez l’opération")
    lieu = {"code": insee, "typeCode": "Code commune"} if insee else {}
    return {"acheteur": acheteur, "lieuExecution": lieu, "titulaires": [{"titulaire": un} for un in identifiants]}


def _lire_complements(lus: Mapping[str, Any], champs: Mapping[str, Champ], lots: set[str]) -> Mapping[str, Any]:
    par_lot = lus.get(LOTS, {})
    if not isinstance(par_lot, dict):
        raise _faute(LOTS, "un objet est attendu, les champs de chaque lot sous son numéro")
    for numero, siens in par_lot.items():
        if numero not in lots or not isinstance(siens, dict):
            raise _faute(f"{LOTS}.{numero}", f"lots de l’opération : {', '.join(sorted(lots))}")
        _controler(siens, champs, f"{LOTS}.{numero}.")
    _controler({nom: valeur for nom, valeur in lus.items() if nom != LOTS}, champs, "")
    return lus


def _controler(lus: Mapping[str, Any], champs: Mapping[str, Champ], ou: str) -> None:
    for nom, valeur in lus.items():
        if nom not in champs:
            raise _faute(f"{ou}{nom}", f"champ inconnu ; champs admis : {', '.join(champs)}")
        if not champs[nom].admet(valeur):
            raise _faute(f"{ou}{nom}", f"« {str(valeur)[:60]} » reçu ; attendu : {champs[nom].attendu}")


def _faute(champ: str, raison: str) -> FauteDeSaisie:
    return FauteDeSaisie(champ, typographier(f"compléments, {champ} : {raison}."))
