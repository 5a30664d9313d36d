"""Flows that come from files: ours, or exports of Twilio Studio. Each becomes a draft, and nothing is lost unsaid."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from hotline import drafts, studio
from hotline.studio import Line, StudioRefused
from ivr.flow import FlowRefused
from ivr.flow import read as read_flow

LARGEST = 2_000_000
"""Bytes. A flow of 500 nodes in four languages has less than half of it."""


class NotImported(Exception):
    """The file is no flow, neither ours nor one of Studio's. The text says why."""


@dataclass(frozen=True)
class Imported:
    """`report` has one line for each widget of a Studio flow; it is empty for a flow of ours."""

    definition: dict[str, Any]
    report: tuple[Line, ...]


def read(data: bytes) -> Imported:
    """A file → a flow's definition. One of ours may have faults of form, which the editor shows; but it must have
    nodes. Raises NotImported."""
    if len(data) > LARGEST:
        raise NotImported(
            f"This file is larger than {LARGEST // 1_000_000} MB, which no flow is. Export the flow by itself."
        )
    try:
        value = json.loads(data)
        # Python reads more as JSON than databases keep.
        kept = json.dumps(value, ensure_ascii=False, allow_nan=False)
        kept.encode()
    except (ValueError, RecursionError) as fault:
        raise NotImported(f"This file is no JSON: {fault}") from fault
    if "\\u0000" in kept:
        raise NotImported("This file has a NUL character in a text, which no database keeps. Remove it.")
    if isinstance(value, Mapping) and isinstance(value.get("nodes"), list):
        return Imported({name: part for name, part in value.items() if name != "sub_flows"}, ())
    try:
        definition, report = studio.read(value)
    except StudioRefused as fault:
        raise NotImported(str(fault)) from fault
    return Imported(definition, tuple(report))


def keep(session: Session, found: Imported, key: str, by: str) -> str:
    """Make it the draft of `key`, or of a key made of its name; a draft that is there is replaced. Returns the key.

    Raises Stale where somebody saved that draft at this very moment.
    """
    key = key or key_of(str(found.definition.get("name", "")))
    if drafts.exists(session, key):
        drafts.save(session, key, found.definition, drafts.find(session, key).revision, by)
    else:
        drafts.make(session, key, found.definition, by)
    return key


def key_of(name: str) -> str:
    """A flow's key made of its name: lower case, figures and underscores."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40]
    return plain if plain[:1].isalpha() else f"flow_{plain}"[:40].rstrip("_")


def text(definition: Mapping[str, Any]) -> str:
    """The file: readable, and the same for the same flow, so that git shows what changed."""
    return json.dumps(_ordered(definition), ensure_ascii=False, indent=2)


def _ordered(definition: Mapping[str, Any]) -> dict[str, Any]:
    """As the flow's fields are documented; what is no flow keeps the order it has."""
    try:
        names = list(type(read_flow(definition)).model_fields)
    except FlowRefused:
        names = []
    return {name: definition[name] for name in (*names, *definition) if name in definition}
