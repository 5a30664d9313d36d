"""A search index beside the entries"""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from timeline import search
from timeline.events import SEARCHED

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    connection = op.get_bind()
    for statement in search.MAKE[connection.dialect.name]:
        op.execute(statement)
    insert = search.WRITE[connection.dialect.name]
    for rows in _texts(connection):
        kept = [
            {"entry": entry, "terms": terms}
            for entry, customer, channel, written in rows
            if (terms := search.document(customer, channel, written))
        ]
        if kept:
            connection.execute(insert, kept)


def _texts(connection: sa.Connection) -> Iterator[list[tuple[int, int, str, str]]]:
    """What was written so far, some at a time: (entry, customer, channel, text)."""
    fields = {kind.__name__: names for kind, names in SEARCHED.items()}
    said = sa.text("SELECT text FROM transcripts WHERE call_id = :call")
    mail = sa.text("SELECT text FROM messages WHERE id = :message")
    page = sa.text(
        "SELECT id, customer_id, channel, kind, contact_id, data FROM entries WHERE id > :last ORDER BY id LIMIT :most"
    )
    last = 0
    while entries := connection.execute(page, {"last": last, "most": AT_ONCE}).all():
        last = entries[-1].id
        rows = []
        for entry in entries:
            data: dict[str, Any] = json.loads(entry.data) if isinstance(entry.data, str) else entry.data
            written = [str(data.get(name, "")) for name in fields.get(entry.kind, ())]
            if entry.kind == "TranscriptWritten":
                written.append(connection.execute(said, {"call": entry.contact_id}).scalar() or "")
            if entry.kind in ("EmailReceived", "EmailSent"):
                written.append(connection.execute(mail, {"message": data["message"]}).scalar() or "")
            rows.append((entry.id, entry.customer_id, entry.channel, " ".join(written)))
        yield rows


def downgrade() -> None:
    op.execute(f"DROP TABLE {search.TABLE}")
