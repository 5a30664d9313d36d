"""What the customer wrote above the letter that opened a journey"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("journeys", sa.Column("subject", sa.String(80), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("journeys", "subject")
