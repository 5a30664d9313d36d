"""What a message says, once its placeholders are filled. Its words are ours; the values in it may be anybody's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from ivr.texts import PLACEHOLDER, tidy

LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"]+")
LONGEST_VALUE = 200
SCHEMES = ("http", "https")
_SCHEME = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]*:/+|www\.)")
_DOT_IN_WORD = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")


def written(text: str, read: Mapping[str, str], values: Mapping[str, str]) -> str:
    """A template as it is sent, with what placeholders `read` as, and within links with their bare `values`.

    Within a link a value is quoted, so that it is a part of the address and cannot lead elsewhere; beside one it is
    plain words.
    """
    pieces, last = [], 0
    for link in LINK.finditer(text):
        pieces += [_beside(text[last : link.start()], read), _within(link[0], values)]
        last = link.end()
    return tidy("".join([*pieces, _beside(text[last:], read)]))


def misleading(text: str) -> Iterator[tuple[str, str]]:
    """The links of a template that must not be sent, each with the code of the fault that it is."""
    for link in LINK.findall(text):
        scheme, _, rest = link.partition("://")
        host = re.split(r"[/?#]", rest, maxsplit=1)[0]
        if scheme.lower() not in SCHEMES:
            yield link, "link_scheme"
        elif "{" in host:
            yield link, "link_host_said"
        elif "@" in host or not host:
            yield link, "link_host_hidden"


def plain(value: str) -> str:
    """A value as words alone: one line, not endless, and nothing that a telephone would make a link of.

    Somebody may call themselves "Win at evil.example" in a chat, and we would send it over our own name.
    """
    words = " ".join("".join(each if each.isprintable() else " " for each in value).split())[:LONGEST_VALUE]
    return _DOT_IN_WORD.sub(". ", _SCHEME.sub("", words))


def _within(link: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: quote(values.get(found[1], "")[:LONGEST_VALUE], safe=""), link)


def _beside(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: plain(values.get(found[1], "")), text)
