"""Which of several agents spoke when in a recording"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recordings", sa.Column("voices", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("recordings", "voices")
