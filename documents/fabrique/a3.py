"""A3: the article of the CCAP « Action d'insertion professionnelle », its penalties and data blocks included."""

from __future__ import annotations

from documents.fabrique import a3_mise_en_oeuvre, a3_suivi
from documents.fabrique.blocs import EDITION, tableau_lots
from documents.fabrique.piece import Identite, Piece

IDENTITE = Identite(
    fichier="marches/a3_ccap.docx",
    code="A3",
    titre="CCAP – Action d’insertion professionnelle",
    edition=EDITION,
    emploi="À reprendre dans le cahier des clauses administratives particulières (ou le cahier qui en tient lieu), à "
    "la place choisie par le service des marchés, qui attribue le numéro d'article. L'annexe à l'acte d'engagement "
    "est à citer dans l'article relatif aux pièces constitutives, et les dérogations au CCAG dans le dernier article.",
)


def ecrire() -> Piece:
    """The template of A3."""
    piece = Piece(IDENTITE)
    piece.titre(2, "Article [[n°]] – Action d'insertion professionnelle")
    _fondement(piece)
    _perimetre(piece)
    a3_mise_en_oeuvre.ecrire(piece)
    a3_suivi.ecrire(piece)
    return piece


def _fondement(piece: Piece) -> None:
    piece.titre(3, "Fondement et portée")
    with piece.si("reserve"):
        piece.paragraphe(
            "{{ fondement }} L'action d'insertion est la conséquence de cette réservation : les prestations sont "
            "exécutées par une structure dont les salariés relèvent, pour 50 % au moins, des publics visés par ces "
            "dispositions."
        )
        piece.sinon()
        piece.paragraphe(
            "L'{{ mots.acheteur }} inclut dans le présent {{ mots.contrat }} une clause d'insertion, afin que son "
            "exécution contribue à l'emploi de personnes qui en sont éloignées. {{ fondement }}"
        )
        piece.paragraphe(
            "Condition d'exécution liée à l'objet du présent {{ mots.contrat }}, elle porte sur le travail des "
            "personnes qui {{ mots.executent }}. Elle s'impose au {{ mots.titulaire }}, qui ne peut ni s'y soustraire "
            "ni l'assortir de réserves."
        )
    with piece.si("avec_critere"):
        piece.paragraphe(
            "La note obtenue au titre du critère relatif à l'insertion ne modifie pas le volume minimal fixé "
            "ci-après. Les engagements pris par le {{ mots.titulaire }} dans son cadre de réponse « performance en "
            "matière d'insertion » (encadrement, accompagnement, formation, perspectives d'emploi) deviennent "
            "contractuels ; leur réalisation est suivie avec celle des heures."
        )
    with piece.si("avec_ccag"):
        piece.paragraphe(
            "Le présent article complète {{ ccag }}. Celles de ses stipulations qui y dérogent sont récapitulées au "
            "dernier article du {{ mots.cahier }}."
        )
        piece.sinon()
        piece.paragraphe(
            "Le présent {{ mots.contrat }} ne se réfère à aucun cahier des clauses administratives générales : le "
            "présent article règle seul l'action d'insertion."
        )
    with piece.si("not reserve"):
        piece.paragraphe(
            "L'annexe « Engagement d'insertion » {{ mots.annexe }}, remplie et signée par le {{ mots.titulaire }}, "
            "fait partie des pièces contractuelles."
        )


def _perimetre(piece: Piece) -> None:
    piece.titre(3, "Périmètre et volume")
    piece.paragraphe(
        "{% if un_seul_lot %}L'action d'insertion porte sur le lot suivant.{% else %}L'action d'insertion porte sur "
        "les lots suivants.{% endif %}{% if autres_lots %} Les autres lots n'en comportent pas.{% endif %}",
        garde=True,
    )
    tableau_lots(piece)
    with piece.si("avec_heures"):
        piece.paragraphe(
            "{% if bons_de_commande %}L'objectif est la limite des heures qui peuvent être dues ; le "
            "{{ mots.titulaire }} peut en réaliser davantage.{% else %}L'objectif est un minimum que le "
            "{{ mots.titulaire }} peut dépasser.{% endif %} Il se compte en heures de travail, arrondies à l'heure la "
            "plus proche, et se réalise sur toute la durée d'exécution du lot.{% if not un_seul_lot %} Il est dû lot "
            "par lot ; avec l'accord écrit de l'{{ mots.acheteur }}, le {{ mots.titulaire }} de plusieurs lots peut "
            "reporter de l'un à l'autre une part de ses heures.{% endif %}"
        )
        _formes(piece)
    with piece.si("concession"):
        piece.paragraphe(
            "Le rapport annuel du concessionnaire rend compte de l'exécution de l'action d'insertion et des mesures "
            "prises en matière d'insertion par l'activité économique{% if rapport_annuel %}, comme le demande "
            "l'article {{ rapport_annuel }} du code de la commande publique{% endif %}."
        )
    with piece.si("not reserve"):
        piece.paragraphe(
            "En cas de groupement, l'objectif est celui du groupement ; l'annexe « Engagement d'insertion » en "
            "indique la répartition entre ses membres et le mandataire en assure le suivi."
        )
    piece.paragraphe(
        "Toute modification du présent {{ mots.contrat }} qui augmente ou réduit les prestations d'un lot précise son "
        "effet sur le nombre d'heures, en proportion. En cas de résiliation pour un motif étranger au "
        "{{ mots.titulaire }}, l'objectif est réduit à la part des prestations exécutées."
    )


def _formes(piece: Piece) -> None:
    """What depends on the form of the contract and on how the objective is expressed."""
    with piece.si("pourcentage"):
        piece.paragraphe(
            "Lorsque l'objectif est exprimé en part des heures travaillées, cette part s'applique à toutes les heures "
            "de travail consacrées à l'exécution du lot, sous-traitants compris, que le {{ mots.titulaire }} déclare "
            "avec ses relevés. Le nombre d'heures indiqué est le minimum attendu."
        )
    with piece.si("ratio"):
        piece.paragraphe(
            "Lorsque l'objectif est exprimé par tranche de montant facturé, seules comptent les tranches entières de "
            "montant hors taxes facturé au titre du lot{% if seuil %}, au-delà du seuil de déclenchement ; en deçà de "
            "ce seuil, aucune heure n'est due{% endif %}."
        )
    with piece.si("bons_de_commande"):
        piece.paragraphe(
            "{% if forfait %}Lorsque l'objectif est indiqué en heures, il correspond à la totalité des prestations "
            "qui peuvent être commandées et il est dû en proportion des montants commandés. {% endif %}Les heures "
            "dues sont arrêtées à la fin de chaque période de l'accord-cadre et notifiées au {{ mots.titulaire }}. "
            "Sans bon de commande, aucune heure n'est due."
        )
    with piece.si("tranches"):
        piece.paragraphe(
            "Les heures qui se rattachent à une tranche optionnelle, en proportion de sa part dans le lot, ne sont "
            "dues que si cette tranche est affermie."
        )
