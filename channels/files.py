"""Files that people send each other: what one is, told by its content and never by its name, and whether it is clean.

A file is kept under the SHA-256 of its content, outside of everything that is served by address (`mail_files`).
"""

from __future__ import annotations

import io
import logging
import shlex
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from channels import mail_files
from channels.mail_headers import safe_file_name
from config import Config

LARGEST = 10 << 20
"""Bytes of one file."""
SCAN_S = 60
"""A scanner that says nothing for so long is taken for broken."""

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x1aE\xdf\xa3", "audio/webm"),
    (0, b"OggS", "audio/ogg"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyp", "audio/mp4"),
    (0, b"ID3", "audio/mpeg"),
)
"""Where a file's signature stands, the signature, and what the file then is."""

DOCUMENTS: Mapping[str, str] = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The folder within a packed document, and what the document then is. Nothing of it is ever unpacked."""

MOST_PARTS = 5000
"""Files within a document. A list of a hundred thousand would be a second's work and a hundred megabytes to read."""

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
HEARD = frozenset({"audio/webm", "audio/ogg", "audio/wav", "audio/mp4", "audio/mpeg"})

log = logging.getLogger(__name__)


class FileRefused(Exception):
    """The file is not taken. The text is the code of the reason: empty, too_large, bad_type, unclean, no_scanner."""


def kind_of(content: bytes) -> str | None:
    """The type of a file by its content; None for one that we do not take."""
    for at, signature, kind in SIGNATURES:
        if content[at : at + len(signature)] == signature:
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _document(content)
    return "text/plain" if _is_text(content) else None


def _document(content: bytes) -> str | None:
    if content.count(b"PK\x01\x02") > MOST_PARTS:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for folder, kind in DOCUMENTS.items() if any(name.startswith(folder) for name in names)), None)


def _is_text(content: bytes) -> bool:
    """Readable text that no browser would take for a page."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    control = any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text)
    return not control and not text.lstrip("\ufeff \t\r\n").startswith("<")


def keep(config: Config, content: bytes, name: str) -> dict[str, Any]:
    """Check, scan and keep a file: {name, type, size, sha256}. Raises FileRefused, and OSError for a full disk."""
    if not content:
        raise FileRefused("empty")
    if len(content) > LARGEST:
        raise FileRefused("too_large")
    kind = kind_of(content)
    if kind is None:
        raise FileRefused("bad_type")
    scan(config, content)
    digest = mail_files.keep(mail_files.attachments(config.var), content)
    return {"name": safe_file_name(name, "file"), "type": kind, "size": len(content), "sha256": digest}


def kept(config: Config, sha256: str, name: str) -> dict[str, Any] | None:
    """The description of a file that was kept before; None where there is none."""
    file = mail_files.attachments(config.var) / sha256
    if not file.is_file():
        return None
    with file.open("rb") as opened:
        kind = kind_of(opened.read(LARGEST)) or "application/octet-stream"
    return {"name": safe_file_name(name, "file"), "type": kind, "size": file.stat().st_size, "sha256": sha256}


def scan(config: Config, content: bytes) -> None:
    """Have the operator's scanner, where there is one, look at it, in a file of its own. Its exit status 0 says clean.

    Raises FileRefused: unclean, no_scanner.
    """
    if not config.file_scanner:
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file"
        file.write_bytes(content)
        try:
            words = [*shlex.split(config.file_scanner), str(file)]
            done = subprocess.run(words, check=False, capture_output=True, timeout=SCAN_S, stdin=subprocess.DEVNULL)  # noqa: S603
        except (OSError, ValueError, subprocess.TimeoutExpired) as fault:
            log.exception("FILE_SCANNER does not work: nothing is taken until it does")
            raise FileRefused("no_scanner") from fault
    if done.returncode:
        log.warning("FILE_SCANNER refused a file (%s): %s", done.returncode, done.stdout[-400:] + done.stderr[-400:])
        raise FileRefused("unclean")
