"""A3, paragraphs 9 to 13: follow-up, difficulties, end, personal data, penalties."""

from __future__ import annotations

from documents.fabrique.blocs import donnees_personnelles, penalites
from documents.fabrique.piece import Piece


def ecrire(piece: Piece) -> None:
    """Paragraphs 9 to 13 of A3."""
    _suivi(piece)
    _difficultes(piece)
    _fin(piece)
    piece.titre(3, "Données personnelles et confidentialité")
    donnees_personnelles(piece)
    piece.titre(3, "Pénalités")
    penalites(piece)


def _suivi(piece: Piece) -> None:
    piece.titre(3, "Suivi et contrôle")
    with piece.si("reserve"):
        piece.paragraphe(
            "Le {{ mots.titulaire }} remet à l'{{ mots.acheteur }} et au facilitateur, à la fin de chaque semestre et "
            "de l'exécution, un état des salariés en parcours employés à l'exécution, sans nom, et des heures "
            "accomplies."
        )
        piece.sinon()
        piece.paragraphe(
            "L'action d'insertion est inscrite à l'ordre du jour de la réunion de démarrage, puis des "
            "{{ mots.reunions }}."
        )
        piece.paragraphe(
            "Chaque mois, au plus tard le {{ delais.jour_limite }} du mois suivant, le {{ mots.titulaire }}, ou "
            "l'employeur pour son compte, transmet au facilitateur le relevé des heures de chaque personne, formation "
            "indiquée à part. Un mois sans heure donne lieu à un relevé à zéro."
        )
    piece.paragraphe(
        "Les justificatifs (contrat de travail ou de mise à disposition, bulletins de paie, factures, feuilles "
        "d'heures) sont tenus à disposition et présentés dans les {{ delais.pieces }} de leur demande. Le "
        "facilitateur valide ou conteste les heures déclarées ; seules les heures validées sont décomptées."
    )
    piece.paragraphe(
        "L'{{ mots.acheteur }} et le facilitateur peuvent, après en avoir averti le {{ mots.titulaire }}, se rendre "
        "sur le {{ mots.lieu }} et y rencontrer les personnes accueillies, leurs tuteurs et leurs employeurs."
    )


def _difficultes(piece: Piece) -> None:
    piece.titre(3, "Difficultés d'exécution")
    piece.paragraphe(
        "Le {{ mots.titulaire }} qui rencontre une difficulté dans la réalisation de ses heures en avertit par écrit, "
        "sans attendre, l'{{ mots.acheteur }} et le facilitateur, avec les démarches accomplies. Ils examinent "
        "ensemble les solutions : {% if not reserve %}autre modalité, {% endif %}autres postes, formation préalable, "
        "étalement sur la durée restante{% if not un_seul_lot %}, report entre lots d'un même {{ mots.titulaire }}"
        "{% endif %}. Le facilitateur garde la trace des candidatures proposées et des suites qui leur ont été données."
    )


def _fin(piece: Piece) -> None:
    piece.titre(3, "Fin d'exécution")
    piece.paragraphe(
        "Dans les {{ delais.bilan }} qui suivent la fin de l'exécution, le {{ mots.titulaire }} et le facilitateur "
        "établissent un bilan : heures dues et validées, personnes accueillies, formations, suites du parcours de "
        "chacun sans nom. L'embauche durable des personnes accueillies y est examinée. L'{{ mots.acheteur }} remet "
        "ensuite au {{ mots.titulaire }} une attestation de réalisation."
    )
