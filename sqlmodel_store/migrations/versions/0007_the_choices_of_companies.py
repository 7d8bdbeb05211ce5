"""The choices of companies"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposition_choix",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=False),
        sa.Column("entreprise", sa.String(), nullable=False),
        sa.Column("destinataire", sa.String(), nullable=False),
        sa.Column("modalites", sa.String(), nullable=False),
        sa.Column("referent", sa.String(), nullable=True),
        sa.Column("commentaire", sa.String(), nullable=True),
        sa.Column("recue_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retenue_le", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("fk_proposition_choix_operation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposition_choix")),
        sa.UniqueConstraint(
            "operation_id", "lot", "entreprise", name=op.f("uq_proposition_choix_operation_id_lot_entreprise")
        ),
    )
    with op.batch_alter_table("proposition_choix", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposition_choix_destinataire"), ["destinataire"], unique=False)
    op.add_column("attribution", sa.Column("referent_fonction", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("attribution", "referent_fonction")
    op.drop_table("proposition_choix")
