"""Raw messages and attachments, outside the database: each under the SHA-256 of its content, so kept once."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


def keep(folder: Path, content: bytes, ending: str = "") -> str:
    """Write `content` to folder/<sha256><ending> and return the digest. On return it is on the disk, whole.

    Raises OSError when it cannot be written; nothing half-written is ever seen under the final name.
    """
    digest = hashlib.sha256(content).hexdigest()
    final = folder / f"{digest}{ending}"
    if final.exists():
        return digest
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(final)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return digest


def raw_messages(var: Path) -> Path:
    """The folder of received messages, <sha256>.eml."""
    return var / "mail"


def attachments(var: Path) -> Path:
    """The folder of attachments, <sha256> without an ending: their names are the sender's, and live in the database."""
    return var / "attachments"
