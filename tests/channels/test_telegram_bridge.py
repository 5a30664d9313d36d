"""The bridge of the handbook, as its own process, between a stand-in for Telegram and the real site."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from channels import outbox
from channels.file_links import FileLinks
from channels.messengers import Ways
from channels.models import Conversation, Message, Messenger
from db import Database
from tests.channels.mail_steps import free_port
from tests.web.house import House

BRIDGE = Path(__file__).resolve().parents[2] / "docs" / "telegram_bridge.py"


class Telegram(BaseHTTPRequestHandler):
    """What the bot's address does: gives each update until it is acknowledged, and takes what is written."""

    updates: list[dict]
    written: list[dict]

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/sendMessage"):
            self.written.append(asked)
        due = [each for each in self.updates if each["update_id"] >= asked.get("offset", 0)]
        if self.path.endswith("/getUpdates") and not due:
            time.sleep(0.1)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"ok": True, "result": due}).encode())

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def telegram() -> Iterator[ThreadingHTTPServer]:
    Telegram.updates, Telegram.written = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Telegram)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_what_people_write_to_the_bot_is_a_chat_and_the_answer_reaches_them_once(
    sqlite: Database, tmp_path: Path, telegram: ThreadingHTTPServer
) -> None:
    house, port = House(sqlite, tmp_path), free_port()
    with house.db.transaction() as session:
        session.add(Messenger(key="telegram", name="Telegram", url=f"http://127.0.0.1:{port}/", secret="a secret"))
    site = make_server("127.0.0.1", 0, house.site, threaded=True)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    nora = {"from": {"first_name": "Nora", "language_code": "en"}, "chat": {"id": 77}, "text": "Hello"}
    # The same update comes twice, as after a crash of the bridge.
    Telegram.updates += [{"update_id": 1, "message": nora}, {"update_id": 1, "message": nora}]
    bridge = subprocess.Popen(
        [sys.executable, str(BRIDGE)],
        env={
            "TELEGRAM_API": f"http://127.0.0.1:{telegram.server_port}",
            "TELEGRAM_TOKEN": "1:x",
            "THREADLINE": f"http://127.0.0.1:{site.server_port}",
            "SECRET": "a secret",
            "PORT": str(port),
            "KEPT": str(tmp_path / "kept.db"),
        },
    )
    try:
        conversation = _chat(house, bridge)
        (first,) = [message for message in _messages(house) if message.author == "customer"]
        assert (first.text, conversation.via, conversation.address) == ("Hello", "telegram", "77")
        with house.db.transaction() as session:
            row = session.get_one(Conversation, conversation.id)
            row.state, row.agent_id = "talking", house.sara
        ways = Ways(house.db, {}, FileLinks("", "secret"))
        while outbox.deliver_one(house.db, "chat", ways.deliver):
            pass
        answer = house.chat.say(conversation.id, house.sara, "Good morning, Nora.")
        assert outbox.deliver_one(house.db, "chat", ways.deliver)
        _again(house, answer)
        assert outbox.deliver_one(house.db, "chat", ways.deliver)
        assert [each["text"] for each in Telegram.written].count("Good morning, Nora.") == 1
        assert {each["chat_id"] for each in Telegram.written} == {"77"}
        assert all(message.delivery == "sent" for message in _messages(house) if message.author != "customer")
    finally:
        bridge.terminate()
        bridge.wait(10)
        site.shutdown()


def _chat(house: House, bridge: subprocess.Popen[bytes]) -> Conversation:
    heard = threading.Event()
    unsubscribe = house.db.bell.subscribe(lambda _: heard.set())
    try:
        for _ in range(100):
            with house.db.reading() as session:
                if found := session.scalars(select(Conversation)).one_or_none():
                    return found
            assert bridge.poll() is None
            heard.wait(0.2)
    finally:
        unsubscribe()
    raise AssertionError("nothing came over the bridge")


def _messages(house: House) -> list[Message]:
    with house.db.reading() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def _again(house: House, message_id: int) -> None:
    """As if our process had died before it wrote down that the bridge has it."""
    with house.db.transaction() as session:
        row = session.get_one(Message, message_id)
        row.delivery, row.retry_at = "queued", None
