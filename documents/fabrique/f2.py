"""F2: the offer that is sent out, without the place itself nor, where it asked so, the name of the company."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.postes import GAUCHE, bandeau, colonnes, profil
from documents.fabrique.tableaux import Ligne

IDENTITE = Identite(
    fichier="fiches_poste/f2_offre.docx",
    code="F2",
    titre="Offre d’emploi – clause d’insertion",
    edition=EDITION,
    emploi="",
    garde=False,
)


def ecrire() -> Piece:
    """The template of F2."""
    piece = Piece(IDENTITE)
    bandeau(piece, "Offre n° {{ garde.reference }}")
    piece.fiche(
        Ligne(cellules=("Entreprise", "{{ entreprise }}")),
        Ligne(cellules=("Secteur", "{{ secteur }}{% if acces %} – {{ acces }}{% endif %}")),
        Ligne(cellules=("Contrat", "{{ cadre }} : {{ contrat }}")),
        Ligne(cellules=("Qualification", "{{ qualification }}"), si="alternance"),
        gauche=GAUCHE,
    )
    colonnes(piece)
    profil(piece, Ligne(cellules=("Accueil", "{{ accueil }}"), si="accueil"))
    _publics(piece)
    with piece.si("partenaires"):
        _prescription(piece)
        piece.sinon()
        _candidature(piece)
    piece.note("Offre diffusée le {{ date }}, retirée dès que le poste est pourvu.")
    return piece


def _publics(piece: Piece) -> None:
    piece.paragraphe(
        "Ce poste est proposé au titre d'une clause d'insertion. Peuvent notamment y prétendre : "
        "{{ publics|join('\u00a0; ') }}."
    )


def _prescription(piece: Piece) -> None:
    piece.titre(4, "Pour proposer des candidatures")
    piece.puces(
        "Nombre de candidatures attendues : {{ candidats }} ; retour avant le **{{ limite }}**.",
        "Vérifier avec la personne qu'elle souhaite ce poste, puis remplir avec elle la demande de validation "
        "d'éligibilité (G1), un seul critère et sa pièce.",
        "Adresser la demande au facilitateur, {{ structure }}, {{ contact }}, par un envoi propre à chaque personne ; "
        "aucune donnée de candidat dans l'objet du message.",
        "L'éligibilité est validée avant le premier jour de travail ; le motif n'est jamais transmis à l'entreprise.",
    )


def _candidature(piece: Piece) -> None:
    piece.titre(4, "Pour postuler")
    piece.paragraphe(
        "Parlez-en à votre conseiller (France Travail, Mission locale, Cap emploi, Département, structure d'insertion) "
        "ou écrivez au facilitateur, {{ structure }}, {{ contact }}, avant le **{{ limite }}**, en rappelant le numéro "
        "de l'offre. Votre situation n'est étudiée qu'avec vous."
    )
