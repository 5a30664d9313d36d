"""The website's chat over the public interface, with the real rooms and the demo company's flow."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from acd.models import Queue
from channels.models import Conversation
from db import now
from hotline import tickets
from hotline.models import FlowVersion
from tests.web.house import House
from timeline import codes
from timeline.models import Entry
from web import visitor_limits
from web.limits import limiter

DEMO_FLOW = Path(__file__).resolve().parents[2] / "hotline" / "demo_flow.json"


@dataclass
class Visitor:
    """A browser with the widget in it."""

    client: FlaskClient
    token: str = ""
    said: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, **body: object) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.client.open(f"/api/v1/visitor/{path}", method=method, json=body, headers=headers)

    def post(self, path: str, **body: object) -> TestResponse:
        return self.send("POST", path, **body)

    def comes(self) -> Visitor:
        self.token = self.post("session").json["token"]
        return self

    def starts(self, language: str = "en") -> Visitor:
        assert (
            self.comes().post("conversation", page="https://shop.example/kettles", language=language).status_code == 200
        )
        return self

    def texts(self) -> list[str]:
        return [message["text"] for message in self.send("GET", "conversation").json["messages"]]


@pytest.fixture(autouse=True)
def uncounted(house: House) -> None:
    """Every test begins with nothing tried yet."""
    limiter.reset()


@pytest.fixture
def shop(house: House) -> House:
    """The house with the demo company's flow."""
    with house.db.transaction() as session:
        session.add_all(Queue(key=key, names={"en": key}) for key in ("general", "service"))
        definition = json.loads(DEMO_FLOW.read_text("utf-8"))
        session.add(FlowVersion(flow_key="main", number=2, definition=definition, published_at=now()))
    return house


def visitor(house: House) -> Visitor:
    return Visitor(house.site.test_client())


def test_a_visitor_gets_a_token_of_their_own_and_keeps_it(shop: House) -> None:
    first, second = visitor(shop).comes(), visitor(shop).comes()
    assert len(first.token) >= 32
    assert first.token != second.token
    again = first.post("session").json
    assert (again["token"], again["company"], again["conversation"]) == (first.token, "Parsa Home", None)


@pytest.mark.parametrize("wrong", ["guessed", "x" * 5000, "\u00e9"])
def test_a_wrong_token_is_a_new_visitor(shop: House, wrong: str) -> None:
    stranger = visitor(shop)
    stranger.token = wrong
    answer = stranger.post("session")
    assert answer.status_code == 200
    assert answer.json["token"] != wrong


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "conversation"),
        ("POST", "conversation"),
        ("POST", "messages"),
        ("POST", "code"),
        ("POST", "call"),
        ("POST", "leave"),
        ("GET", "live"),
    ],
)
def test_nothing_is_to_be_had_without_a_token_that_is_known(shop: House, method: str, path: str) -> None:
    stranger = visitor(shop)
    stranger.token = "guessed"
    answer = stranger.send(method, path, **({"text": "hello"} if path == "messages" else {}))
    assert answer.status_code == 401
    assert answer.json["error"] == "no_visitor"


def test_the_bot_speaks_first_and_offers_buttons(shop: House) -> None:
    chat = visitor(shop).comes().post("conversation", page="https://shop.example/", language="en").json
    assert chat["state"] == "bot"
    assert {message["author"] for message in chat["messages"]} == {"bot"}
    assert [option["label"] for option in chat["messages"][-1]["options"]][:2] == ["An order", "Returns and repair"]


def test_the_bot_speaks_the_language_of_the_page(shop: House) -> None:
    labels = [
        o["label"] for o in visitor(shop).starts("fa").send("GET", "conversation").json["messages"][-1]["options"]
    ]
    assert "سفارش" in labels


def test_starting_twice_is_one_chat(shop: House) -> None:
    guest = visitor(shop).starts()
    before = guest.texts()
    guest.post("conversation", page="https://shop.example/other", language="en")
    assert guest.texts() == before


def test_a_button_is_answered_at_once_by_the_bot(shop: House) -> None:
    chat = visitor(shop).starts().post("messages", text="An order", key="1").json
    said = [(message["author"], message["text"]) for message in chat["messages"]]
    assert ("customer", "An order") in said
    assert said[-1][0] == "bot"


def test_words_do_what_buttons_do(shop: House) -> None:
    pressed = visitor(shop).starts().post("messages", text="An order", key="1").json["messages"][-1]["text"]
    written = visitor(shop).starts().post("messages", text="it is about my order").json["messages"][-1]["text"]
    assert written == pressed


def test_a_person_takes_over_and_shows_no_more_than_a_first_name(house: House) -> None:
    guest = visitor(house).starts()
    house.ready(house.sara)
    guest.post("messages", text="I would like to talk to somebody")
    house.match()
    (offer,) = house.login("sara").get("/desk").json["offers"]
    panel = house.login("sara")
    panel.post(f"/offers/{offer['id']}/accept")
    panel.post(f"/conversations/{offer['contact']['id']}/messages", text="Hello, Sara here")
    chat = guest.send("GET", "conversation").json
    assert (chat["state"], chat["agent"]) == ("talking", "Sara")
    last = chat["messages"][-1]
    assert (last["author"], last["agent"], last["text"]) == ("agent", "Sara", "Hello, Sara here")
    assert set(last) == {"id", "author", "agent", "at", "text", "options", "attachments", "delivery"}


