"""What a browser loads before the panel can be used."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from typing import Any

import pytest

from config import ROOT
from web.pages import STATIC

MOST = 400_000
"""Bytes of scripts and styles, gzipped. Fonts are not counted: a page is read while they come."""
MOST_ON_WEBSITES = 30_000
"""The same of the chat on other people's websites."""

MANIFEST = STATIC / ".vite" / "manifest.json"
UI = ROOT / "web" / "ui" / "src"
FIRST = {"desk": ["src/softphone-jssip.ts"], "floor": ["src/floor/page.tsx"]}
"""What agents and supervisors see first → what it needs beside the page itself."""


def texts_everywhere() -> list[str]:
    found = re.search(r"en: \{ (.+?) \}", (UI / "locales" / "staff.ts").read_text("utf-8"))
    assert found
    return found[1].split(", ")


def needed(chunks: dict[str, Any], first: Iterable[str]) -> set[str]:
    """The files of these chunks, and of all that they import at once."""
    ahead, files, seen = list(first), set[str](), set[str]()
    while ahead:
        chunk = ahead.pop()
        if chunk not in seen:
            seen.add(chunk)
            files |= {chunks[chunk]["file"], *chunks[chunk].get("css", [])}
            ahead += chunks[chunk].get("imports", [])
    return files


def weight_of(files: Iterable[str]) -> int:
    return sum(len(gzip.compress((STATIC / file).read_bytes())) for file in files)


@pytest.mark.skipif(not MANIFEST.exists(), reason="the browser application is not built: run `make test`")
@pytest.mark.parametrize("page", FIRST)
@pytest.mark.parametrize("language", ["en", "fa", "ru", "th"])
def test_the_first_sight_of_the_panel_is_light(page: str, language: str) -> None:
    chunks = json.loads(MANIFEST.read_text("utf-8"))
    names = texts_everywhere() + (["floor"] if page == "floor" else [])
    texts = [f"src/locales/{language}/{name}.json" for name in names]
    files = needed(chunks, ["index.html", *FIRST[page], *texts])
    assert 100_000 < weight_of(files) <= MOST, f"{weight_of(files)} bytes"


@pytest.mark.skipif(not MANIFEST.exists(), reason="the browser application is not built: run `make test`")
@pytest.mark.parametrize("language", ["en", "fa", "ru", "th"])
def test_the_chat_on_a_website_is_lighter_still(language: str) -> None:
    chunks = json.loads(MANIFEST.read_text("utf-8"))
    files = needed(chunks, ["widget.html", f"src/locales/{language}/widget.json"]) | {"widget.js", "widget.html"}
    assert 10_000 < weight_of(files) <= MOST_ON_WEBSITES, f"{weight_of(files)} bytes"
