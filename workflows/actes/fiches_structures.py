"""The form (G1) that a structure fills in for each person it lends: one per structure and company, ready to send."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from config.clauses import get_clauses
from config.horloge import aujourdhui
from config.paths import Paths
from config.settings import get_settings
from courrier.messages import PieceJointe
from documents.contextes.g1 import DemandeFiche, VarianteFiche, fiche_beneficiaire
from documents.manques import collect_manques
from documents.piece import Attendue
from documents.production import make_followup_piece
from formats.releve import en_ascii
from metier.missions import CodeDocument
from metier.modalites import TypeModalite
from metier.suivi import Attribution, Modalite, Suivi
from workflows.actes.editions import definitive
from workflows.actes.effets import PieceProduite
from workflows.actes.identites import identite_du_suivi

Fiches = Mapping[tuple[str, str], PieceProduite]
DOSSIER = "modalites"


def fiches_des_structures(suivi: Suivi, retenues: Iterable[tuple[Attribution, Modalite]]) -> Fiches:
    """The form of each structure that lends people to a company, by their names; the lots of the company in it."""
    lots: dict[tuple[str, str], list[Attribution]] = {}
    for attribution, modalite in retenues:
        if modalite.type is TypeModalite.MISE_A_DISPOSITION and modalite.structure:
            siens = lots.setdefault((modalite.structure.nom, attribution.entreprise), [])
            siens += [attribution] if attribution not in siens else []
    return {noms: _fiche(suivi, noms[0], siens) for noms, siens in lots.items()}


def jointes(fiches: Fiches, structure: str, entreprises: Sequence[str]) -> tuple[PieceJointe, ...]:
    """Those of a structure, one per company."""
    siennes = [fiches[structure, entreprise].piece for entreprise in dict.fromkeys(entreprises)]
    return tuple(PieceJointe(nom=PurePosixPath(une.fichier).name, octets=une.octets) for une in siennes)


def _fiche(suivi: Suivi, structure: str, attributions: Sequence[Attribution]) -> PieceProduite:
    settings, identite = get_settings(), identite_du_suivi(suivi)
    demande = DemandeFiche(
        suivi=suivi,
        attributions=tuple(attributions),
        relais=identite.relais,
        facilitateur=identite.facilitateur,
        parametres=get_clauses(settings.home),
        date=aujourdhui(),
        variante=VarianteFiche.STRUCTURE,
        employeur=structure,
        categories=settings.publics.categories,
    )
    definitif = definitive(collect_manques(fiche_beneficiaire(demande)))
    piece = make_followup_piece(
        Attendue(
            code=CodeDocument.G1,
            contexte=fiche_beneficiaire(replace(demande, definitif=definitif)),
            precision=f"{en_ascii(structure)} {en_ascii(attributions[0].entreprise)}",
        ),
        suivi,
        identite.relais,
        identite.facilitateur,
        definitif=definitif,
        dossier_modeles=Paths(settings.home).modeles,
    ).piece
    fait_de = {
        "structure": structure,
        "entreprise": attributions[0].entreprise,
        "lots": [une.lot for une in attributions],
    }
    donnees = json.dumps(fait_de, ensure_ascii=False, sort_keys=True)
    return PieceProduite(piece=replace(piece, fichier=f"{DOSSIER}/{piece.fichier}"), donnees=donnees)
