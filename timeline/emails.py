"""Email addresses, from any spelling to one. Pure."""

from __future__ import annotations

import re
import unicodedata

import idna

_SHAPE = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]{1,253}")
_IN_TEXT = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_DOTS_MEAN_NOTHING = frozenset({"gmail.com", "googlemail.com"})


def address(text: str) -> str | None:
    """`nora@xn--bcher-kva.example` from `  Nora@Bücher.Example`; None for what is no address.

    Case never tells two people apart, and a name in letters of its own (IDN) is the same as its ASCII form.
    """
    text = unicodedata.normalize("NFKC", text).strip().strip("<>").lower()
    if not _SHAPE.fullmatch(text):
        return None
    local, _, domain = text.rpartition("@")
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        # A domain of an intranet, or with an underscore, is no name for the world, but mail comes from it.
        return text if domain.isascii() else None


def mailbox(address: str) -> str:
    """What two spellings of one mailbox most likely share: without what follows a plus, and Gmail's dots.

    Likely is not certain (a provider may give `a+b` to somebody else), so this only ever raises a question.
    """
    local, _, domain = address.rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _DOTS_MEAN_NOTHING:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def shown(address: str) -> str:
    """As people write it, in the letters of its language."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{idna.decode(domain)}"
    except idna.IDNAError:
        return address


def within(text: str) -> list[str]:
    """The addresses that a text names, in their order."""
    return [found for match in _IN_TEXT.finditer(text) if (found := address(match[0].strip(".")))]
