"""The bytes of a mail leave its row: what is its own stays, what several may share is kept once"""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SORTANT = sa.table(
    "courrier_sortant",
    sa.column("id", sa.Integer),
    sa.column("octets", sa.LargeBinary),
    sa.column("entetes", sa.LargeBinary),
    sa.column("corps_empreinte", sa.String),
)
CORPS = sa.table("corps_courrier", sa.column("empreinte", sa.String), sa.column("octets", sa.LargeBinary))


def upgrade() -> None:
    op.create_table(
        "corps_courrier",
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_corps_courrier")),
    )
    op.create_table(
        "tournee_envoi",
        sa.Column("par", sa.String(), nullable=False),
        sa.Column("demarrage", sa.String(), nullable=False),
        sa.Column("echu_a", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("par", name=op.f("pk_tournee_envoi")),
    )
    # SQLite would lose constraints that have no reflection if the table were copied: it is altered in place
    op.add_column("courrier_sortant", sa.Column("entetes", sa.LargeBinary(), nullable=True))
    op.execute(
        "ALTER TABLE courrier_sortant ADD COLUMN corps_empreinte VARCHAR "
        "CONSTRAINT fk_courrier_sortant_corps_empreinte REFERENCES corps_courrier (empreinte)"
    )
    for numero, octets in _un_par_un(SORTANT.c.octets):
        _deplacer(numero, octets)
    op.drop_column("courrier_sortant", "octets")
    op.create_index(op.f("ix_courrier_sortant_corps_empreinte"), "courrier_sortant", ["corps_empreinte"], unique=False)


def downgrade() -> None:
    op.add_column(
        "courrier_sortant", sa.Column("octets", sa.LargeBinary(), nullable=False, server_default=sa.text("''"))
    )
    liaison = op.get_bind()
    for numero, entetes in _un_par_un(SORTANT.c.entetes):
        corps = sa.select(CORPS.c.octets).join(SORTANT, SORTANT.c.corps_empreinte == CORPS.c.empreinte)
        octets = (entetes or b"") + (liaison.scalar(corps.where(SORTANT.c.id == numero)) or b"")
        liaison.execute(sa.update(SORTANT).where(SORTANT.c.id == numero).values(octets=octets))
    op.drop_index(op.f("ix_courrier_sortant_corps_empreinte"), table_name="courrier_sortant")
    with op.batch_alter_table("courrier_sortant", schema=None) as batch_op:
        batch_op.drop_constraint("fk_courrier_sortant_corps_empreinte", type_="foreignkey")
        batch_op.drop_column("corps_empreinte")
        batch_op.drop_column("entetes")
    op.drop_table("tournee_envoi")
    op.drop_table("corps_courrier")


def _un_par_un(colonne):
    """Each mail with that column, one in memory at a time."""
    liaison = op.get_bind()
    for numero in liaison.scalars(sa.select(SORTANT.c.id).order_by(SORTANT.c.id)).all():
        yield numero, liaison.scalar(sa.select(colonne).where(SORTANT.c.id == numero))


def _deplacer(numero, octets):
    """The whole mail as a body: these have headers of their own in them."""
    if not octets:
        return
    empreinte = sha256(octets).hexdigest()
    liaison = op.get_bind()
    if liaison.scalar(sa.select(CORPS.c.empreinte).where(CORPS.c.empreinte == empreinte)) is None:
        liaison.execute(sa.insert(CORPS).values(empreinte=empreinte, octets=octets))
    valeurs = {"entetes": b"", "corps_empreinte": empreinte}
    liaison.execute(sa.update(SORTANT).where(SORTANT.c.id == numero).values(**valeurs))
