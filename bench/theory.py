"""Our own policy against queueing theory: calls arrive at random, talk and patience are exponential.

A simulated clock drives `acd.policy.choose` alone: every arrival, every end of a talk and every caller who gives up is
one event, after which the policy is asked. What it makes of the callers is printed beside Erlang C and Erlang A, with
the error that a simulation of this length has (95 %, from independent runs).
"""

from __future__ import annotations

import heapq
import math
import random
import statistics
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from acd.erlang import Load, Outlook, erlang_a, erlang_c
from acd.policy import Candidate, Needs, Waiting, choose
from bench import report

NOON = datetime(2026, 1, 1, tzinfo=UTC)
TARGET_S = 20.0
RUNS = 20
CALLS = 4_000
"""In each run, after as many quarter as many to warm up."""
T_95 = 2.093
"""Student's t for twenty runs."""
CASES = (
    ("quiet, 4 agents", Load(60, 3600, 180, 60), 4),
    ("busy, 12 agents", Load(100, 1800, 180, 90), 12),
    ("overrun, 10 agents", Load(130, 1800, 180, 60), 10),
)
"""What is asked of both theories; Erlang C only where its line has an end."""
NEEDS = Needs()
FIGURES = ("p_wait", "service_level", "asa_s", "abandon")


@dataclass
class Floor:
    """One simulated call center. `patient` callers never give up."""

    load: Load
    agents: int
    patient: bool
    dice: random.Random
    waiting: OrderedDict[int, float] = field(default_factory=OrderedDict)
    free: dict[int, float] = field(default_factory=dict)
    served: list[float | None] = field(default_factory=list)
    """For each caller, how long until an agent; None: gave up."""
    waits: list[float] = field(default_factory=list)

    def run(self, calls: int) -> None:
        self.free = dict.fromkeys(range(1, self.agents + 1), 0.0)
        order, events = count(), list[tuple[float, int, str, int]]()
        heapq.heappush(events, (0.0, next(order), "comes", 0))
        came: dict[int, float] = {}
        self.served, self.waits = [None] * calls, [0.0] * calls
        while events:
            at, _, what, who = heapq.heappop(events)
            if what == "comes":
                came[who] = self.waiting[who] = at
                if who + 1 < calls:
                    gap = self.dice.expovariate(self.load.arrivals)
                    heapq.heappush(events, (at + gap, next(order), "comes", who + 1))
                if not self.patient:
                    leaves = at + self.dice.expovariate(1 / self.load.patience_s)
                    heapq.heappush(events, (leaves, next(order), "leaves", who))
            elif what == "leaves":
                if self.waiting.pop(who, None) is not None:
                    self.waits[who] = at - came[who]
                continue
            else:
                self.free[who] = at
            for caller, agent in self._decide(at):
                del self.waiting[caller], self.free[agent]
                self.served[caller] = self.waits[caller] = at - came[caller]
                ends = at + self.dice.expovariate(1 / self.load.aht_s)
                heapq.heappush(events, (ends, next(order), "ends", agent))

    def _decide(self, at: float) -> list[tuple[int, int]]:
        """What the desk shows the policy: the free agents, and as many heads of the line."""
        if not self.free or not self.waiting:
            return []
        moment = NOON + timedelta(seconds=at)
        heads = list(self.waiting)[: len(self.free)] if len(self.waiting) < 50 else self._heads()
        agents = [
            Candidate(id, "ready", moment, NOON + timedelta(seconds=since), capacity={"call": 1})
            for id, since in self.free.items()
        ]
        items = [
            Waiting(
                id,
                "call",
                NEEDS,
                NOON + timedelta(seconds=self.waiting[id]),
                NOON + timedelta(seconds=self.waiting[id]),
            )
            for id in heads
        ]
        return [(decision.item.id, decision.agent.id) for decision in choose(items, agents, moment)]

    def _heads(self) -> list[int]:
        heads = iter(self.waiting)
        return [next(heads) for _ in range(len(self.free))]


def simulate(load: Load, agents: int, patient: bool) -> dict[str, tuple[float, float]]:
    """Figure → (mean of the runs, half of its 95 % interval)."""
    runs: list[dict[str, float]] = []
    for seed in range(RUNS):
        floor = Floor(load, agents, patient, random.Random(seed))
        floor.run(CALLS + CALLS // 4)
        served, waits = floor.served[CALLS // 4 :], floor.waits[CALLS // 4 :]
        runs.append(
            {
                "p_wait": sum(wait > 0 for wait in waits) / len(waits),
                "service_level": sum(wait is not None and wait <= TARGET_S for wait in served) / len(served),
                "asa_s": statistics.fmean(waits),
                "abandon": sum(wait is None for wait in served) / len(served),
            }
        )
    return {name: _interval([run[name] for run in runs]) for name in FIGURES}


def _interval(values: list[float]) -> tuple[float, float]:
    return statistics.fmean(values), T_95 * statistics.stdev(values) / math.sqrt(len(values))


def main() -> int:
    """Print both, and say whether each figure is within the simulation's error."""
    print(f"  {RUNS} runs of {CALLS:,} calls each; good service is an answer within {TARGET_S:g} s")
    missed = 0
    for name, load, agents in CASES:
        theories = [("Erlang A", erlang_a(load, agents, TARGET_S), False)]
        if load.erlangs < agents:
            theories.insert(0, ("Erlang C", erlang_c(load, agents, TARGET_S), True))
        for theory, outlook, patient in theories:
            missed += _compare(f"{name}, {load.erlangs:g} Erlangs", theory, outlook, simulate(load, agents, patient))
    return missed


def _compare(case: str, theory: str, outlook: Outlook, found: dict[str, tuple[float, float]]) -> int:
    print(f"\n  {case}: {theory}")
    rows, missed = [], 0
    for figure in FIGURES:
        said = getattr(outlook, figure)
        if said is None:
            continue
        mean, error = found[figure]
        # Of twenty figures one lies outside of a 95 % interval by chance: twice its width is no chance any more.
        agrees = abs(mean - said) <= 2 * error + 1e-9
        missed += not agrees
        rows.append((figure, f"{said:.4f}", f"{mean:.4f}", f"± {error:.4f}", "agrees" if agrees else "DIFFERS"))
        report.keep("theory", theory, case=case, figure=figure, theory=said, found=mean, error=error)
    report.table(("figure", "theory", "our policy", "error", ""), rows)
    return missed


if __name__ == "__main__":
    raise SystemExit(main())
