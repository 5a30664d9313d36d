"""A flow seen as a graph: who leads where, what can be reached, and where it could run in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from ivr.kinds.base import Node
from ivr.kinds.question import Question

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


def _refs(model: BaseModel, within: str = "") -> Iterator[Ref]:
    for name, field in type(model).model_fields.items():
        value, path = getattr(model, name), f"{within}{name}"
        extra = field.json_schema_extra
        if isinstance(extra, dict) and extra.get("names_node") and value is not None:
            yield Ref(path, value)
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, BaseModel):
                yield from _refs(item, f"{path}.{index}." if isinstance(value, list) else f"{path}.")


class Graph:
    """Ways of a whole flow. Ways to nodes that do not exist are left out: `rules.dangling` tells of them."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.ways: dict[str, list[str]] = {}
        self.silent: dict[str, list[str]] = {}
        for node in flow.nodes:
            refs = [ref for ref in self.ways_of(node) if ref.target in flow.by_key]
            self.ways[node.key] = [ref.target for ref in refs]
            self.silent[node.key] = [ref.target for ref in refs if node.passes(ref.field)]
            if isinstance(node, Question) and flow.operator in flow.by_key and flow.operator is not None:
                self.ways[node.key].append(flow.operator)

    @staticmethod
    def ways_of(node: Node) -> list[Ref]:
        return list(_refs(node))

    def reach(self, key: str) -> set[str]:
        """`key` and every node that can come after it."""
        reached, ahead = {key}, [key]
        while ahead:
            new = set(self.ways[ahead.pop()]) - reached
            reached |= new
            ahead += new
        return reached

    def from_start(self) -> set[str]:
        return self.reach(self.flow.start) if self.flow.start in self.flow.by_key else set()

    def silent_circles(self) -> list[list[str]]:
        """Circles of nodes that may all be passed without anybody being waited for, each found once."""
        circles: list[list[str]] = []
        done: set[str] = set()
        for start in self.silent:
            trail: list[str] = []
            # Each element enters a node or, as None, leaves the last one: a depth-first walk without recursion,
            # since a flow of 500 nodes in a row must not exhaust the stack.
            ahead: list[str | None] = [start]
            while ahead:
                key = ahead.pop()
                if key is None:
                    done.add(trail.pop())
                elif key in trail:
                    circles.append([*trail[trail.index(key) :], key])
                elif key not in done:
                    trail.append(key)
                    ahead += [None, *self.silent[key]]
        return circles
