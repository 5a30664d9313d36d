"""say, set, fork, hours: kinds that a conversation passes without waiting."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from ivr.facts import QUEUE_FACTS, Value
from ivr.kinds.base import Move, Node, Walk, way
from ivr.texts import Name, Prompt, Texts


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
        pattern=r"^((facts|answers)\.[a-z][a-z0-9_]{0,39}|queues\.[a-z0-9_-]{1,40}\.(agents_ready|waiting|expected_wait_s))$",
        description="facts.NAME, answers.NAME or queues.KEY.waiting; see the tables below.",
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
            raise PydanticCustomError("one_comparison", "give exactly one of eq, in, present, at_least, at_most")
        return self

    @property
    def queue(self) -> str:
        """The queue that is asked about, or empty."""
        return self.on.split(".")[1] if self.on.startswith("queues.") else ""

    def _value(self, walk: Walk) -> Value | None:
        side, _, name = self.on.partition(".")
        if side == "facts":
            return walk.fact(name)
        if side == "answers":
            answer = walk.state.answers.get(name)
            return answer.value if answer else None
        queue, name = walk.facts.queues.get(self.queue), name.rpartition(".")[2]
        value: int | None = getattr(queue, name) if queue and name in QUEUE_FACTS else None
        return value

    def holds(self, walk: Walk) -> bool:
        value = self._value(walk)
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
    """Forks on whether we are open now, as set on the page Hotlines, and if not, why. {day_name} names the day."""

    kind: Literal["hours"] = "hours"
    open: Name = way("Where it goes on while we are open.")
    closed: Name = way("Where it goes on while we are closed.")
    holiday: Name | None = way("… because of a public holiday; none goes the way of closed.", default=None)
    special: Name | None = way("… because of a day of the company's own; none goes as closed.", default=None)
    emergency: Name | None = way("… because somebody closed it by the switch; none goes as closed.", default=None)

    def enter(self, walk: Walk) -> Move:
        if walk.facts.open_now:
            return self.open
        why = {"holiday": self.holiday, "special": self.special, "emergency": self.emergency}
        return why.get(walk.facts.closed_why) or self.closed


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
