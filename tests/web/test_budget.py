"""What a browser loads before the panel can be used."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from typing import Any

import pytest

from web.pages import STATIC

MOST = 400_000
"""Bytes of scripts and styles, gzipped, for the first sight of any page but the flow editor's."""

MANIFEST = STATIC / ".vite" / "manifest.json"
LATER = ("src/flows/", "src/customers/call-record.tsx")
"""The flow editor has its own budget, and a call's record is loaded when it is opened."""


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


@pytest.mark.skipif(not MANIFEST.exists(), reason="the browser application is not built: run `make test`")
def test_the_first_sight_of_the_panel_is_light() -> None:
    chunks = json.loads(MANIFEST.read_text("utf-8"))
    later = [name for name, chunk in chunks.items() if chunk.get("isDynamicEntry") and not name.startswith(LATER)]
    texts = [name for name in later if name.startswith("src/locales/")]
    pages = [name for name in later if name.endswith("page.tsx") or name.endswith("list.tsx")]
    assert pages and texts
    weights = {
        (page, language): sum(
            len(gzip.compress((STATIC / file).read_bytes()))
            for file in needed(
                chunks,
                ["index.html", page, "src/softphone-jssip.ts", *(n for n in texts if f"/{language}/" in n)],
            )
        )
        for page in pages
        for language in ("fa", "ru", "th")
    }
    heaviest = max(weights, key=lambda each: weights[each])
    assert weights[heaviest] <= MOST, f"{heaviest}: {weights[heaviest]} bytes"
