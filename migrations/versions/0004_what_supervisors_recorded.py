"""What supervisors recorded and uploaded"""

import sqlalchemy as sa
from alembic import op

import db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prompt_audio",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("loudness_before", sa.Double(), nullable=False),
        sa.Column("loudness", sa.Double(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=80), nullable=False),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_prompt_audio")),
    )
    op.create_index("ix_prompt_audio_at", "prompt_audio", ["at"])


def downgrade() -> None:
    op.drop_table("prompt_audio")
