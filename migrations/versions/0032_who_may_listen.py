"""Who may listen to recordings"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("hears", sa.String(4), nullable=False, server_default="own"))


def downgrade() -> None:
    op.drop_column("agents", "hears")
