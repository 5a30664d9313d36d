"""The outbox: rows of `messages` are the queue, and survive a crash. A row is queued → busy → sent, or failed for good.

A worker claims one row by a conditional update and gives itself a lease; whoever dies over a row leaves it to the next
when the lease is over. So a mail may in the worst case go out twice, always with the same Message-ID, but never not
at all.
"""

from __future__ import annotations

import logging
import smtplib
import threading
from datetime import UTC, datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from channels import mail_files
from channels.mail_headers import mailbox
from channels.models import Conversation, Message
from config import Config
from db import Database, now, signal

TOPIC = "outbox"
LEASE = timedelta(minutes=10)
TIMEOUT_S = 60
AGAIN_AFTER = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 480, 960, 1440, 1440))
"""How long to wait after the first, second, … failure. After the last the mail has failed for good."""

log = logging.getLogger(__name__)


class DeliveryFault(Exception):
    """The relay did not take a mail. `permanent` says that trying again makes no sense."""

    def __init__(self, why: str, permanent: bool) -> None:
        super().__init__(why)
        self.permanent = permanent


def run(db: Database, config: Config, stop: threading.Event) -> None:
    """Deliver until `stop` is set and the bell rung. Sleeps until a mail is queued or one is due again.

    Without a relay in the configuration, mails stay in the outbox.
    """
    if config.smtp_relay is None:
        log.warning("SMTP_RELAY is not set: replies stay in the outbox.")
        return
    wake = threading.Event()
    unsubscribe = db.bell.subscribe(lambda topics: wake.set() if topics is None or TOPIC in topics else None)
    try:
        while not stop.is_set():
            wake.clear()
            try:
                if not deliver_one(db, config.smtp_relay, mail_files.attachments(config.var)):
                    wake.wait(_until_due(db))
            except OperationalError:
                log.exception("The database did not answer; mails wait in the outbox.")
                stop.wait(5)
    finally:
        unsubscribe()


def deliver_one(db: Database, relay: tuple[str, int], files: Path | None = None) -> bool:
    """Send the oldest mail that is due; False when none is. `files` is the folder of what goes along."""
    claimed = _claim(db)
    if claimed is None:
        return False
    message_id, tries = claimed
    with db.reading() as session:
        mail = session.get_one(Message, message_id)
    try:
        refused = _send(relay, composed(mail, files))
    except DeliveryFault as fault:
        again = None if fault.permanent or tries > len(AGAIN_AFTER) else now() + AGAIN_AFTER[tries - 1]
        log.warning("Mail %s was not delivered (try %s): %s", message_id, tries, fault)
        _settle(db, message_id, tries, "queued" if again else "failed", str(fault), again)
    else:
        _settle(db, message_id, tries, "sent", refused, None)
    return True


def composed(mail: Message, files: Path | None = None) -> EmailMessage:
    """The message as it goes over the wire. Raises DeliveryFault when its row cannot be written as an email."""
    headers = mail.headers
    people = [headers.get("from"), *(headers.get("to") or []), *(headers.get("cc") or [])]
    # Only an address beyond ASCII needs a relay that speaks SMTPUTF8; names and text are encoded for any.
    out = EmailMessage(policy=SMTP.clone(utf8=not all(_address(each).isascii() for each in people)))
    try:
        out["From"] = _mailbox(headers["from"])
        out["To"] = [_mailbox(each) for each in headers["to"]]
        if headers.get("cc"):
            out["Cc"] = [_mailbox(each) for each in headers["cc"]]
        out["Subject"] = headers["subject"]
        out["Date"] = mail.at.astimezone(UTC)
        out["Message-ID"] = f"<{mail.message_id}>"
        if headers.get("in_reply_to"):
            out["In-Reply-To"] = f"<{headers['in_reply_to']}>"
        if headers.get("references"):
            out["References"] = " ".join(f"<{each}>" for each in headers["references"])
        if headers.get("auto_submitted"):
            out["Auto-Submitted"] = headers["auto_submitted"]
        out.set_content(headers["full_text"])
        for each in mail.attachments:
            kind, _, subtype = each["type"].partition("/")
            content = ((files or Path()) / each["sha256"]).read_bytes()
            out.add_attachment(content, maintype=kind, subtype=subtype, filename=each["name"])
        # Written once here, so that whatever the library cannot write is found before a connection is open.
        out.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError, MessageError, FileNotFoundError) as fault:
        raise DeliveryFault(f"it cannot be written as an email: {fault}", permanent=True) from fault
    return out


