"""Messengers, mailboxes, by which of them a conversation goes, and agents' signatures"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "messengers",
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("url", sa.String(length=400), nullable=False),
        sa.Column("secret", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_messengers")),
    )
    op.create_table(
        "mailboxes",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("queue_key", sa.String(length=40), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_mailboxes")),
    )
    op.add_column("agents", sa.Column("signature", sa.Text(), nullable=False, server_default=""))
    op.add_column("conversations", sa.Column("via", sa.String(length=320), nullable=False, server_default=""))
    op.add_column("conversations", sa.Column("address", sa.String(length=200), nullable=False, server_default=""))
    op.create_index("ix_conversations_via", "conversations", ["via", "address", "state"])


def downgrade() -> None:
    op.drop_index("ix_conversations_via", table_name="conversations")
    op.drop_column("conversations", "address")
    op.drop_column("conversations", "via")
    op.drop_column("agents", "signature")
    op.drop_table("mailboxes")
    op.drop_table("messengers")
