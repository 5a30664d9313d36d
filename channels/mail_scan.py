"""The operator's scanner looks at what came with a mail before anybody can have it, away from the door that took it in.

The rows of `messages` are the queue: one that is `to_check` is claimed by a conditional update, with a lease, so that
whoever dies over it leaves it to the next. Until a file is found clean it lies nowhere but within the mail itself.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from bell import work_until
from channels import files, mail_files, outbox
from channels.files import FileRefused
from channels.mail_parse import parse
from channels.models import Conversation, Message
from config import Config
from db import Database, now
from timeline import book
from timeline.events import FileHeldBack

TOPIC = "scans"
LEASE = timedelta(minutes=10)
AGAIN_AFTER = timedelta(minutes=2)
"""How long a scanner that does not work is left alone. Nothing is let through before it does."""

Files = list[dict[str, Any]]

log = logging.getLogger(__name__)


def run(db: Database, config: Config, stop: threading.Event) -> None:
    """Work until `stop` is set and the bell rung. Sleeps until there is something."""
    work_until(stop, db.bell, TOPIC, lambda: work_one(db, config), lambda: _until_due(db))


def work_one(db: Database, config: Config) -> bool:
    """Look at the files of the oldest mail that is due; False when none is."""
    claimed = _claim(db)
    if claimed is None:
        return False
    message_id, tries, digest, named = claimed
    try:
        found = _looked_at(config, digest, named)
    except (FileRefused, OSError) as fault:
        log.warning("The files of message %s could not be checked (try %s): %s", message_id, tries, fault)
        _settle(db, message_id, tries, "to_check", named)
    else:
        _settle(db, message_id, tries, "", found)
    return True


def _claim(db: Database) -> tuple[int, int, str, Files] | None:
    moment = now()
    due = and_(
        Message.delivery.in_(("to_check", "checking")), or_(Message.retry_at.is_(None), Message.retry_at <= moment)
    )
    with db.transaction() as session:
        oldest = session.scalar(select(Message.id).where(due).order_by(Message.id).limit(1))
        won = session.execute(
            update(Message)
            .where(Message.id == oldest, due)
            .values(delivery="checking", tries=Message.tries + 1, retry_at=moment + LEASE)
            .returning(Message.id, Message.tries, Message.headers, Message.attachments)
        ).first()
    return (won.id, won.tries, won.headers["raw"], won.attachments) if won else None


def _looked_at(config: Config, digest: str, named: Files) -> Files:
    """The same files, each clean and kept now, or held back. Raises FileRefused while no scanner works, and OSError."""
    raw = (mail_files.raw_messages(config.var) / f"{digest}.eml").read_bytes()
    content = {hashlib.sha256(each.content).hexdigest(): each.content for each in parse(raw).attachments}
    return [_verdict(config, each, content[each["sha256"]]) for each in named]


def _verdict(config: Config, file: dict[str, Any], content: bytes) -> dict[str, Any]:
    try:
        files.scan(config, content)
    except FileRefused as fault:
        if str(fault) == "no_scanner":
            raise
        return {**file, "held": str(fault)}
    mail_files.keep(mail_files.attachments(config.var), content)
    return {**file, "held": ""}


def _settle(db: Database, message_id: int, tries: int, delivery: str, found: Files) -> None:
    """Write down what was found, unless the lease ran out and somebody else has it now. The agent sees it at once."""
    with db.transaction() as session:
        won = session.execute(
            update(Message)
            .where(Message.id == message_id, Message.delivery == "checking", Message.tries == tries)
            .values(delivery=delivery, attachments=found, retry_at=now() + AGAIN_AFTER if delivery else None)
            .returning(Message.conversation_id)
        ).first()
        if won is None or delivery:
            return
        thread = session.get_one(Conversation, won.conversation_id)
        for each in found:
            if each["held"]:
                fact = FileHeldBack("email", thread.id, message_id, each["name"], each["held"])
                book.record(session, thread.customer_id, fact, thread.journey_id)
        outbox.tell(session, thread.id, message_id, delivery)


def _until_due(db: Database) -> float | None:
    """Seconds until one is due by the clock; None when none will be."""
    with db.reading() as session:
        waits = select(func.min(Message.retry_at)).where(Message.delivery.in_(("to_check", "checking")))
        soonest = session.scalar(waits)
    return None if soonest is None else max(0.0, (soonest - now()).total_seconds())
