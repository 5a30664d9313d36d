"""The desk's loop: woken when work or an agent is there, asleep until the next thing falls due.

Any number of processes may run it. It decides; who it decides about is told through `performers`, one for each kind
of work, which `house.py` names.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from acd import clock, desk, offers, presence, widening
from acd.models import Offer, WorkItem
from db import Database, now

log = logging.getLogger(__name__)

T = TypeVar("T")

SOONEST_S = 0.25
"""Nothing falls due sooner than this after it was written down. So what is due is asked for no more often, however
often the bell rings: work that can be handed out goes first."""


class Performer(Protocol):
    """Carries out what the desk decided about one kind of work."""

    def carry_out(self, offer_id: int) -> None:
        """An offer was made: ring, or show it."""

    def missed(self, offer_id: int) -> None:
        """The time to answer went by: `offers.miss`, and stop ringing."""

    def stopped(self, offer_id: int) -> None:
        """The offer has ended already: stop ringing."""

    def due(self, moment: datetime) -> None:
        """Do what has fallen due by itself."""

    def next_deadline(self) -> datetime | None:
        """When `due` has something to do, if nothing happens before."""


def run(db: Database, performers: Mapping[str, Performer], stop: threading.Event) -> None:
    """Work until `stop` is set and the bell rung."""
    due_at, listening = 0.0, now()
    with db.bell.waking("desk") as wake:
        while not stop.is_set():
            wake.clear()
            try:
                if time.monotonic() >= due_at:
                    rest = _once(db, performers, listening)
                    due_at = math.inf if rest is None else time.monotonic() + rest
                else:
                    _hand_out(db, performers)
                    due_at = min(due_at, time.monotonic() + SOONEST_S)
                wake.wait(None if due_at == math.inf else max(0.0, due_at - time.monotonic()))
            except SQLAlchemyError:
                log.exception("the database did not answer; the desk waits for it")
                stop.wait(1)
                due_at, listening = 0.0, now()


def _once(db: Database, performers: Mapping[str, Performer], listening: datetime = clock.LONG_AGO) -> float | None:
    """Do everything there is to do. Returns the seconds until the next deadline; None: there is none."""
    moment = now()
    _fall_due(db, performers, moment, listening)
    deadlines = [_performed(performer, moment) for performer in _each(performers)]
    _hand_out(db, performers)
    deadlines.append(clock.next_deadline(db, moment, listening))
    earliest = min(filter(None, deadlines), default=None)
    return max(0.0, (earliest - now()).total_seconds()) if earliest else None


def _hand_out(db: Database, performers: Mapping[str, Performer]) -> None:
    for offered in desk.offers(db):
        _safely(performers[offered.kind].carry_out, offered.offer_id)


def _fall_due(db: Database, performers: Mapping[str, Performer], moment: datetime, listening: datetime) -> None:
    widening.reconsider(db, moment)
    due = clock.due(db, moment, listening)
    for offer_id in due.missed:
        _safely(_performer(db, performers, offer_id).missed, offer_id)
    for agent_id in due.wrapped_up:
        with db.transaction() as session:
            presence.end_wrap_up(session, agent_id, over_by=moment)
    for agent_id in due.gone:
        with db.transaction() as session:
            lost = offers.lost(session, agent_id)
        for offer in lost:
            _safely(_performer(db, performers, offer.id).stopped, offer.id)
    for offer_id in due.unheard:
        _safely(_performer(db, performers, offer_id).stopped, offer_id)


def _performed(performer: Performer, moment: datetime) -> datetime | None:
    """Have it do what has fallen due. Returns its next deadline."""
    deadline = performer.next_deadline()
    if deadline is None or deadline > moment:
        return deadline
    _safely(performer.due, moment)
    return performer.next_deadline()


def _each(performers: Mapping[str, Performer]) -> list[Performer]:
    return list({id(performer): performer for performer in performers.values()}.values())


def _performer(db: Database, performers: Mapping[str, Performer], offer_id: int) -> Performer:
    with db.reading() as session:
        return performers[session.get_one(WorkItem, session.get_one(Offer, offer_id).item_id).kind]


def _safely(act: Callable[[T], None], about: T) -> None:
    """One contact that cannot be served must not stop the desk for all the others."""
    try:
        act(about)
    except Exception:
        log.exception("the desk could not carry out %s(%s)", act.__qualname__, about)
