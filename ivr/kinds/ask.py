"""ask: digits, such as an order number."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ivr import turns
from ivr.heard import Digits, Spoken
from ivr.kinds.base import Choice, Move, Walk, read_out, way
from ivr.kinds.question import Question, as_text, chosen
from ivr.texts import Name, Prompt
from ivr.words import ascii_digits, key_name, number_in

SAFE_PATTERN = re.compile(r"(\d|\\d|\[[\d-]+\]|[?|]|\{\d{1,2}(,\d{0,2})?\})*")
"""Figures, \\d, [1-4], ?, | and {2,8}. Without groups and stars no pattern can be made to run for ever."""


class Confirm(BaseModel):
    """Read back what was keyed in, and ask whether it is right."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Prompt = Field(description="Has {value} in it.")
    yes: Choice = Field(description="It is right.")
    no: Choice = Field(description="It is not: the question is put again.")

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (self.yes, self.no)


class Without(Choice):
    """The way on for whoever does not have the number at hand."""

    next: Name = way("Where it goes on without an answer.")


class Ask(Question):
    """Asks for digits. Skipped where the journey has the answer already."""

    kind: Literal["ask"] = "ask"
    prompt: Prompt = Field(description="The question.")
    answer: Name = Field(description="The answer's name.")
    min: int = Field(default=1, ge=1, le=32, description="Fewest digits.")
    max: int = Field(default=32, ge=1, le=32, description="Most digits; reaching them ends the answer.")
    finish_on: Literal["#", "*", ""] = Field(default="#", description="The key that ends the answer early.")
    pattern: str = Field(default="", max_length=40, description="What the digits must look like: \\d [1-4] ? | {2,8}.")
    confirm: Confirm | None = Field(default=None, description="Read the answer back and ask whether it is right.")
    without: Without | None = Field(default=None, description="A key, or words, to go on without an answer.")
    next: Name = way("Where it goes on.")

    @field_validator("pattern")
    @classmethod
    def _safe(cls, pattern: str) -> str:
        if not SAFE_PATTERN.fullmatch(pattern):
            raise ValueError(r"use figures, \d, [1-4], ?, | and {2,8} only")
        try:
            re.compile(pattern)
        except re.error as fault:
            raise ValueError(f"is not a pattern: {fault}") from fault
        return pattern

    def enter(self, walk: Walk) -> Move:
        known = walk.known(self.answer)
        if known is None or not self._fits(known.value):
            return self.ask(walk)
        walk.note("known", label=known.label)
        walk.passed()
        return self.next

    def ask(self, walk: Walk) -> turns.Ending:
        draft = walk.state.draft
        if self.confirm and draft:
            walk.say(self.confirm.prompt, value=draft)
            return self.offer(walk, self.confirm.choices)
        walk.say(self.prompt)
        if self.finish_on and self.min < self.max and not walk.facts.written:
            walk.say(walk.flow.finish, key=key_name(self.finish_on, walk.language))
        if self.without:
            read_out(walk, (self.without,))
        options = (turns.Option(self.without.key, self.without.label.text(walk.language)),) if self.without else ()
        return turns.Gather(self.max, self.finish_on, self.timeout_s, options)

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        if walk.state.draft:
            return self._confirmed(walk, heard)
        if self.without and chosen(heard, (self.without,)):
            walk.note("next", as_text(heard), self.without.label.text(walk.language))
            walk.passed()
            return self.without.next
        digits = ascii_digits(heard.keys) if isinstance(heard, Digits) else number_in(heard.text)
        if self.finish_on and digits:
            digits = digits.removesuffix(self.finish_on)
        # A lone 0 asks for a person, unless a pattern says that it is an answer here.
        lone_zero = digits == "0" and walk.flow.operator and not self.pattern
        if digits is None or lone_zero or not self._fits(digits):
            return None
        if self.confirm is None:
            return self._keep(walk, digits, as_text(heard))
        walk.note("next", as_text(heard))
        walk.change(draft=digits, retries={})
        return self.ask(walk)

    def _confirmed(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        key = chosen(heard, self.confirm.choices) if self.confirm else None
        if self.confirm is None or key is None:
            return None
        if key == self.confirm.yes.key:
            return self._keep(walk, walk.state.draft, as_text(heard))
        walk.note("next", as_text(heard), self.confirm.no.label.text(walk.language))
        walk.change(draft="", retries={})
        return self.ask(walk)

    def _keep(self, walk: Walk, digits: str, heard: str) -> Move:
        walk.note("next", heard, digits)
        walk.remember(self.answer, digits, digits)
        walk.passed()
        return self.next

    def _fits(self, digits: str) -> bool:
        if not (digits.isascii() and digits.isdigit() and self.min <= len(digits) <= self.max):
            return False
        return not self.pattern or re.fullmatch(self.pattern, digits) is not None
