"""The answer to an email: written into the outbox, with the history it quotes and the headers that keep the thread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent
from channels import mail_fields as fields
from channels import mail_out, mailboxes
from channels.chat import NotYours
from channels.mail_headers import MAX_REFERENCES
from channels.mail_threads import recipients
from channels.models import Conversation, Message
from config import Config
from db import Database, now, signal

LONGEST = 100_000
"""Characters of a reply, and of the history that it quotes."""
MOST_COPIES = 50
"""People who get a copy: whoever wrote to ten thousand does not make us do the same."""

_ATTRIBUTION = {
    "en": "On {date}, {name} wrote:",
    "fa": "در {date}، {name} نوشت:",
    "ru": "{date}, {name} написал(а):",
    "th": "เมื่อ {date} {name} เขียนว่า:",
    "de": "Am {date} schrieb {name}:",
    "fr": "Le {date}, {name} a écrit :",
}


def reply(
    db: Database, config: Config, conversation_id: int, agent_id: int, text: str, files: Sequence[dict[str, Any]] = ()
) -> int:
    """The agent answers the latest mail of the thread, to everybody who was in it. Returns the message's id.

    It is in the outbox when this returns; `outbox.run` delivers it. Raises NotYours for a conversation that is not
    this agent's or no email, and ValueError for an empty text or a sender without an address.
    """
    if not text.strip() and not files:
        raise ValueError("there is nothing to send")
    with db.transaction() as session:
        conversation = session.get_one(Conversation, conversation_id)
        if conversation.channel != "email" or conversation.agent_id != agent_id or conversation.state != "talking":
            raise NotYours
        agent = session.get_one(Agent, agent_id)
        answered = _latest(session, conversation)
        text = text.strip()[:LONGEST]
        signature = mailboxes.signature(session, conversation, agent)
        headers = _reply_headers(
            mailboxes.ours(session, config),
            mailboxes.sender(session, config, conversation, agent),
            answered,
            "\n\n".join(filter(None, (text, signature, _quoted(answered, conversation.language)))),
            conversation.subject,
        )
        message = mail_out.post(session, conversation, agent, now(), mail_out.new_id(config), headers, text, files)
        signal(session, f"conversation:{conversation.id}", "message", conversation=conversation.id, message=message.id)
        return message.id


def _latest(session: Session, conversation: Conversation) -> Message:
    """The customer's latest mail that a person wrote; failing that, their latest."""
    mails = session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.author == "customer")
        .order_by(Message.id.desc())
        .limit(50)
    ).all()
    if not mails:
        raise ValueError("there is no mail to answer")
    return next((mail for mail in mails if not mail.headers.get("automatic")), mails[0])


def _reply_headers(
    ours: frozenset[str], ourselves: dict[str, str], answered: Message, text: str, thread: str
) -> dict[str, Any]:
    theirs = answered.headers
    sender = theirs.get("from") or {}
    # Whoever names one of our addresses to answer to would have us write to ourselves.
    wished = theirs.get("reply_to")
    address = wished if wished and mailboxes.without_tag(wished) not in ours else sender.get("address")
    if not address:
        raise ValueError("the sender gave no address to answer to")
    others = {each["address"].lower(): each for each in recipients(theirs) if each.get("address")}
    copies = [each for key, each in others.items() if key != address.lower() and mailboxes.without_tag(key) not in ours]
    answered_id = answered.message_id or ""
    known = [] if answered_id.endswith(".invalid") else [answered_id]
    subject = theirs.get("subject") or thread
    return {
        "from": ourselves,
        "to": [{"name": sender.get("name"), "address": address}],
        "cc": [each for each in copies if fields.address(each).isascii()][:MOST_COPIES],
        "subject": subject if subject.lower().startswith("re:") else f"Re: {subject}".strip(),
        "in_reply_to": next(iter(known), None),
        "references": [*(theirs.get("references") or []), *known][-MAX_REFERENCES:],
        "full_text": text,
    }


def _quoted(answered: Message, language: str) -> str:
    """The mail that is answered, as plain text mail quotes it."""
    sender = answered.headers.get("from") or {}
    written = answered.headers.get("date")
    at = datetime.fromisoformat(written) if written else answered.at
    name = f"{sender.get('name') or ''} <{sender.get('address') or ''}>".strip()
    attribution = _ATTRIBUTION.get(language, _ATTRIBUTION["en"]).format(date=f"{at:%Y-%m-%d %H:%M} UTC", name=name)
    text = (answered.headers.get("full_text") or answered.text)[:LONGEST].rstrip()
    lines = (f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in text.split("\n"))
    return "\n".join((attribution, *lines))
