"""Files of conversations over HTTP: how one is taken in, and how it is given out again without any harm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from flask import Response, send_file

from channels import files
from channels.files import FileRefused
from config import Config
from web.errors import Refused, missing

REFUSALS: Mapping[str, tuple[int, str]] = {
    "empty": (400, "This file is empty. Choose another one."),
    "too_large": (413, f"A file may have {files.LARGEST >> 20} MB. Send a smaller one."),
    "bad_type": (400, "Files of this kind are not taken. Send a picture, a PDF, a document, a text or a sound."),
    "unclean": (400, "The virus scanner does not let this file through. Check it on your side."),
    "no_scanner": (503, "Files cannot be checked just now. Try again later, or describe it in words."),
}


def keep(config: Config, content: bytes, name: str) -> dict[str, Any]:
    """Check and keep an upload. Raises Refused."""
    try:
        return files.keep(config, content, name)
    except FileRefused as fault:
        raise refused(fault) from fault


def refused(fault: FileRefused) -> Refused:
    status, sentence = REFUSALS[str(fault)]
    return Refused(status, str(fault), sentence)


def send(folder: Path, lists: Iterable[list[dict[str, Any]]], sha256: str) -> Response:
    """The file of this digest, which one of the messages' lists of attachments must name. Raises Refused.

    Always a download, never a page of ours: pictures and sounds, whose content was looked at, say what they are so
    that a page of ours can show them; all others are mere bytes.
    """
    named = [known for all_of in lists for known in all_of if known["sha256"] == sha256]
    if any(known.get("held") for known in named):
        raise Refused(409, "held", "The virus scanner has not let this file through. Ask for it by another way.")
    file = folder / sha256
    if not named or not file.is_file():
        raise missing("attachment")
    with file.open("rb") as opened:
        kind = files.kind_of(opened.read(64))
    shown = kind if kind in files.SHOWN | files.HEARD else "application/octet-stream"
    response = send_file(file, mimetype=shown, as_attachment=True, download_name=named[0]["name"] or "attachment")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
