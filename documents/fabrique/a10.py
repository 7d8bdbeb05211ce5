"""A10: the note that motivates a waiver, signed by the buyer and kept with the file of the award."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Ligne

IDENTITE = Identite(
    fichier="marches/a10_dispense.docx",
    code="A10",
    titre="Note de dispense – Absence de considération sociale",
    edition=EDITION,
    emploi="Projet du facilitateur, à relire, compléter et signer par l'acheteur, qui décide seul. La note reste au "
    "dossier de passation : elle contient une estimation et ne se joint à aucune pièce remise aux candidats.",
)


def ecrire() -> Piece:
    """The template of A10."""
    piece = Piece(IDENTITE)
    piece.titre(2, "Note de dispense de considération sociale")
    piece.paragraphe(
        "Motif consigné en application du III de l'article {{ article }} du code de la commande publique", garde=True
    )
    piece.fiche(
        Ligne(
            cellules=(
                "{% if mots.acheteur == 'acheteur' %}Acheteur{% else %}Autorité concédante{% endif %}",
                "{{ acheteur }}",
            )
        ),
        Ligne(cellules=("Objet", "{{ objet }}")),
        Ligne(cellules=("Nature et forme", "{{ nature }} – {{ forme }}")),
        Ligne(cellules=("Date de l'avis", "{{ date_avis }}")),
        Ligne(cellules=("Valeur estimée", "{{ valeur }}, tous lots confondus")),
        Ligne(cellules=("Seuil européen", "{{ seuil }} ({{ periode }})")),
        gauche=2200,
    )
    _obligation(piece)
    _cas(piece)
    _faits(piece)
    _avis(piece)
    _conclusion(piece)
    return piece


def _obligation(piece: Piece) -> None:
    piece.titre(3, "Obligation en cause")
    piece.paragraphe(
        "{% if seuil_atteint %}La valeur estimée de l'opération atteint le seuil européen : l'article {{ article }} "
        "demande de prévoir des conditions d'exécution qui prennent en compte des considérations relatives au "
        "domaine social ou à l'emploi, sauf dans les cas qu'il énumère.{% else %}La valeur estimée de l'opération "
        "n'atteint pas le seuil européen : l'article {{ article }} n'impose pas de considération sociale, et la "
        "présente note est sans objet.{% endif %}"
    )
    piece.note("{{ lecture }}")


def _cas(piece: Piece) -> None:
    piece.titre(3, "Cas invoqué")
    piece.paragraphe("**{{ cas }} du II de l'article {{ article }}** : {{ libelle }}.")


def _faits(piece: Piece) -> None:
    piece.titre(3, "Faits")
    with piece.si("travaux_courts"):
        piece.paragraphe("Durée prévue des travaux : {{ duree }}, d'après le planning joint à la présente note.")
    with piece.pour("fait in faits"):
        piece.paragraphe("{{ fait }}")
    piece.paragraphe(
        "Pièces qui l'établissent ({% if travaux_courts %}planning, {% endif %}sourçage, échanges datés) : [[liste]]"
    )


def _avis(piece: Piece) -> None:
    piece.titre(3, "Avis technique du facilitateur")
    piece.paragraphe(
        "Le facilitateur a donné le [[date]] l'avis suivant, qui éclaire l'acheteur sans le lier : [[conclusion de "
        "l'avis]]"
    )


def _conclusion(piece: Piece) -> None:
    piece.titre(3, "Conclusion")
    piece.paragraphe(
        "Au vu de ces faits, l'{{ mots.acheteur }} n'inscrit pas de considération sociale dans le présent "
        "{{ mots.contrat }}. {{ conservation }}",
        garde=True,
    )
    saisie = frozenset({1})
    piece.fiche(
        Ligne(cellules=("Fait à, le", "[?…?]"), saisie=saisie),
        Ligne(
            cellules=("Nom et qualité", "[?représentant de l'{{ mots.acheteur }}, ou qui a reçu sa délégation?]"),
            saisie=saisie,
        ),
        Ligne(cellules=("Signature", "\n\n"), saisie=saisie),
        gauche=2200,
    )
