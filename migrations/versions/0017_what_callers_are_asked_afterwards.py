"""What callers are asked afterwards"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("queues", sa.Column("survey_flow", sa.String(length=40), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("queues", "survey_flow")
