"""Call and Leg, and the audio that supervisors uploaded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db import Base
from hotline.models import WalksFlow

_OUT = "direction = 'out'"


class Call(WalksFlow, Base):
    """A phone contact. `state`: ivr → queued → talking (⇄ held, parted, parked, outside) → ended; one that we make
    (`direction` out) goes (queued →) dialling → talking.

    `parted` is a call whose agent vanished without hanging up: the caller hears music until they are back or
    `parted_until` has passed. `parked` waits in music until somebody picks it up or `parked_until` has passed.
    `outside` was given to a number beyond us, with no agent of ours in it. Whoever is passed on may go back to `ivr`
    or `queued`. `outcome` is set once, when the call ends: `served`, `self_served`, `voicemail`, `left_in_menu`,
    `left_in_queue`, `agent_lost`, `failed`, `callback` (they will be called back); of one that we made also
    `no_answer`, `busy`, `machine` (nobody but one answered), `refused` (the number), `called_in` (they called
    meanwhile), `cancelled`.
    """

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("backend", "backend_id"),
        Index("ix_calls_customer", "customer_id", "arrived_at"),
        Index("ix_calls_open", "outcome", "arrived_at"),
        # How many an agent has made of late, which is limited.
        Index("ix_calls_placed", "agent_id", "arrived_at", sqlite_where=text(_OUT), postgresql_where=text(_OUT)),
        # The few that are parked now.
        Index(
            "ix_calls_parked",
            "parked_until",
            sqlite_where=text("parked_until is not null"),
            postgresql_where=text("parked_until is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    backend: Mapped[str] = mapped_column(String(16))
    backend_id: Mapped[str] = mapped_column(String(80))
    """The channel of the customer as the backend names it: Asterisk's Uniqueid, Twilio's CallSid; chosen by us where
    we call them."""
    direction: Mapped[str] = mapped_column(String(3), default="in")
    channel_name: Mapped[str] = mapped_column(String(160), default="")
    from_address: Mapped[str] = mapped_column(String(80), default="")
    """E.164 where it is a number; empty where it is hidden."""
    to_address: Mapped[str] = mapped_column(String(80), default="")
    """What was dialled: where we call, their number (E.164), and `from_address` is what they are shown."""
    state: Mapped[str] = mapped_column(String(10), default="ivr")
    turn: Mapped[dict[str, Any] | None]
    """The turn that the caller was given last: whoever asks for it again gets the same one."""
    queue_key: Mapped[str | None] = mapped_column(String(40))
    arrived_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    parted_until: Mapped[datetime | None]
    parked_by: Mapped[int | None]
    parked_at: Mapped[datetime | None]
    parked_until: Mapped[datetime | None]
    unsettled: Mapped[bool] = mapped_column(default=False)
    """The switch was not told yet where everybody is to be: `telephony.places` makes up for it after a crash."""
    ended_at: Mapped[datetime | None]
    closing: Mapped[str] = mapped_column(String(16), default="")
    """The outcome that the call will have had if it ends in the menu now; empty while the caller is still choosing."""
    outcome: Mapped[str | None] = mapped_column(String(16))
    conference: Mapped[bool] = mapped_column(default=False)
    """Everybody in this talk is in its room. Until a third one comes, two who talk need none: see `Switch.connect`."""
    machine: Mapped[bool] = mapped_column(default=False)
    """No person has answered our call, but an answering machine or a fax."""

    @property
    def customer_address(self) -> str:
        """The number of the customer's side, whoever called."""
        return self.to_address if self.direction == "out" else self.from_address


class Leg(Base):
    """One party of a call. Its audio is a file of its own until the recording is put together.

    `party` is `caller`, which is the customer also where we call them, `agent`, `guest` (whom an agent asked in:
    another agent, or an outside number), or `listener` (a supervisor, who hears an agent without being a part of the
    talk, or takes part, by `how`).
    """

    __tablename__ = "legs"
    __table_args__ = (
        UniqueConstraint("backend_id"),
        Index("ix_legs_call", "call_id"),
        # The few whose audio was not put together yet, however many calls there were.
        Index("ix_legs_taped", "call_id", sqlite_where=text("audio <> ''"), postgresql_where=text("audio <> ''")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    party: Mapped[str] = mapped_column(String(8))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offers.id"))
    backend_id: Mapped[str] = mapped_column(String(80))
    """The channel's id. Where we ring it is chosen by us before it rings."""
    audio: Mapped[str] = mapped_column(String(200), default="")
    """File within the recordings folder, or empty."""
    taped_at: Mapped[datetime | None]
    """When that file begins, where this is later than `joined_at`: of a listener, when everybody heard them first."""
    held: Mapped[bool] = mapped_column(default=False)
    """This agent or guest hears music; of the caller the call's own state says it."""
    number: Mapped[str] = mapped_column(String(40), default="")
    """Of a guest from outside: E.164."""
    invited_by: Mapped[int | None]
    """The agent who asked a guest in, or to whom a listener listens."""
    how: Mapped[str] = mapped_column(String(12), default="")
    """Of a listener: `listen` (nobody hears them), `whisper` (the agent does), or `barge` (everybody does). Of a guest
    who did not come, why: `missed`, `declined`, `failed` or `withdrawn`."""
    rang_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    quality: Mapped[dict[str, Any] | None]
    """How the line was, as the agent's browser measured it: {mos, mos_worst, jitter_ms, loss, rtt_ms, seconds}."""


class PromptAudio(Base):
    """A prompt that was recorded or uploaded. The files are in the prompts folder, under `audio/`."""

    __tablename__ = "prompt_audio"
    __table_args__ = (Index("ix_prompt_audio_at", "at"),)

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the samples that are played."""
    title: Mapped[str] = mapped_column(String(120), default="")
    """The name of the file that it came in."""
    duration_s: Mapped[float]
    loudness_before: Mapped[float]
    """LUFS, as it came; `loudness` is as it is played."""
    loudness: Mapped[float]
    uploaded_by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
