"""Everything that we keep of one person, found by the database's own references: to be handed out, or erased.

A row belongs to a person when it must name one of their customers, or must name a row that does. A row that merely
may name one (another customer's chat that went on with their journey) stays, and forgets it. So a table that is added
tomorrow is reached without a line here, as long as it says by a foreign key whose it is.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Table, and_, delete, select, text, update
from sqlalchemy.orm import Session

from channels import mail_files
from db import Base, Database, now
from telephony import recordings
from timeline import people, search

Found = dict[Table, set[Any]]
"""Table → the primary keys of the rows that are theirs."""

OF_CONTACTS: tuple[tuple[str, str, str | None, str, tuple[str, ...]], ...] = (
    ("transcripts", "call_id", None, "calls", ()),
    ("recordings", "call_id", None, "calls", ()),
    ("flow_turns", "contact_id", "kind", "calls", ("call",)),
    ("flow_turns", "contact_id", "kind", "conversations", ("chat", "email")),
    ("work_items", "contact_id", "kind", "calls", ("call",)),
    ("work_items", "contact_id", "kind", "conversations", ("chat", "email")),
)
"""What names a contact by its id without a foreign key: (table, column, column of its kind, whose id, kinds)."""


def gather(session: Session, customer_ids: Iterable[int]) -> Found:
    """All rows that are these customers'."""
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    found: Found = {tables["customers"]: set(customer_ids)}
    grown = True
    while grown:
        grown = False
        for table, where in _reaching(tables, found):
            (key,) = table.primary_key.columns
            keys = set(session.scalars(select(key).where(where)))
            if keys - found.get(table, set()):
                found.setdefault(table, set()).update(keys)
                grown = True
    return {table: keys for table, keys in found.items() if keys}


def _reaching(tables: Mapping[str, Table], found: Found) -> Iterator[tuple[Table, Any]]:
    for table in tables.values():
        if len(table.primary_key.columns) != 1:
            continue
        for column in table.columns:
            whose = [each.column.table for each in column.foreign_keys if each.column.table in found]
            whole = not column.nullable or (table.name, column.name) == ("work_items", "customer_id")
            if whose and whole:
                yield table, column.in_(found[whose[0]])
    for name, column_name, kind, whose_name, kinds in OF_CONTACTS:
        if name in tables and tables[whose_name] in found:
            table = tables[name]
            of = table.c[column_name].in_(found[tables[whose_name]])
            yield table, and_(of, table.c[kind].in_(kinds)) if kind else of


