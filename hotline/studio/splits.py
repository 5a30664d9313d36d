"""split-based-on: a fork, and where one condition is the opposite of a case of ours, two of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from hotline.studio.definition import Condition, Transition, Widget
from hotline.studio.draft import Draft
from hotline.studio.names import GAP, slug
from ivr.said import said

MOST_CASES = 50
CLOCK = {"is_before_time", "is_after_time", "is_before_date", "is_after_date"}


@dataclass(frozen=True)
class Case:
    """One comparison of ours; `negated` leads to `next` where it does not hold."""

    on: str
    compares: dict[str, Any]
    next: str
    negated: bool = False


def split(draft: Draft, widget: Widget) -> None:
    matches = [way for way in widget.transitions if way.event == "match"]
    otherwise = draft.to(widget, "noMatch")
    if len(matches) == 1 and {each.type for each in matches[0].conditions} & CLOCK:
        draft.add(widget, "hours", open=draft.entry(matches[0].next), closed=otherwise)
        draft.say(widget, "undecided", "hours")
        return
    draft.say(widget, "mapped", "fork")
    cases = [_case(draft, widget, way, number) for number, way in enumerate(matches, 1)]
    _forks(draft, widget, cases, otherwise)


def _forks(draft: Draft, widget: Widget, cases: list[Case], otherwise: str) -> None:
    """As few forks as possible. One ends where a case is negated, since what comes after it is its other way."""
    key, row = draft.key(widget), list[dict[str, Any]]()
    for number, case in enumerate(cases, 1):
        last = number == len(cases)
        if not case.negated and (last or len(row) < MOST_CASES - 1):
            row.append({"on": case.on, **case.compares, "next": case.next})
            continue
        rest = otherwise if last and case.negated else draft.names.fresh(draft.key(widget))
        if case.negated:
            row.append({"on": case.on, **case.compares, "next": rest})
            draft.add(widget, "fork", key, cases=row, otherwise=case.next)
            row = []
        else:
            row.append({"on": case.on, **case.compares, "next": case.next})
            draft.add(widget, "fork", key, cases=row, otherwise=rest)
            row = []
        key = rest
    if row:
        draft.add(widget, "fork", key, cases=row, otherwise=otherwise)


def _case(draft: Draft, widget: Widget, way: Transition, number: int) -> Case:
    to = draft.entry(way.next)
    condition = way.conditions[0] if len(way.conditions) == 1 else Condition()
    arguments = condition.arguments or [widget.text("input")]
    found = GAP.fullmatch(arguments[0].strip()) if len(arguments) == 1 else None
    compared = _compared(condition)
    if found is None or found[2] or compared is None:
        wanted = ", ".join(f"{each.type or 'nothing'} {each.value[:60]}".strip() for each in way.conditions)
        on = f"facts.{slug(f'studio_{draft.key(widget)}_{number}')}"
        draft.say(widget, "undecided", "case_unsaid", number=number, wanted=wanted or said("no_condition"), fact=on)
        return Case(on, {"eq": True}, to)
    compares, negated = compared
    return Case(draft.meaning(widget, found[1]).on, compares, to, negated)


def _compared(condition: Condition) -> tuple[dict[str, Any], bool] | None:
    """The comparison of ours, and whether it is the opposite."""
    text = condition.value.strip()
    number = int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else None
    match condition.type:
        case "equal_to" | "not_equal_to":
            return {"eq": text}, condition.type == "not_equal_to"
        case "matches_any_of" | "does_not_match_any_of" if condition.values:
            return {"in": condition.values}, condition.type == "does_not_match_any_of"
        case "is_blank" | "is_not_blank":
            return {"present": condition.type == "is_not_blank"}, False
        case "greater_than" if number is not None:
            return {"at_least": number + 1}, False
        case "less_than" if number is not None:
            return {"at_most": number - 1}, False
    return None
