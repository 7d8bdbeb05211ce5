"""Which relay is the first, that of the settings: the same whatever comes first, accounts, operations or files."""

from __future__ import annotations

import pytest
from relais_du_sud import CODE, IDENTITE, NOM, decrire
from tableaux_en_base import dossier, semer

from cli.verifications.constat import Etat
from cli.verifications.relais import premier as constat
from config.identites import fichier_de
from config.settings import get_settings
from metier.roles import Role
from portail.comptes import gestion
from portail.comptes.gestion import NouveauCompte
from sqlmodel_store.depots import comptes, operations, relais
from sqlmodel_store.migration import migrer
from sqlmodel_store.modeles.relais import Relais
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.consolidation import additionner
from workflows.actes.identites import identite_de

DES_REGLAGES = "Relais de la Brielle"
SUIVIES = {"2026-TDB-001": "relais", "2026-TDB-002": CODE, "2026-TDB-003": "est"}


def importer(rang, code=None):
    brut = dossier(rang)
    brut["operation"] |= {"relais": code} if code else {}
    semer(brut)


def ouvrir_un_compte():
    nouveau = NouveauCompte(courriel="m@trois-forets.example", role=Role.RESPONSABLE, relais=(CODE,))
    gestion.creer(nouveau, par="essai")


GESTES = {
    "account": ouvrir_un_compte,
    "its operation": lambda: importer(2, CODE),
    "another's": lambda: importer(3, "est"),
    "of none": lambda: importer(1),
}


def suivies_par(session):
    codes = {un.id: un.code for un in relais.lister(session)}
    return {une.reference: codes[une.relais_id] for une in operations.lister(session)}


@pytest.mark.parametrize("debut", range(len(GESTES)), ids=list(GESTES))
def test_what_comes_first_changes_nothing(installation, debut):
    """An account of a further relay, operations of two, one that names none, each first in turn."""
    migrer()
    decrire(IDENTITE)
    gestes = list(GESTES.values())
    for geste in gestes[debut:] + gestes[:debut]:
        geste()
    with lecture() as session:
        assert suivies_par(session) == SUIVIES
        signataires = {une.reference: identite_de(session, [une.id]).relais.nom for une in operations.lister(session)}
        siens = comptes.acces_de(session, comptes.par_courriel(session, "m@trois-forets.example")).relais
        assert relais.codes(session, siens) == [CODE]
    assert signataires == {"2026-TDB-001": DES_REGLAGES, "2026-TDB-002": NOM, "2026-TDB-003": DES_REGLAGES}
    heures = {code: additionner(2026, 2026, relais_voulu=code).synthese.volumes.validees for code in SUIVIES.values()}
    assert len(set(heures.values())) == 1
    assert all(heures.values())
    assert constat(get_settings()).etat is Etat.OK


def test_a_file_that_describes_the_first_relay_again_is_told(sur_sqlite):
    """Nothing reads it: the settings describe it, before the database exists too."""
    fichier = fichier_de("relais")
    fichier.parent.mkdir(parents=True)
    fichier.write_text(IDENTITE, encoding="utf-8")
    for _ in range(2):
        dit = constat(get_settings())
        assert (dit.etat, "relais/relais/relais.toml n’est pas lu" in dit.detail) == (Etat.A_CORRIGER, True)
        assert "puis le retirer" in dit.remede
        migrer()


def test_a_relay_that_took_the_first_place_keeps_it_and_it_is_told(installation):
    """A database begun by an earlier version: nothing changes by itself; a file of its own is not read."""
    migrer()
    with unit_of_work() as session:
        session.add(Relais(code=CODE))
    importer(1)
    importer(2, CODE)
    importer(3, "est")
    with lecture() as session:
        assert suivies_par(session) == SUIVIES | {"2026-TDB-001": CODE}
    dit = constat(get_settings())
    assert (dit.etat, f"le premier est « {CODE} »" in dit.detail) == (Etat.OK, True)
    decrire(IDENTITE)
    dit = constat(get_settings())
    assert (dit.etat, "hebergement.md" in dit.remede) == (Etat.A_CORRIGER, True)
