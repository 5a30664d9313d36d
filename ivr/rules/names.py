"""The names that a flow gives: its answers with their values, and its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivr.kinds.entry import Entry
from ivr.kinds.menu import Menu
from ivr.kinds.outside import LookUp
from ivr.kinds.passing import Set
from ivr.kinds.survey import Survey
from ivr.kinds.yes_no import YesNo

if TYPE_CHECKING:
    from ivr.flow import Flow


def answers_of(flow: Flow) -> set[str]:
    """Every answer that the flow may get, in its sub-flows, too."""
    kinds = Menu | Entry | Set | YesNo
    return {node.answer for node in flow.places.values() if isinstance(node, kinds) and node.answer}


def found_by(flow: Flow) -> set[str]:
    """Facts that come up on the way: from look-ups, and the scores of surveys."""
    nodes = flow.places.values()
    taken = {each.fact for node in nodes if isinstance(node, LookUp) for each in node.take}
    return taken | {node.scale for node in nodes if isinstance(node, Survey)}


def facts_of(flow: Flow) -> set[str]:
    """Facts that the flow has beside ours."""
    parts = flow.parts.values()
    return {name for part in parts for name in part.facts} | found_by(flow)


def closed_answers(flow: Flow) -> dict[str, set[str]]:
    """Answers that only menus, set and yes_no nodes give, with every value that they can have."""
    values: dict[str, set[str]] = {}
    for node in flow.places.values():
        match node:
            case Menu() if node.answer:
                values.setdefault(node.answer, set()).update(option.stable for option in node.options)
            case Set():
                values.setdefault(node.answer, set()).add(node.value)
            case YesNo() if node.answer:
                values.setdefault(node.answer, set()).update(("yes", "no"))
    for node in flow.places.values():
        if isinstance(node, Entry):
            values.pop(node.answer, None)
    return values
