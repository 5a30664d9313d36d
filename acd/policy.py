"""Who gets what: a pure function from what waits and who is there to offers, each with its reasons.

The rules, in the order in which they bite:

1. Items: higher priority first, then whose turn came first (`turn_at`: when it came, less what ageing gave it).
2. Agents: ready, panel alive, no call in hand, room for one more of the kind, and skilled in one of the ways that the
   item allows. More ways open as it waits; whoever serves by an earlier way is asked before who serves by a later.
3. While an item is choosy (`prefer_until`), its preferred agent is waited for if they are there at all, and nobody is
   asked again who refused it.
4. Among those left: who did not refuse this item before, has most of what is preferred, and then by the queue's own
   wish (PICKS): longest idle, fewest handled, or best skilled; at last, who was asked least.

One agent gets at most one offer per round; the desk asks again until nothing more matches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from acd.reasons import Pool, Score, rank, seconds, told

LIVENESS_S = 5
"""An agent whose panel was not heard of for this long gets no offers."""

PRESENT = ("ready", "busy", "wrap_up")
"""Presences of somebody who is there, and so worth waiting for."""

Levels = tuple[tuple[str, int], ...]
"""(skill, least level), sorted: what a dict would be, if it could be a key."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What an item asks of an agent: all of any one of `ways`, and if possible what it `prefers`.

    `pick` is one of PICKS. `alone`: only somebody with nothing else in hand.
    """

    ways: tuple[Levels, ...] = ((),)
    prefers: Levels = ()
    pick: str = "longest_idle"
    alone: bool = False

    def way_of(self, skills: Mapping[str, int]) -> int | None:
        """The first way by which somebody of these skills serves; None: by none."""
        for number, levels in enumerate(self.ways):
            if all(skills.get(skill, 0) >= level for skill, level in levels):
                return number
        return None

    @property
    def named(self) -> frozenset[str]:
        """Every skill that is asked for, by whatever way."""
        return frozenset(skill for levels in (*self.ways, self.prefers) for skill, _ in levels)

    def liked(self, skills: Mapping[str, int]) -> int:
        """How many of the preferred skills are there."""
        return sum(skills.get(skill, 0) >= level for skill, level in self.prefers)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item in line."""

    id: int
    kind: str
    needs: Needs
    queued_at: datetime
    turn_at: datetime
    priority: int = 0
    preferred_agent_id: int | None = None
    prefer_until: datetime | None = None
    excluded: frozenset[int] = frozenset()

    def choosy(self, now: datetime) -> bool:
        return self.prefer_until is not None and self.prefer_until > now


@dataclass(frozen=True, slots=True)
class Candidate:
    """One agent. `open` counts offered and taken items by kind; `claims` is the version the desk claims against;
    `handled` is what they have done since their shift began."""

    id: int
    presence: str
    seen_at: datetime | None
    idle_since: datetime
    skills: Mapping[str, int] = field(default_factory=dict)
    capacity: Mapping[str, int] = field(default_factory=dict)
    open: Mapping[str, int] = field(default_factory=dict)
    claims: int = 0
    voice: bool = True
    handled: int = 0

    def alive(self, now: datetime) -> bool:
        return self.seen_at is not None and now - self.seen_at <= timedelta(seconds=LIVENESS_S)


@dataclass(frozen=True, slots=True)
class Decision:
    """Offer `item` to `agent`. Why is told when it is asked: of several processes that choose the same, one alone
    makes the offer, and writes it down."""

    item: Waiting
    agent: Candidate
    why: Callable[[], dict[str, Any]]

    @property
    def reasons(self) -> dict[str, Any]:
        """They fit JSON: see `reasons.told`."""
        return self.why()


Refusal = Callable[[Candidate, str, Needs, datetime], bool]

REFUSALS: Mapping[str, Refusal] = {
    "not_ready": lambda agent, kind, needs, now: agent.presence != "ready",
    "not_seen": lambda agent, kind, needs, now: not agent.alive(now),
    "no_voice": lambda agent, kind, needs, now: kind == "call" and not agent.voice,
    "on_call": lambda agent, kind, needs, now: agent.open.get("call", 0) > 0,
    "full": lambda agent, kind, needs, now: agent.open.get(kind, 0) >= agent.capacity.get(kind, 0),
    "other_work": lambda agent, kind, needs, now: needs.alone and sum(agent.open.values()) > 0,
    "lacks_skill": lambda agent, kind, needs, now: needs.way_of(agent.skills) is None,
}
"""Why an agent is not asked: the first that applies, in this order. Whoever has a call in hand takes no new work."""


