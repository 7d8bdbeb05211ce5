"""What no single field can say of a dossier: identifiers that answer each other, hours inside their contract."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from config.horloge import aujourdhui, maintenant
from echanges.fautes_format import faute
from formats.dates import date_courte
from metier.alertes import Alerte, CodeAlerte, alerter
from metier.eligibilite import AGES_VRAISEMBLABLES, a_l_age_de_travailler, age, est_tardive
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots.personnes import identite

if TYPE_CHECKING:
    from echanges.format_dossier import ContratFormat, DossierFormat, HeuresFormat

Faute = tuple[str, str]


def controler_dossier(dossier: DossierFormat) -> list[FauteDeSaisie]:
    """The faults between the parts of a dossier, in the order of the file."""
    fautes = [
        *_lots_connus(dossier),
        *_contacts(dossier),
        *_identifiants(dossier),
        *_personnes(dossier),
        *_contrats(dossier),
        *_heures(dossier),
        *_formations(dossier),
        *_affectations(dossier),
    ]
    return [faute(champ, raison) for champ, raison in fautes]


def eligibilites_tardives(dossier: DossierFormat) -> list[Alerte]:
    """The persons at work before they were validated, no reason being traced; one alert, or none."""
    premiers: dict[str, date] = {}
    for contrat in dossier.contrats:
        premiers[contrat.beneficiaire] = min(contrat.debut, premiers.get(contrat.beneficiaire, contrat.debut))
    tardives = [
        une.id
        for une in dossier.beneficiaires
        if une.eligibilite
        and une.eligibilite.motif_tardif is None
        and est_tardive(une.eligibilite.validee_le, premiers.get(une.id))
    ]
    return [alerter(CodeAlerte.ELIGIBILITE_TARDIVE, personnes=", ".join(tardives))] if tardives else []


def ages_invraisemblables(dossier: DossierFormat) -> list[FauteDeSaisie]:
    """One fault per person whose age when a contract of theirs starts cannot be; no date of birth is written.

    Asked of what comes in, not of what is there: a dossier already kept stays readable.
    """
    rangs = {une.id: rang for rang, une in enumerate(dossier.beneficiaires)}
    trouves: dict[int, str] = {}
    for contrat in dossier.contrats:
        rang = rangs[contrat.beneficiaire]
        naissance = dossier.beneficiaires[rang].naissance
        if not a_l_age_de_travailler(naissance, contrat.debut):
            trouves.setdefault(rang, age_refuse(naissance, contrat.debut, f"du contrat « {contrat.id} »"))
    return [faute(f"beneficiaires[{rang}].naissance", raison) for rang, raison in sorted(trouves.items())]


def age_refuse(naissance: date, debut: date, de_quoi: str) -> str:
    """« 11 ans le 02/02/2026, au début du contrat « k1 » ; de 15 à 80 ans sont vraisemblables, vérifiez … »."""
    minimum, maximum = AGES_VRAISEMBLABLES
    ans = age(naissance, debut)
    lu = f"{ans} ans" if ans >= 0 else "pas encore née"
    return (
        f"{lu} le {date_courte(debut)}, au début {de_quoi} ; de {minimum} à {maximum} ans sont vraisemblables, "
        "vérifiez l’année de naissance et le début du contrat"
    )


def _lots_connus(dossier: DossierFormat) -> Iterator[Faute]:
    connus = sorted(lot.numero for lot in dossier.operation.lots or ())
    admis = ", ".join(map(str, connus)) or "aucun"
    for liste in ("attributions", "contrats", "factures"):
        for rang, element in enumerate(getattr(dossier, liste)):
            if element.lot not in connus:
                yield f"{liste}[{rang}].lot", f"lot {element.lot} inconnu ; lots de l’opération : {admis}"


def _contacts(dossier: DossierFormat) -> Iterator[Faute]:
    for rang, contact in enumerate(dossier.contacts):
        if not (contact.organisation or contact.nom or contact.courriel):
            yield f"contacts[{rang}]", "contact vide ; une organisation, un nom ou un courriel est attendu"


def _identifiants(dossier: DossierFormat) -> Iterator[Faute]:
    yield from _repetes("beneficiaires", (beneficiaire.id for beneficiaire in dossier.beneficiaires))
    yield from _repetes("contrats", (contrat.id for contrat in dossier.contrats))
    personnes = {beneficiaire.id for beneficiaire in dossier.beneficiaires}
    for rang, contrat in enumerate(dossier.contrats):
        if contrat.beneficiaire not in personnes:
            yield f"contrats[{rang}].beneficiaire", _inconnu(contrat.beneficiaire, "bénéficiaire", "beneficiaires")
    for rang, formation in enumerate(dossier.formations):
        for place, participant in enumerate(formation.participants):
            if participant.beneficiaire not in personnes:
                chemin = f"formations[{rang}].participants[{place}].beneficiaire"
                yield chemin, _inconnu(participant.beneficiaire, "bénéficiaire", "beneficiaires")


def _personnes(dossier: DossierFormat) -> Iterator[Faute]:
    dernier_jour = max(aujourdhui(), maintenant().date())  # a rehearsal set back in time reads what came after
    for rang, personne in enumerate(dossier.beneficiaires):
        if personne.naissance > aujourdhui():
            yield f"beneficiaires[{rang}].naissance", "date à venir reçue ; une date de naissance passée est attendue"
        if personne.eligibilite and personne.eligibilite.validee_le > dernier_jour:
            raison = "date à venir reçue ; une éligibilité se valide une fois la pièce vue, à une date passée"
            yield f"beneficiaires[{rang}].eligibilite.validee_le", raison
        for place, premier in _doublons(sortie.jalon for sortie in personne.sorties):
            chemin = f"beneficiaires[{rang}].sorties[{place}].jalon"
            yield chemin, f"même jalon que sorties[{premier}] ; une seule sortie par jalon est attendue"
    identites = (identite(une.nom, une.prenom, une.naissance) for une in dossier.beneficiaires)
    for rang, premier in _doublons(identites):
        raison = f"même personne que beneficiaires[{premier}] (nom, prénom, naissance) ; gardez-en une seule"
        yield f"beneficiaires[{rang}]", raison


def _repetes(liste: str, identifiants: Iterable[str]) -> Iterator[Faute]:
    for rang, premier in _doublons(identifiants):
        yield f"{liste}[{rang}].id", f"identifiant déjà pris par {liste}[{premier}] ; un par élément est attendu"


def _doublons(cles: Iterable[Hashable]) -> Iterator[tuple[int, int]]:
    """Each place whose key was seen before, with the place where it was."""
    vues: dict[Hashable, int] = {}
    for rang, cle in enumerate(cles):
        premier = vues.setdefault(cle, rang)
        if premier != rang:
            yield rang, premier


def _inconnu(identifiant: str, nom: str, liste: str) -> str:
    return f"{nom} « {identifiant} » inconnu ; l’identifiant d’un élément de « {liste} » est attendu"


def _contrats(dossier: DossierFormat) -> Iterator[Faute]:
    for rang, contrat in enumerate(dossier.contrats):
        if contrat.fin and contrat.fin < contrat.debut:
            raison = f"{contrat.fin} précède le début, {contrat.debut} ; une date égale ou postérieure est attendue"
            yield f"contrats[{rang}].fin", raison


def _heures(dossier: DossierFormat) -> Iterator[Faute]:
    contrats = {contrat.id: contrat for contrat in dossier.contrats}
    for rang, ligne in enumerate(dossier.heures):
        contrat = contrats.get(ligne.contrat)
        if contrat is None:
            yield f"heures[{rang}].contrat", _inconnu(ligne.contrat, "contrat", "contrats")
        elif not _pendant(ligne, contrat):
            yield f"heures[{rang}].mois", f"{ligne.mois} est hors du contrat, {_dates(contrat)}"
        if ligne.dont_formation > ligne.heures:
            raison = f"{ligne.dont_formation} h de formation pour {ligne.heures} h en tout ; elles en font partie"
            yield f"heures[{rang}].dont_formation", raison
    for rang, premier in _doublons((ligne.contrat, ligne.mois, ligne.declarant) for ligne in dossier.heures):
        raison = f"même contrat, même mois et même déclarant que heures[{premier}] ; une seule ligne est attendue"
        yield f"heures[{rang}]", raison


def _pendant(ligne: HeuresFormat, contrat: ContratFormat) -> bool:
    """Whether the contract covers at least one day of the month."""
    debut, fin = contrat.debut.isoformat()[:7], contrat.fin.isoformat()[:7] if contrat.fin else None
    return debut <= ligne.mois and (fin is None or ligne.mois <= fin)


def _dates(contrat: ContratFormat) -> str:
    return f"du {contrat.debut} au {contrat.fin}" if contrat.fin else f"commencé le {contrat.debut}"


def _formations(dossier: DossierFormat) -> Iterator[Faute]:
    for rang, formation in enumerate(dossier.formations):
        if formation.fin and formation.fin < formation.debut:
            raison = f"{formation.fin} précède le début, {formation.debut} ; une date égale ou postérieure est attendue"
            yield f"formations[{rang}].fin", raison
        for place, premier in _doublons(participant.beneficiaire for participant in formation.participants):
            chemin = f"formations[{rang}].participants[{place}].beneficiaire"
            yield chemin, f"déjà participant[{premier}] de la formation ; une ligne par personne est attendue"


def _affectations(dossier: DossierFormat) -> Iterator[Faute]:
    contrats, conventions = {un.id for un in dossier.contrats}, {une.reference for une in dossier.conventions}
    for rang, une in enumerate(dossier.affectations):
        if une.contrat not in contrats:
            yield f"affectations[{rang}].contrat", _inconnu(une.contrat, "contrat", "contrats")
        if une.convention not in conventions:
            raison = f"convention « {une.convention} » absente de « conventions » ; ajoutez-la, avec ses dates"
            yield f"affectations[{rang}].convention", raison
    cles = ((une.contrat, une.mois, une.operation, une.lot) for une in dossier.affectations)
    for rang, premier in _doublons(cles):
        raison = f"même contrat, même mois et même lot que affectations[{premier}] ; une seule ligne est attendue"
        yield f"affectations[{rang}]", raison
