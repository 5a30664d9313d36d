"""Two who talk need no room"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calls", sa.Column("conference", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Whoever talks while we are brought up to date is in a room.
    op.execute("update calls set conference = true where outcome is null")


def downgrade() -> None:
    op.drop_column("calls", "conference")
