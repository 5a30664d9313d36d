"""How a message of ../shared/mail, with either kind of line ends, is compared with the reference parse tree beside it.

The differences are named one by one, each with its reason: what is not named must agree, and what is named must differ.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from channels.html_text import html_to_text
from channels.mail_headers import clean, decoded_bytes, safe_file_name
from channels.mail_parse import Mail

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "mail"
FILES = sorted(SHARED.glob("*/*.eml"))

NAKED = "8-bit letters without a charset: U+FFFD in the reference, Windows' Latin letters with us"
UUDECODED = "uuencoded files: left as they are by the reference, decoded by us"
OUTER_WINS = "an outer boundary ends an inner part (RFC 2046, 5.1.2): the reference reads on past it"
SAME_BOUNDARY = "nested boundaries alike, or one begins the other: attached by the reference, shown as text by us"
LONG = "boundaries longer than the 70 characters of RFC 2046 that begin alike: the outermost counts for us"
TWO_DATES = "two dates, the first broken in mid-time: we take the one that is whole"
RUN_TOGETHER = "two messages run into each other: we show the text that the reference drops"
DASHED = "a boundary that ends in `--` is the end of its own outer part: the reference finds the text, we do not"
NAMELESS = "a disposition without a type: the reference drops the file's name, we read it"

DIFFERENCES: dict[str, dict[str, str]] = {
    "subject": dict.fromkeys(("legacy/010", "legacy/020", "legacy/022", "legacy/027", "legacy/052"), NAKED),
    "from": {},
    "to": dict.fromkeys(("legacy/010", "legacy/017", "legacy/020", "legacy/022", "legacy/027", "legacy/052"), NAKED),
    "date": {"malformed/019": TWO_DATES},
    "text": {
        **dict.fromkeys(("legacy/033", "legacy/052"), NAKED),
        **dict.fromkeys((f"malformed/00{number}" for number in (1, 2, 3, 4, 6, 8)), SAME_BOUNDARY),
        "malformed/005": DASHED,
        **dict.fromkeys(("malformed/009", "malformed/011"), OUTER_WINS),
        "malformed/016": LONG,
        "malformed/019": RUN_TOGETHER,
    },
    "attachments": {
        "legacy/016": NAKED,
        "legacy/017": UUDECODED,
        "legacy/023": NAKED,
        "legacy/026": UUDECODED,
        "legacy/048": UUDECODED,
        **dict.fromkeys((f"malformed/00{number}" for number in (1, 2, 3, 4, 6, 7, 8)), SAME_BOUNDARY),
        **dict.fromkeys(("malformed/009", "malformed/011", "malformed/012"), OUTER_WINS),
        "malformed/016": LONG,
        "malformed/017": NAMELESS,
    },
}

FIELDS = tuple(DIFFERENCES)


def variants() -> list[tuple[str, bytes, dict[str, Any]]]:
    """(name, message, reference) of every file, as it is and with CRLF line ends."""
    found = []
    for file in FILES:
        raw = file.read_bytes()
        crlf = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        for message, reference in ((raw, ".json"), (crlf, ".crlf.json")):
            name = f"{file.parent.name}/{file.stem}"
            found.append((name, message, json.loads(file.with_suffix(reference).read_text())))
    return found


def field(part: dict[str, Any], name: str, kind: str) -> Any:
    """The first value of a header in the reference that is of the kind asked for."""
    values = [each["value"] for each in part["headers"] if each["name"] == name]
    return next((value[kind] for value in values if isinstance(value, dict) and kind in value), None)


def mailboxes(part: dict[str, Any], name: str) -> list[tuple[str | None, str | None]]:
    value = field(part, name, "Address") or {"List": []}
    groups = [{"addresses": value["List"]}] if "List" in value else value["Group"]
    return [(each["name"], each["address"]) for group in groups for each in group["addresses"]]


def date(part: dict[str, Any]) -> datetime | None:
    value = field(part, "date", "DateTime")
    if value is None:
        return None
    local = datetime(*(value[key] for key in ("year", "month", "day", "hour", "minute", "second")), tzinfo=UTC)
    offset = timedelta(hours=value["tz_hour"], minutes=value["tz_minute"])
    return local + offset if value["tz_before_gmt"] else local - offset


def text(reference: dict[str, Any]) -> str:
    shown = ""
    for number in reference["text_body"]:
        body = reference["parts"][number]["body"]
        part = clean(body["Text"]) if "Text" in body else html_to_text(body["Html"]) if "Html" in body else ""
        shown += ("\n" if shown and not shown.endswith("\n") else "") + part
    return shown.strip()


def files(reference: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """(name, type, content) of each attachment; text as text, and None for the content of a message in a message."""
    found = []
    for number in reference["attachments"]:
        part = reference["parts"][number]
        declared, placed = field(part, "content_type", "ContentType"), field(part, "content_disposition", "ContentType")
        named = {
            each["name"]: each["value"]
            for value in (declared, placed)
            for each in (value or {}).get("attributes") or []
        }
        kind = f"{declared['c_type']}/{declared['c_subtype']}".lower() if declared else "text/plain"
        content = next(iter(part["body"].values()))
        if "Message" in part["body"]:
            kind, content = "message/rfc822", None
        elif not isinstance(content, str):
            content = bytes(content)
        found.append((safe_file_name(named.get("filename") or named.get("name") or "", "attachment"), kind, content))
    return found


def our_files(mail: Mail, like: list[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
    """Our attachments, with the content in the form in which the reference has it."""
    found = []
    for place, each in enumerate(mail.attachments):
        theirs = like[place] if place < len(like) else ("", "", b"")
        content: Any = each.content
        if theirs[2] is None:
            content = None
        elif isinstance(theirs[2], str):
            content = decoded_bytes(each.content)
            like[place] = (theirs[0], theirs[1], clean(theirs[2]))
        name = "attachment" if each.name in ("message.eml", "text.txt", "page.html") else each.name
        found.append((name, each.type, content))
    return found


def agrees(name: str, mail: Mail, reference: dict[str, Any]) -> bool:
    """Whether a field of ours says what the reference says."""
    root = reference["parts"][0]
    if name == "subject":
        return mail.subject == " ".join((field(root, "subject", "Text") or "").split())
    if name == "date":
        return mail.date == date(root)
    if name == "from":
        sender = (mail.sender["name"], mail.sender["address"])
        return sender == next(iter(mailboxes(root, "from")), (None, None))
    if name == "to":
        return [(each["name"], each["address"]) for each in mail.to] == mailboxes(root, "to")
    if name == "text":
        return mail.text.strip() == text(reference)
    theirs = files(reference)
    ours = our_files(mail, theirs)
    return ours == theirs
