"""How long things last"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keeping",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("resume_hours", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keeping")),
    )
    op.create_index("ix_looked_at", "looked", ["at"])


def downgrade() -> None:
    op.drop_index("ix_looked_at", "looked")
    op.drop_table("keeping")
