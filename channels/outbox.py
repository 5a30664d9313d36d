"""The outbox: rows of `messages` are the queue, and survive a crash. A row is queued → busy → sent, or failed for good.

A worker claims one row by a conditional update and gives itself a lease; whoever dies over a row leaves it to the next
when the lease is over. So a message may in the worst case go out twice, always with the same id, but never not at all.
How one goes out is `channels.mail_send` for emails, and `channels.messengers` for SMS and messengers.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bell import work_until
from channels import mail
from channels.models import Conversation, Message
from db import Database, now, signal
from hotline.sendings import SendFault

TOPIC = "outbox"
LEASE = timedelta(minutes=10)
AGAIN_AFTER = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 480, 960, 1440, 1440))
"""How long to wait after the first, second, … failure. After the last it has failed for good."""

Deliver = Callable[[Message], str]
"""Hand one message over. Returns what was refused of it, for people. Raises SendFault."""

log = logging.getLogger(__name__)


def run(db: Database, channel: str, deliver: Deliver, stop: threading.Event) -> None:
    """Deliver what is written on `channel` until `stop` is set and the bell rung. Sleeps until there is something."""
    work_until(stop, db.bell, TOPIC, lambda: deliver_one(db, channel, deliver), lambda: _until_due(db, channel))


def deliver_one(db: Database, channel: str, deliver: Deliver) -> bool:
    """Send the oldest message that is due; False when none is."""
    claimed = _claim(db, channel)
    if claimed is None:
        return False
    message_id, tries = claimed
    with db.reading() as session:
        message = session.get_one(Message, message_id)
    try:
        refused = deliver(message)
    except SendFault as fault:
        again = None if fault.permanent or tries > len(AGAIN_AFTER) else now() + AGAIN_AFTER[tries - 1]
        log.warning("Message %s (%s) was not delivered (try %s): %s", message_id, channel, tries, fault)
        _settle(db, message_id, tries, "queued" if again else "failed", str(fault), again)
    else:
        _settle(db, message_id, tries, "sent", refused, None)
    return True


def _claim(db: Database, channel: str) -> tuple[int, int] | None:
    """Take the oldest message that is due, or that somebody died over: (id, which try this is)."""
    with db.transaction() as session:
        moment = now()
        open_ = _open(channel)
        due = or_(Message.retry_at.is_(None), Message.retry_at <= moment)
        oldest = session.scalar(select(Message.id).where(open_, due).order_by(Message.id).limit(1))
        if oldest is None:
            return None
        tries = session.scalar(
            update(Message)
            .where(Message.id == oldest, Message.delivery.in_(("queued", "busy")), due)
            .values(delivery="busy", tries=Message.tries + 1, retry_at=moment + LEASE)
            .returning(Message.tries)
        )
        return (oldest, tries) if tries else None


def _open(channel: str) -> ColumnElement[bool]:
    """What is still to be sent. A chat is read in order: nothing overtakes what was said before it."""
    to_send = Message.delivery.in_(("queued", "busy"))
    of_channel = Message.conversation_id.in_(select(Conversation.id).where(Conversation.channel == channel))
    if channel != "chat":
        return and_(to_send, of_channel)
    earlier = aliased(Message)
    before = select(earlier.id).where(
        earlier.conversation_id == Message.conversation_id,
        earlier.id < Message.id,
        earlier.delivery.in_(("queued", "busy")),
    )
    return and_(to_send, of_channel, ~before.exists())


def _settle(db: Database, message_id: int, tries: int, delivery: str, fault: str, again: datetime | None) -> None:
    """Write down how the try went, unless the lease ran out and somebody else has it now. The agent sees it at once."""
    with db.transaction() as session:
        conversation_id = session.scalar(
            update(Message)
            .where(Message.id == message_id, Message.delivery == "busy", Message.tries == tries)
            .values(delivery=delivery, fault=fault[:400], retry_at=again)
            .returning(Message.conversation_id)
        )
        if conversation_id is not None:
            if delivery == "failed":
                mail.undelivered(session, session.get_one(Message, message_id))
            tell(session, conversation_id, message_id, delivery)


def tell(session: Session, conversation_id: int, message_id: int, delivery: str) -> None:
    """Wake the agent who looks at this message."""
    conversation = session.get_one(Conversation, conversation_id)
    data = {"conversation": conversation_id, "message": message_id, "delivery": delivery}
    signal(session, f"conversation:{conversation_id}", "delivery", **data)
    if conversation.agent_id:
        signal(session, f"agent:{conversation.agent_id}", "delivery", **data)


def _until_due(db: Database, channel: str) -> float | None:
    """Seconds until the next message may be tried; None when there is none to wait for."""
    with db.reading() as session:
        soonest = session.scalar(select(func.min(func.coalesce(Message.retry_at, Message.at))).where(_open(channel)))
    return None if soonest is None else max(0.0, (soonest - now()).total_seconds())
