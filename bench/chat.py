"""500 chats are open, each with its live stream, and 20 agents have the panel open: from the moment somebody presses
Send to the moment the message has been read by the other side, both ways.

The other side hears of it by its stream and reads the chat again, which is what the widget and the panel do before they
draw; so both requests and the signal between them count. Everything goes over HTTP to `python app.py run`.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import select, update

from acd.models import Agent, WorkItem
from bench import report
from bench.product import PASSWORD, Product, call, product
from channels import visitors
from channels.chat import Chat
from channels.models import Conversation
from db import now

CHATS, AGENTS = 500, 20
PER_SECOND, LASTS_S = 8.0, 50.0
GOAL_MS = 150.0
WAITED_S = 10.0


@dataclass
class Side:
    """Somebody who looks at chats: what they prove themselves with, and who waits for what they are to read."""

    headers: dict[str, str]
    waits: dict[int, asyncio.Event] = field(default_factory=dict)


def main() -> int:
    """1 where the goal is missed."""
    folder = Path(mkdtemp(prefix="bench-chat-"))
    print(f"  {report.machine()}", flush=True)
    try:
        with product(folder, AGENTS, settings={"TRUSTED_PROXIES": "1"}) as house:
            taken = asyncio.run(_measure(house))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rows = []
    for way, ms in taken.items():
        figures = {f"p{int(part * 100)}": report.share(ms, part) for part in (0.5, 0.95, 0.99)}
        rows.append((way, len(ms), *figures.values(), max(ms, default=float("nan"))))
        report.keep("chat", way, messages=len(ms), **figures)
    report.table(("from → on the other side", "messages", "p50 ms", "p95 ms", "p99 ms", "most ms"), rows)
    goal = f"message → other side, with {CHATS} chats open, p95"
    every = [each for ms in taken.values() for each in ms]
    wanted = int(PER_SECOND * LASTS_S * 0.98)
    if len(every) < wanted:
        print(f"  MISSED   only {len(every)} of {wanted} messages arrived", flush=True)
        return 1
    return 0 if report.verdict(goal, report.share(every, 0.95), GOAL_MS, "ms") else 1


async def _measure(house: Product) -> dict[str, list[float]]:
    visitors = _open_chats(house)
    chats = _given_to_agents(house)
    agents = [_logged_in(house, agent) for agent in house.agents]
    of = dict(zip(house.agents, agents, strict=True))
    streams = [asyncio.create_task(_listen(house, "/api/v1/visitor/live?after=0", each)) for each in visitors]
    streams += [asyncio.create_task(_listen(house, "/api/v1/live", each)) for each in agents]
    await asyncio.sleep(10)
    if broken := [each for each in streams if each.done()]:
        raise RuntimeError(f"{len(broken)} of {len(streams)} streams did not open: {broken[0].exception()}")
    taken: dict[str, list[float]] = {"visitor → agent": [], "agent → visitor": []}
    began = time.monotonic()
    sends: list[asyncio.Task[None]] = []
    for number in range(int(PER_SECOND * LASTS_S)):
        await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
        at = number * 7 % CHATS
        conversation, agent = chats[at]
        if number % 2:
            sent = _from_visitor(house, visitors[at], of[agent], conversation, taken["visitor → agent"])
        else:
            sent = _from_agent(house, of[agent], visitors[at], conversation, taken["agent → visitor"])
        sends.append(asyncio.create_task(sent))
    await asyncio.gather(*sends)
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    return taken


def _open_chats(house: Product) -> list[Side]:
    """Each visitor from an address of their own, as a proxy before us would say; written as our own code writes it."""
    chat, sides = Chat(house.db, house.config.secret_key), []
    for number in range(CHATS):
        token, visitor = visitors.come(chat.db, "")
        chat.open(visitor, "https://shop.example/", "en")
        address = f"10.1.{number // 200}.{number % 200 + 1}"
        sides.append(Side({"X-Forwarded-For": address, "Authorization": f"Bearer {token}"}))
    return sides


def _given_to_agents(house: Product) -> list[tuple[int, int]]:
    """Every chat is with an agent, in the order in which visitors came: [(conversation, agent)]. What the desk does to
    bring them there is measured by `queue`."""
    with house.db.transaction() as session:
        ids = session.scalars(select(Conversation.id).order_by(Conversation.visitor_id)).all()
        given = [(each, house.agents[at % AGENTS]) for at, each in enumerate(ids)]
        for conversation, agent in given:
            session.execute(
                update(Conversation).where(Conversation.id == conversation).values(state="talking", agent_id=agent)
            )
            item = update(WorkItem).where(WorkItem.kind == "chat", WorkItem.contact_id == conversation)
            session.execute(item.values(state="taken", agent_id=agent, taken_at=now()))
        session.execute(update(Agent).values(presence="ready", capacity={"chat": CHATS}, seen_at=now()))
    return given


def _logged_in(house: Product, agent: int) -> Side:
    who = {"login": f"agent-{agent}", "password": PASSWORD}
    body, headers = call(house.config, "POST", "/api/v1/session", who, {"X-Forwarded-For": f"10.2.0.{agent}"})
    return Side({"Cookie": headers["Set-Cookie"].partition(";")[0], "X-CSRF-Token": body["csrf"]})


async def _from_visitor(house: Product, visitor: Side, agent: Side, conversation: int, taken: list[float]) -> None:
    path = f"/api/v1/conversations/{conversation}"
    await _sent(house, visitor, "/api/v1/visitor/messages", {"text": "Hello", "key": ""}, agent, path, taken)


async def _from_agent(house: Product, agent: Side, visitor: Side, conversation: int, taken: list[float]) -> None:
    path, body = f"/api/v1/conversations/{conversation}/messages", {"text": "Hello", "files": []}
    await _sent(house, agent, path, body, visitor, "/api/v1/visitor/conversation", taken)


async def _sent(
    house: Product, sender: Side, path: str, body: dict[str, Any], reader: Side, reads: str, taken: list[float]
) -> None:
    """Send, and have the other side read once its stream has told of a message."""
    told = asyncio.Event()
    reader.waits[id(told)] = told
    began = time.monotonic()
    sending = asyncio.create_task(_ask(house, "POST", path, sender.headers, body))
    try:
        await asyncio.wait_for(told.wait(), WAITED_S)
        await _ask(house, "GET", reads, reader.headers)
        taken.append((time.monotonic() - began) * 1000)
    finally:
        del reader.waits[id(told)]
        await sending


async def _listen(house: Product, path: str, side: Side) -> None:
    """Hold the stream; whoever waits is woken by each message."""
    reader, writer = await _asked(house, "GET", path, side.headers, None, "keep-alive")
    status = await reader.readline()
    if b" 200 " not in status:
        raise RuntimeError(f"{path}: {status!r}")
    try:
        while line := await reader.readline():
            if line.startswith(b"event: message"):
                for each in side.waits.values():
                    each.set()
    finally:
        writer.close()


async def _ask(house: Product, method: str, path: str, headers: dict[str, str], body: object = None) -> Any:
    reader, writer = await _asked(house, method, path, headers, body, "close")
    try:
        head, _, answer = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    status = int(head.split(b" ", 2)[1])
    if status >= 300:
        raise RuntimeError(f"{method} {path}: {status} {answer[:300]!r}")
    return json.loads(answer) if answer else None


async def _asked(
    house: Product, method: str, path: str, headers: dict[str, str], body: object, connection: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.config.port)
    data = b"" if body is None else json.dumps(body).encode()
    about = {"Host": "127.0.0.1", "Connection": connection, "Content-Length": str(len(data)), **headers}
    if data:
        about["Content-Type"] = "application/json"
    lines = "".join(f"{name}: {value}\r\n" for name, value in about.items())
    writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + data)
    await writer.drain()
    return reader, writer
