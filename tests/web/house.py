"""A small house to knock at: real rooms, a simulated switch, two agents, a supervisor, and a hotline."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from acd import desk, presence
from acd.models import Agent, Queue
from channels.chat import Chat
from channels.conversations import Conversations
from config import Config
from db import Database, now
from hotline.models import FlowTurn, FlowVersion, Hotline
from telephony.calls import Calls
from telephony.simulator.switch import SimulatedSwitch
from timeline import book, customers
from timeline.events import NoteAdded
from web.models import User
from web.passwords import hashed
from web.rooms import Rooms
from web.site import make_site

PASSWORD = "correct horse"
FLOW = {
    "name": "Parsa Home",
    "languages": ["en"],
    "start": "line",
    "nodes": [{"key": "line", "kind": "to_queue", "queue": "orders"}],
}


@cache
def _password_hash() -> str:
    return hashed(PASSWORD)


def known() -> dict[str, Any]:
    """What every login has. Hashing is slow on purpose, so it is done once for all tests."""
    return {"password_hash": _password_hash(), "created_at": now()}


@dataclass
class House:
    db: Database
    var: Path
    switch: SimulatedSwitch = field(default_factory=SimulatedSwitch)
    dialled: int = 0

    def __post_init__(self) -> None:
        self.config = Config(var=self.var, database_url=self.db.url, secret_key="for tests only")
        self.calls = Calls(self.db, {"simulator": self.switch}, self.config.secret_key, "US", at_once=timedelta(0))
        self.chat = Chat(self.db, self.config.secret_key)
        conversations = Conversations(self.db)
        self.performers = {"call": self.calls, "chat": conversations, "email": conversations}
        self.site = self.make_site()
        with self.db.transaction() as session:
            at = now()
            for key, name in (("orders", "Orders"), ("support", "Support")):
                session.add(Queue(key=key, names={"en": name, "fa": f"صف {name}"}, ring_s=20, wrap_up_s=30))
            agents = [Agent(name=name, presence="offline", presence_at=at) for name in ("Sara", "Omid")]
            session.add_all(agents)
            session.flush()
            self.sara, self.omid = (agent.id for agent in agents)
            session.add_all(
                (
                    User(login="sara", name="Sara", role="agent", agent_id=self.sara, language="en", **known()),
                    User(login="omid", name="Omid", role="agent", agent_id=self.omid, language="fa", **known()),
                    User(login="nadia", name="Nadia", role="supervisor", **known()),
                )
            )
            session.add(FlowVersion(flow_key="main", number=1, definition=FLOW, published_at=at))
            session.flush()
            for address, is_default in (("hotline", True), ("chat", False)):
                session.add(
                    Hotline(
                        address=address,
                        name="Parsa Home",
                        shown_number="+1 555-123-0000",
                        flow_key="main",
                        is_default=is_default,
                    )
                )

    def make_site(self) -> Flask:
        return make_site(
            Rooms(
                config=self.config,
                db=self.db,
                calls=self.calls,
                chat=self.chat,
                switch=self.switch,
                recognizers=lambda: [
                    {
                        "language": "en",
                        "engine": "vosk",
                        "model": "tiny",
                        "state": "ready",
                        "progress": None,
                        "live": True,
                    }
                ],
            )
        )

    def guest(self) -> Panel:
        return Panel(self.site.test_client())

    def login(self, who: str) -> Panel:
        panel = self.guest()
        answer = panel.post("/session", login=who, password=PASSWORD)
        assert answer.status_code == 200, answer.text
        panel.csrf = answer.json["csrf"]
        return panel

    def supervisor(self, name: str, role: str = "supervisor") -> Panel:
        """Another supervisor, or an administrator, logged in."""
        with self.db.transaction() as session:
            session.add(User(login=name.lower(), name=name, role=role, **known()))
        return self.login(name.lower())

    def promote(self, who: str) -> None:
        """An agent is a supervisor from now on."""
        with self.db.transaction() as session:
            session.execute(update(User).where(User.login == who).values(role="supervisor"))

    def trail(self, call_id: int) -> str:
        """The nodes that the first turn of a call came to."""
        with self.db.reading() as session:
            first = select(FlowTurn.trail).where(FlowTurn.contact_id == call_id, FlowTurn.turn == 1)
            return session.scalars(first).one()

    def ready(self, agent_id: int) -> None:
        with self.db.transaction() as session:
            presence.set_presence(session, agent_id, "ready")

    def match(self) -> None:
        """Do what the desk's loop does: make offers, and carry them out."""
        for offered in desk.match(self.db):
            self.performers[offered.kind].carry_out(offered.offer_id)

    def dial(self, number: str = "+15551230001") -> int:
        """A caller dials in and waits in line. Returns the call's id."""
        self.dialled += 1
        channel = f"caller-{self.dialled}"
        self.switch.dial_in(channel)
        call_id, _, _ = self.calls.arrived(
            "simulator", channel, channel_name=channel, from_address=number, to_address="hotline"
        )
        return call_id

    def talk(self, agent_id: int, number: str = "+15551230001") -> int:
        """A caller who talks with this agent. Returns the call's id."""
        self.ready(agent_id)
        call_id = self.dial(number)
        self.match()
        ring = self.switch.ringing(agent_id)
        self.switch.answer(ring.channel)
        self.calls.agent_answered(ring.channel)
        return call_id

    def customer(self, name: str = "Leila", **identities: str) -> int:
        with self.db.transaction() as session:
            return customers.make(session, name, list(identities.items())).id

    def notes(self, customer_id: int, count: int) -> list[str]:
        """Notes of the last `count` minutes; returns their texts, the newest first."""
        texts = [f"note {number}" for number in range(count)]
        begin = now() - timedelta(minutes=count)
        with self.db.transaction() as session:
            for number, text in enumerate(texts):
                at: datetime = begin + timedelta(minutes=number)
                book.record(session, customer_id, NoteAdded("desk", None, "Sara", text), at=at)
        return texts[::-1]


@dataclass
class Panel:
    """A browser, as far as its requests go."""

    client: FlaskClient
    csrf: str = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(f"/api/v1{path}", **more)

    def post(self, path: str, **body: Any) -> TestResponse:
        return self.send("POST", path, body)

    def put(self, path: str, **body: Any) -> TestResponse:
        return self.send("PUT", path, body)

    def patch(self, path: str, **body: Any) -> TestResponse:
        return self.send("PATCH", path, body)

    def delete(self, path: str) -> TestResponse:
        return self.send("DELETE", path, {})

    def send(self, method: str, path: str, body: Any) -> TestResponse:
        return self.client.open(
            f"/api/v1{path}", method=method, json=body, headers={"X-CSRF-Token": self.csrf} if self.csrf else {}
        )
