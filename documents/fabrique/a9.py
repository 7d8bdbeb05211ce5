"""A9: the notice « La clause d'insertion, mode d'emploi », two pages, for information only."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="marches/a9_notice.docx",
    code="A9",
    titre="La clause d’insertion, mode d’emploi",
    edition=EDITION,
    emploi="À joindre au règlement de la consultation comme annexe informative. La notice n'ajoute aucune obligation : "
    "en cas de différence, le cahier des clauses fait foi.",
)


def ecrire() -> Piece:
    """The template of A9."""
    piece = Piece(IDENTITE)
    piece.titre(2, "La clause d'insertion, mode d'emploi")
    piece.encadre(
        "**Document informatif, non contractuel.** Seul l'article « Action d'insertion professionnelle » du "
        "{{ mots.cahier }} engage le {{ mots.titulaire }}."
    )
    _heure(piece)
    _publics(piece)
    _modalites(piece)
    _calendrier(piece)
    _facilitateur(piece)
    _questions(piece)
    return piece


def _heure(piece: Piece) -> None:
    piece.titre(3, "Une heure d'insertion, qu'est-ce que c'est ?")
    piece.paragraphe(
        "Une heure travaillée et payée, accomplie pour l'exécution du présent {{ mots.contrat }} par une personne "
        "éloignée de l'emploi dont le facilitateur a validé l'éligibilité. {% if bons_de_commande %}Les heures dues "
        "suivent les commandes, dans la limite indiquée pour chaque lot.{% else %}Le {{ mots.titulaire }} s'engage sur "
        "un minimum{% if lots | length > 1 %}, lot par lot{% endif %} ; il peut le dépasser.{% endif %}"
        "{% if avec_critere %} La qualité de ce qu'il propose est en outre notée, d'après le cadre de "
        "réponse.{% endif %}",
        garde=True,
    )
    piece.tableau(
        (
            Colonne("Lot", 900),
            Colonne("Intitulé", 4938),
            Colonne("Objectif {% if bons_de_commande %}maximal{% else %}minimal{% endif %}", 3800),
        ),
        Ligne(
            cellules=("{{ lot.numero }}", "{{ lot.intitule }}", "{{ lot.objectif }} – {{ lot.base }}"),
            pour="lot in lots",
        ),
    )
    with piece.si("bons_de_commande"):
        piece.paragraphe("Sans bon de commande, aucune heure n'est due.")


def _publics(piece: Piece) -> None:
    piece.titre(3, "Qui peut être accueilli ?")
    piece.paragraphe("Les personnes recrutées et accompagnées dans une structure reconnue :", garde=True)
    piece.puces("{{ public }}{% if loop.last %}.{% else %} ;{% endif %}", pour="public in publics_structures")
    with piece.si("publics_criteres"):
        piece.paragraphe("Ou celles qui répondent à l'un de ces critères :", garde=True)
        piece.puces("{{ public }}{% if loop.last %}.{% else %} ;{% endif %}", pour="public in publics_criteres")
    piece.paragraphe(
        "{% if avis_motive %}D'autres personnes peuvent être admises sur avis motivé d'un prescripteur. {% endif "
        "%}Aucune condition de nationalité ni de résidence dans une commune, un département ou une région n'est "
        "posée."
    )


def _modalites(piece: Piece) -> None:
    piece.titre(3, "Trois familles de modalités, au choix, combinables")
    piece.tableau(
        (
            Colonne("Modalité", 1938),
            Colonne("Avantages", 2500),
            Colonne("À prévoir", 2700),
            Colonne("Coût, à titre indicatif", 2500),
        ),
        Ligne(
            cellules=(
                "**Embauche directe** (CDI, CDD, alternance)",
                "l'entreprise choisit, forme et peut garder la personne",
                "le temps du recrutement et un tuteur ; l'entreprise est l'employeur",
                "salaire et cotisations ; aides à l'embauche selon les situations",
            )
        ),
        Ligne(
            cellules=(
                "**Mise à disposition** (AI, ETTI, GEIQ, EATT ; ETT, éligibilité validée)",
                "souple et rapide ; la structure accompagne la personne",
                "une commande à la structure, qui reste l'employeur",
                "heures facturées par la structure, accompagnement compris",
            )
        ),
        Ligne(
            cellules=(
                "**Sous-traitance ou cotraitance** (EI, ACI, régie, EA, ESAT)",
                "une part des prestations confiée à une équipe encadrée",
                "une déclaration à l'{{ mots.acheteur }} avant l'intervention ; cotraitance : dès l'offre",
                "prix de la prestation ; seules comptent les heures des salariés éligibles",
            )
        ),
    )


def _calendrier(piece: Piece) -> None:
    piece.titre(3, "Calendrier type")
    piece.tableau(
        (Colonne("Quand", 3238), Colonne("Quoi", 6400)),
        Ligne(
            cellules=(
                "Avec l'offre",
                "annexe « Engagement d'insertion » remplie et signée{% if lots | length > 1 %}, une par lot{% endif %}",
            )
        ),
        Ligne(cellules=("Notification + {{ referent }}", "le {{ mots.titulaire }} désigne un référent insertion")),
        Ligne(cellules=("Réunion de démarrage", "choix des modalités, postes, calendrier des accueils")),
        Ligne(
            cellules=(
                "Avant le premier jour de chaque personne",
                "éligibilité validée par le facilitateur, qui répond en {{ validation }}",
            )
        ),
        Ligne(
            cellules=(
                "Chaque mois, le {{ jour_limite }} au plus tard",
                "relevé des heures du mois précédent, même à zéro",
            )
        ),
        Ligne(cellules=("Fin d'exécution + {{ bilan }}", "bilan, puis attestation de réalisation")),
    )


def _facilitateur(piece: Piece) -> None:
    piece.titre(3, "Le facilitateur, gratuit et à votre disposition")
    piece.paragraphe(
        "Il explique l'engagement, aide à décrire les postes, sollicite les structures du territoire et le service "
        "public de l'emploi, valide l'éligibilité et suit les heures. Recruter sans lui reste possible ; la "
        "validation, elle, est toujours demandée. Il ne note pas les offres et n'applique aucune pénalité."
    )
    piece.paragraphe(
        "**{{ facilitateur.structure }}** – {{ facilitateur.contact }} – {{ facilitateur.courriel }} – "
        "{{ facilitateur.telephone }}{% if facilitateur.horaires %} ({{ facilitateur.horaires }}){% endif %}"
    )


def _questions(piece: Piece) -> None:
    piece.titre(3, "Questions fréquentes")
    with piece.si("travaux"):
        piece.paragraphe(
            "**Le chantier s'arrête pour intempéries ?** Seules les heures travaillées comptent. L'objectif se réalise "
            "sur toute la durée du lot : signalez l'arrêt, un nouveau calendrier est cherché ensemble."
        )
        piece.sinon("services")
        piece.paragraphe(
            "**Je reprends le personnel en place ?** Les salariés repris ne comptent pas du seul fait de leur "
            "reprise ; l'insertion porte d'abord sur les postes à pourvoir (remplacements, départs, renforts)."
        )
    piece.paragraphe(
        "**Un intérimaire d'une agence classique peut-il compter ?** Oui, si le facilitateur a validé son éligibilité "
        "avant son premier jour."
    )
    piece.paragraphe(
        "**Un salarié déjà dans l'entreprise compte-t-il ?** Seulement si son éligibilité est validée ; les heures "
        "accomplies avant la validation ne comptent pas."
    )
    piece.paragraphe(
        "**Je sous-traite tout le lot ?** L'engagement reste le vôtre ; les heures des personnes éligibles employées "
        "par vos sous-traitants comptent, si elles sont déclarées et validées."
    )
    piece.paragraphe(
        "**La personne part avant la fin ?** Les heures faites restent acquises. Prévenez le facilitateur : il propose "
        "d'autres candidatures."
    )
    piece.paragraphe("**La formation compte-t-elle ?** La règle du {{ mots.cahier }} : {{ formation }}.")
    piece.note(
        "Pour en savoir plus : code de la commande publique, {% if concession %}articles L3114-2 et suivants{% else "
        "%}articles L2112-2 à L2112-4{% endif %}. Pour trouver une structure : le Marché de l'inclusion et les "
        "Emplois de l'inclusion, services publics en ligne."
    )
