"""E4a: the invitation to present observations, one page, on the buyer's paper and over the buyer's signature."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.courrier import Projet
from documents.fabrique.manquement import FICHE, constat, copies, entete
from documents.fabrique.piece import Identite, Piece

IDENTITE = Identite(
    fichier="lettres/e4a_observations.docx",
    code="E4a",
    titre="Projet d’invitation à présenter des observations",
    edition=EDITION,
    emploi="Projet remis au maître d'ouvrage, qui le corrige, le met sur son papier à en-tête, le signe et l'envoie. "
    "Le relais ne signe ni n'envoie ce courrier. Les mentions ombrées entre crochets sont à compléter par lui.",
)


def ecrire() -> Piece:
    """The template of E4a."""
    piece = Projet(IDENTITE, *FICHE)
    entete(piece, "invitation à présenter vos observations")
    piece.paragraphe(
        "Le contrat cité en objet vous a été notifié le {{ faits.notifie_le }}. Son action d'insertion relève de : "
        "{{ faits.article }}{% if faits.ccag %}, le contrat se référant au {{ faits.ccag }}{% endif %}."
    )
    constat(piece)
    piece.paragraphe(
        "{% if faits.relances %}Le facilitateur vous a relancé {{ faits.relances }}. {% endif %}Le contrat prévoit une "
        "pénalité de {{ faits.penalite }}. {% if faits.heures %}Si cet écart demeurait au terme de l'exécution, elle "
        "représenterait, à titre indicatif, {{ faits.montant }}{% else %}Elle représenterait, à titre indicatif, {{ "
        "faits.montant }}{% endif %} ; aucune décision n'est prise."
    )
    piece.paragraphe(
        "**Je vous invite à présenter vos observations dans un délai de {{ delai }}** à compter de la réception de ce "
        "courrier, par écrit, [[sur le profil d'acheteur ou à l'adresse]]. Vous pouvez demander un entretien et "
        "joindre tout justificatif : demandes de candidats, orientations reçues et suites données, arrêt ou réduction "
        "des prestations, difficultés rencontrées, calendrier que vous proposez."
    )
    piece.paragraphe(
        "{% if faits.contact %}Pour une question sur les relevés, le facilitateur reste à votre disposition : {{ "
        "faits.contact }}. {% endif %}Je vous prie d'agréer, Madame, Monsieur, l'expression de mes salutations "
        "distinguées.",
        garde=True,
    )
    piece.signature_acheteur()
    copies(piece)
    return piece
