"""What was heard and what was known, as JSON: kept with each turn, and sent to us by whoever simulates a flow.

{"kind": "Digits", "keys": "1"}      {"kind": "Silence"}      {"open_now": false, "extra": {"vip": true}}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from ivr import heard as kinds
from ivr.facts import Facts
from ivr.heard import Heard

T = TypeVar("T")

HEARD: dict[str, TypeAdapter[Heard]] = {kind.__name__: TypeAdapter(kind) for kind in get_args(kinds.Heard)}
_FACTS = TypeAdapter(Facts)
_KNOWN_OF_NOTHING = vars(Facts())
_NAMES = frozenset(field.name for field in fields(Facts))


def heard_to_json(heard: Heard) -> dict[str, Any]:
    return {"kind": type(heard).__name__, **vars(heard)}


def heard_from_json(data: Mapping[str, Any]) -> Heard:
    """Raises ValueError saying what is wrong."""
    adapter = HEARD.get(str(data.get("kind")))
    if adapter is None:
        raise ValueError(f"{data.get('kind')!r} is nothing that a caller does. Take one of: {', '.join(HEARD)}.")
    return _valid(adapter, {name: value for name, value in data.items() if name != "kind"})


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """What is not as `Facts()` has it."""
    return {name: _plain(value) for name, value in vars(facts).items() if value != _KNOWN_OF_NOTHING[name]}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def facts_from_json(data: Mapping[str, Any]) -> Facts:
    """Raises ValueError for a fact that does not exist, or that cannot have this value."""
    unknown = sorted(data.keys() - _NAMES)
    if unknown:
        raise ValueError(f"There is no fact {unknown[0]!r}. There are: {', '.join(sorted(_NAMES))}.")
    return _valid(_FACTS, data)


def _valid(adapter: TypeAdapter[T], data: Mapping[str, Any]) -> T:
    try:
        return adapter.validate_python(data)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_context=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from fault
