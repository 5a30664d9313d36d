"""How long callers are parked, and when the audio of who joins them begins"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("desk_rules", sa.Column("park_s", sa.Integer(), nullable=False, server_default="180"))
    op.add_column("legs", sa.Column("taped_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("legs", "taped_at")
    op.drop_column("desk_rules", "park_s")
