"""Callers at Twilio, as many as wanted: each walks the flow by signed webhooks, at a steady rate of requests.

A request is due at its moment whether or not those before it were answered, and its time is counted from then: a
server that falls behind cannot hide it by slowing its callers down. Written close to the socket, to cost little beside
the server on the same machine.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from queue import SimpleQueue
from random import Random
from urllib.parse import quote_plus, urlsplit

HANDS = 64
"""Connections: as many requests can be under way at once."""
THINKS = 100
"""Callers who are in the menu at the same time, between two keys."""
_ACTION = re.compile(rb'action="([^"]+)"')
_numbers = count(1)


@dataclass(frozen=True)
class Door:
    """Where webhooks go: ports that are taken in turn, the public address that is signed, and the token."""

    ports: Sequence[int]
    public_url: str
    token: str
    account: str


@dataclass
class Caller:
    """One call. `keys` are pressed one after another; then the caller hangs up."""

    keys: list[str]
    sid: str = field(default_factory=lambda: f"CA{next(_numbers):032x}")
    number: str = field(default_factory=lambda: f"+1212{next(_numbers):07d}"[:12])
    url: str = ""
    over: bool = False


@dataclass
class Seen:
    """Milliseconds of each request, counted from when it was due; and what went wrong."""

    spans: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Callers:
    """`keep(rate, seconds)` sends so many requests a second, for so long."""

    def __init__(self, door: Door, keys: Sequence[str]) -> None:
        self._door, self._keys = door, list(keys)
        self._idle: list[Caller] = []
        self._chance = Random(1)

    def keep(self, rate: float, seconds: float) -> Seen:
        seen, work = Seen(), SimpleQueue[tuple[float, Caller] | None]()
        hands = [threading.Thread(target=self._work, args=(work, seen, hand), daemon=True) for hand in range(HANDS)]
        for thread in hands:
            thread.start()
        began = time.perf_counter() + 0.1
        for number in range(int(rate * seconds)):
            due = began + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            work.put((due, self._next()))
        for _ in hands:
            work.put(None)
        for thread in hands:
            thread.join(30)
        return seen

    def _next(self) -> Caller:
        """Any of those who are in the menu, so that all steps of a call come mixed, as they do where people call: taken
        in turn, the callers would go through the same step together, a hundred of the dearest in a row."""
        if len(self._idle) < THINKS:
            return Caller(list(self._keys))
        return self._idle.pop(self._chance.randrange(THINKS))

    def _work(self, work: SimpleQueue[tuple[float, Caller] | None], seen: Seen, hand: int) -> None:
        line = _Line(self._door.ports[hand % len(self._door.ports)])
        while task := work.get():
            due, caller = task
            try:
                self._step(line, caller)
            except (OSError, ValueError) as fault:
                seen.faults.append(f"{type(fault).__name__}: {fault}"[:200])
                line.close()
                continue
            seen.spans.append((time.perf_counter() - due) * 1000)
            if not caller.over:
                self._idle.append(caller)
        line.close()

    def _step(self, line: _Line, caller: Caller) -> None:
        form = {"AccountSid": self._door.account, "CallSid": caller.sid, "From": caller.number, "To": "+15550000001"}
        if not caller.url:
            url, form["CallStatus"] = f"{self._door.public_url}/twilio/voice", "ringing"
        elif caller.keys:
            url, form["CallStatus"], form["Digits"] = caller.url, "in-progress", caller.keys.pop(0)
        else:
            url, form["CallStatus"], caller.over = f"{self._door.public_url}/twilio/status", "completed", True
        answer = line.ask(url, form, self._door.token)
        if not caller.over:
            found = _ACTION.search(answer)
            if not found:
                raise ValueError(f"no action in {answer[:120]!r}")
            caller.url = unescape(found[1].decode())


class _Line:
    """One connection, kept open."""

    def __init__(self, port: int) -> None:
        self._port, self._socket = port, None

    _socket: socket.socket | None

    def ask(self, url: str, form: dict[str, str], token: str) -> bytes:
        """The body of a 2xx answer. Raises ValueError on any other, OSError where there is none."""
        body = "&".join(f"{name}={quote_plus(value)}" for name, value in form.items()).encode()
        signed = url + "".join(name + form[name] for name in sorted(form))
        signature = base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
        parts = urlsplit(url)
        head = (
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nX-Twilio-Signature: {signature}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=20)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(head.encode() + body)
        return self._read(self._socket)

    def _read(self, line: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            more = line.recv(65536)
            if not more:
                raise OSError("the server closed the connection")
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        while length and len(body) < int(length[1]):
            body += line.recv(65536)
        if b"connection: close" in head.lower():
            self.close()
        if not head[9:10] == b"2":
            raise ValueError(f"answered {head[9:12].decode()}")
        return body

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
