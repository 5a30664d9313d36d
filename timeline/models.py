"""Customer, Identity, Merge, Claim, Keeping, Journey, ContinueCode, Entry."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db import Base
from timeline import addresses


class Customer(Base):
    """Somebody as one channel or system knows them. What we call them may be empty.

    Several customers can be one person: `timeline.people` links them, and reads them as one.
    """

    __tablename__ = "customers"
    __table_args__ = (
        Index("ix_customers_seen", "seen_at", "id"),
        Index("ix_customers_person", "person_id"),
        Index("ix_customers_name", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    """The customer under whom this one is read, as the merges say; None for one who stands alone or is that one."""
    name: Mapped[str] = mapped_column(String(200), default="")
    company: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    postal: Mapped[str] = mapped_column(String(400), default="", server_default="")
    """Where they live, as they write it."""
    tags: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    value: Mapped[int | None]
    """What they are worth to the company, 0 to 100 in its own measure; None where nobody said."""
    birthday: Mapped[date | None]
    renewal_on: Mapped[date | None]
    """The day on which their contract ends unless it is renewed."""
    own: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """The company's own fields: key → value, as `CustomerField` says."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    identities: Mapped[list[Identity]] = relationship(back_populates="customer", order_by="Identity.id")


def _key(context: DefaultExecutionContext) -> str:
    given: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return addresses.key(given["kind"], given["value"])


class Identity(Base):
    """One address of a person, as `timeline.addresses` spells it."""

    __tablename__ = "identities"
    __table_args__ = (
        UniqueConstraint("kind", "value"),
        Index("ix_identities_customer", "customer_id"),
        Index("ix_identities_key", "kind", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(320))
    key: Mapped[str] = mapped_column(String(320), default=_key)
    """What it shares with another address that is most likely the same (`addresses.key`)."""
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Several people use it, a household or a company: whoever comes from it is asked who they are."""
    created_at: Mapped[datetime]

    customer: Mapped[Customer] = relationship(back_populates="identities")


class Merge(Base):
    """A customer was found to be the same person as another. Undoing it leaves the row, and says who and why."""

    __tablename__ = "merges"
    __table_args__ = (
        Index("ix_merges_customer", "customer_id"),
        Index("ix_merges_into", "into_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))
    """Name of the agent; empty where the customer proved it themselves."""
    why: Mapped[str] = mapped_column(String(16))
    """`agent`, or what the customer proved it with: `code`, `button`; `asked`: they said so, on an address that several
    use."""
    note: Mapped[str] = mapped_column(String(400), default="")
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    """What spoke for it at that moment: [{kind, value, source}]."""
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(String(80), default="")
    undone_why: Mapped[str] = mapped_column(String(400), default="")


class Claim(Base):
    """What somebody says of themselves and nobody has checked: it opens no timeline, but makes us ask.

    `source`: `said` (typed or spoken), or `shared` (they came from an address that several people use).
    """

    __tablename__ = "claims"
    __table_args__ = (UniqueConstraint("customer_id", "kind", "value"), Index("ix_claims_value", "kind", "value"))

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(320))
    source: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


class Apart(Base):
    """Two customers of whom an agent said that they are two people: nobody asks again."""

    __tablename__ = "apart"
    __table_args__ = (UniqueConstraint("one_id", "other_id"), Index("ix_apart_other", "other_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    """The smaller id of the two."""
    other_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class CustomerField(Base):
    """A field of the card that the company has thought of itself. `kind`: text, number, date, yes_no, choice."""

    __tablename__ = "customer_fields"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(8))
    options: Mapped[list[str]]
    """What can be chosen, where it is a choice."""
    position: Mapped[int]


class Consent(Base):
    """A yes or no to one purpose, at one time. The latest counts; the earlier ones prove what was so then."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_customer", "customer_id", "purpose", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    purpose: Mapped[str] = mapped_column(String(16))
    """`recording`, `marketing`, `research`."""
    given: Mapped[bool]
    by: Mapped[str] = mapped_column(String(80))
    """Who wrote it down."""
    at: Mapped[datetime]


class Keeping(Base):
    """How long things last: one row, or none where nobody has changed what holds by itself."""

    __tablename__ = "keeping"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resume_hours: Mapped[int]
    """How long an open journey is offered to be continued, on any channel."""
    days: Mapped[dict[str, Any]]
    """Kind of what is kept (`web.retention.KINDS`) → days until it is erased; what is not named is kept for ever."""


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
    subject: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """What the customer wrote above the letter that opened it: how it reads while it has no topic."""
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


class OutsideEntry(Base):
    """An entry that another system has sent, by the id that it has there: sent again, it is not written again."""

    __tablename__ = "outside_entries"
    __table_args__ = (UniqueConstraint("source", "outside_id"), Index("ix_outside_entries_entry", "entry_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    outside_id: Mapped[str] = mapped_column(String(120))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
