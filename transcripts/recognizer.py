"""What a recognizer is, for those who use one and those who add one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from transcripts.audio import Samples


@dataclass(frozen=True)
class Word:
    """One word; `start` and `end` in seconds, `confidence` from 0 to 1."""

    word: str
    start: float
    end: float
    confidence: float


class Recognizer(Protocol):
    """One engine with one model. It may crash the process that it runs in: see `transcripts.process`."""

    engine: str
    model: str
    language: str

    def recognize(self, samples: Samples, rate: int, phrases: Sequence[str] | None = None) -> list[Word]:
        """The words in at most a minute of one voice, times from its beginning.

        `phrases` narrows what may be heard, where the engine can. Raises RecognizerFault.
        """
        ...


class RecognizerFault(Exception):
    """Recognition failed. A later try may work."""


class NoRecognizer(RecognizerFault):
    """No engine with a model for this language is here now. Whatever waits for one keeps waiting."""


class RecognizerDied(RecognizerFault):
    """The process that recognises speech ended under the work, or hung. The next request gets a new one."""


def grammar(phrases: Sequence[str]) -> str:
    """Phrases as the JSON that Vosk's engine takes; anything else but a list of texts crashes it outright.

    Raises ValueError.
    """
    if isinstance(phrases, str) or not phrases or not all(isinstance(phrase, str) and phrase for phrase in phrases):
        raise ValueError("A grammar is a list of one or more phrases.")
    return json.dumps([phrase.lower() for phrase in phrases] + ["[unk]"], ensure_ascii=False)
