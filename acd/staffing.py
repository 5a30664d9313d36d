"""`python app.py staffing`: how many agents, and what callers would meet. Prints one JSON object."""

from __future__ import annotations

import argparse
import json
from typing import Any

from acd import erlang


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="app.py staffing",
        description="Erlang C (nobody gives up) and Erlang A (callers give up) for a line, and the agents it needs.",
    )
    number: dict[str, Any] = {"type": float, "required": True}
    parser.add_argument("--calls", **number, metavar="N", help="how many arrive in the interval")
    parser.add_argument("--interval", **number, metavar="SECONDS", help="how long that interval is")
    parser.add_argument("--aht", **number, metavar="SECONDS", help="mean handling time of a call, wrap-up included")
    parser.add_argument("--patience", **number, metavar="SECONDS", help="mean time after which a caller gives up")
    parser.add_argument("--agents", type=int, required=True, metavar="K", help="how many answer")
    parser.add_argument("--target-seconds", **number, metavar="SECONDS", help="answered within this is good service")
    parser.add_argument(
        "--target-share",
        type=float,
        default=erlang.SHARE,
        metavar="SHARE",
        help="agents_for_target is the fewest who answer this share within the target (default: %(default)s)",
    )
    asked = parser.parse_args(argv)
    try:
        load = erlang.Load(asked.calls, asked.interval, asked.aht, asked.patience)
        answer = erlang.outlook(load, asked.agents, asked.target_seconds, asked.target_share)
    except ValueError as fault:
        parser.error(str(fault))
    print(json.dumps(answer, indent=2))
    return 0
