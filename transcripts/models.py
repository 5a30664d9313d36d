"""Recording and Transcript."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db import Base


class Recording(Base):
    """The audio of one call: a stereo WAV file, the caller on the left, the agents on the right.

    `transcript_state`: waiting → busy → done, or back to waiting with a time to try again, or failed for good.
    """

    __tablename__ = "recordings"
    __table_args__ = (Index("ix_recordings_work", "transcript_state", "transcript_retry_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(unique=True)
    customer_id: Mapped[int]
    journey_id: Mapped[int | None]
    path: Mapped[str] = mapped_column(String(200))
    """Within var/recordings."""
    language: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime]
    duration_s: Mapped[float]
    voices: Mapped[list[Any]] = mapped_column(default=list)
    """Who spoke when on the right side, where it is more than one: [{name, spans: [[start, end], …]}] in seconds."""
    transcript_state: Mapped[str] = mapped_column(String(8), default="waiting")
    transcript_retry_at: Mapped[datetime | None]
    transcript_claimed_at: Mapped[datetime | None]
    transcript_tries: Mapped[int] = mapped_column(default=0)
    """Failures so far. Waiting for a recognizer is none."""
    transcript_fault: Mapped[str] = mapped_column(String(400), default="")


class Transcript(Base):
    """What was said in a call. `segments`: [{speaker, start, end, text, words: [{word, start, end, confidence}]}]."""

    __tablename__ = "transcripts"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(unique=True)
    engine: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(8))
    duration_s: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    segments: Mapped[list[Any]]
    created_at: Mapped[datetime]
