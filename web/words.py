"""Words that the panel offers to choose from, in its languages."""

from __future__ import annotations

from collections.abc import Mapping

BREAK_REASONS = ("lunch", "short", "meeting", "training")
"""Keys; the panel translates them."""

DISPOSITIONS: Mapping[str, Mapping[str, str]] = {
    "solved": {"en": "Solved", "fa": "حل شد", "ru": "Решено", "th": "แก้ไขแล้ว"},
    "follow_up": {"en": "Needs follow-up", "fa": "نیاز به پیگیری", "ru": "Нужно вернуться", "th": "ต้องติดตามต่อ"},
    "wrong_number": {"en": "Wrong number", "fa": "شماره اشتباه", "ru": "Ошиблись номером", "th": "โทรผิด"},
    "no_answer": {"en": "Nobody there", "fa": "کسی پاسخ نداد", "ru": "Никто не ответил", "th": "ไม่มีผู้รับสาย"},
    "other": {"en": "Something else", "fa": "موارد دیگر", "ru": "Другое", "th": "อื่น ๆ"},
}
"""How a contact ended. `solved` closes the journey."""


def in_language(names: Mapping[str, str], language: str, otherwise: str = "") -> str:
    """The name in this language, else in English, else `otherwise`."""
    return names.get(language) or names.get("en") or otherwise
