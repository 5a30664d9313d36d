"""Erlang C and A: against values from textbooks, and against chains of states that are solved another way."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import pytest

import app
from acd.erlang import Load, agents_for_target, erlang_a, erlang_c, outlook

HALF_HOUR = Load(calls=100, interval_s=1800, aht_s=180, patience_s=60)
"""Ten Erlangs."""
LOADS = [
    (HALF_HOUR, 12),
    (HALF_HOUR, 8),
    (Load(360, 1800, 240, 300), 55),
    (Load(1000, 600, 300, 5), 400),
    (Load(1000, 600, 300, 0.1), 400),
    (Load(1, 3600, 10, 5), 1),
    (Load(200, 600, 30, 3600), 10),
]


def test_erlang_c_agrees_with_published_tables() -> None:
    # Ten Erlangs: the probability of waiting with 11, 12 and 15 agents.
    shares = [erlang_c(HALF_HOUR, agents, 20).p_wait for agents in (11, 12, 15)]
    assert shares == pytest.approx([0.6821, 0.4494, 0.1020], abs=5e-5)
    # A widely copied worked example: 360 calls in half an hour of 4 minutes each, 55 agents, within 15 seconds.
    example = erlang_c(Load(360, 1800, 240, 60), 55, 15)
    assert (example.p_wait, example.asa_s) == pytest.approx((0.239, 8.2), abs=0.05)
    assert (example.service_level, example.occupancy) == pytest.approx((0.846, 0.873), abs=0.001)


@pytest.mark.parametrize(("load", "agents"), LOADS)
def test_erlang_a_agrees_with_its_chain_of_states(load: Load, agents: int) -> None:
    shares = _chain(load, agents)
    length = sum((state - agents) * share for state, share in enumerate(shares) if state > agents)
    found = erlang_a(load, agents, 20)
    assert found.abandon is not None and found.asa_s is not None
    assert found.p_wait == pytest.approx(sum(shares[agents:]), rel=1e-9)
    assert found.asa_s == pytest.approx(length / load.arrivals, rel=1e-7)
    assert found.abandon == pytest.approx(length / load.patience_s / load.arrivals, rel=1e-7)


@pytest.mark.parametrize(("load", "agents"), LOADS[:3])
def test_the_service_level_of_erlang_a_agrees_with_following_each_caller(load: Load, agents: int) -> None:
    target, steps = 20.0, 20_000
    shares = _chain(load, agents)
    # `at[k]`: a caller waits with k ahead of them. They are answered, give up, or somebody ahead of them goes.
    at, answered = shares[agents:], sum(shares[:agents])
    wide = target / steps
    for _ in range(steps):
        moves = [wide * share for share in at]
        answered += moves[0] * agents / load.aht_s
        ahead = [agents / load.aht_s + k / load.patience_s for k in range(len(at))]
        at = [
            share - move * (gone + 1 / load.patience_s) + (moves[k + 1] * ahead[k + 1] if k + 1 < len(at) else 0)
            for k, (share, move, gone) in enumerate(zip(at, moves, ahead, strict=True))
        ]
        if at[-1] < 1e-15 and len(at) > 1:
            at.pop()
    assert erlang_a(load, agents, target).service_level == pytest.approx(answered, abs=1e-4)


def test_endless_patience_makes_erlang_a_erlang_c() -> None:
    patient = Load(100, 1800, 180, 1e9)
    a, c = erlang_a(patient, 12, 20), erlang_c(patient, 12, 20)
    assert (a.p_wait, a.service_level, a.asa_s) == pytest.approx((c.p_wait, c.service_level, c.asa_s), rel=1e-5)


def test_more_load_than_agents_is_told_as_it_is() -> None:
    assert erlang_c(HALF_HOUR, 10, 20).as_json() == {
        "p_wait": 1.0,
        "service_level": 0.0,
        "asa_s": None,
        "occupancy": 1.0,
    }
    crowd = erlang_a(Load(5000, 60, 300, 300), 200, 20)
    assert (crowd.p_wait, crowd.occupancy, crowd.service_level) == pytest.approx((1, 1, 0))
    assert crowd.abandon == pytest.approx(1 - 200 / 25_000)


def test_figures_stay_figures_however_large_the_house() -> None:
    for agents in (1, 49_000, 50_100, 100_000):
        found = outlook(Load(10_000, 60, 299.9, 300), agents, 20)
        shares = [*found["erlang_a"].values(), *found["erlang_c"].values()]
        assert all(value is None or (math.isfinite(value) and value >= 0) for value in shares)
    assert erlang_c(Load(1, 3600, 1, 1), 100_000, 20).p_wait == 0


def test_the_agents_for_a_target_are_the_fewest_that_reach_it() -> None:
    for load in (HALF_HOUR, Load(1, 3600, 10, 5), Load(10_000, 60, 299, 300)):
        agents = agents_for_target(load, 20)
        assert erlang_c(load, agents, 20).service_level >= 0.8
        assert agents == 1 or erlang_c(load, agents - 1, 20).service_level < 0.8
    few = [agents_for_target(HALF_HOUR, 20, share) for share in (0.5, 0.8, 0.95, 0.999)]
    assert all(less <= more for less, more in pairwise(few))


def test_the_command_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    asked = "staffing --calls 100 --interval 1800 --aht 180 --patience 60 --agents 12 --target-seconds 20"
    assert app.main(asked.split()) == 0
    assert json.loads(capsys.readouterr().out) == outlook(HALF_HOUR, 12, 20)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("--calls 0", "calls must be a number above 0"),
        ("--aht nan", "aht_s must be a number above 0"),
        ("--agents 0", "agents must be between 1 and 100,000"),
        ("--target-seconds -1", "target_seconds must be a number of at least 0"),
        ("--target-share 1", "target_share must be between 0 and 1"),
        ("--calls 1e300", "more than 50,000 agents busy"),
        ("--patience some", "invalid float value"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(wrong: str, said: str, capsys) -> None:
    asked = "staffing --calls 9 --interval 1800 --aht 180 --patience 60 --agents 12 --target-seconds 20"
    with pytest.raises(SystemExit) as stopped:
        app.main([*asked.split(), *wrong.split()])
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def _chain(load: Load, agents: int) -> list[float]:
    """The share of the time for each number of calls in the house, by the balance of neighbouring states."""
    logs = [0.0]
    while len(logs) <= agents or logs[-1] > max(logs) - 60:
        state = len(logs)
        leaves = min(state, agents) / load.aht_s + max(0, state - agents) / load.patience_s
        logs.append(logs[-1] + math.log(load.arrivals / leaves))
    weights = [math.exp(each - max(logs)) for each in logs]
    return [weight / sum(weights) for weight in weights]
