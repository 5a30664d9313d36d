"""A small company with a simulated switch: what the tests of a call's story stand on."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

import acd.loop
from acd.models import Agent, Offer, Queue
from channels import by_phone
from channels.chat import Chat
from channels.conversations import Conversations
from db import Database, now
from hotline.models import FlowVersion, Hotline
from ivr.heard import Digits, Heard
from ivr.turns import Turn
from telephony.calls import Calls
from telephony.models import Call
from telephony.simulator.switch import SimulatedSwitch
from timeline import book
from timeline.models import Entry

SECRET = "a secret of the tests"
FLOW = Path(__file__).resolve().parent.parent / "hotline" / "demo_flow.json"
_channels = count(1)


class Company:
    """One hotline, the demo flow, three queues, and the desk; `round()` lets the desk do what there is to do."""

    def __init__(self, database: Database) -> None:
        self.db = database
        self.switch = SimulatedSwitch()
        self.chat = Chat(database, SECRET)
        # A test's second is shorter than any other's: who hangs up at once has not dropped anybody.
        self.calls = Calls(
            database, {"simulator": self.switch}, SECRET, "US", at_once=timedelta(0), in_line=by_phone.in_line
        )
        with database.transaction() as session:
            session.add_all(
                [
                    Queue(key="orders", names={"en": "Orders"}, skills={"orders": 1}, ring_s=20, wrap_up_s=0),
                    Queue(key="service", names={"en": "Service"}, skills={"service": 1}, ring_s=20, wrap_up_s=30),
                    Queue(key="general", names={"en": "General"}, skills={}, ring_s=20, wrap_up_s=0),
                    FlowVersion(
                        flow_key="main", number=1, definition=json.loads(FLOW.read_text("utf-8")), published_at=now()
                    ),
                    Hotline(address="hotline", name="Parsa Home", flow_key="main", is_default=True, hours={}),
                    Hotline(address="chat", name="Website", flow_key="main", hours={}),
                ]
            )

    def agent(self, name: str, *skills: str, presence: str = "ready") -> int:
        with self.db.transaction() as session:
            agent = Agent(
                name=name,
                skills=dict.fromkeys(skills, 3),
                presence=presence,
                presence_at=now(),
                # No panel sends signs of life here, and a busy machine may stand still for seconds.
                seen_at=now() + timedelta(minutes=10),
            )
            session.add(agent)
            session.flush()
            return agent.id

    def dial(self, number: str = "+15551230001", token: str = "") -> Caller:
        channel = f"caller-{next(_channels)}"
        self.switch.dial_in(channel)
        call_id, turn_number, turn = self.calls.arrived(
            "simulator", channel, channel_name="", from_address=number, to_address="hotline", token=token
        )
        return Caller(self, channel, call_id, turn_number, turn)

    def round(self) -> None:
        """One round of the desk."""
        conversations = Conversations(self.db)
        acd.loop._once(self.db, {"call": self.calls, "chat": conversations, "email": conversations})

    def call(self, call_id: int) -> Call:
        with self.db.reading() as session:
            return session.get_one(Call, call_id)

    def agent_row(self, agent_id: int) -> Agent:
        with self.db.reading() as session:
            return session.get_one(Agent, agent_id)

    def offers(self) -> list[Offer]:
        with self.db.reading() as session:
            return list(session.scalars(select(Offer).order_by(Offer.id)))

    def steps(self, channel: str, contact_id: int) -> list[tuple[str, dict[str, Any]]]:
        with self.db.reading() as session:
            return [(entry.kind, entry.data) for entry in book.steps(session, channel, contact_id)]

    def entries(self, customer_id: int) -> list[Entry]:
        with self.db.reading() as session:
            return list(session.scalars(select(Entry).where(Entry.customer_id == customer_id).order_by(Entry.id)))


class Caller:
    """One who has dialled in, with the turn they hear now."""

    def __init__(self, company: Company, channel: str, call_id: int, turn_number: int, turn: Turn) -> None:
        self.company, self.channel, self.id = company, channel, call_id
        self.number, self.turn = turn_number, turn

    @property
    def says(self) -> str:
        """What we said last."""
        return " ".join(prompt.text for prompt in self.turn.prompts)

    def does(self, heard: Heard) -> Caller:
        self.number, self.turn = self.company.calls.heard(self.id, self.number, heard)
        return self

    def presses(self, *keys: str) -> Caller:
        for each in keys:
            self.does(Digits(each))
        return self

    def hangs_up(self) -> None:
        self.company.switch.drop(self.channel)
        self.company.calls.leg_ended(self.channel)

    @property
    def row(self) -> Call:
        return self.company.call(self.id)

    @property
    def place(self) -> str:
        return self.company.switch.places[self.channel]
