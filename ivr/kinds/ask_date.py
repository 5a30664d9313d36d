"""ask_date: a day, such as that of a delivery or a birthday."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from ivr import dates, languages, turns
from ivr.heard import Digits, Spoken
from ivr.kinds.base import Walk
from ivr.kinds.entry import Entry
from ivr.words import ascii_digits


class AskDate(Entry):
    """Asks for a date: eight figures, or words with the month's name, in the calendar that the year belongs to."""

    kind: Literal["ask_date"] = "ask_date"
    order: Literal["dmy", "mdy", "ymd"] = Field(default="dmy", description="How it is keyed in; the prompt says so.")
    when: Literal["any", "past", "future"] = Field(default="any", description="Seen from today, which fits both.")

    def keyed(self, walk: Walk) -> turns.Gather:
        return turns.Gather(dates.KEYS, "#", self.timeout_s)

    def understood(self, walk: Walk, heard: Digits | Spoken) -> str | None:
        if isinstance(heard, Digits):
            found = dates.keyed(ascii_digits(heard.keys).removesuffix("#"), self.order)
        else:
            found = dates.told(heard.text, self.order)
        return found.isoformat() if found else None

    def fits(self, walk: Walk, value: str) -> bool:
        if _day(value) is None:
            return False
        today = walk.facts.today
        # Both are written year first, so that they compare as they stand. Where nobody knows today, any day will do.
        return not today or self.when == "any" or (value <= today if self.when == "past" else value >= today)

    def label(self, walk: Walk, value: str) -> str:
        day = _day(value)
        return languages.of(walk.language).day(day) if day else value


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
