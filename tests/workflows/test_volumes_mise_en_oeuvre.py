"""The morning's work of many operations: as many statements as for one."""

from __future__ import annotations

from datetime import date

import pytest
from operations_attribuees import ATTRIBUTIONS, POSTE, attribuer, faire, territoire
from operations_en_base import operation
from sqlalchemy import event

from config.settings import get_settings
from sqlmodel_store.session import get_engine, lecture
from workflows.actes import copies_rappels, eligibilite, engagements, modalites, offres, plafond_ai, rappels_attendus

JOUR = date(2026, 9, 8)
PERSONNE = {"id": "b1", "prenom": "Ana", "naissance": "1990-05-02", "categorie": "rsa"}


def semer(rang):
    """An operation with something due of each kind: nobody chosen, nobody validated, hours with an AI, a post open."""
    reference = f"2026-VOL-{rang:03d}"
    contrat = {"id": "k1", "beneficiaire": "b1", "lot": 1, "type": "mad_ai", "employeur": "X", "debut": "2026-07-01"}
    heures = [{"contrat": "k1", "mois": mois, "heures": "200", "etat": "declaree"} for mois in ("2026-07", "2026-08")]
    attribuer(
        reference,
        attributions=[une | {"courriel": f"insertion@entreprise-{rang}.example"} for une in ATTRIBUTIONS],
        beneficiaires=[PERSONNE | {"nom": f"Personne {rang}"}],
        contrats=[contrat],
        heures=heures,
    )
    faire(reference, "ouvrir_poste", **POSTE)
    return reference


def mesurer(references):
    """How many statements the sources and the deadlines take, how many actions and deadlines they find."""
    trouvees, ordres = 0, []
    moteur = get_engine(get_settings().base)

    def compter(*appel):
        ordres.append(appel[2])

    lignes = [operation(reference) for reference in references]
    event.listen(moteur, "before_cursor_execute", compter)
    try:
        with lecture() as session:
            for source in (
                rappels_attendus.a_notifier,
                modalites.a_choisir,
                offres.en_attente,
                eligibilite.a_valider,
                plafond_ai.a_surveiller,
            ):
                trouvees += len(source(session, lignes))
            for genre in (engagements.GENRE, copies_rappels.GENRE, offres.GENRE):
                trouvees += len(genre.dues(session, JOUR))
    finally:
        event.remove(moteur, "before_cursor_execute", compter)
    return len(ordres), trouvees


@pytest.fixture
def territoire_connu(installation):
    territoire()


def test_the_number_of_statements_does_not_grow_with_operations(territoire_connu):
    references = [semer(1)]
    une = mesurer(references)
    references += [semer(rang) for rang in range(2, 5)]
    plusieurs = mesurer(references)
    assert plusieurs[0] == une[0] <= 25
    assert plusieurs[1] >= une[1] + 3 * 4
