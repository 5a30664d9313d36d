"""Fault: what is wrong with a flow, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`node` is a node's key, or empty for the flow itself; `field` a path such as `options.2.label`."""

    node: str
    what: str
    do: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.node or 'flow'}: {self.what} {self.do}"
