"""A flow takes the flows that it goes through along, as they are when it is published.

So a published version is whole: whatever happens to a sub-flow later, it walks as it was tested, an old call can be
replayed on it, and one file holds all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

MOST = 50
"""Sub-flows of one flow. `flow.read` refuses more."""


def linked(definition: Any, find: Callable[[str], Mapping[str, Any] | None]) -> Any:
    """`definition` with `sub_flows` anew, each from `find(key)`: the definition that counts now, or None.

    What is no flow is returned as it came; `flow.read` says what is wrong with it.
    """
    wanted = _keys(definition)
    if not wanted and not (isinstance(definition, Mapping) and definition.get("sub_flows")):
        return definition
    found: dict[str, Any] = {}
    while wanted and len(found) <= MOST:
        key = wanted.pop()
        inner = find(key) if key not in found else None
        if inner is not None:
            found[key] = {name: value for name, value in inner.items() if name not in ("sub_flows", "layout")}
            wanted += _keys(inner)
    return {**definition, "sub_flows": found}


def _keys(definition: Any) -> list[str]:
    nodes = definition.get("nodes") if isinstance(definition, Mapping) else None
    kind = [node for node in nodes if isinstance(node, Mapping)] if isinstance(nodes, list) else []
    return [node["flow"] for node in kind if node.get("kind") == "sub_flow" and isinstance(node.get("flow"), str)]
