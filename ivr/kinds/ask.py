"""ask: digits, such as an order number."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from ivr import turns
from ivr.heard import Digits, Spoken
from ivr.kinds.base import Walk, is_figures
from ivr.kinds.entry import Entry
from ivr.words import ascii_digits, key_name, number_in

SAFE_PATTERN = re.compile(r"(\d|\\d|\[[\d-]+\]|[?|]|\{\d{1,2}(,\d{0,2})?\})*")
"""Figures, \\d, [1-4], ?, | and {2,8}. Without groups and stars no pattern can be made to run for ever."""


class Ask(Entry):
    """Asks for digits, keyed in or spoken. Skipped where the journey has the answer already."""

    kind: Literal["ask"] = "ask"
    min: int = Field(default=1, ge=1, le=32, description="Fewest digits.")
    max: int = Field(default=32, ge=1, le=32, description="Most digits; reaching them ends the answer.")
    finish_on: Literal["#", "*", ""] = Field(default="#", description="The key that ends the answer early.")
    named: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Language → what stands before it where somebody writes it unasked: order, order number.",
    )
    pattern: str = Field(default="", max_length=40, description="What the digits must look like: \\d [1-4] ? | {2,8}.")

    @field_validator("pattern")
    @classmethod
    def _safe(cls, pattern: str) -> str:
        if not SAFE_PATTERN.fullmatch(pattern):
            raise PydanticCustomError("unsafe_pattern", "use figures, ranges, ?, | and counts only")
        try:
            re.compile(pattern)
        except re.error as fault:
            raise PydanticCustomError("broken_pattern", "is not a pattern: {why}", {"why": str(fault)}) from fault
        return pattern

    def keyed(self, walk: Walk) -> turns.Gather:
        if self.finish_on and self.min < self.max and not walk.facts.written:
            walk.say(walk.flow.finish, key=key_name(self.finish_on, walk.language))
        return turns.Gather(self.max, self.finish_on, self.timeout_s)

    def understood(self, walk: Walk, heard: Digits | Spoken) -> str | None:
        digits = ascii_digits(heard.keys) if isinstance(heard, Digits) else number_in(heard.text)
        if self.finish_on and digits:
            digits = digits.removesuffix(self.finish_on)
        # A lone 0 asks for a person, unless a pattern says that it is an answer here.
        lone_zero = digits == "0" and walk.flow.operator and not self.pattern
        return None if lone_zero else digits

    def fits(self, walk: Walk, value: str) -> bool:
        if not (is_figures(value) and self.min <= len(value) <= self.max):
            return False
        return not self.pattern or re.fullmatch(self.pattern, value) is not None
