"""C0: the answer of the relay, a letter of one page."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Ligne

IDENTITE = Identite(
    fichier="marches/c0_reponse.docx",
    code="C0",
    titre="Réponse de prise en charge",
    edition=EDITION,
    emploi="",
    garde=False,
)


def ecrire() -> Piece:
    """The template of C0."""
    piece = Piece(IDENTITE)
    _en_tete(piece)
    piece.paragraphe("Madame, Monsieur,")
    piece.paragraphe(
        "Vous nous avez demandé si le relais peut suivre l'opération citée en objet. **{{ reponse }}**", garde=True
    )
    with piece.si("accepte"):
        _acceptation(piece)
        piece.sinon()
        _refus(piece)
    piece.paragraphe("Nous vous prions d'agréer, Madame, Monsieur, l'expression de nos salutations distinguées.")
    piece.paragraphe("{{ facilitateur }} – {{ structure }}")
    return piece


def _en_tete(piece: Piece) -> None:
    piece.logo("logo")
    piece.paragraphe("**{{ structure }}**{% if statut %} – {{ statut }}{% endif %}", garde=True)
    piece.paragraphe("{{ adresse }} – {{ telephone }} – {{ courriel }}")
    piece.fiche(
        Ligne(cellules=("À l'attention de", "{{ destinataire }}")),
        Ligne(cellules=("Date", "{{ date }}")),
        Ligne(cellules=("Objet", "Prise en charge – {{ garde.reference }} – {{ garde.intitule }}")),
        Ligne(
            cellules=("Opération", "{{ maitre_ouvrage }}{% if commune %}, {{ commune }}{% endif %}"),
            si="maitre_ouvrage",
        ),
        Ligne(cellules=("Votre alerte", "{{ alerte }} ({{ delai }})")),
        gauche=1900,
    )


def _acceptation(piece: Piece) -> None:
    with piece.si("reserves"):
        piece.paragraphe("Cette réponse est donnée sous réserve :", garde=True)
        piece.puces("{{ reserve }}", pour="reserve in reserves")
    piece.paragraphe(
        "Votre interlocuteur : {{ facilitateur }}{% if suppleant %} ; en son absence, {{ suppleant }}{% endif %}."
    )
    with piece.si("disponibilites"):
        piece.paragraphe("Disponibilités pour une première réunion :", garde=True)
        piece.puces("{{ creneau }}", pour="creneau in disponibilites")
        piece.sinon()
        piece.paragraphe(
            "{% if amont %}Nous vous proposons de fixer ensemble la date d'un premier échange.{% else %}Nous nous "
            "rendons disponibles pour la réunion de démarrage, dont nous vous remercions de nous indiquer la "
            "date.{% endif %}"
        )
    with piece.si("pieces"):
        piece.paragraphe("Pour commencer, nous avons besoin des pièces suivantes :", garde=True)
        piece.puces("{{ document }}", pour="document in pieces")
    piece.paragraphe(
        "Nous vous remercions de nous prévenir avant toute publication qui porterait les coordonnées du relais."
    )


def _refus(piece: Piece) -> None:
    piece.paragraphe("Motif : {{ motif }}")
    with piece.si("relais_propose"):
        piece.paragraphe("Nous vous proposons de vous adresser à : {{ relais_propose }}.")
        piece.sinon()
        piece.paragraphe("Nous restons à votre disposition pour chercher avec vous un autre relais du territoire.")
