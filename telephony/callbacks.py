"""Calling back: who may ask for it, the place in line that is kept, and the call that stands there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from acd import callbacks, candidates, line
from acd.models import Callback, WorkItem
from db import now
from hotline import callbacks as calling_back
from hotline import walk
from hotline.callbacks import Wish
from hotline.models import Hotline
from hotline.numbers import NotDiallable, diallable, whom
from ivr.turns import Callback as CallbackTurn
from telephony import endings, legs
from telephony.models import Call
from telephony.outbound import CannotDial, Outgoing, new_call
from timeline import journeys
from timeline.models import Customer, Journey

if TYPE_CHECKING:
    from telephony.callers import Callers
    from telephony.calls import Calls


def can_call_back(outgoing: Outgoing | None, region: str, call: Call) -> bool:
    """Whether somebody would call them back: there is a way out, and to their number, where it is known."""
    if outgoing is None or call.direction == "out":
        return False
    return not call.from_address or _allowed(outgoing, region, call.from_address) is not None


def may_keep_place(outgoing: Outgoing | None, region: str, call: Call) -> bool:
    """Whether who waits may be called back instead, at the number that they call from."""
    return bool(call.from_address) and can_call_back(outgoing, region, call)


@lru_cache(maxsize=4096)
def _allowed(outgoing: Outgoing, region: str, number: str) -> str | None:
    try:
        return diallable(number, region, outgoing.allowed)
    except NotDiallable:
        return None


def ask_in_menu(session: Session, calls: Callers, call: Call, wish: CallbackTurn) -> bool:
    """Somebody in the menu is to be called back at this number. False where it may not be called."""
    number = _allowed(calls.outgoing, calls.region, wish.number) if calls.outgoing else None
    if number is None:
        return False
    _ask(session, call, number, wish.queue, "menu", now(), wish.skills, wish.priority)
    return True


def ask_in_line(session: Session, calls: Callers, call: Call, item: WorkItem) -> bool:
    """Somebody in line is to be called back when it is their turn. False where nobody would."""
    if not may_keep_place(calls.outgoing, calls.region, call):
        return False
    skills = candidates.own(item.skills)
    _ask(session, call, call.from_address, item.queue_key, "line", item.queued_at, skills, item.points)
    return True


def _ask(
    session: Session,
    call: Call,
    number: str,
    queue_key: str,
    source: str,
    since: datetime,
    skills: Sequence[str],
    priority: int,
) -> None:
    wish = Wish(
        number=number,
        customer_id=call.customer_id,
        hotline=session.get_one(Hotline, call.hotline_id),
        queue_key=queue_key,
        source=source,
        contact_id=call.id,
        journey_id=call.journey_id,
        language=call.language,
        skills=skills,
        priority=priority,
        since=since,
    )
    calling_back.request(session, wish)


def take_kept_place(session: Session, call: Call) -> datetime | None:
    """Who waits in line now needs no callback: it is over, and the place that it kept is theirs.

    Returns since when they wait; None where nobody was to call them. See `let_go`.
    """
    callback = callbacks.of_customer(session, call.from_address, call.customer_id)
    if callback is None:
        return None
    end(session, callback, "called_in")
    return min(callback.since, now())


def end(session: Session, callback: Callback, outcome: str) -> None:
    """A callback is over without us: `called_in`, or `cancelled`. What rings for it stops: see `let_go`."""
    call_id = calling_back.end(session, callback, outcome)
    session.flush()  # The call that stands in line for it looks for one that is still open.
    call = session.get(Call, call_id) if call_id else None
    if call and endings.end(session, call, outcome):
        session.info.setdefault("let_go", []).extend(
            (call.backend, leg.backend_id) for leg in legs.live_legs(session, call)
        )


def let_go(session: Session) -> list[tuple[str, str]]:
    """Channels to hang up after the commit, each with its backend."""
    channels: list[tuple[str, str]] = session.info.pop("let_go", [])
    return channels


def ask(
    session: Session,
    calls: Callers,
    number: str,
    queue_key: str,
    source: str,
    *,
    customer_id: int | None = None,
    at: datetime | None = None,
    channel: str = "desk",
    contact_id: int | None = None,
    preferred_agent_id: int | None = None,
    asked_by: str = "",
    note: str = "",
) -> Callback:
    """Somebody is to be called, in any way but by telephone: from a chat, by an agent, by another program.

    `number` is in any usual spelling. Raises CannotDial, NotDiallable, `hotline.callbacks.NotPossible`, and LookupError
    for a customer that there is not.
    """
    if calls.outgoing is None:
        raise CannotDial("no_trunk")
    number, customer = whom(session, number, customer_id, calls.region, calls.outgoing.allowed)
    hotline = walk.find_hotline(session, "")
    journey = journeys.latest_open(session, customer.id)
    wish = Wish(
        number=number,
        customer_id=customer.id,
        hotline=hotline,
        queue_key=queue_key,
        source=source,
        channel=channel,
        contact_id=contact_id,
        journey_id=journey.id if journey else None,
        language=calling_back.language_of(session, customer.id, hotline),
        at=at,
        preferred_agent_id=preferred_agent_id,
        asked_by=asked_by,
        note=note,
    )
    return calling_back.request(session, wish)


def place(calls: Calls, moment: datetime) -> None:
    """Callbacks that are due come into line, each at its place, as a call that is yet to be made."""
    if calls.outgoing is None:
        return
    with calls.db.reading() as session:
        due = callbacks.due(session, moment)
    for callback_id in due:
        with calls.db.transaction() as session:
            callback = callbacks.claim(session, callback_id, moment)
            if callback and not calling_back.not_now(session, callback):
                _into_line(session, calls, calls.outgoing, callback)


def _into_line(session: Session, calls: Calls, outgoing: Outgoing, callback: Callback) -> None:
    hotline = session.get_one(Hotline, callback.hotline_id)
    customer = session.get_one(Customer, callback.customer_id)
    journey = session.get(Journey, callback.journey_id) if callback.journey_id else None
    call = new_call(session, calls, outgoing.backend, hotline, callback.number, customer, journey)
    call.state, call.queue_key, call.queued_at, call.language = (
        "queued",
        callback.queue_key,
        callback.since,
        callback.language,
    )
    session.flush()
    callback.call_id = call.id
    preferred = callback.preferred_agent_id or (journey.last_agent_id if journey else None)
    line.enqueue(
        session,
        "call",
        call.id,
        callback.queue_key,
        customer_id=customer.id,
        skills=(*callback.skills, *calls.needs(call.backend)),
        priority=callback.priority,
        language=callback.language,
        preferred_agent_id=preferred,
        since=callback.since,
    )
