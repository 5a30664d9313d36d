"""Whether people are there: the week, holidays, days of the company's own, and one switch for emergencies.

    hours     {"zone": "Europe/Berlin", "mon": ["09:00", "12:00", "13:00", "17:00"], "fri": ["22:00", "06:00"], …}
              from, to, from, to; a span may go on past midnight; a day left out is closed; {} is always open
    calendar  {"country": "DE", "subdivision": "BE", "days": [{"day": "2026-12-24", "name": "…", "open": []}]}
              a day of the company's own wins over a holiday, and a holiday over the week

All times are those of a clock on the wall at the hotline, so daylight saving moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from hotline.models import Hotline

AHEAD_DAYS = 42
"""What changes later than this is no news."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Moment:
    """What the calendar says of one moment. `closed_why` is hours, holiday, special, emergency, or empty if open.

    `day_name` is what today is called, where it is a holiday or a special day; `today` the date there, `hour` 0 to 23.
    """

    open_now: bool
    closed_why: str
    day_name: str
    today: str
    weekday: str
    hour: int


def look(hotline: Hotline, at: datetime) -> Moment:
    """What the hotline's calendar says of this moment. It asks no database and no network."""
    local = at.astimezone(zone(hotline.hours.get("zone")))
    why, name = _day(hotline, local.date())
    is_open = not hotline.emergency and any(_spans_now(hotline, local))
    closed_why = "" if is_open else "emergency" if hotline.emergency else why
    return Moment(is_open, closed_why, name, local.date().isoformat(), DAYS[local.weekday()], local.hour)


def changes_at(hotline: Hotline, at: datetime) -> datetime | None:
    """When it opens or closes next by itself, in UTC. None while the switch keeps it closed, or if all stays so."""
    if hotline.emergency:
        return None
    is_open = look(hotline, at).open_now
    edges = sorted(edge for edge in _edges(hotline, at) if edge > at)
    return next((edge for edge in edges if look(hotline, edge).open_now != is_open), None)


def _edges(hotline: Hotline, at: datetime) -> Iterator[datetime]:
    """Every moment at which a span begins or ends, from that of yesterday which may go on past midnight."""
    here = zone(hotline.hours.get("zone"))
    first = at.astimezone(here).date() - timedelta(days=1)
    for number in range(AHEAD_DAYS):
        midnight = datetime.combine(first + timedelta(days=number), time.min, here)
        for begin, end in _spans(hotline, midnight.date()):
            # Within one zone, sums are those of the clock on the wall.
            yield (midnight + _clock(begin)).astimezone(UTC)
            yield (midnight + _clock(end) + timedelta(days=end <= begin)).astimezone(UTC)


def _clock(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def heeded(definition: Mapping[str, Any]) -> bool:
    """Whether a flow, its sub-flows included, ever asks if people are there. Otherwise its callers meet no hours."""
    flows = [definition, *definition.get("sub_flows", {}).values()]
    asked = ("facts.open_now", "facts.closed_why")
    return any(
        node["kind"] == "hours" or any(case.get("on") in asked for case in node.get("cases", ()))
        for flow in flows
        for node in flow["nodes"]
    )


def _spans_now(hotline: Hotline, local: datetime) -> Iterator[bool]:
    """For each span of today, and of yesterday if it goes past midnight, whether it is now."""
    clock = local.strftime("%H:%M")
    for begin, end in _spans(hotline, local.date()):
        yield begin <= clock < end if begin < end else begin <= clock
    for begin, end in _spans(hotline, local.date() - timedelta(days=1)):
        yield end <= begin and clock < end


def _spans(hotline: Hotline, day: date) -> Iterator[tuple[str, str]]:
    """From when to when people are there on this day."""
    special = _special(hotline, day)
    if special is not None:
        times: Sequence[str] = special.get("open") or ()
    elif holiday(hotline.calendar, day, hotline.language):
        times = ()
    elif not hotline.hours:
        times = ("00:00", "24:00")
    else:
        times = hotline.hours.get(DAYS[day.weekday()]) or ()
    return zip(times[::2], times[1::2], strict=True)


def _day(hotline: Hotline, day: date) -> tuple[str, str]:
    """Why it would be closed on this day, and what the day is called."""
    special = _special(hotline, day)
    if special is not None:
        return "special", str(special.get("name", ""))
    name = holiday(hotline.calendar, day, hotline.language)
    return ("holiday", name) if name else ("hours", "")


def _special(hotline: Hotline, day: date) -> Mapping[str, Any] | None:
    wanted = day.isoformat()
    return next((each for each in hotline.calendar.get("days", ()) if each["day"] == wanted), None)


def holiday(calendar: Mapping[str, Any], day: date, language: str) -> str:
    """What the public holiday of this day is called, or an empty text."""
    country = calendar.get("country")
    if not country:
        return ""
    return _holidays(country, calendar.get("subdivision") or None, day.year, language).get(day, "")


@lru_cache(maxsize=256)
def _holidays(country: str, subdivision: str | None, year: int, language: str) -> dict[date, str]:
    spoken = next((each for each in holidays.list_localized_countries().get(country, ()) if _is(each, language)), None)
    found = holidays.country_holidays(country, subdiv=subdivision, years=year, language=spoken)
    return {day: str(name) for day, name in found.items()}


def _is(tag: str, language: str) -> bool:
    return tag.partition("_")[0] == language.partition("-")[0]


@lru_cache(maxsize=1)
def countries() -> dict[str, dict[str, str]]:
    """Countries whose holidays are known (ISO 3166) → the subdivisions that have their own → what they are called."""
    known = holidays.list_supported_countries(include_aliases=False)
    return {country: _parts(getattr(holidays, country), parts) for country, parts in known.items()}


def _parts(country: type[holidays.HolidayBase], parts: Sequence[str]) -> dict[str, str]:
    """A part that speaks several languages has several names; one that has none is called by its code."""
    names: Mapping[str, str] = getattr(country, "subdivisions_aliases", {})
    return {part: " / ".join(name for name, code in names.items() if code == part) or part for part in parts}


def zone(name: str | None) -> ZoneInfo:
    """Raises ValueError where there is no such zone."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise ValueError(f"There is no time zone {name!r}. Write it like Europe/Berlin.") from fault
