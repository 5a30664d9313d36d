"""The tree of parts of an email, from any bytes at all.

The standard library's feed parser tests every line against every open boundary: a message of 242 kB nested 800 deep
held it for 14 seconds, and a number of parts costs memory without limit. Mail comes from strangers, so here the work
is bounded by the size: outer boundaries win, as RFC 2046 says, each level is one regular expression with a literal
start, and depth, parts and headers are capped. What lies beyond a cap is kept as one opaque part, never dropped.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from channels.mail_headers import decoded_bytes, parameters

MAX_DEPTH = 20
MAX_PARTS = 500
MAX_HEADERS = 500
MAX_HEADER_BYTES = 64 * 1024

_HEADER = re.compile(rb"([!-9;-~\x80-\xff]+)[ \t]*:(.*)", re.DOTALL)
_KIND = re.compile(r"\s*([\w!#$&^.+-]{1,80})/([\w!#$&^.+-]{1,120})", re.ASCII)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(frozen=True)
class Part:
    """One part: its headers (lower-case names, unfolded), its type, and either sub-parts or a body."""

    headers: tuple[tuple[str, str], ...]
    kind: str
    """`text/plain`, in lower case."""
    parameters: dict[str, str]
    """Of the Content-Type."""
    parts: tuple[Part, ...]
    raw: bytes
    """The body as it was sent; empty for a multipart that was taken apart."""

    def header(self, name: str) -> str:
        """The first header of this name, or the empty string."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Every header of this name: a message may repeat what it should say once."""
        return [value for key, value in self.headers if key == name]

    @property
    def multipart(self) -> bool:
        return bool(self.parts)

    @property
    def disposition(self) -> str:
        """`attachment`, `inline`, or empty."""
        return self.header("content-disposition").partition(";")[0].strip().lower()

    @property
    def file_name(self) -> str:
        """What the sender calls it, undecoded and untrusted."""
        return parameters(self.header("content-disposition")).get("filename") or self.parameters.get("name", "")

    @property
    def content(self) -> bytes:
        """The body with its transfer encoding undone as far as it can be."""
        encoding = self.header("content-transfer-encoding").strip().lower()
        undo = _UNDO.get(encoding)
        return undo(self.raw) if undo else self.raw


def read(raw: bytes) -> Part:
    """Take a message apart. Never raises, whatever the bytes are."""
    start = raw.find(b"\n") + 1 if raw.startswith((b"From ", b">From ")) else 0
    return _part(raw, start, len(raw), "text/plain", MAX_DEPTH, iter(range(MAX_PARTS)))


def _part(raw: bytes, start: int, end: int, default: str, depth: int, budget: Iterator[int]) -> Part:
    headers, body = _headers(raw, start, end)
    # Of two types the last one counts: it is nearest to the body, and what it hides least is text.
    declared = next((value for name, value in reversed(headers) if name == "content-type"), "")
    kind, settings = default, {}
    if found := _KIND.match(declared):
        kind, settings = f"{found[1]}/{found[2]}".lower(), parameters(declared[found.end() :])
    parts: tuple[Part, ...] = ()
    if kind.startswith("multipart/") and settings.get("boundary"):
        inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        if depth:
            spans = _spans(raw, body, end, settings["boundary"])
            parts = tuple(_within(raw, spans, inner, depth - 1, budget, end))
        if not depth or not parts:
            kind = "application/octet-stream" if not depth else "text/plain"
    return Part(tuple(headers), kind, settings, parts, b"" if parts else raw[body:end])


def _within(
    raw: bytes, spans: Iterator[tuple[int, int]], default: str, depth: int, budget: Iterator[int], end: int
) -> Iterator[Part]:
    for start, stop in spans:
        if next(budget, None) is None:
            yield Part((), "application/octet-stream", {}, (), raw[start:end])
            return
        yield _part(raw, start, stop, default, depth, budget)


def _headers(raw: bytes, start: int, end: int) -> tuple[list[tuple[str, str]], int]:
    """The header lines from `start`, and where the body begins: after a blank line, or at the first line that is none.

    Senders forget the blank line; what does not look like a header is then text that must not be lost.
    """
    headers: list[tuple[str, str]] = []
    name, value, size, at = b"", b"", 0, start

    def keep() -> None:
        if name and len(headers) < MAX_HEADERS:
            headers.append((decoded_bytes(name).lower(), " ".join(decoded_bytes(value).split())))

    while at < end:
        line_end = raw.find(b"\n", at, end) + 1 or end
        line = raw[at:line_end]
        if not line.strip(b"\r\n"):
            at = line_end
            break
        if line[:1] in b" \t" and name:
            if size < MAX_HEADER_BYTES:
                value += b" " + line.strip()[:MAX_HEADER_BYTES]
                size += len(line)
        elif header := _HEADER.match(line):
            keep()
            name, value, size = header[1][:200], header[2].strip()[:MAX_HEADER_BYTES], len(line)
        else:
            break
        at = line_end
    keep()
    return headers, at


def _spans(raw: bytes, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
    """Where the parts between the delimiter lines lie. A missing last delimiter means: to the end."""
    line = re.compile(rb"\n--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    opened = -1
    for found in line.finditer(raw, max(start - 1, 0), end):
        if opened >= 0:
            stop = found.start()
            yield opened, max(opened, stop - 1 if raw[stop - 1 : stop] == b"\r" else stop)
        opened = -1
        if found[1]:
            return
        opened = raw.find(b"\n", found.end(), end) + 1 or end
    if opened >= 0:
        yield opened, end


def _base64(raw: bytes) -> bytes:
    """Tolerates line noise and missing padding. What is plainly not base64 is given as it is."""
    body = raw.strip()
    letters = _NOT_BASE64.sub(b"", body)
    junk = len(body) - len(letters) - body.count(b"\n") - body.count(b"\r") - body.count(b"=")
    if junk * 8 > len(body):
        return raw
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _uuencoded(raw: bytes) -> bytes:
    lines = iter(raw.splitlines())
    if not any(line.startswith(b"begin ") for line in lines):
        return raw
    out = bytearray()
    for line in lines:
        if line.strip() in (b"end", b"`"):
            break
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            # Some encoders pad the last group of a line wrongly; its first byte says how long it really is.
            if line:
                out += binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3]) if _is_uu(line) else b""
    return bytes(out)


def _is_uu(line: bytes) -> bool:
    return all(32 <= octet <= 96 for octet in line)


_UNDO: dict[str, Callable[[bytes], bytes]] = {
    "base64": _base64,
    "quoted-printable": binascii.a2b_qp,
    "x-uuencode": _uuencoded,
    "uuencode": _uuencoded,
    "x-uue": _uuencoded,
}
