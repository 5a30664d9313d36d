"""User: who may log in; LoginSession: where they are; Softphone: in which panel it is.

Looked: what they saw of customers; Changed: what became of them as users.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db import Base


class User(Base):
    """A login. `role` is `agent`, `supervisor` or `admin`; an agent's names whose desk it opens."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(12))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    language: Mapped[str] = mapped_column(String(8), default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class LoginSession(Base):
    """A browser that is logged in. Its cookie holds a random id of which only the hash is kept."""

    __tablename__ = "login_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    """When its user last did something; a panel that merely stays open does nothing."""


class Softphone(Base):
    """In which of an agent's open panels their softphone is. Each panel that gets it has a higher number."""

    __tablename__ = "softphones"

    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True, autoincrement=False)
    holder: Mapped[int]
    open: Mapped[bool] = mapped_column(default=True)
    """False once that panel has said goodbye."""


class Looked(Base):
    """Who listened to or read what of whom, and when."""

    __tablename__ = "looked"
    __table_args__ = (Index("ix_looked_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    what: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class Changed(Base):
    """What became of a user, by whom, and when. `by_id` is null where it was done on the machine itself. `how` says
    what was and is now, never of a password: `{"was": …, "now": …, "levels": {skill: [before, after]}}`."""

    __tablename__ = "changed"
    __table_args__ = (Index("ix_changed_user_id", "user_id", "id"), Index("ix_changed_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    what: Mapped[str] = mapped_column(String(12))
    how: Mapped[dict[str, Any]]
    at: Mapped[datetime]
