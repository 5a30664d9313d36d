"""Who gets what: a pure function from what waits and who is there to offers, each with its reasons.

The rules, in the order in which they bite:

1. Items: higher priority first, then the longest waiting.
2. Agents: ready, panel alive, no call in hand, room for one more of the kind, every skill needed.
3. While an item is choosy (`prefer_until`), its preferred agent is waited for if they are there at all, and nobody is
   asked again who refused it.
4. Among those left: who did not refuse this item before, has least work in hand, is idle longest, was asked least.

One agent gets at most one offer per round; the desk asks again until nothing more matches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

LIVENESS_S = 5
"""An agent whose panel was not heard of for this long gets no offers."""

PRESENT = ("ready", "busy", "wrap_up")
"""Presences of somebody who is there, and so worth waiting for."""

_LISTED = 8
"""How many agents one reason names; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item in line. `needs` are its own skills and its queue's."""

    id: int
    kind: str
    needs: frozenset[str]
    queued_at: datetime
    priority: int = 0
    preferred_agent_id: int | None = None
    prefer_until: datetime | None = None
    excluded: frozenset[int] = frozenset()

    def choosy(self, now: datetime) -> bool:
        return self.prefer_until is not None and self.prefer_until > now


@dataclass(frozen=True, slots=True)
class Candidate:
    """One agent. `open` counts offered and taken items by kind; `claims` is the version the desk claims against."""

    id: int
    presence: str
    seen_at: datetime | None
    idle_since: datetime
    skills: Mapping[str, int] = field(default_factory=dict)
    capacity: Mapping[str, int] = field(default_factory=dict)
    open: Mapping[str, int] = field(default_factory=dict)
    claims: int = 0
    voice: bool = True

    def alive(self, now: datetime) -> bool:
        return self.seen_at is not None and now - self.seen_at <= timedelta(seconds=LIVENESS_S)

    def skilled(self, needs: frozenset[str]) -> bool:
        return all(self.skills.get(skill, 0) > 0 for skill in needs)


@dataclass(frozen=True, slots=True)
class Decision:
    """Offer `item` to `agent`. `reasons` fits JSON: see `_reasons`."""

    item: Waiting
    agent: Candidate
    reasons: dict[str, Any]


Refusal = Callable[[Candidate, str, frozenset[str], datetime], bool]

REFUSALS: Mapping[str, Refusal] = {
    "not_ready": lambda agent, kind, needs, now: agent.presence != "ready",
    "not_seen": lambda agent, kind, needs, now: not agent.alive(now),
    "no_voice": lambda agent, kind, needs, now: kind == "call" and not agent.voice,
    "on_call": lambda agent, kind, needs, now: agent.open.get("call", 0) > 0,
    "full": lambda agent, kind, needs, now: agent.open.get(kind, 0) >= agent.capacity.get(kind, 0),
    "lacks_skill": lambda agent, kind, needs, now: not agent.skilled(needs),
}
"""Why an agent is not asked: the first that applies, in this order. Whoever has a call in hand takes no new work."""


def refusal(agent: Candidate, kind: str, needs: frozenset[str], now: datetime) -> str | None:
    """Why this agent cannot take one more item of this kind and these needs; None if they can."""
    return next((name for name, applies in REFUSALS.items() if applies(agent, kind, needs, now)), None)


def choose(waiting: Sequence[Waiting], agents: Sequence[Candidate], now: datetime) -> list[Decision]:
    """The offers to make now, most urgent item first. Same input, same answer, in whatever order it comes."""
    here = {agent.id: agent for agent in agents}
    pools: dict[tuple[str, frozenset[str]], _Pool] = {}
    asked: set[int] = set()
    decisions = []
    for item in sorted(waiting, key=lambda item: (-item.priority, item.queued_at, item.id)):
        key = (item.kind, item.needs)
        pool = pools.get(key) or pools.setdefault(key, _pool(agents, *key, now))
        picked = _pick(item, pool, here, asked, now)
        if picked:
            agent, why = picked
            decisions.append(Decision(item, agent, _reasons(item, agent, why, pool, asked, now)))
            asked.add(agent.id)
    return decisions


@dataclass(frozen=True, slots=True)
class _Pool:
    """Everybody, seen from one kind and one set of needs: who can, best first, and who cannot, by reason."""

    able: list[Candidate]
    refused: dict[str, list[int]]


def _pool(agents: Sequence[Candidate], kind: str, needs: frozenset[str], now: datetime) -> _Pool:
    able, refused = [], dict[str, list[int]]()
    for agent in agents:
        why = refusal(agent, kind, needs, now)
        if why is None:
            able.append(agent)
        else:
            refused.setdefault(why, []).append(agent.id)
    able.sort(key=lambda agent: (sum(agent.open.values()), agent.idle_since, agent.claims, agent.id))
    return _Pool(able, refused)


def _pick(
    item: Waiting, pool: _Pool, here: Mapping[int, Candidate], asked: set[int], now: datetime
) -> tuple[Candidate, str] | None:
    """The agent for this item and the rule that decided, or None: it waits."""
    choosy = item.choosy(now)
    wanted = here.get(item.preferred_agent_id) if choosy and item.preferred_agent_id is not None else None
    if wanted and wanted.id not in item.excluded and _worth_waiting_for(wanted, item, now):
        free = wanted.id not in asked and refusal(wanted, item.kind, item.needs, now) is None
        return (wanted, "preferred") if free else None
    for agent in pool.able:
        if agent.id not in asked and agent.id not in item.excluded:
            return agent, "longest_idle"
    if not choosy:
        for agent in pool.able:
            if agent.id not in asked:
                return agent, "nobody_else"
    return None


def _worth_waiting_for(agent: Candidate, item: Waiting, now: datetime) -> bool:
    return agent.presence in PRESENT and agent.alive(now) and agent.skilled(item.needs)


def _reasons(item: Waiting, chosen: Candidate, why: str, pool: _Pool, asked: set[int], now: datetime) -> dict[str, Any]:
    """Why this agent and no other, for people to read later:

    `why` preferred | longest_idle | nobody_else; `waited_s`; `needs`; `chosen` and `considered`, best first, as
    {agent, idle_s, open, claims, levels}; `considered_count`; `passed_over`: reason → {count, agents}, where the
    reasons are those of REFUSALS, `refused_before` and `offered_other_work`.
    """
    passed = dict(pool.refused)
    able_ids = [agent.id for agent in pool.able]
    passed["refused_before"] = [id for id in able_ids if id in item.excluded and id != chosen.id]
    passed["offered_other_work"] = [id for id in able_ids if id in asked]
    considered = [a for a in pool.able if a.id not in asked and a.id not in item.excluded]
    return {
        "why": why,
        "waited_s": _seconds(item.queued_at, now),
        "needs": sorted(item.needs),
        "chosen": _score(chosen, item, now),
        "considered": [_score(agent, item, now) for agent in considered[:_LISTED]],
        "considered_count": len(considered),
        "passed_over": {
            reason: {"count": len(ids), "agents": sorted(ids)[:_LISTED]} for reason, ids in passed.items() if ids
        },
    }


def _score(agent: Candidate, item: Waiting, now: datetime) -> dict[str, Any]:
    return {
        "agent": agent.id,
        "idle_s": _seconds(agent.idle_since, now),
        "open": sum(agent.open.values()),
        "claims": agent.claims,
        "levels": {skill: agent.skills.get(skill, 0) for skill in sorted(item.needs)},
    }


def _seconds(since: datetime, now: datetime) -> float:
    return round((now - since).total_seconds(), 3)
