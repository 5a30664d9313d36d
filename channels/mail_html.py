"""An email as its sender laid it out, made harmless: for a frame without scripts, cookies, or a way out.

Nothing of it is stored: the raw message is on the disk, and is read again when somebody wants to see its layout.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection
from pathlib import Path

import nh3

from channels import mail_files
from channels.mail_headers import decoded_bytes
from channels.mime import Part, read

LARGEST = 1_000_000
"""Characters of a layout that are shown."""
LARGEST_INLINE = 2 << 20
"""Bytes of pictures from within the mail that are put into the page."""

TAGS = nh3.ALLOWED_TAGS | {"font", "center", "big", "tt", "u", "section", "main", "small"}
ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"align", "valign", "bgcolor", "width", "height", "dir", "lang", "title", "style"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing", "width", "align", "bgcolor"},
    "img": {"src", "alt", "width", "height"},
}
STYLES = {
    *("color", "background-color", "font", "font-family", "font-size", "font-style", "font-weight", "line-height"),
    *("text-align", "text-decoration", "vertical-align", "white-space", "direction", "border", "border-collapse"),
    *("padding", "padding-left", "padding-right", "padding-top", "padding-bottom", "margin", "margin-left"),
    *("margin-right", "margin-top", "margin-bottom", "width", "max-width", "height", "border-radius", "border-top"),
    *("border-bottom", "border-left", "border-right", "list-style", "display"),
}
_SHOWN = re.compile(r"image/(png|jpeg|gif|webp)")
_URL = re.compile(r"url\s*\(", re.IGNORECASE)

FRAME = (
    '<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><base target="_blank">'
    "<style>body{margin:12px;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere;background:#fff;color:#1d2423}"
    "img{max-width:100%;height:auto}</style>"
)


def layout(var: Path, digest: str, remote: bool, held: Collection[str] = ()) -> tuple[str, bool] | None:
    """The page of a received message, and whether it has remote pictures; None where it has no layout of its own.

    `remote` lets it fetch those, which tells its sender that the mail was read. `held` are the SHA-256 of files that
    are given to nobody: no picture of the page is one of them.
    """
    file = mail_files.raw_messages(var) / f"{digest}.eml"
    if not file.is_file():
        return None
    root = read(file.read_bytes())
    parts = list(_leaves(root))
    found = next((part for part in parts if part.kind == "text/html" and part.disposition != "attachment"), None)
    if found is None:
        return None
    html = decoded_bytes(found.content[: 4 * LARGEST], found.parameters.get("charset", ""))[:LARGEST]
    return clean(html, _inline(parts, held), remote)


def clean(html: str, inline: dict[str, str], remote: bool) -> tuple[str, bool]:
    """Harmless HTML, and whether pictures from elsewhere were in it. `inline` is Content-ID → data address."""
    seen = False

    def kept(tag: str, name: str, value: str) -> str | None:
        nonlocal seen
        if name == "style":
            return None if _URL.search(value) or "\\" in value else value
        if (tag, name) != ("img", "src"):
            return value
        if value[:4].lower() == "cid:":
            return inline.get(value[4:])
        if value[:8].lower() == "https://":
            seen = True
            return value if remote else None
        return None

    body = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=kept,
        filter_style_properties=STYLES,
        url_schemes={"https", "http", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
    )
    return FRAME + body, seen


def _leaves(part: Part) -> list[Part]:
    return [leaf for each in part.parts for leaf in _leaves(each)] if part.parts else [part]


def _inline(parts: list[Part], held: Collection[str]) -> dict[str, str]:
    """Pictures that the layout names by their Content-ID."""
    room, found = LARGEST_INLINE, {}
    for part in parts:
        name = part.header("content-id").strip().strip("<>")
        if name and _SHOWN.fullmatch(part.kind):
            content = part.content
            if hashlib.sha256(content).hexdigest() in held:
                continue
            room -= len(content)
            if room < 0:
                break
            found[name] = f"data:{part.kind};base64,{base64.b64encode(content).decode()}"
    return found
