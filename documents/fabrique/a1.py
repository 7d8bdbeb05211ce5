"""A1: the mention of the notice, and the values of the forms that go with it."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="marches/a1_avis.docx",
    code="A1",
    titre="Mention de l’avis",
    edition=EDITION,
    emploi="À remettre au service des marchés cinq jours ouvrés au moins avant l'envoi de l'avis. Les lots cités ici "
    "sont ceux du règlement et du cahier des clauses : toute modification se reporte dans les trois pièces.",
)


def ecrire() -> Piece:
    """The template of A1."""
    piece = Piece(IDENTITE)
    piece.titre(2, "Mention à insérer dans l'avis de {% if concession %}concession{% else %}marché{% endif %}")
    with piece.si("execution"):
        _execution(piece)
        piece.sinon("reserve")
        _reserve(piece)
        piece.sinon("marche_insertion")
        _insertion(piece)
    _contact(piece)
    _formulaires(piece)
    return piece


def _execution(piece: Piece) -> None:
    piece.paragraphe(
        "**Conditions d'exécution à caractère social.** L'exécution du présent {{ mots.contrat }} comporte une clause "
        "d'insertion : le {{ mots.titulaire }} confie une part des heures de travail à des personnes éloignées de "
        "l'emploi. {{ fondement }}"
    )
    _lots(piece, "{% if lots | length > 1 %}Lots concernés{% else %}Lot concerné{% endif %} :")
    piece.paragraphe(
        "Le volume d'heures, les publics éligibles et les conditions de mise en œuvre figurent à l'article [[n°]] du "
        "règlement et à l'article [[n°]] du {{ mots.cahier }}. La clause s'impose aux candidats ; elle ne restreint "
        "pas la participation, qui n'est pas réservée."
    )
    with piece.si("criteres"):
        piece.paragraphe(
            "Les offres sont en outre appréciées selon la performance en matière d'insertion professionnelle des "
            "publics en difficulté :",
            garde=True,
        )
        piece.puces("{{ critere.intitule }} : {{ critere.ponderation }} de la note", pour="critere in criteres")


def _reserve(piece: Piece) -> None:
    piece.paragraphe("**Participation réservée.** {{ fondement }}")
    _lots(piece, "{% if lots | length > 1 %}Lots réservés{% else %}Lot réservé{% endif %} :")
    piece.paragraphe(
        "Les candidats joignent à leur candidature les preuves demandées à l'article [[n°]] du règlement. Une "
        "candidature qui ne remplit pas la condition de réservation n'est pas admise."
    )


def _insertion(piece: Piece) -> None:
    piece.paragraphe(
        "**Services d'insertion professionnelle.** Le présent {{ mots.contrat }} a pour objet l'insertion de "
        "personnes éloignées de l'emploi ; les activités citées servent de support à leur parcours. {{ fondement }}"
    )
    _lots(piece, "{% if lots | length > 1 %}Lots concernés{% else %}Lot concerné{% endif %} :")
    piece.paragraphe(
        "Les offres sont appréciées selon la qualité des parcours proposés, dans les conditions fixées par le "
        "règlement."
    )


def _lots(piece: Piece, intitule: str) -> None:
    piece.paragraphe(intitule, garde=True)
    piece.puces("lot {{ lot.numero }} – {{ lot.intitule }}", pour="lot in lots")


def _contact(piece: Piece) -> None:
    piece.paragraphe(
        "Renseignements techniques sur l'insertion : {{ facilitateur.structure }}, {{ facilitateur.courriel }}, "
        "{{ facilitateur.telephone }}. Les questions sur la consultation sont posées sur le profil d'acheteur."
    )


def _formulaires(piece: Piece) -> None:
    piece.titre(4, "Pour le service des marchés : valeurs à saisir, à ne pas publier telles quelles")
    piece.tableau(
        (Colonne("Champ", 3100), Colonne("Valeur", 3138), Colonne("Remarque", 3400)),
        Ligne(
            cellules=("{{ ligne.champ }}", "{{ ligne.valeur }}", "{{ ligne.remarque }}"), pour="ligne in formulaires"
        ),
    )
    piece.note(
        "Les champs BT sont ceux des avis européens ; les données essentielles concernent les contrats de 40 000 € HT "
        "et plus."
    )
