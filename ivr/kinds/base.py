"""What every node kind has, and the walk that it takes part in.

A kind is one class: its fields are the schema, its docstring the documentation, its `law` the table of what it
understands, `enter` what happens when a conversation comes to it, and `hear` what happens with an answer.
Both return a Move: the key of the next node, or the ending at which the turn stops.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from ivr import turns
from ivr.facts import Answer, Facts
from ivr.heard import Heard, HungUp, Started
from ivr.state import State, Step
from ivr.texts import Name, Prompt, Texts, fill
from ivr.words import key_name

if TYPE_CHECKING:
    from ivr.flow import Flow

Move = str | turns.Ending

Law = Mapping[type, tuple[str, ...]]
"""Heard → the ways out that it may lead to. What is missing here is refused."""

PASSING: Law = {Started: ("again",), HungUp: ("hang_up",)}
"""The law of kinds at which a conversation never rests."""


class ConversationFault(Exception):
    """The conversation cannot go on. A driver answers with `engine.apologise`, never with silence."""


class ProtocolFault(ConversationFault):
    """A driver reported what the present node does not understand. Nothing was changed."""


def way(description: str, **more: Any) -> Any:
    """A field that names another node; editors and `check` know it by this mark."""
    return Field(description=description, json_schema_extra={"names_node": True}, **more)


class Node(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    law: ClassVar[Law] = PASSING
    waits: ClassVar[bool] = False
    """Whether a conversation rests here until something is heard."""

    key: Name = Field(description="Its name within the flow.")
    title: str = Field(default="", max_length=80, description="How the editor and an agent see it.")

    def passes(self, field: str) -> bool:
        """Whether the way out named by `field` may be taken again and again without anybody being waited for."""
        return not self.waits

    def enter(self, walk: Walk) -> Move:
        """The conversation comes to this node."""
        raise NotImplementedError

    def hear(self, walk: Walk, heard: Heard) -> Move:
        """`heard` is one of `law`. Kinds that never wait only ever hear Started, and begin anew."""
        return self.enter(walk)


class Walk:
    """One advance: flow and facts, the state as it becomes, and the prompts gathered on the way."""

    def __init__(self, flow: Flow, facts: Facts, state: State) -> None:
        self.flow, self.facts, self.state = flow, facts, state
        self.prompts: list[turns.Prompt] = []

    @property
    def language(self) -> str:
        return self.state.language

    def change(self, **values: Any) -> None:
        self.state = replace(self.state, **values)

    def say(self, prompt: Prompt | None, **more: str) -> None:
        """Add a prompt in the present language. `more` are values for placeholders of its own."""
        if prompt is not None:
            values = {**self.values(), **more}
            by_figure = frozenset() if self.facts.written else self._by_figure(values)
            self.prompts += prompt.spoken(self.language, values, by_figure)

    def note(self, way: str, heard: str = "", label: str = "") -> None:
        """Add a step to the path."""
        self.state = self.state.walked(Step(self.state.node, label, heard, way))

    def remember(self, name: str, value: str, label: str) -> None:
        self.change(answers={**self.state.answers, name: Answer(value, label)})

    def known(self, name: str | None) -> Answer | None:
        """The answer given before this conversation came to the present node; None where it has to be asked.

        Whoever was at this very node already has come back to change something, so they are asked again.
        """
        if name is None or self.state.node in self.state.seen:
            return None
        return self.state.answers.get(name)

    def passed(self) -> None:
        """The present node is done with."""
        if self.state.node not in self.state.seen:
            self.change(seen=(*self.state.seen, self.state.node))

    def values(self) -> dict[str, str]:
        """What placeholders stand for. A name that has no value yet is absent, and reads as nothing."""
        facts, state = self.facts, self.state
        journey, wait = facts.open_journey, facts.expected_wait_s
        values = {name: str(value) for name, value in facts.extra.items() if value is not None}
        values |= {name: answer.label for name, answer in state.answers.items()}
        return values | {
            "topic": state.topic_labels.get(state.language) or state.topic,
            "journey_topic": (journey.label(state.language) if journey else ""),
            "customer_name": facts.customer_name,
            "caller": facts.caller,
            "queue_length": str(facts.queue_length),
            "agents_ready": str(facts.agents_ready),
            "expected_wait_minutes": "" if wait is None else str(max(1, round(wait / 60))),
        }

    def _by_figure(self, values: Mapping[str, str]) -> frozenset[str]:
        """Names whose value is a number that somebody keyed in: 427 is "four two seven", not a quantity."""
        keyed = {name for name, answer in self.state.answers.items() if answer.value == answer.label}
        return frozenset(n for n, v in values.items() if (n in keyed or n == "value") and v.isascii() and v.isdigit())


PLACEHOLDERS = (
    "topic",
    "journey_topic",
    "customer_name",
    "caller",
    "queue_length",
    "agents_ready",
    "expected_wait_minutes",
)
"""Names that every prompt may use, besides the flow's answers and its own facts."""


class Choice(BaseModel):
    """Something to choose: by its key, by its label on a button, or by words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[0-9*#]$", description="The key to press.")
    label: Texts = Field(description="What a chat's button and the agent's panel show.")
    phrase: Texts | None = Field(default=None, description="How it reads within a sentence, if not as the label.")
    words: dict[str, list[str]] = Field(default_factory=dict, description="Language → words that choose it, too.")

    def said(self, language: str) -> str:
        return (self.phrase or self.label).text(language)

    def all_words(self) -> list[str]:
        """Words of every language: people mix them."""
        return [*self.label.by_language().values(), *(word for words in self.words.values() for word in words)]


def read_out(walk: Walk, choices: tuple[Choice, ...]) -> None:
    """Say which key does what, in the flow's own words. A chat shows buttons instead."""
    if walk.facts.written or walk.flow.offer is None:
        return
    language, template = walk.language, walk.flow.offer.text(walk.language)
    lines = [
        fill(template, {"label": c.label.text(language), "phrase": c.said(language), "key": key_name(c.key, language)})
        for c in choices
    ]
    walk.prompts.append(turns.Say(" ".join(lines), language))
