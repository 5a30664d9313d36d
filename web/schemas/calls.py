"""A phone contact, in brief and in full."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from web.schemas.base import AgentName, CallState, Id, In, Out, PathStep, QueueName, TranscriptState
from web.schemas.customers import CustomerBrief, JourneyBrief


class CallBrief(Out):
    """A call as the stream shows it. `agent` answered last; `recording_s` is None without a recording.

    `from_shown` is the number of the customer's side, whoever called.
    """

    id: int
    direction: Literal["in", "out"]
    state: CallState
    outcome: str | None
    from_shown: str
    arrived_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    path: list[PathStep]
    queue: QueueName | None
    agent: AgentName | None
    waited_s: float | None
    talk_s: float | None
    duration_s: float | None
    disposition: str
    note: str
    recording_s: float | None
    transcript_state: TranscriptState


class Sentence(Out):
    """Something that was said in a call which goes on. `speaker` is `caller` or `agent`."""

    speaker: str
    text: str
    at: datetime


class Words(Out):
    sentences: list[Sentence]


class Step(Out):
    kind: str
    at: datetime
    data: dict[str, Any]


class RecordingOut(Out):
    """`may_hear`: whether the one who asks may listen to it."""

    duration_s: float
    may_hear: bool


class Word(Out):
    word: str
    start: float
    end: float
    confidence: float


class Segment(Out):
    speaker: str
    start: float
    end: float
    text: str
    words: list[Word]


class TranscriptOut(Out):
    engine: str
    model: str
    language: str
    segments: list[Segment]


class LineQuality(Out):
    """How one agent's line was, as their browser measured it; see `Quality`."""

    agent: AgentName
    mos: float
    mos_worst: float
    jitter_ms: float
    loss: float
    rtt_ms: float
    seconds: float


class Talk(Out):
    """How long one agent had the call in hand, in all."""

    agent: AgentName
    seconds: float


class CallDetail(CallBrief):
    """Everything about one call. `recording` is there as soon as the audio is put together."""

    customer: CustomerBrief
    journey: JourneyBrief | None
    hotline: str
    to_address: str
    language: str
    queued_at: datetime | None
    agents: list[AgentName]
    talks: list[Talk]
    quality: list[LineQuality]
    steps: list[Step]
    recording: RecordingOut | None
    transcript: TranscriptOut | None
    transcript_fault: str


class Dial(In):
    """Whom to call: a number in any usual spelling; `customer_id` says whose it is where that is known."""

    number: Annotated[str, Field(min_length=1, max_length=40)]
    customer_id: Id | None = None


class PeaksSearch(In):
    points: Annotated[int, Field(ge=10, le=4000)] = 800


class Peaks(Out):
    """Loudness 0..1 over time, one number a column: `left` is the caller, `right` the agent."""

    duration_s: float
    left: list[float]
    right: list[float]
