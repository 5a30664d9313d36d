"""Replay: what the last callers heard and pressed, walked again through a draft. Who would land elsewhere?

Each turn was kept with what was heard and what was known (`hotline.turns`), so that nothing is asked of the present.
The walk stops at the first turn that goes elsewhere: what a caller would have done there, nobody knows.

It runs in a process of its own, so that no live call waits for it: `python -m hotline.replay`, JSON in, JSON out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby, takewhile
from operator import attrgetter
from pathlib import Path
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from db import Database
from hotline import versions
from hotline.as_json import facts_from_json, heard_from_json
from hotline.models import FlowTurn
from hotline.turns import ending
from ivr.engine import ConversationFault, advance, apologise
from ivr.facts import Facts
from ivr.flow import Flow, read
from ivr.heard import Heard
from ivr.state import State

ROOT = Path(__file__).resolve().parent.parent
LONGEST_S = 300
"""A replay that takes longer is given up."""
AT_ONCE = 2000
KINDER = 10
"""Whatever else runs on this machine goes first."""


@dataclass(frozen=True)
class Landing:
    """Where a contact stands after a turn: the node, and how the turn ended, as scripts write it."""

    node: str
    ending: str


@dataclass(frozen=True)
class Differing:
    """A contact that would have gone elsewhere in this turn. `at`: when it began, ISO 8601."""

    kind: str
    contact_id: int
    at: str
    turn: int
    was: Landing
    would: Landing


@dataclass(frozen=True)
class Replayed:
    walked: int
    differing: tuple[Differing, ...]


class ReplayFailed(Exception):
    """The process that replays died, or took too long."""


def replay(session: Session, flow_key: str, draft: Flow, calls: int) -> Replayed:
    """Walk the last `calls` contacts of this flow through `draft`.

    What they did is compared with what the live version did with them; those who walked through an older version are
    compared with what the live one would do, so that a draft without changes never differs.
    """
    live = versions.live(session, flow_key)
    if live is None:
        return Replayed(0, ())
    present = read(live.definition)
    walked, differing = 0, []
    for turns in _contacts(session, flow_key, calls):
        walked += 1
        recorded = [Landing(turn.node, turn.ending) for turn in turns] if turns[0].version_id == live.id else None
        found = _compare(present, draft, turns, recorded)
        if found:
            differing.append(found)
    return Replayed(walked, tuple(differing))


def _compare(present: Flow, draft: Flow, turns: Sequence[Any], recorded: Sequence[Landing] | None) -> Differing | None:
    heard = [(heard_from_json(turn.heard), facts_from_json(turn.facts)) for turn in turns]
    language = turns[0].language
    was = recorded if recorded is not None else walk(present, language, heard)
    for turn, before, after in zip(turns, was, walk(draft, language, heard), strict=False):
        if before != after:
            begun: datetime = turns[0].at
            return Differing(turn.kind, turn.contact_id, begun.isoformat(), turn.turn, before, after)
    return None


def walk(flow: Flow, language: str, heard: Iterable[tuple[Heard, Facts]]) -> Iterator[Landing]:
    """Where a contact stands after each turn, if it hears and knows this."""
    state = State(language=language)
    for one, facts in heard:
        try:
            state, turn = advance(flow, state, one, facts)
        except ConversationFault:
            state, turn = apologise(flow, state, facts)
        yield Landing(state.node, ending(turn, one))


def _contacts(session: Session, flow_key: str, calls: int) -> Iterator[list[Any]]:
    """The turns of each of the last contacts, the newest contact first, read a few thousand rows at a time."""
    begun = (
        select(FlowTurn.kind, FlowTurn.contact_id, FlowTurn.at)
        .where(FlowTurn.flow_key == flow_key, FlowTurn.turn == 1)
        .order_by(FlowTurn.at.desc())
        .limit(calls)
        .subquery()
    )
    rows = session.execute(
        select(
            FlowTurn.kind,
            FlowTurn.contact_id,
            FlowTurn.turn,
            FlowTurn.version_id,
            FlowTurn.at,
            FlowTurn.language,
            FlowTurn.came_from,
            FlowTurn.heard,
            FlowTurn.facts,
            FlowTurn.node,
            FlowTurn.ending,
        )
        .join(begun, and_(FlowTurn.kind == begun.c.kind, FlowTurn.contact_id == begun.c.contact_id))
        .where(FlowTurn.flow_key == flow_key)
        .order_by(begun.c.at.desc(), FlowTurn.kind, FlowTurn.contact_id, FlowTurn.turn)
        .execution_options(yield_per=AT_ONCE)
    )
    for _, turns in groupby(rows, key=attrgetter("kind", "contact_id")):
        # Who comes through the flow once more, after an agent, began anew: that is another walk.
        yield [*takewhile(lambda turn: turn.turn == 1 or turn.came_from, turns)]


def apart(url: str, flow_key: str, definition: dict[str, Any], calls: int) -> Replayed:
    """`replay` in a process of its own, for the database at `url`. Raises ReplayFailed."""
    wish = {"url": url, "flow_key": flow_key, "definition": definition, "calls": calls}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "hotline.replay"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            input=json.dumps(wish).encode(),
            capture_output=True,
            timeout=LONGEST_S,
            check=True,
        )
    except subprocess.TimeoutExpired as fault:
        raise ReplayFailed(f"The replay took more than {LONGEST_S} s. Replay fewer calls.") from fault
    except subprocess.CalledProcessError as fault:
        raise ReplayFailed(fault.stderr.decode(errors="replace")[-2000:]) from fault
    return _from_json(json.loads(done.stdout))


def _from_json(data: dict[str, Any]) -> Replayed:
    differing = [
        Differing(**{**each, "was": Landing(**each["was"]), "would": Landing(**each["would"])})
        for each in data["differing"]
    ]
    return Replayed(data["walked"], tuple(differing))


def main() -> None:
    """One replay, as `apart` asks for it."""
    os.nice(KINDER)
    wish = json.load(sys.stdin)
    database = Database(wish["url"])
    with database.reading(long=True) as session:
        found = replay(session, wish["flow_key"], read(wish["definition"]), wish["calls"])
    json.dump(asdict(found), sys.stdout)


if __name__ == "__main__":
    main()
