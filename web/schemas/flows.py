"""Flows as supervisors work on them: the list, the draft, its simulator, and what is published."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field

from web.schemas.base import FlowKey, Id, In, Language, Line, Out
from web.schemas.visitor import BrowserCall

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


def storable(value: dict[str, Any]) -> dict[str, Any]:
    """JSON as it came. Raises ValueError for what Python takes for JSON, and databases and browsers do not."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except ValueError as fault:
        raise ValueError(f"this is no JSON that can be kept: {fault}") from fault
    if "\0" in text or "\\u0000" in text:
        raise ValueError("a text must not contain the NUL character")
    return value


Definition = Annotated[dict[str, Any], AfterValidator(storable)]
"""A flow as JSON, which may be broken. docs/flows.md describes a whole one."""


class FlowPath(In):
    flow_key: FlowKey


class DraftMark(Out):
    edited_by: str
    edited_at: datetime


class Scheduled(Out):
    number: int
    live_from: datetime


class Trial(Out):
    """`share` of 100 callers walk through `number`, the others through the live version."""

    number: int
    share: int


class FlowLine(Out):
    """`live` is the number of the version that answers; `draft` is null while nothing in it is unpublished."""

    key: str
    name: str
    hotlines: list[str]
    live: int | None
    scheduled: list[Scheduled]
    trial: Trial | None
    draft: DraftMark | None


class Flows(Out):
    flows: list[FlowLine]


class NewFlow(In):
    key: FlowKey
    name: Annotated[str, Field(min_length=1, max_length=80)]
    languages: Annotated[list[Language], Field(min_length=1, max_length=12)]


class NodeKind(Out):
    """One kind of node: `schema` is the JSON schema of its fields, `ways` the paths of those that name a node
    (`options.*.next`), `law` what it understands: heard → ways out."""

    model_config = ConfigDict(serialize_by_alias=True)

    kind: str
    title: str
    doc: str
    fields: dict[str, Any] = Field(alias="schema")
    ways: list[str]
    waits: bool
    law: dict[str, list[str]]


class NodeKinds(Out):
    kinds: list[NodeKind]


class FaultOut(Out):
    """What is wrong. `node` is empty for the flow itself, `field` a path such as `options.2.label`.

    The panel says it in its own language, by `code` and `params`; `problem` and `remedy` are the English sentences.
    """

    node: str
    field: str
    code: str
    params: dict[str, str | int | list[str]]
    problem: str
    remedy: str


class EffortPath(Out):
    """One way to be served: the nodes passed, the seconds and keys it takes, the menus on it, and where it ends."""

    nodes: list[str]
    seconds: float
    keys: int
    depth: int
    ends: str


class Breach(Out):
    """A rule of the standard that is not kept, in English and as `params`, for the panel's own language."""

    node: str
    rule: str
    sentence: str
    params: dict[str, str | int]


class EffortOut(Out):
    """What callers have to do until they are served: a score 0..100, the worst paths, and rules not kept."""

    score: int
    paths: list[EffortPath]
    breaches: list[Breach]


class DraftState(Out):
    """`effort` is null while the draft cannot be read as a flow. `others` have it open now."""

    revision: int
    base_number: int | None
    edited_by: str | None
    edited_at: datetime | None
    faults: list[FaultOut]
    effort: EffortOut | None
    others: list[str]


class DraftOut(DraftState):
    definition: dict[str, Any]


class DraftIn(In):
    """`revision` is the one that the change was made to."""

    definition: Definition
    revision: Annotated[int, Field(ge=0, le=2**31 - 2)]


class Others(Out):
    others: list[str]


class HeardIn(In):
    """What the caller does: `kind` Started, Digits (`keys`), Spoken (`text`, `confidence`), Silence, Recorded
    (`duration_s`), DialEnded (`status`), HungUp, LookedUp (`ok`, `answer`); see ivr/heard.py."""

    kind: Annotated[str, Field(max_length=20)]
    keys: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9*#A-D]+$")] | None = None
    text: Annotated[str, Field(max_length=4000)] | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    audio: Line | None = None
    duration_s: Annotated[float, Field(ge=0, le=3600)] | None = None
    status: Line | None = None
    ok: bool | None = None
    answer: Annotated[Any, AfterValidator(storable)] = None


class SimulateIn(In):
    """What is simulated: `definition` (unsaved), or version number `version`, or else the draft.

    `facts` as ivr/facts.py names them; what is left out is as for a stranger who calls while we are open.
    """

    definition: Definition | None = None
    version: Number | None = None
    facts: Annotated[dict[str, Any], AfterValidator(storable)] = Field(default_factory=dict)
    language: Language | None = None
    heard: Annotated[list[HeardIn], Field(max_length=200)] = Field(default_factory=list)


class SpokenPrompt(Out):
    """`audio` is the address of an uploaded recording, or null for text that a voice says."""

    text: str
    language: str
    audio: str | None


class TurnOut(Out):
    """`ending` is {kind, …} as ivr/turns.py has it, `ends` the same as tests write it: `enqueue orders`."""

    prompts: list[SpokenPrompt]
    ending: dict[str, Any]
    ends: str


class Walked(Out):
    """One node that turn number `turn` came to, or left: `way` is empty while nothing was answered there."""

    node: str
    label: str
    heard: str
    way: str
    turn: int


class Simulated(Out):
    """All turns from the beginning. `node` is where it stands; `ended` is empty while it goes on.

    `script` is the same conversation as a test of the flow is written.
    """

    turns: list[TurnOut]
    path: list[Walked]
    node: str
    ended: str
    answers: dict[str, str]
    topic: str
    faults: list[FaultOut]
    script: str


class DraftCallIn(In):
    """What is called: `definition` (unsaved), or else the draft; `facts` and `language` as in a simulation."""

    definition: Definition | None = None
    facts: Annotated[dict[str, Any], AfterValidator(storable)] = Field(default_factory=dict)
    language: Language | None = None


class DraftCallMade(Out):
    id: Id
    credentials: BrowserCall


class DraftCallPath(FlowPath):
    call_id: Id


class DraftCallOut(Out):
    """`state` is waiting, talking or over. `heard` is what the simulation of the same flow takes."""

    state: str
    heard: list[dict[str, Any]]


class ImportIn(In):
    """`definition` is the file's JSON: a flow of ours, or an export of Twilio Studio. `key` is made of its name where
    it is left out; a draft that is there is replaced only with `replace`."""

    definition: Definition
    key: FlowKey | None = None
    replace: bool = False


class SaidOut(Out):
    """A sentence as a code and what it is about, for the panel's own language; sentences may stand within it."""

    code: str
    params: dict[str, SaidParam]


SaidParam = str | int | float | bool | list[str] | list[SaidOut] | SaidOut | None


class ImportLine(Out):
    """What became of a widget: mapped, approximated, or undecided: a person has to say what is meant. `sentence` is
    all of it in English."""

    widget: str
    outcome: str
    sentence: str
    said: list[SaidOut]


class ImportOut(Out):
    """`report` is empty for a flow of ours."""

    key: str
    report: list[ImportLine]
