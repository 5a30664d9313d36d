"""What was measured, as a table for people and as a line of JSON in var/bench.jsonl for whoever compares runs."""

from __future__ import annotations

import json
import math
import os
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from config import ROOT

KEPT = ROOT / "var" / "bench.jsonl"


def share(values: Sequence[float], part: float) -> float:
    """The value that `part` of all values do not exceed (nearest rank); NaN where there are none."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(part * len(values)) - 1)]


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The first column is text and stands left; figures stand right."""
    lines = [[_cell(cell) for cell in row] for row in rows]
    widths = [max(len(line[at]) for line in [list(heads), *lines]) for at in range(len(heads))]
    for line in [list(heads), ["-" * width for width in widths], *lines]:
        cells = [
            line[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)),
        ]
        print("  " + "  ".join(cells), flush=True)


def verdict(what: str, value: float, most: float, unit: str) -> bool:
    """Say whether a goal is reached."""
    reached = value <= most
    print(
        f"  {'reached' if reached else 'MISSED '}  {what}: {_cell(value)} {unit}, goal ≤ {_cell(most)} {unit}",
        flush=True,
    )
    return reached


def keep(name: str, side: str, **figures: object) -> None:
    """Append one line to var/bench.jsonl."""
    KEPT.parent.mkdir(exist_ok=True)
    about = {"bench": name, "side": side, "at": datetime.now(UTC).isoformat(timespec="seconds"), "commit": _commit()}
    with KEPT.open("a") as file:
        file.write(json.dumps(about | {"load": load()} | figures) + "\n")


def load() -> list[float]:
    """Load average of 1, 5 and 15 minutes: on a busy machine the figures are those of a busy machine."""
    return [round(value, 2) for value in os.getloadavg()]


def machine() -> str:
    """One line about where this was measured."""
    shown = "  ".join(f"{value:.1f}" for value in load())
    return f"{os.cpu_count()} cores, load average {shown}"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "–" if math.isnan(value) else f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip()
