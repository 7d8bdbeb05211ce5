"""D1: the letter that calls a meeting, the relay's own or a draft for whoever calls it."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="convocations/d1_convocation.docx",
    code="D1",
    titre="Convocation",
    edition=EDITION,
    emploi="",
    garde=False,
)


def ecrire() -> Piece:
    """The template of D1."""
    piece = Piece(IDENTITE)
    with piece.si("not du_relais"):
        piece.encadre(
            "**Projet préparé par le relais**, à reprendre sur le papier à en-tête de l'organisme qui convoque et "
            "signe ({{ emetteur }}) ; envoi au plus tard le {{ envoi }}. Cet encadré se retire."
        )
    _en_tete(piece)
    _invitation(piece)
    _ordre_du_jour(piece)
    _lots(piece)
    _suites(piece)
    return piece


def _en_tete(piece: Piece) -> None:
    piece.logo("relais.logo", si="du_relais")
    piece.paragraphe("**{{ emetteur }}**", garde=True)
    with piece.si("du_relais"):
        piece.paragraphe("{{ adresse }} – {{ relais.telephone }} – {{ relais.courriel }}")
    piece.fiche(
        Ligne(cellules=("À l'attention de", "{{ destinataires|join('\u00a0; ') }}"), si="destinataires"),
        Ligne(cellules=("Date", "{{ date }}")),
        Ligne(cellules=("Objet", "**{{ objet }}** – action d'insertion")),
        Ligne(cellules=("Opération", "{{ garde.reference }} – {{ garde.intitule }}")),
        Ligne(cellules=("Maître d'ouvrage", "{{ maitre_ouvrage }}")),
        gauche=1900,
    )


def _invitation(piece: Piece) -> None:
    piece.paragraphe("Madame, Monsieur,")
    piece.paragraphe("Nous vous convions {{ invitation }} :", garde=True)
    piece.fiche(
        Ligne(cellules=("Quand", "**{{ rendezvous.quand }}** (durée prévue : {{ rendezvous.duree }})")),
        Ligne(cellules=("Où", "{{ rendezvous.lieu }}"), si="rendezvous.lieu"),
        Ligne(cellules=("À distance", "{{ rendezvous.visio }}"), si="rendezvous.visio"),
        gauche=1900,
    )
    piece.paragraphe(
        "{% if travaux %}La présence du référent insertion et du conducteur de travaux de chaque entreprise est "
        "souhaitée.{% else %}La présence du référent insertion et du responsable d'exploitation de chaque entreprise "
        "est souhaitée.{% endif %}{% if not du_relais %} Le facilitateur des clauses sociales ({{ relais.structure }}) "
        "participe à la réunion pour le point relatif à l'insertion.{% endif %}"
    )


def _ordre_du_jour(piece: Piece) -> None:
    piece.titre(4, "Ordre du jour")
    with piece.si("du_relais"):
        piece.puces("{{ point }}", pour="point in points")
        piece.sinon()
        piece.puces("{{ point }}", pour="point in ordre_du_jour")
        piece.puces("[[points propres à la réunion]]", si="not ordre_du_jour")
        piece.paragraphe(
            "Point « action d'insertion », présenté par le facilitateur ({{ relais.structure }}) :", garde=True
        )
        piece.puces("{{ point }}", pour="point in points")


def _lots(piece: Piece) -> None:
    with piece.si("lots"):
        piece.legende("Heures d'insertion des lots concernés")
        piece.tableau(
            (
                Colonne("Lot", 700),
                Colonne("Intitulé", 3938),
                Colonne("Entreprise", 3400),
                Colonne("Heures dues", 1600, "right"),
            ),
            Ligne(
                cellules=("{{ lot.numero }}", "{{ lot.intitule }}", "{{ lot.entreprise }}", "{{ lot.heures }}"),
                pour="lot in lots",
            ),
        )


def _suites(piece: Piece) -> None:
    with piece.si("documents"):
        piece.paragraphe("Merci d'apporter : {{ documents|join('\u00a0; ') }}.")
    piece.paragraphe(
        "{% if reponse %}Merci de confirmer votre présence avant le {{ reponse }}, ou de nous dire qui vous "
        "représente. {% endif %}Pour toute question sur l'insertion : {{ relais.contact }}, {{ relais.courriel }}, "
        "{{ relais.telephone }}.",
        garde=True,
    )
    politesse = "Nous vous prions d'agréer, Madame, Monsieur, l'expression de nos salutations distinguées."
    with piece.si("du_relais"):
        piece.paragraphe(politesse, garde=True)
        piece.paragraphe("{{ relais.contact }} – {{ relais.structure }}")
        piece.sinon()
        piece.paragraphe(politesse, garde=True)
        piece.paragraphe("{{ emetteur }} – [[nom et qualité du signataire]]")
