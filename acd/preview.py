"""Who would get this now? The desk's own policy on an item that nobody sent, by rules that may be a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd import candidates, widening
from acd.models import Agent, WorkItem
from acd.policy import Candidate, Waiting, explain
from acd.rules import Book, Rules, parts_of
from db import now


@dataclass(frozen=True, slots=True)
class Asked:
    """The item that is asked about."""

    kind: str = "call"
    skills: tuple[str, ...] = ()
    language: str = ""
    priority: int = 0
    value: int = 0
    waited_s: int = 0
    preferred_agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`queue` is where it would stand by then, at this `step` of widening; `way_out` where a caller would be brought
    instead. `reasons` are those of `policy.explain`."""

    queue: str
    step: int
    way_out: str
    reasons: dict[str, Any]


def who(
    session: Session, queue_key: str, asked: Asked, skills: dict[str, int] | None = None, rules: Rules | None = None
) -> Answer:
    """What would become of this item; `skills` and `rules` instead of those that the queue has. Raises LookupError."""
    book = widening.read(session)
    if queue_key not in book.rules:
        raise LookupError(f"no queue {queue_key!r}")
    if skills is not None:
        book = Book({**book.skills, queue_key: skills}, book.rules)
    if rules is not None:
        book = Book(book.skills, {**book.rules, queue_key: rules})
    moment = now()
    item = _item(queue_key, asked, book.rules[queue_key], moment)
    if asked.waited_s:
        widening.look_again(book, widening.Staff.now(session, moment), item, moment)
    else:
        widening.admit(session, book, item, moment)
    _, needs = book.need(item.line)
    prefer_s = book.rules[item.queue_key].prefer_s
    waiting = Waiting(
        id=0,
        kind=asked.kind,
        needs=needs,
        queued_at=item.queued_at,
        turn_at=item.turn_at,
        priority=item.priority,
        preferred_agent_id=asked.preferred_agent_id,
        prefer_until=item.queued_at + timedelta(seconds=prefer_s) if asked.preferred_agent_id else None,
    )
    return Answer(item.queue_key, parts_of(item.line)[2], item.way_out, explain(waiting, everybody(session), moment))


def everybody(session: Session) -> list[Candidate]:
    """All agents, with what they have in hand."""
    return candidates.read(session, session.execute(select(*candidates.SEEN).order_by(Agent.id)).all())


def _item(queue_key: str, asked: Asked, rules: Rules, moment: datetime) -> WorkItem:
    """One that is never added to the session."""
    return WorkItem(
        kind=asked.kind,
        queue_key=queue_key,
        skills=sorted(set(asked.skills)),
        language=asked.language,
        points=asked.priority + rules.worth(asked.value),
        priority=0,
        been=[],
        way_out="",
        queued_at=moment - timedelta(seconds=asked.waited_s),
    )
