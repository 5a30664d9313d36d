"""How a machine that talks with us over HTTP proves that it knows a secret, and we to it.

`X-Threadline-Signature: t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256 of `SECONDS.` and the body as it was sent. The
moment is signed too, so that what somebody overheard is worth nothing a few minutes later.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time

HEADER = "X-Threadline-Signature"
OLDEST_S = 300
"""So far may the other side's clock be from ours, and so long may a request be on its way."""
_SIGNED = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


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
