"""F1: the sheet of a post, one page: missions at left, conditions at right, how to apply at the foot."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.postes import GAUCHE, bandeau, colonnes, profil
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="fiches_poste/f1_fiche_poste.docx",
    code="F1",
    titre="Fiche de poste d’insertion",
    edition=EDITION,
    emploi="",
    garde=False,
)


def ecrire() -> Piece:
    """The template of F1."""
    piece = Piece(IDENTITE)
    bandeau(piece, "Fiche de poste n° {{ numero }}")
    piece.fiche(
        Ligne(cellules=("Opération", "{{ garde.reference }} – {{ garde.intitule }}, {{ lot }}")),
        Ligne(
            cellules=(
                "Entreprise",
                "{{ entreprise }}{% if mise_a_disposition %} (entreprise utilisatrice){% endif %}",
            )
        ),
        Ligne(cellules=("Contrat", "{{ cadre }} : {{ contrat }} ; employeur : {{ employeur }}")),
        Ligne(
            cellules=("Alternance", "qualification visée : {{ qualification }} ; rythme : {{ rythme }}"),
            si="alternance",
        ),
        Ligne(cellules=("Lieu et accès", "{{ lieu }}{% if acces %} – {{ acces }}{% endif %}")),
        gauche=GAUCHE,
    )
    colonnes(piece)
    profil(piece, Ligne(cellules=("Accueil", "tuteur : {{ tuteur }}{% if accueil %} ; {{ accueil }}{% endif %}")))
    _candidature(piece)
    _visas(piece)
    return piece


def _candidature(piece: Piece) -> None:
    piece.paragraphe(
        "**Candidature** : {{ canal }}, avant le {{ limite }}. Contact : {{ contact }}. L'éligibilité à la clause "
        "d'insertion est validée par le facilitateur avant le premier jour de travail."
    )


def _visas(piece: Piece) -> None:
    piece.tableau(
        (Colonne("Visa de l'entreprise (nom, date)", 4819), Colonne("Visa du facilitateur (nom, date)", 4819)),
        Ligne(cellules=("[?…?]\n", "[?…?]\n"), saisie=frozenset({0, 1})),
    )
