"""A Studio flow definition as Twilio exports it: believed in nothing, not even that it is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

LARGEST = 2_000_000
"""Bytes of a file. Twilio's own limit of 1000 widgets makes about half of that."""


class StudioRefused(ValueError):
    """What was given is no Studio flow that could be read. The text says why, and what to do."""


Word = Annotated[str, StringConstraints(max_length=200), BeforeValidator(lambda value: "" if value is None else value)]
Long = Annotated[str, StringConstraints(max_length=4000), BeforeValidator(lambda value: "" if value is None else value)]


class _Part(BaseModel):
    """Fields that we do not use are left aside: Twilio adds some every year."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class Condition(_Part):
    type: Word = ""
    arguments: list[Long] = Field(default_factory=list, max_length=20)
    value: Long = ""
    friendly_name: Long = ""

    @property
    def values(self) -> list[str]:
        """Some types compare with a list, written with commas."""
        return [value.strip() for value in self.value.split(",") if value.strip()]


class Transition(_Part):
    event: Word
    next: Word = ""
    conditions: list[Condition] = Field(default_factory=list, max_length=50)


class Widget(_Part):
    """One state. Its `properties` differ by `type`, and may hold anything."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    type: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    properties: dict[str, Any] = Field(default_factory=dict)
    transitions: list[Transition] = Field(default_factory=list, max_length=200)

    def text(self, name: str) -> str:
        """A property as text; empty where there is none."""
        value = self.properties.get(name)
        return str(value).strip() if isinstance(value, str | int | float) else ""

    def number(self, name: str) -> int | None:
        text = self.text(name)
        return int(text) if text.isascii() and text.removeprefix("-").isdigit() and len(text) < 10 else None

    def to(self, event: str) -> str:
        """The widget that this event leads to; empty where it leads nowhere."""
        return next((way.next for way in self.transitions if way.event == event), "")

    def strings(self) -> Iterator[str]:
        """Every text in it, however deep."""
        ahead: list[Any] = [self.properties]
        while ahead:
            value = ahead.pop()
            if isinstance(value, str):
                yield value
            elif isinstance(value, dict | list):
                ahead += value.values() if isinstance(value, dict) else value
        for condition in (condition for way in self.transitions for condition in way.conditions):
            yield from (condition.value, *condition.arguments)


class Definition(_Part):
    """All of it."""

    description: Long = ""
    initial_state: Word = ""
    states: list[Widget] = Field(min_length=1, max_length=1000)

    @cached_property
    def by_name(self) -> dict[str, Widget]:
        return {state.name: state for state in self.states}

    @cached_property
    def before(self) -> dict[str, set[str]]:
        """Widget → the widgets that lead to it."""
        before: dict[str, set[str]] = {}
        for state in self.states:
            for way in state.transitions:
                before.setdefault(way.next, set()).add(state.name)
        return before


def parse(data: Any) -> Definition:
    """Bytes, text or JSON values → Definition. Raises StudioRefused."""
    data = _json(data) if isinstance(data, bytes | str) else data
    if isinstance(data, dict) and isinstance(data.get("definition"), dict):
        # The REST API wraps it into the flow's record.
        data = {"description": str(data.get("friendly_name") or ""), **data["definition"]}
    if not isinstance(data, dict) or "states" not in data:
        raise StudioRefused("This is no Studio flow: it has no states. Export it from the flow's menu in the console.")
    if any(isinstance(state, dict) and "sid" in state for state in _some(data["states"])):
        raise StudioRefused("This is an export of Studio's first version. Open the flow there, and export it anew.")
    try:
        found = Definition.model_validate(data)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StudioRefused(f"This is no Studio flow that could be read: {where}: {first['msg']}.") from fault
    names: set[str] = set()
    for state in found.states:
        if state.name in names:
            raise StudioRefused(f"Two widgets are called {state.name!r}. Export the flow anew, or rename one of them.")
        names.add(state.name)
    return found


def _json(data: bytes | str) -> Any:
    if len(data) > LARGEST:
        raise StudioRefused(f"The file is larger than {LARGEST // 1_000_000} MB. A Studio flow is much smaller.")
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise StudioRefused(f"The file is not JSON ({str(fault)[:120]}). Export the flow anew.") from fault


def _some(states: Any) -> list[Any]:
    return states[:20] if isinstance(states, list) else []
