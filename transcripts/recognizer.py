"""What a recognizer is, for those who use one and those who add one."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
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


@dataclass(frozen=True)
class Said:
    """What a live recognizer has heard so far of the present sentence; `final` where the sentence has ended.

    `unknown` says that there was speech in it which the grammar has no words for. Only a final one has `words`.
    """

    text: str
    final: bool
    unknown: bool
    words: tuple[Word, ...] = ()

    @property
    def confidence(self) -> float:
        """0 to 1: of the least sure word; 0 where there is none."""
        return min((word.confidence for word in self.words), default=0.0)


class LiveStream(Protocol):
    """One voice as it is being heard."""

    def feed(self, frames: bytes) -> list[Said]:
        """16-bit little-endian mono samples at the rate it was opened with. Returns what became known by them."""
        ...


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


_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "ه", "’": "'", "\u0640": ""})
_JOINER = "\u200c"


def spellings(phrase: str) -> list[str]:
    """How a phrase may stand in a vocabulary: small letters and no signs, a Persian joiner kept, left out, or a space.

    Marks stay, for Thai is written with them and й is и with one; what Persian writes above its letters does not.
    """
    text = unicodedata.normalize("NFC", phrase.lower().translate(_LETTERS))
    kept = "".join(_kept(letter) for letter in text)
    joined = (kept.replace(_JOINER, instead) for instead in (_JOINER, "", " "))
    return list(dict.fromkeys(" ".join(spelling.split()) for spelling in joined))


def _kept(letter: str) -> str:
    if "\u064b" <= letter <= "\u065f":
        return ""
    kind = unicodedata.category(letter)
    return letter if kind[0] in "LMN" or letter in ("'", _JOINER) else " "


def known_phrases(phrases: Iterable[str], knows: Callable[[str], bool]) -> list[str]:
    """The phrases as the vocabulary spells them; one with a word that it lacks is left out.

    The engine itself would leave out only the word, and then take the rest of the phrase for the whole.
    """
    found = (next((s for s in spellings(phrase) if s and all(map(knows, s.split()))), None) for phrase in phrases)
    return list(dict.fromkeys(spelling for spelling in found if spelling))


def grammar(phrases: Sequence[str]) -> str:
    """Phrases as the JSON that Vosk's engine takes; anything else but a list of texts crashes it outright.

    Raises ValueError.
    """
    if isinstance(phrases, str) or not phrases or not all(isinstance(phrase, str) and phrase for phrase in phrases):
        raise ValueError("A grammar is a list of one or more phrases.")
    return json.dumps([phrase.lower() for phrase in phrases] + ["[unk]"], ensure_ascii=False)
