"""A queue's rules, as supervisors edit them: checked data, and what follows from it for one line of the queue.

Pure. `Rules` is what is kept with the queue, beside the skills that its work needs; `Book` reads all queues' rules and
says of a line, which names its step of widening, what its items need.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from acd.hours import Week
from acd.policy import Levels, Needs


def _named(skill: str) -> str:
    if not 1 <= len(skill) <= 40 or skill != skill.strip():
        raise ValueError("a skill has a name of 1 to 40 letters, with no space around it")
    return skill


Skill = Annotated[str, AfterValidator(_named)]
QueueKey = Annotated[str, Field(min_length=1, max_length=40)]
Level = Annotated[int, Field(ge=1, le=5)]
Seconds = Annotated[int, Field(ge=1, le=86_400)]
Pick = Literal["longest_idle", "fewest_handled", "best_skilled"]
Event = Literal["closed", "unstaffed", "full", "waited"]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Widening(_Data):
    """After so long, less is asked, or more people are. What an earlier step changed stays changed."""

    after_s: Seconds
    levels: Annotated[dict[Skill, Annotated[int, Field(ge=0, le=5)]], Field(max_length=20)] = {}
    """The new least level of a skill; 0: it is only preferred from now on."""
    language: Literal["keep", "prefer", "ignore"] = "keep"
    joins: Annotated[list[QueueKey], Field(max_length=10)] = []
    """The agents of these queues join: whoever has what those need."""


class Overflow(_Data):
    """When this happens, the item goes elsewhere: `queue` to another queue; for calls, `message` asks for a message
    and `flow` goes the flow's own way for when nobody can be reached. `limit` is seconds for `waited`, items for
    `full`."""

    when: Event
    limit: Annotated[int, Field(ge=1, le=86_400)] | None = None
    to: Literal["queue", "message", "flow"]
    queue: QueueKey | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.when in ("full", "waited")) != (self.limit is not None):
            raise ValueError("a limit belongs to “full” and “waited”, and only to them")
        if (self.to == "queue") != (self.queue is not None):
            raise ValueError("name the queue to which the overflow goes, and only then")
        return self


class Rules(_Data):
    """How one queue's work finds its agent."""

    prefers: Annotated[dict[Skill, Level], Field(max_length=20)] = {}
    """Nice to have: who has most of it is asked first."""
    language: Literal["ignore", "prefer", "require"] = "ignore"
    """Whether the agent speaks the contact's language: a skill that is called as the language is (`fa`)."""
    widening: Annotated[list[Widening], Field(max_length=8)] = []
    ageing_s: Annotated[int, Field(ge=0, le=3600)] = 0
    """One point of priority is worth this much waiting; with 0, higher priority always goes first."""
    value_points: Annotated[int, Field(ge=0, le=100)] = 0
    """Points of priority for a customer of the highest value, 100; less for less."""
    pick: Pick = "longest_idle"
    alone: bool = False
    """Only agents with nothing else in hand; else calls also go to those who chat."""
    prefer_s: Annotated[int, Field(ge=0, le=3600)] = 30
    """How long the agent who served this journey last is waited for."""
    hours: Week | None = None
    """When newcomers are let in; whoever is in line when it closes is still served."""
    overflow: Annotated[list[Overflow], Field(max_length=4)] = []
    short_s: Annotated[int, Field(ge=0, le=60)] = 5
    """Whoever leaves sooner changed their mind, and is not counted as given up."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if any(later.after_s <= earlier.after_s for earlier, later in pairwise(self.widening)):
            raise ValueError("each step of widening comes later than the one before")
        events = [each.when for each in self.overflow]
        if len(set(events)) < len(events):
            raise ValueError("there is one overflow for each event")
        return self

    def worth(self, value: int) -> int:
        """Points for a customer of this value, 0 to 100."""
        return round(self.value_points * value / 100)

    def overflow_when(self, event: Event) -> Overflow | None:
        return next((each for each in self.overflow if each.when == event), None)

    def step(self, waited: timedelta) -> int:
        """How many steps of widening somebody who has waited so long has come."""
        return sum(each.after_s <= waited.total_seconds() for each in self.widening)

    def place(self, queued_at: datetime, points: int) -> tuple[int, datetime]:
        """Priority and turn of somebody with so many points. Ageing is a head start: by then the order never
        changes while people wait, and needs no counting up."""
        if not self.ageing_s:
            return points, queued_at
        return 0, queued_at - timedelta(seconds=points * self.ageing_s)

    def needs(
        self, own: Iterable[str], key: str, queues: Mapping[str, Mapping[str, int]], step: int, language: str
    ) -> Needs:
        """What is asked of an agent at this step of the queue `key`, for items with these skills of their own;
        `queues`: key → skills."""
        needed, prefers, speaks = {**dict.fromkeys(own, 1), **queues[key]}, dict(self.prefers), self.language
        joined: list[str] = []
        for widening in self.widening[:step]:
            for skill, level in widening.levels.items():
                if level:
                    needed[skill] = level
                elif needed.pop(skill, None) is not None:
                    prefers.setdefault(skill, 1)
            if widening.language != "keep":
                speaks = widening.language
            joined += widening.joins
        if language and speaks == "require":
            needed[language] = max(1, needed.get(language, 0))
        elif language and speaks == "prefer":
            prefers.setdefault(language, 1)
        # Whoever joins from another queue must still have what the item itself asks for, and be understood.
        still = {skill: needed[skill] for skill in (*own, language) if skill in needed}
        others = [{**queues[other], **still} for other in joined if other in queues]
        ways = tuple(dict.fromkeys(_levels(way) for way in (needed, *others)))
        return Needs(ways, _levels(prefers), self.pick, self.alone)


def _levels(of: Mapping[str, int]) -> Levels:
    return tuple(sorted(of.items()))


def line_of(kind: str, queue_key: str, skills: Iterable[str] = (), step: int = 0, language: str = "") -> str:
    """The name of the line in which an item stands: all items of one line need the same."""
    return json.dumps([kind, queue_key, step, language, *sorted(set(skills))])


def parts_of(line: str) -> tuple[str, str, int, str, list[str]]:
    """Kind, queue, step, language, and the items' own skills."""
    kind, queue_key, step, language, *own = json.loads(line)
    return kind, queue_key, step, language, own


@dataclass(frozen=True)
class Book:
    """All queues' rules at one moment."""

    skills: Mapping[str, Mapping[str, int]]
    rules: Mapping[str, Rules]
    _known: dict[str, tuple[str, Needs]] = field(default_factory=dict)

    def need(self, line: str) -> tuple[str, Needs]:
        """The kind of a line, and what its items need. A line that was asked for before costs one look."""
        known = self._known.get(line)
        if known is None:
            kind, key, step, language, own = parts_of(line)
            known = self._known[line] = kind, self.rules[key].needs(own, key, self.skills, step, language)
        return known


@lru_cache(maxsize=64)
def book(rows: tuple[tuple[str, str, str], ...]) -> Book:
    """The book of these (key, skills, rules), both as JSON texts: read anew only when something in them changed."""
    return Book(
        {key: json.loads(skills) for key, skills, _ in rows},
        {key: Rules.model_validate_json(rules) for key, _, rules in rows},
    )
