"""A flow's tests, its replay, and what is counted of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field

from web.schemas.base import Id, In, Kind, Out, When
from web.schemas.flow_versions import TestResult
from web.schemas.flows import Definition, FlowPath, Number, storable

Way = Literal["drop_off", "no_input", "no_match", "operator", "failure", "next", "known"]


class TestPath(FlowPath):
    test_id: Id


class TestIn(In):
    """`script` is a conversation in the simulator's language; a Simulated has the one that was just walked."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    facts: Annotated[dict[str, Any], AfterValidator(storable)] = Field(default_factory=dict)
    script: Annotated[str, Field(min_length=1, max_length=20_000)]


class TestOut(Out):
    id: Id
    name: str
    facts: dict[str, Any]
    script: str
    edited_by: str
    edited_at: datetime


class Tests(Out):
    tests: list[TestOut]


class TestResults(Out):
    results: list[TestResult]


class RunIn(In):
    """Runs the tests against `definition` (unsaved), or version number `version`, or else the draft."""

    definition: Definition | None = None
    version: Number | None = None


class ReplayIn(In):
    """How many of the last contacts are walked through the draft, or through `definition` (unsaved)."""

    calls: Annotated[int, Field(ge=1, le=10_000)]
    definition: Definition | None = None


class LandingOut(Out):
    """Where a contact stands: the node, and how the turn ended, as tests write it: `enqueue orders`."""

    node: str
    ending: str


class InTurn(Out):
    """A contact in its turn number `turn`."""

    kind: Kind
    id: Id
    customer_id: int | None
    customer: str
    at: datetime
    turn: int


class DifferingOut(InTurn):
    """A contact that would have gone elsewhere in turn number `turn`. `at`: when it began."""

    was: LandingOut
    would: LandingOut


class ReplayOut(Out):
    """`differing` are the first thousand of `walked` minus `same`."""

    walked: int
    same: int
    differing: list[DifferingOut]


class Span(In):
    """Of one version, or of all; the last seven days where nothing is said."""

    version: Number | None = None
    since: When | None = None
    until: When | None = None


class NodeNumbers(Out):
    """`seconds` were waited there on average. `operator`: asked for a person; `failure`: what it tried did not work."""

    node: str
    title: str
    visits: int
    seconds: float
    drop_off: int
    no_input: int
    no_match: int
    operator: int
    failure: int


class Worst(Out):
    """A node with much trouble; `why` is the worst kind of it, and `count` how often that was."""

    node: str
    title: str
    why: Way
    count: int


class Link(Out):
    """How often the way led from one node straight to the other."""

    model_config = ConfigDict(serialize_by_alias=True)

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    count: int


class Analytics(Out):
    """`containment`: the share (0..1) of contacts that ended with a goodbye and needed nobody of ours."""

    since: datetime
    until: datetime
    contacts: int
    containment: float
    operator_escapes: int
    nodes: list[NodeNumbers]
    worst: list[Worst]
    links: list[Link]


class BehindSearch(Span):
    """The contacts that came to `node` or, with `way`, left it so. `cursor` is where a page before it ended."""

    node: Annotated[str, Field(min_length=1, max_length=90)]
    way: Way | None = None
    cursor: Annotated[str, Field(max_length=40)] = ""


class BehindContact(InTurn):
    """One contact in one turn; what was heard then, as tests write it."""

    heard: str
    ending: str


class Behind(Out):
    contacts: list[BehindContact]
    cursor: str
