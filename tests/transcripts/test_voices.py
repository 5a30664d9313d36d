"""Whose words are whose, where several agents were on one side of a recording."""

from __future__ import annotations

from transcripts.recognizer import Word
from transcripts.transcribe import Segment, Transcript
from transcripts.voices import named


def segment(speaker: str, *words: tuple[str, float, float]) -> Segment:
    said = tuple(Word(word, start, end, 0.9) for word, start, end in words)
    return Segment(speaker, said[0].start, said[-1].end, " ".join(word.word for word in said), said)


CALL = Transcript(
    "vosk",
    "tiny",
    "en",
    9.0,
    (segment("agent", ("hello", 0, 1), ("there", 1, 2), ("yes", 2.1, 3)), segment("caller", ("thanks", 4, 5))),
)


def test_a_stretch_in_which_one_follows_another_is_parted_between_them() -> None:
    voices = [{"name": "Sara", "spans": [[0, 2]]}, {"name": "Daniel", "spans": [[2, 3]]}]
    segments = [(part.speaker, part.text) for part in named(CALL, voices).segments]
    assert segments == [("Sara", "hello there"), ("Daniel", "yes"), ("caller", "thanks")]


def test_one_agent_alone_stays_the_agent() -> None:
    assert named(CALL, []) is CALL