def _address(person: dict[str, Any] | None) -> str:
    return str((person or {}).get("address") or "")


def _mailbox(person: dict[str, Any]) -> Address:
    """A name and address as a header value; the library quotes the name, and refuses line breaks."""
    address = mailbox(_address(person))
    if address is None:
        raise ValueError(f"{_address(person)!r} is no address")
    local, _, domain = address.rpartition("@")
    return Address(display_name=person.get("name") or "", username=local, domain=domain)


def _send(relay: tuple[str, int], mail: EmailMessage) -> str:
    """Hand a mail to the relay. Returns what was refused of it, for people; raises DeliveryFault."""
    try:
        with smtplib.SMTP(*relay, timeout=TIMEOUT_S) as server:
            server.ehlo_or_helo_if_needed()
            if server.has_extn("starttls"):
                # Encrypted against listeners; who the relay is, is settled by its address in our configuration.
                server.starttls()
                server.ehlo()
            people = [each.addr_spec for name in ("From", "To", "Cc") if mail[name] for each in mail[name].addresses]
            refused = server.send_message(mail, from_addr=people[0], to_addrs=people[1:])
            return "; ".join(_answer(code, text, who) for who, (code, text) in refused.items())
    except smtplib.SMTPRecipientsRefused as fault:
        answers = fault.recipients.items()
        why = "; ".join(_answer(code, text, who) for who, (code, text) in answers)
        raise DeliveryFault(why, permanent=all(_final(code) for _, (code, _text) in answers)) from fault
    except smtplib.SMTPResponseException as fault:
        raise DeliveryFault(_answer(fault.smtp_code, fault.smtp_error), permanent=_final(fault.smtp_code)) from fault
    except smtplib.SMTPNotSupportedError as fault:
        raise DeliveryFault(str(fault), permanent=True) from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise DeliveryFault(
            f"{relay[0]}:{relay[1]} cannot be reached or broke off: {fault}", permanent=False
        ) from fault


def _final(code: int) -> bool:
    return 500 <= code < 600


def _answer(code: int, text: bytes | str, who: str = "") -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{who + ': ' if who else ''}{code} {' '.join(said.split())}"


def _claim(db: Database) -> tuple[int, int] | None:
    """Take the oldest mail that is due, or that somebody died over: (id, which try this is)."""
    with db.transaction() as session:
        moment = now()
        due = or_(Message.retry_at.is_(None), Message.retry_at <= moment)
        open_ = Message.delivery.in_(("queued", "busy"))
        oldest = session.scalar(select(Message.id).where(open_, due).order_by(Message.id).limit(1))
        if oldest is None:
            return None
        tries = session.scalar(
            update(Message)
            .where(Message.id == oldest, open_, due)
            .values(delivery="busy", tries=Message.tries + 1, retry_at=moment + LEASE)
            .returning(Message.tries)
        )
        return (oldest, tries) if tries else None


def _settle(db: Database, message_id: int, tries: int, delivery: str, fault: str, again: datetime | None) -> None:
    """Write down how the try went, unless the lease ran out and somebody else has it now. The agent sees it at once."""
    with db.transaction() as session:
        conversation_id = session.scalar(
            update(Message)
            .where(Message.id == message_id, Message.delivery == "busy", Message.tries == tries)
            .values(delivery=delivery, fault=fault[:400], retry_at=again)
            .returning(Message.conversation_id)
        )
        if conversation_id is not None:
            _tell(session, conversation_id, message_id, delivery)


def _tell(session: Session, conversation_id: int, message_id: int, delivery: str) -> None:
    conversation = session.get_one(Conversation, conversation_id)
    data = {"conversation": conversation_id, "message": message_id, "delivery": delivery}
    signal(session, f"conversation:{conversation_id}", "delivery", **data)
    if conversation.agent_id:
        signal(session, f"agent:{conversation.agent_id}", "delivery", **data)


def _until_due(db: Database) -> float | None:
    """Seconds until the next mail may be tried; None when there is none to wait for."""
    with db.reading() as session:
        soonest = session.scalar(
            select(func.min(func.coalesce(Message.retry_at, Message.at))).where(
                Message.delivery.in_(("queued", "busy"))
            )
        )
    return None if soonest is None else max(0.0, (soonest - now()).total_seconds())
