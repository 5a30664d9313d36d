"""A chat goes on by phone: by a code, by what the visitor's browser calls with, and in one line alone."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from channels import conversations, messages
from channels.models import Conversation
from hotline import phrases, tickets
from hotline.tickets import Ticket
from timeline import book, codes
from timeline.events import CodeIssued

_WAITS_WITH = select(Conversation).where(
    Conversation.journey_id == bindparam("journey"), Conversation.channel == "chat", Conversation.state == "queued"
)
"""Made once, as it is asked for every caller who comes into line."""


def code(session: Session, conversation: Conversation, secret: str) -> tuple[str, int]:
    """A one-time code that brings the journey along: (digits, minutes that it works)."""
    minutes = int(codes.VALID.total_seconds() // 60)
    digits = codes.issue(session, conversations.journey_of(session, conversation), secret)
    fact = CodeIssued("chat", conversation.id, minutes)
    book.record(session, conversation.customer_id, fact, conversation.journey_id)
    return digits, minutes


def ticket(session: Session, conversation: Conversation, secret: str) -> str:
    """What the visitor's browser calls with, so that its journey comes along."""
    journey_id = conversations.journey_of(session, conversation)
    return tickets.sign(Ticket(conversation.customer_id, journey_id), secret)


def in_line(session: Session, journey_id: int) -> None:
    """A caller with this journey waits for a person: they wait in no chat as well, unless they write in it again.

    Part of the caller's own step, so that no agent is ever asked for both.
    """
    for conversation in session.scalars(_WAITS_WITH, {"journey": journey_id}).all():
        conversations.out_of_line(session, conversation)
        conversation.state = "bot"
        messages.write(session, conversation, "bot", phrases.say("phoned_chat", conversation.language).text)
        conversations.tell(session, conversation)
