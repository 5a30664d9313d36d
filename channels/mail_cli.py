"""`python app.py mail parse FILE.eml`: an email as JSON, for support and for tests."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from channels.mail_parse import parse


def main(argv: list[str]) -> int:
    """Run `mail …` with the words after it; returns the exit status. `-` reads standard input."""
    parser = argparse.ArgumentParser(prog="app.py mail", description="Look at emails.")
    commands = parser.add_subparsers(dest="command", required=True)
    reading = commands.add_parser("parse", help="print what an email says, as JSON")
    reading.add_argument("file", metavar="FILE.eml", help="the raw message, or - for standard input")
    chosen = parser.parse_args(argv)
    try:
        raw = sys.stdin.buffer.read() if chosen.file == "-" else Path(chosen.file).read_bytes()
    except OSError as fault:
        print(f"{chosen.file} cannot be read: {fault.strerror}.", file=sys.stderr)
        return 1
    print(json.dumps(parse(raw).as_json(), ensure_ascii=False, indent=2))
    return 0
