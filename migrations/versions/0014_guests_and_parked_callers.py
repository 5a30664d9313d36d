"""Guests and listeners in calls, parked callers, and what the switch was not told yet"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PARKED = sa.text("parked_until is not null")


def upgrade() -> None:
    op.add_column("calls", sa.Column("parked_by", sa.Integer()))
    op.add_column("calls", sa.Column("parked_at", sa.DateTime(timezone=True)))
    op.add_column("calls", sa.Column("parked_until", sa.DateTime(timezone=True)))
    op.add_column("calls", sa.Column("unsettled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_calls_parked", "calls", ["parked_until"], sqlite_where=PARKED, postgresql_where=PARKED)
    op.add_column("legs", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("legs", sa.Column("number", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("legs", sa.Column("invited_by", sa.Integer()))
    op.add_column("legs", sa.Column("how", sa.String(length=12), nullable=False, server_default=""))


def downgrade() -> None:
    for column in ("how", "invited_by", "number", "held"):
        op.drop_column("legs", column)
    op.drop_index("ix_calls_parked", table_name="calls")
    for column in ("unsettled", "parked_until", "parked_at", "parked_by"):
        op.drop_column("calls", column)