def test_what_a_browser_sends_again_is_written_once_even_after_the_chat_has_ended(shop: House) -> None:
    guest, other = visitor(shop).starts(), visitor(shop).starts()
    first = guest.post("messages", text="An order", key="1", once="a-1").json
    again = guest.post("messages", text="An order", key="1", once="a-1").json
    assert again["messages"] == first["messages"]
    assert "An order" not in other.texts()
    assert other.post("messages", text="An order", key="1", once="a-1").json["messages"][-1]["author"] == "bot"
    guest.post("leave")
    assert guest.post("messages", text="An order", key="1", once="a-1").json["messages"] == first["messages"]
    assert guest.post("messages", text="An order", once="b-2").json["error"] == "no_chat"


@pytest.mark.parametrize("once", ["x" * 41, "a b", "a:b", "é"])
def test_a_name_that_no_browser_makes_up_is_refused(shop: House, once: str) -> None:
    assert visitor(shop).starts().post("messages", text="hello", once=once).status_code == 400


def test_one_visitor_sees_nothing_of_another(shop: House) -> None:
    guest, other = visitor(shop).starts(), visitor(shop).comes()
    guest.post("messages", text="my secret order")
    assert other.send("GET", "conversation").json["error"] == "no_chat"
    assert other.send("GET", "live").json["error"] == "no_chat"
    assert other.starts().texts() == visitor(shop).starts().texts()


def test_the_code_brings_the_phone_to_this_chats_journey(shop: House) -> None:
    guest = visitor(shop).starts()
    guest.post("messages", text="An order", key="1")
    answer = guest.post("code").json
    assert answer["number"] == "+1 555-123-0000"
    assert answer["sip"] == "sip:hotline@127.0.0.1:5060"
    assert answer["minutes"] == 15
    with shop.db.transaction() as session:
        chat = session.scalars(select(Conversation)).one()
        verdict, journey = codes.redeem(session, answer["code"], "phone:+15551230001", shop.config.secret_key)
    assert verdict == "ok" and journey is not None
    assert journey.id == chat.journey_id


def test_the_browser_calls_with_a_ticket_that_is_signed(shop: House) -> None:
    guest = visitor(shop).starts()
    guest.post("messages", text="An order", key="1")
    credentials = guest.post("call").json
    assert credentials["target"] == "sip:hotline@simulator"
    assert credentials["websocket"] == "/sip"
    # The simulated switch gives the token back as the password.
    ticket = tickets.read(credentials["password"], shop.config.secret_key)
    with shop.db.reading() as session:
        chat = session.scalars(select(Conversation)).one()
    assert ticket == tickets.Ticket(customer_id=chat.customer_id, journey_id=chat.journey_id)


def test_who_leaves_can_read_the_chat_and_start_another(shop: House) -> None:
    guest = visitor(shop).starts()
    assert guest.post("leave").json["state"] == "closed"
    assert guest.post("messages", text="still here?").json["error"] == "no_chat"
    assert guest.post("code").json["error"] == "no_chat"
    assert guest.post("session").json["conversation"]["state"] == "closed"
    assert guest.post("conversation", page="", language="en").json["state"] == "bot"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "   "},
        {"text": "x" * 4001},
        {"text": "a\0b"},
        {"text": "hi", "key": "drop table"},
        {"text": ["hi"]},
        {"text": "hi", "conversation": 1},
    ],
)
def test_what_is_no_message_is_refused_and_changes_nothing(shop: House, body: dict[str, object]) -> None:
    guest = visitor(shop).starts()
    before = guest.texts()
    assert guest.post("messages", **body).status_code == 400
    assert guest.texts() == before


def test_the_page_that_the_chat_stands_on_is_on_the_timeline(shop: House) -> None:
    visitor(shop).starts()
    with shop.db.reading() as session:
        (started,) = session.scalars(select(Entry).where(Entry.kind == "ChatStarted"))
    assert started.data["page"] == "https://shop.example/kettles"


def test_one_visitor_writes_only_so_often(shop: House) -> None:
    guest, other = visitor(shop).starts(), visitor(shop).starts()
    answers = [guest.post("messages", text="hello").status_code for _ in range(45)]
    assert answers.count(429) == 5
    assert other.post("messages", text="hello").status_code == 200


def test_one_address_makes_only_so_many_sessions(shop: House) -> None:
    answers = [visitor(shop).post("session").status_code for _ in range(61)]
    assert answers[-1] == 429
    assert answers[:60] == [200] * 60


def test_the_stream_tells_of_this_chat_alone_and_goes_on_from_what_is_known(shop: House) -> None:
    guest, other = visitor(shop).starts(), visitor(shop).starts()
    after = guest.send("GET", "conversation").json["signal"]
    other.post("messages", text="nobody else's business")
    guest.post("messages", text="An order", key="1")
    with shop.db.reading() as session:
        mine = session.scalars(select(Conversation.id).order_by(Conversation.id)).all()[0]
    answer = guest.send("GET", f"live?after={after}")
    assert answer.mimetype == "text/event-stream"
    pieces = answer.iter_encoded()
    heard = b"".join(next(pieces) for _ in range(2)).decode()
    answer.close()
    assert "event: message" in heard
    assert f'"conversation":{mine}' in heard
    assert f'"conversation":{mine + 1}' not in heard


def test_listeners_give_their_places_back(shop: House) -> None:
    guest = visitor(shop).starts()
    streams = [guest.send("GET", "live") for _ in range(visitor_limits.STREAMS_OF_ONE)]
    assert {stream.status_code for stream in streams} == {200}
    assert guest.send("GET", "live").status_code == 429
    for stream in streams:
        stream.close()
    again = guest.send("GET", "live")
    assert again.status_code == 200
    again.close()
