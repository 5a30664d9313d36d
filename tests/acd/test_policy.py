"""Who gets what, as tables of cases. Times are seconds before now; now is the same for everybody."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from acd.policy import LIVENESS_S, Candidate, Needs, Waiting, choose, explain
from acd.reasons import replay

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def item(number: int, waited: float = 10, needs: str | Needs = "", **more: Any) -> Waiting:
    """`needs` are skills, at any level."""
    came = {"queued_at": ago(waited), "turn_at": ago(waited)}
    wanted = needs if isinstance(needs, Needs) else Needs(ways=(levels(needs),))
    return Waiting(**{"id": number, "kind": "call", "needs": wanted, **came, **more})


def levels(text: str) -> tuple[tuple[str, int], ...]:
    """ "a b:3" is skill a at level 1 and skill b at level 3."""
    pairs = (each.partition(":")[::2] for each in sorted(text.split()))
    return tuple((skill, int(level or 1)) for skill, level in pairs)


def asks(*ways: str, prefers: str = "", **more: Any) -> Needs:
    return Needs(ways=tuple(levels(way) for way in ways), prefers=levels(prefers), **more)


def agent(number: int, idle: float = 10, skills: str = "", level: int = 3, **more: Any) -> Candidate:
    facts = {
        "id": number,
        "presence": "ready",
        "seen_at": ago(1),
        "idle_since": ago(idle),
        "skills": {skill: level if own == 1 else own for skill, own in levels(skills)},
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
    "a level below the least is not enough": (
        [item(1, needs="a:3")],
        [agent(1, 50, "a:2"), agent(2, 5, "a:3")],
        [(1, 2)],
    ),
    "any of the ways will do": ([item(1, needs=asks("a", "b"))], [agent(1, skills="b")], [(1, 1)]),
    "an earlier way goes before idleness": (
        [item(1, needs=asks("a", "b"))],
        [agent(1, 50, "b"), agent(2, 5, "a")],
        [(1, 2)],
    ),
    "who has more of what is preferred goes before idleness": (
        [item(1, needs=asks("", prefers="a:2 b"))],
        [agent(1, 50, "a b"), agent(2, 90, "a:2")],
        [(1, 1)],
    ),
    "fewest handled goes before idleness, if the queue says so": (
        [item(1, needs=asks("", pick="fewest_handled"))],
        [agent(1, 50, handled=4), agent(2, 5, handled=3)],
        [(1, 2)],
    ),
    "so does the best skilled": (
        [item(1, needs=asks("a", pick="best_skilled"))],
        [agent(1, 50, "a:2"), agent(2, 5, "a:4")],
        [(1, 2)],
    ),
    "a queue that wants agents alone": (
        [item(1, needs=asks("", alone=True))],
        [agent(1, open={"chat": 1}), agent(2, 5)],
        [(1, 2)],
    ),
    "whose turn came first goes first, whoever came first": (
        [item(1, 50), item(2, 5, turn_at=ago(60))],
        [agent(1)],
        [(2, 1)],
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
    score = {"way": 0, "liked": 0, "open": 0, "handled": 0, "level": 3, "claims": 0}
    assert json.loads(json.dumps(decision.reasons)) == {
        "why": "longest_idle",
        "chosen": 1,
        "waited_s": 30.0,
        "priority": 0,
        "rule": {"ways": [{"a": 1}], "prefers": {}, "pick": "longest_idle", "alone": False},
        "choosy": False,
        "waited_for": None,
        "considered": [
            {"agent": 1, "idle_s": 20.0, **score},
            {"agent": 2, "idle_s": 10.0, **score},
            {"agent": 3, "idle_s": 90.0, **score},
        ],
        "considered_count": 3,
        "refused_before": [3],
        "passed_over": {
            "lacks_skill": {"count": 1, "agents": [4]},
            "not_ready": {"count": 1, "agents": [5]},
            "on_call": {"count": 1, "agents": [6]},
        },
    }


def test_deciding_again_from_the_record_gives_the_same_answer() -> None:
    dice = random.Random(7)
    kinds = ["", "a", asks("a:3", "b"), asks("", prefers="a b:2"), asks("a", pick="best_skilled")]
    kinds += [asks("", pick="fewest_handled"), asks("b", alone=True)]
    decided = 0
    for _ in range(300):
        agents = [
            agent(
                number,
                dice.randrange(9),
                dice.choice(["", "a", "b a:4", "b:1"]),
                handled=dice.randrange(4),
                claims=dice.randrange(3),
                open=dice.choice([{}, {}, {"chat": 1}]),
                presence=dice.choice(["ready", "ready", "busy"]),
            )
            for number in range(1, dice.randrange(2, 30))
        ]
        waiting = [
            item(
                number,
                dice.randrange(9),
                dice.choice(kinds),
                excluded=frozenset(dice.sample(range(1, 30), dice.randrange(9))),
                preferred_agent_id=dice.choice([None, 1, 2]),
                prefer_until=dice.choice([None, ago(-5), ago(5)]),
            )
            for number in range(dice.randrange(1, 20))
        ]
        for decision in choose(waiting, agents, NOW):
            kept = json.loads(json.dumps(decision.reasons))
            assert replay(kept) == (decision.agent.id, kept["why"])
            assert kept["chosen"] == decision.agent.id
            decided += 1
        told = explain(waiting[0], agents, NOW)
        if len(agents) <= 8:
            assert replay(told) == (told["chosen"], told["why"])
    assert decided > 1000


def test_whoever_asks_is_told_who_would_get_it_and_why_each_other_could_not() -> None:
    agents = [agent(1, skills="a"), agent(2), agent(3, skills="a", presence="busy"), agent(4, 90, "a")]
    told = explain(item(1, needs="a"), agents, NOW)
    assert (told["chosen"], told["why"]) == (4, "longest_idle")
    assert [one["agent"] for one in told["considered"]] == [4, 1]
    assert told["refused"] == {2: "lacks_skill", 3: "not_ready"}
    assert explain(item(1, needs="z"), agents, NOW)["why"] is None


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
