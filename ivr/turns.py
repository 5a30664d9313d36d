"""What we do next: a Turn is some prompts, then exactly one ending.

A flow decides a Turn; a telephony backend, a chat or the simulator performs it. A Turn says nothing of how.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Say:
    """Text to be spoken, or shown in a chat. `digits` marks text to be read out figure by figure."""

    text: str
    language: str
    digits: bool = False


@dataclass(frozen=True)
class Play:
    """An uploaded recording, by its content hash; `text` is what it says, for a chat and for the record."""

    audio: str
    text: str
    language: str


Prompt = Say | Play


@dataclass(frozen=True)
class Option:
    """One choice of a menu: the key that takes it and the label that a chat shows on a button."""

    key: str
    label: str


@dataclass(frozen=True)
class Gather:
    """Wait for keys (or a word). Ends at `max_digits`, at `finish_on`, or after `timeout_s` without any."""

    max_digits: int = 1
    finish_on: str = "#"
    timeout_s: float = 5.0
    options: tuple[Option, ...] = ()
    barge_in: bool = True
    language: str = ""
    words: tuple[str, ...] = ()
    """What a caller may say instead, in `language`. A switch that cannot hear leaves it aside."""

    @property
    def finish(self) -> str:
        """The key that ends the input, and is no part of it; none where it is a choice."""
        return "" if self.finish_on in {option.key for option in self.options} else self.finish_on


@dataclass(frozen=True)
class Record:
    """Record the caller after a beep, until `finish_on`, a silence of `silence_s`, or `max_s`."""

    max_s: int = 120
    silence_s: int = 4
    finish_on: str = "#"


@dataclass(frozen=True)
class Dial:
    """Connect to an outside number (E.164) for at most `timeout_s` of ringing."""

    number: str
    timeout_s: int = 30


@dataclass(frozen=True)
class Enqueue:
    """Wait in a queue for an agent who has every one of `skills`."""

    queue: str
    skills: tuple[str, ...] = ()
    priority: int = 0


@dataclass(frozen=True)
class Callback:
    """Give the caller back their evening: call `number` (E.164) when it is their turn in `queue`."""

    queue: str
    number: str
    skills: tuple[str, ...] = ()
    priority: int = 0


@dataclass(frozen=True)
class LookUp:
    """Ask the company's own system, by the connection of this name, for at most `timeout_s`. Answered by LookedUp.

    Where the connection leads, and with which secrets, only whoever performs the turn knows.
    """

    connection: str
    values: Mapping[str, str]
    timeout_s: float = 5.0


@dataclass(frozen=True)
class Hangup:
    """The conversation is over. `why` is one of `goodbye`, `voicemail`, `fault`."""

    why: str = "goodbye"


Ending = Gather | Record | Dial | Enqueue | Callback | LookUp | Hangup


@dataclass(frozen=True)
class Send:
    """A message to be sent once, beside the conversation: `by` is `sms` (to E.164) or `email`."""

    by: str
    to: str
    text: str
    subject: str = ""


@dataclass(frozen=True)
class Turn:
    """`sends` are done when the turn is decided; who is given the same turn again does not send again."""

    prompts: tuple[Prompt, ...]
    ending: Ending
    sends: tuple[Send, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, so that whoever asks again later gets the same turn."""
        sends = {"sends": [{**vars(send)} for send in self.sends]} if self.sends else {}
        return {"prompts": [_as_json(prompt) for prompt in self.prompts], "ending": _as_json(self.ending), **sends}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Turn:
        """Read what `to_json` wrote. Raises KeyError or TypeError on anything else."""
        prompts = tuple(_PROMPTS[prompt["kind"]](**_values(prompt)) for prompt in data["prompts"])
        sends = tuple(Send(**send) for send in data.get("sends", ()))
        return cls(prompts, _ENDINGS[data["ending"]["kind"]](**_values(data["ending"])), sends)


_PROMPTS: dict[str, type[Say] | type[Play]] = {"Say": Say, "Play": Play}
_ENDINGS: dict[str, Any] = {kind.__name__: kind for kind in (Gather, Record, Dial, Enqueue, Callback, LookUp, Hangup)}


def _as_json(part: Prompt | Ending) -> dict[str, Any]:
    values = {"kind": type(part).__name__, **vars(part)}
    if isinstance(part, Gather):
        values["options"] = [{**vars(option)} for option in part.options]
    return values


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a part; JSON has no tuples, and no options but as dicts."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    del values["kind"]
    if "options" in values:
        values["options"] = tuple(Option(**option) for option in values["options"])
    return values
