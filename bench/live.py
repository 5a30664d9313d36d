"""Five hundred panels open at one web process: how soon all of them hear of a change, and what they take.

Every panel is a supervisor's who is also an agent: it holds a live stream that hears of the whole floor, and says every
two seconds that it lives. Then one agent after another takes a break and comes back. Measured is from the request
until each panel has read the event, by one client that reads all streams; the clients share the machine. The streams
are measured alone first, since it is the signs of life that cost the time of the processor.
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

PANELS, CHANGES, EVERY_S = 500, 60, 0.25
HEARD_MS, MEMORY_MB = 200.0, 500.0
LINES = 8
"""Connections over which all panels say that they live."""


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


def listen(port: int, them: list[Login], told: Connection, stop: Event) -> None:
    """Read every stream. At the end, tell when each read which agent's change: [(agent, monotonic seconds)]."""
    chosen, rest = selectors.DefaultSelector(), dict[int, bytes]()
    for login in them:
        stream = socket.create_connection(("127.0.0.1", port))
        stream.sendall(
            f"GET /api/v1/live?floor=true HTTP/1.1\r\nHost: bench\r\nCookie: {login.cookie}\r\n\r\n".encode()
        )
        rest[stream.fileno()] = b""
        chosen.register(stream, selectors.EVENT_READ)
    told.send("open")
    heard: list[tuple[int, str, float]] = []
    while not stop.is_set():
        for key, _ in chosen.select(0.2):
            line = key.fileobj
            assert isinstance(line, socket.socket)
            *lines, rest[line.fileno()] = (rest[line.fileno()] + line.recv(65536)).split(b"\n")
            at = time.monotonic()
            for text in lines:
                if text.startswith(b"data: ") and b'"topic":"floor"' in text and b'"presence"' in text:
                    data = json.loads(text[6:])
                    heard.append((data["agent_id"], data["presence"], at))
    told.send(heard)


def live(port: int, them: list[Login], stop: Event) -> None:
    """All panels say that they live, evenly spread over time."""
    lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(LINES)]
    began, count = time.monotonic(), 0
    while not stop.is_set():
        login, line = them[count % len(them)], lines[count % LINES]
        _ask(line, login, "POST", "/api/v1/desk/alive", {"microphone": True, "registered": True})
        count += 1
        time.sleep(max(0.0, began + count * ALIVE_EVERY_S / len(them) - time.monotonic()))


def _ask(line: http.client.HTTPConnection, login: Login, method: str, path: str, body: object) -> None:
    about = {"Cookie": login.cookie, "X-CSRF-Token": login.csrf, "Content-Type": "application/json"}
    line.request(method, path, json.dumps(body), about)
    answer = line.getresponse()
    answer.read()
    if answer.status >= 400:
        raise RuntimeError(f"{method} {path}: {answer.status}")


def measure(house: Product, them: list[Login], beating: bool) -> tuple[list[float], int, float, float]:
    """(milliseconds until heard, of each panel and change; how many never came; MB; share of a core)."""
    context = multiprocessing.get_context("spawn")
    stop, (ours, theirs) = context.Event(), context.Pipe()
    work = [context.Process(target=listen, args=(house.config.port, them, theirs, stop))]
    work += [context.Process(target=live, args=(house.config.port, them, stop))] if beating else []
    for each in work:
        each.start()
    ours.recv()
    time.sleep(5)
    line = http.client.HTTPConnection("127.0.0.1", house.config.port, timeout=30)
    asked: dict[tuple[int, str], float] = {}
    cpu_s, began = processes.cpu_s(house.ours), time.monotonic()
    for number in range(CHANGES):
        agent, presence = number // 2, ("break", "ready")[number % 2]
        asked[house.agents[agent], presence] = time.monotonic()
        _ask(line, them[agent], "PUT", "/api/v1/desk/presence", {"presence": presence})
        time.sleep(EVERY_S)
    busy = (processes.cpu_s(house.ours) - cpu_s) / (time.monotonic() - began)
    memory = processes.memory_mb(house.ours)
    time.sleep(2)
    stop.set()
    heard = ours.recv()
    for each in work:
        each.join()
    spans = [(at - asked[agent, presence]) * 1000 for agent, presence, at in heard if (agent, presence) in asked]
    return spans, CHANGES * len(them) - len(spans), memory, busy


def main() -> int:
    print(f"  {PANELS} panels, {CHANGES} changes of presence; {report.machine()}", flush=True)
    rows, last = [], (0.0, 0.0)
    with tempfile.TemporaryDirectory(prefix="threadline-live-") as folder, product(Path(folder), PANELS) as house:
        them, there = logins(house), now() + timedelta(hours=1)
        for name, beating in (("streams alone", False), ("streams and signs of life", True)):
            with house.db.transaction() as session:
                session.execute(update(Agent).values(presence="ready", reason="", seen_at=there))
            spans, lost, memory, busy = measure(house, them, beating)
            p50, p95, p99 = (report.share(spans, part) for part in (0.5, 0.95, 0.99))
            rows.append((name, p50, p95, p99, lost, memory, busy))
            report.keep("live", name, panels=PANELS, p50_ms=p50, p95_ms=p95, p99_ms=p99, lost=lost, mb=memory, cpu=busy)
            last = p95, memory
    report.table(("change → every panel, ms", "p50", "p95", "p99", "lost", "all of ours MB", "cores busy"), rows)
    reached = [
        report.verdict("p95 with signs of life", last[0], HEARD_MS, "ms"),
        report.verdict("our processes", last[1], MEMORY_MB, "MB"),
    ]
    print(f"  {report.machine()}", flush=True)
    return reached.count(False)


if __name__ == "__main__":
    sys.exit(main())
