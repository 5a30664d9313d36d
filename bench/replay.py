"""Replay and analytics of flows: `python -m bench replay`.

10,000 callers walk through the demo flow by a script of eleven ways, each turn kept as `hotline.turns.keep` does. Then
they are replayed through an unchanged draft, which must not differ, and one in which a key leads elsewhere, which must
list exactly who pressed it; the goal is 30 s, the start of the process included. The rival of the analytics, in the
same run on the same rows, reads every turn and counts in Python.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text

import migrations
from db import Database, now
from hotline import analytics, replay, versions
from hotline.as_json import facts_to_json, heard_to_json
from hotline.models import FlowTurn
from hotline.turns import ending, trail_text, way
from hotline.versions import Wish
from ivr.engine import advance
from ivr.facts import Facts
from ivr.flow import Flow, read
from ivr.heard import Digits, Heard, HungUp, Silence, Started
from ivr.state import State
from tools.postgres import NoPostgres, postgres

ROOT = Path(__file__).resolve().parents[1]
CALLS = 10_000
GOAL_S = 30.0
LARGE = 1_000_000
"""Turns of which a span of time is counted."""
WAYS: tuple[tuple[Heard, ...], ...] = (
    (Digits("1"), Digits("1"), Digits("427")),
    (Digits("1"), Digits("2"), Digits("88")),
    (Digits("1"), Digits("3")),
    (Digits("1"), Digits("9"), Silence(), Digits("3")),
    (Digits("1"), Silence(), Silence(), Silence()),
    (Digits("1"), Digits("1"), Digits("*")),
    (Digits("1"), Digits("0")),
    (Digits("1"), HungUp()),
    (Digits("2"), Digits("1"), Digits("5")),
    (HungUp(),),
    (Digits("1"),),
)


def turns_of(flow: Flow, heard: tuple[Heard, ...], number: int) -> Iterator[dict[str, Any]]:
    """The turns of one caller, as `hotline.turns.keep` writes them."""
    facts = Facts(caller=f"+1555{number:07}", today="2026-11-23", weekday="mon", hour=10)
    state = State(language="en")
    for one in (Started(), *heard):
        before = state
        state, turn = advance(flow, before, one, facts)
        yield {
            "language": before.language,
            "heard": heard_to_json(one),
            "facts": facts_to_json(facts),
            "came_from": before.node,
            "way": way(before, state),
            "seconds": 4.2,
            "trail": trail_text(state.trail),
            "node": state.node,
            "ending": ending(turn, one),
            "contained": False,
        }


def fill(database: Database, flow: Flow, version_id: int, first: int, until_turns: int | None, calls: int) -> int:
    """Callers from number `first` on: `calls` of them, or as many as there are turns in `until_turns`."""
    rows: list[dict[str, Any]] = []
    begin, written, number = now() - timedelta(days=6), 0, first
    kept = [list(turns_of(flow, heard, 0)) for heard in WAYS]
    for each in cycle(range(len(WAYS))):
        if (written + len(rows) >= until_turns) if until_turns else number - first >= calls:
            break
        at: datetime = begin + timedelta(seconds=number % 500_000)
        for turn, row in enumerate(kept[each], 1):
            rows.append(
                {
                    **row,
                    "kind": "call",
                    "contact_id": number,
                    "turn": turn,
                    "flow_key": "main",
                    "version_id": version_id,
                    "at": at + timedelta(seconds=5 * turn),
                }
            )
        number += 1
        if len(rows) > 20_000:
            written += _write(database, rows)
    return _write(database, rows) + written


def _write(database: Database, rows: list[dict[str, Any]]) -> int:
    with database.transaction() as session:
        session.execute(insert(FlowTurn), rows)
    count = len(rows)
    rows.clear()
    return count


def took(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def measure(database: Database) -> bool:
    """Everything on one database. Whether the goal was missed."""
    migrations.upgrade(database)
    definition = json.loads((ROOT / "hotline" / "demo_flow.json").read_text("utf-8"))
    flow = read(definition)
    with database.transaction() as session:
        version_id = versions.publish(session, "main", definition, Wish("bench")).id
    fill(database, flow, version_id, 1, None, CALLS)
    changed = json.loads(json.dumps(definition))
    main = next(node for node in changed["nodes"] if node["key"] == "main")
    next(option for option in main["options"] if option["key"] == "3")["next"] = "service"
    url = database.engine.url.render_as_string(hide_password=False)
    name = "SQLite" if database.sqlite else "PostgreSQL"
    same_s, same = took(lambda: replay.apart(url, "main", definition, CALLS))
    seeded_s, seeded = took(lambda: replay.apart(url, "main", changed, CALLS))
    affected = sum(1 for heard in islice(cycle(WAYS), CALLS) if heard[-1] == Digits("3"))
    right = not same.differing and len(seeded.differing) == affected and same.walked == CALLS
    print(
        f"{name}: {CALLS} calls replayed in {same_s:.1f} s unchanged, {seeded_s:.1f} s with one change; goal {GOAL_S}"
    )
    print(f"   {len(same.differing)} differ unchanged; {len(seeded.differing)} of {affected} with the change")
    for turns in (LARGE // 100, LARGE):
        _counting(database, flow, version_id, turns)
    return max(same_s, seeded_s) > GOAL_S or not right


def _counting(database: Database, flow: Flow, version_id: int, wanted: int) -> None:
    with database.reading() as session:
        there = session.scalar(select(text("count(*)")).select_from(FlowTurn)) or 0
    if wanted > there:
        there += fill(database, flow, version_id, 10_000_000 + there, wanted - there, 0)
    if not database.sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE flow_turns")
    since, until = now() - timedelta(days=7), now()

    def ours() -> int:
        with database.reading() as session:
            return analytics.count(session, [version_id], since, until).contacts

    def rival() -> int:
        columns = (FlowTurn.came_from, FlowTurn.way, FlowTurn.trail, FlowTurn.ending, FlowTurn.contained)
        wanted = FlowTurn.version_id == version_id, FlowTurn.at >= since, FlowTurn.at < until
        with database.reading(long=True) as session:
            rows = session.execute(select(*columns, FlowTurn.seconds).where(*wanted).execution_options(yield_per=5000))
            return analytics.add_up((*row[:5], 1, row[5]) for row in rows).contacts

    ours_s, counted = took(ours)
    rival_s, same = took(rival)
    assert counted == same
    print(f"   {there} turns counted in {ours_s * 1000:.0f} ms; row by row in {rival_s * 1000:.0f} ms")


def main() -> int:
    """Both databases; PostgreSQL is a throw-away server, left out where there is none."""
    missed = False
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        missed |= measure(Database(f"sqlite:///{folder}/bench.db"))
        try:
            missed |= measure(Database(stack.enter_context(postgres())))
        except NoPostgres as why:
            print(f"PostgreSQL left out: {why}")
    print(f"   (load {os.getloadavg()[0]:.1f})")
    return int(missed)
