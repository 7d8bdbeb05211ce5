"""D2: the minutes of a meeting, one page or two, without the name of any beneficiary."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="convocations/d2_compte_rendu.docx",
    code="D2",
    titre="Compte rendu",
    edition=EDITION,
    emploi="",
    garde=False,
)
COLONNES = (
    Colonne("Lot, entreprise, modalité", 2658),
    Colonne("Dues", 900, "right"),
    Colonne("Faites", 1180, "right"),
    Colonne("Écart", 1180, "right"),
    Colonne("Action", 1400),
    Colonne("Qui", 1090),
    Colonne("Pour le", 1230),
)


def ecrire() -> Piece:
    """The template of D2."""
    piece = Piece(IDENTITE)
    piece.logo("relais.logo")
    piece.titre(1, "{{ titre }}")
    piece.fiche(
        Ligne(cellules=("Opération", "{{ garde.reference }} – {{ garde.intitule }}")),
        Ligne(
            cellules=(
                "Réunion",
                "{{ rendezvous.quand }} ({{ rendezvous.duree }}), invitation : {{ organisateur }}",
            )
        ),
        Ligne(cellules=("Lieu", "{{ rendezvous.lieu }}"), si="rendezvous.lieu"),
        Ligne(cellules=("À distance", "par visioconférence"), si="rendezvous.visio"),
        Ligne(cellules=("Rédaction", "{{ relais.structure }}, le {{ date }}")),
        gauche=1700,
    )
    _presences(piece)
    _lots(piece)
    _points(piece)
    _fin(piece)
    return piece


def _presences(piece: Piece) -> None:
    piece.titre(4, "Présences")
    with piece.si("presences"):
        piece.tableau(
            (Colonne("Organisme", 3900), Colonne("Personne", 4238), Colonne("Présence", 1500)),
            Ligne(
                cellules=("{{ ligne.organisation }}", "{{ ligne.personne }}", "{{ ligne.presence }}"),
                pour="ligne in presences",
            ),
        )
        with piece.si("absents"):
            piece.paragraphe("**Absence à signaler** : {{ absents }}, sans excuse reçue.")
        piece.sinon()
        piece.paragraphe("Aucune présence n'est relevée.")


def _lots(piece: Piece) -> None:
    piece.titre(4, "Situation des lots")
    with piece.si("lots"):
        piece.paragraphe("Heures validées au {{ arrete_au }} ; écart = heures faites moins heures dues.", garde=True)
        piece.tableau(
            COLONNES,
            _ligne("lot", pour="lot in lots"),
            _ligne("total", si="total"),
        )
        piece.sinon()
        piece.paragraphe("Aucun lot n'a été examiné.")


def _ligne(objet: str, *, pour: str | None = None, si: str | None = None) -> Ligne:
    champs = ("dues", "validees", "ecart", "action", "responsable", "echeance")
    tete = "\n".join(f"{{{{ {objet}.{champ} }}}}" for champ in ("lot", "entreprise", "modalite")[: 3 if pour else 1])
    return Ligne(
        cellules=(tete, *(f"{{{{ {objet}.{champ} }}}}" for champ in champs)), pour=pour, si=si, gras=pour is None
    )


def _points(piece: Piece) -> None:
    with piece.si("points"):
        piece.titre(4, "Points examinés et décisions")
        piece.tableau(
            (Colonne("Sujet", 2200), Colonne("Décision", 4638), Colonne("Qui", 1500), Colonne("Pour le", 1300)),
            Ligne(
                cellules=(
                    "{{ point.sujet }}",
                    "{{ point.decision }}",
                    "{{ point.responsable }}",
                    "{{ point.echeance }}",
                ),
                pour="point in points",
            ),
        )
    with piece.si("alertes"):
        piece.titre(4, "Alertes")
        piece.puces("{{ alerte }}", pour="alerte in alertes")


def _fin(piece: Piece) -> None:
    piece.titre(4, "Suites")
    piece.puces(
        "Prochaine réunion : {% if prochaine %}{{ prochaine }}{% else %}date à fixer{% endif %}.",
        "Diffusion : personnes convoquées. Ce compte rendu ne porte aucune donnée sur les personnes en parcours et ne "
        "se transmet pas au-delà.",
        "Sans observation écrite reçue au plus tard le {{ approbation }}, il est réputé approuvé.",
        "Contact : {{ relais.contact }}, {{ relais.courriel }}, {{ relais.telephone }}.",
    )
