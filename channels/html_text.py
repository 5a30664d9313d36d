"""The text of an HTML email, laid out in lines; quoted blocks get the `>` of plain text mail.

BeautifulSoup builds the tree; the walk is a loop, not a recursion, since hostile mail nests as deep as it is long.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

MAX_HTML = 400_000
"""Characters of HTML that are read."""

_SILENT = {"script", "style", "head", "title", "template", "noscript", "object", "svg", "select"}
_LINES = {"div", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "address", "center", "form", "hr"}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "pre", "blockquote"}
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_XML = re.compile(r"\A\s{0,9}<\?xml[^>]{0,200}>")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def html_to_text(html: str) -> str:
    """Plain text with one line per block. Never raises; what is not HTML comes out as the text it is."""
    lines = _Lines()
    soup = BeautifulSoup(html[:MAX_HTML], "lxml")
    # Each step is a node to enter, or a tag (with True) to leave.
    steps: list[tuple[object, bool]] = [(soup, False)]
    while steps:
        node, leaving = steps.pop()
        if isinstance(node, Tag):
            if leaving:
                lines.leave(node.name)
            elif node.name not in _SILENT and not _HIDDEN.search(str(node.attrs.get("style", ""))):
                lines.enter(node.name)
                steps.append((node, True))
                steps.extend((child, False) for child in reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            lines.write(str(node))
    return lines.text()


class _Lines:
    """Text as it grows: what is finished, the line being written, and how deep we are quoted."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._line: list[str] = []
        self._quoted = 0
        self._quoted_before = 0
        self._preformatted = 0
        self._blank = False

    def enter(self, tag: str) -> None:
        if tag == "br":
            self._end_line(always=True)
        elif tag in _PARAGRAPHS or tag in _LINES:
            self._end_line()
            self._blank |= tag in _PARAGRAPHS and bool(self._done)
        if tag == "li":
            self._line.append("- ")
        elif tag in ("td", "th") and self._line:
            self._line.append(" ")
        self._quoted += tag == "blockquote"
        self._preformatted += tag == "pre"

    def leave(self, tag: str) -> None:
        if tag in _PARAGRAPHS or tag in _LINES:
            self._end_line()
            self._blank |= tag in _PARAGRAPHS
        self._quoted -= tag == "blockquote"
        self._preformatted -= tag == "pre"

    def write(self, text: str) -> None:
        if not self._preformatted:
            self._line.append(_SPACE.sub(" ", text))
            return
        first, *others = text.split("\n")
        self._line.append(first)
        for other in others:
            self._end_line(always=True)
            self._line.append(other)

    def _end_line(self, always: bool = False) -> None:
        written = "".join(self._line)
        line = written.rstrip() if self._preformatted else " ".join(written.replace("\xa0", " ").split())
        self._line.clear()
        if not line and not always:
            return
        quoted = min(self._quoted, 10)
        if self._blank and self._done and self._done[-1].strip("> "):
            self._done.append(("> " * min(quoted, self._quoted_before)).rstrip())
        self._blank, self._quoted_before = False, quoted
        self._done.append(("> " * quoted + line).rstrip())

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._done).strip("\n")
