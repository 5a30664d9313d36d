"""Agents as the policy sees them: who they are, and what they have in hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, func, select, text
from sqlalchemy.orm import Session

from acd.models import Agent, WorkItem
from acd.policy import Candidate

HELD = text("work_items.state in ('offered','taken')")
"""Literal, since a partial index serves no bound parameter."""
SEEN = (
    Agent.id,
    Agent.presence,
    Agent.seen_at,
    Agent.presence_at,
    Agent.worked_at,
    Agent.skills,
    Agent.capacity,
    Agent.claims,
    Agent.voice,
    Agent.phones,
    Agent.handled,
)
"""The columns that `read` needs of each agent."""
IN_HAND = (
    select(WorkItem.agent_id, WorkItem.kind, func.count())
    .join(Agent, Agent.id == WorkItem.agent_id)
    .where(HELD)
    .group_by(WorkItem.agent_id, WorkItem.kind)
)


_PHONE = "phone:"


def phone(backend: str) -> str:
    """What a call over this backend asks of an agent: a skill like any other, that comes with the panel."""
    return f"{_PHONE}{backend}"


def own(skills: Iterable[str]) -> list[str]:
    """Those that are no phones: what is asked for by whatever way they are called."""
    return [skill for skill in skills if not skill.startswith(_PHONE)]


def phones(skills: Iterable[str]) -> list[str]:
    """Those that are."""
    return [skill for skill in skills if skill.startswith(_PHONE)]


def able(skills: Mapping[str, int], phones: str) -> Mapping[str, int]:
    """An agent's skills, with those that come with the panel."""
    return {**skills, **_having(phones)}


@lru_cache
def _having(phones: str) -> dict[str, int]:
    return {phone(backend): 1 for backend in phones.split()}


def read(
    session: Session, agents: Sequence[Row[Any]], in_hand: Select[int | None, str, int] = IN_HAND
) -> list[Candidate]:
    """These agents, given as rows of SEEN. `in_hand` may leave out the work of others.

    The agents are read before their work: a claim made in between then shows as more work, or as an older `claims`.
    """
    work: dict[int | None, dict[str, int]] = {}
    for agent_id, kind, count in session.execute(in_hand).all():
        work.setdefault(agent_id, {})[kind] = count
    return [
        Candidate(
            id=agent.id,
            presence=agent.presence,
            seen_at=agent.seen_at,
            idle_since=max(agent.presence_at, agent.worked_at or agent.presence_at),
            skills=able(agent.skills, agent.phones),
            capacity=agent.capacity,
            open=work.get(agent.id, {}),
            claims=agent.claims,
            voice=agent.voice,
            handled=agent.handled,
        )
        for agent in agents
    ]
