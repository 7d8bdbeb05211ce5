"""The hours that nobody has validated, found without reading the others; those that dashboards add up"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

EN_ATTENTE = sa.text("declarant = 'employeur' AND etat != 'validee'")
SOMMEES = ["contrat_id", "mois", "declarant", "etat", "centiemes", "centiemes_formation"]


def upgrade() -> None:
    op.create_index(
        "ix_heures_en_attente", "heures", ["contrat_id"], sqlite_where=EN_ATTENTE, postgresql_where=EN_ATTENTE
    )
    op.create_index("ix_heures_sommees", "heures", SOMMEES)


def downgrade() -> None:
    op.drop_index("ix_heures_sommees", table_name="heures")
    op.drop_index("ix_heures_en_attente", table_name="heures")
