"""A person is forgotten for good, in every table, file and index, and a signed manifest proves it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import delete as delete_from
from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session

from db import Base, Database, now, signal
from timeline import people, search
from web import erasure_names
from web.persons import Found, files, gather, rows

SHORTEST_LOGGED = 5
"""Shorter names and handles are words of any log as well."""


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
        theirs = rows(session, found)
        known = theirs.get("identities", [])
    for each in gone:
        each.unlink(missing_ok=True)
    with db.transaction() as session:
        # Panels that show them hear of it; and as the newest of all signals it stays, so that no number comes again.
        signal(session, f"customer:{members[0]}", "erased")
    with db.transaction() as session:
        if db.sqlite:
            session.execute(text("PRAGMA secure_delete = ON"))
        found = gather(session, members)
        _unsaid(session, found)
        erasure_names.unname(session, members)
        session.flush()
        delete(session, found)
    _leave_no_trace(db)
    _out_of_logs(var, [each["value"] for each in (*known, *theirs.get("claims", []))] + _names(theirs))
    at = now()
    manifest: dict[str, Any] = {
        "erased_at": at.isoformat(),
        "by": by,
        "customers": members,
        "identities": sorted(digest(secret, each["kind"], each["value"]) for each in known),
        "people": sorted(_same(secret, each["id"], each["created_at"]) for each in theirs["customers"]),
        "rows": {table.name: len(keys) for table, keys in sorted(found.items(), key=lambda each: each[0].name)},
        "files": len(gone),
    }
    manifest["signature"] = signature(secret, manifest)
    folder = var / "erasures"
    folder.mkdir(exist_ok=True)
    name = f"{at:%Y%m%dT%H%M%S}-{members[0]}.json"
    (folder / name).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    return manifest


def delete(session: Session, found: Found) -> None:
    """Delete these rows, also from the index; whoever may name one of them forgets it."""
    tables = Base.metadata.sorted_tables
    if entries := found.get(Base.metadata.tables["entries"]):
        search.forget(session, entries)
    for table in tables:
        for column in table.columns:
            for target in (each.column.table for each in column.foreign_keys if column.nullable):
                if target in found:
                    session.execute(update(table).where(column.in_(found[target])).values({column: None}))
    for table in reversed(tables):
        if table in found:
            (key,) = table.primary_key.columns
            session.execute(delete_from(table).where(key.in_(found[table])))


def _unsaid(session: Session, found: Found) -> None:
    """What names them though no table says so: signals about them, and wrong codes that came from their numbers."""
    signals, attempts, theirs = (
        Base.metadata.tables["signals"],
        Base.metadata.tables["code_attempts"],
        rows(session, found),
    )
    topics = [
        f"{topic}:{each['id']}"
        for table, topic in (("customers", "customer"), ("calls", "call"), ("conversations", "conversation"))
        for each in theirs.get(table, [])
    ]
    said = {each["text"][:120] for each in theirs.get("internal_messages", [])}
    told = session.execute(select(signals.c.id, signals.c.data).where(signals.c.name == "colleague"))
    quoting = [each.id for each in told if each.data["text"] in said]
    newest = select(func.max(signals.c.id)).scalar_subquery()
    about = or_(signals.c.topic.in_(topics), signals.c.id.in_(quoting))
    session.execute(delete_from(signals).where(about, signals.c.id < newest))
    tried = [f"phone:{each['value']}" for each in theirs.get("identities", []) if each["kind"] == "phone"]
    tried += [f"chat:visitor-{each['id']}" for each in theirs.get("visitors", [])]
    session.execute(delete_from(attempts).where(attempts.c.source.in_(tried)))


def _names(theirs: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    return [each["name"] for each in theirs.get("customers", [])]


def _out_of_logs(var: Path, said: Iterable[str]) -> None:
    """What Asterisk wrote of them, for instance whom it refused, is crossed out where it stands: the file is open."""
    words = {each.strip().removeprefix("+").lower().encode() for each in said}
    signs = [re.escape(each) for each in words if len(each) >= SHORTEST_LOGGED]
    if not signs:
        return
    pattern = re.compile(b"|".join(sorted(signs, reverse=True)), re.IGNORECASE)
    for file in var.rglob("*.log*"):
        with file.open("r+b") as log:
            for each in pattern.finditer(log.read()):
                log.seek(each.start())
                log.write(b"x" * len(each[0]))


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
    manifests = [json.loads(file.read_text("utf-8")) for file in sorted((var / "erasures").glob("*.json"))]
    erased = {each for manifest in manifests for each in (*manifest["identities"], *manifest.get("people", ()))}
    identities, customers = Base.metadata.tables["identities"], Base.metadata.tables["customers"]
    with db.reading() as session:
        all_known = session.execute(select(identities.c.customer_id, identities.c.kind, identities.c.value)).all()
        back = {each.customer_id for each in all_known if digest(secret, each.kind, each.value) in erased}
        # Whoever hid their number has no address, and a backup may be older than the link by which they were erased.
        everybody = session.execute(select(customers.c.id, customers.c.created_at)).all()
        back |= {id for id, made in everybody if _same(secret, id, made.isoformat()) in erased}
        persons = {people.id_of(session, each) for each in back}
    for each in sorted(persons):
        erase(db, var, secret, each, by="again")
    return len(persons)


def digest(secret: str, kind: str, value: str) -> str:
    """An address that can be recognised and not read."""
    return hmac.new(secret.encode(), f"erased:{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def _same(secret: str, customer_id: int, made_at: str) -> str:
    """A customer who can be recognised in a backup, and never taken for a later one of the same number."""
    return digest(secret, "customer", f"{customer_id} {made_at}")


def signature(secret: str, manifest: Mapping[str, Any]) -> str:
    """Proof that this house has written the manifest as it stands."""
    said = json.dumps({name: value for name, value in manifest.items() if name != "signature"}, sort_keys=True)
    return hmac.new(secret.encode(), f"manifest:{said}".encode(), hashlib.sha256).hexdigest()
