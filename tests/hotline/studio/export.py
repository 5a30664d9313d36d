"""Exports of Twilio Studio, written as its editor writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

GREEN_CORNER = Path(__file__).with_name("green_corner.json")
"""A shop's flow with every widget that Studio's library has for calls."""


def widget(name: str, kind: str, *ways: str | dict[str, Any], **properties: Any) -> dict[str, Any]:
    """`ways` are "event", "event>widget", or a whole transition."""
    transitions = [way if isinstance(way, dict) else _way(way) for way in ways]
    offset = {"offset": {"x": 10, "y": 20}}
    return {"name": name, "type": kind, "transitions": transitions, "properties": {**offset, **properties}}


def match(to: str, gap: str, value: str, kind: str = "equal_to") -> dict[str, Any]:
    condition = {
        "friendly_name": f"If value {kind} {value}",
        "arguments": [f"{{{{{gap}}}}}"],
        "type": kind,
        "value": value,
    }
    return {"event": "match", "next": to, "conditions": [condition]}


def export(*widgets: dict[str, Any], first: str = "", **more: Any) -> dict[str, Any]:
    """A whole definition; calls begin at the first widget."""
    trigger = widget("Trigger", "trigger", "incomingMessage", f"incomingCall>{first or widgets[0]['name']}")
    return {"description": "Test", "states": [trigger, *widgets], "initial_state": "Trigger", **more}


def say(name: str, to: str = "line", text: str = "Hello.", **more: Any) -> dict[str, Any]:
    return widget(name, "say-play", f"audioComplete>{to}", say=text, loop=1, **more)


def gather(name: str, *ways: str | dict[str, Any], **more: Any) -> dict[str, Any]:
    return widget(
        name, "gather-input-on-call", *ways, say="What is it?", **{"number_of_digits": 1, "timeout": 5, **more}
    )


def split(name: str, *ways: str | dict[str, Any]) -> dict[str, Any]:
    return widget(name, "split-based-on", *ways)


def _way(way: str) -> dict[str, Any]:
    event, _, to = way.partition(">")
    return {"event": event, "next": to} if to else {"event": event}


LINE = widget("line", "enqueue-call", "callComplete", "failedToEnqueue", "callFailure", queue_name="general")
