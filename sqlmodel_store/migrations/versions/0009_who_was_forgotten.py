"""Who was forgotten"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "effacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("sel", sa.String(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("marque", sa.String(), nullable=False),
        sa.Column("anonyme", sa.Date(), nullable=False),
        sa.Column("efface_le", sa.Date(), nullable=False),
        sa.Column("a_oter", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effacement")),
        sa.UniqueConstraint("operation", "empreinte", name=op.f("uq_effacement_operation_empreinte")),
    )
    with op.batch_alter_table("effacement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_effacement_operation"), ["operation"], unique=False)


def downgrade() -> None:
    op.drop_table("effacement")
