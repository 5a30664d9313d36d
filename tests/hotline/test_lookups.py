"""Look-ups against a real server of the company's, which may answer anything, or never."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import select

from channels import visitors
from channels.models import Message
from db import Database
from hotline import lookups, versions
from hotline.models import FlowConnection
from hotline.versions import Wish
from ivr.heard import LookedUp
from ivr.turns import LookUp
from tests.story import Caller, Company

ANSWERS: dict[str, tuple[int, bytes]] = {
    "/orders": (200, b'{"order": {"status": "sent"}}'),
    "/huge": (200, b'"' + b"x" * 100_000 + b'"'),
    "/deep": (200, b"[" * 50_000),
    "/nul": (200, b'{"name": "\\u0000"}'),
    "/half": (200, b'{"name": "\\ud800"}'),
    "/garbage": (200, b"<html>"),
    "/broken": (500, b"{}"),
    "/elsewhere": (302, b"{}"),
}


class Shop(BaseHTTPRequestHandler):
    asked: list[tuple[str, str, dict[str, str], bytes]] = []  # noqa: RUF012
    left = threading.Event()
    """Whoever was told drop by drop hung up."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.asked.append((self.command, self.path, dict(self.headers), body))
        if path == "/drip":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            try:
                for _ in range(1000):
                    self.wfile.write(b"1")
                    self.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                self.left.set()
            return
        status, answer = ANSWERS[path]
        self.send_response(status)
        self.send_header("Location", "/orders")
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def company() -> Iterator[str]:
    Shop.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask(db: Database, url: str, timeout_s: float = 5, **more: Any) -> LookedUp:
    with db.transaction() as session:
        session.merge(FlowConnection(**{"key": "orders", "base_url": url, "headers": {}, "private": True, **more}))
    return lookups.perform(db, LookUp("orders", {"number": "4 2&7"}, timeout_s))


def test_the_values_go_along_and_the_answer_comes_back(database: Database, company: str) -> None:
    found = ask(database, f"{company}/orders?shop=1", headers={"Authorization": "Bearer secret"})
    assert found == LookedUp(True, {"order": {"status": "sent"}})
    ((method, path, headers, _),) = Shop.asked
    assert (method, path) == ("GET", "/orders?shop=1&number=4+2%267")
    assert headers["Authorization"] == "Bearer secret"


def test_a_connection_may_post_the_values_as_json(sqlite: Database, company: str) -> None:
    assert ask(sqlite, f"{company}/orders", method="POST").ok
    ((method, _, _, body),) = Shop.asked
    assert (method, json.loads(body)) == ("POST", {"number": "4 2&7"})


@pytest.mark.parametrize("path", ["huge", "deep", "nul", "half", "garbage", "broken", "elsewhere"])
def test_an_answer_of_no_use_is_a_failure_and_no_redirect_is_followed(
    sqlite: Database, company: str, path: str
) -> None:
    assert ask(sqlite, f"{company}/{path}") == LookedUp(False)
    assert len(Shop.asked) == 1


@pytest.mark.parametrize("protocol", ["HTTP/1.0", "HTTP/1.1"])
def test_a_system_that_drips_is_given_up_in_time(
    sqlite: Database, company: str, protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shop, "protocol_version", protocol)
    Shop.left.clear()
    assert ask(sqlite, f"{company}/drip", timeout_s=0.3) == LookedUp(False)
    assert Shop.left.wait(30), "it drips for longer than this"


def test_a_system_that_accepts_and_says_nothing_is_given_up(sqlite: Database) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        assert ask(sqlite, f"http://127.0.0.1:{mute.getsockname()[1]}/", timeout_s=1) == LookedUp(False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "[::ffff:127.0.0.1]"])
def test_the_companys_own_network_is_asked_only_where_that_is_allowed(
    sqlite: Database, company: str, host: str
) -> None:
    port = company.rpartition(":")[2]
    assert ask(sqlite, f"http://{host}:{port}/orders", private=False) == LookedUp(False)
    assert Shop.asked == []


def test_where_clouds_keep_their_keys_is_never_asked(sqlite: Database) -> None:
    assert ask(sqlite, "http://169.254.169.254/latest/meta-data") == LookedUp(False)


def test_a_connection_that_does_not_exist_is_a_failure(sqlite: Database) -> None:
    assert lookups.perform(sqlite, LookUp("nobody", {})) == LookedUp(False)


@pytest.mark.parametrize("url", ["ftp://x", "https://", "https://u:p@x/", "http://[", "orders.example.com"])
def test_an_address_that_cannot_be_asked_is_explained(url: str) -> None:
    assert lookups.fault_of(url)
    assert lookups.fault_of("https://orders.example.com/status") == ""


def shop(url: str, database: Database) -> Company:
    """The company of tests/story.py, whose flow asks where an order is before it says anything."""
    flow = {
        "name": "Shop",
        "languages": ["en"],
        "start": "ask",
        "operator": "people",
        "facts": ["state"],
        "nodes": [
            {
                "key": "ask",
                "kind": "look_up",
                "connection": "orders",
                "prompt": {"en": "One moment."},
                "take": [{"fact": "state", "path": "order.status", "needed": True}],
                "next": "tell",
                "failure": "people",
            },
            {"key": "tell", "kind": "say", "prompt": {"en": "It was {state}."}, "next": "people"},
            {"key": "people", "kind": "to_queue", "queue": "general"},
        ],
    }
    company = Company(database)
    with database.transaction() as session:
        session.add(FlowConnection(key="orders", base_url=url, headers={}, private=True))
        versions.publish(session, "main", flow, Wish("Nadia"))
    return company


def looked_up(caller: Caller) -> Caller:
    """What a driver does with a turn that ends in a look-up."""
    assert isinstance(caller.turn.ending, LookUp)
    return caller.does(caller.company.calls.look_up(caller.turn.ending))


def test_a_caller_hears_what_was_looked_up(database: Database, company: str) -> None:
    caller = shop(f"{company}/orders", database).dial()
    assert caller.says == "One moment."
    assert looked_up(caller).says == "It was sent."
    assert caller.row.state == "queued"
    assert [step["way"] for step in caller.row.path] == ["next", "next"]


def test_a_caller_goes_the_way_of_failure_when_the_answer_is_garbage(sqlite: Database, company: str) -> None:
    caller = looked_up(shop(f"{company}/garbage", sqlite).dial())
    assert caller.row.state == "queued"
    assert [step["way"] for step in caller.row.path] == ["failure", "next"]


def test_a_visitor_reads_what_was_looked_up(database: Database, company: str) -> None:
    chat = shop(f"{company}/orders", database).chat
    _, visitor = visitors.come(chat.db, "")
    conversation_id = chat.open(visitor, "", "")
    with database.reading() as session:
        said = select(Message.text).where(Message.conversation_id == conversation_id).order_by(Message.id)
        texts = session.scalars(said).all()
    assert texts[:2] == ["One moment.", "It was sent."]
