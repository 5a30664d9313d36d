"""How long is the line, and how long will it take: for callers' ears and for the supervisor's floor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

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


def position(session: Session, item_id: int) -> int:
    """1 for the first in its queue among its kind, and for one that rings; 0 once it is taken or over.

    Raises LookupError.
    """
    item = session.get(WorkItem, item_id)
    if item is None:
        raise LookupError(f"no work item {item_id}")
    if item.state != "waiting":
        return int(item.state == "offered")
    ahead = or_(
        WorkItem.priority > item.priority,
        (WorkItem.priority == item.priority) & (WorkItem.queued_at < item.queued_at),
        (WorkItem.priority == item.priority) & (WorkItem.queued_at == item.queued_at) & (WorkItem.id < item.id),
    )
    in_line = select(func.count()).where(_WAITING, WorkItem.queue_key == item.queue_key, WorkItem.kind == item.kind)
    return 1 + (session.scalar(in_line.where(ahead)) or 0)


def expected_wait_s(session: Session, queue_key: str, position: int, kind: str = "call") -> int | None:
    """Seconds until the item at this position is taken; None when there is too little to go by.

    Measured: how long an agent was occupied by one piece of this queue's work, wrap-up included, over the last
    MEASURED_S. That is the throughput of one agent; the agents who are there now, times their places, share the line.
    It is not items per hour: in a quiet hour that would measure how seldom people call.
    """
    queue = session.get(Queue, queue_key)
    if queue is None:
        raise LookupError(f"no queue {queue_key!r}")
    moment = now()
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
    places: int = sum(
        agent.capacity.get(kind, 0) for agent in _present(session, moment) if _serves(agent.skills, queue)
    )
    if places == 0:
        return None
    return math.ceil(position * (sum(spans) / len(spans) + wrap_up_s) / places)


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
        presences = [agent.presence for agent in agents if _serves(agent.skills, queue)]
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
    there = select(Agent.presence, Agent.skills, Agent.capacity).where(Agent.presence.in_(PRESENT), alive)
    return list(session.execute(there).all())


def _serves(skills: dict[str, Any], queue: Queue) -> bool:
    return all(skills.get(skill, 0) > 0 for skill in queue.skills)
