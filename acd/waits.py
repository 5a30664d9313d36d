"""How long is the line, and how long will it take: for callers' ears and for the supervisor's floor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select, text, union_all, update
from sqlalchemy.orm import Session

from acd import widening
from acd.models import Agent, Queue, WorkItem
from acd.policy import LIVENESS_S, PRESENT
from db import now

MEASURED_S = 1800
"""Expected waits rest on the work that ended in this many seconds before now."""
_SAMPLE = 200
_ENOUGH = 3
"""With fewer pieces of work than this measured, no promise is made."""
_WAITING = text("work_items.state = 'waiting'")
_DONE = text("work_items.state = 'done'")
_LEFT = text("work_items.state = 'left'")


@dataclass(frozen=True, slots=True)
class QueueState:
    """One queue, as the supervisor's floor shows it. Agents are counted if they have the queue's own skills."""

    key: str
    names: dict[str, Any]
    waiting: dict[str, int]
    """Kind → how many wait."""
    in_hand: dict[str, int]
    """Kind → how many ring or are worked on."""
    longest_wait_s: int
    ready: int
    busy: int
    wrap_up: int
    expected_wait_s: int | None
    """For a call that comes now."""


@dataclass(frozen=True, slots=True)
class Lately:
    """What became of one queue's calls over the last MEASURED_S, and how good our promises were.

    Whoever left within the queue's `short_s` changed their mind, and did not give up. `error_s` is the mean distance
    between the wait that was expected and the one that was, `bias_s` how much longer it was than expected; both are
    None where nothing was promised.
    """

    answered: int
    given_up: int
    left_soon: int
    overflowed: int
    promised: int
    error_s: float | None
    bias_s: float | None


def position(session: Session, item_id: int) -> int:
    """1 for the first in its queue among its kind, and for one that rings; 0 once it is taken or over.

    Raises LookupError.
    """
    item = session.get(WorkItem, item_id)
    if item is None:
        raise LookupError(f"no work item {item_id}")
    if item.state != "waiting":
        return int(item.state == "offered")
    return 1 + _ahead_of(session, item)


def _ahead_of(session: Session, item: WorkItem) -> int:
    ahead = or_(
        WorkItem.priority > item.priority,
        (WorkItem.priority == item.priority) & (WorkItem.turn_at < item.turn_at),
    )
    if item.id is not None:
        same = (WorkItem.priority == item.priority) & (WorkItem.turn_at == item.turn_at)
        ahead = or_(ahead, same & (WorkItem.id < item.id))
    in_line = select(func.count()).where(_WAITING, WorkItem.queue_key == item.queue_key, WorkItem.kind == item.kind)
    return session.scalar(in_line.where(ahead)) or 0


def promised(session: Session, item_id: int, expected: int) -> None:
    """Somebody in line has been told to expect so many seconds more. The first promise is kept, as the whole wait, and
    compared with what came of it."""
    queued_at = session.scalar(select(WorkItem.queued_at).where(WorkItem.id == item_id))
    if queued_at:
        first = update(WorkItem).where(WorkItem.id == item_id, _WAITING, WorkItem.expected_wait_s.is_(None))
        session.execute(first.values(expected_wait_s=expected + int((now() - queued_at).total_seconds())))


def expected_wait_s(session: Session, queue_key: str, position: int, kind: str = "call") -> int | None:
    """Seconds until the item at this position is taken; None when there is too little to go by.

    Measured: how long an agent was occupied by one piece of this queue's work, wrap-up included, over the last
    MEASURED_S. That is the throughput of one agent; the agents who are there now, times their places, share the line.
    It is not items per hour: in a quiet hour that would measure how seldom people call. Where somebody is free for
    this position, nothing has to be measured: it is 0.
    """
    queue = session.get(Queue, queue_key)
    if queue is None:
        raise LookupError(f"no queue {queue_key!r}")
    moment = now()
    serving = [agent for agent in _present(session, moment) if serves(agent.skills, queue)]
    if kind == "call" and sum(agent.free and agent.capacity.get(kind, 0) > 0 for agent in serving) >= position:
        return 0
    places: int = sum(agent.capacity.get(kind, 0) for agent in serving)
    if places == 0:
        return None
    recent = (
        select(WorkItem.taken_at, WorkItem.ended_at)
        .where(_DONE, WorkItem.queue_key == queue_key, WorkItem.kind == kind)
        .where(WorkItem.ended_at > moment - timedelta(seconds=MEASURED_S))
        .order_by(WorkItem.ended_at.desc())
        .limit(_SAMPLE)
    )
    spans = [(ended - taken).total_seconds() for taken, ended in session.execute(recent) if taken and ended]
    if len(spans) < _ENOUGH:
        return None
    wrap_up_s = queue.wrap_up_s if kind == "call" else 0
    return math.ceil(position * (sum(spans) / len(spans) + wrap_up_s) / places)


def expected_waits(session: Session) -> dict[str, int | None]:
    """For each queue, what a call that comes now is to expect."""
    in_line = select(WorkItem.queue_key, func.count()).where(_WAITING, WorkItem.kind == "call")
    waiting = dict(session.execute(in_line.group_by(WorkItem.queue_key)).all())
    return {key: expected_wait_s(session, key, waiting.get(key, 0) + 1) for key in widening.read(session).rules}


def lately(session: Session) -> dict[str, Lately]:
    """Every queue's calls, lately, in two statements."""
    rules = widening.read(session).rules
    since = now() - timedelta(seconds=MEASURED_S)
    over = (WorkItem.queue_key, WorkItem.queued_at, WorkItem.taken_at, WorkItem.ended_at, WorkItem.way_out)
    of_each = [
        select(
            select(*over, WorkItem.expected_wait_s)
            .where(state, WorkItem.queue_key == key, WorkItem.kind == "call", WorkItem.ended_at > since)
            .order_by(WorkItem.ended_at.desc())
            .limit(_SAMPLE)
            .subquery()
        )
        for key in rules
        for state in (_DONE, _LEFT)
    ]
    rows = session.execute(union_all(*of_each)).all() if of_each else []
    return {key: _lately([row for row in rows if row.queue_key == key], rules[key].short_s) for key in rules}


