"""Queue, Agent, PresenceChange, WorkItem, Offer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db import Base


class Queue(Base):
    """Where work waits. Its name is shown per language: {"en": "Sales", "fa": "فروش"}."""

    __tablename__ = "queues"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    names: Mapped[dict[str, Any]]
    skills: Mapped[list[str]] = mapped_column(default=list)
    """What every item in this queue needs, beside its own."""
    ring_s: Mapped[int] = mapped_column(default=20)
    wrap_up_s: Mapped[int] = mapped_column(default=30)


class Agent(Base):
    """Who answers. `presence` is `ready`, `busy`, `wrap_up`, `break` or `offline`."""

    __tablename__ = "agents"
    __table_args__ = (Index("ix_agents_presence", "presence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    skills: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Skill → level 1..5."""
    presence: Mapped[str] = mapped_column(String(16), default="offline")
    reason: Mapped[str] = mapped_column(String(40), default="")
    presence_at: Mapped[datetime]
    """Since when; the longest ready is chosen first."""
    wrap_up_until: Mapped[datetime | None]
    after_wrap_up: Mapped[str] = mapped_column(String(16), default="ready")
    seen_at: Mapped[datetime | None]
    """When the agent's panel last acknowledged that it lives; no offers without it."""
    capacity: Mapped[dict[str, Any]] = mapped_column(default=lambda: {"call": 1, "chat": 3, "email": 3})
    """Kind of work → how many at once."""


class PresenceChange(Base):
    """The history of presence: who was what, since when, and why."""

    __tablename__ = "presence_changes"
    __table_args__ = (Index("ix_presence_changes_agent", "agent_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    presence: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(40), default="")
    at: Mapped[datetime]


class WorkItem(Base):
    """A call, chat or email that waits or is worked on. `state`: waiting → offered → taken → done, or → left.

    An item in `offered` or `taken` names its agent; that is what the agent's capacity is counted from.
    """

    __tablename__ = "work_items"
    __table_args__ = (
        Index("ix_work_items_line", "state", "queue_key", "priority", "queued_at"),
        Index("ix_work_items_agent", "agent_id", "state"),
        Index(
            "uq_work_items_contact",
            "kind",
            "contact_id",
            unique=True,
            sqlite_where=text("state in ('waiting','offered','taken')"),
            postgresql_where=text("state in ('waiting','offered','taken')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    """`call`, `chat` or `email`."""
    contact_id: Mapped[int]
    """Id of the call or conversation."""
    queue_key: Mapped[str] = mapped_column(ForeignKey("queues.key"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    skills: Mapped[list[str]] = mapped_column(default=list)
    priority: Mapped[int] = mapped_column(default=0)
    """Higher goes first; within one priority the longest waiting."""
    preferred_agent_id: Mapped[int | None]
    prefer_until: Mapped[datetime | None]
    """Until then only the preferred agent is asked, if they are there at all."""
    excluded: Mapped[list[Any]] = mapped_column(default=list)
    """Agents who just let it ring; they are asked again only when nobody else can."""
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    queued_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Offer(Base):
    """One proposal of one item to one agent. `state`: made → accepted | declined | missed | failed | withdrawn."""

    __tablename__ = "offers"
    __table_args__ = (
        Index("ix_offers_item", "item_id", "id"),
        Index("ix_offers_open", "state", "ring_until"),
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
