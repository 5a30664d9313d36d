"""Queue, Agent, PresenceChange, WorkItem, Offer, Callback."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from acd.rules import line_of
from db import Base

_WAITING = "state = 'waiting'"


def _where(condition: str) -> dict[str, Any]:
    """A partial index, in the words of both databases: open work is few rows, however long the history grows."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _line(context: Any) -> str:
    row = context.get_current_parameters()
    return line_of(row["kind"], row["queue_key"], row.get("skills") or ())


def _turn_at(context: Any) -> datetime:
    came: datetime = context.get_current_parameters()["queued_at"]
    return came


class Queue(Base):
    """Where work waits. Its name is shown per language: {"en": "Sales", "fa": "فروش"}."""

    __tablename__ = "queues"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    names: Mapped[dict[str, Any]]
    skills: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Skill → least level: what every item in this queue needs, beside its own."""
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """How it finds its agent: `acd.rules.Rules`, what is left out being as it says."""
    ring_s: Mapped[int] = mapped_column(default=20)
    wrap_up_s: Mapped[int] = mapped_column(default=30)
    """Time to write things down after a call; 0 is none. Chats and emails are written already, and have none."""
    survey_flow: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """The flow that callers walk through when their agent has hung up; empty: they are hung up, too."""
    callback_first: Mapped[str] = mapped_column(String(8), default="agent")
    """Who is rung first when somebody is called back: `agent`, or `customer`, who then hears who it is and waits."""


EVERY_PHONE = "asterisk simulator twilio"
"""What somebody can be talked to over whose panel does not tell its phones apart."""


class Agent(Base):
    """Who answers. `presence` is `ready`, `busy`, `wrap_up`, `break` or `offline`."""

    __tablename__ = "agents"
    __table_args__ = (
        Index("ix_agents_presence", "presence", "seen_at"),
        Index("ix_agents_wrap_up", "wrap_up_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    skills: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Skill → level 1..5."""
    presence: Mapped[str] = mapped_column(String(16), default="offline")
    reason: Mapped[str] = mapped_column(String(40), default="")
    presence_at: Mapped[datetime]
    """Since when."""
    worked_at: Mapped[datetime | None]
    """When their last piece of work ended. Who is idle longest, by this and `presence_at`, is chosen first."""
    wrap_up_until: Mapped[datetime | None]
    after_wrap_up: Mapped[str] = mapped_column(String(16), default="ready")
    after_reason: Mapped[str] = mapped_column(String(40), default="")
    """What the agent asked to be once the call and its wrap-up are over."""
    seen_at: Mapped[datetime | None]
    """When the agent's panel last acknowledged that it lives; no offers without it."""
    voice: Mapped[bool] = mapped_column(default=True)
    """Whether the panel can be talked through: microphone live, softphone registered. Without it no calls."""
    phones: Mapped[str] = mapped_column(String(60), default=EVERY_PHONE, server_default=EVERY_PHONE)
    """The backends over which it can be, parted by spaces: each has a phone of its own in the panel."""
    capacity: Mapped[dict[str, Any]] = mapped_column(default=lambda: {"call": 1, "chat": 3, "email": 3})
    """Kind of work → how many at once."""
    may_dial: Mapped[bool] = mapped_column(default=True)
    """Whether they may call out; supervisors say so."""
    hears: Mapped[str] = mapped_column(String(4), default="own", server_default="own")
    """Whose recordings they may listen to: of calls that were their `own`, of `all`, or of `none`."""
    handled: Mapped[int] = mapped_column(default=0, server_default="0")
    """How much they have done since their shift began."""
    auto_answer: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Calls are answered by the panel itself, after a beep."""
    signature: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Below the mails that they write."""
    claims: Mapped[int] = mapped_column(default=0)
    """How many offers this agent was ever claimed for. A claim counts it up only if nobody did since the claimer
    looked, so that two processes never fill the same place of one agent."""


