"""Messages that flows send: rows of `flow_sends` are the outbox, and survive a crash.

A turn that sends writes its messages down in its own transaction, so that it sends each of them once, whatever becomes
of our process. A worker claims one row by a conditional update, hands it to whoever sends that kind, and writes the
outcome onto the customer's timeline. Nothing here is on the way of a caller.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bell import work_until
from claims import Claims, next_try
from db import Database, now, signal
from hotline.models import FlowSend
from ivr.turns import Send
from timeline import book, phones
from timeline.events import NotSent, TextSent

if TYPE_CHECKING:
    from hotline.walk import Contact

TOPIC = "sendings"
_CLAIMS = Claims(FlowSend, FlowSend.state, "queued", "busy", lease=timedelta(minutes=5))
AGAIN_AFTER = tuple(timedelta(seconds=each) for each in (20, 60, 300, 1800, 7200))
"""How long to wait after the first, second, … failure. After the last it has failed for good: by then a link that
somebody waited for on the phone is of no use to them."""
MOST = 5
"""Messages of flows that one customer gets, and that one address gets, in an hour: whoever goes round in a menu, or
calls from a stranger's number, must not make us pester anybody."""
WITHIN = timedelta(hours=1)

log = logging.getLogger(__name__)

Sender = Callable[[FlowSend], None]
"""Sends one message, or hands it to what will. It may be given the same one again. Raises SendFault."""


class SendFault(Exception):
    """It could not be sent. `permanent` says that trying again makes no sense."""

    def __init__(self, why: str, permanent: bool) -> None:
        super().__init__(why)
        self.permanent = permanent


def possible(session: Session, contact: Contact, email: str) -> tuple[str, ...]:
    """By which ways this contact can be sent a message now: there is a sender, an address, and no limit is reached."""
    caller = contact.source
    ways = {"sms": caller if phones.can_text(caller) else "", "email": email}
    return tuple(
        by for by in contact.senders if (to := ways.get(by)) and not _too_many(session, contact.row.customer_id, to)
    )


def keep(session: Session, contact: Contact, sends: Sequence[Send]) -> None:
    """Write down what this turn sends, in the transaction in which it was walked."""
    row = contact.row
    for number, send in enumerate(sends):
        session.add(
            FlowSend(
                kind=contact.kind,
                contact_id=contact.id,
                turn=row.turn_number,
                number=number,
                customer_id=row.customer_id,
                journey_id=row.journey_id,
                by=send.by,
                to=send.to,
                subject=send.subject[:400],
                text=send.text,
                language=row.language,
                at=now(),
            )
        )
    if sends:
        signal(session, TOPIC, "queued")


def run(db: Database, senders: Mapping[str, Sender], stop: threading.Event) -> None:
    """Send until `stop` is set and the bell rung. Sleeps until a message is queued or one is due again."""
    work_until(stop, db.bell, TOPIC, lambda: deliver_one(db, senders), lambda: _CLAIMS.until_due(db, _by(senders)))


def deliver_one(db: Database, senders: Mapping[str, Sender]) -> bool:
    """Send the oldest message that is due and that somebody here can send; False when there is none."""
    send = _CLAIMS.claim(db, _by(senders))
    if send is None:
        return False
    try:
        senders[send.by](send)
    except SendFault as fault:
        again = None if fault.permanent else next_try(AGAIN_AFTER, send.tries)
        log.warning("message %s of a flow was not sent (try %s): %s", send.id, send.tries, fault)
        _settle(db, send, "queued" if again else "failed", str(fault), again)
    else:
        _settle(db, send, "sent", "", None)
    return True


def _settle(db: Database, send: FlowSend, state: str, fault: str, again: datetime | None) -> None:
    """Write down how the try went."""
    with db.transaction() as session:
        if not _CLAIMS.settle(session, send, state, again, fault=fault[:400]):
            return
        at = "phone" if send.kind == "call" else send.kind, send.contact_id
        if state == "failed":
            fact = NotSent(*at, by=send.by, to=send.to, why=fault[:200])
            book.record(session, send.customer_id, fact, send.journey_id)
        elif state == "sent" and send.by == "sms":
            # An email has an entry of its own, where its thread is.
            book.record(session, send.customer_id, TextSent(*at, to=send.to, text=send.text), send.journey_id)


def _too_many(session: Session, customer_id: int, to: str) -> bool:
    lately = select(func.count()).select_from(FlowSend).where(FlowSend.at > now() - WITHIN)
    whose = FlowSend.customer_id == customer_id, FlowSend.to == to
    return any((session.scalar(lately.where(each)) or 0) >= MOST for each in whose)


def _by(senders: Iterable[str]) -> ColumnElement[bool]:
    return FlowSend.by.in_(tuple(senders))
