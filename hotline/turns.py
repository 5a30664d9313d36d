"""The turns of real contacts, kept: replay walks them again, and analytics count them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from db import now
from hotline.as_json import facts_to_json, heard_to_json
from hotline.dialogue import ending_text
from hotline.models import FlowTurn
from ivr.facts import Facts
from ivr.flow import Flow
from ivr.heard import Heard, HungUp
from ivr.state import LONGEST_PATH, State, Step
from ivr.turns import Turn

if TYPE_CHECKING:
    from hotline.walk import Contact

BETWEEN = ">"
"""Stands between the nodes of a trail."""
PEOPLE = frozenset({"to_queue", "voicemail", "transfer", "offer_callback"})
"""Kinds of nodes behind which somebody of ours has to do something."""
LONGEST_TRAIL = 1000
"""Characters. A trail that is longer loses its end: an index cannot hold more."""
_WRITE = insert(cast(Table, FlowTurn.__table__))
"""Past the session, to which one more object costs more than this statement."""


def keep(
    session: Session,
    contact: Contact,
    flow_key: str,
    flow: Flow,
    before: State,
    after: State,
    heard: Heard,
    facts: Facts,
    turn: Turn,
) -> None:
    """Write this turn down, in the transaction in which it was walked: one insert, and nothing is read."""
    row, at = contact.row, now()
    session.execute(
        _WRITE,
        {
            "kind": contact.kind,
            "contact_id": contact.id,
            "turn": row.turn_number,
            "flow_key": flow_key,
            "version_id": row.flow_version_id,
            "at": at,
            "language": before.language,
            "heard": heard_to_json(heard),
            "facts": facts_to_json(_kept(facts)),
            "came_from": before.node,
            "way": way(before, after),
            "seconds": (at - row.turn_at).total_seconds() if row.turn_at else 0.0,
            "trail": trail_text(after.trail),
            "node": after.node,
            "ending": ending(turn, heard),
            "contained": after.ended == "goodbye" and not _needed_people(flow, after),
        },
    )
    row.turn_at = at


def _kept(facts: Facts) -> Facts:
    """Without the names of others: whoever is to be forgotten would still be in the turns of their household. The first
    letter says what a replay needs, in which letters the name is written."""
    return replace(facts, may_be=tuple(replace(each, name=each.name[:1]) for each in facts.may_be))


def fresh_steps(before: State, after: State) -> tuple[Step, ...]:
    """The steps that one turn added to the path. Of a path that was full, the last can be told."""
    return after.path[len(before.path) :] if len(before.path) < LONGEST_PATH else after.path[-1:]


def way(before: State, after: State) -> str:
    """By which way the waiting node was left; empty where it was not, as when a question is repeated."""
    return next((step.way for step in fresh_steps(before, after) if before.node and step.node == before.node), "")


def ending(turn: Turn, heard: Heard) -> str:
    """How this turn ended, as scripts write it."""
    return "hung up" if isinstance(heard, HungUp) else ending_text(turn.ending)[:200]


def _needed_people(flow: Flow, state: State) -> bool:
    nodes = (flow.at(step.node) for step in state.path)
    return any(node is not None and node.kind in PEOPLE for node in nodes)


def trail_text(trail: tuple[str, ...]) -> str:
    text = BETWEEN.join(trail)
    return text if len(text) <= LONGEST_TRAIL else text[:LONGEST_TRAIL].rpartition(BETWEEN)[0]
