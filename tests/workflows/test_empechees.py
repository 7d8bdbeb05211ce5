"""What could not be done on its day is an open action, with the operation, the reason and the command, until it is."""

from __future__ import annotations

from datetime import date

from operations_attribuees import REFERENCE, attribuer
from operations_en_base import operation

from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.session import lecture
from workflows.actes import situation, sujets
from workflows.actes.echeances import Genre

JOUR = date(2026, 9, 10)
PHRASES = {
    "releve": typographier(f"{REFERENCE}, relevé d’heures (G3), lot 1 : modèle illisible."),
    "adresse": "relais.courriel : absent.",
}


def du_jour():
    with lecture() as session:
        return {une.libelle: une for une in situation.du_jour(session) if "empêchée" in une.libelle}


def test_a_deadline_held_up_names_its_operation_and_the_command(sur_sqlite, regler, monkeypatch):
    """Of one operation on its page too; what is about none in particular in the day's list only."""
    attribuer(etape="suivi")
    regler(DATE=JOUR.isoformat())
    restent = list(PHRASES)

    def refuser(cles, _jour):
        raise FauteDeSaisie("x", PHRASES[cles[0]])

    genre = Genre(nom="demande d’heures", dues=lambda *_: list(restent), faire=refuser)
    monkeypatch.setattr(sujets, "GENRES", (genre,))
    monkeypatch.setattr(sujets, "_SANS_ACTION", [genre])
    sujets.faire_le_jour()
    sujets.faire_le_jour()
    releve, adresse = sorted(du_jour().values(), key=lambda une: une.reference or "z")
    assert releve.libelle == typographier(
        "Échéance empêchée, demande d’heures : relevé d’heures (G3), lot 1 : modèle illisible ; "
        "corrigez, puis relais echeances"
    )
    assert (releve.reference, releve.qui, releve.avant_le is not None) == (REFERENCE, "facilitateur", True)
    assert adresse.reference is None
    with lecture() as session:
        ouvertes = sujets.attentes(session, [operation(REFERENCE)])
    assert [une.libelle for une in ouvertes if "empêchée" in une.libelle] == [releve.libelle]
    restent.remove("releve")
    assert list(du_jour()) == [adresse.libelle]
