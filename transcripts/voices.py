"""Which of several people on one side of a recording said what.

All agents of a call share its right channel. Each had a file of their own until it was put together, so when each of
them spoke was measured there, and is never guessed from how they sound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np

from transcripts.audio import Samples
from transcripts.recognizer import Word
from transcripts.transcribe import Segment, Transcript

FRAME_S = 0.1
LOUD = 150
"""Root mean square of a frame in which somebody speaks; a line that is open is far quieter."""


def spans(samples: Samples, rate: int, begins_s: float) -> list[list[float]]:
    """When there is a voice in this sound, as [start, end] in seconds of the recording in which it begins there."""
    size = max(1, round(rate * FRAME_S))
    frames = np.asarray(samples[: len(samples) // size * size], np.float32).reshape(-1, size)
    loud = np.concatenate(([False], np.sqrt((frames**2).mean(axis=1)) > LOUD, [False]))
    edges = np.flatnonzero(loud[1:] != loud[:-1]).reshape(-1, 2)
    return [[round(begins_s + float(at) * FRAME_S, 2) for at in edge] for edge in edges]


def named(transcript: Transcript, voices: Sequence[Mapping[str, Any]]) -> Transcript:
    """The transcript with the names of the agents in place of `agent`. `voices`: [{name, spans}]; none change nothing.

    A segment in which one follows another is parted between them.
    """
    if not voices:
        return transcript
    segments = [part for segment in transcript.segments for part in _parted(segment, voices)]
    return replace(transcript, segments=tuple(sorted(segments, key=lambda segment: segment.start)))


def _parted(segment: Segment, voices: Sequence[Mapping[str, Any]]) -> list[Segment]:
    if segment.speaker != "agent" or not segment.words:
        return [segment]
    parts = ((who, tuple(words)) for who, words in groupby(segment.words, lambda word: _speaker(word, voices)))
    return [
        Segment(who, words[0].start, words[-1].end, " ".join(word.word for word in words), words)
        for who, words in parts
    ]


def _speaker(word: Word, voices: Sequence[Mapping[str, Any]]) -> str:
    """Who spoke for most of this word; `agent` where nobody is known to have spoken."""

    def share(voice: Mapping[str, Any]) -> float:
        return float(sum(max(0.0, min(word.end, end) - max(word.start, start)) for start, end in voice["spans"]))

    best = max(voices, key=share)
    return str(best["name"]) if share(best) > 0 else "agent"
