"""Callers with a keypad and an exact clock: they dial into a menu, press 1, and note when the next prompt sounds.

One thread and one socket for each call's sound. A key is an RFC 4733 event of 0.1 s; its end is when a switch can know
it. The first packet with sound in it after that is the next prompt; its time is the kernel's, at arrival.
"""

from __future__ import annotations

import heapq
import random
import re
import selectors
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count

PORT = 16063
KEY_S, QUIET_S, GIVE_UP_S = 0.1, 0.25, 3.0
THINKS_S = (0.5, 2.5)
_TIMESTAMPNS = 35
_LOUD = 1500


def _linear(byte: int) -> int:
    """How loud a byte of µ-law is."""
    byte = ~byte & 0xFF
    return (((byte & 0x0F) << 3) + 0x84 << ((byte & 0x70) >> 4)) - 0x84


_IS_LOUD = bytes(int(_linear(byte) > _LOUD) for byte in range(256))


@dataclass
class _Caller:
    number: int
    sound: socket.socket
    keys_left: int
    tag: str = ""
    far: tuple[str, int] | None = None
    state: str = "dialling"
    """dialling → listening → thinking → pressing → waiting → listening … → done"""
    loud_at: float = 0.0
    released_at: float = 0.0
    sequence: int = 0
    waits: list[float] = field(default_factory=list)


class Keypads:
    """`run()` returns the milliseconds from each key to the next prompt; a key that nothing answered is left out."""

    def __init__(self, server_port: int, service: str, calls: int, keys: int, per_second: float) -> None:
        self._server, self._service, self._per_second = ("127.0.0.1", server_port), service, per_second
        self._sip = _listening(PORT)
        self._callers = [_Caller(n, _listening(0), keys) for n in range(1, calls + 1)]
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order, self._random = count(), random.Random(1)

    def run(self, longest_s: float) -> list[float]:
        began = time.time()
        for caller in self._callers:
            self._at(began + caller.number / self._per_second, partial(self._invite, caller))
        self._at(began, self._look_who_thinks)
        with selectors.DefaultSelector() as selector:
            selector.register(self._sip, selectors.EVENT_READ, None)
            for caller in self._callers:
                selector.register(caller.sound, selectors.EVENT_READ, caller)
            while any(one.state != "done" for one in self._callers) and time.time() < began + longest_s:
                for key, _ in selector.select(max(0.0, self._due[0][0] - time.time())):
                    self._hear(key.data) if key.data else self._answer()
                while self._due and self._due[0][0] <= time.time():
                    heapq.heappop(self._due)[2]()
        for caller in self._callers:
            if caller.tag:
                self._send(caller, "BYE", 2)
            caller.sound.close()
        time.sleep(0.2)
        self._sip.close()
        return [wait * 1000 for one in self._callers for wait in one.waits]

    def _at(self, when: float, do: Callable[[], None]) -> None:
        heapq.heappush(self._due, (when, next(self._order), do))

    # Signalling.

    def _send(self, caller: _Caller, method: str, number: int, body: str = "") -> None:
        uri = f"sip:{self._service}@{self._server[0]}:{self._server[1]}"
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{PORT};rport;branch=z9hG4bK-{caller.number}-{method}-{time.time_ns()}",
            f"From: <sip:+1212555{caller.number:04d}@127.0.0.1>;tag=keypad{caller.number}",
            f"To: <{uri}>{caller.tag}",
            f"Call-ID: {caller.number}@keypads",
            f"CSeq: {number} {method}",
            f"Contact: <sip:keypad@127.0.0.1:{PORT}>",
            "Max-Forwards: 70",
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self._sip.sendto(("\r\n".join(lines) + "\r\n\r\n" + body).encode(), self._server)

    def _invite(self, caller: _Caller) -> None:
        port = caller.sound.getsockname()[1]
        description = (
            "v=0", "o=keypad 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
            f"m=audio {port} RTP/AVP 0 101", "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000",
            "a=fmtp:101 0-15",
        )  # fmt: skip
        self._send(caller, "INVITE", 1, "\r\n".join(description) + "\r\n")

    def _answer(self) -> None:
        text = self._sip.recv(65536).decode(errors="replace")
        found = re.search(r"^Call-ID:\s*(\d+)@keypads", text, re.MULTILINE | re.IGNORECASE)
        if not found:
            return
        caller = self._callers[int(found[1]) - 1]
        if text.startswith("SIP/2.0 200") and "INVITE" in text.partition("CSeq:")[2].partition("\r\n")[0]:
            tag, port = (
                re.search(r"^To:.*(;tag=\S+)", text, re.MULTILINE),
                re.search(r"^m=audio (\d+)", text, re.MULTILINE),
            )
            assert tag and port, text
            caller.tag, caller.far = tag[1], ("127.0.0.1", int(port[1]))
            self._send(caller, "ACK", 1)
            if caller.state == "dialling":
                caller.state = "listening"
        elif text.startswith("BYE"):
            raise RuntimeError(f"caller {caller.number} was hung up on:\n{text}")

    # Sound.

    def _hear(self, caller: _Caller) -> None:
        data, about, _, _ = caller.sound.recvmsg(2048, 64)
        if data[1] & 0x7F != 0 or 1 not in data[12:].translate(_IS_LOUD):
            return
        seconds, nanoseconds = struct.unpack("qq", about[0][2])
        at = seconds + nanoseconds / 1e9
        if caller.state == "waiting" and at > caller.released_at:
            caller.waits.append(at - caller.released_at)
            caller.state = "listening"
        caller.loud_at = at

    def _look_who_thinks(self) -> None:
        """A prompt is over when nothing sounds for QUIET_S; then its listener thinks, and presses."""
        now = time.time()
        for caller in self._callers:
            if caller.state == "listening" and caller.loud_at and now - caller.loud_at > QUIET_S:
                caller.state = "thinking" if caller.keys_left else "done"
                if caller.keys_left:
                    self._at(now + self._random.uniform(*THINKS_S), partial(self._press, caller, 0))
            elif caller.state == "waiting" and now - caller.released_at > GIVE_UP_S:
                caller.state = "listening"
        self._at(now + 0.05, self._look_who_thinks)

    def _press(self, caller: _Caller, step: int, stamp: int = 0) -> None:
        """The event's packets, one each 20 ms, and its end, three times as the RFC has it."""
        steps = round(KEY_S / 0.02)
        stamp = stamp or int(time.time() * 8000) & 0xFFFFFFFF
        if step == 0:
            caller.state, caller.keys_left = "pressing", caller.keys_left - 1
        if step < steps:
            self._event(caller, stamp, 160 * (step + 1), first=step == 0, last=False)
            self._at(time.time() + 0.02, lambda: self._press(caller, step + 1, stamp))
            return
        caller.state, caller.released_at = "waiting", time.time()
        for _ in range(3):
            self._event(caller, stamp, 160 * steps, first=False, last=True)

    def _event(self, caller: _Caller, stamp: int, duration: int, first: bool, last: bool) -> None:
        assert caller.far
        caller.sequence += 1
        head = struct.pack("!BBHII", 0x80, 101 | (0x80 if first else 0), caller.sequence & 0xFFFF, stamp, caller.number)
        caller.sound.sendto(head + struct.pack("!BBH", 1, (0x80 if last else 0) | 10, duration), caller.far)


def _listening(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, _TIMESTAMPNS, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    made.bind(("127.0.0.1", port))
    return made