def rows(session: Session, found: Found) -> dict[str, list[dict[str, Any]]]:
    """Table → its rows that are theirs, as JSON can say them."""
    return {
        table.name: [
            {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
            for row in session.execute(select(table).where(next(iter(table.primary_key.columns)).in_(keys))).mappings()
        ]
        for table, keys in found.items()
    }


def files(session: Session, found: Found, var: Path) -> list[Path]:
    """Their recordings, and the mails and attachments that are nobody else's as well."""
    kept = rows(session, found)
    sounds = [each["path"] for each in kept.get("recordings", [])]
    sounds += [each["audio"] for each in kept.get("legs", []) if each["audio"]]
    theirs = {path for each in kept.get("messages", []) for path in _of_message(each, var)}
    messages = Base.metadata.tables["messages"]
    others = select(messages.c.headers, messages.c.attachments).where(
        messages.c.id.not_in([each["id"] for each in kept.get("messages", [])])
    )
    if theirs:
        for each in session.execute(others).mappings():
            theirs -= _of_message(dict(each), var)
    audio = [var / "recordings" / name for name in sounds]
    shapes = [recordings.peaks_of(each) for each in audio]
    return [each for each in [*audio, *shapes, *sorted(theirs)] if each.is_file()]


def _of_message(message: Mapping[str, Any], var: Path) -> set[Path]:
    raw = message["headers"].get("raw")
    own = {mail_files.raw_messages(var) / f"{raw}.eml"} if raw else set()
    return own | {mail_files.attachments(var) / each["sha256"] for each in message["attachments"] if "sha256" in each}


def erase(db: Database, var: Path, secret: str, customer_id: int, by: str) -> dict[str, Any]:
    """Erase a person for good, and return the signed manifest, which is kept in var/erasures as well.

    The files go first: whoever dies in between finds the rows again and goes on. Raises LookupError for nobody.
    """
    with db.reading() as session:
        members = list(people.members(session, customer_id))
        if not members:
            raise LookupError(customer_id)
        found = gather(session, members)
        gone = files(session, found, var)
        known = rows(session, found).get("identities", [])
    for each in gone:
        each.unlink(missing_ok=True)
    with db.transaction() as session:
        if db.sqlite:
            session.execute(text("PRAGMA secure_delete = ON"))
        found = gather(session, members)
        _delete(session, found)
    _leave_no_trace(db)
    at = now()
    manifest: dict[str, Any] = {
        "erased_at": at.isoformat(),
        "by": by,
        "customers": members,
        "identities": sorted(digest(secret, each["kind"], each["value"]) for each in known),
        "rows": {table.name: len(keys) for table, keys in sorted(found.items(), key=lambda each: each[0].name)},
        "files": len(gone),
    }
    manifest["signature"] = signature(secret, manifest)
    folder = var / "erasures"
    folder.mkdir(exist_ok=True)
    name = f"{at:%Y%m%dT%H%M%S}-{members[0]}.json"
    (folder / name).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    return manifest


def _delete(session: Session, found: Found) -> None:
    tables = Base.metadata.sorted_tables
    if entries := found.get(Base.metadata.tables["entries"]):
        search.forget(session, entries)
    for table in tables:
        for column in table.columns:
            for target in (each.column.table for each in column.foreign_keys if column.nullable):
                if target in found:
                    session.execute(update(table).where(column.in_(found[target])).values({column: None}))
    signals = Base.metadata.tables["signals"]
    for name, topic in (("customers", "customer"), ("calls", "call"), ("conversations", "conversation")):
        topics = [f"{topic}:{each}" for each in found.get(Base.metadata.tables[name], ())]
        # The newest signal stays: ids that listeners have seen must not come again.
        newest = select(signals.c.id).order_by(signals.c.id.desc()).limit(1).scalar_subquery()
        session.execute(delete(signals).where(signals.c.topic.in_(topics), signals.c.id < newest))
    for table in reversed(tables):
        if table in found:
            (key,) = table.primary_key.columns
            session.execute(delete(table).where(key.in_(found[table])))


def _leave_no_trace(db: Database) -> None:
    """What was deleted still stands in freed pages, in the log, and in the index's older parts: rewrite those."""
    if db.sqlite:
        # Past SQLAlchemy, which would begin a transaction: a log cannot be emptied from within one.
        connection = db.engine.raw_connection()
        try:
            for statement in (
                "PRAGMA secure_delete = ON",
                "INSERT INTO entry_search (entry_search) VALUES ('optimize')",
                "PRAGMA wal_checkpoint(TRUNCATE)",
                "PRAGMA secure_delete = OFF",
            ):
                connection.cursor().execute(statement).fetchall()
        finally:
            connection.close()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connected:
        connected.exec_driver_sql("VACUUM")


def again(db: Database, var: Path, secret: str) -> int:
    """After a backup was brought back: erase once more whom a manifest names. Returns how many people that were."""
    erased = {
        each
        for file in sorted((var / "erasures").glob("*.json"))
        for each in json.loads(file.read_text("utf-8"))["identities"]
    }
    identities = Base.metadata.tables["identities"]
    with db.reading() as session:
        all_known = session.execute(select(identities.c.customer_id, identities.c.kind, identities.c.value)).all()
        back = {each.customer_id for each in all_known if digest(secret, each.kind, each.value) in erased}
        persons = {people.id_of(session, each) for each in back}
    for each in sorted(persons):
        erase(db, var, secret, each, by="again")
    return len(persons)


def digest(secret: str, kind: str, value: str) -> str:
    """An address that can be recognised and not read."""
    return hmac.new(secret.encode(), f"erased:{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def signature(secret: str, manifest: Mapping[str, Any]) -> str:
    """Proof that this house has written the manifest as it stands."""
    said = json.dumps({name: value for name, value in manifest.items() if name != "signature"}, sort_keys=True)
    return hmac.new(secret.encode(), f"manifest:{said}".encode(), hashlib.sha256).hexdigest()
