"""Dates as people key them in, say or write them, in the calendar that their year belongs to."""

from __future__ import annotations

from datetime import date

from ivr.languages import LANGUAGES
from ivr.languages.calendars import Calendar, day_of
from ivr.words import plain

ORDERS = {"dmy": (0, 1, 2), "mdy": (1, 0, 2), "ymd": (2, 1, 0)}
"""How dates are keyed in → where day, month and year stand."""
KEYS = 8
"""Figures of a date: two for the day, two for the month, four for the year."""


def keyed(figures: str, order: str) -> date | None:
    """Eight figures as a date: 03052026 in the order dmy is the third of May."""
    if len(figures) != KEYS or not figures.isdecimal():
        return None
    cut = (figures[:4], figures[4:6], figures[6:]) if order == "ymd" else (figures[:2], figures[2:4], figures[4:])
    day, month, year = (int(cut[at]) for at in ORDERS[order])
    return _date(year, month, day)


def told(text: str, order: str) -> date | None:
    """A date in a sentence: 3 May 2026, 3.5.2026, 2026-05-03, ۱۲ آذر ۱۴۰۵; None where there is none."""
    words = plain(text).split()
    if len(figures := "".join(word for word in words if word.isdecimal())) == KEYS and len(words) == 1:
        return keyed(figures, order)
    numbers = [int(digits) for word in words if (digits := "".join(c for c in word if c.isdecimal()))]
    month = next((month for word in words if (month := _months().get(word))), None)
    years = [number for number in numbers if number > 999]
    if len(years) != 1:
        return None
    others = [number for number in numbers if number <= 999]
    if month is not None and len(others) == 1:
        return _date(years[0], month, others[0])
    if month is None and len(others) == 2:
        year_first = numbers[0] == years[0]
        month, day = others if year_first or order == "mdy" else reversed(others)
        return _date(years[0], month, day)
    return None


def _months() -> dict[str, int]:
    """Names of months of all languages, made comparable, with their numbers."""
    return {plain(name): at for each in LANGUAGES.values() for at, name in enumerate(each.months, start=1)}


def _date(year: int, month: int, day: int) -> date | None:
    """The day in whose calendar the year makes sense: 2026, 1405 (Solar Hijri), 2569 (Buddhist)."""
    try:
        return day_of(year, month, day, _calendar(year))
    except ValueError:
        return None


def _calendar(year: int) -> Calendar:
    if 1200 <= year < 1500:
        return "persian"
    return "buddhist" if 2400 <= year < 2700 else "gregorian"
