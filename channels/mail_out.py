"""A mail of ours: in its thread, on the timeline and in the outbox, in one step."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from acd.models import Agent
from channels.mail import excerpt
from channels.models import Conversation, Message
from config import Config
from db import signal
from timeline import book
from timeline.events import EmailSent


def new_id(config: Config) -> str:
    """A name for a mail of ours, which nobody can guess."""
    return f"{secrets.token_hex(16)}@{domain(config)}"


def domain(config: Config) -> str:
    return config.mail_address.rpartition("@")[2]


def begin(
    session: Session,
    customer_id: int,
    journey_id: int | None,
    subject: str,
    language: str,
    at: datetime,
    state: str = "closed",
) -> Conversation:
    """A new thread. What we begin is closed until somebody answers."""
    thread = Conversation(
        channel="email",
        customer_id=customer_id,
        journey_id=journey_id,
        subject=subject[:400],
        state=state,
        path=[],
        opened_at=at,
        closed_at=at if state == "closed" else None,
        language=language,
    )
    session.add(thread)
    session.flush()
    return thread


def addressed(sender: dict[str, Any], to: str, name: str | None, subject: str, full_text: str) -> dict[str, Any]:
    """The headers of a mail that answers nobody's; `sender` is {name, address}."""
    receiver = {"name": name, "address": to}
    return {"from": sender, "to": [receiver], "cc": [], "subject": subject, "full_text": full_text}


def post(
    session: Session,
    thread: Conversation,
    agent: Agent | None,
    at: datetime,
    message_id: str,
    headers: dict[str, Any],
    text: str,
    files: Sequence[dict[str, Any]] = (),
) -> Message:
    """`outbox.run` delivers it. Without an agent no person writes: it is not searched for, and absence notes do not
    answer it.

    `headers` are `from`, `to`, `cc`, `subject`, and as `full_text` what is sent where that is more than `text`.
    """
    mail = Message(
        conversation_id=thread.id,
        author="agent" if agent else "bot",
        agent_id=agent.id if agent else None,
        at=at,
        text=text,
        options=[],
        message_id=message_id,
        headers=headers if agent else {**headers, "auto_submitted": "auto-generated"},
        attachments=list(files),
        delivery="queued",
    )
    session.add(mail)
    session.flush()
    subject, by = headers["subject"], agent.name if agent else ""
    fact = EmailSent("email", thread.id, mail.id, subject, by, excerpt(text))
    book.record(session, thread.customer_id, fact, thread.journey_id, at=at, text=text if agent else "")
    signal(session, "outbox", "queued", message=mail.id)
    return mail
