"""What we say of our own accord, in every language: announcements in the line, and apologies."""

from __future__ import annotations

import json
from pathlib import Path

from ivr.turns import Prompt, Say

PHRASES: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("phrases.json").read_text("utf-8"))


def say(phrase: str, language: str, **values: object) -> Say:
    """One phrase in this language, or in English where that language has none."""
    texts = PHRASES[phrase]
    spoken = language if language in texts else "en"
    return Say(texts[spoken].format(**values), spoken)


def announcement(language: str, position: int, expected_wait_s: int | None) -> tuple[Prompt, ...]:
    """Where a waiting caller stands: their position, and the expected wait where it could be measured."""
    place = say("next", language) if position <= 1 else say("position", language, position=position)
    if expected_wait_s is None:
        return place, say("thanks", language)
    if expected_wait_s < 60:
        return place, say("wait_short", language)
    return place, say("wait_minutes", language, minutes=-(-expected_wait_s // 60))
