"""What somebody is reached by or known as, by kind: how it is written, compared and shown. Pure.

`phone` (E.164), `email`, `visitor` (a chat's browser), `messenger` (`telegram:nora`), `external` (`crm:4711`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from timeline import emails, phones

_NAMED = re.compile(r"[a-z][a-z0-9_-]{0,15}:\S(?:.{0,200}\S)?")


def canonical(kind: str, text: str, region: str = "") -> str | None:
    """The one spelling that is kept; None where the text is no address of that kind."""
    spell = _CANONICAL.get(kind)
    return spell(text, region) if spell else text.strip() or None


def key(kind: str, value: str) -> str:
    """What two addresses share that are most likely one: a reason to ask, never to merge."""
    return emails.mailbox(value) if kind == "email" else value


def shown(kind: str, value: str) -> str:
    return _SHOWN[kind](value) if kind in _SHOWN else value


def within(text: str, region: str) -> list[tuple[str, str]]:
    """The addresses that a text names: [(kind, value)], each once."""
    found = [("phone", each) for each in phones.within(text, region)]
    found += [("email", each) for each in emails.within(text)]
    return list(dict.fromkeys(found))


_TELLING = re.compile(r"[^\s<>\"'()\[\]{}:;,|]+@[^\s<>\"'()\[\]{}:;,|]+|\+\d{7,15}\b|(?<=sip:)\+?\d{5,15}\b")


def hidden(text: str) -> str:
    """The text without the mail addresses and numbers in it: for logs, which nobody can search when somebody is to be
    forgotten."""
    return _TELLING.sub("…", text)


def _named(text: str, _region: str) -> str | None:
    """A system's own name for somebody, with the system before the colon: `crm:4711`."""
    system, colon, name = text.strip().partition(":")
    value = f"{system.strip().lower()}{colon}{name.strip()}"
    return value if _NAMED.fullmatch(value) else None


_CANONICAL: dict[str, Callable[[str, str], str | None]] = {
    "phone": phones.e164,
    "email": lambda text, _region: emails.address(text),
    "messenger": _named,
    "external": _named,
}
_SHOWN: dict[str, Callable[[str], str]] = {"phone": phones.shown, "email": emails.shown}
