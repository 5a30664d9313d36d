"""`python -m bench` runs every measurement, `python -m bench queue keys` those, `python -m bench --list` names them."""

from __future__ import annotations

import sys
import time
import traceback
from importlib import import_module

MEASUREMENTS = {
    "queue": ("bench.queueing", "an agent becomes free → that agent's phone rings, against app_queue"),
    "keys": ("bench.keys", "a key → the next prompt, against a menu in Asterisk's own dialplan"),
    "chat": ("bench.chat", "a message in a chat → the other side has it, with 500 chats open"),
    "ring": ("bench.ring", "an offer → it rings in a real browser, alone and beside forty other panels"),
    "live": ("bench.live", "a change of presence → every one of 500 open panels has heard it"),
    "timeline": ("bench.timeline_page", "any page of a long timeline, against OFFSET"),
    "search": ("bench.search", "search in a million entries, who calls, and how fast entries come in"),
    "memory": ("bench.memory", "what an idle house takes, and one more waiting call, beside app_queue"),
    "theory": ("bench.theory", "our policy on a simulated floor, against Erlang C and Erlang A"),
    "match": ("bench.match", "one match of the desk, against reading everybody who waits"),
    "replay": ("bench.replay", "10,000 real calls walked through a draft, and what counting a million turns costs"),
    "twilio": ("bench.twilio", "a webhook of Twilio's, against a bare Flask view that returns fixed TwiML"),
    "streams": (
        "bench.streams",
        "a hundred talks streamed by Twilio at once: frames lost, CPU, lag of the words",
    ),
    "flows": ("bench.flows", "one step through a flow of 500 nodes and its check, beside the transitions library"),
    "editor": ("bench.editor", "the flow editor while a card of 300 is dragged, beside React Flow by itself"),
    "mail": ("bench.mail", "emails read as the reference reads them, beside Python's own reader"),
    "speech": ("bench.speech", "how well speech is written down, engine against engine"),
}


def main(names: list[str]) -> int:
    """One after another. A measurement that fails, or misses its goal, fails the whole; the others still run."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        for name, (_, about) in MEASUREMENTS.items():
            print(f"{name:<10}{about}")
        return 0 if unknown == ["--list"] else 2
    failed = []
    for name in names or MEASUREMENTS:
        module, about = MEASUREMENTS[name]
        print(f"\n== {name}: {about}", flush=True)
        began = time.monotonic()
        try:
            missed = import_module(module).main()
        except Exception:  # noqa: BLE001 one that breaks must not hide the others
            traceback.print_exc()
            missed = 1
        print(f"   ({name} took {time.monotonic() - began:.0f} s)", flush=True)
        if missed:
            failed.append(name)
    if failed:
        print(f"\nNot reached: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
