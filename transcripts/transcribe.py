"""From a recording to who said what, and when.

One channel of the file is one leg of the call, so the speaker of every word is known and never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

from transcripts.audio import Audio
from transcripts.recognizer import Recognizer, Word
from transcripts.speech import Stretch, find_speech

PAUSE_S = 0.8
"""Silence that ends one speaker's segment."""
SPEAKERS = ("caller", "agent")
"""The left and the right channel of a recording; a file with one channel is the caller."""
FILLERS = {"the", "a", "huh", "uh", "oh", "hm", "hmm", "mm"}
UNSURE_FILLER, UNSURE_WORD = 0.6, 0.05
"""Engines hear a filler, or one or two words that they hardly believe in themselves, in a cough, a click or a bar of
music. A stretch with nothing else in it, and less confidence than this, is taken for that."""


@dataclass(frozen=True)
class Segment:
    """One speaker's stretch, without a long pause in it. Times in seconds from the start of the recording."""

    speaker: str
    start: float
    end: float
    text: str
    words: tuple[Word, ...]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "words": [asdict(word) for word in self.words]}


@dataclass(frozen=True)
class Transcript:
    """What was said in one recording, and which engine and model wrote it down."""

    engine: str
    model: str
    language: str
    duration_s: float
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """One line a segment, for search."""
        return "\n".join(segment.text for segment in self.segments)

    @property
    def words(self) -> int:
        return sum(len(segment.words) for segment in self.segments)

    def as_json(self) -> dict[str, Any]:
        """{engine, model, language, duration_s, segments: [{speaker, start, end, text, words: [{word, start, end,
        confidence}]}]}, times in seconds."""
        return {**asdict(self), "segments": [segment.as_json() for segment in self.segments]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Transcript:
        segments = (
            Segment(**{**segment, "words": tuple(Word(**word) for word in segment["words"])})
            for segment in data["segments"]
        )
        return cls(**{**data, "segments": tuple(segments)})


def transcribe(
    audio: Audio,
    recognizer: Recognizer,
    speakers: Sequence[str] = SPEAKERS,
    progress: Callable[[float], None] = lambda share: None,
) -> Transcript:
    """Recognise every stretch of speech in every channel. `progress` hears the share done, from 0 to 1.

    Raises RecognizerFault.
    """
    voices = list(zip(speakers, audio.channels, strict=False))
    work = [(speaker, samples, stretch) for speaker, samples in voices for stretch in find_speech(samples, audio.rate)]
    said: dict[str, list[Word]] = {speaker: [] for speaker, _ in voices}
    for done, (speaker, samples, stretch) in enumerate(work):
        progress(done / len(work))
        piece = samples[round(stretch.start * audio.rate) : round(stretch.end * audio.rate)]
        said[speaker] += _placed(recognizer.recognize(piece, audio.rate), stretch)
    segments = [segment for speaker, words in said.items() for segment in _segments(speaker, words)]
    segments.sort(key=lambda segment: segment.start)
    return Transcript(
        recognizer.engine, recognizer.model, recognizer.language, round(audio.duration_s, 3), tuple(segments)
    )


def _placed(words: list[Word], stretch: Stretch) -> list[Word]:
    """The words of one stretch at their times in the recording, without what the engine made up."""
    if len(words) <= 2 and all(
        word.confidence < (UNSURE_FILLER if word.word in FILLERS else UNSURE_WORD) for word in words
    ):
        return []
    return [
        replace(
            word,
            start=round(min(stretch.start + word.start, stretch.end), 3),
            end=round(min(stretch.start + word.end, stretch.end), 3),
        )
        for word in words
    ]


def _segments(speaker: str, words: list[Word]) -> list[Segment]:
    """One speaker's words, split where they paused."""
    starts = [0] + [at for at in range(1, len(words)) if words[at].start - words[at - 1].end > PAUSE_S]
    parts = [words[first:end] for first, end in pairwise([*starts, len(words)]) if first < end]
    return [
        Segment(speaker, part[0].start, part[-1].end, " ".join(word.word for word in part), tuple(part))
        for part in parts
    ]
