"""Calling people back: who asked for it, when they may be called, and what becomes of it on their timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from acd import callbacks
from acd.models import Agent, Callback
from db import now
from hotline import calendar
from hotline.models import Hotline
from hotline.numbers import awake
from timeline import book
from timeline.events import CallbackAttempted, CallbackDone, CallbackRequested
from timeline.models import Customer

BACK_OFF = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=1))
"""After each call that did not reach them. When these are used up, a supervisor is told."""
ASKED_WHILE_TALKING = timedelta(minutes=2)
"""Who asks on the telephone is called when that call has ended; should we never hear of its end, after so long."""
STEP, AHEAD = timedelta(minutes=15), timedelta(days=21)
REACHED = frozenset({"served", "agent_lost", "left_in_queue"})
"""Outcomes of a call in which they had answered."""


class NotPossible(ValueError):
    """They cannot be called then. `instead` is the next moment at which they can; None where there is none."""

    def __init__(self, instead: datetime | None) -> None:
        super().__init__("nobody is called at that time")
        self.instead = instead


@dataclass(frozen=True)
class Wish:
    """Somebody wants to be called back. `at` None is as soon as it is their turn."""

    number: str
    """E.164, and one that may be called: see `hotline.numbers`."""
    customer_id: int
    hotline: Hotline
    queue_key: str
    source: str
    channel: str = "phone"
    contact_id: int | None = None
    journey_id: int | None = None
    language: str = "en"
    skills: Sequence[str] = ()
    priority: int = 0
    since: datetime | None = None
    at: datetime | None = None
    preferred_agent_id: int | None = None
    asked_by: str = ""
    note: str = ""


def request(session: Session, wish: Wish) -> Callback:
    """They will be called, once, however often it is asked for. Raises NotPossible for an `at` at which nobody is.

    With their `since` they keep the place in line that they had.
    """
    moment = now()
    if wish.at is not None and not possible(wish.hotline, wish.number, wish.at):
        raise NotPossible(next_possible(wish.hotline, wish.number, wish.at))
    talking = wish.channel == "phone" and wish.contact_id is not None and wish.source in ("menu", "line")
    callback, is_new = callbacks.ask(
        session,
        Callback(
            number=wish.number,
            customer_id=wish.customer_id,
            journey_id=wish.journey_id,
            hotline_id=wish.hotline.id,
            queue_key=wish.queue_key,
            skills=sorted(set(wish.skills)),
            priority=wish.priority,
            language=wish.language,
            preferred_agent_id=wish.preferred_agent_id,
            source=wish.source,
            from_call_id=wish.contact_id if talking else None,
            asked_by=wish.asked_by,
            note=wish.note[:400],
            since=wish.since or wish.at or moment,
            due_at=wish.at or (moment + ASKED_WHILE_TALKING if talking else moment),
            made_at=moment,
        ),
    )
    if is_new:
        fact = CallbackRequested(
            wish.channel,
            wish.contact_id,
            number=wish.number,
            queue=wish.queue_key,
            due_at=(wish.at or moment).isoformat(),
            source=wish.source,
            agent=wish.asked_by,
        )
        book.record(session, wish.customer_id, fact, wish.journey_id)
    return callback


def possible(hotline: Hotline, number: str, at: datetime) -> bool:
    """Whether people are there then, and it is day where they are called."""
    return calendar.look(hotline, at).open_now and awake(number, at)


def next_possible(hotline: Hotline, number: str, after: datetime) -> datetime | None:
    """The first quarter of an hour from then on in which they can be called; None where there is none for weeks."""
    start = after + (STEP - timedelta(seconds=after.timestamp() % STEP.total_seconds()))
    moments = (start + n * STEP for n in range(AHEAD // STEP))
    return next((moment for moment in moments if possible(hotline, number, moment)), None)


def not_now(session: Session, callback: Callback) -> bool:
    """Whether this is no time to call them, though it is their turn; then it waits until there is one."""
    hotline = session.get_one(Hotline, callback.hotline_id)
    # Whoever has just asked for it is awake.
    fresh = callback.attempts == 0 and now() - callback.made_at < timedelta(hours=1)
    if calendar.look(hotline, now()).open_now and (fresh or awake(callback.number, now())):
        return False
    later = next_possible(hotline, callback.number, now())
    if later is None:
        _close(session, callback, "unreached", None)
    else:
        callbacks.postpone(session, callback, later)
    return True


def attempted(session: Session, call_id: int, outcome: str) -> None:
    """A call of ours has ended so: if it was made for a callback, that is over, or tried again later."""
    callback = callbacks.of_call(session, call_id)
    if callback is None:
        return
    callback.attempts += 1
    if outcome in REACHED:
        _close(session, callback, "reached", call_id)
        return
    hotline = session.get_one(Hotline, callback.hotline_id)
    again = now() + BACK_OFF[callback.attempts - 1] if callback.attempts <= len(BACK_OFF) else None
    if again and not possible(hotline, callback.number, again):
        again = next_possible(hotline, callback.number, again)
    last = again is None or outcome == "refused"
    told = "" if last or again is None else again.isoformat()
    fact = CallbackAttempted("phone", call_id, outcome=outcome, attempt=callback.attempts, next_at=told)
    book.record(session, callback.customer_id, fact, callback.journey_id)
    if last or again is None:
        _close(session, callback, "refused" if outcome == "refused" else "unreached", call_id)
    else:
        callbacks.postpone(session, callback, again)


def end(session: Session, callback: Callback, outcome: str) -> int | None:
    """It is over without a call: `cancelled`, or `called_in`. Returns the call that stands in line for it, if any."""
    call_id = callback.call_id if callback.state == "in_line" else None
    _close(session, callback, outcome, call_id)
    return call_id


def _close(session: Session, callback: Callback, outcome: str, call_id: int | None) -> None:
    callbacks.close(session, callback, outcome)
    fact = CallbackDone("phone", call_id, outcome=outcome, attempts=callback.attempts)
    book.record(session, callback.customer_id, fact, callback.journey_id)


def language_of(session: Session, customer_id: int, hotline: Hotline) -> str:
    """In which they are called."""
    return session.get_one(Customer, customer_id).language or hotline.language


def agent_name(session: Session, agent_id: int | None) -> str:
    return session.get_one(Agent, agent_id).name if agent_id else ""
