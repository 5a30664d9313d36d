"""Queues have rules, and items a place that follows from them"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WAITING = "state = 'waiting'"
OPEN = sa.text("state in ('waiting','offered','taken')")

queues = sa.table("queues", sa.column("key", sa.String), sa.column("skills", sa.JSON))
items = sa.table(
    "work_items",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("queue_key", sa.String),
    sa.column("skills", sa.JSON),
    sa.column("line", sa.Text),
    sa.column("points", sa.Integer),
    sa.column("priority", sa.Integer),
    sa.column("turn_at", sa.DateTime(timezone=True)),
    sa.column("queued_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.add_column("queues", sa.Column("rules", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("agents", sa.Column("handled", sa.Integer(), nullable=False, server_default="0"))
    _add("language", sa.String(length=8), "")
    _add("points", sa.Integer(), "0")
    _add("been", sa.JSON(), "[]")
    _add("way_out", sa.String(length=8), "")
    op.add_column("work_items", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("work_items", sa.Column("expected_wait_s", sa.Integer(), nullable=True))
    op.add_column("work_items", sa.Column("turn_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(sa.update(items).values(turn_at=items.c.queued_at, points=items.c.priority))
    with op.batch_alter_table("work_items") as batch:
        batch.alter_column("turn_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    _index_by("turn_at")
    _partial("ix_work_items_look", ["look_at"], f"{WAITING} and look_at is not null")
    _partial("ix_work_items_left", ["queue_key", "kind", "ended_at"], "state = 'left'")
    _skills(lambda skills: dict.fromkeys(skills, 1))
    _lines(lambda kind, queue_key, own: [kind, queue_key, 0, "", *own])


def downgrade() -> None:
    _lines(lambda kind, queue_key, own: [kind, queue_key, *own])
    _skills(list)
    op.drop_index("ix_work_items_left", table_name="work_items")
    op.drop_index("ix_work_items_look", table_name="work_items")
    _index_by("queued_at")
    for column in ("turn_at", "expected_wait_s", "look_at", "way_out", "been", "points", "language"):
        op.drop_column("work_items", column)
    op.drop_column("agents", "handled")
    op.drop_column("queues", "rules")


def _add(name: str, kind: sa.types.TypeEngine, default: str) -> None:
    op.add_column("work_items", sa.Column(name, kind, nullable=False, server_default=default))


def _partial(name: str, columns: list, condition: str) -> None:
    where = {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
    op.create_index(name, "work_items", columns, **where)


def _index_by(moment: str) -> None:
    """The order in line."""
    for name, columns in (
        ("ix_work_items_line", ["line", sa.text("priority DESC"), moment, "id"]),
        ("ix_work_items_queue", ["queue_key", "kind", sa.text("priority DESC"), moment]),
    ):
        op.drop_index(name, table_name="work_items")
        _partial(name, columns, WAITING)


def _skills(change) -> None:
    connection = op.get_bind()
    for key, skills in connection.execute(sa.select(queues.c.key, queues.c.skills)).all():
        connection.execute(sa.update(queues).where(queues.c.key == key).values(skills=change(skills)))


def _lines(name) -> None:
    connection = op.get_bind()
    open_items = sa.select(items.c.id, items.c.kind, items.c.queue_key, items.c.skills).where(OPEN)
    for item_id, kind, queue_key, own in connection.execute(open_items).all():
        line = json.dumps(name(kind, queue_key, sorted(set(own))))
        connection.execute(sa.update(items).where(items.c.id == item_id).values(line=line))
