"""What surrounds the messages of a chat: who writes just now, who has read what, what a visitor tells of themselves,
what they thought of it, and what they wrote on earlier visits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from channels import conversations
from channels.mail_headers import mailbox
from channels.messages import told
from channels.models import Conversation, Message
from db import signal
from timeline import book, claims, journeys, phones
from timeline.events import AnswerGiven, NoteAdded, SurveyAnswered
from timeline.models import Journey

LONGEST = 200
"""Characters of a name or an address."""
HISTORY = 50
"""Messages of a page of earlier visits."""

ASKED: Mapping[str, Mapping[str, str]] = {
    "name": {"en": "Name", "fa": "نام", "ru": "Имя", "th": "ชื่อ"},
    "email": {"en": "Email", "fa": "ایمیل", "ru": "Эл. почта", "th": "อีเมล"},
    "phone": {"en": "Phone", "fa": "تلفن", "ru": "Телефон", "th": "โทรศัพท์"},
}
"""What the widget asked, as the agent reads it beside the answer."""


class NotSo(ValueError):
    """What was told cannot be true. The text is the field's name."""


def typing(session: Session, conversation: Conversation, author: str) -> None:
    """The other side writes just now. Nothing of it is kept."""
    told(session, conversation, "typing", author=author)


def seen(session: Session, conversation: Conversation, by: str, message_id: int) -> None:
    """`by` (customer or agent) had the conversation on the screen up to this message. It only ever grows."""
    column = Conversation.customer_seen if by == "customer" else Conversation.agent_seen
    newest = select(Message.id).where(Message.conversation_id == conversation.id, Message.id == message_id)
    grown = session.scalar(
        update(Conversation)
        .where(Conversation.id == conversation.id, column < message_id, newest.exists())
        .values({column: message_id})
        .returning(Conversation.id)
    )
    if grown:
        told(session, conversation, "seen", by=by, upto=message_id)


def details(session: Session, conversation: Conversation, said: Mapping[str, str], region: str) -> None:
    """Keep what a visitor says of themselves with their journey, as answers.

    Anybody can type anybody's name and number: a claim is shown to the agent, and opens nobody's timeline. Raises
    NotSo for a number or an address that is none.
    """
    told_of = {name: read(name, value, region) for name, value in said.items() if value.strip()}
    if not told_of:
        return
    claimed = [(name, value) for name, value in told_of.items() if name != "name"]
    claims.keep(session, conversation.customer_id, claimed, conversation.channel)
    journey = session.get_one(Journey, conversations.journey_of(session, conversation))
    for name, value in told_of.items():
        shown = phones.shown(value) if name == "phone" else value
        journeys.answer(journey, name, value, shown, conversation.channel, ASKED[name])
        fact = AnswerGiven(conversation.channel, conversation.id, name, value, shown)
        book.record(session, conversation.customer_id, fact, journey.id)
    conversations.tell(session, conversation)


def checked(asked: Sequence[str], must: bool, said: Mapping[str, str], region: str) -> None:
    """What a website asks before a chat. Raises NotSo for what is no number or address, or is missing and must not."""
    for name in ("name", "email", "phone"):
        if said[name].strip():
            read(name, said[name], region)
        elif must and name in asked:
            raise NotSo(name)


def read(name: str, value: str, region: str) -> str:
    """A name, a mail address or a phone number as we keep it. Raises NotSo."""
    text = " ".join(value.split())[:LONGEST]
    known = mailbox(text) if name == "email" else phones.e164(text, region) if name == "phone" else text
    if not known:
        raise NotSo(name)
    return known


def rated(session: Session, conversation: Conversation, score: int, comment: str) -> bool:
    """What the customer thought of an ended chat, 1 to 5, once. False where they said so before."""
    first = session.scalar(
        update(Conversation)
        .where(Conversation.id == conversation.id, Conversation.rating.is_(None), Conversation.state == "closed")
        .values(rating=score)
        .returning(Conversation.id)
    )
    if not first:
        return False
    at = (conversation.channel, conversation.id)
    book.record(session, conversation.customer_id, SurveyAnswered(*at, "csat", score), conversation.journey_id)
    if comment:
        book.record(session, conversation.customer_id, NoteAdded(*at, "CSAT", comment), conversation.journey_id)
    signal(session, f"conversation:{conversation.id}", "state", conversation=conversation.id, state="closed")
    return True


def earlier(session: Session, visitor_id: int, before: int) -> list[Message]:
    """The visitor's messages before this one, of whatever visit, the newest first."""
    mine: ColumnElement[bool] = Conversation.visitor_id == visitor_id
    query = (
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(mine, Conversation.channel == "chat", Message.id < before)
        .order_by(Message.id.desc())
        .limit(HISTORY)
    )
    return list(session.scalars(query))
