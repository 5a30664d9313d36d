"""How long callers are parked"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("desk_rules", sa.Column("park_s", sa.Integer(), nullable=False, server_default="180"))


def downgrade() -> None:
    op.drop_column("desk_rules", "park_s")
