"""The operator's scanner looks at what came with a mail before anybody can have it, away from the door that took it in.

The rows of `messages` are the queue. Until a file is found clean it lies nowhere but within the mail itself.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from datetime import timedelta
from typing import Any

from bell import work_until
from channels import files, mail_files, outbox
from channels.files import FileRefused
from channels.mail_parse import parse
from channels.models import Conversation, Message
from claims import Claims
from config import Config
from db import Database, now
from timeline import book
from timeline.events import FileHeldBack

TOPIC = "scans"
_CLAIMS = Claims(Message, Message.delivery, "to_check", "checking", lease=timedelta(minutes=10))
AGAIN_AFTER = timedelta(minutes=2)
"""How long a scanner that does not work is left alone. Nothing is let through before it does."""

Files = list[dict[str, Any]]

log = logging.getLogger(__name__)


def run(db: Database, config: Config, stop: threading.Event) -> None:
    """Work until `stop` is set and the bell rung. Sleeps until there is something."""
    work_until(stop, db.bell, TOPIC, lambda: work_one(db, config), lambda: _CLAIMS.until_due(db))


def work_one(db: Database, config: Config) -> bool:
    """Look at the files of the oldest mail that is due; False when none is."""
    message = _CLAIMS.claim(db)
    if message is None:
        return False
    try:
        found = _looked_at(config, message.headers["raw"], message.attachments)
    except (FileRefused, OSError) as fault:
        log.warning("The files of message %s could not be checked (try %s): %s", message.id, message.tries, fault)
        with db.transaction() as session:
            _CLAIMS.settle(session, message, "to_check", now() + AGAIN_AFTER)
    else:
        _settle(db, message, found)
    return True


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


def _settle(db: Database, message: Message, found: Files) -> None:
    """Write down what was found. The agent sees it at once."""
    with db.transaction() as session:
        if not _CLAIMS.settle(session, message, "", attachments=found):
            return
        thread = session.get_one(Conversation, message.conversation_id)
        for each in found:
            if each["held"]:
                fact = FileHeldBack("email", thread.id, message.id, each["name"], each["held"])
                book.record(session, thread.customer_id, fact, thread.journey_id)
        outbox.tell(session, thread.id, message.id, "")
