"""G1: the form of a person's eligibility; the sheet with the criterion goes straight to the facilitateur."""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.courrier import Lettre
from documents.fabrique.piece import Identite, Piece
from documents.fabrique.tableaux import Colonne, Ligne

IDENTITE = Identite(
    fichier="lettres/g1_eligibilite.docx",
    code="G1",
    titre="Fiche bénéficiaire",
    edition=EDITION,
    emploi="",
    garde=False,
)
S = "[?…?]"
SAISIE = frozenset({1})


def ecrire() -> Piece:
    """The template of G1."""
    piece = Lettre(IDENTITE)
    piece.titre(2, "Fiche bénéficiaire – demande de validation d'éligibilité")
    piece.paragraphe(
        "À déposer **avant le premier jour de travail** auprès du facilitateur "
        "({{ courrier.structure }}, {{ courrier.courriel }}, {{ courrier.telephone }}), qui répond en "
        "{{ validation }}. Les heures faites avant la validation ne sont pas comptées. Zones grisées : à remplir."
    )
    _employeur(piece)
    _identite(piece)
    _critere(piece)
    _prescripteur(piece)
    _notice(piece)
    _reserve(piece)
    return piece


def _employeur(piece: Lettre) -> None:
    piece.titre(3, "Employeur, opération et poste")
    piece.fiche(
        Ligne(cellules=("Opération", "{{ courrier.operation }} – {{ courrier.maitre_ouvrage }}")),
        Ligne(cellules=("Lot", "{{ lots }}")),
        Ligne(cellules=("Entreprise titulaire", "{{ courrier.destinataire }}")),
        Ligne(
            cellules=("Employeur, SIRET", f"{{% if employeur %}}{{{{ employeur }}}}, {{% endif %}}{S}"), saisie=SAISIE
        ),
        Ligne(cellules=("Interlocuteur", S), saisie=SAISIE),
        Ligne(cellules=("Contrat (souligner)", "{{ contrats | join('\u00a0; ') }}"), saisie=SAISIE),
        Ligne(cellules=("Poste, tuteur", S), saisie=SAISIE),
        Ligne(cellules=("Dates prévues, heures par semaine", f"du {S} au {S}, {S} h"), saisie=SAISIE),
        Ligne(cellules=("Formation : organisme, diplôme ou titre, heures", S), saisie=SAISIE, si="alternance"),
        gauche=2700,
    )


def _identite(piece: Lettre) -> None:
    piece.titre(3, "Identité de la personne")
    piece.fiche(
        Ligne(cellules=("Nom, prénom", S), saisie=SAISIE),
        Ligne(cellules=("Date de naissance", S), saisie=SAISIE),
        Ligne(cellules=("Commune", S), saisie=SAISIE),
        Ligne(cellules=("Téléphone, courriel", S), saisie=SAISIE),
        Ligne(cellules=("Sexe (facultatif)", "[ ] femme   [ ] homme"), saisie=SAISIE),
        Ligne(cellules=("Diplôme (facultatif, souligner)", "{{ niveaux | join('\u00a0; ') }}"), saisie=SAISIE),
        Ligne(cellules=("Employeur : date, nom, signature", "\n"), saisie=SAISIE),
        gauche=2700,
    )


def _critere(piece: Lettre) -> None:
    piece.titre(3, "Critère d'éligibilité : un seul", nouvelle_page=True)
    with piece.si("structure"):
        piece.paragraphe(
            "L'attestation de la structure suffit ; aucune autre pièce n'est demandée. La structure transmet cette "
            "page au facilitateur, et à lui seul.",
            garde=True,
        )
        piece.sinon()
        piece.paragraphe(
            "**Page remise directement au facilitateur par la personne ou son prescripteur, sans passer par "
            "l'entreprise.** Cocher le seul critère principal ; la pièce est montrée, puis rendue ou détruite.",
            garde=True,
        )
    piece.tableau(
        (Colonne("", 500, "center"), Colonne("Critère", 4238), Colonne("Pièce présentée", 4900)),
        Ligne(
            cellules=("[ ]", "{{ ligne.critere }}", "{{ ligne.piece }}"),
            pour="ligne in criteres",
            saisie=frozenset({0}),
        ),
        Ligne(cellules=("", "Personne (nom, prénom)", S), saisie=frozenset({2})),
        Ligne(cellules=("", "Nature et date de la pièce", S), saisie=frozenset({2})),
    )
    piece.note(
        "La liste du marché fait foi. Les durées de validité, reprises des critères de l'insertion par l'activité "
        "économique, servent de repère."
    )


def _prescripteur(piece: Lettre) -> None:
    piece.titre(3, "Prescripteur et référent de parcours")
    piece.fiche(
        Ligne(cellules=("Organisme, référent", S), saisie=SAISIE),
        Ligne(cellules=("Contact, date, signature", S), saisie=SAISIE),
        gauche=2700,
    )


def _notice(piece: Lettre) -> None:
    piece.titre(3, "Information de la personne sur ses données")
    piece.note(
        "Ces données servent à vérifier l'éligibilité, à compter les heures et à établir des bilans sans nom ; base : "
        "{{ base_legale }}. Seul le facilitateur ({{ courrier.structure }}) voit le critère et la pièce. L'employeur "
        "et l'entreprise d'accueil savent seulement que l'éligibilité est validée, et quand ; le maître d'ouvrage "
        "reçoit des totaux. Le motif d'un refus n'est donné qu'à vous et à votre prescripteur. Durée : {{ conservation "
        "}}. Vous pouvez accéder à vos données, les faire rectifier ou effacer, en limiter l'usage et vous y opposer : "
        "{{ courrier.courriel }} ; et saisir la CNIL (cnil.fr). Sans ces informations, les heures ne peuvent pas être "
        "comptées ; aucun accord à la publication ou à la diffusion de votre nom n'est demandé."
    )
    piece.fiche(
        Ligne(
            cellules=("J'ai reçu cette information : date, signature de la personne", "\n"),
            saisie=SAISIE,
        ),
        gauche=3700,
    )


def _reserve(piece: Lettre) -> None:
    piece.titre(3, "Réservé au facilitateur")
    piece.fiche(
        Ligne(cellules=("Décision", "[ ] éligible   [ ] pièce à compléter   [ ] non éligible"), saisie=SAISIE),
        Ligne(cellules=("Validité", f"du {S} au {S} ; attestation n° {S}"), saisie=SAISIE),
        Ligne(cellules=("Date, nom, visa", S), saisie=SAISIE),
        gauche=2700,
    )
