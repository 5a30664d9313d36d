"""The order of lines

Indexes with a descending column, which are not found by comparing models.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")
URGENT_FIRST = sa.text("priority DESC")


def upgrade() -> None:
    for name, columns in (
        ("ix_work_items_line", ["line", URGENT_FIRST, "queued_at", "id"]),
        ("ix_work_items_queue", ["queue_key", "kind", URGENT_FIRST, "queued_at"]),
    ):
        op.create_index(name, "work_items", columns, sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_index("ix_work_items_queue", "work_items")
    op.drop_index("ix_work_items_line", "work_items")