def refusal(agent: Candidate, kind: str, needs: Needs, now: datetime) -> str | None:
    """Why this agent cannot take one more item of this kind and these needs; None if they can."""
    for name, applies in REFUSALS.items():
        if applies(agent, kind, needs, now):
            return name
    return None


def choose(waiting: Sequence[Waiting], agents: Sequence[Candidate], now: datetime) -> list[Decision]:
    """The offers to make now, most urgent item first. Same input, same answer, in whatever order it comes."""
    here = {agent.id: agent for agent in agents}
    pools: dict[tuple[str, Needs], Pool] = {}
    asked: set[int] = set()
    decisions: list[Decision] = []
    for item in sorted(waiting, key=lambda item: (-item.priority, item.turn_at, item.id)):
        if len(asked) == len(here):
            break
        key = (item.kind, item.needs)
        pool = pools.get(key) or pools.setdefault(key, _pool(agents, *key, now))
        picked = _pick(item, pool, here, asked, now)
        if picked:
            why = partial(_reasons_among, decisions, len(decisions), item, picked, pool, here, now)
            decisions.append(Decision(item, here[picked[0]], why))
            asked.add(picked[0])
    return decisions


def explain(item: Waiting, agents: Sequence[Candidate], now: datetime) -> dict[str, Any]:
    """Who would get this item now, if it were the only one: its reasons, with `why` None where it would wait.

    `refused` says of each agent who cannot which of REFUSALS it is.
    """
    pool = _pool(agents, item.kind, item.needs, now)
    here = {agent.id: agent for agent in agents}
    picked = _pick(item, pool, here, set(), now)
    refused = {id: why for why, ids in pool.refused.items() for id in ids}
    return {**told(item, picked, pool, set(), _waited_for(item, here, now), now), "refused": refused}


def _pool(agents: Sequence[Candidate], kind: str, needs: Needs, now: datetime) -> Pool:
    able, refused, named = [], dict[str, list[int]](), needs.named
    for agent in agents:
        why = refusal(agent, kind, needs, now)
        if why is None:
            able.append(_score(agent, needs, named, now))
        else:
            refused.setdefault(why, []).append(agent.id)
    able.sort(key=lambda one: rank(one, needs.pick))
    return Pool(able, {why: sorted(ids) for why, ids in refused.items()})


def _score(agent: Candidate, needs: Needs, named: Iterable[str], now: datetime) -> Score:
    return Score(
        agent=agent.id,
        way=needs.way_of(agent.skills) or 0,
        liked=needs.liked(agent.skills),
        open=sum(agent.open.values()),
        idle_s=seconds(agent.idle_since, now),
        handled=agent.handled,
        level=sum(agent.skills.get(skill, 0) for skill in named),
        claims=agent.claims,
    )


def _pick(
    item: Waiting, pool: Pool, here: Mapping[int, Candidate], asked: set[int], now: datetime
) -> tuple[int, str] | None:
    """The agent for this item and the rule that decided, or None: it waits."""
    free = (one.agent for one in pool.able if one.agent not in asked)
    wanted = _waited_for(item, here, now)
    if wanted is not None:
        return (wanted, "preferred") if wanted in free else None
    again = None
    for agent_id in free:
        if agent_id not in item.excluded:
            return agent_id, item.needs.pick
        again = again or agent_id
    return (again, "nobody_else") if again and not item.choosy(now) else None


def _waited_for(item: Waiting, here: Mapping[int, Candidate], now: datetime) -> int | None:
    """The preferred agent, while the item is choosy and they are worth waiting for."""
    wanted = here.get(item.preferred_agent_id) if item.preferred_agent_id is not None and item.choosy(now) else None
    if wanted is None or wanted.id in item.excluded:
        return None
    worth = wanted.presence in PRESENT and wanted.alive(now) and item.needs.way_of(wanted.skills) is not None
    return wanted.id if worth else None


def _reasons_among(
    decisions: Sequence[Decision],
    number: int,
    item: Waiting,
    picked: tuple[int, str],
    pool: Pool,
    here: Mapping[int, Candidate],
    now: datetime,
) -> dict[str, Any]:
    """The reasons of the decision of this number: who was chosen before it was asked already."""
    asked = {before.agent.id for before in decisions[:number]}
    return told(item, picked, pool, asked, _waited_for(item, here, now), now)
