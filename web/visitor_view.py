"""The chat as its visitor sees it: what was written, and the first name of who wrote it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent
from channels import visits
from channels.models import Conversation, Message
from db import Database, now
from web.schemas.visitor import ChatMessage, ChatOut, Earlier

MESSAGES_MOST = 500
"""A longer chat shows its end."""
SHOWN_AFTER_END = timedelta(hours=12)
"""How long an ended chat can be read again."""


def latest_id(db: Database, visitor_id: int) -> int | None:
    """The visitor's chat: the open one, else the one that ended a little while ago."""
    with db.reading() as session:
        chat = _latest(session, visitor_id)
        return chat.id if chat else None


def latest(db: Database, visitor_id: int) -> ChatOut | None:
    """The same chat with its messages. The signal is older than what is read, so that nothing falls between."""
    signal = db.last_signal()
    with db.reading() as session:
        chat = _latest(session, visitor_id)
        if chat is None:
            return None
        rows = session.execute(
            select(Message, Agent.name)
            .outerjoin(Agent, Agent.id == Message.agent_id)
            .where(Message.conversation_id == chat.id)
            .order_by(Message.id.desc())
            .limit(MESSAGES_MOST)
        ).all()
        agent = session.get(Agent, chat.agent_id) if chat.agent_id else None
        return ChatOut.model_validate(
            {
                **{name: getattr(chat, name) for name in ("state", "language", "opened_at")},
                "agent": _first_name(agent.name if agent else None),
                "messages": [_message(message, name) for message, name in reversed(rows)],
                "seen": chat.agent_seen,
                "rating": chat.rating,
                "earlier": _is_earlier(session, visitor_id, rows[-1][0].id if rows else 0),
                "signal": signal,
            }
        )


def _latest(session: Session, visitor_id: int) -> Conversation | None:
    chat = session.scalar(
        select(Conversation).where(Conversation.visitor_id == visitor_id).order_by(Conversation.id.desc()).limit(1)
    )
    over = chat is not None and chat.closed_at is not None and chat.closed_at < now() - SHOWN_AFTER_END
    return None if over else chat


def earlier(db: Database, visitor_id: int, before: int) -> Earlier:
    """What was written on earlier visits, before this message."""
    with db.reading() as session:
        rows = visits.earlier(session, visitor_id, before)
        names = {row.agent_id: session.get_one(Agent, row.agent_id).name for row in rows if row.agent_id}
        more = bool(rows) and _is_earlier(session, visitor_id, rows[-1].id)
    return Earlier(messages=[_message(row, names.get(row.agent_id or 0)) for row in reversed(rows)], more=more)


def _is_earlier(session: Session, visitor_id: int, before: int) -> bool:
    found = select(Message.id).join(Conversation, Conversation.id == Message.conversation_id)
    return bool(session.scalar(found.where(Conversation.visitor_id == visitor_id, Message.id < before).limit(1)))


def _message(row: Message, agent: str | None) -> ChatMessage:
    plain = {name: getattr(row, name) for name in ("id", "author", "at", "text", "options", "attachments", "delivery")}
    return ChatMessage.model_validate({**plain, "agent": _first_name(agent)})


def _first_name(name: str | None) -> str:
    """All that a stranger gets to know of who writes to them."""
    return (name or "").partition(" ")[0]
