"""C1: who does what on an operation, two pages signed before the consultation."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="marches/c1_fiche_roles.docx",
    code="C1",
    titre="Fiche de répartition des rôles",
    edition=EDITION,
    emploi="",
    garde=False,
)
ACHETEUR = "{% if region %}Région{% else %}Maître d'ouvrage{% endif %}"


def ecrire() -> Piece:
    """The template of C1."""
    piece = Piece(IDENTITE)
    piece.titre(2, "Fiche de répartition des rôles par opération")
    _identite(piece)
    _roles(piece)
    _contacts(piece)
    _echanges(piece)
    _signatures(piece)
    return piece


def _identite(piece: Piece) -> None:
    piece.fiche(
        Ligne(cellules=("Opération", "{{ garde.reference }} – {{ garde.intitule }}")),
        Ligne(cellules=(ACHETEUR, "{{ acheteur }}")),
        Ligne(cellules=("Relais, facilitateur", "{{ structure }} – {{ facilitateur }}")),
        Ligne(cellules=("Nature, calendrier", "{{ nature }} ; {{ calendrier }}")),
        Ligne(cellules=("Lots concernés", "{{ lots }}")),
        Ligne(cellules=("Missions du relais", "{{ missions | join('\u00a0; ') }}")),
        gauche=2200,
    )


def _roles(piece: Piece) -> None:
    piece.paragraphe(
        "**R** réalise, **A** répond de la tâche (un seul acteur), **C** est consulté, **I** est informé. "
        "{% if region %}La Région identifie les lots, calcule et rédige ; le relais intervient de la réunion de "
        "démarrage au bilan. {% endif %}La mise en demeure, les pénalités et l'attestation appartiennent au seul "
        "{% if region %}acheteur{% else %}maître d'ouvrage{% endif %}.",
        garde=True,
    )
    piece.tableau(
        (
            Colonne("Tâche", 3038),
            Colonne("{% if region %}Région{% else %}MOA{% endif %}", 850, "center"),
            Colonne("Relais", 850, "center"),
            Colonne("MOE", 750, "center"),
            Colonne("Entr.", 750, "center"),
            Colonne("SIAE", 750, "center"),
            Colonne("SPE", 750, "center"),
            Colonne("Échéance", 1900),
        ),
        Ligne(
            cellules=(
                "{{ tache.libelle }}",
                "{{ tache.acheteur }}",
                "{{ tache.relais }}",
                "{{ tache.maitre_oeuvre }}",
                "{{ tache.entreprise }}",
                "{{ tache.siae }}",
                "{{ tache.spe }}",
                "{{ tache.echeance }}",
            ),
            pour="tache in taches",
        ),
    )
    piece.note("MOA : maître d'ouvrage ; MOE : maître d'œuvre ; Entr. : entreprise ; SPE : service public de l'emploi.")


def _contacts(piece: Piece) -> None:
    with piece.si("contacts"):
        piece.titre(4, "Contacts", nouvelle_page=True)
        piece.tableau(
            (Colonne("Rôle", 1600), Colonne("Organisation", 2638), Colonne("Nom", 1900), Colonne("Courriel", 3500)),
            Ligne(
                cellules=(
                    "{{ contact.role }}",
                    "{{ contact.organisation }}",
                    "{{ contact.nom }}",
                    "{{ contact.courriel }}",
                ),
                pour="contact in contacts",
            ),
        )


def _echanges(piece: Piece) -> None:
    piece.titre(4, "Données échangées")
    piece.puces(
        "Le relais transmet : {{ echanges }}. Aucune donnée nominative n'est remise à l'acheteur.",
        "L'acheteur transmet : dossier publié, attributaires et contacts, heures par lot, avenants, arrêts.",
        "Canal : {{ canal }}.",
    )


def _signatures(piece: Piece) -> None:
    piece.paragraphe("Fait en deux exemplaires.", garde=True)
    piece.tableau(
        (Colonne("{{ acheteur }}", 4819), Colonne("{{ structure }}", 4819)),
        Ligne(
            cellules=("[?date, nom, qualité, signature?]\n\n", "[?date, nom, qualité, signature?]\n\n"),
            saisie=frozenset({0, 1}),
        ),
    )
