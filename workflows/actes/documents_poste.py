"""F1 and F2, the sheet of a post and the offer that is sent out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlmodel import Session

from config.horloge import aujourdhui
from config.paths import Paths
from config.settings import get_settings
from documents.contextes.f1 import fiche_poste
from documents.contextes.f2 import offre
from documents.contextes.postes import DemandePoste
from documents.manques import Manque, collect_manques
from documents.piece import Attendue, AvecModele, Piece
from documents.production import make_followup_piece
from echanges.suivi import charger
from metier.missions import CodeDocument
from metier.poste import Diffusion
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.donnees_recrutement import FichePoste
from workflows.actes.editions import complete
from workflows.actes.identites import identite_du_suivi

Contexte = Callable[[DemandePoste], AvecModele]


@dataclass(frozen=True, kw_only=True)
class DocumentsPoste:
    """The two documents, and what a draft of them lacks."""

    f1: Piece
    f2: Piece
    manques: tuple[Manque, ...]


def faire_documents(session: Session, operation: Operation, fiche: FichePoste) -> DocumentsPoste:
    """F1 and F2. Raises FauteDeSaisie: a wording that discriminates or tells too much, a gap where mail is real."""
    settings, jour = get_settings(), aujourdhui()
    suivi = charger(session, operation.reference)
    identite = identite_du_suivi(suivi)
    demande = DemandePoste(
        suivi=suivi,
        poste=fiche.poste(),
        lot=fiche.lot,
        relais=identite.relais,
        facilitateur=identite.facilitateur,
        categories=settings.publics.categories,
        dossier_modeles=Paths(settings.home).modeles,
    )
    contextes: dict[CodeDocument, Contexte] = {
        CodeDocument.F1: fiche_poste,
        CodeDocument.F2: lambda dite: offre(dite, Diffusion.PARTENAIRES, jour),
    }
    manques = tuple(un for contexte in contextes.values() for un in collect_manques(contexte(demande)))
    definie = replace(demande, definitif=complete(manques))
    f1, f2 = (_produire(definie, code, contexte) for code, contexte in contextes.items())
    return DocumentsPoste(f1=f1, f2=f2, manques=manques)


def dossier_du_poste(code: str) -> str:
    """The folder of a post, inside that of its operation."""
    return f"postes/{code}"


def _produire(demande: DemandePoste, code: CodeDocument, contexte: Contexte) -> Piece:
    piece = make_followup_piece(
        Attendue(code=code, contexte=contexte(demande)),
        demande.suivi,
        demande.relais,
        demande.facilitateur,
        definitif=demande.definitif,
        cites=(demande.poste.tuteur,),
        dossier_modeles=demande.dossier_modeles,
    ).piece
    return replace(piece, fichier=f"{dossier_du_poste(demande.poste.numero)}/{piece.fichier}")
