"""Calendars that callers reckon in. A date is stored as ISO 8601 and said in the calendar of the language."""

from __future__ import annotations

from datetime import date
from typing import Literal

Calendar = Literal["gregorian", "persian", "buddhist"]

BUDDHIST_ERA = 543
_NOWRUZ_622 = date(622, 3, 21).toordinal()
"""The first day of the first Solar Hijri year, as the cycle counts back to it."""
_CYCLE_DAYS, _CYCLE_YEARS = 12053, 33
"""Eight leap years in 33: right by the sun for every year from 1800 to 2256."""
_LEAPS = (1, 5, 9, 13, 17, 22, 26, 30)


def parts(day: date, calendar: Calendar) -> tuple[int, int, int]:
    """Year, month and day as this calendar counts them."""
    if calendar == "persian":
        return _persian(day)
    return day.year + (BUDDHIST_ERA if calendar == "buddhist" else 0), day.month, day.day


def day_of(year: int, month: int, day: int, calendar: Calendar) -> date:
    """The day that this calendar writes so. Raises ValueError where it has no such day."""
    if calendar == "persian":
        if not (1 <= month <= 12 and 1 <= day <= _month_days(year, month)):
            raise ValueError("the Persian calendar has no such day")
        return date.fromordinal(_new_year(year) + _days_before(month) + day - 1)
    return date(year - (BUDDHIST_ERA if calendar == "buddhist" else 0), month, day)


def _persian(day: date) -> tuple[int, int, int]:
    ordinal = day.toordinal()
    year = day.year - 621
    if ordinal < _new_year(year):
        year -= 1
    passed = ordinal - _new_year(year)
    month = next(month for month in range(12, 0, -1) if passed >= _days_before(month))
    return year, month, passed - _days_before(month) + 1


def _new_year(year: int) -> int:
    """The ordinal of the first of Farvardin."""
    cycles, within = divmod(year - 1, _CYCLE_YEARS)
    leaps = sum(1 for leap in _LEAPS if leap <= within)
    return _NOWRUZ_622 + cycles * _CYCLE_DAYS + within * 365 + leaps


def _days_before(month: int) -> int:
    return (month - 1) * 31 - max(0, month - 7)


def _month_days(year: int, month: int) -> int:
    if month < 12:
        return 31 if month <= 6 else 30
    return _new_year(year + 1) - _new_year(year) - _days_before(12)
