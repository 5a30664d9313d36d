"""Articles of the knowledge base, and how the bot fares with them"""

import sqlalchemy as sa
from alembic import op

import db

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.String(length=120), nullable=False),
        sa.Column("edited_at", db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    op.create_index("ix_articles_language", "articles", ["language", "published"])
    op.add_column("conversations", sa.Column("article_id", sa.Integer(), nullable=True))
    op.add_column("conversations", sa.Column("unhelped", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("conversations", "unhelped")
    op.drop_column("conversations", "article_id")
    op.drop_table("articles")
