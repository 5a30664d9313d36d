"""Flows as supervisors work on them, and the turns of those who walked through"""

import sqlalchemy as sa
from alembic import op

import db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flow_drafts",
        sa.Column("flow_key", sa.String(length=40), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=True),
        sa.Column("edited_by", sa.String(length=120), nullable=False),
        sa.Column("edited_at", db.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("flow_key", name=op.f("pk_flow_drafts")),
    )
    op.create_table(
        "flow_editors",
        sa.Column("flow_key", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("seen_at", db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("flow_key", "user_id", name=op.f("pk_flow_editors")),
    )
    op.create_table(
        "flow_tests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flow_key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("script", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.String(length=120), nullable=False),
        sa.Column("edited_at", db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_tests")),
        sa.UniqueConstraint("flow_key", "name", name=op.f("uq_flow_tests_flow_key")),
    )
    op.create_table(
        "flow_trials",
        sa.Column("flow_key", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.String(length=120), nullable=False),
        sa.Column("started_at", db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["flow_versions.id"], name=op.f("fk_flow_trials_version_id_flow_versions")
        ),
        sa.PrimaryKeyConstraint("flow_key", name=op.f("pk_flow_trials")),
    )
    op.create_table(
        "flow_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("flow_key", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("came_from", sa.String(length=100), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("trail", sa.String(length=1000), nullable=False),
        sa.Column("node", sa.String(length=100), nullable=False),
        sa.Column("ending", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["flow_versions.id"], name=op.f("fk_flow_turns_version_id_flow_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_turns")),
        sa.UniqueConstraint("kind", "contact_id", "turn", name=op.f("uq_flow_turns_kind")),
    )
    op.create_index(
        "ix_flow_turns_begun",
        "flow_turns",
        ["flow_key", "at"],
        unique=False,
        sqlite_where=sa.text("turn = 1"),
        postgresql_where=sa.text("turn = 1"),
    )
    op.create_index(
        "ix_flow_turns_counted",
        "flow_turns",
        ["version_id", "at", "came_from", "way", "trail", "ending", "seconds"],
        unique=False,
    )
    op.create_index("ix_flow_turns_heard", "flow_turns", ["version_id", "came_from", "way", "at"], unique=False)
    for contacts in ("calls", "conversations"):
        op.add_column(contacts, sa.Column("turn_at", db.Moment(timezone=True), nullable=True))
    op.add_column("flow_versions", sa.Column("live_from", db.Moment(timezone=True), nullable=True))
    op.add_column(
        "flow_versions", sa.Column("override_reason", sa.String(length=400), nullable=False, server_default="")
    )
    op.execute("UPDATE flow_versions SET live_from = published_at")
    op.create_index("ix_flow_versions_live", "flow_versions", ["flow_key", "live_from"], unique=False)
    op.add_column("hotlines", sa.Column("calendar", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("hotlines", sa.Column("emergency", sa.String(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_index("ix_flow_versions_live", table_name="flow_versions")
    for table, column in (
        ("hotlines", "emergency"),
        ("hotlines", "calendar"),
        ("flow_versions", "override_reason"),
        ("flow_versions", "live_from"),
        ("conversations", "turn_at"),
        ("calls", "turn_at"),
    ):
        op.drop_column(table, column)

    op.drop_table("flow_turns")
    op.drop_table("flow_trials")
    op.drop_table("flow_tests")
    op.drop_table("flow_editors")
    op.drop_table("flow_drafts")
