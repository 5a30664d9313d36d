"""A small call center: one queue that anybody serves, one that takes a skill, and agents by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acd import desk, line, offers, presence
from acd.models import Agent, Offer, Queue, WorkItem
from db import Database, now


class Center:
    """Verbs of the tests. Each is one transaction, as in the product."""

    def __init__(self, database: Database) -> None:
        self.db = database
        with database.transaction() as session:
            session.add(Queue(key="general", names={"en": "General"}, ring_s=20, wrap_up_s=30))
            session.add(Queue(key="french", names={"en": "French"}, skills={"fr": 1}, ring_s=20, wrap_up_s=0))
        self._contacts = 0

    def agent(self, presence_: str = "ready", **facts: object) -> int:
        # No panel sends signs of life here, and a busy machine may stand still for seconds.
        seen = {"seen_at": now() + timedelta(minutes=10)}
        with self.db.transaction() as session:
            agent = Agent(name="somebody", presence_at=now(), **{"presence": presence_, **seen, **facts})
            session.add(agent)
            session.flush()
            return agent.id

    def comes(self, queue: str = "general", kind: str = "call", **wishes: object) -> int:
        self._contacts += 1
        with self.db.transaction() as session:
            return line.enqueue(session, kind, self._contacts, queue, customer_id=None, **wishes).id

    def match(self) -> list[tuple[int, int]]:
        return [(offered.item_id, offered.agent_id) for offered in desk.match(self.db)]

    def taken(self, queue: str = "general", kind: str = "call") -> tuple[int, int]:
        """A new item that the one free agent has taken: (item, agent)."""
        item_id = self.comes(queue, kind)
        (offered,) = desk.match(self.db)
        with self.db.transaction() as session:
            assert offers.accept(session, offered.offer_id)
        return item_id, offered.agent_id

    def do(self, step, *arguments, **more):
        """One step of the desk in its own transaction."""
        with self.db.transaction() as session:
            return step(session, *arguments, **more)

    def item(self, item_id: int) -> WorkItem:
        with self.db.reading() as session:
            return session.get_one(WorkItem, item_id)

    def who(self, agent_id: int) -> Agent:
        with self.db.reading() as session:
            return session.get_one(Agent, agent_id)

    def offer(self, offer_id: int) -> Offer:
        with self.db.reading() as session:
            return session.get_one(Offer, offer_id)

    def ready(self, agent_id: int) -> None:
        self.do(presence.set_presence, agent_id, "ready")

    def silent(self, agent_id: int, seconds: float = 60) -> None:
        """The agent's panel was last heard of so long ago."""
        with self.db.transaction() as session:
            session.get_one(Agent, agent_id).seen_at = now() - timedelta(seconds=seconds)


@pytest.fixture
def center(database: Database) -> Center:
    return Center(database)
