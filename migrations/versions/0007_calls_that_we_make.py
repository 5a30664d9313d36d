"""Calls that we make, and those who are to be called back"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calls", sa.Column("direction", sa.String(length=3), nullable=False, server_default="in"))
    out = sa.text("direction = 'out'")
    op.create_index("ix_calls_placed", "calls", ["agent_id", "arrived_at"], sqlite_where=out, postgresql_where=out)
    op.add_column("agents", sa.Column("may_dial", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("queues", sa.Column("callback_first", sa.String(length=8), nullable=False, server_default="agent"))
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=True),
        sa.Column("hotline_id", sa.Integer(), nullable=False),
        sa.Column("queue_key", sa.String(length=40), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("preferred_agent_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("from_call_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{table}.id"], name=op.f(f"fk_callbacks_{name}_id_{table}"))
            for name, table in (("customer", "customers"), ("journey", "journeys"), ("hotline", "hotlines"))
        ),
        sa.ForeignKeyConstraint(["queue_key"], ["queues.key"], name=op.f("fk_callbacks_queue_key_queues")),
        sa.ForeignKeyConstraint(
            ["preferred_agent_id"], ["agents.id"], name=op.f("fk_callbacks_preferred_agent_id_agents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    for name, columns, where in (
        ("uq_callbacks_number", ["number"], "state in ('waiting','in_line')"),
        ("ix_callbacks_due", ["due_at"], "state = 'waiting'"),
    ):
        op.create_index(
            name,
            "callbacks",
            columns,
            unique=name.startswith("uq"),
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    for name in ("call_id", "customer_id", "done_at"):
        op.create_index(f"ix_callbacks_{name.removesuffix('_id').removesuffix('_at')}", "callbacks", [name])


def downgrade() -> None:
    op.drop_table("callbacks")
    op.drop_column("queues", "callback_first")
    op.drop_column("agents", "may_dial")
    op.drop_index("ix_calls_placed", table_name="calls")
    op.drop_column("calls", "direction")
