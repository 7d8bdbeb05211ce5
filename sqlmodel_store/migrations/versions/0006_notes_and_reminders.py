"""Notes and reminders of an operation"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("utilisateur_id", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.String(), nullable=False),
        sa.Column("texte", sa.String(), nullable=False),
        sa.Column("ecrite_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modifiee_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cle", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("fk_note_operation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_note_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("cle", name=op.f("uq_note_cle")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_operation_id"), ["operation_id"], unique=False)

    op.create_table(
        "rappel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("utilisateur_id", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.String(), nullable=False),
        sa.Column("le", sa.Date(), nullable=False),
        sa.Column("texte", sa.String(), nullable=False),
        sa.Column("pose_le", sa.Date(), nullable=False),
        sa.Column("fait_le", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cle", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("fk_rappel_operation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_rappel_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rappel")),
        sa.UniqueConstraint("cle", name=op.f("uq_rappel_cle")),
    )
    with op.batch_alter_table("rappel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rappel_operation_id"), ["operation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rappel_utilisateur_id"), ["utilisateur_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("rappel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rappel_utilisateur_id"))
        batch_op.drop_index(batch_op.f("ix_rappel_operation_id"))

    op.drop_table("rappel")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_operation_id"))

    op.drop_table("note")
