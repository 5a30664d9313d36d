"""Hotline, a flow's draft, versions, trial and tests, and what every contact that walks through a flow leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from claims import Claimable
from db import Base, now


class FlowVersion(Base):
    """One immutable published version of a flow. Live contacts stay on the version that they started with."""

    __tablename__ = "flow_versions"
    __table_args__ = (UniqueConstraint("flow_key", "number"), Index("ix_flow_versions_live", "flow_key", "live_from"))

    id: Mapped[int] = mapped_column(primary_key=True)
    flow_key: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    live_from: Mapped[datetime | None] = mapped_column(default=now)
    """From then on it may answer; the one of a flow that began last does. None: only within a trial."""
    author: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(400), default="")
    override_reason: Mapped[str] = mapped_column(String(400), default="")
    """Why it was published although tests of it failed."""


class FlowConnection(Base):
    """A system of the company's own that flows may ask, by its name only: where it is and its secrets stay here."""

    __tablename__ = "flow_connections"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    base_url: Mapped[str] = mapped_column(String(400))
    method: Mapped[str] = mapped_column(String(4), default="GET")
    """GET with the values in the query, or POST with them as JSON."""
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Sent along, such as {"Authorization": "Bearer …"}. Never shown again."""
    private: Mapped[bool] = mapped_column(default=False)
    """It may be in the company's own network. Otherwise an address in there is refused."""


class FlowDraft(Base):
    """What supervisors work on. It is kept even while it is no valid flow, and stays after it was published."""

    __tablename__ = "flow_drafts"

    flow_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    definition: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    """Grows with every change, so that nobody overwrites what they have not seen."""
    base_number: Mapped[int | None]
    """The version that it began as; None for a flow that was never published."""
    edited_by: Mapped[str] = mapped_column(String(120), default="")
    edited_at: Mapped[datetime | None]
    """None while it is just what was published."""


class FlowEditor(Base):
    """Who has a draft open in an editor."""

    __tablename__ = "flow_editors"

    flow_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120))
    seen_at: Mapped[datetime]


class FlowTrial(Base):
    """Two versions compared: `share` of 100 callers walk through this version, the others through the live one."""

    __tablename__ = "flow_trials"

    flow_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("flow_versions.id"))
    share: Mapped[int]
    started_by: Mapped[str] = mapped_column(String(120), default="")
    started_at: Mapped[datetime]


