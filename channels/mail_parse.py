"""An email as we use it, from any bytes at all: `parse(raw) -> Mail`.

Mail comes from strangers and from programs with faults of their own. Parsing therefore never raises: what cannot be
understood is left empty or kept as an attachment, and the raw message stays on disk for whoever wants to look.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from channels.html_text import html_to_text
from channels.mail_headers import addresses, decoded_bytes, message_ids, moment, one_line, safe_file_name
from channels.mime import Part, read
from channels.reply_text import reply_text

MAX_TEXT = 1_000_000
"""Characters of text that are kept; the rest is in the raw message."""

_SHOWN_INLINE = ("image/", "audio/", "video/")
_ENDINGS = {"message/rfc822": "message.eml", "text/plain": "text.txt", "text/html": "page.html"}


@dataclass(frozen=True)
class Attachment:
    """A file that came along. `name` is safe to show and to write; `inline` is shown within the text."""

    name: str
    type: str
    content: bytes = field(repr=False)
    inline: bool

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "type": self.type, "size": len(self.content), "inline": self.inline}


@dataclass(frozen=True)
class Mail:
    """One email. Addresses are {name, address}, either may be None; ids are without angle brackets."""

    message_id: str | None
    in_reply_to: str | None
    references: list[str]
    sender: dict[str, str | None]
    to: list[dict[str, str | None]]
    cc: list[dict[str, str | None]]
    subject: str
    date: datetime | None
    text: str
    attachments: list[Attachment]
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    """All header fields as they came, lower-case names."""

    @cached_property
    def reply_text(self) -> str:
        """The new part of the text: no quoted history, no signature."""
        return reply_text(self.text)

    def header(self, name: str) -> str:
        """The first header field of this lower-case name on one line, or the empty string."""
        return one_line(next((value for key, value in self.headers if key == name), ""))

    def as_json(self) -> dict[str, Any]:
        """The shape that `mail parse` prints; the date is ISO 8601 in UTC or None."""
        return {
            "message_id": self.message_id,
            "in_reply_to": self.in_reply_to,
            "references": self.references,
            "from": self.sender,
            "to": self.to,
            "cc": self.cc,
            "subject": self.subject,
            "date": self.date.isoformat().replace("+00:00", "Z") if self.date else None,
            "text": self.text,
            "reply_text": self.reply_text,
            "attachments": [each.as_json() for each in self.attachments],
        }


def parse(raw: bytes) -> Mail:
    """Read a message (RFC 5322 and MIME). Never raises, whatever the bytes are."""
    root = read(raw)
    text, files = _body(root)
    return Mail(
        message_id=next(iter(message_ids(root.header("message-id"))), None),
        in_reply_to=next(iter(message_ids(root.header("in-reply-to"))), None),
        references=message_ids(root.header("references")),
        sender=next(iter(addresses(root.header("from"))), {"name": None, "address": None}),
        to=_all(root, "to"),
        cc=_all(root, "cc"),
        subject=one_line(root.header("subject")),
        date=next((date for value in root.all("date") if (date := moment(value))), None),
        text=text[:MAX_TEXT],
        attachments=[_attachment(part) for part in files],
        headers=root.headers,
    )


def _all(root: Part, name: str) -> list[dict[str, str | None]]:
    return [each for value in root.all(name) for each in addresses(value)]


def _body(root: Part) -> tuple[str, list[Part]]:
    """The text to read and the files that came along, chosen as RFC 8621 (JMAP), section 4.1.4, says."""
    plain: list[Part] = []
    html: list[Part] = []
    files: list[Part] = []
    _sort((root,), "mixed", False, plain, html, files)
    text = _joined(plain)
    # Some programs send an empty plain alternative beside an HTML one that says everything.
    return (text if text.strip() or not html else _joined(html)), files


def _sort(
    parts: tuple[Part, ...],
    within: str,
    alternative: bool,
    plain: list[Part] | None,
    html: list[Part] | None,
    files: list[Part],
) -> None:
    """Walk the parts of one multipart. `plain` or `html` is None where that reading does not take part."""
    plain_before, html_before = len(plain or ()), len(html or ())
    for place, part in enumerate(parts):
        if part.multipart:
            subtype = part.kind.partition("/")[2]
            _sort(part.parts, subtype, alternative or subtype == "alternative", plain, html, files)
        elif not _shown(part, first=place == 0, within=within):
            files.append(part)
        elif within == "alternative":
            chosen = {"text/plain": plain, "text/html": html}.get(part.kind, files)
            if chosen is not None:
                chosen.append(part)
        elif part.kind.startswith(_SHOWN_INLINE):
            files.append(part)
        else:
            if alternative:
                plain, html = (plain, None) if part.kind == "text/plain" else (None, html)
            for reading in (plain, html):
                if reading is not None:
                    reading.append(part)
    if within == "alternative" and plain is not None and html is not None:
        # With one alternative only, both readings have the same.
        if len(plain) == plain_before and len(html) != html_before:
            plain.extend(html[html_before:])
        elif len(html) == html_before and len(plain) != plain_before:
            html.extend(plain[plain_before:])


def _shown(part: Part, first: bool, within: str) -> bool:
    media = part.kind.startswith(_SHOWN_INLINE)
    if part.disposition == "attachment" or not (media or part.kind in ("text/plain", "text/html")):
        return False
    return first or (within != "related" and (media or not part.file_name))


def _joined(parts: list[Part]) -> str:
    """The parts one after another, each from a line of its own; no more than is kept is decoded."""
    text = ""
    for part in parts:
        if len(text) > MAX_TEXT:
            break
        shown = decoded_bytes(part.content[: 4 * MAX_TEXT], part.parameters.get("charset", ""))
        shown = html_to_text(shown) if part.kind == "text/html" else shown
        text += ("\n" if text and not text.endswith("\n") else "") + shown
    return text


def _attachment(part: Part) -> Attachment:
    default = _ENDINGS.get(part.kind, "attachment")
    inline = part.disposition == "inline" or (part.disposition != "attachment" and bool(part.header("content-id")))
    return Attachment(safe_file_name(part.file_name, default), part.kind, part.content, inline)
