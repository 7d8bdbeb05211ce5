"""G4: the form of the end of a contract, one page, signed by the tutor and the person."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.courrier import Lettre
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="lettres/g4_fin_mission.docx",
    code="G4",
    titre="Fiche de fin de mission",
    edition=EDITION,
    emploi="",
    garde=False,
)
S = "[?…?]"
SAISIE = frozenset({1})


def ecrire() -> Piece:
    """The template of G4."""
    piece = Lettre(IDENTITE)
    piece.titre(2, "Fiche de fin de mission – bilan croisé")
    piece.paragraphe(
        "À retourner à {{ courrier.courriel }} dans la semaine qui suit la fin. **Ne rien écrire sur la santé, le "
        "handicap, la situation familiale ou la vie privée.**",
        garde=True,
    )
    _contrat(piece)
    _acquis(piece)
    _fin(piece)
    return piece


def _contrat(piece: Lettre) -> None:
    piece.fiche(
        Ligne(cellules=("Opération", "{{ courrier.operation }}")),
        Ligne(cellules=("Entreprise", "{{ courrier.destinataire }}")),
        Ligne(cellules=("Personne", _ou_saisie("personne")), saisie=SAISIE),
        Ligne(cellules=("Employeur, contrat", f"{_ou_saisie('employeur')} – {_ou_saisie('contrat')}"), saisie=SAISIE),
        Ligne(cellules=("Dates réelles, heures", f"{_ou_saisie('dates')} – {_ou_saisie('heures')}"), saisie=SAISIE),
        Ligne(cellules=("Tâches réalisées", S), saisie=SAISIE),
        Ligne(cellules=("Formation suivie", S), saisie=SAISIE),
        gauche=2400,
    )


def _acquis(piece: Lettre) -> None:
    piece.titre(4, "Compétences")
    piece.tableau(
        (Colonne("Savoir", 6038), Colonne("Acquis", 1200, "center"), Colonne("À consolider", 2400, "center")),
        Ligne(cellules=("{{ competence }}", "[ ]", "[ ]"), pour="competence in competences", saisie=frozenset({1, 2})),
    )
    piece.paragraphe(f"Points à consolider, gestes à revoir : {S}")


def _fin(piece: Lettre) -> None:
    piece.titre(4, "{% if rupture %}Fin avant le terme{% else %}Fin prévue{% endif %} et suite")
    piece.tableau(
        (
            Colonne("{% if rupture %}Rupture{% else %}Motif de fin{% endif %} (cocher)", 4819),
            Colonne("Suite proposée ou trouvée (cocher)", 4819),
        ),
        Ligne(
            cellules=(_cases("motifs"), _cases("suites")),
            saisie=frozenset({0, 1}),
        ),
    )
    piece.paragraphe(f"Autre mission ou embauche proposée par l'entreprise : {S}")
    piece.fiche(
        Ligne(cellules=("Avis de la personne (facultatif)", f"{S}\n"), saisie=SAISIE),
        Ligne(cellules=("Tuteur : date, nom, signature", "\n"), saisie=SAISIE),
        Ligne(cellules=("Personne : date, signature", "\n"), saisie=SAISIE),
        gauche=2900,
    )


def _cases(liste: str) -> str:
    """A box and its words for each item of a list, a paragraph each."""
    return f"{{%p for element in {liste} %}}\n[ ] {{{{ element }}}}\n{{%p endfor %}}"


def _ou_saisie(champ: str) -> str:
    """What is known, else a place to write."""
    return f"{{% if {champ} %}}{{{{ {champ} }}}}{{% else %}}…{{% endif %}}"
