"""The accounts of the portal"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "essai_connexion",
        sa.Column("sujet", sa.String(), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("dernier_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bloque_jusqua", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sujet", name=op.f("pk_essai_connexion")),
    )
    with op.batch_alter_table("essai_connexion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_essai_connexion_dernier_le"), ["dernier_le"], unique=False)

    op.create_table(
        "utilisateur",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("courriel", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "facilitateur",
                "responsable",
                "animateur",
                "lecture",
                "administrateur",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("mot_de_passe", sa.String(), nullable=True),
        sa.Column("cree_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("desactive_le", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utilisateur")),
        sa.UniqueConstraint("courriel", name=op.f("uq_utilisateur_courriel")),
    )
    op.create_table(
        "jeton_compte",
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("utilisateur_id", sa.Integer(), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("utilise_le", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_jeton_compte_utilisateur_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_jeton_compte")),
    )
    with op.batch_alter_table("jeton_compte", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jeton_compte_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "session_ouverte",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("utilisateur_id", sa.Integer(), nullable=False),
        sa.Column("ouverte_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vue_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expire_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("annonces", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_session_ouverte_utilisateur_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_ouverte")),
        sa.UniqueConstraint("empreinte", name=op.f("uq_session_ouverte_empreinte")),
    )
    with op.batch_alter_table("session_ouverte", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_ouverte_expire_le"), ["expire_le"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_ouverte_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "utilisateur_relais",
        sa.Column("utilisateur_id", sa.Integer(), nullable=False),
        sa.Column("relais_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["relais_id"], ["relais.id"], name=op.f("fk_utilisateur_relais_relais_id")),
        sa.ForeignKeyConstraint(
            ["utilisateur_id"],
            ["utilisateur.id"],
            name=op.f("fk_utilisateur_relais_utilisateur_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("utilisateur_id", "relais_id", name=op.f("pk_utilisateur_relais")),
    )


def downgrade() -> None:
    op.drop_table("utilisateur_relais")
    with op.batch_alter_table("session_ouverte", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_ouverte_utilisateur_id"))
        batch_op.drop_index(batch_op.f("ix_session_ouverte_expire_le"))

    op.drop_table("session_ouverte")
    with op.batch_alter_table("jeton_compte", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jeton_compte_utilisateur_id"))

    op.drop_table("jeton_compte")
    op.drop_table("utilisateur")
    with op.batch_alter_table("essai_connexion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_essai_connexion_dernier_le"))

    op.drop_table("essai_connexion")
