"""What one match costs, however long the line is: `python -m bench match`.

The floor is busy: every agent is on a call but one, who has just become free. Measured is `desk.match`: look, choose,
claim, commit, look again. A fifth of the callers wait for a preferred agent who is on a call. The rival, in the same
run on the same rows, does what a simple queue does: read everybody who waits, choose, and claim nothing at all.
PostgreSQL is a throw-away server without durability; where there is none, its rows are left out.

Then two goals: the policy alone decides within 5 ms (p99) with 1,000 agents and 200 skills; and four processes claim at
least 300 items a second through one PostgreSQL, none of them twice.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from multiprocessing.queues import Queue as Pipeline
from multiprocessing.synchronize import Barrier
from statistics import median, quantiles

from sqlalchemy import func, insert, select, text

import migrations
from acd import desk, line, widening
from acd.models import Agent, Queue, WorkItem
from acd.policy import Candidate, Needs, Waiting, choose
from bench import report
from bench.floor import QUEUES, SKILLS, build, databases, item
from db import Database, now

LINES = (100, 1_000, 10_000, 100_000)
AGENTS = (50, 1_000)
REPEATS = 100
DECISION_MS, CLAIMS = 5.0, 300.0
PROCESSES, CLAIMED = 4, 1_000


def free(database: Database, item_id: int) -> None:
    with database.transaction() as session:
        line.withdraw(session, item_id)


def everybody(database: Database) -> None:
    """The rival: all rows of the line, and the same policy."""
    moment = now()
    with database.reading() as session:
        rules = widening.read(session)
        rows = session.execute(
            select(
                WorkItem.id,
                WorkItem.kind,
                WorkItem.line,
                WorkItem.queued_at,
                WorkItem.turn_at,
                WorkItem.priority,
                WorkItem.preferred_agent_id,
                WorkItem.prefer_until,
            ).where(text("state = 'waiting'"))
        ).all()
        agents = session.execute(
            select(Agent.id, Agent.presence, Agent.seen_at, Agent.presence_at, Agent.skills, Agent.capacity)
        ).all()
        calls = dict(
            session.execute(
                select(WorkItem.agent_id, func.count())
                .where(text("state in ('offered','taken')"))
                .group_by(WorkItem.agent_id)
            ).all()
        )
    waiting = [
        Waiting(
            r.id,
            r.kind,
            rules.need(r.line)[1],
            r.queued_at,
            r.turn_at,
            r.priority,
            r.preferred_agent_id,
            r.prefer_until,
        )
        for r in rows
    ]
    here = [
        Candidate(a.id, a.presence, a.seen_at, a.presence_at, a.skills, a.capacity, {"call": calls.get(a.id, 0)})
        for a in agents
    ]
    assert len(choose(waiting, here, moment)) == 1


def match_ms(database: Database, repeats: int) -> tuple[float, float]:
    """p50 and p99 of `desk.match`; freeing the agent again is not counted, nor is a first round that warms up."""
    spans = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        (offered,) = desk.match(database)
        spans.append((time.perf_counter() - started) * 1000)
        free(database, offered.item_id)
    return median(spans[1:]), quantiles(spans[1:], n=100)[98]


def everybody_ms(database: Database) -> float:
    spans = []
    for _ in range(3):
        started = time.perf_counter()
        everybody(database)
        spans.append((time.perf_counter() - started) * 1000)
    return median(spans)


def policy_ms(waiting: int) -> tuple[float, float]:
    """p50 and p99, in processor time, of one decision of the policy with its reasons: an agent with ten of 200 skills
    became free, fifty others serve nothing that waits, and it is shown the heads of lines, as the desk shows them."""
    dice, moment = random.Random(1), now()
    skills = [f"s{number}" for number in range(SKILLS)]
    spans = []
    for number in range(400):
        mine = dict.fromkeys(dice.sample(skills, 10), 3)
        others = [
            Candidate(id, "ready", moment, moment, {}, {"call": 1}, {})
            if id < 50
            else Candidate(
                id, "busy", moment, moment, dict.fromkeys(dice.sample(skills, 10), 3), {"call": 1}, {"call": 1}
            )
            for id in range(1, 1_000)
        ]
        agents = [*others, Candidate(1_000, "ready", moment, moment - timedelta(seconds=9), mine, {"call": 1}, {})]
        served = [skill for skill in skills if skill in mine][: max(1, waiting)]
        heads = [
            Waiting(
                n,
                "call",
                Needs(ways=(((skill, 1),),)),
                moment - timedelta(seconds=waiting - n),
                moment - timedelta(seconds=waiting - n),
            )
            for n, skill in enumerate(served)
        ]
        free = [agent for agent in agents if agent.presence == "ready"]
        started = time.thread_time()
        decisions = [(each, each.reasons) for each in choose(heads, free, moment)]
        spans.append((time.thread_time() - started) * 1000)
        assert len(decisions) == 1, number
    return median(spans), quantiles(spans, n=100)[98]


def claiming(url: str, begin: Barrier, claimed: Pipeline[tuple[list[int], float]]) -> None:
    """One of the processes: make every offer that it can win. Tells which items those are, and the seconds of processor
    that they took."""
    database = Database(url, pool_size=2)
    database.last_signal()
    begin.wait()
    before = time.process_time()
    items = [offered.item_id for offered in desk.offers(database)]
    claimed.put((items, time.process_time() - before))
    database.engine.dispose()


def claims_per_s(make: Callable[[int], Database]) -> float:
    """A thousand agents become free at once before a thousand callers, and four processes look at the same moment."""
    database = make(999)
    migrations.upgrade(database)
    moment = now()
    with database.transaction() as session:
        session.execute(insert(Queue), [{"key": key, "names": {}, "skills": {}} for key in QUEUES])
        there = {"presence": "ready", "seen_at": moment + timedelta(hours=1), "presence_at": moment}
        session.execute(
            insert(Agent), [{"name": str(n), "skills": {"fa": 1, "ru": 1}, **there} for n in range(CLAIMED)]
        )
        session.execute(insert(WorkItem), [item(n, moment) for n in range(CLAIMED)])
    context = multiprocessing.get_context("spawn")
    begin, claimed = context.Barrier(PROCESSES + 1), context.Queue()
    workers = [context.Process(target=claiming, args=(database.url, begin, claimed)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    begin.wait(timeout=120)
    started = time.perf_counter()
    won, spent = zip(*(claimed.get(timeout=120) for _ in workers), strict=True)
    took = time.perf_counter() - started
    for worker in workers:
        worker.join()
    items = [item_id for mine in won for item_id in mine]
    assert len(items) == len(set(items)) == CLAIMED, "an item was won twice, or nobody won it"
    with database.reading() as session:
        twice = select(WorkItem.agent_id).where(WorkItem.state == "offered").group_by(WorkItem.agent_id)
        assert session.execute(twice.having(func.count() > 1)).first() is None, "an agent was given two calls"
    shares = ", ".join(str(len(mine)) for mine in won)
    print(
        f"  {CLAIMED:,} claims by {PROCESSES} processes ({shares}) took {took:.2f} s, and {sum(spent):.2f} s of their"
        " processor time; nothing was won twice"
    )
    database.engine.dispose()
    return CLAIMED / took


def main() -> int:
    print("One agent becomes free: milliseconds of one match")
    print(f"{'database':<11}{'agents':>7}{'waiting':>9}{'p50':>9}{'p99':>9}   {'reading everybody: p50':>22}")
    number, claims = 0, None
    with ExitStack() as stack:
        for name, make in databases(stack):
            for agents in AGENTS:
                for waiting in LINES:
                    number += 1
                    database = make(number)
                    migrations.upgrade(database)
                    build(database, agents, waiting)
                    p50, p99 = match_ms(database, min(REPEATS, waiting - 10))
                    rival = everybody_ms(database)
                    print(f"{name:<11}{agents:>7,}{waiting:>9,}{p50:>9.2f}{p99:>9.2f}   {rival:>22.1f}", flush=True)
                    report.keep(
                        "match", name, agents=agents, waiting=waiting, p50_ms=p50, p99_ms=p99, everybody_ms=rival
                    )
                    database.engine.dispose()
            if name == "PostgreSQL":
                claims = claims_per_s(make)
    print(f"\nOne decision of the policy, {SKILLS} skills, 1,000 agents: milliseconds")
    missed = 0
    for waiting in LINES:
        p50, p99 = policy_ms(waiting)
        print(f"  {waiting:>9,} waiting   p50 {p50:.3f}   p99 {p99:.3f}")
        missed += not report.verdict(f"a decision with {waiting:,} waiting", p99, DECISION_MS, "ms")
    if claims is not None:
        reached = claims >= CLAIMS
        print(f"  {'reached' if reached else 'MISSED '}  {claims:,.0f} claims a second, goal ≥ {CLAIMS:,.0f}")
        report.keep("match", "claims", per_s=claims, processes=PROCESSES)
        missed += not reached
    return missed
