"""The header fields of a mail that we write.

The library would parse what it is given before it writes it: it reads encoded words in names, subjects and ids of
strangers, with the line breaks in them, and encodes an id that is longer than a line, so that no program knows it any
more. Here a field is written as it is, and whatever would begin another line is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.header import Header
from email.policy import EmailPolicy
from typing import Any

import idna

from channels.mail_headers import mailbox

LONGEST_ID = 960
"""Characters: an id cannot be folded, and a line has 998."""
LONGEST_SUBJECT = 400
_LINE = 76
_SPECIAL = frozenset('()<>[]:;@\\,."')


class Field(str):
    """A header's value, folded already. The library takes it as one of its own headers."""

    name: str

    def fold(self, *, policy: EmailPolicy) -> str:
        """What stands in the message."""
        return f"{self.name}: {self}{policy.linesep}"


def subject(text: str) -> Field:
    """Raises ValueError for more than one line."""
    return _field("Subject", _encoded(_one_line(text)[:LONGEST_SUBJECT], "Subject"))


def people(name: str, mailboxes: Iterable[dict[str, Any]]) -> Field:
    """A From, To or Cc of {name, address} each. Raises ValueError for what is no address."""
    return _field(name, ",\r\n ".join(_person(each) for each in mailboxes))


def ids(name: str, known: Iterable[str]) -> Field:
    """An In-Reply-To or References. An id that cannot be written is left out: nobody finds a thread by half of it."""
    written = (f"<{each}>" for each in known if each.isascii() and each.isprintable() and len(each) <= LONGEST_ID)
    return _field(name, "\r\n ".join(written))


def address(person: dict[str, Any] | None) -> str:
    """Their address as servers take it: a domain in letters of its own in its ASCII form; empty where there is none."""
    known = mailbox(str((person or {}).get("address") or ""))
    if known is None or known.isascii():
        return known or ""
    local, _, domain = known.rpartition("@")
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return known


def _field(name: str, value: str) -> Field:
    field = Field(value)
    field.name = name
    return field


def _person(person: dict[str, Any]) -> str:
    known = address(person)
    if not known:
        raise ValueError(f"{person.get('address')!r} is no address")
    name = _one_line(person.get("name") or "")
    if not name:
        return known
    if not name.isascii() or "=?" in name:
        return f"{_encoded(name)} <{known}>"
    if _SPECIAL & set(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name} <{known}>"


def _encoded(text: str, field: str = "") -> str:
    """Text in encoded words, where it must be. What merely looks like one is encoded too: it is to be read as it is."""
    if text.isascii() and "=?" not in text:
        return text
    return Header(text, "utf-8", maxlinelen=_LINE, header_name=field or None).encode(linesep="\r\n")


def _one_line(text: str) -> str:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise ValueError(f"{text[:60]!r} is more than one line")
    return text