def _lately(rows: Sequence[Any], short_s: int) -> Lately:
    answered = [row for row in rows if row.taken_at]
    left = [row for row in rows if not row.taken_at and not row.way_out]
    soon = [row for row in left if row.ended_at - row.queued_at < timedelta(seconds=short_s)]
    misses = [
        (row.taken_at - row.queued_at).total_seconds() - row.expected_wait_s
        for row in answered
        if row.expected_wait_s is not None
    ]
    return Lately(
        answered=len(answered),
        given_up=len(left) - len(soon),
        left_soon=len(soon),
        overflowed=len(rows) - len(answered) - len(left),
        promised=len(misses),
        error_s=sum(map(abs, misses)) / len(misses) if misses else None,
        bias_s=sum(misses) / len(misses) if misses else None,
    )


def queue_state(session: Session) -> list[QueueState]:
    """Every queue as it is now, by key."""
    moment = now()
    lines = session.execute(
        select(WorkItem.queue_key, WorkItem.kind, func.count(), func.min(WorkItem.queued_at))
        .where(_WAITING)
        .group_by(WorkItem.queue_key, WorkItem.kind)
    ).all()
    in_hand = session.execute(
        select(WorkItem.queue_key, WorkItem.kind, func.count())
        .where(text("work_items.state in ('offered','taken')"))
        .group_by(WorkItem.queue_key, WorkItem.kind)
    ).all()
    agents = _present(session, moment)
    states = []
    for queue in session.scalars(select(Queue).order_by(Queue.key)):
        waiting = {kind: count for key, kind, count, _ in lines if key == queue.key}
        oldest = min((since for key, _, _, since in lines if key == queue.key), default=moment)
        presences = [agent.presence for agent in agents if serves(agent.skills, queue)]
        states.append(
            QueueState(
                key=queue.key,
                names=queue.names,
                waiting=waiting,
                in_hand={kind: count for key, kind, count in in_hand if key == queue.key},
                longest_wait_s=int((moment - oldest).total_seconds()),
                ready=presences.count("ready"),
                busy=presences.count("busy"),
                wrap_up=presences.count("wrap_up"),
                expected_wait_s=expected_wait_s(session, queue.key, waiting.get("call", 0) + 1),
            )
        )
    return states


def _present(session: Session, moment: datetime) -> list[Any]:
    alive = Agent.seen_at >= moment - timedelta(seconds=LIVENESS_S)
    on_call = exists().where(
        WorkItem.agent_id == Agent.id, WorkItem.kind == "call", text("work_items.state in ('offered','taken')")
    )
    free = ((Agent.presence == "ready") & Agent.voice & ~on_call).label("free")
    there = select(Agent.presence, Agent.skills, Agent.capacity, free).where(Agent.presence.in_(PRESENT), alive)
    return list(session.execute(there).all())


def serves(skills: dict[str, Any], queue: Queue) -> bool:
    """Whether somebody with these skills has what the queue itself needs."""
    return all(skills.get(skill, 0) >= level for skill, level in queue.skills.items())
