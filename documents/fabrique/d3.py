"""D3: a short box for the minutes that the maître d'œuvre writes; plain styles, so that it pastes well."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="convocations/d3_encart_cr.docx",
    code="D3",
    titre="Encart pour le compte rendu de chantier",
    edition=EDITION,
    emploi="",
    garde=False,
)


def ecrire() -> Piece:
    """The template of D3."""
    piece = Piece(IDENTITE)
    piece.titre(4, "Action d'insertion – heures validées au {{ arrete_au }}")
    with piece.si("lots"):
        piece.tableau(
            (
                Colonne("Lot", 2438),
                Colonne("Entreprise", 2600),
                Colonne("Dues", 1100, "right"),
                Colonne("Réalisées", 1200, "right"),
                Colonne("Depuis la dernière réunion", 1300, "right"),
                Colonne("Cumul", 1000, "right"),
            ),
            Ligne(
                cellules=(
                    "{{ lot.lot }}",
                    "{{ lot.entreprise }}",
                    "{{ lot.dues }}",
                    "{{ lot.realisees }}",
                    "{{ lot.depuis }}",
                    "{{ lot.part }}",
                ),
                pour="lot in lots",
            ),
        )
    with piece.si("not lots"):
        piece.paragraphe("Aucun lot de l'opération ne porte d'heures d'insertion.")
    with piece.pour("lot in lots"):
        piece.puces("Lot {{ lot.lot }}, pièces attendues : {{ lot.pieces|join('\u00a0; ') }}.", si="lot.pieces")
        piece.puces("Lot {{ lot.lot }}, question au titulaire : {{ lot.question }}", si="lot.question")
    piece.paragraphe("Facilitateur : {{ relais.structure }}, {{ relais.courriel }}, {{ relais.telephone }}.")
    return piece
