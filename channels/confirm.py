"""An agent writes to a customer of their own accord: what was agreed on the phone, by mail or as a text."""

from __future__ import annotations

from sqlalchemy.orm import Session

from acd.models import Agent
from channels import mail_out, mailboxes, messages
from channels.messengers import SMS
from channels.models import Conversation
from config import Config
from db import now
from timeline import journeys
from timeline.models import Customer


def write(
    session: Session, config: Config, agent_id: int, customer: Customer, by: str, to: str, subject: str, text: str
) -> Conversation:
    """Put a mail (`by` is `email`) or a text (`sms`) into the outbox, about the journey that the agent has in hand.

    The conversation is closed until the customer answers; an answer goes on with that journey.
    """
    journey = journeys.in_hand(session, customer.id, agent_id)
    at = now()
    conversation = Conversation(
        channel="email" if by == "email" else "chat",
        via="" if by == "email" else SMS,
        address="" if by == "email" else to,
        customer_id=customer.id,
        journey_id=journey.id if journey else None,
        agent_id=agent_id,
        subject=subject,
        state="closed",
        path=[],
        opened_at=at,
        closed_at=at,
        language=customer.language,
    )
    session.add(conversation)
    session.flush()
    if by == "email":
        _letter(session, config, conversation, session.get_one(Agent, agent_id), customer, to, text)
    else:
        messages.write(session, conversation, "agent", text, agent_id=agent_id)
    return conversation


def _letter(
    session: Session, config: Config, thread: Conversation, agent: Agent, customer: Customer, to: str, text: str
) -> None:
    signature = mailboxes.signature(session, thread, agent)
    sender = mailboxes.sender(session, config, thread, agent)
    full_text = "\n\n".join(filter(None, (text, signature)))
    headers = mail_out.addressed(sender, to, customer.name or None, thread.subject, full_text)
    mail_out.post(session, thread, agent, thread.opened_at, mail_out.new_id(config), headers, text)
