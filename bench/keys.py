"""A key → the next prompt: our menu, whose every turn is decided in Python and written down, against a menu in
Asterisk's own dialplan (Background, WaitExten), with 50 callers in the menu at once.

Measured at the caller's ear: from the end of the key's RTP event to the first packet with sound in it, by
bench/keypad.py. Both play the same tone, which sounds from its first
sample on. Ours keeps each step: the flow's state, the path. It is measured twice: with keys only, and with
a recognizer that listens to each caller for the menu's words while they press.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from bench import processes, report
from bench.keypad import Keypads
from bench.product import product
from bench.rival import rival
from config import ROOT
from telephony.prompts import RATES
from tests.sounds import write_wav

CALLS, KEYS, PER_SECOND = 50, 10, 10
LONGEST_S = 120
GOAL_MS = 80
TONE_S = 0.6
MODEL = ROOT / "tests/models/en"
TONE = hashlib.sha256(b"the tone of the measurement").hexdigest()
MENU: dict[str, Any] = {
    "name": "Bench",
    "languages": ["en"],
    "start": "ask",
    "nodes": [
        {
            "key": "ask",
            "kind": "menu",
            "title": "Ask",
            "prompt": {"en": {"audio": TONE, "text": "Press 1."}},
            "read_out": False,
            "timeout_s": 10,
            "options": [
                {"key": "1", "label": {"en": "Again"}, "next": "ask"},
                {"key": "2", "label": {"en": "A person"}, "next": "line"},
            ],
            "no_input": {"retries": 9, "next": "ask"},
            "no_match": {"retries": 9, "next": "ask"},
        },
        {"key": "line", "kind": "to_queue", "title": "Line", "queue": "bench"},
    ],
}


def write_tone(stem: Path) -> None:
    """In both formats in which our own prompts are kept."""
    for ending, rate in RATES.items():
        at = np.arange(int(rate * TONE_S)) / rate
        write_wav(stem.with_suffix(ending), (12000 * np.sin(2 * np.pi * 440 * at + 1)).astype(np.int16), rate)


def load(port: int, service: str) -> list[float]:
    return Keypads(port, service, CALLS, KEYS, PER_SECOND).run(LONGEST_S)


def dialplan(folder: Path) -> tuple[list[float], float]:
    folder.mkdir(parents=True)
    write_tone(folder / "question")
    with rival(folder / "var", 0, folder) as asterisk:
        before = processes.cpu_s(asterisk.processes)
        return load(asterisk.config.sip_port, "menu"), processes.cpu_s(asterisk.processes) - before


def ours(folder: Path, **settings: str) -> tuple[list[float], float]:
    (folder / "prompts").mkdir(parents=True)
    write_tone(folder / "prompts" / TONE)
    with product(folder, 0, MENU, settings) as house:
        both = [*house.asterisk, *house.ours]
        before = processes.cpu_s(both)
        return load(house.config.sip_port, "hotline"), processes.cpu_s(both) - before


def listening(folder: Path) -> tuple[list[float], float]:
    return ours(folder, RECOGNIZERS="1", VOSK_MODEL_PATH=str(MODEL))


def main() -> int:
    print(f"  {CALLS} callers in the menu, {KEYS} keys each; {report.machine()}", flush=True)
    rows, figures = [], {}
    with tempfile.TemporaryDirectory(prefix="threadline-keys-") as temporary:
        sides = {"Asterisk's dialplan": dialplan, "Threadline": ours, "Threadline, listening": listening}
        for number, (name, run) in enumerate(sides.items()):
            waits, cpu_s = run(Path(temporary) / str(number))
            of = {
                "p50": report.share(waits, 0.5),
                "p99": report.share(waits, 0.99),
                "most": max(waits, default=float("nan")),
                "keys": len(waits),
                "ignored": CALLS * KEYS - len(waits),
                "cpu_ms": cpu_s * 1000 / (CALLS * KEYS),
            }
            rows.append((name, *of.values()))
            figures[name] = of
            report.keep("keys", name, **of)
    report.table(("key released → sound, ms", "p50", "p99", "most", "keys", "unanswered", "CPU ms/key"), rows)
    best = figures["Threadline"]
    reached = [
        report.verdict("p99", best["p99"], GOAL_MS, "ms"),
        report.verdict("keys without an answer", best["ignored"], 0, "keys"),
    ]
    print(f"  {report.machine()}")
    return 0 if all(reached) else 1
