"""What pydantic finds wrong with a flow's data, as faults: the node and field are named, and the words are ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ivr.faults import SENTENCES, Fault, Param

CODES = {
    "missing": "missing",
    "string_too_short": "missing",
    "extra_forbidden": "unknown_field",
    "union_tag_not_found": "missing",
    "union_tag_invalid": "unknown_kind",
    "literal_error": "no_choice",
    "enum": "no_choice",
    "too_short": "too_few",
    "too_long": "too_much",
    "string_too_long": "too_long",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than": "too_large",
    "less_than_equal": "too_large",
    "string_type": "no_text",
    "int_type": "no_number",
    "int_parsing": "no_number",
    "int_from_float": "no_number",
    "float_type": "no_number",
    "float_parsing": "no_number",
    "bool_type": "no_yes_or_no",
    "bool_parsing": "no_yes_or_no",
    "list_type": "wrong_shape",
    "tuple_type": "wrong_shape",
    "dict_type": "wrong_shape",
    "model_type": "wrong_shape",
    "model_attributes_type": "wrong_shape",
}
"""pydantic's name for it → ours. A rule of our own models has our code for a name already."""

PATTERNS = {
    r"^[a-z][a-z0-9_]{0,39}$": "wrong_name",
    r"^[a-z0-9_-]{1,40}$": "wrong_flow_key",
    r"^[0-9*#]$": "wrong_digit",
    r"^\+[1-9][0-9]{6,14}$": "wrong_number",
}
"""What a text has to look like → how that is said."""

PARAMS = {
    "min_length": "least",
    "ge": "least",
    "gt": "least",
    "max_length": "most",
    "le": "most",
    "lt": "most",
    "expected": "choices",
    "tag": "kind",
    "why": "why",
}


def fault_of(data: Any, error: Mapping[str, Any]) -> Fault:
    """One of pydantic's errors about `data`."""
    node, field = _place(data, [str(part) for part in error["loc"]])
    about = error.get("ctx", {})
    params: dict[str, Param] = {
        ours: value if isinstance(value, int) else str(value)
        for theirs, ours in PARAMS.items()
        if (value := about.get(theirs)) is not None
    }
    code = _code(error["type"], error.get("input"), about, field)
    return Fault(node, code, field, {"why": str(error["msg"])} if code == "form" else params)


def _code(kind: str, given: Any, about: Mapping[str, Any], field: str) -> str:
    if given == "" and kind in ("string_pattern_mismatch", "literal_error", "int_parsing", "float_parsing"):
        return "missing"
    if kind == "string_pattern_mismatch":
        return "wrong_fact" if field.endswith(".on") else PATTERNS.get(str(about.get("pattern")), "wrong_pattern")
    return kind if kind in SENTENCES else CODES.get(kind, "form")


def _place(data: Any, where: list[str]) -> tuple[str, str]:
    """The node's key, or empty; and the field within it."""
    node = ""
    if where[:1] == ["nodes"] and len(where) > 1:
        nodes = data["nodes"]
        found = nodes[int(where[1])] if isinstance(nodes, list) and where[1].isdigit() else None
        node = str(found.get("key", f"number {int(where[1]) + 1}")) if isinstance(found, dict) else where[1]
        # After the index comes the kind that pydantic chose: it is no field.
        where = where[3:] or ["kind"]
    return node, ".".join(part for part in where if not part.startswith("("))  # how a prompt was read is no field
