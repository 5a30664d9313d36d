"""The agents' side of our product, without browsers: their phones log in, and their panels are open.

A panel holds its live stream, says every 2 s that it lives, and after whatever it is told reads its desk again: what
the browser application does, over the same HTTP.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import update

from acd.models import Agent
from bench.product import PASSWORD, Product, call
from bench.sipp import AGENTS_PORT, Sipp
from db import now
from telephony.asterisk.switch import AsteriskSwitch

ALIVE_EVERY_S = 2.0
TOGETHER_S = 0.05
"""What is told so soon after something was read is read once, says web/ui/src/live/live.tsx."""
DAY_S = 86_400


def log_in_phones(house: Product, folder: Path) -> None:
    """Each agent's SIP phone registers, from the port at which the agents will be."""
    switch = AsteriskSwitch(house.config)
    switch.start()
    lines = ["SEQUENTIAL"]
    try:
        for agent in house.agents:
            login = switch.agent_credentials(agent, phone=True)
            lines.append(f"{login.username};[authentication username={login.username} password={login.password}]")
    finally:
        switch.stop()
    folder.mkdir(parents=True, exist_ok=True)
    numbers = folder / "logins.csv"
    numbers.write_text("\n".join(lines) + "\n")
    remote = f"127.0.0.1:{house.config.sip_port}"
    phones = Sipp(
        folder, "register", AGENTS_PORT, remote, "-inf", numbers, "-r", 20, "-m", len(house.agents), "-timeout", 30
    )
    try:
        if phones.wait(40):
            raise RuntimeError(f"not every phone could log in:\n{phones.errors.read_text()[-2000:]}")
    finally:
        phones.stop()


class Panels:
    """`with Panels(house): …`: every agent is ready. Not `watching`: nobody looks, and the database says they live."""

    def __init__(self, house: Product, watching: bool, presence: str = "ready") -> None:
        self._house, self._watching, self._presence = house, watching, presence
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self.faults: list[str] = []

    def __enter__(self) -> Self:
        if self._watching:
            panels = [_Panel(self._house, agent, self._stop, self.faults) for agent in self._house.agents]
            self._threads = [
                threading.Thread(target=work, daemon=True) for one in panels for work in (one.watch, one.beat)
            ]
        else:
            self._threads = [threading.Thread(target=self._pretend, daemon=True)]
        with self._house.db.transaction() as session:
            theirs = update(Agent).where(Agent.id.in_(self._house.agents))
            session.execute(theirs.values(presence=self._presence, seen_at=now(), presence_at=now()))
        for thread in self._threads:
            thread.start()
        time.sleep(2)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(1)
        if self.faults:
            print(f"  panels: {len(self.faults)} faults, the first: {self.faults[0]}", flush=True)

    def _pretend(self) -> None:
        while not self._stop.wait(3):
            with self._house.db.transaction() as session:
                session.execute(update(Agent).values(seen_at=now()))


class _Panel:
    def __init__(self, house: Product, agent: int, stop: threading.Event, faults: list[str]) -> None:
        self._config, self._stop, self._faults = house.config, stop, faults
        body, headers = call(house.config, "POST", "/api/v1/session", {"login": f"agent-{agent}", "password": PASSWORD})
        self._headers = {"Cookie": headers["Set-Cookie"].partition(";")[0], "X-CSRF-Token": body["csrf"]}
        self._told = threading.Event()
        self._agent = agent

    def beat(self) -> None:
        """Say that the panel lives, and read the desk whenever something was told."""
        line = self._line()
        alive, due = json.dumps({"microphone": True, "registered": True}), time.monotonic() + self._agent % 20 / 10
        while not self._stop.is_set():
            try:
                if self._told.wait(max(0.0, due - time.monotonic())):
                    self._told.clear()
                    self._ask(line, "GET", "/api/v1/desk")
                    time.sleep(TOGETHER_S)
                if time.monotonic() >= due:
                    due += ALIVE_EVERY_S
                    self._ask(line, "POST", "/api/v1/desk/alive", alive)
            except (OSError, http.client.HTTPException) as fault:
                self._faults.append(f"{type(fault).__name__}: {fault}")
                line = self._line()

    def watch(self) -> None:
        """Read the live stream, line by line."""
        line = self._line()
        line.request("GET", "/api/v1/live", headers=self._headers)
        answer = line.getresponse()
        while not self._stop.is_set() and (text := answer.readline()):
            if text.startswith(b"event:"):
                self._told.set()

    def _line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._config.port, timeout=60)

    def _ask(self, line: http.client.HTTPConnection, method: str, path: str, body: str | None = None) -> None:
        line.request(method, path, body, self._headers | {"Content-Type": "application/json"})
        answer = line.getresponse()
        answer.read()
        if answer.status >= 400:
            self._faults.append(f"{method} {path}: {answer.status}")
