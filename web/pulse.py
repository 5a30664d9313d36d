"""Signs of life that say what the one before said: answered before all routes, and written down together.

Five hundred panels say two hundred and fifty times a second that they live. The first word of each goes the whole way:
session, role, token, schema. The very same request again, byte for byte, needs no second look for a while, and what
comes within a tenth of a second is one transaction. Whatever differs in anything goes the whole way again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from db import Database
from web import softphones
from web.softphones import Sign

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/api/v1/desk/alive"
SAID = "threadline.sign"
"""Where the view leaves what it has understood: (Sign, the topic on which the end of the visit is told)."""
KNOWN_S = 30.0
"""At least so long, and at most three times as long, a login that was changed or became too old may still say that its
panel lives. One that ended may not."""
TOGETHER_S = 0.1
MOST, LONGEST = 4000, 1000
"""Requests that are remembered, and the bytes of a body that may be."""


@dataclass(frozen=True)
class Known:
    sign: Sign
    visit: str
    headers: list[tuple[str, str]]
    until: float


class Pulse:
    """The memory of this process, and who waits to be written down."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[tuple[Any, ...], Known] = {}
        self._gathered: list[Sign] = []
        self._lock = threading.Lock()
        db.bell.subscribe(self._told)

    def before(self, site: WSGIApplication) -> WSGIApplication:
        """The site, with this at its door."""

        def door(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            length = environ.get("CONTENT_LENGTH") or ""
            if environ["PATH_INFO"] != PATH or not length.isdecimal() or int(length) > LONGEST:
                return site(environ, start_response)
            body = environ["wsgi.input"].read(int(length))
            request = (*map(environ.get, ("REQUEST_METHOD", "HTTP_COOKIE", "HTTP_X_CSRF_TOKEN", "CONTENT_TYPE")), body)
            known = self._known.get(request)
            if known is not None and time.monotonic() < known.until:
                self._gather(known.sign)
                start_response("204 NO CONTENT", known.headers)
                return []
            environ["wsgi.input"] = BytesIO(body)
            headers: list[tuple[str, str]] = []

            def answered(status: str, lines: list[tuple[str, str]], *more: Any) -> Any:
                headers[:] = lines
                return start_response(status, lines, *more)

            answer = site(environ, answered)
            if SAID in environ:
                sign, visit = environ[SAID]
                # Panels that were opened together, as after a restart, go the whole way again one after another.
                until = time.monotonic() + KNOWN_S * (1 + hash(request) % 21 / 10)
                self._remember(request, Known(sign, visit, headers, until))
            return answer

        return door

    def _remember(self, request: tuple[Any, ...], known: Known) -> None:
        with self._lock:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[request] = known

    def _told(self, topics: set[str] | None) -> None:
        """Forget the visits that ended; everybody, where we may have missed whose did."""
        with self._lock:
            if topics is None:
                self._known.clear()
            elif any(topic.startswith("session:") for topic in topics):
                self._known = {request: known for request, known in self._known.items() if known.visit not in topics}

    def _gather(self, sign: Sign) -> None:
        """The first of a tenth of a second waits for the others, and writes for all."""
        with self._lock:
            self._gathered.append(sign)
            if len(self._gathered) > 1:
                return
        time.sleep(TOGETHER_S)
        with self._lock:
            signs, self._gathered = self._gathered, []
        softphones.beats(self._db, signs)
