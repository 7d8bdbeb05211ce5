"""B1: the calibration note, two or three pages for the buyer, confidential."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="marches/b1_note_calibrage.docx",
    code="B1",
    titre="Note de calibrage (confidentiel – préparatoire)",
    edition=EDITION,
    emploi="",
    garde=False,
)


def ecrire() -> Piece:
    """The template of B1."""
    piece = Piece(IDENTITE)
    piece.titre(1, "Note de calibrage")
    piece.encadre(
        "**Confidentiel – préparatoire.** Cette note contient des estimations : elle reste entre l'acheteur et le "
        "relais, et ne se joint à aucune pièce remise aux candidats."
    )
    _operation(piece)
    _regime(piece)
    _lots(piece)
    _calcul(piece)
    _faisabilite(piece)
    _recommandations(piece)
    _calendrier(piece)
    _avis(piece)
    return piece


def _operation(piece: Piece) -> None:
    piece.titre(3, "Opération")
    piece.fiche(
        Ligne(cellules=("Objet", "{{ garde.reference }} – {{ garde.intitule }}")),
        Ligne(cellules=("Acheteur", "{{ acheteur }}")),
        Ligne(cellules=("Lieu", "{{ lieu }}"), si="lieu"),
        Ligne(cellules=("Nature et forme", "{{ nature }} – {{ forme }}")),
        Ligne(cellules=("Montant estimé", "{{ montant }}")),
        Ligne(cellules=("Durée", "{{ duree }}"), si="duree"),
        Ligne(cellules=("Date de l'avis", "{{ date_avis }}")),
        Ligne(cellules=("Montage", "{{ montage }}")),
        gauche=1900,
    )


def _regime(piece: Piece) -> None:
    piece.titre(3, "Régime juridique")
    with piece.pour("phrase in regime"):
        piece.paragraphe("{{ phrase }}")
    piece.note("{{ lecture }}")


def _lots(piece: Piece) -> None:
    piece.titre(3, "Lots retenus et lots écartés")
    _retenus(piece)
    _ecartes(piece)


def _retenus(piece: Piece) -> None:
    with piece.si("retenus"):
        piece.tableau(
            (
                Colonne("Lot", 700),
                Colonne("Intitulé", 3738),
                Colonne("Heures", 1300, "right"),
                Colonne("Jours", 1100, "right"),
                Colonne("ETP", 900, "right"),
                Colonne("Personnes à la fois", 1900),
            ),
            Ligne(
                cellules=(
                    "{{ lot.numero }}",
                    "{{ lot.intitule }}",
                    "{{ lot.heures }}",
                    "{{ lot.jours }}",
                    "{{ lot.etp }}",
                    "{{ lot.personnes }}",
                ),
                pour="lot in retenus",
            ),
            Ligne(cellules=("Total", "", "{{ total }}", "{{ total_jours }}", "{{ total_etp }}", ""), gras=True),
        )
        piece.note(
            "{{ bareme.diviseurs }} ; personnes à la fois : nombre minimal à 35 h par semaine sur la durée du lot."
        )
        piece.sinon()
        piece.paragraphe("Aucun lot n'est retenu.")


def _ecartes(piece: Piece) -> None:
    with piece.si("ecartes"):
        piece.legende("Lots sans clause d'insertion")
        piece.tableau(
            (
                Colonne("Lot", 700),
                Colonne("Intitulé", 3338),
                Colonne("Montant estimé", 2000, "right"),
                Colonne("Motif", 3600),
            ),
            Ligne(
                cellules=("{{ lot.numero }}", "{{ lot.intitule }}", "{{ lot.montant }}", "{{ lot.motif }}"),
                pour="lot in ecartes",
            ),
        )


def _calcul(piece: Piece) -> None:
    piece.titre(3, "Calcul des heures")
    piece.paragraphe(
        "Barème {{ bareme.nom }}, version {{ bareme.version }} du {{ bareme.date }}. Source : {{ bareme.source }}. "
        "L'arrondi se fait au plus proche, lot par lot ; le total est la somme des lots arrondis. Le tableau de calcul "
        "(B2) accompagne cette note."
    )
    with piece.pour("lot in retenus"):
        piece.paragraphe("**Lot {{ lot.numero }} – {{ lot.intitule }} : {{ lot.heures }}**", garde=True)
        piece.puces("{{ etape }}", pour="etape in lot.etapes")
        piece.puces("Ratio : {{ lot.ratio }}.", si="lot.ratio")
        piece.puces("**À regarder** : {{ alerte }}", pour="alerte in lot.alertes")
    with piece.si("sensibilite"):
        piece.legende("Si une hypothèse change")
        piece.tableau(
            (Colonne("Hypothèse", 5238), Colonne("Total", 2000, "right"), Colonne("Écart", 2400, "right")),
            Ligne(
                cellules=("{{ ligne.hypothese }}", "{{ ligne.total }}", "{{ ligne.ecart }}"),
                pour="ligne in sensibilite",
            ),
        )
        piece.note("Les heures décidées lot par lot ne bougent pas ; chaque ligne ne change qu'une hypothèse.")
    with piece.si("alertes"):
        piece.paragraphe("**Alertes sur l'opération**", garde=True)
        piece.puces("{{ alerte }}", pour="alerte in alertes")


def _faisabilite(piece: Piece) -> None:
    piece.titre(3, "Faisabilité sur le territoire")
    piece.fiche(
        _libre("Structures", "structures", "liste complète des structures du territoire pour ces métiers"),
        _libre("Publics", "publics", "personnes mobilisables pour ces postes, sans condition de résidence"),
        _libre("Formation préalable", "formation", "formation utile et son délai"),
        gauche=1900,
    )
    with piece.si("proprete"):
        piece.paragraphe(
            "Reprise de personnel : les heures du personnel en place ont été déduites. La liste du personnel à "
            "reprendre est à demander au titulaire sortant avant de figer le volume."
        )
    with piece.si("bons_de_commande"):
        piece.paragraphe(
            "Bons de commande : les heures se calculent sur les montants commandés. Le contrat énonce un ratio ou un "
            "maximum d'heures ; sans commande, aucune heure n'est due."
        )


def _recommandations(piece: Piece) -> None:
    piece.titre(3, "Recommandations")
    piece.paragraphe(
        "Échelle des montages, du plus fort au plus léger ; le choix dépend du nombre de fournisseurs inclusifs du "
        "territoire et de leur dépendance économique.",
        garde=True,
    )
    piece.tableau(
        (Colonne("Montage", 3338), Colonne("Quand il convient", 5000), Colonne("Ici", 1300)),
        Ligne(
            cellules=("{{ echelon.montage }}", "{{ echelon.quand }}", "{{ echelon.retenu }}"), pour="echelon in echelle"
        ),
    )
    piece.puces(
        "Modalités : le titulaire choisit et peut combiner embauche directe, mise à disposition, sous-traitance et "
        "cotraitance ; aucune n'est imposée.",
        "Pénalité : {% if penalites %}{{ penalites }}, à confirmer par l'acheteur{% else %}à fixer par l'acheteur, "
        "aucun montant n'est proposé par défaut{% endif %}.",
        "Volume : mieux vaut un volume modeste et tenable ; une modification des pièces après ce calibrage appelle un "
        "nouveau calcul.",
    )
    piece.paragraphe("Le facilitateur en tire la recommandation suivante.", garde=True)
    piece.fiche(
        _libre("Recommandation", "recommandation", "montage conseillé, lots à regrouper, réserves"), gauche=1900
    )


def _calendrier(piece: Piece) -> None:
    piece.titre(3, "Calendrier d'intervention")
    piece.tableau(
        (Colonne("Quand", 3000), Colonne("Quoi", 4738), Colonne("Qui", 1900)),
        Ligne(cellules=("{{ jalon.quand }}", "{{ jalon.quoi }}", "{{ jalon.qui }}"), pour="jalon in jalons"),
    )


def _avis(piece: Piece) -> None:
    piece.titre(3, "Avis du facilitateur")
    piece.fiche(
        _libre("Avis", "conclusion", "volumes proposés, réserves, points à trancher avec l'acheteur"),
        Ligne(cellules=("Facilitateur", "{{ auteur }}")),
        _libre("Date et visa", "date", "date, visa"),
        gauche=1900,
    )


def _libre(intitule: str, champ: str, invite: str) -> Ligne:
    """A row that the facilitateur fills in, unless the context says it."""
    texte = f"{{% if avis.{champ} %}}{{{{ avis.{champ} }}}}{{% else %}}[?à remplir : {invite}?]{{% endif %}}"
    return Ligne(cellules=(intitule, texte), saisie=frozenset({1}))
