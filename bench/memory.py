"""What an idle house takes, and one more waiting call: proportional set size, beside app_queue's Asterisk alone.

Ours is the whole product, its recognizer included where a model is at hand (VOSK_MODEL_PATH, or the tiny one of the
tests; none is downloaded); nobody is logged in. Then 100 callers wait in the line, for whom there is no agent.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import processes, report
from bench.product import product
from bench.rival import rival
from bench.sipp import CALLERS_PORT, Sipp
from config import ROOT

WAITING, PER_SECOND = 100, 10
IDLE_MB, CALL_MB = 700, 1.0
SETTLES_S = 5
TINY = ROOT.parent / "shared/models/vosk-tiny-en"


def waiting_mb(folder: Path, port: int, looked_at: Sequence[Callable[[], Sequence[int]]]) -> list[tuple[float, float]]:
    """(idle, with all callers waiting) of each group of processes, in MB."""
    time.sleep(SETTLES_S)
    # One waits there before: what is loaded at the first call is no call's own. Its phone goes, and says nothing.
    first = _start(folder / "first", port, 1)
    time.sleep(SETTLES_S)
    first.stop()
    before = [processes.memory_mb(of()) for of in looked_at]
    callers = _start(folder / "all", port, WAITING)
    try:
        time.sleep(WAITING / PER_SECOND + SETTLES_S)
        if not callers.lives:
            raise RuntimeError(f"the callers did not wait; see {callers.errors}")
        after = [processes.memory_mb(of()) for of in looked_at]
    finally:
        callers.stop()
    return list(zip(before, after, strict=True))


def _start(folder: Path, port: int, how_many: int) -> Sipp:
    folder.mkdir(parents=True, exist_ok=True)
    numbers = folder / "numbers.csv"
    numbers.write_text("SEQUENTIAL\n" + "".join(f"{n:04d}\n" for n in range(1, how_many + 1)))
    return Sipp(
        folder, "callers", CALLERS_PORT, f"127.0.0.1:{port}", "-s", "hotline", "-inf", numbers, "-cid_str",
        f"%u-{folder.name}@callers", "-r", PER_SECOND, "-m", how_many, "-l", how_many, "-aa",
    )  # fmt: skip


def main() -> int:
    print(f"  idle, then {WAITING} callers waiting; {report.machine()}", flush=True)
    rows: list[tuple[str, float, float, float]] = []
    with tempfile.TemporaryDirectory(prefix="threadline-memory-") as temporary:
        folder = Path(temporary)
        with rival(folder / "rival", 0) as asterisk:
            [(idle, busy)] = waiting_mb(folder / "rival-calls", asterisk.config.sip_port, [lambda: asterisk.processes])
            rows.append(("app_queue: Asterisk", idle, busy, (busy - idle) / WAITING))
        model = os.environ.get("VOSK_MODEL_PATH") or (str(TINY) if TINY.is_dir() else "")
        settings = {"RECOGNIZERS": "1", "VOSK_MODEL_PATH": model} if model else {}
        with product(folder / "ours", 0, settings=settings) as house:
            sides = waiting_mb(
                folder / "our-calls", house.config.sip_port, [lambda: house.ours, lambda: house.asterisk]
            )
        ours, switch = sides
        rows.append(("Threadline: our processes", *ours, (ours[1] - ours[0]) / WAITING))
        rows.append(("Threadline: Asterisk", *switch, (switch[1] - switch[0]) / WAITING))
    report.table(("MB (PSS)", "idle", f"{WAITING} waiting", "each"), rows)
    for side, idle, busy, each in rows:
        report.keep("memory", side, idle_mb=idle, waiting_mb=busy, each_mb=each)
    reached = [
        report.verdict("everything together, idle", ours[0] + switch[0], IDLE_MB, "MB"),
        report.verdict("one more waiting call, our side", (ours[1] - ours[0]) / WAITING, CALL_MB, "MB"),
    ]
    print(f"  recognizer {'on' if model else 'off (set VOSK_MODEL_PATH)'}; {report.machine()}")
    return 0 if all(reached) else 1
