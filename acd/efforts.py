"""How each channel serves people and what it costs, measured in one way for all of them: on pieces of work.

A piece of work comes into line, is taken by somebody, and is done. From the first to the second is the response, from
the first to the last the resolution, and from the second to the last what is paid for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median

CHANNELS = ("phone", "chat", "text", "email")


@dataclass(frozen=True)
class Work:
    """One piece that is done."""

    channel: str
    queued_at: datetime
    taken_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class Effort:
    """`response_s` and `resolution_s` are medians, `minutes` the mean handled; None where there was nothing.

    `cost` is that of one contact, by `per_hour`, in the company's own currency; None where no rate is set.
    """

    channel: str
    contacts: int
    response_s: float | None
    resolution_s: float | None
    minutes: float | None
    per_hour: float | None
    cost: float | None


def by_channel(done: Iterable[Work], rates: Mapping[str, float]) -> list[Effort]:
    """Every channel, whether it had work or not."""
    of: dict[str, list[Work]] = {channel: [] for channel in CHANNELS}
    for each in done:
        of[each.channel].append(each)
    return [_effort(channel, works, rates.get(channel)) for channel, works in of.items()]


def _effort(channel: str, works: list[Work], per_hour: float | None) -> Effort:
    if not works:
        return Effort(channel, 0, None, None, None, per_hour, None)
    minutes = sum(_seconds(each.taken_at, each.ended_at) for each in works) / 60 / len(works)
    return Effort(
        channel=channel,
        contacts=len(works),
        response_s=median(_seconds(each.queued_at, each.taken_at) for each in works),
        resolution_s=median(_seconds(each.queued_at, each.ended_at) for each in works),
        minutes=minutes,
        per_hour=per_hour,
        cost=None if per_hour is None else minutes / 60 * per_hour,
    )


def _seconds(begin: datetime, end: datetime) -> float:
    return max(0.0, (end - begin).total_seconds())
