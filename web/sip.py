"""SIP over WebSocket on our own origin: what browsers say to /sip reaches Asterisk, and the other way round.

One origin means one certificate, one port to open, and no address of Asterisk's in any page. SIP brings its own
credentials, so this door asks for none; it only keeps its manners: the right subprotocol, messages of a sane size,
no connection over which nobody speaks, and no more of them than this process has threads for.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Blueprint, Flask, request
from flask_sock import Sock
from simple_websocket import Client, ConnectionClosed, ConnectionError, Server
from wsproto.frame_protocol import CloseReason

from telephony import partings
from telephony.port import SwitchFault
from web.guard import ANYONE, may, sessions
from web.rooms import rooms
from web.sessions import Visit

log = logging.getLogger(__name__)

SUBPROTOCOL = "sip"
LARGEST = 65536
"""Bytes of one SIP message. Asterisk takes no larger frame either."""
PING_S = 25
IDLE_S = 900
"""A softphone registers anew more often than this; a connection without a word for so long serves nobody."""
AT_ONCE = 65536
"""Bytes read at once: more than a TLS record, so that none waits unread inside the TLS layer."""
MOST, MOST_OF_ONE = 300, 100
"""Connections of one process, and from one address: a whole office may share one."""


class Reader(threading.Thread):
    """Reads one connection, and wakes whoever waits for it when it ends.

    The library's own thread may end without a word: after a message that is too big, or a ping without an answer.
    """

    def __init__(self, target: Callable[[], None]) -> None:
        super().__init__(target=target, daemon=True)
        self._connection: Server | Client = target.__self__  # type: ignore[attr-defined]

    def run(self) -> None:
        with suppress(ConnectionClosed, OSError):
            super().run()
        self._connection.connected = False
        self._connection.event.set()


OPTIONS: dict[str, Any] = {
    "subprotocols": [SUBPROTOCOL],
    "max_message_size": LARGEST,
    "ping_interval": PING_S,
    "receive_bytes": AT_ONCE,
    "thread_class": Reader,
}
"""The same at both ends."""


class Places:
    """Who holds how many connections."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, address: str) -> bool:
        """One more for this address, if there is a place."""
        with self._lock:
            if self._held.total() >= self._most or self._held[address] >= self._most_of_one:
                return False
            self._held[address] += 1
            return True

    def give_back(self, address: str) -> None:
        with self._lock:
            self._held[address] -= 1
            self._held += Counter()  # forgets who holds none


def install(app: Flask) -> None:
    """Serve /sip."""
    app.config["SOCK_SERVER_OPTIONS"] = OPTIONS
    places = Places(MOST, MOST_OF_ONE)
    door = Blueprint("sip", __name__)

    @may(*ANYONE)
    def sip(browser: Server) -> None:
        address = request.remote_addr or ""
        if browser.subprotocol != SUBPROTOCOL:
            browser.close(CloseReason.PROTOCOL_ERROR, "Speak the subprotocol sip.")
        elif not places.take(address):
            browser.close(CloseReason.TRY_AGAIN_LATER, "Too many connections.")
        else:
            who = sessions().of(request, active=False)
            try:
                _connect(browser, f"ws://127.0.0.1:{rooms().config.asterisk_http_port}/ws", who)
            finally:
                places.give_back(address)

    Sock().route("/sip", bp=door)(sip)
    app.register_blueprint(door)


def _connect(browser: Server, url: str, who: Visit | None) -> None:
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
    if who and who.user.agent_id is not None:
        _agent_may_be_gone(who.user.agent_id)
    back.join()


def _agent_may_be_gone(agent_id: int) -> None:
    """However the connection ended: a browser that crashed says nothing more, and the system closes what it had."""
    try:
        partings.panel_cut(rooms().calls, agent_id)
    except SwitchFault as fault:
        log.warning("agent %d lost the softphone's connection, and nobody knows whether they talk: %s", agent_id, fault)


def _carry(source: Server | Client, target: Server | Client) -> None:
    """Every message of `source` to `target`, until either is closed or silent for too long."""
    with suppress(ConnectionClosed, OSError):
        while (said := source.receive(IDLE_S)) is not None:
            target.send(said)
    for end in (source, target):
        with suppress(ConnectionClosed, OSError):
            end.close()
        end.event.set()  # Whoever waits for a word of its other end would sleep on until the next ping.
