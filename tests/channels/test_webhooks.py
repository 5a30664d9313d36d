"""Other systems are told what happens: all of it, in order, signed, and again where they did not take it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from channels import webhooks
from channels.models import Webhook
from channels.signatures import HEADER, genuine
from channels.webhooks import Teller
from db import Database, now
from timeline import book, customers
from timeline.events import CallArrived, NoteAdded


class Crm:
    """Another company's system: what it was told, and how it answers."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.answers: list[int] = []
        self.unsigned = 0

        class Door(BaseHTTPRequestHandler):
            def do_POST(door) -> None:
                body = door.rfile.read(int(door.headers["Content-Length"]))
                self.unsigned += not genuine("s", body, door.headers[HEADER] or "")
                status = self.answers.pop(0) if self.answers else 204
                if status < 300:
                    self.told += json.loads(body)["events"]
                door.send_response(status)
                door.end_headers()

            def log_message(door, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/in"

    @property
    def texts(self) -> list[str]:
        return [each["data"].get("text", "") for each in self.told]


@pytest.fixture
def crm() -> Iterator[Crm]:
    crm = Crm()
    yield crm
    crm.server.shutdown()
    crm.server.server_close()


def hook(db: Database, crm: Crm, **more: Any) -> int:
    with db.transaction() as session:
        row = Webhook(url=crm.url, secret="s", created_at=now(), **more)
        session.add(row)
        session.flush()
        return row.id


def note(db: Database, *texts: str) -> None:
    with db.transaction() as session:
        nora = customers.find_or_make(session, "email", "nora@example.org")
        for each in texts:
            book.record(session, nora.id, NoteAdded("desk", None, "Sara", each))


def tell(db: Database) -> None:
    teller = Teller(db)
    while teller.once():
        pass


def due(db: Database) -> None:
    with db.transaction() as session:
        for row in session.query(Webhook):
            row.retry_at = None


def test_everything_is_told_once_in_order_and_signed(database: Database, crm: Crm) -> None:
    hook(database, crm)
    texts = [str(number) for number in range(webhooks.BATCH + 20)]
    note(database, *texts)
    tell(database)
    note(database, "later")
    tell(database)
    assert crm.texts == [*texts, "later"]
    assert crm.unsigned == 0
    event = crm.told[-1]
    assert (event["kind"], event["channel"], event["data"]["author"]) == ("NoteAdded", "desk", "Sara")


def test_what_was_not_taken_comes_again_and_nothing_overtakes_it(database: Database, crm: Crm) -> None:
    key = hook(database, crm)
    crm.answers = [503, 410]
    note(database, "first")
    tell(database)
    note(database, "second")
    tell(database)
    assert crm.texts == [], "it waits for its time"
    with database.reading() as session:
        row = session.get_one(Webhook, key)
        assert (row.tries, "503" in row.fault) == (1, True)
        assert row.retry_at
    for _ in range(2):
        due(database)
        tell(database)
    assert crm.texts == ["first", "second"], "even a refusal for good is tried again: it may be set right"
    with database.reading() as session:
        row = session.get_one(Webhook, key)
        assert (row.tries, row.fault, row.retry_at) == (0, "", None)


def test_only_the_kinds_that_were_asked_for_are_told(database: Database, crm: Crm) -> None:
    hook(database, crm, kinds=["CallArrived"])
    note(database, "a note")
    with database.transaction() as session:
        nora = customers.find_or_make(session, "email", "nora@example.org")
        book.record(session, nora.id, CallArrived("phone", 1, "+15551230009", "hotline", ""))
    tell(database)
    assert [each["kind"] for each in crm.told] == ["CallArrived"]


def test_one_that_is_held_is_told_all_of_it_later(database: Database, crm: Crm) -> None:
    key = hook(database, crm, active=False)
    note(database, "meanwhile")
    tell(database)
    assert crm.told == []
    with database.transaction() as session:
        session.get_one(Webhook, key).active = True
    tell(database)
    assert crm.texts == ["meanwhile"]


def test_where_nobody_is_told_what_happens_wakes_no_one(database: Database) -> None:
    teller, happens = Teller(database), {"customer:1", "floor"}
    assert teller._concerns(happens), "until it has looked, there may be somebody"
    teller.once()
    assert not teller._concerns(happens)
    assert teller._concerns({webhooks.TOPIC})
