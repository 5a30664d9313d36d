"""Messages that flows send"""

import sqlalchemy as sa
from alembic import op

import db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flow_sends",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=8), nullable=False),
        sa.Column("to", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", db.Moment(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_flow_sends_customer_id_customers")),
        sa.ForeignKeyConstraint(["journey_id"], ["journeys.id"], name=op.f("fk_flow_sends_journey_id_journeys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_sends")),
        sa.UniqueConstraint("kind", "contact_id", "turn", "number", name=op.f("uq_flow_sends_kind")),
    )
    op.create_index("ix_flow_sends_due", "flow_sends", ["state", "retry_at"])
    op.create_index("ix_flow_sends_customer", "flow_sends", ["customer_id", "at"])
    op.create_index("ix_flow_sends_to", "flow_sends", ["to", "at"])


def downgrade() -> None:
    op.drop_table("flow_sends")
