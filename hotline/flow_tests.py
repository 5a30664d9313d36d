"""A flow's tests: conversations that must go as they were saved. One that fails stands before publishing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.as_json import facts_from_json
from hotline.golden import Golden, play
from hotline.models import FlowTest
from hotline.script import ScriptFault
from ivr.flow import Flow


@dataclass(frozen=True)
class Result:
    """What became of one test: the lines of the first turn that went another way, as expected and as they were."""

    id: int
    name: str
    passed: bool
    expected: str = ""
    got: str = ""


def of(session: Session, flow_key: str) -> list[FlowTest]:
    return list(session.scalars(select(FlowTest).where(FlowTest.flow_key == flow_key).order_by(FlowTest.name)))


def run(flow: Flow, tests: Iterable[FlowTest]) -> list[Result]:
    """Play every one of them. A test that cannot be read has failed, and its `got` says why."""
    return [_run(flow, test) for test in tests]


def run_file(flow: Flow, path: Path) -> Result:
    """The same for a file of the format, of whoever keeps flows and their tests in git."""
    try:
        return _result(0, path.stem, flow, Golden.read(path))
    except (ScriptFault, ValueError, OSError) as fault:
        return Result(0, path.stem, passed=False, got=str(fault))


def readable(facts: dict[str, object], script: str) -> Golden:
    """The test as it is played. Raises ValueError saying which line or fact is wrong."""
    try:
        return Golden.parse("", script, facts_from_json(facts))
    except ScriptFault as fault:
        raise ValueError(str(fault)) from fault


def _run(flow: Flow, test: FlowTest) -> Result:
    try:
        return _result(test.id, test.name, flow, readable(test.facts, test.script))
    except (ScriptFault, ValueError) as fault:
        return Result(test.id, test.name, passed=False, got=str(fault))


def _result(id: int, name: str, flow: Flow, golden: Golden) -> Result:
    _, other = play(flow, golden)
    if other is None:
        return Result(id, name, passed=True)
    return Result(id, name, passed=False, expected="\n".join(other.expected), got="\n".join(other.got))
