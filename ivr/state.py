"""Where a conversation stands, as plain data: it survives a restart, and travels between processes as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ivr.facts import Answer, Value

LONGEST_PATH = 200
"""Steps kept. Whoever plays with a chat for hours must not grow its row without end."""
LONGEST_HEARD = 200


@dataclass(frozen=True)
class Step:
    """One step of the path walked: what was heard at `node`, which `way` it led, and how that reads to people.

    `way` is one of next, known (skipped: answered before), no_input, no_match, operator, failure, hang_up.
    """

    node: str
    label: str
    heard: str
    way: str


@dataclass(frozen=True)
class Message:
    """What was left when nobody could answer: `audio` (a file in the recordings folder), or in a chat `text`."""

    audio: str = ""
    duration_s: float = 0.0
    text: str = ""


@dataclass(frozen=True)
class Rating:
    """What somebody answered to a survey: `scale` is `csat` (1 to 5) or `nps` (0 to 10)."""

    node: str
    scale: str
    score: int


@dataclass(frozen=True)
class State:
    """A fresh conversation is `State(language=<the hotline's>)`. Every change makes a new State."""

    node: str = ""
    """The node that waits for an answer, or has ended; empty before the start. In a sub-flow: `billing/ask`."""
    language: str = ""
    language_chosen: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)
    topic: str = ""
    """Stable name of what it is about: the value of the option chosen in a menu with `topic`."""
    topic_labels: Mapping[str, str] = field(default_factory=dict)
    new_journey: bool = False
    """They said that it is about something new: the open journey is left alone."""
    resumed: bool = False
    """The answers of the open journey were taken over."""
    offered: tuple[int, ...] = ()
    """The ids of what they were last asked about, open journeys or persons, in the order of their keys."""
    journey: int = 0
    """The id of the journey that they chose among several; 0 where the latest is meant."""
    retries: Mapping[str, int] = field(default_factory=dict)
    """How often the present question met `no_input` and `no_match`."""
    draft: str = ""
    """Digits that wait to be confirmed."""
    doubt: str = ""
    """Words that were hardly understood, and wait to be confirmed."""
    seen: tuple[str, ...] = ()
    """Questions already passed: whoever comes back to one wants to be asked again."""
    path: tuple[Step, ...] = ()
    message: Message | None = None
    trail: tuple[str, ...] = ()
    """Every node that the last turn came to, in order, those included at which nobody was waited for."""
    found: Mapping[str, Value] = field(default_factory=dict)
    """Facts that came up in this conversation: from look-ups, and the scores of surveys."""
    ratings: tuple[Rating, ...] = ()
    stack: tuple[str, ...] = ()
    """The sub_flow nodes that this conversation is within, the outermost first."""
    ended: str = ""
    """Empty while it goes on; then hung_up, goodbye, voicemail or fault."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values: dicts, lists, strings, numbers."""
        return {
            **vars(self),
            **{name: list(getattr(self, name)) for name in ("seen", "trail", "stack", "offered")},
            **{name: [{**vars(each)} for each in getattr(self, name)] for name in ("path", "ratings")},
            "answers": {name: {**vars(answer)} for name, answer in self.answers.items()},
            "message": {**vars(self.message)} if self.message else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> State:
        """Read what `to_json` wrote. Raises KeyError, TypeError or ValueError on anything else."""
        values = {**_FRESH, **data}
        message = values["message"]
        return cls(
            node=str(values["node"]),
            language=str(values["language"]),
            language_chosen=bool(values["language_chosen"]),
            answers={name: Answer.from_json(answer) for name, answer in values["answers"].items()},
            topic=str(values["topic"]),
            topic_labels=dict(values["topic_labels"]),
            new_journey=bool(values["new_journey"]),
            resumed=bool(values["resumed"]),
            offered=tuple(map(int, values["offered"])),
            journey=int(values["journey"]),
            retries={name: int(count) for name, count in values["retries"].items()},
            draft=str(values["draft"]),
            doubt=str(values["doubt"]),
            seen=tuple(values["seen"]),
            path=tuple(Step(step["node"], step["label"], step["heard"], step["way"]) for step in values["path"]),
            message=Message(**message) if message else None,
            trail=tuple(values["trail"]),
            found=dict(values["found"]),
            ratings=tuple(Rating(**rating) for rating in values["ratings"]),
            stack=tuple(values["stack"]),
            ended=str(values["ended"]),
        )


_FRESH = State().to_json()
