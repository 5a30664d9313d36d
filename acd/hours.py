"""A queue's week: when newcomers are let in. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WallClock = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Spans = Annotated[list[WallClock], Field(max_length=8)]


class Week(BaseModel):
    """From, to, from, to, for each day, by a clock on the wall in `zone`, as a hotline's hours are written.

    A span may go on past midnight; a day left out is closed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zone: Annotated[str, Field(max_length=60)] = "UTC"
    mon: Spans = []
    tue: Spans = []
    wed: Spans = []
    thu: Spans = []
    fri: Spans = []
    sat: Spans = []
    sun: Spans = []

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
            raise ValueError(f"there is no time zone {zone!r}; write it like Europe/Berlin") from fault
        return zone

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if any(len(getattr(self, day)) % 2 for day in DAYS):
            raise ValueError("each day has times in pairs, from and to")
        return self

    def open_at(self, moment: datetime) -> bool:
        """Whether it is open at this moment."""
        local = moment.astimezone(ZoneInfo(self.zone))
        clock = local.strftime("%H:%M")
        today = any(begin <= clock and (clock < end or end <= begin) for begin, end in self._spans(local))
        return today or any(end <= begin and clock < end for begin, end in self._spans(local - timedelta(days=1)))

    def _spans(self, day: datetime) -> Iterator[tuple[str, str]]:
        times: list[str] = getattr(self, DAYS[day.weekday()])
        return zip(times[::2], times[1::2], strict=True)
