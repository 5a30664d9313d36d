"""Break reasons, the trail of presence, rules of the desk, canned answers, dispositions, words between colleagues"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
UNREAD = sa.text("read_at IS NULL")
LANGUAGES = ("en", "fa", "ru", "th")
REASONS = {
    "lunch": ("Lunch", "ناهار", "Обед", "พักกลางวัน"),
    "short": ("Short break", "استراحت کوتاه", "Короткий перерыв", "พักสั้น"),
    "meeting": ("Meeting", "جلسه", "Совещание", "ประชุม"),
    "training": ("Training", "آموزش", "Обучение", "อบรม"),
}
DISPOSITIONS = {
    "solved": ("Solved", "حل شد", "Решено", "แก้ไขแล้ว"),
    "follow_up": ("Needs follow-up", "نیاز به پیگیری", "Нужно вернуться", "ต้องติดตามต่อ"),
    "wrong_number": ("Wrong number", "شماره اشتباه", "Ошиблись номером", "โทรผิด"),
    "no_answer": ("Nobody there", "کسی پاسخ نداد", "Никто не ответил", "ไม่มีผู้รับสาย"),
    "other": ("Something else", "موارد دیگر", "Другое", "อื่น ๆ"),
}
"""What there was before supervisors could say so themselves."""


def upgrade() -> None:
    op.add_column("agents", sa.Column("auto_answer", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("presence_changes", sa.Column("by", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("legs", sa.Column("quality", sa.JSON(), nullable=True))
    reasons = op.create_table(
        "break_reasons",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_break_reasons")),
    )
    op.create_table(
        "desk_rules",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decline", sa.String(length=8), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("declines_per_hour", "extend_s", "goal_contacts", "goal_handle_s")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_rules")),
    )
    op.create_table(
        "canned_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_canned_answers_agent_id_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_answers")),
    )
    op.create_index(op.f("ix_canned_answers_agent_id"), "canned_answers", ["agent_id"])
    dispositions = op.create_table(
        "disposition_kinds",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("queue_key", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_disposition_kinds")),
    )
    op.create_table(
        "wrapped",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("disposition", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_wrapped_agent_id_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrapped")),
    )
    op.create_index("ix_wrapped_contact", "wrapped", ["kind", "contact_id"])
    op.create_index("ix_wrapped_agent", "wrapped", ["agent_id", "at"])
    _messages()
    op.bulk_insert(reasons, [{"key": key, "names": _names(texts), "position": n} for n, key, texts in _each(REASONS)])
    op.bulk_insert(
        dispositions,
        [
            {"key": key, "parent": "", "names": _names(texts), "queue_key": "", "fields": [], "position": n}
            for n, key, texts in _each(DISPOSITIONS)
        ],
    )


def _messages() -> None:
    op.create_table(
        "internal_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("from_agent_id", sa.Integer(), nullable=True),
        sa.Column("from_name", sa.String(length=120), nullable=False),
        sa.Column("to_agent_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_internal_messages_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["from_agent_id"], ["agents.id"], name=op.f("fk_internal_messages_from_agent_id_agents")
        ),
        sa.ForeignKeyConstraint(["to_agent_id"], ["agents.id"], name=op.f("fk_internal_messages_to_agent_id_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_messages")),
    )
    op.create_index("ix_internal_messages_to", "internal_messages", ["to_agent_id", "id"])
    op.create_index("ix_internal_messages_from", "internal_messages", ["from_agent_id", "id"])
    op.create_index(
        "ix_internal_messages_unread",
        "internal_messages",
        ["to_agent_id"],
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )


def _each(texts):
    return [(n, key, names) for n, (key, names) in enumerate(texts.items())]


def _names(texts):
    return dict(zip(LANGUAGES, texts, strict=True))


def downgrade() -> None:
    for table in (
        *("internal_messages", "wrapped", "disposition_kinds", "canned_answers", "desk_rules", "break_reasons"),
    ):
        op.drop_table(table)
    op.drop_column("legs", "quality")
    op.drop_column("presence_changes", "by")
    op.drop_column("agents", "auto_answer")
