"""What a flow reaches for beyond itself, performed on a call and in a chat: look-ups, surveys, transfers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import select

from channels import visitors
from channels.models import Message
from db import Database, now
from hotline.models import FlowConnection, FlowVersion
from ivr.turns import LookUp, Turn
from telephony.twilio.twiml import Addresses, render
from tests.story import Company

RETRY = {"next": "person", "retries": 1}
FLOW: dict[str, Any] = {
    "name": "Parcels",
    "languages": ["en"],
    "start": "status",
    "nodes": [
        {
            "key": "status",
            "kind": "look_up",
            "connection": "parcels",
            "prompt": {"en": "I am looking."},
            "send": {"who": "{caller}"},
            "take": [{"fact": "state", "path": "parcel.state", "needed": True}],
            "next": "tell",
            "failure": "away",
        },
        {"key": "tell", "kind": "say", "prompt": {"en": "It is {state}."}, "next": "survey"},
        {
            "key": "survey",
            "kind": "survey",
            "scale": "csat",
            "prompt": {"en": "How was it?"},
            "no_input": RETRY,
            "no_match": RETRY,
            "next": "outside",
        },
        {"key": "outside", "kind": "transfer", "number": "+4930123456", "failure": "bye"},
        {"key": "away", "kind": "say", "prompt": {"en": "I cannot look it up now."}, "next": "person"},
        {"key": "person", "kind": "to_queue", "queue": "general"},
        {"key": "bye", "kind": "goodbye", "prompt": {"en": "Nobody is there. Goodbye."}},
    ],
}


class Parcels(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"parcel": {"state": "on its way"}}')

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def parcels() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Parcels)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def company_with(database: Database, url: str) -> Company:
    company = Company(database)
    with database.transaction() as session:
        session.add(FlowVersion(flow_key="main", number=2, definition=FLOW, published_at=now()))
        session.add(FlowConnection(key="parcels", base_url=url, headers={}, private=True))
    return company


def test_a_caller_hears_what_was_looked_up_and_their_score_is_kept(database: Database, parcels: str) -> None:
    company = company_with(database, parcels)
    caller = company.dial()
    assert isinstance(caller.turn.ending, LookUp) and caller.says == "I am looking."
    wish = company.calls.wished(caller.id, caller.number)
    assert wish == caller.turn.ending == LookUp("parcels", {"who": "+15551230001"})
    caller.does(company.calls.look_up(wish))
    assert caller.says == "It is on its way. How was it?"
    assert company.calls.wished(caller.id, caller.number) is None
    caller.presses("4")
    assert ("SurveyAnswered", {"scale": "csat", "score": 4, "agent": "", "agent_id": None}) in company.steps(
        "phone", caller.id
    )


def test_a_system_that_is_away_is_told_of_and_the_caller_goes_on(database: Database) -> None:
    caller = company_with(database, "http://127.0.0.1:9/").dial()
    assert isinstance(caller.turn.ending, LookUp)
    caller.does(caller.company.calls.look_up(caller.turn.ending))
    assert caller.says == "I cannot look it up now."
    assert caller.row.state == "queued"


def test_in_a_chat_the_answer_follows_and_a_transfer_goes_its_way_of_failure(database: Database, parcels: str) -> None:
    company = company_with(database, parcels)
    _, visitor = visitors.come(company.db, "")
    conversation = company.chat.open(visitor, "/", "en")
    company.chat.wrote(visitor, "5", key="5")
    with database.reading() as session:
        written = select(Message.text).where(Message.conversation_id == conversation).order_by(Message.id)
        texts = list(session.scalars(written))
    assert texts == ["I am looking.", "It is on its way.", "How was it?", "5", "Nobody is there. Goodbye."]


def test_twilio_comes_back_for_what_was_looked_up() -> None:
    to = Addresses("/turn", "/line", "/waiting", "/keyed", "/held", "/music", lambda prompt: "/prompt")
    assert '<Redirect method="POST">/turn?times=1</Redirect>' in render(Turn((), LookUp("parcels", {})), to)