class PresenceChange(Base):
    """The history of presence: who was what, since when, and why."""

    __tablename__ = "presence_changes"
    __table_args__ = (Index("ix_presence_changes_agent", "agent_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    presence: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(40), default="")
    by: Mapped[str] = mapped_column(String(120), default="", server_default="")
    """The supervisor who changed it for them; empty where they did so themselves, or it came with the work."""
    at: Mapped[datetime]


class BreakReason(Base):
    """Why one takes a break: supervisors say which there are, and what they are called in which language."""

    __tablename__ = "break_reasons"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    names: Mapped[dict[str, Any]]
    position: Mapped[int]


class WorkItem(Base):
    """A call, chat or email that waits or is worked on. `state`: waiting → offered → taken → done, or → left.

    An item in `offered` or `taken` names its agent; that is what the agent's capacity is counted from.
    """

    __tablename__ = "work_items"
    __table_args__ = (
        Index("ix_work_items_line", "line", text("priority DESC"), "turn_at", "id", **_where(_WAITING)),
        Index("ix_work_items_queue", "queue_key", "kind", text("priority DESC"), "turn_at", **_where(_WAITING)),
        Index("ix_work_items_choosy", "prefer_until", **_where(f"{_WAITING} and prefer_until is not null")),
        Index("ix_work_items_look", "look_at", **_where(f"{_WAITING} and look_at is not null")),
        Index("ix_work_items_left", "queue_key", "kind", "ended_at", **_where("state = 'left'")),
        Index("ix_work_items_held", "agent_id", "kind", **_where("state in ('offered','taken')")),
        Index("ix_work_items_agent", "agent_id", "state"),
        Index("ix_work_items_done", "queue_key", "kind", "ended_at", **_where("state = 'done'")),
        Index(
            "uq_work_items_contact",
            "kind",
            "contact_id",
            unique=True,
            **_where("state in ('waiting','offered','taken')"),
        ),
        Index("ix_work_items_contact", "kind", "contact_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    """`call`, `chat`, `email` or `message`."""
    contact_id: Mapped[int]
    """Id of the call or conversation."""
    queue_key: Mapped[str] = mapped_column(ForeignKey("queues.key"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    skills: Mapped[list[str]] = mapped_column(default=list)
    line: Mapped[str] = mapped_column(Text, default=_line)
    """Kind, queue, step of widening, language and own skills as one JSON list (`rules.line_of`): whoever can serve one
    item of a line can serve all of it, so the desk looks at the heads of lines alone, however long they are."""
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")
    points: Mapped[int] = mapped_column(default=0, server_default="0")
    """What it is worth; the queue's rules say how much that counts against waiting."""
    priority: Mapped[int] = mapped_column(default=0)
    """Higher goes first; within one priority, whose turn came first."""
    turn_at: Mapped[datetime] = mapped_column(default=_turn_at)
    """When it counts as having come: `queued_at`, less its head start where the queue's rules let priority age."""
    look_at: Mapped[datetime | None]
    """When it must be looked at again, if it still waits: a step of widening, or an overflow."""
    been: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """The queues from which it overflowed; it never goes back to one."""
    way_out: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """Where an overflowing caller is to be brought, out of all lines: `message` or `flow`."""
    expected_wait_s: Mapped[int | None]
    """The whole wait that it was first told to expect; None while nobody has told it anything."""
    preferred_agent_id: Mapped[int | None]
    prefer_until: Mapped[datetime | None]
    """Until then the item is choosy: only the preferred agent is asked, if they are there at all, and nobody is asked
    again who refused it."""
    excluded: Mapped[list[Any]] = mapped_column(default=list)
    """Agents who just let it ring; they are asked again only when nobody else can."""
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    queued_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ChannelRate(Base):
    """What an hour of work costs on a channel (`acd.efforts.CHANNELS`), in the company's own currency."""

    __tablename__ = "channel_rates"

    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    per_hour: Mapped[float]


class Offer(Base):
    """One proposal of one item to one agent. `state`: made → accepted | declined | missed | failed | withdrawn.

    An accepted one whose agent was gone again at once is `dropped`: nobody was served.
    """

    __tablename__ = "offers"
    __table_args__ = (
        Index("ix_offers_item", "item_id", "id"),
        Index("ix_offers_open", "ring_until", **_where("state = 'made'")),
        Index("ix_offers_agent", "agent_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    state: Mapped[str] = mapped_column(String(10), default="made")
    reasons: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
    ring_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Callback(Base):
    """Somebody is to be called at `number` when it is their turn. `state`: waiting ⇄ in_line → done | cancelled.

    One that is `waiting` comes into line at `due_at`, where `since` is its place; while it is `in_line`, `call_id` is
    the call that stands there for it or is being made. `outcome`, once it is over: `reached`, `called_in` (they called
    meanwhile), `unreached`, `refused` (the number), `cancelled`.
    """

    __tablename__ = "callbacks"
    __table_args__ = (
        # A number is called back once, however often and by whatever way it was asked for.
        Index("uq_callbacks_number", "number", unique=True, **_where("state in ('waiting','in_line')")),
        Index("ix_callbacks_due", "due_at", **_where(_WAITING)),
        Index("ix_callbacks_call", "call_id"),
        Index("ix_callbacks_customer", "customer_id"),
        Index("ix_callbacks_done", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    """E.164."""
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journeys.id"))
    hotline_id: Mapped[int] = mapped_column(ForeignKey("hotlines.id"))
    """Whose number is shown, and whose hours are kept."""
    queue_key: Mapped[str] = mapped_column(ForeignKey("queues.key"))
    skills: Mapped[list[str]] = mapped_column(default=list)
    priority: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(8), default="en")
    preferred_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    source: Mapped[str] = mapped_column(String(10))
    """Where it was asked for: `menu`, `line`, `chat`, `desk`, `voicemail` or `api`."""
    from_call_id: Mapped[int | None]
    """The call in which it was asked for: nobody is called before that has ended."""
    asked_by: Mapped[str] = mapped_column(String(120), default="")
    """The agent who asked for it; empty where the customer did."""
    note: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    since: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    call_id: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(10), default="")
    seen: Mapped[bool] = mapped_column(default=False)
    """A supervisor has seen that nobody was reached."""
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
