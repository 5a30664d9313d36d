"""One message of a conversation: written down, told to whoever looks, and kept on the timeline."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acd.models import Agent
from channels.models import Conversation, Message
from db import Database, now, signal
from timeline import book
from timeline.events import MessageSent


def write(
    session: Session,
    conversation: Conversation,
    author: str,
    text: str,
    *,
    agent_id: int | None = None,
    options: list[dict[str, str]] | None = None,
    attachments: list[dict[str, Any]] | None = None,
    delivery: str = "",
) -> Message:
    """Add a message to a conversation. `delivery` says what is still to be done with it (see `Message`).

    What we say to somebody who is on no page of ours is put into the outbox.
    """
    if conversation.via and author != "customer":
        delivery = "queued"
        signal(session, "outbox", "queued")
    message = Message(
        conversation_id=conversation.id,
        author=author,
        agent_id=agent_id,
        at=now(),
        text=text,
        options=options or [],
        headers={},
        attachments=attachments or [],
        delivery=delivery,
    )
    session.add(message)
    session.flush()
    agent = session.get_one(Agent, agent_id).name if agent_id else ""
    said = text or ", ".join(each["name"] for each in message.attachments)
    fact = MessageSent(conversation.channel, conversation.id, author, agent, said, message.id)
    book.record(session, conversation.customer_id, fact, conversation.journey_id, at=message.at)
    told(session, conversation, "message", message=message.id, author=author)
    return message


def sent_before(session: Session, db: Database, message_id: str) -> Message | None:
    """The message that was written under this name of its own already. Until this transaction ends nobody else writes
    one under it."""
    one_at_a_time(session, db, message_id)
    return session.scalar(
        select(Message).where(Message.message_id == message_id, Message.author == "customer").limit(1)
    )


def told(session: Session, conversation: Conversation, name: str, **data: Any) -> None:
    """Wake the visitor and the agents who look at this conversation, and the desk of whoever works on it."""
    signal(session, f"conversation:{conversation.id}", name, conversation=conversation.id, **data)
    if conversation.agent_id and data.get("author") == "customer":
        signal(session, f"agent:{conversation.agent_id}", name, conversation=conversation.id, **data)


def one_at_a_time(session: Session, db: Database, key: str) -> None:
    """Until this transaction ends, nobody else works on `key`: two deliveries of one message must not both find it new.
    SQLite has one writer at a time anyway."""
    if not db.sqlite:
        number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))
