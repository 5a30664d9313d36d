"""Everything that we keep of one person, found by the database's own references: to be handed out, or erased.

A row belongs to a person when it must name one of their customers, or must name a row that does. A row that merely
may name one (another customer's chat that went on with their journey) stays, and forgets it. So a table that is added
tomorrow is reached without a line here, as long as it says by a foreign key whose it is; a test asks of every other
table why it has nothing of anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Table, and_, select
from sqlalchemy.orm import Session

from channels import mail_files
from db import Base
from telephony import recordings

Found = dict[Table, set[Any]]
"""Table → the primary keys of the rows that are theirs."""

THEIRS_IF_NAMED = {("work_items", "customer_id"), ("internal_messages", "customer_id"), ("import_rows", "customer_id")}
"""Columns that may be empty; where they name a customer, the row is that customer's like one that must name them."""

CALLS, CONVERSATIONS = ("call", "message", "phone"), ("chat", "email", "sms", "messenger")
_NAMING_CONTACTS = (
    ("entries", "channel"),
    ("flow_sends", "kind"),
    ("flow_turns", "kind"),
    ("work_items", "kind"),
    ("wrapped", "kind"),
)
OF_CONTACTS: tuple[tuple[str, str, str | None, str, tuple[str, ...]], ...] = (
    ("transcripts", "call_id", None, "calls", ()),
    ("recordings", "call_id", None, "calls", ()),
    *(
        (table, "contact_id", named_by, whose, kinds)
        for table, named_by in _NAMING_CONTACTS
        for whose, kinds in (("calls", CALLS), ("conversations", CONVERSATIONS))
    ),
)
"""What names a contact by its id without a foreign key: (table, column, column of its kind, whose id, kinds)."""


def gather(session: Session, ids: Iterable[Any], root: str = "customers") -> Found:
    """All rows that are these customers', or these rows' of another table."""
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    found: Found = {tables[root]: set(ids)}
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


def reached() -> set[str]:
    """The names of all tables in which `gather` can find rows of somebody."""
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    found: Found = {tables["customers"]: set()}
    while new := {table for table, _ in _reaching(tables, found)} - found.keys():
        found |= {table: set() for table in new}
    return {table.name for table in found}


def _reaching(tables: Mapping[str, Table], found: Found) -> Iterator[tuple[Table, Any]]:
    for table in tables.values():
        if len(table.primary_key.columns) != 1:
            continue
        for column in table.columns:
            whose = [each.column.table for each in column.foreign_keys if each.column.table in found]
            whole = not column.nullable or (table.name, column.name) in THEIRS_IF_NAMED
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
    return [each for each in [*audio, *shapes, *sorted(theirs), *_refused(kept, var)] if each.is_file()]


def _refused(kept: Mapping[str, list[dict[str, Any]]], var: Path) -> Iterator[Path]:
    """Mails of theirs that could not be taken in, and lie aside until somebody has looked why."""
    addresses = [each["value"].encode() for each in kept.get("identities", []) if each["kind"] == "email"]
    for file in (mail_files.raw_messages(var) / "failed").glob("*.eml"):
        if any(each in file.read_bytes().lower() for each in addresses):
            yield file


def _of_message(message: Mapping[str, Any], var: Path) -> set[Path]:
    raw = message["headers"].get("raw")
    own = {mail_files.raw_messages(var) / f"{raw}.eml"} if raw else set()
    return own | {mail_files.attachments(var) / each["sha256"] for each in message["attachments"] if "sha256" in each}
