"""A11: the specification of a contract of insertion services; the activity is only the support of the paths."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION, facilitateur
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="marches/a11_marche_insertion.docx",
    code="A11",
    titre="Cahier des charges – Marché de services d’insertion",
    edition=EDITION,
    emploi="À reprendre comme cahier des clauses techniques, ou comme cahier unique, d'un marché dont l'insertion "
    "est l'objet. Les mentions ombrées entre crochets sont à préciser par l'acheteur. Deux erreurs à éviter : un "
    "code CPV ou un objet qui désigne l'activité (nettoyage, espaces verts), un prix au mètre carré ; l'un et "
    "l'autre feraient de l'activité l'objet du marché.",
)


def ecrire() -> Piece:
    """The template of A11."""
    piece = Piece(IDENTITE)
    piece.titre(2, "Cahier des charges – Services d'insertion et de qualification")
    _objet(piece)
    _publics(piece)
    _parcours(piece)
    _encadrement(piece)
    _accompagnement(piece)
    _supports(piece)
    _sorties(piece)
    _suivi(piece)
    _prix(piece)
    _penalites(piece)
    _donnees(piece)
    return piece


def _objet(piece: Piece) -> None:
    piece.titre(3, "Objet")
    piece.paragraphe(
        "Le présent {{ mots.contrat }} a pour objet l'insertion professionnelle et la qualification de personnes "
        "éloignées de l'emploi. Les activités décrites plus loin sont le support des parcours ; elles n'en sont pas "
        "l'objet. Le {{ mots.contrat }} est passé selon une procédure adaptée en application {{ base }}."
    )
    with piece.si("reservation"):
        piece.paragraphe("{{ reservation }}")
        piece.sinon()
        piece.paragraphe(
            "La participation n'est pas réservée : tout candidat qui dispose des moyens d'encadrement et "
            "d'accompagnement demandés peut répondre."
        )


def _publics(piece: Piece) -> None:
    piece.titre(3, "Personnes accueillies")
    piece.paragraphe("Les parcours sont ouverts aux personnes recrutées et accompagnées par :", garde=True)
    piece.puces("{{ public }} ;", pour="public in publics_structures")
    with piece.si("publics_criteres"):
        piece.paragraphe("et aux personnes qui répondent à l'un des critères suivants :", garde=True)
        piece.puces("{{ public }}{% if loop.last %}.{% else %} ;{% endif %}", pour="public in publics_criteres")
    piece.paragraphe(
        "{% if avis_motive %}D'autres personnes peuvent être admises sur avis motivé d'un prescripteur. {% endif "
        "%}Aucune condition de nationalité ni de résidence dans une commune, un département ou une région n'est "
        "posée. Le facilitateur valide l'éligibilité avant l'entrée dans le parcours et répond en {{ validation }}."
    )


def _parcours(piece: Piece) -> None:
    piece.titre(3, "Effectif et durée des parcours")
    piece.paragraphe("Le volume minimal de parcours, exprimé en heures de travail, est le suivant :", garde=True)
    piece.tableau(
        (Colonne("Lot", 900), Colonne("Intitulé", 5938), Colonne("Heures de parcours", 2800, "right")),
        Ligne(cellules=("{{ lot.numero }}", "{{ lot.intitule }}", "{{ lot.objectif }}"), pour="lot in lots"),
        Ligne(cellules=("Total", "", "{{ total }}"), gras=True, si="total"),
    )
    piece.puces(
        "Nombre de personnes accueillies en même temps : [[effectif]].",
        "Durée d'un parcours : de [[durée minimale]] à [[durée maximale]] ; temps de travail hebdomadaire : "
        "[[heures par semaine]].",
        "Durée du {{ mots.contrat }} : {% if duree %}{{ duree }}{% else %}voir l'acte d'engagement{% endif %}.",
    )
    piece.paragraphe(
        "Une place libérée est proposée à une autre personne dans un délai de [[délai]] ; un départ vers un emploi "
        "ou une formation n'est jamais retardé."
    )


def _encadrement(piece: Piece) -> None:
    piece.titre(3, "Encadrement technique")
    piece.paragraphe(
        "Chaque équipe est conduite par un encadrant technique, salarié du {{ mots.titulaire }}, qualifié dans "
        "l'activité support et dans la transmission. Le rapport est d'un encadrant pour [[nombre]] personnes au plus "
        "; l'encadrant est présent sur le {{ mots.lieu }} pendant tout le temps de travail."
    )


def _accompagnement(piece: Piece) -> None:
    piece.titre(3, "Accompagnement socioprofessionnel et formation")
    piece.puces(
        "Un accompagnateur est désigné pour chaque personne : [[heures]] d'accompagnement par personne et par mois, "
        "dans et hors du temps de travail.",
        "Un diagnostic est posé à l'entrée, un bilan à mi-parcours et un bilan de sortie, avec la personne.",
        "Les périodes d'immersion en entreprise et la recherche d'emploi sont organisées pendant le parcours.",
        "Formation : [[heures]] par personne, en priorité certifiante ou utile à l'emploi visé ; les acquis sont "
        "attestés.",
    )


def _supports(piece: Piece) -> None:
    piece.titre(3, "Activités supports")
    piece.paragraphe(
        "Les activités confiées servent l'apprentissage : [[description des activités et des sites]]. Leur rythme "
        "est celui du parcours. L'{{ mots.acheteur }} met à disposition [[locaux, accès, matériels]] ; le {{ "
        "mots.titulaire }} fournit les équipements de protection et l'outillage."
    )


def _sorties(piece: Piece) -> None:
    piece.titre(3, "Résultats attendus")
    piece.paragraphe(
        "Le {{ mots.titulaire }} rend compte de la situation de chaque personne à la sortie, à trois mois et à six "
        "mois : emploi durable, emploi de transition, sortie positive, autre sortie, sans nouvelles. Les objectifs "
        "sont [[objectifs de sortie]] ; ils engagent sur des moyens et sont examinés en comité de suivi.",
    )


def _suivi(piece: Piece) -> None:
    piece.titre(3, "Comité de suivi et comptes rendus")
    piece.paragraphe(
        "Un comité de suivi réunit l'{{ mots.acheteur }}, le {{ mots.titulaire }}, le facilitateur et les "
        "prescripteurs, au moins [[nombre]] fois par an. Le {{ mots.titulaire }} transmet au facilitateur, au plus "
        "tard le {{ jour_limite }} de chaque mois, le relevé des heures de parcours et les entrées et sorties du "
        "mois précédent.",
        garde=True,
    )
    facilitateur(piece)


def _prix(piece: Piece) -> None:
    piece.titre(3, "Forme du prix")
    piece.paragraphe(
        "Le prix rémunère les parcours : heures de travail des personnes, encadrement technique, accompagnement et "
        "formation, distingués dans la décomposition remise avec l'offre. Aucun prix n'est fixé à la quantité "
        "produite ni à la surface traitée."
    )


def _penalites(piece: Piece) -> None:
    piece.titre(3, "Pénalités")
    piece.paragraphe(
        "Les pénalités portent sur les moyens d'insertion et jamais sur le rendement : absence d'encadrant "
        "technique, [[montant]] par demi-journée constatée ; accompagnement non assuré, [[montant]] par personne et "
        "par mois ; relevé ou bilan manquant, [[montant]] par jour et par document. L'{{ mots.acheteur }} les décide "
        "seul, après avoir invité le {{ mots.titulaire }} à présenter ses observations dans un délai de {{ "
        "contradictoire }}."
    )


def _donnees(piece: Piece) -> None:
    piece.titre(3, "Données personnelles")
    piece.paragraphe(
        "L'{{ mots.acheteur }} ne reçoit que des données agrégées : ni identité, ni motif d'éligibilité, ni "
        "situation personnelle. Le {{ mots.titulaire }} informe chaque personne de l'usage de ses données et de ses "
        "droits ; il ne transmet au facilitateur que ce qui est nécessaire à la validation et au suivi."
    )