class FlowTest(Base):
    """A conversation that must go like this: a script with both sides, in the simulator's language."""

    __tablename__ = "flow_tests"
    __table_args__ = (UniqueConstraint("flow_key", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    flow_key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    facts: Mapped[dict[str, Any]]
    script: Mapped[str] = mapped_column(Text)
    edited_by: Mapped[str] = mapped_column(String(120), default="")
    edited_at: Mapped[datetime]


class DraftCall(Base):
    """One call of a draft, by a supervisor's browser: what is walked, with which facts, and what was heard so far."""

    __tablename__ = "draft_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    flow_key: Mapped[str] = mapped_column(String(40))
    definition: Mapped[dict[str, Any]]
    """Whole, with its sub-flows, as it was when the button was pressed."""
    facts: Mapped[dict[str, Any]]
    language: Mapped[str] = mapped_column(String(8), default="")
    heard: Mapped[list[Any]]
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    backend_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    """The channel that came with its ticket, which nobody else can use then."""
    ended_at: Mapped[datetime | None]


class FlowSend(Claimable, Base):
    """A text or an email that a flow sends: queued → busy → sent, or failed for good."""

    __tablename__ = "flow_sends"
    __table_args__ = (
        # A turn sends each of its messages once, whoever walks it again.
        UniqueConstraint("kind", "contact_id", "turn", "number"),
        Index("ix_flow_sends_due", "state", "retry_at"),
        Index("ix_flow_sends_customer", "customer_id", "at"),
        Index("ix_flow_sends_to", "to", "at"),
    )

    kind: Mapped[str] = mapped_column(String(8))
    contact_id: Mapped[int]
    turn: Mapped[int]
    number: Mapped[int]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journeys.id"))
    by: Mapped[str] = mapped_column(String(8))
    """`sms` or `email`."""
    to: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="queued")


class FlowTurn(Base):
    """One turn of a real contact: what it needs to be walked again, and what is counted of it.

    Never changed. It says nothing about customers but the facts of its moment; the contact knows whose it was.
    """

    __tablename__ = "flow_turns"
    __table_args__ = (
        # Replay reads whole contacts, the newest first.
        UniqueConstraint("kind", "contact_id", "turn"),
        Index(
            "ix_flow_turns_begun",
            "flow_key",
            "at",
            sqlite_where=text("turn = 1"),
            postgresql_where=text("turn = 1"),
        ),
        # Analytics count a span of time of some versions from this index alone, without a look at the rows.
        Index(
            "ix_flow_turns_counted", "version_id", "at", "came_from", "way", "trail", "ending", "seconds", "contained"
        ),
        # The contacts behind a number.
        Index("ix_flow_turns_heard", "version_id", "came_from", "way", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    contact_id: Mapped[int]
    turn: Mapped[int]
    flow_key: Mapped[str] = mapped_column(String(40))
    version_id: Mapped[int] = mapped_column(ForeignKey("flow_versions.id"))
    at: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(8))
    """That was spoken before this turn."""
    heard: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]
    came_from: Mapped[str] = mapped_column(String(100))
    """The node that waited for what was heard; empty in the first turn."""
    way: Mapped[str] = mapped_column(String(16))
    """By which way it was left: next, no_input, …; empty in the first turn and where nothing was answered."""
    seconds: Mapped[float]
    """How long it was waited there, our prompts included."""
    trail: Mapped[str] = mapped_column(String(1000))
    """The nodes that this turn came to: `greet>hours>menu`."""
    node: Mapped[str] = mapped_column(String(100))
    """Where it stands after this turn."""
    ending: Mapped[str] = mapped_column(String(200))
    """How the turn ended, as scripts write it: `gather`, `enqueue orders`, `hangup goodbye`, `hung up`."""
    contained: Mapped[bool] = mapped_column(default=False)
    """It ended here with a goodbye, and nobody of ours was needed."""


class Hotline(Base):
    """What people dial (a number or the user part of a SIP address), or the entry of the website's chat."""

    __tablename__ = "hotlines"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    shown_number: Mapped[str] = mapped_column(String(40), default="")
    flow_key: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8), default="en")
    hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"zone": "Europe/Berlin", "mon": ["09:00", "17:00"], …}; a day left out is closed; {} is always open."""
    calendar: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What differs from the week: {"country": "DE", "subdivision": "BE", "days": [{day, name, span}, …]}."""
    emergency: Mapped[str] = mapped_column(String(200), default="")
    """Why it is closed just now, whatever the hours say; empty while it is not."""
    is_default: Mapped[bool] = mapped_column(default=False)
    """Answers what was dialled and is no hotline's address."""


class WalksFlow:
    """Columns of a contact that walks through a flow: where it stands is data, never a live coroutine."""

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journeys.id"))
    hotline_id: Mapped[int | None] = mapped_column(ForeignKey("hotlines.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    """Who works on it now, or did last."""
    flow_version_id: Mapped[int | None] = mapped_column(ForeignKey("flow_versions.id"))
    flow_state: Mapped[dict[str, Any] | None]
    turn_number: Mapped[int] = mapped_column(default=0)
    """Counts the turns, so that a report of what was heard in an old turn changes nothing."""
    turn_at: Mapped[datetime | None]
    """When the present turn began."""
    language: Mapped[str] = mapped_column(String(8), default="en")
    path: Mapped[list[Any]] = mapped_column(default=list)
    """The way walked through the flow: [{node, label, heard}]."""
    disposition: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(4000), default="")
