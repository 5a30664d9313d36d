"""AMI: the one lasting connection to Asterisk, over asterisk-ami's client.

What the library leaves open is closed here: a packet is written whole, silence on the line is no fault, an action
that is never answered is forgotten, a value cannot smuggle in a second header, and a caller's name cannot smuggle one
into an event. The connection comes back by itself, and says so, in order with the events.
"""

from __future__ import annotations

import logging
import queue
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
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
PING_S = 10.0
BACK_OFF_S = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)


class Ami:
    """`start()`, then `act()` from any thread. Events go to `on_event`, one after another, in a thread of their own.

    FullyBooted comes after each (re)connect: everything before it may have been missed.
    """

    def __init__(
        self, host: str, port: int, username: str, secret: str, on_event: Callable[[Packet], None] | None = None
    ) -> None:
        self._address, self._login = (host, port), (username, secret)
        self._on_event = on_event
        self._events: _Queue = queue.SimpleQueue()
        self._line: _Line | None = None
        self._stop = threading.Event()
        self._lost = threading.Event()
        self._ready = threading.Event()
        self._ids = count(1)
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Connect in the background and stay connected until `stop()`."""
        self._threads = [threading.Thread(target=self._stay_connected, name="ami", daemon=True)]
        if self._on_event:
            self._threads.append(threading.Thread(target=self._tell, name="ami-events", daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._lost.set()
        self._events.put(None)
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(ANSWER_S)

    def wait(self, timeout: float) -> bool:
        """Wait until connected."""
        return self._ready.wait(timeout)

    @property
    def connected(self) -> bool:
        return self._ready.is_set()

    def act(self, name: str, /, variables: Mapping[str, str] | None = None, **headers: object) -> Packet:
        """Do one action and return its response.

        Raises ValueError for a value with a line break, SwitchFault when Asterisk is away or refuses; it is
        permanent where Asterisk refused.
        """
        action = plain_action(name, headers, variables)
        self._ready.wait(ANSWER_S)
        line = self._line
        if line is None or not self._ready.is_set():
            raise SwitchFault("Asterisk is away.")
        response = line.ask(action, f"a{next(self._ids)}")
        if response.get("Response") == "Error":
            raise SwitchFault(f"Asterisk refused {name}: {response.get('Message', '')}", permanent=True)
        return response

    def tell(self, name: str, /, **headers: object) -> None:
        """Ask for one action and do not wait for its response: what is asked for next is done after it.

        Raises ValueError for a value with a line break, SwitchFault when Asterisk is away.
        """
        action = plain_action(name, headers, None)
        self._ready.wait(ANSWER_S)
        if (line := self._line) is None or not self._ready.is_set():
            raise SwitchFault("Asterisk is away.")
        line.tell(action)

    def listing(self, name: str, **headers: object) -> list[Packet]:
        """Do an action that is answered by a list, and return the list's events. Raises as `act` does."""
        action = plain_action(name, headers, None)
        self._ready.wait(ANSWER_S)
        if (line := self._line) is None or not self._ready.is_set():
            raise SwitchFault("Asterisk is away.")
        return line.ask_list(action, f"l{next(self._ids)}")

    def drop(self) -> None:
        """Cut the connection, as a fault of the network would. It comes back by itself."""
        if line := self._line:
            line.close()

    def _stay_connected(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                line = self._connect()
            except (OSError, SwitchFault) as fault:
                if failures == len(BACK_OFF_S):
                    log.warning("AMI at %s:%d: %s; trying on", *self._address, fault)
                self._stop.wait(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])
                failures += 1
                continue
            failures = 0
            self._stay_on(line)
            self._ready.clear()
            self._line = None
            line.close()
            if not self._stop.is_set():
                log.warning("AMI connection lost; connecting again")

    def _connect(self) -> _Line:
        self._lost.clear()
        line = _Line(*self._address, on_event=self._events.put, on_lost=self._lost.set)
        line.open()
        try:
            username, secret = self._login
            answer = line.ask(plain_action("Login", {"Username": username, "Secret": secret}, None), "login")
            if answer.get("Response") != "Success":
                raise SwitchFault(f"login refused: {answer.get('Message', '')}")
        except BaseException:
            line.close()
            raise
        self._line = line
        self._ready.set()
        return line

    def _stay_on(self, line: _Line) -> None:
        while not self._lost.wait(PING_S):
            try:
                line.ask(plain_action("Ping", {}, None), f"p{next(self._ids)}")
            except SwitchFault:
                return

    def _tell(self) -> None:
        assert self._on_event
        while (event := self._events.get()) is not None:
            try:
                self._on_event(event)
            except Exception:
                log.exception("event %s could not be told", event)


def plain_action(name: str, headers: Mapping[str, object], variables: Mapping[str, str] | None) -> Action:
    """The library's Action, every part of it checked: one value, one line."""
    texts = {key: str(value) for key, value in headers.items() if value is not None}
    for text in (name, *texts, *texts.values(), *(variables or {}), *(variables or {}).values()):
        if any(letter in text for letter in "\r\n\0"):
            raise ValueError(f"{text!r} has a line break, which AMI would take for another header")
    return Action(name, texts, dict(variables or {}))


class _Line(AMIClient):  # type: ignore[misc]
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
