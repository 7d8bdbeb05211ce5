"""The first sheet of a monthly statement: how to fill it in, in a dozen sentences."""

from __future__ import annotations

from formats.typographie import typographier
from metier.releve import HEURES_MAXIMUM

TITRE = "Relevé mensuel des heures d’insertion – notice"
_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Remplir",
        (
            "Dans la feuille « Relevé », seules les cellules jaunes se remplissent ; les autres se recalculent.",
            "Une ligne par contrat : deux missions de la même personne dans le mois font deux lignes.",
            "Heures en heures et centièmes : 151 h 40 min s’écrivent 151,67. Ni jours, ni « 151:40 ».",
            (
                f"Un mois compte {HEURES_MAXIMUM} heures au plus par ligne. Aucune heure : écrire 0 et choisir "
                "l’observation « aucune heure ce mois-ci ». Une cellule laissée vide n’est pas un zéro."
            ),
            "Les heures de formation font partie des heures du mois ; elles ne s’y ajoutent pas.",
        ),
    ),
    (
        "Compter",
        (
            "Seules comptent les heures travaillées et payées sur l’opération : ni congés, ni absences.",
            (
                "Une personne dont l’éligibilité n’est pas validée figure au relevé sans que ses heures comptent : "
                "adresser d’abord sa fiche au facilitateur."
            ),
            (
                "Une heure est déclarée par l’employeur seul. L’entreprise utilisatrice la confirme ou la conteste "
                "sans la déclarer une seconde fois."
            ),
            "En sous-traitance ou cotraitance d’une structure d’insertion : les seuls salariés en parcours.",
            "Une personne embauchée depuis n’apparaît pas : la signaler au facilitateur.",
        ),
    ),
    (
        "Renvoyer",
        (
            "Compléter la certification au bas du relevé, garder le fichier au format .xlsx et le renvoyer.",
            (
                "Ce fichier est celui d’une opération, d’un lot, d’un employeur et d’un mois : réemployé "
                "pour un autre mois, il serait refusé."
            ),
            (
                "Tenir les justificatifs à disposition (bulletins de paie, factures de mise à disposition, feuilles "
                "d’heures) ; ne pas les joindre."
            ),
        ),
    ),
    (
        "Données personnelles",
        (
            (
                "Ce relevé ne porte que ce qui sert à compter les heures. N’y écrire ni motif d’éligibilité, ni "
                "information de santé, ni adresse, ni numéro de sécurité sociale."
            ),
        ),
    ),
)


def sections() -> list[tuple[str, list[str]]]:
    """The headings of the notice, each with its sentences."""
    return [(titre, [typographier(phrase) for phrase in phrases]) for titre, phrases in _SECTIONS]
