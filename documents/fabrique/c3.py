"""C3: the agreement by which hours serve several contracts, none counted twice."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.courrier import Projet
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="marches/c3_globalisation.docx",
    code="C3",
    titre="Convention de globalisation des heures",
    edition=EDITION,
    emploi="Projet du relais, à faire relire et signer par chaque maître d'ouvrage et l'entreprise ; le relais vise. "
    "Sans l'accord écrit de chacun, une heure ne compte que sur l'opération où elle est faite. Les mentions ombrées "
    "entre crochets sont à compléter.",
)
FICHE = (
    ("Marchés", "{{ garde.reference }}"),
    ("Maître d'ouvrage", "{{ garde.maitre_ouvrage }}"),
    ("Entreprise", "{{ entreprise }}"),
)
SAISIE = "[?…?]"


def ecrire() -> Piece:
    """The template of C3."""
    piece = Projet(IDENTITE, *FICHE)
    piece.titre(2, "Convention de globalisation des heures d'insertion")
    _parties(piece)
    _objet(piece)
    _marches(piece)
    _contrats(piece)
    _affectation(piece)
    _information(piece)
    _duree(piece)
    _signatures(piece)
    _annexe(piece)
    return piece


def _parties(piece: Piece) -> None:
    piece.paragraphe("Entre :", garde=True)
    piece.puces("{{ nom }}, maître d'ouvrage, représenté par [[nom et qualité]] ;", pour="nom in maitres_ouvrage")
    piece.puces("{{ entreprise }}, SIRET {{ siret }}, représentée par [[nom et qualité]] ;")
    piece.paragraphe("avec le visa du facilitateur ({{ structure }}), il est convenu ce qui suit.")


def _objet(piece: Piece) -> None:
    piece.titre(3, "Objet")
    piece.paragraphe(
        "Les heures accomplies par une même personne, pour l'entreprise ou mises à sa disposition, peuvent servir les "
        "engagements d'insertion des marchés cités ci-dessous, afin de lui offrir un emploi plus long. La convention "
        "ne change ni le nombre d'heures dues, ni les échéances, ni les pénalités de ces marchés. {% if un_seul %}Les "
        "marchés sont ceux d'un même maître d'ouvrage.{% else %}Elle suppose l'accord écrit de chacun des maîtres "
        "d'ouvrage.{% endif %}"
    )


def _marches(piece: Piece) -> None:
    piece.titre(3, "Marchés et clé d'affectation")
    piece.tableau(
        (
            Colonne("Marché", 1700),
            Colonne("Lot", 700),
            Colonne("Intitulé", 2538),
            Colonne("Maître d'ouvrage", 2400),
            Colonne("Heures dues", 1300, "right"),
            Colonne("Part", 1000, "right"),
        ),
        Ligne(
            cellules=(
                "{{ marche.reference }}",
                "{{ marche.lot }}",
                "{{ marche.intitule }}",
                "{{ marche.maitre_ouvrage }}",
                "{{ marche.dues }}",
                "{{ marche.part }}",
            ),
            pour="marche in marches",
        ),
        Ligne(cellules=("Total", "", "", "", "{{ total }}", ""), gras=True),
    )
    piece.paragraphe(
        "Chaque mois, les heures validées de chaque contrat sont affectées selon cette clé, sauf affectation "
        "différente convenue par écrit pour le mois. Les heures qui dépasseraient un engagement déjà tenu sont "
        "affectées aux autres marchés. La clé ne vaut que pour les heures faites à compter du {{ date_effet }} : elle "
        "n'est pas rétroactive."
    )


def _contrats(piece: Piece) -> None:
    piece.titre(3, "Contrats concernés")
    piece.paragraphe("Les personnes sont désignées par un numéro ; aucun nom ne figure dans la convention.", garde=True)
    piece.tableau(
        (Colonne("N°", 800), Colonne("Contrat", 3838), Colonne("Employeur", 2800), Colonne("Dates", 2200)),
        Ligne(
            cellules=(
                "{{ contrat.numero }}",
                "{{ contrat.type }}",
                "{{ contrat.employeur }}",
                "{{ contrat.dates }}",
            ),
            pour="contrat in contrats",
        ),
    )
    piece.paragraphe("Un contrat s'ajoute par avenant simple, visé par le facilitateur et notifié à chaque signataire.")


def _affectation(piece: Piece) -> None:
    piece.titre(3, "Aucune heure comptée deux fois")
    piece.paragraphe(
        "**Par personne et par mois, la somme des heures affectées aux marchés ne dépasse pas les heures réalisées et "
        "validées.** Le facilitateur le vérifie avant chaque tableau de bord ; en cas d'écart, il retire les heures en "
        "trop et en informe les signataires. Une heure affectée à un marché n'est déclarée pour aucun autre engagement "
        "d'insertion."
    )


def _information(piece: Piece) -> None:
    piece.titre(3, "Information et données personnelles")
    piece.paragraphe(
        "Chaque maître d'ouvrage reçoit, chaque mois, les heures affectées à son marché et le total des affectations, "
        "sans nom ni motif d'éligibilité. L'éligibilité de la personne est validée une fois par le facilitateur, avant "
        "son premier jour, au regard de chacun des marchés. La personne est informée de la répartition de ses heures."
    )


def _duree(piece: Piece) -> None:
    piece.titre(3, "Durée et sortie")
    piece.paragraphe(
        "La convention prend effet le {{ date_effet }} et s'achève avec le dernier des marchés. Un signataire peut en "
        "sortir par écrit, avec un préavis de [[délai]] : les heures déjà affectées le restent, celles qui suivent ne "
        "comptent plus que pour l'opération où elles sont faites. La fin d'un marché ne met pas fin à la convention "
        "pour les autres, tant qu'il en reste deux."
    )


def _signatures(piece: Piece) -> None:
    piece.titre(3, "Signatures")
    saisie = frozenset({1})
    piece.fiche(
        Ligne(
            cellules=("{{ nom }}", "[?date, nom, qualité, signature?]\n"), pour="nom in maitres_ouvrage", saisie=saisie
        ),
        Ligne(cellules=("{{ entreprise }}", "[?date, nom, qualité, signature?]\n"), saisie=saisie),
        Ligne(cellules=("Visa du facilitateur, {{ structure }}", "[?date, nom, visa?]\n"), saisie=saisie),
        gauche=3800,
    )


def _annexe(piece: Piece) -> None:
    piece.titre(4, "Annexe : relevé des affectations")
    colonnes = (
        Colonne("Mois", 2200),
        Colonne("N° du contrat", 1800),
        Colonne("Marché", 3638),
        Colonne("Heures affectées", 2000, "right"),
    )
    with piece.si("affectations"):
        piece.tableau(
            colonnes,
            Ligne(
                cellules=("{{ une.mois }}", "{{ une.contrat }}", "{{ une.marche }}", "{{ une.heures }}"),
                pour="une in affectations",
            ),
        )
        piece.sinon()
        vide = Ligne(cellules=(SAISIE, SAISIE, SAISIE, SAISIE), saisie=frozenset(range(4)))
        piece.tableau(colonnes, vide, vide, vide)
