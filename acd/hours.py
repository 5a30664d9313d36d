"""A queue's week: when newcomers are let in. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]


class Span(BaseModel):
    """From when to when, on a clock on the wall; one that ends before it begins goes on past midnight."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: Annotated[str, Field(pattern="^(mon|tue|wed|thu|fri|sat|sun)$")]
    begin: Clock
    end: Clock

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.begin == self.end:
            raise ValueError("a span that ends when it begins is none; the whole day is 00:00 to 24:00")
        return self


class Hours(BaseModel):
    """The spans of a week in which it is open, in this time zone. No span: always closed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zone: Annotated[str, Field(max_length=60)] = "UTC"
    spans: Annotated[tuple[Span, ...], Field(max_length=28)] = ()

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
            raise ValueError(f"there is no time zone {zone!r}; write it like Europe/Berlin") from fault
        return zone

    def open_at(self, moment: datetime) -> bool:
        """Whether it is open at this moment."""
        local = moment.astimezone(ZoneInfo(self.zone))
        clock, today = local.strftime("%H:%M"), DAYS[local.weekday()]
        yesterday = DAYS[(local - timedelta(days=1)).weekday()]
        return any(
            (span.day == today and span.begin <= clock and (clock < span.end or span.end < span.begin))
            or (span.day == yesterday and span.end < span.begin and clock < span.end)
            for span in self.spans
        )
