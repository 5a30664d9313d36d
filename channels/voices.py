"""What was said in voice messages, written down by the recognizer of the house.

The rows of `messages` are the queue.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bell import work_until
from channels.models import Conversation, Message
from claims import Claims, next_try
from db import Database

TOPIC = "voices"
_CLAIMS = Claims(Message, Message.delivery, "spoken", "hearing", lease=timedelta(minutes=10))
AGAIN_AFTER = (timedelta(minutes=2),) * 2
"""How long to wait after the first, second, … failure. After the last it stays unheard."""

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
    work_until(stop, db.bell, TOPIC, lambda: work_one(db, folder, hear, written), lambda: _CLAIMS.until_due(db))


def work_one(db: Database, folder: Path, hear: Hear, written: Callable[[int, str], None]) -> bool:
    """Write down the oldest voice message that is due; False when none is."""
    message = _CLAIMS.claim(db)
    if message is None:
        return False
    with db.reading() as session:
        language = session.get_one(Conversation, message.conversation_id).language
    try:
        text = hear(folder / message.attachments[0]["sha256"], language)
    except Unheard as fault:
        log.warning("Voice message %s was not written down (try %s): %s", message.id, message.tries, fault)
        if not fault.permanent and (again := next_try(AGAIN_AFTER, message.tries)):
            with db.transaction() as session:
                _CLAIMS.settle(session, message, "spoken", again)
            return True
        text = ""
    written(message.id, text)
    return True
