"""Mailboxes at providers are set up in the panel"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imap_accounts",
        sa.Column("address", sa.String(320), sa.ForeignKey("mailboxes.address"), primary_key=True),
        sa.Column("server", sa.String(260), nullable=False),
        sa.Column("user", sa.String(320), nullable=False),
        sa.Column("folder", sa.String(200), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("fault", sa.String(400), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("imap_accounts")
