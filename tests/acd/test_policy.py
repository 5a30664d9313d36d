"""Who gets what, as tables of cases. Times are seconds before now; now is the same for everybody."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from acd.policy import LIVENESS_S, Candidate, Waiting, choose

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def item(number: int, waited: float = 10, needs: str = "", **more: Any) -> Waiting:
    return Waiting(
        **{"id": number, "kind": "call", "needs": frozenset(needs.split()), "queued_at": ago(waited), **more}
    )


def agent(number: int, idle: float = 10, skills: str = "", level: int = 3, **more: Any) -> Candidate:
    facts = {
        "id": number,
        "presence": "ready",
        "seen_at": ago(1),
        "idle_since": ago(idle),
        "skills": dict.fromkeys(skills.split(), level),
        "capacity": {"call": 1, "chat": 2, "email": 3},
    }
    return Candidate(**{**facts, **more})


def offers(waiting: list[Waiting], agents: list[Candidate]) -> list[tuple[int, int]]:
    return [(decision.item.id, decision.agent.id) for decision in choose(waiting, agents, NOW)]


CASES: dict[str, tuple[list[Waiting], list[Candidate], list[tuple[int, int]]]] = {
    "nobody waits": ([], [agent(1)], []),
    "nobody is there": ([item(1)], [], []),
    "one and one": ([item(1)], [agent(1)], [(1, 1)]),
    "the longest waiting is served first": ([item(1, 5), item(2, 50)], [agent(1)], [(2, 1)]),
    "priority goes before waiting": ([item(1, 50), item(2, 5, priority=1)], [agent(1)], [(2, 1)]),
    "equal waits go by id": ([item(2), item(1)], [agent(1)], [(1, 1)]),
    "the longest idle is asked first": ([item(1)], [agent(1, 5), agent(2, 50)], [(1, 2)]),
    "equal idleness goes by fewer claims": ([item(1)], [agent(1, claims=4), agent(2, claims=3)], [(1, 2)]),
    "equal claims go by id": ([item(1)], [agent(2), agent(1)], [(1, 1)]),
    "empty hands go before idleness": ([item(1)], [agent(1, 50, open={"chat": 1}), agent(2, 5)], [(1, 2)]),
    "everybody gets one": ([item(1, 9), item(2, 8)], [agent(1, 5), agent(2, 9)], [(1, 2), (2, 1)]),
    "one item per agent and round": (
        [item(1, kind="chat"), item(2, kind="chat")],
        [agent(1)],
        [(1, 1)],
    ),
    "busy agents are not asked": ([item(1)], [agent(1, presence="busy")], []),
    "wrap-up is not cut short": ([item(1)], [agent(1, presence="wrap_up")], []),
    "a break is a break": ([item(1)], [agent(1, presence="break")], []),
    "a frozen panel is not asked": ([item(1)], [agent(1, seen_at=ago(LIVENESS_S + 0.1))], []),
    "a panel just in time is asked": ([item(1)], [agent(1, seen_at=ago(LIVENESS_S))], [(1, 1)]),
    "a panel never seen is not asked": ([item(1)], [agent(1, seen_at=None)], []),
    "every skill is needed": ([item(1, needs="a b")], [agent(1, skills="a"), agent(2, skills="b a")], [(1, 2)]),
    "level 0 is no skill": ([item(1, needs="a")], [agent(1, skills="a", level=0)], []),
    "one without the skill does not block the line": (
        [item(1, 50, needs="a"), item(2, 5)],
        [agent(1)],
        [(2, 1)],
    ),
    "a call in hand takes no chat": ([item(1, kind="chat")], [agent(1, open={"call": 1})], []),
    "a ringing call takes no second one": ([item(1)], [agent(1, open={"call": 1}, capacity={"call": 2})], []),
    "chats in hand take a call": ([item(1)], [agent(1, open={"chat": 2})], [(1, 1)]),
    "chats up to the capacity": ([item(1, kind="chat")], [agent(1, open={"chat": 1})], [(1, 1)]),
    "and no further": ([item(1, kind="chat")], [agent(1, open={"chat": 2})], []),
    "a kind without capacity is not for them": ([item(1)], [agent(1, capacity={"chat": 1})], []),
    "the preferred goes before the idle": (
        [item(1, preferred_agent_id=1, prefer_until=ago(-5))],
        [agent(1, 5), agent(2, 50)],
        [(1, 1)],
    ),
    "a busy preferred one is waited for": (
        [item(1, preferred_agent_id=1, prefer_until=ago(-5))],
        [agent(1, presence="busy"), agent(2)],
        [],
    ),
    "so is one in wrap-up": (
        [item(1, preferred_agent_id=1, prefer_until=ago(-5))],
        [agent(1, presence="wrap_up"), agent(2)],
        [],
    ),
    "the waiting for them blocks nobody else": (
        [item(1, 50, preferred_agent_id=1, prefer_until=ago(-5)), item(2, 5)],
        [agent(1, presence="busy"), agent(2)],
        [(2, 2)],
    ),
    "one on a break is not waited for": (
        [item(1, preferred_agent_id=1, prefer_until=ago(-5))],
        [agent(1, presence="break"), agent(2)],
        [(1, 2)],
    ),
    "nor one whose panel is frozen": (
        [item(1, preferred_agent_id=1, prefer_until=ago(-5))],
        [agent(1, presence="busy", seen_at=ago(60)), agent(2)],
        [(1, 2)],
    ),
    "nor one without the skill": (
        [item(1, needs="a", preferred_agent_id=1, prefer_until=ago(-5))],
        [agent(1), agent(2, skills="a")],
        [(1, 2)],
    ),
    "nor one who is not there": ([item(1, preferred_agent_id=9, prefer_until=ago(-5))], [agent(2)], [(1, 2)]),
    "a preference ends": (
        [item(1, preferred_agent_id=1, prefer_until=NOW)],
        [agent(1, presence="busy"), agent(2)],
        [(1, 2)],
    ),
    "who refused is asked last": ([item(1, excluded=frozenset({1}))], [agent(1, 50), agent(2, 5)], [(1, 2)]),
    "but is asked if nobody else can": ([item(1, excluded=frozenset({1}))], [agent(1)], [(1, 1)]),
    "though not at once": ([item(1, excluded=frozenset({1}), prefer_until=ago(-5))], [agent(1)], []),
    "and meanwhile gets the next": (
        [item(1, 50, excluded=frozenset({1}), prefer_until=ago(-5)), item(2, 5)],
        [agent(1)],
        [(2, 1)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_rules(case: str) -> None:
    waiting, agents, expected = CASES[case]
    assert offers(waiting, agents) == expected


def test_the_answer_does_not_depend_on_the_order_of_the_question() -> None:
    dice = random.Random(3)
    waiting = [item(n, dice.randrange(9), dice.choice(["", "a", "a b"]), priority=dice.randrange(2)) for n in range(40)]
    agents = [agent(n, dice.randrange(9), dice.choice(["", "a", "b a"])) for n in range(20)]
    expected = offers(waiting, agents)
    for _ in range(20):
        dice.shuffle(waiting)
        dice.shuffle(agents)
        assert offers(waiting, agents) == expected


def test_reasons_name_who_was_chosen_who_else_could_and_why_others_could_not() -> None:
    waiting = [item(1, 30, needs="a", excluded=frozenset({3}))]
    agents = [
        agent(1, 20, "a"),
        agent(2, 10, "a"),
        agent(3, 90, "a"),
        agent(4, 90),
        agent(5, 90, "a", presence="break"),
        agent(6, 90, "a", open={"call": 1}),
    ]
    (decision,) = choose(waiting, agents, NOW)
    assert json.loads(json.dumps(decision.reasons)) == {
        "why": "longest_idle",
        "waited_s": 30.0,
        "needs": ["a"],
        "chosen": {"agent": 1, "idle_s": 20.0, "open": 0, "claims": 0, "levels": {"a": 3}},
        "considered": [
            {"agent": 1, "idle_s": 20.0, "open": 0, "claims": 0, "levels": {"a": 3}},
            {"agent": 2, "idle_s": 10.0, "open": 0, "claims": 0, "levels": {"a": 3}},
        ],
        "considered_count": 2,
        "passed_over": {
            "lacks_skill": {"count": 1, "agents": [4]},
            "not_ready": {"count": 1, "agents": [5]},
            "on_call": {"count": 1, "agents": [6]},
            "refused_before": {"count": 1, "agents": [3]},
        },
    }


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (item(1), "longest_idle"),
        (item(1, preferred_agent_id=1, prefer_until=ago(-5)), "preferred"),
        (item(1, excluded=frozenset({1})), "nobody_else"),
    ],
)
def test_the_rule_that_decided_is_named(one: Waiting, why: str) -> None:
    assert choose([one], [agent(1)], NOW)[0].reasons["why"] == why


def test_reasons_stay_small_however_many_agents_there_are() -> None:
    (decision,) = choose([item(1)], [agent(n) for n in range(1, 2000)], NOW)
    assert decision.reasons["considered_count"] == 1999
    assert len(json.dumps(decision.reasons)) < 2000
