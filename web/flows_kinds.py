"""The kinds of nodes, described for the editor by the classes themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ivr.kinds import KINDS, LAW
from web.schemas.flows import NodeKind


@cache
def kinds() -> tuple[NodeKind, ...]:
    """Every kind, in the order in which they are documented."""
    return tuple(_kind(key) for key in KINDS)


def _kind(key: str) -> NodeKind:
    node = KINDS[key]
    fields = node.model_json_schema()
    return NodeKind(
        kind=key,
        title=key.replace("_", " ").capitalize(),
        doc=inspect.getdoc(node) or "",
        schema=fields,
        ways=list(dict.fromkeys(_ways(fields, fields.get("$defs", {}), ""))),
        waits=node.waits,
        law={heard.__name__: list(ways) for heard, ways in LAW[key].items()},
    )


def _ways(schema: Mapping[str, Any], parts: Mapping[str, Any], path: str) -> Iterator[str]:
    """Paths of the fields that name a node: `next`, `options.*.next`."""
    if "$ref" in schema:
        schema = parts[schema["$ref"].rpartition("/")[2]]
    if schema.get("names_node"):
        yield path
    for name, field in schema.get("properties", {}).items():
        yield from _ways(field, parts, f"{path}.{name}" if path else name)
    if "items" in schema:
        yield from _ways(schema["items"], parts, f"{path}.*")
    for choice in schema.get("anyOf", ()):
        yield from _ways(choice, parts, path)
