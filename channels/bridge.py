"""What we hand to a messenger's bridge: HTTP with JSON, signed (`channels.signatures`). docs/messengers.md."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from channels.signatures import HEADER, signature
from hotline.sendings import SendFault

TIMEOUT_S = 15
_LATER = (408, 425, 429)
"""Refusals that say: try again."""


def fault_of(url: str) -> bool:
    """Whether this is no address that a bridge could have."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return True
    return parts.scheme not in ("http", "https") or not parts.hostname or bool(parts.username or parts.fragment)


def post(url: str, secret: str, message: dict[str, Any]) -> None:
    """Hand a message to the bridge, which answers 2xx once it has it safely. Raises SendFault."""
    parts = urlsplit(url)
    body = json.dumps(message, ensure_ascii=False).encode()
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    link = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    try:
        headers = {"Content-Type": "application/json", HEADER: signature(secret, body)}
        link.request("POST", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", body, headers)
        status = link.getresponse().status
    except (OSError, http.client.HTTPException) as fault:
        raise SendFault(f"{parts.netloc} cannot be reached or broke off: {fault}", permanent=False) from fault
    finally:
        link.close()
    if not 200 <= status < 300:
        raise SendFault(f"{parts.netloc} answered {status}", permanent=400 <= status < 500 and status not in _LATER)
