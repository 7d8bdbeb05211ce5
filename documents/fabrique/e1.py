"""E1: the reminder of its commitment to the company that won a lot, one page."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.courrier import Lettre
from documents.fabrique.piece import Identite, Piece

IDENTITE = Identite(
    fichier="lettres/e1_rappel.docx",
    code="E1",
    titre="Rappel des engagements",
    edition=EDITION,
    emploi="",
    garde=False,
)


def ecrire() -> Piece:
    """The template of E1."""
    piece = Lettre(IDENTITE)
    piece.en_tete_lettre("rappel de vos engagements")
    _fait(piece)
    _attendu(piece)
    _aide(piece)
    piece.signature_relais()
    piece.suites(
        "PJ : modalités et coupon de choix ; fiches bénéficiaire ; contacts. L'annexe d'engagement signée avec l'offre "
        "est dans votre contrat ; le relevé mensuel d'heures vous est adressé chaque mois.",
        "Copie : {{ courrier.maitre_ouvrage }}{% if visa %} (visa du {{ visa }}){% endif %}.",
    )
    return piece


def _fait(piece: Lettre) -> None:
    piece.paragraphe(
        "{% if notifie_le %}Par notification du {{ notifie_le }}, votre{% else %}Votre{% endif %} entreprise est "
        "attributaire {% if plusieurs_lots %}des lots cités{% else %}du lot cité{% endif %} en objet. L'action "
        "d'insertion{% if article %} ({{ article }}){% endif %} confie une part des heures de travail à des personnes "
        "éloignées de l'emploi. {% if lots_groupes %}{{ lots_groupes }} : exécution en groupement{% if mandataire %}, "
        "dont le mandataire est {{ mandataire }}{% endif %} ; les heures indiquées sont celles de votre seule part, "
        "que vous suivez vous-même.{% else %}Vous vous êtes engagé sur le volume suivant :{% endif %}",
        garde=True,
    )
    with piece.si("bons_de_commande"):
        piece.heures(("Heures, au plus", "engagees", 1500), ("Base de calcul", "base", 3400))
        piece.paragraphe("Les heures suivent les commandes : sans bon de commande, aucune heure n'est due.")
        piece.sinon()
        piece.heures(("Heures engagées", "engagees", 2000))
    piece.apres_tableau()


def _attendu(piece: Lettre) -> None:
    piece.paragraphe(
        "**Nous attendons votre réponse le {{ echeance }} au plus tard** : le nom de votre référent insertion et, sur "
        "le coupon joint, la ou les modalités choisies, qui se combinent librement :",
        garde=True,
    )
    piece.puces(
        "embauche directe : CDI, CDD ou alternance, dans votre entreprise ;",
        "mise à disposition : AI, ETTI, GEIQ, EATT, ou ETT si l'éligibilité de la personne est validée ;",
        "sous-traitance ou cotraitance : EI, ACI, régie, EA, ESAT.",
    )
    piece.paragraphe(
        "Ensuite, l'éligibilité de chaque personne est validée avant son premier jour (réponse en {{ validation }}), "
        "et le relevé des heures est transmis le {{ jour_limite }} de chaque mois au plus tard, même à zéro."
    )


def _aide(piece: Lettre) -> None:
    piece.paragraphe(
        "Nous vous aidons, gratuitement, à décrire les postes, à trouver des candidats auprès des structures du "
        "territoire et du service public de l'emploi, et à tenir vos relevés. "
        "{% if creneaux %}Nous vous proposons un rendez-vous : {{ creneaux | join('\u00a0; ou ') }}.{% else %}Un "
        "rendez-vous peut être pris à la date qui vous convient.{% endif %}"
    )
