"""What every node kind has, and the walk that it takes part in.

A kind is one class: its fields are the schema, its docstring the documentation, its `law` the table of what it
understands, `enter` what happens when a conversation comes to it, and `hear` what happens with an answer.
Both return a Move: the next node, or the ending at which the turn stops. The next node is given by its key or, from the
root of the whole flow, as `/key` or `/subflow/key`.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from ivr import languages, turns
from ivr.facts import Answer, Facts, Value, look_up
from ivr.heard import Heard, HungUp, Started
from ivr.state import LONGEST_HEARD, LONGEST_PATH, State, Step
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
    """One advance: flow and facts, the state as it becomes, and the prompts and messages gathered on the way.

    `root` is the whole flow. `flow` is the part that the conversation is in: the root itself, or a sub-flow of it.
    """

    def __init__(self, root: Flow, facts: Facts, state: State) -> None:
        self.root, self.facts = root, facts
        # A copy of our own, which `change` writes to: the state that came in stays as it is, and a walk over many nodes
        # makes one new state and not five for each node.
        self.state = copy(state)
        self.flow = root.part_of(state.node)
        self.prompts: list[turns.Prompt] = []
        self.sends: list[turns.Send] = []

    @property
    def language(self) -> str:
        return self.state.language

    def change(self, **values: Any) -> None:
        self.state.__dict__.update(values)

    def come_to(self, place: str) -> None:
        """The conversation is at this node now."""
        self.change(node=place, retries={}, draft="")
        self.flow = self.root.part_of(place)
        if "/" not in place and self.state.stack:
            self.change(stack=())  # Whoever is back in the whole flow, by whatever way, is within no sub-flow.

    def say(self, prompt: Prompt | None, **more: str) -> None:
        """Add a prompt in the present language. `more` are values for placeholders of its own."""
        if prompt is None:
            return
        ready = prompt.ready(self.language)
        if ready is not None:
            self.prompts += ready
            return
        values = {**self.values(), **more}
        by_figure = frozenset() if self.facts.written else self._by_figure(values)
        self.prompts += prompt.spoken(self.language, values, by_figure)

    def note(self, way: str, heard: str = "", label: str = "") -> None:
        """Add a step to the path."""
        step = Step(self.state.node, label[:LONGEST_HEARD], heard[:LONGEST_HEARD], way)
        self.change(path=(*self.state.path, step)[-LONGEST_PATH:])

    def remember(self, name: str, value: str, label: str) -> None:
        self.change(answers={**self.state.answers, name: Answer(value, label)})

    def find(self, name: str, value: Value) -> None:
        """A fact came up in this conversation."""
        self.change(found={**self.state.found, name: value})

    def fact(self, name: str) -> Value | None:
        """A fact by its name: what came up in this conversation goes before what was known."""
        if name == "spoken_language":
            return self.language
        return self.state.found[name] if name in self.state.found else look_up(self.facts, name)

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
        """What placeholders stand for, to be read. A name that has no value yet is absent, and reads as nothing."""
        facts, state = self.facts, self.state
        journey, wait = facts.open_journey, facts.expected_wait_s
        values = {name: str(value) for name, value in {**facts.extra, **state.found}.items() if value is not None}
        values |= {name: answer.label for name, answer in state.answers.items()}
        return values | {
            "topic": state.topic_labels.get(state.language) or state.topic,
            "journey_topic": (journey.label(state.language) if journey else ""),
            "customer_name": facts.customer_name,
            "caller": facts.caller,
            "day_name": facts.day_name,
            "queue_length": str(facts.queue_length),
            "agents_ready": str(facts.agents_ready),
            "expected_wait_minutes": "" if wait is None else str(_minutes(wait)),
            "expected_wait": "" if wait is None else languages.of(state.language).phrase("minutes", _minutes(wait)),
        }

    def plain_values(self) -> dict[str, str]:
        """What placeholders stand for outside of prompts: the values that forks compare, and no labels."""
        return self.values() | {name: answer.value for name, answer in self.state.answers.items()}

    def _by_figure(self, values: Mapping[str, str]) -> frozenset[str]:
        """Names whose value is a number that somebody keyed in: 427 is "four two seven", not a quantity."""
        keyed = {name for name, answer in self.state.answers.items() if answer.value == answer.label} | {"value"}
        return frozenset(name for name in keyed & values.keys() if is_figures(values[name]))


def is_figures(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _minutes(wait_s: int) -> int:
    return max(1, round(wait_s / 60))


PLACEHOLDERS = (
    "topic",
    "journey_topic",
    "customer_name",
    "caller",
    "day_name",
    "queue_length",
    "agents_ready",
    "expected_wait_minutes",
    "expected_wait",
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

    def offered(self, template: str, language: str) -> str:
        """How it is read out, in the flow's own words; reckoned once, since neither of them changes."""
        known = self.offers.get((template, language))
        if known is None:
            key = key_name(self.key, language)
            known = fill(template, {"label": self.label.text(language), "phrase": self.said(language), "key": key})
            self.offers[template, language] = known
        return known

    @cached_property
    def offers(self) -> dict[tuple[str, str], str]:
        return {}

    def spoken(self, language: str) -> list[str]:
        """What says it in one language; where nothing does, the words of others do not help a recognizer."""
        texts = (self.label.by_language(), self.phrase.by_language() if self.phrase else {})
        return [*(text[language] for text in texts if language in text), *self.words.get(language, ())]

    def all_words(self) -> list[str]:
        """Words of every language: people mix them."""
        return self.every_word

    @cached_property
    def every_word(self) -> list[str]:
        return [*self.label.by_language().values(), *(word for words in self.words.values() for word in words)]


def read_out(walk: Walk, choices: tuple[Choice, ...]) -> None:
    """Say which key does what, in the flow's own words. A chat shows buttons instead."""
    if walk.facts.written or walk.flow.offer is None:
        return
    language, template = walk.language, walk.flow.offer.text(walk.language)
    walk.prompts.append(turns.Say(" ".join(choice.offered(template, language) for choice in choices), language))
