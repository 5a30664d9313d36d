"""Look-ups in the company's own systems: one HTTP request by a connection that an administrator has set up.

A flow names the connection and gives the values; where it leads and its secrets are kept apart from every flow, so
that a caller's words, or whoever edits a flow, can never choose the address. The address that a name stands for is
looked at before, and is the one that is connected to; redirects are not followed; time and size have an end.

Never call `perform` within a database transaction: it may take seconds.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import logging
import socket
import ssl
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from db import Database
from hotline.models import FlowConnection
from ivr.heard import LookedUp
from ivr.turns import LookUp

log = logging.getLogger(__name__)

LARGEST = 64 * 1024
"""Bytes of an answer. What a caller is told fits in far less."""
METHODS = ("GET", "POST")


class LookUpFailed(Exception):
    """No use can be made of it. The text is for our log, and holds no secret."""


def perform(db: Database, wish: LookUp) -> LookedUp:
    """Ask, for at most `wish.timeout_s`. Whatever goes wrong is an answer with `ok` false, and a line in the log."""
    with db.reading() as session:
        connection = session.get(FlowConnection, wish.connection)
    try:
        if connection is None:
            raise LookUpFailed("there is no such connection; an administrator can set it up")
        return LookedUp(True, _ask(connection, wish))
    except (LookUpFailed, OSError, http.client.HTTPException) as fault:
        log.warning("look-up by %s failed: %s", wish.connection, fault)
        return LookedUp(False)


def fault_of(base_url: str) -> str:
    """What is wrong with an address to ask, or an empty text."""
    try:
        parts = urlsplit(base_url)
        _ = parts.port
    except ValueError:
        return "This is no address. Write it like https://orders.example.com/status."
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "The address must begin with https:// (or http://) and a name."
    if parts.username or parts.password or parts.fragment:
        return "Leave the password out of the address: put it into a header."
    return ""


def _ask(connection: FlowConnection, wish: LookUp) -> Any:
    parts = urlsplit(connection.base_url)
    query = "&".join(
        part for part in (parts.query, urlencode(wish.values) if connection.method == "GET" else "") if part
    )
    path = (parts.path or "/") + (f"?{query}" if query else "")
    headers = {"Accept": "application/json", **connection.headers}
    body = None
    if connection.method == "POST":
        body, headers["Content-Type"] = json.dumps(dict(wish.values)).encode(), "application/json"
    asked = _Asked(parts, _address(parts, connection.private, wish.timeout_s), wish.timeout_s)
    # A system that answers one byte a second is never late for a socket's timeout, so the whole has an end of its own.
    end = threading.Timer(wish.timeout_s, asked.give_up)
    end.start()
    try:
        asked.request(connection.method, path, body=body, headers=headers)
        answer = asked.getresponse()
        if answer.status != http.client.OK:
            raise LookUpFailed(f"it answered {answer.status}")
        text = answer.read(LARGEST + 1)
        if asked.given_up:  # What came until then may read like an answer.
            raise LookUpFailed("it took too long")
        return _json(text)
    except (ValueError, AttributeError) as fault:
        # What http.client says of a connection that was closed under it, and of headers that are none.
        raise LookUpFailed("it took too long" if asked.given_up else f"no answer could be read: {fault}") from fault
    finally:
        end.cancel()
        asked.close()


def _json(text: bytes) -> Any:
    if len(text) > LARGEST:
        raise LookUpFailed(f"the answer is larger than {LARGEST} bytes")
    try:
        answer = json.loads(text, parse_constant=lambda name: None)
        # Python reads lone surrogates and NULs, which no database keeps.
        kept = json.dumps(answer, ensure_ascii=False)
        kept.encode()
    except (ValueError, RecursionError) as fault:
        raise LookUpFailed("the answer is no JSON") from fault
    if "\\u0000" in kept:
        raise LookUpFailed("the answer has a NUL character in it")
    return answer


def _address(parts: SplitResult, private: bool, timeout_s: float) -> tuple[Any, ...]:
    """Where the name leads, after a look at it: (family, type, protocol, _, socket address)."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    for found in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM):
        if _allowed(ipaddress.ip_address(found[4][0]), private):
            return found
    raise LookUpFailed(f"{parts.hostname} leads into a network that this connection may not ask")


def _allowed(address: ipaddress.IPv4Address | ipaddress.IPv6Address, private: bool) -> bool:
    """Addresses of everybody's network; with `private` of the company's own, but never of the machine's surroundings,
    where clouds hand out their keys."""
    inner = getattr(address, "ipv4_mapped", None) or address
    if inner.is_link_local or inner.is_multicast or inner.is_unspecified:
        return False
    return private or inner.is_global


class _Asked(http.client.HTTPConnection):
    """A connection to the very address that was looked at, with the certificate of the name that was asked for."""

    def __init__(self, parts: SplitResult, found: tuple[Any, ...], timeout_s: float) -> None:
        host = parts.hostname or ""
        super().__init__(host, parts.port or (443 if parts.scheme == "https" else 80), timeout=timeout_s)
        self._found, self._secure = found, parts.scheme == "https"
        self.given_up = False
        self._line: socket.socket | None = None
        """Our own hold on it: http.client forgets `sock` before it has read the answer of whoever closes after it."""

    def connect(self) -> None:
        family, kind, protocol, _, address = self._found
        self.sock = self._line = socket.socket(family, kind, protocol)
        self.sock.settimeout(self.timeout)
        self.sock.connect(address)
        if self.given_up:
            raise TimeoutError("it took too long to connect")
        if self._secure:
            self.sock = self._line = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def give_up(self) -> None:
        self.given_up = True
        if self._line is not None:
            # Whoever reads from it wakes up; and if it is closed already, nobody does.
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)
