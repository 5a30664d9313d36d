"""Over which backends an agent's panel can be talked through"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    phones = sa.Column("phones", sa.String(length=60), nullable=False, server_default="asterisk simulator twilio")
    op.add_column("agents", phones)


def downgrade() -> None:
    op.drop_column("agents", "phones")
