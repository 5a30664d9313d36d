"""A flow as validated data: what a supervisor edits, what is published as an immutable version, what `advance` walks.

flow = read(data)              from JSON; raises FlowRefused with every fault of form
faults = check(flow)           every fault of meaning; publish only where it is empty
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ivr import rules
from ivr.faults import Fault
from ivr.form import fault_of
from ivr.graph import Graph, fields
from ivr.kinds import KINDS, LAW, AnyNode
from ivr.kinds.menu import Menu
from ivr.kinds.passing import Set
from ivr.languages import LANGUAGES
from ivr.texts import FlowKey, Name, Prompt, Texts

__all__ = ["KINDS", "LAW", "Fault", "Flow", "FlowRefused", "check", "read"]


def operator_words() -> dict[str, list[str]]:
    """Language → words for a person, from the language data."""
    return {code: list(language.operator) for code, language in LANGUAGES.items()}


Coordinate = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]


class Flow(BaseModel):
    """Nodes, and what they share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(max_length=80, description="The company or the purpose, as people see it.")
    languages: list[str] = Field(min_length=1, max_length=12, description="The first is spoken where none is known.")
    start: Name = Field(description="The first node.")
    operator: Name | None = Field(default=None, description="Where 0 and words for a person lead, from any question.")
    operator_words: dict[str, list[str]] = Field(
        default_factory=operator_words, description="Words for a person; each language has its own by itself."
    )
    offer: Prompt | None = Field(
        default=None, description='How keys are read out on a phone: "For {phrase}, press {key}." ({label} works, too).'
    )
    finish: Prompt | None = Field(
        default=None, description='Said on a phone after asking for digits: "Then press {key}."'
    )
    apology: Prompt | None = Field(default=None, description="Said if something broke on our side.")
    answer_names: dict[Name, Texts] = Field(
        default_factory=dict, description='What an answer is called when people read it: {"order_number": {"en": …}}.'
    )
    facts: list[Name] = Field(default_factory=list, description="Facts of the company's own that the flow uses.")
    layout: dict[Name, tuple[Coordinate, Coordinate]] = Field(
        default_factory=dict, description="Where the editor draws a node, as x and y; it means nothing to callers."
    )
    nodes: list[AnyNode] = Field(min_length=1, max_length=500, description="The steps.")

    sub_flows: dict[FlowKey, Flow] = Field(
        default_factory=dict,
        max_length=50,
        description="The flows that sub_flow nodes go through, as they were when this one was published; see ivr.link.",
    )

    @cached_property
    def by_key(self) -> dict[str, AnyNode]:
        return {node.key: node for node in self.nodes}

    @cached_property
    def parts(self) -> dict[str, Flow]:
        """The flow itself under "", and each sub-flow by its key: what such a one leaves open, it has from us."""
        parts = {"": self}
        for key, flow in self.sub_flows.items():
            own = {name: getattr(flow, name) or getattr(self, name) for name in ("offer", "finish", "apology")}
            operator = flow.operator or (self.operator and f"/{self.operator}")
            parts[key] = flow.model_copy(update={**own, "operator": operator})
        return parts

    @cached_property
    def places(self) -> dict[str, AnyNode]:
        """Every node by its place: `key`, and in a sub-flow `subflow/key`."""
        inner = {f"{key}/{node.key}": node for key, flow in self.sub_flows.items() for node in flow.nodes}
        return self.by_key | inner

    @cached_property
    def graph(self) -> Graph:
        return Graph(self)

    @cached_property
    def sayings(self) -> dict[str, str]:
        """What is said at a place, as `ivr.paths` found it out."""
        return {}

    @cached_property
    def values(self) -> list[tuple[str, str, Any]]:
        """Every value of every node and of the flow itself: (place or "", field, value)."""
        found = [("", field, value) for field, value in fields(self) if not field.startswith("nodes")]
        return found + [(place, field, value) for place, node in self.places.items() for field, value in fields(node)]

    def at(self, place: str) -> AnyNode | None:
        return self.places.get(place)

    def part_of(self, place: str) -> Flow:
        """The sub-flow in which a place is, or this flow."""
        return self.parts.get(place.rpartition("/")[0], self) if "/" in place else self

    def topic_labels(self, topic: str) -> dict[str, str]:
        """How a journey's topic reads, by language; empty where this flow does not know it."""
        for node in self.nodes:
            if isinstance(node, Menu) and node.topic:
                for option in node.options:
                    if option.stable == topic:
                        return (option.phrase or option.label).by_language()
            if isinstance(node, Set) and node.topic and node.value == topic:
                return node.label.by_language()
        return {}

    @cached_property
    def labels(self) -> dict[str, dict[str, Texts]]:
        """Place → every label at it, by what it reads in any language."""
        found: dict[str, dict[str, Texts]] = {}
        for place, _, value in self.values:
            if isinstance(value, Texts) and not isinstance(value, Prompt):
                found.setdefault(place, {}).update(dict.fromkeys(value.texts.values(), value))
        return found

    def label_in(self, place: str, label: str, language: str) -> str:
        """What was chosen at a place, in another of the flow's languages where it has it; else as it is."""
        known = self.labels.get(place, {}).get(label)
        return (known.texts.get(language) if known else "") or label

    def answer_in(self, name: str, label: str, language: str) -> str:
        """An answer as it reads in another of the flow's languages, where it was chosen and not spelt out."""
        asking = (place for place, node in self.places.items() if getattr(node, "answer", None) == name)
        known = (self.label_in(place, label, language) for place in asking)
        return next((text for text in known if text != label), label)

    def topic_words(self, topic: str) -> dict[str, list[str]]:
        """What people say for a journey's topic, by language, as the menu that gives it knows."""
        for node in self.places.values():
            if isinstance(node, Menu) and node.topic:
                for option in node.options:
                    if option.stable == topic:
                        return {code: option.spoken(code) for code in self.languages}
        return {}


