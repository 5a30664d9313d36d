"""The live stream: signals, as they are committed, to one browser."""

from __future__ import annotations

from flask import Response

from web.api import binary, chapter
from web.guard import STAFF, may
from web.schemas.floor import LiveSearch

api = chapter("live", "Server-sent events.")


@api.get("/live", responses={"200": binary("text/event-stream")})
@may(*STAFF)
def live(query: LiveSearch) -> Response:
    """Events of the own desk, and of the customer, conversation and floor asked for.

    Each has an `id` to resume from, and `data` {topic, ...}. `event: resync` means that too much was missed: read
    the state again.
    """
    raise NotImplementedError
