"""Whatever happens, in whatever order, in however many processes: nobody is forgotten, nobody gets two."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from ctypes import c_int
from datetime import datetime, timedelta
from itertools import pairwise
from multiprocessing.process import BaseProcess
from multiprocessing.queues import SimpleQueue

import pytest
from sqlalchemy import select, text, update

from acd import desk, line, presence, widening
from acd.models import Agent, Offer, WorkItem
from acd.policy import Candidate, Needs, Waiting, choose
from db import Database, now
from tests.acd.storm import PICKY, Storm, broken_promises, build

STEPS = int(os.environ.get("SOAK_STEPS", "600"))
"""How many things happen in all processes together; `make soak` lets ten thousand happen."""
KILLED = 3
"""How many of the processes are killed in the midst of it, each followed by another."""


def left_over(database: Database, before: datetime) -> set[tuple[int, int]]:
    """What the policy would still match if it were shown every item and every agent at once.

    Wishes end and panels fall silent while the desk looks: counted is what could be matched before it and after it.
    """
    with database.reading() as session:
        items = session.scalars(select(WorkItem).where(WorkItem.state == "waiting")).all()
        in_hand: dict[int, dict[str, int]] = {}
        for agent_id, kind in session.execute(
            select(WorkItem.agent_id, WorkItem.kind).where(WorkItem.state.in_(("offered", "taken")))
        ):
            mine = in_hand.setdefault(agent_id, {})
            mine[kind] = mine.get(kind, 0) + 1
        agents = session.scalars(select(Agent)).all()
        rules = widening.read(session)
    waiting = [
        Waiting(
            id=item.id,
            kind=item.kind,
            needs=rules.need(item.line)[1],
            queued_at=item.queued_at,
            turn_at=item.turn_at,
            priority=item.priority,
            preferred_agent_id=item.preferred_agent_id,
            prefer_until=item.prefer_until,
            excluded=frozenset(item.excluded),
        )
        for item in items
    ]
    candidates = [
        Candidate(
            id=agent.id,
            presence=agent.presence,
            seen_at=agent.seen_at,
            idle_since=agent.presence_at,
            skills=agent.skills,
            capacity=agent.capacity,
            open=in_hand.get(agent.id, {}),
            voice=agent.voice,
        )
        for agent in agents
    ]
    then, since = (
        {(decision.item.id, decision.agent.id) for decision in choose(waiting, candidates, moment)}
        for moment in (before, now())
    )
    return then & since


def out_of_turn(won: list[desk.Offered], database: Database) -> list[tuple[int, int]]:
    """Offered items that went before one of the same line, with no wish of its own, that was due before them."""
    with database.reading() as session:
        waiting = session.scalars(
            select(WorkItem).where(WorkItem.state == "waiting", WorkItem.prefer_until.is_(None))
        ).all()
        passed = [session.get_one(WorkItem, offered.item_id) for offered in won]
    return [
        (before.id, item.id)
        for item in waiting
        for before in passed
        if before.line == item.line and (-before.priority, before.turn_at) > (-item.priority, item.turn_at)
    ]


def passed_over(database: Database, moments: int) -> set[int]:
    """Who waited in the line of all, with no wish of their own, while at so many moments somebody who came after them
    was offered to an agent for the first time.

    Once is no fault where there are several processes: a claim skips an item that somebody else holds at that moment,
    and whoever had looked before it came knows nothing of it. Nor is it counted in its first second.
    """
    with database.reading() as session:
        items = session.scalars(select(WorkItem).order_by(WorkItem.id)).all()
        first = {offer.item_id: offer for offer in session.scalars(select(Offer).order_by(Offer.id.desc()))}
    contacts, over = set[tuple[str, int]](), set[int]()
    chosen = [(item, first[item.id]) for item in items if item.id in first and "rule" in first[item.id].reasons]
    for item in items:
        offer = first.get(item.id)
        anew = (item.kind, item.contact_id) in contacts
        contacts.add((item.kind, item.contact_id))
        if item.queue_key != "general" or anew or item.language == PICKY or (item.taken_at and not offer):
            continue
        since, until = item.queued_at + timedelta(seconds=1), offer.at if offer else item.ended_at or now()
        priority = offer.reasons.get("priority") if offer else item.priority
        before = {
            theirs.at
            for later, theirs in chosen
            if since < theirs.at < until
            and (later.line, theirs.reasons["priority"]) == (item.line, priority)
            and later.turn_at > item.turn_at
        }
        if len(before) >= moments:
            over.add(item.id)
    return over


def stranded(database: Database) -> set[int]:
    """Agents who get no call now that all is over and everybody is ready."""
    with database.transaction() as session:
        agents = set(session.scalars(select(Agent.id)))
        for number in range(len(agents)):
            line.enqueue(session, "call", -1 - number, "general", customer_id=None)
    return agents - {offered.agent_id for offered in desk.match(database)}


@pytest.mark.parametrize("seed", range(4))
def test_no_promise_breaks_whatever_happens(sqlite: Database, seed: int) -> None:
    build(sqlite, agents=8)
    storm = Storm(sqlite, seed)
    for _ in range(250):
        storm.step()
        before = now()
        won = storm.match()
        assert broken_promises(sqlite) == []
        assert left_over(sqlite, before) == set()
        assert out_of_turn(won, sqlite) == []
    assert len(storm.made) > 30
    assert passed_over(sqlite, moments=1) == set()
    storm.calm_down()
    assert broken_promises(sqlite) == []
    with sqlite.reading() as session:
        assert set(session.scalars(select(WorkItem.state))) == {"done", "left"}
    assert stranded(sqlite) == set()


def rage(url: str, number: int, steps: int, done: c_int, made: SimpleQueue[list[int]]) -> None:
    """One process of a storm: `steps` random things. `done` counts them."""
    own = Database(url, pool_size=2)
    storm = Storm(own, seed=number, contacts=number * 100_000)
    for _ in range(steps):
        storm.step()
        storm.match()
        done.value += 1
    made.put([offered.offer_id for offered in storm.made])
    own.engine.dispose()


@pytest.mark.timeout(240 + STEPS // 4)
def test_no_promise_breaks_when_several_processes_do_it_at_once_and_some_are_killed(postgresql: Database) -> None:
    build(postgresql, agents=8)
    postgresql.engine.dispose()
    fork = multiprocessing.get_context("fork")
    counts, made = [fork.RawValue("i", 0) for _ in range(4 + KILLED)], fork.SimpleQueue()

    def begin(number: int) -> BaseProcess:
        facts = (postgresql.url, number, STEPS // 4, counts[number - 1], made)
        process = fork.Process(target=rage, args=facts, daemon=True)
        process.start()
        return process

    processes = [begin(number) for number in range(1, 5)]
    broken: set[str] = set()
    while any(process.is_alive() for process in processes):
        broken.update(broken_promises(postgresql))
        time.sleep(0.1)
        dead = len(processes) - 4
        if dead < KILLED and sum(done.value for done in counts) > STEPS // 6 * (1 + dead):
            processes[dead].kill()
            processes[dead].join()
            processes.append(begin(5 + dead))
    assert broken == set()
    assert [process.exitcode for process in processes] == [-signal.SIGKILL] * KILLED + [0] * 4
    told = [offer_id for _ in range(4) for offer_id in made.get()]
    with postgresql.reading() as session:
        offered = set(session.scalars(select(Offer.id)))
    assert len(told) == len(set(told)), "each offer was won once"
    assert set(told) <= offered
    storm, before = Storm(postgresql, seed=0), now()
    storm.match()
    assert left_over(postgresql, before) == set()
    assert passed_over(postgresql, moments=2) == set()
    storm.calm_down()
    assert broken_promises(postgresql) == []
    with postgresql.reading() as session:
        assert set(session.scalars(select(WorkItem.state))) == {"done", "left"}
        ends = {"accepted", "declined", "missed", "failed"}
        assert set(session.scalars(select(Offer.state))) >= ends, "everything happened"
    assert stranded(postgresql) == set()


def test_however_many_look_at_once_those_who_came_first_are_offered_first(postgresql: Database) -> None:
    build(postgresql, agents=10)
    with postgresql.transaction() as session:
        session.execute(update(Agent).values(presence="ready", seen_at=now()))
        for contact in range(40):
            line.enqueue(session, "call", contact, "general", customer_id=None)
    with ThreadPoolExecutor(4) as pool:
        won = [offered for made in pool.map(desk.match, [postgresql] * 4) for offered in made]
    assert sorted(offered.contact_id for offered in won) == list(range(10))


def test_processes_that_look_at_the_same_moment_give_each_agent_one_call(
    postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process is held between its look and its claim until all have looked, so that all choose the same agents,
    but for different callers: the guard on the agent alone keeps them apart."""
    build(postgresql, agents=4)
    storm = Storm(postgresql, seed=1)
    for _ in range(4):
        storm.gets_ready()
    with postgresql.transaction() as session:
        for contact in range(40):
            line.enqueue(session, "call", contact, "general", customer_id=None)
    together = threading.Barrier(4)
    looked = threading.local()
    look = desk._look

    def look_together(database: Database) -> list:
        decisions = look(database)
        if not getattr(looked, "once", False):
            looked.once = True
            # Other processes would see other callers first: give each one its own, and let all want the same agents.
            dice = random.Random(together.wait())
            with database.reading() as session:
                ids = dice.sample(session.scalars(select(WorkItem.id)).all(), len(decisions))
            decisions = [
                desk.Decision(Waiting(id, "call", Needs(), now(), now()), decision.agent, decision.why)
                for id, decision in zip(ids, decisions, strict=True)
            ]
        return decisions

    monkeypatch.setattr(desk, "_look", look_together)
    with ThreadPoolExecutor(4) as pool:
        won = [offered for made in pool.map(desk.match, [postgresql] * 4) for offered in made]
    assert sorted(offered.agent_id for offered in won) == [1, 2, 3, 4]
    assert broken_promises(postgresql) == []
    with postgresql.reading() as session:
        assert session.scalars(text("SELECT count(*) FROM work_items WHERE state = 'offered'")).all() == [4]


