"""A flow's versions: what was published, what waits for its time, and what is compared or stands before it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from web.schemas.base import Id, In, Out, When
from web.schemas.flows import FaultOut, FlowPath, Number, SaidOut

Share = Annotated[int, Field(ge=1, le=99)]
Note = Annotated[str, Field(max_length=300)]


class VersionPath(FlowPath):
    number: Number


class VersionLine(Out):
    """`state` is live, trial, scheduled, or past. A version that was only ever on trial has no `live_from`."""

    number: int
    author: str
    note: str
    published_at: datetime
    live_from: datetime | None
    override_reason: str
    state: str


class Versions(Out):
    versions: list[VersionLine]


class VersionOut(VersionLine):
    definition: dict[str, Any]


class PublishIn(In):
    """`live_from` schedules it; `trial_share` publishes it to that share of callers only. `override_reason` publishes
    although tests fail, and is kept. `revision`, if given, must be the draft's: what one saw is what is published."""

    note: Note = ""
    live_from: When | None = None
    trial_share: Share | None = None
    override_reason: Note = ""
    revision: Annotated[int, Field(ge=0)] | None = None


class TestResult(Out):
    """`expected` and `got` are of the first turn that went another way; both are empty where it passed."""

    id: Id
    name: str
    passed: bool
    expected: str
    got: str


class NotPublished(Out):
    """Why it cannot be published: `faults` to correct, or `failing` tests."""

    error: str
    message: str
    faults: list[FaultOut]
    failing: list[TestResult]


Side = Annotated[str, Field(pattern=r"^(draft|[1-9][0-9]{0,8})$")]


class DifferenceSearch(In):
    """Version numbers, or `draft`."""

    before: Side = Field(alias="from")
    after: Side = Field(alias="to")


class ChangeOut(Out):
    """What a caller would notice at a node; `node` is empty for the flow as a whole. `sentence` is in English."""

    node: str
    title: str
    sentence: str
    said: SaidOut


class DifferenceOut(Out):
    changes: list[ChangeOut]


class RollBackIn(In):
    number: Number
    note: Note = ""


class TrialIn(In):
    version: Number
    share: Share
