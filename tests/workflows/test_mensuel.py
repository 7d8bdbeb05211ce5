"""The dashboards of a month: which operations have one, one mail per recipient for all of them, once."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

import pytest
from mois_de_tableaux import OCTOBRE, au, en_pdf, fichier_de
from sqlalchemy import event, update
from tableaux_en_base import ACHETEUR, TREMPLIN, courriels, dossier, entreprise, etat, semer, tableaux_faits

from config.settings import get_settings
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.periodes import Mois
from sqlmodel_store.modeles.insertion import Heures
from sqlmodel_store.session import get_engine, lecture, unit_of_work
from workflows.actes.mensuel import preparation
from workflows.actes.mensuel.lignes import choisir
from workflows.actes.mensuel.mois import lire_mois, preparer
from workflows.actes.mensuel.repetition import repeter

__all__ = ["au", "en_pdf"]


@pytest.mark.usefixtures("en_pdf")
def test_each_recipient_has_one_mail_for_all_its_operations():
    """Two operations: the buyer and the employer of both have one mail with two PDF, each company its own."""
    semer(dossier(1), dossier(2))
    bilan = preparer(OCTOBRE, par="essai")
    assert (bilan.operations, bilan.courriels, bilan.documents, bilan.inchanges) == (2, 4, 6, 0)
    recus = {un.destinataire: un for un in courriels()}
    assert sorted(recus) == sorted([ACHETEUR, TREMPLIN, entreprise(1), entreprise(2)])
    assert {un.cle for un in recus.values()} == {f"tableau_de_bord:2026-10:{qui}" for qui in recus}
    combien = {qui: len(recu.pdf) for qui, recu in recus.items()}
    assert combien == {ACHETEUR: 2, TREMPLIN: 2, entreprise(1): 1, entreprise(2): 1}
    assert all(octets.startswith(b"%PDF") for recu in recus.values() for octets in recu.pdf.values())
    racine = get_settings().home / "documents"
    for un in tableaux_faits():
        (fichier,) = racine.rglob(un.fichier) if "_bati" in un.fichier else (fichier_de(racine, un),)
        assert sha256(fichier.read_bytes()).hexdigest() == un.sha256
        assert un.courrier_cle == f"tableau_de_bord:2026-10:{un.destinataire}"


def test_the_same_month_twice_makes_and_sends_nothing_more(au):
    semer(dossier(1))
    premier = preparer(OCTOBRE, par="essai")
    avant = etat()
    second = preparer(OCTOBRE, par="essai")
    assert (premier.documents, premier.courriels) == (3, 3)
    assert (second.documents, second.courriels, second.operations) == (0, 0, 1)
    assert etat() == avant


def test_only_what_is_active_or_changed_since_the_last_one_leaves(au):
    """A lot over since long, nobody at work: the first dashboard closes it, the next month has nothing to say."""
    fini = dossier(1, fin="2026-06-30", debut="2026-01-05", duree_mois=5, heures={"2026-05": "292"})
    fini["contrats"][0]["debut"] = "2026-02-02"
    semer(fini, dossier(2))
    assert preparer(Mois(2026, 9), par="essai").operations == 2
    bilan = preparer(OCTOBRE, par="essai")
    assert (bilan.operations, bilan.inchanges) == (1, 1)
    (acheteur,) = [un for un in courriels("tableau_de_bord:2026-10") if un.destinataire == ACHETEUR]
    assert [nom.partition("_")[0] for nom in acheteur.pdf] == ["2026-TDB-002"]


def test_an_operation_that_had_not_begun_has_no_first_dashboard(au):
    """Lots to begin in December, nobody under contract: nothing to tell of October."""
    a_venir = dossier(1, debut="2026-12-01", heures={})
    a_venir["contrats"][0]["debut"] = "2026-12-07"
    semer(a_venir, dossier(2))
    bilan = preparer(OCTOBRE, par="essai")
    assert (bilan.operations, bilan.inchanges) == (1, 1)


@pytest.mark.parametrize("etape", ["attribution", "demarrage", "close", "suspendue"])
def test_operations_at_other_steps_have_no_dashboard(au, etape):
    semer(dossier(1, etape=etape))
    bilan = preparer(OCTOBRE, par="essai")
    assert (bilan.operations, bilan.courriels, courriels()) == (0, 0, [])


def test_an_organisation_without_address_has_its_document_and_is_told_of(au):
    """Made all the same: the facilitateur hands it over."""
    sans = dossier(1)
    del sans["attributions"][0]["courriel"]
    semer(sans)
    preparer(OCTOBRE, par="essai")
    (h2,) = [un for un in tableaux_faits() if un.code == "H2"]
    assert (h2.destinataire, h2.courrier_cle) == ("", None)
    (recapitulatif,) = courriels("recapitulatif")
    assert "sans adresse connue" in recapitulatif.texte
    assert h2.fichier in recapitulatif.texte


def test_what_one_operation_holds_at_fault_hinders_no_other(au, monkeypatch):
    """Refused documents, were it for a reason nobody foresaw, are told to the facilitateur with the reason."""
    semer(dossier(1), dossier(2), dossier(3))
    fabriquer = preparation.fabriquer

    def refuser(atelier, ligne):
        if ligne.reference == "2026-TDB-001" and ligne.code is CodeDocument.H1:
            raise FauteDeSaisie("H1", "H1, contrôle 17 : un nom.")
        if ligne.reference == "2026-TDB-002" and ligne.code is CodeDocument.H1:
            raise ZeroDivisionError
        return fabriquer(atelier, ligne)

    monkeypatch.setattr(preparation, "fabriquer", refuser)
    assert preparer(OCTOBRE, par="essai").documents == 7
    (acheteur,) = [un for un in courriels() if un.destinataire == ACHETEUR]
    assert [nom.partition("_")[0] for nom in acheteur.pdf] == ["2026-TDB-003"]
    (recapitulatif,) = courriels("recapitulatif")
    assert "2026-TDB-001, H1" in recapitulatif.texte
    assert "contrôle 17" in recapitulatif.texte
    assert "erreur interne, référence" in recapitulatif.texte


def test_a_buyer_that_is_renamed_keeps_the_series_of_its_dashboards(au):
    """The next one is told by its differences, and has the next number."""
    semer(dossier(1))
    preparer(Mois(2026, 9), par="essai")
    renomme = dossier(1)
    renomme["operation"]["maitre_ouvrage"]["nom"] = "Brielle Agglomération"
    semer(renomme)
    with lecture() as session:
        ligne = next(une for une in choisir(session, OCTOBRE).lignes if une.code is CodeDocument.H1)
    assert (ligne.organisation, ligne.edition) == ("Brielle Agglomération", 2)
    assert ligne.avant is not None


@pytest.mark.usefixtures("installation")
def test_choosing_what_is_due_takes_as_many_statements_for_thirty_operations_as_for_three():
    semer(*(dossier(rang) for rang in range(1, 31)))
    moteur = get_engine(get_settings().base)
    ordres: list[str] = []
    event.listen(moteur, "before_cursor_execute", lambda *appel: ordres.append(appel[2]))
    with lecture() as session:
        tous = choisir(session, OCTOBRE)
    pour_trente, ordres[:] = len(ordres), []
    with lecture() as session:
        trois = choisir(session, OCTOBRE, tous.concernees[:3])
    assert (len(tous.concernees), len(trois.concernees)) == (30, 3)
    assert pour_trente <= len(ordres) + 1  # the list of the operations themselves
    assert pour_trente < 30


def test_a_rehearsal_writes_everything_and_leaves_no_trace(au):
    semer(dossier(1), dossier(2))
    avant = etat()
    bilan = repeter(OCTOBRE)
    assert etat() == avant
    racine = get_settings().home / "repetitions" / "2026-10"
    ecrits = sorted(str(un.relative_to(racine)) for un in racine.rglob("*") if un.is_file())
    assert bilan.dossier == str(racine)
    assert (bilan.operations, bilan.documents, bilan.courriels) == (2, 6, 4)
    assert len([un for un in ecrits if un.endswith(".eml")]) == 4
    assert len([un for un in ecrits if un.endswith(".pdf")]) == 6
    assert "premier tableau de bord" in (racine / "differences.html").read_text("utf-8")
    (racine / "reste.txt").write_text("d’une répétition passée", encoding="utf-8")
    repeter(OCTOBRE)
    assert not (racine / "reste.txt").exists()
    assert [un.name for un in racine.parent.iterdir()] == ["2026-10"]


@pytest.mark.parametrize("texte", ["2026-13", "octobre", "2026-11", "2027-01"])
def test_what_is_no_month_or_is_not_over_is_refused(au, texte):
    with pytest.raises(FauteDeSaisie) as refus:
        lire_mois(texte)
    assert refus.value.champ == "mois"


def test_a_month_that_is_made_is_rehearsed_as_it_was_made(au):
    """Hours validated since then change neither the files nor the differences that are told."""
    semer(dossier(1))
    preparer(OCTOBRE, par="essai")
    with unit_of_work() as session:
        session.execute(update(Heures).values(heures=Decimal(84)))
    repeter(OCTOBRE)
    racine = get_settings().home / "repetitions" / "2026-10"
    joints = {octets for recu in courriels() for octets in recu.pieces.values()}
    ecrits = {un.read_bytes() for un in (racine / "2026-TDB-001").iterdir()}
    assert ecrits == joints
    dit = " ".join((racine / "differences.txt").read_text().split())
    assert "70 h" in dit
    assert "84 h" not in dit
