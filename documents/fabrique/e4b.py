"""E4b: the formal notice, two pages at most, on the buyer's paper and over the buyer's signature."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.courrier import Projet
from documents.fabrique.manquement import FICHE, constat, copies, entete
from documents.fabrique.piece import Identite, Piece

IDENTITE = Identite(
    fichier="lettres/e4b_mise_en_demeure.docx",
    code="E4b",
    titre="Projet de mise en demeure",
    edition=EDITION,
    emploi="Projet remis au maître d'ouvrage, à employer seulement après l'invitation à présenter des observations. "
    "Il le fait relire, le met sur son papier à en-tête, le signe et l'envoie. Le relais ne signe ni n'envoie ce "
    "courrier. Les mentions ombrées entre crochets sont à compléter par lui.",
)


def ecrire() -> Piece:
    """The template of E4b."""
    piece = Projet(IDENTITE, *FICHE)
    entete(piece, "mise en demeure")
    _visas(piece)
    _manquement(piece)
    _demande(piece)
    _penalite(piece)
    piece.paragraphe(
        "Voies et délais de recours : [[à compléter par le maître d'ouvrage]]. Je vous prie d'agréer, Madame, "
        "Monsieur, l'expression de mes salutations distinguées.",
        garde=True,
    )
    piece.signature_acheteur()
    copies(piece)
    return piece


def _visas(piece: Projet) -> None:
    piece.puces(
        "Vu le code de la commande publique ;",
        "vu le contrat cité en objet, notifié le {{ faits.notifie_le }}{% if faits.ccag %}, qui se réfère au {{ "
        "faits.ccag }}{% endif %} ;",
        "vu les stipulations relatives à l'action d'insertion : {{ faits.article }} ;",
        "vu l'invitation à présenter des observations du {{ invitation_le }} ;",
        "{% if observations_le %}vu vos observations reçues le {{ observations_le }}, qui appellent la réponse "
        "suivante : {% else %}considérant que vous n'avez pas présenté d'observations dans le délai "
        "imparti.{% endif %}",
    )
    with piece.si("observations_le"):
        piece.paragraphe("[[réponse motivée du maître d'ouvrage aux observations]]")


def _manquement(piece: Projet) -> None:
    piece.titre(4, "Manquement constaté")
    constat(piece)
    with piece.si("faits.relances"):
        piece.paragraphe("Le facilitateur vous a relancé {{ faits.relances }}, sans suite suffisante.")


def _demande(piece: Projet) -> None:
    piece.titre(4, "Mise en demeure")
    piece.paragraphe(
        "**Je vous mets en demeure, dans un délai de {{ delai }} à compter de la réception de ce courrier,** "
        "{% if faits.heures %}de réaliser les heures manquantes, soit {{ faits.ecart }}, ou, si ce délai n'y suffit "
        "pas, d'engager leur réalisation et de me remettre un calendrier ferme : postes, dates d'accueil, heures par "
        "mois, modalités de votre choix.{% else %}de remettre les documents cités ci-dessus.{% endif %}"
    )
    piece.paragraphe(
        "Votre réponse est adressée par écrit, [[sur le profil d'acheteur ou à l'adresse]]. Elle peut faire état de "
        "toute cause qui vous exonérerait en tout ou partie, avec ses justificatifs."
    )


def _penalite(piece: Projet) -> None:
    piece.titre(4, "Pénalité encourue")
    piece.paragraphe(
        "Le contrat prévoit une pénalité de {{ faits.penalite }}, dans la limite de son plafond éventuel. {% if "
        "faits.heures %}Si l'écart demeure, elle représenterait, à titre indicatif et au vu des seuls relevés validés, "
        "{{ faits.montant }}.{% else %}Elle représenterait, à titre indicatif, {{ faits.montant }}.{% endif %} À "
        "l'issue du délai, je déciderai, par un acte distinct et motivé, de l'appliquer, de la moduler ou d'y renoncer."
    )
