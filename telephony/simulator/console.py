"""`python app.py simulate`: try a flow without a telephone."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from hotline import script
from hotline.dialogue import changed, run
from hotline.script import ScriptFault
from ivr.facts import Facts
from ivr.flow import Flow, FlowRefused, check, read

DEMO = Path(__file__).resolve().parents[2] / "hotline" / "demo_flow.json"

DONE, WRONG_FLOW, WRONG_LINE = 0, 1, 2
"""What `main` returns, and the process with it."""


def main(argv: Sequence[str], stdin: TextIO = sys.stdin, stdout: TextIO = sys.stdout) -> int:
    """Read a conversation from `stdin` and print both sides to `stdout`. Returns 0, 1 (flow), or 2 (line)."""
    options = _parser().parse_args(argv)
    try:
        flow = load(options.flow)
    except FlowRefused as refused:
        print(f"{options.flow} is no flow:\n{refused}", file=sys.stderr)
        return WRONG_FLOW
    except (OSError, ValueError) as fault:
        print(f"{options.flow} cannot be read: {fault}", file=sys.stderr)
        return WRONG_FLOW
    for found in check(flow):
        # A draft with faults can still be tried; that is how one finds out what is wrong with it.
        print(f"fault in {found}", file=sys.stderr)
    facts = Facts(caller=options.caller, language=options.language, channel=options.channel)
    somebody = stdin.isatty()
    lines: Iterable[str] = _forgiving(stdin, stdout) if somebody else stdin
    try:
        for line in run(flow, lines, facts, at_once=somebody):
            print(line, file=stdout, flush=True)
    except ScriptFault as fault:
        print(fault, file=sys.stderr)
        return WRONG_LINE
    except UnicodeDecodeError as fault:
        print(f"the conversation is not UTF-8 text: {fault}", file=sys.stderr)
        return WRONG_LINE
    return DONE


def load(path: Path) -> Flow:
    """A flow from a JSON file. Raises FlowRefused, OSError, or ValueError where it is not JSON."""
    return read(json.loads(path.read_text(encoding="utf-8")))


def _forgiving(stdin: TextIO, stdout: TextIO) -> Iterator[str]:
    """Somebody at the keyboard is told of a line that means nothing, and goes on."""
    for line in stdin:
        try:
            for meant in script.read_lines([line]):
                if isinstance(meant, script.Fact):
                    changed(Facts(), meant)
        except ScriptFault as fault:
            print(f"? {fault}", file=stdout, flush=True)
        else:
            yield line


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="app.py simulate", description=script.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flow", type=Path, default=DEMO, metavar="FILE", help="a flow as JSON (the demo company's)")
    parser.add_argument("--from", dest="caller", default="", metavar="+1555…", help="the caller's number")
    parser.add_argument("--language", default=None, metavar="en", help="the customer's language, where it is known")
    parser.add_argument("--channel", default="phone", help="phone, chat, …")
    return parser
