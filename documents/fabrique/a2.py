"""A2: the article of the règlement de la consultation, its nine elements in order."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION, facilitateur, tableau_lots
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="marches/a2_rc.docx",
    code="A2",
    titre="Règlement – Clause d’insertion",
    edition=EDITION,
    emploi="À reprendre dans le règlement de la consultation. Le règlement n'est pas contractuel : l'obligation "
    "elle-même est dans le cahier des clauses (A3). Les annexes citées au dernier paragraphe sont à joindre au "
    "dossier.",
)


def ecrire() -> Piece:
    """The template of A2."""
    piece = Piece(IDENTITE)
    piece.titre(2, "Article [[n°]] – Clause d'insertion professionnelle")
    _fondement(piece)
    _nature(piece)
    _lots(piece)
    with piece.si("execution"):
        _engagement(piece)
        piece.sinon("reserve")
        _preuves(piece)
    _renseignements(piece)
    with piece.si("not reserve"):
        _annexes(piece)
    return piece


def _fondement(piece: Piece) -> None:
    piece.titre(3, "Fondement et finalité")
    with piece.si("reserve"):
        piece.paragraphe("{{ fondement }}")
        piece.sinon("marche_insertion")
        piece.paragraphe(
            "Le présent {{ mots.contrat }} a pour objet l'insertion professionnelle de personnes éloignées de "
            "l'emploi. {{ fondement }}"
        )
        piece.sinon()
        piece.paragraphe(
            "L'exécution du présent {{ mots.contrat }} comporte une clause d'insertion, destinée à favoriser l'emploi "
            "de personnes qui en sont éloignées. {{ fondement }}"
        )


def _nature(piece: Piece) -> None:
    piece.titre(
        3,
        "Nature {% if marche_insertion %}des prestations{% else %}de la clause{% endif %}{% if criteres %} et critère "
        "d'attribution{% endif %}",
    )
    with piece.si("execution"):
        piece.paragraphe(
            "La clause d'insertion est une condition d'exécution : elle s'impose à tous les candidats et ne se "
            "négocie pas.{% if not criteres %} Elle n'est pas un critère d'attribution et n'entre pas dans la note "
            "des offres.{% endif %}"
        )
        piece.sinon("reserve")
        piece.paragraphe(
            "La réservation est une condition de participation. Elle n'est pas un critère d'attribution : les offres "
            "sont appréciées selon les critères du présent {{ reglement }}."
        )
        piece.sinon()
        piece.paragraphe(
            "L'insertion est l'objet même des prestations ; les activités servent de support aux parcours. Les offres "
            "sont appréciées d'abord selon la qualité de l'encadrement, de l'accompagnement et des parcours proposés."
        )
    with piece.si("criteres"):
        _criteres(piece)


def _criteres(piece: Piece) -> None:
    piece.paragraphe(
        "Les offres sont {% if execution %}en outre {% endif %}appréciées selon la performance en matière d'insertion "
        "professionnelle des publics en difficulté, dans l'exécution du présent {{ mots.contrat }} :",
        garde=True,
    )
    with piece.pour("critere in criteres"):
        piece.tableau(
            (Colonne("{{ critere.intitule }}", 7438), Colonne("{{ critere.ponderation }} de la note", 2200, "right")),
            Ligne(
                cellules=("{{ sous.intitule }}", "{{ sous.ponderation }} du critère"),
                pour="sous in critere.sous_criteres",
            ),
            Ligne(
                cellules=("Apprécié d'après le cadre de réponse « performance en matière d'insertion »", ""),
                si="not critere.sous_criteres",
            ),
        )
        piece.note(
            "Chaque rubrique reçoit une note de 0 à 4, multipliée par ses points et divisée par 4, d'après le seul "
            "cadre de réponse."
        )
    piece.paragraphe(
        "Sont appréciés les moyens d'encadrement, d'accompagnement et de formation proposés, et non le nombre "
        "d'heures offertes au-delà du minimum ni la politique générale de l'entreprise. Les engagements retenus "
        "deviennent contractuels."
    )


def _lots(piece: Piece) -> None:
    piece.titre(3, "Lots et volumes")
    with piece.si("marche_insertion"):
        piece.paragraphe(
            "Les parcours attendus sont décrits au cahier des clauses techniques, pour les lots suivants :", garde=True
        )
        piece.sinon()
        piece.paragraphe(
            "{% if reserve %}La réservation{% else %}La clause{% endif %} porte sur {% if un_seul_lot %}le lot "
            "suivant{% else %}les lots suivants{% endif %} :",
            garde=True,
        )
    tableau_lots(piece)
    with piece.si("bons_de_commande"):
        piece.paragraphe(
            "Les heures dues dépendent des commandes : elles sont arrêtées selon la base indiquée, et aucune heure "
            "n'est due sans bon de commande."
        )


def _engagement(piece: Piece) -> None:
    piece.titre(3, "Engagement du candidat")
    piece.paragraphe(
        "Le candidat remet avec son offre l'annexe « Engagement d'insertion » {{ mots.annexe }}, remplie, datée et "
        "signée{% if not un_seul_lot %}, une par lot{% endif %}."
    )
    piece.paragraphe(
        "Une offre qui ne comporte pas cet engagement est irrégulière{% if concession %} et n'est pas "
        "retenue{% else %} ; l'acheteur peut en demander la régularisation dans les conditions de l'article R2152-2 "
        "du code de la commande publique{% endif %}."
    )
    piece.paragraphe(
        "La clause ne peut faire l'objet ni de réserves ni de variantes. Le candidat choisit librement la façon de "
        "réaliser ses heures (embauche directe, mise à disposition, sous-traitance ou cotraitance), peut combiner ces "
        "modalités et proposer plus d'heures que le minimum. Aucun nom de personne ni de structure n'est demandé à ce "
        "stade."
    )


def _preuves(piece: Piece) -> None:
    piece.titre(3, "Preuves à joindre à la candidature")
    piece.paragraphe("Le candidat établit qu'il remplit la condition de réservation en joignant :", garde=True)
    piece.puces("{{ preuve }} ;", pour="preuve in preuves")
    piece.puces(
        "une attestation, datée et signée, de la proportion des salariés concernés dans son effectif, au moins égale "
        "à 50 %."
    )
    piece.paragraphe(
        "En cas de groupement, chaque membre remplit la condition et joint ces pièces. La candidature qui ne les "
        "comporte pas, après demande éventuelle de complément, n'est pas admise."
    )


def _renseignements(piece: Piece) -> None:
    piece.titre(3, "Renseignements")
    piece.paragraphe(
        "Un facilitateur renseigne les candidats sur la mise en œuvre technique de l'insertion :", garde=True
    )
    facilitateur(piece)
    piece.paragraphe(
        "Pour que tous les candidats disposent des mêmes informations, les questions sur la consultation et leurs "
        "réponses sont publiées sur le profil d'acheteur. Le facilitateur ne participe pas à l'analyse des offres "
        "lorsque sa structure, ou une structure qui lui est liée, est candidate ou citée par un candidat."
    )


def _annexes(piece: Piece) -> None:
    piece.titre(3, "Annexes")
    piece.paragraphe("Sont joints au dossier de consultation :", garde=True)
    for texte, si in (
        ("l'annexe « Engagement d'insertion » {{ mots.annexe }} (à remettre) ;", "execution"),
        ("le cadre de réponse « performance en matière d'insertion » (à remettre) ;", "criteres or marche_insertion"),
    ):
        with piece.si(si):
            piece.paragraphe(texte, style="Listepuces", garde=True)
    piece.puces("le cahier des clauses du marché de services d'insertion.", si="marche_insertion")
    piece.puces(
        "la notice « La clause d'insertion, mode d'emploi » (pour information, non contractuelle).", si="execution"
    )
