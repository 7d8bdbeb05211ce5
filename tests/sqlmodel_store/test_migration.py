"""The database brings itself to the version of the program."""

from __future__ import annotations

import warnings
from datetime import date
from io import StringIO

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from commande import python
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from config.horloge import maintenant
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import operations, registre
from sqlmodel_store.migration import alembic_config, derniere_version, migrer, version
from sqlmodel_store.modeles.acteurs import Attribution
from sqlmodel_store.modeles.courriers import CorpsCourrier
from sqlmodel_store.modeles.operation import Lot
from sqlmodel_store.modeles.propositions import PropositionChoix
from sqlmodel_store.modeles.tout import METADATA
from sqlmodel_store.session import get_engine, lecture, unit_of_work


def test_an_empty_database_gets_every_table(base):
    """After the migration the tables are those of the models, and the version is the last one."""
    moteur = get_engine(base)
    assert set(inspect(moteur).get_table_names()) == {*METADATA.tables, "alembic_version"}
    assert version(moteur) == derniere_version()


def test_the_models_say_nothing_that_migrations_do_not(base):
    """`alembic check` finds no difference; a computed column is only compared on SQLite, which keeps its text."""
    with get_engine(base).connect() as connexion, warnings.catch_warnings():
        if base.startswith("postgresql"):
            warnings.filterwarnings("ignore", message="Computed default")
        reglages = alembic_config(connexion)
        reglages.stdout = StringIO()  # its default is the output there was when alembic was first loaded
        command.check(reglages)


def test_the_last_version_is_the_head_of_the_migrations(base):
    """The number read from file names is alembic's own head, and there is one head only."""
    with get_engine(base).connect() as connexion:
        assert ScriptDirectory.from_config(alembic_config(connexion)).get_heads() == [derniere_version()]


def test_migrating_again_changes_nothing(base):
    migrer(base)
    assert version(get_engine(base)) == derniere_version()


def test_several_processes_may_start_at_once(base_vide):
    """Four processes migrate the same empty database together; none fails."""
    programme = "import sys; from sqlmodel_store.migration import migrer; migrer(sys.argv[1])"
    processus = [python(programme, base_vide) for _ in range(4)]
    resultats = [(un.communicate(timeout=120)[1], un.returncode) for un in processus]
    assert resultats == [("", 0)] * 4
    assert version(get_engine(base_vide)) == derniere_version()


def test_a_mailbox_that_was_read_before_there_was_a_cursor_is_not_read_again(base_vide):
    """The cursor starts from what was written down: the latest numbering, its highest number."""
    moteur = get_engine(base_vide)
    with moteur.connect() as connexion, connexion.begin():
        command.upgrade(alembic_config(connexion), "0002")
        for boite, uidvalidity, uid in (("a", 3, 90), ("a", 7, 4), ("a", 7, 12), ("b", 5, 1)):
            connexion.execute(
                text(
                    "INSERT INTO courrier_entrant (boite, uidvalidity, uid, sha256, chemin, recu_le, etat, essais) "
                    "VALUES (:b, :v, :u, 'x', 'x.eml', '2026-09-01 08:00:00', 'recu', 0)"
                ),
                {"b": boite, "v": uidvalidity, "u": uid},
            )
    migrer(base_vide)
    with moteur.connect() as connexion:
        lus = connexion.execute(text("SELECT boite, uidvalidity, uid, refus FROM curseur_boite ORDER BY boite")).all()
    assert [tuple(un) for un in lus] == [("a", 7, 12, 0), ("b", 5, 1, 0)]


def test_no_column_holds_a_binary_float():
    """Money and hours are exact: no float type anywhere in the model."""
    types = {colonne.type.__class__.__name__ for table in METADATA.tables.values() for colonne in table.columns}
    assert not {nom for nom in types if "FLOAT" in nom.upper() or "DOUBLE" in nom.upper()}


def test_a_database_of_a_later_version_is_refused(base):
    """A program older than its database says so and touches nothing."""
    with get_engine(base).begin() as connexion:
        connexion.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(FauteDeSaisie, match="plus récente"):
        migrer(base)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("mysql://x:secret@hote/base", id="another engine"),
        pytest.param("n’importe quoi", id="no address at all"),
        pytest.param("postgresql+pilote_absent://x:secret@hote/base", id="an unknown driver"),
    ],
)
def test_an_unreadable_address_is_refused_without_its_password(url):
    with pytest.raises(FauteDeSaisie, match="RELAIS_DATABASE_URL") as refus:
        get_engine(url)
    assert "secret" not in refus.value.phrase


