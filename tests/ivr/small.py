"""Small flows to try one thing at a time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ivr.engine import advance
from ivr.facts import Facts
from ivr.flow import Flow, check, read
from ivr.heard import Heard, Started
from ivr.state import State
from ivr.turns import Turn

ROOT = Path(__file__).resolve().parents[2]
DEMO: dict[str, Any] = json.loads((ROOT / "hotline" / "demo_flow.json").read_text("utf-8"))

QUEUE = {"key": "person", "kind": "to_queue", "queue": "general"}
BYE = {"key": "bye", "kind": "goodbye", "prompt": {"en": "Goodbye."}}


def retry(to: str = "person", retries: int = 1, prompt: str | None = None) -> dict[str, Any]:
    return {"next": to, "retries": retries, "prompt": {"en": prompt} if prompt else None}


QUESTION = {"no_input": retry(prompt="Nothing heard."), "no_match": retry(prompt="Not understood.")}


def option(key: str, to: str = "person", **more: Any) -> dict[str, Any]:
    return {"key": key, "label": {"en": f"Option {key}"}, "next": to, **more}


def choice(key: str, word: str) -> dict[str, Any]:
    return {"key": key, "label": {"en": word}}


def flow(*nodes: dict[str, Any], **more: Any) -> Flow:
    """The first node is the start; a queue `person` is always there."""
    all_nodes = [*nodes, *([] if any(node["key"] == "person" for node in nodes) else [QUEUE])]
    return read({"name": "Test", "languages": ["en"], "start": nodes[0]["key"], "nodes": all_nodes, **more})


def faults(*nodes: dict[str, Any], **more: Any) -> str:
    """What `check` finds, as one text."""
    return "\n".join(map(str, check(flow(*nodes, **more))))


def menu(*options: dict[str, Any], key: str = "menu", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "menu", "prompt": {"en": "What now?"}, "options": list(options), **QUESTION, **more}


def ask(**more: Any) -> dict[str, Any]:
    node = {"key": "ask", "kind": "ask", "prompt": {"en": "Number?"}, "answer": "number", "next": "person"}
    return {**node, **QUESTION, **more}


def talk(flow: Flow, *heard: Heard, facts: Facts | None = None, state: State | None = None) -> tuple[State, Turn]:
    """Start a conversation, say all of this, and give where it stands."""
    facts = facts or Facts()
    state, turn = advance(flow, state or State(), Started(), facts)
    for one in heard:
        state, turn = advance(flow, state, one, facts)
    return state, turn


def said(turn: Turn) -> list[str]:
    return [prompt.text for prompt in turn.prompts]


def ways(state: State) -> list[str]:
    return [step.way for step in state.path]
