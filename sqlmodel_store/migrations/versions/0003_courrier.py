"""The mail that is looked after"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "adresse_en_cause",
        sa.Column("adresse", sa.String(), nullable=False),
        sa.Column("depuis", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raison", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("adresse", name=op.f("pk_adresse_en_cause")),
    )
    op.create_table(
        "suspension_envoi",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("depuis", sa.DateTime(timezone=True), nullable=False),
        sa.Column("jusqua", sa.DateTime(timezone=True), nullable=False),
        sa.Column("echecs", sa.Integer(), nullable=False),
        sa.Column("raison", sa.String(), nullable=False),
        sa.Column("essai_par", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension_envoi")),
    )
    op.create_table(
        "restauration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sauvegarde_du", sa.DateTime(timezone=True), nullable=False),
        sa.Column("faite_le", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rattrapage_le", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restauration")),
    )
    op.create_table(
        "declaration_recue",
        sa.Column("courrier_id", sa.Integer(), nullable=False),
        sa.Column("destinataire", sa.String(), nullable=False),
        sa.Column("mois", sa.String(), nullable=False),
        sa.Column("genre", sa.String(length=32), nullable=False),
        sa.Column("contenu", sa.String(), nullable=False),
        sa.Column("recue_le", sa.Date(), nullable=False),
        sa.Column("close_le", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["courrier_id"],
            ["courrier_entrant.id"],
            name=op.f("fk_declaration_recue_courrier_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("courrier_id", name=op.f("pk_declaration_recue")),
    )
    op.create_table(
        "fichier_heures",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("mois", sa.String(), nullable=False),
        sa.Column("enregistre_le", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"],
            ["operation.id"],
            name=op.f("fk_fichier_heures_operation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sha256", "operation_id", "mois", name=op.f("pk_fichier_heures")),
    )
    op.create_table(
        "reponse_differee",
        sa.Column("courrier_id", sa.Integer(), nullable=False),
        sa.Column("destinataire", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("depuis", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["courrier_id"],
            ["courrier_entrant.id"],
            name=op.f("fk_reponse_differee_courrier_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("courrier_id", name=op.f("pk_reponse_differee")),
    )
    op.create_table(
        "courrier_tranche",
        sa.Column("courrier_id", sa.Integer(), nullable=False),
        sa.Column("par", sa.String(), nullable=False),
        sa.Column("le", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["courrier_id"],
            ["courrier_entrant.id"],
            name=op.f("fk_courrier_tranche_courrier_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("courrier_id", name=op.f("pk_courrier_tranche")),
    )
    op.create_table(
        "piece_liee",
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("cle", sa.String(), nullable=False),
        sa.Column("destinataire", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("taille", sa.Integer(), nullable=False),
        sa.Column("expire_le", sa.Date(), nullable=False),
        sa.Column("revoquee_le", sa.Date(), nullable=True),
        sa.Column("effacee_le", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_piece_liee")),
    )
    with op.batch_alter_table("piece_liee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_piece_liee_cle"), ["cle"], unique=False)
        batch_op.create_index(batch_op.f("ix_piece_liee_destinataire"), ["destinataire"], unique=False)
        batch_op.create_index(batch_op.f("ix_piece_liee_sha256"), ["sha256"], unique=False)
    op.create_table(
        "curseur_boite",
        sa.Column("boite", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("refus", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("boite", name=op.f("pk_curseur_boite")),
    )
    op.create_table(
        "panne_boite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("depuis", sa.DateTime(timezone=True), nullable=False),
        sa.Column("phrase", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panne_boite")),
    )
    op.execute(
        "INSERT INTO curseur_boite (boite, uidvalidity, uid, refus) "
        "SELECT boite, uidvalidity, max(uid), 0 FROM courrier_entrant AS c WHERE uidvalidity = "
        "(SELECT max(uidvalidity) FROM courrier_entrant AS d WHERE d.boite = c.boite) GROUP BY boite, uidvalidity"
    )
    with op.batch_alter_table("courrier_entrant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("empreinte", sa.String(), nullable=True))
        batch_op.create_index("ix_courrier_entrant_empreinte", ["message_id", "empreinte"], unique=False)
    with op.batch_alter_table("courrier_sortant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sha256", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("taille", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("purge_le", sa.Date(), nullable=True))
        batch_op.create_check_constraint("purge_le", "purge_le IS NULL OR etat IN ('envoye', 'refuse')")
        batch_op.add_column(sa.Column("motif", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("differes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("differe_depuis", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("dernier_essai", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("classe_le", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_courrier_sortant_dernier_essai"), ["dernier_essai"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("courrier_sortant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courrier_sortant_dernier_essai"))
        batch_op.drop_column("classe_le")
        batch_op.drop_column("dernier_essai")
        batch_op.drop_column("differe_depuis")
        batch_op.drop_column("differes")
        batch_op.drop_column("motif")
        batch_op.drop_constraint("purge_le", type_="check")
        batch_op.drop_column("purge_le")
        batch_op.drop_column("taille")
        batch_op.drop_column("sha256")

    with op.batch_alter_table("courrier_entrant", schema=None) as batch_op:
        batch_op.drop_index("ix_courrier_entrant_empreinte")
        batch_op.drop_column("empreinte")
    op.drop_table("panne_boite")
    op.drop_table("curseur_boite")
    op.drop_table("piece_liee")
    op.drop_table("courrier_tranche")
    op.drop_table("reponse_differee")
    op.drop_table("fichier_heures")
    op.drop_table("declaration_recue")
    op.drop_table("restauration")
    op.drop_table("suspension_envoi")
    op.drop_table("adresse_en_cause")
