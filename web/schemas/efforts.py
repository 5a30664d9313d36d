"""What the channels achieve and cost."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import In, Out

Channel = Literal["phone", "chat", "text", "email"]


class EffortSearch(In):
    days: Annotated[int, Field(ge=1, le=400)] = 30


class ChannelEffort(Out):
    """Of the pieces of work that were done: medians of response and resolution, mean minutes handled, and the cost of
    one in the company's own currency. None where there was nothing, or no rate is set."""

    channel: Channel
    contacts: int
    response_s: float | None
    resolution_s: float | None
    minutes: float | None
    per_hour: float | None
    cost: float | None


class ChannelEfforts(Out):
    days: int
    channels: list[ChannelEffort]


class RatePath(In):
    channel: Channel


class RateIn(In):
    """What an hour of work costs there; None: nobody says."""

    per_hour: Annotated[float, Field(ge=0, le=1_000_000)] | None
