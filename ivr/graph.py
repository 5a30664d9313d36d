"""A flow seen as a graph of places: who leads where, what can be reached, and where it could run in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from ivr.kinds.question import Question
from ivr.kinds.sub_flow import Back, SubFlow

if TYPE_CHECKING:
    from ivr.flow import Flow


@dataclass(frozen=True)
class Ref:
    """`field` of a node leads to `target`."""

    field: str
    target: str


def fields(model: BaseModel, within: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in a model and the models within it, with its path: ("options.2.label", Texts(…))."""
    for name in type(model).model_fields:
        yield from _values(f"{within}{name}", getattr(model, name))


def _values(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, BaseModel):
        yield from fields(value, f"{path}.")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _values(f"{path}.{index}", item)


def refs(model: BaseModel, within: str = "") -> Iterator[Ref]:
    """The ways out of a node."""
    for name, field in type(model).model_fields.items():
        value, path = getattr(model, name), f"{within}{name}"
        extra = field.json_schema_extra
        if isinstance(extra, dict) and extra.get("names_node") and value is not None:
            yield Ref(path, value)
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, BaseModel):
                yield from refs(item, f"{path}.{index}." if isinstance(value, list) else f"{path}.")


def place_of(here: str, move: str) -> str:
    """Where a way leads: to a node of the same flow or, with a slash before it, to a place of the whole."""
    if move[0] == "/":
        return move[1:]
    return f"{here[: here.index('/')]}/{move}" if "/" in here else move


class Graph:
    """Ways between the places of a whole flow, its sub-flows included.

    Ways to nodes that do not exist are left out: `rules.ways.dangling` tells of them. A way into a sub-flow comes out
    of its `back` nodes, at every node that leads there.
    """

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.refs = {place: list(refs(node)) for place, node in flow.places.items()}
        self.ways: dict[str, list[str]] = {place: [] for place in flow.places}
        self.silent: dict[str, list[str]] = {place: [] for place in flow.places}
        returns: dict[str, list[str]] = {key: [] for key in flow.sub_flows}
        for place, node in flow.places.items():
            if isinstance(node, SubFlow) and node.flow in flow.sub_flows:
                self._lead(place, f"{node.flow}/{flow.sub_flows[node.flow].start}", silent=True)
                returns[node.flow].append(place_of(place, node.next))
                continue
            for ref in self.refs[place]:
                self._lead(place, place_of(place, ref.target), silent=node.passes(ref.field))
            operator = flow.part_of(place).operator
            if isinstance(node, Question) and operator is not None:
                self._lead(place, place_of(place, operator), silent=False)
        for place, node in flow.places.items():
            if isinstance(node, Back) and "/" in place:
                for target in returns[place.partition("/")[0]]:
                    self._lead(place, target, silent=True)

    def _lead(self, place: str, target: str, silent: bool) -> None:
        if target in self.ways:
            self.ways[place].append(target)
            if silent:
                self.silent[place].append(target)

    def reach(self, *places: str) -> set[str]:
        """These places, and every one that can come after them."""
        return _reached(self.ways, (place for place in places if place in self.ways))

    def from_start(self) -> set[str]:
        return self.reach(self.flow.start)

    def leading_to(self, places: Iterable[str]) -> set[str]:
        """These places, and every one from which one of them can be reached."""
        back: dict[str, list[str]] = {place: [] for place in self.ways}
        for place, targets in self.ways.items():
            for target in targets:
                back[target].append(place)
        return _reached(back, places)

    def silent_circles(self) -> list[list[str]]:
        """Circles of nodes that may all be passed without anybody being waited for, each found once."""
        circles: list[list[str]] = []
        done: set[str] = set()
        for start in self.silent:
            trail: dict[str, None] = {}
            # Each element enters a node or, as None, leaves the last one: a depth-first walk without recursion,
            # since a flow of 500 nodes in a row must not exhaust the stack.
            ahead: list[str | None] = [start]
            while ahead:
                place = ahead.pop()
                if place is None:
                    done.add(trail.popitem()[0])
                elif place in trail:
                    steps = [*trail]
                    circles.append([*steps[steps.index(place) :], place])
                elif place not in done:
                    trail[place] = None
                    ahead += [None, *self.silent[place]]
        return circles


def _reached(ways: Mapping[str, list[str]], places: Iterable[str]) -> set[str]:
    reached = set(places)
    ahead = [*reached]
    while ahead:
        new = set(ways[ahead.pop()]) - reached
        reached |= new
        ahead += new
    return reached
