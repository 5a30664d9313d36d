"""What became of every widget: one line each, with the worst of what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hotline.studio.definition import Definition, Transition
from hotline.studio.sentences import SENTENCES
from ivr.said import Param, Said, said

Outcome = Literal["mapped", "approximated", "undecided"]
WORSE: tuple[Outcome, ...] = ("mapped", "approximated", "undecided")
"""Mapped: callers notice nothing. Approximated: nearly so. Undecided: a person has to say what is meant."""


@dataclass(frozen=True)
class Line:
    """`widget` is its name in Studio, or empty for the flow as a whole."""

    widget: str
    outcome: Outcome
    said: tuple[Said, ...]

    @property
    def sentence(self) -> str:
        """All of it, in English."""
        return " ".join(each.english(SENTENCES) for each in self.said)


class Report:
    """Collects sentences by widget."""

    def __init__(self) -> None:
        self._said: dict[str, list[tuple[Outcome, Said]]] = {}

    def add(self, widget: str, outcome: Outcome, code: str, **params: Param) -> None:
        """Once is enough for the same sentence."""
        before, sentence = self._said.setdefault(widget, []), (outcome, said(code, **params))
        if sentence not in before:
            before.append(sentence)

    def lines(self, definition: Definition) -> list[Line]:
        """The flow as a whole first, then the widgets as they stand, each with all of its ways out."""
        names = {state.name for state in definition.states}
        lines = [self._line("")] if "" in self._said else []
        for state in definition.states:
            ways = [_way(way, names) for way in state.transitions]
            lines.append(self._line(state.name, said("ways", ways=ways) if ways else said("no_way")))
        return lines

    def _line(self, widget: str, *ways: Said) -> Line:
        told = sorted(self._said.get(widget, []), key=lambda each: WORSE.index(each[0]))
        worst = max((outcome for outcome, _ in told), key=WORSE.index, default=WORSE[0])
        return Line(widget, worst, (*(sentence for _, sentence in told), *ways))


def _way(way: Transition, names: set[str]) -> Said:
    wanted = " + ".join(f"{each.type} {each.value[:60]}".strip() for each in way.conditions)
    event = f"{way.event} ({wanted})" if wanted else way.event
    if not way.next:
        return said("way_end", event=event)
    return said("way" if way.next in names else "way_missing", event=event, to=way.next)
