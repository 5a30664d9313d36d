"""What only Twilio needs remembered: its names for our channels, and audio that is still at Twilio."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db import Base


class TwilioLeg(Base):
    """A channel of ours that we have acted on. A caller's channel is its CallSid; an agent's is chosen by us."""

    __tablename__ = "twilio_legs"

    channel: Mapped[str] = mapped_column(String(80), primary_key=True)
    call_sid: Mapped[str] = mapped_column(String(34))
    room: Mapped[str] = mapped_column(String(80), default="")
    """The conference it was put into; empty where it was taken out again."""
    recording_sid: Mapped[str] = mapped_column(String(34), default="")
    """The recording of the talk that runs on this call, or has run."""
    stream_sid: Mapped[str] = mapped_column(String(34), default="")
    """The stream in which the talk is heard now."""


class TwilioRecording(Base):
    """Audio to be fetched from Twilio. `state`: waiting → busy → done, or waiting again until `retry_at`, or failed."""

    __tablename__ = "twilio_recordings"
    __table_args__ = (Index("ix_twilio_recordings_work", "state", "retry_at"),)

    sid: Mapped[str] = mapped_column(String(34), primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    duration_s: Mapped[float]
    started_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    retry_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    """Failures so far."""
    fault: Mapped[str] = mapped_column(String(400), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the file as it was written."""
