"""What passes between us and a messenger's bridge: HTTP with JSON, signed by both sides with one secret.

`X-Threadline-Signature: t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256 of `SECONDS.` and the body as it was sent. The
moment is signed too, so that what somebody overheard is worth nothing a few minutes later. docs/messengers.md.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import re
import time
from typing import Any
from urllib.parse import urlsplit

from hotline.sendings import SendFault

HEADER = "X-Threadline-Signature"
OLDEST_S = 300
"""So far may the other side's clock be from ours, and so long may a request be on its way."""
TIMEOUT_S = 15
_SIGNED = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")
_LATER = (408, 425, 429)
"""Refusals that say: try again."""


def signature(secret: str, body: bytes, at: float | None = None) -> str:
    """The header's value for this body. `at` is in seconds since 1970, now by default."""
    moment = str(int(time.time() if at is None else at))
    return f"t={moment},v1={_digest(secret, moment, body)}"


def genuine(secret: str, body: bytes, given: str, at: float | None = None) -> bool:
    """Whether whoever sent this body just now knows the secret."""
    found = _SIGNED.fullmatch(given)
    if not (found and secret):
        return False
    fresh = abs((time.time() if at is None else at) - int(found[1])) <= OLDEST_S
    return hmac.compare_digest(found[2], _digest(secret, found[1], body)) and fresh


def _digest(secret: str, moment: str, body: bytes) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


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