def test_a_server_that_does_not_answer_is_an_outage():
    """The sentence names the server, not the password."""
    with pytest.raises(PanneExterne, match="ne répond pas") as panne:
        migrer("postgresql+psycopg://relais:secret@127.0.0.1:9/relais")
    assert "secret" not in panne.value.phrase


@pytest.mark.parametrize("chemin", ["dossier", "texte.txt", "texte.txt/relais.db"])
def test_a_file_that_cannot_be_a_database_is_refused(tmp_path, chemin):
    """A folder, a file of something else, a folder that is a file."""
    (tmp_path / "dossier").mkdir()
    (tmp_path / "texte.txt").write_text("Bonjour, ceci n’est pas une base de données." * 40, encoding="utf-8")
    with pytest.raises(FauteDeSaisie, match="ne peut pas être ouverte"):
        migrer(f"sqlite:///{tmp_path / chemin}")


def test_the_bytes_of_mails_move_whole(base_vide):
    """From a filled base of the version before: each mail keeps its very bytes, a purged one none, rules stay."""
    moteur = get_engine(base_vide)
    longs = b"Subject: x\r\n\r\n\xe9" + bytes(range(256)) * 200
    remplis = {1: longs, 2: b"Subject: y\r\n\r\n", 3: longs, 4: b""}
    with moteur.connect() as connexion, connexion.begin():
        command.upgrade(alembic_config(connexion), "0004")
        for numero, octets in remplis.items():
            connexion.execute(
                text(
                    "INSERT INTO courrier_sortant (id, cle, destinataire, message_id, objet, octets, etat, essais, "
                    "differes, prochain_essai, cree_le) VALUES (:n, :c, 'a@x.example', :c, 'o', :o, 'a_envoyer', 0, 0, "
                    "'2026-09-01 08:00:00', '2026-09-01 08:00:00')"
                ),
                {"n": numero, "c": f"essai:{numero}", "o": octets},
            )
    migrer(base_vide)
    with lecture(base_vide) as session:
        assert {numero: registre.octets(session, numero) for numero in remplis} == remplis
        assert session.scalar(select(func.count()).select_from(CorpsCourrier)) == 2
    with pytest.raises(IntegrityError), moteur.begin() as connexion:
        connexion.execute(text("UPDATE courrier_sortant SET etat = 'en_cours' WHERE id = 1"))
    with pytest.raises(IntegrityError), moteur.begin() as connexion:
        connexion.execute(text("UPDATE courrier_sortant SET corps_empreinte = 'inconnu' WHERE id = 1"))


def test_the_companies_of_a_filled_base_keep_their_referent(base_vide):
    """From the version before: a function may be added to it, a choice proposed; both leave with the operation."""
    moteur = get_engine(base_vide)
    with moteur.connect() as connexion, connexion.begin():
        command.upgrade(alembic_config(connexion), "0006")
    with unit_of_work(base_vide) as session:
        operation = operations.creer(session, "R-2026-0001", le=date(2026, 9, 1))
        session.flush()
        session.add(Lot(operation_id=operation.id, numero=1, rang=0))
        session.flush()
        ordre = (
            "INSERT INTO attribution (operation_id, lot_id, rang, entreprise_nom, referent_nom) "
            "SELECT operation_id, id, 0, 'Bâti', 'Nadia Kern' FROM lot"
        )
        session.execute(text(ordre))
    migrer(base_vide)
    with unit_of_work(base_vide) as session:
        une = session.exec(select(Attribution)).scalar_one()
        assert (une.referent_nom, une.referent_fonction) == ("Nadia Kern", None)
        une.referent_fonction = "conductrice de travaux"
        dit = {"operation_id": une.operation_id, "lot": 1, "entreprise": "Bâti", "destinataire": "a@x.example"}
        session.add(PropositionChoix(**dit, modalites="[]", recue_le=maintenant()))
    with moteur.begin() as connexion:
        connexion.execute(text("DELETE FROM operation"))
        assert connexion.scalar(text("SELECT count(*) FROM proposition_choix")) == 0
