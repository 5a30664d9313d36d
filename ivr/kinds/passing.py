"""say, set, fork, hours: kinds that a conversation passes without waiting."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ivr.facts import look_up
from ivr.kinds.base import Move, Node, Walk, way
from ivr.texts import Name, Prompt, Texts

Value = str | int | bool


class Say(Node):
    """Says something, and goes on."""

    kind: Literal["say"] = "say"
    prompt: Prompt = Field(description="What is said.")
    next: Name = way("Where it goes on.")

    def enter(self, walk: Walk) -> Move:
        walk.say(self.prompt)
        return self.next


class Set(Node):
    """Writes an answer down without asking, and may name the journey's topic."""

    kind: Literal["set"] = "set"
    answer: Name = Field(description="The answer's name.")
    value: str = Field(max_length=80, description="What forks compare.")
    label: Texts = Field(description="How it reads.")
    topic: bool = Field(default=False, description="It becomes the journey's topic, too.")
    next: Name = way("Where it goes on.")

    def enter(self, walk: Walk) -> Move:
        walk.remember(self.answer, self.value, self.label.text(walk.language))
        if self.topic:
            walk.change(topic=self.value, topic_labels=self.label.by_language())
        return self.next


class Case(BaseModel):
    """One case of a fork: exactly one comparison."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    on: str = Field(
        pattern=r"^(facts|answers)\.[a-z][a-z0-9_]*$", description="facts.NAME or answers.NAME; see the table below."
    )
    eq: Value | None = Field(default=None, description="It is this value.")
    among: list[Value] | None = Field(default=None, alias="in", description="It is one of these.")
    present: bool | None = Field(default=None, description="It has a value, or (false) it has none.")
    at_least: int | None = Field(default=None, description="It is a number, and not below this one.")
    at_most: int | None = Field(default=None, description="It is a number, and not above this one.")
    next: Name = way("Where it goes on.")

    @model_validator(mode="after")
    def _one_comparison(self) -> Case:
        given = [self.eq, self.among, self.present, self.at_least, self.at_most]
        if sum(value is not None for value in given) != 1:
            raise ValueError("give exactly one of eq, in, present, at_least, at_most")
        return self

    def holds(self, walk: Walk) -> bool:
        side, _, name = self.on.partition(".")
        answer = walk.state.answers.get(name)
        value = look_up(walk.facts, name) if side == "facts" else (answer.value if answer else None)
        if self.present is not None:
            return (value is not None and value != "") == self.present
        if self.at_least is not None or self.at_most is not None:
            number = _number(value)
            if number is None:
                return False
            return number >= self.at_least if self.at_least is not None else number <= (self.at_most or 0)
        return any(_same(value, wanted) for wanted in ([self.eq] if self.among is None else self.among))


class Fork(Node):
    """Takes the first case that holds, else `otherwise`."""

    kind: Literal["fork"] = "fork"
    cases: list[Case] = Field(min_length=1, max_length=50, description="Looked at in order.")
    otherwise: Name = way("Where it goes on if none holds.")

    def enter(self, walk: Walk) -> Move:
        return next((case.next for case in self.cases if case.holds(walk)), self.otherwise)


class Hours(Node):
    """Forks on whether we are open now. The calendar is the hotline's; the flow only asks facts.open_now."""

    kind: Literal["hours"] = "hours"
    open: Name = way("Where it goes on while we are open.")
    closed: Name = way("Where it goes on while we are closed.")

    def enter(self, walk: Walk) -> Move:
        return self.open if walk.facts.open_now else self.closed


def _same(value: Value | None, wanted: Value | None) -> bool:
    # In Python True == 1, yet a fact that is true is not the number one. Answers are text, as keys are.
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return value is not None and str(value) == str(wanted)


def _number(value: Value | None) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    text = str(value)
    return int(text) if text.isascii() and text.removeprefix("-").isdigit() else None
