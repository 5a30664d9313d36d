"""What is counted of the contacts that walked through a flow: on each node, on each way, and for the whole.

One statement counts turns that went the same way together, from an index alone; the few lines that come back, one for
each different way through the flow, are added up here. Its cost grows with the turns in the span of time that is
asked for, and with nothing else: `python -m bench replay` has the figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal, get_args

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hotline.models import FlowTurn, FlowVersion
from hotline.turns import BETWEEN

Trouble = Literal["drop_off", "failure", "operator", "no_match", "no_input"]
TROUBLES: tuple[Trouble, ...] = get_args(Trouble)
"""What goes wrong at a node, the worst first."""
WORST = 10


@dataclass
class NodeCount:
    """`visits`: how often it was come to. `seconds`: how long was waited there on average, our prompts included.

    `drop_off`: hung up there; `operator`: asked for a person; `failure`: what it tried did not work.
    """

    visits: int = 0
    seconds: float = 0.0
    drop_off: int = 0
    no_input: int = 0
    no_match: int = 0
    operator: int = 0
    failure: int = 0

    @property
    def troubles(self) -> int:
        return sum(getattr(self, name) for name in TROUBLES)


@dataclass
class Count:
    """`contained`: ended with a goodbye, and needed nobody of ours. `links`: (from, to) → how often."""

    contacts: int = 0
    contained: int = 0
    operator_escapes: int = 0
    nodes: dict[str, NodeCount] = field(default_factory=lambda: defaultdict(NodeCount))
    links: Counter[tuple[str, str]] = field(default_factory=Counter)

    def worst(self) -> list[tuple[str, Trouble, int]]:
        """(node, its worst trouble, how often that was) of the nodes with most trouble."""
        troubled = sorted(
            ((key, node) for key, node in self.nodes.items() if node.troubles), key=lambda each: -each[1].troubles
        )
        return [(key, *_why(node)) for key, node in troubled[:WORST]]


def _why(node: NodeCount) -> tuple[Trouble, int]:
    worst: Trouble = max(TROUBLES, key=lambda name: getattr(node, name))
    many: int = getattr(node, worst)
    return worst, many


def version_ids(session: Session, flow_key: str, number: int | None = None) -> list[int]:
    """The ids of a flow's versions, or of one of them."""
    query = select(FlowVersion.id).where(FlowVersion.flow_key == flow_key)
    return list(session.scalars(query if number is None else query.where(FlowVersion.number == number)))


def count(session: Session, versions: Sequence[int], since: datetime, until: datetime) -> Count:
    """Everything that is counted of these versions, of turns in [since, until)."""
    return add_up(session.execute(_ways(versions, since, until)).all())


def _ways(versions: Sequence[int], since: datetime, until: datetime) -> Select[str, str, str, str, bool, int, float]:
    way = (FlowTurn.came_from, FlowTurn.way, FlowTurn.trail, FlowTurn.ending, FlowTurn.contained)
    return (
        select(*way, func.count(), func.sum(FlowTurn.seconds))
        .where(FlowTurn.version_id.in_(versions), FlowTurn.at >= since, FlowTurn.at < until)
        .group_by(*way)
    )


def add_up(ways: Iterable[tuple[str, str, str, str, bool, int, float]]) -> Count:
    """(came from, way, trail, ending, contained, how many, seconds of all) → the counts."""
    found = Count()
    for came_from, way, trail, ending, contained, many, seconds in ways:
        nodes = trail.split(BETWEEN) if trail else []
        for node in nodes:
            found.nodes[node].visits += many
        chain = [came_from, *nodes] if came_from else nodes
        for step in pairwise(chain):
            found.links[step] += many
        found.contained += many if contained else 0
        if not came_from:
            found.contacts += many
            continue
        left = found.nodes[came_from]
        left.seconds += seconds
        if ending == "hung up":
            left.drop_off += many
        elif way in TROUBLES:
            setattr(left, way, getattr(left, way) + many)
        found.operator_escapes += many if way == "operator" else 0
    for counted in found.nodes.values():
        counted.seconds = round(counted.seconds / counted.visits, 1) if counted.visits else 0.0
    return found


def behind(
    session: Session,
    versions: Sequence[int],
    node: str,
    way: str,
    span: tuple[datetime, datetime],
    before: tuple[datetime, int] | None,
    limit: int,
) -> Sequence[FlowTurn]:
    """The turns behind a number, the newest first: those that left `node` by `way`, or came to it where that is empty.

    `before` is the time and id of the last turn that was seen.
    """
    since, until = span
    query = select(FlowTurn).where(FlowTurn.version_id.in_(versions), FlowTurn.at >= since, FlowTurn.at < until)
    if way:
        heard = "hang_up" if way == "drop_off" else way
        query = query.where(FlowTurn.came_from == node, FlowTurn.way == heard)
    else:
        # Between two signs every node of a trail looks the same, the first and the last included.
        query = query.where((BETWEEN + FlowTurn.trail + BETWEEN).contains(f"{BETWEEN}{node}{BETWEEN}", autoescape=True))
    if before is not None:
        at, id = before
        query = query.where((FlowTurn.at < at) | ((FlowTurn.at == at) & (FlowTurn.id < id)))
    return session.scalars(query.order_by(FlowTurn.at.desc(), FlowTurn.id.desc()).limit(limit)).all()


def titles(definitions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Node → what people call it, as the last of these definitions that has it says."""
    return {
        node["key"]: node.get("title") or node["key"]
        for definition in definitions
        for node in definition.get("nodes", [])
    }
