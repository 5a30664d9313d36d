"""python -m tools.tinyvosk build fa tests/models/fa, and python -m tools.tinyvosk check fa tests/models/fa."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tools.tinyvosk.build import build
from tools.tinyvosk.check import check
from tools.tinyvosk.corpus import ACCENTS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.tinyvosk", description=__doc__)
    parser.add_argument("do", choices=("build", "check"))
    parser.add_argument("language", choices=sorted(ACCENTS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--utterances", type=int, default=9000)
    parser.add_argument("--hidden", type=int, default=160)
    parser.add_argument("--epochs", type=int, default=8)
    asked = parser.parse_args()
    if asked.do == "build":
        os.nice(10)
        build(asked.language, asked.folder, asked.utterances, asked.hidden, asked.epochs)
    print(check(asked.language, asked.folder))


if __name__ == "__main__":
    main()
