"""A7: the annex to the acte d'engagement, a form that the candidate fills in and signs, one per lot."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="marches/a7_annexe_ae.docx",
    code="A7",
    titre="Annexe à l’acte d’engagement – Engagement d’insertion",
    edition=EDITION,
    emploi="À joindre à l'acte d'engagement du lot, sans le remplir : les zones grisées sont celles du candidat. "
    "L'annexe est contractuelle ; elle est citée dans l'article du cahier des clauses relatif aux pièces "
    "constitutives.",
)
SAISIE = "[?à compléter par le candidat?]"
COURT = "[?…?]"


def ecrire() -> Piece:
    """The template of A7."""
    piece = Piece(IDENTITE)
    piece.titre(2, "Annexe {{ mots.annexe }} – Engagement d'insertion")
    piece.encadre("**À compléter (zones grisées) et à signer par le candidat**")
    piece.paragraphe("L'engagement porte sur le lot et le candidat suivants :", garde=True)
    _cartouche(piece)
    _engagement(piece)
    _modalites(piece)
    _interlocuteurs(piece)
    _groupement(piece)
    _acceptations(piece)
    _signature(piece)
    _notice(piece)
    return piece


def _cartouche(piece: Piece) -> None:
    saisie = frozenset({1})
    piece.fiche(
        Ligne(cellules=("{% if concession %}Autorité concédante{% else %}Acheteur{% endif %}", "{{ acheteur }}")),
        Ligne(cellules=("Opération", "{{ garde.reference }} – {{ garde.intitule }}")),
        Ligne(cellules=("Lot", "{{ lot_numero }} – {{ lot_intitule }}")),
        Ligne(cellules=("Candidat (raison sociale)", SAISIE), saisie=saisie),
        Ligne(cellules=("SIRET", SAISIE), saisie=saisie),
        Ligne(
            cellules=(
                "Forme de la candidature",
                "[ ] entreprise seule   [ ] groupement conjoint   [ ] groupement solidaire",
            ),
            saisie=saisie,
        ),
    )


def _engagement(piece: Piece) -> None:
    piece.titre(3, "Engagement")
    with piece.si("ratio"):
        piece.paragraphe(
            "**Le candidat s'engage à réaliser, au titre du lot {{ lot_numero }}, {{ base }}, dans la limite de "
            "{{ minimum }},** dans les conditions de l'article « Action d'insertion professionnelle » du "
            "{{ mots.cahier }}."
        )
        piece.sinon()
        piece.paragraphe(
            "**Le candidat s'engage à réaliser, au titre du lot {{ lot_numero }}, au moins {{ minimum }} "
            "d'insertion{% if pourcentage %} ({{ base }}){% endif %},** dans les conditions de l'article « Action "
            "d'insertion professionnelle » du {{ mots.cahier }}."
        )
        piece.paragraphe(f"[ ] Il s'engage sur un volume supérieur : {COURT} heures.")


def _modalites(piece: Piece) -> None:
    piece.titre(3, "Modalités envisagées")
    piece.paragraphe(
        "Choix libre, combinable, indicatif : il est confirmé au démarrage et peut changer. Nommer une structure est "
        "facultatif.",
        garde=True,
    )
    saisie = frozenset({1, 2, 3, 4})
    vide = ("[ ]", COURT, COURT, COURT)
    piece.tableau(
        (
            Colonne("Modalité", 3838),
            Colonne("Choix", 800, "center"),
            Colonne("Heures prévues", 1300, "right"),
            Colonne("Structure pressentie (facultatif)", 2000),
            Colonne("Période", 1700),
        ),
        Ligne(cellules=("Embauche directe (CDI, CDD, alternance)", *vide), saisie=saisie),
        Ligne(cellules=("Mise à disposition (AI, ETTI, GEIQ, EATT ; ETT, éligibilité validée)", *vide), saisie=saisie),
        Ligne(cellules=("Sous-traitance ou cotraitance (EI, ACI, régie, EA, ESAT)", *vide), saisie=saisie),
        Ligne(cellules=("Total", "", COURT, "", ""), gras=True, saisie=frozenset({2})),
    )
    piece.paragraphe(f"Métiers ou postes possibles {{{{ mots.du_lieu }}}} : {SAISIE}")


def _interlocuteurs(piece: Piece) -> None:
    piece.titre(3, "Interlocuteurs")
    saisie = frozenset({1, 2, 3})
    piece.tableau(
        (Colonne("Rôle", 2638), Colonne("Nom", 2600), Colonne("Téléphone", 1800), Colonne("Courriel", 2600)),
        Ligne(cellules=("Référent insertion", COURT, COURT, COURT), saisie=saisie),
        Ligne(cellules=("Tuteur pressenti", COURT, COURT, COURT), saisie=saisie),
    )


def _groupement(piece: Piece) -> None:
    piece.titre(3, "En cas de groupement : répartition des heures", nouvelle_page=True)
    piece.paragraphe("Le mandataire suit l'ensemble ; la solidarité éventuelle est celle du groupement.", garde=True)
    saisie = frozenset({0, 1, 2})
    ligne = Ligne(cellules=(COURT, COURT, COURT), saisie=saisie)
    piece.tableau(
        (Colonne("Membre du groupement", 4638), Colonne("SIRET", 3000), Colonne("Heures", 2000, "right")),
        ligne,
        ligne,
        ligne,
    )


def _acceptations(piece: Piece) -> None:
    piece.titre(3, "Le candidat déclare")
    for texte in (
        "accepter la validation de l'éligibilité de chaque personne par le facilitateur avant son premier jour ;",
        "transmettre chaque mois le relevé des heures et tenir les justificatifs à disposition ;",
        "désigner un référent et un tuteur, et participer aux réunions consacrées à l'insertion ;",
        "informer les personnes accueillies de l'usage de leurs données et de leurs droits ;",
        "connaître les pénalités prévues par l'article « Action d'insertion professionnelle » et leur procédure.",
    ):
        piece.paragraphe(f"[ ] {texte}", style="Listesaisie")


def _signature(piece: Piece) -> None:
    saisie = frozenset({1})
    piece.titre(3, "Signature")
    piece.fiche(
        Ligne(cellules=("Fait à, le", COURT), saisie=saisie),
        Ligne(cellules=("Nom et qualité du signataire", COURT), saisie=saisie),
        Ligne(cellules=("Signature (manuscrite ou électronique)", "\n\n"), saisie=saisie),
    )
    piece.note("Signataire : la personne habilitée qui signe l'acte d'engagement, le mandataire en cas de groupement.")


def _notice(piece: Piece) -> None:
    piece.titre(4, "Note de remplissage")
    piece.puces(
        "Le total des heures prévues au tableau des modalités est au moins égal {% if ratio %}aux heures que "
        "représenterait le maximum de commandes{% else %}au volume engagé{% endif %}.",
        "Une mise à disposition se commande à une structure qui reste l'employeur ; une sous-traitance est déclarée à "
        "l'{{ mots.acheteur }} avant l'intervention.",
        "Seules comptent les heures travaillées et payées, accomplies {% if travaux %}pour le chantier{% else %}pour "
        "les prestations{% endif %} par des personnes dont l'éligibilité a été validée.",
        "Questions techniques : {{ facilitateur.structure }}, {{ facilitateur.courriel }}, "
        "{{ facilitateur.telephone }}.",
    )
