"""What we say of our own accord, in every language: announcements in the line, and apologies. The texts are data of
`ivr.languages`.
"""

from __future__ import annotations

from ivr import languages
from ivr.turns import Prompt, Say

EXACT_MIN = 10
"""Longer waits are estimates, and are told in steps of five minutes."""


def say(phrase: str, language: str, count: int = 0, **values: object) -> Say:
    """One phrase in this language, or in English where nobody taught us the language. `count` sets its plural form."""
    known = languages.of(language)
    return Say(known.phrase(phrase, count, **values), language if known is not languages.of("en") else "en")


def announcement(language: str, position: int, expected_wait_s: int | None) -> tuple[Prompt, ...]:
    """Where a waiting caller stands: their position, and the expected wait where it could be measured."""
    place = say("next", language) if position <= 1 else say("position", language, position=position)
    if expected_wait_s is None:
        return place, say("thanks", language)
    if expected_wait_s < 60:
        return place, say("wait_short", language)
    return place, say("wait_minutes", language, count=minutes(expected_wait_s))


def minutes(seconds: int) -> int:
    """A wait as one tells it: whole minutes, rounded up; beyond ten in fives."""
    whole = -(-seconds // 60)
    return whole if whole <= EXACT_MIN else -(-whole // 5) * 5
