"""Which websites may show the chat. Browsers hold to our policy (`web/headers.py`); we refuse as well, and log whom."""

from __future__ import annotations

import logging
import threading
import time
from urllib.parse import urlsplit

from flask import request

from channels.sites import origin_of
from web.errors import Refused
from web.rooms import rooms

log = logging.getLogger(__name__)

FRAMES = ("iframe", "frame", "embed", "object")
ONCE_PER_S = 3600.0
NAMED_MOST = 100
"""Origins that the log names in that time: whoever asks under ever new names must not fill it."""


class Strangers:
    """Websites that were refused of late. Any thread may tell of one."""

    def __init__(self) -> None:
        self._named: dict[str, float] = {}
        self._lock = threading.Lock()

    def is_new(self, origin: str) -> bool:
        """Whether the log should name it now."""
        at = time.monotonic()
        with self._lock:
            self._named = {each: since for each, since in self._named.items() if at - since < ONCE_PER_S}
            if origin in self._named or len(self._named) >= NAMED_MOST:
                return False
            self._named[origin] = at
            return True


strangers = Strangers()


def refuse_strangers() -> None:
    """Raise Refused for a website that CHAT_ORIGINS does not name. Who says nothing of where it is may pass: what
    decides then is the visitor's browser."""
    origin = origin_of(request.headers.get("Origin") or request.referrer or "")[:200]
    config = rooms().config
    ours = {request.host.lower(), urlsplit(config.public_url).netloc.lower()}
    if not origin or origin in config.chat_origins or urlsplit(origin).netloc in ours:
        return
    if strangers.is_new(origin):
        log.warning("The chat was refused to the website %r: if it is yours, name it in CHAT_ORIGINS.", origin)
    raise Refused(403, "not_your_chat", "This website may not show the chat. Name it in CHAT_ORIGINS if it is yours.")


def is_framed() -> bool:
    """Whether the browser puts this page into another one."""
    return request.headers.get("Sec-Fetch-Dest") in FRAMES