MOST_VALUES, MOST_CHARACTERS, DEEPEST = 250_000, 10_000_000, 40
"""Of the JSON of a flow and its sub-flows. One of 500 nodes in four languages has 50,000 values."""
MOST_FAULTS = 200


class FlowRefused(Exception):
    """Data that is no flow. `faults` says what is wrong where, and what to do."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def read(data: Any) -> Flow:
    """Data from outside → Flow. Raises FlowRefused naming every node and field that does not fit."""
    if _too_large(data):
        raise FlowRefused((Fault("", "huge"),))
    try:
        return Flow.model_validate(data)
    except ValidationError as found:
        wrong = found.errors(include_url=False)[:MOST_FAULTS]
        raise FlowRefused(tuple(fault_of(data, error) for error in wrong)) from found


def _too_large(data: Any) -> bool:
    """Whether this is more than anybody would write: looked at without recursion, and only until it is known."""
    ahead, values, characters = [(data, 1)], 0, 0
    while ahead:
        value, depth = ahead.pop()
        values += 1
        if isinstance(value, str):
            characters += len(value)
        elif isinstance(value, Mapping | list | tuple):
            values += len(value)
            inner = value.values() if isinstance(value, Mapping) else value
            if values <= MOST_VALUES:
                ahead += [(each, depth + 1) for each in inner]
        if values > MOST_VALUES or characters > MOST_CHARACTERS or depth > DEEPEST:
            return True
    return False


def check(flow: Flow, queues: Collection[str] | None = None, connections: Collection[str] | None = None) -> list[Fault]:
    """Every fault that would show in a call. `queues`, `connections`: the keys of those there are, where known."""
    faults = [fault for rule in rules.RULES for fault in rule(flow)]
    if queues is not None:
        faults += rules.unknown_queues(flow, queues)
    if connections is not None:
        faults += rules.unknown_connections(flow, connections)
    return faults
