"""Where a list goes on: the time and id of its last line, as a text that the panel sends back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from web.errors import Refused

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHAPE = re.compile(r"(\d{1,18})-(\d{1,10})")


def write(at: datetime, id: int) -> str:
    return f"{(at - _EPOCH) // timedelta(microseconds=1)}-{id}"


def read(text: str) -> tuple[datetime, int] | None:
    """What `write` wrote; None for an empty text. Raises Refused for anything else."""
    if not text:
        return None
    match = _SHAPE.fullmatch(text)
    try:
        if match:
            return _EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
    except OverflowError:
        pass
    raise Refused(400, "bad_cursor", "This list cannot go on from there. Reload it.")
