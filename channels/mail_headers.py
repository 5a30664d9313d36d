"""What an email's header fields mean: charsets, encoded words, parameters, addresses, ids, dates, file names.

Every function takes what a stranger wrote and gives a plain value: one line, without control characters, in time
that grows with its length. Nothing here raises.
"""

from __future__ import annotations

import binascii
import codecs
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from urllib.parse import unquote_to_bytes

MAX_ADDRESSES = 500
MAX_REFERENCES = 50

# Names that mail programs use, and encodings of which a mail means a superset.
_CHARSETS = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
}
# Python knows these as text encodings, but no mail means them: they are slow (punycode) or turn text into code points.
_REFUSED = {"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(r"""([\w!#$%&'*+^`|~.-]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)""", re.DOTALL)
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@(?:[^\s@<>,;:\"()\[\]\\]{1,255}|\[[^\s@<>,;\"()\[\]\\]{1,100}\])")
_ID = re.compile(r"<([^<>\s]{1,998})>")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"?|<([^>]*)>?|([(),;:])|([^"<(),;:]+)', re.DOTALL)
_BAD_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')


def decoded_bytes(data: bytes, charset: str = "") -> str:
    """Text from bytes: as declared when that works, else UTF-8 when it is that, else Windows' Latin letters.

    Never raises; characters that no database takes (NUL, lone surrogates) are gone. Line ends become `\\n`.
    """
    codec = _codec(charset)
    for name in dict.fromkeys((codec, "utf-8", "cp1252")):
        if name:
            try:
                return clean(data.decode(name))
            except (UnicodeError, ValueError):
                continue
    return clean(data.decode(codec if codec not in ("", "utf-8") else "latin-1", "replace"))


def _codec(charset: str) -> str:
    name = charset.strip().strip("'\"").lower()
    name = _CHARSETS.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    text = getattr(info, "_is_text_encoding", True)
    return info.name if text and info.name.replace("_", "-") not in _REFUSED else ""


def clean(text: str) -> str:
    """Text that every store takes: no control characters but newline and tab, no lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", _SURROGATE.sub("\ufffd", text)).removeprefix("\ufeff")


def one_line(text: str) -> str:
    """Text of a header: encoded words read, on one line, so that it cannot start another header."""
    return " ".join(_CONTROL.sub(" ", _words(text)).split())


def _words(text: str) -> str:
    """RFC 2047. White space between two encoded words does not count; a character may be split over both."""
    out: list[str] = []
    held, charset, at = b"", "", 0
    for word in _WORD.finditer(text):
        between = text[at : word.start()]
        adjacent = bool(held) and not between.strip()
        named = word[1].partition("*")[0].lower()
        if not adjacent or named != charset:
            out.append(decoded_bytes(held, charset))
            held = b""
        if not adjacent:
            out.append(between)
        held, charset, at = held + _word_bytes(named, word[2], word[3]), named, word.end()
    return "".join((*out, decoded_bytes(held, charset), text[at:]))


def _word_bytes(charset: str, encoding: str, body: str) -> bytes:
    # Some programs put naked letters into an encoded word; they were bytes of its charset.
    data = body.encode("utf-8" if body.isascii() else _codec(charset) or "utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def parameters(value: str) -> dict[str, str]:
    """`; name="x"; name*0*=utf-8''%D8` as a dict, RFC 2231 continuations joined; names in lower case."""
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for found in _PARAMETER.finditer(value[:8192]):
        name, text = found[1].lower(), found[2].strip()
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"'))
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(base, text)
            continue
        number = rest.rstrip("*")
        order = int(number) if number.isdecimal() and len(number) < 4 else 0
        pieces.setdefault(base, []).append((order, rest.endswith("*") or not rest, text))
    for base, parts in pieces.items():
        plain[base] = _joined(sorted(parts, key=lambda piece: piece[0]))
    return plain


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    charset, first = "", parts[0][2]
    if parts[0][1] and first.count("'") >= 2:
        charset, _, rest = first.split("'", 2)
        parts = [(0, True, rest), *parts[1:]]
    data = b"".join(unquote_to_bytes(text) if coded else text.encode("utf-8", "replace") for _, coded, text in parts)
    return decoded_bytes(data, charset)


def addresses(value: str) -> list[dict[str, str | None]]:
    """Mailboxes of a From, To or Cc as [{name, address}]; either may be None. Groups are flattened.

    An address that cannot be one is None and its text becomes the name: a reply must never go to a guess.
    """
    found: list[dict[str, str | None]] = []
    words: list[str] = []
    comments: list[str] = []
    angle: str | None = None
    depth = 0

    def finish() -> None:
        nonlocal angle
        bare = " ".join(words).strip()
        address = mailbox(angle if angle is not None else bare.replace(" ", ""))
        name = bare if angle is not None or not address else ""
        name = one_line(name or " ".join(comments)) or (one_line(angle or "") if not address else "")
        if (name or address) and len(found) < MAX_ADDRESSES:
            found.append({"name": name[:400] or None, "address": address})
        words.clear()
        comments.clear()
        angle = None

    for token in _TOKEN.finditer(value):
        quoted, bracketed, mark, text = token.groups()
        if depth or mark == "(":
            depth += {"(": 1, ")": -1}.get(mark or "", 0)
            if depth and mark != "(":
                comments.append((quoted or bracketed or mark or text or "").strip())
        elif quoted is not None:
            words.append(re.sub(r"\\(.)", r"\1", quoted))
        elif bracketed is not None:
            angle = bracketed.strip()
        elif mark in (",", ";"):
            finish()
        elif mark == ":":
            words.clear()
        elif text and text.strip():
            words.append(text.strip())
    finish()
    return found


def mailbox(text: str) -> str | None:
    """The address itself, with its domain in lower case; None for what is none. A route (`@a,@b:c@d`) is cut off."""
    if text.startswith("@"):
        text = text.rpartition(":")[2].strip()
    if not _ADDRESS.fullmatch(text) or _CONTROL.search(text) or _BIDI.search(text) or len(text) > 320:
        return None
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def message_ids(value: str) -> list[str]:
    """Ids without their angle brackets, in order, each once. A list too long keeps its first and its last ones."""
    ids = _ID.findall(value) or [word for word in value.split() if "@" in word and not set(word) & set("<>")]
    ids = list(dict.fromkeys(one for one in (_CONTROL.sub("", each)[:998] for each in ids) if one))
    return ids if len(ids) <= MAX_REFERENCES else [ids[0], *ids[1 - MAX_REFERENCES :]]


def moment(value: str) -> datetime | None:
    """A Date header as an aware UTC datetime. A date without a zone is read as UTC; nonsense is None."""
    try:
        parsed = parsedate_tz(value[:128])
        if parsed is None:
            return None
        year, month, day, hour, minute, second = parsed[:6]
        zone = timezone(timedelta(seconds=parsed[9] or 0))
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def safe_file_name(name: str, default: str) -> str:
    """A name that is only a name: no folder, no control or direction-changing characters, at most 120 long."""
    name = _words(name).replace("\\", "/").rpartition("/")[2]
    name = " ".join(_BAD_IN_NAMES.sub(" ", name).split()).strip(". ")
    if len(name) > 120:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: 119 - len(ending)]}.{ending}" if dot and len(ending) <= 12 else name[:120]
    return name or default
