"""The story of an email: it is received, finds its customer and its thread, and waits for an agent.

A mail joins a thread only by its headers (In-Reply-To, References), never by its subject, and only when the thread
is its sender's: theirs as a customer, or one that they already took part in. Whoever merely knows or guesses an id
starts a thread of their own.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Queue
from channels import conversations, mail_files, mail_threads, mail_trust, mailboxes, messages
from channels.mail_arrival import Arrival, Envelope
from channels.mail_parse import Attachment, parse
from channels.models import Conversation, Mailbox, Message
from config import Config
from db import Database, now, signal
from hotline import told, walk
from hotline.walk import Contact
from ivr.turns import Enqueue
from timeline import book, claims, customers, journeys
from timeline.events import EmailReceived
from timeline.models import Customer, Journey

QUEUE = "general"
"""Where emails wait."""
LONGEST_HEARD = 20_000
"""Characters in which numbers and addresses are looked for."""

log = logging.getLogger(__name__)


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
    kept = [_kept(config, each) for each in mail.attachments]
    with db.transaction() as session:
        own = mailboxes.ours(session, config)
        arrival = Arrival(mail, sender, digest, kept, envelope, own, config.mail_auth_host)
        messages.one_at_a_time(session, db, arrival.message_id)
        return _taken_in(session, arrival, config.region)


def _kept(config: Config, file: Attachment) -> dict[str, Any]:
    """A file of a mail. Where a scanner looks at files, nobody can have it before (`channels.mail_scan`)."""
    if config.file_scanner:
        return {**file.as_json(), "sha256": hashlib.sha256(file.content).hexdigest(), "held": "waiting"}
    return {**file.as_json(), "sha256": mail_files.keep(mail_files.attachments(config.var), file.content)}


def _taken_in(session: Session, arrival: Arrival, region: str) -> int:
    mail = arrival.mail
    for message, conversation in mail_threads.stored(session, [arrival.message_id]):
        if message.headers.get("from", {}).get("address") == (arrival.sender or None):
            return conversation.id
    # Of a program that answers what we sent, no customer is made: nobody is called MAILER-DAEMON.
    thread = mail_threads.answered_by_program(session, arrival)
    if thread is None:
        customer = _writer(session, arrival)
        thread = mail_threads.continued(session, arrival, customer.id)
        conversation = thread or _opened(session, arrival, customer)
    else:
        conversation = thread
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
        delivery="to_check" if any("held" in each for each in arrival.attachments) else "",
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
    if not arrival.automatic:
        # A number that a mail names is a question to the agent, and opens nobody's timeline.
        said = f"{mail.subject}\n{mail.reply_text}"[:LONGEST_HEARD]
        claims.hear(session, conversation.customer_id, said, region, "email")
    if message.headers["spam"] and thread is None:
        conversations.closed(session, conversation, "spam")
    elif not (thread and arrival.automatic):
        wait_for_agent(session, conversation, arrival.sender)
    for returned in mail_threads.came_back(session, arrival, conversation):
        returned.delivery, returned.fault = "failed", f"it came back: {excerpt(mail.text)}"[:400]
        undelivered(session, returned)
    if message.delivery:
        signal(session, "scans", "new", message=message.id)
    signal(session, f"conversation:{conversation.id}", "message", conversation=conversation.id, message=message.id)
    if conversation.agent_id:
        signal(session, f"agent:{conversation.agent_id}", "message", conversation=conversation.id)
    return conversation.id


def _writer(session: Session, arrival: Arrival) -> Customer:
    name = (arrival.mail.sender["name"] or "")[:200]
    if not arrival.sender:
        return customers.make(session, name=name)
    return customers.find_or_make(session, "email", arrival.sender[:320], name=name)


def _opened(session: Session, arrival: Arrival, customer: Customer) -> Conversation:
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


def _heard(session: Session, arrival: Arrival, conversation: Conversation) -> None:
    """What the letter tells of its own accord. A program's is nothing to come back for, a forged one nobody's word."""
    forged = mail_trust.verdicts(arrival.mail, arrival.trusted).get("dmarc") == "fail"
    if arrival.automatic or forged or mail_trust.spam(arrival.mail):
        if conversation.journey_id is None:
            conversation.journey_id = journeys.start(session, conversation.customer_id, "email").id
        return
    contact = Contact(conversation, conversation.id, "email", arrival.sender)
    told.hear(session, contact, arrival.mail.subject, arrival.mail.reply_text)


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


def undelivered(session: Session, message: Message) -> None:
    """What an agent wrote will never arrive: its thread waits for somebody, where nobody works on it any more."""
    conversation = session.get_one(Conversation, message.conversation_id)
    if message.author == "agent" and conversation.channel == "email":
        wait_for_agent(session, conversation, "")


def excerpt(text: str) -> str:
    """The first words, on one line, for the timeline."""
    return " ".join(text[:1000].split())[:300]
