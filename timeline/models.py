"""Customer, Identity, Journey, ContinueCode, Entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db import Base


class Customer(Base):
    """A person. What we call them comes from an agent or a channel, and may be empty."""

    __tablename__ = "customers"
    __table_args__ = (Index("ix_customers_seen", "seen_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    company: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    identities: Mapped[list[Identity]] = relationship(back_populates="customer", order_by="Identity.id")


class Identity(Base):
    """One address of a person: `phone` (E.164), `email` (lower case), `visitor` (a chat's browser), `external`."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("kind", "value"), Index("ix_identities_customer", "customer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(320))
    created_at: Mapped[datetime]

    customer: Mapped[Customer] = relationship(back_populates="identities")


class Journey(Base):
    """One thing a customer wants done, with the answers given so far, on whatever channel."""

    __tablename__ = "journeys"
    __table_args__ = (Index("ix_journeys_customer_open", "customer_id", "closed_at", "updated_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    topic: Mapped[str] = mapped_column(String(80), default="")
    """Its stable name; empty until something says what it is about."""
    topic_labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How the topic reads, by language."""
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Name of the question → {value, label, asked by language, channel, at}: what was answered, and where and when."""
    last_channel: Mapped[str] = mapped_column(String(16), default="")
    last_agent_id: Mapped[int | None]
    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(40), default="")


class ContinueCode(Base):
    """A short one-time code that carries a journey to another channel. Only its keyed hash is kept."""

    __tablename__ = "continue_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    journey_id: Mapped[int] = mapped_column(ForeignKey("journeys.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class CodeAttempt(Base):
    """One wrong code, by where it came from, so that guessing is slowed down."""

    __tablename__ = "code_attempts"
    __table_args__ = (Index("ix_code_attempts_source_at", "source", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class Entry(Base):
    """One immutable line on a customer's timeline: a fact of `timeline.events`, as data."""

    __tablename__ = "entries"
    __table_args__ = (
        Index("ix_entries_page", "customer_id", "shown", "at", "id"),
        Index("ix_entries_contact", "channel", "contact_id", "id"),
        Index("ix_entries_journey", "journey_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journeys.id"))
    kind: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(16))
    contact_id: Mapped[int | None]
    """Id of the call or conversation that it belongs to, within its channel."""
    shown: Mapped[bool]
    """Whether it is a line of its own in the stream; the others are steps, shown inside their contact."""
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]]
