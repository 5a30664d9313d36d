"""Who needed nobody of ours, and the connections that look-ups go by"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTED = ["version_id", "at", "came_from", "way", "trail", "ending", "seconds"]


def upgrade() -> None:
    op.create_table(
        "flow_connections",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("base_url", sa.String(length=400), nullable=False),
        sa.Column("method", sa.String(length=4), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_flow_connections")),
    )
    op.add_column("flow_turns", sa.Column("contained", sa.Boolean(), nullable=False, server_default=sa.false()))
    _count_by([*COUNTED, "contained"])


def downgrade() -> None:
    _count_by(COUNTED)
    op.drop_column("flow_turns", "contained")
    op.drop_table("flow_connections")


def _count_by(columns: list[str]) -> None:
    op.drop_index("ix_flow_turns_counted", table_name="flow_turns")
    op.create_index("ix_flow_turns_counted", "flow_turns", columns)
