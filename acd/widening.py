"""Where an item stands as time goes by: its line, its turn, the steps of widening, and where it overflows to.

All of it is written down with the item, so that the desk, which is asked far more often than anything changes here,
reads nothing but the heads of lines. Items are looked at again when their `look_at` has come, and never by a tick.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Text, cast, func, select, text, update
from sqlalchemy.orm import Session

from acd.candidates import able
from acd.models import Agent, Queue, WorkItem
from acd.policy import LIVENESS_S, PRESENT
from acd.rules import Book, Event, Overflow, book, line_of
from db import Database, signal

FIRST = 1000
"""Priority of an item that lost its agent: it has waited and been served once already."""
UNSTAFFED_S = 15
"""How often an item whose queue overflows when nobody is there is looked at."""
AT_ONCE = 500
_WAITING = text("work_items.state = 'waiting'")
QUEUES = select(Queue.key, cast(Queue.skills, Text), cast(Queue.rules, Text)).order_by(Queue.key)


def read(session: Session) -> Book:
    """All queues' rules as they are now."""
    return book(tuple((key, skills, rules) for key, skills, rules in session.execute(QUEUES)))


@dataclass(frozen=True)
class Staff:
    """Who is there, as (skills, capacity) of each."""

    agents: Sequence[tuple[Mapping[str, int], dict[str, int]]]

    @classmethod
    def now(cls, session: Session, moment: datetime) -> Staff:
        alive = Agent.seen_at >= moment - timedelta(seconds=LIVENESS_S)
        there = select(Agent.skills, Agent.phones, Agent.capacity).where(Agent.presence.in_(PRESENT), alive)
        return cls([(able(skills, phones), capacity) for skills, phones, capacity in session.execute(there)])

    def serves(self, rules: Book, line: str) -> bool:
        kind, needs = rules.need(line)
        return any(capacity.get(kind, 0) and needs.way_of(skills) is not None for skills, capacity in self.agents)


def place(rules: Book, item: WorkItem, moment: datetime) -> None:
    """Put the item where the rules of its queue want it at this moment."""
    mine = rules.rules[item.queue_key]
    priority, item.turn_at = mine.place(item.queued_at, item.points)
    item.priority = FIRST if (item.priority or 0) >= FIRST else priority
    step = mine.step(moment - item.queued_at)
    language = "" if mine.language == "ignore" else item.language
    item.line = line_of(item.kind, item.queue_key, item.skills, step, language)
    coming = [item.queued_at + timedelta(seconds=each.after_s) for each in mine.widening[step:]]
    waited = mine.overflow_when("waited")
    if waited and waited.limit and not item.way_out and _may(waited, item):
        coming.append(item.queued_at + timedelta(seconds=waited.limit))
    if (unstaffed := mine.overflow_when("unstaffed")) and not item.way_out and _may(unstaffed, item):
        coming.append(moment + timedelta(seconds=UNSTAFFED_S))
    item.look_at = min(coming, default=None)


def admit(session: Session, rules: Book, item: WorkItem, moment: datetime) -> None:
    """A newcomer, not in line yet: send it on where its queue lets nobody in, and put it in its place."""
    staff: Staff | None = None
    while True:
        place(rules, item, moment)
        mine = rules.rules[item.queue_key]
        if mine.overflow and staff is None:
            staff = Staff.now(session, moment)
        for event in ("closed", "unstaffed", "full"):
            way = mine.overflow_when(event)
            if way and _may(way, item) and staff and _happens(session, event, way, rules, staff, item, moment):
                _send(way, item)
                break
        else:
            return
        if item.way_out:
            place(rules, item, moment)
            return


def reconsider(db: Database, moment: datetime) -> int:
    """Look at every item whose time to be looked at has come. Returns how many there were."""
    looked_at = 0
    due = select(WorkItem).where(_WAITING, WorkItem.look_at <= moment).order_by(WorkItem.look_at).limit(AT_ONCE)
    while True:
        with db.reading() as session:
            if session.scalar(due.with_only_columns(WorkItem.id).limit(1)) is None:
                return looked_at
        with db.transaction() as session:
            items = session.scalars(due.with_for_update(skip_locked=True, key_share=True)).all()
            rules, staff = read(session), Staff.now(session, moment)
            for item in items:
                look_again(rules, staff, item, moment)
            for key in {key for item in items for key in (item.queue_key, *item.been)}:
                signal(session, "floor", "queues", queue=key)
        if not items:
            return looked_at
        looked_at += len(items)


def changed(session: Session, queue_key: str, moment: datetime) -> None:
    """The rules of this queue were changed: all who wait in it are put in their new places, soon."""
    waiting = update(WorkItem).where(_WAITING, WorkItem.queue_key == queue_key).values(look_at=moment)
    session.execute(waiting.execution_options(synchronize_session=False))
    signal(session, "desk", "work", why="rules")


def look_again(rules: Book, staff: Staff, item: WorkItem, moment: datetime) -> None:
    """Put an item that waits in its place of this moment, or send it on."""
    mine = rules.rules[item.queue_key]
    place(rules, item, moment)
    for event in ("waited", "unstaffed"):
        way = mine.overflow_when(event)
        if way and not item.way_out and _may(way, item) and _happens(None, event, way, rules, staff, item, moment):
            _send(way, item)
            place(rules, item, moment)
            return


def _may(way: Overflow, item: WorkItem) -> bool:
    """Whether the item can go this way at all: only callers leave a message, and nobody goes round in a circle."""
    if way.to == "queue":
        return way.queue != item.queue_key and way.queue not in item.been
    return item.kind == "call"


def _happens(
    session: Session | None, event: Event, way: Overflow, rules: Book, staff: Staff, item: WorkItem, moment: datetime
) -> bool:
    limit = way.limit or 0
    if event == "waited":
        return moment - item.queued_at >= timedelta(seconds=limit)
    if event == "unstaffed":
        return not staff.serves(rules, item.line)
    if event == "closed":
        hours = rules.rules[item.queue_key].hours
        return hours is not None and not hours.open_at(moment)
    assert session is not None, "only newcomers meet a full queue"
    count = select(func.count()).where(_WAITING, WorkItem.queue_key == item.queue_key, WorkItem.kind == item.kind)
    return (session.scalar(count) or 0) >= limit


def _send(way: Overflow, item: WorkItem) -> None:
    if way.queue is None:
        item.way_out = way.to
    else:
        item.been, item.queue_key = [*item.been, item.queue_key], way.queue
