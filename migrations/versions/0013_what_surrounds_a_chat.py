"""What surrounds a chat: settings of each website, marks of reading, and what the customer thought of it"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_sites",
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_chat_sites")),
    )
    op.add_column("conversations", sa.Column("page", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("conversations", sa.Column("customer_seen", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("conversations", sa.Column("agent_seen", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("conversations", sa.Column("rating", sa.Integer(), nullable=True))


def downgrade() -> None:
    for column in ("rating", "agent_seen", "customer_seen", "page"):
        op.drop_column("conversations", column)
    op.drop_table("chat_sites")
