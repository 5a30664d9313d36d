"""Hotline, FlowVersion, and the columns that any contact walking through a flow has."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db import Base


class FlowVersion(Base):
    """One immutable published version of a flow. Live contacts stay on the version that they started with."""

    __tablename__ = "flow_versions"
    __table_args__ = (UniqueConstraint("flow_key", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    flow_key: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    author: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(400), default="")


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
    language: Mapped[str] = mapped_column(String(8), default="en")
    path: Mapped[list[Any]] = mapped_column(default=list)
    """The way walked through the flow: [{node, label, heard}]."""
    disposition: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(4000), default="")
