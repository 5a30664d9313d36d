"""`python app.py flow …`: for people who keep their flows in git.

flow check FILE              what is wrong with it; 0 when nothing is
flow test FILE TEST…         play conversations (tests/conversations has some) against it; 0 when all go as written
flow export KEY              the draft, or what is live where there is none, as JSON
flow import FILE [--key K]   ours, or an export of Twilio Studio, as a draft that a supervisor may publish
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from config import Config
from db import Database
from hotline import drafts, flow_tests, imports
from hotline.drafts import NoFlow, Stale
from hotline.imports import NotImported
from hotline.versions import NotPossible
from ivr.flow import Flow, FlowRefused, check, read

DONE, WRONG = 0, 1


def main(argv: Sequence[str]) -> int:
    """Run one of the four. Returns 0, 1 where something is wrong with the flow, or 2 for a wrong command."""
    options = _parser().parse_args(argv)
    try:
        return COMMANDS[options.command](options)
    except FlowRefused as refused:
        print(f"This is no flow:\n{refused}", file=sys.stderr)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        print(f"The file cannot be read: {fault}", file=sys.stderr)
    except NoFlow as fault:
        print(f"There is no flow {fault}.", file=sys.stderr)
    except (NotImported, NotPossible, Stale) as fault:
        print(fault, file=sys.stderr)
    return WRONG


def _check(options: argparse.Namespace) -> int:
    faults = check(_flow(options.file))
    for fault in faults:
        print(fault)
    return WRONG if faults else DONE


def _test(options: argparse.Namespace) -> int:
    flow = _flow(options.file)
    results = [flow_tests.run_file(flow, path) for path in options.tests]
    for result in results:
        print(f"{'passed' if result.passed else 'FAILED'}  {result.name}")
        if not result.passed:
            print(f"  expected: {result.expected}\n  got:      {result.got}")
    return DONE if all(result.passed for result in results) else WRONG


def _export(options: argparse.Namespace) -> int:
    with Database(Config.from_env().database_url).reading() as session:
        print(imports.text(drafts.whole(session, drafts.find(session, options.key).definition)))
    return DONE


def _import(options: argparse.Namespace) -> int:
    found = imports.read(options.file.read_bytes())
    with Database(Config.from_env().database_url).transaction() as session:
        key = imports.keep(session, found, options.key, "the command line")
    for line in found.report:
        print(f"{line.outcome:<12} {line.widget or 'the flow'}: {line.sentence}")
    print(f"It is the draft of {key} now. Look at it in the panel, and publish it there.")
    return DONE


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "test": _test,
    "export": _export,
    "import": _import,
}


def _flow(path: Path) -> Flow:
    return read(json.loads(path.read_text("utf-8")))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="app.py flow", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("check", "test", "import"):
        commands.add_parser(name).add_argument("file", type=Path, metavar="FILE")
    commands.choices["test"].add_argument("tests", type=Path, nargs="+", metavar="TEST")
    commands.choices["import"].add_argument("--key", default="", help="the flow's key, if not after its name")
    commands.add_parser("export").add_argument("key", metavar="KEY")
    return parser
