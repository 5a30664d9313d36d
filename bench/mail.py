"""How many messages of ../shared/mail we read as the reference parse trees beside them do, and Python's own reader.

Each message comes twice, with either kind of line ends. Why ours differ where they do stands beside the comparison, in
`tests/channels/mail_reference.py`, and in docs/mail.md.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from bench import report
from channels.html_text import html_to_text
from channels.mail_headers import safe_file_name
from channels.mail_parse import Attachment, Mail, parse
from tests.channels.mail_reference import DIFFERENCES, FIELDS, agrees, variants


def main() -> bool:
    """Print the table. True where something differs that has no reason."""
    messages = variants()
    if not messages:
        print("  ../shared/mail is not here: nothing to compare with.")
        return False
    ours, our_ms, our_faults = _read(parse, messages)
    theirs, their_ms, their_faults = _read(python_reads, messages)
    rows = [(name, ours[name], theirs[name], len(messages)) for name in FIELDS]
    report.table(("field", "ours", "Python's email", "of"), rows)
    report.table(
        ("", "ours", "Python's email"),
        [("ms for each message", our_ms, their_ms), ("not read at all", our_faults, their_faults)],
    )
    print("  Why ours differ:")
    whys = Counter(why for files in DIFFERENCES.values() for why in files.values())
    for why, count in whys.most_common():
        print(f"  {2 * count:>4}  {why}")
    report.keep("mail", "ours", messages=len(messages), ms=our_ms, **ours)
    report.keep("mail", "python", messages=len(messages), ms=their_ms, faults=their_faults, **theirs)
    return any(len(messages) - ours[name] != 2 * len(DIFFERENCES[name]) for name in FIELDS)


def _read(
    read: Callable[[bytes], Mail], messages: list[tuple[str, bytes, dict[str, Any]]]
) -> tuple[dict[str, int], float, int]:
    """(agreeing messages by field, milliseconds for each message, how many raised instead)."""
    agreeing, spent, faults = dict.fromkeys(FIELDS, 0), 0.0, 0
    for _, raw, reference in messages:
        began = time.perf_counter()
        try:
            mail = read(raw)
        except Exception:  # noqa: BLE001 what a reader raises is what is counted
            faults += 1
            continue
        finally:
            spent += time.perf_counter() - began
        for name in FIELDS:
            agreeing[name] += agrees(name, mail, reference)
    return agreeing, spent * 1000 / len(messages), faults


def python_reads(raw: bytes) -> Mail:
    """The same message by the standard library, as its documentation says. Raises what that raises."""
    message = message_from_bytes(raw, policy=default)
    body = message.get_body(preferencelist=("plain", "html"))
    text = str(body.get_content()) if body else ""
    return Mail(
        message_id=None,
        in_reply_to=None,
        references=[],
        sender=next(iter(_people(message, "from")), {"name": None, "address": None}),
        to=_people(message, "to"),
        cc=[],
        subject=" ".join(str(message["subject"] or "").split()),
        date=message["date"].datetime.astimezone(UTC) if message["date"] and message["date"].datetime else None,
        text=html_to_text(text) if body and body.get_content_type() == "text/html" else text.replace("\r\n", "\n"),
        attachments=[_file(part) for part in message.iter_attachments()],
        headers=(),
    )


def _people(message: EmailMessage, name: str) -> list[dict[str, str | None]]:
    field = message[name]
    found = field.addresses if field else ()
    return [{"name": each.display_name or None, "address": each.addr_spec or None} for each in found]


def _file(part: EmailMessage) -> Attachment:
    content = b"" if part.is_multipart() else part.get_payload(decode=True)
    name = safe_file_name(part.get_filename() or "", "attachment")
    return Attachment(name, part.get_content_type(), content if isinstance(content, bytes) else b"", inline=False)
