"""E5: the note of findings, from the facilitateur to the maître d'ouvrage, whose decision box stays blank."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.courrier import Lettre
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Ligne

IDENTITE = Identite(
    fichier="lettres/e5_constat.docx",
    code="E5",
    titre="Note de constat",
    edition=EDITION,
    emploi="",
    garde=False,
)
DECISION = "[ ] pénalité   [ ] exonération totale   [ ] exonération partielle   [ ] report   [ ] avenant"


def ecrire() -> Piece:
    """The template of E5."""
    piece = Lettre(IDENTITE)
    piece.en_tete_lettre("note de constat")
    _constat(piece)
    _diligences(piece)
    _proposition(piece)
    _decision(piece)
    return piece


def _constat(piece: Lettre) -> None:
    piece.paragraphe(
        "Nous vous remettons le constat de l'engagement d'insertion de l'entreprise **{{ entreprise }}** "
        "({{ article }}), arrêté {{ arretees }} d'après les seuls relevés validés{% if lots_groupes %} et pour sa "
        "seule part dans le groupement{% endif %}.",
        garde=True,
    )
    piece.heures(("Heures dues", "dues", 1700), ("Heures validées", "validees", 1700), ("Écart", "restantes", 1500))
    piece.paragraphe(
        "Écart : {{ ecart }}. Le contrat prévoit une pénalité de {{ penalite }} ; le calcul, indicatif, donne "
        "{{ montant }}, avant tout plafond et toute exonération."
    )


def _diligences(piece: Lettre) -> None:
    piece.titre(4, "Diligences et causes")
    for intitule, champ in (
        ("L'entreprise", "diligences_entreprise"),
        ("Le facilitateur", "diligences_facilitateur"),
        ("Causes avancées", "causes"),
    ):
        piece.paragraphe(f"{intitule} : {{{{ {champ} | join('\u00a0; ') }}}}.")
    piece.paragraphe("Offre de candidats – {{ orientations }}.")


def _proposition(piece: Lettre) -> None:
    piece.titre(4, "Proposition du facilitateur")
    piece.paragraphe(
        "**{{ proposition | capitalize }}**{% if report_au %}, jusqu'au {{ report_au }}{% endif %}. Motif : {{ motif }}"
    )
    piece.paragraphe(
        "Cette proposition éclaire le maître d'ouvrage sans le lier. {% if avec_penalite %}Aucune pénalité ne peut "
        "être prononcée sans que l'entreprise ait été invitée à présenter ses observations. {% endif %}Pièces : "
        "{{ pieces | join('\u00a0; ') }}."
    )
    piece.paragraphe("{{ courrier.signataire }}{% if courrier.signataire %}, {% endif %}{{ courrier.fonction }}")


def _decision(piece: Lettre) -> None:
    saisie = frozenset({1})
    piece.titre(4, "Décision du maître d'ouvrage, à compléter par lui")
    piece.fiche(
        Ligne(cellules=("Décision", DECISION), saisie=saisie),
        Ligne(cellules=("Heures ou montant retenus, échéance", "[?…?]"), saisie=saisie),
        Ligne(cellules=("Motif", "[?…?]"), saisie=saisie),
        Ligne(cellules=("Date, nom, qualité, signature", "\n"), saisie=saisie),
        gauche=2600,
    )
