"""What a flow costs its callers, and how well it keeps to the standard of docs/ivr-standard.md.

effort(flow) -> Effort(score, paths, breaches)       the paths worst first
"""

from __future__ import annotations

from dataclasses import dataclass

from ivr.flow import Flow
from ivr.paths import Path, paths_of
from ivr.standard import Breach, breaches_of, score_of


@dataclass(frozen=True)
class Effort:
    """`score` is 0 to 100. `complete` is false where there were more paths than are listed."""

    score: int
    paths: tuple[Path, ...]
    breaches: tuple[Breach, ...]
    complete: bool = True


def effort(flow: Flow) -> Effort:
    """Reckon every path, and hold the flow against the standard. Works on any flow that can be read."""
    found, complete = paths_of(flow)
    paths = tuple(sorted(found, key=lambda path: (-path.seconds, path.nodes)))
    breaches = tuple(breaches_of(flow, paths))
    return Effort(score_of(breaches), paths, breaches, complete)
