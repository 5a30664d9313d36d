"""What became of every widget: one line each, with the worst of what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hotline.studio.definition import Definition, Transition

Outcome = Literal["mapped", "approximated", "undecided"]
WORSE: tuple[Outcome, ...] = ("mapped", "approximated", "undecided")
"""Mapped: callers notice nothing. Approximated: nearly so. Undecided: a person has to say what is meant."""


@dataclass(frozen=True)
class Line:
    """`widget` is its name in Studio, or empty for the flow as a whole."""

    widget: str
    outcome: Outcome
    sentence: str


class Report:
    """Collects sentences by widget."""

    def __init__(self) -> None:
        self._said: dict[str, list[tuple[Outcome, str]]] = {}

    def add(self, widget: str, outcome: Outcome, sentence: str) -> None:
        """Once is enough for the same sentence."""
        said = self._said.setdefault(widget, [])
        if (outcome, sentence) not in said:
            said.append((outcome, sentence))

    def lines(self, definition: Definition) -> list[Line]:
        """The flow as a whole first, then the widgets as they stand, each with all of its ways out."""
        names = {state.name for state in definition.states}
        lines = [self._line("", "")] if "" in self._said else []
        for state in definition.states:
            ways = ", ".join(_way(way, names) for way in state.transitions)
            lines.append(self._line(state.name, f"Ways out: {ways}." if ways else "It has no way out."))
        return lines

    def _line(self, widget: str, ways: str) -> Line:
        said = sorted(self._said.get(widget, []), key=lambda each: WORSE.index(each[0]))
        worst = max((outcome for outcome, _ in said), key=WORSE.index, default=WORSE[0])
        return Line(widget, worst, " ".join([*(sentence for _, sentence in said), ways]).strip())


def _way(way: Transition, names: set[str]) -> str:
    wanted = " and ".join(f"{each.type} {each.value[:60]}".strip() for each in way.conditions)
    event = f"{way.event} ({wanted})" if wanted else way.event
    if not way.next:
        return f"{event} → the call ends"
    return f"{event} → {way.next}" if way.next in names else f"{event} → {way.next}, which does not exist"
