"""One TCP connection to Asterisk's manager interface, and the packets on it."""

from __future__ import annotations

import logging
import queue
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from asterisk.ami import AMIClient
from asterisk.ami.action import Action

from telephony.port import SwitchFault

log = logging.getLogger(__name__)

Packet = dict[str, str]
"""One event or response: header → value."""
_Queue = queue.SimpleQueue[Packet | None]

ANSWER_S = 5.0
"""So long an action may take to be answered."""


def plain_action(name: str, headers: Mapping[str, object], variables: Mapping[str, str] | None) -> Action:
    """The library's Action, every part of it checked: one value, one line."""
    texts = {key: str(value) for key, value in headers.items() if value is not None}
    for text in (name, *texts, *texts.values(), *(variables or {}), *(variables or {}).values()):
        if any(letter in text for letter in "\r\n\0"):
            raise ValueError(f"{text!r} has a line break, which AMI would take for another header")
    return Action(name, texts, dict(variables or {}))


class Line(AMIClient):  # type: ignore[misc]
    """One TCP connection's life. The library writes the actions and frames the greeting; we read and wait."""

    def __init__(self, host: str, port: int, on_event: Callable[[Packet], None], on_lost: Callable[[], None]) -> None:
        super().__init__(address=host, port=port)
        self._tell, self._on_lost = on_event, on_lost
        self._writing = threading.Lock()
        self._waiting: dict[str, tuple[_Queue, bool]] = {}
        self._waiting_lock = threading.Lock()
        self._over = False

    def open(self) -> None:
        self._socket = socket.create_connection((self._address, self._port), timeout=ANSWER_S)
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = threading.Thread(target=self._listen, name="ami-line", daemon=True)
        self._thread.start()

    def close(self) -> None:
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # It was closed from the other side.
        finally:
            self._socket.close()

    def ask(self, action: Action, action_id: str) -> Packet:
        with self._answers(action, action_id) as answers:
            return self._next(answers, action)

    def ask_list(self, action: Action, action_id: str) -> list[Packet]:
        with self._answers(action, action_id, with_events=True) as answers:
            first = self._next(answers, action)
            if first.get("Response") == "Error":
                raise SwitchFault(f"Asterisk refused {action.name}: {first.get('Message', '')}", permanent=True)
            rows: list[Packet] = []
            while (row := self._next(answers, action)).get("EventList") != "Complete":
                rows.append(row)
            return rows

    def tell(self, action: Action) -> None:
        try:
            self.send(action)
        except OSError as fault:
            raise SwitchFault(f"Asterisk could not be told {action.name}: {fault}") from fault

    @contextmanager
    def _answers(self, action: Action, action_id: str, with_events: bool = False) -> Iterator[_Queue]:
        """Send the action; the queue in which its answers arrive is gone afterwards, answered or not.

        An Originate has an id of its own, by which an event much later is known: that one is told like any other.
        """
        action_id = action.keys.setdefault("ActionID", action_id)
        answers: _Queue = queue.SimpleQueue()
        with self._waiting_lock:
            if self._over:
                raise SwitchFault("The connection to Asterisk is lost.")
            self._waiting[action_id] = answers, with_events
        try:
            self.send(action)
            yield answers
        except OSError as fault:
            raise SwitchFault(f"Asterisk could not be told {action.name}: {fault}") from fault
        finally:
            with self._waiting_lock:
                self._waiting.pop(action_id, None)

    def _next(self, answers: _Queue, action: Action) -> Packet:
        try:
            answer = answers.get(timeout=ANSWER_S)
        except queue.Empty:
            raise SwitchFault(f"Asterisk did not answer {action.name} within {ANSWER_S:.0f} s.") from None
        if answer is None:
            raise SwitchFault(f"The connection to Asterisk was lost during {action.name}.")
        return answer

    def send(self, pack: Any) -> None:
        """The whole packet, and one at a time; the library's own may write half of it."""
        with self._writing:
            self._socket.sendall(f"{pack}\r\n".encode())

    def _listen(self) -> None:
        try:
            for packet in self._packets():
                self._deliver(packet)
        except OSError as fault:
            log.info("AMI: %s", fault)
        finally:
            with self._waiting_lock:
                self._over = True
                waiting = [answers for answers, _ in self._waiting.values()]
            for answers in waiting:
                answers.put(None)
            self._on_lost()

    def _packets(self) -> Iterator[bytes]:
        """Each packet without its end. What was searched for an end is not searched again."""
        data, searched, greeted = bytearray(), 0, False
        while received := self._socket.recv(65536):
            data += received
            while (end := data.find(b"\r\n\r\n" if greeted else b"\r\n", searched)) >= 0:
                if greeted:
                    yield bytes(data[:end])
                del data[: end + (4 if greeted else 2)]
                searched, greeted = 0, True
            searched = max(0, len(data) - 3)

    def _deliver(self, packet: bytes) -> None:
        headers = parse(packet)
        with self._waiting_lock:
            answers, with_events = self._waiting.get(headers.get("ActionID", ""), (None, False))
        if answers and (with_events or "Event" not in headers):
            answers.put(headers)
        elif "Event" in headers:
            self._tell(headers)
        elif headers.get("Response") == "Error":
            log.info("Asterisk refused what it was told: %s", headers.get("Message", ""))


def parse(packet: bytes) -> Packet:
    """Headers by name; of a name that comes twice the first counts.

    Lines end at CR LF and nowhere else: a display name may hold characters that `str.splitlines` takes for a line's
    end, and behind them whatever its sender wants an event to say.
    """
    headers: Packet = {}
    for line in packet.split(b"\r\n"):
        key, colon, value = line.partition(b":")
        if colon:
            headers.setdefault(key.decode(errors="replace"), value.strip().decode(errors="replace"))
    return headers
