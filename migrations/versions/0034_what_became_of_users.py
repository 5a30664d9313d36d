"""What became of users, and by whom"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "changed",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("users.id")),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("how", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_changed_user_id", "changed", ["user_id", "id"])
    op.create_index("ix_changed_at", "changed", ["at"])


def downgrade() -> None:
    op.drop_table("changed")
