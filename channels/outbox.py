"""The outbox: rows of `messages` are the queue, and survive a crash. A row is queued → busy → sent, or failed for good.

A message may in the worst case go out twice (`claims`), always with the same id, but never not at all.
How one goes out is `channels.mail_send` for emails, and `channels.messengers` for SMS and messengers.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from bell import work_until
from channels import mail
from channels.models import Conversation, Message
from claims import Claims, next_try
from db import Database, signal
from hotline.sendings import SendFault

TOPIC = "outbox"
CLAIMS = Claims(Message, Message.delivery, "queued", "busy", lease=timedelta(minutes=10))
AGAIN_AFTER = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 480, 960, 1440, 1440))
"""How long to wait after the first, second, … failure. After the last it has failed for good."""

Deliver = Callable[[Message], str]
"""Hand one message over. Returns what was refused of it, for people. Raises SendFault."""

log = logging.getLogger(__name__)


def run(db: Database, channel: str, deliver: Deliver, stop: threading.Event) -> None:
    """Deliver what is written on `channel` until `stop` is set and the bell rung. Sleeps until there is something."""
    work_until(
        stop, db.bell, TOPIC, lambda: deliver_one(db, channel, deliver), lambda: CLAIMS.until_due(db, next_on(channel))
    )


def deliver_one(db: Database, channel: str, deliver: Deliver) -> bool:
    """Send the oldest message that is due; False when none is."""
    message = CLAIMS.claim(db, next_on(channel))
    if message is None:
        return False
    try:
        refused = deliver(message)
    except SendFault as fault:
        again = None if fault.permanent else next_try(AGAIN_AFTER, message.tries)
        log.warning("Message %s (%s) was not delivered (try %s): %s", message.id, channel, message.tries, fault)
        _settle(db, message, "queued" if again else "failed", str(fault), again)
    else:
        _settle(db, message, "sent", refused, None)
    return True


def next_on(channel: str) -> ColumnElement[bool]:
    """What may go out next. A chat is read in order: nothing overtakes what was said before it."""
    of_channel = Message.conversation_id.in_(select(Conversation.id).where(Conversation.channel == channel))
    if channel != "chat":
        return of_channel
    earlier = aliased(Message)
    before = select(earlier.id).where(
        earlier.conversation_id == Message.conversation_id,
        earlier.id < Message.id,
        earlier.delivery.in_((CLAIMS.waiting, CLAIMS.busy)),
    )
    return and_(of_channel, ~before.exists())


def _settle(db: Database, message: Message, delivery: str, fault: str, again: datetime | None) -> None:
    """Write down how the try went. The agent sees it at once."""
    with db.transaction() as session:
        if CLAIMS.settle(session, message, delivery, again, fault=fault[:400]):
            if delivery == "failed":
                mail.undelivered(session, session.get_one(Message, message.id))
            tell(session, message.conversation_id, message.id, delivery)


def tell(session: Session, conversation_id: int, message_id: int, delivery: str) -> None:
    """Wake the agent who looks at this message."""
    conversation = session.get_one(Conversation, conversation_id)
    data = {"conversation": conversation_id, "message": message_id, "delivery": delivery}
    signal(session, f"conversation:{conversation_id}", "delivery", **data)
    if conversation.agent_id:
        signal(session, f"agent:{conversation.agent_id}", "delivery", **data)
