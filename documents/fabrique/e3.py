"""E3: the facilitateur's reminder, one page, firm and factual; penalties are the buyer's matter."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.courrier import Lettre
from documents.fabrique.piece import Identite, Piece

IDENTITE = Identite(
    fichier="lettres/e3_relance.docx",
    code="E3",
    titre="Relance",
    edition=EDITION,
    emploi="",
    garde=False,
)


def ecrire() -> Piece:
    """The template of E3."""
    piece = Lettre(IDENTITE)
    piece.en_tete_lettre(
        "{% if heures %}{% if second %}plan de rattrapage demandé{% else %}heures à réaliser{% endif %}{% elif pieces "
        "%}relevés d'heures attendus{% else %}interlocuteur attendu{% endif %}"
    )
    _fait(piece)
    piece.heures(
        ("Heures dues", "dues", 1400),
        ("Validées", "validees", 1300),
        ("À valider", "en_attente", 1300),
        ("Restantes", "restantes", 1300),
    )
    _attendu(piece)
    _aide(piece)
    piece.signature_relais()
    with piece.si("second"):
        piece.suites("Copie : {{ courrier.maitre_ouvrage }}.")
    return piece


def _fait(piece: Lettre) -> None:
    piece.paragraphe(
        "{% if precedentes %}Nous vous avons écrit {{ precedentes }}. {% endif %}"
        "{% if heures %}D'après les relevés validés {{ arretees }}, {{ restantes }} restent à réaliser pour "
        "l'exécution de votre engagement d'insertion.{% if sans_modalite %} Votre choix de modalité ne nous est pas "
        "parvenu.{% endif %}"
        "{% elif pieces %}À ce jour, le {{ courrier.date }}, nous n'avons pas reçu vos relevés d'heures : {{ releves "
        "}}. Un relevé est dû chaque mois, même à zéro. Seules comptent les heures déclarées puis validées."
        "{% elif sans_referent %}À ce jour, le {{ courrier.date }}, aucun référent insertion ne nous a été indiqué."
        "{% else %}À ce jour, le {{ courrier.date }}, nos messages au référent que vous avez désigné sont sans "
        "réponse.{% endif %} Votre situation {{ arretees }} :",
        garde=True,
    )


def _attendu(piece: Lettre) -> None:
    with piece.si("bons_de_commande"):
        piece.paragraphe("Les heures suivent les commandes : sans bon de commande, aucune heure n'est due.")
    piece.apres_tableau()
    piece.paragraphe(
        "**Nous attendons votre réponse le {{ echeance }} au plus tard.** {% if heures and second %}L'écart appelle un "
        "plan de rattrapage : postes proposés, dates d'accueil, heures par mois, modalités choisies, pour chacun des "
        "lots.{% elif heures %}Indiquez-nous les postes, les dates et la modalité par lesquels vous comptez réaliser "
        "ces heures : embauche directe, mise à disposition, sous-traitance ou cotraitance, à votre choix.{% elif "
        "pieces %}Transmettez-nous les relevés manquants, ou un relevé à zéro pour les mois sans activité "
        "d'insertion.{% else %}Confirmez ou désignez votre référent insertion : nom, téléphone, courriel.{% endif %}{% "
        "if second %} Ces éléments sont prévus par le contrat{% if article %} ({{ article }}){% endif %}.{% endif %}"
    )


def _aide(piece: Lettre) -> None:
    piece.paragraphe(
        "{% if heures %}Nous pouvons vous présenter des candidats, vous mettre en relation avec toutes les structures "
        "du territoire et préparer avec vous les fiches de poste.{% elif pieces %}Si des heures sont réalisées par une "
        "structure, nous pouvons vous aider à réunir ses relevés.{% else %}Ce référent sera notre interlocuteur "
        "pour les recrutements et les relevés.{% endif %} Si une difficulté vous en empêche, écrivez-le-nous : nous "
        "l'examinerons avec le maître d'ouvrage.{% if creneaux %} Nous vous proposons un rendez-vous : "
        "{{ creneaux | join('\u00a0; ou ') }}.{% endif %}"
    )
