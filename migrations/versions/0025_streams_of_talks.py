"""The stream in which a talk at Twilio is heard"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("twilio_legs", sa.Column("stream_sid", sa.String(34), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("twilio_legs", "stream_sid")
