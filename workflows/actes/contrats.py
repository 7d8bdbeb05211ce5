"""Contracts of an operation: written down as they are signed, ended as they end; what each calls for is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from config.clauses import get_clauses
from config.horloge import aujourdhui
from config.paths import Paths
from config.settings import get_settings
from documents.contextes.g4 import DemandeFinMission, fin_mission
from documents.manques import collect_manques
from documents.piece import Attendue
from documents.production import make_followup_piece
from echanges import champs
from echanges.controles_dossier import age_refuse
from echanges.format_dossier import Identifiant
from echanges.suivi import charger
from formats.dates import date_courte, mois_long
from formats.typographie import typographier
from metier.contrats import TypeContrat
from metier.eligibilite import a_l_age_de_travailler
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.plafonds import fin_de_comptage
from metier.rattachement import attribution_du_contrat
from metier.suivi import Suivi
from sqlmodel_store.depots import attributions, eligibilites, operations
from sqlmodel_store.depots.eligibilites import Suivie
from sqlmodel_store.modeles.insertion import Contrat
from sqlmodel_store.modeles.operation import Lot, Operation
from workflows.actes.attestations import Attestation, Faites, attester
from workflows.actes.editions import definitive
from workflows.actes.effets import Effet, PieceProduite, Sujet
from workflows.actes.identites import identite_du_suivi
from workflows.actes.plafond_ai import alerter


class NouveauContrat(champs.Format):
    """A contract, as the dossier writes it; `id` to correct one that is known, or to name a new one."""

    id: Identifiant | None = None
    beneficiaire: Identifiant
    lot: champs.NumeroLot
    type: TypeContrat
    employeur: champs.TexteRempli
    debut: champs.DateIso
    fin: champs.DateIso | None = None
    motif_fin: champs.Texte | None = None


class FinDeContrat(champs.Format):
    """The end of a contract; `rupture` before its term, which the form G4 words otherwise."""

    contrat: Identifiant
    fin: champs.DateIso
    motif_fin: champs.TexteRempli | None = None
    rupture: champs.Oui = False


def enregistrer_contrat(session: Session, sujet: Sujet, lu: NouveauContrat) -> Effet:
    """The contract is written, or corrected; its attestation (G2) is made where the person is validated already."""
    suivie = eligibilites.exiger(session, sujet.operation, lu.beneficiaire)
    lot_id = _exiger_lot(session, sujet.operation, lu.lot)
    connu = _connu(session, sujet.operation, suivie, lu, lot_id)
    _exiger_dates(session, suivie, connu, lu)
    code = connu.code if connu else lu.id or eligibilites.prochain_code(session, Contrat, sujet.operation.id, "k")
    rang = connu.rang if connu else eligibilites.rang_suivant(session, Contrat, sujet.operation.id)
    valeurs = lu.model_dump(exclude={"id", "beneficiaire", "lot"}) | {
        "beneficiaire_id": suivie.ligne.id,
        "lot_id": lot_id,
        "code": code,
        "rang": rang,
    }
    faites = _attester(session, sujet.operation, suivie, Contrat(operation_id=sujet.operation.id, **valeurs))
    return Effet(
        pieces=faites.pieces,
        messages=faites.messages,
        modifier=lambda ici, operation: _ecrire(ici, operation, connu, valeurs),
        alertes=(typographier(f"contrat {code} enregistré"), *_alertes(session, suivie, lu), *faites.alertes),
    )


def terminer_contrat(session: Session, sujet: Sujet, lue: FinDeContrat) -> Effet:
    """The contract ends on that day; its form of end of mission (G4) is made, to be filled in by tutor and person."""
    contrat = eligibilites.exiger_contrat(session, sujet.operation, lue.contrat)
    if lue.fin < contrat.debut:
        raise _faute("fin", f"{lue.fin} précède le début, {contrat.debut} ; une date égale ou postérieure est attendue")
    _exiger_mois(session, contrat, contrat.debut, lue.fin)

    def terminer(ici: Session, _operation: Operation) -> None:
        ligne = ici.get_one(Contrat, contrat.id)
        ligne.fin, ligne.motif_fin = lue.fin, lue.motif_fin or ligne.motif_fin

    suivi = charger(session, sujet.operation.reference)
    piece = _fin_de_mission(suivi, contrat, lue)
    alertes = () if piece else (typographier(f"lot du contrat {contrat.code} sans attributaire : G4 non produite"),)
    return Effet(pieces=(piece,) if piece else (), modifier=terminer, alertes=alertes)


def _exiger_lot(session: Session, operation: Operation, numero: int) -> int:
    """The id of a lot whose hours count for somebody: claused, and entrusted to a company."""
    lots = operations.lots(session, operation.id)
    lot = next((un for un in lots if un.numero == numero), None)
    if lot is None:
        connus = ", ".join(str(un.numero) for un in lots) or "aucun"
        raise _faute("lot", f"lot {numero} inconnu de {operation.reference} ; lots de l’opération : {connus}")
    if not _clause(lot):
        clauses = ", ".join(str(un.numero) for un in lots if _clause(un)) or "aucun"
        raise _faute("lot", f"le lot {numero} n’est pas clausé, un contrat n’y sert à rien ; lots clausés : {clauses}")
    if not attributions.du_lot(session, operation.id, numero):
        raise _faute(
            "lot", f"le lot {numero} n’a pas d’entreprise ; notez-la d’abord par le geste « noter_attributions »"
        )
    return lot.id


def _clause(lot: Lot) -> bool:
    return lot.motif_non_clause is None if lot.clause is None else lot.clause


def _exiger_dates(session: Session, suivie: Suivie, connu: Contrat | None, lu: NouveauContrat) -> None:
    if not a_l_age_de_travailler(suivie.naissance, lu.debut):
        dit = age_refuse(suivie.naissance, lu.debut, "de ce contrat")
        raise _faute("debut", f"bénéficiaire {lu.beneficiaire}, {dit}")
    if lu.fin and lu.fin < lu.debut:
        raise _faute("fin", f"{lu.fin} précède le début, {lu.debut} ; une date égale ou postérieure est attendue")
    if connu is not None:
        _exiger_mois(session, connu, lu.debut, lu.fin)


def _exiger_mois(session: Session, contrat: Contrat, debut: date, fin: date | None) -> None:
    """No hours may be left outside of the contract."""
    dehors = [
        mois for mois in eligibilites.mois_declares(session, contrat.id) if not Mois.lire(mois).rencontre(debut, fin)
    ]
    if dehors:
        raise _faute("fin", f"des heures sont déclarées hors de ces dates ({', '.join(dehors)}) ; corrigez-les d’abord")


def _connu(session: Session, operation: Operation, suivie: Suivie, lu: NouveauContrat, lot_id: int) -> Contrat | None:
    """The contract to correct, by its local id or by what it says. Raises FauteDeSaisie for one under another id."""
    meme = _deja_la(suivie, lu, lot_id)
    if lu.id is None:
        return meme
    tous = [un for une in eligibilites.suivies(session, operation.id) for un in une.contrats]
    connu = next((un for un in tous if un.code == lu.id), None)
    if connu is None and meme is not None:
        raise _faute("id", f"ce contrat est déjà dans l’opération, sous « {meme.code} » ; cet identifiant est attendu")
    return connu


def _deja_la(suivie: Suivie, lu: NouveauContrat, lot_id: int) -> Contrat | None:
    """The same contract, written twice: same person, lot, employer, type and first day."""
    return next(
        (
            un
            for un in suivie.contrats
            if (un.lot_id, un.employeur, un.type, un.debut) == (lot_id, lu.employeur, lu.type, lu.debut)
        ),
        None,
    )


def _ecrire(session: Session, operation: Operation, connu: Contrat | None, valeurs: dict[str, Any]) -> None:
    if connu is None:
        session.add(Contrat(operation_id=operation.id, **valeurs))
        return
    ligne = session.get_one(Contrat, connu.id)
    for champ, valeur in valeurs.items():
        setattr(ligne, champ, valeur)


def _attester(session: Session, operation: Operation, suivie: Suivie, contrat: Contrat) -> Faites:
    """G2 for this contract alone, where the person is validated and the employer has none on that lot yet."""
    autres = {(un.employeur, un.lot_id) for un in suivie.contrats if un.code != contrat.code}
    if suivie.eligibilite is None or (contrat.employeur, contrat.lot_id) in autres:
        return attester(session, operation, ())
    attestation = Attestation(
        suivie=replace(suivie, contrats=(contrat,)), le=suivie.eligibilite.validee_le, acceptee=True
    )
    return attester(session, operation, (attestation,))


def _alertes(session: Session, suivie: Suivie, lu: NouveauContrat) -> list[str]:
    """Eligibility that is missing, months counted that run out, the ceiling of the AI."""
    code, phrases = suivie.ligne.code, []
    if suivie.eligibilite is None:
        phrases.append(
            f"{code} : éligibilité à valider avant le {date_courte(lu.debut)} ; d’ici là, heures non comptées"
        )
    elif suivie.eligibilite.validee_le > lu.debut and suivie.eligibilite.motif_tardif is None:
        phrases.append(
            f"{code} : éligibilité validée après le {date_courte(lu.debut)}, premier jour de ce contrat ; les heures "
            "d’avant ne sont pas comptées sans motif (valider_eligibilite, motif_tardif)"
        )
    phrases += _comptage(session, suivie, lu)
    if lu.type is TypeContrat.MAD_AI:
        phrases += alerter(session, suivie)
    return list(map(typographier, phrases))


def _comptage(session: Session, suivie: Suivie, lu: NouveauContrat) -> list[str]:
    """Months of counting, a parameter that no text read confirms: an alert only."""
    duree = get_clauses(get_settings().home).parametres.duree_comptage_mois
    premier = eligibilites.premiere_embauche(session, suivie.ligne.personne_id) or lu.debut
    dernier = fin_de_comptage(min(premier, lu.debut), int(duree.valeur))
    if (lu.fin or lu.debut) <= dernier.fin:
        return []
    a_valider = "" if duree.verifie else ", à valider par le relais"
    phrase = (
        f"{suivie.ligne.code} : comptage ouvert depuis le {date_courte(min(premier, lu.debut))}, jusqu’en "
        f"{mois_long(dernier)} ({duree.valeur} mois{a_valider})"
    )
    return [phrase]


def _fin_de_mission(suivi: Suivi, contrat: Contrat, lue: FinDeContrat) -> PieceProduite | None:
    """G4, the dates of the contract as it ends; None where its lot was entrusted to nobody."""
    sien = replace(next(un for un in suivi.contrats if un.id == contrat.code), fin=lue.fin)
    attribution, identite = attribution_du_contrat(suivi, sien), identite_du_suivi(suivi)
    if attribution is None:
        return None
    demande = DemandeFinMission(
        suivi=suivi,
        attributions=(attribution,),
        relais=identite.relais,
        facilitateur=identite.facilitateur,
        parametres=get_clauses(get_settings().home),
        date=aujourdhui(),
        rupture=lue.rupture,
        contrat=sien,
        personne=next(une for une in suivi.beneficiaires if une.id == sien.beneficiaire),
    )
    definitif = definitive(collect_manques(fin_mission(demande)))
    piece = make_followup_piece(
        Attendue(code=CodeDocument.G4, contexte=fin_mission(replace(demande, definitif=definitif))),
        suivi,
        identite.relais,
        identite.facilitateur,
        definitif=definitif,
        dossier_modeles=Paths(get_settings().home).modeles,
    ).piece
    fichier = f"contrats/{contrat.rang + 1:03d}/{piece.fichier}"
    return PieceProduite(piece=replace(piece, fichier=fichier), donnees=lue.model_dump_json(exclude={"motif_fin"}))


def _faute(champ: str, raison: str) -> FauteDeSaisie:
    return FauteDeSaisie(champ, typographier(f"{champ} : {raison}."))
