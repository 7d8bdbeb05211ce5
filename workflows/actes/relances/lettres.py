"""The letters E3 of a reminder: one per operation, to a company that holds a lot of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from config.clauses import get_clauses
from config.paths import Paths
from config.settings import get_settings
from documents.contextes.e3 import DemandeRelance, MotifRelance, Relance, relance
from documents.manques import collect_manques
from documents.piece import Attendue
from documents.production import make_followup_piece
from formats.releve import en_ascii
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.relances import niveau_de
from metier.suivi import Attribution, Suivi
from workflows.actes.effets import PieceProduite
from workflows.actes.identites import identite_du_suivi
from workflows.actes.relances.retards import Attente, Objet


@dataclass(frozen=True, kw_only=True)
class Lettre:
    """A letter to be made: on which day, the place of its reminder, the days of those before."""

    suivi: Suivi
    attentes: Sequence[Attente]
    jour: date
    rang: int
    niveau: int
    precedentes: tuple[date, ...]


def e3(lettre: Lettre) -> PieceProduite | None:
    """The letter to the company that holds the lots; None where the lapses are those of nobody who holds one.

    Raises FauteDeSaisie where mail reaches people and something is missing, or a check refuses the letter.
    """
    attributions = _attributions(lettre)
    if not attributions:
        return None
    settings, identite = get_settings(), identite_du_suivi(lettre.suivi)
    demande = _demande(lettre, attributions)
    definitif = settings.mail_mode == "reel" or not collect_manques(relance(demande))
    contexte = relance(replace(demande, definitif=definitif))
    attendue = Attendue(
        code=CodeDocument.E3,
        contexte=contexte,
        precision=f"{en_ascii(attributions[0].entreprise)} {lettre.rang}",
    )
    try:
        piece = make_followup_piece(
            attendue,
            lettre.suivi,
            identite.relais,
            identite.facilitateur,
            definitif=definitif,
            dossier_modeles=Paths(settings.home).modeles,
        ).piece
    except FauteDeSaisie:
        _exiger_complete(contexte, lettre.suivi.reference)
        raise
    return PieceProduite(piece=piece, donnees=_faite_de(lettre, demande))


def _demande(lettre: Lettre, attributions: tuple[Attribution, ...]) -> DemandeRelance:
    settings, identite = get_settings(), identite_du_suivi(lettre.suivi)
    return DemandeRelance(
        suivi=lettre.suivi,
        attributions=attributions,
        relais=identite.relais,
        facilitateur=identite.facilitateur,
        parametres=get_clauses(settings.home),
        date=lettre.jour,
        arrete=Mois.de(lettre.jour).precedent,
        motif=_motif(lettre.attentes),
        niveau=min(lettre.niveau, niveau_de(lettre.attentes)),
        releves_manquants=_mois_manquants(lettre.attentes),
        precedentes=lettre.precedentes,
        delai=settings.echeances.relance_heures,
    )


def _exiger_complete(contexte: Relance, reference: str) -> None:
    """What a letter refused lacks, named by its field. Raises FauteDeSaisie; nothing where it lacks nothing."""
    manques = collect_manques(contexte)
    if manques:
        premier = manques[0]
        phrase = (
            f"{premier.champ} : donnée absente ({premier.libelle}) ; renseignez-la (relais dossier exporter "
            f"{reference}, puis relais dossier importer, ou relais.toml pour un réglage)."
        )
        raise FauteDeSaisie(premier.champ, typographier(phrase))


def _attributions(lettre: Lettre) -> tuple[Attribution, ...]:
    """Those of the company on the lots it is late on; of one company only, were two under one address."""
    vises = {(une.lot, une.organisation) for une in lettre.attentes}
    siennes = [une for une in lettre.suivi.attributions if (une.lot, une.entreprise) in vises]
    return tuple(une for une in siennes if une.entreprise == siennes[0].entreprise)


def _motif(attentes: Sequence[Attente]) -> MotifRelance:
    """Hours and choices first: a letter about them also says what is still to be done."""
    seuls_releves = all(une.objet is Objet.RELEVE for une in attentes)
    return MotifRelance.PIECES if seuls_releves else MotifRelance.HEURES


def _mois_manquants(attentes: Sequence[Attente]) -> tuple[Mois, ...]:
    return tuple(sorted({une.mois for une in attentes if une.objet is Objet.RELEVE and une.mois}))


def _faite_de(lettre: Lettre, demande: DemandeRelance) -> str:
    dit = {
        "jour": lettre.jour.isoformat(),
        "niveau": demande.niveau,
        "motif": demande.motif.value,
        "lots": sorted({une.lot for une in demande.attributions}),
        "releves_manquants": [str(mois) for mois in demande.releves_manquants],
    }
    return json.dumps(dit, ensure_ascii=False, sort_keys=True)
