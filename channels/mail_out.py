"""A mail of ours: in its thread, on the timeline and in the outbox, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from acd.models import Agent
from channels.mail import excerpt
from channels.models import Conversation, Message
from db import signal
from timeline import book
from timeline.events import EmailSent


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
    """`outbox.run` delivers it. Without an agent a flow writes: to everybody the same, so it is not searched for, and
    absence notes do not answer it.

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
