"""What the desk keeps beside the work: its rules, canned answers, dispositions, and words between colleagues."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db import Base

_UNREAD = "read_at IS NULL"


class DeskRules(Base):
    """The house's rules for its agents: one row, or none where nobody has changed them."""

    __tablename__ = "desk_rules"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    decline: Mapped[str] = mapped_column(String(8))
    """`free`, `reason` (one has to be chosen) or `never`."""
    declines_per_hour: Mapped[int]
    """0: as many as they like."""
    extend_s: Mapped[int]
    """How much longer one press makes a wrap-up; 0: it cannot be extended."""
    park_s: Mapped[int] = mapped_column(default=180, server_default="180")
    """So long a parked caller hears music before they come back to who parked them."""
    goal_contacts: Mapped[int]
    """Contacts a day; 0: no such goal."""
    goal_handle_s: Mapped[int]
    """Talk and wrap-up of a call on average, at most; 0: no such goal."""


class CannedAnswer(Base):
    """A text that is written often. Without an agent it is shared by all."""

    __tablename__ = "canned_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    """What one types after "/"."""
    text: Mapped[str] = mapped_column(Text)
    """With variables: {customer}, {first_name}, {company}, {agent}, and the journey's answers by name."""


class DispositionKind(Base):
    """One way in which a contact can end: a leaf of a tree, or a branch that has others beneath it."""

    __tablename__ = "disposition_kinds"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    parent: Mapped[str] = mapped_column(String(40), default="")
    names: Mapped[dict[str, Any]]
    queue_key: Mapped[str] = mapped_column(String(40), default="")
    """The queue whose contacts may end so; empty: every one."""
    fields: Mapped[list[Any]] = mapped_column(default=list)
    """What has to be said with it: [{key, names, required, choices}], where no choices mean a free text."""
    position: Mapped[int]


class Wrapped(Base):
    """What an agent said at the end of a contact, as data: the disposition and its fields."""

    __tablename__ = "wrapped"
    __table_args__ = (
        Index("ix_wrapped_contact", "kind", "contact_id"),
        Index("ix_wrapped_agent", "agent_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    contact_id: Mapped[int]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    disposition: Mapped[str] = mapped_column(String(40))
    fields: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class InternalMessage(Base):
    """Words from one colleague to another. `kind` is `message`, or `mention` for a note that names them."""

    __tablename__ = "internal_messages"
    __table_args__ = (
        Index("ix_internal_messages_to", "to_agent_id", "id"),
        Index("ix_internal_messages_from", "from_agent_id", "id"),
        Index(
            "ix_internal_messages_unread",
            "to_agent_id",
            sqlite_where=text(_UNREAD),
            postgresql_where=text(_UNREAD),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), default="message")
    from_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    from_name: Mapped[str] = mapped_column(String(120))
    to_agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    text: Mapped[str] = mapped_column(Text)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    """Whom it is about."""
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
