"""The ledger: what a person received on a day, the exact bytes, the answer; the bytes leave in time, the line stays."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta
from functools import partial
from hashlib import sha256

import pytest
from boite_d_envoi import ENVOYE, INCERTAIN, poster, sortants
from operations_en_base import JOUR

from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import courriers_sortants, operations, prise, verdicts
from sqlmodel_store.depots.courriers_sortants import Lettre
from sqlmodel_store.modeles.courriers import EtatSortant, MotifRefus
from sqlmodel_store.session import unit_of_work
from workflows.actes.conservation import limite
from workflows.actes.registre import COLONNES, Demande, consulter, exporter
from workflows.actes.sujets import dues, faire_le_jour

PAR = "essai"
BAIL = timedelta(minutes=15)


def partir(combien=1, fin=verdicts.marquer_envoye, reponse="250 2.0.0 queued"):
    """So many mails of the outbox taken, then ended."""
    for _ in range(combien):
        with unit_of_work() as session:
            pris = prise.prendre_a_envoyer(session, PAR, bail=BAIL)
            if fin is not None:
                fin(session, pris.id, PAR, reponse=reponse)


def lues(sortie):
    octets = zipfile.ZipFile(sortie).read("registre.csv") if sortie.suffix == ".zip" else sortie.read_bytes()
    return list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))


def test_the_exact_bytes_the_day_and_the_answer_are_handed_over(sur_sqlite, tmp_path):
    """As they left, from the database alone."""
    poster(1, 2)
    partir(1)
    sortie = tmp_path / "sous" / "registre.zip"
    assert exporter(Demande(), sortie) == 2
    partie, attente = lues(sortie)
    assert list(partie) == list(COLONNES)
    assert (partie["etat"], partie["reponse_du_serveur"], partie["date"]) == ("envoyé", "250 2.0.0 queued", str(JOUR))
    assert attente["etat"] == "à envoyer"
    with zipfile.ZipFile(sortie) as archive:
        for ligne, courrier in zip((partie, attente), sortants(), strict=True):
            octets = archive.read(ligne["fichier"])
            assert octets == courrier.octets
            assert ligne["sha256"] == sha256(octets).hexdigest()
            assert int(ligne["octets"]) == len(octets)


def test_the_lines_alone_fit_a_spreadsheet_and_none_is_a_formula(sur_sqlite, tmp_path):
    """Semicolons, a mark, and what a server answered stays text."""
    poster(1)
    partir(1, reponse='=HYPERLINK("https://pirate.example")')
    sortie = tmp_path / "registre.csv"
    exporter(Demande(), sortie)
    assert sortie.read_bytes().startswith(b"\xef\xbb\xbfnumero;date;")
    assert lues(sortie)[0]["reponse_du_serveur"] == '\'=HYPERLINK("https://pirate.example")'


@pytest.mark.parametrize(
    ("demande", "cles"),
    [
        (Demande(), ["essai:1", "essai:2"]),
        (Demande(destinataire="D2@acheteur.example"), ["essai:2"]),
        (Demande(destinataire="x@y.example"), []),
        (Demande(du=JOUR, au=JOUR), ["essai:1", "essai:2"]),
        (Demande(du=JOUR + timedelta(days=1)), []),
        (Demande(au=JOUR - timedelta(days=1)), []),
    ],
)
def test_the_ledger_is_asked_by_person_and_by_day(sur_sqlite, demande, cles):
    poster(1, 2)
    assert [une.cle for une in consulter(demande)] == cles


def test_the_ledger_of_an_operation_has_the_mails_about_several(installation, tmp_path):
    """A monthly mail belongs to each operation that it tells of."""
    with unit_of_work() as session:
        ids = [operations.creer(session, reference, le=JOUR).id for reference in ("A-1", "B-2", "C-3")]
    for rang, siennes in enumerate(([ids[0]], [ids[0], ids[1]], [])):
        with unit_of_work() as session:
            courriers_sortants.deposer(
                session,
                Lettre(
                    cle=f"essai:{rang}",
                    destinataire="a@b.example",
                    message_id=f"<{rang}@b.example>",
                    objet="Essai",
                    corps=b"x",
                    operation_id=siennes[0] if len(siennes) == 1 else None,
                    operations=tuple(siennes) if len(siennes) > 1 else (),
                ),
            )
    assert [une.cle for une in consulter(Demande(reference="A-1"))] == ["essai:0", "essai:1"]
    assert [une.cle for une in consulter(Demande(reference="B-2"))] == ["essai:1"]
    assert consulter(Demande(reference="C-3")) == []
    exporter(Demande(), tmp_path / "r.csv")
    assert [une["operations"] for une in lues(tmp_path / "r.csv")] == ["A-1", "A-1, B-2", ""]


@pytest.mark.parametrize(
    ("demande", "nom", "champ"),
    [
        (Demande(reference="X-9"), "r.csv", "--operation"),
        (Demande(du=date(2026, 2, 1), au=date(2026, 1, 1)), "r.csv", "--au"),
        (Demande(), "r.pdf", "--sortie"),
    ],
)
def test_a_request_that_cannot_be_answered_is_told(sur_sqlite, tmp_path, demande, nom, champ):
    with pytest.raises(FauteDeSaisie) as faute:
        exporter(demande, tmp_path / nom)
    assert faute.value.champ == champ
    assert list(tmp_path.glob("r.*")) == []


def test_the_bytes_leave_after_their_time_and_the_line_stays(installation, regler, tmp_path):
    """Those of ended mails alone: what waits, what is being sent, what is in doubt keeps them."""
    poster(1, 2, 3, 4, 5)
    avant = {un.cle: un.octets for un in sortants()}
    partir(1)
    partir(1, partial(verdicts.marquer_refuse, motif=MotifRefus.ADRESSE), "550 5.1.1 unknown")
    partir(1, verdicts.marquer_incertain, "liaison perdue")
    partir(1, None)
    regler(COURRIER__CONSERVATION_MOIS="12", DATE="2027-09-30")
    assert "courriels_a_purger" not in dues()
    regler(DATE="2027-10-01")
    assert dues()["courriels_a_purger"] == 2
    assert faire_le_jour().faites["courriels_a_purger"] == 2
    assert "courriels_a_purger" not in dues()
    par_etat = {un.etat: un for un in sortants()}
    assert [par_etat[etat].octets for etat in (ENVOYE, EtatSortant.REFUSE)] == [b"", b""]
    for etat in (INCERTAIN, EtatSortant.EN_COURS, EtatSortant.A_ENVOYER):
        assert par_etat[etat].octets == avant[par_etat[etat].cle]
    exporter(Demande(), tmp_path / "r.zip")
    for ligne in lues(tmp_path / "r.zip"):
        assert ligne["sha256"] == sha256(avant[ligne["cle"]]).hexdigest()
        assert int(ligne["octets"]) == len(avant[ligne["cle"]])
        assert bool(ligne["fichier"]) is not bool(ligne["purge_le"])
    assert next(une for une in consulter(Demande()) if une.etat is ENVOYE).reponse == "250 2.0.0 queued"


@pytest.mark.parametrize(
    ("jour", "mois", "premier"),
    [
        (date(2026, 11, 29), 1, date(2026, 10, 1)),
        (date(2026, 1, 31), 12, date(2025, 1, 1)),
        (date(2028, 2, 29), 36, date(2025, 2, 1)),
    ],
)
def test_the_time_is_counted_in_whole_months(sur_sqlite, regler, jour, mois, premier):
    """A mail is never kept for less."""
    regler(COURRIER__CONSERVATION_MOIS=str(mois))
    assert limite(jour) == premier
