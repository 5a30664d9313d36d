"""What the customer wants done, and what they answer. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.events.base import OfContact


@dataclass(frozen=True)
class JourneyOpened(OfContact):
    topic: str


@dataclass(frozen=True)
class JourneyResumed(OfContact):
    """The customer goes on where they stopped. `how`: asked, code, button, told (a letter names it)."""

    topic: str
    how: str
    from_channel: str


@dataclass(frozen=True)
class JourneyClosed(OfContact):
    """An agent says that it is done. `outcome` is what came of it."""

    topic: str
    outcome: str
    agent: str


@dataclass(frozen=True)
class JourneyReopened(OfContact):
    topic: str
    agent: str


@dataclass(frozen=True)
class CodeIssued(OfContact):
    """A continue code was shown. The code itself is not kept."""

    minutes: int


@dataclass(frozen=True)
class CodeRefused(OfContact):
    why: str


@dataclass(frozen=True)
class AnswerGiven(OfContact):
    name: str
    value: str
    label: str


@dataclass(frozen=True)
class SurveyAnswered(OfContact):
    """`scale` is `csat` (1 to 5) or `nps` (0 to 10). `agent` is who they had talked with; empty before anybody did."""

    scale: str
    score: int
    agent: str = ""
    agent_id: int | None = None
