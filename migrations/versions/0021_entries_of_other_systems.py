"""Entries of other systems"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outside_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("outside_id", sa.String(length=120), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_outside_entries_entry_id_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_entries")),
        sa.UniqueConstraint("source", "outside_id", name=op.f("uq_outside_entries_source")),
    )
    op.create_index("ix_outside_entries_entry", "outside_entries", ["entry_id"])


def downgrade() -> None:
    op.drop_table("outside_entries")
