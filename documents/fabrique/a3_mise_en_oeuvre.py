"""A3, paragraphs 3 to 8: who is eligible, how hours are done and counted, who to talk to."""

from __future__ import annotations

from documents.fabrique.blocs import facilitateur
from documents.fabrique.piece import Piece


def ecrire(piece: Piece) -> None:
    """Paragraphs 3 to 8 of A3."""
    with piece.si("reserve"):
        _salaries_reserves(piece)
        piece.sinon()
        _publics(piece)
        _validation(piece)
        _modalites(piece)
        _decompte(piece)
    _interlocuteur(piece)
    _facilitateur(piece)


def _salaries_reserves(piece: Piece) -> None:
    piece.titre(3, "Publics éligibles")
    piece.paragraphe(
        "Les prestations sont exécutées par les salariés du {{ mots.titulaire }}, dont 50 % au moins relèvent des "
        "publics de la réservation pendant toute l'exécution. Leur statut, attesté par la structure qui les emploie, "
        "suffit ; aucune condition de nationalité ni de résidence dans une commune, un département ou une région "
        "n'est posée."
    )


def _publics(piece: Piece) -> None:
    piece.titre(3, "Publics éligibles")
    piece.paragraphe(
        "Sont éligibles les personnes qui rencontrent des difficultés particulières d'accès ou de retour à l'emploi "
        "et relèvent de l'une des deux familles suivantes."
    )
    piece.paragraphe(
        "**Première famille** : les personnes recrutées et accompagnées dans une structure reconnue par l'État :",
        garde=True,
    )
    piece.puces("{{ public }}{% if loop.last %}.{% else %} ;{% endif %}", pour="public in publics_structures")
    with piece.si("publics_criteres"):
        piece.paragraphe(
            "**Seconde famille** : les personnes qui, sans être dans une telle structure, répondent à l'un des "
            "critères suivants :",
            garde=True,
        )
        piece.puces("{{ public }}{% if loop.last %}.{% else %} ;{% endif %}", pour="public in publics_criteres")
    with piece.si("avis_motive"):
        piece.paragraphe(
            "D'autres personnes éloignées de l'emploi peuvent être admises par le facilitateur sur avis motivé de "
            "France Travail, d'une Mission locale, de Cap emploi, d'un PLIE, du Département ou d'un autre "
            "prescripteur."
        )
    piece.paragraphe(
        "L'éligibilité ne dépend ni de la nationalité, ni d'une résidence dans une commune, un département ou une "
        "région déterminés. Les pièces qui l'établissent sont indiquées par le facilitateur et présentées à lui seul."
    )


def _validation(piece: Piece) -> None:
    piece.titre(3, "Validation préalable")
    piece.paragraphe(
        "L'éligibilité de chaque personne est validée par le facilitateur avant son premier jour de travail au titre "
        "de l'action d'insertion. La demande lui est adressée par l'employeur ou par le prescripteur ; il y répond "
        "dans un délai de {{ delais.validation }}. Pour une personne de la première famille, l'attestation de la "
        "structure suffit. Les heures accomplies avant la validation ne sont pas comptées."
    )
    piece.paragraphe(
        "Les heures d'une même personne sont comptées pendant {{ delais.comptage }} à partir de sa première mise à "
        "l'emploi au titre d'une clause d'insertion et, en alternance, pendant {{ delais.comptage_alternance }}. Un "
        "changement de situation au cours de cette durée ne lui fait pas perdre son éligibilité."
    )


