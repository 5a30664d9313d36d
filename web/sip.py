"""SIP over WebSocket on our own origin: what browsers say to /sip reaches Asterisk, and the other way round.

One origin means one certificate, one port to open, and no address of Asterisk's in any page. SIP brings its own
credentials, so this door asks for none; it only keeps its manners: the right subprotocol, messages of a sane size,
and no more connections than this process has threads for.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from typing import Any

from flask import Blueprint, Flask
from flask_sock import Sock
from simple_websocket import Client, ConnectionClosed, ConnectionError, Server
from wsproto.frame_protocol import CloseReason

from web.guard import ANYONE, may
from web.rooms import rooms

log = logging.getLogger(__name__)

SUBPROTOCOL = "sip"
LARGEST = 65536
"""Bytes of one SIP message. Asterisk takes no larger frame either."""
PING_S = 25
AT_ONCE = 65536
"""Bytes read at once: more than a TLS record, so that none waits unread inside the TLS layer."""
MOST = 500
"""Connections of one process."""

OPTIONS: dict[str, Any] = {
    "subprotocols": [SUBPROTOCOL],
    "max_message_size": LARGEST,
    "ping_interval": PING_S,
    "receive_bytes": AT_ONCE,
}
"""The same at both ends."""


def install(app: Flask) -> None:
    """Serve /sip."""
    app.config["SOCK_SERVER_OPTIONS"] = OPTIONS
    places = threading.BoundedSemaphore(MOST)
    door = Blueprint("sip", __name__)

    @may(*ANYONE)
    def sip(browser: Server) -> None:
        if browser.subprotocol != SUBPROTOCOL:
            browser.close(CloseReason.PROTOCOL_ERROR, "Speak the subprotocol sip.")
        elif not places.acquire(blocking=False):
            browser.close(CloseReason.TRY_AGAIN_LATER, "Too many connections.")
        else:
            try:
                _connect(browser, f"ws://127.0.0.1:{rooms().config.asterisk_http_port}/ws")
            finally:
                places.release()

    Sock().route("/sip", bp=door)(sip)
    app.register_blueprint(door)


def _connect(browser: Server, url: str) -> None:
    """Carry messages both ways until one end is gone; then the other is closed too."""
    try:
        asterisk = Client(url, **OPTIONS)
    except (OSError, ConnectionError) as fault:
        log.warning("no softphone can connect: Asterisk does not answer at %s (%s)", url, fault)
        browser.close(CloseReason.TRY_AGAIN_LATER, "The phone system does not answer.")
        return
    back = threading.Thread(target=_carry, args=(asterisk, browser), name="sip-back", daemon=True)
    back.start()
    _carry(browser, asterisk)
    back.join()


def _carry(source: Server | Client, target: Server | Client) -> None:
    """Every message of `source` to `target`, until either is closed."""
    with suppress(ConnectionClosed, OSError):
        while True:
            target.send(source.receive())
    for end in (source, target):
        with suppress(ConnectionClosed, OSError):
            end.close()
