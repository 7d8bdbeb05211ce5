"""A8: the reply form « performance en matière d'insertion », filled in by the candidate, four pages at most."""

from __future__ import annotations

from dataclasses import dataclass

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="marches/a8_cadre_reponse.docx",
    code="A8",
    titre="Cadre de réponse – Performance en matière d’insertion",
    edition=EDITION,
    emploi="À joindre au règlement de la consultation, sans le remplir : les zones grisées sont celles du candidat. "
    "Les sous-critères et leurs points sont ceux du règlement ; les engagements de l'attributaire deviennent "
    "contractuels et sont suivis pendant l'exécution.",
)
REPONSE = "[?réponse du candidat?]"
COURT = "[?…?]"
LIMITE = (
    "Réponse limitée à l'exécution du présent {{ mots.contrat }} : la politique générale de l'entreprise et le nombre "
    "d'heures offertes au-delà du minimum ne sont pas notés."
)


@dataclass(frozen=True, kw_only=True)
class Rubrique:
    """A question put to the candidate: its heading, what it asks."""

    titre: str
    invite: str


RUBRIQUES = (
    Rubrique(
        titre="Compréhension et organisation",
        invite="Qui pilote l'insertion dans l'entreprise ? Comment le référent, le chef d'équipe et le facilitateur "
        "travaillent-ils ensemble ? Comment l'insertion est-elle préparée avant le démarrage ?",
    ),
    Rubrique(
        titre="Accueil et tutorat",
        invite="Comment chaque personne est-elle accueillie (sécurité, équipement, présentation) ? Profil des tuteurs, "
        "nombre de personnes par tuteur, temps consacré chaque semaine.",
    ),
    Rubrique(
        titre="Accompagnement socioprofessionnel",
        invite="Qui accompagne la personne dans ses démarches (logement, mobilité, santé, projet), à quelle fréquence, "
        "et comment l'entreprise s'y associe-t-elle ?",
    ),
    Rubrique(
        titre="Formation",
        invite="Formations proposées avant ou pendant le contrat de travail : contenu, durée en heures, certification "
        "ou habilitation visée.",
    ),
    Rubrique(
        titre="Postes, progression et qualification",
        invite="Postes ouverts à l'insertion, tâches confiées, progression prévue au fil de l'exécution, "
        "qualification visée.",
    ),
    Rubrique(
        titre="Perspectives",
        invite="Suites envisagées pour les personnes : embauche, autre contrat, autre chantier, formation qualifiante.",
    ),
    Rubrique(
        titre="Suivi de la qualité",
        invite="Comment les engagements ci-dessus sont-ils mesurés et rendus visibles (points réguliers, bilan, "
        "indicateurs) ?",
    ),
)


def ecrire() -> Piece:
    """The template of A8."""
    piece = Piece(IDENTITE)
    piece.titre(2, "Cadre de réponse – Performance en matière d'insertion")
    piece.encadre(
        "**À remplir par le candidat (zones grisées)** – quatre pages au plus, une fois rempli.",
        LIMITE,
    )
    piece.paragraphe("La réponse porte sur l'opération et le candidat suivants :", garde=True)
    _cartouche(piece)
    _bareme(piece)
    for rubrique in RUBRIQUES:
        _rubrique(piece, rubrique)
    _engagements(piece)
    return piece


def _cartouche(piece: Piece) -> None:
    saisie = frozenset({1})
    piece.fiche(
        Ligne(cellules=("Acheteur", "{{ acheteur }}")),
        Ligne(cellules=("Opération", "{{ garde.reference }} – {{ garde.intitule }}")),
        Ligne(cellules=("Lot", COURT), saisie=saisie),
        Ligne(cellules=("Candidat", COURT), saisie=saisie),
        Ligne(cellules=("Référent insertion proposé", COURT), saisie=saisie),
    )


def _bareme(piece: Piece) -> None:
    piece.titre(3, "Ce qui est apprécié")
    with piece.si("criteres"):
        with piece.pour("critere in criteres"):
            piece.tableau(
                (
                    Colonne("{{ critere.intitule }}", 7438),
                    Colonne("{{ critere.ponderation }} de la note", 2200, "right"),
                ),
                Ligne(
                    cellules=("{{ sous.intitule }}", "{{ sous.ponderation }} du critère"),
                    pour="sous in critere.sous_criteres",
                ),
                Ligne(
                    cellules=("Apprécié d'après l'ensemble des rubriques ci-après", ""),
                    si="not critere.sous_criteres",
                ),
            )
            piece.note("Chaque ligne reçoit une note de 0 à 4, multipliée par ses points et divisée par 4.")
        piece.sinon("critere_manquant")
        piece.paragraphe("Critère, pondération et sous-critères : {{ critere_manquant }}")
        piece.sinon()
        piece.paragraphe("Critères, pondérations et sous-critères : ceux du règlement de la consultation.")
    piece.paragraphe("Échelle de notation, commune à toutes les rubriques :", garde=True)
    piece.tableau(
        (Colonne("Note", 900, "center"), Colonne("Réponse", 8738)),
        Ligne(cellules=("0", "absente, ou sans rapport avec l'exécution du présent {{ mots.contrat }}")),
        Ligne(cellules=("1", "générale : des principes, sans moyens identifiés")),
        Ligne(cellules=("2", "partielle : des moyens identifiés, sans personne, durée ni fréquence")),
        Ligne(cellules=("3", "précise : moyens, personnes, durées et fréquences propres à l'exécution")),
        Ligne(cellules=("4", "précise et vérifiable : en outre, indicateurs et preuves que l'acheteur peut suivre")),
    )


def _rubrique(piece: Piece, rubrique: Rubrique) -> None:
    piece.titre(3, rubrique.titre)
    piece.paragraphe(rubrique.invite, garde=True)
    piece.tableau(
        (Colonne("Réponse", 6638), Colonne("Preuve ou indicateur proposé", 3000)),
        Ligne(cellules=(f"{REPONSE}\n", COURT), saisie=frozenset({0, 1})),
    )


def _engagements(piece: Piece) -> None:
    piece.titre(3, "Engagements retenus pour l'exécution")
    piece.paragraphe(
        "Le candidat reprend ici, en une ligne chacun, les engagements mesurables de sa réponse. S'il est retenu, ils "
        "deviennent contractuels et sont suivis avec les heures d'insertion.",
        garde=True,
    )
    ligne = Ligne(cellules=(COURT, COURT, COURT), saisie=frozenset({0, 1, 2}))
    piece.tableau(
        (Colonne("Engagement", 5438), Colonne("Mesure", 2200), Colonne("Échéance", 2000)), ligne, ligne, ligne, ligne
    )
    piece.note(
        "Questions techniques : {{ facilitateur.structure }}, {{ facilitateur.courriel }}, {{ facilitateur.telephone "
        "}}. Les questions sur la consultation se posent sur le profil d'acheteur."
    )
