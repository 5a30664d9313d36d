"""What we do next: a Turn is some prompts, then exactly one ending.

A flow decides a Turn; a telephony backend, a chat or the simulator performs it. A Turn says nothing of how.
"""

from __future__ import annotations

from dataclasses import dataclass


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
    """Give the caller back their evening: call `number` when it is their turn in `queue`."""

    queue: str
    number: str


@dataclass(frozen=True)
class Hangup:
    """The conversation is over. `why` is one of `goodbye`, `voicemail`, `fault`."""

    why: str = "goodbye"


Ending = Gather | Record | Dial | Enqueue | Callback | Hangup


@dataclass(frozen=True)
class Turn:
    prompts: tuple[Prompt, ...]
    ending: Ending
