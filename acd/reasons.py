"""Why this agent and no other: kept with each offer for people to read, and decided again by `replay`.

What decides between those who can stands here once, so that a record is compared just as the agents were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from acd.policy import Waiting

_LISTED = 8
"""How many agents one reason names; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Score:
    """One agent in the eyes of one item: what decides between those who can, and is kept with the offer.

    `way` and `liked` are those of Needs; `level` is the sum of their levels in all that is asked for. Idleness is
    rounded, so that what is kept decides just as what was known.
    """

    agent: int
    way: int
    liked: int
    open: int
    idle_s: float
    handled: int
    level: int
    claims: int

    def record(self) -> dict[str, Any]:
        """As it is kept; `dataclasses.asdict` would copy every number deeply, for each of many choices."""
        return {name: getattr(self, name) for name in self.__slots__}


PICKS: Mapping[str, Callable[[Score], tuple[float, ...]]] = {
    "longest_idle": lambda one: (one.open, -one.idle_s),
    "fewest_handled": lambda one: (one.handled, one.open, -one.idle_s),
    "best_skilled": lambda one: (-one.level, one.open, -one.idle_s),
}
"""How a queue chooses among those who can; the smallest goes first."""


def rank(one: Score, pick: str) -> tuple[float, ...]:
    """The place of somebody who can: the smallest is asked first."""
    return (one.way, -one.liked, *PICKS[pick](one), one.claims, one.agent)


@dataclass(frozen=True, slots=True)
class Pool:
    """Everybody, seen from one kind and one set of needs: who can, best first, and who cannot, by reason."""

    able: list[Score]
    refused: dict[str, list[int]]


def told(
    item: Waiting,
    picked: tuple[int, str] | None,
    pool: Pool,
    asked: set[int],
    waited_for: int | None,
    now: datetime,
) -> dict[str, Any]:
    """The record of a choice (`picked` is the agent and the rule that decided, None: the item waits). It fits JSON:

    `why` preferred | nobody_else | one of PICKS; `chosen` the agent; `waited_s`, `priority`; `rule` {ways, prefers,
    pick, alone}; `choosy`, and `waited_for`, the preferred agent for whom it then waits; `considered`, Scores of
    those who could, best first, and their `considered_count`; `refused_before`, those of them who had refused it;
    `passed_over`: reason → {count, agents}, where the reasons are those of `policy.REFUSALS` and `offered_other_work`.
    """
    chosen, why = picked or (None, None)
    passed = {**pool.refused, "offered_other_work": sorted(one.agent for one in pool.able if one.agent in asked)}
    free = [one for one in pool.able if one.agent not in asked] if asked else pool.able
    if item.excluded or item.preferred_agent_id is not None:
        free = sorted(free, key=lambda one: (one.agent != chosen, one.agent in item.excluded))
    needs = item.needs
    return {
        "why": why,
        "chosen": chosen,
        "waited_s": seconds(item.queued_at, now),
        "priority": item.priority,
        "rule": {
            "ways": [dict(way) for way in needs.ways],
            "prefers": dict(needs.prefers),
            "pick": needs.pick,
            "alone": needs.alone,
        },
        "choosy": item.choosy(now),
        "waited_for": waited_for,
        "considered": [one.record() for one in free[:_LISTED]],
        "considered_count": len(free),
        "refused_before": [one.agent for one in free[:_LISTED] if one.agent in item.excluded],
        "passed_over": {reason: {"count": len(ids), "agents": ids[:_LISTED]} for reason, ids in passed.items() if ids},
    }


def replay(reasons: Mapping[str, Any]) -> tuple[int | None, str | None]:
    """Decide again from what was kept: the agent and the rule that decided, just as the record says them."""
    considered = [Score(**each) for each in reasons["considered"]]
    again, pick = set(reasons["refused_before"]), reasons["rule"]["pick"]
    if reasons["waited_for"] is not None:
        free = any(one.agent == reasons["waited_for"] for one in considered)
        return (reasons["waited_for"], "preferred") if free else (None, None)
    first = min(considered, key=lambda one: (one.agent in again, rank(one, pick)), default=None)
    if first is None or (first.agent in again and reasons["choosy"]):
        return None, None
    return first.agent, "nobody_else" if first.agent in again else pick


def seconds(since: datetime, now: datetime) -> float:
    return round((now - since).total_seconds(), 3)
