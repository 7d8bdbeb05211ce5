"""E2: the families of modalities side by side, none first, and the form of choice on its own page."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.courrier import Lettre
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="lettres/e2_modalites.docx",
    code="E2",
    titre="Modalités de réalisation et coupon de choix",
    edition=EDITION,
    emploi="",
    garde=False,
)
SAISIE = "[?…?]"
COLONNES = (
    Colonne("", 1538),
    Colonne("Embauche directe", 2700),
    Colonne("Mise à disposition", 2700),
    Colonne("Sous-traitance, cotraitance", 2700),
)
COMPARAISON = (
    (
        "Avec qui",
        "votre entreprise",
        "AI, ETTI, GEIQ, EATT ; ETT si l'éligibilité est validée",
        "EI, ACI, régie, EA, ESAT",
    ),
    ("Employeur", "votre entreprise", "la structure", "la structure"),
    (
        "Contrats",
        "CDI, CDD, professionnalisation, apprentissage",
        "mise à disposition (AI), mission (ETTI, EATT, ETT), contrat du GEIQ, souvent en alternance",
        "CDDI ou contrat de la structure ; contrat d'accompagnement par le travail en ESAT",
    ),
    (
        "Délai usuel",
        "{{ delais.embauche }}",
        "{{ delais.mise_a_disposition }}",
        "{{ delais.sous_traitance }} ; cotraitance : prévue dès l'offre",
    ),
    (
        "Coût",
        "salaire et cotisations ; aides à l'embauche selon les situations",
        "heures facturées par la structure, accompagnement compris",
        "prix de la prestation",
    ),
    (
        "Suivi",
        "par le prescripteur ; un tuteur dans l'entreprise",
        "par la structure ; un tuteur {% if travaux %}sur le chantier{% else %}sur le site{% endif %}",
        "par la structure, qui encadre son équipe",
    ),
    (
        "Formalités",
        "contrat de travail, relevé mensuel",
        "commande à la structure, relevé mensuel ; AI : plafond d'heures par personne à vérifier avec elle",
        "déclaration de sous-traitance (DC4), à faire accepter avant l'intervention ; relevé mensuel",
    ),
    (
        "Heures comptées",
        "travaillées et payées, pour ce contrat",
        "travaillées et payées, pour ce contrat",
        "celles des seuls salariés éligibles, non toute la prestation",
    ),
    (
        "Convient",
        "poste durable, équipe à renforcer",
        "{% if travaux %}phases du chantier{% else %}pics d'activité, remplacements{% endif %}, alternance partagée",
        "{% if travaux %}ouvrage ou tâche{% else %}partie de la prestation{% endif %} que l'on peut confier entière",
    ),
)


def ecrire() -> Piece:
    """The template of E2."""
    piece = Lettre(IDENTITE)
    piece.logo("courrier.logo")
    piece.titre(2, "Réaliser vos heures d'insertion : les modalités")
    piece.paragraphe(
        "{{ courrier.destinataire }} – {{ courrier.objet }}. Vous choisissez librement, pouvez combiner et changer en "
        "cours d'exécution : aucune modalité n'est préférée ni imposée. Dans tous les cas, l'éligibilité de la "
        "personne est validée par le facilitateur avant son premier jour.",
        garde=True,
    )
    piece.tableau(COLONNES, *(Ligne(cellules=(f"**{titre}**", *cellules)) for titre, *cellules in COMPARAISON))
    piece.note(
        "Délais et coûts indicatifs au {{ courrier.date }}, à confirmer avec l'employeur ou la structure.{% if "
        "services %} Reprise de personnel : les salariés repris ne comptent pas du seul fait de leur reprise.{% endif "
        "%}"
    )
    _interlocuteurs(piece)
    _coupon(piece)
    return piece


def _interlocuteurs(piece: Lettre) -> None:
    piece.paragraphe(
        "**Interlocuteurs.** Service public de l'emploi et toutes les structures du territoire, que le facilitateur "
        "sollicite à votre demande, sans en privilégier aucune : {{ courrier.structure }}, {{ courrier.courriel }}, "
        "{{ courrier.telephone }}.{% if structures %} Liste complète, par ordre alphabétique :{% else %} La liste "
        "complète et alphabétique des structures vous est remise sur demande.{% endif %}"
    )
    with piece.si("structures"):
        piece.tableau(
            (Colonne("Structure", 4338), Colonne("Type", 1000), Colonne("Courriel", 4300)),
            Ligne(
                cellules=("{{ structure.nom }}", "{{ structure.type }}", "{{ structure.courriel }}"),
                pour="structure in structures",
            ),
        )


def _coupon(piece: Lettre) -> None:
    piece.titre(2, "Coupon de choix", nouvelle_page=True)
    piece.paragraphe(
        "**À retourner le {{ echeance }} au plus tard** à {{ courrier.courriel }}. {{ courrier.destinataire }} – {{ "
        "courrier.objet }}.{% if lots_groupes %} {{ lots_groupes }} : votre seule part dans le groupement.{% endif %}",
        garde=True,
    )
    piece.tableau(
        (
            Colonne("Lot", 700),
            Colonne("Intitulé", 2338),
            Colonne("Heures dues{% if bons_de_commande %}, au plus{% endif %}", 1300, "right"),
            Colonne("Embauche directe", 1300, "right"),
            Colonne("Mise à disposition", 1300, "right"),
            Colonne("Sous-traitance", 1350, "right"),
            Colonne("Cotraitance", 1350, "right"),
        ),
        Ligne(
            cellules=("{{ ligne.numero }}", "{{ ligne.intitule }}", "{{ ligne.engagees }}", *([SAISIE] * 4)),
            pour="ligne in lignes",
            saisie=frozenset({3, 4, 5, 6}),
        ),
    )
    piece.note("Heures prévues par modalité, à titre indicatif ; leur total atteint au moins les heures dues du lot.")
    saisie = frozenset({1})
    piece.fiche(
        Ligne(cellules=("Postes envisagés", SAISIE), saisie=saisie),
        Ligne(cellules=("Période des premiers accueils", SAISIE), saisie=saisie),
        Ligne(cellules=("Structure pressentie (facultatif)", SAISIE), saisie=saisie),
        Ligne(cellules=("Référent insertion : nom, téléphone, courriel", SAISIE), saisie=saisie),
        Ligne(cellules=("Tuteur pressenti", SAISIE), saisie=saisie),
        Ligne(cellules=("Aide souhaitée du facilitateur", SAISIE), saisie=saisie),
        Ligne(cellules=("Date, nom et qualité", SAISIE), saisie=saisie),
        Ligne(cellules=("Signature", "\n"), saisie=saisie),
    )
    piece.note(
        "Sous-traitance : joindre la déclaration DC4 remise au maître d'ouvrage. Ce choix peut être revu avec le "
        "facilitateur ; il ne change pas le nombre d'heures dues."
    )
