"""`python -m ivr.docs > docs/flows.md`: the node kinds as Markdown, from the schemas and the law."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ivr import heard
from ivr.facts import FORKABLE
from ivr.flow import Flow
from ivr.kinds import KINDS, LAW, AnyNode
from ivr.kinds.base import PLACEHOLDERS, Choice

HEARD = get_args(heard.Heard)

HEAD = """\
# Flows

Written by `python -m ivr.docs`; a test says when it is stale.

A flow is JSON: a few settings and a list of nodes. A conversation walks from node to node until one waits for an
answer, hands over to a queue, or ends. Every text is given in each of the flow's languages,
`{"en": "…", "fa": "…"}`; a prompt may also name an uploaded recording, `{"en": {"audio": "<name>", "text": "…"}}`,
whose words a chat still shows. Before a flow is published, `ivr.flow.check` names every fault in it, and what to do.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_flow(), *_law(), *_kinds(), *_names()])


def _flow() -> Iterator[str]:
    yield "## The flow\n"
    yield from _fields(Flow)


def _law() -> Iterator[str]:
    yield "## What each kind understands\n"
    yield "By which ways a conversation goes on from a node, by what was heard there. A dash is a fault of the driver,"
    yield "answered with an apology; *again* repeats the question and counts no retry.\n"
    waiting = {kind: law for kind, law in LAW.items() if KINDS[kind].waits}
    yield f"| heard | {' | '.join(waiting)} |"
    yield f"|---|{'---|' * len(waiting)}"
    for one in HEARD:
        cells = (", ".join(law.get(one, ("—",))) for law in waiting.values())
        yield f"| {one.__name__} | {' | '.join(cells)} |"
    passing = ", ".join(kind for kind, node in KINDS.items() if not node.waits)
    yield f"\nNever waiting: {passing}.\n"


def _kinds() -> Iterator[str]:
    shown: set[type[BaseModel]] = {Choice}
    for kind, node in KINDS.items():
        yield f"## {kind}\n"
        yield f"{inspect.getdoc(node)}\n"
        yield from _fields(node, skip=("key", "title", "kind"))
        for part in _parts(node):
            if part not in shown:
                shown.add(part)
                yield f"### {part.__name__}\n"
                yield f"{inspect.getdoc(part)}\n"
                yield from _fields(part)
    yield "## Choice\n"
    yield f"{inspect.getdoc(Choice)}\n"
    yield from _fields(Choice)


def _names() -> Iterator[str]:
    yield "## Placeholders\n"
    names = ", ".join(f"`{{{name}}}`" for name in PLACEHOLDERS)
    yield f"In prompts: {names}, the name of every answer, and the flow's own facts.\n"
    yield "## Facts for forks\n"
    yield "| fact | |\n|---|---|"
    for name, what in FORKABLE.items():
        yield f"| `facts.{name}` | {what} |"
    yield "\n`answers.NAME` is an answer of the journey. Facts of the company's own are named in the flow's `facts`."


def _fields(model: type[BaseModel], skip: tuple[str, ...] = ()) -> Iterator[str]:
    yield "| field | holds | default | |\n|---|---|---|---|"
    for name, field in model.model_fields.items():
        if name not in skip:
            shown = (field.alias or name, _holds(field), _default(field), field.description or "")
            yield "| `{}` | {} | {} | {} |".format(*(cell.replace("|", "\\|") for cell in shown))
    yield ""


def _holds(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    if isinstance(extra, dict) and extra.get("names_node"):
        return "a node's key"
    return "the nodes below" if field.annotation == list[AnyNode] else _type(field.annotation)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value in (None, "", [], {}):
        return "none"
    return "see the code" if isinstance(value, dict) else f"`{json.dumps(value)}`"


def _type(kind: Any) -> str:
    """A type as one says it: `list of Case`, `text`, `1 or 2`."""
    plain = {str: "text", int: "number", float: "number", bool: "true or false", type(None): ""}
    origin, inner = get_origin(kind), get_args(kind)
    if kind in plain:
        return plain[kind]
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(filter(None, map(_type, inner))))
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in inner if value != "") or "text"
    if origin is list:
        return f"list of {_type(inner[0])}"
    if origin is tuple:
        return f"[{', '.join(map(_type, inner))}]"
    if origin is dict:
        return f"{_type(inner[0])} → {_type(inner[1])}"
    if inner:  # Annotated
        return _type(inner[0])
    return kind.__name__ if inspect.isclass(kind) else "text"


def _parts(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Models within a model that have fields worth a table of their own."""
    for field in model.model_fields.values():
        for kind in _classes(field.annotation):
            if issubclass(kind, BaseModel) and kind.model_config.get("extra") == "forbid":
                yield kind
                yield from _parts(kind)


def _classes(kind: Any) -> Iterator[type]:
    if inspect.isclass(kind) and not get_args(kind):
        yield kind
    for inner in get_args(kind):
        yield from _classes(inner)


if __name__ == "__main__":
    print(page())
