"""What the sheet and the offer of a post print alike: the band, the two columns, what one needs to start."""

from __future__ import annotations

from documents.fabrique.piece import Piece
from documents.fabrique.tableaux import Colonne, Ligne

GAUCHE = 1700
_MISSIONS = "{%p for mission in missions %}\n– {{ mission }}\n{%p endfor %}"
_CONDITIONS = "{%p for condition in conditions %}\n{{ condition }}\n{%p endfor %}"
_REMUNERATION = "Rémunération : {{ remuneration }}, {{ plancher }}."
_PREREQUIS = (
    "{% if prerequis %}{{ prerequis|join('\u00a0; ') }}{% else %}aucun prérequis : le travail s'apprend sur place"
    "{% endif %}"
)


def bandeau(piece: Piece, titre: str) -> None:
    """The box that says which post, how many, until when."""
    piece.encadre(
        f"**{titre}**",
        "**{{ intitule }}** (F/H) – {{ nombre }}{% if metier %} – {{ metier }}{% endif %}",
        "Candidatures jusqu'au **{{ limite }}**",
    )
    piece.titre(4, "Cadre")


def colonnes(piece: Piece) -> None:
    """Missions and conditions side by side; the floor of the pay is told without a figure."""
    piece.titre(4, "Travail")
    piece.tableau(
        (Colonne("Missions", 4819), Colonne("Conditions de travail", 4819)),
        Ligne(cellules=(_MISSIONS, f"{_CONDITIONS}\n{_REMUNERATION}")),
    )


def profil(piece: Piece, accueil: Ligne) -> None:
    """What one needs to start, the training, who welcomes, what comes next; then to whom the post is open."""
    piece.titre(4, "Accueil")
    piece.fiche(
        Ligne(cellules=("Pour commencer", _PREREQUIS)),
        Ligne(cellules=("Formation", "{{ formation }}"), si="formation"),
        accueil,
        Ligne(cellules=("Et après", "{{ evolution }}"), si="evolution"),
        gauche=GAUCHE,
    )
    piece.paragraphe(
        "Poste ouvert à toutes et à tous, à compétences égales ; il peut être aménagé pour une personne en situation "
        "de handicap."
    )
