"""What supervisors decide for every desk: breaks, dispositions, rules."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import In, Out

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Names = Annotated[dict[str, Annotated[str, Field(min_length=1, max_length=80)]], Field(min_length=1, max_length=20)]
"""A name by language; English stands in where one is missing."""


class BreakReasonOut(Out):
    key: str
    names: dict[str, str]


class DispositionFieldOut(Out):
    key: str
    names: dict[str, str]
    required: bool
    choices: list[str]


class DispositionOut(Out):
    """`parent` is the key of the branch that it belongs to, `queue` the only queue that has it; either may be empty."""

    key: str
    parent: str
    names: dict[str, str]
    queue: str
    fields: list[DispositionFieldOut]


class RulesOut(Out):
    """`decline`: `free`, `reason` (one must be given) or `never`. 0 in the others means: no limit, no goal."""

    decline: Literal["free", "reason", "never"]
    declines_per_hour: int
    extend_s: int
    park_s: int
    goal_contacts: int
    goal_handle_s: int


class HouseOut(Out):
    break_reasons: list[BreakReasonOut]
    dispositions: list[DispositionOut]
    rules: RulesOut


class BreakReasonIn(In):
    key: Key
    names: Names


class BreakReasonsIn(In):
    break_reasons: Annotated[list[BreakReasonIn], Field(max_length=30)]


class DispositionFieldIn(In):
    """Without choices it is a free text."""

    key: Key
    names: Names
    required: bool = False
    choices: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=80)]], Field(max_length=40, default_factory=list)
    ]


class DispositionIn(In):
    key: Key
    parent: Annotated[str, Field(max_length=40)] = ""
    names: Names
    queue: Annotated[str, Field(max_length=40)] = ""
    fields: Annotated[list[DispositionFieldIn], Field(max_length=10, default_factory=list)]


class DispositionsIn(In):
    dispositions: Annotated[list[DispositionIn], Field(min_length=1, max_length=300)]


class RulesIn(In):
    decline: Literal["free", "reason", "never"]
    declines_per_hour: Annotated[int, Field(ge=0, le=100)]
    extend_s: Annotated[int, Field(ge=0, le=600)]
    park_s: Annotated[int, Field(ge=30, le=1800)] = 180
    goal_contacts: Annotated[int, Field(ge=0, le=1000)]
    goal_handle_s: Annotated[int, Field(ge=0, le=7200)]