def _modalites(piece: Piece) -> None:
    piece.titre(3, "Modalités de réalisation")
    piece.paragraphe(
        "Le {{ mots.titulaire }} choisit librement la façon dont il réalise ses heures et peut combiner les modalités "
        "suivantes. Aucune modalité ni aucune structure ne lui est imposée.",
        garde=True,
    )
    piece.puces(
        "**Embauche directe** : contrat à durée indéterminée ou déterminée, contrat de professionnalisation ou "
        "d'apprentissage, conclu par le {{ mots.titulaire }} ou par l'un de ses sous-traitants ;",
        "**Mise à disposition** : par une association intermédiaire (AI), une entreprise de travail temporaire "
        "d'insertion (ETTI), un groupement d'employeurs pour l'insertion et la qualification (GEIQ) ou une entreprise "
        "adaptée de travail temporaire (EATT), ou par une entreprise de travail temporaire classique lorsque "
        "l'éligibilité de la personne a été validée par le facilitateur ;",
        "**Sous-traitance ou cotraitance** : d'une part des prestations, confiée à une entreprise d'insertion (EI), "
        "un atelier et chantier d'insertion (ACI), une régie de quartier ou de territoire, une entreprise adaptée "
        "(EA) ou un établissement et service d'accompagnement par le travail (ESAT) ; le sous-traitant est déclaré à "
        "l'{{ mots.acheteur }}, qui l'accepte avant toute intervention.",
    )
    piece.paragraphe(
        "Le {{ mots.titulaire }} présente son choix lors de la réunion de démarrage. Il peut en changer en cours "
        "d'exécution, après en avoir informé le facilitateur."
    )
    with piece.si("services"):
        piece.paragraphe(
            "Lorsque le {{ mots.titulaire }} reprend le personnel du précédent attributaire, les salariés repris ne "
            "sont pas comptés du seul fait de leur reprise ; l'action d'insertion porte d'abord sur les postes à "
            "pourvoir."
        )


def _decompte(piece: Piece) -> None:
    piece.titre(3, "Décompte des heures")
    piece.paragraphe("Les heures sont décomptées selon les règles suivantes :", garde=True)
    piece.puces(
        "est comptée l'heure travaillée et payée, accomplie pour l'exécution du présent {{ mots.contrat }} par une "
        "personne dont l'éligibilité a été validée ; les congés et les absences ne le sont pas ;",
        "{% if travaux %}les heures accomplies en atelier pour le chantier sont comptées comme celles du chantier "
        ";{% else %}les heures accomplies hors du site pour préparer les prestations sont comptées comme celles du "
        "site ;{% endif %}",
        "{{ formation }} ;",
        "en sous-traitance ou en cotraitance, seules sont comptées les heures des salariés éligibles, et non toutes "
        "celles de la prestation ;",
        "une embauche en contrat à durée indéterminée est comptée pour la durée restante du présent "
        "{{ mots.contrat }}, dans la limite de {{ delais.plafond_cdi }} ;",
        "une heure n'est comptée qu'une fois, quel que soit le nombre de marchés, d'employeurs ou de déclarants ; les "
        "heures d'une personne ne sont réparties entre plusieurs marchés que par une convention écrite, signée de "
        "chaque acheteur.",
    )


def _interlocuteur(piece: Piece) -> None:
    piece.titre(3, "Interlocuteur du {{ mots.titulaire }}")
    piece.paragraphe(
        "Dans les {{ delais.referent }} qui suivent la notification, le {{ mots.titulaire }} désigne un référent, "
        "interlocuteur opérationnel de l'{{ mots.acheteur }} et du facilitateur pour l'action d'insertion, et "
        "communique son nom et ses coordonnées. Chaque personne accueillie est accompagnée par un tuteur, choisi "
        "parmi les salariés expérimentés {{ mots.du_lieu }}. Dans un groupement, chaque membre concerné désigne le "
        "sien."
    )


def _facilitateur(piece: Piece) -> None:
    piece.titre(3, "Facilitateur")
    piece.paragraphe(
        "L'{{ mots.acheteur }} met à la disposition du {{ mots.titulaire }} un facilitateur des clauses sociales :",
        garde=True,
    )
    facilitateur(piece)
    piece.paragraphe("Le facilitateur :", garde=True)
    piece.puces(
        "informe le {{ mots.titulaire }} sur le contenu de son engagement et sur les modalités possibles ;",
        "l'aide à décrire les postes et à trouver des candidats, auprès de l'ensemble des structures du territoire et "
        "du service public de l'emploi ;",
        "valide l'éligibilité des personnes et suit la réalisation des heures ;",
        "rend compte à l'{{ mots.acheteur }}.",
    )
    piece.paragraphe(
        "Son intervention est gratuite. Le {{ mots.titulaire }} reste libre de recruter sans son intermédiaire, "
        "l'éligibilité étant validée dans tous les cas."
    )
