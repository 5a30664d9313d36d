"""Twilio's webhooks under load, against a bare Flask view that returns fixed TwiML, in the same run.

Measured is a request over HTTP from the moment at which it was due: the signature, the caller's step in the story
(written down and committed), the TwiML. Callers walk a small flow: a menu, a number, its confirmation, the line; then
they hang up. The callers' side runs on the same machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import migrations
from bench import processes, report
from bench.product import _furnish, environment, product
from bench.webhooks import Callers, Door
from config import ROOT
from db import Database
from tools.postgres import NoPostgres, postgres

RATE, GOAL_MS = 50, 50.0
AIM_PER_S = 150
LONG_S, SHORT_S = 20, 6
FIRST, STEP, MOST = 50, 25, 1600
PORTS = (16080, 16081)
ACCOUNT, TOKEN, PUBLIC = "AC" + "0b" * 16, "a token for measurements", f"http://127.0.0.1:{PORTS[0]}"
SETTINGS = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_NUMBER": "+15550000001",
    "PUBLIC_URL": PUBLIC,
}
KEYS = ("1", "427#", "1")


def _retry(to: str) -> dict[str, Any]:
    return {"next": to, "retries": 1}


_QUESTION = {"no_input": _retry("line"), "no_match": _retry("line")}
FLOW: dict[str, Any] = {
    "name": "Bench",
    "languages": ["en"],
    "start": "hello",
    "offer": {"en": "For {phrase}, press {key}."},
    "nodes": [
        {"key": "hello", "kind": "say", "prompt": {"en": "Welcome to the measurements."}, "next": "menu"},
        {
            "key": "menu",
            "kind": "menu",
            "prompt": {"en": "What is it about?"},
            "answer": "reason",
            "topic": True,
            "options": [
                {"key": "1", "label": {"en": "an order"}, "value": "order", "next": "number"},
                {"key": "2", "label": {"en": "something else"}, "value": "else", "next": "line"},
            ],
            **_QUESTION,
        },
        {
            "key": "number",
            "kind": "ask",
            "prompt": {"en": "What is its number?"},
            "answer": "order_number",
            "confirm": {
                "prompt": {"en": "It is {value}."},
                "yes": {"key": "1", "label": {"en": "yes"}},
                "no": {"key": "2", "label": {"en": "no"}},
            },
            "next": "line",
            **_QUESTION,
        },
        {"key": "line", "kind": "to_queue", "queue": "bench"},
    ],
}


@contextmanager
def bare(folder: Path) -> Iterator[tuple[list[int], list[int]]]:
    """(ports, processes) of the rival."""
    with started(folder, PORTS[0], "-m", "bench.bare_flask", str(PORTS[0])) as pid:
        yield [PORTS[0]], [pid]


@contextmanager
def with_sqlite(folder: Path) -> Iterator[tuple[list[int], list[int]]]:
    """Everything in one go, as `make run` does."""
    with product(folder, 0, FLOW, SETTINGS | {"PORT": str(PORTS[0])}) as house:
        yield [PORTS[0]], house.ours


@contextmanager
def with_postgresql(folder: Path) -> Iterator[tuple[list[int], list[int]]]:
    """Two web processes on one database."""
    with ExitStack() as stack:
        url = stack.enter_context(postgres())
        db = Database(url)
        migrations.upgrade(db)
        _furnish(db, 0, FLOW)
        db.engine.dispose()
        web = [
            stack.enter_context(
                started(folder / str(port), port, "app.py", "web", settings=SETTINGS | {"DATABASE_URL": url})
            )
            for port in PORTS
        ]
        yield list(PORTS), web


SIDES = {
    "a bare Flask view": bare,
    "ours, SQLite, one process": with_sqlite,
    "ours, PostgreSQL, two web processes": with_postgresql,
}


@contextmanager
def started(folder: Path, port: int, *command: str, settings: dict[str, str] | None = None) -> Iterator[int]:
    """A Python process of ours that listens at `port`; ended at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    env = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "ASTERISK_HOME")}
    env |= environment(folder) | (settings or {}) | {"PORT": str(port)}
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, *command], env=env, stdout=out, stderr=out, cwd=ROOT)
    try:
        _wait(process, port, log)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"it did not start:\n{log.read_text(errors='replace')[-3000:]}")


def measure(ports: list[int], pids: list[int]) -> dict[str, float]:
    """p50 and p99 at RATE, the CPU that a request takes, and the highest rate that keeps GOAL_MS."""
    callers = Callers(Door(ports, PUBLIC, TOKEN, ACCOUNT), KEYS)
    _faultless(callers.keep(RATE, 5).faults)
    # A process and its child are each other's family: each is counted once.
    family = sorted({pid for one in pids for pid in processes.family(one)})
    before = processes.cpu_s(family)
    seen = callers.keep(RATE, LONG_S)
    cpu_ms = (processes.cpu_s(family) - before) * 1000 / max(1, len(seen.spans))
    _faultless(seen.faults)
    p50, p99 = report.share(seen.spans, 0.5), report.share(seen.spans, 0.99)
    return {"p50": p50, "p99": p99, "cpu_ms": cpu_ms, "most": _highest(callers)}


def _highest(callers: Callers) -> float:
    """Doubling until it is too much, then halving the gap. What fails once is tried again: others use the machine."""
    kept, too_much = 0.0, float(MOST)
    rate = float(FIRST)
    while too_much - kept > STEP and rate < MOST:
        if _keeps(callers, rate) or _keeps(callers, rate):
            kept = rate
            rate = rate * 2 if too_much == MOST else (kept + too_much) / 2
        else:
            too_much = rate
            rate = (kept + too_much) / 2
    return kept


def _keeps(callers: Callers, rate: float) -> bool:
    seen = callers.keep(rate, SHORT_S)
    kept = not seen.faults and report.share(seen.spans, 0.99) <= GOAL_MS
    if not kept:
        time.sleep(1)
    return kept


def _faultless(faults: list[str]) -> None:
    if faults:
        raise RuntimeError(f"{len(faults)} requests failed, the first: {faults[0]}")


def main() -> int:
    print(f"  {len(KEYS) + 2} requests a call, {RATE} requests/s for {LONG_S} s; {report.machine()}", flush=True)
    print("  (the throw-away PostgreSQL does not wait for its disk; SQLite does at checkpoints)", flush=True)
    found: dict[str, dict[str, float]] = {}
    for name, side in SIDES.items():
        with tempfile.TemporaryDirectory(prefix="threadline-twilio-") as folder:
            try:
                with side(Path(folder)) as (ports, pids):
                    found[name] = measure(ports, pids)
            except NoPostgres as missing:
                print(f"  left out: {name}: {missing}")
                continue
        report.keep("twilio", name, **found[name])
    heads = ("a webhook", "p50 ms", f"p99 ms at {RATE}/s", "CPU ms", f"requests/s with p99 ≤ {GOAL_MS:.0f} ms")
    report.table(heads, ((name, *of.values()) for name, of in found.items()))
    bare_most = found["a bare Flask view"]["most"]
    for name, of in found.items():
        if name != "a bare Flask view" and bare_most:
            print(f"  {name}: {of['most'] / bare_most:.2f} of the bare view's rate (aim: 0.5, and {AIM_PER_S}/s)")
    return 0 if report.verdict("SQLite, p99", found["ours, SQLite, one process"]["p99"], GOAL_MS, "ms") else 1


if __name__ == "__main__":
    sys.exit(main())
