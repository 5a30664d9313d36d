"""What the other side did. Silence is a value of its own, never an empty string."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Started:
    """The conversation begins, or goes on after an interruption in which nothing was heard."""


@dataclass(frozen=True)
class Digits:
    """Keys pressed: characters of 0-9 * # A-D, never empty."""

    keys: str


@dataclass(frozen=True)
class Spoken:
    """Words said, or typed in a chat. `confidence` is 0..1; typed words have 1."""

    text: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Silence:
    """The time to answer went by, and nothing came."""


@dataclass(frozen=True)
class Recorded:
    """A message was left. `audio` names the file within the recordings folder; empty where it is yet to come."""

    audio: str
    duration_s: float


@dataclass(frozen=True)
class DialEnded:
    """A Dial came to its end. `status` is one of `answered`, `busy`, `no_answer`, `failed`."""

    status: str


@dataclass(frozen=True)
class LookedUp:
    """A LookUp came to its end. `answer` is the JSON that was answered; None where `ok` is false."""

    ok: bool
    answer: Any = None


@dataclass(frozen=True)
class HungUp:
    """The other side is gone."""


Heard = Started | Digits | Spoken | Silence | Recorded | DialEnded | LookedUp | HungUp
