"""A flow of 500 nodes: how many turns are decided in a second, against `transitions` walking the same graph.

`transitions` is the usual state machine of Python. It is given the bare graph: a state for each node and a trigger for
each key. It reads no prompt, counts no retry, keeps no path and writes no answer down, all of which `advance` does.
"""

from __future__ import annotations

import random
import time
from typing import Any

from transitions import Machine

from bench import report
from ivr.effort import effort
from ivr.engine import advance
from ivr.facts import Facts
from ivr.flow import Flow, check, read
from ivr.heard import Digits, Started
from ivr.state import State

NODES = 500
KEYS = "1234"
STEPS = 20_000
GOAL_STEP_US = 50.0
"""20,000 steps a second."""
GOAL_CHECK_MS = 200
TRIES = 5


def flow_of(nodes: int = NODES, seed: int = 1) -> dict[str, Any]:
    """Menus that lead to one another at random, in two languages, with retries and a person at the end."""
    chance = random.Random(seed)
    keys = [f"menu{number}" for number in range(nodes - 1)]
    retry = {"prompt": {"en": "Sorry?", "fa": "ببخشید؟"}, "next": "person"}
    menus = [
        {
            "key": key,
            "kind": "menu",
            "prompt": {"en": f"This is {key}. What now?", "fa": "چه می‌خواهید؟"},
            "options": [
                {
                    "key": each,
                    "label": {"en": f"Choice {each}", "fa": f"گزینهٔ {each}"},
                    # The next menu of all is always among them, so that everything can be reached.
                    "next": (keys[(at + 1) % len(keys)] if each == "1" else chance.choice(keys)),
                }
                for each in KEYS
            ],
            "no_input": retry,
            "no_match": retry,
        }
        for at, key in enumerate(keys)
    ]
    return {
        "name": "Large",
        "languages": ["en", "fa"],
        "start": keys[0],
        "operator": "person",
        "offer": {"en": "For {label}, press {key}.", "fa": "برای {label}، {key}."},
        "nodes": [*menus, {"key": "person", "kind": "to_queue", "queue": "general"}],
    }


def main() -> int:
    print(f"  {report.machine()}", flush=True)
    data = flow_of()
    flow = read(data)
    pressed = random.Random(2).choices(KEYS, k=STEPS)
    ours, rival = (min(walked(flow, pressed) for _ in range(TRIES)) for walked in (_advance, _transitions))
    checked, reckoned = (min(done(data) for _ in range(TRIES)) for done in (_checked, _reckoned))
    report.table(
        ("", "µs a step", "steps a second"),
        [
            ("advance: prompts, retries, path, answers", round(ours, 1), round(1e6 / ours)),
            ("transitions: the bare graph", round(rival, 1), round(1e6 / rival)),
        ],
    )
    report.keep("flows", "ours", step_us=round(ours, 2), check_ms=round(checked, 1), effort_ms=round(reckoned, 1))
    report.keep("flows", "transitions", step_us=round(rival, 2))
    reached = [
        report.verdict("one step of advance", round(ours, 1), GOAL_STEP_US, "µs"),
        report.verdict(f"check of {NODES} nodes", round(checked), GOAL_CHECK_MS, "ms"),
        report.verdict(f"effort of {NODES} nodes", round(reckoned), GOAL_CHECK_MS, "ms"),
    ]
    return int(not all(reached))


def _advance(flow: Flow, pressed: list[str]) -> float:
    facts = Facts()
    state, _ = advance(flow, State(), Started(), facts)
    began = time.perf_counter()
    for key in pressed:
        state, _ = advance(flow, state, Digits(key), facts)
    return (time.perf_counter() - began) / len(pressed) * 1e6


def _transitions(flow: Flow, pressed: list[str]) -> float:
    class Caller:
        """Who walks; the machine gives it its triggers."""

    caller: Any = Caller()
    ways = [
        {"trigger": f"press_{option.key}", "source": node.key, "dest": option.next}
        for node in flow.nodes
        for option in getattr(node, "options", ())
    ]
    Machine(caller, states=[*flow.by_key], transitions=ways, initial=flow.start, auto_transitions=False)
    began = time.perf_counter()
    for key in pressed:
        caller.trigger(f"press_{key}")
    return (time.perf_counter() - began) / len(pressed) * 1e6


def _checked(data: dict[str, Any]) -> float:
    flow = read(data)  # anew each time: a flow keeps what was reckoned about it
    began = time.perf_counter()
    faults = check(flow)
    took = (time.perf_counter() - began) * 1000
    assert not faults, faults[:3]
    return took


def _reckoned(data: dict[str, Any]) -> float:
    flow = read(data)
    began = time.perf_counter()
    effort(flow)
    return (time.perf_counter() - began) * 1000
