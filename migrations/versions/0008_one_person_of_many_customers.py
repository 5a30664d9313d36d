"""Merges that can be undone, claims that nobody has checked, and shared addresses"""

import sqlalchemy as sa
from alembic import op

from timeline import addresses

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("customers") as customers:
        customers.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        customers.create_foreign_key(op.f("fk_customers_person_id_customers"), "customers", ["person_id"], ["id"])
        customers.create_index("ix_customers_person", ["person_id"])
        customers.create_index("ix_customers_name", ["name"])
    with op.batch_alter_table("identities") as identities:
        identities.add_column(sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()))
        identities.add_column(sa.Column("key", sa.String(length=320), nullable=False, server_default=""))
    _fill_keys()
    with op.batch_alter_table("identities") as identities:
        identities.alter_column("key", server_default=None)
        identities.create_index("ix_identities_key", ["kind", "key"])
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=80), nullable=False),
        sa.Column("undone_why", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_merges_customer_id_customers")),
        sa.ForeignKeyConstraint(["into_id"], ["customers.id"], name=op.f("fk_merges_into_id_customers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index("ix_merges_into", "merges", ["into_id"])
    op.create_index("ix_merges_customer", "merges", ["customer_id"])
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_claims_customer_id_customers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("customer_id", "kind", "value", name=op.f("uq_claims_customer_id")),
    )
    op.create_index("ix_claims_value", "claims", ["kind", "value"])
    op.create_table(
        "apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["customers.id"], name=op.f("fk_apart_one_id_customers")),
        sa.ForeignKeyConstraint(["other_id"], ["customers.id"], name=op.f("fk_apart_other_id_customers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apart")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_apart_one_id")),
    )
    op.create_index("ix_apart_other", "apart", ["other_id"])


def _fill_keys() -> None:
    identities = sa.table("identities", sa.column("id"), sa.column("kind"), sa.column("value"), sa.column("key"))
    op.execute(identities.update().values(key=identities.c.value))
    connection = op.get_bind()
    for id, value in connection.execute(
        sa.select(identities.c.id, identities.c.value).where(identities.c.kind == "email")
    ).all():
        connection.execute(identities.update().where(identities.c.id == id).values(key=addresses.key("email", value)))


def downgrade() -> None:
    for table in ("apart", "claims", "merges"):
        op.drop_table(table)
    with op.batch_alter_table("identities") as identities:
        identities.drop_index("ix_identities_key")
        identities.drop_column("key")
        identities.drop_column("shared")
    with op.batch_alter_table("customers") as customers:
        customers.drop_index("ix_customers_name")
        customers.drop_index("ix_customers_person")
        customers.drop_constraint(op.f("fk_customers_person_id_customers"), type_="foreignkey")
        customers.drop_column("person_id")
