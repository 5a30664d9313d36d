"""Calls of a draft"""

import sqlalchemy as sa
from alembic import op

import db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flow_key", sa.String(length=40), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", db.Moment(timezone=True), nullable=False),
        sa.Column("backend_id", sa.String(length=80), nullable=True),
        sa.Column("ended_at", db.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_calls")),
        sa.UniqueConstraint("backend_id", name=op.f("uq_draft_calls_backend_id")),
    )


def downgrade() -> None:
    op.drop_table("draft_calls")
