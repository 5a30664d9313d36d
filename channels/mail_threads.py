"""Which thread a mail belongs to: by its headers, never by its subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.mail_arrival import Arrival
from channels.mailboxes import without_tag
from channels.models import Conversation, Message
from timeline import people

OURS = ("agent", "bot")
"""Authors of the mail that we send."""
LATELY = 100
"""So many of somebody's latest mails are asked whether they answer one that comes after them."""


def continued(session: Session, arrival: Arrival, customer_id: int) -> Conversation | None:
    """The thread that this mail continues, if it may; or that its own answer opened, which came before it."""
    person = people.members(session, customer_id)
    for _, conversation in _named(session, arrival):
        theirs = conversation.customer_id in person
        if theirs or arrival.sender in _participants(session, conversation, arrival.ours):
            return conversation
    return _overtaken(session, arrival, person)


def answered_by_program(session: Session, arrival: Arrival) -> Conversation | None:
    """The thread in which we sent what this bounce or absence note is about.

    Our ids cannot be guessed: whoever reports one as undeliverable was given that mail.
    """
    if not arrival.automatic:
        return None
    return next((thread for message, thread in _named(session, arrival) if message.author in OURS), None)


def came_back(session: Session, arrival: Arrival, conversation: Conversation) -> list[Message]:
    """The mails of ours in this conversation of which another server says that it could not deliver them."""
    statuses = [each.content.lower() for each in arrival.mail.attachments if each.type == "message/delivery-status"]
    if not (arrival.report and any(b"action: failed" in status for status in statuses)):
        return []
    found = stored(session, arrival.named)
    return [message for message, thread in found if message.author in OURS and thread.id == conversation.id]


def stored(session: Session, ids: list[str]) -> list[tuple[Message, Conversation]]:
    """Emails that we have under these ids, oldest first."""
    rows = session.execute(
        select(Message, Conversation)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.message_id.in_(ids), Conversation.channel == "email")
        .order_by(Message.id)
    )
    return [(message, conversation) for message, conversation in rows]


def recipients(headers: dict[str, Any]) -> list[dict[str, Any]]:
    return [*(headers.get("to") or []), *(headers.get("cc") or [])]


def _named(session: Session, arrival: Arrival) -> list[tuple[Message, Conversation]]:
    """What we have of the mails that this one follows, the nearest first."""
    order = arrival.named
    return sorted(stored(session, order), key=lambda each: order.index(each[0].message_id or ""))


def _overtaken(session: Session, arrival: Arrival, person: Sequence[int]) -> Conversation | None:
    rows = session.execute(
        select(Conversation, Message.headers["in_reply_to"], Message.headers["references"])
        .join(Message, Message.conversation_id == Conversation.id)
        .where(Conversation.customer_id.in_(person), Conversation.channel == "email", Message.author == "customer")
        .order_by(Conversation.opened_at.desc(), Message.id.desc())
        .limit(LATELY)
    )
    id = arrival.message_id
    return next((thread for thread, direct, others in rows if id == direct or id in (others or ())), None)


def _participants(session: Session, conversation: Conversation, ours: frozenset[str]) -> set[str]:
    """Everybody who wrote to this thread or was written to in it, but for ourselves."""
    found: set[str] = set()
    for headers in session.scalars(select(Message.headers).where(Message.conversation_id == conversation.id)):
        found |= {(each.get("address") or "").lower() for each in (headers.get("from") or {}, *recipients(headers))}
    return {each for each in found if each and without_tag(each) not in ours}
