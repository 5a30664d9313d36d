"""Words that the panel offers to choose from, in its languages."""

from __future__ import annotations

from collections.abc import Mapping

BREAK_REASONS = ("lunch", "short", "meeting", "training")
"""Keys; the panel translates them."""

DISPOSITIONS: Mapping[str, Mapping[str, str]] = {
    "solved": {"en": "Solved", "fa": "حل شد"},
    "follow_up": {"en": "Needs follow-up", "fa": "نیاز به پیگیری"},
    "wrong_number": {"en": "Wrong number", "fa": "شماره اشتباه"},
    "no_answer": {"en": "Nobody there", "fa": "کسی پاسخ نداد"},
    "other": {"en": "Something else", "fa": "موارد دیگر"},
}
"""How a contact ended. `solved` closes the journey."""


def in_language(names: Mapping[str, str], language: str, otherwise: str = "") -> str:
    """The name in this language, else in English, else `otherwise`."""
    return names.get(language) or names.get("en") or otherwise
