"""What people dial: its flow, its hours and holidays; and the company's own systems that flows may ask."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from web.schemas.base import FlowKey, Id, In, Language, Line, Out

Clock = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Times = Annotated[list[Clock], Field(max_length=8)]
"""From, to, from, to: `["09:00", "12:00", "13:00", "17:00"]`; a span may go on past midnight; `[]` is closed."""


class Hours(In):
    """The week, by a clock on the wall in `zone`. A day left out is closed."""

    zone: Annotated[str, Field(max_length=60)]
    mon: Times = Field(default_factory=list)
    tue: Times = Field(default_factory=list)
    wed: Times = Field(default_factory=list)
    thu: Times = Field(default_factory=list)
    fri: Times = Field(default_factory=list)
    sat: Times = Field(default_factory=list)
    sun: Times = Field(default_factory=list)

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if any(len(getattr(self, day)) % 2 for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")):
            raise ValueError("each day has times in pairs, from and to")
        return self


class SpecialDay(In):
    """A day of the company's own. `open` as in Hours; empty is closed. It wins over holidays and the week."""

    day: date
    name: Annotated[str, Field(max_length=80)] = ""
    open: Times = Field(default_factory=list)

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if len(self.open) % 2:
            raise ValueError("open has times in pairs, from and to")
        return self


class Calendar(In):
    """Public holidays of a country (ISO 3166) and a part of it, on which it is closed, and days of its own."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    subdivision: Annotated[str, Field(max_length=20)] | None = None
    days: Annotated[list[SpecialDay], Field(max_length=400)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len({each.day for each in self.days}) < len(self.days):
            raise ValueError("a day can be named only once")
        return self


class HotlinePath(In):
    hotline_id: Id


class HotlineIn(In):
    """`hours` null is always open. `emergency`: why it is closed just now, whatever the hours say; empty if it is not.
    What is left out stays as it is."""

    name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    flow_key: FlowKey | None = None
    language: Language | None = None
    hours: Hours | None = None
    calendar: Calendar | None = None
    emergency: Line | None = None


class NamedDay(Out):
    day: date
    name: str


class HotlineSettings(Out):
    """`open_now`, `closed_why` (hours, holiday, special, emergency) and `day_name` are of this moment; `coming` are
    the public holidays of the next year. `changes_at` is when it opens or closes next by itself, null if nothing
    changes for weeks. `heeded`: its flow asks whether people are there; otherwise callers meet no hours."""

    id: int
    address: str
    name: str
    shown_number: str
    flow_key: str
    language: str
    hours: Hours | None
    calendar: Calendar
    emergency: str
    open_now: bool
    closed_why: str
    day_name: str
    changes_at: datetime | None
    heeded: bool
    coming: list[NamedDay]


class Hotlines(Out):
    hotlines: list[HotlineSettings]


class Countries(Out):
    """Countries whose holidays are known → their subdivisions that have holidays of their own → their names."""

    countries: dict[str, dict[str, str]]


class ConnectionPath(In):
    connection_key: FlowKey


class ConnectionIn(In):
    """`headers` are secret: they are never shown again, and stay as they are where they are left out.

    `private`: it may be in the company's own network.
    """

    base_url: Annotated[str, Field(max_length=400)]
    method: Literal["GET", "POST"] = "GET"
    headers: Annotated[dict[str, Annotated[str, Field(max_length=2000)]], Field(max_length=20)] | None = None
    private: bool = False


class ConnectionOut(Out):
    """Of the headers only the names are told."""

    key: str
    base_url: str
    method: str
    headers: list[str]
    private: bool


class Connections(Out):
    connections: list[ConnectionOut]
