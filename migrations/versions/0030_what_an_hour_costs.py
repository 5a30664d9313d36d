"""What an hour of work costs on each channel"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_rates",
        sa.Column("channel", sa.String(8), primary_key=True),
        sa.Column("per_hour", sa.Double(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("channel_rates")
