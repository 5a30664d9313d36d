"""AMI: the one lasting connection to Asterisk, over asterisk-ami's client.

What the library leaves open is closed here: a packet is written whole, silence on the line is no fault, an action
that is never answered is forgotten, a value cannot smuggle in a second header, and a caller's name cannot smuggle one
into an event. The connection comes back by itself, and says so, in order with the events.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from itertools import count

from telephony.asterisk.wire import ANSWER_S, Line, Packet, plain_action
from telephony.port import SwitchFault

log = logging.getLogger(__name__)

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
        self._events: queue.SimpleQueue[Packet | None] = queue.SimpleQueue()
        self._line: Line | None = None
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

    def _connect(self) -> Line:
        self._lost.clear()
        line = Line(*self._address, on_event=self._events.put, on_lost=self._lost.set)
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

    def _stay_on(self, line: Line) -> None:
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
