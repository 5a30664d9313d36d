"""A call center in which everything happens at random: callers come and leave, agents answer, sleep, leave, return.

One storm is one process: its own Database and its own dice. Several may share one database. What must hold at every
moment, however many there are, is in `broken_promises`: questions to the database whose answer must be empty.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count

from sqlalchemy import select, text, update

from acd import clock, desk, handover, line, offers, presence, widening
from acd.models import Agent, Offer, Queue, WorkItem
from db import Database, now

SKILLS = ("fr", "vip")
OPEN = ("waiting", "offered", "taken")
PICKY = "picky"
"""Stands as the language, which counts for nothing here, of whoever came with a wish for an agent."""

PROMISES = {
    "an item has one open offer at most": """
        SELECT item_id FROM offers WHERE state = 'made' GROUP BY item_id HAVING count(*) > 1""",
    "an item is offered exactly while an offer is open, to the same agent": """
        SELECT w.id FROM work_items w LEFT JOIN offers o ON o.item_id = w.id AND o.state = 'made'
        WHERE (w.state = 'offered') <> (o.id IS NOT NULL) OR (o.id IS NOT NULL AND o.agent_id <> w.agent_id)""",
    "an agent has one call at most": """
        SELECT agent_id FROM work_items WHERE state IN ('offered', 'taken') AND kind = 'call'
        GROUP BY agent_id HAVING count(*) > 1""",
    "an agent has two chats at most": """
        SELECT agent_id FROM work_items WHERE state IN ('offered', 'taken') AND kind = 'chat'
        GROUP BY agent_id HAVING count(*) > 2""",
    "an agent is busy exactly while on a call": """
        SELECT a.id FROM agents a LEFT JOIN work_items w ON w.agent_id = a.id AND w.state = 'taken' AND w.kind = 'call'
        WHERE (a.presence = 'busy') <> (w.id IS NOT NULL)""",
    "who waits has no agent": "SELECT id FROM work_items WHERE state = 'waiting' AND agent_id IS NOT NULL",
    "who is done was taken": "SELECT id FROM work_items WHERE state = 'done' AND taken_at IS NULL",
}


def broken_promises(database: Database) -> list[str]:
    """Each promise is one statement, and so sees one moment, whatever goes on beside it."""
    with database.reading() as session:
        return [name for name, question in PROMISES.items() if session.execute(text(question)).first()]


LOOSER = {"widening": [{"after_s": 1, "levels": {"fr": 0}}]}


def build(database: Database, agents: int) -> None:
    with database.transaction() as session:
        session.add(Queue(key="general", names={}, wrap_up_s=0))
        session.add(Queue(key="french", names={}, skills={"fr": 1}, wrap_up_s=30, rules=LOOSER))
        for number in range(agents):
            skills = {skill: 1 for bit, skill in enumerate(SKILLS) if number >> bit & 1}
            capacity = {"call": 1, "chat": 2}
            session.add(Agent(name=f"{number}", skills=skills, capacity=capacity, presence_at=now()))


class Killed(Exception):
    """What a process meets that is killed."""


@contextmanager
def dying(database: Database) -> Iterator[None]:
    """Whoever writes in here is killed before they can commit."""

    def die(*_: object) -> None:
        raise Killed

    database._write_signals = die
    try:
        yield
    finally:
        del database._write_signals


class Storm:
    """`step()` does one thing at random. `contacts` numbers the callers, apart from those of other storms."""

    def __init__(self, database: Database, seed: int, contacts: int = 0) -> None:
        self.db = database
        self.dice = random.Random(seed)
        self.contacts = count(contacts + 1)
        self.made: list[desk.Offered] = []
        self.steps = (
            *[self.comes] * 6,
            self.leaves,
            *[self.accepts] * 5,
            self.declines,
            self.sleeps,
            self.device_fails,
            *[self.hangs_up] * 4,
            self.agent_vanishes,
            *[self.wraps_up] * 2,
            *[self.gets_ready] * 4,
            *[self.says_it_lives] * 4,
            self.rests,
            self.panel_freezes,
            self.time_passes,
            self.times_are_up,
            self.passes_on,
            self.passes_on_by_name,
            self.hands_over,
            self.dials_out,
            *[self.crashes] * 2,
        )

    def step(self) -> None:
        self.dice.choice(self.steps)()

    def match(self) -> list[desk.Offered]:
        won = desk.match(self.db)
        self.made += won
        return won

    def one(self, column, *conditions):
        """The id of a random row, or None."""
        with self.db.reading() as session:
            ids = session.scalars(select(column).where(*conditions).order_by(column)).all()
        return self.dice.choice(ids) if ids else None

    def do(self, step, row_id, *more) -> None:
        if row_id is not None:
            with self.db.transaction() as session:
                step(session, row_id, *more)

    def comes(self) -> None:
        preferred = self.one(Agent.id) if self.dice.random() < 0.3 else None
        with self.db.transaction() as session:
            line.enqueue(
                session,
                self.dice.choice(("call", "call", "chat")),
                next(self.contacts),
                self.dice.choice(("general", "general", "french")),
                customer_id=None,
                skills=self.dice.choice(((), (), ("vip",))),
                priority=self.dice.choice((0, 0, 0, 1)),
                language=PICKY if preferred else "",
                preferred_agent_id=preferred,
                prefer_s=self.dice.choice((0.001, 30)),
            )

    def leaves(self) -> None:
        states = self.dice.choice((OPEN, ("offered",)))
        self.do(line.withdraw, self.one(WorkItem.id, WorkItem.state.in_(states)))

    def accepts(self) -> None:
        self.do(offers.accept, self.one(Offer.id, Offer.state == "made"))

    def declines(self) -> None:
        self.do(offers.decline, self.one(Offer.id, Offer.state == "made"))

    def sleeps(self) -> None:
        self.do(offers.miss, self.one(Offer.id, Offer.state == "made"))

    def device_fails(self) -> None:
        self.do(offers.fail, self.one(Offer.id, Offer.state == "made"))

    def hangs_up(self) -> None:
        self.do(line.finish, self.one(WorkItem.id, WorkItem.state == "taken"))

    def agent_vanishes(self) -> None:
        self.do(line.back_in_line, self.one(WorkItem.id, WorkItem.state == "taken", WorkItem.kind == "call"))

    def wraps_up(self) -> None:
        self.do(presence.end_wrap_up, self.one(Agent.id, Agent.presence == "wrap_up"))

    def gets_ready(self) -> None:
        self.do(presence.set_presence, self.one(Agent.id, Agent.presence != "ready"), "ready")

    def rests(self) -> None:
        self.do(presence.set_presence, self.one(Agent.id), self.dice.choice(("break", "offline")), "tired")

    def time_passes(self) -> None:
        """The rules look again at somebody who waits, and at whose time has come."""
        item_id = self.one(WorkItem.id, WorkItem.state == "waiting")
        with self.db.transaction() as session:
            session.execute(update(WorkItem).where(WorkItem.id == item_id).values(look_at=now()))
        widening.reconsider(self.db, now())

    def times_are_up(self) -> None:
        """Somebody rang for too long, and somebody's wrap-up is over: the clock finds them, and panels that are silent,
        as the desk's loop has it do."""
        ringing, writing = self.one(Offer.id, Offer.state == "made"), self.one(Agent.id, Agent.presence == "wrap_up")
        with self.db.transaction() as session:
            session.execute(update(Offer).where(Offer.id == ringing).values(ring_until=now()))
            session.execute(update(Agent).where(Agent.id == writing).values(wrap_up_until=now()))
        moment = now()
        due = clock.due(self.db, moment)
        for offer_id in due.missed:
            self.do(offers.miss, offer_id)
        for agent_id in due.wrapped_up:
            self.do(presence.end_wrap_up, agent_id, moment)
        for agent_id in due.gone:
            self.do(offers.lost, agent_id)
        for offer_id in due.unheard:
            self.do(offers.fail, offer_id)

    def says_it_lives(self) -> None:
        self.do(presence.seen, self.one(Agent.id), self.dice.random() < 0.95)

    def passes_on(self) -> None:
        """An agent gives a contact to another queue."""
        taken = self.one(WorkItem.id, WorkItem.state == "taken")
        self.do(handover.give_away, taken, self.dice.choice(("general", "french")))

    def passes_on_by_name(self) -> None:
        """An agent gives a call to a colleague who is ready."""
        taken, colleague = self.call_and_colleague()
        if taken is None or colleague is None:
            return
        with self.db.transaction() as session:
            if handover.why_not(session, colleague):
                return
            before = line.finish(session, taken)
            if before is not None:
                item = handover.wait_anew(session, before, before.queue_key, back_to=before.agent_id)
                handover.offer_to(session, item, colleague, handover.TRANSFERRED)

    def call_and_colleague(self) -> tuple[int | None, int | None]:
        """A call that somebody has, and somebody who has none and has just become ready."""
        taken = self.one(WorkItem.id, WorkItem.state == "taken", WorkItem.kind == "call")
        colleague = self.one(Agent.id, Agent.presence.in_(("ready", "break", "offline")))
        self.do(presence.set_presence, colleague, "ready")
        return taken, colleague

    def hands_over(self) -> None:
        """A colleague was asked into a call, and stays in it when the first one leaves."""
        taken, colleague = self.call_and_colleague()
        if taken is None or colleague is None:
            return
        with self.db.transaction() as session:
            if handover.why_not(session, colleague):
                return
            handover.occupy(session, colleague)
            if handover.put_in_hand(session, taken, colleague) is None:
                handover.release(session, colleague)

    def dials_out(self) -> None:
        agent_id, contact = self.one(Agent.id), next(self.contacts)
        with self.db.transaction() as session:
            line.begin(session, contact, agent_id, "general", customer_id=None)

    def crashes(self) -> None:
        """A process dies in the midst of whatever it does, when all is written and not committed: it is undone."""
        step = self.dice.choice([self.match, *(step for step in self.steps if step != self.crashes)])
        with suppress(Killed), dying(self.db):
            step()

    def panel_freezes(self) -> None:
        agent_id = self.one(Agent.id)
        with self.db.transaction() as session:
            session.execute(update(Agent).where(Agent.id == agent_id).values(seen_at=now() - timedelta(minutes=1)))
        self.do(offers.lost, agent_id)

    def calm_down(self) -> None:
        """Nobody comes any more, everybody works, until nothing is open."""
        for _ in range(10_000):
            with self.db.transaction() as session:
                session.execute(
                    update(WorkItem).where(WorkItem.state == "waiting").values(prefer_until=None).execution_options()
                )
                agents = session.scalars(select(Agent.id)).all()
            for agent_id in agents:
                self.do(presence.seen, agent_id)
                self.do(presence.set_presence, agent_id, "ready")
                self.do(presence.end_wrap_up, agent_id)
            self.match()
            with self.db.reading() as session:
                ringing = session.scalars(select(Offer.id).where(Offer.state == "made")).all()
                talking = session.scalars(select(WorkItem.id).where(WorkItem.state == "taken")).all()
            if not ringing and not talking:
                return
            for offer_id in ringing:
                self.do(offers.accept, offer_id)
            for item_id in talking:
                self.do(line.finish, item_id)
        raise AssertionError("the storm does not end")
