"""The panel that has the softphone"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "softphones",
        sa.Column("agent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_softphones_agent_id_agents")),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_softphones")),
    )


def downgrade() -> None:
    op.drop_table("softphones")
