"""Blocks that several pieces share, written once and assembled when a template is built (A4, A5, A6)."""

from __future__ import annotations

from documents.fabrique.piece import Piece
from documents.fabrique.tableaux import Colonne, Ligne

EDITION = "2026.11"

_OBJECTIF = "Objectif {% if bons_de_commande %}maximal{% else %}minimal{% endif %}"
COLONNES_LOTS = (
    Colonne("Lot", 900),
    Colonne("Intitulé", 3838),
    Colonne(_OBJECTIF, 2100, "right"),
    Colonne("Base de calcul contractuelle", 2800),
)


def tableau_lots(piece: Piece) -> None:
    """The one table of an article: lots, their objective (a maximum where orders decide), its basis, the total."""
    piece.tableau(
        COLONNES_LOTS,
        Ligne(
            cellules=("{{ lot.numero }}", "{{ lot.intitule }}", "{{ lot.objectif }}", "{{ lot.base }}"),
            pour="lot in lots",
        ),
        Ligne(cellules=("Total", "", "{{ total }}", ""), gras=True, si="total"),
    )


def facilitateur(piece: Piece) -> None:
    """A6: the facilitateur, a function and a generic address first, for names change before a contract ends."""
    piece.encadre(
        "**Facilitateur des clauses sociales**",
        "{{ facilitateur.structure }}{% if facilitateur.statut %}, {{ facilitateur.statut }}{% endif %}",
        "{%p if facilitateur.adresse %}",
        "Adresse : {{ facilitateur.adresse }}",
        "{%p endif %}",
        "Courriel : {{ facilitateur.courriel }}",
        "Téléphone : {{ facilitateur.telephone }}{% if facilitateur.horaires %} "
        "({{ facilitateur.horaires }}){% endif %}",
        "Contact : {{ facilitateur.contact }}{% if facilitateur.territoire %} – territoire : "
        "{{ facilitateur.territoire }}{% endif %}",
    )


def donnees_personnelles(piece: Piece) -> None:
    """A5: personal data of the people in insertion."""
    piece.paragraphe(
        "Les données personnelles recueillies au titre de l'action d'insertion servent à vérifier l'éligibilité des "
        "personnes, à suivre l'exécution de l'engagement, à établir les bilans et à justifier, le cas échéant, les "
        "financements publics de l'accompagnement. Elles ne servent à aucune autre fin."
    )
    piece.paragraphe(
        "Sans préjudice de l'article relatif à la protection des données, il est convenu que :", garde=True
    )
    piece.puces(
        "{{ donnees.roles }} ;",
        "l'{{ mots.acheteur }} reçoit des données agrégées par lot, sans l'identité des personnes ni les pièces qui "
        "établissent leur éligibilité ;",
        "le motif d'éligibilité d'une personne n'est transmis ni à l'{{ mots.acheteur }}, ni à l'entreprise qui "
        "l'accueille : l'attestation du facilitateur indique la date de validation, sans motif ;",
        "les données recueillies se limitent à l'identité, au contrat de travail, aux heures accomplies et au critère "
        "d'éligibilité ; celles qui touchent à la santé, au handicap ou à une mesure de justice ne sont vues que par "
        "le facilitateur, le temps du contrôle ;",
        "chaque personne est informée, avant la validation de son éligibilité, de l'usage de ses données, de leurs "
        "destinataires et de ses droits d'accès, de rectification, d'opposition et d'effacement ; elle les exerce "
        "auprès du facilitateur, à l'adresse {{ facilitateur.courriel }}, ou de son employeur ;",
        "les échanges nominatifs se font par un canal protégé ; aucun nom ne figure dans un compte rendu diffusé à "
        "plusieurs entreprises ;",
        "{{ donnees.conservation }}.",
    )


def penalites(piece: Piece) -> None:
    """A4: what is penalised, how much, from when, how, and what exonerates. The buyer alone decides."""
    piece.paragraphe(
        "Les pénalités propres à l'action d'insertion sont les suivantes ; elles ne libèrent pas le "
        "{{ mots.titulaire }} de son obligation.",
        garde=True,
    )
    piece.puces(
        "**Heures non réalisées.** Lorsque, au terme de l'exécution du lot{% if bons_de_commande %} ou de la période "
        "de l'{{ mots.contrat }}{% endif %}, les heures validées sont inférieures aux heures dues, le "
        "{{ mots.titulaire }} encourt une pénalité de {{ penalite_heure }} par heure manquante. Elle est calculée sur "
        "la différence entre les heures dues et les heures validées et court à compter de la décision qui la prononce.",
        si="not reserve",
    )
    piece.puces(
        "**Insertion des salariés.** Lorsque le {{ mots.titulaire }} ne remplit plus la condition de réservation, il "
        "en informe l'{{ mots.acheteur }} sans délai ; le manquement est traité comme une inexécution du présent "
        "{{ mots.contrat }}, selon les stipulations relatives à la résiliation.",
        si="reserve",
    )
    piece.puces(
        "**Pièces de suivi.** L'absence ou le retard d'un relevé, d'un justificatif ou du bilan demandés en "
        "application du présent article expose le {{ mots.titulaire }} à une pénalité de {{ penalite_document }} par "
        "jour de retard et par document, à compter du lendemain de l'expiration du délai fixé par une mise en demeure."
    )
    piece.paragraphe(
        "Aucune pénalité n'est appliquée sans procédure contradictoire. L'{{ mots.acheteur }} constate le manquement "
        "par écrit, invite le {{ mots.titulaire }} à présenter ses observations dans un délai de "
        "{{ delais.contradictoire }} et, si elles ne sont pas concluantes, le met en demeure d'y remédier. La "
        "décision n'appartient qu'à l'{{ mots.acheteur }} ; le facilitateur ne prononce aucune pénalité."
    )
    with piece.si("exonerations"):
        piece.paragraphe(
            "Le {{ mots.titulaire }} est exonéré en tout ou partie lorsqu'il prouve que le manquement résulte de "
            "l'une des causes suivantes :",
            garde=True,
        )
        piece.puces("{{ cause }}", pour="cause in exonerations")
    piece.paragraphe(
        "Le plafond des pénalités prévu par le présent {{ mots.contrat }}{% if avec_ccag %} ou, à défaut, par le "
        "CCAG{% endif %} leur est applicable. Elles s'ajoutent aux autres pénalités prévues, sans double sanction "
        "d'un même manquement."
    )
