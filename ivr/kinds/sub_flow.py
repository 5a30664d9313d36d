"""sub_flow and back: a flow within a flow, made once and gone through from many."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ivr import turns
from ivr.kinds.base import ConversationFault, Move, Node, Walk, way
from ivr.texts import FlowKey, Name

DEEPEST = 8
"""Flows within each other. `check` refuses circles; a flow that was published unchecked stops here."""


class SubFlow(Node):
    """Goes through another flow, and goes on where that one comes to a `back` node."""

    kind: Literal["sub_flow"] = "sub_flow"
    flow: FlowKey = Field(description="The other flow's key.")
    next: Name = way("Where it goes on afterwards.")

    def passes(self, field: str) -> bool:
        return False  # The graph goes through the sub-flow itself, which may or may not wait.

    def enter(self, walk: Walk) -> Move:
        inner = walk.root.sub_flows.get(self.flow)
        if inner is None:
            raise ConversationFault(f"the flow {self.flow!r} was not published with {walk.root.name!r}")
        if len(walk.state.stack) >= DEEPEST:
            raise ConversationFault(f"more than {DEEPEST} flows within each other, last {self.flow!r}")
        walk.change(stack=(*walk.state.stack, walk.state.node))
        return f"/{self.flow}/{inner.start}"


class Back(Node):
    """The end of a sub-flow: the flow that led here goes on. In a flow of its own it hangs up."""

    kind: Literal["back"] = "back"

    def enter(self, walk: Walk) -> Move:
        if not walk.state.stack:
            return turns.Hangup("goodbye")
        *rest, caller = walk.state.stack
        node = walk.root.at(caller)
        if not isinstance(node, SubFlow):
            raise ConversationFault(f"{caller!r} led into a sub-flow, and is no sub_flow node")
        walk.change(stack=tuple(rest))
        part, slash, _ = caller.rpartition("/")
        return f"/{part}{slash}{node.next}"
