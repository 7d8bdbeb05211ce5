"""What the buyer's letters share: whose paper it is, to whom, the facts and the small table."""

from __future__ import annotations

from documents.fabrique.courrier import Lettre

FICHE = (
    ("Opération", "{{ garde.reference }} – {{ garde.intitule }}"),
    ("Signature", "réservée au maître d'ouvrage : {{ faits.acheteur }}"),
    ("Entreprise", "{{ faits.entreprise }}"),
    ("Article", "{{ faits.article }}"),
)


def entete(piece: Lettre, matiere: str) -> None:
    """The buyer's letterhead, left open, the company, the object."""
    piece.adresses(
        ("**{{ faits.acheteur }}**", "[[papier à en-tête du maître d'ouvrage]]", "[[service, adresse]]"),
        (
            "**{{ faits.entreprise }}**",
            "{%p if faits.siret %}",
            "SIRET {{ faits.siret }}",
            "{%p endif %}",
            "[[adresse du siège]]",
            "[[lettre recommandée avec avis de réception, ou profil d'acheteur]]",
        ),
    )
    piece.a_droite("[[lieu]], le [[date]]")
    piece.objet(f"{{{{ faits.objet }}}} : {matiere}", "{{ faits.operation }}")
    piece.paragraphe("Madame, Monsieur,")


def constat(piece: Lettre) -> None:
    """The finding, from validated statements only."""
    with piece.si("faits.heures"):
        piece.paragraphe(
            "Les relevés validés {{ faits.arretees }} font apparaître l'écart suivant ; les heures déclarées et non "
            "encore validées n'y sont pas comptées{% if faits.lots_groupes %}, et les heures sont celles de votre "
            "seule part dans le groupement ({{ faits.lots_groupes }}){% endif %} :",
            garde=True,
        )
        piece.heures(
            ("Heures dues", "dues", 1700),
            ("Heures validées", "validees", 1700),
            ("Écart", "restantes", 1500),
            lignes="faits.lignes",
        )
        with piece.si("faits.bons_de_commande"):
            piece.paragraphe("Les heures dues suivent les commandes passées.")
        piece.sinon()
        piece.paragraphe("À ce jour, les documents suivants n'ont pas été remis :", garde=True)
        piece.puces("{{ document }}", pour="document in faits.documents")
    piece.apres_tableau()


def copies(piece: Lettre) -> None:
    """The group's head, for information."""
    with piece.si("faits.mandataire"):
        piece.suites("Copie : {{ faits.mandataire }}, mandataire du groupement.")
