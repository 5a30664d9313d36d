"""What processes cost, read from /proc: CPU time and memory of a process and of all its children."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and all that came from it and still live."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            parents[int(folder.name)] = int(fields[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def cpu_s(pids: Iterable[int]) -> float:
    """Seconds of CPU that these took so far, in user and kernel, ended and collected children included."""
    fields = [_stat(pid) for pid in pids]
    return sum(int(tick) for of in fields if of for tick in of[11:15]) / _TICK


def memory_mb(pids: Iterable[int]) -> float:
    """Proportional set size: what is shared counts for each by its share."""
    return sum(_pss_kb(pid) for pid in pids) / 1024


def _stat(pid: int) -> list[str]:
    """The fields after the name, from the state on; empty for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def command(pid: int) -> str:
    """The command line; empty for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
    except OSError:
        return ""
