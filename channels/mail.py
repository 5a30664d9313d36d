"""The story of an email: it is received, finds its customer and its thread, and waits for an agent.

A mail joins a thread only by its headers (In-Reply-To, References), never by its subject, and only when the thread
is its sender's: theirs as a customer, or one that they already took part in. Whoever merely knows or guesses an id
starts a thread of their own.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Queue
from channels import conversations, mail_files, mail_trust, mailboxes, messages
from channels.mail_headers import addresses, message_ids
from channels.mail_parse import Mail, parse
from channels.models import Conversation, Mailbox, Message
from config import Config
from db import Database, now, signal
from hotline import told, walk
from hotline.walk import Contact
from ivr.turns import Enqueue
from timeline import book, claims, customers, journeys, people
from timeline.events import EmailReceived
from timeline.models import Customer, Journey

QUEUE = "general"
"""Where emails wait."""
LONGEST_COPY = 100_000
"""Bytes of a returned copy that are read."""

OURS = ("agent", "bot")
"""Authors of the mail that we send."""

LONGEST_HEARD = 20_000
"""Characters in which numbers and addresses are looked for."""

_MACHINES = ("x-auto-response-suppress", "x-autoreply", "x-autorespond", "x-loop", "list-id", "feedback-id")
_NO_HUMAN = {"bulk", "junk", "list", "auto_reply"}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Envelope:
    """What the other mail server said. `sender` is empty for bounces, which nobody may answer."""

    sender: str
    recipients: tuple[str, ...]


def received(db: Database, config: Config, raw: bytes, envelope: Envelope) -> int | None:
    """Take in one message. Returns its conversation's id; None for mail that we sent ourselves, which is only kept.

    The same message may be given any number of times. Raises OSError when it cannot be kept, and what the database
    raises: then nothing was written, and the other side should try again.
    """
    digest = mail_files.keep(mail_files.raw_messages(config.var), raw, ".eml")
    mail = parse(raw)
    sender = (mail.sender["address"] or envelope.sender).lower()
    with db.reading() as session:
        ourselves = sender in mailboxes.ours(session, config)
    if ourselves:
        log.warning(
            "A mail from our own address was kept as %s.eml and not taken in: it would go round in a loop.", digest
        )
        return None
    kept = [
        {**each.as_json(), "sha256": mail_files.keep(mail_files.attachments(config.var), each.content)}
        for each in mail.attachments
    ]
    with db.transaction() as session:
        own = mailboxes.ours(session, config)
        arrival = _Arrival(mail, sender, digest, kept, envelope, own, config.mail_auth_host)
        messages.one_at_a_time(session, db, arrival.message_id)
        return _taken_in(session, arrival, config.region)


@dataclass(frozen=True)
class _Arrival:
    """One message on its way in."""

    mail: Mail
    sender: str
    digest: str
    attachments: list[dict[str, Any]]
    envelope: Envelope
    ours: frozenset[str]
    trusted: str

    @property
    def message_id(self) -> str:
        """Its own id; one made from its content where it has none, so that a repeated delivery is still recognised."""
        return self.mail.message_id or f"{self.digest[:40]}@without-an-id.invalid"

    @property
    def report(self) -> bool:
        return self.mail.header("content-type").lower().startswith("multipart/report")

    @property
    def automatic(self) -> bool:
        """Written by a program: a bounce, an absence note, a list. Such mail is never answered automatically."""
        header = self.mail.header
        return (
            header("auto-submitted").partition(";")[0].strip().lower() not in ("", "no")
            or header("precedence").lower() in _NO_HUMAN
            or any(header(name) for name in _MACHINES)
            or self.envelope.sender in ("", "<>")
            or header("return-path") == "<>"
            or self.report
        )

    @property
    def named(self) -> list[str]:
        """Ids of the messages that this one follows, the nearest first."""
        inside = []
        if self.report:
            # A bounce may name what came back only in the copy of it that is attached.
            copies = (each for each in self.mail.attachments if each.type in ("message/rfc822", "text/rfc822-headers"))
            inside = [parse(each.content[:LONGEST_COPY]).message_id for each in copies]
        direct = [*message_ids(self.mail.header("in-reply-to")), *reversed(self.mail.references), *inside]
        return list(dict.fromkeys(each for each in direct if each))

    def headers(self) -> dict[str, Any]:
        """What the message row keeps of it."""
        mail = self.mail
        reply_to = next((each["address"] for each in addresses(mail.header("reply-to")) if each["address"]), None)
        return {
            "from": {"name": mail.sender["name"], "address": self.sender or None},
            "to": mail.to,
            "cc": mail.cc,
            "reply_to": reply_to,
            "subject": mail.subject,
            "in_reply_to": mail.in_reply_to,
            "references": mail.references,
            "date": mail.date.isoformat() if mail.date else None,
            "full_text": mail.text,
            "raw": self.digest,
            "automatic": self.automatic,
            "trust": mail_trust.verdicts(mail, self.trusted),
            "spam": mail_trust.spam(mail),
        }


def _taken_in(session: Session, arrival: _Arrival, region: str) -> int:
    mail = arrival.mail
    already = _stored(session, [arrival.message_id])
    for message, conversation in already:
        if message.headers.get("from", {}).get("address") == (arrival.sender or None):
            return conversation.id
    name = (mail.sender["name"] or "")[:200]
    if arrival.sender:
        customer = customers.find_or_make(session, "email", arrival.sender[:320], name=name)
    else:
        customer = customers.make(session, name=name)
    thread = _thread(session, arrival, customer.id)
    conversation = thread or _opened(session, arrival, customer)
    _heard(session, arrival, conversation)
    message = Message(
        conversation_id=conversation.id,
        author="customer",
        at=now(),
        text=mail.reply_text,
        options=[],
        message_id=arrival.message_id,
        headers=arrival.headers(),
        attachments=arrival.attachments,
    )
    session.add(message)
    session.flush()
    book.seen(session, conversation.customer_id)
    fact = EmailReceived(
        *("email", conversation.id, message.id, mail.subject[:400], arrival.sender),
        excerpt=excerpt(mail.reply_text),
        attachments=len(arrival.attachments),
    )
    book.record(session, conversation.customer_id, fact, conversation.journey_id, at=message.at, text=mail.text)
    if arrival.report:
        _came_back(session, arrival, conversation)
    # A number that a mail names is a question to the agent, and opens nobody's timeline.
    claims.hear(
        session, conversation.customer_id, f"{mail.subject}\n{mail.reply_text}"[:LONGEST_HEARD], region, "email"
    )
    if message.headers["spam"] and thread is None:
        conversations.closed(session, conversation, "spam")
    elif not (thread and arrival.automatic):
        wait_for_agent(session, conversation, arrival.sender)
    signal(session, f"conversation:{conversation.id}", "message", conversation=conversation.id, message=message.id)
    if conversation.agent_id:
        signal(session, f"agent:{conversation.agent_id}", "message", conversation=conversation.id)
    return conversation.id


def _opened(session: Session, arrival: _Arrival, customer: Customer) -> Conversation:
    conversation = Conversation(
        channel="email",
        via=mailboxes.which(session, arrival.envelope.recipients),
        customer_id=customer.id,
        subject=arrival.mail.subject[:400],
        state="queued",
        path=[],
        opened_at=now(),
        language=customer.language or "en",
    )
    session.add(conversation)
    session.flush()
    return conversation


def _heard(session: Session, arrival: _Arrival, conversation: Conversation) -> None:
    """What the letter tells of its own accord. A program's is nothing to come back for, a forged one nobody's word."""
    forged = mail_trust.verdicts(arrival.mail, arrival.trusted).get("dmarc") == "fail"
    if arrival.automatic or forged or mail_trust.spam(arrival.mail):
        if conversation.journey_id is None:
            conversation.journey_id = journeys.start(session, conversation.customer_id, "email").id
        return
    contact = Contact(conversation, conversation.id, "email", arrival.sender)
    told.hear(session, contact, arrival.mail.subject, arrival.mail.reply_text)


def _came_back(session: Session, arrival: _Arrival, conversation: Conversation) -> None:
    """Another server says that it could not deliver what we sent: the agent sees it beside that mail."""
    statuses = [each.content.lower() for each in arrival.mail.attachments if each.type == "message/delivery-status"]
    if not any(b"action: failed" in status for status in statuses):
        return
    for message, thread in _stored(session, arrival.named):
        if message.author in OURS and thread.id == conversation.id:
            message.delivery, message.fault = "failed", f"it came back: {excerpt(arrival.mail.text)}"[:400]


def _thread(session: Session, arrival: _Arrival, customer_id: int) -> Conversation | None:
    """The thread that this mail continues, if it may."""
    order = arrival.named
    found = _stored(session, order)
    for message, conversation in sorted(found, key=lambda each: order.index(each[0].message_id or "")):
        theirs = conversation.customer_id in people.members(session, customer_id)
        if theirs or arrival.sender in _participants(session, conversation, arrival.ours):
            return conversation
        # Our ids cannot be guessed: whoever reports one as undeliverable was given that mail.
        if arrival.automatic and message.author in OURS:
            return conversation
    return None


def _stored(session: Session, ids: list[str]) -> list[tuple[Message, Conversation]]:
    """Emails that we have under these ids, oldest first."""
    rows = session.execute(
        select(Message, Conversation)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.message_id.in_(ids), Conversation.channel == "email")
        .order_by(Message.id)
    )
    return [(message, conversation) for message, conversation in rows]


def _participants(session: Session, conversation: Conversation, ours: frozenset[str]) -> set[str]:
    """Everybody who wrote to this thread or was written to in it, but for ourselves."""
    people: set[str] = set()
    for headers in session.scalars(select(Message.headers).where(Message.conversation_id == conversation.id)):
        people |= {(each.get("address") or "").lower() for each in (headers.get("from") or {}, *recipients(headers))}
    return people - ours - {""}


def recipients(headers: dict[str, Any]) -> list[dict[str, Any]]:
    return [*(headers.get("to") or []), *(headers.get("cc") or [])]


def wait_for_agent(session: Session, conversation: Conversation, source: str) -> None:
    """Put the thread in line, unless somebody has it already; one that was over is open again."""
    if conversations.open_item(session, conversation):
        return
    mailbox = session.get(Mailbox, conversation.via)
    queue = (
        session.get(Queue, mailbox.queue_key if mailbox else "")
        or session.get(Queue, QUEUE)
        or session.scalar(select(Queue).order_by(Queue.key).limit(1))
    )
    if queue is None:
        log.error("There is no queue: the email of conversation %s is recorded but waits for nobody.", conversation.id)
        return
    conversation.state, conversation.closed_at = "queued", None
    journey = session.get(Journey, conversation.journey_id) if conversation.journey_id else None
    if journey is None or journey.closed_at:
        conversation.journey_id = journeys.start(session, conversation.customer_id, "email").id
    else:
        journeys.touch(journey, "email")
    walk.join_line(session, Contact(conversation, conversation.id, "email", source), Enqueue(queue=queue.key))
    conversations.tell(session, conversation)


def excerpt(text: str) -> str:
    """The first words, on one line, for the timeline."""
    return " ".join(text[:1000].split())[:300]
