"""G3 on paper: the monthly statement that an employer prints, fills in by hand and signs, one turned page or more."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.courrier import Lettre
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="marches/g3_releve.docx",
    code="G3",
    titre="Relevé mensuel des heures d’insertion",
    edition=EDITION,
    emploi="",
    garde=False,
    paysage=True,
)
S = "[?…?]"
LIGNES_LIBRES = 2
COLONNES = (
    Colonne("Personne", 2500),
    Colonne("Attestation d'éligibilité", 1650),
    Colonne("Contrat", 3000),
    Colonne("Poste occupé", 1750),
    Colonne("Heures du mois", 1100, "right"),
    Colonne("dont formation", 1100, "right"),
    Colonne("Cumul avant ce mois", 1170, "right"),
    Colonne("Observations", 2300),
)
VISAS = (
    Colonne("L'employeur : nom, qualité, date, signature", 5000),
    Colonne("L'entreprise utilisatrice, s'il y a mise à disposition", 5000),
    Colonne("Réservé au facilitateur : heures validées, date, visa", 4570),
)
LIBRE = Ligne(cellules=(S, "", S, S, S, S, "", S), saisie=frozenset({0, 2, 3, 4, 5, 7}))


def ecrire() -> Piece:
    """The template of G3."""
    piece = Lettre(IDENTITE)
    piece.titre(2, "Relevé mensuel des heures d'insertion – {{ mois }}")
    piece.paragraphe("À remplir (zones grisées), dater, signer et renvoyer **{{ retour }}**.", garde=True)
    piece.fiche(
        Ligne(cellules=("Opération, maître d'ouvrage", "{{ operation }} – {{ acheteur }}")),
        Ligne(cellules=("Lot", "{{ lot }}")),
        Ligne(
            cellules=(
                "Employeur",
                "**{{ employeur }}**{% if utilisatrice %}, pour le compte de {{ utilisatrice }}{% endif %}",
            )
        ),
        gauche=2700,
    )
    piece.legende("Heures travaillées et payées sur ce marché")
    _heures(piece)
    piece.note(
        "Heures et centièmes : 151 h 40 min s'écrivent 151,67 ; {{ maximum }} au plus par ligne. Aucune heure : écrire "
        "0. La formation fait partie des heures du mois. Ni congés, ni absences. Observations possibles : "
        "{{ observations|join('\u00a0; ') }}. Rien sur la santé, l'adresse ou la situation de la personne. Les deux "
        "dernières lignes servent à une mission qui n'est pas encore connue du facilitateur : ses heures compteront "
        "une fois l'éligibilité validée."
    )
    _visas(piece)
    return piece


def _heures(piece: Lettre) -> None:
    piece.tableau(
        COLONNES,
        Ligne(
            cellules=(
                "{{ ligne.personne }}",
                "{{ ligne.attestation }}",
                "{{ ligne.contrat }}\n{{ ligne.dates }}",
                S,
                S,
                S,
                "{{ ligne.anterieures }}",
                S,
            ),
            pour="ligne in lignes",
            saisie=frozenset({3, 4, 5, 7}),
        ),
        *[LIBRE] * LIGNES_LIBRES,
        Ligne(cellules=("Total", "", "", "", S, S, "{{ anterieures }}", ""), gras=True, saisie=frozenset({4, 5})),
    )


def _visas(piece: Lettre) -> None:
    piece.paragraphe(
        f"Heures prévues avec cet employeur sur le lot : **{{{{ prevues }}}}** ; restantes après ce relevé (prévues − "
        f"cumul − mois) : {S} h. **Je certifie que les heures ci-dessus ont été travaillées sur le marché et payées, "
        "et je tiens les justificatifs à disposition** (bulletins de paie, factures, feuilles d'heures).",
        garde=True,
    )
    piece.tableau(VISAS, Ligne(cellules=("\n\n", "{{ utilisatrice or '' }}\n\n", "\n\n"), saisie=frozenset({0, 1, 2})))
