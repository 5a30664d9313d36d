"""Five hundred panels open at one web process: how soon all of them hear of a change, and what they take.

Every panel is a supervisor's who is also an agent: it holds a live stream that hears of the whole floor, and says every
two seconds that it lives. Then one agent after another takes a break and comes back. Measured is from the request
until each panel has read the event, by one client that holds all panels' connections and shares the machine. The
streams are measured alone first, since it is the signs of life that cost the time of the processor.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import selectors
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

from flask import Response
from sqlalchemy import select, update

from acd.models import Agent
from bench import processes, report
from bench.panels import ALIVE_EVERY_S
from bench.product import Product, product
from db import now
from web.models import User
from web.sessions import Sessions

PANELS, CHANGES, EVERY_S = 500, 120, 0.25
HEARD_MS, MEMORY_MB = 200.0, 500.0
SETTLES_S = 5.0


@dataclass(frozen=True)
class Login:
    """What one panel sends with each request."""

    cookie: str
    csrf: str


def logins(house: Product) -> list[Login]:
    """A session for each agent, who is a supervisor as well, without asking for 500 passwords."""
    with house.db.transaction() as session:
        session.execute(update(User).values(role="supervisor"))
        users = session.scalars(select(User).order_by(User.agent_id)).all()
    sessions = Sessions(house.db, house.config.secret_key, secure=False)
    made = []
    for user in users:
        response = Response()
        visit = sessions.open(user, response, None)
        made.append(Login(response.headers["Set-Cookie"].partition(";")[0], visit.csrf))
    return made


@dataclass
class Panel:
    """What a browser holds open for its panel: the live stream, and a line for its signs of life."""

    stream: socket.socket
    line: socket.socket
    sign: bytes
    rest: bytes = b""
    said: int = 0
    answered: int = 0

    @classmethod
    def opened(cls, port: int, login: Login) -> Panel:
        stream, line = (socket.create_connection(("127.0.0.1", port)) for _ in range(2))
        about = f"Host: bench\r\nCookie: {login.cookie}\r\n"
        stream.sendall(f"GET /api/v1/live?floor=true HTTP/1.1\r\n{about}\r\n".encode())
        body = json.dumps({"microphone": True, "registered": True})
        kind = f"X-CSRF-Token: {login.csrf}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        return cls(stream, line, f"POST /api/v1/desk/alive HTTP/1.1\r\n{about}{kind}\r\n{body}".encode())

    def say(self) -> None:
        """That it lives."""
        self.line.sendall(self.sign)
        self.said += 1

    def hear_answer(self) -> None:
        answer = self.line.recv(65536)
        if not answer.startswith(b"HTTP/1.1 204"):
            raise RuntimeError(f"a sign of life was answered with {answer[:200]!r}")
        self.answered += 1

    def hear(self) -> list[tuple[int, str, float]]:
        """The changes of presence that were read just now: [(agent, presence, monotonic seconds)]."""
        *lines, self.rest = (self.rest + self.stream.recv(65536)).split(b"\n")
        at = time.monotonic()
        told = (line for line in lines if line.startswith(b"data: ") and b'"topic":"floor"' in line)
        changes = (json.loads(line[6:]) for line in told if b'"presence"' in line)
        return [(data["agent_id"], data["presence"], at) for data in changes]


def panels(port: int, them: list[Login], told: Connection, beating: Event, stop: Event) -> None:
    """All panels. Once they are `beating`, each says every two seconds that it lives, evenly spread over time. At the
    end, tell what was heard, and (signs of life that were said, those that were answered, longest lateness in s)."""
    open_, chosen = [Panel.opened(port, login) for login in them], selectors.DefaultSelector()
    for panel in open_:
        chosen.register(panel.stream, selectors.EVENT_READ, (panel, True))
        chosen.register(panel.line, selectors.EVENT_READ, (panel, False))
    told.send("open")
    heard: list[tuple[int, str, float]] = []
    began, count, late = 0.0, 0, 0.0
    while not stop.is_set():
        due = 0.2
        if beating.is_set():
            began = began or time.monotonic()
            while (due := began + count * ALIVE_EVERY_S / len(open_) - time.monotonic()) <= 0:
                late = max(late, -due)
                open_[count % len(open_)].say()
                count += 1
        for key, _ in chosen.select(due):
            panel, stream = key.data
            if stream:
                heard += panel.hear()
            else:
                panel.hear_answer()
    told.send((heard, sum(panel.said for panel in open_), sum(panel.answered for panel in open_), late))


def _ask(line: http.client.HTTPConnection, login: Login, method: str, path: str, body: object) -> None:
    about = {"Cookie": login.cookie, "X-CSRF-Token": login.csrf, "Content-Type": "application/json"}
    line.request(method, path, json.dumps(body), about)
    answer = line.getresponse()
    answer.read()
    if answer.status >= 400:
        raise RuntimeError(f"{method} {path}: {answer.status}")


@dataclass(frozen=True)
class Phase:
    """What was asked for: (agent, presence) → monotonic seconds; and what it took."""

    asked: dict[tuple[int, str], float]
    memory_mb: float
    cores: float

    def spans(self, heard: list[tuple[int, str, float]]) -> list[float]:
        """Milliseconds until heard, of each panel and change."""
        return [(at - self.asked[who, what]) * 1000 for who, what, at in heard if (who, what) in self.asked]


def change(house: Product, them: list[Login], agents: range) -> Phase:
    """One agent after another takes a break and comes back."""
    time.sleep(SETTLES_S)
    line = http.client.HTTPConnection("127.0.0.1", house.config.port, timeout=30)
    asked: dict[tuple[int, str], float] = {}
    cpu_s, began = processes.cpu_s(house.ours), time.monotonic()
    for agent in agents:
        for presence in ("break", "ready"):
            asked[house.agents[agent], presence] = time.monotonic()
            _ask(line, them[agent], "PUT", "/api/v1/desk/presence", {"presence": presence})
            time.sleep(EVERY_S)
    cores = (processes.cpu_s(house.ours) - cpu_s) / (time.monotonic() - began)
    return Phase(asked, processes.memory_mb(house.ours), cores)


def settled(house: Product) -> None:
    """Everybody is ready, and there for as long as nothing else is heard of them."""
    with house.db.transaction() as session:
        there = now() + timedelta(hours=1)
        session.execute(update(Agent).values(presence="ready", reason="", seen_at=there))


def measure(house: Product, them: list[Login]) -> tuple[list[Phase], list[tuple[int, str, float]]]:
    """The streams alone, and then with signs of life; and what all panels heard."""
    context = multiprocessing.get_context("spawn")
    beating, stop, (ours, theirs) = context.Event(), context.Event(), context.Pipe()
    client = context.Process(target=panels, args=(house.config.port, them, theirs, beating, stop), daemon=True)
    client.start()
    ours.recv()
    half = CHANGES // 2
    settled(house)
    alone = change(house, them, range(half))
    settled(house)
    beating.set()
    since = time.monotonic()
    together = change(house, them, range(half, 2 * half))
    time.sleep(SETTLES_S)
    stop.set()
    rhythm = (time.monotonic() - since) * len(them) / ALIVE_EVERY_S
    heard, said, answered, late = ours.recv()
    client.join()
    print(f"  {said:,} signs of life ({rhythm:,.0f} in {ALIVE_EVERY_S:.0f} s each), {answered:,} answered;", end=" ")
    print(f"the latest was sent {late * 1000:.0f} ms after its time", flush=True)
    return [alone, together], heard


def main() -> int:
    print(f"  {PANELS} panels, {CHANGES} changes of presence each time; {report.machine()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="threadline-live-") as folder, product(Path(folder), PANELS) as house:
        phases, heard = measure(house, logins(house))
    rows = []
    for name, phase in zip(("streams alone", "streams and signs of life"), phases, strict=True):
        spans = phase.spans(heard)
        lost = len(phase.asked) * PANELS - len(spans)
        p50, p95, p99 = (report.share(spans, part) for part in (0.5, 0.95, 0.99))
        rows.append((name, p50, p95, p99, lost, phase.memory_mb, phase.cores))
        report.keep(
            "live",
            name,
            panels=PANELS,
            p50_ms=p50,
            p95_ms=p95,
            p99_ms=p99,
            lost=lost,
            mb=phase.memory_mb,
            cpu=phase.cores,
        )
    report.table(("change → every panel, ms", "p50", "p95", "p99", "lost", "all of ours MB", "cores busy"), rows)
    reached = [
        report.verdict("p95 with signs of life", rows[-1][2], HEARD_MS, "ms"),
        report.verdict("our processes", rows[-1][5], MEMORY_MB, "MB"),
    ]
    print(f"  {report.machine()}", flush=True)
    return reached.count(False)


if __name__ == "__main__":
    sys.exit(main())
