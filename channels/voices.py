"""What was said in voice messages, written down by the recognizer of the house.

The rows of `messages` are the queue: one that is `spoken` is claimed by a conditional update, with a lease, so that
whoever dies over it leaves it to the next.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import and_, func, or_, select, update

from bell import work_until
from channels.models import Conversation, Message
from db import Database, now

TOPIC = "voices"
LEASE = timedelta(minutes=10)
AGAIN_AFTER = timedelta(minutes=2)
TRIES = 3

log = logging.getLogger(__name__)

Hear = Callable[[Path, str], str]
"""(file, language) → what was said. Raises Unheard."""


class Unheard(Exception):
    """It could not be written down. `permanent` says that trying again makes no sense."""

    def __init__(self, why: str, permanent: bool) -> None:
        super().__init__(why)
        self.permanent = permanent


def run(db: Database, folder: Path, hear: Hear, written: Callable[[int, str], None], stop: threading.Event) -> None:
    """Work until `stop` is set and the bell rung. `folder` holds the files; `written(message, text)` keeps the text."""
    work_until(stop, db.bell, TOPIC, lambda: work_one(db, folder, hear, written), lambda: _until_due(db))


def work_one(db: Database, folder: Path, hear: Hear, written: Callable[[int, str], None]) -> bool:
    """Write down the oldest voice message that is due; False when none is."""
    claimed = _claim(db)
    if claimed is None:
        return False
    message_id, sha256, language, tries = claimed
    try:
        text = hear(folder / sha256, language)
    except Unheard as fault:
        log.warning("Voice message %s was not written down (try %s): %s", message_id, tries, fault)
        if not fault.permanent and tries < TRIES:
            _later(db, message_id)
            return True
        text = ""
    written(message_id, text)
    return True


def _claim(db: Database) -> tuple[int, str, str, int] | None:
    moment = now()
    due = or_(
        and_(Message.delivery == "spoken", or_(Message.retry_at.is_(None), Message.retry_at <= moment)),
        and_(Message.delivery == "hearing", Message.retry_at <= moment),
    )
    with db.transaction() as session:
        oldest = session.scalar(select(Message.id).where(due).order_by(Message.id).limit(1))
        won = session.execute(
            update(Message)
            .where(Message.id == oldest, due)
            .values(delivery="hearing", tries=Message.tries + 1, retry_at=moment + LEASE)
            .returning(Message.id, Message.attachments, Message.tries, Message.conversation_id)
        ).first()
        if won is None:
            return None
        language = session.get_one(Conversation, won.conversation_id).language
        return won.id, won.attachments[0]["sha256"], language, won.tries


def _later(db: Database, message_id: int) -> None:
    with db.transaction() as session:
        session.execute(
            update(Message)
            .where(Message.id == message_id, Message.delivery == "hearing")
            .values(delivery="spoken", retry_at=now() + AGAIN_AFTER)
        )


def _until_due(db: Database) -> float | None:
    """Seconds until one is due by the clock; None when none will be."""
    with db.reading() as session:
        soonest = session.scalar(select(func.min(Message.retry_at)).where(Message.delivery.in_(("spoken", "hearing"))))
    return None if soonest is None else max(0.0, (soonest - now()).total_seconds())
