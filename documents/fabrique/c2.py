"""C2: the framework agreement between a buyer and a relay, with or without financing."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.courrier import Projet
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Ligne

IDENTITE = Identite(
    fichier="marches/c2_convention.docx",
    code="C2",
    titre="Convention-cadre",
    edition=EDITION,
    emploi="Projet à discuter et à faire relire par le service juridique de chaque partie. Les mentions ombrées entre "
    "crochets sont à compléter. La fiche de rôles (C1) s'y annexe opération par opération.",
)
FICHE = (
    ("Référence", "{{ garde.reference }}"),
    ("Acheteur", "{{ donneur_ordre }}"),
    ("Relais", "{{ structure }}"),
    ("Financement", "{% if montant %}{{ montant }}{% else %}sans financement{% endif %}"),
)
ACHETEUR = "{% if region %}la Région{% else %}l'acheteur{% endif %}"
L_ACHETEUR = "{% if region %}La Région{% else %}L'acheteur{% endif %}"
DE_L_ACHETEUR = "{% if region %}de la Région{% else %}de l'acheteur{% endif %}"


def ecrire() -> Piece:
    """The template of C2."""
    piece = Projet(IDENTITE, *FICHE)
    piece.titre(2, "Convention-cadre relative aux clauses sociales d'insertion")
    _parties(piece)
    _cadre(piece)
    _engagements(piece)
    _procedure(piece)
    _donnees(piece)
    _instances(piece)
    _moyens(piece)
    _duree(piece)
    _signatures(piece)
    return piece


def _parties(piece: Piece) -> None:
    piece.paragraphe("Entre :", garde=True)
    piece.puces(
        "{{ donneur_ordre }}, SIRET {{ siret }}, représenté(e) par [[nom et qualité]], autorisé(e) par : {{ "
        "deliberation }}, ci-après « {% if region %}la Région{% else %}l'acheteur{% endif %} » ;",
        "{{ structure }}{% if statut %}, {{ statut }}{% endif %}, {{ adresse }}, représenté(e) par [[nom et qualité]], "
        "ci-après « le relais ».",
    )
    piece.paragraphe(
        "Vu le code de la commande publique, notamment ses articles L2112-2 et L2112-3 ; [[autres visas]]."
    )
    piece.titre(4, "Préambule")
    piece.paragraphe(
        f"{L_ACHETEUR} fait de ses achats un levier d'accès à l'emploi. Le relais porte des facilitateurs des clauses "
        "sociales, interlocuteurs uniques des acheteurs, des entreprises et des structures du territoire. Les parties "
        "fixent ici le cadre de leur travail commun ; le partage des tâches est arrêté opération par opération."
    )


def _cadre(piece: Piece) -> None:
    piece.titre(3, "Objet")
    piece.paragraphe(
        f"La convention fixe les conditions dans lesquelles {ACHETEUR} et le relais préparent, suivent et évaluent les "
        "clauses sociales d'insertion. Elle n'attribue par elle-même aucune opération au relais."
    )
    piece.titre(3, "Définitions")
    piece.puces(
        "Clause d'insertion : condition d'exécution qui réserve des heures de travail à des personnes éloignées de "
        "l'emploi.",
        "Facilitateur : personne du relais qui conseille, valide les éligibilités, suit et rend compte.",
        "Fiche de rôles : document qui répartit les tâches d'une opération, signé avant la consultation.",
    )
    piece.titre(3, "Périmètre")
    piece.paragraphe(
        f"La convention s'applique aux opérations {DE_L_ACHETEUR} exécutées sur ce territoire : {{{{ territoire }}}}. "
        "[[opérations exclues, relais voisins]]"
    )


def _engagements(piece: Piece) -> None:
    piece.titre(3, f"Engagements {DE_L_ACHETEUR}")
    piece.puces(
        "informer le relais de ses opérations assez tôt, et avant toute publication qui porte ses coordonnées ;",
        "{% if region %}identifier les lots, calculer les heures et rédiger la clause{% else %}associer le relais au "
        "choix des lots, au calcul des heures et à la rédaction de la clause{% endif %} ;",
        "transmettre les attributaires, leurs contacts, les avenants et les arrêts qui changent les heures ;",
        "associer le relais aux réunions de démarrage et aux comités de suivi ;",
        "décider seul{% if region %}e{% endif %} des mises en demeure, des pénalités et des attestations.",
    )
    piece.titre(3, "Engagements du relais")
    piece.puces(
        "répondre à chaque demande : oui, oui sous réserve, ou non avec un relais proposé ;",
        "{% if not region %}préparer, lorsque la fiche de rôles le prévoit, la note de calibrage et les projets de "
        "texte ;{% else %}donner, sur demande, un avis sur la faisabilité des volumes ;{% endif %}",
        "informer les entreprises de toutes les modalités, sans en privilégier aucune ni aucune structure ;",
        "valider les éligibilités avant le premier jour de travail, et les heures chaque mois ;",
        "remettre un tableau de bord mensuel, un bilan par opération et un bilan annuel ;",
        "signaler toute situation de conflit d'intérêts, notamment s'il porte une structure candidate.",
    )


def _procedure(piece: Piece) -> None:
    piece.titre(3, "Procédure, opération par opération")
    piece.paragraphe(
        f"{L_ACHETEUR} signale l'opération par écrit. Le relais répond dans le délai de [[délai]]. Avant la "
        "consultation, la fiche de rôles est remplie et signée ; elle donne à chaque tâche un seul responsable. À "
        "défaut de fiche, le relais n'est tenu d'aucune tâche."
    )


def _donnees(piece: Piece) -> None:
    piece.titre(3, "Données personnelles et confidentialité")
    piece.paragraphe(
        f"{L_ACHETEUR} reçoit des données agrégées par lot, sans identité ni motif d'éligibilité ; les effectifs "
        "inférieurs à cinq sont masqués dans les répartitions. Le relais ne conserve pas les justificatifs après leur "
        "contrôle. La qualification de chacun au regard du règlement sur la protection des données est fixée dans "
        "l'annexe [[charte, à établir avec le délégué à la protection des données]]. Les estimations et les offres "
        "sont confidentielles."
    )


def _instances(piece: Piece) -> None:
    piece.titre(3, "Instances")
    piece.paragraphe(
        "Un comité se réunit une fois par an : bilan, difficultés, opérations à venir. Le relais participe aux "
        "rencontres du réseau des facilitateurs, [[nombre]] fois par an."
    )


def _moyens(piece: Piece) -> None:
    piece.titre(3, "Moyens financiers")
    with piece.si("montant"):
        piece.paragraphe(
            f"{L_ACHETEUR} verse au relais {{{{ montant }}}} [[subvention, coopération ou marché]], selon l'échéancier "
            "suivant : [[échéancier]]. Le relais remet chaque année un compte rendu d'emploi ; les sommes "
            "non employées sont restituées. Aucun versement ne dépend du nombre d'heures de pénalité ni des modalités "
            "choisies par les entreprises."
        )
        piece.sinon()
        piece.paragraphe(
            f"La convention ne comporte aucun versement {DE_L_ACHETEUR} au relais. L'intervention du facilitateur "
            "est gratuite pour les entreprises."
        )
    piece.titre(3, "Communication")
    piece.paragraphe(
        "Chaque partie cite l'autre et, s'il y a lieu, les cofinanceurs. Un logo, une photographie ou un témoignage "
        "n'est employé qu'avec l'accord écrit de son titulaire ou de la personne."
    )


def _duree(piece: Piece) -> None:
    piece.titre(3, "Durée, reconduction, résiliation")
    piece.paragraphe(
        "La convention prend effet le {{ date_effet }} pour {{ duree }}. Elle est renouvelée par écrit, jamais "
        "tacitement. Chaque partie peut y mettre fin avec un préavis de [[délai]] ; les opérations en cours sont "
        "suivies jusqu'à leur bilan ou transmises à un autre relais."
    )
    piece.titre(3, "Litiges")
    piece.paragraphe(
        "Les parties recherchent d'abord un accord amiable. À défaut, le tribunal administratif de [[ville]] est saisi."
    )
    piece.paragraphe(
        "Annexes : modèle de fiche de rôles (C1) ; modèles de documents en usage, avec leur édition ; charte de "
        "protection des données."
    )


def _signatures(piece: Piece) -> None:
    saisie = frozenset({1})
    piece.titre(4, "Signatures")
    piece.fiche(
        Ligne(cellules=("{{ donneur_ordre }}", "[?lieu, date, nom, qualité, signature?]\n"), saisie=saisie),
        Ligne(cellules=("{{ structure }}", "[?lieu, date, nom, qualité, signature?]\n"), saisie=saisie),
        gauche=3800,
    )