def test_nobody_goes_before_a_caller_whose_agent_was_taken_away_in_between(database: Database) -> None:
    build(database, agents=3)
    with database.transaction() as session:
        session.execute(update(Agent).values(presence="ready", seen_at=now()))
        for contact in range(3):
            line.enqueue(session, "call", contact, "general", customer_id=None)
    chosen = desk._look(database)
    with database.transaction() as session:
        session.execute(update(Agent).where(Agent.id == chosen[1].agent.id).values(claims=1))
    won, other = desk._claim(database, chosen)
    assert [offered.contact_id for offered in won] == [0]
    assert other == chosen[1].agent.id
    assert [offered.contact_id for offered in desk.match(database)] == [1, 2]
    assert broken_promises(database) == []


def test_an_agent_whom_somebody_else_holds_is_waited_for_and_nobody_is_overtaken_meanwhile(
    postgresql: Database,
) -> None:
    build(postgresql, agents=2)
    with postgresql.transaction() as session:
        session.execute(update(Agent).values(presence="ready", seen_at=now()))
        for contact in range(2):
            line.enqueue(session, "call", contact, "general", customer_id=None)
    first = desk._look(postgresql)[0].agent.id
    with ThreadPoolExecutor(1) as pool:
        with postgresql.transaction() as session:
            presence.held_agent(session, first)
            matched = pool.submit(desk.match, postgresql)
            with pytest.raises(TimeoutError):
                matched.result(timeout=0.5)
            with postgresql.reading() as other:
                assert set(other.scalars(select(WorkItem.state))) == {"waiting"}
        assert [offered.contact_id for offered in matched.result(timeout=20)] == [0, 1]


def test_callers_of_one_line_are_offered_in_the_order_in_which_they_came(database: Database) -> None:
    build(database, agents=1)
    storm = Storm(database, seed=1)
    with database.transaction() as session:
        for contact in range(20):
            line.enqueue(session, "call", contact, "general", customer_id=None)
    storm.calm_down()
    order = [offered.contact_id for offered in storm.made]
    assert len(order) == 20
    assert all(before < after for before, after in pairwise(order))
